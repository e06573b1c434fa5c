//! The steps that every run shares: read the files, make a value of them, apply the lint levels, mask
//! credentials.

use crate::diagnostic::{self, Diagnostics, Suppressed};
use crate::grammar::deferred;
use crate::lint_levels::{self, Allowances, Levels, PolicyFile};
use crate::load::{self, Bounded, Files};
use crate::loader::{Assembly, Request, Resolved};
use crate::source::{self, SourceMap};
use crate::{file_contents, lower};

use super::Outcome;

/// The frame of every run: the files are read, a product is made of them unless they have errors, and the
/// lint levels are applied to the findings. An allowance that nothing used is a finding where the product is
/// `complete`.
pub(super) fn run<T>(
    mut assembly: Assembly<'_>,
    (request, files): (&Request, &Bounded<'_>),
    complete: impl FnOnce(&Resolved) -> bool,
    make: impl FnOnce(Resolved, Said<'_>, &mut Diagnostics) -> Option<T>,
) -> Outcome<T> {
    let resolved = assembly.run();
    let (mut diagnostics, mut sources, credentials) = assembly.finish();
    let levels = levels(request, files, &mut sources, &mut diagnostics);
    let tree = resolved.as_ref().map(|resolved| &resolved.tree);
    let mut allowances = Allowances::read(tree, &sources, &mut diagnostics);
    allowances.complete = resolved.as_ref().is_some_and(complete);
    let known = lower::Known { sources: &sources, credentials: &credentials };
    let said = Said { levels: &levels, known };
    let value = resolved.and_then(|resolved| make(resolved, said, &mut diagnostics));
    diagnostics.name_unset_variables();
    let waiting = diagnostics.waiting().cloned();
    let (said, suppressed) = lint_levels::judge(&levels, allowances, diagnostics);
    let diagnostics = diagnostic::limited(said, &sources);
    let diagnostics = diagnostics.into_iter().map(|found| found.map_texts(deferred::shown)).collect();
    let diagnostics = credentials.redacted(diagnostics, &sources);
    let (found, by): (Vec<_>, Vec<_>) = suppressed.into_iter().map(|it| (it.found, it.by)).unzip();
    let found = found.into_iter().map(|found| found.map_texts(deferred::shown)).collect();
    let found = credentials.redacted(found, &sources).into_iter();
    let suppressed = found.zip(by).map(|(found, by)| Suppressed { found, by }).collect();
    let outcome = Outcome { value, diagnostics, suppressed, sources, waiting };
    // A finding stops the run after all.
    if outcome.has_errors() { Outcome { value: None, ..outcome } } else { outcome }
}

/// The same for what is made of a template, where variables may get their values at deployment.
pub(super) fn run_deferring<T>(
    (request, files): (&Request, &dyn Files),
    complete: impl FnOnce(&Resolved) -> bool,
    make: impl FnOnce(Resolved, RunContext<'_>, Said<'_>, &mut Diagnostics) -> Option<T>,
) -> Outcome<T> {
    let files = &request.bounded(files);
    let context = RunContext::new(request, files);
    run(
        Assembly::new(request, files).deferring(),
        (request, files),
        complete,
        |resolved, said, diagnostics| make(resolved, context, said, diagnostics),
    )
}

/// The levels of a run: those that were typed, over those of the policy file.
pub(super) fn levels(
    request: &Request,
    files: &Bounded<'_>,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Levels {
    let working_dir = &request.working_dir;
    let path = match &request.policy {
        PolicyFile::Ignored => None,
        PolicyFile::Project => files.nearest(lint_levels::POLICY_NAME),
        PolicyFile::Named(name) => Some(load::absolute(working_dir, name)),
    };
    let Some(path) = path.map(|path| source::Spanned::new(path, source::Loc::default())) else {
        return request.levels.clone();
    };
    match load::read_source(files, sources, working_dir, &path) {
        Ok(id) => lint_levels::with_policy(&request.levels, &request.policy, id, sources, diagnostics),
        Err(finding) => {
            diagnostics.push(finding);
            request.levels.clone()
        }
    }
}

/// The facts of a run besides its model.
#[derive(Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) levels: &'a Levels,
    pub(super) known: lower::Known<'a>,
}

/// Where a run takes place, and what was decided about it.
#[derive(Clone, Copy)]
pub(super) struct RunContext<'a> {
    pub(super) files: &'a Bounded<'a>,
    pub(super) working_dir: &'a str,
    pub(super) outputs: &'a [String],
    pub(super) settings: lower::Settings,
}

impl<'a> RunContext<'a> {
    pub(super) fn new(request: &'a Request, files: &'a Bounded<'a>) -> Self {
        let settings = lower::Settings { subnet_count: request.subnet_count };
        Self { files, working_dir: &request.working_dir, outputs: &request.outputs, settings }
    }

    pub(super) fn files_of(self, resolved: &'a Resolved) -> file_contents::From<'a> {
        let Self { files, working_dir, outputs, settings: _ } = self;
        let Resolved { environment, directory, bases, .. } = resolved;
        file_contents::From { files, environment, working_dir, outputs, directory, bases }
    }
}
