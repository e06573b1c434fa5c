//! One stack: where it stands, what it was given, what it says of itself.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html#status-codes>

use std::collections::BTreeMap;

use serde::Serialize;

use super::client::Connection;
use super::failure::{self, Failure};
use super::parameter_values::Previous;
use super::template::resource_types;

/// The type of a stack inside a stack.
pub const STACK_TYPE: &str = "AWS::CloudFormation::Stack";

/// A stack that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stack {
    /// Its name.
    pub name: String,
    /// Its ARN, which finds it after it is deleted, too.
    pub id: String,
    /// Its status.
    pub status: String,
    /// Why it has that status.
    pub reason: Option<String>,
    /// Its parameters.
    pub parameters: BTreeMap<String, Previous>,
    /// Its outputs.
    pub outputs: Vec<Output>,
    /// Whether it is protected from being deleted.
    pub protected: bool,
}

/// An output of a stack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Output {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Its description.
    pub description: Option<String>,
}

/// A resource of a stack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Resource {
    /// Its name in the template.
    pub id: String,
    /// Its name in the account.
    pub physical_id: String,
    /// Its type.
    pub kind: String,
    /// Its status.
    pub status: String,
}

impl Resource {
    /// Whether it is a stack that was made.
    fn is_stack(&self) -> bool {
        self.kind == STACK_TYPE && !self.physical_id.is_empty() && self.status != "DELETE_COMPLETE"
    }
}

/// Whether a stack can be updated, and why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is not there, or only its name is, kept by a change set that never ran.
    New,
    /// It can be updated.
    Ready,
    /// Something is going on.
    Busy,
    /// It is there and may well work, but its way back from an update did not end.
    Stuck,
    /// It never came to be, and can only be deleted.
    Failed,
}

impl Stack {
    /// The operations that its status admits.
    pub fn standing(&self) -> Standing {
        standing(&self.status)
    }
}

fn standing(status: &str) -> Standing {
    match status {
        "REVIEW_IN_PROGRESS" | "DELETE_COMPLETE" => Standing::New,
        "ROLLBACK_COMPLETE" | "ROLLBACK_FAILED" | "DELETE_FAILED" => Standing::Failed,
        "UPDATE_ROLLBACK_FAILED" => Standing::Stuck,
        _ if status.ends_with("_IN_PROGRESS") => Standing::Busy,
        _ => Standing::Ready,
    }
}

/// The stack of this name or ARN, if there is one.
pub async fn find(connection: &Connection, name: &str) -> Result<Option<Stack>, Failure> {
    let asked = connection.cloudformation().describe_stacks().stack_name(name).send().await;
    let found = match asked.map_err(|error| failure::from_sdk("describe the stack", &error)) {
        Ok(found) => found,
        Err(failure) if is_absence(&failure) => return Ok(None),
        Err(failure) => return Err(failure),
    };
    Ok(found.stacks().first().map(read))
}

/// The stack of this name, which must be there.
pub async fn need(connection: &Connection, name: &str) -> Result<Stack, Failure> {
    let found = find(connection, name).await?.filter(|stack| stack.status != "DELETE_COMPLETE");
    found.ok_or_else(|| absent(connection, name))
}

pub(super) fn absent(connection: &Connection, name: &str) -> Failure {
    Failure::new(format!("there is no stack `{name}` in {}", connection.region()))
        .help("`--stack-name` names another, `--region` and `--aws-profile` look elsewhere")
}

/// CloudFormation has no error of its own for that.
pub(super) fn is_absence(failure: &Failure) -> bool {
    failure.code.as_deref() == Some("ValidationError") && failure.message.contains("does not exist")
}

fn read(stack: &aws_sdk_cloudformation::types::Stack) -> Stack {
    let parameters = stack.parameters().iter().map(|parameter| {
        let value = parameter.parameter_value().unwrap_or_default().to_owned();
        (parameter.parameter_key().unwrap_or_default().to_owned(), Previous { value, ..Previous::default() })
    });
    let outputs = stack.outputs().iter().map(|output| Output {
        name: output.output_key().unwrap_or_default().to_owned(),
        value: output.output_value().unwrap_or_default().to_owned(),
        description: output.description().map(str::to_owned),
    });
    Stack {
        name: stack.stack_name().unwrap_or_default().to_owned(),
        id: stack.stack_id().unwrap_or_default().to_owned(),
        status: stack.stack_status().map(|status| status.as_str().to_owned()).unwrap_or_default(),
        reason: stack.stack_status_reason().map(str::to_owned),
        parameters: parameters.collect(),
        outputs: outputs.collect(),
        protected: stack.enable_termination_protection().unwrap_or_default(),
    }
}

