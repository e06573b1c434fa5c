//! One tree → a project that can be trusted: the schema, what Fargate can keep, and typed values.

mod read;
mod schema;
mod support;

pub use read::project;
pub use schema::Schema;
pub use support::{Fate, Row, report, rows};
