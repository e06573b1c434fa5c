//! Which projects an open file belongs to, and their findings, file by file.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostics, Severity};
use crate::grammar::path;
use crate::load::{self, Files};
use crate::loader::Request;
use crate::source::{Loc, SourceId, SourceMap};

use super::position::Lines;
use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, Range, TextEdit,
};

/// A finding of a file as editors take it.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    /// For the editor.
    pub(super) shown: Diagnostic,
    /// Its fix, by absolute path.
    pub(super) fix: Option<Fix>,
    /// Whether a comment may allow it.
    pub(super) is_allowable: bool,
    /// Its code.
    pub(super) code: String,
}

/// The change that mends a finding.
#[derive(Debug, Clone)]
pub(super) struct Fix {
    /// Its effect, in words.
    pub(super) title: String,
    /// The edits, by absolute path.
    pub(super) edits: BTreeMap<String, Vec<TextEdit>>,
}

/// The results of the open projects.
#[derive(Debug, Default)]
pub(super) struct Checked {
    /// The findings, by absolute path; also of files without any.
    pub(super) findings: BTreeMap<String, Vec<Finding>>,
    /// The files of each project, by absolute path.
    pub(super) projects: Vec<BTreeMap<String, String>>,
}

/// Checks every project that an open file belongs to.
pub(super) fn check(
    request: &Request,
    folders: &[String],
    open: &[(&str, &str)],
    files: &dyn Files,
) -> Checked {
    let mut checked = Checked::default();
    let mut known: BTreeSet<(String, Vec<String>)> = BTreeSet::new();
    let mut run = |checked: &mut Checked, folder: &str, named: Vec<String>| {
        if known.insert((folder.to_owned(), named.clone())) {
            checked.run(request, folder, named, files);
        }
    };
    for (path, text) in open.iter().filter(|(path, text)| may_be_compose(path, text)) {
        let folder = path::dir_name(path);
        if !request.files.is_empty() {
            // Those that `-f` names are relative to the folder of the editor.
            let holds = |around: &&String| path::is_below(path, around);
            let around = folders.iter().find(holds).unwrap_or(&folder);
            run(&mut checked, around, request.files.clone());
        }
        if checked.holds(path) {
            continue;
        }
        let found = discovered(request, &folder, files);
        if let Some((directory, _)) = &found {
            run(&mut checked, directory, Vec::new());
        }
        if checked.holds(path) {
            continue;
        }
        match found.filter(|(directory, first)| *directory == folder && is_override(first, path)) {
            Some((directory, first)) => run(&mut checked, &directory, vec![first, (*path).to_owned()]),
            None if is_project(path, text) => run(&mut checked, &folder, vec![(*path).to_owned()]),
            None => {}
        }
    }
    checked
}

/// Whether a file can be one of Compose at all.
fn may_be_compose(path: &str, text: &str) -> bool {
    // A variable file belongs to the projects of its folder.
    let variables = path::base_name(path).starts_with(".env");
    (is_yaml(path) || variables) && text.len() as u64 <= load::SIZE_LIMIT
}

fn is_yaml(path: &str) -> bool {
    matches!(path.rsplit_once('.'), Some((_, "yaml" | "yml")))
}

/// The folder and the first file of the project that Compose would find from a folder.
fn discovered(request: &Request, folder: &str, files: &dyn Files) -> Option<(String, String)> {
    let request = Request { working_dir: folder.to_owned(), files: Vec::new(), ..request.clone() };
    let bounded = request.bounded(files);
    let found = load::discover(&bounded, folder, None, &[], &mut Diagnostics::default())?;
    let first = found.files.first()?.clone();
    Some((found.directory, first))
}

/// Whether a file is named like one that is merged into another: `compose.production.yaml` beside
/// `compose.yaml`.
fn is_override(first: &str, path: &str) -> bool {
    let stem = |path: &str| path::base_name(path).split('.').next().unwrap_or_default().to_owned();
    let named = ["compose", "docker-compose"].contains(&stem(path).as_str());
    named && stem(first) == stem(path) && path::base_name(path).split('.').count() > 2
}

/// Whether a file is a project of its own: it has services.
fn is_project(path: &str, text: &str) -> bool {
    is_yaml(path) && text.lines().any(|line| line.starts_with("services:") || line.starts_with("include:"))
}

impl Checked {
    /// Whether a project that was checked reads a file.
    fn holds(&self, path: &str) -> bool {
        self.projects.iter().any(|files| files.contains_key(path))
    }

