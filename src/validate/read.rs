//! Resolved tree → compose types.

use crate::compose::*;
use crate::diagnostic::Diagnostics;
use crate::grammar::bytes::ByteSize;
use crate::grammar::duration::Duration;
use crate::source::{Loc, Spanned};
use crate::tree::{Map, Node, Value};

/// Reads the project.
pub fn project(tree: &Node, name: &str, _diagnostics: &mut Diagnostics) -> Project {
    let section =
        |key: &str| tree.get(key).and_then(Node::as_map).into_iter().flat_map(Map::iter).collect::<Vec<_>>();
    let mut services: Vec<Service> =
        section("services").into_iter().map(|(key, loc, node)| service(key, loc, node)).collect();
    services.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    let mut networks: Vec<Network> = section("networks")
        .into_iter()
        .map(|(key, loc, node)| Network {
            key: Spanned::new(key.to_owned(), loc),
            name: text(node, "name").unwrap_or_default(),
            external: flag(node, "external"),
            internal: boolean(node, "internal"),
            loc,
        })
        .collect();
    networks.sort_by(|a, b| a.key.value.cmp(&b.key.value));
    Project {
        name: name.to_owned(),
        services,
        networks,
        volumes: Vec::new(),
        secrets: Vec::new(),
        configs: Vec::new(),
        extensions: ProjectExtensions {
            vpc: text(tree, "x-aws-vpc"),
            subnets: texts(tree, "x-aws-subnets"),
            cluster: text(tree, "x-aws-cluster"),
            load_balancer: text(tree, "x-aws-loadbalancer"),
            logs_retention: int(tree, "x-aws-logs_retention"),
            certificate: text(tree, "x-aws-certificate"),
            tags: pairs(tree, "x-aws-tags"),
        },
    }
}

fn service(key: &str, loc: Loc, node: &Node) -> Service {
    Service {
        name: Spanned::new(key.to_owned(), loc),
        image: text(node, "image"),
        build: node.get("build").map(|node| Build { loc: node.loc }),
        platform: text(node, "platform"),
        command: words(node, "command"),
        entrypoint: words(node, "entrypoint"),
        environment: variables(node),
        user: text(node, "user"),
        working_dir: text(node, "working_dir"),
        hostname: text(node, "hostname"),
        init: boolean(node, "init"),
        read_only: boolean(node, "read_only"),
        tty: boolean(node, "tty"),
        stdin_open: boolean(node, "stdin_open"),
        labels: pairs(node, "labels"),
        sysctls: pairs(node, "sysctls"),
        ulimits: ulimits(node),
        stop_grace_period: duration(node, "stop_grace_period"),
        health_check: node.get("healthcheck").map(health),
        logging: node.get("logging").map(|node| Logging {
            loc: node.loc,
            driver: text(node, "driver"),
            options: pairs(node, "options"),
        }),
        ports: node
            .get("ports")
            .and_then(Node::as_list)
            .unwrap_or_default()
            .iter()
            .filter_map(port)
            .collect(),
        expose: texts(node, "expose"),
        networks: networks(node),
        network_mode: text(node, "network_mode"),
        depends_on: depends(node),
        links: texts(node, "links").into_iter().map(link).collect(),
        restart: None,
        scale: int(node, "scale"),
        cpus: float(node, "cpus"),
        mem_limit: size(node, "mem_limit"),
        mem_reservation: size(node, "mem_reservation"),
        cap_add: texts(node, "cap_add"),
        cap_drop: texts(node, "cap_drop"),
        tmpfs: texts(node, "tmpfs").into_iter().map(tmpfs).collect(),
        volumes: Vec::new(),
        secrets: Vec::new(),
        configs: Vec::new(),
        deploy: node.get("deploy").map(deploy).unwrap_or_default(),
        extensions: ServiceExtensions {
            policies: texts(node, "x-aws-policies"),
            role: node.get("x-aws-role").map(|node| Spanned::new(json(node), node.loc)),
            tags: pairs(node, "x-aws-tags"),
        },
    }
}

fn json(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(v) => (*v).into(),
        Value::Int(v) => (*v).into(),
        Value::Uint(v) => (*v).into(),
        Value::Float(v) => (*v).into(),
        Value::Text(v) => v.clone().into(),
        Value::List(list) => list.iter().map(json).collect(),
        Value::Map(map) => {
            serde_json::Value::Object(map.iter().map(|(k, _, n)| (k.to_owned(), json(n))).collect())
        }
    }
}

