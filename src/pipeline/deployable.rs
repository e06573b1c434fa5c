//! Compose files → a template and what a deployment of it needs.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::emit::Format;
use crate::load::Files;
use crate::loader::Request;
use crate::{cfn, compose, lower, source};

use super::Outcome;
use super::run::run_deferring;
use super::template::{Compiled, template_with};

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
    /// The name, and its place in the Compose files, that each resource was made for.
    pub origins: IndexMap<cfn::LogicalId, source::Spanned<String>>,
    /// The project's environment, in which secrets are looked up.
    pub environment: BTreeMap<String, String>,
}

/// Compose files → the template, and what a deployment wants to know besides.
pub fn deployable(request: &Request, files: &dyn Files) -> Outcome<Deployable> {
    run_deferring(
        (request, files),
        |resolved| resolved.whole,
        |resolved, context, said, diagnostics| {
            let (project, environment) = (resolved.name.clone(), resolved.environment.clone());
            let look = |project: &compose::Project, template: &cfn::Template| {
                let secrets = lower::secret_values(project, template);
                (secrets, lower::variable_values(project, template), lower::origins(project, template))
            };
            let (compiled, (secrets, variables, origins)) =
                template_with(resolved, context, said, Format::Yaml, look, diagnostics)?;
            Some(Deployable { compiled, project, secrets, variables, origins, environment })
        },
    )
}
