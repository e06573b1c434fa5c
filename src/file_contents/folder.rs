//! A folder that is copied into a task, or into a derived image where it is too large for that: its files and
//! folders, in the order of their names.

use super::Reader;
use super::exclude::{Exclusions, Reason};
use crate::compose::{Content, Entry, MOST_COPIED, Shown};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::path;
use crate::load::Kind;
use crate::source::{Loc, Spanned};

/// The most files and folders of a derived image that come from one mount.
const MOST_ENTRIES: usize = 10_000;

/// The most of them that are copied into a task.
const MOST_WRITTEN: usize = 1000;

/// The most names that a finding lists.
const MOST_LISTED: usize = 20;

/// The most bytes that come into a derived image from one mount: more are data, and no part of a program.
const ENOUGH: usize = 32 * 1024 * 1024;

/// Files by which git keeps a folder that is empty.
const KEEPERS: [&str; 5] = [".empty", ".gitignore", ".gitkeep", ".keep", ".placeholder"];

/// Reads a folder; none when it cannot be copied. A folder in which there is no file to copy is one that
/// keeps data. One that is too large for a task definition goes into an image, unless what is mounted around
/// it would hide it there.
pub(super) fn read(
    reader: &Reader<'_>,
    folder: &Spanned<String>,
    (target, is_hidden): (&str, bool),
    diagnostics: &mut Diagnostics,
) -> Option<Shown> {
    let real = reader.from.files.real(&folder.value)?;
    let exclusions = match Exclusions::new(reader.from, &real, target, folder.loc) {
        Ok(exclusions) => exclusions,
        Err(finding) => {
            diagnostics.push(finding);
            return None;
        }
    };
    let mut walk = Walk {
        reader,
        loc: folder.loc,
        diagnostics,
        root: real.clone(),
        exclusions,
        entries: Vec::new(),
        left_out: Vec::new(),
        total: 0,
        failed: false,
    };
    walk.folder(&folder.value, "", &mut vec![real]);
    let Walk { entries, left_out, total, failed, .. } = walk;
    let is_large = total > MOST_COPIED || entries.len() > MOST_WRITTEN;
    if is_large && is_hidden || total > ENOUGH || entries.len() > MOST_ENTRIES {
        diagnostics.push(too_large(reader, folder, &entries, (total, is_hidden)));
        return None;
    }
    if failed {
        return None;
    }
    if is_empty(&entries) {
        return Some(Shown::Kept);
    }
    let shown = reader.shown(&folder.value);
    diagnostics.extend(not_copied(&shown, folder.loc, (&left_out, is_large)));
    if is_large {
        let files = entries.into_iter().filter(|entry| entry.content.is_some()).map(|entry| entry.path);
        let some = if left_out.is_empty() { Vec::new() } else { files.collect() };
        return Some(Shown::BakedFolder(some));
    }
    diagnostics.extend(copied(&shown, folder.loc, &entries));
    Some(Shown::Folder(entries))
}

/// Whether nothing is in a folder but what keeps it in git.
fn is_empty(entries: &[Entry]) -> bool {
    let keeps = |entry: &Entry| KEEPERS.contains(&path::base_name(&entry.path));
    entries.iter().all(|entry| entry.content.is_none() || keeps(entry))
}

