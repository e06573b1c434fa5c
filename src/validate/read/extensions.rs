//! The typed `x-aws-*` keys: their values.
//!
//! What each key may hold is in `keys`, where it may stand is in `placement`. Empty text leaves a key out, so that
//! `${NAME:-}` can switch it.

use super::ebs;
use super::function::{to_json, to_overlay};
use super::keys::{RETENTIONS, example};
use super::scalar::{Shape, read_clean, sorted, to_int, to_text};
use super::secret;
use crate::compose::{self, Delivery, Protocol};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Remedy, nearest, not_among};
use crate::source::{Loc, Spanned};
use crate::tree::{Map, Node};

/// Reads the keys of the top level.
pub(super) fn read_project(tree: &Node, diagnostics: &mut Diagnostics) -> compose::ProjectExtensions {
    compose::ProjectExtensions {
        vpc: read_text(tree, "x-aws-vpc", diagnostics),
        subnets: read_texts(tree, "x-aws-subnets", "a list of subnet ids", diagnostics),
        cluster: read_text(tree, "x-aws-cluster", diagnostics),
        load_balancer: read_text(tree, "x-aws-loadbalancer", diagnostics),
        logs_retention: read_retention(tree, diagnostics),
        certificate: read_text(tree, "x-aws-certificate", diagnostics),
        files: read_files(tree, diagnostics),
        tags: read_tags(tree, diagnostics),
        overlays: read_overlays(tree, diagnostics),
    }
}

/// Reads the keys of a service.
pub(super) fn read_service(service: &Node, diagnostics: &mut Diagnostics) -> compose::ServiceExtensions {
    compose::ServiceExtensions {
        task: read_text(service, "x-aws-task", diagnostics),
        schedule: read_schedule(service, diagnostics),
        environment: read_environment(service, diagnostics),
        policies: read_policies(service, diagnostics),
        role: read_role(service, diagnostics),
        files: read_files(service, diagnostics),
        secrets: secret::read_variables(service, diagnostics),
        pull_credentials: read_credentials(service, diagnostics),
        tags: read_tags(service, diagnostics),
        overlays: read_overlays(service, diagnostics),
        ephemeral_storage: ebs::read_ephemeral_storage(service, diagnostics),
    }
}

/// Reads `x-aws-protocol` of a port.
pub(super) fn read_protocol(port: &Node, diagnostics: &mut Diagnostics) -> Option<Spanned<Protocol>> {
    let text = read_text(port, "x-aws-protocol", diagnostics)?;
    if let Some((_, protocol)) = Protocol::ALL.iter().find(|(word, _)| *word == text.value) {
        return Some(Spanned::new(*protocol, text.loc));
    }
    diagnostics.push(unknown_protocol(&text));
    None
}

/// Reads `x-aws-files`.
pub(super) fn read_files(node: &Node, diagnostics: &mut Diagnostics) -> Option<Spanned<Delivery>> {
    const KEY: &str = "x-aws-files";
    let text = read_text(node, KEY, diagnostics)?;
    if let Some((_, delivery)) = Delivery::ALL.iter().find(|(word, _)| *word == text.value) {
        return Some(Spanned::new(*delivery, text.loc));
    }
    let words = Delivery::ALL.map(|(word, _)| word);
    diagnostics.push(not_among(Code::BadExtension, KEY, &text.value, text.loc, &words));
    None
}

fn read_credentials(service: &Node, diagnostics: &mut Diagnostics) -> Option<Spanned<String>> {
    const KEY: &str = "x-aws-pull_credentials";
    let text = read_text(service, KEY, diagnostics)?;
    if secret::is_secret_arn(&text.value) {
        return Some(text);
    }
    diagnostics.push(bad_value(KEY, "the ARN of a secret of Secrets Manager", text.loc));
    None
}

/// Reads a percentage of `update_config`.
pub(super) fn read_percent(node: &Node, key: &str, diagnostics: &mut Diagnostics) -> Option<Spanned<u32>> {
    let node = node.get(key).filter(|node| !is_empty(node))?;
    let percent = to_int(node).and_then(|number| u32::try_from(number).ok());
    if percent.is_none() {
        diagnostics.push(bad_value(key, "a whole number of percent from 0", node.loc));
    }
    percent.map(|percent| Spanned::new(percent, node.loc))
}

/// Reads a key whose value is text of one line.
pub(super) fn read_text(node: &Node, key: &str, diagnostics: &mut Diagnostics) -> Option<Spanned<String>> {
    let node = node.get(key).filter(|node| !is_empty(node))?;
    let Some(text) = node.as_text() else {
        diagnostics.push(bad_value(key, "text", node.loc));
        return None;
    };
    read_clean(Spanned::new(text.to_owned(), node.loc), Shape::Line, &format!("`{key}`"), diagnostics)
}

