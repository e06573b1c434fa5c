//! Which files of a mounted folder are not copied into a task.
//!
//! A mount of a whole folder is convenient on the developer's machine, and the folder often holds more than
//! the service needs. What is copied can be read by everyone who can read the template, so these are left out
//! at any depth:
//! - `.git`, and the files that this run writes, or the output would contain its previous version;
//! - `.env*`, which hold credentials;
//! - what a `.gitignore` names, from the root of the work tree down to the file's own folder, and what a
//!   `.dockerignore` names that lies in the mounted folder itself. One further up describes the build
//!   context: it often names files exactly because they are mounted, so it does not count;
//! - database dumps, except under `/docker-entrypoint-initdb.d`, where database images expect them. A dump is
//!   known by its first bytes or by a name that only dumps have: `*.sql` alone is source code such as a
//!   migration.
//!
//! A file that is mounted by its own name was chosen, and none of this applies to it.

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::From;
use crate::diagnostic::Diagnostic;
use crate::grammar::path::{self, is_below};
use crate::load::{self, Kind, ReadError};
use crate::source::Loc;

/// Where the images of databases look for scripts and dumps to start with.
const INIT_SCRIPTS: &str = "/docker-entrypoint-initdb.d";

/// The most bytes of rules that are read from one file; the time to compile them grows with it.
const MOST_RULES: usize = 32 * 1024;

/// Endings that only dumps and files of databases have.
const DUMP_ENDINGS: [&str; 12] = [
    ".dump", ".dump.gz", ".sql.gz", ".sql.xz", ".sql.zst", ".sql.bz2", ".bak", ".rdb", ".sqlite", ".sqlite3",
    ".mdf", ".ibd",
];

/// The first bytes of a file of a database.
const DUMP_MAGIC: [&[u8]; 3] = [b"PGDMP", b"SQLite format 3\0", b"REDIS0"];

/// Words in the first lines of a dump in SQL.
const DUMP_TITLES: [&str; 4] = [
    "-- PostgreSQL database dump",
    "-- PostgreSQL database cluster dump",
    "-- MySQL dump ",
    "-- MariaDB dump ",
];

/// How far these titles are looked for.
const TITLE_WITHIN: usize = 512;

/// Why something is not copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reason {
    /// It belongs to git, or this run writes it: nobody misses it.
    Own,
    /// Its name begins with `.env`.
    Variables,
    /// A file of rules names it.
    Ignored(&'static str),
    /// It holds the data of a database.
    Dump,
}

impl std::fmt::Display for Reason {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Own => out.write_str("not part of the service"),
            Self::Variables => out.write_str("a file of variables"),
            Self::Ignored(rules) => write!(out, "named by `{rules}`"),
            Self::Dump => out.write_str("a database dump"),
        }
    }
}

/// The rules for one mounted folder.
pub(super) struct Exclusions<'a> {
    from: From<'a>,
    /// The rules of `.gitignore` files, those of the innermost folder last.
    git: Vec<Gitignore>,
    /// The rules of the folder's own `.dockerignore`.
    docker: Option<Gitignore>,
    takes_dumps: bool,
}

impl<'a> Exclusions<'a> {
    /// The rules for a folder, its links followed, that is mounted at `target`.
    pub(super) fn new(from: From<'a>, folder: &str, target: &str, loc: Loc) -> Result<Self, Diagnostic> {
        let takes_dumps = is_below(&path::clean_path(target), INIT_SCRIPTS);
        let mut rules = Self { from, git: Vec::new(), docker: None, takes_dumps };
        for above in folders_above(from.files.folder_of(folder).as_deref(), folder) {
            rules.enter(&above, loc)?;
        }
        rules.docker = rules.read(folder, ".dockerignore", loc)?;
        Ok(rules)
    }

    /// Adds the rules of a folder that is entered.
    pub(super) fn enter(&mut self, folder: &str, loc: Loc) -> Result<(), Diagnostic> {
        let found = self.read(folder, ".gitignore", loc)?;
        self.git.push(found.unwrap_or_else(Gitignore::empty));
        Ok(())
    }

