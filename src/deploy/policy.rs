//! The least that deploying a template asks of IAM: CloudFormation's own calls, and the calls behind the types of its
//! resources, from making them to removing them. Derived from the template's text.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-template.html>
//!
//! Names of what will be made are not known yet, so the resource is `*`, except where a condition says the same better:
//! roles are handed to the services that take them, and to no other.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::template::resource_types;

/// What the door itself calls.
const DOOR: &[&str] = &[
    "cloudformation:CancelUpdateStack",
    "cloudformation:CreateChangeSet",
    "cloudformation:DeleteChangeSet",
    "cloudformation:DeleteStack",
    "cloudformation:DescribeChangeSet",
    "cloudformation:DescribeEvents",
    "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStacks",
    "cloudformation:ExecuteChangeSet",
    "cloudformation:GetTemplate",
    "cloudformation:GetTemplateSummary",
    "cloudformation:ListStackResources",
    "cloudformation:TagResource",
    "cloudformation:UpdateTerminationProtection",
    // The parameters of the network are checked by their types and by a rule.
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
    "ecs:DescribeServices",
    "ecs:DescribeTasks",
    "ecs:ListTasks",
    "logs:FilterLogEvents",
];

/// Type of a resource → prefix of its service → actions. In the order of their names.
const TYPES: &[(&str, &[(&str, &str)])] = &[
    (
        "AWS::ApplicationAutoScaling::ScalableTarget",
        &[(
            "application-autoscaling",
            "DeleteScheduledAction DeregisterScalableTarget DescribeScalableTargets DescribeScheduledActions ListTagsForResource PutScheduledAction RegisterScalableTarget TagResource UntagResource",
        )],
    ),
    (
        "AWS::ApplicationAutoScaling::ScalingPolicy",
        &[
            (
                "application-autoscaling",
                "DeleteScalingPolicy DescribeScalableTargets DescribeScalingPolicies PutScalingPolicy",
            ),
            ("cloudwatch", "DeleteAlarms DescribeAlarms PutMetricAlarm"),
        ],
    ),
    (
        "AWS::CloudWatch::Alarm",
        &[(
            "cloudwatch",
            "DeleteAlarms DescribeAlarms ListTagsForResource PutMetricAlarm TagResource UntagResource",
        )],
    ),
    (
        "AWS::EC2::SecurityGroup",
        &[(
            "ec2",
            "AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress CreateSecurityGroup CreateTags DeleteSecurityGroup DeleteTags DescribeSecurityGroups RevokeSecurityGroupEgress RevokeSecurityGroupIngress UpdateSecurityGroupRuleDescriptionsEgress UpdateSecurityGroupRuleDescriptionsIngress",
        )],
    ),
    (
        "AWS::EC2::SecurityGroupEgress",
        &[(
            "ec2",
            "AuthorizeSecurityGroupEgress DescribeSecurityGroupRules RevokeSecurityGroupEgress UpdateSecurityGroupRuleDescriptionsEgress",
        )],
    ),
    (
        "AWS::EC2::SecurityGroupIngress",
        &[(
            "ec2",
            "AuthorizeSecurityGroupIngress DescribeSecurityGroupRules DescribeSecurityGroups RevokeSecurityGroupIngress UpdateSecurityGroupRuleDescriptionsIngress",
        )],
    ),
    (
        "AWS::ECS::CapacityProvider",
        &[(
            "ecs",
            "CreateCapacityProvider DeleteCapacityProvider DescribeCapacityProviders TagResource UntagResource UpdateCapacityProvider",
        )],
    ),
    (
        "AWS::ECS::Cluster",
        &[(
            "ecs",
            "CreateCluster DeleteCluster DescribeClusters PutClusterCapacityProviders TagResource UntagResource UpdateCluster UpdateClusterSettings",
        )],
    ),
    (
        "AWS::ECS::ClusterCapacityProviderAssociations",
        &[("ecs", "DescribeClusters PutClusterCapacityProviders")],
    ),
    (
        "AWS::ECS::Service",
        &[(
            "ecs",
            "CreateService DeleteService DescribeServiceDeployments DescribeServices ListServiceDeployments TagResource UntagResource UpdateService",
        )],
    ),
    (
        "AWS::ECS::TaskDefinition",
        &[(
            "ecs",
            "DeregisterTaskDefinition DescribeTaskDefinition RegisterTaskDefinition TagResource UntagResource",
        )],
    ),
    (
        "AWS::EFS::AccessPoint",
        &[(
            "elasticfilesystem",
            "CreateAccessPoint DeleteAccessPoint DescribeAccessPoints TagResource UntagResource",
        )],
    ),
    (
        "AWS::EFS::FileSystem",
        &[
            (
                "elasticfilesystem",
                "CreateFileSystem DeleteFileSystem DescribeBackupPolicy DescribeFileSystemPolicy DescribeFileSystems DescribeLifecycleConfiguration DescribeReplicationConfigurations ListTagsForResource PutBackupPolicy PutFileSystemPolicy PutLifecycleConfiguration TagResource UntagResource UpdateFileSystem UpdateFileSystemProtection",
            ),
            ("kms", "CreateGrant DescribeKey GenerateDataKeyWithoutPlaintext"),
        ],
    ),
    (
        "AWS::EFS::MountTarget",
        &[
            (
                "ec2",
                "CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaceAttribute DescribeNetworkInterfaces DescribeSecurityGroups DescribeSubnets ModifyNetworkInterfaceAttribute",
            ),
            (
                "elasticfilesystem",
                "CreateMountTarget DeleteMountTarget DescribeMountTargetSecurityGroups DescribeMountTargets ModifyMountTargetSecurityGroups",
            ),
        ],
    ),
    (
        "AWS::ElasticLoadBalancingV2::Listener",
        &[(
            "elasticloadbalancing",
            "CreateListener DeleteListener DescribeListenerAttributes DescribeListeners DescribeTags ModifyListener ModifyListenerAttributes AddTags RemoveTags",
        )],
    ),
    (
        "AWS::ElasticLoadBalancingV2::ListenerCertificate",
        &[(
            "elasticloadbalancing",
            "AddListenerCertificates DescribeListenerCertificates RemoveListenerCertificates",
        )],
    ),
    (
        "AWS::ElasticLoadBalancingV2::ListenerRule",
        &[(
            "elasticloadbalancing",
            "AddTags CreateRule DeleteRule DescribeRules DescribeTags ModifyRule RemoveTags SetRulePriorities",
        )],
    ),
    (
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        &[
            (
                "ec2",
                "DescribeAccountAttributes DescribeAddresses DescribeInternetGateways DescribeSecurityGroups DescribeSubnets DescribeVpcs",
            ),
            (
                "elasticloadbalancing",
                "AddTags CreateLoadBalancer DeleteLoadBalancer DescribeLoadBalancerAttributes DescribeLoadBalancers DescribeTags ModifyLoadBalancerAttributes RemoveTags SetIpAddressType SetSecurityGroups SetSubnets",
            ),
        ],
    ),
    (
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        &[(
            "elasticloadbalancing",
            "AddTags CreateTargetGroup DeleteTargetGroup DescribeTags DescribeTargetGroupAttributes DescribeTargetGroups DescribeTargetHealth ModifyTargetGroup ModifyTargetGroupAttributes RemoveTags",
        )],
    ),
    (
        "AWS::IAM::InstanceProfile",
        &[(
            "iam",
            "AddRoleToInstanceProfile CreateInstanceProfile DeleteInstanceProfile GetInstanceProfile RemoveRoleFromInstanceProfile",
        )],
    ),
    (
        "AWS::IAM::Role",
        &[(
            "iam",
            "AttachRolePolicy CreateRole DeleteRole DeleteRolePolicy DetachRolePolicy GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies PutRolePolicy TagRole UntagRole UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription",
        )],
    ),
    (
        "AWS::Logs::LogGroup",
        &[(
            "logs",
            "CreateLogGroup DeleteLogGroup DeleteRetentionPolicy DescribeLogGroups ListTagsForResource PutRetentionPolicy TagResource UntagResource",
        )],
    ),
    (
        "AWS::SNS::Topic",
        &[(
            "sns",
            "CreateTopic DeleteTopic GetTopicAttributes ListSubscriptionsByTopic ListTagsForResource SetTopicAttributes Subscribe TagResource Unsubscribe UntagResource",
        )],
    ),
    (
        "AWS::SQS::Queue",
        &[(
            "sqs",
            "CreateQueue DeleteQueue GetQueueAttributes GetQueueUrl ListQueueTags SetQueueAttributes TagQueue UntagQueue",
        )],
    ),
    ("AWS::SQS::QueuePolicy", &[("sqs", "GetQueueAttributes SetQueueAttributes")]),
    (
        "AWS::Scheduler::Schedule",
        &[("scheduler", "CreateSchedule DeleteSchedule GetSchedule UpdateSchedule")],
    ),
    (
        "AWS::SecretsManager::Secret",
        &[(
            "secretsmanager",
            "CreateSecret DeleteSecret DescribeSecret GetRandomPassword PutSecretValue TagResource UntagResource UpdateSecret",
        )],
    ),
    (
        "AWS::ServiceDiscovery::Instance",
        &[("servicediscovery", "DeregisterInstance GetInstance GetOperation RegisterInstance")],
    ),
    (
        "AWS::ServiceDiscovery::PrivateDnsNamespace",
        &[
            ("ec2", "DescribeRegions DescribeVpcs"),
            (
                "route53",
                "AssociateVPCWithHostedZone CreateHostedZone DeleteHostedZone GetHostedZone ListHostedZonesByName",
            ),
            (
                "servicediscovery",
                "CreatePrivateDnsNamespace DeleteNamespace GetNamespace GetOperation ListTagsForResource TagResource UntagResource UpdatePrivateDnsNamespace",
            ),
        ],
    ),
    (
        "AWS::ServiceDiscovery::Service",
        &[
            (
                "route53",
                "ChangeResourceRecordSets CreateHealthCheck DeleteHealthCheck GetHealthCheck UpdateHealthCheck",
            ),
            (
                "servicediscovery",
                "CreateService DeleteService GetOperation GetService ListTagsForResource TagResource UntagResource UpdateService",
            ),
        ],
    ),
    (
        "AWS::WAFv2::WebACLAssociation",
        &[
            ("elasticloadbalancing", "SetWebAcl"),
            ("wafv2", "AssociateWebACL DisassociateWebACL GetWebACLForResource"),
        ],
    ),
];

