//! `volumes` and `tmpfs` of a service.
//! <https://docs.docker.com/reference/compose-file/services/#volumes>

use super::scalar::{flag, given, items, read_line, read_size, to_int, to_text};
use crate::compose::{self, MountKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::bytes::ByteSize;
use crate::source::{Loc, Spanned};
use crate::tree::Node;

/// Reads the mounts that are no tmpfs.
pub(super) fn read_mounts(service: &Node, diagnostics: &mut Diagnostics) -> Vec<compose::Mount> {
    items(service, "volumes")
        .filter(|item| !is_tmpfs(item))
        .filter_map(|item| read_mount(item, diagnostics))
        .collect()
}

/// Reads `tmpfs`, and then the mounts of that type.
pub(super) fn read_tmpfs(service: &Node, diagnostics: &mut Diagnostics) -> Vec<compose::Tmpfs> {
    let mut found: Vec<_> = items(service, "tmpfs")
        .filter_map(to_text)
        .filter_map(|text| read_short(&text, diagnostics))
        .collect();
    for item in items(service, "volumes").filter(|item| is_tmpfs(item)) {
        found.extend(read_long(item, diagnostics));
    }
    found
}

fn is_tmpfs(item: &Node) -> bool {
    item.get("type").and_then(Node::as_text) == Some("tmpfs")
}

fn read_mount(item: &Node, diagnostics: &mut Diagnostics) -> Option<compose::Mount> {
    let kind = item.get("type").and_then(to_text)?.map(|word| match word.as_str() {
        "volume" => MountKind::Volume,
        "bind" => MountKind::Bind,
        _ => MountKind::Other,
    });
    let target = read_target(item, diagnostics)?;
    let source = read_line(item, "source", diagnostics);
    let read_only = flag(item, "read_only").is_some_and(|flag| flag.value);
    Some(compose::Mount { loc: item.loc, kind, source, target, read_only, shown: None })
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

fn no_target(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadVolume, "a mount does not say where it goes in the container")
        .label(loc, "`target` is missing")
        .help("add `target: /path`")
}

fn bad_tmpfs_size(amount: &str, error: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadByteSize, format!("the size `{amount}` of a tmpfs cannot be read: {error}"))
        .at(loc)
        .help("write a number of bytes, or a number with a unit: `size=64m`")
}
