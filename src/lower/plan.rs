//! Plan: decisions that several rooms need, taken once.
//! Compose: `ports`, `networks`, `x-aws-protocol`. CloudFormation: which load balancers there are, and what each carries.
//!
//! Decisions
//! - A port is for the application load balancer when `x-aws-protocol` or `app_protocol` says HTTP, or when neither says
//!   anything and the container listens on 80 or 443. All others go to the network load balancer.
//! - A container that listens on 443 speaks TLS, so its port is `https` unless told otherwise.
//! - A port without a number of its own gets the container's, a range its first number: a load balancer has no free ports
//!   to choose from, and chance has no place in a template.
//! - TCP and UDP on one port are refused: a network load balancer wants a `TCP_UDP` listener for both
//!   (<https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html>), and ECS registers a
//!   container port with one protocol only (<https://github.com/aws/amazon-ecs-agent/issues/3428>).
//! - A port bound to the loopback address is not for others, so no load balancer carries it.
//! - Names are looked up where another service of the project can be reached: one that shares a network.
//!
//! Not here: the load balancers themselves (`load_balancer`), their listeners (`listener`).

use std::collections::BTreeSet;
use std::fmt;

use crate::compose::{self, Protocol, Transport};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Spanned;

use super::task_definition::Platform;

/// The target groups ECS takes for one service.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/register-multiple-targetgroups.html>
const MOST_TARGET_GROUPS: usize = 5;

/// What the rooms build.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    /// Every service, by name.
    pub(super) services: Vec<ServicePlan<'a>>,
    /// Every network, by key.
    pub(super) networks: Vec<&'a compose::Network>,
    /// The load balancers, the application one first.
    pub(super) balancers: Vec<Balancer>,
}

/// One service and what was decided about it.
#[derive(Debug)]
pub(super) struct ServicePlan<'a> {
    /// The service.
    pub(super) service: &'a compose::Service,
    /// The ports that a load balancer carries, by number.
    pub(super) ports: Vec<PublishedPort<'a>>,
    /// Whether others find it by its name.
    pub(super) found: bool,
    /// Whether it finds others by their short names.
    pub(super) looks_up: bool,
}

/// A port that a load balancer carries.
#[derive(Debug, Clone, Copy)]
pub(super) struct PublishedPort<'a> {
    /// The port as the user wrote it.
    pub(super) port: &'a compose::Port,
    /// Where the load balancer listens.
    pub(super) published: Published,
    /// What is spoken.
    pub(super) protocol: Protocol,
    /// Who carries it.
    pub(super) balancer: Balancer,
}

/// A port of a load balancer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Published {
    /// The number.
    pub(super) number: u16,
    /// TCP or UDP.
    pub(super) transport: Transport,
}

/// A load balancer. A project's first takes the plain names, so that most projects see no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Balancer {
    /// The application load balancer.
    Application,
    /// The network load balancer of a project that has no other.
    Network,
    /// The network load balancer beside an application load balancer.
    SecondNetwork,
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.transport.upper(), self.number)
    }
}

impl Balancer {
    /// What its logical ids begin with.
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::Application | Self::Network => "LoadBalancer",
            Self::SecondNetwork => "NetworkLoadBalancer",
        }
    }

    /// What people call it.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Application => "application load balancer",
            Self::Network | Self::SecondNetwork => "network load balancer",
        }
    }

    /// True for the one that understands HTTP.
    pub(super) fn is_application(self) -> bool {
        self == Self::Application
    }
}

impl PublishedPort<'_> {
    /// True when the load balancer shows a certificate. Towards clients, `http2` and `grpc` are only spoken over TLS.
    /// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html>
    pub(super) fn is_encrypted(&self) -> bool {
        matches!(self.protocol, Protocol::Https | Protocol::Http2 | Protocol::Grpc | Protocol::Tls)
    }
}

