//! One project that uses everything, and the values that mean nothing is said.

use super::read;
use crate::compose::{
    self, Condition, Delivery, HealthTest, Mode, MountKind, Protocol, Published, Restart, RollingOrder,
    Source, Transport,
};
use crate::source::{SourceMap, Spanned};

const FULL: &str = r#"
name: demo
x-aws-vpc: vpc-1
x-aws-subnets: [subnet-b, subnet-a]
x-aws-cluster: prod
x-aws-loadbalancer: arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/0
x-aws-logs_retention: 14
x-aws-certificate: arn:cert
x-aws-tags: {team: web, cost: 7}
x-mine: {x-aws-nothing: 1}
services:
  web:
    image: nginx
    build: .
    platform: linux/arm64
    command: run --fast
    entrypoint: []
    env_file: more.env
    environment: {B: two, A: 1, N: null, x-aws-name: ok}
    user: "1000:1000"
    working_dir: /srv
    hostname: w
    init: true
    read_only: true
    tty: false
    stdin_open: true
    labels: [b=2, a]
    sysctls: {net.core.somaxconn: 1024}
    ulimits: {nproc: 5, nofile: {soft: 10, hard: 20}}
    stop_grace_period: 1m
    healthcheck: {test: curl localhost, interval: 10s, timeout: 0s, retries: 4, start_period: 1m, start_interval: 2s}
    logging: {driver: awslogs, options: {z: 1, awslogs-x: y}}
    ports:
      - "8000-8010:80/udp"
      - {target: 443, published: "443", name: tls, app_protocol: http, host_ip: 127.0.0.1, x-aws-protocol: https, "x-aws-certificate": "arn:aws:acm:eu-west-1:123456789012:certificate/2"}
      - "9"
    expose: [70, "71/udp"]
    networks: {front: {aliases: [www]}, back: null}
    depends_on: {cache: {condition: service_completed_successfully}, db: {condition: service_healthy, required: false}}
    links: ["db:database", cache]
    restart: on-failure:3
    scale: 2
    cpus: 0.5
    mem_limit: 512m
    mem_reservation: 256m
    cap_add: [SYS_PTRACE]
    cap_drop: [ALL]
    tmpfs: ["/run:size=64m,mode=1777,noexec", /tmp]
    volumes:
      - data:/data:ro
      - ./src:/src
      - {type: tmpfs, target: /scratch, tmpfs: {size: 1m, mode: 0o700}}
      - {type: image, source: busybox, target: /img}
    secrets: [{source: s, target: t, uid: "70", gid: "71", mode: 0o440}]
    x-aws-secrets: {PW: "s:pw"}
    configs: [{source: c, target: /c}]
    deploy:
      mode: replicated
      replicas: 2
      labels: {l: "1"}
      resources: {limits: {cpus: "0.5", memory: 512m}, reservations: {cpus: 0.25, memory: 256m}}
      update_config: {parallelism: 1, order: start-first, failure_action: rollback, max_failure_ratio: 0.3, monitor: 5s, delay: 1s, x-aws-min_percent: 50, x-aws-max_percent: "150"}
    x-aws-policies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
    x-aws-role:
      Version: 2012-10-17
      Statement: [{Effect: Allow, Action: "s3:*", Resource: "*"}]
    x-aws-tags: {t: v}
  db: {image: db, network_mode: none, healthcheck: {disable: true}, restart: "no", tmpfs: /t}
  cache: {image: cache, healthcheck: {test: [CMD, ping, x]}, deploy: {mode: global-job}}
networks:
  front: {internal: true}
  back: {external: true, name: sg-1, x-note: fine}
volumes: {data: {external: true, name: fs-1}}
secrets: {s: {file: ./s, x-aws-generate: {length: 20}, x-aws-keys: [a, b]}}
configs: {c: {content: x, x-aws-files: volume}}
"#;

fn texts<T>(pairs: &[(Spanned<String>, T)], value: impl Fn(&T) -> &str) -> Vec<String> {
    pairs.iter().map(|(name, other)| format!("{}={}", name.value, value(other))).collect()
}

fn full() -> (compose::Project, SourceMap) {
    let (project, diagnostics, sources) = read(FULL);
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    (project, sources)
}

