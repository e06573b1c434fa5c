//! A folder that is copied into a task: its files and folders, in the order of their names.

use super::Reader;
use crate::compose::{Content, Entry, MOST_COPIED};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::path;
use crate::load::Kind;
use crate::source::{Loc, Spanned};

/// The most files and folders that are looked at, so that a large folder is told from an endless one.
const MOST_ENTRIES: usize = 1000;

/// The bytes after which nobody needs to know how many more there are.
const ENOUGH: usize = 1024 * 1024;

/// Reads a folder; none when it cannot be copied.
pub(super) fn read(
    reader: &Reader<'_>,
    folder: &Spanned<String>,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Entry>> {
    let mut walk =
        Walk { reader, loc: folder.loc, diagnostics, entries: Vec::new(), total: 0, failed: false };
    let mut open = vec![reader.from.files.real(&folder.value)?];
    walk.folder(&folder.value, "", &mut open);
    let Walk { entries, total, failed, .. } = walk;
    if total > MOST_COPIED || entries.len() > MOST_ENTRIES {
        diagnostics.push(too_large(reader, folder, &entries, total));
        return None;
    }
    (!failed).then_some(entries)
}

struct Walk<'a, 'b> {
    reader: &'a Reader<'b>,
    loc: Loc,
    diagnostics: &'a mut Diagnostics,
    entries: Vec<Entry>,
    total: usize,
    failed: bool,
}

impl Walk<'_, '_> {
    /// Goes through a folder; `open` are the folders it is in, links followed.
    fn folder(&mut self, folder: &str, below: &str, open: &mut Vec<String>) {
        let names = match self.reader.from.files.list(folder) {
            Ok(names) => names,
            Err(error) => {
                let shown = self.reader.shown(folder);
                self.fail(crate::load::unreadable(&shown, &error, self.loc));
                return;
            }
        };
        for name in names {
            if self.total > ENOUGH || self.entries.len() > MOST_ENTRIES {
                return;
            }
            let whole = path::join(folder, &name);
            let path = path::join(below, &name);
            if name.chars().any(char::is_control) || name.contains("{{resolve:") {
                self.fail(cannot_copy(
                    &path.escape_debug().to_string(),
                    "no template can hold its name",
                    self.loc,
                ));
                continue;
            }
            self.entry(whole, path, open);
        }
    }

    fn entry(&mut self, whole: String, path: String, open: &mut Vec<String>) {
        let shown = self.reader.shown(&whole);
        match self.reader.from.files.kind(&whole) {
            Kind::File => {
                let file = Spanned::new(whole, self.loc);
                match self.reader.read(&file, self.diagnostics) {
                    Some(bytes) => {
                        self.total += bytes.len();
                        let executable = self.reader.from.files.is_executable(&file.value);
                        self.entries.push(Entry { path, content: Some(Content { bytes, executable }) });
                    }
                    None => self.failed = true,
                }
            }
            Kind::Directory => {
                let Some(real) = self.reader.from.files.real(&whole) else { return };
                if open.contains(&real) {
                    self.fail(cannot_copy(&shown, "it is a link to a folder around it", self.loc));
                } else if let Some(finding) = self
                    .reader
                    .from
                    .boundary
                    .check(self.reader.from.files, &Spanned::new(whole.clone(), self.loc))
                {
                    self.fail(finding);
                } else {
                    self.entries.push(Entry { path: path.clone(), content: None });
                    open.push(real);
                    self.folder(&whole, &path, open);
                    open.pop();
                }
            }
            Kind::Missing => self.fail(cannot_copy(&shown, "it is a link to nothing", self.loc)),
            Kind::Special => self.fail(cannot_copy(&shown, "it is neither a file nor a folder", self.loc)),
        }
    }

    fn fail(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
        self.failed = true;
    }
}

fn cannot_copy(shown: &str, why: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::CannotCopy, format!("`{shown}` cannot be copied into a task: {why}"))
        .label(loc, "the folder is mounted here")
        .help("move it out of the folder, or put the files into the image")
}

fn too_large(reader: &Reader<'_>, folder: &Spanned<String>, entries: &[Entry], total: usize) -> Diagnostic {
    let shown = reader.shown(&folder.value);
    let more = if total > ENOUGH || entries.len() > MOST_ENTRIES { "more than " } else { "" };
    let size = |entry: &Entry| entry.content.as_ref().map_or(0, |content| content.bytes.len());
    let mut largest: Vec<&Entry> = entries.iter().filter(|entry| size(entry) > 0).collect();
    largest.sort_by_key(|entry| std::cmp::Reverse(size(entry)));
    let largest: Vec<String> =
        largest.iter().take(3).map(|entry| format!("`{}` {}", entry.path, size(entry))).collect();
    let message =
        format!("`{shown}` has {more}{total} bytes, and at most {MOST_COPIED} fit into a task definition");
    Diagnostic::new(Code::TooMuchToCopy, message).label(folder.loc, "mounted here").help(format!(
        "put the files into the image, or keep them in a named volume or in S3; the largest: {}",
        largest.join(", ")
    ))
}
