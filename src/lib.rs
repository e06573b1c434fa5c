//! Docker Compose files in, an AWS CloudFormation template for Amazon ECS on Fargate out.
//!
//! [`compile`] translates a project, [`check`] only reports its findings, and [`resolve`] prints the model
//! that `docker compose config` prints. Each takes a [`Request`] and [`Files`], and returns an [`Outcome`]: a
//! value unless an error stopped the run, and all findings. The same input gives the same bytes on every
//! machine: [`Disk`] reads the disk, [`Memory`] does not, and nothing else of the environment is read.
//!
//! ```
//! use stackpose::{Format, Memory, Request};
//!
//! let compose = "services:\n  web:\n    image: nginx:1.29\n    ports: [\"80:80\"]\n";
//! let mut files = Memory::default();
//! files.files.insert("/shop/compose.yaml".into(), compose.into());
//! let request = Request { working_dir: "/shop".into(), ..Request::default() };
//!
//! let outcome = stackpose::compile(&request, &files, Format::Yaml);
//! let template = outcome.value.expect("there are no errors");
//! assert!(template.contains("Type: AWS::ECS::Service"));
//! ```
//!
//! `docs/architecture.md` shows the stages of a run and the rules that hold in all of them.

#![cfg_attr(
    not(feature = "cli"),
    allow(
        dead_code,
        unused_imports,
        reason = "the program uses more of the library than the public API does"
    )
)]

mod advise;
#[cfg(feature = "deploy")]
mod aws;
mod bake_file;
#[expect(clippy::struct_field_names, clippy::enum_variant_names, reason = "the names are those of AWS")]
mod cfn;
#[cfg(feature = "cli")]
mod cli;
mod compose;
mod config_output;
mod deployment_file;
mod diagnostic;
mod diff;
mod emit;
mod explain;
mod file_contents;
mod fix;
mod grammar;
#[cfg(feature = "cli")]
mod graph;
mod import;
#[doc(hidden)]
pub mod internals;
mod interpolate;
mod lint_levels;
mod load;
mod loader;
mod lower;
#[cfg(feature = "cli")]
mod lsp;
mod merge;
mod overview;
mod parameter_file;
mod pipeline;
mod plan;
mod resolve;
mod sanitise;
mod source;
mod split;
mod tree;
mod validate;

pub use diagnostic::{AllowedBy, Code, Diagnostic, Label, Remedy, Severity, Suppressed};
pub use emit::Format;
pub use lint_levels::{Levels, PolicyFile};
pub use load::{Disk, Dotenv, Files, Memory};
pub use loader::{Request, Skip};
pub use pipeline::Outcome;
pub use source::{Loc, Source, SourceId, SourceMap, Spanned};

/// Compose files → the template that `stackpose convert` prints.
///
/// The example of a project with an error: there is no template, and the finding says why.
///
/// ```
/// use stackpose::{Format, Memory, Request};
///
/// let mut files = Memory::default();
/// files.files.insert("/shop/compose.yaml".into(), "services: {web: {imgae: nginx}}".into());
/// let request = Request { working_dir: "/shop".into(), ..Request::default() };
///
/// let outcome = stackpose::compile(&request, &files, Format::Yaml);
/// assert!(outcome.value.is_none() && outcome.has_errors());
/// assert!(outcome.report().contains("did you mean `image`?"));
/// ```
pub fn compile(request: &Request, files: &dyn Files, format: Format) -> Outcome<String> {
    pipeline::compile_with_parameters(request, files, format).map(|compiled| compiled.text)
}

/// Compose files → the findings of [`compile`] without its template.
///
/// ```
/// use stackpose::{Memory, Request, Severity};
///
/// let mut files = Memory::default();
/// files.files.insert("/shop/compose.yaml".into(), "services: {web: {image: nginx, privileged: true}}".into());
/// let request = Request { working_dir: "/shop".into(), ..Request::default() };
///
/// let outcome = stackpose::check(&request, &files);
/// for finding in outcome.diagnostics.iter().filter(|finding| finding.severity == Severity::Error) {
///     println!("{}: {}", finding.code.number(), finding.message);
/// }
/// ```
pub fn check(request: &Request, files: &dyn Files) -> Outcome<()> {
    compile(request, files, Format::Yaml).map(|_| ())
}

/// Compose files → the model that `docker compose config` prints.
///
/// ```
/// use stackpose::{Format, Memory, Request};
///
/// let mut files = Memory::default();
/// files.files.insert("/shop/compose.yaml".into(), "services: {web: {image: \"nginx:${TAG:-1.29}\"}}".into());
/// let request = Request { working_dir: "/shop".into(), ..Request::default() };
///
/// let model = stackpose::resolve(&request, &files, Format::Yaml).value.expect("there are no errors");
/// assert!(model.contains("image: nginx:1.29"));
/// ```
pub fn resolve(request: &Request, files: &dyn Files, format: Format) -> Outcome<String> {
    pipeline::resolve_project(request, files).map(|resolved| match format {
        Format::Yaml => config_output::yaml(&resolved.tree),
        Format::Json => config_output::json(&resolved.tree),
    })
}
