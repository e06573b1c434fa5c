//! Docker Compose in, an AWS CloudFormation template out.
//!
//! # Architecture
//!
//! A run passes through these stages in this order; two models stand between them.
//!
//! 1. [`load`]: Compose files → trees with places ([`tree`], [`source`]), dotenv files → variables.
//! 2. `interpolate`: `${…}` → values.
//! 3. `merge`: short forms → long forms; `include`, `extends`, `!reset`; several trees → one.
//! 4. `resolve`: defaults, paths, implicit parts, decoded values, profiles, references, env_files. The result is what
//!    `docker compose config` prints, and [`config_output`] prints it.
//! 5. [`validate`]: Compose's schema, the table of supported attributes, tree → `compose`, the source model.
//! 6. `file_contents`: the contents of files that go into tasks → the source model.
//! 7. `plan`: the source model → the decisions that several parts of a template share.
//! 8. `lower`: both → `cfn`, the target model in AWS's own names.
//! 9. [`emit`]: the target model → YAML or JSON, within CloudFormation's limits.
//!
//! [`loader`] calls 1 to 4 in Compose's order, because `include`, `extends` and env_files name further files and their names may
//! hold variables. Beside the stages:
//!
//! - `advise` reports what is legal and unwise, [`lint_levels`] applies `--allow` and `--deny`, [`fix`] applies fixes.
//! - `bake_file` and [`parameter_file`] write the files of `bake` and `--parameters`; [`overview`] summarises a project.
//! - [`graph`] draws a project.
//! - [`diff`] says what an update from one template to another does; [`mod@import`] makes Compose files of other tools' files.
//! - [`grammar`] holds the parsers of single values, [`diagnostic`] the findings, [`explain`] their texts.
//! - [`lsp`] answers what editors ask.
//! - [`cli`] is the only code that prints. `aws`, with the feature `deploy`, calls AWS.
//!
//! # Rules
//!
//! - A stage reports to [`diagnostic::Diagnostics`] and continues after a fault; the run stops between stages.
//! - Outside `load/files.rs`, `cli/` and `aws/` there is no disk, environment, network, clock or randomness; `.clippy.toml`
//!   forbids them. The inputs of a run are its [`loader::Request`] and what is behind [`load::Files`].
//! - Rules are tables keyed by path ([`tree::Rules`]).

mod advise;
#[cfg(feature = "deploy")]
pub mod aws;
mod bake_file;
#[expect(clippy::struct_field_names, clippy::enum_variant_names, reason = "the names are those of AWS")]
mod cfn;
pub mod cli;
mod compose;
pub mod config_output;
pub mod diagnostic;
pub mod diff;
pub mod emit;
pub mod explain;
mod file_contents;
pub mod fix;
pub mod grammar;
pub mod graph;
pub mod import;
mod interpolate;
pub mod lint_levels;
pub mod load;
pub mod loader;
mod lower;
pub mod lsp;
mod merge;
pub mod overview;
pub mod parameter_file;
mod plan;
mod resolve;
pub mod sanitise;
pub mod source;
pub mod tree;
pub mod validate;

use std::collections::BTreeMap;

use indexmap::IndexMap;

use diagnostic::{Checks, Code, Diagnostic, Diagnostics, Severity, Suppressed, Waiting};
use emit::Format;
use grammar::deferred;
use lint_levels::{Allowances, Levels, PolicyFile};
use load::{Bounded, Files};
use loader::{Assembly, Request, Resolved};
use overview::Overview;
use source::SourceMap;

/// What a run comes to: its product, if nothing stopped it, and everything there is to say.
#[derive(Debug)]
pub struct Outcome<T> {
    /// The product.
    pub value: Option<T>,
    /// The findings, by place, each once.
    pub diagnostics: Vec<Diagnostic>,
    /// The findings that were allowed.
    pub suppressed: Vec<Suppressed>,
    /// The texts they point into.
    pub sources: SourceMap,
    /// The checks that did not run because of errors.
    pub waiting: Option<Waiting>,
}

impl<T> Outcome<T> {
    /// The same with something else made of the product.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Outcome<U> {
        let Self { value, diagnostics, suppressed, sources, waiting } = self;
        Outcome { value: value.map(change), diagnostics, suppressed, sources, waiting }
    }

    /// True when a finding stopped the run.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// A template as text, and what an account gives to it.
#[derive(Debug)]
pub struct Compiled {
    /// The template.
    pub text: String,
    /// Its parameters, in order.
    pub parameters: IndexMap<cfn::LogicalId, cfn::Parameter>,
    /// What the project comes to on AWS.
    pub overview: Overview,
}