impl Plan<'_> {
    /// Every port that a load balancer carries, with its service.
    pub(super) fn ports(&self) -> impl Iterator<Item = (&compose::Service, &PublishedPort<'_>)> {
        self.services.iter().flat_map(|plan| plan.ports.iter().map(|port| (plan.service, port)))
    }

    /// True when port 80 of the application load balancer has nothing to do but to send clients on to port 443.
    pub(super) fn redirects(&self) -> bool {
        let application = || self.ports().filter(|(_, port)| port.balancer.is_application());
        application().any(|(_, port)| port.is_encrypted() && port.published.number == 443)
            && application().all(|(_, port)| port.published.number != 80)
    }
}

/// Takes the decisions.
pub(super) fn decide<'a>(project: &'a compose::Project, diagnostics: &mut Diagnostics) -> Plan<'a> {
    let mut networks: Vec<_> = project.networks.iter().collect();
    networks.sort_by(|a, b| a.key.value.cmp(&b.key.value));
    let mut services: Vec<_> = project.services.iter().collect();
    services.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    let peers = Peers::of(&services);

    let mut plan = Plan { services: Vec::new(), networks, balancers: Vec::new() };
    for service in services {
        let looks_up = peers.has(service);
        let windows = Platform::of(service).is_some_and(Platform::is_windows);
        if looks_up && windows {
            diagnostics.push(short_names_on_windows(service));
        }
        plan.services.push(ServicePlan {
            service,
            ports: ports(service, &plan.networks, diagnostics),
            found: !service.networks.is_empty(),
            looks_up: looks_up && !windows,
        });
    }
    choose_balancers(&mut plan);
    report_clashes(&plan, diagnostics);
    plan
}

/// Which networks have more than one service.
struct Peers<'a> {
    shared: BTreeSet<&'a str>,
}

impl<'a> Peers<'a> {
    fn of(services: &[&'a compose::Service]) -> Self {
        let (mut seen, mut shared) = (BTreeSet::new(), BTreeSet::new());
        for service in services {
            let keys: BTreeSet<&str> =
                service.networks.iter().map(|attachment| attachment.network.value.as_str()).collect();
            shared.extend(keys.into_iter().filter(|key| !seen.insert(*key)));
        }
        Self { shared }
    }

    fn has(&self, service: &compose::Service) -> bool {
        service.networks.iter().any(|attachment| self.shared.contains(attachment.network.value.as_str()))
    }
}

fn ports<'a>(
    service: &'a compose::Service,
    networks: &[&compose::Network],
    diagnostics: &mut Diagnostics,
) -> Vec<PublishedPort<'a>> {
    let mut published: Vec<_> =
        service.ports.iter().filter_map(|port| publish(service, port, diagnostics)).collect();
    if let (true, Some(first)) = (is_internal(service, networks), published.first()) {
        diagnostics.push(internal(service, first.port));
        return Vec::new();
    }
    published.sort_by_key(|port| (port.published, port.port.target.value));
    // The same port bound to several addresses of a host is one port of a load balancer.
    published.dedup_by_key(|port| (port.published, port.port.target.value, port.protocol));
    published
}

fn publish<'a>(
    service: &compose::Service,
    port: &'a compose::Port,
    diagnostics: &mut Diagnostics,
) -> Option<PublishedPort<'a>> {
    if port.transport == Transport::Sctp {
        diagnostics.push(sctp(port));
        return None;
    }
    if let Some(address) = port.host_ip.as_ref().filter(|address| is_loopback(&address.value)) {
        diagnostics.push(loopback(port, address));
        return None;
    }
    let protocol = match protocol(port) {
        Ok(protocol) => protocol,
        Err(said) => {
            diagnostics.push(wrong_transport(port, said));
            return None;
        }
    };
    let number = match port.published.as_ref().map(|published| published.value) {
        Some(compose::Published::Number(number)) if number != 0 => number,
        Some(compose::Published::Range(first, _)) => {
            diagnostics.push(random_port(service, port, first));
            first
        }
        Some(compose::Published::Number(_)) | None => {
            diagnostics.push(random_port(service, port, port.target.value));
            port.target.value
        }
    };
    let balancer = if protocol.is_http() { Balancer::Application } else { Balancer::Network };
    Some(PublishedPort {
        port,
        published: Published { number, transport: port.transport },
        protocol,
        balancer,
    })
}

