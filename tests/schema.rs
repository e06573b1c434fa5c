//! The schema that `stackpose schema` prints: it says of a file what the program says of it, as far as a schema can.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their fixtures and start the program, and stop at the first surprise"
)]

mod common;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use jsonschema::Validator;
use serde::Deserialize as _;
use serde_json::Value as Json;
use serde_yaml::Value as Yaml;
use stackpose::internals::validate::{Place, keys, schema_for_editors};
use stackpose::{Code, Diagnostic, Disk, Format, Memory};

/// Codes that tell of an `x-aws-*` key which the schema should refuse too.
const ABOUT_KEYS: [Code; 5] =
    [Code::NotYet, Code::UnknownExtension, Code::BadExtension, Code::BadDefault, Code::BadSchedule];

/// Fixtures that are good, although Compose's own schema refuses them as they stand, and why.
const LATER_GOOD: &[(&str, &str)] = &[
    ("lint_levels/unreadable", "its allowances are faulty, which is a warning of the program"),
    ("merge/unique", "what stands twice in a list is dropped when files are merged"),
];

/// Each key at its place with values that are good and values that are not.
const VALUES: &[(Place, &str, &[&str], &[&str])] = &[
    (
        Place::Project,
        "x-aws-container_insights",
        &["enhanced", "enabled", "disabled"],
        &["true", "all", "[enabled]", "Enabled"],
    ),
    (
        Place::Project,
        "x-aws-exec",
        &[
            "true",
            "false",
            "{logging: none}",
            "{logging: {log_group: g, bucket: b, prefix: p, encrypted: true}}",
            "{kms_key: 'arn:aws:kms:eu-west-1:123456789012:key/1'}",
        ],
        &["2", "[a]", "{logging: all}", "{logging: {group: g}}", "{kms_key: alias/exec}", "{on: true}"],
    ),
    (
        Place::Project,
        "x-aws-firelens",
        &[
            "{}",
            "{type: fluentbit, config: 'arn:aws:s3:::b/c.conf', metadata: true, image: i, memory: 64}",
            "{type: fluentd, image: i, config: /a.conf}",
        ],
        &["true", "{type: vector}", "{config: a.conf}", "{memory: 5}", "{memory: lots}", "{file: /a}", "[a]"],
    ),
    (
        Place::Project,
        "x-aws-logs_class",
        &["standard", "infrequent_access"],
        &["delivery", "true", "[standard]"],
    ),
    (
        Place::Project,
        "x-aws-logs_deletion_protection",
        &["true", "false", "'true'"],
        &["2", "[true]", "{a: b}"],
    ),
    (
        Place::Project,
        "x-aws-logs_kms_key",
        &["arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef"],
        &["alias/logs", "[a]", "arn:aws:kms:eu-west-1:123456789012:alias/logs"],
    ),
    (
        Place::Project,
        "x-aws-permissions_boundary",
        &["arn:aws:iam::123456789012:policy/team/bounds", "arn:aws-cn:iam::aws:policy/X"],
        &["bounds", "[a]", "arn:aws:iam::123456789012:role/bounds", "5"],
    ),
    (
        Place::Project,
        "x-aws-xray",
        &["true", "false", "{config: /shop/collector, memory: 256}", "{}"],
        &["2", "[a]", "{config: collector}", "{memory: 1}", "{daemon: true}"],
    ),
    (Place::Service, "x-aws-exec", &["true", "false", "'true'"], &["2", "[true]", "{logging: none}"]),
    (Place::Service, "x-aws-job", &["shared"], &["true", "each", "[shared]"]),
    (Place::Service, "x-aws-run", &["on-deploy"], &["true", "always", "[on-deploy]"]),
    (Place::Service, "x-aws-fault_injection", &["true", "false"], &["2", "[true]", "{a: b}"]),
    (
        Place::Service,
        "x-aws-firelens",
        &[
            "{}",
            "{type: fluentbit, config: 'arn:aws:s3:::b/c.conf', metadata: true, image: i, memory: 64}",
            "{type: fluentd, image: i, config: /a.conf}",
        ],
        &["true", "{type: vector}", "{config: a.conf}", "{memory: 5}", "{memory: lots}", "{file: /a}", "[a]"],
    ),
    (
        Place::Service,
        "x-aws-log_secrets",
        &[
            "{splunk-token: /shop/splunk}",
            "{apikey: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:b-AbCdEf:k'}",
        ],
        &["[a]", "{apikey: [b]}", "{apikey: null}", "{apikey: two words}", "token"],
    ),
    (
        Place::Service,
        "x-aws-permissions_boundary",
        &["arn:aws:iam::123456789012:policy/team/bounds", "arn:aws-cn:iam::aws:policy/X"],
        &["bounds", "[a]", "arn:aws:iam::123456789012:role/bounds", "5"],
    ),
    (
        Place::Service,
        "x-aws-task_role",
        &["arn:aws:iam::123456789012:role/team/shop", "arn:aws-cn:iam::123456789012:role/X"],
        &["shop", "[a]", "arn:aws:iam::123456789012:policy/shop", "arn:aws:iam::aws:role/x", "5"],
    ),
    (Place::Service, "x-aws-version_consistency", &["enabled", "disabled"], &["true", "on", "[enabled]"]),
    (
        Place::Service,
        "x-aws-xray",
        &["true", "false", "{config: /shop/collector, memory: 256}", "{}"],
        &["2", "[a]", "{config: collector}", "{memory: 1}", "{daemon: true}"],
    ),
    (
        Place::Project,
        "x-aws-certificate",
        &[
            "arn:aws:acm:eu-west-1:123456789012:certificate/1",
            "arn:aws-cn:iam::123456789012:server-certificate/x",
        ],
        &[
            "true",
            "[c]",
            "mine",
            "arn:aws:acm:eu-west-1:12345678901:certificate/1",
            "arn:aws:acm:eu-west-1:123456789012:certificate/",
        ],
    ),
    (
        Place::Project,
        "x-aws-cluster",
        &["prod_1-a", "arn:aws:ecs:eu-west-1:123456789012:cluster/prod"],
        &["5", "{name: prod}", "two words", "arn:aws:ecs:eu-west-1:123456789012:cluster/", "null"],
    ),
    (
        Place::Project,
        "x-aws-cloudformation",
        &["{}", "{Resources: {Queue: {Type: 'AWS::SQS::Queue'}}}", "[{Description: a}, {Description: null}]"],
        &["text", "5", "[5]", "null", "true"],
    ),
    (
        Place::Service,
        "x-aws-cloudformation",
        &["{}", "{Queue: {Type: 'AWS::SQS::Queue'}}", "[{}, {Service: {Properties: {DesiredCount: 2}}}]"],
        &["text", "5", "[5]", "null", "true"],
    ),
    (
        Place::Project,
        "x-aws-loadbalancer",
        &[
            "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/0123456789abcdef",
            "{security_group: sg-0123456789abcdef0}",
        ],
        &[
            "{arn: x}",
            "{security_group: web}",
            "{listeners: {'443': web}}",
            "web",
            "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef",
        ],
    ),
    (
        Place::Project,
        "x-aws-logs_retention",
        &["1", "14", "3653", "'14'"],
        &["8", "'8'", "0", "soon", "[7]", "7.5"],
    ),
    (Place::Project, "x-aws-ssl_policy", &["ELBSecurityPolicy-TLS13-1-2-2021-06"], &["[a]", "'a b'"]),
    (
        Place::Project,
        "x-aws-subnets",
        &["[subnet-01234567]", "[subnet-0123456789abcdef0, '${B}']", "[]"],
        &["subnet-01234567", "[subnet-1]", "[subnet-01234567, 5]", "['']", "{a: b}"],
    ),
    (
        Place::Project,
        "x-aws-tags",
        &["{team: web, cost: 7, on: true}", "{awsome: a}"],
        &["[a]", "{a: [b]}", "{'aws:x': b}", "{'AWS:x': b}", "{'': b}", "{a: null}", "web"],
    ),
    (
        Place::Project,
        "x-aws-variables",
        &[
            "[TAG, _x1]",
            "{TAG: parameter, PASSWORD: secret, SIZE: value}",
            "{TAG: {default: 1.5, pattern: '[0-9.]+', description: Version}}",
            "{TAG: {type: number, default: 2, allowed: [2, '3']}}",
        ],
        &[
            "TAG",
            "[a b]",
            "[1x]",
            "{TAG: other}",
            "{TAG: {typ: number}}",
            "{TAG: {type: list}}",
            "{TAG: [a]}",
        ],
    ),
    (
        Place::Project,
        "x-aws-vpc",
        &["vpc-01234567", "vpc-0123456789abcdef0", "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-01234567"],
        &["[vpc-01234567]", "banana", "vpc-1", "5"],
    ),
    (
        Place::Service,
        "x-aws-policies",
        &[
            "[arn:aws:iam::aws:policy/ReadOnlyAccess]",
            "[]",
            "['${POLICY:-arn:aws:iam::aws:policy/ReadOnlyAccess}']",
        ],
        &["arn:aws:iam::aws:policy/ReadOnlyAccess", "{a: b}", "[ReadOnlyAccess]", "[5]", "['']"],
    ),
    (
        Place::Service,
        "x-aws-role",
        &[
            "{Version: '2012-10-17', Statement: [{Effect: Allow, Action: 's3:*', Resource: '*'}]}",
            "{Statement: {Effect: Allow, Action: ['s3:GetObject'], Resource: '*'}}",
        ],
        &["admin", "{Action: x}", "{Statement: all}", "[{Effect: Allow}]", "{Version: '2012-10-17'}"],
    ),
    (
        Place::Service,
        "x-aws-env_file",
        // A path must be that of an env_file of the service: fixtures/variables has them.
        &["secret", "credentials", "value", "{}"],
        &["true", "parameter", "[a.env]", "{a.env: true}", "{a.env: ['a b']}", "{a.env: {A: secret}}"],
    ),
    (
        Place::Service,
        "x-aws-environment",
        &["{A: {Ref: Cluster}}", "{A: !Sub 'x$${AWS::Region}'}"],
        &["[A]", "5"],
    ),
    (
        Place::Service,
        "x-aws-schedule",
        &[
            "cron(0 3 * * ? *)",
            "rate(5 minutes)",
            "at(2027-01-31T03:00:00)",
            "{expression: rate(1 day), timezone: UTC, retries: 0}",
        ],
        &[
            "0 3 * * *",
            "rate(0 minutes)",
            "cron(0 3 * * ?)",
            "5",
            "{timezone: UTC}",
            "{expression: rate(1 day), retries: 186}",
            "{expression: rate(1 day), zone: UTC}",
        ],
    ),
    (
        Place::Deploy,
        "x-aws-autoscaling",
        &[
            "{min: 1, max: 10, cpu: 75}",
            "{max: '10', memory: 72.5, high_resolution: true, scale_in: false, cooldown: 30s}",
            "{max: 5, cpu: 60, cooldown: {in: 5m, out: 60}}",
            "{max: 5, queue: {arn: !GetAtt Jobs.Arn, backlog: 10}}",
            "{max: 5, queue: {url: {Ref: Jobs}, backlog: 10}}",
            "{max: 5, metric: {namespace: A, name: b, dimensions: {C: d, E: !Ref F}, statistic: sum, target: 5}}",
            "{max: 5, steps: {metric: {namespace: A, name: b}, up: [{above: 5, add: 1}], period: 30, periods: 2}}",
            "{max: 5, schedule: [{at: cron(0 8 ? * MON-FRI *), timezone: Europe/Berlin, min: 4}]}",
            "{max: 5, predictive: {metric: memory, target: 60, mode: forecast-and-scale}}",
        ],
        &[
            "5",
            "{cpu: 75}",
            "{max: 0, cpu: 75}",
            "{max: 5, mem: 75}",
            "{max: 5, cpu: 101}",
            "{max: 5, cpu: [60]}",
            "{max: 5, cooldown: soon, cpu: 60}",
            "{max: 5, queue: {name: jobs}}",
            "{max: 5, queue: jobs}",
            "{max: 5, metric: {namespace: A, name: b, target: 5, statistic: mean}}",
            "{max: 5, steps: {up: [{above: 5}]}}",
            "{max: 5, steps: {up: [{above: 5, add: 1}], period: 45}}",
            "{max: 5, schedule: [{at: '0 8 * * *', min: 4}]}",
            "{max: 5, predictive: {metric: disk, target: 60}}",
        ],
    ),
    (
        Place::Service,
        "x-aws-capacity",
        &[
            "spot",
            "managed-instances",
            "{fargate: {base: 2, weight: 1}, spot: {weight: 3}}",
            "{managed-instances: {vcpu: {min: 4, max: 8}, memory: 16g, instance_types: ['g6.*'], spot: true}}",
        ],
        &[
            "5",
            "ec2",
            "[spot]",
            "{spots: {}}",
            "{spot: 3}",
            "{spot: {weight: 1001}}",
            "{managed-instances: {vcpu: 0}}",
        ],
    ),
    (Place::Project, "x-aws-capacity", &["fargate", "{spot: {}}"], &["ec2", "{fargate: {base: many}}"]),
    (Place::Service, "x-aws-platform_version", &["LATEST", "1.4.0"], &["latest", "1.4", "[1]", "14"]),
    (
        Place::Service,
        "x-aws-deployment",
        &[
            "rolling",
            "blue-green",
            "{strategy: linear, percent: 12.5, step_bake_time: 10m, bake_time: 600}",
            "{strategy: canary, percent: 0.1, canary_bake_time: 1h, test_port: 8080}",
            "{strategy: blue-green, test_port: {port: 8080, of: 80}}",
            "{strategy: blue-green, test_port: [{port: 8080, of: 80}]}",
            "{alarms: [web-errors], circuit_breaker: false}",
            "{alarms: {names: [a, b], rollback: false}, circuit_breaker: {threshold: 5, reset: false}}",
            "{circuit_breaker: {threshold: 25%, bounded: false}}",
            "{early_success: {healthy_percent: 100, cleanup: deferred}}",
            "{strategy: canary, hooks: [{lambda: 'arn:aws:lambda:eu-west-1:123456789012:function:f:live', \
             stages: [post-test-traffic-shift], timeout: 5m, on_timeout: rollback, details: {a: [1, b]}}]}",
            "{hooks: [{pause: true, stages: [post-scale-up]}]}",
        ],
        &[
            "blue_green",
            "5",
            "[rolling]",
            "{strategy: red}",
            "{strategy: canary, percent: 101}",
            "{bake_time: 86401}",
            "{alarms: web-errors}",
            "{alarms: {rollback: true}}",
            "{circuit_breaker: off}",
            "{circuit_breaker: {threshold: 0}}",
            "{circuit_breaker: {threshold: 101%}}",
            "{early_success: true}",
            "{early_success: {cleanup: deferred}}",
            "{strategy: blue-green, test_port: 0}",
            "{strategy: blue-green, test_port: [8080]}",
            "{hooks: [{pause: true, stages: [whenever]}]}",
            "{hooks: [{pause: true}]}",
            "{hooks: [{lambda: smoke-test, stages: [post-scale-up]}]}",
            "{hooks: {pause: true, stages: [post-scale-up]}}",
            "{speed: 5}",
        ],
    ),
    (Place::Service, "x-aws-task", &["other"], &["5", "[other]"]),
    (
        Place::Service,
        "x-aws-ephemeral_storage",
        &["21", "200", "30g", "'40GiB'"],
        &["20", "201", "big", "[30]", "30m"],
    ),
    (Place::Project, "x-aws-files", &["image", "volume"], &["copy", "[volume]", "true"]),
    (Place::Service, "x-aws-files", &["image", "volume"], &["copy", "[volume]", "true"]),
    (Place::Config, "x-aws-files", &["image", "volume"], &["copy", "[volume]", "true"]),
    (
        Place::Service,
        "x-aws-pull_credentials",
        &["arn:aws:secretsmanager:eu-west-1:123456789012:secret:registry-AbCdEf"],
        &["registry", "[a]", "true", "arn:aws:ssm:eu-west-1:123456789012:parameter/registry"],
    ),
    (
        Place::Service,
        "x-aws-secrets",
        &["{A: /shop/a, B: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:b-AbCdEf:key'}", "{}"],
        &["[a]", "{A: [b]}", "{A: ''}", "{A: null}", "{'A=B': /c}", "secret"],
    ),
    (
        Place::Secret,
        "x-aws-generate",
        &[
            "true",
            "{}",
            "{length: 20, exclude_characters: '\"@/', exclude_punctuation: true}",
            "{template: '{\"username\": \"shop\"}', key: password}",
        ],
        &["yes please", "5", "[true]", "{length: 0}", "{size: 5}", "{key: a}", "{exclude_numbers: 5}"],
    ),
    (
        Place::Secret,
        "x-aws-keys",
        &["[username, password]", "{user: username}", "[]"],
        &["username", "['*']", "[a:b]", "[[a]]", "{'a/b': c}", "{a: [b]}", "5"],
    ),
    (
        Place::Secret,
        "x-aws-kms_key",
        &["arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef"],
        &["alias/secrets", "[a]", "arn:aws:kms:eu-west-1:123456789012:alias/secrets"],
    ),
    (Place::Service, "x-aws-tags", &["{team: web}"], &["[a]", "{'aws:x': b}"]),
    (Place::Mount, "x-aws-copy_up", &["true", "false"], &["1", "[true]"]),
    (Place::Volume, "x-aws-copy_up", &["true", "false"], &["1", "[true]"]),
    (Place::Mount, "x-aws-optional", &["drop"], &["keep", "true", "[drop]"]),
    (Place::Mount, "x-aws-volume", &["efs", "task"], &["ebs", "[efs]", "5"]),
    (Place::Volume, "x-aws-volume", &["efs", "task"], &["ebs", "[efs]", "5"]),
    (
        Place::Volume,
        "x-aws-ebs",
        &[
            "{size: 20}",
            "{size: 20g, type: gp3, iops: 4000, throughput: 200, encrypted: true, filesystem: xfs}",
            "{snapshot_id: snap-0123456789abcdef0}",
        ],
        &["20", "{size: 0}", "{size: 20, type: gp9}", "{size: 20, iops: many}", "{size: 20, sise: 3}"],
    ),
    (
        Place::Project,
        "x-aws-access_logs",
        &["my-logs", "{bucket: my-logs, prefix: a}"],
        &["[my-logs]", "{prefix: a}"],
    ),
    (
        Place::Project,
        "x-aws-deletion_protection",
        &["true", "false", "'true'"],
        &["yes please", "1", "[true]"],
    ),
    (Place::Project, "x-aws-idle_timeout", &["1", "4000", "2m"], &["0", "4001", "true"]),
    (
        Place::Project,
        "x-aws-webacl",
        &["arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/11111111-2222-3333-4444-555555555555"],
        &["shop", "[a]"],
    ),
    (
        Place::Project,
        "x-aws-discovery",
        &[
            "cloud-map",
            "service-connect",
            "none",
            "{type: service-connect, timeout: {idle: 1m, request: 0}, access_logs: text, log: true}",
        ],
        &[
            "dns",
            "5",
            "[none]",
            "{timeout: {idle: 5}}",
            "{type: service-connect, tls: {}}",
            "{type: service-connect, access_logs: xml}",
        ],
    ),
    (
        Place::Project,
        "x-aws-namespace",
        &["{id: ns-0123456789abcdef, name: prod.local}"],
        &[
            "prod.local",
            "{id: ns-0123456789abcdef}",
            "{id: prod, name: prod.local}",
            "{id: ns-0123456789abcdef, name: 'a b'}",
        ],
    ),
    (
        Place::Service,
        "x-aws-discovery",
        &["none", "{type: cloud-map}"],
        &["dns", "{log: true}", "{type: none, tls: 5}"],
    ),
    (
        Place::Service,
        "x-aws-ingress",
        &["[{from: 10.0.0.0/8, ports: [80, 8000-8010]}]", "[]"],
        &[
            "10.0.0.0/8",
            "[{ports: [80]}]",
            "[{from: 10.0.0.0/8, ports: [0]}]",
            "[{from: 10.0.0.0/8, protocol: sctp}]",
        ],
    ),
    (
        Place::Port,
        "x-aws-access_logs",
        &["my-logs", "{bucket: my-logs}", "{bucket: my-logs, prefix: a/b}"],
        &["My_Logs", "[my-logs]", "{prefix: a}", "{bucket: my-logs, prefix: /a}"],
    ),
    (
        Place::Port,
        "x-aws-algorithm",
        &["round_robin", "{type: weighted_random, anomaly_mitigation: true}"],
        &["random", "5", "{anomaly_mitigation: true}", "{type: weighted_random, anomaly_mitigation: on it}"],
    ),
    (Place::Port, "x-aws-cross_zone", &["true", "false"], &["all", "1", "[true]"]),
    (Place::Port, "x-aws-deregistration_delay", &["0", "3600", "30s", "'1m'"], &["3601", "soon", "[30]"]),
    (
        Place::Port,
        "x-aws-healthcheck",
        &[
            "{}",
            "{path: /health, matcher: '200-299,401', interval: 15s, timeout: 5, healthy: 2, unhealthy: 10}",
            "{port: 8081, protocol: http, matcher: 204}",
        ],
        &[
            "/health",
            "{path: health}",
            "{matcher: ok}",
            "{interval: 4}",
            "{port: 0}",
            "{protocol: udp}",
            "{paht: /}",
        ],
    ),
    (
        Place::Port,
        "x-aws-ingress",
        &["[10.0.0.0/8]", "['2001:db8::/32', sg-0123456789abcdef0, pl-0123456789abcdef0]", "[0.0.0.0/0]"],
        &["10.0.0.0/8", "[office]", "[10.0.0.0]", "[{from: 10.0.0.0/8}]"],
    ),
    (Place::Port, "x-aws-idle_timeout", &["60", "6000", "10m"], &["59", "6001", "[60]"]),
    (Place::Port, "x-aws-slow_start", &["30", "900", "5m"], &["29", "901", "true"]),
    (
        Place::Port,
        "x-aws-stickiness",
        &["true", "false", "3600", "1h", "{cookie: SESSION, duration: 1h}"],
        &["0", "604801", "SESSION", "{cookie: 'a b'}", "[1h]"],
    ),
    (
        Place::Port,
        "x-aws-webacl",
        &["arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/11111111-2222-3333-4444-555555555555"],
        &["shop", "arn:aws:wafv2:eu-west-1:123456789012:global/webacl/shop/1", "[a]"],
    ),
    (
        Place::Port,
        "x-aws-certificate",
        &[
            "arn:aws:acm:eu-west-1:123456789012:certificate/1",
            "[arn:aws:acm:eu-west-1:123456789012:certificate/1, arn:aws:iam::123456789012:server-certificate/x]",
        ],
        &["[c]", "mine", "true", "{a: b}"],
    ),
    (Place::Port, "x-aws-alpn_policy", &["HTTP2Preferred", "None"], &["HTTP3", "[HTTP1Only]"]),
    (
        Place::Port,
        "x-aws-auth",
        &[
            "{jwt: {issuer: a, jwks_endpoint: 'https://a', claims: {aud: [a, b], b: c, d: {values: e}}}}",
            "{cognito: {user_pool_arn: 'arn:aws:cognito-idp:eu-west-1:123456789012:userpool/a', client_id: a, domain: b}}",
        ],
        &[
            "{jwt: {issuer: a}}",
            "{oidc: {issuer: 'https://a'}}",
            "{cognito: {user_pool_arn: a, client_id: a, domain: b}}",
            "{saml: {}}",
            "oidc",
        ],
    ),
    (
        Place::Port,
        "x-aws-listener",
        &["arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/0123456789abcdef/0"],
        &["web", "[a]", "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/net/web/0/0"],
    ),
    (
        Place::Port,
        "x-aws-mutual_tls",
        &[
            "{mode: passthrough}",
            "{mode: verify, trust_store: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:truststore/a/b'}",
        ],
        &["verify", "{mode: on}", "{trust_store: a}", "{mode: verify, trust_store: a}"],
    ),
    (
        Place::Port,
        "x-aws-route",
        &[
            "{host: shop.example.com}",
            "{path: [/b/*], method: GET, header: {X-A: [b, c]}, query: {a: b}}",
            "[{default: true}, {name: a, path: /a, respond: {status: 404}}]",
            "{path: /a, priority: 5, rewrite: {host: a.b, path: {regex: '^/a', replace: /}}}",
            "{path: /a, redirect: {protocol: HTTPS, status: 301}}",
        ],
        &[
            "shop.example.com",
            "{host: localhost}",
            "{path: a}",
            "{path: /a, priority: 0}",
            "{path: /a, weight: 1000}",
            "{path: /a, redirect: {status: 307, path: /b}}",
            "{path: /a, respond: {body: a}}",
            "{path: /a, rewrite: {path: /b}}",
            "[{hots: a.b}]",
        ],
    ),
    (Place::Port, "x-aws-ssl_policy", &["ELBSecurityPolicy-TLS13-1-2-2021-06"], &["[a]", "'a b'"]),
    (
        Place::Port,
        "x-aws-target_group",
        &["arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef"],
        &["web", "[a]"],
    ),
    (
        Place::Port,
        "x-aws-protocol",
        &["http", "https", "http2", "grpc", "tcp", "udp", "tls"],
        &["htp", "HTTP", "[http]", "80"],
    ),
    (
        Place::Deploy,
        "x-aws-deployment",
        &["rolling", "{strategy: canary, percent: 5}"],
        &["slow", "{strategy: slow}", "[rolling]"],
    ),
    (
        Place::UpdateConfig,
        "x-aws-max_percent",
        &["200", "150", "'200'"],
        &["-1", "half", "[1]", "1.5", "4294967296"],
    ),
    (Place::UpdateConfig, "x-aws-min_percent", &["50", "0", "'50'"], &["-1", "half", "[1]", "4294967296"]),
];

