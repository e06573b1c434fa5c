//! The parameters of a template: what they are for, what they are by default, and what sets them in a Compose
//! file.
//!
//! A test converts each example and finds the parameter with its type and default in the template.

use std::fmt::Write as _;

use serde_json::json;

use super::{Kind, Text, yaml};

/// A parameter.
#[derive(Debug, Clone, Copy)]
pub struct ParameterText {
    /// Its name, perhaps with the name of something in the file in angle brackets.
    pub name: &'static str,
    /// Its name in the template of the example.
    pub shown: &'static str,
    /// Its type.
    pub kind: &'static str,
    /// Its default in the template of the example; none where it must be given.
    pub default: Option<&'static str>,
    /// When a template has it: Markdown, the rest of "Present …".
    pub present: &'static str,
    /// Its purpose: Markdown, in whole sentences.
    pub description: &'static str,
    /// A Compose file whose template has it.
    pub example: &'static str,
}

/// Every parameter.
pub fn parameter_texts() -> impl Iterator<Item = &'static ParameterText> {
    TEXTS.iter()
}

/// The text about a parameter: its name, or the name that one of the file's services or secrets gives it.
pub(super) fn text(word: &str) -> Option<Text> {
    let exact = |text: &&ParameterText| text.name.eq_ignore_ascii_case(word);
    let found = TEXTS.iter().find(exact).or_else(|| TEXTS.iter().find(|text| text.fits(word))).copied()?;
    let mut markdown = format!("# Parameter `{}`\n\n{}\n\n", found.name, found.description);
    let _ = writeln!(markdown, "- Type: `{}`.", found.kind);
    let _ = writeln!(markdown, "- Default: {}.", found.default_words());
    let _ = writeln!(markdown, "- Present {}.", found.present);
    let _ = writeln!(
        markdown,
        "\nIt is given when the template is deployed: `aws cloudformation deploy --parameter-overrides \
         {}=…`, in the file that `stackpose convert --parameters FILE` writes, or `stackpose deploy \
         --parameter {}=…`.",
        found.shown, found.shown
    );
    let _ = write!(markdown, "\nFor example, the template of this file has `{}`:\n\n", found.shown);
    markdown.push_str(&yaml(found.example));
    let more = json!({
        "type": found.kind,
        "default": found.default,
        "present": found.present,
        "example": found.example.trim_start(),
    });
    let page = "contract.md#parameters".to_owned();
    Some(Text { kind: Kind::Parameter, name: found.name.to_owned(), page, markdown, more })
}

impl ParameterText {
    /// Whether a name is one that something in a file gives it, such as `WebImage` for `<Service>Image`.
    fn fits(&self, word: &str) -> bool {
        let (head, rest) = match self.name.split_once('<') {
            Some((head, rest)) => (head, rest.split_once('>').map_or("", |(_, rest)| rest)),
            None => return false,
        };
        let names_it = |middle: &str| {
            if self.name.contains("<Balancer>") {
                ["ApplicationLoadBalancer", "NetworkLoadBalancer", "LoadBalancer"].contains(&middle)
            } else {
                middle.starts_with(char::is_uppercase) && middle.chars().all(char::is_alphanumeric)
            }
        };
        // A variable alone could be any word.
        !rest.is_empty()
            && word.strip_prefix(head).and_then(|word| word.strip_suffix(rest)).is_some_and(names_it)
    }

    /// The default in words.
    pub(super) fn default_words(&self) -> String {
        match self.default {
            Some("") => "empty".to_owned(),
            Some(text) => format!("`{text}`"),
            None => "none, it must be given".to_owned(),
        }
    }
}

