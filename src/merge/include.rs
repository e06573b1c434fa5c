//! `include`: puts an included project's parts in place.
//!
//! The included project is the base; the including document is merged into it by name.
//! <https://docs.docker.com/reference/compose-file/include/>

use super::reset::Marks;
use super::strategies::over;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest, renamed};
use crate::source::{Loc, Spanned};
use crate::tree::{Node, Value};

/// One item of `include`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Include {
    /// Where it stands.
    pub loc: Loc,
    /// The main file and its overrides.
    pub paths: Vec<Spanned<String>>,
    /// The folder that relative paths inside are relative to.
    pub project_directory: Option<Spanned<String>>,
    /// Its own env_files; none means the `.env` of its folder.
    pub env_files: Option<Vec<Spanned<String>>>,
}

/// The sections that an included project gives, and the one key of ours that is about them.
const SECTIONS: [&str; 7] =
    ["services", "volumes", "networks", "secrets", "configs", "models", "x-aws-cloudformation"];

/// Takes `include` out of a document and reads it.
pub fn read(document: &mut Node, diagnostics: &mut Diagnostics) -> Vec<Include> {
    let Some(node) = document.as_map_mut().and_then(|map| map.remove("include")) else { return Vec::new() };
    let Value::List(items) = node.value else {
        if !node.is_null() {
            diagnostics.push(not_a_list(&node));
        }
        return Vec::new();
    };
    for item in &items {
        unknown(item, diagnostics);
    }
    items
        .iter()
        .filter_map(|item| read_item(item).map_err(|bad| diagnostics.push(bad_item(bad))).ok())
        .collect()
}

/// Warns of what an item cannot have; Compose leaves it out.
fn unknown(item: &Node, diagnostics: &mut Diagnostics) {
    const KNOWN: [&str; 3] = ["path", "project_directory", "env_file"];
    let Some(map) = item.as_map().filter(|map| map.contains("path")) else { return };
    for (name, loc, _) in map.iter().filter(|(name, ..)| !KNOWN.contains(name) && !name.starts_with("x-")) {
        let message = format!("an `include` has no attribute `{name}`, and it is left out");
        let finding = Diagnostic::new(Code::UnknownOfInclude, message).at(loc);
        let meant = |name: &str| nearest(name, KNOWN).map(str::to_owned);
        diagnostics.push(match meant(name) {
            Some(near) => {
                let remedy = renamed(name, loc, &near, map.keys(), meant);
                finding.help(format!("did you mean `{near}`?")).remedy(remedy)
            }
            None => finding.help("remove it: an item has `path`, `project_directory` and `env_file`"),
        });
    }
}

fn read_item(item: &Node) -> Result<Include, &Node> {
    let text = |node: &Node| node.as_text().map(|text| Spanned::new(text.to_owned(), node.loc));
    if let Some(path) = text(item) {
        return Ok(Include { loc: item.loc, paths: vec![path], project_directory: None, env_files: None });
    }
    let texts = |node: &'_ Node| -> Option<Vec<Spanned<String>>> {
        match node.as_list() {
            Some(list) => list.iter().map(text).collect(),
            None => Some(vec![text(node)?]),
        }
    };
    let path = item.get("path").ok_or(item)?;
    let paths = texts(path).filter(|paths| !paths.is_empty()).ok_or(path)?;
    let project_directory = match item.get("project_directory") {
        Some(node) => Some(text(node).ok_or(node)?),
        None => None,
    };
    let env_files = match item.get("env_file") {
        Some(node) if !node.is_null() => Some(texts(node).ok_or(node)?),
        _ => None,
    };
    Ok(Include { loc: item.loc, paths, project_directory, env_files })
}

/// Puts an included model into the document that includes it.
pub fn import(document: &mut Node, included: Node, marks: &Marks, diagnostics: &mut Diagnostics) {
    let mut wrapped = included;
    marks.apply(&mut wrapped);
    let Value::Map(mut sections) = wrapped.value else { return };
    let Some(target) = document.as_map_mut() else { return };
    for section in SECTIONS {
        let Some(base) = sections.remove_entry(section) else { continue };
        match target.remove_entry(section) {
            None => {
                target.insert(section, base.key, base.node);
            }
            Some(upper) => {
                let merged = over(base.node, upper.node, &[section], diagnostics);
                target.insert(section, upper.key, merged);
            }
        }
    }
}

fn not_a_list(node: &Node) -> Diagnostic {
    Diagnostic::new(Code::BadInclude, format!("`include` must be a list, this is {}", node.described()))
        .at(node.loc)
        .help("write `include:` and below it `- path/to/compose.yaml`")
}

fn bad_item(node: &Node) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Code::BadInclude, "this cannot be included").label(node.loc, node.described());
    let misspelt = node.as_map().and_then(|map| map.keys().find(|key| nearest(key, ["path"]).is_some()));
    match misspelt.filter(|key| *key != "path") {
        Some(key) => diagnostic.help(format!("write `path` in place of `{key}`")),
        None => diagnostic.help(
            "write a path, or a mapping with `path` (one or several), `project_directory` and `env_file`",
        ),
    }
}
