//! `ports`.
//! <https://docs.docker.com/reference/compose-file/services/#ports>

use super::keys;
use super::scalar::{given, items, read_line, to_int, to_text};
use crate::compose::{self, Published, Transport};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};
use crate::tree::Node;

/// Port mappings of a task definition.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html>
const MAX_PORTS: usize = 100;

/// Reads a service's ports, in the order written; those beyond what a task can have are counted only.
pub(super) fn read(service: &Node, diagnostics: &mut Diagnostics) -> Vec<compose::Port> {
    let count = items(service, "ports").count();
    if let Some(item) = items(service, "ports").nth(MAX_PORTS) {
        diagnostics.push(too_many(count, item.loc));
    }
    items(service, "ports")
        .take(MAX_PORTS)
        .filter(|item| item.as_map().is_some())
        .filter_map(|item| read_port(item, diagnostics))
        .collect()
}

fn read_port(item: &Node, diagnostics: &mut Diagnostics) -> Option<compose::Port> {
    let target = read_target(item, diagnostics);
    let published = read_published(item, diagnostics);
    let transport = read_transport(item, diagnostics);
    let host_ip = read_line(item, "host_ip", diagnostics);
    let name = read_line(item, "name", diagnostics);
    let app_protocol = read_line(item, "app_protocol", diagnostics);
    let keys::PortKeys { protocol, balancing, listener, .. } = keys::read_port(item, diagnostics);
    let (target, transport) = target.zip(transport)?;
    Some(compose::Port {
        loc: item.loc,
        target,
        published,
        transport,
        host_ip,
        name,
        app_protocol,
        protocol,
        balancing,
        listener,
    })
}

fn read_target(item: &Node, diagnostics: &mut Diagnostics) -> Option<Spanned<u16>> {
    let Some(node) = given(item, "target") else {
        diagnostics.push(no_target(item.loc));
        return None;
    };
    let number = to_int(node).and_then(to_port);
    if number.is_none() {
        let written = to_text(node).unwrap_or_default().value;
        diagnostics.push(bad_port("target", &written, node.loc));
    }
    number.map(|number| Spanned::new(number, node.loc))
}

fn read_published(item: &Node, diagnostics: &mut Diagnostics) -> Option<Spanned<Published>> {
    let text = item.get("published").and_then(to_text).filter(|text| !text.value.is_empty())?;
    let published = to_published(&text.value);
    if published.is_none() {
        diagnostics.push(bad_port("published", &text.value, text.loc));
    }
    published.map(|published| Spanned::new(published, text.loc))
}

fn to_published(text: &str) -> Option<Published> {
    let number = |text: &str| text.trim().parse().ok().and_then(to_port);
    match text.split_once('-') {
        None => number(text).map(Published::Number),
        Some((first, last)) => {
            let (first, last) = number(first).zip(number(last))?;
            match first.cmp(&last) {
                std::cmp::Ordering::Less => Some(Published::Range(first, last)),
                std::cmp::Ordering::Equal => Some(Published::Number(first)),
                std::cmp::Ordering::Greater => None,
            }
        }
    }
}

fn to_port(number: i64) -> Option<u16> {
    u16::try_from(number).ok().filter(|number| *number > 0)
}

fn read_transport(item: &Node, diagnostics: &mut Diagnostics) -> Option<Transport> {
    let Some(text) = item.get("protocol").and_then(to_text) else { return Some(Transport::Tcp) };
    match text.value.to_ascii_lowercase().as_str() {
        "" | "tcp" => Some(Transport::Tcp),
        "udp" => Some(Transport::Udp),
        "sctp" => Some(Transport::Sctp),
        _ => {
            diagnostics.push(bad_transport(&text));
            None
        }
    }
}

fn too_many(count: usize, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::TooMany, format!("a service has {count} ports, and a task has at most {MAX_PORTS}"))
        .label(loc, "beyond that")
        .help("name the ports that are used, or split the service")
}

fn no_target(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadPort, "a port does not say which port of the container it is")
        .label(loc, "`target` is missing")
        .help("add `target: 80`, the port on which the program in the container listens")
}

fn bad_port(key: &str, written: &str, loc: Loc) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::BadPort, format!("`{key}` cannot be `{written}`"));
    if key == "target" {
        diagnostic.label(loc, "not a port").help("write a number from 1 to 65535")
    } else {
        diagnostic.label(loc, "neither a port nor a range").help(
            "write a number from 1 to 65535 or a rising range such as `8000-8010`; leave it out for \
             any free port",
        )
    }
}

fn bad_transport(text: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::BadPort, format!("`{}` is not a protocol of ports", text.value))
        .at(text.loc)
        .help("write `tcp` or `udp`; how a load balancer speaks is said with `x-aws-protocol`")
}
