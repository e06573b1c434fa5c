//! Base 64 with padding, broken into lines at will: the text of a `!!binary` scalar, and bytes in a script.
//! <https://www.rfc-editor.org/rfc/rfc4648#section-4>

use thiserror::Error;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The text is not base 64.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the text is not base64")]
pub struct Base64Error;

/// Decodes base 64; line ends are skipped, padding is required.
pub fn decode(text: &str) -> Result<Vec<u8>, Base64Error> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    let (groups, []) = digits.as_chunks::<4>() else { return Err(Base64Error) };
    let mut out = Vec::with_capacity(groups.len() * 3);
    for (index, group) in groups.iter().enumerate() {
        let padding = group.iter().rev().take_while(|byte| **byte == b'=').count();
        if padding > 2 || (padding > 0 && index + 1 < groups.len()) {
            return Err(Base64Error);
        }
        let mut bits = 0_u32;
        for byte in group.iter().take(4 - padding) {
            bits = bits << 6 | digit(*byte).ok_or(Base64Error)?;
        }
        bits <<= 6 * padding;
        out.extend(bits.to_be_bytes().into_iter().skip(1).take(3 - padding));
    }
    Ok(out)
}

/// Bytes as text, in lines of this length.
pub fn encode(bytes: &[u8], line: usize) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| chunk.get(index).copied().map_or(0, u32::from);
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (index, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            if line > 0 && text.len() % (line + 1) == line {
                text.push('\n');
            }
            let letter = usize::try_from(bits >> shift & 63).ok().and_then(|at| ALPHABET.get(at));
            text.push(letter.filter(|_| index <= chunk.len()).map_or('=', |letter| char::from(*letter)));
        }
    }
    text
}

fn digit(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn encodes_in_lines() {
        assert_eq!(encode(&[255; 7], 4), "////\n////\n/w==");
    }

    proptest! {
        #[test]
        fn what_is_encoded_comes_back(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(decode(&encode(&bytes, 76)), Ok(bytes));
        }
    }

    #[test]
    fn decodes() {
        let table: [(&str, &[u8]); 7] = [
            ("", b""),
            ("Zg==", b"f"),
            ("Zm8=", b"fo"),
            ("Zm9v", b"foo"),
            ("Zm9v\nYmFy\r\n", b"foobar"),
            ("+/+/", &[0xfb, 0xff, 0xbf]),
            ("AAECAw==", &[0, 1, 2, 3]),
        ];
        for (text, wanted) in table {
            assert_eq!(decode(text).as_deref(), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn refuses() {
        for text in ["***", "Zg=", "Zg", "Z", "====", "Z===", "Zg==Zg==", "Zm 9v", "Zm9-", "=Zm9", "Z=9v"] {
            assert_eq!(decode(text), Err(Base64Error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "([A-Za-z0-9+/=\n]|\\PC){0,40}") {
            let _ = decode(&text);
        }
    }
}