/// Empty text, which leaves a key out.
pub(super) fn is_empty(node: &Node) -> bool {
    node.as_text() == Some("")
}

fn read_texts(node: &Node, key: &str, wanted: &str, diagnostics: &mut Diagnostics) -> Vec<Spanned<String>> {
    let Some(node) = node.get(key).filter(|node| !is_empty(node)) else { return Vec::new() };
    let Some(list) = node.as_list() else {
        diagnostics.push(bad_value(key, wanted, node.loc));
        return Vec::new();
    };
    let mut found = Vec::new();
    for item in list {
        match item.as_text().filter(|text| !text.is_empty()) {
            Some(text) => {
                let text = Spanned::new(text.to_owned(), item.loc);
                found.extend(read_clean(text, Shape::Line, &format!("`{key}`"), diagnostics));
            }
            None => diagnostics.push(bad_value(key, wanted, item.loc)),
        }
    }
    found
}

fn read_policies(service: &Node, diagnostics: &mut Diagnostics) -> Vec<Spanned<String>> {
    let mut arns = read_texts(service, "x-aws-policies", "a list of ARNs of managed policies", diagnostics);
    arns.retain(|arn| {
        let good = arn.value.starts_with("arn:");
        if !good {
            diagnostics.push(no_arn(arn));
        }
        good
    });
    arns
}

fn read_retention(tree: &Node, diagnostics: &mut Diagnostics) -> Option<Spanned<u32>> {
    let node = tree.get("x-aws-logs_retention").filter(|node| !is_empty(node))?;
    let days =
        to_int(node).and_then(|days| u32::try_from(days).ok()).filter(|days| RETENTIONS.contains(days));
    if days.is_none() {
        diagnostics.push(bad_retention(node.loc));
    }
    days.map(|days| Spanned::new(days, node.loc))
}

