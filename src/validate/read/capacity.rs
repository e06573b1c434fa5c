//! `x-aws-capacity` of the project or of a service.

use super::given::Given;
use super::prevalidated::{self, member};
use super::scalar::flag;
use crate::compose::{Capacity, CapacityKind, Instances, Range, Share};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};
use crate::tree::Node;

const INSTANCES: &str = "managed-instances";

/// Reads the key at its place.
pub(super) fn read(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Option<Capacity> {
    let node = &key.validated()?;
    let loc = key.key_loc();
    let kind = match key.text() {
        Some(word) if word.value == INSTANCES => CapacityKind::ManagedInstances(Box::default()),
        Some(word) => {
            let share = |name: &str| (word.value == name).then(Share::default);
            CapacityKind::Fargate { fargate: share("fargate"), spot: share("spot") }
        }
        None => read_members(node, loc, diagnostics)?,
    };
    Some(Capacity { loc, kind })
}

fn read_members(node: &Node, loc: Loc, diagnostics: &mut Diagnostics) -> Option<CapacityKind> {
    let share = |name: &str| {
        member(node, name).map(|share| Share {
            base: prevalidated::number(share, "base"),
            weight: prevalidated::number(share, "weight"),
        })
    };
    let (fargate, spot) = (share("fargate"), share("spot"));
    if let Some(instances) = member(node, INSTANCES) {
        if fargate.is_some() || spot.is_some() {
            diagnostics.push(mixed(instances.loc));
        }
        return Some(CapacityKind::ManagedInstances(Box::new(read_instances(instances, diagnostics))));
    }
    let shares: Vec<&Share> = [&fargate, &spot].into_iter().flatten().collect();
    if shares.is_empty() {
        diagnostics.push(nothing(loc));
        return None;
    }
    let bases: Vec<_> =
        shares.iter().filter_map(|share| share.base.as_ref()).filter(|base| base.value > 0).collect();
    if let [one, other] = *bases {
        diagnostics.push(two_bases(one, other));
    }
    if shares.iter().all(|share| share.weight() == 0) {
        diagnostics.push(no_weight(loc));
    }
    Some(CapacityKind::Fargate { fargate, spot })
}

fn read_instances(node: &Node, diagnostics: &mut Diagnostics) -> Instances {
    let texts = |name| match member(node, name) {
        Some(list) => list.as_list().unwrap_or_default().iter().filter_map(super::scalar::to_text).collect(),
        None => Vec::new(),
    };
    let instances = Instances {
        vcpu: read_range(node, "vcpu", prevalidated::number),
        memory: read_range(node, "memory", prevalidated::gibibytes),
        instance_types: texts("instance_types"),
        excluded_instance_types: texts("excluded_instance_types"),
        accelerators: texts("accelerators"),
        spot: flag(node, "spot"),
        storage: prevalidated::gibibytes(node, "storage"),
    };
    for range in [&instances.vcpu, &instances.memory] {
        if let Range { min: Some(min), max: Some(max) } = range
            && min.value > max.value
        {
            diagnostics.push(crossed(min, max));
        }
    }
    if let (Some(_), Some(excluded)) =
        (instances.instance_types.first(), instances.excluded_instance_types.first())
    {
        diagnostics.push(both_lists(excluded.loc));
    }
    instances
}

fn read_range(node: &Node, key: &str, read: fn(&Node, &str) -> Option<Spanned<u32>>) -> Range {
    match member(node, key) {
        Some(both) if both.as_map().is_some() => Range { min: read(both, "min"), max: read(both, "max") },
        _ => Range { min: read(node, key), max: None },
    }
}

fn mixed(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::CapacityShares, "tasks of one service run on Fargate or on managed instances")
        .at(loc)
        .help("keep `managed-instances`, or `fargate` and `spot`")
}

fn nothing(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::CapacityShares, "`x-aws-capacity` does not say on what tasks run")
        .at(loc)
        .help("write `x-aws-capacity: spot`, or `{fargate: {base: 1}, spot: {weight: 1}}`")
}

fn two_bases(one: &Spanned<u32>, other: &Spanned<u32>) -> Diagnostic {
    Diagnostic::new(Code::CapacityShares, "only one kind of capacity can have a `base`")
        .label(other.loc, "a second one")
        .label(one.loc, "the first")
        .help("remove one of them, and share the rest by `weight`")
}

fn no_weight(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::CapacityShares, "nothing takes the tasks beyond the `base`")
        .at(loc)
        .help("give `fargate` or `spot` a `weight` of 1 or more")
}

fn crossed(min: &Spanned<u32>, max: &Spanned<u32>) -> Diagnostic {
    Diagnostic::new(Code::Bounds, "`min` is above `max`")
        .label(min.loc, "at least so much")
        .label(max.loc, "at most so much")
        .help("let `min` be at most `max`")
}

fn both_lists(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::InstanceTypes, "`instance_types` are all there are, so none can be excluded")
        .at(loc)
        .help("keep one of the two lists")
}
