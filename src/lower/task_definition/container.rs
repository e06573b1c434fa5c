//! Containers: how the image of a service is run.
//! Compose: a service's attributes of its container. CloudFormation: `ContainerDefinition`.
//!
//! Decisions
//! - The container has the service's name, with `-` for what ECS does not take in it.
//! - Nothing is said where the user says nothing: defaults of AWS and of the image stay theirs.
//! - Memory and CPU are set on the container only where the user set them.
//! - `always` and `unless-stopped` restart the container in its task; `on-failure` leaves exit code 0 alone.
//!   Tries are not counted, for ECS does not
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-restart-policy.html>).
//!
//! Not here: what Linux gives (`linux`), health checks (`health_check`), variables (`environment`).

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::cfn::{Text, Value, ecs};
use crate::compose::{self, Transport};
use crate::diagnostic::{Code, Diagnostic};
use crate::grammar::duration::Duration;
use crate::source::{Loc, Spanned};

use super::super::context::Lowering;
use super::sizes::{self, Values};
use super::{environment, health_check, linux};
use crate::lower::literals::{to_list, to_text};
use crate::plan::facts::container_name;
use crate::plan::fargate_size::Request;
use crate::plan::ports;

/// The seconds Fargate waits for a container to stop.
const STOP_TIMEOUT: std::ops::RangeInclusive<i64> = 2..=120;

/// The least memory of a container, in MiB.
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html>
const MIN_MEMORY: u32 = 6;

/// The container of a service.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    image: Text,
    log_configuration: Option<ecs::LogConfiguration>,
) -> ecs::ContainerDefinition {
    let compose::Service {
        name: _,     // see `name`
        image: _,    // comes as `image`
        build: _,    // a parameter then
        platform: _, // of the task, see `platform`
        command,
        entrypoint,
        environment: _, // see `environment`
        user,
        working_dir,
        container_name: _, // a name in `discovery`
        hostname: _,       // refused by awsvpc; a name in `discovery`
        init: _,           // see `linux`
        read_only,
        tty,
        stdin_open,
        labels,
        sysctls,
        ulimits: _, // see `linux`
        stop_grace_period,
        health_check,
        logging: _,           // comes as `log_configuration`
        ports: _,             // see `port_mappings`
        expose: _,            // names ports, publishes none
        extra_hosts: _,       // see `hosts`
        networks: _,          // see `security_groups`
        network_mode: _,      // awsvpc is all there is
        pid: _,               // of the task, see `processes`
        depends_on: _,        // see `service`
        links: _,             // see `discovery`
        restart: _,           // comes as `restart_policy`
        replicas_variable: _, // see `service`
        size_variables: _,    // see `sizes`
        scale: _,             // see `service`
        cpus: _,              // see `compute`
        mem_limit: _,         // see `compute`
        mem_reservation: _,   // see `compute`
        cap_add: _,           // see `linux`
        cap_drop: _,          // see `linux`
        privileged: _,        // see `device`
        devices: _,           // see `device`
        gpus: _,              // see `device`
        shm_size: _,          // see `linux`
        tmpfs: _,             // see `linux`
        volumes: _,           // see `volumes` and `files`
        volumes_from: _,      // see `volumes_from`
        secrets: _,           // see `files`
        configs: _,           // see `files`
        deploy: _,            // see `service`
        extensions,           // the rest: see `roles`, `tags` and `secrets`
    } = service;
    for (attribute, words) in [("command", command), ("entrypoint", entrypoint)] {
        if let Some(words) = words.as_ref().filter(|words| words.value.is_empty()) {
            cx.report(empty_command(attribute, words.loc));
        }
    }
    let Amounts { cpu, memory, memory_reservation } = amounts(cx, service);
    ecs::ContainerDefinition {
        repository_credentials: extensions
            .pull_credentials
            .as_ref()
            .map(|arn| ecs::RepositoryCredentials { credentials_parameter: to_text(&arn.value) }),
        version_consistency: extensions.version_consistency.as_ref().map(|consistency| {
            if consistency.value {
                ecs::VersionConsistency::Enabled
            } else {
                ecs::VersionConsistency::Disabled
            }
        }),
        essential: Some(true),
        restart_policy: service.restart_policy().and_then(|restart| restart_policy(restart.value)),
        cpu,
        memory,
        memory_reservation,
        entry_point: entrypoint.as_ref().map(|words| to_list(&words.value)),
        command: command.as_ref().map(|words| to_list(&words.value)),
        working_directory: working_dir.as_ref().map(|directory| to_text(&directory.value)),
        user: user.as_ref().map(|user| to_text(&user.value)),
        interactive: stdin_open.as_ref().map(|open| open.value),
        pseudo_terminal: tty.as_ref().map(|tty| tty.value),
        readonly_root_filesystem: read_only.as_ref().map(|read_only| read_only.value),
        stop_timeout: stop_grace_period.as_ref().map(|period| stop_timeout(cx, period)),
        environment: environment::lower(cx, service).into_iter().map(ecs::Entry::from).collect(),
        port_mappings: port_mappings(service),
        health_check: health_check.as_ref().and_then(|check| health_check::lower(cx, service, check)),
        linux_parameters: linux::parameters(cx, service),
        ulimits: linux::ulimits(cx, service),
        system_controls: linux::system_controls(cx, sysctls),
        log_configuration,
        docker_labels: labels.iter().map(|(key, value)| (key.value.clone(), to_text(&value.value))).collect(),
        ..ecs::ContainerDefinition::new(container_name(service), image)
    }
}

