//! Data that is deleted, left behind, or no longer kept.

use serde_json::Value;

use super::{Found, HazardContext};
use crate::diagnostic::{Code, Diagnostic};
use crate::diff::evaluate::Resource;
use crate::diff::faults;
use crate::diff::model::Effect;

/// Types that hold data, and what it is.
const STORES: &[(&str, &str)] = &[
    ("AWS::Cognito::UserPool", "its users"),
    ("AWS::DocDB::DBCluster", "its databases"),
    ("AWS::DynamoDB::GlobalTable", "its items"),
    ("AWS::DynamoDB::Table", "its items"),
    ("AWS::EC2::Volume", "its files"),
    ("AWS::ECR::Repository", "its images"),
    ("AWS::EFS::FileSystem", "its files"),
    ("AWS::ElastiCache::ReplicationGroup", "its entries"),
    ("AWS::FSx::FileSystem", "its files"),
    ("AWS::KMS::Key", "everything that it encrypts"),
    ("AWS::Kinesis::Stream", "its records"),
    ("AWS::Logs::LogGroup", "its logs"),
    ("AWS::Neptune::DBCluster", "its databases"),
    ("AWS::OpenSearchService::Domain", "its indices"),
    ("AWS::RDS::DBCluster", "its databases"),
    ("AWS::RDS::DBInstance", "its databases"),
    ("AWS::Redshift::Cluster", "its databases"),
    ("AWS::S3::Bucket", "its objects"),
    ("AWS::SQS::Queue", "its messages"),
    ("AWS::SecretsManager::Secret", "its value"),
];

pub(super) fn find(around: &HazardContext<'_>, found: &mut Vec<Found>) {
    for change in &around.diff.changes {
        let Some((_, holds)) = STORES.iter().find(|(kind, _)| *kind == change.kind) else { continue };
        let (old, new) = (around.comparison.old.get(&change.id), around.comparison.new.get(&change.id));
        let id = change.id.as_str();
        let finding = match change.effect {
            Effect::Replace | Effect::MayReplace => Some(replaced(id, holds, change.effect, old, new)),
            Effect::Remove => Some(removed(id, holds, old)),
            Effect::Keep => {
                let message = format!("`{id}` leaves the stack and stays, with {holds}");
                let help = "it costs money until it is deleted by hand; import it to manage it again";
                Some(Diagnostic::new(Code::StoreLeft, message).help(help))
            }
            Effect::Add | Effect::Update | Effect::Revision | Effect::Depends => None,
        };
        found.extend(finding.map(|finding| (change.id.clone(), finding)));
        if let (Some(old), Some(new)) = (old, new) {
            found.extend(policies(id, holds, old, new).map(|finding| (change.id.clone(), finding)));
        }
    }
    for fault in faults::find(around.comparison) {
        let is_access_point = |resource: &Resource| resource.kind == "AWS::EFS::AccessPoint";
        if fault.name == "DataLoss" && around.comparison.new.get(&fault.id).is_some_and(is_access_point) {
            let message = format!("`{}` is replaced as another user: {}", fault.id, fault.what);
            let help = "change the owner from a task that runs as root, or name another `root_directory`";
            found.push((fault.id.clone(), Diagnostic::new(Code::DataReplaced, message).help(help)));
        }
    }
}

fn replaced(
    id: &str,
    holds: &str,
    effect: Effect,
    old: Option<&Resource>,
    new: Option<&Resource>,
) -> Diagnostic {
    let verb = if effect == Effect::MayReplace { "may be" } else { "is" };
    // A resource that another stack has is deleted from this one.
    let moves = old.zip(new).is_some_and(|(old, new)| old.stack != new.stack);
    let policy = if moves { "DeletionPolicy" } else { "UpdateReplacePolicy" };
    if keeps(old, policy) {
        let message = format!("`{id}` {verb} replaced by an empty one; the old one stays, with {holds}");
        return Diagnostic::new(Code::DataReplaced, message)
            .help("copy the data first, or take the change back");
    }
    let message = format!("`{id}` {verb} replaced, and {holds} deleted with the old one");
    Diagnostic::new(Code::DataDeleted, message)
        .help(format!("set `{policy}: Retain` in an update before, and copy the data"))
}

fn removed(id: &str, holds: &str, old: Option<&Resource>) -> Diagnostic {
    if policy(old, "DeletionPolicy") == "Snapshot" {
        let message = format!("`{id}` is deleted; a snapshot of it stays");
        return Diagnostic::new(Code::StoreLeft, message)
            .help("restore it from the snapshot where it is needed");
    }
    let message = format!("`{id}` is deleted, with {holds}");
    Diagnostic::new(Code::DataDeleted, message)
        .help("set `DeletionPolicy: Retain` in an update before, or copy the data")
}

/// Policies that kept the data and do no longer.
fn policies(id: &str, holds: &str, old: &Resource, new: &Resource) -> Option<Diagnostic> {
    let lost = |name: &&str| keeps(Some(old), name) && !keeps(Some(new), name);
    let names: Vec<&str> = ["DeletionPolicy", "UpdateReplacePolicy"].into_iter().filter(lost).collect();
    let message = format!("`{id}` loses its {}: a later update may delete {holds}", names.join(" and "));
    let help = "keep the policy, unless the data can be made anew";
    (!names.is_empty()).then(|| Diagnostic::new(Code::RetentionDropped, message).help(help))
}

fn keeps(resource: Option<&Resource>, name: &str) -> bool {
    matches!(policy(resource, name), "Retain" | "RetainExceptOnCreate" | "Snapshot")
}

fn policy<'a>(resource: Option<&'a Resource>, name: &str) -> &'a str {
    resource.and_then(|resource| resource.attributes.get(name)).and_then(Value::as_str).unwrap_or_default()
}
