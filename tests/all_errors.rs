//! All errors are in one run: a fault in one service hides no fault of another, and mending one makes no error appear.
#![expect(clippy::indexing_slicing, reason = "tests stop at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use stackpose::internals::diagnostic::Checks;
use stackpose::{Format, Memory, Request, Severity};

const HOME: &str = "/srv/project";

/// A fault of one service: its attributes beside `image`, and an entry of a top-level section.
struct Fault {
    code: &'static str,
    service: &'static str,
    section: &'static str,
}

const fn of_service(code: &'static str, service: &'static str) -> Fault {
    Fault { code, service, section: "" }
}

const fn with(code: &'static str, service: &'static str, section: &'static str) -> Fault {
    Fault { code, service, section }
}

/// From every stage. `@` is the number of the fault, so that no two share a name.
const FAULTS: &[Fault] = &[
    of_service("E0001", "env_file: missing.env"),
    of_service("E0010", "env_file: ../../home/me/web.env"),
    of_service("E0201", "command: '${X'"),
    of_service("E0202", "command: '${MISSING:?say which}'"),
    of_service("E0204", "cpus: many"),
    of_service("E0303", "extends: {service: nobody}"),
    of_service("E0306", "environment: [COLOR =blue]"),
    of_service("E0401", "imagee: x"),
    of_service("E0402", "command: {a: b}"),
    of_service("E0403", "develop: {watch: [{path: .}]}"),
    of_service("E0404", "pull_policy: sometimes"),
    of_service("E0407", "tmpfs: /a, volumes: [{type: tmpfs, target: /a}]"),
    of_service("E0408", "ports: ['80:80:80:80']"),
    of_service("E0409", "volumes: [{type: volume, source: x}]"),
    of_service("E0411", "stop_grace_period: soon"),
    of_service("E0412", "mem_limit: much"),
    of_service("E0413", "command: 'echo \"'"),
    of_service("E0502", "depends_on: [nobody]"),
    of_service("E0502", "volumes: ['nowhere@:/data']"),
    with("E0505", "volumes: ['v@:/data']", "volumes: {v@: {external: true, driver: x}}"),
    with("E0506", "secrets: [s@]", "secrets: {s@: {}}"),
    of_service("E0509", "healthcheck: {test: [RUN, x]}"),
    of_service("E0510", "deploy: {replicas: -1}"),
    of_service("E0512", "mem_limit: -1"),
    of_service("E0601", "privileged: true"),
    of_service("E0605", "x-aws-nothing: 1"),
    of_service("E0706", "ports: ['5@:53/tcp', '5@:54/udp']"),
    of_service(
        "E0712",
        "ports: [{target: 1, published: 101@, x-aws-protocol: tcp}, {target: 2, published: 102@, x-aws-protocol: tcp}, \
         {target: 3, published: 103@, x-aws-protocol: tcp}, {target: 4, published: 104@, x-aws-protocol: tcp}, \
         {target: 5, published: 105@, x-aws-protocol: tcp}, {target: 6, published: 106@, x-aws-protocol: tcp}]",
    ),
    of_service("E0717", "deploy: {update_config: {x-aws-min_percent: 100, x-aws-max_percent: 100}}"),
    of_service("E0719", "networks: {default: {aliases: ['*.shop']}}"),
    of_service("E0722", "platform: windows/amd64, ports: ['514@:514/udp']"),
    of_service("E0731", "logging: {driver: awslogs, options: {awslogs-region: eu-west-1}}"),
    with("E0732", "volumes: ['o@:/srv']", "volumes: {o@: {driver_opts: {life_cycle_policy: AFTER_30_DAYS}}}"),
    with("E0740", "secrets: [k@]", "secrets: {k@: {external: true, name: \"the shop's key\"}}"),
    of_service("E0741", "secrets: [{source: k@, target: key}, {source: k@, target: key/new}]"),
    of_service("E0742", "secrets: [{source: k@, target: /etc/shop.key}]"),
    of_service("E0766", "x-aws-schedule: never"),
    of_service("E0770", "mem_limit: 1m"),
    of_service("E0781", "volumes: ['/srv/web/nginx.conf:/etc/nginx/nginx.conf:ro']"),
    with("E0789", "volumes: ['f@:/etc/nginx/nginx.conf']", "volumes: {f@: {}}"),
];

