//! Compose in, a CloudFormation stack out.
