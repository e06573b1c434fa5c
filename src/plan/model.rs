//! The decisions of the plan: the services with their tasks, ports and load balancers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::compose::{self, Discovery, Protocol, Transport};
use crate::source::Spanned;

use super::task_groups::{Member, Role};

/// The outputs of a stack.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>
const MOST_OUTPUTS: usize = 200;

/// The whole plan, from which `lower` builds the template.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    /// Every service, by name.
    pub(crate) services: Vec<ServicePlan<'a>>,
    /// Every network, by key.
    pub(crate) networks: Vec<&'a compose::Network>,
    /// The load balancers, the application one first.
    pub(crate) balancers: Vec<Balancer>,
    /// The services that run shared jobs in their tasks, by those; others that wait for such a job start
    /// after the service.
    pub(crate) shared_jobs: BTreeMap<&'a str, &'a str>,
    /// The number of file systems that are made.
    pub(super) file_systems: usize,
}

/// One service and what was decided about it.
#[derive(Debug)]
pub(crate) struct ServicePlan<'a> {
    /// The service whose task it is.
    pub(crate) service: &'a compose::Service,
    /// The other services in its task.
    pub(crate) members: Vec<Member<'a>>,
    /// Whether its tasks run to their end, and are not kept running.
    pub(crate) is_job: bool,
    /// The ports that a load balancer carries, by number.
    pub(crate) ports: Vec<PublishedPort<'a>>,
    /// Whether others find it by its name in DNS.
    pub(crate) found: bool,
    /// How it takes part in Service Connect, where it does.
    pub(crate) connect: Option<&'a Discovery>,
    /// Whether it finds others by their short names.
    pub(crate) looks_up: bool,
}

/// A port that a load balancer carries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PublishedPort<'a> {
    /// The service that publishes it.
    pub(crate) service: &'a compose::Service,
    /// The port as the user wrote it.
    pub(crate) port: &'a compose::Port,
    /// Where the load balancer listens.
    pub(crate) published: Published,
    /// Its protocol.
    pub(crate) protocol: Protocol,
    /// Who carries it, where `carrier` is ours.
    pub(crate) balancer: Balancer,
    /// Where new tasks are seen before they take over.
    pub(crate) test: Option<&'a compose::TestPort>,
    /// The requests that come to new tasks before these take over.
    pub(crate) test_header: Option<&'a compose::TestHeader>,
    /// Where a container of ours answers for it, as nothing else of its service speaks TCP.
    pub(crate) answered_at: Option<u16>,
    /// Whether it is ours to carry.
    pub(crate) carrier: Carrier<'a>,
}

/// Who sends requests to a port.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Carrier<'a> {
    /// A listener of this stack.
    Ours,
    /// A listener that exists, by its ARN.
    Listener(&'a Spanned<String>),
    /// Whatever sends requests to a target group that exists, by its ARN.
    TargetGroup(&'a Spanned<String>),
}

/// A port of a load balancer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Published {
    /// The number.
    pub(crate) number: u16,
    /// TCP or UDP.
    pub(crate) transport: Transport,
}

/// A load balancer. Its logical ids do not depend on what else the project has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Balancer {
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
    pub(crate) const ALL: [Self; 2] = [Self::Application, Self::Network];

    /// The prefix of its logical ids.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Application => "ApplicationLoadBalancer",
            Self::Network => "NetworkLoadBalancer",
        }
    }

    /// Its name in messages.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Application => "application load balancer",
            Self::Network => "network load balancer",
        }
    }

    /// True for the one that understands HTTP.
    pub(crate) fn is_application(self) -> bool {
        self == Self::Application
    }
}

impl PublishedPort<'_> {
    /// Where the load balancer listens for tests.
    pub(crate) fn test_published(&self) -> Option<Published> {
        self.test.map(|test| Published { number: test.port.value, ..self.published })
    }

    /// True when the load balancer shows a certificate. Towards clients, `http2` and `grpc` are only spoken
    /// over TLS.
    /// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html>
    pub(crate) fn is_encrypted(&self) -> bool {
        matches!(self.protocol, Protocol::Https | Protocol::Http2 | Protocol::Grpc | Protocol::Tls)
    }
}

impl<'a> ServicePlan<'a> {
    /// The services of its task's containers: the main one, then the others.
    pub(crate) fn containers(&self) -> impl Iterator<Item = &'a compose::Service> {
        std::iter::once(self.service).chain(self.members.iter().map(|member| member.service))
    }

    /// Those that stay as long as the task does.
    pub(crate) fn long_running(&self) -> impl Iterator<Item = &'a compose::Service> {
        let sidecars = self.members.iter().filter(|member| member.role == Role::Sidecar);
        std::iter::once(self.service).chain(sidecars.map(|member| member.service))
    }

    /// The networks of its task, each once, by key.
    pub(crate) fn networks(&self) -> BTreeSet<&'a str> {
        let attachments = self.containers().flat_map(|service| &service.networks);
        attachments.map(|attachment| attachment.network.value.as_str()).collect()
    }
}

impl Plan<'_> {
    /// Every port on which a load balancer of the stack listens, with its service.
    pub(crate) fn ports(&self) -> impl Iterator<Item = (&compose::Service, &PublishedPort<'_>)> {
        self.all_ports().filter(|(_, port)| matches!(port.carrier, Carrier::Ours))
    }

    /// Every published port, with its service.
    pub(crate) fn all_ports(&self) -> impl Iterator<Item = (&compose::Service, &PublishedPort<'_>)> {
        self.services.iter().flat_map(|plan| plan.ports.iter().map(|port| (port.service, port)))
    }

    /// True when the outputs have room for the name of each service beside what cannot be found out
    /// otherwise.
    pub(crate) fn tells_names(&self) -> bool {
        // The cluster, and each load balancer.
        let of_project = 1 + self.balancers.len();
        // The ARN of a service, or the command that runs a job.
        let of_tasks = self.services.len();
        let names = self.services.iter().filter(|task| task.found).count();
        let tests = self.ports().filter(|(_, port)| port.test.is_some()).count();
        of_project + of_tasks + names + self.all_ports().count() + tests + self.file_systems <= MOST_OUTPUTS
    }

    /// True when port 80 of the application load balancer has nothing to do but to send clients on to port
    /// 443.
    pub(crate) fn redirects(&self) -> bool {
        let application = || self.ports().filter(|(_, port)| port.balancer.is_application());
        application().any(|(_, port)| port.is_encrypted() && port.published.number == 443)
            && self.ports().all(|(_, port)| {
                port.published.number != 80 && port.test_published().is_none_or(|test| test.number != 80)
            })
    }
}
