//! Compose files → a template: the stages behind the resolved model.

use indexmap::IndexMap;

use crate::diagnostic::{Checks, Code, Diagnostic, Diagnostics};
use crate::emit::limits::Scope;
use crate::emit::{self, Format};
use crate::load::Files;
use crate::loader::{Request, Resolved};
use crate::overview::Overview;
use crate::{advise, cfn, compose, file_contents, interpolate, lower, split, tree, validate};

use super::Outcome;
use super::run::{RunContext, Said, run_deferring};

/// A template as text, and what an account gives to it.
#[derive(Debug)]
pub struct Compiled {
    /// The template.
    pub text: String,
    /// Its parameters, in order.
    pub parameters: IndexMap<cfn::LogicalId, cfn::Parameter>,
    /// A summary of the project on AWS.
    pub overview: Overview,
}

/// A project as a root template and nested stacks.
#[derive(Debug)]
pub struct SplitCompiled {
    /// The root, and what an account gives to it.
    pub root: Compiled,
    /// The templates that it names: their paths from it, and their texts.
    pub parts: Vec<(String, String)>,
    /// The project's name.
    pub project: String,
}

/// The same with the parameters of the template beside it.
pub fn compile_with_parameters(request: &Request, files: &dyn Files, format: Format) -> Outcome<Compiled> {
    let outcome = compile_as(request, files, |translated, diagnostics| {
        written(translated, format, Scope::Whole, diagnostics)
    });
    with_credentials(outcome, |compiled| &mut compiled.overview)
}

/// Compose files → a root template and nested stacks, as `stackpose convert --split` writes them.
pub fn compile_split(
    request: &Request,
    files: &dyn Files,
    format: Format,
    grouping: split::Grouping,
) -> Outcome<SplitCompiled> {
    let outcome = compile_as(request, files, |translated, diagnostics| {
        written_in_parts(translated, format, grouping, diagnostics)
    });
    with_credentials(outcome, |compiled| &mut compiled.root.overview)
}

/// The same with the number of credentials, which is known after the run, in the summary.
fn with_credentials<T>(
    mut outcome: Outcome<T>,
    overview: impl FnOnce(&mut T) -> &mut Overview,
) -> Outcome<T> {
    let credentials = outcome.credentials();
    if let Some(value) = &mut outcome.value {
        overview(value).credentials = credentials;
    }
    outcome
}

/// Compose files → something made of their template.
fn compile_as<T>(
    request: &Request,
    files: &dyn Files,
    make: impl FnOnce(Translated, &mut Diagnostics) -> Option<T>,
) -> Outcome<T> {
    // A service that was left out must not be missed by those that are here.
    run_deferring(
        (request, files),
        |resolved| resolved.whole,
        |resolved, context, said, diagnostics| {
            let (translated, ()) = translated(resolved, context, said, |_, _| (), diagnostics)?;
            make(translated, diagnostics)
        },
    )
}

/// The same with what the project comes to on AWS.
pub fn review(request: &Request, files: &dyn Files) -> Outcome<Overview> {
    compile_with_parameters(request, files, Format::Yaml).map(|compiled| compiled.overview)
}

/// The stages behind the resolved model, with what `look` reads of the project and its template, before they
/// become text.
pub(super) fn template_with<T>(
    resolved: Resolved,
    context: RunContext<'_>,
    said: Said<'_>,
    format: Format,
    look: impl FnOnce(&compose::Project, &cfn::Template) -> T,
    diagnostics: &mut Diagnostics,
) -> Option<(Compiled, T)> {
    let (translated, seen) = translated(resolved, context, said, look, diagnostics)?;
    written(translated, format, Scope::Whole, diagnostics).map(|compiled| (compiled, seen))
}

/// A template that is not text yet.
pub(super) struct Translated {
    pub(super) template: cfn::Template,
    overview: Overview,
    /// The project's name.
    project: String,
}