    fn run(&mut self, request: &Request, folder: &str, named: Vec<String>, files: &dyn Files) {
        let request = Request { working_dir: folder.to_owned(), files: named, ..request.clone() };
        let outcome = crate::check(&request, files);
        let sources = Sources::new(&outcome.sources, folder);
        let mut texts = BTreeMap::new();
        for (path, source) in sources.paths.iter().zip(sources.ids()) {
            self.findings.entry(path.clone()).or_default();
            let text = outcome.sources.source(source).map(|source| source.text.to_string());
            texts.insert(path.clone(), text.unwrap_or_default());
        }
        self.projects.push(texts);
        // Two projects may share a file.
        let key = |path: &str, found: &Finding| {
            let Range { start, end } = found.shown.range;
            let place = (start.line, start.character, end.line, end.character);
            (path.to_owned(), place, found.code.clone(), found.shown.message.clone())
        };
        let known = self.findings.iter().flat_map(|(path, all)| all.iter().map(move |it| (path, it)));
        let mut known: BTreeSet<_> = known.map(|(path, found)| key(path, found)).collect();
        for found in &outcome.diagnostics {
            let Some((path, finding)) = sources.finding(found) else { continue };
            if known.insert(key(&path, &finding)) {
                self.findings.entry(path).or_default().push(finding);
            }
        }
    }
}

/// The sources of a run as files.
struct Sources<'a> {
    map: &'a SourceMap,
    paths: Vec<String>,
    /// The lines of each text: found once, since a long file has many findings.
    lines: Vec<Lines<'a>>,
}

impl<'a> Sources<'a> {
    fn new(map: &'a SourceMap, folder: &str) -> Self {
        let paths = map.iter().map(|(_, source)| load::absolute(folder, &source.name)).collect();
        let lines = map.iter().map(|(_, source)| Lines::new(&source.text)).collect();
        Self { map, paths, lines }
    }

    fn ids(&self) -> impl Iterator<Item = SourceId> {
        self.map.iter().map(|(id, _)| id)
    }

    fn source(&self, id: SourceId) -> Option<(&String, &Lines<'a>)> {
        let position = self.ids().position(|known| known == id)?;
        self.paths.get(position).zip(self.lines.get(position))
    }

    fn place(&self, loc: Loc) -> Option<(String, Range)> {
        let (path, lines) = self.source(loc.source())?;
        let mut bytes = loc.start()..loc.end();
        // A mapping of many lines is shown by its first.
        let first = lines.content(lines.line_of(bytes.start));
        if bytes.end > first.end && first.end > bytes.start {
            bytes.end = first.end;
        }
        Some((path.clone(), lines.range(bytes)))
    }

    fn finding(&self, found: &crate::diagnostic::Diagnostic) -> Option<(String, Finding)> {
        // A finding without a place is shown at the top of the first file.
        let place = Some(found.place()).filter(|loc| loc.is_somewhere()).or_else(|| self.map.first())?;
        let (path, range) = self.place(place)?;
        let related = found.places(self.map).into_iter().skip(1).filter_map(|label| {
            let (path, range) = self.place(label.loc)?;
            let message = if label.text.is_empty() { "here too".to_owned() } else { label.text };
            let uri = super::uri::of_path(&path)?;
            Some(DiagnosticRelatedInformation { location: Location { uri, range }, message })
        });
        let related: Vec<_> = related.collect();
        let label = found.labels.first().map(|label| label.text.as_str()).unwrap_or_default();
        let label = if label.is_empty() { String::new() } else { format!(" ({label})") };
        let help = found.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        let severity = match found.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Note => DiagnosticSeverity::INFORMATION,
        };
        let shown = Diagnostic {
            range,
            severity: Some(severity),
            code: Some(NumberOrString::String(found.code.number())),
            source: Some("stackpose".to_owned()),
            message: format!("{}{label}{help}", found.message),
            related_information: (!related.is_empty()).then_some(related),
            ..Diagnostic::default()
        };
        let fix = self.fix(found);
        let is_allowable = found.code.severity() != Severity::Error && found.place().is_somewhere();
        Some((path, Finding { shown, fix, is_allowable, code: found.code.number() }))
    }

    fn fix(&self, found: &crate::diagnostic::Diagnostic) -> Option<Fix> {
        let mut edits: BTreeMap<String, Vec<TextEdit>> = BTreeMap::new();
        for (loc, text) in found.remedy.as_ref()?.edits(self.map)? {
            let (path, lines) = self.source(loc.source())?;
            let edit = TextEdit::new(lines.range(loc.start()..loc.end()), text);
            edits.entry(path.clone()).or_default().push(edit);
        }
        let help = found.help.as_deref().unwrap_or_else(|| found.code.title());
        Some(Fix { title: format!("Fix {}: {}", found.code.number(), first_line(help)), edits })
    }
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let kept: String = line.chars().take(100).collect();
    if kept.len() < line.len() { format!("{kept}…") } else { kept }
}
