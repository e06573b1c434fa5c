//! Tags, which nearly every resource takes under the same two names.

use serde::Serialize;

use super::Text;

/// The key of the tag that names the service of a resource, as Docker sets it on containers.
pub const SERVICE_TAG: &str = "com.docker.compose.service";

/// One tag of a resource; AWS keeps 128 characters of the key and 256 of the value.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    pub key: String,
    pub value: Text,
}

impl Tag {
    /// A tag of this key and value.
    pub fn new(key: impl Into<String>, value: impl Into<Text>) -> Self {
        Self { key: key.into(), value: value.into() }
    }
}
