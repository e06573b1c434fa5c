//! `secrets` and `configs`: of the top level, and of a service; the `x-aws-*` keys about secrets.
//! <https://docs.docker.com/reference/compose-file/secrets/>, <https://docs.docker.com/reference/compose-file/configs/>

use super::extensions::{bad_value, is_empty, read_files};
use super::prevalidated;
use super::project::read_external;
use super::scalar::{
    Shape, flag, given, items, read_clean, read_entries, read_line, sorted, to_int, to_text,
};
use crate::compose::{self, Generate, Source};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, not_among};
use crate::source::{Loc, Spanned};
use crate::tree::{Map, Node};

const GENERATE: &str = "x-aws-generate";
const KEYS: &str = "x-aws-keys";
const VARIABLES: &str = "x-aws-secrets";

/// The attributes of `x-aws-generate`.
pub(super) const RULES: [&str; 10] = [
    "length",
    "exclude_characters",
    "exclude_lowercase",
    "exclude_uppercase",
    "exclude_numbers",
    "exclude_punctuation",
    "include_space",
    "require_each_included_type",
    "template",
    "key",
];

/// Reads `secrets` of the top level.
pub(super) fn read_secrets(tree: &Node, diagnostics: &mut Diagnostics) -> Vec<compose::Secret> {
    let mut found = Vec::new();
    for (key, loc, node) in sorted(tree, "secrets") {
        let (key, name, source) = read_head("secrets", key, loc, node, diagnostics);
        found.push(compose::Secret {
            key,
            name,
            source,
            labels: read_entries(node, "labels", diagnostics),
            generate: read_generate(node, diagnostics),
            keys: read_keys(node, diagnostics),
            kms_key: prevalidated::text(node, "x-aws-kms_key"),
            loc: node.loc,
        });
    }
    found
}

