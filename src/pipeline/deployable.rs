//! Compose files → a template and what a deployment of it needs.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::emit::Format;
use crate::emit::limits::Scope;
use crate::load::Files;
use crate::loader::Request;
use crate::split::Grouping;
use crate::{cfn, compose, lower, source};

use super::Outcome;
use super::run::run_deferring;
use super::template::{Compiled, translated, written, written_in_parts};

/// A template, and what a deployment wants to know besides.
#[derive(Debug)]
pub struct Deployable {
    /// The template and its parameters.
    pub compiled: Compiled,
    /// Where it is split: the templates that it names, their paths from it and their texts.
    pub parts: Vec<(String, String)>,
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

/// Compose files → the template, perhaps split, and what a deployment wants to know besides.
pub fn deployable(request: &Request, files: &dyn Files, grouping: Option<Grouping>) -> Outcome<Deployable> {
    run_deferring(
        (request, files),
        |resolved| resolved.whole,
        |resolved, context, said, diagnostics| {
            let (project, environment) = (resolved.name.clone(), resolved.environment.clone());
            let look = |project: &compose::Project, template: &cfn::Template| {
                let secrets = lower::secret_values(project, template);
                (secrets, lower::variable_values(project, template), lower::origins(project, template))
            };
            let (translated, (secrets, variables, origins)) =
                translated(resolved, context, said, look, diagnostics)?;
            let (compiled, parts) = match grouping {
                Some(grouping) => {
                    let split = written_in_parts(translated, Format::Yaml, grouping, diagnostics)?;
                    (split.root, split.parts)
                }
                None => (written(translated, Format::Yaml, Scope::Whole, diagnostics)?, Vec::new()),
            };
            Some(Deployable { compiled, parts, project, secrets, variables, origins, environment })
        },
    )
}
