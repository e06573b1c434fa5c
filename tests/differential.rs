//! The values of `../shared/corpus` in other places: whatever Compose makes of a file, it makes of the same values behind an
//! anchor, a merge key, `extends`, `include`, a second file, `!override` or `!reset`, in other orders and in long forms, and
//! of attributes of several files in one service. What it refuses stays refused. A clone without the corpus skips these
//! tests, saying so.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "tests read the corpus, say that they skip, and stop at the first surprise"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value as Json, json};
use stackpose::internals::diagnostic::Diagnostics;
use stackpose::internals::fix::Edited;
use stackpose::internals::pipeline::resolve_project;
use stackpose::internals::{config_output, load};
use stackpose::{Disk, Files, Request, SourceMap};

/// A case of the corpus with one file.
struct Case {
    folder: String,
    file: String,
    project: Option<String>,
    /// What `docker compose config` prints; none where it refuses the file.
    golden: Option<Json>,
}

fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if folder.is_dir() {
        return folder.canonicalize().ok();
    }
    eprintln!("skipped: {} is not there", folder.display());
    None
}

fn cases(corpus: &Path) -> Vec<Case> {
    let root = corpus.to_str().unwrap();
    let list = std::fs::read_to_string(corpus.join("cases.tsv")).unwrap();
    let rows = list.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    rows.filter_map(|row| {
        let (file, project) = match row[5].split(' ').collect::<Vec<_>>().as_slice() {
            ["-f", file] => ((*file).to_owned(), None),
            ["-f", file, "-p", project] => ((*file).to_owned(), Some((*project).to_owned())),
            _ => return None,
        };
        let golden = (row[6] == "ok").then(|| {
            let text =
                std::fs::read_to_string(corpus.join("golden").join(format!("{}.yaml", row[0]))).unwrap();
            serde_yaml::from_str(&text.replace("{{ROOT}}", root)).unwrap()
        });
        Some(Case { folder: format!("{root}/{}", row[4]), file, project, golden })
    })
    .collect()
}

/// What the program makes of a case's files, with some of them in place of those of the disk.
fn resolved(case: &Case, named: &[&str], texts: &[(&str, String)]) -> Option<Json> {
    let mut files = Edited::new(&Disk);
    for (name, text) in texts {
        files.put(&format!("{}/{name}", case.folder), text.clone());
    }
    resolved_of(case, named, &files)
}

fn resolved_of(case: &Case, named: &[&str], files: &dyn Files) -> Option<Json> {
    let environment = [("PWD", case.folder.as_str()), ("HOME", "/home/u"), ("PATH", "/usr/bin:/bin")];
    let request = Request {
        working_dir: case.folder.clone(),
        files: named.iter().map(|&name| name.to_owned()).collect(),
        project_name: case.project.clone(),
        environment: environment.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect(),
        ..Request::default()
    };
    let tree = resolve_project(&request, files).value?.tree;
    let mut model: Json = serde_json::from_str(&config_output::json(&tree)).unwrap();
    model.as_object_mut().unwrap().remove(ANCHORS);
    Some(model)
}

/// The file of a case as one document, anchors and merge keys put in place; none where its text says more than its values.
fn document(case: &Case) -> Option<Map<String, Json>> {
    let text = std::fs::read_to_string(format!("{}/{}", case.folder, case.file)).ok()?;
    if text.contains("!reset") || text.contains("!override") {
        return None;
    }
    let mut sources = SourceMap::default();
    let id = sources.add("case", text);
    let mut found = Diagnostics::default();
    let documents = load::parse(id, &mut sources, &mut found);
    let [tree] = documents.as_slice() else { return None };
    let value = config_output::with_variables(tree);
    let is_plain = !value.to_string().contains(" UTC\"") && !has_fraction(&value);
    value.as_object().filter(|_| is_plain && !found.has_errors()).cloned()
}

