//! Base 64 with padding, broken into lines at will: the text of a `!!binary` scalar, and bytes in a script.
//! <https://www.rfc-editor.org/rfc/rfc4648#section-4>

use std::sync::LazyLock;

use data_encoding::{BASE64, Encoding};
use thiserror::Error;

/// Bits that a last letter has too many are not looked at, as Go does it.
static LENIENT: LazyLock<Encoding> = LazyLock::new(|| {
    let mut rules = BASE64.specification();
    rules.check_trailing_bits = false;
    rules.encoding().expect("internal error: the alphabet is that of RFC 4648")
});

/// The text is not base 64.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the text is not base64")]
pub struct Base64Error;

/// Decodes base 64; line ends are skipped, padding is required.
pub fn decode(text: &str) -> Result<Vec<u8>, Base64Error> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    // The library also reads texts that were padded and put together.
    let end = digits.iter().position(|byte| *byte == b'=').unwrap_or(digits.len());
    if digits.iter().skip(end).any(|byte| *byte != b'=') {
        return Err(Base64Error);
    }
    LENIENT.decode(&digits).map_err(|_| Base64Error)
}

/// Bytes as text, in lines of this length.
pub fn encode(bytes: &[u8], line: usize) -> String {
    let text = BASE64.encode(bytes);
    if line == 0 {
        return text;
    }
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(line).map(String::from_iter).collect::<Vec<_>>().join("\n")
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
