//! The typed `x-aws-*` keys: their values.
//!
//! The table `keys` names the reader of each key. The shapes of their values are in `shape` and `keys`; where
//! a key may stand is in `placement`.

use super::function::{to_json, to_overlay};
use super::given::Given;
use super::prevalidated;
use super::scalar::{Shape, is_empty, read_clean, sorted, to_int, to_text};
use super::secret_keys::is_secret_arn;
use crate::compose::{self, Delivery};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};
use crate::tree::Node;

/// Reads `x-aws-files`.
pub(super) fn read_files(key: &Given<'_>) -> Option<Spanned<Delivery>> {
    key.word(&Delivery::ALL)
}

/// Reads `x-aws-pull_credentials`.
pub(super) fn read_credentials(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Option<Spanned<String>> {
    let text = read_text(key, diagnostics)?;
    if is_secret_arn(&text.value) {
        return Some(text);
    }
    diagnostics.push(key.bad("the ARN of a secret of Secrets Manager", text.loc));
    None
}

/// Reads a percentage of `update_config`.
pub(super) fn read_percent(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Option<Spanned<u32>> {
    let percent = to_int(key.node).and_then(|number| u32::try_from(number).ok());
    if percent.is_none() {
        diagnostics.push(key.bad("a whole number of percent from 0", key.node.loc));
    }
    percent.map(|percent| Spanned::new(percent, key.node.loc))
}

/// Reads a key whose value is text of one line.
pub(super) fn read_text(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Option<Spanned<String>> {
    let node = key.node;
    let Some(text) = node.as_text() else {
        diagnostics.push(key.bad("text", node.loc));
        return None;
    };
    read_clean(Spanned::new(text.to_owned(), node.loc), Shape::Line, &format!("`{}`", key.name), diagnostics)
}

/// Reads a key whose value is a list of texts of one line.
pub(super) fn read_texts(
    key: &Given<'_>,
    wanted: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<Spanned<String>> {
    let Some(list) = key.node.as_list() else {
        diagnostics.push(key.bad(wanted, key.node.loc));
        return Vec::new();
    };
    let mut found = Vec::new();
    for item in list {
        match item.as_text().filter(|text| !text.is_empty()) {
            Some(text) => {
                let text = Spanned::new(text.to_owned(), item.loc);
                found.extend(read_clean(text, Shape::Line, &format!("`{}`", key.name), diagnostics));
            }
            None => diagnostics.push(key.bad(wanted, item.loc)),
        }
    }
    found
}

/// Reads `x-aws-policies`.
pub(super) fn read_policies(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Vec<Spanned<String>> {
    let mut arns = read_texts(key, "a list of ARNs of managed policies", diagnostics);
    arns.retain(|arn| {
        let good = arn.value.starts_with("arn:");
        if !good {
            diagnostics.push(no_arn(arn));
        }
        good
    });
    arns
}

/// Reads `x-aws-logs_retention`.
pub(super) fn read_retention(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Option<Spanned<u32>> {
    let node = key.node;
    let known = key.shape.choices();
    let days = to_int(node)
        .and_then(|days| u32::try_from(days).ok())
        .filter(|days| known.contains(&days.to_string()));
    if days.is_none() {
        diagnostics.push(bad_retention(&known, node.loc));
    }
    days.map(|days| Spanned::new(days, node.loc))
}

/// Reads `x-aws-tags`.
pub(super) fn read_tags(
    key: &Given<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<(Spanned<String>, Spanned<String>)> {
    if key.node.as_map().is_none() {
        diagnostics.push(key.bad("a mapping of names and texts", key.node.loc));
        return Vec::new();
    }
    let mut found = Vec::new();
    for (name, loc, value) in sorted(key.parent, key.name) {
        let Some(text) = to_text(value) else {
            diagnostics.push(key.bad("text for each tag", value.loc));
            continue;
        };
        if name.is_empty() || name.to_ascii_lowercase().starts_with("aws:") {
            diagnostics.push(reserved_tag(loc));
            continue;
        }
        let name =
            read_clean(Spanned::new(name.to_owned(), loc), Shape::Line, "the name of a tag", diagnostics);
        let value = read_clean(text, Shape::Line, "the value of a tag", diagnostics);
        found.extend(name.zip(value));
    }
    found
}

/// Reads `x-aws-environment`: names, and functions that CloudFormation fills in.
pub(super) fn read_environment(
    key: &Given<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<(Spanned<String>, Spanned<serde_json::Value>)> {
    if key.node.as_map().is_none() {
        diagnostics.push(key.bad("a mapping of names and functions", key.node.loc));
        return Vec::new();
    }
    let mut found = Vec::new();
    for (name, loc, value) in sorted(key.parent, key.name) {
        let json = to_json(value);
        let is_function = json
            .as_object()
            .filter(|map| map.len() == 1)
            .and_then(|map| map.keys().next())
            .is_some_and(|key| key == "Ref" || key.starts_with("Fn::"));
        if name.is_empty() || name.contains('=') || !(is_function || json.is_string()) {
            diagnostics.push(no_function(name, value.loc));
            continue;
        }
        let name = read_clean(
            Spanned::new(name.to_owned(), loc),
            Shape::Line,
            "the name of a variable",
            diagnostics,
        );
        found.extend(name.map(|name| (name, Spanned::new(json, value.loc))));
    }
    found
}

/// Reads `x-aws-cloudformation`: a mapping, or several where several files say something.
pub(super) fn read_overlays(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Vec<compose::Overlay> {
    let all = key.node.as_list().unwrap_or(std::slice::from_ref(key.node));
    let (overlays, others): (Vec<&Node>, Vec<&Node>) =
        all.iter().filter(|node| !is_empty(node)).partition(|node| node.as_map().is_some());
    for other in others {
        diagnostics.push(key.bad("a mapping", other.loc));
    }
    overlays.into_iter().map(to_overlay).collect()
}

fn no_function(name: &str, loc: Loc) -> Diagnostic {
    let message =
        format!("`x-aws-environment` expects a function of CloudFormation for `{}`", name.escape_debug());
    Diagnostic::new(Code::BadExtension, message).label(loc, "neither a function nor text").help(
        "write `!Ref Id`, `!GetAtt Id.Attribute`, or `!Sub` with `$${…}` for what CloudFormation fills in",
    )
}

/// Reads `x-aws-schedule`: an expression, or a mapping that has one.
pub(super) fn read_schedule(key: &Given<'_>) -> Option<compose::Schedule> {
    if let Some(expression) = key.text() {
        return Some(compose::Schedule { expression, timezone: None, retries: None, max_age: None });
    }
    let node = &key.validated()?;
    Some(compose::Schedule {
        expression: prevalidated::text(node, "expression")?,
        timezone: prevalidated::text(node, "timezone"),
        retries: prevalidated::number(node, "retries"),
        max_age: prevalidated::time(node, "max_age"),
    })
}

/// Reads `x-aws-role`.
pub(super) fn read_role(
    key: &Given<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Spanned<serde_json::Value>> {
    let node = key.node;
    let statement = node.get("Statement").filter(|node| node.as_list().is_some() || node.as_map().is_some());
    if statement.is_none() {
        diagnostics.push(no_policy(node.loc));
        return None;
    }
    Some(Spanned::new(to_json(node), node.loc))
}

fn no_arn(text: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(
        Code::BadExtension,
        format!("`x-aws-policies` expects ARNs, and `{}` is none", text.value),
    )
    .label(text.loc, "not an ARN")
    .help(format!("a policy of AWS itself is `arn:aws:iam::aws:policy/{}`", text.value))
}

fn bad_retention(days: &[String], loc: Loc) -> Diagnostic {
    let days = days.join(", ");
    Diagnostic::new(
        Code::BadExtension,
        "`x-aws-logs_retention` expects a number of days that CloudWatch Logs knows",
    )
    .label(loc, "not such a number of days")
    .help(format!("write one of {days}; without the key it is 30"))
}

fn reserved_tag(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadExtension, "the name of a tag cannot be empty or begin with `aws:`")
        .label(loc, "AWS keeps these names for itself")
        .help("give the tag another name")
}

fn no_policy(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadExtension, "`x-aws-role` expects an IAM policy document")
        .label(loc, "not a mapping with `Statement`")
        .help(
            "write `Version: \"2012-10-17\"` and `Statement:` with `Effect`, `Action` and `Resource` under \
             it",
        )
}
