//! The files of a commit, read from the objects of git. Nothing is checked out and nothing is written.
//!
//! Decisions
//! - A file that git ignores, such as `.env`, is read from the working tree: no commit has it, and a
//!   comparison would show its absence. Any other file that the commit does not have is missing.
//! - Links of the commit are followed inside it; one that leads out of it is looked up on the disk, where the
//!   boundary decides as always. Submodules are not read: their objects lie elsewhere.
//! - A repository may be prepared by others: no hook and no program of its configuration is started, and
//!   nothing is fetched.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use thiserror::Error;

use super::usage_error::UsageError;
use crate::grammar::path;
use crate::load::{Admits, Disk, Files, Kind, ReadError, SIZE_LIMIT};

/// Links that are followed one after another.
const MOST_LINKS: usize = 40;

/// The files of a commit at the place of the work tree.
#[derive(Debug)]
pub(super) struct Revision {
    /// The top folder of the work tree.
    root: String,
    /// By path from the top folder.
    entries: BTreeMap<String, Entry>,
    /// Files and folders that git ignores, from the top folder; folders end with `/`.
    ignored: BTreeSet<String>,
    objects: RefCell<Objects>,
}

#[derive(Debug, Clone)]
struct Entry {
    kind: EntryKind,
    executable: bool,
    object: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EntryKind {
    File,
    Link,
    Folder,
    Submodule,
}

/// Where a path leads.
enum Located {
    /// In the commit, from the top folder.
    Inside(String),
    /// Anywhere else.
    Outside(String),
}

/// `git cat-file --batch`, which is asked for one object after another.
#[derive(Debug)]
struct Objects {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Revision {
    /// Opens a revision of the repository around a folder; `REV...` means its merge base with `HEAD`.
    pub(super) fn open(folder: &str, revision: &str) -> Result<Self, GitError> {
        let root = text(folder, &["rev-parse", "--show-toplevel"])?;
        if root.is_empty() {
            return Err(GitError::NoWorkTree);
        }
        let commit = commit(folder, revision)?;
        let listing = run(&root, &["ls-tree", "-r", "-t", "-z", "--full-tree", &commit])?;
        let entries = String::from_utf8_lossy(&listing).split('\0').filter_map(entry).collect();
        let arguments =
            ["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory", "--full-name"];
        let ignored = run(&root, &arguments)?;
        let ignored = String::from_utf8_lossy(&ignored);
        let ignored = ignored.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let objects = RefCell::new(Objects::start(&root)?);
        Ok(Self { root, entries, ignored, objects })
    }

    /// The path from the top folder; none where it lies outside.
    fn relative(&self, named: &str) -> Option<String> {
        let below = |path: &str| {
            path::is_below(path, &self.root)
                .then(|| path.get(self.root.len()..).unwrap_or_default().trim_start_matches('/').to_owned())
        };
        let named = path::clean_path(named);
        below(&named).or_else(|| Disk.real(&named).and_then(|real| below(&real)))
    }

    fn locate(&self, named: &str) -> Located {
        let Some(mut relative) = self.relative(named) else { return Located::Outside(named.to_owned()) };
        for _ in 0..MOST_LINKS {
            let Some((link, rest)) = self.first_link(&relative) else { break };
            let Ok(target) = self.object(&link) else { break };
            let target = String::from_utf8_lossy(&target).into_owned();
            let folder = path::join(&self.root, &path::dir_name(&link));
            let target = if path::is_abs(&target) { target } else { path::join(&folder, &target) };
            let led = path::clean_path(&path::join(&target, &rest));
            match self.relative(&led) {
                Some(inside) => relative = inside,
                None => return Located::Outside(led),
            }
        }
        if !self.entries.contains_key(&relative) && self.is_ignored(&relative) {
            return Located::Outside(path::join(&self.root, &relative));
        }
        Located::Inside(relative)
    }

    /// The first part of a path that is a link, and what stands behind it.
    fn first_link(&self, relative: &str) -> Option<(String, String)> {
        let ends = relative.match_indices('/').map(|(at, _)| at).chain(std::iter::once(relative.len()));
        ends.filter_map(|end| relative.split_at_checked(end)).find_map(|(head, rest)| {
            let entry = self.entries.get(head)?;
            let rest = rest.trim_start_matches('/').to_owned();
            (entry.kind == EntryKind::Link).then(|| (head.to_owned(), rest))
        })
    }

    fn is_ignored(&self, relative: &str) -> bool {
        let folders = relative.match_indices('/').filter_map(|(at, _)| relative.get(..=at));
        self.ignored.contains(relative) || folders.into_iter().any(|folder| self.ignored.contains(folder))
    }