/// What lets the load balancer of a listener or target group that exists in.
const OPEN: &str = "x-aws-loadbalancer: {security_group: sg-0123456789abcdef0}\n";

/// A project with the key at its place, and enough around it for the value to be looked at.
fn project(place: Place, key: &str, value: &str) -> String {
    let web = |inner: &str| format!("services: {{web: {{image: i, {inner}}}, other: {{image: i}}}}\n");
    let resource = |kind: &str, rest: &str| {
        format!("services: {{web: {{image: i}}}}\n{kind}: {{one: {{{rest}{key}: {value}}}}}\n")
    };
    match place {
        Place::Project => format!(
            "services: {{web: {{image: i, ports: [{{target: 80, published: '443', x-aws-protocol: https}}]}}}}\n{key}: {value}\n"
        ),
        // Requests are shifted where there are some.
        Place::Service if key == "x-aws-deployment" => web(&format!("ports: ['80:80'], {key}: {value}")),
        Place::Service => {
            // Not every log driver has options that are secrets.
            let around = if key == "x-aws-log_secrets" { "logging: {driver: awsfirelens}, " } else { "" };
            web(&format!("{around}{key}: {value}"))
        }
        Place::Port => {
            let around = match (key, value) {
                ("x-aws-protocol", "udp") => "protocol: udp, ",
                ("x-aws-protocol" | "x-aws-target_group", _) => "",
                ("x-aws-idle_timeout", _) => "x-aws-protocol: tcp, ",
                ("x-aws-alpn_policy", _) => "x-aws-protocol: tls, ",
                ("x-aws-listener", _) => "x-aws-protocol: https, x-aws-route: {path: /a}, ",
                _ => "x-aws-protocol: https, ",
            };
            let port = format!("{{target: 80, published: '443', {around}{key}: {value}}}");
            format!("{OPEN}{}", web(&format!("expose: ['81'], ports: [{port}]")))
        }
        Place::Mount => format!(
            "services: {{web: {{image: i, volumes: [{{type: volume, source: one, target: /a, {key}: {value}}}]}}}}\nvolumes: {{one: {{}}}}\n"
        ),
        Place::Deploy => web(&format!("ports: ['80:80'], deploy: {{{key}: {value}}}")),
        Place::UpdateConfig => web(&format!("deploy: {{replicas: 4, update_config: {{{key}: {value}}}}}")),
        Place::Network => resource("networks", ""),
        // A volume that nobody mounts is not looked at.
        Place::Volume => {
            format!(
                "services: {{web: {{image: i, volumes: ['one:/a']}}}}\nvolumes: {{one: {{{key}: {value}}}}}\n"
            )
        }
        Place::Secret => format!("{}secrets: {{one: {{file: a, {key}: {value}}}}}\n", web("secrets: [one]")),
        Place::Config => {
            format!(
                "{}configs: {{one: {{content: a, {key}: {value}}}}}\n",
                web("configs: [{source: one, target: /run/web/one}]")
            )
        }
        Place::Other => web(&format!("healthcheck: {{{key}: {value}}}")),
    }
}

