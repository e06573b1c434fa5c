//! Receivers of logs: where a logging driver that only Docker has sends them, in terms of an output of the
//! log router. Compose: `logging` with the drivers `fluentd`, `gelf`, `loki`, `syslog`. CloudFormation: none;
//! it is what a finding offers.
//!
//! Decisions
//! - Docker's engine sends logs from the host, so `localhost` is a port that a service publishes there. On
//!   AWS it is that service itself, by its name and the port in the container.
//! - A name of the project is that service; any other is a host outside, and stays.

use crate::compose::{self, Published};
use crate::source::Spanned;

/// Where logs go, and the options of `awsfirelens` that send them there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Receiver {
    pub(super) name: String,
    /// As members of a mapping.
    pub(super) options: String,
}

/// A driver: its option with the address, the address without one, the output of Fluent Bit that does the
/// same, and whether that wants the transport.
/// <https://docs.docker.com/engine/logging/configure/>, <https://docs.fluentbit.io/manual/pipeline/outputs>
const DRIVERS: [(&str, &str, &str, &str, bool); 4] = [
    ("fluentd", "fluentd-address", "tcp://localhost:24224", "forward", false),
    ("gelf", "gelf-address", "", "gelf", true),
    ("loki", "loki-url", "", "loki", false),
    ("syslog", "syslog-address", "", "syslog", true),
];

/// Names of the host of Docker.
const HERE: [&str; 5] = ["0.0.0.0", "127.0.0.1", "[::1]", "host.docker.internal", "localhost"];

/// The receiver of a driver with these options, where they say one.
pub(super) fn receiver_of(
    project: &compose::Project,
    driver: &str,
    options: &[(Spanned<String>, Spanned<String>)],
) -> Option<Receiver> {
    let (_, option, usual, output, with_mode) = DRIVERS.iter().find(|(name, ..)| *name == driver)?;
    let said = options.iter().find(|(key, _)| key.value == *option).map(|(_, value)| value.value.as_str());
    let address = said.unwrap_or(usual);
    let (scheme, rest) = address.split_once("://").unwrap_or(("tcp", address));
    let rest = rest.split('/').next().unwrap_or(rest);
    let (host, port) = rest.rsplit_once(':')?;
    let port: u16 = port.parse().ok()?;
    let (name, port) =
        if HERE.contains(&host) { published(project, port)? } else { (named(project, host), port) };
    let mut options = format!("Name: {output}, Host: {name}, Port: \"{port}\"");
    if *with_mode {
        let mode = match scheme {
            "udp" => "udp",
            "tcp+tls" => "tls",
            _ => "tcp",
        };
        options.push_str(", Mode: ");
        options.push_str(mode);
    }
    if scheme == "https" {
        options.push_str(", tls: \"on\"");
    }
    Some(Receiver { name, options })
}

/// The service that has a port of the host, and its own port.
fn published(project: &compose::Project, number: u16) -> Option<(String, u16)> {
    project.services.iter().find_map(|service| {
        let port = service.ports.iter().find(|port| {
            port.published.as_ref().is_some_and(|published| published.value == Published::Number(number))
        })?;
        Some((service.name.value.clone(), port.target.value))
    })
}

/// The service of a name, else the name.
fn named(project: &compose::Project, host: &str) -> String {
    let is_it =
        |service: &&compose::Service| service.container_name.as_ref().is_some_and(|name| name.value == host);
    project.services.iter().find(is_it).map_or(host, |service| &service.name.value).to_owned()
}
