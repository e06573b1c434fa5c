//! Lists whose items carry a name, by the property that holds them.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-taskdefinition-containerdefinition.html>

use serde_json::Value;

use crate::compose::Overlay;

/// What tells an item from the others of its list: all properties of one of these rows. Rows are tried in order.
pub(super) type Identity = &'static [&'static [&'static str]];

/// A list whose items carry a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct List {
    /// The property that holds it.
    pub(super) property: &'static str,
    /// What tells its items apart.
    pub(super) identity: Identity,
    /// What every item of a template has besides; empty if there is no such.
    pub(super) needs: &'static str,
}

/// Every such list.
const LISTS: &[List] = &[
    // Of the console's view of the parameters.
    row("ParameterGroups", &[&["Label"]], "Parameters"),
    // Of many resources.
    row("AccessPointTags", &[&["Key"]], "Value"),
    row("FileSystemTags", &[&["Key"]], "Value"),
    row("TagSpecifications", &[&["ResourceType"]], ""),
    row("Tags", &[&["Key"]], "Value"),
    // Of a task definition.
    row("ContainerDefinitions", &[&["Name"]], "Image"),
    row("DependsOn", &[&["ContainerName"]], ""),
    row("Environment", &[&["Name"]], "Value"),
    row("ExtraHosts", &[&["Hostname"]], ""),
    row("MountPoints", &[&["ContainerPath"]], "SourceVolume"),
    row("PortMappings", &[&["ContainerPort", "Protocol"], &["Name"]], "ContainerPort"),
    row("ResourceRequirements", &[&["Type"]], ""),
    row("SecretOptions", &[&["Name"]], "ValueFrom"),
    row("Secrets", &[&["Name"]], "ValueFrom"),
    row("SystemControls", &[&["Namespace"]], ""),
    row("Tmpfs", &[&["ContainerPath"]], ""),
    row("Ulimits", &[&["Name"]], ""),
    row("Volumes", &[&["Name"]], ""),
    row("VolumesFrom", &[&["SourceContainer"]], ""),
    // Of a service and a cluster.
    row("CapacityProviderStrategy", &[&["CapacityProvider"]], ""),
    row("ClusterSettings", &[&["Name"]], ""),
    row("DefaultCapacityProviderStrategy", &[&["CapacityProvider"]], ""),
    row("LoadBalancers", &[&["ContainerName", "ContainerPort"]], "TargetGroupArn"),
    row("VolumeConfigurations", &[&["Name"]], ""),
    // Of a load balancer, a listener, a rule, a target group.
    row("Conditions", &[&["Field"]], ""),
    row("ListenerAttributes", &[&["Key"]], "Value"),
    row("LoadBalancerAttributes", &[&["Key"]], "Value"),
    row("TargetGroupAttributes", &[&["Key"]], "Value"),
    // Of a role.
    row("Policies", &[&["PolicyName"]], "PolicyDocument"),
];

const fn row(property: &'static str, identity: Identity, needs: &'static str) -> List {
    List { property, identity, needs }
}

/// The list that a property holds, if its items carry a name.
pub(super) fn list(property: &str) -> Option<List> {
    LISTS.iter().find(|list| list.property == property).copied()
}

/// Whether the items of a list may be names themselves: those of the resources that one waits for.
pub(super) fn holds_names(property: &str) -> bool {
    property == "DependsOn"
}

/// What the item calls itself.
pub(super) fn name(item: &Overlay, identity: Identity) -> Option<String> {
    identity
        .iter()
        .find_map(|row| key(row, &|name| item.get(name).map(Overlay::to_json)))
        .map(|key| key.join("/"))
}

/// What the items call themselves.
pub(super) fn names(list: &[Value], identity: Identity) -> Vec<String> {
    let of = |item: &Value| identity.iter().find_map(|row| key(row, &|name| item.get(name).cloned()));
    list.iter().filter_map(of).map(|key| key.join("/")).collect()
}

/// Where in the list the item of the same name is.
pub(super) fn position(list: &[Value], item: &Overlay, identity: Identity) -> Option<usize> {
    identity.iter().find_map(|row| {
        let wanted = key(row, &|name| item.get(name).map(Overlay::to_json))?;
        list.iter().position(|old| key(row, &|name| old.get(name).cloned()).as_ref() == Some(&wanted))
    })
}

/// Whether a property is a part of the item's name.
pub(super) fn is_of_name(identity: Identity, property: &str) -> bool {
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
