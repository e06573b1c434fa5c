//! The stages chained: one function for each thing that is made of Compose files. `run` is what all of them
//! share.

mod bake;
mod comparison;
mod deployable;
mod import;
mod outcome;
#[cfg(feature = "cli")]
mod picture;
mod run;
mod template;

pub use bake::bake;
pub use comparison::{comparable, comparable_template, compare, with_nested};
#[cfg(feature = "deploy")]
pub use deployable::Deployable;
pub use deployable::deployable;
pub use import::import;
pub use outcome::Outcome;
#[cfg(feature = "cli")]
pub use picture::{Picture, changed_picture, details, picture, picture_of_changes, resources_of_changes};
pub use template::{Compiled, SplitCompiled, compile_split, compile_with_parameters, review};

use crate::load::Files;
use crate::loader::{Assembly, Request, Resolved};
use run::run;

/// Compose files → the model that `docker compose config` prints.
pub fn resolve_project(request: &Request, files: &dyn Files) -> Outcome<Resolved> {
    let files = &request.bounded(files);
    run(Assembly::new(request, files), (request, files), |_| false, |resolved, _, _| Some(resolved))
}
