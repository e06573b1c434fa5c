//! The rows of how a service is reached and how it finds others.
//!
//! Compose: <https://docs.docker.com/reference/compose-file/services/#networks>. AWS: a Fargate task has a
//! network interface of its own,
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html>.

use super::row::{Row, When, approximated, ignored, refused, translated, used};

/// The rows, in the specification's order.
pub(super) const ROWS: &[Row] = &[
    approximated(
        "services.*.dns",
        "a task asks the resolver of its VPC, and names that only these servers know are not found",
        "remove it, or set the servers in the DHCP options of the VPC",
    )
    .into("the resolver of the VPC"),
    ignored("services.*.dns_opt", "a task takes the options of its resolver from the VPC", ""),
    approximated(
        "services.*.dns_search",
        RESOLVER,
        "write the names in full, or set the domain in the VPC's DHCP options",
    ),
    ignored("services.*.domainname", "a task takes its domain from the VPC", ""),
    translated("services.*.expose", "ContainerDefinitions.PortMappings"),
    refused(
        "services.*.external_links",
        "containers outside the project are not there on AWS",
        "remove it, deploy that program as a stack of its own in the same VPC, and give its address, `SERVICE.STACK.local`, to \
         the service in `environment`; both reach each other in a security group that exists and that both name as a network: \
         `shared: {external: true, name: sg-…}`",
    ),
    translated("services.*.extra_hosts", "ContainerDefinitions.Command"),
    translated("services.*.hostname", "AWS::ServiceDiscovery::Service"),
    translated("services.*.links", "AWS::ServiceDiscovery::Service"),
    ignored("services.*.mac_address", ADDRESS, ""),
    ignored(
        "services.*.network_mode",
        "each task has a network interface of its own in the VPC",
        "remove it",
    )
    .when(When::Is(&["bridge", "default"])),
    approximated(
        "services.*.network_mode",
        "a task has a network interface of its own: nothing but `ports` is published, other services are \
         reached by their names and not on `localhost`, and no broadcast or multicast reaches it",
        "remove it, and publish what is reached from outside with `ports`; services that reach each other on \
         `localhost` can run in one task with `x-aws-task`",
    )
    .into("the networks of the project")
    .when(When::Is(&["host"])),
    approximated(
        "services.*.network_mode",
        "nobody reaches the task, but it has a network interface, through which its image and its logs come and go, and may \
         reach others",
        "where the program must not reach others, let `x-aws-subnets` name subnets without a way to the Internet",
    )
    .into("a security group without ingress")
    .when(When::Is(&["none"])),
    translated("services.*.network_mode", "TaskDefinition.ContainerDefinitions")
        .when(When::Starts(&["service:"])),
    refused(
        "services.*.network_mode",
        "containers and networks outside the project are not there on AWS",
        "remove it, and name the networks with `networks`",
    ),
    translated("services.*.networks", "NetworkConfiguration.AwsvpcConfiguration.SecurityGroups"),
    translated("services.*.networks.*.aliases", "AWS::ServiceDiscovery::Service"),
    ignored("services.*.networks.*.interface_name", "a task has one network interface for all networks", ""),
    ignored("services.*.networks.*.ipv4_address", ADDRESS, BY_NAME),
    ignored("services.*.networks.*.ipv6_address", ADDRESS, BY_NAME),
    ignored("services.*.networks.*.link_local_ips", ADDRESS, BY_NAME),
    ignored("services.*.networks.*.mac_address", ADDRESS, ""),
    ignored(
        "services.*.networks.*.driver_opts",
        "a network becomes a security group, which has no driver",
        "",
    ),
    ignored("services.*.networks.*.priority", "a task has one network interface for all networks", ""),
    ignored("services.*.networks.*.gw_priority", "a task has one network interface for all networks", ""),
    translated("services.*.ports", "AWS::ElasticLoadBalancingV2::Listener"),
    ignored("services.*.ports.[].name", "nothing refers to a port by a name", ""),
    ignored("services.*.ports.[].mode", "a load balancer stands before the tasks", "")
        .when(When::Is(&["host"])),
    translated("services.*.ports.[].mode", "AWS::ElasticLoadBalancingV2::Listener"),
    // `lower` leaves such a port unpublished and says so.
    used("services.*.ports.[].host_ip", "a port of the loopback address is published to nobody")
        .when(When::Starts(&["127.", "::1", "[::1]", "localhost"])),
    used("services.*.ports.[].host_ip", "that is every address anyway")
        .when(When::Is(&["0.0.0.0", "::", "[::]"])),
    approximated("services.*.ports.[].host_ip", HOST_IP, "say who is let in with `x-aws-ingress`"),
    translated("services.*.ports.[].target", "PortMappings.ContainerPort"),
    translated("services.*.ports.[].published", "Listener.Port"),
    translated("services.*.ports.[].protocol", "PortMappings.Protocol"),
    translated("services.*.ports.[].app_protocol", "TargetGroup.Protocol"),
];

const HOST_IP: &str = "a load balancer has addresses of its own, and lets everybody in unless told otherwise";
const ADDRESS: &str = "the VPC's subnets give a task its addresses";
const BY_NAME: &str = "reach the service by its name";
const RESOLVER: &str =
    "a task takes its resolver from the VPC, and short names of these domains are not found";
