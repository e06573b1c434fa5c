//! The table against the specification's schema, and the walk against small projects.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::row::When;
use super::{Row, Support, report, rows};
use crate::diagnostic::{Code, Diagnostics};
use crate::load::Memory;
use crate::loader::Request;

const SCHEMA: &str = include_str!("../../../schemas/compose-spec.json");

/// Every attribute that the schema names, as the table writes paths.
fn attributes() -> BTreeSet<String> {
    let schema: Json = serde_json::from_str(SCHEMA).unwrap();
    let mut found = BTreeSet::new();
    descend(&schema, &schema, "", &mut Vec::new(), &mut found);
    found
}

fn descend(root: &Json, node: &Json, path: &str, open: &mut Vec<String>, found: &mut BTreeSet<String>) {
    if let Some(name) = node.get("$ref").and_then(Json::as_str)
        && !open.iter().any(|seen| seen == name)
    {
        open.push(name.to_owned());
        descend(root, root.pointer(name.trim_start_matches('#')).unwrap(), path, open, found);
        open.pop();
    }
    for key in ["oneOf", "anyOf", "allOf"] {
        for branch in node.get(key).and_then(Json::as_array).into_iter().flatten() {
            descend(root, branch, path, open, found);
        }
    }
    for (key, child) in node.get("properties").and_then(Json::as_object).into_iter().flatten() {
        let below = join(path, key);
        found.insert(below.clone());
        descend(root, child, &below, open, found);
    }
    let patterns = node.get("patternProperties").and_then(Json::as_object).into_iter().flatten();
    let own_keys = patterns.filter(|(pattern, _)| *pattern != "^x-").map(|(_, child)| child);
    for child in own_keys.chain(node.get("additionalProperties")) {
        if child.is_object() {
            descend(root, child, &join(path, "*"), open, found);
        }
    }
    if let Some(items) = node.get("items") {
        descend(root, items, &join(path, "[]"), open, found);
    }
}

fn join(path: &str, step: &str) -> String {
    if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") }
}

#[test]
fn every_attribute_of_the_schema_has_a_row() {
    let known: BTreeSet<&str> = rows().map(|row| row.path).collect();
    let missing: Vec<String> =
        attributes().into_iter().filter(|path| !known.contains(path.as_str())).collect();
    assert!(missing.is_empty(), "without a row: {missing:#?}");
}

#[test]
fn every_row_is_in_the_schema() {
    let attributes = attributes();
    // A row for the items of a list stands for the list itself.
    let strange: Vec<&str> = rows()
        .map(|row| row.path)
        .filter(|path| !attributes.contains(path.trim_end_matches(".[]")))
        .collect();
    assert!(strange.is_empty(), "not in the schema: {strange:#?}");
}

#[test]
fn the_schema_is_walked_to_its_end() {
    let attributes = attributes();
    let of_a_service =
        attributes.iter().filter(|path| path.starts_with("services.*.") && path.matches('.').count() == 2);
    let schema: Json = serde_json::from_str(SCHEMA).unwrap();
    let listed = schema.pointer("/definitions/service/properties").and_then(Json::as_object).unwrap();
    assert!(listed.len() > 90);
    assert_eq!(of_a_service.count(), listed.len());
    for deep in [
        "services.*.deploy.resources.reservations.devices.[].count",
        "services.*.develop.watch.[].exec.working_dir",
        "networks.*.ipam.config.[].subnet",
    ] {
        assert!(attributes.contains(deep), "{deep}");
    }
}

#[test]
fn rows_of_one_path_stand_together() {
    let mut seen = BTreeSet::new();
    let mut last = "";
    for row in rows() {
        assert!(row.path == last || seen.insert(row.path), "`{}` stands in two places", row.path);
        last = row.path;
    }
}

/// True for a row below one that decides for every value, which thus never speaks itself.
fn is_decided_above(row: &Row) -> bool {
    rows().any(|above| {
        above.support != Support::Translated
            && above.when == When::Given
            && row.path.strip_prefix(above.path).is_some_and(|rest| rest.starts_with('.'))
    })
}