/// What a port speaks; the error is what was said of it that does not go with its transport.
fn protocol(port: &compose::Port) -> Result<Protocol, &'static str> {
    let named = port.app_protocol.as_ref().and_then(|said| {
        Protocol::ALL
            .iter()
            .find(|(word, _)| said.value.eq_ignore_ascii_case(word))
            .map(|(_, protocol)| *protocol)
    });
    let said = port.protocol.as_ref().map(|said| said.value).or(named);
    let udp = port.transport == Transport::Udp;
    match said {
        Some(protocol) if (protocol == Protocol::Udp) != udp => Err(Protocol::ALL
            .iter()
            .find(|(_, other)| *other == protocol)
            .map_or("another protocol", |(word, _)| word)),
        Some(protocol) => Ok(protocol),
        None if udp => Ok(Protocol::Udp),
        None => Ok(match port.target.value {
            80 => Protocol::Http,
            443 => Protocol::Https,
            _ => Protocol::Tcp,
        }),
    }
}

fn is_loopback(address: &str) -> bool {
    let address = address.trim_matches(['[', ']']);
    address == "localhost" || address == "::1" || address.starts_with("127.")
}

/// True when all networks of a service keep others out.
fn is_internal(service: &compose::Service, networks: &[&compose::Network]) -> bool {
    let internal = |attachment: &compose::Attachment| {
        networks
            .iter()
            .find(|network| network.key.value == attachment.network.value)
            .and_then(|network| network.internal.as_ref())
            .is_some_and(|internal| internal.value)
    };
    !service.networks.is_empty() && service.networks.iter().all(internal)
}

fn choose_balancers(plan: &mut Plan<'_>) {
    let all: BTreeSet<Balancer> = plan.ports().map(|(_, port)| port.balancer).collect();
    plan.balancers = all.into_iter().collect();
    if plan.balancers == [Balancer::Application, Balancer::Network] {
        plan.balancers = vec![Balancer::Application, Balancer::SecondNetwork];
        for port in plan.services.iter_mut().flat_map(|service| &mut service.ports) {
            if port.balancer == Balancer::Network {
                port.balancer = Balancer::SecondNetwork;
            }
        }
    }
}

fn report_clashes(plan: &Plan<'_>, diagnostics: &mut Diagnostics) {
    let mut all: Vec<_> = plan.ports().collect();
    // Those on one port of one load balancer come to stand together.
    all.sort_by_key(|(service, port)| {
        (port.balancer, port.published.number, &service.name.value, port.published)
    });
    for ((first, taken), (second, port)) in all.iter().zip(all.iter().skip(1)) {
        if taken.balancer != port.balancer || taken.published.number != port.published.number {
            continue;
        }
        diagnostics.push(if first.name.value == second.name.value && taken.published != port.published {
            tcp_and_udp(taken, port)
        } else {
            port_taken(first, taken, second, port)
        });
    }
    for plan in &plan.services {
        report_clashes_within(plan, diagnostics);
    }
}

fn report_clashes_within(plan: &ServicePlan<'_>, diagnostics: &mut Diagnostics) {
    let mut by_target: Vec<_> = plan.ports.iter().collect();
    by_target.sort_by_key(|port| (port.port.target.value, port.published.transport, port.published.number));
    for (one, other) in by_target.iter().zip(by_target.iter().skip(1)) {
        let same_target = one.port.target.value == other.port.target.value;
        let same_number = one.published.number == other.published.number;
        // On one number it is reported already.
        if same_target && !same_number && one.published.transport != other.published.transport {
            diagnostics.push(tcp_and_udp(one, other));
        }
    }
    if let Some(first_beyond) = plan.ports.get(MOST_TARGET_GROUPS) {
        diagnostics.push(too_many_ports(plan, first_beyond));
    }
}

