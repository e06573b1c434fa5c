//! Compose in, a CloudFormation stack out.

pub mod cfn;
pub mod diagnostic;
pub mod grammar;
pub mod source;
pub mod tree;
