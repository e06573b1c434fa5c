//! Plan: decisions that several rooms need, taken once.
//! Compose: `ports`, `networks`. CloudFormation: which load balancers there are, and what each carries.
//!
//! Decisions
//! - HTTP ports have one application load balancer, all others one network load balancer; a project has the ones it needs.
//! - Names are looked up where another service of the project can be reached: one that shares a network.
//!
//! Not here: what each port is (`ports`), the load balancers themselves (`load_balancer`).

use std::collections::BTreeSet;
use std::fmt;

use crate::compose::{self, Discovery, DiscoveryMode, Protocol, Transport};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Spanned;

use super::members::{self, Group, Member, Role};
use super::task_definition::Platform;
use super::{deployment, job, ports, volumes};

/// The outputs of a stack.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>
const MOST_OUTPUTS: usize = 200;

/// What the rooms build.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    /// Every service, by name.
    pub(super) services: Vec<ServicePlan<'a>>,
    /// Every network, by key.
    pub(super) networks: Vec<&'a compose::Network>,
    /// The load balancers, the application one first.
    pub(super) balancers: Vec<Balancer>,
    /// The number of file systems that are made.
    file_systems: usize,
}

/// One service and what was decided about it.
#[derive(Debug)]
pub(super) struct ServicePlan<'a> {
    /// The service whose task it is.
    pub(super) service: &'a compose::Service,
    /// The other services in its task.
    pub(super) members: Vec<Member<'a>>,
    /// Whether its tasks run to their end, and are not kept running.
    pub(super) is_job: bool,
    /// The ports that a load balancer carries, by number.
    pub(super) ports: Vec<PublishedPort<'a>>,
    /// Whether others find it by its name in DNS.
    pub(super) found: bool,
    /// How it takes part in Service Connect, where it does.
    pub(super) connect: Option<&'a Discovery>,
    /// Whether it finds others by their short names.
    pub(super) looks_up: bool,
}

/// A port that a load balancer carries.
#[derive(Debug, Clone, Copy)]
pub(super) struct PublishedPort<'a> {
    /// The service that publishes it.
    pub(super) service: &'a compose::Service,
    /// The port as the user wrote it.
    pub(super) port: &'a compose::Port,
    /// Where the load balancer listens.
    pub(super) published: Published,
    /// What is spoken.
    pub(super) protocol: Protocol,
    /// Who carries it, where `carrier` is ours.
    pub(super) balancer: Balancer,
    /// Where new tasks are seen before they take over.
    pub(super) test: Option<&'a compose::TestPort>,
    /// The requests that come to new tasks before these take over.
    pub(super) test_header: Option<&'a compose::TestHeader>,
    /// Whether it is ours to carry.
    pub(super) carrier: Carrier<'a>,
}

/// Who sends requests to a port.
#[derive(Debug, Clone, Copy)]
pub(super) enum Carrier<'a> {
    /// A listener of this stack.
    Ours,
    /// A listener that exists, by its ARN.
    Listener(&'a Spanned<String>),
    /// Whatever sends requests to a target group that exists, by its ARN.
    TargetGroup(&'a Spanned<String>),
}

/// A port of a load balancer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Published {
    /// The number.
    pub(super) number: u16,
    /// TCP or UDP.
    pub(super) transport: Transport,
}

/// A load balancer. Its logical ids do not depend on what else the project has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Balancer {
    /// The application load balancer.
    Application,
    /// The network load balancer.
    Network,
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.transport.upper(), self.number)
    }
}

impl Balancer {
    /// Both.
    pub(super) const ALL: [Self; 2] = [Self::Application, Self::Network];

    /// What its logical ids begin with.
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::Application => "ApplicationLoadBalancer",
            Self::Network => "NetworkLoadBalancer",
        }
    }

    /// What people call it.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Application => "application load balancer",
            Self::Network => "network load balancer",
        }
    }

    /// True for the one that understands HTTP.
    pub(super) fn is_application(self) -> bool {
        self == Self::Application
    }
}

impl PublishedPort<'_> {
    /// Where the load balancer listens for tests.
    pub(super) fn test_published(&self) -> Option<Published> {
        self.test.map(|test| Published { number: test.port.value, ..self.published })
    }

    /// True when the load balancer shows a certificate. Towards clients, `http2` and `grpc` are only spoken over TLS.
    /// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html>
    pub(super) fn is_encrypted(&self) -> bool {
        matches!(self.protocol, Protocol::Https | Protocol::Http2 | Protocol::Grpc | Protocol::Tls)
    }
}

impl<'a> ServicePlan<'a> {
    /// The services of its task's containers: the main one, then the others.
    pub(super) fn containers(&self) -> impl Iterator<Item = &'a compose::Service> {
        std::iter::once(self.service).chain(self.members.iter().map(|member| member.service))
    }

    /// Those that stay as long as the task does.
    pub(super) fn long_running(&self) -> impl Iterator<Item = &'a compose::Service> {
        let sidecars = self.members.iter().filter(|member| member.role == Role::Sidecar);
        std::iter::once(self.service).chain(sidecars.map(|member| member.service))
    }

    /// The networks of its task, each once, by key.
    pub(super) fn networks(&self) -> BTreeSet<&'a str> {
        let attachments = self.containers().flat_map(|service| &service.networks);
        attachments.map(|attachment| attachment.network.value.as_str()).collect()
    }
}

