//! The `x-aws-*` keys of a port about listeners, and `x-aws-loadbalancer`.
//!
//! Conflicts are found in `check`.

mod auth;
mod check;

pub(super) use check::check;

use super::given::Given;
use super::prevalidated::{entries, member, number, text, texts};
use super::scalar::{flag, to_text};
use crate::compose::{Auth, MutualTls, Redirect, Replace, Respond, Rewrite, Route, Routes};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};
use crate::tree::Node;

const BALANCER: &str = "x-aws-loadbalancer";

/// The load balancer that exists: its ARN, its security group, its listeners by port.
#[derive(Debug, Default)]
pub(super) struct Existing {
    /// The ARN.
    pub(super) arn: Option<Spanned<String>>,
    /// The security group.
    pub(super) group: Option<Spanned<String>>,
    /// The network that its requests come from, where it has no group.
    pub(super) source_cidr: Option<Spanned<String>>,
    /// Ports, and the ARNs of their listeners.
    pub(super) listeners: Vec<(Spanned<u16>, Spanned<String>)>,
}

/// Reads `x-aws-loadbalancer`: an ARN, or a mapping.
pub(super) fn read_balancer(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Existing {
    let Some(node) = &key.validated() else { return Existing::default() };
    if node.as_map().is_none() {
        return Existing { arn: to_text(node), ..Existing::default() };
    }
    let mut listeners = Vec::new();
    for (port, arn) in entries(node, "listeners") {
        match port.value.parse().ok().filter(|number| *number > 0) {
            Some(number) => listeners.extend(to_text(arn).map(|arn| (Spanned::new(number, port.loc), arn))),
            None => diagnostics.push(no_port(&port)),
        }
    }
    listeners.sort_unstable_by_key(|(port, _): &(Spanned<u16>, _)| port.value);
    let (group, source_cidr) = (text(node, "security_group"), text(node, "source_cidr"));
    if let Some((group, cidr)) = group.as_ref().zip(source_cidr.as_ref()) {
        diagnostics.push(two_sources(group.loc, cidr.loc));
    }
    Existing { arn: text(node, "arn"), group, source_cidr, listeners }
}

fn two_sources(group: Loc, cidr: Loc) -> Diagnostic {
    Diagnostic::new(Code::Conflict, "a load balancer with a security group needs no `source_cidr`")
        .label(cidr, "opens the tasks to a whole network")
        .label(group, "opens them to the load balancer alone")
        .help("remove `source_cidr`; it is for network load balancers without security groups")
}

/// Reads `x-aws-certificate` of a port: one, or a list.
pub(super) fn read_certificates(key: &Given<'_>) -> Vec<Spanned<String>> {
    let Some(node) = key.validated() else { return Vec::new() };
    match node.as_list() {
        Some(list) => list.iter().filter_map(to_text).collect(),
        None => to_text(&node).into_iter().collect(),
    }
}

/// Reads `x-aws-auth`.
pub(super) fn read_auth(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Option<Auth> {
    auth::read(&key.validated()?, diagnostics)
}

/// Reads `x-aws-route`.
pub(super) fn read_routes(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Routes {
    key.validated().map(|node| to_routes(&node, diagnostics)).unwrap_or_default()
}

/// Reads `x-aws-mutual_tls`.
pub(super) fn read_mutual_tls(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Option<MutualTls> {
    to_mutual_tls(&key.validated()?, diagnostics)
}

fn to_routes(node: &Node, diagnostics: &mut Diagnostics) -> Routes {
    match node.as_list() {
        Some(list) => {
            Routes { listed: true, all: list.iter().map(|item| read_route(item, diagnostics)).collect() }
        }
        None => Routes { listed: false, all: vec![read_route(node, diagnostics)] },
    }
}

fn read_route(node: &Node, diagnostics: &mut Diagnostics) -> Route {
    let rewrite = member(node, "rewrite");
    Route {
        loc: node.loc,
        name: text(node, "name"),
        host: texts(node, "host"),
        path: texts(node, "path"),
        header: read_pairs(node, "header"),
        query: read_pairs(node, "query"),
        method: texts(node, "method"),
        source_ip: texts(node, "source_ip"),
        priority: number(node, "priority"),
        weight: number(node, "weight"),
        default: flag(node, "default").is_some_and(|flag| flag.value),
        rewrite: rewrite.map(read_rewrite).unwrap_or_default(),
        redirect: member(node, "redirect").map(read_redirect),
        respond: member(node, "respond").and_then(read_respond),
        auth: member(node, "auth").and_then(|node| auth::read(node, diagnostics)),
    }
}

fn read_pairs(node: &Node, key: &str) -> Vec<(Spanned<String>, Vec<Spanned<String>>)> {
    let mut pairs: Vec<_> = entries(node, key).map(|(name, _)| name).collect();
    pairs.sort_unstable_by(|a, b| a.value.cmp(&b.value));
    let Some(map) = member(node, key) else { return Vec::new() };
    pairs.into_iter().map(|name| (name.clone(), texts(map, &name.value))).collect()
}

fn read_rewrite(node: &Node) -> Rewrite {
    let host = match text(node, "host") {
        // The whole host, whatever it was.
        Some(host) => {
            let regex = Spanned::new("^.*$".to_owned(), host.loc);
            Some(Replace { regex, replace: host })
        }
        None => member(node, "host").and_then(read_replace),
    };
    Rewrite { host, path: member(node, "path").and_then(read_replace) }
}

fn read_replace(node: &Node) -> Option<Replace> {
    Some(Replace { regex: text(node, "regex")?, replace: text(node, "replace")? })
}

fn read_redirect(node: &Node) -> Redirect {
    Redirect {
        loc: node.loc,
        protocol: text(node, "protocol"),
        host: text(node, "host"),
        port: number(node, "port"),
        path: text(node, "path"),
        query: text(node, "query"),
        permanent: number(node, "status").is_some_and(|status| status.value == 301),
    }
}

fn read_respond(node: &Node) -> Option<Respond> {
    Some(Respond {
        loc: node.loc,
        status: number(node, "status")?,
        content_type: text(node, "content_type"),
        body: text(node, "body"),
    })
}

fn to_mutual_tls(node: &Node, diagnostics: &mut Diagnostics) -> Option<MutualTls> {
    let verify = text(node, "mode")?.value == "verify";
    let tls = MutualTls {
        loc: node.loc,
        verify,
        trust_store: text(node, "trust_store"),
        ignore_expiry: flag(node, "ignore_expiry"),
        advertise: flag(node, "advertise"),
    };
    let given = [
        tls.trust_store.as_ref().map(|store| store.loc),
        tls.ignore_expiry.as_ref().map(|flag| flag.loc),
        tls.advertise.as_ref().map(|flag| flag.loc),
    ];
    match (verify, tls.trust_store.is_some(), given.into_iter().flatten().next()) {
        (true, false, _) => diagnostics.push(no_trust_store(node.loc)),
        (false, _, Some(loc)) => diagnostics.push(unused_trust_store(loc)),
        _ => {}
    }
    Some(tls)
}

fn no_port(port: &Spanned<String>) -> Diagnostic {
    let message =
        format!("`{BALANCER}.listeners` expects ports, and `{}` is none", port.value.escape_debug());
    Diagnostic::new(Code::BadExtension, message)
        .at(port.loc)
        .help("write the port that clients use: `\"443\": arn:…`")
}

fn no_trust_store(loc: Loc) -> Diagnostic {
    let message = "`x-aws-mutual_tls` cannot verify certificates without `trust_store`";
    Diagnostic::new(Code::TrustStore, message)
        .at(loc)
        .help("add the ARN of a trust store, or write `mode: passthrough` and let the tasks verify them")
}

fn unused_trust_store(loc: Loc) -> Diagnostic {
    let message = "`x-aws-mutual_tls` passes certificates on and verifies none";
    Diagnostic::new(Code::TrustStore, message)
        .label(loc, "would have no effect")
        .help("remove this, or write `mode: verify`")
}
