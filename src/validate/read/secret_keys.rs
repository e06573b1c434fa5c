//! The `x-aws-*` keys about secrets: how AWS makes one up, its entries, and the variables that it fills.

use super::given::Given;
use super::scalar::{Shape, read_clean, sorted, to_int, to_text};
use crate::compose::{self, Generate};
use crate::diagnostic::{Code, Diagnostics, not_among};
use crate::source::Spanned;
use crate::tree::Map;

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

/// Reads `x-aws-generate`.
pub(super) fn read_generate(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Option<Spanned<Generate>> {
    const WANTED: &str = "`true`, or a mapping of rules";
    let given = key.node;
    let generate = match given.as_bool() {
        Some(true) => Some(Generate::default()),
        Some(false) => return None,
        None => given.as_map().and_then(|map| read_rules(key, map, diagnostics)),
    };
    if generate.is_none() {
        diagnostics.push(key.bad(WANTED, given.loc));
    }
    generate.map(|generate| Spanned::new(generate, given.loc))
}

fn read_rules(key: &Given<'_>, map: &Map, diagnostics: &mut Diagnostics) -> Option<Generate> {
    let node = key.node;
    for (rule, loc, _) in map.iter().filter(|(rule, ..)| !RULES.contains(rule)) {
        diagnostics.push(not_among(Code::BadExtension, key.name, rule, loc, &RULES));
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

/// Reads `x-aws-keys`: a list of keys, which are the files' names too, or a mapping of files' names and keys.
pub(super) fn read_keys(
    given: &Given<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<(Spanned<String>, Spanned<String>)> {
    const WANTED: &str = "a list of keys, or a mapping of names of files and keys";
    let mut pairs = Vec::new();
    if let Some(list) = given.node.as_list() {
        for item in list {
            match item.as_text() {
                Some(key) => {
                    let key = Spanned::new(key.to_owned(), item.loc);
                    pairs.push((key.clone(), key));
                }
                None => diagnostics.push(given.bad(WANTED, item.loc)),
            }
        }
    } else if given.node.as_map().is_some() {
        for (file, loc, key) in sorted(given.parent, given.name) {
            match key.as_text() {
                Some(text) => {
                    let key = Spanned::new(text.to_owned(), key.loc);
                    pairs.push((Spanned::new(file.to_owned(), loc), key));
                }
                None => diagnostics.push(given.bad(WANTED, key.loc)),
            }
        }
    } else {
        diagnostics.push(given.bad(WANTED, given.node.loc));
    }
    pairs.retain(|(file, key)| {
        let good = is_file_name(&file.value) && is_json_key(&key.value);
        if !good {
            diagnostics.push(given.bad("names without `/`, `:` and blanks", key.loc));
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
pub(super) fn read_variables(
    given: &Given<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<compose::SecretVariable> {
    const WANTED: &str = "a mapping of variables and secrets";
    if given.node.as_map().is_none() {
        diagnostics.push(given.bad(WANTED, given.node.loc));
        return Vec::new();
    }
    let mut found = Vec::new();
    for (name, loc, node) in sorted(given.parent, given.name) {
        let text = node.as_text().filter(|text| !text.is_empty());
        let good = !name.is_empty() && !name.contains('=') && !name.chars().any(char::is_control);
        let Some(text) = text.filter(|_| good) else {
            diagnostics.push(given.bad(WANTED, node.loc));
            continue;
        };
        let from = Spanned::new(text.to_owned(), node.loc);
        if let Some(from) = read_clean(from, Shape::Line, &format!("`{}`", given.name), diagnostics) {
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
