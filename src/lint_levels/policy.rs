//! The policy file: `.stackpose.toml` of the project, or the file of `--config`, which takes its place.
//!
//! ```toml
//! deny = ["warnings"]                # as --deny
//! allow = ["N0603"]                  # as --allow
//! forbid = ["W0710"]                 # as --forbid
//! inline-allow = false               # as --no-inline-allow
//! registries = ["public.ecr.aws/docker", "123456789012.dkr.ecr.eu-central-1.amazonaws.com"]
//! ```
//!
//! Decisions
//! - A file in the tree belongs to whoever proposes a change of the tree. The strong form is therefore
//!   `--config` with a file that lies elsewhere, and then the file in the tree is not read.
//!   With `--no-inline-allow`, `allow` of the file in the tree counts as little as a comment.
//! - An unknown key is an error: a misspelt rule would protect nothing.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::{Levels, Verdict};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, nearest};
use crate::source::{Loc, SourceId, SourceMap};

/// The name that is looked for.
pub const POLICY_NAME: &str = ".stackpose.toml";

/// Every key.
const KEYS: [&str; 5] = ["allow", "deny", "forbid", "inline-allow", "registries"];

/// Which policy file counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum PolicyFile {
    /// None.
    #[default]
    Ignored,
    /// The project's own, if it has one.
    Project,
    /// The file that was typed.
    Named(String),
}

/// The levels that were typed, over those of a policy file that has been read.
pub fn with_policy(
    typed: &Levels,
    file: &PolicyFile,
    source: SourceId,
    sources: &SourceMap,
    diagnostics: &mut Diagnostics,
) -> Levels {
    // Whoever wrote the comments may have written the project's own file too.
    let may_allow = *file != PolicyFile::Project || !typed.no_inline;
    let mut levels = typed.clone();
    levels.lie_over(read(source, sources, may_allow, diagnostics));
    levels
}

fn read(source: SourceId, sources: &SourceMap, may_allow: bool, diagnostics: &mut Diagnostics) -> Levels {
    let mut reader = Reader { source, levels: Levels::default(), may_allow, diagnostics };
    let text = sources.source(source).map(|source| source.text.clone()).unwrap_or_default();
    match DeTable::parse(&text) {
        Ok(table) => reader.table(table.get_ref()),
        Err(error) => {
            let place = reader.place(error.span().unwrap_or_default());
            // The parser's own sentence may have lines; the first says what is wrong.
            let why = error.message().lines().next().unwrap_or_default();
            reader.diagnostics.push(bad(format!("the policy file is not TOML: {why}"), place).help(EXAMPLE));
        }
    }
    reader.levels
}

const EXAMPLE: &str = "write for example `forbid = [\"W0710\"]`; the keys are `allow`, `deny`, `forbid`, \
                       `inline-allow` and `registries`";

struct Reader<'a> {
    source: SourceId,
    levels: Levels,
    /// Whether its `allow` counts.
    may_allow: bool,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn place(&self, span: Range<usize>) -> Loc {
        Loc::new(self.source, span.start, span.end)
    }

    fn table(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            let at = self.place(value.span());
            match key.get_ref().as_ref() {
                "deny" => self.each(value, Self::deny),
                "allow" => self.each(value, Self::allow),
                "forbid" => self.each(value, Self::forbid),
                "registries" => {
                    self.levels.registries.get_or_insert_default();
                    self.each(value, Self::registry);
                }
                "inline-allow" => match value.get_ref().as_bool() {
                    Some(allowed) => self.levels.no_inline = !allowed,
                    None => {
                        self.wrong("`inline-allow` is `true` or `false`", at, "write `inline-allow = false`");
                    }
                },
                unknown => {
                    let near = nearest(unknown, KEYS);
                    let help =
                        near.map_or_else(|| EXAMPLE.to_owned(), |near| format!("did you mean `{near}`?"));
                    let place = self.place(key.span());
                    self.diagnostics
                        .push(bad(format!("a policy file has no key `{unknown}`"), place).help(help));
                }
            }
        }
    }

    fn each(&mut self, value: &toml::Spanned<DeValue<'_>>, take: fn(&mut Self, &str, Loc)) {
        let Some(items) = value.get_ref().as_array() else {
            let at = self.place(value.span());
            self.wrong("this is a list of strings", at, "write for example `[\"W0710\"]`");
            return;
        };
        for item in items {
            let at = self.place(item.span());
            match item.get_ref().as_str() {
                Some(text) => take(self, text, at),
                None => self.wrong("an item of this list is a string", at, "put it in quotes"),
            }
        }
    }

    fn deny(&mut self, word: &str, at: Loc) {
        match word {
            "warnings" => self.levels.deny_warnings = true,
            "notes" => self.levels.deny_notes = true,
            number => {
                // The parser hands over `allow` before `deny`.
                let code = self.code(number, at);
                if code.and_then(|code| self.levels.codes.insert(code, Verdict::Denied)).is_some() {
                    self.wrong(&format!("{number} is both denied and allowed"), at, "keep one of the two");
                }
            }
        }
    }

    fn allow(&mut self, number: &str, at: Loc) {
        match self.code(number, at) {
            Some(code) if code.severity() == Severity::Error => self.wrong(
                &format!("{number} is an error, and errors cannot be allowed"),
                at,
                "only warnings (`W…`) and notes (`N…`) can be allowed",
            ),
            Some(code) if !self.may_allow => {
                self.diagnostics.push(super::allowance::does_not_count(code, at));
            }
            Some(code) => {
                self.levels.codes.insert(code, Verdict::Allowed);
            }
            None => {}
        }
    }

    fn forbid(&mut self, number: &str, at: Loc) {
        let code = self.code(number, at);
        self.levels.forbidden.extend(code);
    }

    fn registry(&mut self, name: &str, at: Loc) {
        let name = name.trim_end_matches('/');
        if name.is_empty() || name.contains(['*', ':', '@', ' ']) && !has_port(name) {
            let help = "write a host, or a host and the start of a path, such as `public.ecr.aws/docker`";
            self.wrong(&format!("`{name}` is no registry"), at, help);
            return;
        }
        self.levels.registries.get_or_insert_default().push(name.to_owned());
    }

    fn code(&mut self, number: &str, at: Loc) -> Option<Code> {
        let found = Code::from_number(number);
        if found.is_none() {
            let numbers = Code::numbers();
            let near = nearest(number, numbers.iter().map(String::as_str));
            let help = near.map_or_else(
                || "`stackpose explain` lists the codes".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.wrong(&format!("there is no code `{number}`"), at, &help);
        }
        found
    }

    fn wrong(&mut self, message: &str, at: Loc, help: &str) {
        self.diagnostics.push(bad(message.to_owned(), at).help(help));
    }
}

/// Whether a colon stands before the port of a host, as in `localhost:5000/team`.
fn has_port(name: &str) -> bool {
    let host = name.split('/').next().unwrap_or_default();
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    name.matches(':').count() == 1
        && !name.contains(['*', '@', ' '])
        && host.split_once(':').is_some_and(|(_, port)| is_port(port))
}

fn bad(message: String, at: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadPolicy, message).at(at)
}