#[test]
fn every_row_that_speaks_says_why() {
    for row in rows().filter(|row| row.support != Support::Translated) {
        assert!(!row.reason.is_empty(), "{}", row.path);
        if matches!(row.support, Support::Refused | Support::NotYet)
            && row.when != When::AtItsUse
            && !is_decided_above(row)
        {
            assert!(!row.help.is_empty(), "`{}` stops the run and shows no alternative", row.path);
        }
        for text in [row.reason, row.help] {
            assert!(!text.ends_with('.') && !text.contains('\n'), "{}: {text}", row.path);
            assert!(
                !text.starts_with(char::is_uppercase) || starts_with_a_name(text),
                "{}: {text}",
                row.path
            );
        }
    }
}

fn starts_with_a_name(text: &str) -> bool {
    ["ECS ", "AWS ", "Fargate ", "Compose "].iter().any(|name| text.starts_with(name))
}

#[test]
fn what_is_lowered_says_where_it_ends() {
    for row in rows().filter(|row| row.support == Support::Translated) {
        assert!(!row.property.is_empty() || !row.reason.is_empty(), "{}", row.path);
    }
}

/// Code, underlined text and message of every finding about a project.
fn findings(text: &str) -> Vec<(Code, String, String)> {
    let files = [("/p/compose.yaml".to_owned(), text.as_bytes().to_vec())].into();
    let request =
        Request { working_dir: "/p".to_owned(), project_name: Some("p".to_owned()), ..Request::default() };
    let outcome = crate::pipeline::resolve_project(&request, &Memory { files, stdin: Vec::new() });
    let tree = outcome.value.unwrap_or_else(|| panic!("{:#?}", outcome.diagnostics)).tree;
    let mut diagnostics = Diagnostics::default();
    report(&tree, &mut diagnostics);
    let said = diagnostics.into_sorted().into_iter();
    said.map(|one| (one.code, outcome.sources.text(one.place()).to_owned(), one.message)).collect()
}

/// Code and underlined text of every finding about one service.
fn about(attributes: &str) -> Vec<(Code, String)> {
    let lines = attributes.replace('\n', "\n    ");
    let text = format!(
        "services:\n  web:\n    image: nginx\n    {lines}\nvolumes:\n  data: {{}}\nsecrets:\n  s: {{file: ./s}}\nconfigs:\n  c: {{file: ./c}}\n"
    );
    findings(&text).into_iter().map(|(code, text, _)| (code, text)).collect()
}

#[track_caller]
fn check(attributes: &str, wanted: &[(Code, &str)]) {
    let found = about(attributes);
    let found: Vec<(Code, &str)> = found.iter().map(|(code, text)| (*code, text.as_str())).collect();
    assert_eq!(found, wanted, "{attributes}");
}

#[test]
fn each_fate_speaks_once_at_its_place() {
    check("privileged: true", &[(Code::Refused, "privileged")]);
    check("healthcheck: {test: [CMD, ls], start_interval: 1s}", &[(Code::Approximated, "start_interval")]);
    check("mac_address: 02:42:ac:11:00:02", &[(Code::Ignored, "mac_address")]);
    check("volumes: ['data:/data', './src:/src']", &[]);
    check("secrets: [s]\nconfigs: [c]", &[]);
    check("command: [serve]\nrestart: always\ntmpfs: /tmp\nports: ['80:80']", &[]);
}

#[test]
fn what_says_nothing_is_passed_over() {
    for silent in [
        "privileged: false",
        "init: false",
        "devices: []",
        "dns: []",
        "security_opt: []",
        "extra_hosts: {}",
        "pids_limit: 0",
        "use_api_socket: false",
        "ipc: private",
        "stop_signal: SIGTERM",
        "deploy: {mode: replicated, resources: {reservations: {devices: []}}}",
        "x-anything: {privileged: true}",
    ] {
        check(silent, &[]);
    }
}

#[test]
fn what_the_loader_made_is_passed_over() {
    // The port's mode, the dependency's restart, the default network and its name.
    check("ports: ['80:80']", &[]);
    assert_eq!(
        findings("services:\n  a: {image: x, links: [b]}\n  b: {image: x}\n").len(),
        0,
        "a link's dependency restarts with it, which nobody wrote"
    );
}

