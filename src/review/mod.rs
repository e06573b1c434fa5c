//! What people look at, or build with, besides the template.

pub mod bake;
pub mod parameters;