struct Walk<'a, 'b> {
    reader: &'a Reader<'b>,
    loc: Loc,
    diagnostics: &'a mut Diagnostics,
    /// The folder itself, links followed.
    root: String,
    exclusions: Exclusions<'b>,
    entries: Vec<Entry>,
    left_out: Vec<(String, Reason)>,
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
        if let Err(finding) = self.exclusions.enter(&path::join(&self.root, below), self.loc) {
            self.fail(finding);
            return;
        }
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
        self.exclusions.leave();
    }

    fn entry(&mut self, whole: String, path: String, open: &mut Vec<String>) {
        let shown = self.reader.shown(&whole);
        let kind = self.reader.from.files.kind(&whole);
        let inside = path::join(&self.root, &path);
        if let Some(reason) = self.exclusions.by_name(&inside, kind == Kind::Directory) {
            self.left_out.push((path, reason));
            return;
        }
        match kind {
            Kind::File => {
                let file = Spanned::new(whole, self.loc);
                match self.reader.read(&file, self.diagnostics) {
                    Some(bytes) => {
                        if let Some(reason) = self.exclusions.by_content(&bytes) {
                            self.left_out.push((path, reason));
                            return;
                        }
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
                } else if !self
                    .reader
                    .from
                    .files
                    .admits(&Spanned::new(whole.clone(), self.loc), self.diagnostics)
                {
                    self.failed = true;
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

/// Reports the files that the task gets, so that a reviewer sees them without looking into the template.
fn copied(shown: &str, loc: Loc, entries: &[Entry]) -> Option<Diagnostic> {
    let files = entries.iter().filter_map(|entry| Some((entry, entry.content.as_ref()?)));
    let files: Vec<String> =
        files.map(|(entry, content)| format!("`{}` {}", entry.path, content.bytes.len())).collect();
    let verb = if files.len() == 1 { "is" } else { "are" };
    let message = format!("{} of `{shown}` {verb} copied into the task", counted(files.len()));
    (!files.is_empty()).then(|| {
        Diagnostic::new(Code::FolderCopied, message)
            .label(loc, "mounted here")
            .help(format!("whoever reads the template can read them; with their bytes: {}", listed(&files)))
    })
}

fn not_copied(
    shown: &str,
    loc: Loc,
    (left_out, is_large): (&[(String, Reason)], bool),
) -> Option<Diagnostic> {
    let missed = left_out.iter().filter(|(_, reason)| *reason != Reason::Own);
    let missed: Vec<String> = missed.map(|(path, reason)| format!("`{path}` ({reason})")).collect();
    let verb = if missed.len() == 1 { "is" } else { "are" };
    let place = if is_large { "image" } else { "task" };
    let message = format!("{} of `{shown}` {verb} not copied into the {place}", counted(missed.len()));
    (!missed.is_empty()).then(|| {
        Diagnostic::new(Code::LeftOut, message).label(loc, "mounted here").help(format!(
            "mount what the service needs by its own name, put it into the image, or make a secret of it; \
             left out: {}",
            listed(&missed)
        ))
    })
}

fn counted(files: usize) -> String {
    if files == 1 { "1 file".to_owned() } else { format!("{files} files") }
}

fn listed(names: &[String]) -> String {
    let rest = names.len().saturating_sub(MOST_LISTED);
    let shown = names.iter().take(MOST_LISTED).cloned().collect::<Vec<_>>().join(", ");
    if rest == 0 { shown } else { format!("{shown} and {rest} more") }
}

fn cannot_copy(shown: &str, why: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::CannotCopy, format!("`{shown}` cannot be copied into a task: {why}"))
        .label(loc, "the folder is mounted here")
        .help("move it out of the folder, or put the files into the image")
}

fn too_large(
    reader: &Reader<'_>,
    folder: &Spanned<String>,
    entries: &[Entry],
    (total, is_hidden): (usize, bool),
) -> Diagnostic {
    let shown = reader.shown(&folder.value);
    let is_endless = total > ENOUGH || entries.len() > MOST_ENTRIES;
    let more = if is_endless { "more than " } else { "" };
    let size = |entry: &Entry| entry.content.as_ref().map_or(0, |content| content.bytes.len());
    let mut largest: Vec<&Entry> = entries.iter().filter(|entry| size(entry) > 0).collect();
    largest.sort_by_key(|entry| std::cmp::Reverse(size(entry)));
    let largest: Vec<String> =
        largest.iter().take(3).map(|entry| format!("`{}` {}", entry.path, size(entry))).collect();
    let message =
        format!("`{shown}` has {more}{total} bytes, and at most {MOST_COPIED} fit into a task definition");
    let why = if is_hidden && !is_endless {
        "the volume around it would hide the files of an image: mount the folder elsewhere, or copy the \
         files into the volume"
    } else {
        "put the files into the image, or keep them in a named volume or in S3"
    };
    Diagnostic::new(Code::TooMuchToCopy, message)
        .label(folder.loc, "mounted here")
        .help(format!("{why}; the largest: {}", largest.join(", ")))
}