fn read_tags(node: &Node, diagnostics: &mut Diagnostics) -> Vec<(Spanned<String>, Spanned<String>)> {
    const KEY: &str = "x-aws-tags";
    let Some(tags) = node.get(KEY).filter(|node| !is_empty(node)) else { return Vec::new() };
    if tags.as_map().is_none() {
        diagnostics.push(bad_value(KEY, "a mapping of names and texts", tags.loc));
        return Vec::new();
    }
    let mut found = Vec::new();
    for (name, loc, value) in sorted(node, KEY) {
        let Some(text) = to_text(value) else {
            diagnostics.push(bad_value(KEY, "text for each tag", value.loc));
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

/// `x-aws-environment`: names, and what CloudFormation fills in.
fn read_environment(
    service: &Node,
    diagnostics: &mut Diagnostics,
) -> Vec<(Spanned<String>, Spanned<serde_json::Value>)> {
    const KEY: &str = "x-aws-environment";
    let Some(node) = service.get(KEY).filter(|node| !is_empty(node)) else { return Vec::new() };
    if node.as_map().is_none() {
        diagnostics.push(bad_value(KEY, "a mapping of names and functions", node.loc));
        return Vec::new();
    }
    let mut found = Vec::new();
    for (name, loc, value) in sorted(service, KEY) {
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

/// `x-aws-cloudformation`: a mapping, or several where several files say something.
fn read_overlays(node: &Node, diagnostics: &mut Diagnostics) -> Vec<compose::Overlay> {
    const KEY: &str = "x-aws-cloudformation";
    let Some(node) = node.get(KEY).filter(|node| !is_empty(node)) else { return Vec::new() };
    let all = node.as_list().unwrap_or(std::slice::from_ref(node));
    let (overlays, others): (Vec<&Node>, Vec<&Node>) =
        all.iter().filter(|node| !is_empty(node)).partition(|node| node.as_map().is_some());
    for other in others {
        diagnostics.push(bad_value(KEY, "a mapping", other.loc));
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

/// `x-aws-schedule`: an expression, or a mapping that has one.
fn read_schedule(service: &Node, diagnostics: &mut Diagnostics) -> Option<compose::Schedule> {
    const KEY: &str = "x-aws-schedule";
    const MEMBERS: [&str; 4] = ["expression", "timezone", "retries", "max_age"];
    let node = service.get(KEY).filter(|node| !is_empty(node))?;
    let Some(map) = node.as_map() else {
        let expression =
            read_text(service, KEY, diagnostics).filter(|text| is_expression(text, diagnostics))?;
        return Some(compose::Schedule { expression, timezone: None, retries: None, max_age: None });
    };
    for (member, loc, _) in Map::iter(map).filter(|(member, ..)| !MEMBERS.contains(member)) {
        diagnostics.push(unknown_member(KEY, member, loc, &MEMBERS));
    }
    if !map.contains("expression") {
        diagnostics.push(bad_value(KEY, "an expression", node.loc));
    }
    let expression =
        read_text(node, "expression", diagnostics).filter(|text| is_expression(text, diagnostics));
    let timezone = read_text(node, "timezone", diagnostics).filter(|zone| is_zone(zone, diagnostics));
    let retries = read_number(node, "retries", 0, 185, diagnostics);
    let max_age = read_number(node, "max_age", 60, 86400, diagnostics);
    Some(compose::Schedule { expression: expression?, timezone, retries, max_age })
}

/// `rate(5 minutes)`, `cron(0 3 * * ? *)`, `at(2027-01-01T00:00:00)`.
/// <https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html>
fn is_expression(text: &Spanned<String>, diagnostics: &mut Diagnostics) -> bool {
    let inside = |name: &str| text.value.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
    let words = |text: &str| text.split_whitespace().count();
    let good = inside("cron").is_some_and(|fields| words(fields) == 6)
        || inside("at").is_some_and(|time| words(time) == 1)
        || inside("rate").is_some_and(|rate| {
            let (number, unit) = rate.split_once(' ').unwrap_or_default();
            number.parse::<u32>().is_ok_and(|number| number > 0)
                && ["minute", "hour", "day"].contains(&unit.trim_end_matches('s'))
        });
    if !good {
        diagnostics.push(bad_expression(text));
    }
    good
}

fn is_zone(zone: &Spanned<String>, diagnostics: &mut Diagnostics) -> bool {
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '+');
    let good = zone.value.starts_with(|c: char| c.is_ascii_alphabetic()) && zone.value.chars().all(fine);
    if !good {
        diagnostics.push(
            Diagnostic::new(Code::BadExtension, format!("`{}` is no time zone", zone.value))
                .at(zone.loc)
                .help("write a name of the IANA database, such as `Europe/Berlin` or `UTC`"),
        );
    }
    good
}

fn read_number(
    node: &Node,
    key: &str,
    least: u32,
    most: u32,
    diagnostics: &mut Diagnostics,
) -> Option<Spanned<u32>> {
    let node = node.get(key).filter(|node| !is_empty(node))?;
    let number = to_int(node).and_then(|number| u32::try_from(number).ok());
    let number = number.filter(|number| (least..=most).contains(number));
    if number.is_none() {
        diagnostics.push(
            Diagnostic::new(
                Code::BadExtension,
                format!("`{key}` expects a whole number from {least} to {most}"),
            )
            .at(node.loc)
            .help(format!("write one such as `{key}: {least}`")),
        );
    }
    number.map(|number| Spanned::new(number, node.loc))
}

fn bad_expression(text: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::BadExtension, format!("`{}` is no schedule", text.value))
        .at(text.loc)
        .help(
            "write `cron(0 3 * * ? *)` with six fields (minute, hour, day, month, weekday, year), `rate(5 minutes)`, or \
             `at(2027-01-31T03:00:00)`",
        )
}

fn unknown_member(key: &str, member: &str, loc: Loc, known: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::BadExtension, format!("`{key}` has no member `{member}`")).at(loc);
    match nearest(member, known.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")).remedy(Remedy::Rename {
            loc,
            from: member.to_owned(),
            to: near.to_owned(),
        }),
        None => diagnostic.help(format!("it has `{}`", known.join("`, `"))),
    }
}

fn read_role(service: &Node, diagnostics: &mut Diagnostics) -> Option<Spanned<serde_json::Value>> {
    let node = service.get("x-aws-role").filter(|node| !is_empty(node))?;
    let statement = node.get("Statement").filter(|node| node.as_list().is_some() || node.as_map().is_some());
    if statement.is_none() {
        diagnostics.push(no_policy(node.loc));
        return None;
    }
    Some(Spanned::new(to_json(node), node.loc))
}

/// The finding for a value that is not what its key expects.
pub(super) fn bad_value(key: &str, wanted: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadExtension, format!("`{key}` expects {wanted}"))
        .label(loc, format!("not {wanted}"))
        .help(format!("write it like this: `{key}: {}`", example(key)))
}

fn unknown_protocol(text: &Spanned<String>) -> Diagnostic {
    let words = Protocol::ALL.map(|(word, _)| word);
    not_among(Code::BadExtension, "x-aws-protocol", &text.value, text.loc, &words)
}

fn no_arn(text: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(
        Code::BadExtension,
        format!("`x-aws-policies` expects ARNs, and `{}` is none", text.value),
    )
    .label(text.loc, "not an ARN")
    .help(format!("a policy of AWS itself is `arn:aws:iam::aws:policy/{}`", text.value))
}

fn bad_retention(loc: Loc) -> Diagnostic {
    let days = RETENTIONS.map(|days| days.to_string()).join(", ");
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
        .help("write `Version: \"2012-10-17\"` and `Statement:` with `Effect`, `Action` and `Resource` under it")
}
