//! Defaults and examples of the keys of ports.

use super::{Emitted, KeyText, text_of};
use crate::validate::Place::Port;

const LOAD_BALANCER: &str = "AWS::ElasticLoadBalancingV2::LoadBalancer";
const LISTENER: &str = "AWS::ElasticLoadBalancingV2::Listener";
const TARGET_GROUP: &str = "AWS::ElasticLoadBalancingV2::TargetGroup";

pub(super) const TEXTS: &[KeyText] = &[
    text_of(
        Port,
        "x-aws-access_logs",
        "`x-aws-access_logs` of the project, else no access logs",
        &[Emitted(LOAD_BALANCER, "LoadBalancerAttributes.access_logs.s3.enabled", "")],
        r"
services:
  web:
    image: nginx:1.27
    ports:
      - {target: 80, published: 80, x-aws-access_logs: my-logs}
",
    ),
    text_of(
        Port,
        "x-aws-algorithm",
        "that of AWS, `round_robin`",
        &[Emitted(TARGET_GROUP, "TargetGroupAttributes.load_balancing.algorithm.type", "")],
        r"
services:
  web:
    image: nginx:1.27
    ports:
      - {target: 80, published: 80, x-aws-algorithm: least_outstanding_requests}
",
    ),
    text_of(
        Port,
        "x-aws-alpn_policy",
        "that of AWS, `None`",
        &[Emitted(LISTENER, "AlpnPolicy", "")],
        r"
services:
  web:
    image: nginx:1.27
    ports:
      - {target: 8443, published: 8443, x-aws-protocol: tls, x-aws-alpn_policy: HTTP2Preferred}
",
    ),
    text_of(
        Port,
        "x-aws-auth",
        "nothing: everybody who reaches the port may use it",
        &[Emitted(LISTENER, "DefaultActions.0.Type", "forward|redirect")],
        r"
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
    ),
    text_of(
        Port,
        "x-aws-certificate",
        "the parameter `CertificateArn`",
        &[Emitted(LISTENER, "Certificates.0.CertificateArn.Ref", "CertificateArn")],
        r"
services:
  web:
    image: nginx:1.27
    ports:
      - target: 80
        published: 443
        x-aws-certificate: arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012
",
    ),
    text_of(
        Port,
        "x-aws-cross_zone",
        "the setting of the load balancer: to all zones",
        &[Emitted(TARGET_GROUP, "TargetGroupAttributes.load_balancing.cross_zone.enabled", "")],
        r"
services:
  web:
    image: nginx:1.27
    ports:
      - {target: 80, published: 80, x-aws-cross_zone: false}
",
    ),
    text_of(
        Port,
        "x-aws-deregistration_delay",
        "that of AWS, 300 seconds",
        &[Emitted(TARGET_GROUP, "TargetGroupAttributes.deregistration_delay.timeout_seconds", "")],
        r"
services:
  web:
    image: nginx:1.27
    ports:
      - {target: 80, published: 80, x-aws-deregistration_delay: 30s}
",
    ),
    text_of(
        Port,
        "x-aws-healthcheck",
        "what AWS does: HTTP on `/`, or a connection where the port is not HTTP",
        &[Emitted(TARGET_GROUP, "HealthCheckPath", "")],
        r#"
services:
  web:
    image: nginx:1.27
    ports:
      - target: 80
        published: 80
        x-aws-healthcheck: {path: /health, matcher: "200-299", interval: 10s}
"#,
    ),
    text_of(
        Port,
        "x-aws-idle_timeout",
        "that of AWS, 350 seconds",
        &[Emitted(LISTENER, "ListenerAttributes.tcp.idle_timeout.seconds", "")],
        r"
services:
  broker:
    image: eclipse-mosquitto:2.0
    ports:
      - {target: 1883, published: 1883, x-aws-idle_timeout: 10m}
",
    ),
    text_of(
        Port,
        "x-aws-ingress",
        "everybody: `0.0.0.0/0`",
        &[Emitted("AWS::EC2::SecurityGroup", "SecurityGroupIngress.0.CidrIp", "0.0.0.0/0")],
        r"
services:
  web:
    image: nginx:1.27
    ports:
      - {target: 80, published: 80, x-aws-ingress: [203.0.113.0/24]}
",
    ),
    text_of(
        Port,
        "x-aws-listener",
        "a listener of the stack",
        &[Emitted(LISTENER, "Protocol", "HTTP")],
        r"
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
    ),
    text_of(
        Port,
        "x-aws-mutual_tls",
        "clients show no certificate",
        &[Emitted(LISTENER, "MutualAuthentication", "")],
        r"
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
    ),
    text_of(
        Port,
        "x-aws-protocol",
        "`http` where the port is published on 80 or is 80 in the container, `https` with 443, else `tcp` or `udp`",
        &[Emitted(LISTENER, "Protocol", "TCP")],
        r"
services:
  web:
    image: shop/api:1.4
    ports:
      - {target: 8080, published: 8080, x-aws-protocol: http}
",
    ),
    text_of(
        Port,
        "x-aws-route",
        "all requests of the port",
        &[Emitted("AWS::ElasticLoadBalancingV2::ListenerRule", "Priority", "")],
        r#"
services:
  web:
    image: nginx:1.27
    ports:
      - target: 80
        published: 80
        x-aws-route: {host: shop.example.com, path: "/api/*"}
"#,
    ),
    text_of(
        Port,
        "x-aws-slow_start",
        "that of AWS: all requests at once",
        &[Emitted(TARGET_GROUP, "TargetGroupAttributes.slow_start.duration_seconds", "")],
        r"
services:
  web:
    image: nginx:1.27
    ports:
      - {target: 80, published: 80, x-aws-slow_start: 60s}
",
    ),
    text_of(
        Port,
        "x-aws-ssl_policy",
        "`x-aws-ssl_policy` of the project, else `ELBSecurityPolicy-TLS13-1-2-2021-06`",
        &[Emitted(LISTENER, "SslPolicy", "ELBSecurityPolicy-TLS13-1-2-2021-06")],
        r"
services:
  web:
    image: nginx:1.27
    ports:
      - {target: 80, published: 443, x-aws-ssl_policy: ELBSecurityPolicy-TLS13-1-3-2021-06}
",
    ),
    text_of(
        Port,
        "x-aws-stickiness",
        "`false`",
        &[Emitted(TARGET_GROUP, "TargetGroupAttributes.stickiness.enabled", "")],
        r"
services:
  web:
    image: nginx:1.27
    ports:
      - {target: 80, published: 80, x-aws-stickiness: 1h}
",
    ),
    text_of(
        Port,
        "x-aws-target_group",
        "a target group of the stack",
        &[Emitted(TARGET_GROUP, "TargetType", "ip")],
        r"
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
    ),
    text_of(
        Port,
        "x-aws-webacl",
        "`x-aws-webacl` of the project, else no web ACL",
        &[Emitted("AWS::WAFv2::WebACLAssociation", "WebACLArn", "")],
        r"
services:
  web:
    image: nginx:1.27
    ports:
      - target: 80
        published: 80
        x-aws-webacl: arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/11111111-2222-3333-4444-555555555555
",
    ),
];
