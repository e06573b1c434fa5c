//! Secrets that outlive every stack: made, listed, looked at and removed in Secrets Manager. No value is ever
//! read.
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html>

use serde::Serialize;

use super::client::{Connection, token};
use super::failure::{self, Failure};
use super::table::table;

/// A secret without its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Secret {
    /// Its name.
    pub name: String,
    /// Its ARN, for `external` secrets.
    pub arn: String,
    /// Its description.
    pub description: Option<String>,
    /// When its value changed last.
    pub changed: Option<String>,
    /// When it was removed, where it was and can still be brought back.
    pub deleted: Option<String>,
    /// Its tags.
    pub tags: Vec<(String, String)>,
}

/// Makes a secret; its ARN.
pub async fn create(
    connection: &Connection,
    name: &str,
    value: String,
    description: Option<&str>,
) -> Result<String, Failure> {
    let call =
        connection.secrets().create_secret().name(name).secret_string(value).client_request_token(uuid());
    let made = call.set_description(description.map(str::to_owned)).send().await;
    let made = made.map_err(|error| failure::from_sdk(&format!("make the secret {name}"), &error));
    let made = match made {
        Err(failure) if failure.code.as_deref() == Some("ResourceExistsException") => {
            return Err(failure.help("`stackpose secret rm` removes the old one, `--now` at once"));
        }
        // One that was removed keeps its name until it is gone.
        Err(failure)
            if failure.code.as_deref() == Some("InvalidRequestException")
                && failure.message.contains("deletion") =>
        {
            return Err(failure.help(format!(
                "`stackpose secret rm --now {name}` ends the wait, `aws secretsmanager restore-secret \
                 --secret-id {name}` \
                 brings the old one back"
            )));
        }
        other => other?,
    };
    Ok(made.arn().unwrap_or_default().to_owned())
}

/// Secrets Manager wants 32 characters or more.
fn uuid() -> String {
    format!("{:-<32}", token())
}

/// Every secret of the account and region.
pub async fn list(connection: &Connection) -> Result<Vec<Secret>, Failure> {
    let mut pages = connection.secrets().list_secrets().into_paginator().send();
    let mut found = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failure::from_sdk("list the secrets", &error))?;
        found.extend(page.secret_list().iter().map(|entry| Secret {
            name: entry.name().unwrap_or_default().to_owned(),
            arn: entry.arn().unwrap_or_default().to_owned(),
            description: entry.description().map(str::to_owned),
            changed: entry.last_changed_date().or(entry.created_date()).map(ToString::to_string),
            deleted: entry.deleted_date().map(ToString::to_string),
            tags: entry.tags().iter().map(pair).collect(),
        }));
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

fn pair(tag: &aws_sdk_secretsmanager::types::Tag) -> (String, String) {
    (tag.key().unwrap_or_default().to_owned(), tag.value().unwrap_or_default().to_owned())
}

/// One secret, by name or ARN.
pub async fn inspect(connection: &Connection, name: &str) -> Result<Secret, Failure> {
    let asked = connection.secrets().describe_secret().secret_id(name).send().await;
    let found = asked.map_err(|error| failure::from_sdk(&format!("describe the secret {name}"), &error))?;
    Ok(Secret {
        name: found.name().unwrap_or_default().to_owned(),
        arn: found.arn().unwrap_or_default().to_owned(),
        description: found.description().map(str::to_owned),
        changed: found.last_changed_date().or(found.created_date()).map(ToString::to_string),
        deleted: found.deleted_date().map(ToString::to_string),
        tags: found.tags().iter().map(pair).collect(),
    })
}

/// Removes a secret; it can be brought back for a month, unless it is to go `now`.
pub async fn remove(connection: &Connection, name: &str, now: bool) -> Result<(), Failure> {
    let call = connection.secrets().delete_secret().secret_id(name);
    let done = call.set_force_delete_without_recovery(now.then_some(true)).send().await;
    done.map(drop).map_err(|error| failure::from_sdk(&format!("remove the secret {name}"), &error))
}

/// The secrets as a table.
pub fn show(secrets: &[Secret], width: Option<usize>) -> String {
    let rows: Vec<Vec<String>> = secrets
        .iter()
        .map(|secret| {
            let changed = secret.changed.clone().unwrap_or_default();
            vec![secret.name.clone(), changed, secret.description.clone().unwrap_or_default()]
        })
        .collect();
    table(&["NAME", "CHANGED", "DESCRIPTION"], &rows, width)
}
