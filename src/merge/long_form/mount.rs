//! Mounts and devices: `./a:/b:ro` → `{type, source, target, read_only}`.

use super::mapping;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::device;
use crate::grammar::volume::{self, ShortVolume, VolumeError};
use crate::source::Loc;
use crate::tree::{Map, Node, Path, Value};

/// Rewrites the short items of a list of mounts.
pub(super) fn mounts(node: &mut Node, path: &Path, diagnostics: &mut Diagnostics) {
    let Some(list) = node.as_list_mut() else { return };
    list.retain_mut(|item| {
        let Value::Text(text) = &item.value else { return true };
        match volume::parse(text) {
            Ok(volume) => {
                if volume.drive && !volume.bind {
                    diagnostics.push(drive(text, item.loc));
                }
                *item = entry(volume, item.loc);
                true
            }
            Err(error) => {
                diagnostics.push(bad_volume(text, &error, item.loc, path));
                false
            }
        }
    });
}

fn entry(volume: ShortVolume, loc: Loc) -> Node {
    let kind = if volume.bind { "bind" } else { "volume" };
    let mut node = mapping(loc, [("type", Value::Text(kind.to_owned()))]);
    let Some(map) = node.as_map_mut() else { return node };
    if let Some(source) = volume.source {
        map.insert("source", loc, Node::text(source, loc));
    }
    map.insert("target", loc, Node::text(volume.target, loc));
    if volume.read_only {
        map.insert("read_only", loc, Node::new(Value::Bool(true), loc));
    }
    let mut options = Map::default();
    if volume.bind {
        options.fill("create_host_path", Value::Bool(true));
        for (key, value) in [("propagation", volume.propagation), ("selinux", volume.selinux)] {
            if let Some(value) = value {
                options.insert(key, loc, Node::text(value, loc));
            }
        }
    } else if volume.no_copy {
        options.insert("nocopy", loc, Node::new(Value::Bool(true), loc));
    }
    map.insert(kind, Loc::default(), Node::made(Value::Map(options)));
    node
}

/// Rewrites the short items of a list of devices.
pub(super) fn devices(node: &mut Node, path: &Path, diagnostics: &mut Diagnostics) {
    for item in node.as_list_mut().into_iter().flatten() {
        let Value::Text(text) = &item.value else { continue };
        match device::parse(text) {
            Some((source, target, permissions)) => {
                let entries =
                    [("source", Value::Text(source)), ("target", Value::Text(target)), ("permissions", Value::Text(permissions))];
                *item = mapping(item.loc, entries);
            }
            None => diagnostics.push(bad_device(text, item.loc, path)),
        }
    }
}

fn drive(text: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::OneLetterVolume, format!("`{text}` is read as one path on a Windows drive, not as a volume"))
        .at(loc)
        .help("give the volume a name of two letters or more, or use the long form")
}

fn bad_volume(text: &str, error: &VolumeError, loc: Loc, path: &Path) -> Diagnostic {
    Diagnostic::new(Code::BadVolume, format!("`{text}` in `{path}` is not a mount: {error}"))
        .at(loc)
        .help("write `name:/path`, `./folder:/path` or `/path`, with `:ro` behind it for read-only")
}

fn bad_device(text: &str, loc: Loc, path: &Path) -> Diagnostic {
    Diagnostic::new(Code::BadDevice, format!("`{text}` in `{path}` has more than three parts"))
        .at(loc)
        .help("write `/dev/name`, `/dev/name:/dev/other` or `/dev/name:/dev/other:rwm`")
}
