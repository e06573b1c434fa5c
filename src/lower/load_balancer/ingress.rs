//! Open ports: who reaches a load balancer.
//! Compose: `ports`, `x-aws-ingress` of a port. CloudFormation: the rules of the load balancer's security
//! group.
//!
//! Decisions
//! - A published port is open to the world, as with Docker, unless `x-aws-ingress` names who may come.
//! - The port where new tasks are tested is open to whom its `ingress` names, else to whom the port's own
//!   `x-aws-ingress` names, and never to the world without a word: nobody has seen those tasks yet.
//! - Port 80 that only sends clients on to 443 is open to whom 443 is.

use std::collections::{BTreeMap, BTreeSet};

use crate::cfn::ec2;
use crate::compose::{Peer, TestPort, Transport};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Loc, Spanned};

use super::super::context::Lowering;
use super::super::ingress::admit;
use crate::plan::{Balancer, Published};

/// The use of one port of a load balancer, and who reaches it; nobody named is the world.
struct Open<'a> {
    description: String,
    peers: BTreeSet<&'a Peer>,
    loc: Loc,
}

/// The rules, by port.
pub(super) fn lower<'a>(cx: &mut Lowering<'a>, balancer: Balancer) -> Vec<ec2::Ingress> {
    let plan = cx.plan;
    let mut ports: BTreeMap<Published, Open<'_>> = BTreeMap::new();
    let mut closed = Vec::new();
    for (service, port) in plan.ports().filter(|(_, port)| port.balancer == balancer) {
        let name = &service.name.value;
        let said = &port.port.balancing.ingress;
        let open = |published: Published, what: &str, said: &'a [Spanned<Peer>]| Open {
            description: format!("{name} {}/{}{what}", published.number, published.transport.lower()),
            peers: said.iter().map(|peer| &peer.value).collect(),
            loc: said.first().map_or(port.port.loc, |peer| peer.loc),
        };
        let tests = port.test.zip(port.test_published()).and_then(|(test, published)| {
            let said = if test.ingress.is_empty() { said } else { &test.ingress };
            if said.is_empty() {
                closed.push(closed_test_port(test));
                return None;
            }
            Some((published, open(published, ", to test", said)))
        });
        for (published, open) in [(port.published, open(port.published, "", said))].into_iter().chain(tests) {
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
    for finding in closed {
        cx.report(finding);
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

fn closed_test_port(test: &TestPort) -> Diagnostic {
    let number = test.port.value;
    let of = test.published.as_ref().map(|of| format!("of: {}, ", of.value)).unwrap_or_default();
    Diagnostic::new(Code::ClosedTestPort, format!("nobody reaches the test port `{number}`"))
        .at(test.port.loc)
        .help(format!("name who tests: `test_port: {{port: {number}, {of}ingress: [10.0.0.0/8]}}`"))
}

fn two_doors(number: u16, first: Loc, other: Loc) -> Diagnostic {
    let message = format!("port `{number}` of the load balancer is open to different networks");
    Diagnostic::new(Code::SharedSetting, message)
        .label(other, "to these here")
        .label(first, "to those here")
        .help("write the same `x-aws-ingress` at each of them: they are one port")
}