/// A number with a fraction may be written in several ways that Compose tells apart as text.
fn has_fraction(value: &Json) -> bool {
    match value {
        Json::Number(number) => number.is_f64(),
        Json::Array(list) => list.iter().any(has_fraction),
        Json::Object(map) => map.values().any(has_fraction),
        Json::Null | Json::Bool(_) | Json::String(_) => false,
    }
}

/// A way to write a project: the files to name, and the texts of all.
type Written = (Vec<&'static str>, Vec<(&'static str, String)>);

const MAIN: &str = "differential.yaml";
const ANCHORS: &str = "x-differential";
const OTHER: &str = "differential.other.yaml";

fn one(text: String) -> Written {
    (vec![MAIN], vec![(MAIN, text)])
}

fn services(document: &Map<String, Json>) -> Option<&Map<String, Json>> {
    document.get("services")?.as_object().filter(|services| services.values().all(Json::is_object))
}

fn with_services(document: &Map<String, Json>, services: Json) -> Map<String, Json> {
    let mut document = document.clone();
    document.insert("services".to_owned(), services);
    document
}

fn text(document: &Map<String, Json>) -> String {
    Json::Object(document.clone()).to_string()
}

fn reversed(value: &Json) -> Json {
    let Json::Object(map) = value else { return value.clone() };
    map.iter().rev().map(|(key, value)| (key.clone(), reversed(value))).collect()
}

/// Every attribute of every service behind an anchor.
fn anchored(document: &Map<String, Json>) -> Option<Written> {
    let (mut anchors, mut out) = (String::new(), String::new());
    for (name, service) in services(document)? {
        let _ = writeln!(out, "  {}:", json!(name));
        if service.as_object()?.is_empty() {
            return None;
        }
        for (key, value) in service.as_object()? {
            let number = anchors.lines().count();
            let _ = writeln!(anchors, "  - &a{number} {value}");
            let _ = writeln!(out, "    {}: *a{number}", json!(key));
        }
    }
    let rest = without_services(document);
    Some(one(format!("{ANCHORS}:\n{anchors}services:\n{out}{rest}")))
}

fn without_services(document: &Map<String, Json>) -> String {
    let mut out = String::new();
    for (key, value) in document.iter().filter(|(key, _)| *key != "services") {
        let _ = writeln!(out, "{}: {value}", json!(key));
    }
    out
}

/// Every service by merge keys, half of its attributes each.
fn merged(document: &Map<String, Json>) -> Option<Written> {
    let mut out = String::new();
    for (name, service) in services(document)? {
        let (one, two) = halves(service)?;
        let _ = writeln!(out, "  {}: {{<<: [{one}, {two}]}}", json!(name));
    }
    let rest = without_services(document);
    Some(one(format!("services:\n{out}{rest}")))
}

/// What a service extends lies below its own attributes, wherever these are written.
fn extends(services: &Map<String, Json>) -> bool {
    services.values().any(|service| service.get("extends").is_some())
}

fn halves(service: &Json) -> Option<(Json, Json)> {
    let (one, two): (Vec<_>, Vec<_>) =
        service.as_object()?.iter().enumerate().partition(|(at, _)| at % 2 == 0);
    let half = |entries: Vec<(usize, (&String, &Json))>| -> Json {
        entries.into_iter().map(|(_, (key, value))| (key.clone(), value.clone())).collect()
    };
    Some((half(one), half(two)))
}

/// Half of each service's attributes in a second file.
fn split(document: &Map<String, Json>) -> Option<Written> {
    let services = services(document)?;
    if extends(services) {
        return None;
    }
    let pairs: Option<Vec<_>> =
        services.iter().map(|(name, service)| Some((name.clone(), halves(service)?))).collect();
    let (mut one, mut two) = (Map::new(), Map::new());
    for (name, (first, second)) in pairs? {
        // A first file has to be sound by itself, and every service needs something to run.
        let (mut first, mut second) = (first, second);
        for key in ["image", "build", "extends", "provider"] {
            if let Some(value) = second.as_object_mut()?.remove(key) {
                first.as_object_mut()?.insert(key.to_owned(), value);
            }
        }
        one.insert(name.clone(), first);
        two.insert(name, second);
    }
    let texts = vec![
        (MAIN, text(&with_services(document, Json::Object(one)))),
        (OTHER, json!({"services": two}).to_string()),
    ];
    Some((vec![MAIN, OTHER], texts))
}