fn sctp(port: &compose::Port) -> Diagnostic {
    Diagnostic::new(Code::PortUnsupported, "no load balancer of AWS carries SCTP")
        .at(port.loc)
        .help("publish TCP or UDP, or remove the port: services of one network reach each other on all ports")
}

fn loopback(port: &compose::Port, address: &Spanned<String>) -> Diagnostic {
    let target = port.target.value;
    let message =
        format!("port `{target}` is for `{}` only, so no load balancer publishes it", address.value);
    Diagnostic::new(Code::LoopbackPort, message)
        .at(port.loc)
        .help("leave the address out to publish the port; services of one network reach it anyway")
}

fn wrong_transport(port: &compose::Port, said: &str) -> Diagnostic {
    let transport = port.transport.lower();
    Diagnostic::new(Code::PortUnsupported, format!("`{said}` is not spoken over {transport}"))
        .at(port.protocol.as_ref().map_or(port.loc, |protocol| protocol.loc))
        .help(format!("make the port's `protocol` fit, or leave `{said}` out"))
}

fn random_port(service: &compose::Service, port: &compose::Port, number: u16) -> Diagnostic {
    let (name, target) = (&service.name.value, port.target.value);
    let message = format!("port `{target}` of `{name}` has no number of its own outside and gets `{number}`");
    Diagnostic::new(Code::RandomPort, message)
        .at(port.loc)
        .help(format!("write `\"{number}:{target}\"` to say so; a load balancer does not choose free ports"))
}

fn internal(service: &compose::Service, port: &compose::Port) -> Diagnostic {
    let message = format!("`{}` publishes a port, but all its networks are internal", service.name.value);
    Diagnostic::new(Code::InternalPort, message)
        .at(port.loc)
        .help("remove the port, or attach the service to a network that is not internal")
}

fn port_taken(
    first: &compose::Service,
    taken: &PublishedPort<'_>,
    second: &compose::Service,
    port: &PublishedPort<'_>,
) -> Diagnostic {
    let (number, balancer) = (port.published.number, port.balancer.words());
    Diagnostic::new(Code::PortTaken, format!("port `{number}` of the {balancer} is published twice"))
        .label(port.port.loc, format!("by `{}`", second.name.value))
        .label(taken.port.loc, format!("by `{}`", first.name.value))
        .help("publish one of them on another number, as in `\"8081:80\"`")
}

fn tcp_and_udp(one: &PublishedPort<'_>, other: &PublishedPort<'_>) -> Diagnostic {
    Diagnostic::new(Code::PortUnsupported, "ECS cannot publish TCP and UDP on one port of a service")
        .label(other.port.loc, format!("{} here", other.published.transport.upper()))
        .label(one.port.loc, format!("{} here", one.published.transport.upper()))
        .help("let the container listen on another port for one of them, or publish one of them only")
}

fn too_many_ports(plan: &ServicePlan<'_>, beyond: &PublishedPort<'_>) -> Diagnostic {
    let (name, count) = (&plan.service.name.value, plan.ports.len());
    let message = format!("`{name}` publishes {count} ports, ECS allows {MOST_TARGET_GROUPS} a service");
    Diagnostic::new(Code::TooMany, message)
        .at(beyond.port.loc)
        .help("publish fewer ports, or spread them over several services")
}

fn short_names_on_windows(service: &compose::Service) -> Diagnostic {
    let place = service.platform.as_ref().map_or(service.name.loc, |platform| platform.loc);
    let message = format!("short names of other services do not work in `{}`", service.name.value);
    Diagnostic::new(Code::ShortNames, message)
        .at(place)
        .help("on Windows use the whole name, such as `db.` and the value of parameter `NamespaceName`")
}
