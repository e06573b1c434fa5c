//! The differences of two values: paths of properties, items of lists by their identity.

use std::collections::BTreeSet;

use serde_json::Value;

use super::evaluate::text;
use crate::cfn::{Identity, named_list};

/// A place where two values differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Such as `ContainerDefinitions[web].Environment[LOG].Value`.
    pub path: String,
    /// Before; none where there was nothing.
    pub old: Option<Value>,
    /// After; none where there is nothing.
    pub new: Option<Value>,
}

/// Every place where two values differ. Numbers and booleans are the same as their texts, as in
/// CloudFormation.
pub fn differences(old: Option<&Value>, new: Option<&Value>, path: &str) -> Vec<Difference> {
    let mut found = Vec::new();
    walk(old, new, path, &mut found);
    found
}

/// Whether two values mean the same to CloudFormation.
pub(super) fn same(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Array(old), Value::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new))
        }
        (Value::Object(old), Value::Object(new)) => {
            old.len() == new.len()
                && old.iter().all(|(key, value)| new.get(key).is_some_and(|other| same(value, other)))
        }
        (Value::Array(_) | Value::Object(_), _) | (_, Value::Array(_) | Value::Object(_)) => false,
        _ => text(old) == text(new),
    }
}

fn walk(old: Option<&Value>, new: Option<&Value>, path: &str, found: &mut Vec<Difference>) {
    match (old, new) {
        (None, None) => {}
        (Some(old), Some(new)) if same(old, new) => {}
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let keys = old.keys().chain(new.keys().filter(|key| !old.contains_key(*key)));
            for key in keys {
                let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                walk(old.get(key), new.get(key), &below, found);
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) => list(old, new, path, found),
        _ => found.push(Difference { path: path.to_owned(), old: old.cloned(), new: new.cloned() }),
    }
}

fn list(old: &[Value], new: &[Value], path: &str, found: &mut Vec<Difference>) {
    let property = path.rsplit('.').next().unwrap_or_default();
    let property = property.split('[').next().unwrap_or_default();
    if property.starts_with("Fn::") && old.len() == new.len() {
        for (at, (old, new)) in old.iter().zip(new).enumerate() {
            walk(Some(old), Some(new), &format!("{path}[{at}]"), found);
        }
        return;
    }
    if let Some(identity) = named_list(property).map(|list| list.identity)
        && let (Some(before), Some(after)) = (names(old, identity), names(new, identity))
    {
        let of = |names: &[String], items: &[Value], name: &String| -> Option<Value> {
            names.iter().position(|other| other == name).and_then(|at| items.get(at)).cloned()
        };
        for name in before.iter().chain(after.iter().filter(|name| !before.contains(name))) {
            let (was, is) = (of(&before, old, name), of(&after, new, name));
            walk(was.as_ref(), is.as_ref(), &format!("{path}[{name}]"), found);
        }
        let kept = |names: &[String], others: &[String]| -> Vec<String> {
            names.iter().filter(|name| others.contains(name)).cloned().collect()
        };
        if kept(&before, &after) != kept(&after, &before) {
            let order = |names: &[String]| Some(Value::String(names.join(", ")));
            found.push(Difference {
                path: format!("{path} (order)"),
                old: order(&before),
                new: order(&after),
            });
        }
        return;
    }
    unnamed(old, new, path, found);
}

/// Items without names: what is in both lists is left out, the others are compared in their order where as
/// many went as came.
fn unnamed(old: &[Value], new: &[Value], path: &str, found: &mut Vec<Difference>) {
    let mut came: Vec<&Value> = new.iter().collect();
    let mut gone: Vec<&Value> = Vec::new();
    for item in old {
        match came.iter().position(|other| same(item, other)) {
            Some(at) => drop(came.remove(at)),
            None => gone.push(item),
        }
    }
    if gone.is_empty() && came.is_empty() {
        // The same items in another order.
        let (old, new) = (Some(Value::Array(old.to_vec())), Some(Value::Array(new.to_vec())));
        found.push(Difference { path: format!("{path} (order)"), old, new });
        return;
    }
    let pairs = gone.len() == came.len() && gone.iter().chain(&came).all(|item| item.is_object());
    if pairs {
        for (gone, came) in gone.into_iter().zip(came) {
            let at = new.iter().position(|item| item == came).unwrap_or_default();
            walk(Some(gone), Some(came), &format!("{path}[{at}]"), found);
        }
        return;
    }
    let one = |old: Option<&Value>, new: Option<&Value>| Difference {
        path: format!("{path}[]"),
        old: old.cloned(),
        new: new.cloned(),
    };
    found.extend(gone.into_iter().map(|item| one(Some(item), None)));
    found.extend(came.into_iter().map(|item| one(None, Some(item))));
}

/// Returns the names of the items; none where one has no name or two have the same.
fn names(items: &[Value], identity: Identity) -> Option<Vec<String>> {
    let name = |item: &Value| {
        identity.iter().find_map(|row| {
            let parts: Option<Vec<String>> = row.iter().map(|name| part(item, name)).collect();
            parts.map(|parts| parts.join("/"))
        })
    };
    let names: Option<Vec<String>> = items.iter().map(name).collect();
    names.filter(|names| names.iter().collect::<BTreeSet<_>>().len() == names.len())
}

fn part(item: &Value, name: &str) -> Option<String> {
    let default = (name == "Protocol").then(|| "tcp".to_owned());
    item.get(name).filter(|value| !value.is_object()).map(text).or(default)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lines(old: &Value, new: &Value) -> Vec<String> {
        let show = |value: Option<Value>| value.map_or_else(|| "-".to_owned(), |value| text(&value));
        differences(Some(old), Some(new), "")
            .into_iter()
            .map(|it| format!("{}: {} → {}", it.path, show(it.old), show(it.new)))
            .collect()
    }

    #[test]
    fn items_are_found_by_their_names() {
        let of = |value: &str| json!({"Environment": [{"Name": "A", "Value": "1"}, {"Name": "B", "Value": value}]});
        let more = json!({"Environment": [{"Name": "B", "Value": "2"}, {"Name": "C", "Value": "3"}]});
        assert_eq!(lines(&of("2"), &of("3")), ["Environment[B].Value: 2 → 3"]);
        assert_eq!(
            lines(&of("2"), &more),
            [
                r#"Environment[A]: {"Name":"A","Value":"1"} → -"#,
                r#"Environment[C]: - → {"Name":"C","Value":"3"}"#
            ]
        );
    }

    #[test]
    fn scalars_are_the_same_as_their_texts() {
        assert!(lines(&json!({"A": 80, "B": true}), &json!({"B": "true", "A": "80"})).is_empty());
    }

    #[test]
    fn items_without_names_are_added_and_removed() {
        let list = |items: &[&str]| json!({"Subnets": items});
        assert_eq!(lines(&list(&["a", "b"]), &list(&["a", "b", "c"])), ["Subnets[]: - → c"]);
        assert_eq!(lines(&list(&["a", "b"]), &list(&["b", "a"])).len(), 1);
        let rules = |port: u16| json!({"Rules": [{"Port": 1}, {"Port": port}]});
        assert_eq!(lines(&rules(2), &rules(3)), ["Rules[1].Port: 2 → 3"]);
    }
}