/// The file as one that another includes.
fn included(document: &Map<String, Json>) -> Option<Written> {
    let named = document.get("name").map(|name| format!("name: {name}\n")).unwrap_or_default();
    if document.contains_key("include") || document.keys().any(|key| key.starts_with("x-")) {
        return None;
    }
    Some((vec![MAIN], vec![(MAIN, format!("{named}include: [{OTHER}]\n")), (OTHER, text(document))]))
}

/// Every service extends one in another file.
fn extended(document: &Map<String, Json>) -> Option<Written> {
    let services = services(document)?;
    if extends(services) {
        return None;
    }
    let extending: Json = services
        .keys()
        .map(|name| (name.clone(), json!({"extends": {"file": OTHER, "service": name}})))
        .collect();
    let texts = vec![(MAIN, text(&with_services(document, extending))), (OTHER, text(document))];
    Some((vec![MAIN], texts))
}

/// A second file overrides every attribute with itself.
fn overridden(document: &Map<String, Json>) -> Option<Written> {
    let services = services(document)?;
    if extends(services) {
        return None;
    }
    let mut out = String::from("services:\n");
    for (name, service) in services {
        let _ = writeln!(out, "  {}:", json!(name));
        for (key, value) in service.as_object()? {
            let _ = writeln!(out, "    {}: !override {value}", json!(key));
        }
        out.push_str("    x-differential: !reset null\n");
    }
    Some((vec![MAIN, OTHER], vec![(MAIN, text(document)), (OTHER, out)]))
}

/// A second file takes away what a first had too much.
fn reset(document: &Map<String, Json>) -> Option<Written> {
    let extra =
        json!({"labels": {"extra": "1"}, "cap_add": ["SYS_PTRACE"], "mem_limit": "1g", "tmpfs": "/extra"});
    let (mut more, mut out) = (Map::new(), String::from("services:\n"));
    for (name, service) in services(document)? {
        let mut service = service.as_object()?.clone();
        if service.contains_key("extends") || service.is_empty() {
            return None;
        }
        let _ = writeln!(out, "  {}:\n    x-differential: !reset null", json!(name));
        for (key, value) in extra.as_object()? {
            // `deploy` has a memory limit of its own.
            let is_set = |key: &str| service.contains_key(key);
            if !is_set(key) && (key != "mem_limit" || !is_set("deploy")) {
                service.insert(key.clone(), value.clone());
                let _ = writeln!(out, "    {key}: !reset null");
            }
        }
        more.insert(name.clone(), Json::Object(service));
    }
    let texts = vec![(MAIN, text(&with_services(document, Json::Object(more)))), (OTHER, out)];
    Some((vec![MAIN, OTHER], texts))
}

