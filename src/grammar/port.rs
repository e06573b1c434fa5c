//! Ports in the short syntax: `[[ip:]published:]target[/protocol]`.
//! <https://github.com/compose-spec/compose-spec/blob/main/05-services.md#short-syntax-3>

use std::net::IpAddr;

use thiserror::Error;

/// One port of a short-syntax entry; a range yields several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortPort {
    /// The address to listen on, as written, without brackets.
    pub host_ip: Option<String>,
    /// The published port, or a range `a-b` to choose from.
    pub published: Option<String>,
    /// The port in the container.
    pub target: u16,
    /// `tcp`, `udp` or `sctp`.
    pub protocol: String,
}

/// Why a text is no port.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PortError {
    /// There is no container port.
    #[error("no port specified in `{0}`")]
    NoTarget(String),
    /// The container port is zero.
    #[error("container port `{0}` is zero")]
    ZeroTarget(String),
    /// The protocol is unknown.
    #[error("protocol `{0}` is none of `tcp`, `udp`, `sctp`")]
    BadProtocol(String),
    /// The host address is none.
    #[error("`{0}` is not an IP address")]
    BadAddress(String),
    /// The container port is no port or range.
    #[error("invalid container port `{text}`: {fault}")]
    BadTarget {
        /// The part at fault.
        text: String,
        /// The fault.
        fault: PortNumberFault,
    },
    /// The published port is no port or range.
    #[error("invalid published port `{text}`: {fault}")]
    BadPublished {
        /// The part at fault.
        text: String,
        /// The fault.
        fault: PortNumberFault,
    },
    /// Two ranges of different lengths.
    #[error("the ranges `{published}` and `{target}` have different lengths")]
    RangeMismatch {
        /// The published range.
        published: String,
        /// The container's range.
        target: String,
    },
}

/// The faults of a port or a range of ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PortNumberFault {
    /// It is no number.
    #[error("it is not a number or a range of two")]
    NotANumber,
    /// It is above 65535 or negative.
    #[error("a port is at most 65535")]
    OutOfRange,
    /// The range ends before it begins.
    #[error("the range ends before it begins")]
    Reversed,
}

/// An entry of `ports`, read and not yet expanded: a short text may stand for tens of thousands of ports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortPorts {
    host_ip: Option<String>,
    hosts: Option<(u16, u16)>,
    targets: (u16, u16),
    protocol: String,
}

/// Reads an entry of `ports`.
pub fn parse(text: &str) -> Result<ShortPorts, PortError> {
    let (address, published, container) = split_parts(text);
    let (target, protocol) = container.split_once('/').unwrap_or((container, ""));
    if target.is_empty() {
        return Err(PortError::NoTarget(text.to_owned()));
    }
    let protocol = read_protocol(protocol)?;
    let host_ip = read_address(address)?;
    let targets = read_range(target)
        .map_err(|fault| PortError::BadTarget { text: target.to_owned(), fault })
        .and_then(
            |range| if range.0 == 0 { Err(PortError::ZeroTarget(target.to_owned())) } else { Ok(range) },
        )?;
    let hosts = match published {
        "" => None,
        text => {
            Some(read_range(text).map_err(|fault| PortError::BadPublished { text: text.to_owned(), fault })?)
        }
    };
    if hosts.is_some_and(|hosts| width(targets) > 0 && width(hosts) != width(targets)) {
        return Err(PortError::RangeMismatch { published: published.to_owned(), target: target.to_owned() });
    }
    Ok(ShortPorts { host_ip, hosts, targets, protocol })
}

fn width((first, last): (u16, u16)) -> u16 {
    last - first
}

impl ShortPorts {
    /// How many ports it stands for.
    pub fn count(&self) -> usize {
        usize::from(width(self.targets)) + 1
    }

    /// Each of the ports.
    pub fn expand(self) -> Vec<ShortPort> {
        let Self { host_ip, hosts, targets, protocol } = self;
        let mut ports: Vec<ShortPort> = (targets.0..=targets.1)
            .map(|target| ShortPort {
                host_ip: host_ip.clone(),
                published: hosts.map(|(first, last)| match width(targets) {
                    0 if first != last => format!("{first}-{last}"),
                    _ => first.saturating_add(target - targets.0).to_string(),
                }),
                target,
                protocol: protocol.clone(),
            })
            .collect();
        // NOTE: Compose orders the ports of a range as text, so 10 comes before 8.
        ports.sort_by_cached_key(|port| format!("{}/", port.target));
        ports
    }
}

/// Cuts at the last two colons: what is left in front is the address, even if it has colons of its own.
fn split_parts(text: &str) -> (&str, &str, &str) {
    let Some((rest, target)) = text.rsplit_once(':') else { return ("", "", text) };
    let (address, published) = rest.rsplit_once(':').unwrap_or(("", rest));
    (address, published, target)
}

fn read_protocol(text: &str) -> Result<String, PortError> {
    match text.to_lowercase().as_str() {
        "" => Ok("tcp".to_owned()),
        known @ ("tcp" | "udp" | "sctp") => Ok(known.to_owned()),
        _ => Err(PortError::BadProtocol(text.to_owned())),
    }
}