/// A template, and what a deployment wants to know besides.
#[derive(Debug)]
pub struct Deployable {
    /// The template and its parameters.
    pub compiled: Compiled,
    /// The project's name.
    pub project: String,
    /// The parameters that hold the values of secrets, and where those values are. Nobody has read them yet.
    pub secrets: Vec<(cfn::LogicalId, compose::Source)>,
    /// The parameters of variables of deploy time, and the variables.
    pub variables: Vec<(cfn::LogicalId, compose::DeployVariable)>,
    /// What in the Compose files a resource was made for: the name, and its place.
    pub origins: IndexMap<cfn::LogicalId, source::Spanned<String>>,
    /// The project's environment, in which secrets are looked up.
    pub environment: BTreeMap<String, String>,
}

/// Compose files → the model that `docker compose config` prints.
pub fn resolve_project(request: &Request, files: &dyn Files) -> Outcome<Resolved> {
    let files = &request.bounded(files);
    run(Assembly::new(request, files), (request, files), |_| false, |resolved, _, _| Some(resolved))
}

/// Compose files → the file that `docker buildx bake` builds their images with.
pub fn bake(request: &Request, files: &dyn Files) -> Outcome<serde_json::Value> {
    let files = &request.bounded(files);
    let context = RunContext::new(request, files);
    run(
        Assembly::new(request, files),
        (request, files),
        |_| false,
        |resolved, _, diagnostics| {
            if diagnostics.has_errors() {
                return None;
            }
            let mut project = {
                // What Fargate cannot keep is told by `convert`: an image can be built all the same.
                let mut unsaid = Diagnostics::default();
                validate::project(&resolved.tree, &resolved.name, &mut unsaid)
            };
            file_contents::configs(&mut project, context.of(&resolved), diagnostics);
            let mut found = Diagnostics::default();
            file_contents::mounts(&mut project, context.of(&resolved), &mut found);
            // What `convert` only warns of cannot be built.
            let missing = found.into_sorted().into_iter().filter(|found| found.code == Code::MissingFile);
            diagnostics.extend(missing.map(|found| found.severity(Severity::Error)));
            if diagnostics.has_errors() {
                return None;
            }
            let baked = bake_file::Baked::of(&project);
            let Resolved { tree, name, .. } = &resolved;
            Some(bake_file::bake(tree, name, (&request.working_dir, files), &baked, diagnostics))
        },
    )
}

/// Compose files → the template that `stackpose convert` prints.
pub fn compile(request: &Request, files: &dyn Files, format: Format) -> Outcome<String> {
    compile_with_parameters(request, files, format).map(|compiled| compiled.text)
}

/// The same with the parameters of the template beside it.
pub fn compile_with_parameters(request: &Request, files: &dyn Files, format: Format) -> Outcome<Compiled> {
    let files = &request.bounded(files);
    let context = RunContext::new(request, files);
    // What a service that was left out needs must not be missed by those that are here.
    let mut outcome = run(
        Assembly::new(request, files).deferring(),
        (request, files),
        |resolved| resolved.whole,
        |resolved, said, diagnostics| template(resolved, context, said, format, diagnostics),
    );
    // What is allowed stands in clear all the same.
    let all = outcome.diagnostics.iter().chain(outcome.suppressed.iter().map(|it| &it.found));
    let credentials = all.filter(|found| found.code == Code::Credential).count();
    if let Some(compiled) = &mut outcome.value {
        compiled.overview.credentials = credentials;
    }
    outcome
}

/// Compose files → the template, and what a deployment wants to know besides.
pub fn deployable(request: &Request, files: &dyn Files) -> Outcome<Deployable> {
    let files = &request.bounded(files);
    let context = RunContext::new(request, files);
    run(
        Assembly::new(request, files).deferring(),
        (request, files),
        |resolved| resolved.whole,
        |resolved, said, diagnostics| {
            let (project, environment) = (resolved.name.clone(), resolved.environment.clone());
            let mut noted = (Vec::new(), Vec::new(), IndexMap::new());
            let note = |project: &compose::Project, template: &cfn::Template| {
                let values =
                    (lower::secret_values(project, template), lower::variable_values(project, template));
                noted = (values.0, values.1, lower::origins(project, template));
            };
            let compiled = template_with(resolved, context, said, Format::Yaml, note, diagnostics)?;
            let (secrets, variables, origins) = noted;
            Some(Deployable { compiled, project, secrets, variables, origins, environment })
        },
    )
}