type Way = (&'static str, fn(&Map<String, Json>) -> Option<Written>);

/// Ways that must change nothing, neither a model nor a refusal.
const WAYS: &[Way] = &[
    ("one line", |document| Some(one(text(document)))),
    ("reversed", |document| Some(one(reversed(&Json::Object(document.clone())).to_string()))),
    ("anchors", anchored),
    ("merge keys", merged),
    ("two files", split),
    ("include", included),
    ("extends", extended),
    ("!override", overridden),
    ("!reset", reset),
];

/// One run in so many is done; `DIFFERENTIAL=all` does all of them, in a few minutes.
fn stride() -> usize {
    if std::env::var("DIFFERENTIAL").is_ok_and(|what| what == "all") { 1 } else { 3 }
}

#[test]
fn the_place_of_a_value_changes_nothing() {
    let Some(corpus) = corpus() else { return };
    let (mut faults, mut compared) = (Vec::new(), BTreeMap::<(&str, bool), usize>::new());
    for (number, case) in cases(&corpus).iter().enumerate() {
        let ways: Vec<&Way> = WAYS
            .iter()
            .enumerate()
            .filter(|(at, _)| (at + number).is_multiple_of(stride()))
            .map(|(_, way)| way)
            .collect();
        // What `tools/conformance` counts is not counted here again.
        let is_ours = || resolved(case, &[&case.file], &[]) == case.golden;
        let Some(document) = document(case).filter(|_| !ways.is_empty() && is_ours()) else { continue };
        for (way, write) in ways {
            let Some((named, texts)) = write(&document) else { continue };
            *compared.entry((way, case.golden.is_some())).or_default() += 1;
            let found = resolved(case, &named, &texts);
            if found != case.golden {
                let which = case.folder.strip_prefix(corpus.to_str().unwrap()).unwrap_or_default();
                let difference = first_difference(found.as_ref(), case.golden.as_ref());
                faults.push(format!("{way}: {which}/{}: {difference}", case.file));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    // Every way was gone with projects that are accepted and with some that are refused.
    assert_eq!(compared.len(), 2 * WAYS.len(), "{compared:?}");
    assert!(compared.values().sum::<usize>() > 6_000 / stride(), "{compared:?}");
}

/// Attributes that mean the same in any service of any folder.
const STANDALONE: &[&str] = &[
    "annotations",
    "attach",
    "blkio_config",
    "cap_add",
    "cap_drop",
    "cgroup",
    "cgroup_parent",
    "command",
    "cpu_period",
    "cpu_quota",
    "cpu_rt_period",
    "cpu_rt_runtime",
    "cpu_shares",
    "cpuset",
    "device_cgroup_rules",
    "devices",
    "dns",
    "dns_opt",
    "dns_search",
    "domainname",
    "entrypoint",
    "environment",
    "expose",
    "extra_hosts",
    "group_add",
    "healthcheck",
    "hostname",
    "init",
    "isolation",
    "labels",
    "logging",
    "oom_kill_disable",
    "oom_score_adj",
    "platform",
    "ports",
    "privileged",
    "pull_policy",
    "read_only",
    "restart",
    "runtime",
    "security_opt",
    "shm_size",
    "stdin_open",
    "stop_grace_period",
    "stop_signal",
    "storage_opt",
    "sysctls",
    "tmpfs",
    "tty",
    "ulimits",
    "user",
    "userns_mode",
    "uts",
    "working_dir",
];

/// Attribute → values as they are written, and what Compose makes of each.
fn values(cases: &[Case]) -> BTreeMap<&'static str, Vec<(Json, Json)>> {
    let mut found = BTreeMap::<&'static str, Vec<(Json, Json)>>::new();
    for case in cases {
        let Some((document, golden)) = document(case).zip(case.golden.as_ref()) else { continue };
        let Some(services) = services(&document).filter(|services| !extends(services)) else { continue };
        // What an include or another file adds is not in this text.
        if document.contains_key("include") {
            continue;
        }
        for (name, service) in services {
            for &attribute in STANDALONE {
                let (Some(written), Some(made)) =
                    (service.get(attribute), golden["services"][name].get(attribute))
                else {
                    continue;
                };
                // Variables and env_files of its own folder, and what another attribute adds to.
                let is_alone = !written.to_string().contains('$')
                    && !(attribute == "environment"
                        && (service.get("env_file").is_some() || made.to_string().contains("null")))
                    && !(attribute == "labels" && service.get("label_file").is_some());
                let known = found.entry(attribute).or_default();
                if is_alone && known.iter().all(|(other, _)| other != written) {
                    known.push((written.clone(), made.clone()));
                }
            }
        }
    }
    found
}

#[test]
fn attributes_of_several_projects_are_the_same_in_one_service() {
    let Some(corpus) = corpus() else { return };
    let values = values(&cases(&corpus));
    let total: usize = values.values().map(Vec::len).sum();
    assert!(values.len() > 40 && total > 300, "{} attributes, {total} values", values.len());
    let folder = corpus.to_str().unwrap().to_owned();
    let case = Case { folder, file: MAIN.to_owned(), project: Some("differential".to_owned()), golden: None };
    let mut state: u64 = 0x5eed;
    let mut pick = |below: usize| {
        // Numbers of Lehmer's generator: the same in every run.
        state = state * 48_271 % 0x7fff_ffff;
        usize::try_from(state).unwrap() % below
    };
    let mut faults = Vec::new();
    for _ in 0..1_200 / stride() {
        let (mut service, mut wanted) = (Map::new(), Map::new());
        service.insert("image".to_owned(), json!("x"));
        wanted.insert("image".to_owned(), json!("x"));
        for _ in 0..=pick(8) {
            let (attribute, choices) = values.iter().nth(pick(values.len())).unwrap();
            if let Some((written, made)) = choices.get(pick(choices.len().max(1))) {
                service.insert((*attribute).to_owned(), written.clone());
                wanted.insert((*attribute).to_owned(), made.clone());
            }
        }
        let document: Map<String, Json> = json!({"services": {"a": service}}).as_object().unwrap().clone();
        let (way, write) = WAYS[pick(WAYS.len())];
        let Some((named, texts)) = write(&document) else { continue };
        let found = resolved(&case, &named, &texts);
        let mut found = found.map(|mut found| found["services"]["a"].take());
        for added in ["networks", "command", "entrypoint"] {
            let found = found.as_mut().and_then(Json::as_object_mut);
            if !wanted.contains_key(added)
                && let Some(found) = found
            {
                found.remove(added);
            }
        }
        let wanted = Json::Object(wanted);
        if found.as_ref() != Some(&wanted) {
            faults.push(format!(
                "{way}: {}: {}",
                text(&document),
                first_difference(found.as_ref(), Some(&wanted))
            ));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

fn first_difference(found: Option<&Json>, wanted: Option<&Json>) -> String {
    let (Some(found), Some(wanted)) = (found, wanted) else {
        let word = |it: Option<&Json>| if it.is_some() { "accepted" } else { "refused" };
        return format!("{}, wanted {}", word(found), word(wanted));
    };
    let mut at = (found, wanted, String::new());
    loop {
        let (Json::Object(found), Json::Object(wanted)) = (at.0, at.1) else {
            return format!("{}: {}, wanted {}", at.2, at.0, at.1);
        };
        let keys: std::collections::BTreeSet<&String> = found.keys().chain(wanted.keys()).collect();
        let Some(key) = keys.into_iter().find(|key| found.get(*key) != wanted.get(*key)) else {
            return at.2;
        };
        at = (
            found.get(key).unwrap_or(&Json::Null),
            wanted.get(key).unwrap_or(&Json::Null),
            format!("{}.{key}", at.2),
        );
    }
}

/// Models that are not printed as a whole: an empty value that no default replaces, and a service that is not active.
const NOT_WHOLE: [&str; 3] = ["simple-build-test", "TestComposeRunNotRequiredDeps", "TestUpSwitchVolumes"];

#[test]
fn a_resolved_model_is_a_file_that_resolves_to_itself() {
    let Some(corpus) = corpus() else { return };
    let mut faults = Vec::new();
    for case in cases(&corpus).iter().step_by(stride()) {
        let Some(golden) = &case.golden else { continue };
        let found = resolved(case, &[MAIN], &[(MAIN, golden.to_string())]);
        if found.as_ref() != Some(golden) && !NOT_WHOLE.iter().any(|name| case.folder.ends_with(name)) {
            faults.push(format!("{}: {}", case.folder, first_difference(found.as_ref(), Some(golden))));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
