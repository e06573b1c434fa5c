//! The commands of the first container, for the shell of POSIX
//! (<https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html>), such that a reviewer can
//! read them.
//!
//! Text stands in single quotes as it is. What is no text, or what CloudFormation would replace, stands in
//! base64, which is exact for all bytes. Values of secrets are in variables, and never in the commands.

use crate::cfn::{Text, ecs};
use crate::grammar::base64;

use super::layout::Layout;
use super::{Content, File};

/// The length of a line of base64.
const LINE: usize = 76;

/// The commands, and the variables that they read.
pub(super) fn write(layouts: &[Layout<'_>]) -> (String, Vec<ecs::Secret>) {
    if layouts.is_empty() {
        return (String::new(), Vec::new());
    }
    let mut lines = vec!["umask 077".to_owned()];
    let mut values: Vec<Text> = Vec::new();
    for layout in layouts {
        for folder in &layout.folders {
            lines.push(format!("mkdir -p -m 0755 {}", quoted(&layout.seen(folder))));
        }
        for file in &layout.files {
            // One of the last start may be read-only, and whose access point has one user may not write to
            // it.
            if layout.is_kept(&file.path) {
                lines.push(format!("rm -f {}", quoted(&layout.seen(&file.path))));
            }
            lines.extend(of_file(file, &quoted(&layout.seen(&file.path)), &mut values));
        }
    }
    let secret = |(index, value_from)| ecs::Secret { name: variable(index), value_from };
    let mut script = lines.join("\n");
    script.push('\n');
    (script, values.into_iter().enumerate().map(secret).collect())
}

fn of_file(file: &File<'_>, path: &str, values: &mut Vec<Text>) -> Vec<String> {
    let mut lines = vec![match &file.content {
        Content::Secret(value) => {
            let known = values.iter().position(|known| known == value);
            let index = known.unwrap_or_else(|| {
                values.push(value.clone());
                values.len() - 1
            });
            format!("printf '%s' \"${}\" > {path}", variable(index))
        }
        Content::Bytes([]) => format!(": > {path}"),
        Content::Bytes(bytes) => match text(bytes) {
            Some(text) => format!("printf '%s' {} > {path}", single_quoted(text)),
            None => format!("printf '%s' '{}' | base64 -d > {path}", base64::encode(bytes, LINE)),
        },
    }];
    let owner = match (file.uid, file.gid) {
        (Some(uid), Some(gid)) => Some(format!("{uid}:{gid}")),
        (Some(uid), None) => Some(uid.to_string()),
        (None, Some(gid)) => Some(format!(":{gid}")),
        (None, None) => None,
    };
    lines.extend(owner.map(|owner| format!("chown {owner} {path}")));
    lines.push(format!("chmod {:04o} {path}", file.mode));
    lines
}

fn variable(index: usize) -> String {
    format!("SECRET_{index}")
}

/// Bytes that a template can show as they are.
fn text(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let fine = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
    (text.chars().all(fine) && !text.contains('\u{feff}') && !text.contains("{{resolve:")).then_some(text)
}

/// A word of the shell, in quotes where it needs them.
pub(in crate::lower) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if word.chars().all(plain) { word.to_owned() } else { single_quoted(word) }
}

fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
