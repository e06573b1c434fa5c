//! The typed `x-aws-*` keys: their values.
//!
//! What each key may hold is in `keys`, where it may stand is in `placement`. Empty text leaves a key out, so that
//! `${NAME:-}` can switch it.

use super::function::{to_json, to_overlay};
use super::keys::{Place, RETENTIONS, example, validated};
use super::scalar::{Shape, flag, read_clean, sorted, to_int, to_text};
use super::{
    balancing, capacity, deployment, discovery, ebs, ingress, observability, prevalidated, route, secret,
    variables,
};
use crate::compose::{self, ContainerInsights, Delivery, LogsClass, Protocol};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};
use crate::tree::Node;

/// Reads the keys of the top level.
pub(super) fn read_project(tree: &Node, diagnostics: &mut Diagnostics) -> compose::ProjectExtensions {
    let balancer = route::read_balancer(tree, diagnostics);
    compose::ProjectExtensions {
        vpc: read_text(tree, "x-aws-vpc", diagnostics),
        subnets: read_texts(tree, "x-aws-subnets", "a list of subnet ids", diagnostics),
        cluster: read_text(tree, "x-aws-cluster", diagnostics),
        load_balancer: balancer.arn,
        load_balancer_group: balancer.group,
        load_balancer_source: balancer.source_cidr,
        listeners: balancer.listeners,
        logs_retention: read_retention(tree, diagnostics),
        certificate: read_text(tree, "x-aws-certificate", diagnostics),
        capacity: capacity::read(Place::Project, tree, diagnostics),
        access_logs: balancing::read_access_logs(Place::Project, tree),
        deletion_protection: flag(tree, "x-aws-deletion_protection"),
        discovery: discovery::read(Place::Project, tree, diagnostics),
        files: read_files(tree),
        idle_timeout: balancing::read_idle_timeout(Place::Project, tree),
        namespace: discovery::read_namespace(tree),
        web_acl: balancing::read_web_acl(Place::Project, tree),
        ssl_policy: prevalidated::text(tree, "x-aws-ssl_policy"),
        tags: read_tags(tree, diagnostics),
        overlays: read_overlays(tree, diagnostics),
        container_insights: prevalidated::word(tree, "x-aws-container_insights", &ContainerInsights::ALL),
        exec: observability::read_exec(tree, diagnostics),
        firelens: observability::read_firelens(Place::Project, tree, diagnostics),
        logs_class: prevalidated::word(tree, "x-aws-logs_class", &LogsClass::ALL),
        logs_deletion_protection: flag(tree, "x-aws-logs_deletion_protection"),
        logs_kms_key: prevalidated::text(tree, "x-aws-logs_kms_key"),
        permissions_boundary: prevalidated::text(tree, "x-aws-permissions_boundary"),
        xray: observability::read_xray(Place::Project, tree),
        variables: variables::read(tree, diagnostics),
    }
}

/// Reads the keys of a service.
pub(super) fn read_service(service: &Node, diagnostics: &mut Diagnostics) -> compose::ServiceExtensions {
    compose::ServiceExtensions {
        deployment: deployment::read(service, diagnostics),
        task: read_text(service, "x-aws-task", diagnostics),
        on_deploy: prevalidated::text(service, "x-aws-run").map(|word| word.loc),
        shared_job: prevalidated::text(service, "x-aws-job").map(|word| word.loc),
        schedule: read_schedule(service),
        discovery: discovery::read(Place::Service, service, diagnostics),
        environment: read_environment(service, diagnostics),
        ingress: ingress::read_service(service, diagnostics),
        policies: read_policies(service, diagnostics),
        role: read_role(service, diagnostics),
        task_role: prevalidated::text(service, "x-aws-task_role"),
        capacity: capacity::read(Place::Service, service, diagnostics),
        platform_version: prevalidated::text(service, "x-aws-platform_version")
            .filter(|_| validated(Place::Service, service, "x-aws-platform_version").is_some()),
        files: read_files(service),
        secrets: secret::read_variables(service, diagnostics),
        pull_credentials: read_credentials(service, diagnostics),
        tags: read_tags(service, diagnostics),
        overlays: read_overlays(service, diagnostics),
        exec: flag(service, "x-aws-exec"),
        fault_injection: flag(service, "x-aws-fault_injection"),
        firelens: observability::read_firelens(Place::Service, service, diagnostics),
        log_secrets: observability::read_log_secrets(service, diagnostics),
        permissions_boundary: prevalidated::text(service, "x-aws-permissions_boundary"),
        version_consistency: observability::read_consistency(service),
        xray: observability::read_xray(Place::Service, service),
        ephemeral_storage: ebs::read_ephemeral_storage(service),
    }
}

/// Reads `x-aws-protocol` of a port.
pub(super) fn read_protocol(port: &Node) -> Option<Spanned<Protocol>> {
    prevalidated::word(port, "x-aws-protocol", &Protocol::ALL)
}

/// Reads `x-aws-files`.
pub(super) fn read_files(node: &Node) -> Option<Spanned<Delivery>> {
    prevalidated::word(node, "x-aws-files", &Delivery::ALL)
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
fn read_schedule(service: &Node) -> Option<compose::Schedule> {
    const KEY: &str = "x-aws-schedule";
    if let Some(expression) = prevalidated::text(service, KEY) {
        return Some(compose::Schedule { expression, timezone: None, retries: None, max_age: None });
    }
    let node = &validated(Place::Service, service, KEY)?;
    Some(compose::Schedule {
        expression: prevalidated::text(node, "expression")?,
        timezone: prevalidated::text(node, "timezone"),
        retries: prevalidated::number(node, "retries"),
        max_age: prevalidated::time(node, "max_age"),
    })
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
