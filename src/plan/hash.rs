//! Hash: a number that follows from a text, the same on every machine and in every version.

/// FNV-1a, mixed: <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>.
pub(crate) fn fnv1a(text: &str) -> u64 {
    let mixed = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed ^ (mixed >> 33)
}

/// Eight letters and digits for a text that is no name.
pub(crate) fn short(text: &str) -> String {
    format!("{:08x}", fnv1a(text) >> 32)
}
