//! Context: what every room has at hand.

use crate::cfn::{Condition, Handle, LogicalId, Output, Parameter, Resource, Rule, Template};
use crate::compose;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Spanned;

use super::Settings;
use super::names::{Name, Names, OtherName, Section, Short};
use crate::plan::Plan;

/// The project, the plan, and the template under construction.
#[derive(Debug)]
pub(super) struct Lowering<'a> {
    /// The project.
    pub(super) project: &'a compose::Project,
    /// The settings of the run.
    pub(super) settings: Settings,
    /// The decisions of the plan.
    pub(super) plan: &'a Plan<'a>,
    template: Template,
    names: Names,
    diagnostics: &'a mut Diagnostics,
}

/// The subnets with an address of a file system, where nobody says how many.
const SUBNETS: u32 = 2;

impl<'a> Lowering<'a> {
    /// The number of subnets in which file systems have an address: those that the project names, else what
    /// was asked for.
    pub(super) fn subnet_count(&self) -> u32 {
        match u32::try_from(self.project.extensions.subnets.len()) {
            Ok(0) => self.settings.subnet_count.unwrap_or(SUBNETS),
            Ok(count) => count,
            Err(_) => u32::MAX,
        }
    }

    /// An empty template for this project.
    pub(super) fn new(
        project: &'a compose::Project,
        settings: Settings,
        plan: &'a Plan<'a>,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        let mut template = Template::default();
        template.description = Some(format!("{}, from Compose", project.name));
        Self { project, settings, plan, template, names: Names::default(), diagnostics }
    }

    /// Puts a resource in.
    pub(super) fn add(&mut self, name: Name<'_>, resource: Resource) -> Handle {
        let id = self.names.mint(name, self.diagnostics);
        self.template.add(id, resource).expect("internal error: an id is minted once")
    }

    /// Lets the override of a service name a resource that is named by something else.
    pub(super) fn share(&mut self, service: &Spanned<String>, short: Short<'_>, resource: &Handle) {
        self.names.share(service, short, resource.id());
    }

    /// Puts a parameter in, under one of the headings.
    pub(super) fn parameter(&mut self, heading: &str, name: Name<'_>, parameter: Parameter) -> Handle {
        let id = self.names.mint(name, self.diagnostics);
        let groups = &mut self.template.interface.groups;
        match groups.iter_mut().find(|group| group.label == heading) {
            Some(group) => group.parameters.push(id.clone()),
            None => groups
                .push(crate::cfn::ParameterGroup { label: heading.to_owned(), parameters: vec![id.clone()] }),
        }
        self.template.add_parameter(id, parameter).expect("internal error: an id is minted once")
    }

    /// Puts a condition in.
    pub(super) fn condition(&mut self, name: OtherName<'_>, condition: Condition) -> LogicalId {
        let id = self.names.mint_other(Section::Conditions, name, self.diagnostics);
        self.template.add_condition(id, condition).expect("internal error: an id is minted once")
    }

    /// Puts a rule in.
    pub(super) fn rule(&mut self, name: OtherName<'_>, rule: Rule) {
        let id = self.names.mint_other(Section::Rules, name, self.diagnostics);
        self.template.add_rule(id, rule).expect("internal error: an id is minted once");
    }

    /// Puts an output in; one whose name clashes belongs to a resource whose clash is reported.
    pub(super) fn output(&mut self, name: OtherName<'_>, output: Output) {
        if let Some(id) = Names::other(name) {
            self.template.add_output(id, output).ok();
        }
    }

    /// Makes a resource wait for others.
    pub(super) fn make_wait(&mut self, resource: &Handle, others: impl IntoIterator<Item = LogicalId>) {
        let resource = self
            .template
            .resource_mut(resource.id())
            .expect("internal error: a handle is proof of its resource");
        resource.depends_on.extend(others);
    }

    /// Takes a finding in.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The parts that the user's overrides change: the template, the names in it, and the findings.
    pub(super) fn open(&mut self) -> (&mut Template, &Names, &mut Diagnostics) {
        (&mut self.template, &self.names, self.diagnostics)
    }

    /// The template as it is now.
    pub(super) fn take(&mut self) -> Template {
        std::mem::take(&mut self.template)
    }
}
