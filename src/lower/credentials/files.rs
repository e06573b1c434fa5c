//! Credentials in files that the template holds: configs, and what is mounted.

use crate::compose::{self, Content, Shown};
use crate::diagnostic::credential_line;
use crate::grammar::path;

use super::Check;
use super::cause::{Advice, Cause};

/// Files that are named in one finding.
const MOST_FILES: usize = 5;

/// Endings of source files, in which `password = …` is mostly no literal.
const PROGRAMS: [&str; 22] = [
    "c", "cpp", "cs", "css", "ex", "go", "html", "java", "js", "jsx", "kt", "lua", "md", "mjs", "php", "pl",
    "py", "rb", "rs", "sh", "ts", "tsx",
];

pub(super) fn check(project: &compose::Project, check: &mut Check<'_>) {
    for service in &project.services {
        for mount in &service.volumes {
            let Some(source) = &mount.source else { continue };
            let (found, advice) = match &mount.shown {
                Some(Shown::File(content)) => {
                    let name = path::base_name(&source.value);
                    let target = path::clean_path(&mount.target.value);
                    (what(name, content).into_iter().collect(), Advice::File(target))
                }
                Some(Shown::Folder(entries)) => {
                    let contents =
                        entries.iter().filter_map(|entry| what(&entry.path, entry.content.as_ref()?));
                    (contents.collect(), Advice::Folder)
                }
                Some(Shown::Kept | Shown::Baked | Shown::BakedFolder(_) | Shown::Development) | None => {
                    continue;
                }
            };
            let place = if source.loc.is_somewhere() { source.loc } else { mount.loc };
            if let Some(subject) = listed(found) {
                check.add(Cause::Files(source.value.clone()), place, Some(service), subject, advice);
            }
        }
        for grant in service.configs.iter().filter(|grant| !compose::is_baked(project, service, grant)) {
            let key = &grant.source.value;
            let Some(config) = project.configs.iter().find(|config| config.key.value == *key) else {
                continue;
            };
            let (place, named) = match &config.source {
                Some(compose::Source::Environment(name)) => (name.loc, name.value.as_str()),
                Some(compose::Source::Content(text) | compose::Source::File(text)) => (text.loc, ""),
                Some(compose::Source::External(_)) | None => continue,
            };
            let Some(text) = config.content.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok())
            else {
                continue;
            };
            let cause = check.variable(place).or_else(|| {
                let whole =
                    (!named.is_empty()).then(|| crate::diagnostic::credential_in(named, text)).flatten();
                let found = whole.is_some() || credential_line(text, is_program(key)).is_some();
                found.then(|| Cause::Files(key.clone()))
            });
            if let Some(cause) = cause {
                let subject = format!("the config `{key}`");
                check.add(cause, place, Some(service), subject, Advice::Config);
            }
        }
    }
}

fn is_program(name: &str) -> bool {
    path::base_name(name).rsplit_once('.').is_some_and(|(_, ending)| PROGRAMS.contains(&ending))
}

/// A file with a credential, and where in it.
fn what(name: &str, content: &Content) -> Option<String> {
    let text = std::str::from_utf8(&content.bytes).ok()?;
    let (line, _) = credential_line(text, is_program(name))?;
    Some(format!("`{name}` (line {line})"))
}

fn listed(mut files: Vec<String>) -> Option<String> {
    let others = files.len().saturating_sub(MOST_FILES);
    files.truncate(MOST_FILES);
    if others > 0 {
        files.push(format!("{others} other files"));
    }
    let last = files.pop()?;
    let text = if files.is_empty() { last } else { format!("{} and {last}", files.join(", ")) };
    Some(text)
}
