//! One resource of a template: its attributes, and its properties as JSON.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html>

use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{Json, LogicalId, Object};

/// A typed set of properties that knows which resource it describes.
pub trait ResourceType: Serialize {
    /// AWS's name of the type, such as `AWS::ECS::Service`.
    const TYPE: &'static str;
}

/// A resource of any type.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Resource {
    #[serde(rename = "Type")]
    pub type_name: String,
    pub condition: Option<LogicalId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<LogicalId>,
    pub deletion_policy: Option<DeletionPolicy>,
    pub update_replace_policy: Option<DeletionPolicy>,
    #[serde(skip_serializing_if = "Object::is_empty")]
    pub properties: Object,
    #[serde(skip_serializing_if = "Object::is_empty")]
    pub metadata: Object,
    /// Attributes that only a user's overlay has, such as `CreationPolicy`.
    #[serde(flatten)]
    pub other: Object,
}

/// How CloudFormation treats the real resource when it leaves the template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum DeletionPolicy {
    Delete,
    Retain,
    RetainExceptOnCreate,
    Snapshot,
}

impl Resource {
    /// A resource of these properties and no other attribute.
    pub fn new<P: ResourceType>(properties: &P) -> Self {
        Self::untyped(P::TYPE, to_object(properties))
    }

    /// A resource of a type that has no struct here.
    pub fn untyped(type_name: impl Into<String>, properties: Object) -> Self {
        Self {
            type_name: type_name.into(),
            condition: None,
            depends_on: Vec::new(),
            deletion_policy: None,
            update_replace_policy: None,
            properties,
            metadata: Object::new(),
            other: Object::new(),
        }
    }

    /// The same, made only where the condition holds.
    #[must_use]
    pub fn when(self, condition: &LogicalId) -> Self {
        Self { condition: Some(condition.clone()), ..self }
    }

    /// The same, made after these.
    #[must_use]
    pub fn after<'a>(mut self, others: impl IntoIterator<Item = &'a LogicalId>) -> Self {
        self.depends_on.extend(others.into_iter().cloned());
        self
    }

    /// The same, with this policy when it is deleted and when it is replaced.
    ///
    /// A replaced resource was created before, so `RetainExceptOnCreate` is `Retain` there.
    #[must_use]
    pub fn keep(self, policy: DeletionPolicy) -> Self {
        let replaced =
            if policy == DeletionPolicy::RetainExceptOnCreate { DeletionPolicy::Retain } else { policy };
        Self { deletion_policy: Some(policy), update_replace_policy: Some(replaced), ..self }
    }
}

impl From<Resource> for Json {
    /// The resource as JSON; what is JSON already is moved and not copied.
    fn from(resource: Resource) -> Self {
        let Resource { type_name, condition, depends_on, properties, metadata, other, .. } = resource;
        let policy = |policy: DeletionPolicy| Self::of_part(&policy);
        let mut json = Object::new();
        json.insert("Type", type_name);
        if let Some(condition) = condition {
            json.insert("Condition", condition.to_string());
        }
        if !depends_on.is_empty() {
            json.insert("DependsOn", Self::of_part(&depends_on));
        }
        if let Some(found) = resource.deletion_policy {
            json.insert("DeletionPolicy", policy(found));
        }
        if let Some(found) = resource.update_replace_policy {
            json.insert("UpdateReplacePolicy", policy(found));
        }
        for (name, attribute) in [("Properties", properties), ("Metadata", metadata)] {
            if !attribute.is_empty() {
                json.insert(name, attribute);
            }
        }
        for (name, attribute) in other {
            json.insert(name, attribute);
        }
        json.into()
    }
}

fn to_object<P: ResourceType>(properties: &P) -> Object {
    if let Json::Object(object) = Json::of_part(properties) { object } else { Object::new() }
}
