//! Bytes → text: UTF-8, or UTF-16 with a byte order mark, as YAML allows.

/// The text, without its byte order mark; or the offset of the first byte that is none.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, usize> {
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest.to_vec()),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, usize> {
    String::from_utf8(bytes).map_err(|error| error.utf8_error().valid_up_to())
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, usize> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let mut text = String::with_capacity(bytes.len());
    for (at, c) in char::decode_utf16(units).enumerate() {
        text.push(c.map_err(|_| at * 2)?);
    }
    if rest.is_empty() { Ok(text) } else { Err(bytes.len()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_dropped_and_bad_bytes_are_found() {
        assert_eq!(decode(b"\xef\xbb\xbfa: 1".to_vec()), Ok("a: 1".to_owned()));
        assert_eq!(decode(b"\xff\xfea\x00\xe4\x00".to_vec()), Ok("aä".to_owned()));
        assert_eq!(decode(b"\xfe\xff\x00a\x00\xe4".to_vec()), Ok("aä".to_owned()));
        assert_eq!(decode(b"ab\xff".to_vec()), Err(2));
    }
}