/// A picture of a project, and the template that it was made with.
#[derive(Debug)]
pub struct Picture {
    /// The picture.
    pub graph: graph::Graph,
    /// The template.
    pub template: serde_json::Value,
    credentials: diagnostic::Credentials,
}

impl Picture {
    /// The picture of the template's resources.
    pub fn resources(&self) -> graph::Graph {
        graph::resources(&self.graph.project, &self.template, &diff::parts(&self.template))
    }

    /// As one of two sides to compare.
    fn side(&self) -> diff::Side {
        diff::Side {
            template: self.template.clone(),
            credentials: self.credentials.clone(),
            project: self.graph.project.clone(),
            ..diff::Side::default()
        }
    }
}

/// Compose files → a picture of what they become on AWS.
pub fn picture(request: &Request, files: &dyn Files) -> Outcome<Picture> {
    let files = &request.bounded(files);
    let context = RunContext { any_size: true, ..RunContext::new(request, files) };
    run(
        Assembly::new(request, files).deferring(),
        (request, files),
        |_| false,
        |resolved, said, diagnostics| {
            let credentials = said.known.credentials;
            let mut drawn = graph::Graph::default();
            let note = |project: &compose::Project, template: &cfn::Template| {
                drawn = graph::build(project, template);
            };
            let compiled = template_with(resolved, context, said, Format::Json, note, diagnostics)?;
            let template = serde_json::from_str(&compiled.text)
                .expect("internal error: a template that was written is read again");
            let graph = drawn.map_texts(|text| credentials.masked(&deferred::shown(text)));
            Some(Picture { graph, template, credentials: credentials.clone() })
        },
    )
}

/// What the page shows of each part of a picture.
pub fn details(outcome: &Outcome<Picture>) -> Vec<graph::page::Detail> {
    let Some(picture) = &outcome.value else { return Vec::new() };
    let origin = graph::page::Origin {
        template: &picture.template,
        credentials: &picture.credentials,
        diagnostics: &outcome.diagnostics,
        sources: &outcome.sources,
    };
    graph::page::details(&picture.graph, origin)
}

/// Two pictures → the new one with what an update does to each part, and its hazards; an old one that is not there had
/// nothing.
pub fn changed_picture(
    request: &Request,
    files: &dyn Files,
    old: Option<Picture>,
    new: &Picture,
) -> Outcome<graph::Graph> {
    let nothing = || diff::Side { template: serde_json::json!({"Resources": {}}), ..diff::Side::default() };
    let side = old.as_ref().map_or_else(nothing, Picture::side);
    let before = old.map(|picture| picture.graph).unwrap_or_default();
    compare(request, files, &side, &new.side()).map(|diff| {
        let mut graph = graph::compared(before, new.graph.clone(), &diff.worst_by_group(graph_change));
        graph.notes.insert(0, diff.headline());
        let hazard =
            |hazard: &diff::Hazard| format!("{}: {}", hazard.finding.code.number(), hazard.finding.message);
        graph.notes.extend(diff.hazards.iter().map(hazard));
        graph
    })
}

fn graph_change(effect: diff::Effect) -> graph::Change {
    use diff::Effect;
    match effect {
        Effect::Replace | Effect::MayReplace => graph::Change::Replaced,
        Effect::Remove | Effect::Keep | Effect::Add | Effect::Update | Effect::Revision | Effect::Depends => {
            graph::Change::Changed
        }
    }
}

/// What other tools left behind → a Compose file, or why the files are not what they were called.
pub fn import(kind: import::Kind, files: Vec<(String, String)>) -> Outcome<Result<import::Imported, String>> {
    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    let mut inputs = Vec::new();
    for (name, text) in files {
        let id = sources.add(name.clone(), text);
        // A file of several documents is several manifests.
        for tree in load::parse(id, &mut sources, &mut diagnostics) {
            inputs.push(import::Input { name: name.clone(), tree });
        }
    }
    let value = (!diagnostics.has_errors()).then(|| import::import(kind, &inputs));
    Outcome { value, diagnostics: diagnostics.into_sorted(), suppressed: Vec::new(), sources, waiting: None }
}

