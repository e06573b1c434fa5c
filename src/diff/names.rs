//! Names that AWS has once only, which a resource holds from its creation, or from its last change, to its
//! deletion.

use serde_json::Value;

use super::evaluate::{Resource, text};
use super::field;

/// Properties that name a resource, by type. Most of our templates leave them to CloudFormation; overrides
/// may not.
const PHYSICAL: &[(&str, &[&str])] = &[
    ("AWS::ApplicationAutoScaling::ScalableTarget", &["ServiceNamespace", "ResourceId", "ScalableDimension"]),
    ("AWS::ApplicationAutoScaling::ScalingPolicy", &["ScalingTargetId", "PolicyName"]),
    ("AWS::CloudWatch::Alarm", &["AlarmName"]),
    ("AWS::EC2::SecurityGroup", &["VpcId", "GroupName"]),
    ("AWS::ECS::CapacityProvider", &["Name"]),
    ("AWS::ECS::Cluster", &["ClusterName"]),
    ("AWS::ECS::Service", &["Cluster", "ServiceName"]),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", &["Name"]),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", &["Name"]),
    ("AWS::IAM::InstanceProfile", &["InstanceProfileName"]),
    ("AWS::IAM::Role", &["RoleName"]),
    ("AWS::Logs::LogGroup", &["LogGroupName"]),
    ("AWS::SNS::Topic", &["TopicName"]),
    ("AWS::SQS::Queue", &["QueueName"]),
    ("AWS::Scheduler::Schedule", &["GroupName", "Name"]),
    ("AWS::SecretsManager::Secret", &["Name"]),
    // These are written over by the second that has the name, and then deleted together with the first.
    ("AWS::ElasticLoadBalancingV2::ListenerCertificate", &["ListenerArn", "Certificates"]),
    ("AWS::ServiceDiscovery::Instance", &["ServiceId", "InstanceId"]),
    ("AWS::WAFv2::WebACLAssociation", &["ResourceArn"]),
];

/// Who uses the name of a resource at a time: one, or else this fault.
pub(super) fn held(resource: &Resource) -> Vec<(&'static str, String)> {
    let properties = &resource.properties;
    let joined = |names: &[&str]| {
        let values: Vec<String> = names.iter().map(|name| text(field(properties, name))).collect();
        values.join(" ")
    };
    match resource.kind.as_str() {
        "AWS::ElasticLoadBalancingV2::Listener" => {
            vec![("DuplicateListener", joined(&["LoadBalancerArn", "Port"]))]
        }
        "AWS::ElasticLoadBalancingV2::ListenerRule" => {
            vec![("PriorityInUse", joined(&["ListenerArn", "Priority"]))]
        }
        "AWS::EFS::MountTarget" => {
            let subnet = text(field(properties, "SubnetId"));
            let zone = zone(&subnet);
            vec![("MountTargetConflict", format!("{} {zone}", text(field(properties, "FileSystemId"))))]
        }
        "AWS::ServiceDiscovery::PrivateDnsNamespace" => {
            vec![("ConflictingDomainExists", joined(&["Vpc", "Name"]).to_ascii_lowercase())]
        }
        "AWS::ServiceDiscovery::Service" => {
            vec![("DiscoveryNameInUse", joined(&["NamespaceId", "Name"]).to_ascii_lowercase())]
        }
        "AWS::EC2::SecurityGroupIngress" => {
            let names = ["GroupId", "IpProtocol", "FromPort", "ToPort", "SourceSecurityGroupId", "CidrIp"];
            vec![("DuplicateIngress", joined(&names))]
        }
        "AWS::ECS::Service" => {
            let mut all = endpoints(properties);
            all.extend(physical(resource));
            all
        }
        _ => physical(resource).into_iter().collect(),
    }
}

fn physical(resource: &Resource) -> Option<(&'static str, String)> {
    let (_, names) = PHYSICAL.iter().find(|(kind, _)| *kind == resource.kind)?;
    // The last one is the name; the others say where it is good.
    let last = names.last().map(|name| field(&resource.properties, name))?;
    let values: Vec<String> = names.iter().map(|name| text(field(&resource.properties, name))).collect();
    (!last.is_null()).then(|| ("NameInUse", format!("{} {}", resource.kind, values.join(" "))))
}

/// The endpoints of Service Connect, which are services of Cloud Map.
fn endpoints(properties: &Value) -> Vec<(&'static str, String)> {
    let connect = field(properties, "ServiceConnectConfiguration");
    let endpoint = |service: &Value| {
        let name = service.get("DiscoveryName").unwrap_or(field(service, "PortName"));
        ("DiscoveryNameInUse", format!("{} {}", text(field(connect, "Namespace")), text(name)))
    };
    field(connect, "Services").as_array().into_iter().flatten().map(endpoint).collect()
}

/// The availability zone of a made-up subnet such as `subnet-b2`: the letter. That of a real one is not
/// known, so only the same subnet counts as the same zone.
fn zone(subnet: &str) -> &str {
    match subnet.strip_prefix("subnet-").map(str::as_bytes) {
        Some([b'a'..=b'z', b'0'..=b'9']) => subnet.trim_end_matches(|c: char| c.is_ascii_digit()),
        _ => subnet,
    }
}
