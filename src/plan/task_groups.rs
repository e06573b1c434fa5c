//! Members: which services run in one task.
//! Compose: `network_mode: service:X`, `x-aws-task`, `depends_on` with `service_completed_successfully`.
//! CloudFormation: the containers of a task definition.
//!
//! Decisions
//! - A service that names another one is a sidecar: a container of that one's task, which shares its network
//!   interface.
//! - A service whose successful end others wait for runs in *their* tasks, before their own containers: ECS
//!   has no way to start a service after a task has ended. It is no service of its own then.
//! - With `x-aws-job: shared` it runs in the tasks of one of them, and the others start after that service:
//!   CloudFormation waits until a service is stable before it makes the next. The one is chosen so that no
//!   circle comes of it: it waits for none of the others; of several, it has the fewest tasks.
//! - All containers of a task listen on one network interface, so no two may have the same port, and there is
//!   one number of replicas and one platform for all.
//!
//! Not here: the containers themselves (`task_definition`).

use std::collections::{BTreeMap, BTreeSet};

use crate::compose::{self, Condition};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::source::{Loc, Spanned};

/// A task has at most ten containers; one is the service's own, and one may come first.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html>
const MOST_CONTAINERS: usize = 10 - 2;

/// A service in the task of another one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member<'a> {
    /// The service.
    pub(crate) service: &'a compose::Service,
    /// Its role there.
    pub(crate) role: Role,
}

/// The roles of a container in the task of another service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Runs to its end before the others start.
    Init,
    /// Runs beside the others.
    Sidecar,
}

/// A service that is a task of its own, and the others in that task.
#[derive(Debug)]
pub(crate) struct Group<'a> {
    /// The service.
    pub(crate) main: &'a compose::Service,
    /// The others, those that come first before the sidecars, each kind by name.
    pub(crate) members: Vec<Member<'a>>,
}

/// Puts services together, by the name of the main one; what cannot be is reported. With them the services
/// that run shared jobs in their tasks, by those.
pub(crate) fn group<'a>(
    services: &[&'a compose::Service],
    diagnostics: &mut Diagnostics,
) -> (Vec<Group<'a>>, BTreeMap<&'a str, &'a str>) {
    let all = Services { by_name: services.iter().map(|one| (one.name.value.as_str(), *one)).collect() };
    let firsts = all.firsts();
    let mut groups: BTreeMap<&str, Group<'a>> = BTreeMap::new();
    for main in services.iter().filter(|one| host(one).is_none() && !firsts.contains(one.name.value.as_str()))
    {
        groups.insert(&main.name.value, Group { main, members: Vec::new() });
    }
    for service in services {
        let Some(named) = host(service) else { continue };
        if firsts.contains(service.name.value.as_str()) {
            diagnostics.push(both(service, &named));
            continue;
        }
        match all.main_of(service) {
            Ok(main) if groups.contains_key(main) => {
                let member = Member { service, role: Role::Sidecar };
                groups.entry(main).and_modify(|group| group.members.push(member));
            }
            // A container that runs to its end takes nobody along.
            Ok(main) => diagnostics.push(ends(service, &named, main)),
            Err(Fault::Unknown) => diagnostics.push(unknown(&named, all.by_name.keys().copied())),
            Err(Fault::Circle) => diagnostics.push(circle(service, &named)),
        }
    }
    let mut groups: Vec<Group<'a>> = groups.into_values().collect();
    for group in &mut groups {
        let mut before = all.before(group, &firsts);
        before.append(&mut group.members);
        group.members = before;
    }
    let carriers = carriers(&mut groups);
    for group in &groups {
        check(group, diagnostics);
    }
    (groups, carriers)
}

