//! Many trees → one, by the rules of the Compose specification's chapter on merging.
//!
//! Documents are brought into long form first (`long_form`), so that what is merged has one shape; `reset`
//! takes away what `!reset` and `!override` ask for; `over` lays one document on the model; `unique` removes
//! what is said twice.
//! <https://docs.docker.com/reference/compose-file/merge/>

mod extends;
mod include;
mod long_form;
mod reset;
mod rules;
mod strategies;
mod unique;

pub use extends::{Base, Extends, lay_over_base, read as read_extends};
pub use include::{Include, import, read as read_includes};
pub use long_form::long_form;
pub use reset::Marks;
pub use strategies::over;
pub use unique::unique;