impl Plan<'_> {
    /// Every port on which a load balancer of the stack listens, with its service.
    pub(super) fn ports(&self) -> impl Iterator<Item = (&compose::Service, &PublishedPort<'_>)> {
        self.all_ports().filter(|(_, port)| matches!(port.carrier, Carrier::Ours))
    }

    /// Every published port, with its service.
    pub(super) fn all_ports(&self) -> impl Iterator<Item = (&compose::Service, &PublishedPort<'_>)> {
        self.services.iter().flat_map(|plan| plan.ports.iter().map(|port| (port.service, port)))
    }

    /// True when the outputs have room for the name of each service beside what cannot be found out otherwise.
    pub(super) fn tells_names(&self) -> bool {
        // The cluster, and each load balancer.
        let of_project = 1 + self.balancers.len();
        // The ARN of a service, or the command that runs a job.
        let of_tasks = self.services.len();
        let names = self.services.iter().filter(|task| task.found).count();
        let tests = self.ports().filter(|(_, port)| port.test.is_some()).count();
        of_project + of_tasks + names + self.all_ports().count() + tests + self.file_systems <= MOST_OUTPUTS
    }

    /// True when port 80 of the application load balancer has nothing to do but to send clients on to port 443.
    pub(super) fn redirects(&self) -> bool {
        let application = || self.ports().filter(|(_, port)| port.balancer.is_application());
        application().any(|(_, port)| port.is_encrypted() && port.published.number == 443)
            && self.ports().all(|(_, port)| {
                port.published.number != 80 && port.test_published().is_none_or(|test| test.number != 80)
            })
    }
}

/// Takes the decisions.
pub(super) fn decide<'a>(project: &'a compose::Project, diagnostics: &mut Diagnostics) -> Plan<'a> {
    let mut networks: Vec<_> = project.networks.iter().collect();
    networks.sort_by(|a, b| a.key.value.cmp(&b.key.value));
    let mut services: Vec<_> = project.services.iter().collect();
    services.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    let peers = Peers::of(&services);

    let file_systems = project.volumes.iter().filter(|volume| volumes::is_made(volume)).count();
    let mut plan = Plan { services: Vec::new(), networks, balancers: Vec::new(), file_systems };
    for Group { main: service, members } in members::group(&services, diagnostics) {
        let mut planned = ServicePlan {
            service,
            members,
            is_job: job::is_job(service, &services),
            ports: Vec::new(),
            found: false,
            connect: None,
            looks_up: false,
        };
        let discovery = discovery_of(project, &planned, diagnostics);
        let way = discovery.map_or(DiscoveryMode::CloudMap, |discovery| discovery.way);
        let looks_up =
            way == DiscoveryMode::CloudMap && planned.containers().any(|service| peers.has(service));
        let windows = Platform::of(service).is_some_and(Platform::is_windows);
        if looks_up && windows {
            diagnostics.push(short_names_on_windows(service));
        }
        planned.looks_up = looks_up && !windows;
        let named = !planned.is_job && planned.long_running().any(|service| !service.networks.is_empty());
        planned.found = named && way == DiscoveryMode::CloudMap;
        planned.connect = discovery.filter(|_| named && way == DiscoveryMode::ServiceConnect);
        let lasting: Vec<_> = planned.long_running().collect();
        planned.ports = ports::of_task(project, service, &lasting, diagnostics);
        if planned.is_job {
            diagnostics.extend(planned.ports.drain(..).map(|port| job::no_port(service, port.port)));
        }
        if !planned.is_job {
            diagnostics.extend(job::kept_running(service));
            deployment::choose_test_ports(service, &mut planned.ports, diagnostics);
            diagnostics.extend(deployment::nothing_to_shift(&planned));
        }
        plan.services.push(planned);
    }
    // Where there is one task only, nobody looks its name up; in a namespace that exists others may.
    if let [alone] = plan.services.as_mut_slice()
        && project.extensions.namespace.is_none()
        && project.extensions.discovery.is_none()
        && alone.service.extensions.discovery.is_none()
    {
        alone.found = false;
    }
    // Where nobody has a name there is none to look up.
    let named = plan.services.iter().any(|planned| planned.found);
    plan.services.iter_mut().for_each(|planned| planned.looks_up &= named);
    choose_balancers(&mut plan);
    ports::report_clashes(&plan, diagnostics);
    ports::report_unpublished(&services, diagnostics);
    job::report_one_offs(&plan, diagnostics);
    deployment::report_test_clashes(&plan, diagnostics);
    plan
}

/// How a task is found: as its main service says, else as the project does.
fn discovery_of<'a>(
    project: &'a compose::Project,
    planned: &ServicePlan<'a>,
    diagnostics: &mut Diagnostics,
) -> Option<&'a Discovery> {
    let own = planned.service.extensions.discovery.as_ref();
    let theirs = planned
        .members
        .iter()
        .filter_map(|member| member.service.extensions.discovery.as_ref().map(|said| (member.service, said)));
    for (member, said) in theirs {
        diagnostics.push(not_of_a_task(member, said, planned.service));
    }
    own.or(project.extensions.discovery.as_ref())
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

fn choose_balancers(plan: &mut Plan<'_>) {
    let all: BTreeSet<Balancer> = plan.ports().map(|(_, port)| port.balancer).collect();
    plan.balancers = all.into_iter().collect();
}

fn not_of_a_task(member: &compose::Service, said: &Discovery, main: &compose::Service) -> Diagnostic {
    let (member, main) = (&member.name.value, &main.name.value);
    Diagnostic::new(
        Code::NotDeployable,
        format!("`{member}` runs in the tasks of `{main}` and is found as they are"),
    )
    .at(said.loc)
    .help(format!("remove `x-aws-discovery` here, and write it at `{main}`"))
}

fn short_names_on_windows(service: &compose::Service) -> Diagnostic {
    let place = service.platform.as_ref().map_or(service.name.loc, |platform| platform.loc);
    let message = format!("short names of other services do not work in `{}`", service.name.value);
    Diagnostic::new(Code::ShortNames, message)
        .at(place)
        .help("on Windows use the whole name, such as `db.demo.local` in the stack `demo`")
}
