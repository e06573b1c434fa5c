//! The keys of the top level.

use crate::compose::{ContainerInsights, LogsClass};
use crate::validate::read::keys::capacity::CAPACITY;
use crate::validate::read::keys::observability::{
    BOUNDARY, CONTAINER_INSIGHTS, EXEC, FIRELENS, KEY, LOGS_CLASS, XRAY,
};
use crate::validate::read::keys::{self, Emitted, Key, RETENTIONS, Reader, deliveries};
use crate::validate::read::shape::Shape::{Numbers, Tags, Text, Texts, Words};
use crate::validate::read::shape::{Pattern, Shape};
use crate::validate::read::variables::read as read_variables;
use crate::validate::read::{balancing, capacity, discovery, extensions, observability, route};

const SERVICE_TYPE: &str = "AWS::ECS::Service";
const ROLE_TYPE: &str = "AWS::IAM::Role";
const LOAD_BALANCER_TYPE: &str = "AWS::ElasticLoadBalancingV2::LoadBalancer";
const LOG_GROUP_TYPE: &str = "AWS::Logs::LogGroup";
const LISTENER_TYPE: &str = "AWS::ElasticLoadBalancingV2::Listener";
const CLUSTER_TYPE: &str = "AWS::ECS::Cluster";

pub(super) const KEYS: &[Key] = &[
    Key {
        name: "x-aws-access_logs",
        shape: keys::balancing::ACCESS_LOGS,
        description: "Bucket, perhaps with a `prefix`, for the access logs of the load balancers that \
             the stack makes.",
        default: "no access logs",
        emitted: &[Emitted(LOAD_BALANCER_TYPE, "LoadBalancerAttributes.access_logs.s3.enabled", "")],
        example: r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
x-aws-access_logs: {bucket: my-logs, prefix: shop}
"#,
        read: Reader::Project(|key, to, _| to.access_logs = balancing::read_access_logs(key)),
    },
    Key {
        name: "x-aws-capacity",
        shape: CAPACITY,
        description: "On what tasks run: `fargate`, `spot`, shares of both, or `managed-instances`: \
             `CapacityProviderStrategy`.",
        default: "`fargate`",
        emitted: &[
            Emitted(SERVICE_TYPE, "LaunchType", ""),
            Emitted(SERVICE_TYPE, "CapacityProviderStrategy.0.CapacityProvider", "FARGATE"),
        ],
        example: r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
    deploy: {replicas: 4}
x-aws-capacity:
  fargate: {base: 1, weight: 1}
  spot: {weight: 3}
"#,
        read: Reader::Project(|key, to, diagnostics| to.capacity = capacity::read(key, diagnostics)),
    },
    Key {
        name: "x-aws-certificate",
        shape: CERTIFICATE,
        description: "ARN of the certificate (ACM or IAM) of TLS ports: the default of the parameter \
             `CertificateArn`.",
        default: "the parameter `CertificateArn` has no default and must be given",
        emitted: &[Emitted("parameter", "CertificateArn.Default", "")],
        example: r#"
services:
  web:
    image: nginx:1.27
    ports: ["443:80"]
x-aws-certificate: arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012
"#,
        read: Reader::Project(|key, to, diagnostics| {
            to.certificate = extensions::read_text(key, diagnostics);
        }),
    },
    Key {
        name: "x-aws-cloudformation",
        shape: Shape::Overlay,
        description: "Parts of the template as they shall be, by section and logical id, merged into it \
             last.",
        default: "the template stays as it is",
        emitted: &[Emitted(LOG_GROUP_TYPE, "LogGroupName.Fn::Sub", "/ecs/${AWS::StackName}")],
        example: r"
services:
  web:
    image: nginx:1.27
x-aws-cloudformation:
  Resources:
    LogGroup:
      Properties:
        LogGroupName: shop
",
        read: Reader::Project(|key, to, diagnostics| {
            to.overlays = extensions::read_overlays(key, diagnostics);
        }),
    },
    Key {
        name: "x-aws-cluster",
        shape: CLUSTER,
        description: "Name or ARN of an existing ECS cluster: the default of the parameter \
             `ClusterName`, else a new one.",
        default: "a new cluster",
        emitted: &[Emitted("parameter", "ClusterName.Default", "")],
        example: r"
services:
  web:
    image: nginx:1.27
x-aws-cluster: production
",
        read: Reader::Project(|key, to, diagnostics| to.cluster = extensions::read_text(key, diagnostics)),
    },
    Key {
        name: "x-aws-container_insights",
        shape: CONTAINER_INSIGHTS,
        description: "What CloudWatch measures of the stack's own cluster: the setting `containerInsights`.",
        default: "what the account has set",
        emitted: &[Emitted(CLUSTER_TYPE, "ClusterSettings", "")],
        example: r"
services:
  web:
    image: nginx:1.27
x-aws-container_insights: enhanced
",
        read: Reader::Project(|key, to, _| to.container_insights = key.word(&ContainerInsights::ALL)),
    },
    Key {
        name: "x-aws-deletion_protection",
        shape: Shape::Flag,
        description: "Whether the load balancers of the stack are kept from being deleted: \
             `deletion_protection.enabled`.",
        default: "`false`",
        emitted: &[Emitted(LOAD_BALANCER_TYPE, "LoadBalancerAttributes.deletion_protection.enabled", "")],
        example: r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
x-aws-deletion_protection: true
"#,
        read: Reader::Project(|key, to, _| to.deletion_protection = key.flag()),
    },
    Key {
        name: "x-aws-discovery",
        shape: keys::discovery::DISCOVERY,
        description: "How services find each other: by DNS in Cloud Map, as without it, by the proxies \
             of ECS Service Connect, or not.",
        default: "`dns`",
        emitted: &[Emitted(SERVICE_TYPE, "ServiceConnectConfiguration.Enabled", "false")],
        example: r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
  api:
    image: traefik/whoami:v1.10
    expose: ["8080"]
x-aws-discovery: service-connect
"#,
        read: Reader::Project(|key, to, diagnostics| to.discovery = discovery::read(key, diagnostics)),
    },
    Key {
        name: "x-aws-exec",
        shape: EXEC,
        description: "Whether `aws ecs execute-command` may enter tasks; perhaps with `logging` and \
             `kms_key` of the stack's own cluster.",
        default: "`false`",
        emitted: &[Emitted(SERVICE_TYPE, "EnableExecuteCommand", "false")],
        example: r"
services:
  web:
    image: nginx:1.27
x-aws-exec: true
",
        read: Reader::Project(|key, to, diagnostics| to.exec = observability::read_exec(key, diagnostics)),
    },
    Key {
        name: "x-aws-files",
        shape: Words(deliveries),
        description: "How `configs` and mounts of single files get into tasks: in a derived `image`, or \
             in a `volume`.",
        default: "`image`",
        emitted: &[Emitted("AWS::ECS::TaskDefinition", "Volumes", "")],
        example: r#"
services:
  web:
    image: nginx:1.27
    configs:
      - {source: page, target: /run/shop/page.html}
configs:
  page: {content: "hello"}
x-aws-files: volume
"#,
        read: Reader::Project(|key, to, _| to.files = extensions::read_files(key)),
    },
    Key {
        name: "x-aws-firelens",
        shape: FIRELENS,
        description: "How `logging` with the driver `awsfirelens` is routed: `FirelensConfiguration` of \
             a container beside the others.",
        default: "the router of AWS for Fluent Bit",
        emitted: &[Emitted(
            "parameter",
            "LogRouterImage.Default",
            "public.ecr.aws/aws-observability/aws-for-fluent-bit:stable",
        )],
        example: r#"
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
        read: Reader::Project(|key, to, diagnostics| {
            to.firelens = observability::read_firelens(key, diagnostics);
        }),
    },
    Key {
        name: "x-aws-idle_timeout",
        shape: keys::balancing::IDLE_TIMEOUT,
        description: "Time after which the application load balancer closes an idle connection: \
             `idle_timeout.timeout_seconds`.",
        default: "that of AWS, 60 seconds",
        emitted: &[Emitted(LOAD_BALANCER_TYPE, "LoadBalancerAttributes.idle_timeout.timeout_seconds", "")],
        example: r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
x-aws-idle_timeout: 5m
"#,
        read: Reader::Project(|key, to, _| to.idle_timeout = key.time()),
    },
    Key {
        name: "x-aws-loadbalancer",
        shape: keys::route::LOAD_BALANCER,
        description: "ARN of an existing load balancer, or a mapping with its security group and \
             listeners: the default of the parameter `ApplicationLoadBalancerArn` or \
             `NetworkLoadBalancerArn`, else a new one.",
        default: "a new load balancer",
        emitted: &[Emitted("parameter", "ApplicationLoadBalancerArn.Default", "")],
        example: r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
x-aws-loadbalancer:
  arn: arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/0123456789abcdef
  security_group: sg-0123456789abcdef0
"#,
        read: Reader::Project(|key, to, diagnostics| {
            let balancer = route::read_balancer(key, diagnostics);
            to.load_balancer = balancer.arn;
            to.load_balancer_group = balancer.group;
            to.load_balancer_source = balancer.source_cidr;
            to.listeners = balancer.listeners;
        }),
    },
    Key {
        name: "x-aws-logs_class",
        shape: LOGS_CLASS,
        description: "What the log group can and costs: `LogGroupClass`; it cannot be changed later.",
        default: "`standard`",
        emitted: &[Emitted(LOG_GROUP_TYPE, "LogGroupClass", "")],
        example: r"
services:
  web:
    image: nginx:1.27
x-aws-logs_class: infrequent_access
",
        read: Reader::Project(|key, to, _| to.logs_class = key.word(&LogsClass::ALL)),
    },
    Key {
        name: "x-aws-logs_deletion_protection",
        shape: Shape::Flag,
        description: "Whether nobody can delete the log group: `DeletionProtectionEnabled`; it stays \
             when the stack goes.",
        default: "`false`",
        emitted: &[Emitted(LOG_GROUP_TYPE, "DeletionProtectionEnabled", "")],
        example: r"
services:
  web:
    image: nginx:1.27
x-aws-logs_deletion_protection: true
",
        read: Reader::Project(|key, to, _| to.logs_deletion_protection = key.flag()),
    },
    Key {
        name: "x-aws-logs_kms_key",
        shape: KEY,
        description: "ARN of the key that encrypts the log group: `KmsKeyId`; its policy must let \
             CloudWatch Logs use it.",
        default: "a key of CloudWatch Logs",
        emitted: &[Emitted(LOG_GROUP_TYPE, "KmsKeyId", "")],
        example: r"
services:
  web:
    image: nginx:1.27
x-aws-logs_kms_key: arn:aws:kms:eu-west-1:123456789012:key/12345678-1234-1234-1234-123456789012
",
        read: Reader::Project(|key, to, _| to.logs_kms_key = key.text()),
    },
    Key {
        name: "x-aws-logs_retention",
        shape: Numbers(&RETENTIONS),
        description: "Days that logs are kept, 30 without it: `RetentionInDays` of the log group.",
        default: "30 days",
        emitted: &[Emitted(LOG_GROUP_TYPE, "RetentionInDays", "30")],
        example: r"
services:
  web:
    image: nginx:1.27
x-aws-logs_retention: 365
",
        read: Reader::Project(|key, to, diagnostics| {
            to.logs_retention = extensions::read_retention(key, diagnostics);
        }),
    },
    Key {
        name: "x-aws-namespace",
        shape: keys::discovery::NAMESPACE,
        description: "Private DNS namespace of Cloud Map that exists, in place of a new one: adds the \
             parameter `NamespaceId`.",
        default: "a new namespace",
        emitted: &[Emitted("parameter", "NamespaceId.Default", "")],
        example: r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
  api:
    image: traefik/whoami:v1.10
    expose: ["80"]
x-aws-namespace: {id: ns-0123456789abcdef, name: internal.example.com}
"#,
        read: Reader::Project(|key, to, _| to.namespace = discovery::read_namespace(key)),
    },
    Key {
        name: "x-aws-permissions_boundary",
        shape: BOUNDARY,
        description: "ARN of a policy: the `PermissionsBoundary` of every role.",
        default: "roles without a boundary",
        emitted: &[Emitted(ROLE_TYPE, "PermissionsBoundary", "")],
        example: r"
services:
  web:
    image: nginx:1.27
x-aws-permissions_boundary: arn:aws:iam::123456789012:policy/boundary
",
        read: Reader::Project(|key, to, _| to.permissions_boundary = key.text()),
    },
    Key {
        name: "x-aws-ssl_policy",
        shape: keys::route::SSL_POLICY,
        description: "Name of the security policy of encrypted ports: `SslPolicy` of their listeners.",
        default: "`ELBSecurityPolicy-TLS13-1-2-2021-06`",
        emitted: &[Emitted(LISTENER_TYPE, "SslPolicy", "ELBSecurityPolicy-TLS13-1-2-2021-06")],
        example: r#"
services:
  web:
    image: nginx:1.27
    ports: ["443:80"]
x-aws-ssl_policy: ELBSecurityPolicy-TLS13-1-3-2021-06
"#,
        read: Reader::Project(|key, to, _| to.ssl_policy = key.text()),
    },
    Key {
        name: "x-aws-subnets",
        shape: SUBNETS,
        description: "Ids of the subnets in which tasks run: the default of the parameter `SubnetIds`.",
        default: "the parameter `SubnetIds` has no default and must be given",
        emitted: &[Emitted("parameter", "SubnetIds.Default", "")],
        example: r"
services:
  web:
    image: nginx:1.27
x-aws-subnets: [subnet-0123456789abcdef0, subnet-0123456789abcdef1]
",
        read: Reader::Project(|key, to, diagnostics| {
            to.subnets = extensions::read_texts(key, "a list of subnet ids", diagnostics);
        }),
    },
    Key {
        name: "x-aws-tags",
        shape: Tags,
        description: "Names and texts of further `Tags` on every resource that takes tags.",
        default: "the tags of Compose's labels, and those with the names of project and service",
        emitted: &[Emitted(LOG_GROUP_TYPE, "Tags.team", "")],
        example: r#"
services:
  web:
    image: nginx:1.27
x-aws-tags: {team: shop, cost-center: "4711"}
"#,
        read: Reader::Project(|key, to, diagnostics| to.tags = extensions::read_tags(key, diagnostics)),
    },
    Key {
        name: "x-aws-variables",
        shape: keys::variables::VARIABLES,
        description: "Variables of Compose that are not filled in: parameters, or secrets, that get \
             their value at deploy time.",
        default: "variables are filled in from the environment of `convert`",
        emitted: &[Emitted("parameter", "Tag.Default", "")],
        example: r#"
services:
  web:
    image: shop/web:${TAG:-latest}
x-aws-variables:
  TAG: {type: string, default: "1.0"}
"#,
        read: Reader::Project(|key, to, diagnostics| to.variables = read_variables(key, diagnostics)),
    },
    Key {
        name: "x-aws-vpc",
        shape: VPC,
        description: "Id or ARN of the VPC: the default of the parameter `VpcId`.",
        default: "the parameter `VpcId` has no default and must be given",
        emitted: &[Emitted("parameter", "VpcId.Default", "")],
        example: r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
x-aws-vpc: vpc-0123456789abcdef0
"#,
        read: Reader::Project(|key, to, diagnostics| to.vpc = extensions::read_text(key, diagnostics)),
    },
    Key {
        name: "x-aws-webacl",
        shape: keys::balancing::WEB_ACL,
        description: "ARN of a web ACL of AWS WAF, associated with the application load balancer.",
        default: "no web ACL",
        emitted: &[Emitted("AWS::WAFv2::WebACLAssociation", "WebACLArn", "")],
        example: r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
x-aws-webacl: arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/11111111-2222-3333-4444-555555555555
"#,
        read: Reader::Project(|key, to, _| to.web_acl = key.matching()),
    },
    Key {
        name: "x-aws-xray",
        shape: XRAY,
        description: "Whether a collector in each task sends traces to X-Ray, perhaps with a `config` \
             of your own.",
        default: "`false`",
        emitted: &[Emitted("parameter", "CollectorImage.Type", "")],
        example: r"
services:
  web:
    image: nginx:1.27
x-aws-xray: true
",
        read: Reader::Project(|key, to, _| to.xray = observability::read_xray(key)),
    },
];

const CERTIFICATE: Shape = Text(Pattern {
    regex: "^arn:[^:]+:(acm:[^:]*:[0-9]{12}:certificate|iam:[^:]*:[0-9]{12}:server-certificate)/.+$",
    example: "arn:aws:acm:eu-west-1:123456789012:certificate/…",
});

const CLUSTER: Shape = Text(Pattern {
    regex: "^(arn:[^:]+:ecs:[^:]+:[0-9]{12}:cluster/)?[a-zA-Z0-9_-]{1,255}$",
    example: "production",
});

const SUBNETS: Shape = Texts(Pattern {
    regex: "^(.+/)?subnet-([0-9a-fA-F]{8}|[0-9a-fA-F]{17})$",
    example: "subnet-0123456789abcdef0",
});

const VPC: Shape =
    Text(Pattern { regex: "^(.+/)?vpc-([0-9a-fA-F]{8}|[0-9a-fA-F]{17})$", example: "vpc-0123456789abcdef0" });
