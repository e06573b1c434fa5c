//! Follows `extends` from service to service and from file to file, each service resolved once.
//!
//! A chain is walked to its end first and folded back then, so a chain of thousands needs no deep stack.

use std::collections::{BTreeMap, BTreeSet};

use super::Assembly;
use super::file_set::FileSet;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest, project_too_large};
use crate::grammar::path;
use crate::load;
use crate::merge::{self, Base, Extends, Marks};
use crate::resolve::{self, Folders};
use crate::source::{Loc, Spanned};
use crate::tree::{Map, Node, Value};

/// Files that were loaded because a service extends one of theirs; the key is path and environment.
#[derive(Debug, Default)]
pub(super) struct Extended {
    scopes: Vec<Scope>,
    files: BTreeMap<(String, usize), Option<usize>>,
}

/// Services that may extend each other by name: those of a document, or of an extended file.
#[derive(Debug, Default)]
struct Scope {
    services: Map,
    extends: BTreeMap<String, Extends>,
    marks: Marks,
    /// Services of the scope that others of it extend.
    bases: BTreeSet<String>,
    resolved: BTreeMap<String, Node>,
    /// Services whose fault has been told.
    failed: BTreeSet<String>,
    /// The base of `extends.file`; the paths of an extended file are absolute already.
    directory: String,
}

/// A service in a scope.
type Name = (usize, String);

impl Scope {
    fn new(mut services: Map, marks: Marks, directory: String, diagnostics: &mut Diagnostics) -> Self {
        let mut extends = BTreeMap::new();
        for (name, _, service) in services.iter_mut() {
            if let Some(found) = merge::read_extends(service, diagnostics) {
                extends.insert(name.to_owned(), found);
            }
        }
        let own = extends.values().filter(|found: &&Extends| found.file.is_none());
        let bases = own.map(|found| found.service.value.clone()).collect();
        let (resolved, failed) = (BTreeMap::new(), BTreeSet::new());
        Self { services, extends, marks, bases, resolved, failed, directory }
    }
}

