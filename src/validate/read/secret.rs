//! `secrets` and `configs`: of the top level, and of a service.
//! <https://docs.docker.com/reference/compose-file/secrets/>,
//! <https://docs.docker.com/reference/compose-file/configs/>

use super::external::read_external;
use super::keys;
use super::scalar::{flag, given, is_empty, items, read_entries, read_line, sorted, to_int, to_text};
use crate::compose::{self, Source};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};
use crate::tree::Node;

/// Reads `secrets` of the top level.
pub(super) fn read_secrets(tree: &Node, diagnostics: &mut Diagnostics) -> Vec<compose::Secret> {
    let mut found = Vec::new();
    for (key, loc, node) in sorted(tree, "secrets") {
        let (key, name, source) = read_head("secrets", key, loc, node, diagnostics);
        let labels = read_entries(node, "labels", diagnostics);
        let mut secret =
            compose::Secret { key, name, source, labels, loc: node.loc, ..compose::Secret::default() };
        keys::read_secret(node, &mut secret, diagnostics);
        found.push(secret);
    }
    found
}

/// Reads `configs` of the top level.
pub(super) fn read_configs(tree: &Node, diagnostics: &mut Diagnostics) -> Vec<compose::Config> {
    let mut found = Vec::new();
    for (key, loc, node) in sorted(tree, "configs") {
        let (key, name, source) = read_head("configs", key, loc, node, diagnostics);
        let mut config = compose::Config { key, name, source, loc: node.loc, ..compose::Config::default() };
        keys::read_config(node, &mut config, diagnostics);
        found.push(config);
    }
    found
}

fn read_head(
    section: &str,
    key: &str,
    loc: Loc,
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> (Spanned<String>, Spanned<String>, Option<Source>) {
    let external = flag(node, "external").is_some_and(|flag| flag.value);
    if external {
        read_external(section, key, node, diagnostics);
    }
    let key = Spanned::new(key.to_owned(), loc);
    let name = read_line(node, "name", diagnostics).unwrap_or_else(|| key.clone());
    let text = |attribute: &str| given(node, attribute).and_then(to_text);
    let source = if external {
        Some(Source::External(name.clone()))
    } else {
        let file = text("file").map(Source::File);
        let environment = || text("environment").map(Source::Environment);
        file.or_else(environment).or_else(|| text("content").map(Source::Content))
    };
    (key, name, source)
}

/// Reads what a service uses of a section.
pub(super) fn read_grants(
    service: &Node,
    section: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<compose::Grant> {
    let mut found = Vec::new();
    for item in items(service, section) {
        let target = read_line(item, "target", diagnostics);
        if let Some(target) = &target
            && target.value.split('/').any(|step| step == "..")
        {
            diagnostics.push(climbing_target(section, target));
        }
        let Some(source) = item.get("source").and_then(to_text) else { continue };
        let uid = read_id(item, "uid", diagnostics);
        let gid = read_id(item, "gid", diagnostics);
        let mode = read_mode(item, diagnostics);
        found.push(compose::Grant { loc: item.loc, source, target, uid, gid, mode });
    }
    found
}

fn read_id(item: &Node, key: &str, diagnostics: &mut Diagnostics) -> Option<Spanned<u32>> {
    let node = given(item, key).filter(|node| !is_empty(node))?;
    let id = to_int(node).and_then(|id| u32::try_from(id).ok());
    if id.is_none() {
        diagnostics.push(bad_id(key, node.loc));
    }
    id.map(|id| Spanned::new(id, node.loc))
}

/// A number is the mode itself, text has its octal spelling.
fn read_mode(item: &Node, diagnostics: &mut Diagnostics) -> Option<Spanned<u32>> {
    let node = given(item, "mode")?;
    let mode = match node.as_text() {
        Some(text) => u32::from_str_radix(text.trim_start_matches("0o"), 8).ok(),
        None => to_int(node).and_then(|mode| u32::try_from(mode).ok()),
    };
    let mode = mode.filter(|mode| *mode <= 0o7777);
    if mode.is_none() {
        diagnostics.push(bad_mode(node.loc));
    }
    mode.map(|mode| Spanned::new(mode, node.loc))
}

fn climbing_target(key: &str, target: &Spanned<String>) -> Diagnostic {
    let message = format!("the target `{}` in `{key}` climbs out of its folder", target.value.escape_debug());
    Diagnostic::new(Code::ContainerPath, message)
        .label(target.loc, "has `..` in it")
        .help("write the absolute path in the container")
}

fn bad_id(key: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::FileRights, format!("`{key}` of a file is no number"))
        .label(loc, "not a number from 0")
        .help("write the number of the user or group; names are known inside the image only")
}

fn bad_mode(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::FileRights, "`mode` of a file is not a mode of Unix")
        .label(loc, "not an octal number up to 7777")
        .help("write it with a leading zero, such as `mode: 0440`")
}