fn link(text: Spanned<String>) -> (Spanned<String>, Option<Spanned<String>>) {
    match text.value.split_once(':') {
        Some((a, b)) => (Spanned::new(a.to_owned(), text.loc), Some(Spanned::new(b.to_owned(), text.loc))),
        None => (text, None),
    }
}

fn tmpfs(text: Spanned<String>) -> Tmpfs {
    let (target, rest) = text.value.split_once(':').unwrap_or((&text.value, ""));
    let mut found =
        Tmpfs { target: Spanned::new(target.to_owned(), text.loc), size: None, options: Vec::new() };
    for option in rest.split(',').filter(|option| !option.is_empty()) {
        match option.strip_prefix("size=").and_then(|size| ByteSize::parse(size).ok()) {
            Some(size) => found.size = Some(Spanned::new(size, text.loc)),
            None => found.options.push(option.to_owned()),
        }
    }
    found
}

fn deploy(node: &Node) -> Deploy {
    let part = |key: &str| {
        node.at(&["resources", key])
            .map(|node| Resources { cpus: float(node, "cpus"), memory: size(node, "memory") })
            .unwrap_or_default()
    };
    Deploy {
        mode: None,
        replicas: int(node, "replicas"),
        labels: pairs(node, "labels"),
        limits: part("limits"),
        reservations: part("reservations"),
        update_config: node.get("update_config").map(|node| UpdateConfig {
            loc: node.loc,
            parallelism: int(node, "parallelism"),
            order: text(node, "order").map(|t| {
                t.map(|t| if t == "start-first" { RollingOrder::StartFirst } else { RollingOrder::StopFirst })
            }),
            failure_action: text(node, "failure_action"),
            max_failure_ratio: float(node, "max_failure_ratio"),
            monitor: duration(node, "monitor"),
            delay: duration(node, "delay"),
            min_percent: int(node, "x-aws-min_percent"),
            max_percent: int(node, "x-aws-max_percent"),
        }),
    }
}

fn depends(node: &Node) -> Vec<Dependency> {
    let mut all: Vec<Dependency> = node
        .get("depends_on")
        .and_then(Node::as_map)
        .into_iter()
        .flat_map(Map::iter)
        .map(|(key, loc, node)| Dependency {
            service: Spanned::new(key.to_owned(), loc),
            condition: match node.get("condition").and_then(Node::as_text) {
                Some("service_healthy") => Condition::Healthy,
                Some("service_completed_successfully") => Condition::CompletedSuccessfully,
                _ => Condition::Started,
            },
            required: node.get("required").and_then(Node::as_bool) != Some(false),
        })
        .collect();
    all.sort_by(|a, b| a.service.value.cmp(&b.service.value));
    all
}

fn networks(node: &Node) -> Vec<Attachment> {
    let mut all: Vec<Attachment> = node
        .get("networks")
        .and_then(Node::as_map)
        .into_iter()
        .flat_map(Map::iter)
        .map(|(key, loc, node)| Attachment {
            network: Spanned::new(key.to_owned(), loc),
            aliases: texts(node, "aliases"),
        })
        .collect();
    all.sort_by(|a, b| a.network.value.cmp(&b.network.value));
    all
}

fn port(node: &Node) -> Option<Port> {
    let target = node.get("target")?;
    let number = if let Value::Int(n) = target.value { u16::try_from(n).ok()? } else { return None };
    let published = node.get("published").and_then(|node| {
        let text = node.as_text()?;
        let value = match text.split_once('-') {
            Some((a, b)) => Published::Range(a.parse().ok()?, b.parse().ok()?),
            None => Published::Number(text.parse().ok()?),
        };
        Some(Spanned::new(value, node.loc))
    });
    Some(Port {
        loc: node.loc,
        target: Spanned::new(number, target.loc),
        published,
        transport: match node.get("protocol").and_then(Node::as_text) {
            Some("udp") => Transport::Udp,
            Some("sctp") => Transport::Sctp,
            _ => Transport::Tcp,
        },
        host_ip: text(node, "host_ip"),
        name: text(node, "name"),
        app_protocol: text(node, "app_protocol"),
        protocol: node.get("x-aws-protocol").and_then(|node| {
            let text = node.as_text()?;
            Some(Spanned::new(Protocol::ALL.iter().find(|(word, _)| *word == text)?.1, node.loc))
        }),
        certificate: text(node, "x-aws-certificate"),
    })
}

