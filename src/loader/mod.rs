//! The work list at the front: Compose files → one resolved tree, in the order of `docker compose config`.
//!
//! `include`, `extends` and `env_file` name further files, and those names may hold `${…}`; so a document is
//! read, interpolated and asked what else it names before the next one is read. The stages know nothing of
//! each other; this folder is the only one that calls them in turn, and it holds no rule of its own.

mod bridge;
mod documents;
mod env_files;
mod extends;
mod file_set;
mod request;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

pub use request::{Request, Skip};

use self::documents::Parsed;
use self::extends::Extended;
use self::file_set::FileSet;
use crate::diagnostic::{Checks, Code, Credentials, Diagnostic, Diagnostics};
use crate::grammar::path;
use crate::grammar::template::{self, Variable};
use crate::interpolate::{self, Deferred, Environment, Late, Unset};
use crate::load::{self, Bounded, Files, VariableFiles};
use crate::resolve::{self, Bases, Folders, Selection};
use crate::source::{Loc, SourceMap, Spanned};
use crate::tree::{Map, Node, Room};
use crate::validate::{Faulty, Placed};

/// A project as `docker compose config` sees it.
#[derive(Debug, Clone, Default)]
pub struct Resolved {
    /// Its name.
    pub name: String,
    /// True when nobody gave the name, and it is that of the folder.
    pub named_by_folder: bool,
    /// The tree.
    pub tree: Node,
    /// Every profile that a service names, active or not, sorted.
    pub profiles: BTreeSet<String>,
    /// The variables that `${…}` was looked up in.
    pub environment: Environment,
    /// Every variable that the Compose files mention.
    pub variables: BTreeMap<String, Variable>,
    /// The variables that get their value at deploy time.
    pub deferred: Deferred,
    /// The project directory.
    pub directory: String,
    /// The folders that the sources of bind mounts are relative to.
    pub bases: Bases,
    /// True when no service was left out, by a profile or because others were asked for.
    pub whole: bool,
    /// The services that were left out, by name.
    pub left_out: Vec<String>,
    /// The places of errors in what is not in the tree: services that were left out, resources that nothing
    /// uses.
    pub faults_left_out: Vec<Loc>,
}

/// Everything one assembly shares among its steps.
pub(crate) struct Assembly<'a> {
    files: &'a Bounded<'a>,
    request: &'a Request,
    sources: SourceMap,
    diagnostics: Diagnostics,
    unset: Unset,
    /// The example beside the `.env` that is not there.
    example: Option<String>,
    /// Whether variables of `x-aws-variables` get their value at deploy time; else they are filled in as any
    /// other.
    defers: bool,
    /// Whether the files must be read again, because credentials were found that others had to know of.
    again: Option<Late>,
    /// Those variables.
    deferred: Deferred,
    /// The dotenv files of the project, whose variables are those of `${…}`.
    dotenv: Vec<String>,
    /// The Compose files that were read, by path.
    parsed: BTreeMap<String, Parsed>,
    extended: Extended,
    environments: usize,
    credentials: Credentials,
    bases: Bases,
    /// Values that ranges, `extends` and `include` may still add to the model.
    values: Room,
    /// Bytes that variables and env_files may still add to it.
    text: Room,
}

/// The Compose files of a request in the order in which they are merged: absolute paths, or `-` for standard
/// input.
pub fn compose_files(request: &Request, files: &dyn Files) -> Vec<String> {
    let files = &request.bounded(files);
    let mut quiet = Diagnostics::default();
    let mut assembly = Assembly::new(request, files);
    let named = request.settings(&assembly.early_environment(), &mut quiet).files;
    let (working_dir, directory) = (&request.working_dir, request.project_directory.as_deref());
    let found = load::discover(files, working_dir, directory, &named, &mut quiet);
    found.map(|found| found.files).unwrap_or_default()
}

/// Values and bytes that a model may grow by.
const MOST_VALUES: usize = 400_000;
const MOST_TEXT: usize = 32 << 20;

