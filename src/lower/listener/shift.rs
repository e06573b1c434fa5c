//! Shifting: the rules and listeners by which ECS moves requests from one target group to the other.
//!
//! Decisions
//! - The rule for all paths, which stands before the default action of a port without routes, does what the
//!   default action does: clients sign in first. ECS changes the weights of its `forward` action. AWS's page
//!   of these resources once said that a deployment fails where a rule has other actions beside `forward`; it
//!   no longer does
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html>). In
//!   neither case does a request pass without them.
//! - A test listener has one rule, with the conditions, rewrites and actions of the rule whose new tasks it
//!   shows, and answers 404 to everything else. It shows the same certificates.
//! - A header for tests is one more rule of the production listener, before the port's own: the same
//!   conditions, rewrites and actions, and the header. Whoever reaches the port can send the header, so it
//!   needs no other ingress.
//! - Neither rules nor listeners that ECS changes have tags: CloudFormation would write the weights of the
//!   template with the next change of a tag.

use crate::cfn::{Handle, Resource, Text, ecs, elbv2};
use crate::compose::Route;
use crate::lower::context::Lowering;
use crate::lower::deployment;
use crate::lower::names::{Name, Short};
use crate::lower::secrets::Secrets;
use crate::lower::tags;
use crate::plan::listeners::ListenerStem;
use crate::plan::{Published, PublishedPort};

use super::{Attachment, action, certificate, rule};
use crate::plan::listeners::{LAST, ListenerGroup, with_header};

/// The two target groups between which deployments shift requests.
#[derive(Debug, Clone)]
pub(super) struct Shifted {
    /// The target groups.
    pub(super) groups: deployment::Groups,
    /// The listener.
    pub(super) listener: Text,
    /// Its definition, where the stack makes it, for one like it.
    pub(super) properties: Option<elbv2::Listener>,
    /// The certificates that it shows beside its first.
    pub(super) certificates: Vec<String>,
    /// The number of the rule for tests, where they come by a header.
    pub(super) test_rule: Option<u32>,
}

/// The configuration with which ECS shifts the requests to a port: it changes one rule, or the listener.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    port: &PublishedPort<'_>,
    attachment: &mut Attachment,
    role: &Text,
    secrets: &Secrets,
) -> Option<ecs::AdvancedConfiguration> {
    let Some(shifted) = attachment.shifted.take() else {
        cx.report(deployment::nothing_of_ours(port));
        return None;
    };
    let production = match (attachment.rules.as_slice(), &attachment.listener) {
        ([], _) if !port.balancer.is_application() => shifted.listener.clone(),
        ([], _) => {
            let stem = ListenerGroup::of_one(port).stem();
            let made = lower_rule(cx, port, &stem, &shifted.listener, &shifted.groups, secrets);
            cx.share(&port.service.name, Short::ProductionRule(port.published), &made);
            made.reference()
        }
        ([only], None) => only.reference(),
        ([..], _) => {
            cx.report(deployment::one_route_only(port));
            return None;
        }
    };
    if shifted.properties.is_none() && port.test.is_some() {
        cx.report(deployment::nothing_of_ours(port));
    }
    let test = port
        .test_published()
        .zip(shifted.properties.as_ref())
        .map(|(published, like)| lower_test(cx, port, published, like, &shifted, secrets));
    let test = test.or_else(|| {
        let made = lower_test_rule(cx, port, &shifted, secrets)?;
        cx.share(&port.service.name, Short::TestRule(port.published), &made);
        Some(made.reference())
    });
    Some(shifted.groups.to_configuration(production, test, role))
}

/// The route whose requests are shifted: the one that has conditions, else the one that takes all others.
fn route<'a>(port: &PublishedPort<'a>) -> Option<&'a Route> {
    let routes: &'a [Route] = &port.port.listener.routes.all;
    let forwards = || routes.iter().filter(|route| route.forwards());
    forwards().find(|route| route.has_conditions()).or_else(|| forwards().next())
}

/// A rule with what is said of the port.
fn lower_rule(
    cx: &mut Lowering<'_>,
    port: &PublishedPort<'_>,
    stem: &ListenerStem,
    listener: &Text,
    groups: &deployment::Groups,
    secrets: &Secrets,
) -> Handle {
    let route = route(port);
    let actions = action::steps(cx, port, route, groups.targets(), secrets, action::ActionHolder::Rule);
    let conditions = route.map(rule::conditions).filter(|conditions| !conditions.is_empty());
    let rule = elbv2::ListenerRule {
        listener_arn: Some(listener.clone()),
        transforms: route.map(rule::transforms).unwrap_or_default(),
        ..elbv2::ListenerRule::new(LAST, conditions.unwrap_or_else(all_paths), actions)
    };
    cx.add(Name::ListenerRule(stem, LAST), Resource::new(&rule))
}

/// A rule with what is said of the port for requests with the header of tests.
fn lower_test_rule(
    cx: &mut Lowering<'_>,
    port: &PublishedPort<'_>,
    shifted: &Shifted,
    secrets: &Secrets,
) -> Option<Handle> {
    let (number, of) = (shifted.test_rule?, route(port));
    let actions = action::steps(cx, port, of, shifted.groups.targets(), secrets, action::ActionHolder::Rule);
    let rule = elbv2::ListenerRule {
        listener_arn: Some(shifted.listener.clone()),
        transforms: of.map(rule::transforms).unwrap_or_default(),
        ..elbv2::ListenerRule::new(number, rule::conditions(&with_header(port, of)), actions)
    };
    Some(cx.add(Name::ListenerRule(&ListenerGroup::of_one(port).stem(), number), Resource::new(&rule)))
}

fn all_paths() -> Vec<elbv2::RuleCondition> {
    vec![elbv2::RuleCondition {
        field: Some(elbv2::RuleField::PathPattern),
        path_pattern_config: Some(elbv2::MatchValues {
            values: vec!["/*".into()],
            ..elbv2::MatchValues::default()
        }),
        ..elbv2::RuleCondition::default()
    }]
}

/// Makes the listener for tests, like the port's own; returns what ECS changes.
fn lower_test(
    cx: &mut Lowering<'_>,
    port: &PublishedPort<'_>,
    published: Published,
    like: &elbv2::Listener,
    shifted: &Shifted,
    secrets: &Secrets,
) -> Text {
    let application = port.balancer.is_application();
    let listener = elbv2::Listener {
        port: Some(published.number),
        default_actions: vec![if application {
            action::nobody()
        } else {
            elbv2::Action {
                target_group_arn: Some(shifted.groups.first().clone()),
                ..elbv2::Action::new(elbv2::ActionType::Forward)
            }
        }],
        tags: if application { tags::of_project(cx.project) } else { Vec::new() },
        ..like.clone()
    };
    let listener = cx.add(Name::Listener(port.balancer, published), Resource::new(&listener));
    cx.share(&port.service.name, Short::Listener(published), &listener);
    let stem = ListenerStem::new(port.balancer, published);
    for arn in &shifted.certificates {
        certificate::lower_one(cx, &stem, &listener.reference(), arn);
    }
    if !application {
        return listener.reference();
    }
    let rule = lower_rule(cx, port, &stem, &listener.reference(), &shifted.groups, secrets);
    cx.share(&port.service.name, Short::TestRule(published), &rule);
    rule.reference()
}
