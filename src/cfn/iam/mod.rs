//! Identity and Access Management: roles, and the language of policies.

mod policy;
mod role;

pub use policy::*;
pub use role::*;