/// How often the files are read to learn which variables hold credentials. Two passes do; a project that
/// needs more gets its credentials filled in.
const MOST_PASSES: usize = 4;

impl<'a> Assembly<'a> {
    pub(crate) fn new(request: &'a Request, files: &'a Bounded<'a>) -> Self {
        Self {
            files,
            request,
            sources: SourceMap::default(),
            diagnostics: Diagnostics::default(),
            unset: Unset::new(),
            example: None,
            defers: false,
            again: None,
            deferred: Deferred::default(),
            dotenv: Vec::new(),
            parsed: BTreeMap::new(),
            extended: Extended::default(),
            environments: 0,
            credentials: Credentials::default(),
            bases: Bases::default(),
            values: Room::new(MOST_VALUES),
            text: Room::new(MOST_TEXT),
        }
    }

    /// The same that leaves the variables of `x-aws-variables`, and those with credentials, to whoever
    /// deploys.
    pub(crate) fn deferring(self) -> Self {
        let late = (!self.request.inline_secrets).then(Late::default);
        self.deferring_with(late)
    }

    fn deferring_with(self, late: Option<Late>) -> Self {
        Self { defers: true, deferred: Deferred::new(late), ..self }
    }

    /// Runs every step, as far as errors let it come: what comes out beside errors is good for further
    /// findings only.
    pub(crate) fn run(&mut self) -> Option<Resolved> {
        let mut resolved = self.steps();
        for pass in 1.. {
            let Some(late) = self.again.take() else { break };
            let late = Some(late).filter(|_| pass < MOST_PASSES);
            *self = Self::new(self.request, self.files).deferring_with(late);
            resolved = self.steps();
        }
        let unset = std::mem::take(&mut self.unset);
        self.diagnostics.extend(interpolate::unset_variables(unset, self.example.as_deref()));
        resolved
    }

    /// Returns the parts that are needed once the model is there; everything read on the way is let go.
    pub(crate) fn finish(self) -> (Diagnostics, SourceMap, Credentials) {
        (self.diagnostics, self.sources, self.credentials)
    }

    fn steps(&mut self) -> Option<Resolved> {
        let mut environment = self.request.environment.clone();
        let early = self.early_environment();
        let settings = self.request.settings(&early, &mut self.diagnostics);
        let request = self.request;
        let working_dir = &request.working_dir;
        let project_directory = self.request.project_directory.as_deref();
        let mut folders = vec![self.dotenv_folder(&settings.files)];
        let found = load::discover(
            self.files,
            working_dir,
            project_directory,
            &settings.files,
            &mut self.diagnostics,
        )?;
        if !folders.contains(&found.directory) {
            folders.push(found.directory.clone());
        }
        self.example =
            folders.iter().find_map(|folder| load::example_of(self.files, &path::join(folder, ".env")));
        let mut reader = self.variable_files();
        let set_in_files =
            load::project_environment(&mut reader, &mut environment, working_dir, &request.dotenv, &folders);
        self.dotenv = load::dotenv_files(working_dir, &request.dotenv, &folders);
        environment.entry("PWD".to_owned()).or_insert_with(|| working_dir.clone());
        let paths = found.files.iter().map(|file| Spanned::new(file.clone(), Loc::default())).collect();
        let given = settings.project_name.as_deref().filter(|name| !name.is_empty());
        let (name, named_by_folder) = self.name(&paths, &environment, given, &found.directory);
        environment.insert("COMPOSE_PROJECT_NAME".to_owned(), name.clone());
        self.credentials.learn(environment.iter());
        self.credentials.learn_places(set_in_files, &self.sources);
        let environment = Rc::new(environment);
        self.declare_deferred(&paths, &environment);
        let set = FileSet::root(paths, found.directory.clone(), Rc::clone(&environment));
        let tree = self.file_set(&set);
        self.again = self.deferred.unsettled();
        if self.again.is_some() {
            return None;
        }
        self.deferred.check_defaults(&mut self.diagnostics);
        let faulty = Faulty::find(&tree, &self.diagnostics, &[]);
        let placed = Placed::find(&tree, &self.diagnostics);
        let is_empty = tree.as_map().is_none_or(Map::is_empty);
        // A project that is too large to be expanded is too large for further checks.
        let is_too_large = self.diagnostics.iter().any(|found| found.code == Code::ProjectTooLarge);
        if self.diagnostics.has_errors() && (is_empty || is_too_large) {
            self.diagnostics.wait(Checks::Model);
            return None;
        }
        let selection = Selection {
            profiles: settings.profiles,
            services: self.request.services.clone(),
            builds: self.request.builds,
        };
        let profiles = resolve::profiles(&tree);
        let before = std::mem::take(&mut self.diagnostics);
        let resolved = self.resolve(tree, &name, &set, &selection);
        let further = std::mem::replace(&mut self.diagnostics, before);
        let Some((tree, left_out, mut faults_left_out)) = resolved else {
            self.diagnostics.extend(further.into_sorted());
            self.diagnostics.wait(Checks::Model);
            return None;
        };
        faults_left_out.extend(placed.left_out(&tree));
        self.diagnostics.extend_elsewhere(faulty.independent(&tree, further));
        // An env_file has more credentials of the project's variables.
        self.again = self.deferred.unsettled();
        if self.again.is_some() {
            return None;
        }
        self.deferred.check_used(&mut self.diagnostics);
        let whole = left_out.is_empty() && selection.services.is_empty();
        let variables = self.take_variables();
        let environment = Environment::clone(&set.environment);
        let bases = std::mem::take(&mut self.bases);
        let (directory, deferred) = (set.directory, std::mem::take(&mut self.deferred));
        Some(Resolved {
            name,
            named_by_folder,
            tree,
            profiles,
            environment,
            variables,
            deferred,
            directory,
            bases,
            whole,
            left_out,
            faults_left_out,
        })
    }

