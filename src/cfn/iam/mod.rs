//! Identity and Access Management: roles, and the language of policies.

mod instance_profile;
mod policy;
mod role;

pub use instance_profile::*;
pub use policy::*;
pub use role::*;
