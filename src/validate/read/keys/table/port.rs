//! The keys of ports.

use crate::compose::Protocol;
use crate::validate::read::keys::{self, Emitted, Key, Reader, protocols};
use crate::validate::read::shape::Shape;
use crate::validate::read::shape::Shape::Words;
use crate::validate::read::{balancing, ingress, route};

const LOAD_BALANCER_TYPE: &str = "AWS::ElasticLoadBalancingV2::LoadBalancer";
const LISTENER_TYPE: &str = "AWS::ElasticLoadBalancingV2::Listener";
const TARGET_GROUP_TYPE: &str = "AWS::ElasticLoadBalancingV2::TargetGroup";

pub(super) const KEYS: &[Key] = &[
    Key {
        name: "x-aws-access_logs",
        shape: keys::balancing::ACCESS_LOGS,
        description: "Bucket, perhaps with a `prefix`, for the access logs of the port's load balancer.",
        default: "`x-aws-access_logs` of the project, else no access logs",
        emitted: &[Emitted(LOAD_BALANCER_TYPE, "LoadBalancerAttributes.access_logs.s3.enabled", "")],
        example: r"
services:
  web:
    image: nginx:1.27
    ports:
      - {target: 80, published: 80, x-aws-access_logs: my-logs}
",
        read: Reader::Port(|key, to, _| to.balancing.access_logs = balancing::read_access_logs(key)),
    },
    Key {
        name: "x-aws-algorithm",
        shape: keys::balancing::ALGORITHM,
        description: "How the load balancer chooses a task for a request: a target group attribute.",
        default: "that of AWS, `round_robin`",
        emitted: &[Emitted(TARGET_GROUP_TYPE, "TargetGroupAttributes.load_balancing.algorithm.type", "")],
        example: r"
services:
  web:
    image: nginx:1.27
    ports:
      - {target: 80, published: 80, x-aws-algorithm: least_outstanding_requests}
",
        read: Reader::Port(|key, to, diagnostics| {
            to.balancing.algorithm = balancing::read_algorithm(key, diagnostics);
        }),
    },
    Key {
        name: "x-aws-alpn_policy",
        shape: keys::route::ALPN,
        description: "Which HTTP a port of TLS offers: `AlpnPolicy` of its listener.",
        default: "that of AWS, `None`",
        emitted: &[Emitted(LISTENER_TYPE, "AlpnPolicy", "")],
        example: r"
services:
  web:
    image: nginx:1.27
    ports:
      - {target: 8443, published: 8443, x-aws-protocol: tls, x-aws-alpn_policy: HTTP2Preferred}
",
        read: Reader::Port(|key, to, _| to.listener.alpn_policy = key.matching()),
    },
    Key {
        name: "x-aws-auth",
        shape: keys::route::AUTH,
        description: "What clients must show, by `oidc`, `cognito` or `jwt`: an action before those of \
             the port's routes.",
        default: "nothing: everybody who reaches the port may use it",
        emitted: &[Emitted(LISTENER_TYPE, "DefaultActions.0.Type", "forward|redirect")],
        example: r"
services:
  web:
    image: nginx:1.27
    ports:
      - target: 80
        published: 443
        x-aws-auth:
          cognito:
            user_pool_arn: arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEfGhI
            client_id: 1example23456789
            domain: shop
",
        read: Reader::Port(|key, to, _| {
            to.listener.auth = route::read_auth(key, &mut to.listener_findings);
            to.listener_is_partial |= !key.is_sound();
        }),
    },
    Key {
        name: "x-aws-certificate",
        shape: keys::route::CERTIFICATES,
        description: "ARN of the port's own certificate (ACM or IAM), or a list: `Certificates` of its \
             listener, further ones by SNI.",
        default: "the parameter `CertificateArn`",
        emitted: &[Emitted(LISTENER_TYPE, "Certificates.0.CertificateArn.Ref", "CertificateArn")],
        example: r"
services:
  web:
    image: nginx:1.27
    ports:
      - target: 80
        published: 443
        x-aws-certificate: arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012
",
        read: Reader::Port(|key, to, _| to.listener.certificates = route::read_certificates(key)),
    },
    Key {
        name: "x-aws-cross_zone",
        shape: Shape::Flag,
        description: "Whether each node of the load balancer sends to tasks in all Availability Zones: \
             a target group attribute.",
        default: "the setting of the load balancer: to all zones",
        emitted: &[Emitted(TARGET_GROUP_TYPE, "TargetGroupAttributes.load_balancing.cross_zone.enabled", "")],
        example: r"
services:
  web:
    image: nginx:1.27
    ports:
      - {target: 80, published: 80, x-aws-cross_zone: false}
",
        read: Reader::TargetGroupAttribute("load_balancing.cross_zone.enabled"),
    },
    Key {
        name: "x-aws-deregistration_delay",
        shape: keys::balancing::DEREGISTRATION_DELAY,
        description: "Time in which a leaving task ends its work: a target group attribute.",
        default: "that of AWS, 300 seconds",
        emitted: &[Emitted(
            TARGET_GROUP_TYPE,
            "TargetGroupAttributes.deregistration_delay.timeout_seconds",
            "",
        )],
        example: r"
services:
  web:
    image: nginx:1.27
    ports:
      - {target: 80, published: 80, x-aws-deregistration_delay: 30s}
",
        read: Reader::TargetGroupAttribute("deregistration_delay.timeout_seconds"),
    },
    Key {
        name: "x-aws-healthcheck",
        shape: keys::balancing::HEALTH_CHECK,
        description: "How the target group finds out whether a task is well.",
        default: "what AWS does: HTTP on `/`, or a connection where the port is not HTTP",
        emitted: &[Emitted(TARGET_GROUP_TYPE, "HealthCheckPath", "")],
        example: r#"
services:
  web:
    image: nginx:1.27
    ports:
      - target: 80
        published: 80
        x-aws-healthcheck: {path: /health, matcher: "200-299", interval: 10s}
"#,
        read: Reader::Port(|key, to, _| to.balancing.health_check = balancing::read_health_check(key)),
    },
    Key {
        name: "x-aws-idle_timeout",
        shape: keys::balancing::IDLE_TIMEOUT_OF_PORT,
        description: "Time after which an idle TCP connection is closed: `tcp.idle_timeout.seconds` of \
             the listener.",
        default: "that of AWS, 350 seconds",
        emitted: &[Emitted(LISTENER_TYPE, "ListenerAttributes.tcp.idle_timeout.seconds", "")],
        example: r"
services:
  broker:
    image: eclipse-mosquitto:2.0
    ports:
      - {target: 1883, published: 1883, x-aws-idle_timeout: 10m}
",
        read: Reader::Port(|key, to, _| to.balancing.idle_timeout = key.time()),
    },
    Key {
        name: "x-aws-ingress",
        shape: keys::ingress::OF_PORT,
        description: "Who reaches the load balancer's port: networks, security groups and prefix lists; \
             everybody without it.",
        default: "everybody: `0.0.0.0/0`",
        emitted: &[Emitted("AWS::EC2::SecurityGroup", "SecurityGroupIngress.0.CidrIp", "0.0.0.0/0")],
        example: r"
services:
  web:
    image: nginx:1.27
    ports:
      - {target: 80, published: 80, x-aws-ingress: [203.0.113.0/24]}
",
        read: Reader::Port(|key, to, diagnostics| {
            to.balancing.ingress = ingress::read_port(key, diagnostics);
        }),
    },
    Key {
        name: "x-aws-listener",
        shape: keys::route::LISTENER,
        description: "ARN of a listener that exists: the port's routes become rules of it.",
        default: "a listener of the stack",
        emitted: &[Emitted(LISTENER_TYPE, "Protocol", "HTTP")],
        example: r"
services:
  web:
    image: nginx:1.27
    ports:
      - target: 80
        published: 80
        x-aws-listener: arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/0123456789abcdef/0123456789abcdef
        x-aws-route: {host: shop.example.com}
x-aws-loadbalancer:
  security_group: sg-0123456789abcdef0
",
        read: Reader::Port(|key, to, _| to.listener.listener = key.matching()),
    },
    Key {
        name: "x-aws-mutual_tls",
        shape: keys::route::MUTUAL_TLS,
        description: "Whether clients show certificates too: `MutualAuthentication` of the listener.",
        default: "clients show no certificate",
        emitted: &[Emitted(LISTENER_TYPE, "MutualAuthentication", "")],
        example: r"
services:
  web:
    image: nginx:1.27
    ports:
      - target: 80
        published: 443
        x-aws-mutual_tls:
          mode: verify
          trust_store: arn:aws:elasticloadbalancing:eu-west-1:123456789012:truststore/web/0123456789abcdef
",
        read: Reader::Port(|key, to, _| {
            to.listener.mutual_tls = route::read_mutual_tls(key, &mut to.listener_findings);
            to.listener_is_partial |= !key.is_sound();
        }),
    },
    Key {
        name: "x-aws-protocol",
        shape: Words(protocols),
        description: "How clients speak with the load balancer: its kind, and `Protocol` of listener \
             and target group.",
        default: "`http` where the port is published on 80 or is 80 in the container, `https` with 443, \
             else `tcp` or `udp`",
        emitted: &[Emitted(LISTENER_TYPE, "Protocol", "TCP")],
        example: r"
services:
  web:
    image: shop/api:1.4
    ports:
      - {target: 8080, published: 8080, x-aws-protocol: http}
",
        read: Reader::Port(|key, to, _| to.protocol = key.word(&Protocol::ALL)),
    },
    Key {
        name: "x-aws-route",
        shape: keys::route::ROUTES,
        description: "Which requests go to this port, by host, path and more, or a list: a \
             `ListenerRule` each.",
        default: "all requests of the port",
        emitted: &[Emitted("AWS::ElasticLoadBalancingV2::ListenerRule", "Priority", "")],
        example: r#"
services:
  web:
    image: nginx:1.27
    ports:
      - target: 80
        published: 80
        x-aws-route: {host: shop.example.com, path: "/api/*"}
"#,
        read: Reader::Port(|key, to, _| {
            to.listener.routes = route::read_routes(key, &mut to.listener_findings);
            to.listener_is_partial |= !key.is_sound();
        }),
    },
    Key {
        name: "x-aws-slow_start",
        shape: keys::balancing::SLOW_START,
        description: "Time in which a new task gets more and more requests: a target group attribute.",
        default: "that of AWS: all requests at once",
        emitted: &[Emitted(TARGET_GROUP_TYPE, "TargetGroupAttributes.slow_start.duration_seconds", "")],
        example: r"
services:
  web:
    image: nginx:1.27
    ports:
      - {target: 80, published: 80, x-aws-slow_start: 60s}
",
        read: Reader::Port(|key, to, _| to.balancing.slow_start = key.time()),
    },
    Key {
        name: "x-aws-ssl_policy",
        shape: keys::route::SSL_POLICY,
        description: "Name of the security policy of the port: `SslPolicy` of its listener.",
        default: "`x-aws-ssl_policy` of the project, else `ELBSecurityPolicy-TLS13-1-2-2021-06`",
        emitted: &[Emitted(LISTENER_TYPE, "SslPolicy", "ELBSecurityPolicy-TLS13-1-2-2021-06")],
        example: r"
services:
  web:
    image: nginx:1.27
    ports:
      - {target: 80, published: 443, x-aws-ssl_policy: ELBSecurityPolicy-TLS13-1-3-2021-06}
",
        read: Reader::Port(|key, to, _| to.listener.ssl_policy = key.matching()),
    },
    Key {
        name: "x-aws-stickiness",
        shape: keys::balancing::STICKINESS,
        description: "Whether, for how long, and by which cookie a client stays with a task: attributes \
             of the target group.",
        default: "`false`",
        emitted: &[Emitted(TARGET_GROUP_TYPE, "TargetGroupAttributes.stickiness.enabled", "")],
        example: r"
services:
  web:
    image: nginx:1.27
    ports:
      - {target: 80, published: 80, x-aws-stickiness: 1h}
",
        read: Reader::Port(|key, to, diagnostics| {
            to.balancing.stickiness = balancing::read_stickiness(key, diagnostics);
        }),
    },
    Key {
        name: "x-aws-target_group",
        shape: keys::route::TARGET_GROUP,
        description: "ARN of a target group that exists: tasks are registered there, and no listener is \
             made.",
        default: "a target group of the stack",
        emitted: &[Emitted(TARGET_GROUP_TYPE, "TargetType", "ip")],
        example: r"
services:
  web:
    image: nginx:1.27
    ports:
      - target: 80
        published: 80
        x-aws-target_group: arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef
x-aws-loadbalancer:
  security_group: sg-0123456789abcdef0
",
        read: Reader::Port(|key, to, _| to.listener.target_group = key.matching()),
    },
    Key {
        name: "x-aws-webacl",
        shape: keys::balancing::WEB_ACL,
        description: "ARN of a web ACL of AWS WAF, associated with the port's load balancer.",
        default: "`x-aws-webacl` of the project, else no web ACL",
        emitted: &[Emitted("AWS::WAFv2::WebACLAssociation", "WebACLArn", "")],
        example: r"
services:
  web:
    image: nginx:1.27
    ports:
      - target: 80
        published: 80
        x-aws-webacl: arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/11111111-2222-3333-4444-555555555555
",
        read: Reader::Port(|key, to, _| to.balancing.web_acl = key.matching()),
    },
];