fn health(node: &Node) -> HealthCheck {
    let list: Vec<String> = node
        .get("test")
        .and_then(Node::as_list)
        .unwrap_or_default()
        .iter()
        .filter_map(|n| n.as_text().map(str::to_owned))
        .collect();
    let test = match list.split_first() {
        _ if flag(node, "disable") => Some(HealthTest::None),
        Some((first, _)) if first == "NONE" => Some(HealthTest::None),
        Some((first, rest)) if first == "CMD-SHELL" => Some(HealthTest::Shell(rest.join(" "))),
        Some((_, rest)) => Some(HealthTest::Exec(rest.to_vec())),
        None => None,
    };
    HealthCheck {
        loc: node.loc,
        test: test.map(|test| Spanned::new(test, node.get("test").map_or(node.loc, |n| n.loc))),
        interval: duration(node, "interval"),
        timeout: duration(node, "timeout"),
        retries: int(node, "retries"),
        start_period: duration(node, "start_period"),
        start_interval: duration(node, "start_interval"),
    }
}

fn ulimits(node: &Node) -> Vec<Ulimit> {
    let mut all = Vec::new();
    for (key, loc, node) in node.get("ulimits").and_then(Node::as_map).into_iter().flat_map(Map::iter) {
        let one =
            |node: &Node| if let Value::Int(n) = node.value { Some(Spanned::new(n, node.loc)) } else { None };
        let soft = one(node).or_else(|| node.get("soft").and_then(one));
        let hard = one(node).or_else(|| node.get("hard").and_then(one));
        if let (Some(soft), Some(hard)) = (soft, hard) {
            all.push(Ulimit { name: Spanned::new(key.to_owned(), loc), soft, hard });
        }
    }
    all.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    all
}

fn variables(node: &Node) -> Vec<Variable> {
    let mut all: Vec<Variable> = node
        .get("environment")
        .and_then(Node::as_map)
        .into_iter()
        .flat_map(Map::iter)
        .map(|(key, loc, node)| Variable {
            name: Spanned::new(key.to_owned(), loc),
            value: node.as_text().map(|t| Spanned::new(t.to_owned(), node.loc)),
        })
        .collect();
    all.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    all
}

fn words(node: &Node, key: &str) -> Option<Spanned<Vec<String>>> {
    let node = node.get(key)?;
    let list = node.as_list()?;
    Some(Spanned::new(list.iter().filter_map(|n| n.as_text().map(str::to_owned)).collect(), node.loc))
}

fn pairs(node: &Node, key: &str) -> Vec<(Spanned<String>, Spanned<String>)> {
    let mut all: Vec<_> = node
        .get(key)
        .and_then(Node::as_map)
        .into_iter()
        .flat_map(Map::iter)
        .filter_map(|(key, loc, node)| {
            Some((Spanned::new(key.to_owned(), loc), Spanned::new(node.as_text()?.to_owned(), node.loc)))
        })
        .collect();
    all.sort_by(|a, b| a.0.value.cmp(&b.0.value));
    all
}

fn texts(node: &Node, key: &str) -> Vec<Spanned<String>> {
    let list = node.get(key).and_then(Node::as_list).unwrap_or_default();
    list.iter().filter_map(|n| Some(Spanned::new(n.as_text()?.to_owned(), n.loc))).collect()
}

fn text(node: &Node, key: &str) -> Option<Spanned<String>> {
    let node = node.get(key)?;
    Some(Spanned::new(node.as_text().filter(|t| !t.is_empty())?.to_owned(), node.loc))
}

fn boolean(node: &Node, key: &str) -> Option<Spanned<bool>> {
    let node = node.get(key)?;
    Some(Spanned::new(node.as_bool()?, node.loc))
}

fn flag(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool) == Some(true)
}

fn int(node: &Node, key: &str) -> Option<Spanned<u32>> {
    let node = node.get(key)?;
    if let Value::Int(n) = node.value { Some(Spanned::new(u32::try_from(n).ok()?, node.loc)) } else { None }
}

fn float(node: &Node, key: &str) -> Option<Spanned<f64>> {
    let node = node.get(key)?;
    match node.value {
        Value::Float(f) => Some(Spanned::new(f, node.loc)),
        #[expect(clippy::cast_precision_loss, reason = "x")]
        Value::Int(n) => Some(Spanned::new(n as f64, node.loc)),
        _ => None,
    }
}

fn size(node: &Node, key: &str) -> Option<Spanned<ByteSize>> {
    let node = node.get(key)?;
    Some(Spanned::new(ByteSize::parse(node.as_text()?).ok()?, node.loc))
}

fn duration(node: &Node, key: &str) -> Option<Spanned<Duration>> {
    let node = node.get(key)?;
    Some(Spanned::new(Duration::parse(node.as_text()?).ok()?, node.loc))
}
