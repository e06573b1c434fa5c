//! `x-aws-capacity`: on what tasks run.
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/capacity-launch-type-comparison.html>

use crate::source::{Loc, Spanned};

/// `x-aws-capacity`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capacity {
    /// Where its key stands.
    pub loc: Loc,
    /// On what.
    pub kind: CapacityKind,
}

/// On what tasks run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CapacityKind {
    /// Shares of Fargate and of Fargate Spot.
    Fargate {
        /// `fargate`.
        fargate: Option<Share>,
        /// `spot`.
        spot: Option<Share>,
    },
    /// `managed-instances`: machines that AWS looks after.
    ManagedInstances(Box<Instances>),
}

/// How many tasks something takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Share {
    /// `base`: the first so many.
    pub base: Option<Spanned<u32>>,
    /// `weight`: its part of all others.
    pub weight: Option<Spanned<u32>>,
}

impl Share {
    /// Its part of the tasks beyond the base; all of them where nothing is said at all.
    pub fn weight(&self) -> u32 {
        let unsaid = u32::from(self.base.is_none());
        self.weight.as_ref().map_or(unsaid, |weight| weight.value)
    }
}

/// `managed-instances`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Instances {
    /// `vcpu`: at least, and at most.
    pub vcpu: Range,
    /// `memory` in GiB: at least, and at most.
    pub memory: Range,
    /// `instance_types`: these and no others.
    pub instance_types: Vec<Spanned<String>>,
    /// `excluded_instance_types`.
    pub excluded_instance_types: Vec<Spanned<String>>,
    /// `accelerators`: their names, such as `l4`.
    pub accelerators: Vec<Spanned<String>>,
    /// `spot`: spare machines, which AWS may take back.
    pub spot: Option<Spanned<bool>>,
    /// `storage`: the disk of a machine, in GiB.
    pub storage: Option<Spanned<u32>>,
}

/// At least and at most so much.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Range {
    /// `min`.
    pub min: Option<Spanned<u32>>,
    /// `max`.
    pub max: Option<Spanned<u32>>,
}

impl Capacity {
    /// The requirements for the machines, where there are any.
    pub fn instances(&self) -> Option<&Instances> {
        match &self.kind {
            CapacityKind::ManagedInstances(instances) => Some(instances),
            CapacityKind::Fargate { .. } => None,
        }
    }
}