#[test]
fn the_top_level_is_read() {
    let (project, sources) = full();
    assert_eq!(project.name, "demo");
    let names: Vec<&str> = project.services.iter().map(|service| service.name.value.as_str()).collect();
    assert_eq!(names, ["cache", "db", "web"]);
    assert_eq!(sources.text(project.services[2].name.loc), "web");
    let extensions = project.extensions;
    assert_eq!(extensions.vpc.as_ref().unwrap().value, "vpc-1");
    assert_eq!(sources.text(extensions.vpc.unwrap().loc), "vpc-1");
    assert_eq!(
        extensions.subnets.iter().map(|id| id.value.as_str()).collect::<Vec<_>>(),
        ["subnet-b", "subnet-a"]
    );
    assert_eq!(extensions.cluster.unwrap().value, "prod");
    assert_eq!(extensions.load_balancer.unwrap().value.split_once("/app/").unwrap().1, "web/0");
    assert_eq!(extensions.logs_retention.unwrap().value, 14);
    assert_eq!(extensions.certificate.unwrap().value, "arn:cert");
    assert_eq!(texts(&extensions.tags, |value| &value.value), ["cost=7", "team=web"]);
    let networks: Vec<_> =
        project.networks.iter().map(|n| (n.key.value.as_str(), n.name.value.as_str(), n.external)).collect();
    // `cache` joins the default network.
    assert_eq!(
        networks,
        [("back", "sg-1", true), ("default", "demo_default", false), ("front", "demo_front", false)]
    );
    assert!(!project.networks[1].loc.is_somewhere());
    assert!(project.networks[2].internal.as_ref().unwrap().value);
    let volume = &project.volumes[0];
    assert_eq!(
        (volume.key.value.as_str(), volume.name.value.as_str(), volume.external),
        ("data", "fs-1", true)
    );
    let [secret] = project.secrets.as_slice() else { panic!("{:#?}", project.secrets) };
    assert_eq!((secret.key.value.as_str(), secret.name.value.as_str()), ("s", "demo_s"));
    assert!(matches!(&secret.source, Some(Source::File(file)) if file.value == "/p/s"));
    assert_eq!(secret.generate.as_ref().unwrap().value.length, Some(20));
    let keys: Vec<_> =
        secret.keys.iter().map(|(file, key)| (file.value.as_str(), key.value.as_str())).collect();
    assert_eq!(keys, [("a", "a"), ("b", "b")]);
    let [config] = project.configs.as_slice() else { panic!("{:#?}", project.configs) };
    assert_eq!((config.key.value.as_str(), config.name.value.as_str()), ("c", "demo_c"));
    assert!(matches!(&config.source, Some(Source::Content(text)) if text.value == "x"));
    assert_eq!(config.files.as_ref().unwrap().value, Delivery::Volume);
}

fn web() -> compose::Service {
    full().0.services.swap_remove(2)
}

#[test]
fn the_container_is_read() {
    let web = web();
    assert_eq!(web.image.unwrap().value, "nginx");
    assert!(web.build.is_some());
    assert_eq!(web.platform.unwrap().value, "linux/arm64");
    assert_eq!(web.command.unwrap().value, ["run", "--fast"]);
    assert_eq!(web.entrypoint.unwrap().value, Vec::<String>::new());
    let environment: Vec<_> = web
        .environment
        .iter()
        .map(|v| (v.name.value.as_str(), v.value.as_ref().map(|value| value.value.as_str())))
        .collect();
    let wanted = [
        ("A", Some("1")),
        ("B", Some("two")),
        ("FROM_FILE", Some("f")),
        ("N", None),
        ("x-aws-name", Some("ok")),
    ];
    assert_eq!(environment, wanted);
    assert_eq!(web.user.unwrap().value, "1000:1000");
    assert_eq!(web.working_dir.unwrap().value, "/srv");
    assert_eq!(web.hostname.unwrap().value, "w");
    let flags = [web.init, web.read_only, web.tty, web.stdin_open].map(|flag| flag.unwrap().value);
    assert_eq!(flags, [true, true, false, true]);
    assert_eq!(texts(&web.labels, |value| &value.value), ["a=", "b=2"]);
    assert_eq!(texts(&web.sysctls, |value| &value.value), ["net.core.somaxconn=1024"]);
    let ulimits: Vec<_> =
        web.ulimits.iter().map(|u| (u.name.value.as_str(), u.soft.value, u.hard.value)).collect();
    assert_eq!(ulimits, [("nofile", 10, 20), ("nproc", 5, 5)]);
    assert_eq!(web.stop_grace_period.unwrap().value.seconds_ceil(), 60);
    let logging = web.logging.unwrap();
    assert_eq!(logging.driver.unwrap().value, "awslogs");
    assert_eq!(texts(&logging.options, |value| &value.value), ["awslogs-x=y", "z=1"]);
    assert_eq!(web.cap_add[0].value, "SYS_PTRACE");
    assert_eq!(web.cap_drop[0].value, "ALL");
    assert_eq!(web.cpus.unwrap().value.to_bits(), 0.5_f64.to_bits());
    assert_eq!(web.mem_limit.unwrap().value.mebibytes_ceil(), 512);
    assert_eq!(web.mem_reservation.unwrap().value.mebibytes_ceil(), 256);
}

