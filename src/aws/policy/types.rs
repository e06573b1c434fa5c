//! The tables of the policy: which calls stand behind each type of resource, from making it to removing it,
//! by the `handlers` of its schema (`tests/policy.py` compares) and by the pages of the services where these
//! ask for more.
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

/// The actions of the commands themselves on the stack.
pub(super) const STACK: &[&str] = &[
    "CancelUpdateStack",
    "CreateChangeSet",
    "DeleteChangeSet",
    "DeleteStack",
    "DescribeChangeSet",
    "DescribeEvents",
    "DescribeStackEvents",
    "DescribeStacks",
    "ExecuteChangeSet",
    "GetTemplate",
    "GetTemplateSummary",
    "ListChangeSets",
    "ListStackResources",
    "TagResource",
    "UpdateTerminationProtection",
];

/// Further actions that only read: a template that belongs to no stack yet, the networks behind its
/// parameters, and why tasks stopped when a service fails.
pub(super) const LOOKS: &[&str] = &[
    "cloudformation:DescribeEvents",
    "cloudformation:GetTemplateSummary",
    "ec2:Describe*",
    "ecs:Describe*",
    "ecs:List*",
];

/// Actions for a part of a template beyond those of its type: text → prefix of a service → actions.
pub(super) const PARTS: &[(&str, &str, &str)] = &[
    ("authenticate-cognito", "cognito-idp", "DescribeUserPoolClient"),
    ("KmsKeyId", "kms", "Decrypt DescribeKey GenerateDataKey"),
];

/// Type of a resource → prefix of its service → actions. In the order of their names.
pub(super) const TYPES: &[(&str, &[(&str, &str)])] = &[
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
            ("cloudwatch", "DeleteAlarms DescribeAlarms GetMetricData PutMetricAlarm"),
        ],
    ),
    // A change set of the root has one for each of the stacks in it.
    (
        "AWS::CloudFormation::Stack",
        &[(
            "cloudformation",
            "CreateChangeSet CreateStack DeleteChangeSet DeleteStack DescribeChangeSet DescribeStacks ExecuteChangeSet TagResource UpdateStack",
        )],
    ),
    (
        "AWS::CloudWatch::Alarm",
        &[(
            "cloudwatch",
            "DeleteAlarms DescribeAlarms ListTagsForResource PutMetricAlarm TagResource UntagResource",
        )],
    ),
    ("AWS::CloudWatch::Dashboard", &[("cloudwatch", "DeleteDashboards GetDashboard PutDashboard")]),
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
            "CreateCapacityProvider DeleteCapacityProvider DescribeCapacityProviders ListTagsForResource PutClusterCapacityProviders TagResource UntagResource UpdateCapacityProvider",
        )],
    ),
    (
        "AWS::ECS::Cluster",
        &[(
            "ecs",
            "CreateCluster DeleteCluster DescribeCapacityProviders DescribeClusters ListTagsForResource PutClusterCapacityProviders TagResource UntagResource UpdateCluster UpdateClusterSettings",
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
            "CreateService DeleteService DescribeServiceDeployments DescribeServices ListServiceDeployments ListTagsForResource StopServiceDeployment TagResource UntagResource UpdateService",
        )],
    ),
    (
        "AWS::ECS::TaskDefinition",
        &[(
            "ecs",
            "DeregisterTaskDefinition DescribeTaskDefinition ListTagsForResource RegisterTaskDefinition TagResource UntagResource",
        )],
    ),
    (
        "AWS::EFS::AccessPoint",
        &[(
            "elasticfilesystem",
            "CreateAccessPoint DeleteAccessPoint DescribeAccessPoints ListTagsForResource TagResource UntagResource",
        )],
    ),
    (
        "AWS::EFS::FileSystem",
        &[
            (
                "elasticfilesystem",
                "CreateFileSystem DeleteFileSystem DeleteFileSystemPolicy DescribeBackupPolicy DescribeFileSystemPolicy DescribeFileSystems DescribeLifecycleConfiguration DescribeReplicationConfigurations ListTagsForResource PutBackupPolicy PutFileSystemPolicy PutLifecycleConfiguration TagResource UntagResource UpdateFileSystem UpdateFileSystemProtection",
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
        &[
            ("ec2", "DescribeVpcs"),
            (
                "elasticloadbalancing",
                "AddTags CreateTargetGroup DeleteTargetGroup DescribeTags DescribeTargetGroupAttributes DescribeTargetGroups DescribeTargetHealth ModifyTargetGroup ModifyTargetGroupAttributes RemoveTags",
            ),
        ],
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
            "AttachRolePolicy CreateRole DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy DetachRolePolicy GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies PutRolePermissionsBoundary PutRolePolicy TagRole UntagRole UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription",
        )],
    ),
    ("AWS::IAM::RolePolicy", &[("iam", "DeleteRolePolicy GetRolePolicy PutRolePolicy")]),
    (
        "AWS::Logs::LogGroup",
        &[(
            "logs",
            "AssociateKmsKey CreateLogGroup DeleteDataProtectionPolicy DeleteLogGroup DeleteRetentionPolicy DescribeIndexPolicies DescribeLogGroups DescribeResourcePolicies DisassociateKmsKey GetDataProtectionPolicy ListTagsForResource PutLogGroupDeletionProtection PutRetentionPolicy TagResource UntagResource",
        )],
    ),
    (
        "AWS::SNS::Topic",
        &[(
            "sns",
            "CreateTopic DeleteTopic GetDataProtectionPolicy GetTopicAttributes ListSubscriptionsByTopic ListTagsForResource SetTopicAttributes Subscribe TagResource Unsubscribe UntagResource",
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
                "AssociateVPCWithHostedZone ChangeResourceRecordSets CreateHostedZone DeleteHostedZone GetHostedZone ListHostedZonesByName",
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
                "CreateService DeleteService DeleteServiceAttributes GetNamespace GetOperation GetService GetServiceAttributes ListServices ListTagsForResource TagResource UntagResource UpdateService UpdateServiceAttributes",
            ),
        ],
    ),
    (
        "AWS::WAFv2::WebACLAssociation",
        &[
            (
                "elasticloadbalancing",
                "CreateWebACLAssociation DeleteWebACLAssociation GetLoadBalancerWebACL SetWebAcl",
            ),
            ("wafv2", "AssociateWebACL DisassociateWebACL GetWebACL GetWebACLForResource"),
        ],
    ),
];

/// Services that take a role from whoever makes their resources, by the type that hands it over.
pub(super) const TAKERS: &[(&str, &[&str])] = &[
    ("AWS::ECS::CapacityProvider", &["ec2.amazonaws.com", "ecs.amazonaws.com"]),
    ("AWS::ECS::Service", &["ecs.amazonaws.com"]),
    ("AWS::ECS::TaskDefinition", &["ecs-tasks.amazonaws.com"]),
    ("AWS::Scheduler::Schedule", &["scheduler.amazonaws.com"]),
];

/// Services that make a role of their own when their first resource is made.
pub(super) const LINKED: &[(&str, &str)] = &[
    ("AWS::ApplicationAutoScaling::ScalableTarget", "ecs.application-autoscaling.amazonaws.com"),
    ("AWS::ECS::Cluster", "ecs.amazonaws.com"),
    ("AWS::EFS::FileSystem", "elasticfilesystem.amazonaws.com"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "elasticloadbalancing.amazonaws.com"),
];