const PLACES: [Place; 11] = [
    Place::Project,
    Place::Service,
    Place::Port,
    Place::Mount,
    Place::Deploy,
    Place::UpdateConfig,
    Place::Network,
    Place::Volume,
    Place::Secret,
    Place::Config,
    Place::Other,
];

/// Where the attributes of a place are described.
fn attributes(place: Place) -> &'static str {
    match place {
        Place::Project => "/properties",
        Place::Service => "/definitions/service/properties",
        Place::Port => "/definitions/service/properties/ports/items/oneOf/2/properties",
        Place::Mount => "/definitions/service/properties/volumes/items/oneOf/1/properties",
        Place::Deploy => "/definitions/deployment/properties",
        Place::UpdateConfig => "/definitions/deployment/properties/update_config/properties",
        Place::Network => "/definitions/network/properties",
        Place::Volume => "/definitions/volume/properties",
        Place::Secret => "/definitions/secret/properties",
        Place::Config => "/definitions/config/properties",
        Place::Other => "/no key of ours belongs here",
    }
}

fn printed() -> Json {
    serde_json::from_str(&schema_for_editors()).unwrap()
}

fn validator() -> Validator {
    jsonschema::draft7::new(&printed()).unwrap()
}

/// The documents of a YAML text as an editor sees them: anchors and `<<` followed, tags dropped, names as text.
fn documents(text: &str) -> Vec<Json> {
    let read = |document| {
        let mut value = plain(Yaml::deserialize(document).unwrap());
        value.apply_merge().unwrap();
        serde_json::to_value(value).unwrap()
    };
    serde_yaml::Deserializer::from_str(text).map(read).collect()
}

