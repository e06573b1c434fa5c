//! `volumes` of the top level, `volumes` and `tmpfs` of a service.
//! <https://docs.docker.com/reference/compose-file/volumes/>,
//! <https://docs.docker.com/reference/compose-file/services/#volumes>

use super::keys;
use super::scalar::{flag, given, items, read_entries, read_line, read_size, sorted, to_int, to_text};
use crate::compose::{self, MountKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::bytes::ByteSize;
use crate::source::{Loc, Spanned};
use crate::tree::Node;

/// The words in the mode of a `volumes_from`; those of `SELinux` mean nothing on Fargate.
/// <https://docs.docker.com/reference/compose-file/services/#volumes_from>
const MODES: [&str; 4] = ["ro", "rw", "z", "Z"];

/// Reads the volumes of the top level.
pub(super) fn read_all(tree: &Node, diagnostics: &mut Diagnostics) -> Vec<compose::Volume> {
    let volumes = sorted(tree, "volumes").into_iter();
    volumes
        .map(|(key, loc, node)| read_volume(Spanned::new(key.to_owned(), loc), node, diagnostics))
        .collect()
}

/// The early rules find attributes that an external volume cannot have, as Compose itself refuses them.
fn read_volume(key: Spanned<String>, node: &Node, diagnostics: &mut Diagnostics) -> compose::Volume {
    let name = read_line(node, "name", diagnostics).unwrap_or_else(|| key.clone());
    let external = flag(node, "external").filter(|flag| flag.value);
    let is_of_docker = !name.value.starts_with("fs-") && !name.value.starts_with("arn:");
    let made_instead = external.as_ref().filter(|_| is_of_docker && node.get("x-aws-ebs").is_none());
    let made_instead = made_instead.map(|flag| flag.loc);
    let mut volume = compose::Volume {
        key,
        name,
        external: external.is_some() && made_instead.is_none(),
        made_instead,
        labels: read_entries(node, "labels", diagnostics),
        driver: read_line(node, "driver", diagnostics),
        driver_opts: read_entries(node, "driver_opts", diagnostics),
        loc: node.loc,
        ..compose::Volume::default()
    };
    keys::read_volume(node, &mut volume, diagnostics);
    volume
}

/// Reads the mounts that are no tmpfs.
pub(super) fn read_mounts(service: &Node, diagnostics: &mut Diagnostics) -> Vec<compose::Mount> {
    let mut found = Vec::new();
    for item in items(service, "volumes").filter(|item| !is_tmpfs(item)) {
        let keys = keys::read_mount(item, diagnostics);
        match keys.dropped {
            Some(word) => diagnostics.push(left_out(item, word)),
            None => found.extend(read_mount(item, keys, diagnostics)),
        }
    }
    found
}

/// Reads `volumes_from`: `service` or `service:mode`. Containers that are no services are in the support
/// table.
pub(super) fn read_volumes_from(service: &Node, diagnostics: &mut Diagnostics) -> Vec<compose::VolumesFrom> {
    let mut found = Vec::new();
    for text in items(service, "volumes_from").filter_map(to_text) {
        let (name, mode) = text.value.split_once(':').unwrap_or((&text.value, "rw"));
        if name == "container" {
            continue;
        }
        if let Some(bad) = mode.split(',').find(|word| !MODES.contains(word)) {
            diagnostics.push(bad_mode(bad, text.loc));
        }
        let service = Spanned::new(name.to_owned(), text.loc);
        found.push(compose::VolumesFrom { service, read_only: mode.split(',').any(|word| word == "ro") });
    }
    found
}

/// Reads `tmpfs`, and then the mounts of that type.
pub(super) fn read_tmpfs(service: &Node, diagnostics: &mut Diagnostics) -> Vec<compose::Tmpfs> {
    let mut found: Vec<_> = items(service, "tmpfs")
        .filter_map(to_text)
        .filter_map(|text| read_short(&text, diagnostics))
        .collect();
    for item in items(service, "volumes").filter(|item| is_tmpfs(item)) {
        if keys::read_mount(item, diagnostics).becomes.is_some() {
            diagnostics.push(nothing_to_keep(item.loc));
        }
        found.extend(read_long(item, diagnostics));
    }
    found
}

fn is_tmpfs(item: &Node) -> bool {
    item.get("type").and_then(Node::as_text) == Some("tmpfs")
}

fn read_mount(item: &Node, keys: keys::MountKeys, diagnostics: &mut Diagnostics) -> Option<compose::Mount> {
    let kind = item.get("type").and_then(to_text)?.map(|word| match word.as_str() {
        "volume" => MountKind::Volume,
        "bind" => MountKind::Bind,
        _ => MountKind::Other,
    });
    let target = read_target(item, diagnostics)?;
    let source = read_line(item, "source", diagnostics);
    let read_only = flag(item, "read_only").is_some_and(|flag| flag.value);
    let subpath = item.get("volume").and_then(|volume| read_line(volume, "subpath", diagnostics));
    let create_host_path = item.get("bind").and_then(|bind| flag(bind, "create_host_path"));
    let keys::MountKeys { becomes, copy_up, dropped: _ } = keys;
    if becomes.is_some() && kind.value == MountKind::Other {
        diagnostics.push(nothing_to_keep(item.loc));
    }
    Some(compose::Mount {
        loc: item.loc,
        kind,
        source,
        target,
        read_only,
        subpath,
        no_copy: item.get("volume").and_then(|volume| flag(volume, "nocopy")).is_some_and(|flag| flag.value),
        copy_up,
        becomes,
        create_host_path: create_host_path.is_none_or(|flag| flag.value),
        shown: None,
    })
}

fn read_target(item: &Node, diagnostics: &mut Diagnostics) -> Option<Spanned<String>> {
    if given(item, "target").is_none_or(|target| target.as_text() == Some("")) {
        diagnostics.push(no_target(item.loc));
    }
    read_line(item, "target", diagnostics)
}

/// The grammar of `docker run --tmpfs`: `/path`, or `/path:option,option=value`.
fn read_short(text: &Spanned<String>, diagnostics: &mut Diagnostics) -> Option<compose::Tmpfs> {
    let (target, written) = text.value.split_once(':').unwrap_or((&text.value, ""));
    if target.is_empty() {
        diagnostics.push(no_target(text.loc));
        return None;
    }
    let mut size = None;
    let mut options = Vec::new();
    for option in written.split(',').map(str::trim).filter(|option| !option.is_empty()) {
        match option.strip_prefix("size=") {
            Some(amount) => size = read_tmpfs_size(amount, text.loc, diagnostics),
            None => options.push(option.to_owned()),
        }
    }
    Some(compose::Tmpfs { target: Spanned::new(target.to_owned(), text.loc), size, options })
}

fn read_tmpfs_size(amount: &str, loc: Loc, diagnostics: &mut Diagnostics) -> Option<Spanned<ByteSize>> {
    match ByteSize::parse(amount) {
        Ok(size) if size.as_bytes() > 0 => return Some(Spanned::new(size, loc)),
        // The kernel takes 0 for "no limit of its own".
        Ok(size) if size.as_bytes() == 0 => {}
        Ok(_) => diagnostics.push(bad_tmpfs_size(amount, "it is below zero", loc)),
        Err(error) => diagnostics.push(bad_tmpfs_size(amount, &error.to_string(), loc)),
    }
    None
}

fn read_long(item: &Node, diagnostics: &mut Diagnostics) -> Option<compose::Tmpfs> {
    let target = read_target(item, diagnostics)?;
    let settings = item.get("tmpfs");
    let mut options = Vec::new();
    if flag(item, "read_only").is_some_and(|flag| flag.value) {
        options.push("ro".to_owned());
    }
    options.extend(
        settings.and_then(|node| node.get("mode")).and_then(to_mode).map(|mode| format!("mode={mode}")),
    );
    let size = settings.and_then(|node| read_size(node, "size", diagnostics));
    Some(compose::Tmpfs { target, size, options })
}

/// A number is the mode itself, text has its octal spelling already.
fn to_mode(node: &Node) -> Option<String> {
    match node.as_text() {
        Some(text) => Some(text.trim_start_matches('0').to_owned()).filter(|text| !text.is_empty()),
        None => to_int(node).map(|mode| format!("{mode:o}")),
    }
}

fn nothing_to_keep(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadVolume, "`x-aws-volume` is for bind mounts and volumes")
        .at(loc)
        .help("mount a named volume, such as `data:/data` with `data:` under the top level's `volumes`")
}

fn left_out(item: &Node, word: Loc) -> Diagnostic {
    let shown = item.get("source").or_else(|| item.get("target")).and_then(Node::as_text).unwrap_or_default();
    Diagnostic::new(Code::MountDropped, format!("the mount of `{shown}` is left out"))
        .label(word, "said here")
        .help("remove `x-aws-optional` to have it mounted")
}

fn no_target(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadVolume, "a mount does not say where it goes in the container")
        .label(loc, "`target` is missing")
        .help("add `target: /path`")
}

fn bad_mode(word: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadVolume, format!("`{word}` is no mode of `volumes_from`"))
        .at(loc)
        .help("write the service's name alone, or with `:ro` or `:rw` behind it")
}

fn bad_tmpfs_size(amount: &str, error: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadByteSize, format!("the size `{amount}` of a tmpfs cannot be read: {error}"))
        .at(loc)
        .help("write a number of bytes, or a number with a unit: `size=64m`")
}
