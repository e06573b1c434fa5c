//! Hosts: names with addresses that the file itself gives.
//! Compose: `extra_hosts`. CloudFormation: a command of the first container.
//!
//! Decisions
//! - ECS refuses `ExtraHosts` where a task has a network interface of its own
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html>), but all
//!   containers of a task share one `/etc/hosts` that they may write, as AWS says for platform 1.4.0
//!   (<https://github.com/aws/containers-roadmap/issues/886>), so the first container appends to it.
//! - One file for the task: what one service names, the others of its task see too, and a name has one
//!   meaning there.
//! - `host-gateway` is the host of Docker, and there is none (see `advise`).

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Loc;

use super::super::context::Lowering;
use crate::plan::ServicePlan;

/// The commands that name them, for all containers of a task; names with two meanings are reported.
pub(super) fn script(cx: &mut Lowering<'_>, plan: &ServicePlan<'_>) -> String {
    let mut known: BTreeMap<&str, (BTreeSet<IpAddr>, Loc)> = BTreeMap::new();
    let mut lines = Vec::new();
    for service in plan.containers() {
        let mut own: BTreeMap<&str, (BTreeSet<IpAddr>, Loc)> = BTreeMap::new();
        for host in &service.extra_hosts {
            let Some(address) = host.address else { continue };
            let (addresses, _) = own.entry(&host.name.value).or_insert((BTreeSet::new(), host.name.loc));
            addresses.insert(address);
        }
        for (name, (addresses, loc)) in own {
            match known.get(name) {
                Some((others, _)) if *others == addresses => {}
                Some((_, other)) => cx.report(two_meanings(name, loc, *other)),
                None => {
                    // Names and addresses hold nothing that a shell or `printf` would read as more than text.
                    let line =
                        |address: &IpAddr| format!("printf '\\n%s %s\\n' {address} {name} >> /etc/hosts\n");
                    lines.extend(addresses.iter().map(line));
                    known.insert(name, (addresses, loc));
                }
            }
        }
    }
    lines.concat()
}

fn two_meanings(name: &str, loc: Loc, other: Loc) -> Diagnostic {
    Diagnostic::new(Code::TaskHost, format!("`{name}` has two addresses in one task"))
        .label(loc, "one address here")
        .label(other, "another one here")
        .help("name one address, or let the services run in tasks of their own: a task has one `/etc/hosts`")
}