fn plain(value: Yaml) -> Yaml {
    let name = |key: Yaml| {
        let text = key.as_str().map(str::to_owned);
        Yaml::String(text.unwrap_or_else(|| serde_yaml::to_string(&key).unwrap().trim_end().to_owned()))
    };
    match value {
        Yaml::Tagged(tagged) => plain(tagged.value),
        Yaml::Sequence(items) => Yaml::Sequence(items.into_iter().map(plain).collect()),
        Yaml::Mapping(entries) => {
            Yaml::Mapping(entries.into_iter().map(|(key, value)| (name(key), plain(value))).collect())
        }
        scalar @ (Yaml::Null | Yaml::Bool(_) | Yaml::Number(_) | Yaml::String(_)) => scalar,
    }
}

fn faults(validator: &Validator, document: &Json) -> Vec<String> {
    validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// Whether the schema takes every document of a text.
fn takes(validator: &Validator, text: &str) -> bool {
    documents(text).iter().all(|document| validator.is_valid(document))
}

/// Whether a finding is about one of our keys.
fn is_about_a_key(finding: &Diagnostic) -> bool {
    ABOUT_KEYS.contains(&finding.code)
        && (finding.code != Code::NotYet || finding.message.contains("`x-aws-"))
}

/// Whether the program takes the keys of a text.
fn program_takes(text: &str) -> bool {
    let mut files = Memory::default();
    files.files.insert("/p/compose.yaml".to_owned(), text.as_bytes().to_vec());
    let mut request = common::request(Path::new("/p"));
    request.environment.insert("B".to_owned(), "subnet-01234567".to_owned());
    let outcome = stackpose::compile(&request, &files, Format::Yaml);
    let taken = !outcome.diagnostics.iter().any(is_about_a_key);
    assert!(outcome.value.is_some() == taken, "nothing but the key is wrong:\n{}", common::picture(&outcome));
    taken
}

/// Every case: `room/case`, its folder, its text. The pairs of `fixtures/update` are one level deeper, and the
/// inputs of `fixtures/hostile` are single files.
fn cases() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut found = Vec::new();
    let rooms = std::fs::read_dir(&root).unwrap().map(|room| room.unwrap().path());
    for room in rooms
        .filter(|room| !room.ends_with("update") && !room.ends_with("diff") && !room.ends_with("hostile"))
    {
        for case in std::fs::read_dir(room).unwrap() {
            let folder = case.unwrap().path();
            if is_left_over(&folder) {
                continue;
            }
            let name = folder.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read(folder.join("compose.yaml")).unwrap();
            found.push((name, folder, String::from_utf8_lossy(&text).into_owned()));
        }
    }
    found.sort();
    found
}

