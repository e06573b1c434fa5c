//! The short form of a port: `[[address:]published:]target[/protocol]`, ranges included.
//!
//! <https://docs.docker.com/reference/compose-file/services/#ports>

use thiserror::Error;

/// One port of the short form; a range has become several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortPort {
    /// The host's address.
    pub host_ip: Option<String>,
    /// The port outside; a range when only it has one.
    pub published: Option<String>,
    /// The port in the container.
    pub target: u16,
    /// `tcp`, `udp` or `sctp`.
    pub protocol: String,
}

/// Why a text is no port.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PortError {
    /// The container's port is missing.
    #[error("the port of the container is missing")]
    NoTarget,
    /// Not a number of a port.
    #[error("`{0}` is not a port: ports are numbers from 0 to 65535")]
    NotAPort(String),
    /// A range that runs backwards.
    #[error("the range `{0}` runs backwards")]
    Backwards(String),
    /// Two ranges of different lengths.
    #[error("the ranges `{0}` and `{1}` have different lengths")]
    Lengths(String, String),
    /// An unknown protocol.
    #[error("`{0}` is not a protocol: it is `tcp`, `udp` or `sctp`")]
    Protocol(String),
    /// Not an address.
    #[error("`{0}` is not an IP address")]
    Address(String),
}

/// Reads a short form into its ports.
pub fn parse(text: &str) -> Result<Vec<ShortPort>, PortError> {
    let (rest, protocol) = match text.split_once('/') {
        Some((rest, protocol)) if !protocol.is_empty() => (rest, protocol.to_lowercase()),
        Some((rest, _)) => (rest, "tcp".to_owned()),
        None => (text, "tcp".to_owned()),
    };
    if !matches!(protocol.as_str(), "tcp" | "udp" | "sctp") {
        return Err(PortError::Protocol(protocol));
    }
    let (host_ip, published, target) = sections(rest)?;
    if target.is_empty() {
        return Err(PortError::NoTarget);
    }
    let (first, last) = range(target)?;
    let published = match published {
        "" => None,
        text => Some(range(text)?),
    };
    let mut ports = expand((first, last), published, host_ip.as_deref(), &protocol)?;
    // NOTE: upstream orders the ports of a range by their text, so 8-12 gives 10, 11, 12, 8, 9.
    ports.sort_by_key(|port| format!("{}/{}", port.target, port.protocol));
    Ok(ports)
}

/// Host address, published port, container port.
fn sections(text: &str) -> Result<(Option<String>, &str, &str), PortError> {
    let (before, target) = text.rsplit_once(':').unwrap_or(("", text));
    let (address, published) = match before.rsplit_once(':') {
        Some((address, published)) => (address, published),
        None => ("", before),
    };
    if address.is_empty() {
        return Ok((None, published, target));
    }
    let bare = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(address);
    match bare.parse::<std::net::IpAddr>() {
        Ok(_) => Ok((Some(bare.to_owned()), published, target)),
        Err(_) => Err(PortError::Address(address.to_owned())),
    }
}

fn range(text: &str) -> Result<(u16, u16), PortError> {
    let port = |part: &str| match part.parse() {
        Ok(port) if !part.starts_with('+') => Ok(port),
        _ => Err(PortError::NotAPort(part.to_owned())),
    };
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (port(first)?, port(last)?);
    if last < first { Err(PortError::Backwards(text.to_owned())) } else { Ok((first, last)) }
}

fn expand(
    (first, last): (u16, u16),
    published: Option<(u16, u16)>,
    host_ip: Option<&str>,
    protocol: &str,
) -> Result<Vec<ShortPort>, PortError> {
    let port = |target, published| ShortPort { host_ip: host_ip.map(str::to_owned), published, target, protocol: protocol.to_owned() };
    match published {
        None => Ok((first..=last).map(|target| port(target, None)).collect()),
        Some((from, to)) if to - from == last - first => {
            Ok((first..=last).zip(from..=to).map(|(target, outside)| port(target, Some(outside.to_string()))).collect())
        }
        Some((from, to)) if first == last => Ok(vec![port(first, Some(format!("{from}-{to}")))]),
        Some((from, to)) => Err(PortError::Lengths(format!("{from}-{to}"), format!("{first}-{last}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |port: ShortPort| {
            format!("{}|{}|{}|{}", port.host_ip.unwrap_or_default(), port.published.unwrap_or_default(), port.target, port.protocol)
        };
        parse(text).unwrap().into_iter().map(show).collect()
    }

    #[test]
    fn short_forms() {
        for (text, wanted) in [
            ("80", vec!["||80|tcp"]),
            ("8080:80", vec!["|8080|80|tcp"]),
            ("127.0.0.1:8080:80/UDP", vec!["127.0.0.1|8080|80|udp"]),
            ("127.0.0.1::80", vec!["127.0.0.1||80|tcp"]),
            ("[::1]:8080:80", vec!["::1|8080|80|tcp"]),
            ("::1:8080:80", vec!["::1|8080|80|tcp"]),
            ("3000-3001", vec!["||3000|tcp", "||3001|tcp"]),
            ("9-10:9-10", vec!["|10|10|tcp", "|9|9|tcp"]),
            ("8000-9000:80", vec!["|8000-9000|80|tcp"]),
        ] {
            assert_eq!(shown(text), wanted, "{text}");
        }
        for bad in ["", "a", "80:", "1-2:1-3", "9-8", "70000", "80/x", "x:1:2", "-1", "80-", "+80"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*") {
            let _ = parse(&text);
        }

        #[test]
        fn a_pair_comes_back(published in 1_u16.., target in 1_u16..) {
            let ports = parse(&format!("{published}:{target}")).unwrap();
            prop_assert_eq!(ports.len(), 1);
            prop_assert_eq!(ports[0].target, target);
            prop_assert_eq!(ports[0].published.as_deref(), Some(published.to_string().as_str()));
        }
    }
}
