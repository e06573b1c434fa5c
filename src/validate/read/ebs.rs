//! Disks: `x-aws-ebs` of a volume, and `x-aws-ephemeral_storage` of a service.
//!
//! The bounds are those of
//! <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html> and
//! <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EphemeralStorage.html>.

use super::extensions::{bad_value, is_empty, read_text};
use super::keys::{EPHEMERAL, FILESYSTEMS, VOLUME_TYPES};
use super::scalar::{flag, to_int};
use crate::compose::Ebs;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest, not_among};
use crate::source::{Loc, Spanned};
use crate::tree::Node;

const KEY: &str = "x-aws-ebs";
const EPHEMERAL_KEY: &str = "x-aws-ephemeral_storage";

/// What may be said about a disk.
const ATTRIBUTES: [&str; 8] =
    ["size", "type", "iops", "throughput", "encrypted", "kms_key_id", "snapshot_id", "filesystem"];

/// Reads `x-aws-ebs` of a volume.
pub(super) fn read(volume: &Node, diagnostics: &mut Diagnostics) -> Option<Ebs> {
    let node = volume.get(KEY).filter(|node| !is_empty(node))?;
    let Some(map) = node.as_map() else {
        diagnostics.push(bad_value(KEY, "a mapping", node.loc));
        return None;
    };
    for (name, loc, _) in map.iter().filter(|(name, ..)| !ATTRIBUTES.contains(name)) {
        diagnostics.push(unknown(name, loc));
    }
    let ebs = Ebs {
        loc: volume.as_map().and_then(|map| map.key_loc(KEY)).unwrap_or(node.loc),
        size: read_gibibytes(node, "size", 1..=16_384, diagnostics),
        volume_type: read_word(node, "type", &VOLUME_TYPES, diagnostics),
        iops: read_number(node, "iops", 100..=256_000, diagnostics),
        throughput: read_number(node, "throughput", 125..=1000, diagnostics),
        encrypted: read_flag(node, diagnostics),
        kms_key_id: read_text(node, "kms_key_id", diagnostics),
        snapshot_id: read_text(node, "snapshot_id", diagnostics),
        filesystem: read_word(node, "filesystem", &FILESYSTEMS, diagnostics),
    };
    check(&ebs, node, diagnostics);
    Some(ebs)
}

/// Reads `x-aws-ephemeral_storage` of a service.
pub(super) fn read_ephemeral_storage(service: &Node, diagnostics: &mut Diagnostics) -> Option<Spanned<u32>> {
    read_gibibytes(service, EPHEMERAL_KEY, EPHEMERAL, diagnostics)
}

/// What goes together.
fn check(ebs: &Ebs, node: &Node, diagnostics: &mut Diagnostics) {
    let kind = ebs.volume_type.as_ref().map_or("gp3", |kind| kind.value.as_str());
    if ebs.size.is_none() && ebs.snapshot_id.is_none() && node.get("size").is_none_or(is_empty) {
        diagnostics.push(wrong(
            "a disk needs `size`, or `snapshot_id` of one",
            ebs.loc,
            "add `size: 20`, in GiB",
        ));
    }
    let least = match kind {
        "io1" | "io2" => 4,
        "sc1" | "st1" => 125,
        _ => 1,
    };
    if let Some(size) = ebs.size.as_ref().filter(|size| size.value < least) {
        let message = format!("a disk of type `{kind}` is at least {least} GiB large");
        diagnostics.push(impossible(&message, size.loc, "make it larger, or leave `type` out for `gp3`"));
    }
    match (&ebs.iops, kind) {
        (None, "io1" | "io2") => {
            let message = format!("a disk of type `{kind}` needs `iops`");
            diagnostics.push(impossible(
                &message,
                ebs.loc,
                "add `iops: 3000`, or leave `type` out for `gp3`",
            ));
        }
        (Some(iops), "gp2" | "sc1" | "st1") => {
            let message = format!("a disk of type `{kind}` has no `iops` to choose");
            diagnostics.push(impossible(&message, iops.loc, "remove `iops`, or leave `type` out for `gp3`"));
        }
        (Some(iops), "gp3") if !(3000..=16_000).contains(&iops.value) => {
            let message = "a disk of type `gp3` has 3000 to 16000 `iops`";
            diagnostics.push(impossible(
                message,
                iops.loc,
                "remove `iops` for the 3000 that every such disk has",
            ));
        }
        _ => {}
    }
    if let Some(throughput) = ebs.throughput.as_ref().filter(|_| kind != "gp3") {
        let message = format!("a disk of type `{kind}` has no `throughput` to choose");
        diagnostics.push(impossible(
            &message,
            throughput.loc,
            "remove `throughput`, or leave `type` out for `gp3`",
        ));
    }
    let plain = ebs.encrypted.as_ref().filter(|encrypted| !encrypted.value);
    if let (Some(plain), Some(key)) = (plain, &ebs.kms_key_id) {
        let message = "`kms_key_id` encrypts a disk that shall not be encrypted";
        diagnostics
            .push(impossible(message, key.loc, "remove one of them").label(plain.loc, "not encrypted"));
    }
}

