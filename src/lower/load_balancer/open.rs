//! Open ports: who reaches a load balancer.
//! Compose: `ports`, `x-aws-ingress` of a port. CloudFormation: the rules of the load balancer's security group.
//!
//! Decisions
//! - A published port is open to the world, as with Docker, unless `x-aws-ingress` names who may come.
//! - Who may come to a port may come to the one where its new tasks are tested.
//! - Port 80 that only sends clients on to 443 is open to whom 443 is.

use std::collections::{BTreeMap, BTreeSet};

use crate::cfn::ec2;
use crate::compose::{Peer, Transport};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Loc;

use super::super::context::Lowering;
use super::super::plan::{Balancer, Published};
use super::super::security_groups::admit;

/// What one port of a load balancer is for, and who reaches it; nobody named is the world.
struct Open<'a> {
    description: String,
    peers: BTreeSet<&'a Peer>,
    loc: Loc,
}

/// The rules, by port.
pub(super) fn lower(cx: &mut Lowering<'_>, balancer: Balancer) -> Vec<ec2::Ingress> {
    let plan = cx.plan;
    let mut ports: BTreeMap<Published, Open<'_>> = BTreeMap::new();
    for (service, port) in plan.ports().filter(|(_, port)| port.balancer == balancer) {
        let name = &service.name.value;
        let said = &port.port.balancing.ingress;
        let open = |published: Published, what: &str| Open {
            description: format!("{name} {}/{}{what}", published.number, published.transport.lower()),
            peers: said.iter().map(|peer| &peer.value).collect(),
            loc: said.first().map_or(port.port.loc, |peer| peer.loc),
        };
        let tests = port.test_published().map(|test| (test, open(test, ", to test")));
        for (published, open) in [(port.published, open(port.published, ""))].into_iter().chain(tests) {
            if let Some(other) = ports.get(&published).filter(|other| other.peers != open.peers) {
                cx.report(two_doors(published.number, other.loc, open.loc));
            }
            ports.insert(published, open);
        }
    }
    if balancer.is_application() && plan.redirects() {
        let encrypted = Published { number: 443, transport: Transport::Tcp };
        let (peers, loc) =
            ports.get(&encrypted).map(|open| (open.peers.clone(), open.loc)).unwrap_or_default();
        let description = "80/tcp, sent on to 443".to_owned();
        let port = Published { number: 80, transport: Transport::Tcp };
        ports.insert(port, Open { description, peers, loc });
    }
    ports.into_iter().flat_map(|(port, open)| rules(port, &open)).collect()
}

fn rules(port: Published, open: &Open<'_>) -> Vec<ec2::Ingress> {
    let Published { number, transport } = port;
    let mut rules: Vec<_> = open.peers.iter().map(|peer| admit(peer, transport)).collect();
    if rules.is_empty() {
        let mut world = ec2::Ingress::new(transport.lower());
        world.cidr_ip = Some("0.0.0.0/0".into());
        rules.push(world);
    }
    for rule in &mut rules {
        rule.description = Some(open.description.clone().into());
        rule.from_port = Some(number.into());
        rule.to_port = Some(number.into());
    }
    rules
}

fn two_doors(number: u16, first: Loc, other: Loc) -> Diagnostic {
    let message = format!("port `{number}` of the load balancer is open to different networks");
    Diagnostic::new(Code::Conflict, message)
        .label(other, "to these here")
        .label(first, "to those here")
        .help("write the same `x-aws-ingress` at each of them: they are one port")
}
