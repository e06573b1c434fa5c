//! The volumes of a task.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-taskdefinition-volume.html>

use serde::Serialize;
use serde_with::skip_serializing_none;

use crate::cfn::{Text, Toggle};

/// A volume by name: the task's own disk, or something outside.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Volume {
    pub name: String,
    #[serde(rename = "EFSVolumeConfiguration")]
    pub efs_volume_configuration: Option<EfsVolumeConfiguration>,
    pub configured_at_launch: Option<bool>,
}

impl Volume {
    /// With the required properties only.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), efs_volume_configuration: None, configured_at_launch: None }
    }
}

/// A file system or a part of one.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EfsVolumeConfiguration {
    pub filesystem_id: Text,
    pub root_directory: Option<Text>,
    pub transit_encryption: Option<Toggle>,
    pub transit_encryption_port: Option<u16>,
    pub authorization_config: Option<AuthorizationConfig>,
}

impl EfsVolumeConfiguration {
    /// With the required properties only.
    pub fn new(filesystem_id: impl Into<Text>) -> Self {
        Self {
            filesystem_id: filesystem_id.into(),
            root_directory: None,
            transit_encryption: None,
            transit_encryption_port: None,
            authorization_config: None,
        }
    }
}

/// Who the task is to the file system.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AuthorizationConfig {
    pub access_point_id: Option<Text>,
    #[serde(rename = "IAM")]
    pub iam: Option<Toggle>,
}
