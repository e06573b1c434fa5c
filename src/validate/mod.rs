//! One tree → a project that can be trusted: the schema, what Fargate can keep, and typed values.

mod host_services;
mod launch_type;
mod literals;
mod own_containers;
mod own_variables;
mod pulled;
mod read;
mod schema;
mod sound;
mod support;

pub use host_services::leave_out_host_services;
pub use literals::literals;
pub use own_containers::name_own_containers;
pub use own_variables::use_own_variables;
pub use read::{Emitted, Key, MemberText, Place, bind, keys, place_at, project};
pub use schema::{check as check_schema, schema_for_editors, words};
pub use sound::{Faulty, Placed};
pub use support::{Row, Support, When, report, rows};
