//! Compose in, a CloudFormation stack out.

pub mod cfn;
pub mod compose;
pub mod diagnostic;
pub mod emit;
pub mod grammar;
pub mod lower;
pub mod source;
pub mod tree;
