//! Change sets: what a template would change, shown before it happens, and then done.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets.html>

use std::collections::BTreeSet;

use aws_sdk_cloudformation::types::{
    Capability, ChangeSetType, DeploymentConfig, DeploymentConfigMode, DeploymentMode, EventFilter,
    Parameter, ResourceChange, Tag,
};
use serde::Serialize;

use super::client::Connection;
use super::failure::{self, Failure};
use super::parameter_values::Value;
use super::stack;
use super::table::table;
use super::template::Body;

/// How many looks at a change set in the making may come to nothing before that counts.
const MAX_POLL_FAILURES: usize = 5;
/// How many looks a stack without resources has to be gone.
const FAST_POLLS: usize = 8;

/// The request for a change set.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// Its name.
    pub stack: &'a str,
    /// True where there is none yet.
    pub create: bool,
    /// The name of the change set, which no other one has.
    pub name: &'a str,
    /// The template.
    pub body: &'a Body,
    /// The values of its parameters.
    pub values: &'a [(String, Value)],
    /// The acknowledged capabilities.
    pub capabilities: &'a [String],
    /// Whether the template has nested stacks, whose changes are wanted too.
    pub has_nested: bool,
    /// Tags of the stack, which CloudFormation hands down; none keeps those there are.
    pub tags: &'a [(String, String)],
    /// The role that CloudFormation takes.
    pub role_arn: Option<&'a str>,
    /// Further wishes.
    pub mode: Mode,
}

/// Further wishes about how a stack changes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mode {
    /// Do not wait until resources are stable.
    pub express: bool,
    /// Undo what was changed by hand.
    pub revert_drift: bool,
    /// Take in resources that exist under their fixed names.
    pub import_existing: bool,
}

/// A change set that can be executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeSet {
    /// Its ARN.
    pub id: String,
    /// The ARN of its stack.
    pub stack_id: String,
    /// Its changes.
    pub changes: Vec<Change>,
}

/// The change of one resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What.
    pub action: Action,
    /// The resource's name in the template.
    pub id: String,
    /// Its type.
    pub kind: String,
    /// Its name in the account, where it is there already.
    pub physical_id: Option<String>,
    /// The properties that change.
    pub properties: Vec<String>,
    /// True when what goes, or is replaced, goes from the stack only and stays in the account.
    pub keeps: bool,
}

/// The kinds of changes of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// It goes.
    Remove,
    /// A new one takes its place.
    Replace,
    /// A new one may take its place.
    MayReplace,
    /// It changes.
    Modify,
    /// It is new.
    Add,
    /// It is taken in as it is.
    Import,
    /// Known when it happens.
    Dynamic,
}

impl Action {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Remove => "remove",
            Self::Replace => "REPLACE",
            Self::MayReplace => "may replace",
            Self::Modify => "modify",
            Self::Add => "add",
            Self::Import => "import",
            Self::Dynamic => "dynamic",
        }
    }

    /// The word for an action behind a number of resources.
    fn plan(self) -> &'static str {
        match self {
            Self::Remove => "to remove",
            Self::Replace => "to REPLACE",
            Self::MayReplace => "to modify or replace",
            Self::Modify => "to modify",
            Self::Add => "to add",
            Self::Import => "to import",
            Self::Dynamic => "known only when it happens",
        }
    }

    fn from_words(action: &str, replacement: Option<&str>) -> Self {
        match (action, replacement) {
            ("Modify", Some("True")) => Self::Replace,
            ("Modify", Some("Conditional")) => Self::MayReplace,
            ("Modify" | "SyncWithActual", _) => Self::Modify,
            ("Add", _) => Self::Add,
            ("Remove", _) => Self::Remove,
            ("Import", _) => Self::Import,
            _ => Self::Dynamic,
        }
    }
}

/// Asks for a change set and waits until it is there; none when nothing would change.
pub async fn create(connection: &Connection, wanted: &Wanted<'_>) -> Result<Option<ChangeSet>, Failure> {
    let id = submit(connection, wanted).await?;
    match settle(connection, &id).await {
        Ok(Settled::Ready(change_set)) => Ok(Some(change_set)),
        Ok(Settled::Empty) => {
            clean(connection, &id, wanted).await?;
            Ok(None)
        }
        Ok(Settled::Failed(reason)) => {
            let why = validation(connection, &id).await;
            let message = format!("CloudFormation refuses the change: {}", reason.trim_end_matches('.'));
            let failure = Failure::new(message);
            let failure = if why.is_empty() { failure } else { failure.help(why.join("\n        ")) };
            Err(cleaned(connection, &id, wanted, failure).await)
        }
        Err(failure) => Err(cleaned(connection, &id, wanted, failure).await),
    }
}

