//! Elastic File System: volumes that outlive tasks.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-efs-filesystem.html>

use serde::Serialize;
use serde_json::Number;
use serde_with::skip_serializing_none;

use super::iam::PolicyDocument;
use super::{List, ResourceType, Tag, Text, Toggle};

/// A file system.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FileSystem {
    pub encrypted: Option<bool>,
    pub kms_key_id: Option<Text>,
    pub performance_mode: Option<PerformanceMode>,
    pub throughput_mode: Option<ThroughputMode>,
    pub provisioned_throughput_in_mibps: Option<Number>,
    pub availability_zone_name: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lifecycle_policies: Vec<LifecyclePolicy>,
    pub backup_policy: Option<BackupPolicy>,
    pub file_system_policy: Option<PolicyDocument>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub file_system_tags: Vec<Tag>,
}

impl ResourceType for FileSystem {
    const TYPE: &'static str = "AWS::EFS::FileSystem";
}

/// The performance modes of a file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum PerformanceMode {
    GeneralPurpose,
    #[serde(rename = "maxIO")]
    MaxIo,
}

/// How throughput is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ThroughputMode {
    Bursting,
    Elastic,
    Provisioned,
}

/// When files move to cheaper storage and back; AWS wants one transition a policy.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct LifecyclePolicy {
    #[serde(rename = "TransitionToIA")]
    pub transition_to_ia: Option<Text>,
    pub transition_to_archive: Option<Text>,
    pub transition_to_primary_storage_class: Option<Text>,
}

/// Whether AWS Backup copies the file system each day.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct BackupPolicy {
    pub status: Toggle,
}

/// The address of a file system in one subnet.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MountTarget {
    pub file_system_id: Text,
    pub subnet_id: Text,
    pub security_groups: List,
}

impl ResourceType for MountTarget {
    const TYPE: &'static str = "AWS::EFS::MountTarget";
}

/// A folder of a file system and who its user is.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AccessPoint {
    pub file_system_id: Text,
    pub posix_user: Option<PosixUser>,
    pub root_directory: Option<RootDirectory>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub access_point_tags: Vec<Tag>,
}

impl ResourceType for AccessPoint {
    const TYPE: &'static str = "AWS::EFS::AccessPoint";
}

impl AccessPoint {
    /// With the required properties only.
    pub fn new(file_system_id: impl Into<Text>) -> Self {
        Self {
            file_system_id: file_system_id.into(),
            posix_user: None,
            root_directory: None,
            access_point_tags: Vec::new(),
        }
    }
}

/// The user that every request counts as.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PosixUser {
    pub uid: String,
    pub gid: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub secondary_gids: Vec<String>,
}

impl PosixUser {
    /// With the required properties only.
    pub fn new(uid: impl Into<String>, gid: impl Into<String>) -> Self {
        Self { uid: uid.into(), gid: gid.into(), secondary_gids: Vec::new() }
    }
}

/// The folder, and how it is made where it is missing.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RootDirectory {
    pub path: Option<String>,
    pub creation_info: Option<CreationInfo>,
}

/// The owner and the mode of a new folder.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreationInfo {
    pub owner_uid: String,
    pub owner_gid: String,
    pub permissions: String,
}
