//! The plan: every decision that several rooms of `lower` need, taken once.
//! Compose: `ports`, `networks`, `depends_on`, `restart`, `x-aws-task`. CloudFormation: which tasks and load
//! balancers there are, and what each carries.
//!
//! Decisions
//! - HTTP ports have one application load balancer, all others one network load balancer; a project has the
//!   ones it needs.
//! - Names are looked up where another service of the project can be reached: one that shares a network.
//!
//! Not here: the resources (`lower`). This stage imports the source model and the diagnostics only.

pub(crate) mod facts;
pub(crate) mod fargate_size;
pub(crate) mod hash;
mod jobs;
pub(crate) mod listeners;
mod model;
mod one_offs;
mod platform;
pub(crate) mod ports;
pub(crate) mod probe;
pub(crate) mod rule_priority;
mod task_groups;
pub(crate) mod test_ports;
pub(crate) mod udp_health;

use std::collections::BTreeSet;

use crate::compose::{self, Discovery, DiscoveryMode};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

use task_groups::Group;

pub(crate) use model::{Balancer, Carrier, Plan, Published, PublishedPort, ServicePlan};
pub(crate) use platform::Platform;
pub(crate) use task_groups::Role;

/// Takes the decisions.
pub(crate) fn decide<'a>(project: &'a compose::Project, diagnostics: &mut Diagnostics) -> Plan<'a> {
    let mut networks: Vec<_> = project.networks.iter().collect();
    networks.sort_unstable_by(|a, b| a.key.value.cmp(&b.key.value));
    let mut services: Vec<_> = project.services.iter().collect();
    services.sort_unstable_by(|a, b| a.name.value.cmp(&b.name.value));
    let peers = Peers::new(&services);

    let file_systems = project.volumes.iter().filter(|volume| facts::is_made(volume)).count();
    let (groups, shared_jobs) = task_groups::group(&services, diagnostics);
    let mut plan = Plan { services: Vec::new(), networks, balancers: Vec::new(), shared_jobs, file_systems };
    for Group { main: service, members } in groups {
        let mut planned = ServicePlan {
            service,
            members,
            is_job: jobs::is_job(service, &services),
            ports: Vec::new(),
            found: false,
            connect: None,
            looks_up: false,
        };
        let discovery = discovery_of(project, &planned, diagnostics);
        let way = discovery.map_or(DiscoveryMode::CloudMap, |discovery| discovery.way);
        let looks_up =
            way == DiscoveryMode::CloudMap && planned.containers().any(|service| peers.has(service));
        let windows = Platform::for_service(service).is_some_and(Platform::is_windows);
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
            diagnostics.extend(planned.ports.drain(..).map(|port| jobs::no_port(service, port.port)));
        }
        if !planned.is_job {
            udp_health::choose(&mut planned, diagnostics);
            diagnostics.extend(jobs::kept_running(service));
            test_ports::choose(service, &mut planned.ports, diagnostics);
            diagnostics.extend(test_ports::nothing_to_shift(&planned));
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
    one_offs::report(&plan, diagnostics);
    test_ports::report_clashes(&plan, diagnostics);
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
    fn new(services: &[&'a compose::Service]) -> Self {
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
        Code::TaskSetting,
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