/// The failure that counts, after tidying up; that this failed as well is told behind it.
async fn cleaned(connection: &Connection, id: &str, wanted: &Wanted<'_>, failure: Failure) -> Failure {
    match clean(connection, id, wanted).await {
        Ok(()) => failure,
        Err(left) => {
            let name = wanted.name;
            let left = format!("the change set {name} is left: {}", left.message);
            let help =
                failure.help.as_ref().map_or_else(|| left.clone(), |help| format!("{help}\n        {left}"));
            failure.help(help)
        }
    }
}

async fn submit(connection: &Connection, wanted: &Wanted<'_>) -> Result<String, Failure> {
    let Wanted { stack, create, name, body, values, capabilities, has_nested, tags, role_arn, mode } = wanted;
    let parameters = values.iter().map(|(name, value)| {
        let parameter = Parameter::builder().parameter_key(name);
        match value {
            Value::Is(value) => parameter.parameter_value(value).build(),
            Value::Previous => parameter.use_previous_value(true).build(),
        }
    });
    let tags = tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build());
    let express = DeploymentConfig::builder().mode(DeploymentConfigMode::Express).build();
    let call = connection
        .cloudformation()
        .create_change_set()
        .stack_name(*stack)
        .change_set_name(*name)
        // A call that is sent again after its answer was lost makes no second one.
        .client_token(*name)
        .change_set_type(if *create { ChangeSetType::Create } else { ChangeSetType::Update })
        .set_parameters(Some(parameters.collect()))
        .set_capabilities(Some(capabilities.iter().map(|word| Capability::from(word.as_str())).collect()))
        .set_tags(Some(tags.collect::<Vec<_>>()).filter(|tags| !tags.is_empty()))
        .set_include_nested_stacks(has_nested.then_some(true))
        .set_role_arn(role_arn.map(str::to_owned))
        .set_deployment_config(mode.express.then_some(express))
        // A new stack has nothing that could have drifted.
        .set_deployment_mode((mode.revert_drift && !create).then_some(DeploymentMode::RevertDrift))
        .set_import_existing_resources(mode.import_existing.then_some(true));
    let call = match body {
        Body::Inline(text) => call.template_body(text),
        Body::Url(url) => call.template_url(url),
    };
    let made = call.send().await.map_err(|error| failure::from_sdk("take this change", &error))?;
    made.id().map(str::to_owned).ok_or_else(|| Failure::new("AWS made a change set and did not say which"))
}

enum Settled {
    Ready(ChangeSet),
    Empty,
    Failed(String),
}

/// Waits until the change set is made out, then reads all of it.
async fn settle(connection: &Connection, id: &str) -> Result<Settled, Failure> {
    let (mut pace, mut failures) = (connection.pace, 0);
    loop {
        let first = match describe(connection, id, None).await {
            Ok(first) => first,
            Err(failure) if failure.passing && failures < MAX_POLL_FAILURES => {
                failures += 1;
                pace.wait().await;
                continue;
            }
            Err(failure) => return Err(failure),
        };
        failures = 0;
        match first.status().map(aws_sdk_cloudformation::types::ChangeSetStatus::as_str).unwrap_or_default() {
            "CREATE_COMPLETE" => return read(connection, id, first).await.map(Settled::Ready),
            "FAILED" => {
                let reason = first.status_reason().unwrap_or("it does not say why").to_owned();
                return Ok(if is_empty(&reason) { Settled::Empty } else { Settled::Failed(reason) });
            }
            _ => pace.wait().await,
        }
    }
}

type Page = aws_sdk_cloudformation::operation::describe_change_set::DescribeChangeSetOutput;

async fn describe(connection: &Connection, id: &str, token: Option<String>) -> Result<Page, Failure> {
    let call = connection.cloudformation().describe_change_set().change_set_name(id).set_next_token(token);
    call.send().await.map_err(|error| failure::from_sdk("read the change set", &error))
}