fn read_address(text: &str) -> Result<Option<String>, PortError> {
    if text.is_empty() {
        return Ok(None);
    }
    let bare = match text.strip_prefix('[') {
        Some(inner) => inner.strip_suffix(']'),
        None => Some(text),
    };
    match bare {
        Some("") => Ok(None),
        Some(address) if address.parse::<IpAddr>().is_ok() => Ok(Some(address.to_owned())),
        Some(_) | None => Err(PortError::BadAddress(text.to_owned())),
    }
}

fn read_range(text: &str) -> Result<(u16, u16), PortNumberFault> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (read_number(first)?, read_number(last)?);
    if last < first { Err(PortNumberFault::Reversed) } else { Ok((first, last)) }
}

fn read_number(text: &str) -> Result<u16, PortNumberFault> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(PortNumberFault::NotANumber);
    }
    digits.parse().map_err(|_| PortNumberFault::OutOfRange)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> Result<String, PortError> {
        let one = |port: ShortPort| {
            let ShortPort { host_ip, published, target, protocol } = port;
            let part = |part: Option<String>| part.map_or(String::new(), |part| part + "|");
            format!("{}{}{target}/{protocol}", part(host_ip), part(published))
        };
        Ok(parse(text)?.expand().into_iter().map(one).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn reads() {
        let table = [
            ("3000", "3000/tcp"),
            ("3000-3002", "3000/tcp 3001/tcp 3002/tcp"),
            ("8000:80", "8000|80/tcp"),
            ("8000:80/UDP", "8000|80/udp"),
            ("80/", "80/tcp"),
            ("6060:6060/sctp", "6060|6060/sctp"),
            ("9090-9091:8080-8081", "9090|8080/tcp 9091|8081/tcp"),
            ("8000-8005:80", "8000-8005|80/tcp"),
            ("8000-8000:80", "8000|80/tcp"),
            ("18-22:8-12", "20|10/tcp 21|11/tcp 22|12/tcp 18|8/tcp 19|9/tcp"),
            ("9-11:9-11", "10|10/tcp 11|11/tcp 9|9/tcp"),
            ("127.0.0.1:8001:8001", "127.0.0.1|8001|8001/tcp"),
            ("127.0.0.1::8001", "127.0.0.1|8001/tcp"),
            ("127.0.0.1:5000-5001:6000-6001/udp", "127.0.0.1|5000|6000/udp 127.0.0.1|5001|6001/udp"),
            ("[::1]:80:80", "::1|80|80/tcp"),
            ("::1:80:80", "::1|80|80/tcp"),
            ("[2001:db8::1]::443", "2001:db8::1|443/tcp"),
            ("[127.0.0.1]:80:80", "127.0.0.1|80|80/tcp"),
            (":80", "80/tcp"),
            ("::80", "80/tcp"),
            ("0:80", "0|80/tcp"),
            ("+80", "80/tcp"),
            ("65535", "65535/tcp"),
        ];
        for (text, wanted) in table {
            assert_eq!(shown(text).as_deref(), Ok(wanted), "{text}");
        }
        assert_eq!(
            parse("1-65535:1-65535").map(|ports| (ports.count(), ports.expand().len())),
            Ok((65535, 65535))
        );
    }

    #[test]
    fn refuses() {
        use PortNumberFault as F;
        let target = |text: &str, part: &str, fault| {
            (text.to_owned(), PortError::BadTarget { text: part.to_owned(), fault })
        };
        let published = |text: &str, part: &str, fault| {
            (text.to_owned(), PortError::BadPublished { text: part.to_owned(), fault })
        };
        let mismatch = |published: &str, target: &str| {
            let (published, target) = (published.to_owned(), target.to_owned());
            (format!("{published}:{target}"), PortError::RangeMismatch { published, target })
        };
        let address = |text: &str| (format!("{text}:80:80"), PortError::BadAddress(text.to_owned()));
        let none = |text: &str| (text.to_owned(), PortError::NoTarget(text.to_owned()));
        let table = [
            none(""),
            none("/tcp"),
            none("80:"),
            none(":"),
            ("0".to_owned(), PortError::ZeroTarget("0".to_owned())),
            ("0-1".to_owned(), PortError::ZeroTarget("0-1".to_owned())),
            ("80/icmp".to_owned(), PortError::BadProtocol("icmp".to_owned())),
            ("80/tcp/udp".to_owned(), PortError::BadProtocol("tcp/udp".to_owned())),
            address("localhost"),
            address("127.0.0.256"),
            address("127.0.0.01"),
            address("[::1"),
            address("[::1]x"),
            address("fe80::1%eth0"),
            target("abc", "abc", F::NotANumber),
            target("80: 80", " 80", F::NotANumber),
            target("65536", "65536", F::OutOfRange),
            target("82-80", "82-80", F::Reversed),
            target("1-2-3", "1-2-3", F::NotANumber),
            target("80-", "80-", F::NotANumber),
            published("70000:80", "70000", F::OutOfRange),
            published("-1:80", "-1", F::NotANumber),
            published("x:80", "x", F::NotANumber),
            published("8002-8000:80-82", "8002-8000", F::Reversed),
            mismatch("8000-8002", "80-81"),
            mismatch("8000", "80-81"),
        ];
        for (text, error) in table {
            assert_eq!(parse(&text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "([0-9:\\[\\]./-]|tcp|\\PC){0,20}") {
            let _ = parse(&text);
        }

        #[test]
        fn numbers_come_back(published: u16, target in 1_u16..) {
            let wanted = format!("{published}|{target}/tcp");
            prop_assert_eq!(shown(&format!("{published}:{target}")), Ok(wanted));
        }
    }
}
