//! Disks: `x-aws-ebs` of a volume, and `x-aws-ephemeral_storage` of a service.
//!
//! The bounds are those of
//! <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html>
//! and
//! <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EphemeralStorage.html>.

use super::given::Given;
use super::prevalidated;
use super::scalar::{flag, is_empty};
use crate::compose::Ebs;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};
use crate::tree::Node;

/// Reads `x-aws-ebs` of a volume.
pub(super) fn read(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Option<Ebs> {
    let node = &key.validated()?;
    let ebs = Ebs {
        loc: key.key_loc(),
        size: prevalidated::gibibytes(node, "size"),
        volume_type: prevalidated::text(node, "type"),
        iops: prevalidated::number(node, "iops"),
        throughput: prevalidated::number(node, "throughput"),
        encrypted: flag(node, "encrypted"),
        kms_key_id: prevalidated::text(node, "kms_key_id"),
        snapshot_id: prevalidated::text(node, "snapshot_id"),
        filesystem: prevalidated::text(node, "filesystem"),
    };
    check(&ebs, key.node, diagnostics);
    Some(ebs)
}

/// Reads `x-aws-ephemeral_storage` of a service.
pub(super) fn read_ephemeral_storage(key: &Given<'_>) -> Option<Spanned<u32>> {
    prevalidated::gibibytes(key.parent, key.name)
}

/// Reports settings that do not go together.
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

fn wrong(message: &str, loc: Loc, help: &str) -> Diagnostic {
    Diagnostic::new(Code::BadExtension, message).at(loc).help(help)
}

/// The finding for two attributes that are good and do not go together.
fn impossible(message: &str, loc: Loc, help: &str) -> Diagnostic {
    Diagnostic::new(Code::DiskSetting, message).at(loc).help(help)
}
