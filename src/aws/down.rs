//! Deleting a stack: what goes, what stays, and that it is done.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-delete-stack.html>

use std::collections::BTreeSet;

use super::client::Connection;
use super::failure::{self, Failure};
use super::stack::{nested_templates, template};

/// The resources of a stack's template that stay when it goes.
pub async fn retained(connection: &Connection, stack: &str) -> Result<BTreeSet<String>, Failure> {
    let template = template(connection, stack).await?;
    let mut all = kept(&template);
    all.extend(nested_templates(connection, stack, &template).await?.values().flat_map(|inner| kept(inner)));
    Ok(all)
}

/// The resources of a template whose `DeletionPolicy` keeps them: JSON, or YAML in blocks, where a resource
/// is a key as deep as the first one below `Resources`.
fn kept(template: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if let Ok(document) = serde_json::from_str::<serde_json::Value>(template) {
        let resources =
            document.get("Resources").and_then(serde_json::Value::as_object).into_iter().flatten();
        let stay = |resource: &serde_json::Value| {
            resource
                .get("DeletionPolicy")
                .and_then(serde_json::Value::as_str)
                .is_some_and(|word| word != "Delete")
        };
        found.extend(resources.filter(|(_, resource)| stay(resource)).map(|(id, _)| id.clone()));
        return found;
    }
    let (mut inside, mut level, mut current) = (false, None, None);
    for line in template.lines() {
        let text = line.trim_start();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let depth = line.len() - text.len();
        if depth == 0 {
            inside = text.starts_with("Resources:");
            continue;
        }
        if !inside {
            continue;
        }
        if depth == *level.get_or_insert(depth) {
            current = text.split(':').next().map(str::to_owned);
        }
        let stays = text.contains("Retain") || text.contains("Snapshot");
        if text.starts_with("DeletionPolicy") && stays {
            found.extend(current.clone());
        }
    }
    found
}

/// Begins to delete the stack.
pub async fn delete(
    connection: &Connection,
    stack: &str,
    role_arn: Option<&str>,
    token: &str,
) -> Result<(), Failure> {
    let call = connection.cloudformation().delete_stack().stack_name(stack).client_request_token(token);
    let done = call.set_role_arn(role_arn.map(str::to_owned)).send().await;
    done.map(drop).map_err(|error| failure::from_sdk("delete the stack", &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_is_found_in_both_formats() {
        let yaml = "Resources:\n  Data:\n    Type: AWS::EFS::FileSystem\n    DeletionPolicy: Retain\n  Web:\n    \
                    DeletionPolicy: Delete\n  Db:\n    DeletionPolicy: RetainExceptOnCreate\n";
        assert_eq!(kept(yaml).into_iter().collect::<Vec<_>>(), ["Data", "Db"]);
        let deep = "Outputs:\n    A:\n        Value: x\nResources:\n\n    # kept\n    Data:\n        DeletionPolicy: Retain\n";
        assert_eq!(kept(deep).into_iter().collect::<Vec<_>>(), ["Data"]);
        let json = r#"{"Resources": {"Data": {"DeletionPolicy": "Retain"}, "Web": {"DeletionPolicy": "Delete"}, "X": {}}}"#;
        assert_eq!(kept(json).into_iter().collect::<Vec<_>>(), ["Data"]);
    }
}
