//! Lists whose items carry a name, by the property that holds them.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-taskdefinition-containerdefinition.html>

/// The properties that identify an item of a list: all of one of these rows. Rows are tried in order.
pub type Identity = &'static [&'static [&'static str]];

/// A list whose items carry a name.
#[derive(Debug, Clone, Copy)]
pub struct NamedList {
    /// The property that holds it.
    pub property: &'static str,
    /// The properties that identify an item.
    pub identity: Identity,
    /// A further property that every item of a template has; empty if there is none.
    pub needs: &'static str,
}

/// Every such list.
const LISTS: &[NamedList] = &[
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

const fn row(property: &'static str, identity: Identity, needs: &'static str) -> NamedList {
    NamedList { property, identity, needs }
}

/// The list that a property holds, if its items carry a name.
pub fn named_list(property: &str) -> Option<NamedList> {
    LISTS.iter().find(|list| list.property == property).copied()
}
