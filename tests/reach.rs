//! Whatever the project, the world reaches load balancers only, and tasks are reached by whom the file names.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the harness reads fixtures, and tests stop at the first surprise"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use serde_json::Value as Json;
use stackpose::{Format, Memory};

/// Networks of the top level: one is kept inside, one exists.
const NETWORKS: &str =
    "networks:\n  front: {}\n  back: {internal: true}\n  given: {external: true, name: sg-0a}\n";

/// Who may be let in to tasks.
const OURS: [&str; 4] = ["10.1.0.0/16", "fd00::/8", "sg-0123456789abcdef0", "pl-0123456789abcdef0"];

/// A port of a project under test.
#[derive(Debug, Clone)]
struct Port {
    protocol: &'static str,
    restricted: bool,
    asked_elsewhere: bool,
}

/// A service of a project under test.
#[derive(Debug, Clone)]
struct Service {
    networks: BTreeSet<&'static str>,
    ports: Vec<Port>,
    exposed: bool,
    ingress: BTreeSet<&'static str>,
    volume: bool,
}

fn port() -> impl Strategy<Value = Port> {
    let protocol = proptest::sample::select(vec!["http", "grpc", "https", "tcp", "tls", "udp"]);
    (protocol, any::<bool>(), any::<bool>()).prop_map(|(protocol, restricted, asked_elsewhere)| Port {
        protocol,
        restricted,
        asked_elsewhere,
    })
}

fn service() -> impl Strategy<Value = Service> {
    (
        proptest::sample::subsequence(vec!["front", "back", "given"], 0..=3),
        proptest::collection::vec(port(), 0..4),
        any::<bool>(),
        proptest::sample::subsequence(OURS.to_vec(), 0..=4),
        any::<bool>(),
    )
        .prop_map(|(networks, ports, exposed, ingress, volume)| Service {
            networks: networks.into_iter().collect(),
            ports,
            exposed,
            ingress: ingress.into_iter().collect(),
            volume,
        })
}

/// The project's text; no two ports of it exclude each other.
fn text(services: &[Service]) -> String {
    let mut text = "services:\n".to_owned();
    for (number, service) in services.iter().enumerate() {
        let Service { networks, ports, exposed, ingress, volume } = service;
        let _ = write!(text, "  s{number}:\n    image: i\n");
        let _ = writeln!(text, "    networks: [{}]", list(networks));
        let _ = writeln!(text, "    x-aws-ingress: [{}]", rules(ingress));
        if *exposed {
            text.push_str("    expose: ['9000', '9001-9005', '9006/udp']\n");
        }
        if *volume {
            text.push_str("    volumes: ['data:/data']\n");
        }
        text.push_str("    ports:\n      - {target: 7000, published: '");
        let _ = writeln!(text, "{}'}}", 7000 + number);
        for (index, port) in ports.iter().enumerate() {
            let transport = if port.protocol == "udp" { "udp" } else { "tcp" };
            let (target, published) = (8000 + index, 1000 + 10 * number + index);
            let _ = write!(
                text,
                "      - {{target: {target}, published: '{published}', protocol: {transport}, x-aws-protocol: {}",
                port.protocol
            );
            if port.restricted {
                let _ = write!(text, ", x-aws-ingress: [{}]", list(&OURS.into_iter().collect()));
            }
            if port.asked_elsewhere {
                text.push_str(", x-aws-healthcheck: {port: 8090}");
            }
            text.push_str("}\n");
        }
    }
    format!("{text}{NETWORKS}volumes: {{data: {{}}}}\n")
}

fn list(items: &BTreeSet<&str>) -> String {
    items.iter().map(|item| format!("'{item}'")).collect::<Vec<_>>().join(", ")
}

fn rules(items: &BTreeSet<&str>) -> String {
    let rule = |item: &&str| format!("{{from: '{item}', ports: [9100]}}");
    items.iter().map(rule).collect::<Vec<_>>().join(", ")
}

fn template(text: &str) -> Json {
    let mut files = Memory::default();
    files.files.insert("/p/compose.yaml".to_owned(), text.as_bytes().to_vec());
    let outcome = stackpose::compile(&common::request(Path::new("/p")), &files, Format::Json);
    assert!(outcome.value.is_some(), "{text}\n{}", common::picture(&outcome));
    serde_json::from_str(&outcome.value.unwrap()).unwrap()
}

/// The resources of a type, by logical id.
fn of_type<'a>(template: &'a Json, kind: &str) -> BTreeMap<&'a str, &'a Json> {
    let all = template["Resources"].as_object().unwrap().iter();
    all.filter(|(_, resource)| resource["Type"] == kind)
        .map(|(id, one)| (id.as_str(), &one["Properties"]))
        .collect()
}

