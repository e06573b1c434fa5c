//! Order: which services start before which under Service Connect.
//!
//! The proxy of a task knows the endpoints that were there when the task started
//! (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html>). So a
//! caller is made after the services that it calls, whether or not `depends_on` says so.
//!
//! Decisions
//! - A service calls another one of its networks whose name it uses: in a variable, a command, a config, a
//!   mounted file.
//! - A service without ports that others know is a caller only, and starts after all others of its networks.
//! - Where that would close a circle with `depends_on` it is left out; where the name is used, that is a
//!   warning.

use std::collections::{BTreeMap, BTreeSet};

use crate::compose;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::{Plan, ServicePlan};

use super::mentions;
use super::service_connect::has_endpoints;

/// The services that each service waits for, by name.
pub(in super::super) type Waits<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Adds what follows from who calls whom to what follows from `depends_on`.
pub(in super::super) fn add_calls<'a>(
    project: &'a compose::Project,
    plan: &'a Plan<'a>,
    waits: &mut Waits<'a>,
) -> Vec<Diagnostic> {
    let connected: Vec<&ServicePlan<'_>> =
        plan.services.iter().filter(|task| task.connect.is_some() && !task.is_job).collect();
    let servers: Vec<&ServicePlan<'_>> =
        connected.iter().copied().filter(|task| has_endpoints(task)).collect();
    let mut findings = Vec::new();
    let (mut by_name, mut by_network) = (Vec::new(), Vec::new());
    for caller in &connected {
        let networks = caller.networks();
        let others = servers.iter().filter(|server| server.service.name.value != caller.service.name.value);
        for server in others.filter(|server| !server.networks().is_disjoint(&networks)) {
            if calls(project, caller, server) {
                by_name.push((*caller, *server));
            } else if !has_endpoints(caller) {
                by_network.push((*caller, *server));
            }
        }
    }
    // Those that are sure come first.
    for (is_sure, all) in [(true, by_name), (false, by_network)] {
        for (caller, server) in all {
            let (from, to) = (caller.service.name.value.as_str(), server.service.name.value.as_str());
            if reaches(waits, to, from) {
                if is_sure {
                    findings.push(circle(caller, server));
                }
            } else {
                waits.entry(from).or_default().insert(to);
            }
        }
    }
    findings
}

fn calls(project: &compose::Project, caller: &ServicePlan<'_>, server: &ServicePlan<'_>) -> bool {
    let networks = server.service.networks.iter();
    let aliases = networks.flat_map(|attachment| &attachment.aliases).map(|alias| &alias.value);
    let names: Vec<&String> =
        server.long_running().map(|service| &service.name.value).chain(aliases).collect();
    caller.containers().any(|service| names.iter().any(|name| mentions::in_service(project, service, name)))
}

/// Whether a service waits for another one, at any distance.
fn reaches(waits: &Waits<'_>, from: &str, to: &str) -> bool {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(name) = open.pop() {
        if name == to {
            return true;
        }
        if seen.insert(name) {
            open.extend(waits.get(name).into_iter().flatten().copied());
        }
    }
    false
}

fn circle(caller: &ServicePlan<'_>, server: &ServicePlan<'_>) -> Diagnostic {
    let (one, other) = (&caller.service.name, &server.service.name);
    let message = format!("`{}` starts before `{}`, whose name it uses", one.value, other.value);
    Diagnostic::new(Code::CallsInCircle, message)
        .label(one.loc, "finds the other after its next deployment only")
        .label(other.loc, "waits for the first")
        .help(
            "the proxy of a task knows the endpoints that were there when it started: deploy the first again \
             (`aws ecs update-service --force-new-deployment`), or write `x-aws-discovery: cloud-map`",
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_seen_at_any_distance() {
        let waits: Waits<'_> =
            [("a", ["b"].into()), ("b", ["c"].into()), ("c", BTreeSet::new())].into_iter().collect();
        assert!(reaches(&waits, "a", "c"));
        assert!(!reaches(&waits, "c", "a"));
        assert!(reaches(&waits, "d", "d"));
    }
}
