//! A file set: the files of a project, or of an `include`, merged in order.

use std::rc::Rc;

use super::{Assembly, bridge};
use crate::diagnostic::{Code, Diagnostic, Remedy, project_too_large};
use crate::grammar::path;
use crate::interpolate::{Environment, Interpolation, VARIABLES};
use crate::load::{self, Grammar, Kind};
use crate::merge::{self, Include, Marks};
use crate::source::{Loc, Spanned};
use crate::tree::{Map, Node};
use crate::validate;

/// An `include` counts as so many values, because reading and checking a file takes time even if it is empty.
const VALUES_OF_INCLUDE: usize = 400;

/// Files that are merged in order, with one folder and one environment.
#[derive(Debug, Clone)]
pub(super) struct FileSet {
    /// Absolute paths, or `-`.
    pub paths: Vec<Spanned<String>>,
    /// The folder that relative paths are relative to.
    pub directory: String,
    /// The variables inside.
    pub environment: Rc<Environment>,
    /// Tells environments apart cheaply.
    pub environment_id: usize,
    /// The main files that led here, to find circles.
    pub chain: Vec<String>,
}

impl FileSet {
    /// The set of the command line.
    pub(super) fn root(paths: Vec<Spanned<String>>, directory: String, environment: Rc<Environment>) -> Self {
        let chain = paths.first().map(|path| path.value.clone()).into_iter().collect();
        Self { paths, directory, environment, environment_id: 0, chain }
    }
}

