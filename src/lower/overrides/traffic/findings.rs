//! Findings about overrides of listeners and target groups.

use crate::cfn::Json;
use crate::compose::{Balancing, ListenerOptions, Protocol};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::names::Name;
use crate::plan::{Balancer, PublishedPort};
use crate::source::Loc;

use super::id;
use super::ingress::Opening;

/// A listener after an override, as far as its properties are literals.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// Its port.
    pub(super) port: Option<u16>,
    /// `HTTP` and the like.
    pub(super) protocol: Option<&'a str>,
    /// The ARN of its certificate.
    pub(super) certificate: Option<&'a str>,
}

/// A value as a message shows it.
fn shown(value: &Json) -> String {
    match value {
        Json::String(text) => text.escape_debug().to_string(),
        Json::Object(map) => match map.get("Ref").and_then(Json::as_str) {
            Some(id) => format!("!Ref {id}"),
            None => "the value of a function".to_owned(),
        },
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) => value.to_string(),
    }
}

fn quoted(all: &[String]) -> String {
    all.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(" and ")
}

/// A listener on another port or with another protocol than the rest of the template has.
pub(super) fn moved(
    key: &str,
    port: &Json,
    existed: bool,
    stale: &[String],
    wanted: Wanted<'_>,
    ports: &[&PublishedPort<'_>],
    loc: Loc,
) -> Diagnostic {
    let spoken = wanted.protocol.map(|protocol| format!("{protocol} on ")).unwrap_or_default();
    let verb = if existed { "is changed to" } else { "is added with" };
    let message = format!(
        "`{key}` {verb} {spoken}port {} by an override, and {} {} not changed with it",
        shown(port),
        quoted(stale),
        if stale.len() == 1 { "is" } else { "are" }
    );
    let diagnostic = Diagnostic::new(Code::OverriddenListener, message).at(loc);
    let instead: Option<Vec<String>> = ports.iter().map(|port| instead(port, wanted)).collect();
    match (wanted.port, instead.filter(|all| !all.is_empty())) {
        (None, _) if existed => diagnostic.help(
            "the port is known at deployment only: write the number in `published` of the port, where a \
             variable such as `${WEB_PORT:-443}` can stand for it",
        ),
        (_, Some(all)) => diagnostic.help(format!("write {} instead of the override", all.join(" and "))),
        (Some(port), None) if !existed => diagnostic.help(format!(
            "add a rule for port {port} to `SecurityGroupIngress` of {}, or publish the port in Compose \
             instead",
            quoted(stale)
        )),
        (_, None) => diagnostic.help(format!(
            "override {} too, or publish another port in \
             Compose",
            quoted(stale)
        )),
    }
}

/// The port as Compose has it, with what the override says.
fn instead(port: &PublishedPort<'_>, wanted: Wanted<'_>) -> Option<String> {
    let target = port.port.target.value;
    let number = wanted.port?;
    let (protocol, word) = match wanted.protocol? {
        "HTTP" => (Protocol::Http, "http"),
        // The same listener, whatever the tasks are sent.
        "HTTPS" => match port.protocol {
            Protocol::Http2 => (Protocol::Http2, "http2"),
            Protocol::Grpc => (Protocol::Grpc, "grpc"),
            Protocol::Http | Protocol::Https | Protocol::Tcp | Protocol::Tls | Protocol::Udp => {
                (Protocol::Https, "https")
            }
        },
        "TCP" => (Protocol::Tcp, "tcp"),
        "TLS" => (Protocol::Tls, "tls"),
        "UDP" => (Protocol::Udp, "udp"),
        _ => return None,
    };
    let usual = match [target, number] {
        numbers if numbers.contains(&443) => Protocol::Https,
        numbers if numbers.contains(&80) => Protocol::Http,
        _ => Protocol::Tcp,
    };
    let mut keys = vec![format!("target: {target}"), format!("published: {number}")];
    if protocol == Protocol::Udp {
        keys.push("protocol: udp".to_owned());
    } else if protocol != usual || port.port.said_protocol().is_some() {
        keys.push(format!("x-aws-protocol: {word}"));
    }
    if let Some(arn) = wanted.certificate.filter(|_| word != "http" && word != "tcp" && word != "udp") {
        keys.push(format!("x-aws-certificate: \"{}\"", arn.escape_debug()));
    }
    let rest =
        port.port.balancing != Balancing::default() || port.port.listener != ListenerOptions::default();
    let name = port.service.name.value.escape_debug();
    Some(if rest {
        format!("`{}` at this port of `{name}`, beside its other keys,", keys.join(", "))
    } else {
        format!("`ports: [{{{}}}]` at `{name}`", keys.join(", "))
    })
}

pub(super) fn url_of_nothing(key: &str, url: &str, port: &PublishedPort<'_>, loc: Loc) -> Diagnostic {
    let message = format!("`{key}` is taken out by an override, and the output `{url}` still names its port");
    let help = format!(
        "remove the port from `ports` of `{}` instead, and name it in `expose`; or take out the output too: \
         `Outputs: {{{url}: null}}`",
        port.service.name.value.escape_debug()
    );
    Diagnostic::new(Code::OverriddenListener, message).at(loc).help(help)
}

pub(super) fn closed(group: &str, port: &Json, listener: &str, loc: Loc) -> Diagnostic {
    let message = format!(
        "an override of `{group}` lets nobody in to port {}, on which `{listener}` listens",
        shown(port)
    );
    Diagnostic::new(Code::OverriddenIngress, message).at(loc).help(
        "write `x-aws-ingress: [10.0.0.0/8]` at the port to say who reaches it; a list in an override \
         replaces the rules",
    )
}

pub(super) fn open_to_world(opening: &Opening, loc: Loc) -> Diagnostic {
    let Opening { group, source, .. } = opening;
    let what = match opening.ports {
        Some((from, to)) if from == to => format!("port {from}/{}", opening.protocol.escape_debug()),
        Some((from, to)) => format!("ports {from} to {to}/{}", opening.protocol.escape_debug()),
        None => "every port".to_owned(),
    };
    let of_balancer = Balancer::ALL.into_iter().any(|it| *group == id(Name::LoadBalancerSecurityGroup(it)));
    let message = format!("an override of `{group}` opens {what} to `{source}`, which is everybody");
    let diagnostic = Diagnostic::new(Code::OverriddenToWorld, message).at(loc);
    if of_balancer {
        return diagnostic
            .help("name the networks that may come in: `x-aws-ingress: [10.0.0.0/8]` at the port");
    }
    diagnostic.help(
        "name the networks that may come in, with `x-aws-ingress` at the service; to be reached by \
         everybody, publish the port in `ports`: the load balancer is open then, and the tasks are not",
    )
}

pub(super) fn no_sign_in(key: &str, group: &str, port: &PublishedPort<'_>, loc: Loc) -> Diagnostic {
    let message = format!("`{key}` sends requests to `{group}` without a sign-in after an override");
    Diagnostic::new(Code::OverriddenSignIn, message).at(loc).help(format!(
        "put the authenticate action of port {} of `{}` before the forward action, or write the rule as \
         `x-aws-route`, which has the sign-in of its port",
        port.published.number,
        port.service.name.value.escape_debug()
    ))
}

pub(super) fn closed_to_balancer(group: &str, port: &Json, loc: Loc) -> Diagnostic {
    let message = format!(
        "`{group}` does not let the load balancer in to container port {} after an override",
        shown(port)
    );
    Diagnostic::new(Code::OverriddenIngress, message).at(loc).help(
        "its health checks fail and ECS stops the tasks: write another `target` in `ports`, and \
         `x-aws-ingress` of the service to let in others",
    )
}

pub(super) fn same_port(key: &str, other: &str, port: u64, loc: Loc) -> Diagnostic {
    let message = format!("`{key}` and `{other}` listen on port {port} of one load balancer");
    Diagnostic::new(Code::RefusedListener, message).at(loc).help(
        "Elastic Load Balancing has one listener for each port: write the port in `published`, which makes \
         one listener for all services that publish it",
    )
}

pub(super) fn no_certificate(key: &str, protocol: &str, loc: Loc) -> Diagnostic {
    let message = format!("`{key}` has the protocol {protocol} and no certificate");
    Diagnostic::new(Code::RefusedListener, message).at(loc).help(
        "write `x-aws-protocol: https` and `x-aws-certificate` at the port instead of the override, `tls` on \
         a network load balancer",
    )
}

pub(super) fn other_target(key: &str, now: &Json, port: &PublishedPort<'_>, loc: Loc) -> Diagnostic {
    let (target, number) = (port.port.target.value, port.published.number);
    let message = format!(
        "`{key}` is moved to port {} by an override, and ECS registers the tasks with port {target}",
        shown(now)
    );
    let diagnostic = Diagnostic::new(Code::OverriddenTarget, message).at(loc);
    match super::number(now) {
        Some(now) => diagnostic.help(format!(
            "if the container listens on {now}, write `ports: [{{target: {now}, published: {number}}}]`; else remove this"
        )),
        None => diagnostic.help("write the container's port as `target` in `ports`"),
    }
}

pub(super) fn health_port(
    key: &str,
    now: &Json,
    group: &str,
    port: &PublishedPort<'_>,
    loc: Loc,
) -> Diagnostic {
    let message = format!(
        "`{key}` asks port {} for the health of its targets, and `{group}` does not let it in",
        shown(now)
    );
    Diagnostic::new(Code::OverriddenTarget, message).at(loc).help(format!(
        "write `x-aws-healthcheck: {{port: {}}}` at port {} of `{}`, which opens it too",
        shown(now),
        port.published.number,
        port.service.name.value.escape_debug()
    ))
}

pub(super) fn other_family(key: &str, now: &str, port: &PublishedPort<'_>, loc: Loc) -> Diagnostic {
    let words = port.balancer.words();
    let message = format!("`{key}` has the protocol {} behind an {words}", now.escape_debug());
    let message = if port.balancer.is_application() { message } else { message.replace(" an ", " a ") };
    let word = if port.balancer.is_application() { "tcp" } else { "http" };
    Diagnostic::new(Code::RefusedTarget, message).at(loc).help(format!(
        "an application load balancer takes HTTP and HTTPS only, a network load balancer neither: write \
         `x-aws-protocol: {word}` at port {} of `{}` instead, which moves the port to the other load \
         balancer",
        port.published.number,
        port.service.name.value.escape_debug()
    ))
}

pub(super) fn unreached(key: &str, port: &PublishedPort<'_>, loc: Loc) -> Diagnostic {
    let message =
        format!("no listener sends requests to `{key}` after an override, and the ECS service names it");
    Diagnostic::new(Code::RefusedTarget, message).at(loc).help(format!(
        "ECS refuses a target group that belongs to no load balancer: remove the port from `ports` of `{}`, \
         or write `x-aws-listener` at it to have its rules on a listener that exists",
        port.service.name.value.escape_debug()
    ))
}

pub(super) fn not_mapped(container: &str, port: &Json, loc: Loc) -> Diagnostic {
    let message = format!(
        "the load balancer is sent to port {} of the container `{}`, which the task definition does not map",
        shown(port),
        container.escape_debug()
    );
    Diagnostic::new(Code::RefusedTarget, message)
        .at(loc)
        .help("write the container's port as `target` in `ports` instead of the override")
}

pub(super) fn launch_type(key: &str, launch: Option<&str>, loc: Loc) -> Diagnostic {
    let message = format!("`{key}` has a `LaunchType` beside its `CapacityProviderStrategy`");
    let help = match launch {
        Some("FARGATE") => {
            "remove it: `CapacityProvider: FARGATE` starts the tasks on Fargate; for Spot write \
             `x-aws-capacity: {spot: {weight: 1}}`"
        }
        _ => {
            "remove it and say with `x-aws-capacity` where tasks run; to keep the launch type add \
             `CapacityProviderStrategy: null`"
        }
    };
    Diagnostic::new(Code::LaunchType, message).at(loc).help(help)
}
