//! Files of other tools → a Compose file: ECS task definitions, `ecs-params.yml`, manifests of AWS Copilot.
//!
//! Every field of an input is taken once (`fields::Fields`); what nobody took is in the report, so nothing is
//! dropped silently.

mod build;
mod copilot;
mod ecs_params;
mod fields;
mod taskdef;

use crate::tree::Node;

/// Which tool wrote the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Manifests of AWS Copilot, one for each service or job.
    Copilot,
    /// `ecs-params.yml` of the ECS CLI, perhaps after the Compose file beside it.
    EcsParams,
    /// Task definitions of ECS, as JSON.
    TaskDefinition,
}

/// One file.
#[derive(Debug)]
pub struct Input {
    /// Its name, for the report.
    pub name: String,
    /// Its content.
    pub tree: Node,
}

/// The result of an import.
#[derive(Debug)]
pub struct Imported {
    /// The Compose file.
    pub project: Node,
    /// Attributes that had no place in it, or have another meaning, a line each.
    pub report: Vec<String>,
}

/// Why files are not what they were called.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// No manifest.
    #[error("`{0}` is no manifest of Copilot: it has no `type`")]
    NoManifest(String),
    /// A manifest of something else than a service or job of ECS.
    #[error("`{0}` has the type `{1}`, which does not run on ECS")]
    OtherType(String, String),
    /// No file of the ECS CLI.
    #[error("none of the files is an `ecs-params.yml`: it has `task_definition` or `run_params`")]
    NoEcsParams,
    /// No task definition.
    #[error("`{0}` is no task definition: it has no `containerDefinitions`")]
    NoTaskDefinition(String),
}

/// Makes a Compose file of what a tool left behind; or says why the files are not what they were called.
pub fn import(kind: Kind, inputs: &[Input]) -> Result<Imported, ImportError> {
    let mut report = Vec::new();
    let project = match kind {
        Kind::Copilot => copilot::project(inputs, &mut report)?,
        Kind::EcsParams => ecs_params::project(inputs, &mut report)?,
        Kind::TaskDefinition => taskdef::project(inputs, &mut report)?,
    };
    Ok(Imported { project: project.node(), report })
}
