//! How each attribute of the Compose specification is translated for ECS with Fargate.
//!
//! The table is the allow-list: an attribute without a row has no business in a model. `report` walks the
//! resolved model beside it and says each thing once, at the place where the user wrote it.
//! Compose: <https://docs.docker.com/reference/compose-file/>. AWS: what Fargate leaves out of a task
//! definition,
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html>.
//!
//! How the table reads:
//! - A row that decides against an attribute decides for everything below it.
//! - Rows with one path stand together; the first whose condition holds speaks.
//! - A list item or a user's own key without a row follows the attribute that holds it.

mod build;
mod deploy;
mod network;
mod resources;
mod row;
mod service;
mod service_limits;
mod service_run;
#[cfg(test)]
mod tests;
mod top_level;
mod walk;

pub use row::{Row, Support, When};

use crate::diagnostic::Diagnostics;
use crate::tree::Node;

/// The table's parts, by subject.
const PARTS: &[&[Row]] = &[
    top_level::ROWS,
    service::ROWS,
    service_run::ROWS,
    service_limits::ROWS,
    build::ROWS,
    deploy::ROWS,
    network::ROWS,
    resources::ROWS,
];

/// Every row, part after part.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    PARTS.iter().copied().flatten()
}

/// Reports the attributes of a resolved model that are not translated as they stand.
pub fn report(tree: &Node, diagnostics: &mut Diagnostics) {
    walk::walk(tree, diagnostics);
}
