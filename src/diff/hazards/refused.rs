//! Updates that AWS refuses, or that reset what it has changed.

use super::{Found, HazardContext};
use crate::diagnostic::{Code, Diagnostic};
use crate::diff::faults;

/// Name of a fault, its code, what it means, and what to do.
const KNOWN: &[(&str, Code, &str, &str)] = &[
    (
        "DuplicateListener",
        Code::ListenerConflict,
        "takes a port of the load balancer that is still in use",
        "keep the logical id of the listener, or remove the old one in an update before",
    ),
    (
        "PriorityInUse",
        Code::PriorityConflict,
        "takes a priority of the listener that is still in use",
        "choose a priority that no rule has, or change it in two updates",
    ),
    (
        "TargetGroupAssociationLimit",
        Code::TargetGroupConflict,
        "would belong to two load balancers during the update",
        "give the target group another name or logical id, so that it is replaced too",
    ),
    (
        "MountTargetConflict",
        Code::MountTargetConflict,
        "is made in a zone where the file system still has a mount target",
        "keep the order of the subnets and append new ones, or remove the mounts in an update before",
    ),
    (
        "DiscoveryNameInUse",
        Code::NameConflict,
        "takes a name of the namespace that is still in use",
        "remove the old name in an update before",
    ),
    (
        "ConflictingDomainExists",
        Code::NameConflict,
        "takes a domain of the VPC that is still in use",
        "choose another domain, or remove the old namespace in an update before",
    ),
    (
        "NameInUse",
        Code::NameConflict,
        "takes a name that is still in use",
        "choose another name, or leave it to CloudFormation",
    ),
    (
        "DuplicateIngress",
        Code::NameConflict,
        "is a rule that the security group still has",
        "keep the logical id of the rule",
    ),
    (
        "ServiceConnectReplacement",
        Code::NameConflict,
        "is replaced while its names under Service Connect are in use",
        "turn Service Connect off in an update before, and on again after it",
    ),
    (
        "LogGroupClass",
        Code::LogClassChanged,
        "gets another class, which AWS refuses for a log group that exists",
        "give the log group another name together with the class",
    ),
    (
        "TypeChanged",
        Code::TypeChanged,
        "gets another type, which CloudFormation refuses",
        "give the new resource a logical id of its own",
    ),
    (
        "TargetGroupUnassociated",
        Code::TargetGroupUnassociated,
        "does not wait for a listener of its target group",
        "add the listener to the `DependsOn` of the service",
    ),
    (
        "DuplicatePolicyName",
        Code::PolicyNameTwice,
        "has two policies of one name",
        "give each policy of a role a name of its own",
    ),
    (
        "ShiftedTraffic",
        Code::TrafficReset,
        "changes, and the weights that ECS set in it are reset to those of the template",
        "make sure that no deployment is in progress, and look at the weights after the update",
    ),
];

/// The faults of a change that have a code; data has its own rules.
pub(super) fn find(around: &HazardContext<'_>, found: &mut Vec<Found>) {
    for fault in faults::find(around.comparison) {
        let Some((_, code, meaning, help)) = KNOWN.iter().find(|(name, ..)| *name == fault.name) else {
            continue;
        };
        let what = fault.what.replace('*', "").replace(['⟦', '⟧'], "`");
        let what = if fault.name == "LogGroupClass" { String::new() } else { format!(" ({what})") };
        let message = format!("`{}` {meaning}{what}", fault.id);
        found.push((fault.id.clone(), Diagnostic::new(*code, message).help(*help)));
    }
}
