//! Defaults and examples of the keys of the top level.

use super::{Emitted, KeyText, text_of};
use crate::validate::Place::Project;

const LOAD_BALANCER: &str = "AWS::ElasticLoadBalancingV2::LoadBalancer";
const LOG_GROUP: &str = "AWS::Logs::LogGroup";
const CLUSTER: &str = "AWS::ECS::Cluster";
const SERVICE: &str = "AWS::ECS::Service";
const ROLE: &str = "AWS::IAM::Role";
const LISTENER: &str = "AWS::ElasticLoadBalancingV2::Listener";

pub(super) const TEXTS: &[KeyText] = &[
    text_of(
        Project,
        "x-aws-access_logs",
        "no access logs",
        &[Emitted(LOAD_BALANCER, "LoadBalancerAttributes.access_logs.s3.enabled", "")],
        r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
x-aws-access_logs: {bucket: my-logs, prefix: shop}
"#,
    ),
    text_of(
        Project,
        "x-aws-capacity",
        "`fargate`",
        &[
            Emitted(SERVICE, "LaunchType", ""),
            Emitted(SERVICE, "CapacityProviderStrategy.0.CapacityProvider", "FARGATE"),
        ],
        r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
    deploy: {replicas: 4}
x-aws-capacity:
  fargate: {base: 1, weight: 1}
  spot: {weight: 3}
"#,
    ),
    text_of(
        Project,
        "x-aws-certificate",
        "the parameter `CertificateArn` has no default and must be given",
        &[Emitted("parameter", "CertificateArn.Default", "")],
        r#"
services:
  web:
    image: nginx:1.27
    ports: ["443:80"]
x-aws-certificate: arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012
"#,
    ),
    text_of(
        Project,
        "x-aws-cloudformation",
        "the template stays as it is",
        &[Emitted(LOG_GROUP, "LogGroupName.Fn::Sub", "/ecs/${AWS::StackName}")],
        r"
services:
  web:
    image: nginx:1.27
x-aws-cloudformation:
  Resources:
    LogGroup:
      Properties:
        LogGroupName: shop
",
    ),
    text_of(
        Project,
        "x-aws-cluster",
        "a new cluster",
        &[Emitted("parameter", "ClusterName.Default", "")],
        r"
services:
  web:
    image: nginx:1.27
x-aws-cluster: production
",
    ),
    text_of(
        Project,
        "x-aws-container_insights",
        "what the account has set",
        &[Emitted(CLUSTER, "ClusterSettings", "")],
        r"
services:
  web:
    image: nginx:1.27
x-aws-container_insights: enhanced
",
    ),
    text_of(
        Project,
        "x-aws-deletion_protection",
        "`false`",
        &[Emitted(LOAD_BALANCER, "LoadBalancerAttributes.deletion_protection.enabled", "")],
        r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
x-aws-deletion_protection: true
"#,
    ),
    text_of(
        Project,
        "x-aws-discovery",
        "`dns`",
        &[Emitted(SERVICE, "ServiceConnectConfiguration.Enabled", "false")],
        r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
  api:
    image: traefik/whoami:v1.10
    expose: ["8080"]
x-aws-discovery: service-connect
"#,
    ),
    text_of(
        Project,
        "x-aws-exec",
        "`false`",
        &[Emitted(SERVICE, "EnableExecuteCommand", "false")],
        r"
services:
  web:
    image: nginx:1.27
x-aws-exec: true
",
    ),
    text_of(
        Project,
        "x-aws-files",
        "`image`",
        &[Emitted("AWS::ECS::TaskDefinition", "Volumes", "")],
        r#"
services:
  web:
    image: nginx:1.27
    configs:
      - {source: page, target: /run/shop/page.html}
configs:
  page: {content: "hello"}
x-aws-files: volume
"#,
    ),
    text_of(
        Project,
        "x-aws-firelens",
        "the router of AWS for Fluent Bit",
        &[Emitted(
            "parameter",
            "LogRouterImage.Default",
            "public.ecr.aws/aws-observability/aws-for-fluent-bit:stable",
        )],
        r#"
services:
  web:
    image: nginx:1.27
    logging:
      driver: awsfirelens
      options: {Name: http, Host: logs.example.com, Port: "443", tls: "on"}
x-aws-firelens:
  image: public.ecr.aws/aws-observability/aws-for-fluent-bit:2.34.0
  memory: 100
"#,
    ),
    text_of(
        Project,
        "x-aws-idle_timeout",
        "that of AWS, 60 seconds",
        &[Emitted(LOAD_BALANCER, "LoadBalancerAttributes.idle_timeout.timeout_seconds", "")],
        r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
x-aws-idle_timeout: 5m
"#,
    ),
    text_of(
        Project,
        "x-aws-loadbalancer",
        "a new load balancer",
        &[Emitted("parameter", "ApplicationLoadBalancerArn.Default", "")],
        r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
x-aws-loadbalancer:
  arn: arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/0123456789abcdef
  security_group: sg-0123456789abcdef0
"#,
    ),
    text_of(
        Project,
        "x-aws-logs_class",
        "`standard`",
        &[Emitted(LOG_GROUP, "LogGroupClass", "")],
        r"
services:
  web:
    image: nginx:1.27
x-aws-logs_class: infrequent_access
",
    ),
    text_of(
        Project,
        "x-aws-logs_deletion_protection",
        "`false`",
        &[Emitted(LOG_GROUP, "DeletionProtectionEnabled", "")],
        r"
services:
  web:
    image: nginx:1.27
x-aws-logs_deletion_protection: true
",
    ),
    text_of(
        Project,
        "x-aws-logs_kms_key",
        "a key of CloudWatch Logs",
        &[Emitted(LOG_GROUP, "KmsKeyId", "")],
        r"
services:
  web:
    image: nginx:1.27
x-aws-logs_kms_key: arn:aws:kms:eu-west-1:123456789012:key/12345678-1234-1234-1234-123456789012
",
    ),
    text_of(
        Project,
        "x-aws-logs_retention",
        "30 days",
        &[Emitted(LOG_GROUP, "RetentionInDays", "30")],
        r"
services:
  web:
    image: nginx:1.27
x-aws-logs_retention: 365
",
    ),
    text_of(
        Project,
        "x-aws-namespace",
        "a new namespace",
        &[Emitted("parameter", "NamespaceId.Default", "")],
        r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
  api:
    image: traefik/whoami:v1.10
    expose: ["80"]
x-aws-namespace: {id: ns-0123456789abcdef, name: internal.example.com}
"#,
    ),
    text_of(
        Project,
        "x-aws-permissions_boundary",
        "roles without a boundary",
        &[Emitted(ROLE, "PermissionsBoundary", "")],
        r"
services:
  web:
    image: nginx:1.27
x-aws-permissions_boundary: arn:aws:iam::123456789012:policy/boundary
",
    ),
    text_of(
        Project,
        "x-aws-ssl_policy",
        "`ELBSecurityPolicy-TLS13-1-2-2021-06`",
        &[Emitted(LISTENER, "SslPolicy", "ELBSecurityPolicy-TLS13-1-2-2021-06")],
        r#"
services:
  web:
    image: nginx:1.27
    ports: ["443:80"]
x-aws-ssl_policy: ELBSecurityPolicy-TLS13-1-3-2021-06
"#,
    ),
    text_of(
        Project,
        "x-aws-subnets",
        "the parameter `SubnetIds` has no default and must be given",
        &[Emitted("parameter", "SubnetIds.Default", "")],
        r"
services:
  web:
    image: nginx:1.27
x-aws-subnets: [subnet-0123456789abcdef0, subnet-0123456789abcdef1]
",
    ),
    text_of(
        Project,
        "x-aws-tags",
        "the tags of Compose's labels, and those with the names of project and service",
        &[Emitted(LOG_GROUP, "Tags.team", "")],
        r#"
services:
  web:
    image: nginx:1.27
x-aws-tags: {team: shop, cost-center: "4711"}
"#,
    ),
    text_of(
        Project,
        "x-aws-variables",
        "variables are filled in from the environment of `convert`",
        &[Emitted("parameter", "Tag.Default", "")],
        r#"
services:
  web:
    image: shop/web:${TAG:-latest}
x-aws-variables:
  TAG: {type: string, default: "1.0"}
"#,
    ),
    text_of(
        Project,
        "x-aws-vpc",
        "the parameter `VpcId` has no default and must be given",
        &[Emitted("parameter", "VpcId.Default", "")],
        r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
x-aws-vpc: vpc-0123456789abcdef0
"#,
    ),
    text_of(
        Project,
        "x-aws-webacl",
        "no web ACL",
        &[Emitted("AWS::WAFv2::WebACLAssociation", "WebACLArn", "")],
        r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
x-aws-webacl: arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/11111111-2222-3333-4444-555555555555
"#,
    ),
    text_of(
        Project,
        "x-aws-xray",
        "`false`",
        &[Emitted("parameter", "CollectorImage.Type", "")],
        r"
services:
  web:
    image: nginx:1.27
x-aws-xray: true
",
    ),
];