/// Every logical id that a value refers to.
fn references(value: &Json, found: &mut BTreeSet<String>) {
    match value {
        Json::Object(map) => {
            found.extend(map.get("Ref").and_then(Json::as_str).map(str::to_owned));
            found.extend(map.get("Fn::GetAtt").and_then(|pair| pair[0].as_str()).map(str::to_owned));
            map.values().for_each(|value| references(value, found));
        }
        Json::Array(list) => list.iter().for_each(|value| references(value, found)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

fn referred(value: &Json) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    references(value, &mut found);
    found
}

/// Every rule with the group that it belongs to: those inside of groups, and those that stand by themselves.
fn all_rules(template: &Json) -> Vec<(String, &Json)> {
    let mut found = Vec::new();
    for (id, group) in of_type(template, "AWS::EC2::SecurityGroup") {
        let rules = group["SecurityGroupIngress"].as_array().into_iter().flatten();
        found.extend(rules.map(|rule| (id.to_owned(), rule)));
    }
    for rule in of_type(template, "AWS::EC2::SecurityGroupIngress").into_values() {
        // A group that exists is none of the balancers', and neither is one that nobody names.
        let owner = referred(&rule["GroupId"]).into_iter().next().unwrap_or_default();
        found.push((owner, rule));
    }
    found
}

/// Asserts what is true of every template.
fn check(services: &[Service], text: &str) {
    let template = template(text);
    let ids = |kind| of_type(&template, kind);
    let balancers: BTreeSet<String> = ids("AWS::ElasticLoadBalancingV2::LoadBalancer")
        .into_values()
        .flat_map(|balancer| referred(&balancer["SecurityGroups"]))
        .collect();
    let listened: BTreeSet<u64> = ids("AWS::ElasticLoadBalancingV2::Listener")
        .into_values()
        .filter_map(|listener| listener["Port"].as_u64())
        .collect();
    let mut groups: BTreeSet<String> =
        ids("AWS::EC2::SecurityGroup").into_keys().map(str::to_owned).collect();
    groups.extend(
        ["ApplicationLoadBalancerSecurityGroupId", "NetworkLoadBalancerSecurityGroupId"].map(str::to_owned),
    );
    let named: BTreeSet<&str> = services.iter().flat_map(|service| &service.ingress).copied().collect();

    let mut open = 0;
    for (group, rule) in all_rules(&template) {
        let literal = ["CidrIp", "CidrIpv6", "SourceSecurityGroupId", "SourcePrefixListId"]
            .into_iter()
            .find_map(|key| rule[key].as_str());
        let world = matches!(literal, Some("0.0.0.0/0" | "::/0"));
        if balancers.contains(&group) {
            open += usize::from(world);
            assert_eq!(rule["FromPort"], rule["ToPort"], "one port a rule\n{text}");
            assert!(listened.contains(&rule["FromPort"].as_u64().unwrap()), "{group} {rule}\n{text}");
            continue;
        }
        assert!(!world, "{group} is open to the world\n{text}");
        if let Some(literal) = literal {
            assert!(named.contains(literal), "{group} {rule}\n{text}");
        } else {
            let mut from = referred(&rule["SourceSecurityGroupId"]);
            // A load balancer without groups is named by a network, which no default gives.
            if let Some(network) = rule.get("CidrIp") {
                let part = |at: &str| network.pointer(at).and_then(Json::as_str);
                assert_eq!(part("/Fn::If/0"), Some("NetworkLoadBalancerWithoutGroup"));
                assert_eq!(part("/Fn::If/1/Ref"), Some("NetworkLoadBalancerSourceCidr"));
                from.retain(|name| name != "AWS::NoValue");
            }
            assert!(!from.is_empty() && from.is_subset(&groups), "{group} {rule}\n{text}");
        }
    }
    // Port 7000 of each is open to all, and so are those that name nobody.
    let everybody =
        services.iter().flat_map(|service| &service.ports).filter(|port| !port.restricted).count();
    assert_eq!(open, services.len() + everybody, "{text}");

    for (id, service) in ids("AWS::ECS::Service") {
        let own = service.pointer("/NetworkConfiguration/AwsvpcConfiguration/SecurityGroups");
        let own = own.map(referred).unwrap_or_default();
        assert!(!own.is_empty(), "{id} is in no group\n{text}");
        assert!(own.is_disjoint(&balancers), "{id} is in the group of a load balancer\n{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn the_world_reaches_load_balancers_only(services in proptest::collection::vec(service(), 1..4)) {
        // A service of internal networks only publishes nothing.
        prop_assume!(!services.iter().any(|service| service.networks.iter().eq(["back"].iter())));
        check(&services, &text(&services));
    }
}