fn project(chosen: &[usize]) -> String {
    let mut text = String::from("name: faults\nservices:\n  sound: {image: 'nginx:1.29'}\n");
    let mut sections = BTreeMap::<&str, String>::new();
    for at in chosen {
        let fault = &FAULTS[*at];
        let number = at.to_string();
        let _ = writeln!(text, "  s{at}: {{image: 'nginx:1.29', {}}}", fault.service.replace('@', &number));
        if let Some((section, entry)) = fault.section.split_once(": {") {
            let entry = entry.strip_suffix('}').unwrap_or(entry).replace('@', &number);
            let _ = writeln!(sections.entry(section).or_default(), "  {entry}");
        }
        if fault.service.contains("source: k@") {
            let _ = writeln!(sections.entry("secrets").or_default(), "  k{at}: {{external: true, name: k}}");
        }
    }
    for (section, entries) in sections {
        let _ = write!(text, "{section}:\n{entries}");
    }
    text
}

/// The errors of a project: code and message.
fn errors(text: &str) -> BTreeSet<(String, String)> {
    let files = [(format!("{HOME}/compose.yaml"), text), ("/home/me/web.env".to_owned(), "A=b")];
    let files = files.map(|(path, text)| (path, text.as_bytes().to_vec())).into();
    let request = Request { working_dir: HOME.to_owned(), ..Request::default() };
    let outcome = stackpose::compile(&request, &Memory { files, stdin: Vec::new() }, Format::Yaml);
    let errors = outcome.diagnostics.into_iter().filter(|found| found.severity == Severity::Error);
    errors.map(|found| (found.code.number(), found.message)).collect()
}

