//! Literals: what the user writes is text and stays text, but for the variables that are bound when the stack
//! is deployed.
//!
//! `${…}` is safe outside `Fn::Sub`, and `cfn::Sub` escapes it inside. `validate::literals` refuses what
//! cannot be written.

use crate::cfn::{List, LogicalId, Sub, Text};
use crate::grammar::deferred::{self, Part};

use super::names::{variable_has_value, variable_id, variable_secret};

/// User text as a property, with the variables of deploy time in it as references.
pub(super) fn to_text(text: &str) -> Text {
    if deferred::has_variable(text) {
        let decides = |part: &Part<'_>| matches!(part, Part::Choice { .. } | Part::Credential(_));
        return if deferred::parts(text).iter().any(decides) {
            joined(text, false, &|name, _| variable_id(name).map(|id| Text::reference(&id)))
        } else {
            to_sub(text).finish()
        };
    }
    if !text.as_bytes().contains(&b'$') {
        return text.into();
    }
    // CloudFormation takes `${LogGroup}` as it is, but linters believe that an `Fn::Sub` was forgotten, so it
    // comes apart.
    let mut pieces = vec![String::new()];
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let apart = looks_like_reference(after);
        if let Some(last) = pieces.last_mut() {
            last.push_str(before);
            last.push_str(if apart { "$" } else { "${" });
        }
        if apart {
            pieces.push("{".to_owned());
        }
        rest = after;
    }
    if let Some(last) = pieces.last_mut() {
        last.push_str(rest);
    }
    match <[String; 1]>::try_from(pieces) {
        Ok([whole]) => whole.into(),
        Err(pieces) => Text::join("", pieces.into_iter().collect::<List>()),
    }
}

/// A text put together part by part, from the values of variables and whether each is known to be there. Of a
/// text that is known not to be empty (`has_value`) what would be empty is left out. A variable without a
/// name for a parameter is reported, and is nothing here.
pub(super) fn joined(text: &str, has_value: bool, value: &dyn Fn(&str, bool) -> Option<Text>) -> Text {
    let parts = deferred::parts(text);
    let has_value = has_value && parts.len() == 1;
    let part = |part: Part<'_>| match part {
        Part::Text(text) => to_text(text),
        Part::Variable(name) => value(name, has_value).unwrap_or_else(|| "".into()),
        Part::Credential(name) => credential(name).unwrap_or_else(|| "".into()),
        // It is all of a value of `environment`, which is an entry of `Secrets`.
        Part::Entry { .. } => "".into(),
        Part::Choice { name, given, otherwise } => {
            let of_given = |it: &str, is_there: bool| value(it, is_there || it == name);
            let text = joined(given, has_value, &of_given);
            match variable_has_value(name) {
                Some(_) if has_value && otherwise.is_empty() => text,
                Some(condition) => Text::when(&condition, text, joined(otherwise, has_value, value)),
                None => "".into(),
            }
        }
    };
    let mut parts: Vec<Text> = parts.into_iter().map(part).collect();
    match parts.len() {
        0 => "".into(),
        1 => parts.remove(0),
        _ => Text::join("", parts.into_iter().collect::<List>()),
    }
}

/// The value of a secret in a text that others may read: that of the parameter, or of the secret that exists.
fn credential(name: &str) -> Option<Text> {
    let (arn, exists) = variable_secret(name)?;
    Some(Text::when(&exists, dynamic_reference(&arn), Text::reference(&variable_id(name)?)))
}

/// A text that CloudFormation replaces by the value of a secret when it makes or changes a resource.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html>
pub(super) fn dynamic_reference(arn: &LogicalId) -> Text {
    Text::sub().text("{{resolve:secretsmanager:").reference(arn).text(":SecretString}}").finish()
}

/// The same as a part of a longer text, where nothing depends on a variable having a value.
pub(super) fn to_sub(text: &str) -> Sub {
    let mut sub = Text::sub();
    for part in deferred::parts(text) {
        sub = match part {
            Part::Text(text) => sub.text(text),
            Part::Variable(name) | Part::Credential(name) => match variable_id(name) {
                Some(id) => sub.reference(&id),
                // The variable itself is reported then.
                None => sub,
            },
            // Interpolation lets none come here.
            Part::Choice { .. } | Part::Entry { .. } => sub,
        };
    }
    sub
}

/// Whether what follows a `${` could be a logical id or a parameter of AWS: all of ours have small letters.
fn looks_like_reference(after: &str) -> bool {
    let Some((name, _)) = after.split_once('}') else { return false };
    let id = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '.')
        && name.starts_with(|c: char| !c.is_ascii_lowercase())
        && name.contains(|c: char| c.is_ascii_lowercase());
    id || name.starts_with("AWS::")
}

/// Several of them.
pub(super) fn to_list(texts: &[String]) -> List {
    texts.iter().map(|text| to_text(text)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_looks_like_a_reference_comes_apart() {
        let table = [
            ("a ${HOME} ${POSTGRES_USER}", json!("a ${HOME} ${POSTGRES_USER}")),
            ("${lower} ${", json!("${lower} ${")),
            ("x${LogGroup.Arn}y", json!({"Fn::Join": ["", ["x$", "{LogGroup.Arn}y"]]})),
            ("${AWS::Region}${VpcId}", json!({"Fn::Join": ["", ["$", "{AWS::Region}$", "{VpcId}"]]})),
            ("", json!("")),
        ];
        for (text, expected) in table {
            assert_eq!(serde_json::to_value(to_text(text)).unwrap(), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_text_survives(text in "[$A{}:a.]{0,16}") {
            let value = serde_json::to_value(to_text(&text)).unwrap();
            let back = value.as_str().map_or_else(
                || value["Fn::Join"][1].as_array().unwrap().iter().map(|piece| piece.as_str().unwrap()).collect(),
                str::to_owned,
            );
            prop_assert_eq!(back, text);
        }
    }
}
