//! What CloudFormation does with a changed property, as AWS's pages say under "Update requires".
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html>

use serde_json::json;
use stackpose::internals::diff::{Effect, Side, diff};

use Effect::{Replace, Revision, Update};

/// Type, property, what its change does.
const TRUTH: &[(&str, &str, Effect)] = &[
    ("AWS::ECS::Service", "Cluster", Replace),
    ("AWS::ECS::Service", "ServiceName", Replace),
    ("AWS::ECS::Service", "SchedulingStrategy", Replace),
    ("AWS::ECS::Service", "LaunchType", Effect::MayReplace),
    ("AWS::ECS::Service", "TaskDefinition", Update),
    ("AWS::ECS::Service", "DesiredCount", Update),
    ("AWS::ECS::Service", "PlatformVersion", Update),
    ("AWS::ECS::Cluster", "ClusterName", Replace),
    ("AWS::ECS::TaskDefinition", "Family", Revision),
    ("AWS::ECS::TaskDefinition", "Cpu", Revision),
    ("AWS::EFS::FileSystem", "PerformanceMode", Replace),
    ("AWS::EFS::FileSystem", "KmsKeyId", Replace),
    ("AWS::EFS::FileSystem", "ThroughputMode", Update),
    ("AWS::EFS::MountTarget", "SubnetId", Replace),
    ("AWS::EFS::MountTarget", "SecurityGroups", Update),
    ("AWS::EFS::AccessPoint", "FileSystemId", Replace),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "Scheme", Replace),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "IpAddressType", Update),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "Port", Replace),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "HealthCheckPath", Update),
    ("AWS::ElasticLoadBalancingV2::Listener", "LoadBalancerArn", Replace),
    ("AWS::ElasticLoadBalancingV2::Listener", "Port", Update),
    ("AWS::ElasticLoadBalancingV2::ListenerRule", "Priority", Update),
    ("AWS::EC2::SecurityGroup", "GroupDescription", Replace),
    ("AWS::EC2::SecurityGroup", "SecurityGroupEgress", Update),
    ("AWS::IAM::Role", "RoleName", Replace),
    ("AWS::IAM::Role", "Description", Update),
    ("AWS::Logs::LogGroup", "LogGroupName", Replace),
    ("AWS::Logs::LogGroup", "RetentionInDays", Update),
    ("AWS::SecretsManager::Secret", "Name", Replace),
    ("AWS::SecretsManager::Secret", "Description", Update),
    ("AWS::SQS::Queue", "FifoQueue", Replace),
    ("AWS::DynamoDB::Table", "TableName", Replace),
    ("AWS::S3::Bucket", "BucketName", Replace),
    ("AWS::SNS::Topic", "DisplayName", Update),
];

#[test]
fn properties_do_what_the_pages_of_aws_say() {
    let mut wrong = Vec::new();
    for (kind, property, effect) in TRUTH {
        let side = |value: &str| Side {
            template: json!({"Resources": {"A": {"Type": kind, "Properties": {*property: value}}}}),
            ..Side::default()
        };
        let found = diff(&side("one"), &side("two")).changes[0].effect;
        if found != *effect {
            wrong.push(format!("{kind}.{property}: {found:?}, and not {effect:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A large project is compared in a time that nobody notices.
#[test]
fn a_thousand_services_are_compared() {
    let side = |image: &str| {
        let services = (0..1_000).flat_map(|at| {
            let tags = json!([{"Key": "com.docker.compose.service", "Value": format!("s{at}")}]);
            let task = json!({"Type": "AWS::ECS::TaskDefinition", "Properties": {
                "ContainerDefinitions": [{"Name": "s", "Image": image}], "Tags": tags}});
            let service = json!({"Type": "AWS::ECS::Service", "Properties": {
                "TaskDefinition": {"Ref": format!("T{at}")}, "Tags": tags}});
            [(format!("T{at}"), task), (format!("S{at}"), service)]
        });
        let resources: serde_json::Map<_, _> = services.collect();
        Side { template: json!({"Resources": resources}), ..Side::default() }
    };
    let diff = diff(&side("a:1"), &side("a:2"));
    assert_eq!(diff.headline(), "1000 changed, 1000 only by reference or tag");
}