/// Whether nothing is in a folder but what insta leaves of a case of another branch, which git ignores.
fn is_left_over(folder: &Path) -> bool {
    let mut files = std::fs::read_dir(folder).unwrap();
    files.all(|file| file.unwrap().file_name().to_string_lossy().ends_with(".snap.new"))
}

#[test]
fn it_is_a_schema_of_draft_7() {
    let schema = printed();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    if let Err(error) = jsonschema::draft7::meta::validate(&schema) {
        panic!("{}: {error}", error.instance_path());
    }
}

#[test]
fn besides_our_keys_it_is_the_schema_of_compose() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let compose = std::fs::read_to_string(root.join("schemas/compose-spec.json")).unwrap();
    let mut wanted: Json = serde_json::from_str(&compose.replace("\"^x-\"", "\"^x-(?!aws-)\"")).unwrap();
    let mut schema = printed();
    for key in keys().filter(|key| key.is_translated()) {
        let attributes = schema.pointer_mut(attributes(key.place())).unwrap().as_object_mut().unwrap();
        assert!(attributes.remove(key.name).is_some(), "{} is not there", key.name);
    }
    assert!(schema["properties"].as_object_mut().unwrap().remove("x-stackpose").is_some());
    let patterns = schema["patternProperties"].as_object_mut().unwrap();
    patterns.retain(|pattern, _| !pattern.starts_with("^x-aws-"));
    for name in ["$schema", "$id", "title", "description"] {
        assert_ne!(wanted["title"], schema[name], "a name of its own");
        wanted[name] = schema[name].clone();
    }
    assert!(schema == wanted, "something else has changed");
}