#[test]
fn the_health_checks_are_read() {
    let project = full().0;
    let test = |at: usize| project.services[at].health_check.clone().unwrap().test.unwrap().value;
    assert_eq!(test(0), HealthTest::Exec(vec!["ping".to_owned(), "x".to_owned()]));
    assert_eq!(test(1), HealthTest::None);
    assert_eq!(test(2), HealthTest::Shell("curl localhost".to_owned()));
    let check = project.services[2].health_check.clone().unwrap();
    let seconds = [check.interval, check.timeout, check.start_period, check.start_interval]
        .map(|duration| duration.map(|duration| duration.value.seconds_ceil()));
    assert_eq!(seconds, [Some(10), None, Some(60), Some(2)]);
    assert_eq!(check.retries.unwrap().value, 4);
}

#[test]
fn ports_and_networks_are_read() {
    let web = web();
    let [range, tls, random] = web.ports.as_slice() else { panic!("{:#?}", web.ports) };
    assert_eq!(range.published.as_ref().unwrap().value, Published::Range(8000, 8010));
    assert_eq!((range.target.value, range.transport), (80, Transport::Udp));
    assert_eq!(tls.published.as_ref().unwrap().value, Published::Number(443));
    assert_eq!((tls.target.value, tls.transport), (443, Transport::Tcp));
    assert_eq!(tls.name.as_ref().unwrap().value, "tls");
    assert_eq!(tls.app_protocol.as_ref().unwrap().value, "http");
    assert_eq!(tls.host_ip.as_ref().unwrap().value, "127.0.0.1");
    assert_eq!(tls.protocol.as_ref().unwrap().value, Protocol::Https);
    assert!(tls.listener.certificates[0].value.ends_with("certificate/2"));
    assert_eq!((random.target.value, random.published.clone()), (9, None));
    assert_eq!(web.expose.iter().map(|port| port.value.as_str()).collect::<Vec<_>>(), ["70", "71/udp"]);
    assert_eq!(web.networks.iter().map(|n| n.network.value.as_str()).collect::<Vec<_>>(), ["back", "front"]);
    assert_eq!(web.networks[1].aliases[0].value, "www");
    let db = full().0.services.swap_remove(1);
    assert_eq!(db.network_mode.unwrap().value, "none");
    assert!(db.networks.is_empty());
}