#[test]
fn a_fault_hides_no_other_and_mending_it_makes_none_appear() {
    let all: Vec<usize> = (0..FAULTS.len()).collect();
    let together = errors(&project(&all));
    let apart: Vec<_> = all.iter().map(|at| errors(&project(&[*at]))).collect();
    let mut faults = Vec::new();
    for at in &all {
        let code = FAULTS[*at].code;
        let alone = &apart[*at];
        if !alone.iter().any(|(found, _)| found == code) {
            faults.push(format!("{code} alone: {alone:?}"));
        }
        for hidden in alone.difference(&together) {
            faults.push(format!("hidden among all: {hidden:?}"));
        }
        let others: Vec<usize> = all.iter().copied().filter(|other| other != at).collect();
        for new in errors(&project(&others)).difference(&together) {
            faults.push(format!("appears without {code}: {new:?}"));
        }
    }
    // Pairs, each fault with those that stand a few steps behind it.
    for step in [1, 7, 12] {
        for at in &all {
            let other = (at + step) % all.len();
            let both = errors(&project(&[*at, other]));
            let apart: BTreeSet<_> = apart[*at].union(&apart[other]).cloned().collect();
            if both != apart {
                let codes = (FAULTS[*at].code, FAULTS[other].code);
                faults.push(format!("{codes:?}: together {both:?}, apart {apart:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Faults of one service before it is translated, each in its own attribute.
const BEFORE_TRANSLATION: &[&str] = &[
    "E0001", "E0201", "E0204", "E0306", "E0401", "E0402", "E0403", "E0404", "E0408", "E0411", "E0412",
    "E0502", "E0509", "E0510", "E0601", "E0605",
];

/// What is wrong with one attribute of a service hides nothing that is wrong with another.
#[test]
fn a_fault_hides_no_other_of_the_same_service() {
    let chosen = FAULTS
        .iter()
        .filter(|fault| BEFORE_TRANSLATION.contains(&fault.code))
        .filter(|fault| fault.section.is_empty());
    let chosen: Vec<&Fault> = chosen.collect();
    let of = |faults: &[&Fault]| {
        let attributes: Vec<&str> = faults.iter().map(|fault| fault.service).collect();
        errors(&format!(
            "name: faults\nservices:\n  web: {{image: 'nginx:1.29', {}}}\n",
            attributes.join(", ")
        ))
    };
    let attribute = |fault: &Fault| fault.service.split(':').next().unwrap_or_default().to_owned();
    let mut wrong = Vec::new();
    for (at, one) in chosen.iter().enumerate() {
        for other in chosen.iter().skip(at + 1).filter(|other| attribute(other) != attribute(one)) {
            let both = of(&[one, other]);
            let apart: BTreeSet<_> = of(&[one]).union(&of(&[other])).cloned().collect();
            if both != apart {
                wrong.push(format!("{:?}: together {both:?}, apart {apart:?}", (one.service, other.service)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// An error in what no service uses, and in a service that is left out, keeps the others from nothing.
#[test]
fn what_is_left_out_hides_no_error() {
    let volume = "services:\n  a: {image: 'nginx:1.29', mem_limit: 1m}\nvolumes: {unused: {drver: local}}\n";
    let external = "services:\n  a: {image: 'nginx:1.29', mem_limit: 1m}\nvolumes: {unused: {external: true, driver: x}}\n";
    let profile =
        "services:\n  a: {image: 'nginx:1.29', mem_limit: 1m}\n  b: {image: x, profiles: [dev], imge: x}\n";
    let host = "services:\n  a: {image: 'nginx:1.29', mem_limit: 1m}\n  b: {image: 'containrrr/watchtower:1.7.1', imge: x}\n";
    for (text, code) in [(volume, "E0401"), (external, "E0505"), (profile, "E0401"), (host, "E0401")] {
        let found: Vec<String> = errors(text).into_iter().map(|(code, _)| code).collect();
        assert_eq!(found, [code, "E0770"], "{text}");
    }
}

/// One cause is one error.
#[test]
fn a_value_at_fault_is_one_error() {
    for attribute in [
        "privileged: maybe",
        "init: maybe",
        "read_only: [a]",
        "ports: '80:80'",
        "cpus: many",
        "network_mode: [a]",
    ] {
        let text = format!("services:\n  a: {{image: 'nginx:1.29', {attribute}}}\n");
        let found = errors(&text);
        assert_eq!(found.len(), 1, "{text}{found:?}");
    }
    let three = errors("services:\n  web: {imge: nginx, ports: '80:80', depends_on: [api]}\n");
    let codes: Vec<String> = three.into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["E0401", "E0402", "E0502"]);
}

/// Which checks did not run: the codes of the errors, and the checks.
fn waiting(text: &str) -> Option<(Vec<String>, Checks)> {
    let files = [(format!("{HOME}/compose.yaml"), text.as_bytes().to_vec())].into();
    let request = Request { working_dir: HOME.to_owned(), ..Request::default() };
    let outcome = stackpose::compile(&request, &Memory { files, stdin: Vec::new() }, Format::Yaml);
    let waiting = outcome.waiting?;
    Some((waiting.because.iter().map(|code| code.number()).collect(), waiting.checks))
}

/// Names may be defined in a file that cannot be read.
#[test]
fn names_that_a_missing_file_may_define_wait() {
    let names = |text: &str| {
        let files = [(format!("{HOME}/compose.yaml"), text.as_bytes().to_vec())].into();
        let request = Request { working_dir: HOME.to_owned(), ..Request::default() };
        let outcome = stackpose::compile(&request, &Memory { files, stdin: Vec::new() }, Format::Yaml);
        let undefined = outcome.diagnostics.iter().any(|found| found.code.number() == "E0502");
        (undefined, outcome.waiting.is_some_and(|waiting| waiting.names))
    };
    let service = "services:\n  a: {image: 'nginx:1.29', depends_on: [nobody]}\n";
    assert_eq!(names(service), (true, false));
    assert_eq!(names(&format!("include: [missing.yaml]\n{service}")), (false, true));
    let complete = "include: [missing.yaml]\nservices:\n  a: {image: 'nginx:1.29'}\n";
    assert_eq!(names(complete), (false, false));
}

/// What a document says beside an alias that names no anchor, a wrong merge, and a name that is none.
#[test]
fn faults_of_yaml_and_of_names_hide_no_others() {
    for (fault, code) in [
        ("b: {<<: *nobody, image: 'nginx:1.29'}", "E0105"),
        ("b: {<<: 5, image: 'nginx:1.29'}", "E0109"),
        ("é: {image: 'nginx:1.29'}", "E0405"),
    ] {
        let text = format!("services:\n  a: {{image: 'nginx:1.29', imge: x}}\n  {fault}\n");
        let found: Vec<String> = errors(&text).into_iter().map(|(code, _)| code).collect();
        let mut wanted = vec![code.to_owned(), "E0401".to_owned()];
        wanted.sort();
        assert_eq!(found, wanted, "{text}");
    }
    let one = errors("services:\n  é: {imge: x, restart: allways}\n");
    let codes: Vec<String> = one.into_iter().map(|(code, _)| code).collect();
    assert!(codes.contains(&"E0401".to_owned()) && codes.contains(&"E0405".to_owned()), "{codes:?}");
}

#[test]
fn checks_that_errors_keep_from_running_are_named() {
    let of =
        |service: &str| format!("services:\n  a: {{image: 'nginx:1.29'}}\n  b: {{image: x, {service}}}\n");
    let only_b = Checks::LoweringOf(vec!["b".to_owned()]);
    let table = [
        (of("cpus: 1"), None),
        (of("imagee: x, cpus: many"), Some((vec!["E0204", "E0401"], only_b.clone()))),
        (of("privileged: true"), Some((vec!["E0601"], only_b))),
        (of("x-aws-schedule: never") + "nothing: x\n", Some((vec!["E0401", "E0766"], Checks::Lowering))),
        (of("mem_limit: 1m"), Some((vec!["E0770"], Checks::Limits))),
        ("services: [".to_owned(), Some((vec!["E0101"], Checks::Model))),
    ];
    for (text, wanted) in table {
        let wanted = wanted.map(|(codes, checks)| (codes.into_iter().map(str::to_owned).collect(), checks));
        assert_eq!(waiting(&text), wanted, "{text}");
    }
}
