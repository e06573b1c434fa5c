//! Rules: the routes of ports.

use crate::plan::test_ports;
use std::collections::{BTreeMap, BTreeSet};

use crate::cfn::{Resource, Text, elbv2};
use crate::compose::{Replace, Route};
use crate::lower::context::Lowering;
use crate::lower::literals::to_text;
use crate::lower::names::{Name, Short};
use crate::lower::{deployment, tags};
use crate::source::Spanned;

use super::{Attachment, Tools, action, conflicts};
use crate::plan::listeners::{Key, ListenerGroup, Planned, key};

/// Makes the rules of a listener, and tells the ports of theirs.
pub(super) fn lower<'a>(
    cx: &mut Lowering<'_>,
    listener_group: &ListenerGroup<'a>,
    listener: &Text,
    made: &mut BTreeMap<Key<'a>, Option<Attachment>>,
    tools: Tools<'_>,
) {
    let mut taken = BTreeSet::new();
    for group in listener_group.grouped_rules() {
        let Some(Planned { port, route, .. }) = group.first() else { continue };
        // Whoever of them says so.
        let said = group.iter().find(|rule| rule.route.priority.is_some());
        let priority = said.or(group.first()).map_or(1, |rule| rule.priority);
        // Two rules of one priority are an error, and reported (`clash`).
        if !taken.insert(priority) {
            continue;
        }
        let sharers: Vec<_> = group.iter().map(|rule| (rule.port, Some(rule.route))).collect();
        if group.len() > 1 {
            let shifted = group.iter().filter(|rule| test_ports::shifts(cx.plan, rule.port));
            let findings: Vec<_> =
                shifted.map(|rule| deployment::shares_a_rule(rule.port, rule.route)).collect();
            for finding in findings {
                cx.report(finding);
            }
        }
        let targets = action::targets(&sharers, made);
        let actions =
            action::steps(cx, port, Some(route), targets, tools.secrets, action::ActionHolder::Rule);
        for other in group.iter().skip(1) {
            if !conflicts::do_the_same((*port, *route), (other.port, other.route)) {
                cx.report(conflicts::unlike(route, other.route));
            }
        }
        let shifts = group.iter().any(|rule| test_ports::shifts(cx.plan, rule.port));
        let rule = elbv2::ListenerRule {
            listener_arn: Some(listener.clone()),
            transforms: transforms(route),
            // Not where ECS changes it (`shift`).
            tags: if shifts { Vec::new() } else { tags::of_service(cx.project, port.service) },
            ..elbv2::ListenerRule::new(priority, conditions(route), actions)
        };
        let handle = cx.add(Name::ListenerRule(&listener_group.stem(), priority), Resource::new(&rule));
        for Planned { port, route, .. } in &group {
            let short = match (&route.name, port.port.listener.routes.listed) {
                (Some(name), _) => Short::NamedRule(port.published, name),
                (None, true) => Short::Rule(port.published, priority),
                (None, false) => Short::OnlyRule(port.published),
            };
            cx.share(&port.service.name, short, &handle);
        }
        for rule in group.iter().filter(|rule| rule.route.forwards()) {
            if let Some(attachment) = made.get_mut(&key(rule.port)).and_then(Option::as_mut) {
                attachment.rules.push(handle.clone());
            }
        }
    }
}

/// The conditions of a rule.
pub(super) fn conditions(route: &Route) -> Vec<elbv2::RuleCondition> {
    let mut conditions = Vec::new();
    let mut add = |field, values: &[Spanned<String>], set: &dyn Fn(&mut elbv2::RuleCondition, Vec<Text>)| {
        if !values.is_empty() {
            let mut condition =
                elbv2::RuleCondition { field: Some(field), ..elbv2::RuleCondition::default() };
            set(&mut condition, values.iter().map(|value| to_text(&value.value)).collect());
            conditions.push(condition);
        }
    };
    let matching = |values| Some(elbv2::MatchValues { values, ..elbv2::MatchValues::default() });
    let plain = |values| Some(elbv2::PlainValues { values });
    add(elbv2::RuleField::HostHeader, &route.host, &|it, values| it.host_header_config = matching(values));
    add(elbv2::RuleField::PathPattern, &route.path, &|it, values| it.path_pattern_config = matching(values));
    for (name, values) in &route.header {
        add(elbv2::RuleField::HttpHeader, values, &|it, values| {
            let header =
                elbv2::HttpHeaderConfig { values, ..elbv2::HttpHeaderConfig::new(to_text(&name.value)) };
            it.http_header_config = Some(header);
        });
    }
    for (key, values) in &route.query {
        let pair = |value: Text| elbv2::QueryStringKeyValue {
            key: Some(to_text(&key.value)),
            ..elbv2::QueryStringKeyValue::new(value)
        };
        add(elbv2::RuleField::QueryString, values, &|it, values| {
            let values = values.into_iter().map(pair).collect();
            it.query_string_config = Some(elbv2::QueryStringConfig { values });
        });
    }
    add(elbv2::RuleField::HttpRequestMethod, &route.method, &|it, values| {
        it.http_request_method_config = plain(values);
    });
    add(elbv2::RuleField::SourceIp, &route.source_ip, &|it, values| it.source_ip_config = plain(values));
    conditions
}

/// The changes of a rule to a request.
pub(super) fn transforms(route: &Route) -> Vec<elbv2::Transform> {
    let rewrites = |replace: &Replace| elbv2::RewriteConfigObject {
        rewrites: vec![elbv2::RewriteConfig {
            regex: to_text(&replace.regex.value),
            replace: to_text(&replace.replace.value),
        }],
    };
    let host = route.rewrite.host.as_ref().map(|replace| elbv2::Transform {
        host_header_rewrite_config: Some(rewrites(replace)),
        ..elbv2::Transform::new(elbv2::TransformType::HostHeaderRewrite)
    });
    let path = route.rewrite.path.as_ref().map(|replace| elbv2::Transform {
        url_rewrite_config: Some(rewrites(replace)),
        ..elbv2::Transform::new(elbv2::TransformType::UrlRewrite)
    });
    host.into_iter().chain(path).collect()
}