/// The stages up to the template. Attributes without a translation are reported beside the errors of the
/// files; the stages after that need a model without errors.
pub(super) fn translated<T>(
    mut resolved: Resolved,
    context: RunContext<'_>,
    said: Said<'_>,
    look: impl FnOnce(&compose::Project, &cfn::Template) -> T,
    diagnostics: &mut Diagnostics,
) -> Option<(Translated, T)> {
    let named_by_folder = resolved.named_by_folder;
    let project = {
        let mut further = Diagnostics::default();
        validate::name_own_containers(&mut resolved.tree, &resolved.name);
        let placed = validate::Placed::find(&resolved.tree, diagnostics);
        let left_out = validate::leave_out_host_services(&mut resolved.tree, &mut further);
        resolved.left_out.extend(left_out);
        resolved.faults_left_out.extend(placed.left_out(&resolved.tree));
        validate::report(&resolved.tree, &mut further);
        let mut project = read(&resolved, &resolved.tree, &mut further);
        // Beside faults of the files the paths are not yet whole.
        if !diagnostics.has_errors() {
            file_contents::gather(&mut project, context.files_of(&resolved), &mut further);
        }
        validate::literals(&resolved.tree, &mut further);
        advise::advise(&project, &mut further);
        let faulty = validate::Faulty::find(&resolved.tree, diagnostics, &resolved.faults_left_out);
        diagnostics.extend_elsewhere(faulty.at_other_keys(further));
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
    let seen = look(&project, &template);
    let variables = lower::variable_values(&project, &template);
    let late = variables.iter().map(|(_, variable)| variable);
    let late = late.filter(|variable| variable.kind == compose::VariableKind::Secret);
    let mut overview =
        Overview::new(&project, &template).with_late(late.map(|variable| variable.name.value.as_str()));
    overview.named_by_folder = named_by_folder;
    let project = project.name;
    if diagnostics.has_errors() {
        diagnostics.wait(Checks::Limits);
        return None;
    }
    Some((Translated { template, overview, project }, seen))
}

/// A template as text, within the limits of its scope.
pub(super) fn written(
    translated: Translated,
    format: Format,
    scope: Scope<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Compiled> {
    let Translated { template, overview, project: _ } = translated;
    let parameters = template.parameters().clone();
    let text = text_within_limits(template, format, scope, diagnostics)?;
    let overview = overview.of_size(text.len());
    (!diagnostics.has_errors()).then_some(Compiled { text, parameters, overview })
}

/// A root template and nested stacks as text, each within its limits.
pub(super) fn written_in_parts(
    translated: Translated,
    format: Format,
    grouping: split::Grouping,
    diagnostics: &mut Diagnostics,
) -> Option<SplitCompiled> {
    let Translated { template, overview, project } = translated;
    let split::Split { root, parts } = split::split(template, &project, grouping, format.ending());
    let nested = parts.iter().map(|part| part.template.resources().len());
    let resources = root.resources().len() + nested.sum::<usize>();
    emit::limits::report_operation(resources, diagnostics);
    let mut texts = Vec::new();
    for split::Part { file, template } in parts {
        let text = text_within_limits(template, format, Scope::Part(&file), diagnostics);
        texts.push((file, text.unwrap_or_default()));
    }
    let overview = overview.of_stacks(texts.len(), resources);
    let translated = Translated { template: root, overview, project: project.clone() };
    let scope = Scope::Root { is_shared: grouping != split::Grouping::Each };
    let root = written(translated, format, scope, diagnostics)?;
    Some(SplitCompiled { root, parts: texts, project })
}

/// The text of a template; none of one that has too many resources, whose length would only say so once more.
fn text_within_limits(
    template: cfn::Template,
    format: Format,
    scope: Scope<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    emit::limits::report(&template, scope, diagnostics);
    if template.resources().len() > emit::limits::RESOURCES {
        return None;
    }
    let text = emit::emit(template, format);
    emit::limits::report_text(&text, scope, diagnostics);
    Some(text)
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
    let file = |file: &interpolate::EnvFile| {
        let interpolate::EnvFile { name, path, raw, keys, is_implied } = file.clone();
        (name, compose::EnvFile { path, raw, keys: keys.into_iter().collect() }, is_implied)
    };
    let files = resolved.deferred.files().map(file).collect();
    validate::bind(&mut project, resolved.deferred.implied(), files, &uses, diagnostics);
    validate::use_own_variables(&mut project);
    project
}

/// The stages behind the model for what has no errors, so that their errors are in the same run. What else
/// they would say waits: it depends on all services.
fn lower_sound(resolved: &Resolved, context: RunContext<'_>, said: Said<'_>, diagnostics: &mut Diagnostics) {
    let mut said_before = Diagnostics::default();
    // Files that cannot be used are the faults of further services.
    for files_told in [false, true] {
        let faulty = validate::Faulty::find(&resolved.tree, diagnostics, &resolved.faults_left_out);
        let Some((tree, gone)) = faulty.sound(&resolved.tree) else {
            diagnostics.wait(Checks::Lowering);
            return;
        };
        diagnostics.wait(Checks::LoweringOf(gone.clone()));
        let mut project = read(resolved, &tree, &mut said_before);
        project.left_out.extend(gone);
        let mut further = Diagnostics::default();
        file_contents::gather(&mut project, context.files_of(resolved), &mut further);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cfn::{LogicalId, Object, Parameter, ParameterType, Resource, Template};

    fn messages(resources: usize, parameters: usize, properties: &Object) -> Vec<String> {
        let id = |text: String| LogicalId::new(text).unwrap();
        let mut template = Template::default();
        for n in 0..resources {
            template.add(id(format!("R{n}")), Resource::untyped("A::B::C", properties.clone())).unwrap();
        }
        for n in 0..parameters {
            template.add_parameter(id(format!("P{n}")), Parameter::new(ParameterType::String, "")).unwrap();
        }
        let mut diagnostics = Diagnostics::default();
        let text = text_within_limits(template, Format::Yaml, Scope::Whole, &mut diagnostics);
        assert_eq!(text.is_none(), resources > emit::limits::RESOURCES);
        diagnostics.into_sorted().into_iter().map(|found| found.message).collect()
    }

    #[test]
    fn each_limit_is_reported_once() {
        let references = Object::from_iter([("A", "{{resolve:ssm:x}}".repeat(61))]);
        let long = Object::from_iter([("A", "x".repeat(2000))]);
        let found = messages(1, 201, &references).join("\n");
        assert!(found.contains("201 parameters") && found.contains("61 dynamic references"), "{found}");
        assert_eq!(messages(501, 0, &long), ["the template has 501 resources, CloudFormation takes 500"]);
    }
}
