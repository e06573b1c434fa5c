//! No finding, in any format, shows the value of a key that looks like a credential, whatever is wrong with it.

#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests read fixtures, and stop at the first surprise"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use stackpose::internals::diagnostic::{
    credential_arguments, credential_in, example_files, format, is_credential, may_be_credential,
};
use stackpose::internals::diff::{diff, render};
use stackpose::internals::fix::{self, Edited};
use stackpose::internals::grammar::template;
use stackpose::internals::pipeline::{comparable, comparable_template, picture};
use stackpose::{Code, Disk, Dotenv, Files, Format, Levels, Memory, Outcome, Request};

/// What no output may hold. It has a colon and a digit, so that some readers stumble over it.
const SECRET: &str = "hunter2";

/// Compose files, further files behind `# file:` lines, and the code whose finding lies at the credential or beside it.
const CASES: &[(&str, Code)] = &[
    ("services: {a: {image: x, environment: {API_TOKEN: [hunter2]}}}", Code::WrongType),
    ("services: {a: {image: x, environment: {API_TOKEN: {hunter2: 1}}}}", Code::WrongType),
    (
        "services: {a: {image: x, environment: [API_TOKEN=hunter2, API_TOKEN=hunter2]}, b: {imagee: x}}",
        Code::UnknownAttribute,
    ),
    (
        "services:\n  a:\n    image: x\n    environment:\n      DB_PASSWORD: hunter2 ${bad\n",
        Code::BadTemplate,
    ),
    (
        "services:\n  a:\n    image: x\n    environment:\n      DB_PASSWORD: ${PASS:-hunter2}\n",
        Code::LateCredential,
    ),
    (
        "services:\n  a:\n    image: x\n    command: x --password ${PASS:-hunter2}\n    environment:\n      DB_PASSWORD: ${PASS:-hunter2}\n",
        Code::ShownCredential,
    ),
    ("services:\n  a:\n    image: x\n    environment:\n      DB_PASSWORD: \"hunter2\n", Code::YamlSyntax),
    (
        "services:\n  a:\n    image: x\n    environment:\n      DB_PASSWORD: hunter2\n      DB_PASSWORD: hunter2\n",
        Code::DuplicateKey,
    ),
    (
        "services:\n  a:\n    image: x\n    environment:\n      DB_PASSWORD: '{{resolve:hunter2}}'\n",
        Code::Intrinsic,
    ),
    ("services:\n  a:\n    image: x\n    environment:\n      DB_PASSWORD: hunter2\n", Code::Credential),
    (
        "services:\n  a:\n    image: x\n    environment:\n      DB_PASSWORD: \"hunter2\\0\"\n",
        Code::ControlCharacter,
    ),
    (
        "services:\n  a:\n    image: x\n    environment:\n      URL: mysql://me:hunter2@db/shop\n",
        Code::Credential,
    ),
    (
        "services:\n  a:\n    image: x\n    command: [--url, 'mysql://me:hunter2@db/shop', 5.5]\n",
        Code::WrongType,
    ),
    (
        "services:\n  a:\n    image: x\n    build: {context: ., args: {NPM_TOKEN: [hunter2]}}\n",
        Code::WrongType,
    ),
    (
        "services:\n  a:\n    image: x\n    build: {context: ., args: {NPM_TOKEN: hunter2}, argss: 1}\n",
        Code::UnknownAttribute,
    ),
    ("services:\n  a:\n    image: x\n    labels: {api-key: [hunter2]}\n", Code::WrongType),
    (
        "services:\n  a:\n    image: x\n    logging: {driver: splunk, options: {splunk-token: hunter2, quux: [1]}}\n",
        Code::WrongType,
    ),
    (
        "services:\n  a:\n    image: x\n    env_file: a.env\n# file: a.env\nDB_PASSWORD=\"hunter2\n",
        Code::DotenvSyntax,
    ),
    (
        "services:\n  a:\n    image: x\n    env_file: a.env\n# file: a.env\nDB_PASSWORD=hunter2\nDB PASSWORD='hunter2'\n",
        Code::DotenvSyntax,
    ),
    ("services:\n  a:\n    image: x\n    environment: [DB_PASSWORD =hunter2]\n", Code::BadListItem),
    ("services:\n  a:\n    image: x\n    environment: {MYSQL_PASSWORD: hunter2, A: 0755}\n", Code::Reprinted),
    (
        "secrets: {s: {file: a, environment: B, password: hunter2}}\nservices: {a: {image: x}}\n",
        Code::UnknownAttribute,
    ),
    ("x-aws-tags: {token: [hunter2]}\nservices: {a: {image: x}}\n", Code::BadExtension),
    (
        "services:\n  a:\n    image: x\n    tty: ${SECRET_TOKEN}\n# file: .env\nSECRET_TOKEN=hunter2\n",
        Code::BadCast,
    ),
    (
        "services:\n  a:\n    image: x\n    mem_limit: ${SECRET_TOKEN}\n# file: .env\nSECRET_TOKEN=hunter2\n",
        Code::BadByteSize,
    ),
    (
        "services:\n  a:\n    image: x\n    restart: ${SECRET_TOKEN}\n# file: .env\nSECRET_TOKEN=hunter2\n",
        Code::NotAllowed,
    ),
    (
        "services:\n  a:\n    image: x\n    pull_policy: ${SECRET_TOKEN}\n# file: .env\nSECRET_TOKEN=hunter2\n",
        Code::NotAllowed,
    ),
    (
        "services:\n  a:\n    image: x\n    ports: ['${SECRET_TOKEN}:80']\n# file: .env\nSECRET_TOKEN=hunter2\n",
        Code::BadPort,
    ),
    (
        "services:\n  a:\n    image: x\n    networks: ['${SECRET_TOKEN}']\n# file: .env\nSECRET_TOKEN=hunter2\n",
        Code::UndefinedReference,
    ),
    (
        "x-p: &p hunter2\nservices:\n  a:\n    image: x\n    environment:\n      DB_PASSWORD: *p\n",
        Code::Credential,
    ),
    (
        "services:\n  a:\n    image: x\n    environment:\n      DB_PASSWORD:\n        hunter2\n    foo: 1\n",
        Code::UnknownAttribute,
    ),
    (
        "{\"services\": {\"a\": {\"image\": \"x\", \"foo\": 1, \"environment\": {\"DB_PASSWORD\": \"hunter2\"}}}}",
        Code::UnknownAttribute,
    ),
    (
        "services:\n  a:\n    image: x\n    command: [redis-server, --requirepass, hunter2]\n    foo: 1\n",
        Code::UnknownAttribute,
    ),
    (
        "services:\n  a:\n    image: x\n    command: x --masterkey hunter2\n    foo: 1\n",
        Code::UnknownAttribute,
    ),
    ("services:\n  a:\n    image: x\n    # DB_PASSWORD: hunter2\n    foo: 1\n", Code::UnknownAttribute),
    (
        "services:\n  a:\n    image: x\n    command: x ${DB_PASSWORD:-hunter2}\n    foo: 1\n",
        Code::UnknownAttribute,
    ),
    (
        "services:\n  a:\n    image: x\n    restart: ${B}\n# file: .env\nSECRET_TOKEN=hunter2hunter2\nB=x-${SECRET_TOKEN}\n",
        Code::NotAllowed,
    ),
    (
        "services:\n  a:\n    image: x\n    restart: HUNTER2-${SECRET_TOKEN}\n# file: .env\nSECRET_TOKEN=hunter2\n",
        Code::NotAllowed,
    ),
    (
        "configs:\n  c:\n    foo: 1\n    content: |\n      user = me\n      password = hunter2\nservices: {a: {image: x}}\n",
        Code::UnknownAttribute,
    ),
    (
        "services:\n  a:\n    image: x\n    foo: 1\n    labels:\n      - key=-----BEGIN PRIVATE KEY-----hunter2-----END PRIVATE KEY-----\n",
        Code::UnknownAttribute,
    ),
];