const WEB: &str = "
services:
  web:
    image: nginx:1.27
    ports: [\"80:80\"]
";

const NLB: &str = "
services:
  broker:
    image: eclipse-mosquitto:2
    ports: [\"1883:1883\"]
";

const TLS: &str = "
services:
  web:
    image: nginx:1.27
    ports: [\"443:80\"]
";

const TEXTS: &[ParameterText] = &[
    ParameterText {
        name: "VpcId",
        shown: "VpcId",
        kind: "AWS::EC2::VPC::Id",
        default: None,
        present: "always, unless all security groups exist already",
        description: "The VPC of tasks, load balancers and service discovery. `x-aws-vpc` makes it a \
                      default. The subnets must belong to it (rule `SubnetsInVpc`).",
        example: WEB,
    },
    ParameterText {
        name: "SubnetIds",
        shown: "SubnetIds",
        kind: "List<AWS::EC2::Subnet::Id>",
        default: None,
        present: "always",
        description: "The subnets in which tasks run, one per availability zone, at least two. \
                      `x-aws-subnets` makes them a default. A file system has one mount target for each \
                      position, so append new subnets at the end.",
        example: WEB,
    },
    ParameterText {
        name: "AssignPublicIp",
        shown: "AssignPublicIp",
        kind: "String",
        default: Some("ENABLED"),
        present: "always",
        description: "Whether tasks have a public address. `DISABLED` is for private subnets, with a NAT \
                      gateway or VPC endpoints (`stackpose explain \"private subnets\"`).",
        example: WEB,
    },
    ParameterText {
        name: "ClusterName",
        shown: "ClusterName",
        kind: "String",
        default: Some(""),
        present: "always",
        description: "An ECS cluster that exists, by name or ARN; empty creates one. `x-aws-cluster` makes \
                      it a default. The cluster must have the capacity providers `FARGATE` and, for Spot, \
                      `FARGATE_SPOT`.",
        example: WEB,
    },
    ParameterText {
        name: "NamespaceName",
        shown: "NamespaceName",
        kind: "String",
        default: Some(""),
        present: "when services are found by name, and there are two or more",
        description: "The private DNS namespace in which services find each other; empty is the stack's name \
                      and `.local`, so that two stacks fit in one VPC.",
        example: "
services:
  web:
    image: nginx:1.27
    ports: [\"80:80\"]
  api:
    image: traefik/whoami:v1.10
    expose: [\"80\"]
",
    },
    ParameterText {
        name: "NamespaceId",
        shown: "NamespaceId",
        kind: "String",
        default: Some("ns-0123456789abcdef"),
        present: "when the file has `x-aws-namespace`",
        description: "A namespace of Cloud Map that exists, with the name `NamespaceName`; empty creates \
                      one.",
        example: "
services:
  web:
    image: nginx:1.27
    ports: [\"80:80\"]
  api:
    image: traefik/whoami:v1.10
    expose: [\"80\"]
x-aws-namespace: {id: ns-0123456789abcdef, name: internal.example.com}
",
    },
    ParameterText {
        name: "<Balancer>Arn",
        shown: "ApplicationLoadBalancerArn",
        kind: "String",
        default: Some(""),
        present: "when a port is published",
        description: "A load balancer that exists; empty creates one. `x-aws-loadbalancer` makes it a default. `<Balancer>` is \
                      `ApplicationLoadBalancer` for HTTP and HTTPS, `NetworkLoadBalancer` for everything else. It comes together with \
                      `<Balancer>SecurityGroupId`.",
        example: WEB,
    },
    ParameterText {
        name: "<Balancer>SecurityGroupId",
        shown: "ApplicationLoadBalancerSecurityGroupId",
        kind: "String",
        default: Some(""),
        present: "when a port is published",
        description: "The security group of the load balancer that exists. It comes together with `<Balancer>Arn`.",
        example: WEB,
    },
    ParameterText {
        name: "<Balancer>SubnetIds",
        shown: "ApplicationLoadBalancerSubnetIds",
        kind: "CommaDelimitedList",
        default: Some(""),
        present: "when a port is published",
        description: "The subnets of a new load balancer; empty uses `SubnetIds`. Give public subnets here \
                      when tasks are in private ones.",
        example: WEB,
    },
    ParameterText {
        name: "<Balancer>Scheme",
        shown: "ApplicationLoadBalancerScheme",
        kind: "String",
        default: Some("internet-facing"),
        present: "when a port is published",
        description: "Who reaches a new load balancer: `internet-facing`, or `internal` for the VPC alone.",
        example: WEB,
    },
    ParameterText {
        name: "NetworkLoadBalancerSourceCidr",
        shown: "NetworkLoadBalancerSourceCidr",
        kind: "String",
        default: Some(""),
        present: "when a port of a network load balancer is published",
        description: "For an existing network load balancer without security groups, in place of \
                      `NetworkLoadBalancerSecurityGroupId`: the network its requests come from. For TCP and \
                      TLS that is the VPC's; for UDP that of the clients.",
        example: NLB,
    },
    ParameterText {
        name: "CertificateArn",
        shown: "CertificateArn",
        kind: "String",
        default: None,
        present: "when an HTTPS or TLS port has no certificate of its own",
        description: "The certificate (ACM or IAM) of encrypted ports, in the region of the stack. \
                      `x-aws-certificate` at the top level makes it a default; on a port it takes its place.",
        example: TLS,
    },
    ParameterText {
        name: "DomainName",
        shown: "DomainName",
        kind: "String",
        default: Some(""),
        present: "when an HTTPS port has no route by host",
        description: "The name by which clients reach the encrypted ports; it stands in the outputs with URLs. Empty is the \
                      load balancer's own name. DNS is not part of the stack: point the name at the output `<Balancer>DnsName`.",
        example: TLS,
    },
    ParameterText {
        name: "SidecarImage",
        shown: "SidecarImage",
        kind: "String",
        default: Some("public.ecr.aws/docker/library/busybox:1.37"),
        present: "when a first container prepares tasks, as for files below `/run/secrets`, or one answers a \
                  load balancer",
        description: "The image of the container that writes secrets and configs into a volume before others \
                      start, and of the one that answers for the health of programs for UDP.",
        example: "
services:
  api:
    image: shop/api:1.4
    secrets: [token]
secrets:
  token: {external: true, name: prod/token}
",
    },
    ParameterText {
        name: "LogRouterImage",
        shown: "LogRouterImage",
        kind: "String",
        default: Some("public.ecr.aws/aws-observability/aws-for-fluent-bit:stable"),
        present: "when logs go through `awsfirelens`",
        description: "The image of the log router. `x-aws-firelens: {image: …}` makes it a default.",
        example: "
services:
  web:
    image: nginx:1.27
    logging:
      driver: awsfirelens
      options: {Name: http, Host: logs.example.com, Port: \"443\", tls: \"on\"}
",
    },
    ParameterText {
        name: "CollectorImage",
        shown: "CollectorImage",
        kind: "String",
        default: Some("public.ecr.aws/aws-observability/aws-otel-collector:v0.48.0"),
        present: "with `x-aws-xray`",
        description: "The image of the collector of traces.",
        example: "
services:
  api:
    image: shop/api:1.4
    x-aws-xray: true
",
    },
    ParameterText {
        name: "<Service>Image",
        shown: "WebImage",
        kind: "String",
        default: Some("shop/web:1.4"),
        present: "when the service has a `build`, or files are built into its image",
        description: "The image of a service that is built: the address to which `docker buildx bake --push` \
                      pushed it. `image` beside `build` is the default; without one, or with files to build \
                      in, it must be given.",
        example: "
services:
  web:
    build: .
    image: shop/web:1.4
",
    },
    ParameterText {
        name: "<Secret>SecretValue",
        shown: "TokenSecretValue",
        kind: "String",
        default: None,
        present: "when a secret comes from a file or a variable, without `x-aws-generate`",
        description: "The value of a secret, never shown (`NoEcho`). `stackpose deploy` reads it from where \
                      the Compose file says; without it, give it once and leave it out of later updates.",
        example: "
services:
  api:
    image: shop/api:1.4
    secrets: [token]
secrets:
  token: {environment: TOKEN}
",
    },
    ParameterText {
        name: "<Variable>",
        shown: "Tag",
        kind: "String",
        default: Some("latest"),
        present: "when `x-aws-variables` names a variable that is used, or `x-aws-env_file` a file; for credentials",
        description: "A variable of the Compose file that gets its value at deploy time. The default is that of \
                      `x-aws-variables`, else of `${NAME:-…}`. A number has the type `Number`. For an env_file with \
                      credentials, such as `DbEnv` for `db.env`, it is a JSON mapping of their names and values.",
        example: "
services:
  web:
    image: shop/web:${TAG:-latest}
x-aws-variables: [TAG]
",
    },
    ParameterText {
        name: "<Variable>SecretArn",
        shown: "DbPasswordSecretArn",
        kind: "String",
        default: Some(""),
        present: "when a variable or an env_file with credentials is used",
        description: "A secret of Secrets Manager that exists, in place of the value in `<Variable>`; empty creates one.",
        example: "
services:
  api:
    image: shop/api:1.4
    environment: {DB_PASSWORD: \"${DB_PASSWORD}\"}
x-aws-variables: {DB_PASSWORD: secret}
",
    },
    ParameterText {
        name: "SecretsRevision",
        shown: "SecretsRevision",
        kind: "String",
        default: Some("1"),
        present: "when a variable or an env_file with credentials is used",
        description: "Any text; another one starts the tasks anew, so that they read secrets whose values have changed.",
        example: "
services:
  api:
    image: shop/api:1.4
    environment: {DB_PASSWORD: \"${DB_PASSWORD}\"}
x-aws-variables: {DB_PASSWORD: secret}
",
    },
];