impl Assembly<'_> {
    /// Merges every document of every file, as far as they can be read.
    pub(super) fn file_set(&mut self, set: &FileSet) -> Node {
        let mut model = Node::map(Loc::default());
        for path in &set.paths {
            for document in self.take_documents(path) {
                if document.as_map().is_none() {
                    self.diagnostics.push(not_a_mapping(&document));
                } else {
                    model = self.document(model, document, set);
                }
            }
        }
        model
    }

    /// Lays one document over the model so far, in Compose's order of steps.
    fn document(&mut self, mut model: Node, mut document: Node, set: &FileSet) -> Node {
        let marks = self.prepare(&mut document, set);
        for include in merge::read_includes(&mut document, &mut self.diagnostics) {
            if let Some(mut included) = self.include(&include, set) {
                self.deferred.check_included(&included, &mut self.diagnostics);
                if let Some(map) = included.as_map_mut() {
                    map.remove(VARIABLES);
                }
                merge::import(&mut document, included, &marks, &mut self.diagnostics);
            }
        }
        self.extend_services(&mut document, &marks, set);
        marks.apply(&mut model);
        let mut model = merge::over(model, document, &[], &mut self.diagnostics);
        merge::unique(&mut model, &mut self.diagnostics);
        validate::check_schema(&model, &mut self.diagnostics);
        if let Some(map) = model.as_map_mut()
            && let Some(version) = map.remove_entry("version")
        {
            self.diagnostics.push(obsolete_version(version.key, version.node.loc));
        }
        model
    }

    /// Marks, variables and long forms: what a document goes through whatever it is read for.
    pub(super) fn prepare(&mut self, document: &mut Node, set: &FileSet) -> Marks {
        let marks = Marks::take(document);
        if self.request.bridge {
            let name = "SECRET".to_owned();
            self.credentials.learn(bridge::adapt(document).iter().map(|value| (&name, value)));
        }
        let environment = Rc::clone(&set.environment);
        let mut interpolation = Interpolation {
            environment: &environment,
            sources: &self.sources,
            unset: &mut self.unset,
            deferred: &mut self.deferred,
            credentials: &self.credentials,
            room: &mut self.text,
            diagnostics: &mut self.diagnostics,
        };
        if self.request.skip.interpolation || self.request.bridge {
            interpolation.casts_alone(document);
        } else {
            interpolation.document(document);
        }
        let lookup = |key: &str| environment.get(key).cloned();
        merge::long_form(document, &lookup, &mut self.values, &mut self.diagnostics);
        marks
    }

    fn include(&mut self, include: &Include, set: &FileSet) -> Option<Node> {
        let mut paths = Vec::new();
        for named in &include.paths {
            if load::is_remote(&named.value) {
                self.diagnostics.push(load::remote(named));
                return None;
            }
            let path = Spanned::new(load::absolute(&set.directory, &named.value), named.loc);
            if !self.admits(&path) {
                return None;
            }
            paths.push(path);
        }
        let main = paths.first()?.clone();
        if set.chain.contains(&main.value) {
            self.diagnostics.push(cycle(&set.chain, &main, &self.request.working_dir));
            return None;
        }
        let given =
            include.project_directory.as_ref().map(|folder| load::absolute(&set.directory, &folder.value));
        let directory = given.unwrap_or_else(|| path::dir_name(&main.value));
        if !self.values.take(VALUES_OF_INCLUDE) {
            self.diagnostics.push(project_too_large("this `include`", main.loc));
            return None;
        }
        let environment = Rc::new(self.include_environment(include, set, &directory));
        self.credentials.learn(environment.iter());
        self.environments += 1;
        let chain = set.chain.iter().cloned().chain([main.value]).collect();
        let inner = FileSet { paths, directory, environment, environment_id: self.environments, chain };
        let mut tree = self.file_set(&inner);
        if !self.values.take(tree.size()) {
            self.diagnostics.push(project_too_large("what this `include` brings in", include.loc));
            return None;
        }
        self.finish_set(&mut tree, &inner);
        let via = self.sources.via(include.loc, "brought in by this `include`");
        tree.relocate(&|loc| loc.brought_in(via));
        Some(tree)
    }

    /// The including project's variables, then those of the include's own env_files.
    fn include_environment(&mut self, include: &Include, set: &FileSet, directory: &str) -> Environment {
        let files: Vec<Spanned<String>> = if let Some(named) = &include.env_files {
            named
                .iter()
                .filter(|file| file.value != "/dev/null")
                .map(|file| Spanned::new(load::absolute(&set.directory, &file.value), file.loc))
                .collect()
        } else {
            let default = path::join(directory, ".env");
            let there = self.files.kind(&default) == Kind::File;
            there.then(|| Spanned::new(default, include.loc)).into_iter().collect()
        };
        let outer = Rc::clone(&set.environment);
        let mut own = Environment::new();
        for file in files {
            if !self.admits(&file) {
                continue;
            }
            let lookup = |key: &str| outer.get(key).or_else(|| own.get(key)).cloned();
            let found = self.variable_files().read(&file, Grammar::Dotenv, &lookup);
            let added = found.iter().filter(|(key, ..)| !outer.contains_key(key));
            self.credentials.learn_places(added.map(|(key, _, loc)| (key.clone(), *loc)), &self.sources);
            own.extend(found.into_iter().map(|(key, value, _)| (key, value)));
        }
        own.extend(outer.iter().map(|(key, value)| (key.clone(), value.clone())));
        own
    }

    /// Resolves the `extends` of a document's services.
    fn extend_services(&mut self, document: &mut Node, marks: &Marks, set: &FileSet) {
        let Some(services) = document.get_mut("services").and_then(Node::as_map_mut) else { return };
        if services.iter().all(|(_, _, service)| service.get("extends").is_none()) {
            return;
        }
        let own: Map = std::mem::take(services);
        let extended = self.extend_all(own, marks, set);
        if let Some(services) = document.get_mut("services").and_then(Node::as_map_mut) {
            *services = extended;
        }
    }
}

fn not_a_mapping(document: &Node) -> Diagnostic {
    Diagnostic::new(
        Code::NotAMapping,
        format!("a Compose file must be a mapping, this document is {}", document.described()),
    )
    .label(document.loc, "this document")
    .help("begin with `services:`, and leave no empty document behind a `---`")
}

fn cycle(chain: &[String], main: &Spanned<String>, shown_from: &str) -> Diagnostic {
    let circle = chain.iter().skip_while(|path| **path != main.value).chain([&main.value]);
    let names: Vec<String> = circle.map(|path| format!("`{}`", load::shown(shown_from, path))).collect();
    Diagnostic::new(Code::IncludeCycle, format!("files include each other: {}", names.join(" → ")))
        .label(main.loc, "this closes the circle")
        .help("remove one of these includes")
}

fn obsolete_version(key: Loc, value: Loc) -> Diagnostic {
    Diagnostic::new(Code::VersionObsolete, "`version` has no meaning any more")
        .at(key)
        .help("remove the line: the Compose specification has one version")
        .remedy(Remedy::Remove { key, value })
}
