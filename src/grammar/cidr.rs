//! Networks by their first address and the length of what their addresses share: `10.0.0.0/16`, `fd00::/8`.
//! <https://www.rfc-editor.org/rfc/rfc4632#section-3.1>

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The widest network that is still somebody's own: `10.0.0.0/8`, and `fc00::/7`.
const WIDEST_OWN: (u8, u8) = (8, 7);

/// A network, with nothing set beyond its prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cidr {
    address: IpAddr,
    length: u8,
}

impl Cidr {
    /// Reads `address/length`; bits beyond the length are dropped, as EC2 does.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, length) = text.split_once('/')?;
        if length.is_empty() || !length.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let length: u8 = length.parse().ok()?;
        let address = match address.parse().ok()? {
            IpAddr::V4(address) => {
                let mask = u32::MAX.checked_shl(32_u32.checked_sub(length.into())?).unwrap_or(0);
                IpAddr::V4(Ipv4Addr::from_bits(address.to_bits() & mask))
            }
            IpAddr::V6(address) => {
                let mask = u128::MAX.checked_shl(128_u32.checked_sub(length.into())?).unwrap_or(0);
                IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask))
            }
        };
        Some(Self { address, length })
    }

    /// True for a network of IPv6.
    pub fn is_v6(self) -> bool {
        self.address.is_ipv6()
    }

    /// True when it is so wide that strangers are in it: the whole world, a half of it, a quarter …
    pub fn is_of_strangers(self) -> bool {
        self.length < if self.is_v6() { WIDEST_OWN.1 } else { WIDEST_OWN.0 }
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.length)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn networks() {
        let table = [
            ("10.0.0.0/16", Some("10.0.0.0/16"), false),
            ("10.1.2.3/16", Some("10.1.0.0/16"), false),
            ("192.0.2.7/32", Some("192.0.2.7/32"), false),
            ("10.0.0.0/8", Some("10.0.0.0/8"), false),
            ("10.0.0.0/7", Some("10.0.0.0/7"), true),
            ("0.0.0.0/0", Some("0.0.0.0/0"), true),
            ("128.0.0.0/1", Some("128.0.0.0/1"), true),
            ("::/0", Some("::/0"), true),
            ("2000::/3", Some("2000::/3"), true),
            ("fd00::/8", Some("fd00::/8"), false),
            ("2001:db8::1/64", Some("2001:db8::/64"), false),
            ("10.0.0.0", None, false),
            ("10.0.0.0/33", None, false),
            ("::/129", None, false),
            ("10.0.0.0/+8", None, false),
            ("10.0.0/8", None, false),
            ("", None, false),
        ];
        for (text, expected, strangers) in table {
            let cidr = Cidr::parse(text);
            assert_eq!(cidr.map(|cidr| cidr.to_string()).as_deref(), expected, "{text}");
            assert_eq!(cidr.is_some_and(Cidr::is_of_strangers), strangers, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[0-9a-f:./]{0,16}") {
            if let Some(cidr) = Cidr::parse(&text) {
                prop_assert_eq!(Cidr::parse(&cidr.to_string()), Some(cidr), "what is printed is read as the same");
            }
        }
    }
}
