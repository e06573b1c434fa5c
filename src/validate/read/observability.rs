//! How tasks are watched and entered: `x-aws-exec`, `x-aws-firelens`, `x-aws-log_secrets`, `x-aws-xray`.

use super::given::Given;
use super::prevalidated;
use super::scalar::{Shape, flag, read_clean, to_text};
use crate::compose::{Exec, ExecLogging, ExecRecord, Firelens, FirelensKind, SecretVariable, Xray};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};
use crate::tree::Node;

/// Reads `x-aws-exec` of the top level: whether, or how.
pub(super) fn read_exec(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Option<Exec> {
    if let Some(enabled) = key.flag() {
        return Some(Exec { enabled, logging: None, kms_key: None });
    }
    let node = &key.validated()?;
    Some(Exec {
        enabled: Spanned::new(true, key.key_loc()),
        logging: prevalidated::member(node, "logging").map(|logging| read_logging(logging, diagnostics)),
        kms_key: prevalidated::text(node, "kms_key"),
    })
}

fn read_logging(node: &Node, diagnostics: &mut Diagnostics) -> Spanned<ExecLogging> {
    let logging = match to_text(node).map(|text| text.value).as_deref() {
        Some("none") => ExecLogging::None,
        Some(_) => ExecLogging::Default,
        None => {
            let record = ExecRecord {
                log_group: prevalidated::text(node, "log_group"),
                bucket: prevalidated::text(node, "bucket"),
                prefix: prevalidated::text(node, "prefix"),
                encrypted: flag(node, "encrypted"),
            };
            if record.log_group.is_none() && record.bucket.is_none() {
                diagnostics.push(nowhere(node.loc));
            }
            if let (Some(prefix), None) = (&record.prefix, &record.bucket) {
                diagnostics.push(no_bucket(prefix.loc));
            }
            ExecLogging::Override(record)
        }
    };
    Spanned::new(logging, node.loc)
}

/// Reads `x-aws-firelens`.
pub(super) fn read_firelens(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Option<Firelens> {
    let value = &key.validated()?;
    let firelens = Firelens {
        loc: key.key_loc(),
        kind: prevalidated::word(value, "type", &FirelensKind::ALL),
        config: prevalidated::text(value, "config"),
        metadata: flag(value, "metadata"),
        image: prevalidated::text(value, "image"),
        memory: prevalidated::number(value, "memory"),
    };
    if let Some(kind) = firelens.kind.as_ref().filter(|kind| kind.value == FirelensKind::Fluentd) {
        if firelens.image.is_none() {
            diagnostics.push(no_image(kind.loc));
        }
        if let Some(config) = firelens.config.as_ref().filter(|config| config.value.starts_with("arn:")) {
            diagnostics.push(no_bucket_for_fluentd(config.loc, kind.loc));
        }
    }
    Some(firelens)
}

/// Reads `x-aws-log_secrets` of a service.
pub(super) fn read_log_secrets(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Vec<SecretVariable> {
    let mut found = Vec::new();
    for (name, value) in prevalidated::entries(key.parent, key.name) {
        let Some(name) = read_clean(name, Shape::Line, "the name of an option", diagnostics) else {
            continue;
        };
        found.extend(to_text(value).map(|from| SecretVariable { name, from }));
    }
    found.sort_unstable_by(|one, other| one.name.value.cmp(&other.name.value));
    found
}

/// Reads `x-aws-version_consistency` of a service.
pub(super) fn read_consistency(key: &Given<'_>) -> Option<Spanned<bool>> {
    key.word(&[("enabled", true), ("disabled", false)])
}

/// Reads `x-aws-xray`: whether, or how.
pub(super) fn read_xray(key: &Given<'_>) -> Option<Xray> {
    if let Some(enabled) = key.flag() {
        return Some(Xray { enabled, config: None, memory: None });
    }
    let value = &key.validated()?;
    Some(Xray {
        enabled: Spanned::new(true, key.key_loc()),
        config: prevalidated::text(value, "config"),
        memory: prevalidated::number(value, "memory"),
    })
}

fn nowhere(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::SessionRecord, "the record of a session needs a place")
        .at(loc)
        .help("name a `log_group` or a `bucket`, or write `logging: default` or `logging: none`")
}

fn no_bucket(loc: Loc) -> Diagnostic {
    Diagnostic::new(
        Code::SessionRecord,
        "`prefix` is the beginning of keys in a bucket, and no bucket is named",
    )
    .at(loc)
    .help("add `bucket`, or remove `prefix`")
}

fn no_image(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::RouterImage, "AWS has no image of Fluentd")
        .at(loc)
        .help("add `image` with one of your own, or leave `type` out for Fluent Bit")
}

fn no_bucket_for_fluentd(loc: Loc, kind: Loc) -> Diagnostic {
    Diagnostic::new(Code::RouterFile, "on Fargate only Fluent Bit reads its configuration from a bucket")
        .label(loc, "in a bucket")
        .label(kind, "not Fluent Bit")
        .help("put the file into the image and write its path, or use `type: fluentbit`")
}
