//! Resolved tree → `compose::Project`: the place where text becomes meaning, one file for each file of the
//! model.
//!
//! The tree is the one that `docker compose config` prints, long forms only, checked against the schema. So a
//! value of the wrong kind is skipped here without a word; what is reported is what Compose lets pass and no
//! deployment can keep. The page behind it is <https://docs.docker.com/reference/compose-file/>.

mod autoscaling;
mod balancing;
mod capacity;
mod deploy;
mod deployment;
mod device;
mod discovery;
mod ebs;
mod extensions;
mod external;
mod function;
mod given;
mod health_check;
mod ingress;
mod keys;
mod network;
mod observability;
mod placement;
mod ports;
mod prevalidated;
mod project;
mod rights;
mod route;
mod scalar;
mod secret;
mod secret_keys;
mod service;
mod shape;
#[cfg(test)]
mod tests;
mod variables;
mod volume;

pub use keys::{Emitted, Key, MemberText, Place, keys};
pub use placement::place_at;
pub(super) use shape::{Matching, Member, Pattern, Shape};

use crate::compose;
use crate::diagnostic::Diagnostics;
use crate::source::Spanned;
use crate::tree::Node;

/// Completes the variables of deploy time by those that nobody declared, by env_files, and by what their uses
/// say of them.
pub fn bind(
    project: &mut compose::Project,
    implied: Vec<Spanned<String>>,
    files: Vec<(Spanned<String>, compose::EnvFile, bool)>,
    uses: &dyn Fn(&str) -> Option<compose::VariableUse>,
    diagnostics: &mut Diagnostics,
) {
    variables::bind(project, implied, files, uses, diagnostics);
}

/// Reads a resolved tree as the project `name`.
pub fn project(tree: &Node, name: &str, diagnostics: &mut Diagnostics) -> compose::Project {
    placement::check(tree, diagnostics);
    project::read(tree, name, diagnostics)
}