/// A value that is the name of a service as well is not hidden where the name is meant.
#[test]
fn names_are_shown_even_if_a_credential_is_the_same() {
    let text = "services:\n  shop:\n    image: shop/shop:1\n    restart: sometimes\n    environment:\n      \
                A: ${POSTGRES_PASSWORD}\n# file: .env\nPOSTGRES_PASSWORD=shop\n";
    let request = Request { working_dir: "/srv/project".to_owned(), ..Request::default() };
    let outcome = stackpose::check(&request, &memory(text));
    let said = format::text(format::Format::Short, &outcome.diagnostics, &[], &outcome.sources);
    assert!(said.contains("`shop` has no memory limit") && !said.contains("***"), "{said}");
}

#[test]
fn no_finding_shows_a_credential() {
    let mut faults = Vec::new();
    for (text, code) in CASES {
        let files = memory(text);
        let request = Request {
            working_dir: "/srv/project".to_owned(),
            dotenv: Dotenv::default(),
            levels: Levels::new(&["warnings".to_owned(), "notes".to_owned()], &[]).unwrap(),
            ..Request::default()
        };
        let outcome = stackpose::check(&request, &files);
        if !outcome.diagnostics.iter().any(|found| found.code == *code) {
            let said: Vec<_> = outcome.diagnostics.iter().map(|found| &found.message).collect();
            faults.push(format!("{} is not found in {text}: {said:?}", code.number()));
        }
        for (format, said) in every_format(&outcome) {
            if said.contains(SECRET) {
                faults.push(format!("{format} shows it for {text}:\n{said}"));
            }
        }
        let (mended, _) = fix::fix(|files| stackpose::check(&request, files), &files, "/srv/project");
        if every_format(&mended).iter().any(|(_, said)| said.contains(SECRET)) {
            faults.push(format!("once mended, it is shown for {text}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn every_format(outcome: &Outcome<()>) -> Vec<(String, String)> {
    use format::Format::{Github, Json, Sarif, Short};
    let (found, sources) = (&outcome.diagnostics, &outcome.sources);
    let mut all: Vec<(String, String)> = [Short, Json, Sarif, Github]
        .into_iter()
        .map(|format| (format!("{format:?}"), format::text(format, found, &[], sources)))
        .collect();
    all.push(("Human".to_owned(), format::human(found, sources, false)));
    let shown = format::Shown { colored: false, notes: true };
    all.push(("Screen".to_owned(), format::screen(found, sources, shown)));
    all
}

fn memory(text: &str) -> Memory {
    let file = |(name, text): (&str, &str)| (format!("/srv/project/{name}"), text.as_bytes().to_vec());
    let files = example_files(text).map(file).collect();
    let memory = Memory { files, stdin: Vec::new() };
    assert!(memory.read("/srv/project/compose.yaml", &|_| Ok(())).is_ok());
    memory
}

/// A value that no other text holds, and that no default stands for.
const CANARY: &str = "kanari-4711-kanari";

/// The cases of all rooms.
fn cases() -> Vec<PathBuf> {
    let folders = |folder: &Path| -> Vec<PathBuf> {
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
    };
    let rooms = folders(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"));
    let cases = rooms.iter().filter(|room| room.is_dir()).flat_map(|room| folders(room));
    let mut cases: Vec<PathBuf> = cases.filter(|case| case.join("compose.yaml").is_file()).collect();
    cases.sort();
    cases
}

/// The variables of a folder's files whose names say that they hold a credential.
fn credentials_of(folder: &Path) -> BTreeSet<String> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|file| file.extension().is_some_and(|it| it == "yaml" || it == "yml"));
    let texts = files.filter_map(|file| std::fs::read_to_string(file).ok());
    let lines: Vec<String> =
        texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    let names = lines.iter().flat_map(|line| template::variables(line)).map(|variable| variable.name);
    names.filter(|name| is_credential(name)).collect()
}

/// The cases whose variables hold credentials, with requests in which each of these has the canary as its value.
fn requests_with_credentials() -> impl Iterator<Item = (PathBuf, Request)> {
    cases().into_iter().filter_map(|folder| {
        let names = credentials_of(&folder);
        let mut request = common::request(&folder);
        request.environment.extend(names.iter().map(|name| (name.clone(), CANARY.to_owned())));
        (!names.is_empty()).then_some((folder, request))
    })
}

/// What a template shows of a variable of the machine is a finding, and nothing but the template shows it.
#[test]
fn no_output_of_a_fixture_shows_a_credential_of_the_machine() {
    let mut faults = Vec::new();
    let mut tried = 0;
    for (folder, request) in requests_with_credentials() {
        tried += 1;
        let place = folder.display();
        let outcome = stackpose::compile(&request, &Disk, Format::Json);
        let is_reported = outcome.diagnostics.iter().chain(outcome.suppressed.iter().map(|it| &it.found));
        let is_reported = is_reported.into_iter().any(|found| found.code == Code::Credential);
        if outcome.value.as_ref().is_some_and(|template| template.contains(CANARY)) && !is_reported {
            let said = common::picture(&outcome);
            faults.push(format!("{place}: the template shows it without a word:\n{said}"));
        }
        for (format, said) in every_format(&outcome.map(|_| ())) {
            if said.contains(CANARY) {
                faults.push(format!("{place}: {format} shows it"));
            }
        }
        let drawn = picture(&request, &Disk);
        if format!("{:?}", drawn.value.map(|picture| picture.graph)).contains(CANARY) {
            faults.push(format!("{place}: the graph shows it"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(tried > 20, "{tried}");
}

/// What stands in an env_file or a dotenv file of a fixture is in no finding and in no graph.
#[test]
fn no_output_of_a_fixture_shows_a_credential_of_its_files() {
    let mut faults = Vec::new();
    for folder in cases() {
        let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        let files =
            files.filter(|file| file.extension().is_some_and(|it| it == "env") || file.ends_with(".env"));
        let texts: Vec<String> = files.filter_map(|file| std::fs::read_to_string(file).ok()).collect();
        let pairs = texts.iter().flat_map(|text| text.lines()).filter_map(|line| line.split_once('='));
        let pairs: Vec<(&str, &str)> = pairs.collect();
        // A password that is the name of the user too is that name where it is shown.
        let plain: BTreeSet<&str> =
            pairs.iter().filter(|(name, _)| !is_credential(name)).map(|(_, value)| *value).collect();
        let values: BTreeSet<&str> = pairs
            .iter()
            .filter(|(_, value)| !plain.contains(value))
            .filter(|(name, value)| is_credential(name) && value.len() >= 8 && may_be_credential(value))
            .map(|(_, value)| value.trim_matches(['"', '\'']))
            .collect();
        if values.is_empty() {
            continue;
        }
        let request = common::request(&folder);
        let mut said = every_format(&stackpose::check(&request, &Disk));
        let drawn = picture(&request, &Disk);
        said.push(("graph".to_owned(), format!("{:?}", drawn.value.map(|picture| picture.graph))));
        for (format, said) in said {
            faults.extend(
                values
                    .iter()
                    .filter(|value| said.contains(**value))
                    .map(|value| format!("{}: {format} shows {value}", folder.display())),
            );
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What `stackpose diff` says of two values of a credential, in every format, shows neither.
#[test]
fn no_difference_shows_a_credential() {
    const OTHER: &str = "nachtigall-0815-nachtigall";
    let mut faults = Vec::new();
    let mut tried = 0;
    for (folder, mut request) in requests_with_credentials() {
        // What is bound late is in no template, so the values are put into it.
        request.inline_secrets = true;
        let before = comparable(&request, &Disk, None);
        for value in request.environment.values_mut().filter(|value| *value == CANARY) {
            OTHER.clone_into(value);
        }
        let other = comparable(&request, &Disk, None);
        let Some((old, new)) = before.value.as_ref().zip(other.value.as_ref()) else { continue };
        let diff = &diff(old, new);
        tried += usize::from(!diff.is_empty());
        let hazards: Vec<_> = diff.hazards.iter().map(|hazard| hazard.finding.clone()).collect();
        let mut said = every_format(&Outcome {
            value: None,
            diagnostics: hazards,
            suppressed: Vec::new(),
            sources: other.sources.clone(),
            waiting: None,
        });
        for long in [false, true] {
            said.push(("human".to_owned(), render::human(diff, long)));
            said.push(("markdown".to_owned(), render::markdown(diff, long)));
            said.push(("html".to_owned(), render::html(diff, long, None)));
        }
        said.push(("json".to_owned(), render::json(diff)));
        let is_told = |said: &str| said.contains(CANARY) || said.contains(OTHER);
        let told = said.iter().filter(|(_, said)| is_told(said));
        faults.extend(told.map(|(format, said)| format!("{}: {format}:\n{said}", folder.display())));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(tried > 10, "{tried}");
}

/// A template of before, which held the values, shows none of them beside the project, which knows them.
#[test]
fn no_difference_from_an_older_template_shows_a_credential() {
    let mut faults = Vec::new();
    let mut tried = 0;
    for (folder, mut request) in requests_with_credentials() {
        request.inline_secrets = true;
        let Some(text) = stackpose::compile(&request, &Disk, Format::Json).value else { continue };
        request.inline_secrets = false;
        let old = comparable_template("old.json", &text).value.flatten().unwrap();
        // Names of secrets may clash that are not there in the other template.
        let Some(new) = comparable(&request, &Disk, None).value else { continue };
        let diff = &diff(&old, &new);
        tried += usize::from(text.contains(CANARY) && !diff.is_empty());
        for (format, said) in [
            ("human", render::human(diff, true)),
            ("markdown", render::markdown(diff, true)),
            ("html", render::html(diff, true, None)),
            ("json", render::json(diff)),
        ] {
            if said.contains(CANARY) {
                faults.push(format!("{}: {format}:\n{said}", folder.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(tried > 10, "{tried}");
}

/// A value of a container in a template: the container, its name there, the text.
type Shown = (String, String, String);

/// The texts of the containers in a template that are credentials: values of variables, labels and log options by their
/// names, command lines by what stands in them.
fn shown_credentials(template: &serde_json::Value) -> Vec<Shown> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let mut found = Vec::new();
    let mut add = |container: &serde_json::Value, name: &str, value: &str| {
        if credential_in(name, value).is_some() {
            found.push((text(&container["Name"]), name.to_owned(), value.to_owned()));
        }
    };
    let mut lines = Vec::new();
    for resource in template["Resources"].as_object().unwrap().values() {
        for container in resource["Properties"]["ContainerDefinitions"].as_array().into_iter().flatten() {
            for entry in container["Environment"].as_array().into_iter().flatten() {
                add(container, &text(&entry["Name"]), &text(&entry["Value"]));
            }
            for pairs in [&container["DockerLabels"], &container["LogConfiguration"]["Options"]] {
                for (name, value) in pairs.as_object().into_iter().flatten() {
                    add(container, name, &text(value));
                }
            }
            for name in ["Command", "EntryPoint", "HealthCheck"] {
                let words = container[name].get("Command").unwrap_or(&container[name]);
                let words: Vec<String> = words.as_array().into_iter().flatten().map(text).collect();
                lines.push((text(&container["Name"]), name, words));
            }
        }
    }
    for (container, name, words) in lines {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let in_words = credential_arguments(&words).into_iter();
        found.extend(in_words.map(|(at, range)| {
            (container.clone(), name.to_owned(), words[at].get(range).unwrap().to_owned())
        }));
    }
    found
}

/// No credential of a variable or of an env_file is in the template of a real project, wherever it is used; one that a
/// Compose file itself shows is a warning, and its two lines take it out.
#[test]
fn no_template_of_a_real_project_shows_a_credential() {
    let mut faults = Vec::new();
    let mut projects = 0;
    for folder in cases().into_iter().filter(|case| case.parent().unwrap().ends_with("real")) {
        projects += 1;
        let project = folder.file_name().unwrap().to_str().unwrap();
        let compose = std::fs::read_to_string(folder.join("compose.yaml")).unwrap();
        let mut request = common::request(&folder);
        let outcome = stackpose::compile(&request, &Disk, Format::Json);
        let template = outcome.value.as_deref().unwrap_or_else(|| panic!("{project} converts"));
        let shown = shown_credentials(&serde_json::from_str(template).unwrap());
        for (container, name, value) in &shown {
            let is_reported = outcome.diagnostics.iter().any(|found| found.code == Code::Credential);
            if !is_reported || !compose.contains(value.as_str()) {
                faults.push(format!("{project}: `{name}` of `{container}`"));
            }
        }
        let names = credentials_of(&folder);
        request.environment.extend(names.into_iter().map(|name| (name, CANARY.to_owned())));
        let outcome = stackpose::compile(&request, &Disk, Format::Json);
        if outcome.value.unwrap_or_else(|| panic!("{project} converts")).contains(CANARY) {
            faults.push(format!("{project}: the template shows the value of a variable"));
        }
        // The help of the warning, for all of them at once.
        let mut services: BTreeMap<&str, serde_json::Map<String, serde_json::Value>> = BTreeMap::new();
        let mut secrets = serde_json::Map::new();
        for (container, name, _) in &shown {
            let key = name.to_ascii_lowercase();
            services.entry(container).or_default().insert(name.clone(), key.as_str().into());
            secrets.insert(key, serde_json::json!({"environment": name}));
        }
        let services: serde_json::Map<_, _> = services
            .into_iter()
            .map(|(name, all)| (name.to_owned(), serde_json::json!({"x-aws-secrets": all})))
            .collect();
        let cure = serde_json::json!({"services": services, "secrets": secrets}).to_string();
        let mut cured = Edited::new(&Disk);
        cured.put(folder.join("cure.json").to_str().unwrap(), cure);
        let mut request = common::request(&folder);
        request.files = vec!["compose.yaml".to_owned(), "cure.json".to_owned()];
        let outcome = stackpose::compile(&request, &cured, Format::Json);
        let template = outcome.value.as_deref().unwrap_or_else(|| panic!("{project} converts"));
        let left = shown_credentials(&serde_json::from_str(template).unwrap());
        let left = left
            .iter()
            .map(|(container, name, _)| format!("{project}: `{name}` of `{container}` once cured"));
        faults.extend(left);
        let said = outcome.diagnostics.iter().filter(|found| found.code == Code::Credential);
        faults.extend(said.map(|found| format!("{project}: once cured: {}", found.message)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(projects >= 30, "{projects}");
}