    /// Compose reads the dotenv files a first time to learn its own settings, such as `COMPOSE_FILE`.
    fn early_environment(&mut self) -> Environment {
        let mut environment = self.request.environment.clone();
        let named = self.request.named_files(&environment);
        let folder = self.dotenv_folder(&named);
        let mut quiet = Diagnostics::default();
        let mut reader = VariableFiles {
            files: self.files,
            sources: &mut SourceMap::default(),
            shown_from: &self.request.working_dir,
            diagnostics: &mut quiet,
        };
        load::project_environment(
            &mut reader,
            &mut environment,
            &self.request.working_dir,
            &self.request.dotenv,
            &[folder],
        );
        environment
    }

    fn dotenv_folder(&self, named: &[String]) -> String {
        let working_dir = &self.request.working_dir;
        let given =
            self.request.project_directory.as_ref().map(|directory| load::absolute(working_dir, directory));
        given.or_else(|| load::named_directory(working_dir, named)).unwrap_or_else(|| working_dir.clone())
    }

    fn variable_files(&mut self) -> VariableFiles<'_> {
        VariableFiles {
            files: self.files,
            sources: &mut self.sources,
            shown_from: &self.request.working_dir,
            diagnostics: &mut self.diagnostics,
        }
    }

    /// Whether a file that a Compose file names may be read; if not, that is reported.
    fn admits(&mut self, file: &Spanned<String>) -> bool {
        self.files.admits(file, &mut self.diagnostics)
    }

    /// The files of secrets and configs are not read here, and still must not lie outside.
    fn bound_resources(&mut self, tree: &Node) {
        for section in ["secrets", "configs"] {
            for (_, _, node) in tree.get(section).and_then(Node::as_map).into_iter().flat_map(Map::iter) {
                if let Some(file) = node.get("file")
                    && let Some(path) = file.as_text()
                {
                    self.admits(&Spanned::new(path.to_owned(), file.loc));
                }
            }
        }
    }

    /// Which variables get their value at deploy time: all must be known before the first text is filled in.
    fn declare_deferred(&mut self, paths: &[Spanned<String>], environment: &Environment) {
        if !self.defers {
            return;
        }
        for path in paths {
            for document in self.documents(path).unwrap_or_default().iter() {
                self.deferred.declare(document);
                self.deferred.survey(document, environment, &self.credentials);
            }
        }
        self.deferred.declare_credentials();
    }

    /// The project's name, and whether it is only that of the folder; `name:` in the files may hold
    /// variables.
    fn name(
        &mut self,
        paths: &Vec<Spanned<String>>,
        environment: &Environment,
        given: Option<&str>,
        directory: &str,
    ) -> (String, bool) {
        let mut written = None;
        for path in paths {
            for document in self.documents(path).unwrap_or_default().iter() {
                let Some(node) = document.get("name") else { continue };
                let expanded = node
                    .as_text()
                    .and_then(|text| template::expand(text, &|name| environment.get(name).cloned()).ok());
                if let Some(expansion) = expanded.filter(|expansion| !expansion.text.is_empty()) {
                    written = Some(Spanned::new(expansion.text, node.loc));
                }
            }
        }
        // The checks behind go on under any name.
        let name = load::project_name(given, written.as_ref(), directory).unwrap_or_else(|diagnostic| {
            self.diagnostics.push(diagnostic);
            "project".to_owned()
        });
        (name, given.is_none() && written.is_none())
    }

    /// The steps after merging, each on the whole model; says too which services are no longer there, and the
    /// places of errors in what is not.
    fn resolve(
        &mut self,
        mut tree: Node,
        name: &str,
        set: &FileSet,
        selection: &Selection,
    ) -> Option<(Node, Vec<String>, Vec<Loc>)> {
        if tree.as_map().is_none_or(Map::is_empty) {
            self.diagnostics.push(empty(
                set.paths.iter().map(|path| load::shown(&self.request.working_dir, &path.value)),
            ));
            return None;
        }
        self.finish_set(&mut tree, set);
        let environment = Rc::clone(&set.environment);
        let skip = self.request.skip;
        if !skip.normalisation {
            resolve::normalise(&mut tree, name, &|key| environment.get(key).cloned());
        }
        resolve::decode(&mut tree, &self.sources, &mut self.diagnostics);
        let placed = Placed::find(&tree, &self.diagnostics);
        let disabled = resolve::select(&mut tree, selection, &mut self.diagnostics);
        let mut left_out = placed.left_out(&tree);
        if !skip.consistency {
            resolve::consistency(&tree, &disabled, &mut self.diagnostics);
        }
        if !skip.env_files {
            self.env_files(&mut tree, set);
        }
        let placed = Placed::find(&tree, &self.diagnostics);
        resolve::drop_unused(&mut tree);
        left_out.extend(placed.left_out(&tree));
        self.bound_resources(&tree);
        if let Some(map) = tree.as_map_mut() {
            map.fill("services", crate::tree::Value::Map(Map::default()));
            let loc = map.key_loc("name").unwrap_or_default();
            map.insert("name", loc, Node::text(name, loc));
        }
        Some((tree, disabled.into_keys().collect(), left_out))
    }

    /// The steps for every file set once it is merged, an included one as well.
    fn finish_set(&mut self, tree: &mut Node, set: &FileSet) {
        resolve::defaults(tree);
        resolve::early(tree, &mut self.diagnostics);
        if self.request.skip.paths {
            return;
        }
        let home = set.environment.get("HOME").cloned();
        let current = set.environment.get("PWD").cloned();
        let folders = Folders { project: &set.directory, home: home.as_deref(), current: current.as_deref() };
        resolve::paths(tree, folders, &self.sources, &mut self.bases, &mut self.diagnostics);
    }
}

fn empty(files: impl Iterator<Item = String>) -> Diagnostic {
    let names = files
        .map(|name| if name == "-" { "standard input".to_owned() } else { format!("`{name}`") })
        .collect::<Vec<_>>()
        .join(", ");
    Diagnostic::new(Code::EmptyProject, format!("there is nothing in {names}"))
        .help("add `services:` with at least one service")
}