/// Compose files → one of the two templates that `stackpose diff` compares.
pub fn comparable(request: &Request, files: &dyn Files) -> Outcome<diff::Side> {
    let files = &request.bounded(files);
    let context = RunContext::new(request, files);
    let outcome = run(
        Assembly::new(request, files).deferring(),
        (request, files),
        |_| false,
        |resolved, said, diagnostics| {
            let credentials = said.known.credentials.clone();
            let places = diff::places::of(&resolved.tree);
            let project = resolved.name.clone();
            let compiled = template(resolved, context, said, Format::Json, diagnostics)?;
            let template = serde_json::from_str(&compiled.text)
                .expect("internal error: a template that was written is read again");
            Some((template, places, credentials, project))
        },
    );
    let Outcome { value, diagnostics, suppressed, sources, waiting } = outcome;
    let value = value.map(|(template, places, credentials, project)| {
        let places = diff::places::shown(places, &sources);
        diff::Side { template, places, credentials, project, ..diff::Side::default() }
    });
    Outcome { value, diagnostics, suppressed, sources, waiting }
}

/// Two templates → what an update does, with the hazards that the levels of the request let through.
pub fn compare(
    request: &Request,
    files: &dyn Files,
    old: &diff::Side,
    new: &diff::Side,
) -> Outcome<diff::Diff> {
    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    let levels = levels(request, &request.bounded(files), &mut sources, &mut diagnostics);
    let mut diff = diff::diff(old, new);
    let hazards = std::mem::take(&mut diff.hazards).into_iter();
    let weighed = hazards.filter_map(|hazard| {
        let finding = levels.apply(hazard.finding)?;
        Some(diff::Hazard { finding, ..hazard })
    });
    diff.hazards = weighed.collect();
    let value = (!diagnostics.has_errors()).then_some(diff);
    Outcome { value, diagnostics: diagnostics.into_sorted(), suppressed: Vec::new(), sources, waiting: None }
}

/// The text of a template, ours or anybody's → one of the two that `stackpose diff` compares; none for other files.
pub fn comparable_template(name: &str, text: &str) -> Outcome<Option<diff::Side>> {
    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    let id = sources.add(name, text);
    let template = diff::read(id, &mut sources, &mut diagnostics);
    let side = template.map(|template| diff::Side { template, ..diff::Side::default() });
    let value = (!diagnostics.has_errors()).then_some(side);
    Outcome { value, diagnostics: diagnostics.into_sorted(), suppressed: Vec::new(), sources, waiting: None }
}

/// Compose files → the findings of `compile` without its template.
pub fn check(request: &Request, files: &dyn Files) -> Outcome<()> {
    compile(request, files, Format::Yaml).map(|_| ())
}

/// The same with what the project comes to on AWS.
pub fn review(request: &Request, files: &dyn Files) -> Outcome<Overview> {
    compile_with_parameters(request, files, Format::Yaml).map(|compiled| compiled.overview)
}

/// The frame of every run: the files come together, a product is made of them unless they have faults, and what there
/// is to say is judged. An allowance that nothing used is told where the product is `complete`.
fn run<T>(
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

/// The levels of a run: those that were typed, over those of the policy file.
fn levels(
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

/// What is known of a run besides its model.
#[derive(Clone, Copy)]
struct Said<'a> {
    levels: &'a Levels,
    known: lower::Known<'a>,
}

/// Where a run takes place, and what was decided about it.
#[derive(Clone, Copy)]
struct RunContext<'a> {
    files: &'a Bounded<'a>,
    working_dir: &'a str,
    outputs: &'a [String],
    settings: lower::Settings,
    /// Whether a template that is too large for CloudFormation will do, because it is only looked at.
    any_size: bool,
}

impl<'a> RunContext<'a> {
    fn new(request: &'a Request, files: &'a Bounded<'a>) -> Self {
        let settings = lower::Settings { subnet_count: request.subnet_count };
        Self {
            files,
            working_dir: &request.working_dir,
            outputs: &request.outputs,
            settings,
            any_size: false,
        }
    }

