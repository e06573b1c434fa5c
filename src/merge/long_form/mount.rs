//! Mounts and devices: `./a:/b:ro` → `{type, source, target, read_only}`.

use super::mapping;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::grammar::device::{self, DeviceError};
use crate::grammar::volume::{self, ShortVolume, VolumeError, VolumeKind};
use crate::source::Loc;
use crate::tree::{Map, Node, Path, Value};

/// Rewrites the short items of a list of mounts.
pub(super) fn mounts(node: &mut Node, path: &Path, diagnostics: &mut Diagnostics) {
    let Some(list) = node.as_list_mut() else { return };
    list.retain_mut(|item| {
        let Value::Text(text) = &item.value else { return true };
        match volume::parse(text) {
            Ok(volume) => {
                if volume.drive_letter && volume.kind == VolumeKind::Volume {
                    diagnostics.push(drive(text, item.loc));
                }
                for option in volume.unknown_options.iter().filter(|it| !DESKTOP.contains(&it.as_str())) {
                    diagnostics.push(unknown_option(option, item.loc));
                }
                *item = entry(volume, item.loc);
                true
            }
            Err(error) => {
                diagnostics.push(bad_volume(&error, item.loc, path));
                false
            }
        }
    });
}

fn entry(volume: ShortVolume, loc: Loc) -> Node {
    let bind = volume.kind == VolumeKind::Bind;
    let kind = if bind { "bind" } else { "volume" };
    let mut node = mapping(loc, [("type", Value::text(kind))]);
    let Some(map) = node.as_map_mut() else { return node };
    if let Some(source) = volume.source {
        map.insert("source", loc, Node::text(source, loc));
    }
    map.insert("target", loc, Node::text(volume.target, loc));
    if volume.read_only {
        map.insert("read_only", loc, Node::new(Value::Bool(true), loc));
    }
    let mut options = Map::default();
    let mut of_bind = Map::default();
    if bind {
        of_bind.fill("create_host_path", Value::Bool(true));
    }
    for (key, value) in [("propagation", volume.propagation), ("selinux", volume.selinux)] {
        if let Some(value) = value {
            of_bind.insert(key, loc, Node::text(value, loc));
        }
    }
    if !bind && volume.no_copy {
        options.insert("nocopy", loc, Node::new(Value::Bool(true), loc));
    }
    // Compose keeps them at a volume, too, where they mean nothing.
    if !of_bind.is_empty() && !bind {
        map.insert("bind", Loc::default(), Node::made(Value::Map(of_bind)));
    } else if bind {
        options = of_bind;
    }
    map.insert(kind, Loc::default(), Node::made(Value::Map(options)));
    node
}

/// Rewrites the short items of a list of devices.
pub(super) fn devices(node: &mut Node, path: &Path, diagnostics: &mut Diagnostics) {
    for item in node.as_list_mut().into_iter().flatten() {
        let Value::Text(text) = &item.value else { continue };
        match device::parse(text) {
            Ok(device) => {
                let entries = [
                    ("source", device.source),
                    ("target", device.target),
                    ("permissions", device.permissions),
                ];
                *item = mapping(item.loc, entries.map(|(key, text)| (key, Value::text(text))));
            }
            Err(error) => diagnostics.push(bad_device(&error, item.loc, path)),
        }
    }
}

/// Options of Docker Desktop, which say how soon changes are seen.
const DESKTOP: [&str; 4] = ["", "cached", "consistent", "delegated"];

fn unknown_option(option: &str, loc: Loc) -> Diagnostic {
    const KNOWN: [&str; 3] = ["ro", "rw", "nocopy"];
    let diagnostic = Diagnostic::new(
        Code::UnknownMountOption,
        format!("the option `{option}` of a mount means nothing, and is left out"),
    )
    .at(loc);
    match nearest(option, KNOWN) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("remove it; `ro` makes the mount read-only"),
    }
}

fn drive(text: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(
        Code::OneLetterVolume,
        format!("`{text}` is read as one path on a Windows drive, not as a volume"),
    )
    .at(loc)
    .help("give the volume a name of two letters or more, or use the long form")
}

fn bad_volume(error: &VolumeError, loc: Loc, path: &Path) -> Diagnostic {
    Diagnostic::new(Code::BadVolume, format!("`{path}` has a mount that cannot be read: {error}"))
        .at(loc)
        .help("write `name:/path`, `./folder:/path` or `/path`, with `:ro` behind it for read-only")
}

fn bad_device(error: &DeviceError, loc: Loc, path: &Path) -> Diagnostic {
    Diagnostic::new(Code::BadDevice, format!("`{path}` has a device that cannot be read: {error}"))
        .at(loc)
        .help("write `/dev/name`, `/dev/name:/dev/other` or `/dev/name:/dev/other:rwm`")
}