    fn is_in_submodule(&self, relative: &str) -> bool {
        let folders = relative.match_indices('/').filter_map(|(at, _)| relative.get(..at));
        folders
            .into_iter()
            .any(|folder| self.entries.get(folder).is_some_and(|entry| entry.kind == EntryKind::Submodule))
    }

    fn object(&self, relative: &str) -> Result<Vec<u8>, ReadError> {
        let entry = self.entries.get(relative).ok_or(ReadError::Missing)?;
        self.objects.borrow_mut().read(&entry.object)
    }
}

impl Files for Revision {
    fn kind(&self, path: &str) -> Kind {
        match self.locate(path) {
            Located::Outside(path) => Disk.kind(&path),
            // The boundary looks for it; what lies in it is never read.
            Located::Inside(relative) if relative.is_empty() || relative == ".git" => Kind::Directory,
            Located::Inside(relative) => match self.entries.get(&relative).map(|entry| entry.kind) {
                Some(EntryKind::File) => Kind::File,
                Some(EntryKind::Folder | EntryKind::Submodule) => Kind::Directory,
                None if self.is_in_submodule(&relative) => Kind::File,
                Some(EntryKind::Link) | None => Kind::Missing,
            },
        }
    }

    fn real(&self, path: &str) -> Option<String> {
        if self.kind(path) == Kind::Missing {
            return None;
        }
        match self.locate(path) {
            Located::Outside(path) => Disk.real(&path),
            Located::Inside(relative) if relative.is_empty() => Some(self.root.clone()),
            Located::Inside(relative) => Some(path::join(&self.root, &relative)),
        }
    }

    fn read(&self, path: &str, admits: Admits<'_>) -> Result<Vec<u8>, ReadError> {
        let relative = match self.locate(path) {
            Located::Outside(path) => return Disk.read(&path, admits),
            Located::Inside(relative) => relative,
        };
        match self.kind(path) {
            Kind::Missing => return Err(ReadError::Missing),
            Kind::Directory => return Err(ReadError::Directory),
            Kind::Special => return Err(ReadError::Special),
            Kind::File => {}
        }
        admits(&path::join(&self.root, &relative))?;
        if self.is_in_submodule(&relative) {
            let why = "it lies in a submodule, whose files are not in this repository";
            return Err(ReadError::Refused(why.to_owned()));
        }
        self.object(&relative)
    }

    fn list(&self, path: &str) -> Result<Vec<String>, ReadError> {
        let relative = match self.locate(path) {
            Located::Outside(path) => return Disk.list(&path),
            Located::Inside(relative) => relative,
        };
        let folder = if relative.is_empty() { String::new() } else { format!("{relative}/") };
        let below = self.entries.range(folder.clone()..).map_while(|(name, _)| name.strip_prefix(&folder));
        let mut names: BTreeSet<String> =
            below.filter(|rest| !rest.contains('/')).map(str::to_owned).collect();
        let ignored = self.ignored.range(folder.clone()..).map_while(|name| name.strip_prefix(&folder));
        let ignored = ignored.map(|rest| rest.trim_end_matches('/'));
        names.extend(ignored.filter(|rest| !rest.is_empty() && !rest.contains('/')).map(str::to_owned));
        Ok(names.into_iter().collect())
    }

    fn is_executable(&self, path: &str) -> bool {
        match self.locate(path) {
            Located::Outside(path) => Disk.is_executable(&path),
            Located::Inside(relative) => self.entries.get(&relative).is_some_and(|entry| entry.executable),
        }
    }

    fn stdin(&self) -> Result<Vec<u8>, ReadError> {
        Disk.stdin()
    }
}

impl Objects {
    fn start(root: &str) -> Result<Self, GitError> {
        let mut command = git(root);
        command
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn()?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let output =
            output.ok_or_else(|| GitError::Refused("git could not be asked for files".to_owned()))?;
        Ok(Self { child, input, output: BufReader::new(output) })
    }

