//! Compose in, a CloudFormation stack out.

pub mod assemble;
pub mod cfn;
pub mod cli;
pub mod compose;
pub mod diagnostic;
pub mod emit;
pub mod grammar;
pub mod interpolate;
pub mod load;
pub mod merge;
pub mod model;
pub mod resolve;
pub mod source;
pub mod tree;
pub mod validate;

use assemble::{Assembly, Request, Resolved};
use diagnostic::{Diagnostic, Severity};
use load::Files;
use source::SourceMap;

/// What a run comes to: its product, if nothing stopped it, and everything there is to say.
#[derive(Debug)]
pub struct Outcome<T> {
    /// The product.
    pub value: Option<T>,
    /// The findings, by place, each once.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts they point into.
    pub sources: SourceMap,
}

impl<T> Outcome<T> {
    /// True when a finding stopped the run.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// Compose files → the model that `docker compose config` prints.
pub fn resolve_project(request: &Request, files: &dyn Files) -> Outcome<Resolved> {
    let mut assembly = Assembly::new(request, files);
    let value = assembly.run();
    Outcome { value, diagnostics: assembly.diagnostics.into_sorted(), sources: assembly.sources }
}

/// stand-in
pub fn compile(request: &Request, files: &dyn Files, _: emit::Format) -> Outcome<String> {
    let outcome = resolve_project(request, files);
    Outcome {
        value: outcome.value.map(|resolved| resolved.name),
        diagnostics: outcome.diagnostics,
        sources: outcome.sources,
    }
}