async fn read(connection: &Connection, id: &str, first: Page) -> Result<ChangeSet, Failure> {
    let stack_id = first.stack_id().unwrap_or_default().to_owned();
    let (mut changes, mut nested) = pages(connection, id, first).await?;
    // The change set of a nested stack has the changes themselves; where it has none, its stack stays as it
    // is.
    while let Some((stack, id)) = nested.pop() {
        let first = describe(connection, &id, None).await?;
        let (inside, further) = pages(connection, &id, first).await?;
        if inside.is_empty() {
            changes.retain(|change| change.id != stack || change.action != Action::Modify);
        }
        changes.extend(inside);
        nested.extend(further);
    }
    changes.sort_unstable_by(|a, b| (a.action, &a.id).cmp(&(b.action, &b.id)));
    Ok(ChangeSet { id: id.to_owned(), stack_id, changes })
}

/// The changes of a change set, and the change sets of nested stacks with the ids of these.
async fn pages(
    connection: &Connection,
    id: &str,
    first: Page,
) -> Result<(Vec<Change>, Vec<(String, String)>), Failure> {
    let (mut changes, mut nested, mut page) = (Vec::new(), Vec::new(), first);
    loop {
        for found in page.changes().iter().filter_map(|change| change.resource_change()) {
            let inner = found.change_set_id().filter(|inner| !inner.is_empty());
            nested.extend(
                inner.map(|inner| {
                    (found.logical_resource_id().unwrap_or_default().to_owned(), inner.to_owned())
                }),
            );
            changes.push(change(found));
        }
        match page.next_token().map(str::to_owned) {
            Some(token) => page = describe(connection, id, Some(token)).await?,
            None => return Ok((changes, nested)),
        }
    }
}

/// Whether this is CloudFormation's reason for a change set without changes.
fn is_empty(reason: &str) -> bool {
    reason.contains("didn't contain changes") || reason.contains("No updates are to be performed")
}

fn change(change: &ResourceChange) -> Change {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let properties: BTreeSet<String> = change
        .details()
        .iter()
        .filter_map(|detail| detail.target())
        .filter_map(|target| {
            target.name().or(target.attribute().map(aws_sdk_cloudformation::types::ResourceAttribute::as_str))
        })
        .map(str::to_owned)
        .collect();
    Change {
        action: Action::from_words(
            change.action().map(aws_sdk_cloudformation::types::ChangeAction::as_str).unwrap_or_default(),
            change.replacement().map(aws_sdk_cloudformation::types::Replacement::as_str),
        ),
        id: text(change.logical_resource_id()),
        kind: text(change.resource_type()),
        physical_id: change.physical_resource_id().filter(|id| !id.is_empty()).map(str::to_owned),
        properties: properties.into_iter().collect(),
        keeps: change
            .policy_action()
            .is_some_and(|policy| ["Retain", "Snapshot"].iter().any(|word| policy.as_str().ends_with(word))),
    }
}

/// The faults that were found before anything was made; where they cannot be read, the failure itself is
/// reported.
async fn validation(connection: &Connection, id: &str) -> Vec<String> {
    let failed = EventFilter::builder().failed_events(true).build();
    let call = connection.cloudformation().describe_events().change_set_name(id).filters(failed);
    let mut pages = call.into_paginator().send();
    let mut said = Vec::new();
    while let Some(Ok(page)) = pages.next().await {
        said.extend(page.operation_events().iter().filter_map(|event| {
            let reason = event.validation_status_reason().or(event.resource_status_reason())?;
            let place = event.validation_path().or(event.logical_resource_id()).unwrap_or_default();
            Some(if place.is_empty() { reason.to_owned() } else { format!("{place}: {reason}") })
        }));
    }
    said
}

/// Takes the change set away, and the empty stack that only it needed.
async fn clean(connection: &Connection, id: &str, wanted: &Wanted<'_>) -> Result<(), Failure> {
    discard(connection, id, wanted.stack, wanted.create).await
}

/// Takes a change set away that nobody wants executed; a stack that only it made goes with it, and is gone
/// afterwards.
pub async fn discard(connection: &Connection, id: &str, stack: &str, was_new: bool) -> Result<(), Failure> {
    let call = connection.cloudformation().delete_change_set().change_set_name(id).send().await;
    call.map_err(|error| failure::from_sdk("delete the change set", &error))?;
    if !was_new || !is_empty_shell(connection, id, stack).await? {
        return Ok(());
    }
    let call = connection.cloudformation().delete_stack().stack_name(stack).send().await;
    call.map_err(|error| failure::from_sdk("delete the empty stack", &error))?;
    let mut pace = connection.pace;
    for _ in 0..FAST_POLLS {
        if stack::find(connection, stack).await?.is_none_or(|stack| stack.status == "DELETE_COMPLETE") {
            break;
        }
        pace.wait().await;
    }
    Ok(())
}