/// The same with the defaults of the template that the stack has.
pub async fn with_defaults(connection: &Connection, mut stack: Stack) -> Result<Stack, Failure> {
    let asked = connection.cloudformation().get_template_summary().stack_name(&stack.name).send().await;
    let summary = asked.map_err(|error| failure::from_sdk("read the stack's template", &error))?;
    for declared in summary.parameters() {
        if let Some(previous) = stack.parameters.get_mut(declared.parameter_key().unwrap_or_default()) {
            previous.default = declared.default_value().map(str::to_owned);
            previous.no_echo = declared.no_echo().unwrap_or_default();
        }
    }
    Ok(stack)
}

/// The template of a stack, as it was given.
pub async fn template(connection: &Connection, name: &str) -> Result<String, Failure> {
    let call = connection.cloudformation().get_template().stack_name(name);
    let asked = call.template_stage(aws_sdk_cloudformation::types::TemplateStage::Original).send().await;
    let found = asked.map_err(|error| failure::from_sdk("read the stack's template", &error))?;
    Ok(found.template_body().unwrap_or_default().to_owned())
}

/// The templates of the stacks inside one, by logical id, where its own template names some.
pub async fn nested_templates(
    connection: &Connection,
    name: &str,
    text: &str,
) -> Result<BTreeMap<String, String>, Failure> {
    let mut found = BTreeMap::new();
    if !resource_types(text).contains(STACK_TYPE) {
        return Ok(found);
    }
    for resource in own_resources(connection, name).await? {
        if resource.is_stack() {
            found.insert(resource.id, template(connection, &resource.physical_id).await?);
        }
    }
    Ok(found)
}

/// Everything in a stack and in the stacks inside it.
pub async fn resources(connection: &Connection, name: &str) -> Result<Vec<Resource>, Failure> {
    let mut all = own_resources(connection, name).await?;
    let mut next = 0;
    while let Some(resource) = all.get(next) {
        next += 1;
        if resource.is_stack() {
            let inside = own_resources(connection, &resource.physical_id.clone()).await?;
            all.extend(inside);
        }
    }
    Ok(all)
}

/// Everything in a stack itself, page by page.
async fn own_resources(connection: &Connection, name: &str) -> Result<Vec<Resource>, Failure> {
    let mut pages =
        connection.cloudformation().list_stack_resources().stack_name(name).into_paginator().send();
    let mut found = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failure::from_sdk("list the stack's resources", &error));
        let page = match page {
            Err(failure) if is_absence(&failure) => return Err(absent(connection, name)),
            other => other?,
        };
        found.extend(page.stack_resource_summaries().iter().map(|resource| Resource {
            id: resource.logical_resource_id().unwrap_or_default().to_owned(),
            physical_id: resource.physical_resource_id().unwrap_or_default().to_owned(),
            kind: resource.resource_type().unwrap_or_default().to_owned(),
            status: resource.resource_status().map(|status| status.as_str().to_owned()).unwrap_or_default(),
        }));
    }
    Ok(found)
}

/// Switches the protection from deletion on or off.
pub async fn protect(connection: &Connection, name: &str, on: bool) -> Result<(), Failure> {
    let call = connection.cloudformation().update_termination_protection();
    let done = call.stack_name(name).enable_termination_protection(on).send().await;
    done.map(drop).map_err(|error| failure::from_sdk("change the protection of the stack", &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_says_what_can_be_done() {
        let table = [
            ("REVIEW_IN_PROGRESS", Standing::New),
            ("DELETE_COMPLETE", Standing::New),
            ("CREATE_COMPLETE", Standing::Ready),
            ("UPDATE_ROLLBACK_COMPLETE", Standing::Ready),
            ("IMPORT_COMPLETE", Standing::Ready),
            ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", Standing::Busy),
            ("ROLLBACK_COMPLETE", Standing::Failed),
            // A stack that failed without a rollback keeps its resources, and an update goes on from there.
            ("CREATE_FAILED", Standing::Ready),
            ("UPDATE_ROLLBACK_FAILED", Standing::Stuck),
        ];
        for (status, wanted) in table {
            assert_eq!(standing(status), wanted, "{status}");
        }
    }
}
