//! The language server: what an editor asks about open files, answered from their texts and the same pipeline
//! as `check`.
//!
//! Everything here is a function of the open texts and of what is behind [`Files`]; `cli/lsp.rs` talks to the
//! editor. Protocol:
//! <https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/>.

mod actions;
mod buffers;
mod completion;
mod definition;
mod hover;
mod locate;
mod outline;
mod position;
mod project;
mod uri;

use std::collections::{BTreeMap, BTreeSet};

use lsp_types::{
    CodeAction, CodeActionKind, CompletionItem, Diagnostic, Hover, HoverContents, Location, MarkupContent,
    MarkupKind, Position, Range, TextDocumentContentChangeEvent, Uri, WorkspaceEdit,
};

use self::buffers::Buffers;
use self::definition::Target;
use self::position::Lines;
use self::project::Checked;
use crate::grammar::path;
use crate::load::Files;
use crate::loader::Request;

/// An open file.
#[derive(Debug, Clone)]
struct Document {
    /// As the editor writes it.
    uri: Uri,
    version: i32,
    text: String,
}

/// The open files, the folders of the editor, and what is known of the projects.
#[derive(Debug)]
pub struct Server {
    request: Request,
    folders: Vec<String>,
    documents: BTreeMap<String, Document>,
    /// The names of texts that have no file, by the path that they were given.
    unsaved: BTreeMap<String, Uri>,
    checked: Checked,
    /// Whether something changed since the last check.
    stale: bool,
    /// The files whose findings the editor shows.
    shown: BTreeSet<String>,
}

/// Findings for the editor.
#[derive(Debug)]
pub struct Published {
    /// The file.
    pub uri: Uri,
    /// The version of its text, if it is open.
    pub version: Option<i32>,
    /// The findings, all there are.
    pub diagnostics: Vec<Diagnostic>,
}

impl Server {
    /// A server for what `request` says of every project; its files are relative to the editor's folders.
    pub fn new(request: Request) -> Self {
        Self {
            request,
            folders: Vec::new(),
            documents: BTreeMap::new(),
            unsaved: BTreeMap::new(),
            checked: Checked::default(),
            stale: false,
            shown: BTreeSet::new(),
        }
    }

    /// The editor's folders changed.
    pub fn folders(&mut self, added: &[Uri], removed: &[Uri]) {
        let paths =
            |uris: &[Uri]| uris.iter().filter_map(|uri| uri::to_path(uri.as_str())).collect::<Vec<_>>();
        let removed = paths(removed);
        self.folders.retain(|folder| !removed.contains(folder));
        self.folders.extend(paths(added));
        self.stale = true;
    }

    /// A file was opened, or a text that has no file yet. Those of other machines are left alone.
    pub fn open(&mut self, uri: Uri, version: i32, text: String) {
        let folder = self.folders.first().unwrap_or(&self.request.working_dir);
        if let Some(path) = uri::to_path(uri.as_str()).or_else(|| uri::untitled(uri.as_str(), folder)) {
            if uri::to_path(uri.as_str()).is_none() {
                self.unsaved.insert(path.clone(), uri.clone());
            }
            self.documents.insert(path, Document { uri, version, text });
            self.stale = true;
        }
    }

    /// The text of an open file changed: parts of it, in order, or the whole.
    pub fn change(&mut self, uri: &Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        let Some(document) = self.document_mut(uri) else { return };
        document.version = version;
        for change in changes {
            match change.range {
                Some(range) => {
                    let lines = Lines::new(&document.text);
                    let (start, end) = (lines.offset(range.start), lines.offset(range.end));
                    document.text.replace_range(start..end.max(start), &change.text);
                }
                None => document.text = change.text,
            }
        }
        self.stale = true;
    }

    /// A file was closed: what counts is on the disk again.
    pub fn close(&mut self, uri: &Uri) {
        if let Some(path) = self.path(uri) {
            self.documents.remove(&path);
            self.stale = true;
        }
    }

    /// Files of the disk changed.
    pub fn files_changed(&mut self) {
        self.stale = true;
    }

    /// Whether there is something to check.
    pub fn is_stale(&self) -> bool {
        self.stale
    }

    /// Checks what changed, and gives what the editor is to show: also for files without findings, so that
    /// old ones go.
    pub fn check(&mut self, files: &dyn Files) -> Vec<Published> {
        self.refresh(files);
        let mut published = Vec::new();
        let mut shown = BTreeSet::new();
        for (path, findings) in &self.checked.findings {
            if findings.is_empty() && !self.shown.contains(path) && !self.documents.contains_key(path) {
                continue;
            }
            let diagnostics = findings.iter().map(|finding| finding.shown.clone()).collect();
            published.extend(self.published(path, diagnostics));
            if !findings.is_empty() {
                shown.insert(path.clone());
            }
        }
        let gone = self.shown.iter().chain(self.documents.keys());
        for path in gone.filter(|path| !self.checked.findings.contains_key(*path)).collect::<BTreeSet<_>>() {
            published.extend(self.published(path, Vec::new()));
        }
        self.shown = shown;
        published
    }