/// True for a stack that never was more than a name, and that no other change set waits for.
async fn is_empty_shell(connection: &Connection, id: &str, stack: &str) -> Result<bool, Failure> {
    if stack::find(connection, stack).await?.is_none_or(|stack| stack.status != "REVIEW_IN_PROGRESS") {
        return Ok(false);
    }
    let asked = connection.cloudformation().list_change_sets().stack_name(stack).send().await;
    let found = asked.map_err(|error| failure::from_sdk("list the change sets of the stack", &error))?;
    Ok(found.summaries().iter().all(|other| other.change_set_id() == Some(id)))
}

/// Does what the change set says.
pub async fn execute(connection: &Connection, change_set: &ChangeSet, token: &str) -> Result<(), Failure> {
    let call = connection.cloudformation().execute_change_set().change_set_name(&change_set.id);
    let done = call.client_request_token(token).send().await;
    done.map(drop).map_err(|error| failure::from_sdk("execute the change set", &error))
}

/// Stops an update; the stack goes back to what it was.
pub async fn cancel(connection: &Connection, stack: &str) -> Result<(), Failure> {
    let done = connection.cloudformation().cancel_update_stack().stack_name(stack).send().await;
    done.map(drop).map_err(|error| failure::from_sdk("cancel the update", &error))
}

/// The changes as a table, the dangerous ones first; `place` says where a resource comes from.
pub fn show(changes: &[Change], place: impl Fn(&str) -> Option<String>, width: Option<usize>) -> String {
    let rows: Vec<Vec<String>> = changes
        .iter()
        .map(|change| {
            let kind = change.kind.strip_prefix("AWS::").unwrap_or(&change.kind).to_owned();
            let from = place(&change.id).unwrap_or_default();
            let word = change.action.word();
            let action = if change.keeps { format!("{word}, KEEP") } else { word.to_owned() };
            vec![action, change.id.clone(), kind, from, change.properties.join(", ")]
        })
        .collect();
    table(&["CHANGE", "RESOURCE", "TYPE", "FROM", "PROPERTIES"], &rows, width)
}

/// The changes in numbers.
pub fn summary(changes: &[Change]) -> String {
    let mut counts: Vec<(Action, usize)> = Vec::new();
    for change in changes {
        match counts.iter_mut().find(|(action, _)| *action == change.action) {
            Some((_, count)) => *count += 1,
            None => counts.push((change.action, 1)),
        }
    }
    counts.sort_unstable();
    let said: Vec<String> =
        counts.iter().map(|(action, count)| format!("{count} {}", action.plan())).collect();
    if said.is_empty() {
        "no resource changes; tags, outputs or policies do".to_owned()
    } else {
        said.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(action: Action, id: &str) -> Change {
        Change {
            action,
            id: id.to_owned(),
            kind: "AWS::ECS::Service".to_owned(),
            physical_id: None,
            properties: vec!["Cpu".to_owned()],
            keeps: false,
        }
    }

    #[test]
    fn replacement_is_an_action_of_its_own() {
        let table = [
            ("Add", None, Action::Add),
            ("Remove", None, Action::Remove),
            ("Modify", None, Action::Modify),
            ("Modify", Some("False"), Action::Modify),
            ("Modify", Some("True"), Action::Replace),
            ("Modify", Some("Conditional"), Action::MayReplace),
            ("Import", None, Action::Import),
            ("Whatever", None, Action::Dynamic),
        ];
        for (action, replacement, wanted) in table {
            assert_eq!(Action::from_words(action, replacement), wanted, "{action} {replacement:?}");
        }
    }

    #[test]
    fn the_table_says_what_from_where() {
        let shown = show(&[made(Action::Replace, "Web")], |_| Some("web, compose.yaml:2".to_owned()), None);
        assert_eq!(
            shown,
            "CHANGE   RESOURCE  TYPE          FROM                 PROPERTIES\n\
             REPLACE  Web       ECS::Service  web, compose.yaml:2  Cpu\n"
        );
    }

    #[test]
    fn the_summary_counts() {
        let changes = [made(Action::Add, "A"), made(Action::Replace, "B"), made(Action::Add, "C")];
        assert_eq!(summary(&changes), "1 to REPLACE, 2 to add");
        assert!(summary(&[]).contains("no resource"));
    }

    #[test]
    fn a_change_set_without_changes_is_known() {
        assert!(is_empty("The submitted information didn't contain changes. Submit different …"));
        assert!(is_empty("No updates are to be performed."));
        assert!(!is_empty("Parameter validation failed"));
    }
}