/// Takes shared jobs out of all tasks but those of one service; returns that service for each, both by name.
fn carriers<'a>(groups: &mut [Group<'a>]) -> BTreeMap<&'a str, &'a str> {
    let mut users: BTreeMap<&'a str, Vec<&'a str>> = BTreeMap::new();
    for group in groups.iter() {
        for member in group.members.iter().filter(|member| member.role == Role::Init) {
            if member.service.extensions.shared_job.is_some() {
                users.entry(&member.service.name.value).or_default().push(&group.main.name.value);
            }
        }
    }
    let waits = Waits::new(groups);
    let replicas = |name: &str| {
        let main = groups.iter().map(|group| group.main).find(|main| main.name.value == name);
        main.and_then(compose::Service::replicas).map_or(1, |count| count.value)
    };
    let chosen: BTreeMap<&str, &str> = users
        .into_iter()
        .filter(|(_, users)| users.len() > 1)
        .filter_map(|(job, users)| {
            let is_free =
                |user: &&&str| !users.iter().any(|other| other != *user && waits.reach(user, other));
            let carrier = users.iter().filter(is_free).min_by_key(|user| (replicas(user), **user))?;
            Some((job, *carrier))
        })
        .collect();
    for group in groups.iter_mut() {
        let main = group.main.name.value.as_str();
        group.members.retain(|member| {
            let carrier = chosen.get(member.service.name.value.as_str());
            member.role != Role::Init || carrier.is_none_or(|carrier| *carrier == main)
        });
    }
    chosen
}

/// For which tasks a task waits.
struct Waits<'a>(BTreeMap<&'a str, BTreeSet<&'a str>>);

impl<'a> Waits<'a> {
    fn new(groups: &[Group<'a>]) -> Self {
        let containers = |group: &Group<'a>| {
            let members = group.members.iter().map(|member| member.service);
            std::iter::once(group.main).chain(members).collect::<Vec<_>>()
        };
        let mut mains: BTreeMap<&str, &'a str> = BTreeMap::new();
        for group in groups {
            mains.insert(&group.main.name.value, &group.main.name.value);
            for member in group.members.iter().filter(|member| member.role == Role::Sidecar) {
                mains.insert(&member.service.name.value, &group.main.name.value);
            }
        }
        let waits = groups.iter().map(|group| {
            let needed = containers(group).into_iter().flat_map(|service| &service.depends_on);
            let needed =
                needed.filter_map(|dependency| mains.get(dependency.service.value.as_str())).copied();
            (group.main.name.value.as_str(), needed.collect())
        });
        Self(waits.collect())
    }

    /// Whether one waits for another, at any distance.
    fn reach(&self, from: &str, to: &str) -> bool {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(name) = open.pop() {
            let next = self.0.get(name).into_iter().flatten().copied();
            for other in next {
                if other == to {
                    return true;
                }
                if seen.insert(other) {
                    open.push(other);
                }
            }
        }
        false
    }
}

/// The service in whose task a service runs, where it says so.
fn host(service: &compose::Service) -> Option<Spanned<String>> {
    if let Some(task) = &service.extensions.task {
        return Some(task.clone());
    }
    let mode = service.network_mode.as_ref()?;
    Some(Spanned::new(mode.value.strip_prefix("service:")?.to_owned(), mode.loc))
}

struct Services<'a> {
    by_name: BTreeMap<&'a str, &'a compose::Service>,
}

enum Fault {
    Unknown,
    Circle,
}

impl<'a> Services<'a> {
    /// Those whose successful end another service waits for.
    fn firsts(&self) -> BTreeSet<&'a str> {
        let awaited = self.by_name.values().flat_map(|service| &service.depends_on);
        awaited
            .filter(|dependency| dependency.condition == Condition::CompletedSuccessfully)
            .filter_map(|dependency| self.by_name.get_key_value(dependency.service.value.as_str()))
            .map(|(name, _)| *name)
            .collect()
    }

    /// The service at the end of the chain of hosts.
    fn main_of(&self, service: &'a compose::Service) -> Result<&'a str, Fault> {
        let mut at = service;
        for _ in 0..=self.by_name.len() {
            let Some(named) = host(at) else { return Ok(&at.name.value) };
            at = self.by_name.get(named.value.as_str()).copied().ok_or(Fault::Unknown)?;
        }
        Err(Fault::Circle)
    }

    /// Returns the members that must have run before the containers of a group start, each before those that
    /// wait for it.
    fn before(&self, group: &Group<'a>, firsts: &BTreeSet<&'a str>) -> Vec<Member<'a>> {
        let mut found: Vec<Member<'a>> = Vec::new();
        let mut waiting: Vec<&'a compose::Service> =
            std::iter::once(group.main).chain(group.members.iter().map(|member| member.service)).collect();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        while let Some(service) = waiting.pop() {
            for dependency in service.depends_on.iter().rev() {
                let Some(name) = firsts.get(dependency.service.value.as_str()) else { continue };
                if let Some(first) = self.by_name.get(name)
                    && seen.insert(name)
                {
                    found.push(Member { service: first, role: Role::Init });
                    waiting.push(first);
                }
            }
        }
        found.sort_unstable_by(|one, other| one.service.name.value.cmp(&other.service.name.value));
        found
    }
}