fn read_flag(node: &Node, diagnostics: &mut Diagnostics) -> Option<Spanned<bool>> {
    let written = node.get("encrypted").filter(|node| !is_empty(node))?;
    let read = flag(node, "encrypted");
    if read.is_none() {
        diagnostics.push(wrong("`encrypted` is no boolean", written.loc, "write `true` or `false`"));
    }
    read
}

fn read_word(
    node: &Node,
    key: &str,
    words: &[&str],
    diagnostics: &mut Diagnostics,
) -> Option<Spanned<String>> {
    let word = read_text(node, key, diagnostics)?;
    if words.contains(&word.value.as_str()) {
        return Some(word);
    }
    diagnostics.push(not_among(Code::BadExtension, key, &word.value, word.loc, words));
    None
}

fn read_number(
    node: &Node,
    key: &str,
    bounds: std::ops::RangeInclusive<u32>,
    diagnostics: &mut Diagnostics,
) -> Option<Spanned<u32>> {
    let node = node.get(key).filter(|node| !is_empty(node))?;
    let number = to_int(node).and_then(|number| u32::try_from(number).ok());
    let number = number.filter(|number| bounds.contains(number));
    if number.is_none() {
        diagnostics.push(out_of_bounds(key, "", &bounds, node.loc));
    }
    number.map(|number| Spanned::new(number, node.loc))
}

/// A number of GiB, or one with its unit: `30`, `30g`.
fn read_gibibytes(
    node: &Node,
    key: &str,
    bounds: std::ops::RangeInclusive<u32>,
    diagnostics: &mut Diagnostics,
) -> Option<Spanned<u32>> {
    let node = node.get(key).filter(|node| !is_empty(node))?;
    let number = gibibytes(node).filter(|number| bounds.contains(number));
    if number.is_none() {
        diagnostics.push(out_of_bounds(key, " of GiB", &bounds, node.loc));
    }
    number.map(|number| Spanned::new(number, node.loc))
}

fn gibibytes(node: &Node) -> Option<u32> {
    let number = match node.as_text() {
        Some(text) => to_gibibytes(text),
        None => to_int(node),
    };
    number.and_then(|number| u32::try_from(number).ok())
}

fn to_gibibytes(text: &str) -> Option<i64> {
    let text = text.to_ascii_lowercase();
    let number = ["gib", "gb", "g"].iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(&text);
    number.parse().ok()
}

fn unknown(name: &str, loc: Loc) -> Diagnostic {
    let message = format!("`{KEY}` has no attribute `{}`", name.escape_debug());
    let help = match nearest(name, ATTRIBUTES) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it has {}", ATTRIBUTES.map(|name| format!("`{name}`")).join(", ")),
    };
    wrong(&message, loc, &help)
}

fn out_of_bounds(key: &str, unit: &str, bounds: &std::ops::RangeInclusive<u32>, loc: Loc) -> Diagnostic {
    let (from, to) = (bounds.start(), bounds.end());
    let message = format!("`{key}` expects a whole number{unit} from {from} to {to}");
    wrong(&message, loc, &format!("write one such as `{key}: {}`", from.max(&30).min(to)))
}

fn wrong(message: &str, loc: Loc, help: &str) -> Diagnostic {
    Diagnostic::new(Code::BadExtension, message).at(loc).help(help)
}

/// The finding for two attributes that are good and do not go together.
fn impossible(message: &str, loc: Loc, help: &str) -> Diagnostic {
    Diagnostic::new(Code::NotDeployable, message).at(loc).help(help)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::to_gibibytes;

    #[test]
    fn sizes() {
        let table = [
            ("30", Some(30)),
            ("30g", Some(30)),
            ("30GB", Some(30)),
            ("30GiB", Some(30)),
            ("g", None),
            ("30m", None),
            ("3.5g", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(to_gibibytes(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,8}") {
            to_gibibytes(&text);
        }
    }
}
