//! Secrets that outlive every stack: made, listed, looked at and removed in Secrets Manager. No value is ever
//! read.
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html>

use aws_smithy_types::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::calls::{self, SECRETS_MANAGER};
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

/// A secret as Secrets Manager describes it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Entry {
    name: String,
    #[serde(rename = "ARN")]
    arn: String,
    description: Option<String>,
    /// Seconds since 1970.
    created_date: Option<f64>,
    last_changed_date: Option<f64>,
    deleted_date: Option<f64>,
    tags: Vec<Tag>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Tag {
    key: String,
    value: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Page {
    secret_list: Vec<Entry>,
    next_token: Option<String>,
}

impl From<Entry> for Secret {
    fn from(entry: Entry) -> Self {
        let time = |seconds: f64| DateTime::from_secs_f64(seconds).to_string();
        Self {
            name: entry.name,
            arn: entry.arn,
            description: entry.description,
            changed: entry.last_changed_date.or(entry.created_date).map(time),
            deleted: entry.deleted_date.map(time),
            tags: entry.tags.into_iter().map(|tag| (tag.key, tag.value)).collect(),
        }
    }
}

/// Makes a secret; its ARN.
pub async fn create(
    connection: &Connection,
    name: &str,
    value: String,
    description: Option<&str>,
) -> Result<String, Failure> {
    let body = json!({
        "Name": name, "SecretString": value, "ClientRequestToken": uuid(), "Description": description
    });
    let made = calls::json::<Entry>(connection, SECRETS_MANAGER, "CreateSecret", &body).await;
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
    Ok(made.arn)
}

/// Secrets Manager wants 32 characters or more.
fn uuid() -> String {
    format!("{:-<32}", token())
}

/// Every secret of the account and region.
pub async fn list(connection: &Connection) -> Result<Vec<Secret>, Failure> {
    let page = async |token: Option<String>| {
        let body = token.map_or_else(|| json!({}), |token| json!({"NextToken": token}));
        let asked = calls::json(connection, SECRETS_MANAGER, "ListSecrets", &body).await;
        let page: Page = asked.map_err(|error| failure::from_sdk("list the secrets", &error))?;
        Ok((page.secret_list, page.next_token))
    };
    let mut found: Vec<Secret> = calls::pages(page).await?.into_iter().map(Secret::from).collect();
    found.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// One secret, by name or ARN.
pub async fn inspect(connection: &Connection, name: &str) -> Result<Secret, Failure> {
    let body = json!({"SecretId": name});
    let asked = calls::json::<Entry>(connection, SECRETS_MANAGER, "DescribeSecret", &body).await;
    let found = asked.map_err(|error| failure::from_sdk(&format!("describe the secret {name}"), &error))?;
    Ok(found.into())
}

/// Removes a secret; it can be brought back for a month, unless it is to go `now`.
pub async fn remove(connection: &Connection, name: &str, now: bool) -> Result<(), Failure> {
    let body = json!({"SecretId": name, "ForceDeleteWithoutRecovery": now.then_some(true)});
    let done = calls::json::<Value>(connection, SECRETS_MANAGER, "DeleteSecret", &body).await;
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