    fn refresh(&mut self, files: &dyn Files) {
        if std::mem::take(&mut self.stale) {
            let open: Vec<(&str, &str)> = self.texts().collect();
            let files = Buffers::new(files, open.iter().copied());
            self.checked = project::check(&self.request, &self.folders, &open, &files);
        }
    }

    fn published(&self, path: &str, diagnostics: Vec<Diagnostic>) -> Option<Published> {
        let open = self.documents.get(path);
        let known = open.map(|document| &document.uri).or_else(|| self.unsaved.get(path));
        let uri = known.cloned().or_else(|| uri::of_path(path))?;
        Some(Published { uri, version: open.map(|document| document.version), diagnostics })
    }

    fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.documents.iter().map(|(path, document)| (path.as_str(), document.text.as_str()))
    }

    fn document(&self, uri: &Uri) -> Option<(String, &Document)> {
        let path = self.path(uri)?;
        let document = self.documents.get(&path)?;
        Some((path, document))
    }

    fn document_mut(&mut self, uri: &Uri) -> Option<&mut Document> {
        let path = self.path(uri)?;
        self.documents.get_mut(&path)
    }

    /// The path of a file, or the one under which a text without a file was opened.
    fn path(&self, uri: &Uri) -> Option<String> {
        let opened = || self.documents.iter().find(|(_, document)| document.uri == *uri);
        uri::to_path(uri.as_str()).or_else(|| opened().map(|(path, _)| path.clone()))
    }

    /// Returns the text beside the pointer.
    pub fn hover(&self, uri: &Uri, position: Position) -> Option<Hover> {
        let (_, document) = self.document(uri)?;
        let lines = Lines::new(&document.text);
        let (value, bytes) = hover::hover(&document.text, lines.offset(position))?;
        let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
        Some(Hover { contents, range: Some(lines.range(bytes)) })
    }

    /// Returns the words that may be written at a position.
    pub fn completion(&self, uri: &Uri, position: Position) -> Vec<CompletionItem> {
        let Some((_, document)) = self.document(uri) else { return Vec::new() };
        completion::complete(&document.text, Lines::new(&document.text).offset(position))
    }

    /// Where what is written at a position is defined.
    pub fn definition(&mut self, uri: &Uri, position: Position, files: &dyn Files) -> Option<Location> {
        self.refresh(files);
        let (here, document) = self.document(uri)?;
        let byte = Lines::new(&document.text).offset(position);
        match definition::target(&document.text, byte, &path::dir_name(&here))? {
            Target::Here(bytes) => {
                let range = Lines::new(&document.text).range(bytes);
                Some(Location { uri: document.uri.clone(), range })
            }
            Target::File(path) => {
                // Only files of the project: what lies outside is not looked at.
                let known = self.checked.projects.iter().any(|files| files.contains_key(&path));
                let known = known || self.documents.contains_key(&path);
                let uri = self.published(&path, Vec::new()).filter(|_| known)?.uri;
                Some(Location { uri, range: Range::default() })
            }
            Target::Name { section, name, file } => self.named(&here, section, &name, file.as_deref()),
        }
    }

    /// The place of a name: in the file that is named, else in this one, else in another of its projects.
    fn named(&self, here: &str, section: &str, name: &str, file: Option<&str>) -> Option<Location> {
        let first = file.unwrap_or(here);
        let of = |path: &str, text: &str| {
            let bytes = locate::definition(&locate::trees(text), section, name)?;
            let uri = self.published(path, Vec::new())?.uri;
            Some(Location { uri, range: Lines::new(text).range(bytes) })
        };
        let projects = || self.checked.projects.iter().filter(|files| files.contains_key(here));
        let text = |path: &str| {
            let open = self.documents.get(path).map(|document| document.text.as_str());
            open.or_else(|| projects().find_map(|files| files.get(path).map(String::as_str)))
        };
        if let Some(found) = text(first).and_then(|text| of(first, text)) {
            return Some(found);
        }
        if file.is_some() {
            return None;
        }
        projects().flatten().find_map(|(path, text)| of(path, text))
    }

    /// The quick fixes for a range.
    pub fn actions(&mut self, uri: &Uri, range: Range, files: &dyn Files) -> Vec<CodeAction> {
        self.refresh(files);
        let Some((path, document)) = self.document(uri) else { return Vec::new() };
        let findings = self.checked.findings.get(&path).map(Vec::as_slice).unwrap_or_default();
        let mending = actions::fixes(findings, range, &path, &document.text);
        let action = |(finding, fix, preferred): (&project::Finding, project::Fix, bool)| {
            // `changes` is a map by URI; its order is not part of the protocol.
            let edits = fix
                .edits
                .into_iter()
                .filter_map(|(path, edits)| Some((self.published(&path, Vec::new())?.uri, edits)));
            CodeAction {
                title: fix.title,
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![finding.shown.clone()]),
                edit: Some(WorkspaceEdit { changes: Some(edits.collect()), ..WorkspaceEdit::default() }),
                is_preferred: Some(preferred),
                ..CodeAction::default()
            }
        };
        mending.into_iter().map(action).collect()
    }
}