    fn read(&mut self, object: &str) -> Result<Vec<u8>, ReadError> {
        let refused = |error: std::io::Error| ReadError::Refused(format!("git did not answer: {error}"));
        let input = self.input.as_mut().ok_or(ReadError::Missing)?;
        input.write_all(format!("{object}\n").as_bytes()).and_then(|()| input.flush()).map_err(refused)?;
        let mut header = String::new();
        self.output.read_line(&mut header).map_err(refused)?;
        let size = header.split_whitespace().nth(2).and_then(|size| size.parse::<u64>().ok());
        let Some(size) = size else {
            let why = "its object is not in this clone; fetch it first, without `--depth` or `--filter`";
            return Err(ReadError::Refused(why.to_owned()));
        };
        // A file that is too large is read all the same, because the next answer stands behind it.
        let mut bytes = Vec::new();
        let mut limited = (&mut self.output).take(size + 1);
        if size > SIZE_LIMIT {
            std::io::copy(&mut limited, &mut std::io::sink()).map_err(refused)?;
            return Err(ReadError::TooLarge);
        }
        limited.read_to_end(&mut bytes).map_err(refused)?;
        bytes.pop();
        Ok(bytes)
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        // It ends with its input.
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

/// One line of `git ls-tree`: `<mode> <type> <object>\t<path>`.
fn entry(line: &str) -> Option<(String, Entry)> {
    let (about, name) = line.split_once('\t')?;
    let mut parts = about.split(' ');
    let (mode, kind, object) = (parts.next()?, parts.next()?, parts.next()?);
    let kind = match (kind, mode) {
        ("tree", _) => EntryKind::Folder,
        ("commit", _) => EntryKind::Submodule,
        (_, "120000") => EntryKind::Link,
        _ => EntryKind::File,
    };
    let entry = Entry { kind, executable: mode == "100755", object: object.to_owned() };
    Some((name.to_owned(), entry))
}

/// Why git gives no files.
#[derive(Debug, Error)]
pub(super) enum GitError {
    /// No commit of that name.
    #[error("git knows no commit `{0}` here")]
    NoCommit(String),
    /// No merge base of a branch, with what git says.
    #[error("git finds no merge base of `{0}` and `HEAD`{1}")]
    NoMergeBase(String, String),
    /// git distrusts the repository.
    #[error("git does not read this repository, because it belongs to another user")]
    ForeignRepository,
    /// No repository.
    #[error("this folder is in no git repository")]
    NoRepository,
    /// A repository without files.
    #[error("this repository has no work tree; name the files to compare")]
    NoWorkTree,
    /// No git.
    #[error("git could not be started: {0}")]
    NotStarted(#[from] std::io::Error),
    /// The error of git itself, in one line.
    #[error("{0}")]
    Refused(String),
}

impl GitError {
    fn help(&self) -> Option<&'static str> {
        Some(match self {
            Self::NoCommit(_) => {
                "in a shallow clone, fetch it first: `git fetch --depth 1 origin COMMIT`, or check out with \
                 `fetch-depth: 0`"
            }
            Self::NoMergeBase(..) => {
                "a shallow clone lacks the commits between: check out with `fetch-depth: 0`"
            }
            Self::ForeignRepository => {
                "if you trust it: `git config --global --add safe.directory DIR`, with its folder as DIR"
            }
            Self::NoRepository => "name what to compare with: `stackpose diff OLD`",
            Self::NotStarted(_) => "install git, or name what to compare with: `stackpose diff OLD`",
            Self::NoWorkTree | Self::Refused(_) => return None,
        })
    }
}

impl From<GitError> for UsageError {
    fn from(error: GitError) -> Self {
        let described = Self::new(error.to_string());
        error.help().into_iter().fold(described, Self::help)
    }
}

/// The commit that a revision names.
fn commit(folder: &str, revision: &str) -> Result<String, GitError> {
    let resolve = |revision: &str| {
        let wanted = format!("{revision}^{{commit}}");
        let found = text(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]);
        found.map_err(|error| {
            let is_silent = matches!(&error, GitError::Refused(said) if said.is_empty());
            if is_silent { GitError::NoCommit(revision.to_owned()) } else { error }
        })
    };
    let Some(branch) = revision.strip_suffix("...") else { return resolve(revision) };
    let (base, head) = (resolve(branch)?, resolve("HEAD")?);
    text(folder, &["merge-base", &base, &head]).map_err(|error| {
        let said = error.to_string();
        let said = if said.is_empty() { said } else { format!(": {said}") };
        GitError::NoMergeBase(branch.to_owned(), said)
    })
}

fn text(folder: &str, arguments: &[&str]) -> Result<String, GitError> {
    let bytes = run(folder, arguments)?;
    Ok(String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned())
}

/// Runs git for its output.
fn run(folder: &str, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
    let output = git(folder).args(arguments).output()?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains("dubious ownership") {
        return Err(GitError::ForeignRepository);
    }
    if said.contains("not a git repository") {
        return Err(GitError::NoRepository);
    }
    let first = said.lines().next().unwrap_or_default();
    Err(GitError::Refused(first.strip_prefix("fatal: ").unwrap_or(first).to_owned()))
}

/// git in a folder, such that the repository's configuration starts no program.
#[expect(clippy::disallowed_methods, reason = "files of a commit come from git")]
fn git(folder: &str) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).stdin(Stdio::null());
    command.args(["--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"]);
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_TRACE"] {
        command.env_remove(name);
    }
    let set = [
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_NO_LAZY_FETCH", "1"),
        ("GIT_NO_REPLACE_OBJECTS", "1"),
        ("GIT_TERMINAL_PROMPT", "0"),
        ("LC_ALL", "C"),
    ];
    command.envs(set);
    command
}
