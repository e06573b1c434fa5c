//! Changes that CloudFormation shows as harmless and that are not: weights that ECS shifts are written back,
//! and mount targets that AWS has once for a zone are made a second time. Each is said before anybody is
//! asked.

use std::collections::BTreeSet;

use super::change_set::{Action, Change};

const LISTENERS: [&str; 2] =
    ["AWS::ElasticLoadBalancingV2::ListenerRule", "AWS::ElasticLoadBalancingV2::Listener"];
const MOUNT_TARGET: &str = "AWS::EFS::MountTarget";
const FILE_SYSTEM: &str = "AWS::EFS::FileSystem";

/// A warning, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Risk {
    /// The risk.
    pub message: String,
    /// The help.
    pub help: String,
}

/// The risks of a change set of a template, of whose listeners and rules ECS shifts those with these ids.
pub fn risks(changes: &[Change], shifted_by_ecs: &BTreeSet<String>, revert_drift: bool) -> Vec<Risk> {
    [shifted(changes, shifted_by_ecs, revert_drift), moved(changes), added(changes)]
        .into_iter()
        .flatten()
        .collect()
}

/// A listener or rule that ECS shifts is changed: CloudFormation writes the weights of the template.
fn shifted(changes: &[Change], shifted: &BTreeSet<String>, revert_drift: bool) -> Option<Risk> {
    let touches = |change: &&Change| {
        let known = LISTENERS.contains(&change.kind.as_str()) && shifted.contains(change.id.as_str());
        let only_tags = !change.properties.is_empty() && change.properties.iter().all(|name| name == "Tags");
        known && change.action != Action::Add && change.action != Action::Import && !only_tags
    };
    let names = names(changes.iter().filter(touches))?;
    let without =
        if revert_drift { "leave out `--revert-drift`, which sees each shift as drift; or " } else { "" };
    Some(Risk {
        message: format!(
            "the change set touches {names}, whose weights ECS shifts: CloudFormation writes those of the \
             template back, so \
             requests may go to a target group without tasks"
        ),
        help: format!(
            "{without}deploy while the first target group has the requests (`aws elbv2 describe-rules` or \
             `describe-listeners` shows the weights); if the alternate one has them, `aws ecs update-service \
             --force-new-deployment` moves them back"
        ),
    })
}

/// Mount targets get other subnets: the new ones are made while the old ones are still there.
fn moved(changes: &[Change]) -> Option<Risk> {
    let is_moved = |change: &&Change| {
        change.kind == MOUNT_TARGET && matches!(change.action, Action::Replace | Action::MayReplace)
    };
    let names = names(changes.iter().filter(is_moved))?;
    Some(Risk {
        message: format!(
            "{names} get other subnets, and a file system has one mount target in a zone: where the zone \
             stays the same \
             the update fails with MountTargetConflict"
        ),
        help: "give `SubnetIds` in the order that the stack has and append new ones; docs/contract.md has \
               the two steps for \
               everything else"
            .to_owned(),
    })
}

/// A file system that is there gets more mount targets.
fn added(changes: &[Change]) -> Option<Risk> {
    let new: BTreeSet<&str> = changes
        .iter()
        .filter(|change| change.kind == FILE_SYSTEM && change.action == Action::Add)
        .map(|change| change.id.as_str())
        .collect();
    let is_added = |change: &&Change| {
        let name = change.id.trim_end_matches(|c: char| c.is_ascii_digit());
        let file_system = name.strip_suffix("MountTarget").map(|volume| format!("{volume}Filesystem"));
        let beside_old = file_system.is_none_or(|id| !new.contains(id.as_str()));
        change.kind == MOUNT_TARGET && change.action == Action::Add && beside_old
    };
    let names = names(changes.iter().filter(is_added))?;
    Some(Risk {
        message: format!(
            "{names} are added to a file system that exists, which has one mount target in a zone: in a zone \
             that has one \
             already the update fails with MountTargetConflict"
        ),
        help: "name one subnet for each zone in `SubnetIds`".to_owned(),
    })
}

/// The ids in a sentence; none where there are none.
fn names<'a>(changes: impl Iterator<Item = &'a Change>) -> Option<String> {
    let all: Vec<String> = changes.map(|change| format!("`{}`", change.id)).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(action: Action, kind: &str, id: &str, properties: &[&str]) -> Change {
        Change {
            action,
            id: id.to_owned(),
            kind: kind.to_owned(),
            physical_id: None,
            properties: properties.iter().map(|name| (*name).to_owned()).collect(),
            keeps: false,
        }
    }

    #[test]
    fn weights_that_ecs_shifts_are_not_written_back_in_silence() {
        let shifted = BTreeSet::from(["Rule1".to_owned()]);
        let of = |action, id, properties: &[&str], drift| {
            risks(&[made(action, LISTENERS[0], id, properties)], &shifted, drift)
        };
        let found = of(Action::Modify, "Rule1", &["Actions"], false);
        assert!(
            found[0].message.contains("`Rule1`") && found[0].help.starts_with("deploy while"),
            "{found:?}"
        );
        assert!(of(Action::Modify, "Rule1", &["Actions"], true)[0].help.contains("--revert-drift"));
        assert_eq!(of(Action::Modify, "Rule1", &["Tags"], false), []);
        assert_eq!(of(Action::Add, "Rule1", &[], false), []);
        assert_eq!(of(Action::Modify, "Rule2", &["Actions"], false), []);
    }

    #[test]
    fn mount_targets_that_move_or_come_later_are_told() {
        let of = |changes: &[Change]| risks(changes, &BTreeSet::new(), false);
        let target = |action, id| made(action, MOUNT_TARGET, id, &["SubnetId"]);
        let both = of(&[
            target(Action::Replace, "DataMountTarget1"),
            target(Action::MayReplace, "DataMountTarget2"),
        ]);
        assert_eq!(both.len(), 1);
        assert!(both[0].message.starts_with("`DataMountTarget1`, `DataMountTarget2`"), "{both:?}");
        assert!(of(&[target(Action::Add, "DataMountTarget3")])[0].message.contains("are added"));
        let new =
            [made(Action::Add, FILE_SYSTEM, "DataFilesystem", &[]), target(Action::Add, "DataMountTarget1")];
        assert_eq!(of(&new), []);
        assert_eq!(of(&[target(Action::Remove, "DataMountTarget1")]), []);
    }
}
