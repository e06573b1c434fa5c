//! One resource of a template: its attributes, and its properties as JSON.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html>

use serde::Serialize;
use serde_json::Map;
use serde_with::skip_serializing_none;

use super::LogicalId;

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
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub properties: Map<String, serde_json::Value>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub metadata: Map<String, serde_json::Value>,
    /// Attributes that only a user's overlay has, such as `CreationPolicy`.
    #[serde(flatten)]
    pub other: Map<String, serde_json::Value>,
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
        Self::untyped(P::TYPE, to_map(properties))
    }

    /// A resource of a type that has no struct here.
    pub fn untyped(type_name: impl Into<String>, properties: Map<String, serde_json::Value>) -> Self {
        Self {
            type_name: type_name.into(),
            condition: None,
            depends_on: Vec::new(),
            deletion_policy: None,
            update_replace_policy: None,
            properties,
            metadata: Map::new(),
            other: Map::new(),
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

/// The attributes that are printed before the properties.
const BEFORE: [&str; 5] = ["Type", "Condition", "DependsOn", "DeletionPolicy", "UpdateReplacePolicy"];

impl From<Resource> for serde_json::Value {
    /// The resource as JSON; the properties, which are most of it, are moved and not copied.
    fn from(mut resource: Resource) -> Self {
        let properties = std::mem::take(&mut resource.properties);
        let mut json =
            serde_json::to_value(resource).expect("internal error: a resource has string keys only");
        if let Some(map) = json.as_object_mut().filter(|_| !properties.is_empty()) {
            let at = map.keys().take_while(|key| BEFORE.contains(&key.as_str())).count();
            map.shift_insert(at, "Properties".to_owned(), properties.into());
        }
        json
    }
}

fn to_map<P: ResourceType>(properties: &P) -> Map<String, serde_json::Value> {
    let json = serde_json::to_value(properties).expect("internal error: properties have string keys only");
    if let serde_json::Value::Object(map) = json { map } else { Map::new() }
}
