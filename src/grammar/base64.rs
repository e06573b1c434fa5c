//! Base64, for YAML's `!!binary` (RFC 4648, line breaks and blanks ignored).

/// The bytes behind the text, none if it is not base64.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut buffer, mut bits) = (0_u32, 0_u32);
    let mut letters = 0_usize;
    let mut padding = 0_usize;
    for c in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        letters += 1;
        if c == b'=' {
            padding += 1;
            continue;
        }
        let value = match c {
            _ if padding > 0 => return None,
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        buffer = (buffer << 6 | u32::from(value)) & 0x00ff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(buffer >> bits & 0xff).unwrap_or_default());
        }
    }
    (letters % 4 == 0 && padding <= 2).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_what_yaml_may_hold() {
        assert_eq!(decode("aGVsbG8=").as_deref(), Some(b"hello".as_slice()));
        assert_eq!(decode("aGVs\n bG8h").as_deref(), Some(b"hello!".as_slice()));
        assert_eq!(decode(""), Some(Vec::new()));
        for bad in ["a", "aGVsbG8", "aGV*", "a=b=", "===="] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }
}