#[test]
fn the_value_is_underlined_where_it_is_the_point() {
    check("cap_add: [CHOWN, cap_setuid, SYS_PTRACE, NET_ADMIN]", &[(Code::Refused, "NET_ADMIN")]);
    check("network_mode: host", &[(Code::Approximated, "host")]);
    check("network_mode: none", &[(Code::Approximated, "none")]);
    check("network_mode: bridge", &[(Code::Ignored, "bridge")]);
    check("deploy: {mode: global}", &[(Code::Approximated, "global")]);
    check("deploy: {mode: replicated-job}", &[]);
    check("deploy: {mode: global-job}", &[(Code::Approximated, "global-job")]);
    check("restart: 'no'", &[]);
    check("restart: on-failure", &[]);
    check("restart: on-failure:3", &[(Code::Approximated, "on-failure:3")]);
    check(
        "security_opt: ['no-new-privileges:true', 'seccomp:unconfined', 'label:disable']",
        &[
            (Code::Approximated, "'no-new-privileges:true'"),
            (Code::Approximated, "'seccomp:unconfined'"),
            (Code::Ignored, "'label:disable'"),
        ],
    );
    check("ports: ['127.0.0.1:5432:5432']", &[]);
    check("ports: ['10.1.2.3:80:80']", &[(Code::Approximated, "'10.1.2.3:80:80'")]);
}

#[test]
fn a_mount_gets_one_finding_by_its_kind() {
    check("volumes: [{type: tmpfs, target: /t, tmpfs: {size: 1m}}]", &[]);
    check(
        "volumes: ['/var/run/docker.sock:/var/run/docker.sock:ro']",
        &[(Code::Refused, "'/var/run/docker.sock:/var/run/docker.sock:ro'")],
    );
    check("volumes: [/data]", &[]);
    check("volumes: [{type: bind, source: ./a, target: /a, x-aws-volume: efs}]", &[]);
    let long = "volumes:\n  - type: volume\n    source: data\n    target: /data\n    volume: {nocopy: true}";
    check(long, &[]);
    check("volumes: [{type: image, source: a, target: /a}]", &[(Code::Refused, "a")]);
    check("secrets:\n  - source: s\n    target: /s", &[]);
}

#[test]
fn a_decision_holds_for_everything_below() {
    let placement =
        "deploy:\n  placement:\n    constraints: [node.role == manager]\n    max_replicas_per_node: 1";
    check(placement, &[(Code::Ignored, "placement")]);
    check("x-aws-capacity: spot\ngpus: all", &[(Code::Refused, "gpus")]);
    check("gpus: all", &[]);
}

#[test]
fn a_driver_of_volumes_is_said_to_make_way() {
    let about = |driver: &str| {
        let text = format!(
            "services:\n  a: {{image: x, volumes: ['data:/data']}}\nvolumes:\n  data: {{driver: {driver}, driver_opts: {{uid: 1}}, labels: {{a: b}}}}\n"
        );
        findings(&text).into_iter().map(|(code, text, _)| (code, text)).collect::<Vec<_>>()
    };
    assert_eq!(about("local"), []);
    assert_eq!(about("rexray/efs"), [(Code::Approximated, "rexray/efs".to_owned())]);
}

#[test]
fn networks_are_reported_where_they_are_defined() {
    let text = "services:\n  a: {image: x, networks: {front: {ipv4_address: 10.0.0.2, aliases: [www]}}}\n\
                networks:\n  front: {driver: bridge, ipam: {config: [{subnet: 10.0.0.0/24}]}, internal: true}\n";
    let found: Vec<_> = findings(text).into_iter().map(|(code, text, _)| (code, text)).collect();
    assert_eq!(
        found,
        [
            (Code::Ignored, "ipv4_address".to_owned()),
            (Code::Ignored, "driver".to_owned()),
            (Code::Ignored, "ipam".to_owned()),
            (Code::Approximated, "internal".to_owned()),
        ]
    );
}

#[test]
fn messages_name_the_attribute_as_compose_does() {
    let text = "services:\n  a:\n    image: x\n    privileged: true\n    cap_add: [NET_ADMIN]\n    network_mode: none\n    \
                deploy: {rollback_config: {order: start-first}}\n";
    let messages: Vec<String> = findings(text).into_iter().map(|(_, _, message)| message).collect();
    assert_eq!(
        messages,
        [
            "`privileged` cannot be kept on Fargate: tasks have no access to a host",
            "`NET_ADMIN` in `cap_add` cannot be kept on Fargate: a task has the capabilities that Docker gives to every \
             container, and may add `SYS_PTRACE`",
            "`network_mode: none` is kept in part: nobody reaches the task, but it has a network interface, through which its \
             image and its logs come and go, and may reach others",
            "`deploy.rollback_config` has no effect on AWS: a rollback goes the way of the update, as `update_config` says",
        ]
    );
}