/// Checks the settings on which the containers of one task must agree.
fn check(group: &Group<'_>, diagnostics: &mut Diagnostics) {
    let main = group.main;
    let most = main.replicas().map_or(1, |count| count.value);
    for member in &group.members {
        if let Some(count) = member.service.replicas().filter(|count| count.value != most) {
            diagnostics.push(other_replicas(main, member.service, count, most));
        }
        if let Some(other) = &member.service.platform
            && main.platform.as_ref().is_none_or(|one| one.value != other.value)
        {
            diagnostics.push(other_platform(main, member.service, other));
        }
        diagnostics.extend(without_effect(main, member.service));
        if let (Role::Init, Some(port)) = (member.role, member.service.ports.first()) {
            diagnostics.push(no_port(member.service, port));
        }
    }
    if let Some(beyond) = group.members.get(MOST_CONTAINERS) {
        diagnostics.push(too_many(main, beyond.service, group.members.len() + 2));
    }
    let containers = std::iter::once(main).chain(group.members.iter().map(|member| member.service));
    let mut taken: BTreeMap<(u16, compose::Transport), (&compose::Service, &compose::Port)> = BTreeMap::new();
    for (service, port) in
        containers.flat_map(|service| service.ports.iter().map(move |port| (service, port)))
    {
        let key = (port.target.value, port.transport);
        match taken.get(&key) {
            Some((first, known)) if first.name.value != service.name.value => {
                diagnostics.push(one_port(first, known, service, port));
            }
            Some(_) => {}
            None => {
                taken.insert(key, (service, port));
            }
        }
    }
}

/// Finds the settings of a service for a task that is not its own.
fn without_effect(main: &compose::Service, service: &compose::Service) -> Vec<Diagnostic> {
    let update = service.deploy.update_config.as_ref().map(|update| ("deploy.update_config", update.loc));
    let deployment = service.extensions.deployment.as_ref().map(|asked| ("x-aws-deployment", asked.loc));
    let labels = service.deploy.labels.first().map(|(key, _)| ("deploy.labels", key.loc));
    let tags = service.extensions.tags.first().map(|(key, _)| ("x-aws-tags", key.loc));
    let compose::ServiceExtensions {
        exec, fault_injection, firelens, permissions_boundary, task_role, ..
    } = &service.extensions;
    let exec = exec.as_ref().map(|exec| ("x-aws-exec", exec.loc));
    let injection = fault_injection.as_ref().map(|injection| ("x-aws-fault_injection", injection.loc));
    let firelens = firelens.as_ref().map(|firelens| ("x-aws-firelens", firelens.loc));
    let boundary = permissions_boundary.as_ref().map(|arn| ("x-aws-permissions_boundary", arn.loc));
    let role = task_role.as_ref().map(|arn| ("x-aws-task_role", arn.loc));
    let scaling =
        service.deploy.autoscaling.as_ref().map(|scaling| ("deploy.x-aws-autoscaling", scaling.loc));
    let capacity = service.extensions.capacity.as_ref();
    let capacity =
        capacity.filter(|own| main.extensions.capacity.as_ref().map(|of| &of.kind) != Some(&own.kind));
    let capacity = capacity.map(|capacity| ("x-aws-capacity", capacity.loc));
    let version = service.extensions.platform_version.as_ref();
    let version = version.map(|version| ("x-aws-platform_version", version.loc));
    let on_deploy = service.extensions.on_deploy.map(|loc| ("x-aws-run", loc));
    let first = [update, deployment, labels, tags, exec, injection, on_deploy];
    let found = first.into_iter().chain([firelens, boundary, role, scaling, capacity, version]).flatten();
    found.map(|(attribute, loc)| of_the_task(main, service, attribute, loc)).collect()
}