/// Services that take a role from whoever makes their resources, by the type that hands it over.
const TAKERS: &[(&str, &[&str])] = &[
    ("AWS::ECS::CapacityProvider", &["ec2.amazonaws.com", "ecs.amazonaws.com"]),
    ("AWS::ECS::Service", &["ecs.amazonaws.com"]),
    ("AWS::ECS::TaskDefinition", &["ecs-tasks.amazonaws.com"]),
    ("AWS::Scheduler::Schedule", &["scheduler.amazonaws.com"]),
];

/// Services that make a role of their own when their first resource is made.
const LINKED: &[(&str, &str)] = &[
    ("AWS::ApplicationAutoScaling::ScalableTarget", "ecs.application-autoscaling.amazonaws.com"),
    ("AWS::ECS::Cluster", "ecs.amazonaws.com"),
    ("AWS::EFS::FileSystem", "elasticfilesystem.amazonaws.com"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "elasticloadbalancing.amazonaws.com"),
];

/// The policy for this template.
pub fn policy(template: &str) -> Value {
    let types = resource_types(template);
    let has = |kind: &str| types.contains(kind);
    let mut by_service: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for action in DOOR {
        let service = action.split(':').next().unwrap_or_default();
        by_service.entry(service).or_default().insert((*action).to_owned());
    }
    for (_, services) in TYPES.iter().filter(|(kind, _)| has(kind)) {
        for (service, actions) in *services {
            let actions = actions.split(' ').map(|action| format!("{service}:{action}"));
            by_service.entry(service).or_default().extend(actions);
        }
    }
    let mut statements: Vec<Value> =
        by_service.into_iter().map(|(service, actions)| allow(&sid(service), &actions)).collect();
    let takers: BTreeSet<&str> =
        TAKERS.iter().filter(|(kind, _)| has(kind)).flat_map(|(_, takers)| *takers).copied().collect();
    statements.extend(only_for("PassRoles", "iam:PassRole", "iam:PassedToService", &takers));
    let linked: BTreeSet<&str> =
        LINKED.iter().filter(|(kind, _)| has(kind)).map(|(_, service)| *service).collect();
    statements.extend(only_for(
        "ServiceLinkedRoles",
        "iam:CreateServiceLinkedRole",
        "iam:AWSServiceName",
        &linked,
    ));
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// The types of the template whose actions are not known here.
pub fn unknown(template: &str) -> Vec<String> {
    resource_types(template).into_iter().filter(|kind| TYPES.iter().all(|(known, _)| known != kind)).collect()
}

fn allow(sid: &str, actions: &BTreeSet<String>) -> Value {
    json!({"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": "*"})
}

fn only_for(sid: &str, action: &str, key: &str, services: &BTreeSet<&str>) -> Option<Value> {
    (!services.is_empty()).then(|| {
        json!({
            "Sid": sid, "Effect": "Allow", "Action": action, "Resource": "*",
            "Condition": {"StringEquals": {key: services}},
        })
    })
}

/// A name of letters and digits.
fn sid(service: &str) -> String {
    service
        .split('-')
        .map(|part| {
            part.chars().take(1).flat_map(char::to_uppercase).chain(part.chars().skip(1)).collect::<String>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actions(policy: &Value) -> Vec<String> {
        let statements = policy["Statement"].as_array().unwrap();
        let of = |statement: &Value| {
            let one = statement["Action"].as_str().map(str::to_owned).into_iter();
            let many = statement["Action"].as_array().into_iter().flatten();
            one.chain(many.map(|action| action.as_str().unwrap().to_owned())).collect::<Vec<_>>()
        };
        statements.iter().flat_map(of).collect()
    }

    #[test]
    fn a_template_asks_only_for_what_it_has() {
        let small = actions(&policy("Resources:\n  A:\n    Type: AWS::Logs::LogGroup\n"));
        assert!(small.contains(&"logs:CreateLogGroup".to_owned()));
        assert!(small.contains(&"cloudformation:CreateChangeSet".to_owned()));
        assert!(
            small.iter().all(|action| !action.starts_with("iam:") && action != "ecs:CreateService"),
            "{small:?}"
        );
    }

    #[test]
    fn a_role_goes_only_to_who_takes_it() {
        let made = policy("A:\n  Type: AWS::ECS::TaskDefinition\n");
        let pass =
            made["Statement"].as_array().unwrap().iter().find(|it| it["Action"] == "iam:PassRole").unwrap();
        assert_eq!(
            pass["Condition"]["StringEquals"]["iam:PassedToService"],
            json!(["ecs-tasks.amazonaws.com"])
        );
    }

    #[test]
    fn tables_are_in_order() {
        assert!(TYPES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(DOOR.is_sorted());
        assert_eq!(sid("application-autoscaling"), "ApplicationAutoscaling");
    }

    #[test]
    fn what_is_not_known_is_told() {
        assert_eq!(unknown("Type: AWS::Braket::Quantum\nType: AWS::IAM::Role\n"), ["AWS::Braket::Quantum"]);
    }
}
