//! The target model: a CloudFormation template in AWS's own names, with nothing of Compose in it.
//!
//! [`Template`] holds the sections; each resource is a struct of its properties ([`ecs`], [`elbv2`], …) made
//! a [`Resource`]; a property is a literal or a function of CloudFormation ([`Value`]). Structs have `new`
//! with what AWS demands, or `Default` where it demands nothing; the rest is set by
//! `..ecs::Service::default()`. Names, types and enumerations are those of the resource schemas of autumn
//! 2026:
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html>

pub mod application_autoscaling;
pub mod cloudformation;
pub mod cloudwatch;
mod condition;
pub mod ec2;
pub mod ecs;
pub mod efs;
pub mod elbv2;
pub mod iam;
mod json;
mod logical_id;
pub mod logs;
mod named_list;
mod parameter;
mod resource;
mod rule;
pub mod scheduler;
pub mod secrets_manager;
pub mod service_discovery;
pub mod sqs;
mod sub;
mod tag;
mod template;
mod to_json;
mod toggle;
mod unused;
mod value;
pub mod wafv2;

pub use condition::Condition;
pub use json::{Json, Object};
pub use logical_id::{LONGEST, LogicalId, normalise};
pub use named_list::{Identity, NamedList, named_list};
pub use parameter::{Parameter, ParameterType};
pub use resource::{DeletionPolicy, Resource, ResourceType};
pub use rule::{Assertion, Members, Rule, RuleExpression};
pub use secrets_manager::{GenerateSecretString, Secret};
pub use sub::Sub;
pub use tag::{SERVICE_TAG, Tag};
pub use template::{
    Export, FURTHER, Handle, INTERFACE, Interface, ON_DEPLOY, OWN_METADATA, Output, ParameterGroup, Template,
};
pub use toggle::Toggle;
pub use value::{List, Pseudo, Text, Value};