fn of_the_task(main: &compose::Service, service: &compose::Service, attribute: &str, loc: Loc) -> Diagnostic {
    let (name, task) = (&service.name.value, &main.name.value);
    let message = format!("`{attribute}` has no effect: `{name}` runs in the task of `{task}`");
    Diagnostic::new(Code::Approximated, message)
        .at(loc)
        .help(format!("write it at `{task}`, for all of its task"))
}

fn too_many(main: &compose::Service, beyond: &compose::Service, count: usize) -> Diagnostic {
    let message = format!("the task of `{}` has {count} containers, ECS allows 10", main.name.value);
    Diagnostic::new(Code::TooMany, message)
        .label(beyond.name.loc, "one too many")
        .label(main.name.loc, "the task")
        .help("let some of them be services of their own")
}

fn unknown<'a>(named: &Spanned<String>, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let message = format!("there is no service `{}` whose task this could be", named.value);
    let diagnostic = Diagnostic::new(Code::UndefinedReference, message).at(named.loc);
    match nearest(&named.value, known) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("name a service of this project that an active profile starts"),
    }
}

fn circle(service: &compose::Service, named: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` would run in its own task by way of others", service.name.value);
    Diagnostic::new(Code::TaskGroup, message)
        .at(named.loc)
        .help("let one of the services of the circle be the task, and name it in all others")
}

fn both(service: &compose::Service, named: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` cannot end before others start and also run beside them", service.name.value);
    Diagnostic::new(Code::TaskGroup, message)
        .label(named.loc, "runs beside the others")
        .help("wait for it with `service_started` or `service_healthy`, or let it be no sidecar")
}

fn ends(service: &compose::Service, named: &Spanned<String>, main: &str) -> Diagnostic {
    let message = format!(
        "`{}` cannot run beside `{main}`, which ends before other services start",
        service.name.value
    );
    Diagnostic::new(Code::TaskGroup, message).at(named.loc).help("name a service that keeps running")
}

fn other_replicas(
    main: &compose::Service,
    service: &compose::Service,
    count: &Spanned<u32>,
    most: u32,
) -> Diagnostic {
    let (name, task) = (&service.name.value, &main.name.value);
    let message =
        format!("`{name}` runs in the task of `{task}`, of which there are {most}, not {}", count.value);
    let place = main.replicas().map_or(main.name.loc, |count| count.loc);
    Diagnostic::new(Code::TaskSetting, message)
        .label(count.loc, "another number here")
        .label(place, "the number of tasks")
        .help("say the number of replicas once, at the service whose task it is")
}

fn other_platform(
    main: &compose::Service,
    service: &compose::Service,
    other: &Spanned<String>,
) -> Diagnostic {
    let message =
        format!("`{}` and `{}` run in one task and need one platform", main.name.value, service.name.value);
    Diagnostic::new(Code::TaskSetting, message)
        .label(other.loc, "another platform here")
        .label(main.platform.as_ref().map_or(main.name.loc, |one| one.loc), "the task's")
        .help("say the same `platform` at the service whose task it is")
}

fn no_port(service: &compose::Service, port: &compose::Port) -> Diagnostic {
    let message = format!("`{}` ends before its port could be reached", service.name.value);
    Diagnostic::new(Code::PortUnsupported, message)
        .at(port.loc)
        .help("remove the port: other services start after this one has ended")
}

fn one_port(
    first: &compose::Service,
    known: &compose::Port,
    service: &compose::Service,
    port: &compose::Port,
) -> Diagnostic {
    let number = port.target.value;
    let message = format!(
        "`{}` and `{}` run in one task and both listen on port {number}",
        first.name.value, service.name.value
    );
    Diagnostic::new(Code::TaskPort, message)
        .label(port.loc, "again here")
        .label(known.loc, "first here")
        .help("let one of them listen on another port: the containers of a task share one network interface")
}
