//! One tree → a project that can be trusted: the schema, what Fargate can keep, and typed values.

mod schema;

pub use schema::check as schema;
