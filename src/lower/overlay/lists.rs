//! Lists whose items carry a name, by the property that holds them.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-taskdefinition-containerdefinition.html>

use serde_json::Value;

use crate::compose::Overlay;

/// What tells an item from the others of its list: all properties of one of these rows. Rows are tried in order.
pub(super) type Identity = &'static [&'static [&'static str]];

/// Property → identity of its items.
const LISTS: &[(&str, Identity)] = &[
    // Of many resources.
    ("AccessPointTags", &[&["Key"]]),
    ("FileSystemTags", &[&["Key"]]),
    ("TagSpecifications", &[&["ResourceType"]]),
    ("Tags", &[&["Key"]]),
    // Of a task definition.
    ("ContainerDefinitions", &[&["Name"]]),
    ("DependsOn", &[&["ContainerName"]]),
    ("Environment", &[&["Name"]]),
    ("ExtraHosts", &[&["Hostname"]]),
    ("MountPoints", &[&["ContainerPath"]]),
    ("PortMappings", &[&["ContainerPort", "Protocol"], &["Name"]]),
    ("ResourceRequirements", &[&["Type"]]),
    ("SecretOptions", &[&["Name"]]),
    ("Secrets", &[&["Name"]]),
    ("SystemControls", &[&["Namespace"]]),
    ("Tmpfs", &[&["ContainerPath"]]),
    ("Ulimits", &[&["Name"]]),
    ("Volumes", &[&["Name"]]),
    ("VolumesFrom", &[&["SourceContainer"]]),
    // Of a service and a cluster.
    ("CapacityProviderStrategy", &[&["CapacityProvider"]]),
    ("ClusterSettings", &[&["Name"]]),
    ("DefaultCapacityProviderStrategy", &[&["CapacityProvider"]]),
    ("LoadBalancers", &[&["ContainerName", "ContainerPort"]]),
    ("VolumeConfigurations", &[&["Name"]]),
    // Of a load balancer, a listener, a rule, a target group.
    ("Conditions", &[&["Field"]]),
    ("ListenerAttributes", &[&["Key"]]),
    ("LoadBalancerAttributes", &[&["Key"]]),
    ("TargetGroupAttributes", &[&["Key"]]),
    // Of a role.
    ("Policies", &[&["PolicyName"]]),
];

/// How the items of a property's list are told apart, if they carry a name.
pub(super) fn identity(property: &str) -> Option<Identity> {
    LISTS.iter().find(|(name, _)| *name == property).map(|(_, identity)| *identity)
}

/// Whether the items of a list may be names themselves: those of the resources that one waits for.
pub(super) fn holds_names(property: &str) -> bool {
    property == "DependsOn"
}

/// Whether the item can be told from others.
pub(super) fn is_named(item: &Overlay, identity: Identity) -> bool {
    identity.iter().any(|row| key(row, &|name| item.get(name).map(Overlay::to_json)).is_some())
}

/// Where in the list the item of the same name is.
pub(super) fn position(list: &[Value], item: &Overlay, identity: Identity) -> Option<usize> {
    identity.iter().find_map(|row| {
        let wanted = key(row, &|name| item.get(name).map(Overlay::to_json))?;
        list.iter().position(|old| key(row, &|name| old.get(name).cloned()).as_ref() == Some(&wanted))
    })
}

/// Whether a property is a part of the item's name.
pub(super) fn names(identity: Identity, property: &str) -> bool {
    identity.iter().any(|row| row.contains(&property))
}

/// The values of these properties; a number is the same as its text.
fn key(row: &[&str], get: &dyn Fn(&str) -> Option<Value>) -> Option<Vec<String>> {
    row.iter().map(|name| get(name).map(text).or_else(|| default(name))).collect()
}

fn text(value: Value) -> String {
    if let Value::String(text) = value { text } else { value.to_string() }
}

/// What ECS takes where a property is left out.
fn default(property: &str) -> Option<String> {
    (property == "Protocol").then(|| "tcp".to_owned())
}
