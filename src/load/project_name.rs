//! The project's name: `-p`, then `COMPOSE_PROJECT_NAME`, then `name:`, then the folder.

use crate::diagnostic::{Code, Diagnostic};
use crate::grammar::path;
use crate::source::{Loc, Spanned};

/// A name in the letters Compose allows: small letters, digits, `_` and `-`, beginning with a letter or
/// digit.
pub fn normalised(name: &str) -> String {
    let kept: String = name
        .to_lowercase()
        .chars()
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-'))
        .collect();
    kept.trim_start_matches(['_', '-']).to_owned()
}

/// Decides the name. `given` is what the command line or the environment say, `written` the last `name:` in
/// the files.
pub fn project_name(
    given: Option<&str>,
    written: Option<&Spanned<String>>,
    directory: &str,
) -> Result<String, Diagnostic> {
    if let Some(given) = given.filter(|name| !name.is_empty()) {
        let name = normalised(given);
        return if name == given { Ok(name) } else { Err(bad_name(given, &name, Loc::default())) };
    }
    let (name, loc) = match written {
        Some(written) => (written.value.as_str(), written.loc),
        None => (path::base_name(directory), Loc::default()),
    };
    match normalised(name) {
        empty if empty.is_empty() => Err(bad_name(name, "", loc)),
        name => Ok(name),
    }
}

fn bad_name(given: &str, near: &str, loc: Loc) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::ProjectName, format!("`{given}` cannot be a project's name"));
    let diagnostic = if loc.is_somewhere() { diagnostic.at(loc) } else { diagnostic };
    let rule = "a project's name has small letters, digits, `_` and `-`, and begins with a letter or digit";
    if near.is_empty() {
        diagnostic.help(format!("{rule}; give one with `-p name`"))
    } else {
        diagnostic.help(format!("{rule}: write `{near}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_the_last_resort() {
        let written = Spanned::new("My.App_1".to_owned(), Loc::default());
        assert_eq!(project_name(None, Some(&written), "/x/dir"), Ok("myapp_1".to_owned()));
        assert_eq!(project_name(Some("p1"), Some(&written), "/x/dir"), Ok("p1".to_owned()));
        assert_eq!(project_name(Some(""), None, "/x/My Dir"), Ok("mydir".to_owned()));
        assert!(project_name(Some("Big"), None, "/x/dir").is_err());
        assert!(project_name(None, None, "/x/___").is_err());
    }
}
