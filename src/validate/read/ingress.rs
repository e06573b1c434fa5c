//! `x-aws-ingress` of services and ports.
//!
//! A task never opens to the world: its ports are reached from outside through a load balancer only, whose
//! listener may be open to all or to some.

use super::given::Given;
use super::prevalidated;
use crate::compose::{Ingress, Peer, Transport};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};
use crate::tree::Node;

/// Who reaches the tasks of a service.
pub(super) fn read_service(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Vec<Ingress> {
    let Some(node) = key.validated() else { return Vec::new() };
    let items = node.as_list().unwrap_or_default();
    let mut found: Vec<Ingress> = items.iter().filter_map(|item| read_rule(item, diagnostics)).collect();
    found.retain(|rule| match &rule.from.value {
        Peer::Network(cidr) if cidr.is_of_strangers() => {
            diagnostics.push(strangers(&rule.from));
            false
        }
        Peer::Network(_) | Peer::Group(_) | Peer::PrefixList(_) => true,
    });
    found
}

/// Who reaches a port of a load balancer.
pub(super) fn read_port(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Vec<Spanned<Peer>> {
    let Some(node) = key.validated() else { return Vec::new() };
    if key.node.as_list().is_some_and(<[Node]>::is_empty) {
        diagnostics.push(nobody(node.loc));
    }
    let texts = prevalidated::texts(key.parent, key.name);
    texts.into_iter().filter_map(|text| read_peer(&text, diagnostics)).collect()
}

fn read_rule(item: &Node, diagnostics: &mut Diagnostics) -> Option<Ingress> {
    let Some(text) = item.as_text() else {
        let from = read_peer(&prevalidated::text(item, "from")?, diagnostics)?;
        let ports = prevalidated::texts(item, "ports");
        return Some(Ingress {
            loc: item.loc,
            from,
            ports: ports.iter().filter_map(|text| read_range(text, diagnostics)).collect(),
            transport: prevalidated::word(
                item,
                "protocol",
                &[("tcp", Transport::Tcp), ("udp", Transport::Udp)],
            )
            .map(|word| word.value),
            description: prevalidated::text(item, "description"),
        });
    };
    let from = read_peer(&Spanned::new(text.to_owned(), item.loc), diagnostics)?;
    Some(Ingress { loc: item.loc, from, ports: Vec::new(), transport: None, description: None })
}

/// Somebody who is let in.
pub(super) fn read_peer(text: &Spanned<String>, diagnostics: &mut Diagnostics) -> Option<Spanned<Peer>> {
    let peer = Peer::parse(&text.value);
    if peer.is_none() {
        diagnostics.push(no_network(text));
    }
    peer.map(|peer| Spanned::new(peer, text.loc))
}

fn read_range(text: &Spanned<String>, diagnostics: &mut Diagnostics) -> Option<(u16, u16)> {
    let (first, last) = text.value.split_once('-').unwrap_or((&text.value, &text.value));
    let range = first.parse().ok().zip(last.parse().ok());
    let range = range.filter(|(first, last): &(u16, u16)| *first > 0 && first <= last);
    if range.is_none() {
        diagnostics.push(no_range(&text.value, text.loc));
    }
    range
}

fn no_network(text: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::BadNetwork, format!("`{}` is no network", text.value))
        .at(text.loc)
        .help("write the first address and how many bits its addresses share, as in `10.0.0.0/16`")
}

fn nobody(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::OpenToNobody, "the port of the load balancer would be open to nobody")
        .at(loc)
        .help("name who may come in, remove `x-aws-ingress` to let everybody in, or remove the port")
}

fn no_range(text: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadPortRange, format!("`{text}` is neither a port nor a rising range of them"))
        .at(loc)
        .help("write a number from 1 to 65535, or a range such as `8000-8010`")
}

fn strangers(from: &Spanned<Peer>) -> Diagnostic {
    Diagnostic::new(Code::OpenToWorld, format!("`{}` would open tasks to strangers", from.value))
        .at(from.loc)
        .help(
            "publish the port instead: a load balancer's listener may be open to the world, tasks may not; \
             or name your own networks",
        )
}