#[test]
fn relations_and_mounts_are_read() {
    let web = web();
    let depends: Vec<_> =
        web.depends_on.iter().map(|d| (d.service.value.as_str(), d.condition, d.required)).collect();
    assert_eq!(
        depends,
        [("cache", Condition::CompletedSuccessfully, true), ("db", Condition::Healthy, false)]
    );
    let links: Vec<_> = web
        .links
        .iter()
        .map(|(to, alias)| (to.value.as_str(), alias.as_ref().map(|a| a.value.as_str())))
        .collect();
    assert_eq!(links, [("db", Some("database")), ("cache", None)]);
    let tmpfs: Vec<_> = web
        .tmpfs
        .iter()
        .map(|t| {
            (t.target.value.as_str(), t.size.as_ref().map(|s| s.value.mebibytes_ceil()), t.options.join(","))
        })
        .collect();
    let wanted =
        [("/run", Some(64), "mode=1777,noexec"), ("/tmp", None, ""), ("/scratch", Some(1), "mode=700")];
    assert_eq!(tmpfs, wanted.map(|(target, size, options)| (target, size, options.to_owned())));
    let mounts: Vec<_> = web
        .volumes
        .iter()
        .map(|m| {
            (m.kind.value, m.source.as_ref().unwrap().value.as_str(), m.target.value.as_str(), m.read_only)
        })
        .collect();
    let wanted = [
        (MountKind::Volume, "data", "/data", true),
        (MountKind::Bind, "/p/src", "/src", false),
        (MountKind::Other, "busybox", "/img", false),
    ];
    assert_eq!(mounts, wanted);
    let secret = &web.secrets[0];
    assert_eq!((secret.source.value.as_str(), secret.target.as_ref().unwrap().value.as_str()), ("s", "t"));
    let numbers = [&secret.uid, &secret.gid, &secret.mode].map(|number| number.as_ref().unwrap().value);
    assert_eq!(numbers, [70, 71, 0o440]);
    assert_eq!(web.configs[0].target.as_ref().unwrap().value, "/c");
    let variable = &web.extensions.secrets[0];
    assert_eq!((variable.name.value.as_str(), variable.from.value.as_str()), ("PW", "s:pw"));
}

#[test]
fn deployment_is_read() {
    let project = full().0;
    let web = &project.services[2];
    assert_eq!(web.restart.as_ref().unwrap().value, Restart::OnFailure(Some(3)));
    assert_eq!(project.services[1].restart.as_ref().unwrap().value, Restart::No);
    assert_eq!(project.services[0].deploy.mode.as_ref().unwrap().value, Mode::GlobalJob);
    assert_eq!(web.scale.as_ref().unwrap().value, 2);
    let deploy = web.deploy.clone();
    assert_eq!((deploy.mode.unwrap().value, deploy.replicas.unwrap().value), (Mode::Replicated, 2));
    assert_eq!(texts(&deploy.labels, |value| &value.value), ["l=1"]);
    let sizes =
        |r: compose::Resources| (r.cpus.unwrap().value.to_string(), r.memory.unwrap().value.mebibytes_ceil());
    assert_eq!(sizes(deploy.limits), ("0.5".to_owned(), 512));
    assert_eq!(sizes(deploy.reservations), ("0.25".to_owned(), 256));
    let update = deploy.update_config.unwrap();
    assert_eq!(
        (update.parallelism.unwrap().value, update.order.unwrap().value),
        (1, RollingOrder::StartFirst)
    );
    assert_eq!(update.failure_action.unwrap().value, "rollback");
    assert_eq!(update.max_failure_ratio.unwrap().value.to_bits(), 0.3_f64.to_bits());
    assert_eq!([update.monitor, update.delay].map(|span| span.unwrap().value.seconds_ceil()), [5, 1]);
    assert_eq!([update.min_percent, update.max_percent].map(|percent| percent.unwrap().value), [50, 150]);
    let extensions = &web.extensions;
    assert_eq!(extensions.policies[0].value, "arn:aws:iam::aws:policy/ReadOnlyAccess");
    assert_eq!(texts(&extensions.tags, |value| &value.value), ["t=v"]);
    let wanted = serde_json::json!({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}],
    });
    assert_eq!(extensions.role.as_ref().unwrap().value, wanted);
}

#[test]
fn words_of_a_shell_test_become_its_arguments() {
    let project = read("services: {a: {image: i, healthcheck: {test: [CMD-SHELL, 'echo $$0', x]}}}").0;
    let test = project.services[0].health_check.clone().unwrap().test.unwrap().value;
    assert_eq!(test, HealthTest::Exec(["/bin/sh", "-c", "echo $0", "x"].map(str::to_owned).to_vec()));
}

#[test]
fn zero_is_no_limit_and_empty_text_no_extension() {
    let (project, diagnostics, _) = read("x-aws-vpc: ''\nservices: {a: {image: i, cpus: 0, mem_limit: 0}}");
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    assert_eq!((&project.services[0].cpus, &project.services[0].mem_limit), (&None, &None));
    assert_eq!(project.extensions.vpc, None);
}