    /// Drops them again.
    pub(super) fn leave(&mut self) {
        self.git.pop();
    }

    /// Why a file or folder is left out by its name, if it is.
    pub(super) fn by_name(&self, whole: &str, is_folder: bool) -> Option<Reason> {
        let name = path::base_name(whole);
        if name.eq_ignore_ascii_case(".git") || self.is_written(whole) {
            return Some(Reason::Own);
        }
        if name.starts_with(".env") {
            return Some(Reason::Variables);
        }
        let docker = self.docker.as_ref().map(|rules| rules.matched(whole, is_folder));
        if docker.is_some_and(|found| found.is_ignore()) {
            return Some(Reason::Ignored(".dockerignore"));
        }
        let git = self.git.iter().rev().map(|rules| rules.matched(whole, is_folder));
        if git.into_iter().find(|found| !found.is_none()).is_some_and(|found| found.is_ignore()) {
            return Some(Reason::Ignored(".gitignore"));
        }
        let is_dump = !is_folder
            && !self.takes_dumps
            && DUMP_ENDINGS.iter().any(|ending| name.to_ascii_lowercase().ends_with(ending));
        is_dump.then_some(Reason::Dump)
    }

    /// Why a file is left out by its content, if it is.
    pub(super) fn by_content(&self, bytes: &[u8]) -> Option<Reason> {
        if self.takes_dumps {
            return None;
        }
        let start = String::from_utf8_lossy(bytes.get(..TITLE_WITHIN).unwrap_or(bytes));
        let is_dump = DUMP_MAGIC.iter().any(|magic| bytes.starts_with(magic))
            || DUMP_TITLES.iter().any(|title| start.contains(title));
        is_dump.then_some(Reason::Dump)
    }

    fn is_written(&self, whole: &str) -> bool {
        self.from.outputs.iter().any(|output| {
            let output = load::absolute(self.from.working_dir, output);
            // Files below an output folder were written by an earlier run.
            output == whole
                || whole.strip_prefix(&output).is_some_and(|below| below.starts_with('/'))
                || self.from.files.real(&output).is_some_and(|real| self.from.files.real(whole) == Some(real))
        })
    }

    fn read(&self, folder: &str, name: &'static str, loc: Loc) -> Result<Option<Gitignore>, Diagnostic> {
        let file = path::join(folder, name);
        if self.from.files.kind(&file) != Kind::File {
            return Ok(None);
        }
        let shown = load::shown(self.from.working_dir, &file);
        let refused = |error: &ReadError| load::unreadable(&shown, error, loc);
        let bytes = self.from.files.read(&file).map_err(|error| refused(&error))?;
        if bytes.len() > MOST_RULES {
            let message = format!("it has more than {} KiB of rules", MOST_RULES / 1024);
            return Err(refused(&ReadError::Refused(message)));
        }
        let mut builder = GitignoreBuilder::new(folder);
        for line in String::from_utf8_lossy(&bytes).lines() {
            // A line that is no pattern matches nothing, as with git.
            let _ = match name {
                ".dockerignore" => builder.add_line(None, &rooted(line)),
                _ => builder.add_line(None, line),
            };
        }
        Ok(builder.build().ok())
    }
}

/// The folders from `top` down to the one that holds `folder`.
fn folders_above(top: Option<&str>, folder: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut current = folder.to_owned();
    while top.is_some_and(|top| top != current) {
        let parent = path::dir_name(&current);
        if parent == current {
            return Vec::new();
        }
        all.push(parent.clone());
        current = parent;
    }
    all.reverse();
    all
}

/// A pattern of a `.dockerignore`, which counts from its folder, as a pattern of a `.gitignore`, which may
/// match deeper.
fn rooted(line: &str) -> String {
    let line = line.trim();
    let (not, pattern) = line.strip_prefix('!').map_or(("", line), |rest| ("!", rest.trim_start()));
    match pattern.trim_start_matches("./").trim_start_matches('/') {
        "" | "." => String::new(),
        comment if comment.starts_with('#') => String::new(),
        pattern => format!("{not}/{pattern}"),
    }
}