impl Assembly<'_> {
    /// Resolves every service of a document.
    pub(super) fn extend_all(&mut self, services: Map, marks: &Marks, set: &FileSet) -> Map {
        let scope = Scope::new(services, marks.clone(), set.directory.clone(), &mut self.diagnostics);
        let own = self.extended.scopes.len();
        let names: Vec<(String, Loc)> =
            scope.services.iter().map(|(name, loc, _)| (name.to_owned(), loc)).collect();
        self.extended.scopes.push(scope);
        let mut out = Map::default();
        for (name, loc) in names {
            let extended = self.service((own, name.clone()), set);
            // One whose base is not there stays as it is written, so that nobody misses it.
            let as_written = || self.extended.scopes.get(own)?.services.get(&name).cloned();
            if let Some(service) = extended.or_else(as_written) {
                out.insert(name, loc, service);
            }
        }
        out
    }

    /// One service, merged into its base, which is merged into its own, and so on.
    fn service(&mut self, name: Name, set: &FileSet) -> Option<Node> {
        let mut chain: Vec<(Name, Extends)> = Vec::new();
        let mut known = BTreeSet::from([name.clone()]);
        let mut current = name;
        let mut node = loop {
            let scope = self.extended.scopes.get(current.0)?;
            if let Some(done) = scope.resolved.get(&current.1) {
                break done.clone();
            }
            if scope.failed.contains(&current.1) {
                self.give_up(&chain);
                return None;
            }
            let service = scope.services.get(&current.1)?.clone();
            let Some(extends) = scope.extends.get(&current.1).cloned() else { break service };
            let target = self.target(&current, &extends, set);
            chain.push((current, extends));
            let Some(target) = target else {
                self.give_up(&chain);
                return None;
            };
            if !known.insert(target.clone()) {
                self.diagnostics.push(cycle(&chain, &target));
                self.give_up(&chain);
                return None;
            }
            current = target;
        };
        while let Some((name, extends)) = chain.pop() {
            if !self.values.take(node.size()) {
                self.diagnostics.push(project_too_large("what this `extends` copies", extends.loc));
                chain.push((name, extends));
                self.give_up(&chain);
                return None;
            }
            let scope = self.extended.scopes.get(name.0)?;
            let service = scope.services.get(&name.1)?.clone();
            let base = Base { node: &node, loc: extends.loc };
            let merged = merge::lay_over_base(
                &name.1,
                service,
                base,
                &scope.marks,
                &mut self.sources,
                &mut self.diagnostics,
            );
            node = merged;
            let done = self.extended.scopes.get_mut(name.0)?;
            // A copy of what nobody extends would be memory for nothing.
            if !chain.is_empty() || done.bases.contains(&name.1) {
                done.resolved.insert(name.1, node.clone());
            }
        }
        Some(node)
    }

    /// Notes that these services cannot be resolved, so that it is said once.
    fn give_up(&mut self, chain: &[(Name, Extends)]) {
        for ((scope, name), _) in chain {
            if let Some(scope) = self.extended.scopes.get_mut(*scope) {
                scope.failed.insert(name.clone());
            }
        }
    }

    /// Where a service's base is; a base that is not there is reported.
    fn target(&mut self, from: &Name, extends: &Extends, set: &FileSet) -> Option<Name> {
        let (scope, shown) = match &extends.file {
            None => (from.0, None),
            Some(file) if load::is_remote(&file.value) => {
                self.diagnostics.push(load::remote(file));
                return None;
            }
            Some(file) => {
                let directory = &self.extended.scopes.get(from.0)?.directory;
                let absolute = load::absolute(directory, &file.value);
                let shown = load::shown(&self.request.working_dir, &absolute);
                (self.extended_file(&Spanned::new(absolute, file.loc), set)?, Some(shown))
            }
        };
        let services = &self.extended.scopes.get(scope)?.services;
        if services.contains(&extends.service.value) {
            return Some((scope, extends.service.value.clone()));
        }
        let diagnostic = not_found(extends, shown.as_deref(), services);
        self.diagnostics.push(diagnostic);
        None
    }

    /// The scope of a file that is extended: interpolated, in long form, its paths absolute, not validated.
    fn extended_file(&mut self, file: &Spanned<String>, set: &FileSet) -> Option<usize> {
        let key = (file.value.clone(), set.environment_id);
        if let Some(known) = self.extended.files.get(&key) {
            return *known;
        }
        if !self.admits(file) {
            return None;
        }
        // A file that cannot be used is remembered as such and reported once.
        self.extended.files.insert(key.clone(), None);
        let mut model = Node::map(Loc::default());
        let mut all_marks = Marks::default();
        for document in self.documents(file)?.iter() {
            let mut document = document.clone();
            all_marks = self.prepare(&mut document, set);
            model = merge::over(model, document, &[], &mut self.diagnostics);
        }
        let directory = path::dir_name(&file.value);
        let home = set.environment.get("HOME").cloned();
        let current = set.environment.get("PWD").cloned();
        resolve::paths(
            &mut model,
            Folders { project: &directory, home: home.as_deref(), current: current.as_deref() },
            &self.sources,
            &mut self.bases,
            &mut self.diagnostics,
        );
        let services = model.as_map_mut().and_then(|map| map.remove("services"));
        let Some(Value::Map(services)) = services.map(|node| node.value) else {
            self.diagnostics.push(no_services(file));
            return None;
        };
        let kinds = services.iter().filter(|(.., service)| service.as_map().is_none() && !service.is_null());
        self.diagnostics.extend(kinds.map(|(name, _, service)| no_mapping(name, service)));
        let scope = Scope::new(services, all_marks, directory, &mut self.diagnostics);
        let id = self.extended.scopes.len();
        self.extended.scopes.push(scope);
        self.extended.files.insert(key, Some(id));
        Some(id)
    }
}

fn not_found(extends: &Extends, file: Option<&str>, services: &Map) -> Diagnostic {
    let name = &extends.service.value;
    let place = file.map_or_else(|| "this file".to_owned(), |file| format!("`{file}`"));
    let diagnostic =
        Diagnostic::new(Code::BadExtends, format!("there is no service `{name}` in {place} to extend"))
            .at(extends.service.loc);
    match nearest(name, services.keys()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("a base must stand in the same file, or in the one that `file:` names"),
    }
}

fn no_mapping(name: &str, service: &Node) -> Diagnostic {
    let message = format!("`services.{name}` must be a mapping, not {}", service.described());
    Diagnostic::new(Code::WrongType, message)
        .at(service.loc)
        .help("write its attributes below it, indented further, such as `image: name:tag`")
}

fn no_services(file: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::BadExtends, "the extended file has no `services`")
        .label(file.loc, "named here")
        .help("name the file that holds the base service")
}

fn cycle(chain: &[(Name, Extends)], target: &Name) -> Diagnostic {
    let circle: Vec<&(Name, Extends)> = chain.iter().skip_while(|(name, _)| name != target).collect();
    let names = circle.iter().map(|((_, name), _)| name).chain([&target.1]);
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    if let [((_, name), extends)] = circle.as_slice() {
        return Diagnostic::new(Code::ExtendsCycle, format!("the service `{name}` extends itself"))
            .at(extends.service.loc)
            .help("name another service, or remove this `extends`");
    }
    let mut diagnostic =
        Diagnostic::new(Code::ExtendsCycle, format!("services extend each other: {}", names.join(" → ")));
    for (_, extends) in circle.into_iter().rev().take(5) {
        diagnostic = diagnostic.label(extends.service.loc, "extends this");
    }
    diagnostic.help("remove one of these `extends`")
}
