//! Credentials are not shown, neither those before nor those after.

use serde_json::{Map, Value};

use super::evaluate::text;
use super::field;
use crate::diagnostic::{Credentials, credential_in, is_credential, may_be_credential};

/// The text in place of a credential.
const STARS: &str = "***";

/// A value without credentials; `path` says where it stands.
pub fn masked(value: &Value, path: &str, credentials: &Credentials) -> Value {
    if is_credential(named(path)) && is_scalar(value) && may_be(value) {
        return STARS.into();
    }
    inside(value, credentials)
}

fn inside(value: &Value, credentials: &Credentials) -> Value {
    match value {
        Value::String(text) if credential_in("", text).is_some() || credentials.are_in(text) => STARS.into(),
        Value::Array(items) => items.iter().map(|item| inside(item, credentials)).collect(),
        Value::Object(map) => {
            let pair = ["Value", "ParameterValue"].into_iter().find(|name| map.contains_key(*name));
            let secret = pair.is_some() && is_credential(&text(field(value, "Name")));
            let member = |(key, value): (&String, &Value)| {
                let hidden = is_scalar(value)
                    && may_be(value)
                    && (is_credential(key) || secret && pair.is_some_and(|pair| pair == key));
                (key.clone(), if hidden { STARS.into() } else { inside(value, credentials) })
            };
            Value::Object(map.iter().map(member).collect::<Map<_, _>>())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// The name of what a path leads to: of a variable of the environment its own, else that of the property.
fn named(path: &str) -> &str {
    let last = path.rsplit('.').next().unwrap_or(path);
    if last == "Value"
        && let Some((_, item)) = path.strip_suffix("].Value").unwrap_or_default().rsplit_once('[')
    {
        return item;
    }
    last
}

fn is_scalar(value: &Value) -> bool {
    value.is_string() || value.is_number()
}

/// A reference is shown: it is a name of the template.
fn may_be(value: &Value) -> bool {
    let text = text(value);
    may_be_credential(&text) && !text.contains('⟦')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_behind_names_of_credentials_are_hidden() {
        let at = |value: Value, path: &str| text(&masked(&value, path, &Credentials::default()));
        assert_eq!(at(json!("hunter2"), "ContainerDefinitions[web].Environment[DB_PASSWORD].Value"), STARS);
        assert_eq!(at(json!("hunter2"), "MasterUserPassword"), STARS);
        assert_eq!(at(json!("nginx"), "ContainerDefinitions[web].Image"), "nginx");
        assert_eq!(at(json!("⟦DbSecret⟧"), "MasterUserPassword"), "⟦DbSecret⟧");
        let items = json!([{"Name": "API_TOKEN", "Value": "hunter2"}, {"Name": "A", "Value": "b"}]);
        let shown = masked(&items, "Environment", &Credentials::default()).to_string();
        assert!(!shown.contains("hunter2") && shown.contains("\"b\""), "{shown}");
        assert_eq!(at(json!("postgres://a:hunter2@db/x"), "Command[]"), STARS);
    }
}