    fn of(self, resolved: &'a Resolved) -> file_contents::From<'a> {
        let Self { files, working_dir, outputs, settings: _, any_size: _ } = self;
        let Resolved { environment, directory, bases, .. } = resolved;
        file_contents::From { files, environment, working_dir, outputs, directory, bases }
    }
}

/// The stages behind the resolved model. What Fargate cannot keep is told beside the faults of the files; the stages
/// after that need a model without faults.
fn template(
    resolved: Resolved,
    context: RunContext<'_>,
    said: Said<'_>,
    format: Format,
    diagnostics: &mut Diagnostics,
) -> Option<Compiled> {
    template_with(resolved, context, said, format, |_, _| (), diagnostics)
}

/// The same with a look at the project and its template, before they become text.
fn template_with(
    mut resolved: Resolved,
    context: RunContext<'_>,
    said: Said<'_>,
    format: Format,
    note: impl FnOnce(&compose::Project, &cfn::Template),
    diagnostics: &mut Diagnostics,
) -> Option<Compiled> {
    let named_by_folder = resolved.named_by_folder;
    let project = {
        let mut further = Diagnostics::default();
        let left_out = validate::leave_out_host_services(&mut resolved.tree, &mut further);
        resolved.left_out.extend(left_out);
        validate::report(&resolved.tree, &mut further);
        let mut project = read(&resolved, &resolved.tree, &mut further);
        // Beside faults of the files the paths are not yet whole.
        if !diagnostics.has_errors() {
            file_contents::gather(&mut project, context.of(&resolved), &mut further);
        }
        validate::literals(&resolved.tree, &mut further);
        advise::advise(&project, &mut further);
        diagnostics.extend_elsewhere(further);
        project
    };
    if diagnostics.has_errors() {
        lower::check_credentials(&project, said.known, diagnostics);
        lower_sound(&resolved, context, said, diagnostics);
        return None;
    }
    drop(resolved);
    if project.services.is_empty() {
        diagnostics.push(no_service());
        return None;
    }
    let template = lower::lower(&project, context.settings, diagnostics);
    lower::check_credentials(&project, said.known, diagnostics);
    lower::check_registries(said.levels.registries(), &project, &template, diagnostics);
    note(&project, &template);
    let variables = lower::variable_values(&project, &template);
    let late = variables.iter().map(|(_, variable)| variable);
    let late = late.filter(|variable| variable.kind == compose::VariableKind::Secret);
    let mut overview =
        Overview::of(&project, &template).with_late(late.map(|variable| variable.name.value.as_str()));
    overview.named_by_folder = named_by_folder;
    drop(project);
    if diagnostics.has_errors() {
        diagnostics.wait(Checks::Limits);
        return None;
    }
    if !context.any_size {
        emit::limits::report(&template, diagnostics);
    }
    let parameters = template.parameters().clone();
    let text = emit::emit(template, format);
    if !context.any_size {
        emit::limits::report_text(&text, diagnostics);
    }
    let overview = overview.of_size(text.len());
    Some(Compiled { text, parameters, overview }).filter(|_| !diagnostics.has_errors())
}

/// A tree as the project that it is.
fn read(resolved: &Resolved, tree: &tree::Node, diagnostics: &mut Diagnostics) -> compose::Project {
    let mut project = validate::project(tree, &resolved.name, diagnostics);
    project.left_out.clone_from(&resolved.left_out);
    let uses = |name: &str| {
        let interpolate::Usage { default, empty_is_unset, need, is_choice, instead_of } =
            resolved.deferred.usage(name)?;
        let without = match need {
            interpolate::Need::Value => None,
            interpolate::Need::EmptyDoes => Some(compose::Without::Empty),
            interpolate::Need::NothingDoes => Some(compose::Without::Nothing),
        };
        Some(compose::VariableUse { default, empty_is_unset, without, is_choice, instead_of })
    };
    validate::bind(&mut project, resolved.deferred.implied(), &uses, diagnostics);
    project
}

/// The stages behind the model for what has no errors, so that their errors are in the same run. What else they would say
/// waits: it depends on all services.
fn lower_sound(resolved: &Resolved, context: RunContext<'_>, said: Said<'_>, diagnostics: &mut Diagnostics) {
    let mut said_before = Diagnostics::default();
    // Files that cannot be used are the faults of further services.
    for files_told in [false, true] {
        let Some((tree, gone)) = validate::Faulty::of(&resolved.tree, diagnostics).sound(&resolved.tree)
        else {
            diagnostics.wait(Checks::Lowering);
            return;
        };
        diagnostics.wait(Checks::LoweringOf(gone.clone()));
        let mut project = read(resolved, &tree, &mut said_before);
        project.left_out.extend(gone);
        let mut further = Diagnostics::default();
        file_contents::gather(&mut project, context.of(resolved), &mut further);
        let failed = further.has_errors();
        if !files_told {
            diagnostics.extend_elsewhere(further.errors());
        }
        if failed && !files_told {
            continue;
        }
        let mut further = Diagnostics::default();
        let template = lower::lower(&project, context.settings, &mut further);
        lower::check_registries(said.levels.registries(), &project, &template, &mut further);
        diagnostics.extend_elsewhere(further.errors());
        return;
    }
}

fn no_service() -> Diagnostic {
    Diagnostic::new(Code::NoService, "there is no service to convert").help(
        "add one under `services:`, or activate a profile with `--profile`; `--profile '*'` activates all",
    )
}