struct Amounts {
    cpu: Option<Value<u32>>,
    memory: Option<Value<u32>>,
    memory_reservation: Option<Value<u32>>,
}

/// CPU units, limit and reservation of memory; those that depend on variables are looked up.
fn amounts(cx: &mut Lowering<'_>, service: &compose::Service) -> Amounts {
    let variables = &service.size_variables;
    let cpu = |service: &compose::Service| {
        let request = Request::for_service(service);
        request.cpu_reservation.or(request.cpu_limit)
    };
    let mut of_cpu =
        |_: &mut Lowering<'_>, values: &Values| Some(vec![cpu(&sizes::with(service, values)).into()]);
    let names: Vec<Spanned<String>> = variables.cpu().cloned().collect();
    let place = (&service.name, "ContainerCpu");
    let units = sizes::looked_up(cx, place, &names, &["Cpu"], &mut of_cpu).and_then(|mut all| all.pop());
    let units = units.or_else(|| cpu(service).map(Value::from));
    let (limit, reservation) = memory(cx, service);
    let properties: Vec<&str> = [("Memory", limit), ("MemoryReservation", reservation)]
        .into_iter()
        .filter_map(|(property, amount)| amount.map(|_| property))
        .collect();
    let names: Vec<Spanned<String>> = variables.memory().cloned().collect();
    let mut of_memory = |cx: &mut Lowering<'_>, values: &Values| {
        let sized = sizes::with(service, values);
        let (limit, reservation) = memory(cx, &sized);
        let found: Vec<Json> = [limit, reservation].into_iter().flatten().map(Json::from).collect();
        if found.len() != properties.len() {
            cx.report(now_and_then(service, names.first().map_or(service.name.loc, |name| name.loc)));
            return None;
        }
        Some(found)
    };
    let place = (&service.name, "ContainerMemory");
    let looked_up = sizes::looked_up(cx, place, &names, &properties, &mut of_memory);
    let Some(mut looked_up) = looked_up.map(Vec::into_iter) else {
        let [memory, memory_reservation] = [limit, reservation].map(|amount| amount.map(Value::from));
        return Amounts { cpu: units, memory, memory_reservation };
    };
    let mut next = |amount: Option<u32>| amount.and_then(|_| looked_up.next());
    Amounts { cpu: units, memory: next(limit), memory_reservation: next(reservation) }
}

fn now_and_then(service: &compose::Service, loc: Loc) -> Diagnostic {
    let name = &service.name.value;
    let message =
        format!("the memory that `{name}` reserves is below its limit for some values of a variable only");
    Diagnostic::new(Code::VariablePlace, message)
        .label(loc, "this amount")
        .help("reserve less than the limit for every value, or remove the reservation")
}

