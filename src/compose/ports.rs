//! `ports`: what a service publishes.

use crate::compose::{Balancing, ListenerOptions, Transport};
use crate::source::{Loc, Spanned};

/// One published port in long form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// Where it stands.
    pub loc: Loc,
    /// The port in the container.
    pub target: Spanned<u16>,
    /// The port outside.
    pub published: Option<Spanned<Published>>,
    /// TCP or UDP.
    pub transport: Transport,
    /// `host_ip`, which means nothing on Fargate.
    pub host_ip: Option<Spanned<String>>,
    /// `name`.
    pub name: Option<Spanned<String>>,
    /// `app_protocol`, as written.
    pub app_protocol: Option<Spanned<String>>,
    /// `x-aws-protocol`.
    pub protocol: Option<Spanned<Protocol>>,
    /// The keys about what carries it.
    pub balancing: Balancing,
    /// The keys about listeners and routes.
    pub listener: ListenerOptions,
}

impl Port {
    /// Whether it is for the host itself alone.
    pub fn is_loopback(&self) -> bool {
        self.host_ip.as_ref().is_some_and(|address| {
            let address = address.value.trim_matches(['[', ']']);
            address == "localhost" || address == "::1" || address.starts_with("127.")
        })
    }

    /// Whether it leaves the number outside to Docker and says nothing of who carries it, so nobody knows
    /// where to look for it.
    pub fn is_bare(&self) -> bool {
        let number = self.published.as_ref().map(|published| published.value);
        matches!(number, None | Some(Published::Number(0))) && !self.has_keys()
    }

    /// Whether an `x-aws-*` key says something of it.
    pub fn has_keys(&self) -> bool {
        self.protocol.is_some()
            || self.balancing != Balancing::default()
            || self.listener != ListenerOptions::default()
    }

    /// Whether others outside reach it.
    pub fn is_published(&self) -> bool {
        !self.is_loopback() && !self.is_bare()
    }

    /// The number outside, where one is given.
    pub fn number(&self) -> Option<u16> {
        match self.published.as_ref()?.value {
            Published::Number(0) => None,
            Published::Number(number) | Published::Range(number, _) => Some(number),
        }
    }

    /// Its protocol; the error is a protocol in the file that does not go with its transport.
    ///
    /// `x-aws-protocol` holds, then `app_protocol`. Without a word 443, outside or in the container, is
    /// `https` and 80 is `http`, because who publishes these expects a browser to understand the port. A port
    /// with routes or a listener of an application load balancer is `http`, as only that looks at requests.
    /// Nothing else is guessed: it is TCP or UDP.
    pub fn spoken(&self) -> Result<Protocol, &'static str> {
        let udp = self.transport == Transport::Udp;
        match self.said_protocol() {
            Some(protocol) if (protocol == Protocol::Udp) != udp => Err(Protocol::ALL
                .iter()
                .find(|(_, other)| *other == protocol)
                .map_or("another protocol", |(word, _)| word)),
            Some(protocol) => Ok(protocol),
            None if udp => Ok(Protocol::Udp),
            None => Ok(self.default_protocol()),
        }
    }

    /// The protocol that the file names.
    pub fn said_protocol(&self) -> Option<Protocol> {
        let named = self.app_protocol.as_ref().and_then(|said| {
            let known = Protocol::ALL.iter().find(|(word, _)| said.value.eq_ignore_ascii_case(word));
            known.map(|(_, protocol)| *protocol)
        });
        self.protocol.as_ref().map(|said| said.value).or(named)
    }

    fn default_protocol(&self) -> Protocol {
        let numbers = [Some(self.target.value), self.number()];
        if numbers.contains(&Some(443)) {
            Protocol::Https
        } else if numbers.contains(&Some(80))
            || !self.listener.routes.all.is_empty()
            || self.listener.listener.is_some()
        {
            Protocol::Http
        } else {
            Protocol::Tcp
        }
    }
}

/// `published`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// One port.
    Number(u16),
    /// Any free port of a range.
    Range(u16, u16),
}

/// `x-aws-protocol` of a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// `http`: HTTP/1.1 behind an application load balancer.
    Http,
    /// `https`: TLS ends at the application load balancer.
    Https,
    /// `http2`: HTTP/2 to the container.
    Http2,
    /// `grpc`.
    Grpc,
    /// `tcp`: network load balancer.
    Tcp,
    /// `udp`: network load balancer.
    Udp,
    /// `tls`: TLS ends at the network load balancer.
    Tls,
}

impl Protocol {
    /// Every word and its meaning.
    pub const ALL: [(&'static str, Self); 7] = [
        ("http", Self::Http),
        ("https", Self::Https),
        ("http2", Self::Http2),
        ("grpc", Self::Grpc),
        ("tcp", Self::Tcp),
        ("udp", Self::Udp),
        ("tls", Self::Tls),
    ];

    /// True when an application load balancer carries it.
    pub fn is_http(self) -> bool {
        matches!(self, Self::Http | Self::Https | Self::Http2 | Self::Grpc)
    }
}