#[test]
fn it_takes_every_good_fixture() {
    let validator = validator();
    let mut wrong = Vec::new();
    for (name, folder, text) in cases() {
        if !folder.join("template.snap").exists() {
            continue;
        }
        let faults: Vec<String> =
            documents(&text).iter().flat_map(|document| faults(&validator, document)).collect();
        let excused = LATER_GOOD.iter().any(|(case, _)| *case == name);
        if excused == faults.is_empty() {
            wrong.push(format!(
                "{name}: {}",
                if excused { "is good as it stands".to_owned() } else { faults.join("\n") }
            ));
        }
    }
    for (case, reason) in LATER_GOOD {
        assert!(!reason.is_empty() && cases().iter().any(|(name, ..)| name == case), "{case}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The paths of all `x-aws-*` keys, in the order of the file.
fn paths(value: &Json, above: &str, found: &mut Vec<String>) {
    let mut each = |name: &str, child: &Json| {
        let path = format!("{above}/{name}");
        if name.starts_with("x-aws-") {
            found.push(path);
        } else {
            paths(child, &path, found);
        }
    };
    match value {
        Json::Object(map) => map.iter().for_each(|(name, child)| each(name, child)),
        Json::Array(list) => {
            list.iter().enumerate().for_each(|(index, child)| each(&index.to_string(), child));
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

fn without(document: &Json, paths: &[String]) -> Json {
    let mut document = document.clone();
    for path in paths {
        let (above, name) = path.rsplit_once('/').unwrap();
        document.pointer_mut(above).unwrap().as_object_mut().unwrap().remove(name);
    }
    document
}

/// Of each key of ours in a fixture: it is refused where the program has a finding about it, and nowhere else.
#[test]
fn it_refuses_the_keys_that_the_program_refuses() {
    let validator = validator();
    let (mut refused, mut taken) = (0, 0);
    for (name, folder, text) in cases() {
        let starts: Vec<usize> = text.match_indices("x-aws-").map(|(start, _)| start).collect();
        if starts.is_empty() {
            continue;
        }
        let outcome = stackpose::compile(&common::request(&folder), &Disk, Format::Yaml);
        let about_keys = outcome.diagnostics.iter().filter(|finding| is_about_a_key(finding));
        let places: Vec<usize> = about_keys.map(|finding| finding.place().start()).collect();
        // A finding is at a key or at its value: the key that begins last before it is the one.
        let blamed = |start: usize| {
            let next = starts.iter().find(|other| **other > start).copied().unwrap_or(text.len());
            places.iter().any(|place| (start..next).contains(place))
        };
        let document = documents(&text).remove(0);
        let mut all = Vec::new();
        paths(&document, "", &mut all);
        assert_eq!(all.len(), starts.len(), "{name}: its text names our keys only where they stand");
        let none = faults(&validator, &without(&document, &all));
        for (path, start) in all.iter().zip(&starts) {
            let others: Vec<String> = all.iter().filter(|other| *other != path).cloned().collect();
            let only = faults(&validator, &without(&document, &others));
            let explanation = common::picture(&outcome);
            assert_eq!(only != none, blamed(*start), "{name}: {path}: {only:?}\n{explanation}");
            if blamed(*start) { refused += 1 } else { taken += 1 }
        }
    }
    assert!(refused > 10 && taken > 10, "{refused} refused, {taken} taken: the fixtures show both");
}

#[test]
fn every_key_is_described_at_its_place() {
    let schema = printed();
    let mut seen = BTreeSet::new();
    for key in keys() {
        assert!(seen.insert((format!("{:?}", key.place()), key.name)), "{} stands there twice", key.name);
        assert_ne!(key.place(), Place::Other, "{} has no place", key.name);
        assert!(
            key.description.ends_with('.') && key.description.len() > 20,
            "{} is not described",
            key.name
        );
        if key.is_translated() {
            let described = &schema.pointer(attributes(key.place())).unwrap()[key.name]["description"];
            assert_eq!(described, key.description, "{}", key.name);
        }
    }
}

#[test]
fn values_are_judged_as_the_program_judges_them() {
    let validator = validator();
    let shown: BTreeSet<String> = VALUES.iter().map(|(place, key, ..)| format!("{place:?} {key}")).collect();
    let known = keys().filter(|key| key.is_translated());
    let wanted: BTreeSet<String> = known.map(|key| format!("{:?} {}", key.place(), key.name)).collect();
    assert_eq!(shown, wanted, "each key has values here");
    for (place, key, good, bad) in VALUES {
        assert!(!good.is_empty() && !bad.is_empty());
        for value in good.iter().chain(&["''", "'${LEFT_OUT:-}'"]) {
            let text = project(*place, key, value);
            assert!(takes(&validator, &text), "{text}{:?}", faults(&validator, &documents(&text)[0]));
            assert!(program_takes(&text), "{text}");
        }
        assert!(takes(&validator, &project(*place, key, "$NAME")), "{key}: a variable without braces");
        for value in *bad {
            let text = project(*place, key, value);
            assert!(!takes(&validator, &text), "{text}");
            assert!(!program_takes(&text), "{text}");
        }
    }
}

#[test]
fn examples_fit() {
    let schema = printed();
    let mut seen = 0;
    for key in keys().filter(|key| key.is_translated()) {
        let property = &schema.pointer(attributes(key.place())).unwrap()[key.name];
        // A list shows what an item looks like.
        let items = &property["anyOf"][0]["items"];
        let shown = if items.is_null() { property } else { items };
        let validator = jsonschema::draft7::new(shown).unwrap();
        for example in shown["examples"].as_array().into_iter().flatten() {
            assert!(validator.is_valid(example), "{}: {example}", key.name);
            seen += 1;
        }
    }
    assert!(seen > 5, "most keys have an example");
}

#[test]
fn keys_are_refused_where_they_have_no_meaning() {
    let validator = validator();
    for place in PLACES {
        assert!(takes(&validator, &project(place, "x-mine", "[1]")), "{place:?}: keys of the user's own");
        // At the top level people keep anchors under such keys.
        let free = place == Place::Project;
        assert_eq!(
            takes(&validator, &project(place, "x-aws-mine", "[1]")),
            free,
            "{place:?}: an unknown key"
        );
        assert!(!takes(&validator, &project(place, "x-aws-mine", "one")), "{place:?}: an unknown key");
        for key in keys() {
            let here = keys().any(|row| row.place() == place && row.name == key.name && row.is_translated());
            let text = project(place, key.name, "''");
            assert_eq!(takes(&validator, &text), here, "{text}");
        }
    }
}

#[test]
fn the_settings_of_the_program() {
    let validator = validator();
    for (block, good) in [
        ("{}", true),
        ("{allow: []}", true),
        ("{allow: [W0602, N0603]}", true),
        ("{allow: W0602}", false),
        ("{allow: [E0601]}", false),
        ("{allow: [W06020]}", false),
        ("{allow: [5]}", false),
        ("{deny: [W0602]}", false),
        ("[]", false),
    ] {
        let text = format!("services: {{web: {{image: i}}}}\nx-stackpose: {block}\n");
        assert_eq!(takes(&validator, &text), good, "{text}");
    }
}

#[test]
fn the_command_prints_it() {
    let folder = tempfile::tempdir().unwrap();
    let run = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stackpose"));
        command.arg("schema").current_dir(folder.path()).env_clear().output().unwrap()
    };
    let output = run();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{:?}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert_eq!(text, schema_for_editors());
    assert!(text.starts_with("{\n  \"$schema\": ") && text.ends_with("\n}\n"));
    assert_eq!(output.stdout, run().stdout, "the same a second time");
}