/// Limit and reservation; ECS wants the limit to be the larger.
fn memory(cx: &mut Lowering<'_>, service: &compose::Service) -> (Option<u32>, Option<u32>) {
    let request = Request::for_service(service);
    let least = [request.memory_limit, request.memory_reservation].into_iter().flatten().min();
    if let Some(memory) = least.filter(|memory| *memory < MIN_MEMORY) {
        cx.report(too_little_memory(service, memory));
    }
    match (request.memory_limit, request.memory_reservation) {
        (Some(limit), Some(reservation)) if reservation > limit => {
            cx.report(reservation_above_limit(service, reservation, limit));
            (Some(limit), None)
        }
        // To reserve all that one may have says no more than the limit does.
        (Some(limit), Some(reservation)) if reservation == limit => (Some(limit), None),
        both => both,
    }
}

fn restart_policy(restart: compose::Restart) -> Option<ecs::RestartPolicy> {
    match restart {
        compose::Restart::Always | compose::Restart::UnlessStopped => Some(ecs::RestartPolicy::new(true)),
        compose::Restart::OnFailure(_tries) => {
            Some(ecs::RestartPolicy { ignored_exit_codes: vec![0], ..ecs::RestartPolicy::new(true) })
        }
        // A job; the support table has its translation.
        compose::Restart::No => None,
    }
}

fn stop_timeout(cx: &mut Lowering<'_>, period: &Spanned<Duration>) -> u32 {
    let asked = period.value.seconds_ceil();
    let given = asked.clamp(*STOP_TIMEOUT.start(), *STOP_TIMEOUT.end());
    if asked != given {
        cx.report(stop_timeout_clamped(asked, given, period.loc));
    }
    u32::try_from(given).unwrap_or_default()
}

fn port_mappings(service: &compose::Service) -> Vec<ecs::PortMapping> {
    let mapped = service.ports.iter().filter(|port| !ports::is_hidden(service, port));
    let all: BTreeSet<(u16, Transport)> = mapped.map(|port| (port.target.value, port.transport)).collect();
    all.into_iter()
        .filter_map(|(port, transport)| {
            let protocol = match transport {
                Transport::Tcp => ecs::TransportProtocol::Tcp,
                Transport::Udp => ecs::TransportProtocol::Udp,
                Transport::Sctp => return None,
            };
            Some(ecs::PortMapping {
                container_port: Some(port),
                protocol: Some(protocol),
                ..ecs::PortMapping::default()
            })
        })
        .collect()
}

fn empty_command(attribute: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::EmptyCommand, format!("an empty `{attribute}` does not clear that of the image"))
        .at(loc)
        .help("ECS takes an empty list for none; write the whole command, or build an image without one")
}

fn reservation_above_limit(service: &compose::Service, reservation: u32, limit: u32) -> Diagnostic {
    let name = &service.name.value;
    let message = format!("`{name}` reserves {reservation} MiB of memory and is limited to {limit} MiB");
    let deploy = &service.deploy;
    let place = deploy.reservations.memory.as_ref().or(service.mem_reservation.as_ref());
    Diagnostic::new(Code::MemoryReservation, message)
        .at(place.map_or(service.name.loc, |memory| memory.loc))
        .help("reserve no more than the limit")
}

fn too_little_memory(service: &compose::Service, memory: u32) -> Diagnostic {
    let compose::Service { name, mem_limit, mem_reservation, deploy, .. } = service;
    let given = [&deploy.limits.memory, mem_limit, &deploy.reservations.memory, mem_reservation];
    let place = given.into_iter().flatten().min_by_key(|given| given.value);
    let message =
        format!("`{}` asks for {memory} MiB of memory, a container has at least {MIN_MEMORY}", name.value);
    Diagnostic::new(Code::TooLittleMemory, message)
        .at(place.map_or(name.loc, |memory| memory.loc))
        .help("a number without a unit counts bytes: write for example `64m`, or leave the limit out")
}

fn stop_timeout_clamped(asked: i64, given: i64, loc: Loc) -> Diagnostic {
    let message = format!("a container has {given} seconds to stop, not {asked}");
    Diagnostic::new(Code::StopTimeoutClamped, message).at(loc).help("Fargate waits from 2 to 120 seconds")
}
