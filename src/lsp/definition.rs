//! Where something is defined: services, networks, volumes, secrets and configs by name, anchors, and files.

use std::ops::Range;

use super::completion::section;
use super::hover::steps;
use super::locate::{self, Found};
use crate::load;

/// A place of a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// In the same text.
    Here(Range<usize>),
    /// A file, by its absolute path.
    File(String),
    /// A name of a section, in the file first or else in any other of the project.
    Name {
        /// `services`, `networks`, …
        section: &'static str,
        /// The name.
        name: String,
        /// The file to look in, where it is said.
        file: Option<String>,
    },
}

/// Returns the target of the word at a byte. `folder` is that of the file.
pub(super) fn target(text: &str, byte: usize, folder: &str) -> Option<Target> {
    if let Some(anchor) = anchor(text, byte) {
        return Some(Target::Here(anchor));
    }
    let trees = locate::trees(text);
    locate::at(&trees, byte).into_iter().find_map(|found| {
        let path = steps(&found.path);
        if let Some(file) = file(&path, &found, folder) {
            return Some(Target::File(file));
        }
        let section = section(&found.path)?;
        let name = name(&path, &found)?;
        // `extends: {file: …, service: …}` names a service of that file.
        let service = path.get(1).copied().flatten();
        let extended = service.filter(|_| path.get(2) == Some(&Some("extends")));
        let file = extended.and_then(|service| {
            let file = trees
                .iter()
                .find_map(|tree| tree.at(&["services", service, "extends", "file"])?.as_text())?;
            Some(load::absolute(folder, file))
        });
        Some(Target::Name { section, name, file })
    })
}

/// The path of a file that is named at a path.
fn file(path: &[Option<&str>], found: &Found, folder: &str) -> Option<String> {
    let value = found.value.as_deref()?;
    let names_one = matches!(
        path,
        [Some("include"), None]
            | [Some("include"), None, Some("path" | "env_file")]
            | [Some("include"), None, Some("path" | "env_file"), None]
            | [Some("services"), Some(_), Some("extends"), Some("file")]
            | [Some("services"), Some(_), Some("env_file" | "label_file")]
            | [Some("services"), Some(_), Some("env_file" | "label_file"), None]
            | [Some("services"), Some(_), Some("env_file"), None, Some("path")]
            | [Some("secrets" | "configs"), Some(_), Some("file")]
    );
    (names_one && !value.is_empty() && !value.contains('$') && !load::is_remote(value))
        .then(|| load::absolute(folder, value))
}

/// The name that is written: without what stands beside it, as in `data:/var/lib` or `service:web`.
fn name(path: &[Option<&str>], found: &Found) -> Option<String> {
    let written = match &found.value {
        Some(value) => value.as_str(),
        None => path.last().copied().flatten()?,
    };
    let written = written.strip_prefix("service:").unwrap_or(written);
    let name = written.split(':').next().unwrap_or_default();
    (!name.is_empty()).then(|| name.to_owned())
}

/// The anchor that an alias at a byte stands for: the last of that name before it.
fn anchor(text: &str, byte: usize) -> Option<Range<usize>> {
    let is_name = |c: char| !c.is_whitespace() && !matches!(c, ',' | '[' | ']' | '{' | '}' | '*' | '&');
    let before = text.get(..byte)?;
    let name_start = before
        .rfind(|c| !is_name(c))
        .map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    // The pointer may be on the star itself.
    let star = match text.get(..name_start)?.strip_suffix('*') {
        Some(rest) => rest.len(),
        None if text.get(byte..)?.starts_with('*') => byte,
        None => return None,
    };
    let rest = text.get(star + 1..)?;
    let name = rest.split(|c| !is_name(c)).next().filter(|name| !name.is_empty())?;
    let wanted = format!("&{name}");
    let ends = |at: &usize| {
        text.get(at + wanted.len()..).and_then(|rest| rest.chars().next()).is_none_or(|c| !is_name(c))
    };
    let at = text.get(..star)?.rmatch_indices(&wanted).map(|(at, _)| at).find(ends)?;
    Some(at..at + wanted.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The target of `|`.
    fn at(text: &str) -> Option<Target> {
        let byte = text.find('|').unwrap();
        target(&text.replacen('|', "", 1), byte, "/p")
    }

    #[test]
    fn names_files_and_anchors_are_found() {
        let name = |section, name: &str| Some(Target::Name { section, name: name.to_owned(), file: None });
        let file = |path: &str| Some(Target::File(path.to_owned()));
        for (text, wanted) in [
            ("services: {a: {depends_on: [d|b]}, db: {}}", name("services", "db")),
            ("services: {a: {depends_on: {d|b: {condition: x}}}}", name("services", "db")),
            ("services: {a: {network_mode: 'service:d|b'}}", name("services", "db")),
            ("services: {a: {volumes: ['da|ta:/x']}}", name("volumes", "data")),
            ("services: {a: {secrets: [{source: to|ken}]}}", name("secrets", "token")),
            ("services: {a: {x-aws-secrets: {A: 'to|ken:key'}}}", name("secrets", "token")),
            ("services: {a: {env_file: [a.e|nv]}}", file("/p/a.env")),
            ("include: [../o|ther/compose.yaml]", file("/other/compose.yaml")),
            ("configs: {a: {file: ./a|.txt}}", file("/p/a.txt")),
            ("include: ['https://exam|ple.com/x.yaml']", None),
            ("services: {a: {image: ng|inx}}", None),
            ("x: &a é\ny: *|a\n", Some(Target::Here(3..5))),
            ("x: &a é\ny: |*a\n", Some(Target::Here(3..5))),
            ("x: &ab 1\nz: &a 2\ny: *a|\n", Some(Target::Here(12..14))),
        ] {
            assert_eq!(at(text), wanted, "{text}");
        }
        let extended = at("services: {a: {extends: {file: b.yaml, service: ba|se}}}");
        let file = Some("/p/b.yaml".to_owned());
        assert_eq!(extended, Some(Target::Name { section: "services", name: "base".to_owned(), file }));
    }
}
