//! Where a port is reached, as an output.
//!
//! A routed port is reached by the first host that its routes name, else by the load balancer's own; by the
//! path where there is one only. Where the load balancer's name would not come to the service, nothing is
//! said.
//!
//! No certificate is for the load balancer's own name, so for HTTPS the parameter `DomainName` takes its
//! place.

use crate::cfn::{Output, Sub, Text};
use crate::compose::{Protocol, Route};
use crate::lower::context::Lowering;
use crate::lower::literals::to_sub;
use crate::lower::load_balancer::LoadBalancer;
use crate::lower::names::OtherName;
use crate::plan::listeners;
use crate::plan::{Carrier, Published, PublishedPort};

use super::Tools;

/// Tells where a port is reached.
pub(super) fn lower(cx: &mut Lowering<'_>, port: &PublishedPort<'_>, tools: Tools<'_>) {
    let balancers = tools.balancers;
    let (scheme, usual) = scheme(port);
    let number = port.published.number;
    let routes: Vec<&Route> = port.port.listener.routes.all.iter().filter(|route| route.forwards()).collect();
    let any = routes.is_empty() || routes.iter().any(|route| route.host.is_empty() || route.default);
    let host = routes.iter().flat_map(|route| &route.host).find(|host| !listeners::is_pattern(&host.value));
    let ours = balancers.iter().find(|one| one.balancer == port.balancer);
    let address = || Text::sub().text(format!("{scheme}://"));
    let (address, named, condition) = match (host, port.carrier, ours) {
        (Some(host), Carrier::Ours | Carrier::Listener(_), _) => {
            (address().then(to_sub(&host.value)), None, None)
        }
        (None, Carrier::Ours, Some(ours)) if any => {
            let domain = tools.parameters.domain.as_ref().filter(|_| listeners::has_domain(port));
            let named = domain.map(|(domain, given)| (address().reference(domain.id()), given));
            (address().attribute(ours.ours.id(), "DNSName"), named, Some(ours.created.clone()))
        }
        _ => return,
    };
    let path = match routes.as_slice() {
        [route] if !route.default => path(route),
        _ => None,
    };
    let whole = |address: Sub| {
        let address = if number == usual { address } else { address.text(format!(":{number}")) };
        address.text(path.unwrap_or_default()).finish()
    };
    let value = match named {
        Some((named, given)) => Text::when(given, whole(named), whole(address)),
        None => whole(address),
    };
    cx.output(
        OtherName::Url(&port.service.name, port.published),
        Output {
            condition,
            description: Some(format!("Where {} is reached", port.service.name.value)),
            value,
            export: None,
        },
    );
}

/// Tells where the new tasks of a port are tested.
pub(super) fn lower_test(
    cx: &mut Lowering<'_>,
    port: &PublishedPort<'_>,
    test: Published,
    balancers: &[LoadBalancer],
) {
    let Some(ours) = balancers.iter().find(|one| one.balancer == port.balancer) else { return };
    let (scheme, usual) = scheme(port);
    let routes: Vec<&Route> = port.port.listener.routes.all.iter().filter(|route| route.forwards()).collect();
    let hosts: Vec<_> = routes.iter().flat_map(|route| &route.host).collect();
    let host = hosts.iter().find(|host| !listeners::is_pattern(&host.value));
    let address = Text::sub().text(format!("{scheme}://"));
    // The test listener takes what the route takes, and nothing else.
    let (address, condition) = match host {
        Some(host) => (address.then(to_sub(&host.value)), None),
        None if hosts.is_empty() => {
            (address.attribute(ours.ours.id(), "DNSName"), Some(ours.created.clone()))
        }
        None => return,
    };
    let address = if test.number == usual { address } else { address.text(format!(":{}", test.number)) };
    let path = match routes.as_slice() {
        [route] if !route.default => path(route),
        _ => None,
    };
    cx.output(
        OtherName::Url(&port.service.name, test),
        Output {
            condition,
            description: Some(format!("Where new tasks of {} are tested", port.service.name.value)),
            value: address.text(path.unwrap_or_default()).finish(),
            export: None,
        },
    );
}

/// How the address begins, and the port that it need not name.
fn scheme(port: &PublishedPort<'_>) -> (&'static str, u16) {
    match port.protocol {
        Protocol::Http => ("http", 80),
        Protocol::Https | Protocol::Http2 | Protocol::Grpc => ("https", 443),
        Protocol::Tcp => ("tcp", 0),
        Protocol::Tls => ("tls", 0),
        Protocol::Udp => ("udp", 0),
    }
}

fn path(route: &Route) -> Option<&str> {
    let [path] = route.path.as_slice() else { return None };
    let path = path.value.trim_end_matches('*');
    (!listeners::is_pattern(path)).then_some(path)
}