/// Reads `configs` of the top level.
pub(super) fn read_configs(tree: &Node, diagnostics: &mut Diagnostics) -> Vec<compose::Config> {
    let mut found = Vec::new();
    for (key, loc, node) in sorted(tree, "configs") {
        let (key, name, source) = read_head("configs", key, loc, node, diagnostics);
        let files = read_files(node);
        found.push(compose::Config { key, name, source, files, content: None, loc: node.loc });
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

fn read_generate(node: &Node, diagnostics: &mut Diagnostics) -> Option<Spanned<Generate>> {
    const WANTED: &str = "`true`, or a mapping of rules";
    let given = node.get(GENERATE).filter(|node| !is_empty(node))?;
    let generate = match given.as_bool() {
        Some(true) => Some(Generate::default()),
        Some(false) => return None,
        None => given.as_map().and_then(|map| read_rules(given, map, diagnostics)),
    };
    if generate.is_none() {
        diagnostics.push(bad_value(GENERATE, WANTED, given.loc));
    }
    generate.map(|generate| Spanned::new(generate, given.loc))
}

fn read_rules(node: &Node, map: &Map, diagnostics: &mut Diagnostics) -> Option<Generate> {
    for (key, loc, _) in map.iter().filter(|(key, ..)| !RULES.contains(key)) {
        diagnostics.push(not_among(Code::BadExtension, GENERATE, key, loc, &RULES));
    }
    let length = match node.get("length") {
        Some(length) => {
            let length = to_int(length).and_then(|length| u32::try_from(length).ok());
            Some(length.filter(|length| (1..=4096).contains(length))?)
        }
        None => None,
    };
    let rule = |key: &str| match node.get(key) {
        Some(node) => node.as_bool().map(Some),
        None => Some(None),
    };
    let text = |key: &str| match node.get(key) {
        Some(node) => to_text(node).map(|text| Some(text.value)),
        None => Some(None),
    };
    let template = match (text("template")?, text("key")?) {
        (Some(template), Some(key)) if is_json_map(&template) => Some((template, key)),
        (None, None) => None,
        _ => return None,
    };
    Some(Generate {
        length,
        exclude_characters: text("exclude_characters")?,
        exclude_lowercase: rule("exclude_lowercase")?,
        exclude_uppercase: rule("exclude_uppercase")?,
        exclude_numbers: rule("exclude_numbers")?,
        exclude_punctuation: rule("exclude_punctuation")?,
        include_space: rule("include_space")?,
        require_each_included_type: rule("require_each_included_type")?,
        template,
    })
}

fn is_json_map(text: &str) -> bool {
    serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text).is_ok()
}

/// A list of keys, which are the files' names too, or a mapping of files' names and keys.
fn read_keys(node: &Node, diagnostics: &mut Diagnostics) -> Vec<(Spanned<String>, Spanned<String>)> {
    const WANTED: &str = "a list of keys, or a mapping of names of files and keys";
    let Some(given) = node.get(KEYS).filter(|node| !is_empty(node)) else { return Vec::new() };
    let mut pairs = Vec::new();
    if let Some(list) = given.as_list() {
        for item in list {
            match item.as_text() {
                Some(key) => {
                    let key = Spanned::new(key.to_owned(), item.loc);
                    pairs.push((key.clone(), key));
                }
                None => diagnostics.push(bad_value(KEYS, WANTED, item.loc)),
            }
        }
    } else if given.as_map().is_some() {
        for (file, loc, key) in sorted(node, KEYS) {
            match key.as_text() {
                Some(text) => {
                    let key = Spanned::new(text.to_owned(), key.loc);
                    pairs.push((Spanned::new(file.to_owned(), loc), key));
                }
                None => diagnostics.push(bad_value(KEYS, WANTED, key.loc)),
            }
        }
    } else {
        diagnostics.push(bad_value(KEYS, WANTED, given.loc));
    }
    pairs.retain(|(file, key)| {
        let good = is_file_name(&file.value) && is_json_key(&key.value);
        if !good {
            diagnostics.push(bad_value(KEYS, "names without `/`, `:` and blanks", key.loc));
        }
        good
    });
    pairs
}

fn is_file_name(text: &str) -> bool {
    !matches!(text, "" | "." | ".." | "*") && !text.chars().any(|c| c == '/' || c.is_control())
}

/// ECS parts what it looks up by colons.
fn is_json_key(text: &str) -> bool {
    !text.is_empty() && text != "*" && !text.chars().any(|c| c == ':' || c.is_whitespace() || c.is_control())
}

/// Reads `x-aws-secrets` of a service.
pub(super) fn read_variables(service: &Node, diagnostics: &mut Diagnostics) -> Vec<compose::SecretVariable> {
    const WANTED: &str = "a mapping of variables and secrets";
    let Some(given) = service.get(VARIABLES).filter(|node| !is_empty(node)) else { return Vec::new() };
    if given.as_map().is_none() {
        diagnostics.push(bad_value(VARIABLES, WANTED, given.loc));
        return Vec::new();
    }
    let mut found = Vec::new();
    for (name, loc, node) in sorted(service, VARIABLES) {
        let text = node.as_text().filter(|text| !text.is_empty());
        let good = !name.is_empty() && !name.contains('=') && !name.chars().any(char::is_control);
        let Some(text) = text.filter(|_| good) else {
            diagnostics.push(bad_value(VARIABLES, WANTED, node.loc));
            continue;
        };
        let from = Spanned::new(text.to_owned(), node.loc);
        if let Some(from) = read_clean(from, Shape::Line, &format!("`{VARIABLES}`"), diagnostics) {
            found.push(compose::SecretVariable { name: Spanned::new(name.to_owned(), loc), from });
        }
    }
    found
}

/// `arn:aws:secretsmanager:eu-west-1:123456789012:secret:NAME`.
pub(super) fn is_secret_arn(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    match parts.as_slice() {
        ["arn", partition, "secretsmanager", region, account, "secret", name] => {
            let given = [partition, region, name].iter().all(|part| !part.is_empty());
            given && account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())
        }
        _ => false,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_of_secrets() {
        for (text, expected) in [
            ("arn:aws:secretsmanager:eu-west-1:123456789012:secret:a/b-abcdef", true),
            ("arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:a", true),
            ("arn:aws:secretsmanager:eu-west-1:123456789012:secret:a:key::", false),
            ("arn:aws:secretsmanager:eu-west-1:12345678901:secret:a", false),
            ("arn:aws:ssm:eu-west-1:123456789012:parameter/a", false),
            ("", false),
        ] {
            assert_eq!(is_secret_arn(text), expected, "{text}");
        }
    }
}
