//! A template with variables of deploy time, given their values, is the template that was rendered with those values; and no
//! value of a secret is in any output.
#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "the harness reads fixtures, and tests stop at the first surprise"
)]

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use serde_json::{Map, Value as Json};
use stackpose::{Format, Memory};

/// A part of a text: what stands for itself, or one of the variables.
#[derive(Debug, Clone)]
enum Part {
    Text(String),
    Variable(&'static str),
    /// `${NAME:+…}`, with another variable behind the text.
    Alternate(&'static str, String, &'static str),
    /// `${NAME:-…}`, the same.
    Fallback(&'static str, String, &'static str),
}

/// A service under test.
#[derive(Debug, Clone)]
struct Service {
    /// Words of `command`, values of `environment` and of `labels`.
    texts: [Vec<Vec<Part>>; 3],
    image: bool,
    replicas: bool,
}

/// Text of the user and values: everything that means something to CloudFormation, to Compose or to YAML.
const TEXT: &str = "[a-zA:{}$!'\" #/.-]{1,8}";

fn part() -> impl Strategy<Value = Part> {
    let variable = proptest::sample::select(vec!["A_TEXT", "OTHER", "TAG", "COUNT"]);
    // An operand ends at the first brace.
    let inner = || "[a-z .:$-]{0,4}";
    let maybe = || proptest::sample::select(vec!["MAYBE", "PERHAPS"]);
    prop_oneof![
        4 => TEXT.prop_map(Part::Text),
        4 => variable.clone().prop_map(Part::Variable),
        1 => (maybe(), inner(), variable.clone()).prop_map(|(name, text, other)| Part::Alternate(name, text, other)),
        1 => (maybe(), inner(), variable).prop_map(|(name, text, other)| Part::Fallback(name, text, other)),
    ]
}

fn service() -> impl Strategy<Value = Service> {
    let texts = || proptest::collection::vec(proptest::collection::vec(part(), 1..5), 0..3);
    let texts = (texts(), texts(), texts()).prop_map(<[_; 3]>::from);
    (texts, any::<bool>(), any::<bool>()).prop_map(|(texts, image, replicas)| Service {
        texts,
        image,
        replicas,
    })
}

fn values() -> impl Strategy<Value = BTreeMap<&'static str, String>> {
    let maybe = || proptest::option::of("[a-z$]{1,3}").prop_map(Option::unwrap_or_default);
    (TEXT, TEXT, "[a-z0-9]{1,5}", 1..9_u32, maybe(), maybe()).prop_map(
        |(text, other, tag, count, maybe, perhaps)| {
            BTreeMap::from([
                ("A_TEXT", text),
                ("OTHER", other),
                ("TAG", tag),
                ("COUNT", count.to_string()),
                ("MAYBE", maybe),
                ("PERHAPS", perhaps),
            ])
        },
    )
}

/// A text as a Compose file has it, in quotes that YAML takes.
fn quoted(parts: &[Part]) -> String {
    let written = |part: &Part| match part {
        Part::Text(text) => text.replace('$', "$$"),
        Part::Variable(name) => format!("${{{name}}}"),
        Part::Alternate(name, text, other) => format!("${{{name}:+{}${{{other}}}}}", text.replace('$', "$$")),
        Part::Fallback(name, text, other) => format!("${{{name}:-{}${{{other}}}}}", text.replace('$', "$$")),
    };
    serde_json::to_string(&parts.iter().map(written).collect::<String>()).unwrap()
}

fn project(services: &[Service], declared: &str) -> String {
    let mut text = format!("x-aws-variables: {declared}\nservices:\n");
    for (number, service) in services.iter().enumerate() {
        let Service { texts: [words, variables, labels], image, replicas } = service;
        let tag = if *image { "${TAG}" } else { "1" };
        let _ = write!(text, "  s{number}:\n    image: shop/web:{tag}\n");
        if *replicas {
            text.push_str("    deploy: {replicas: \"${COUNT}\"}\n");
        }
        if !words.is_empty() {
            let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
            let _ = writeln!(text, "    command: [{}]", words.join(", "));
        }
        for (key, texts) in [("environment", variables), ("labels", labels)] {
            let _ = writeln!(text, "    {key}:{}", if texts.is_empty() { " {}" } else { "" });
            for (number, parts) in texts.iter().enumerate() {
                let _ = writeln!(text, "      T{number}: {}", quoted(parts));
            }
        }
    }
    text
}

struct Compiled {
    template: Json,
    /// The template and the findings as text.
    all: String,
}

fn compile(text: &str, values: &BTreeMap<&'static str, String>) -> Compiled {
    compile_with(text, values, false)
}

fn compile_with(text: &str, values: &BTreeMap<&'static str, String>, inline_secrets: bool) -> Compiled {
    let mut files = Memory::default();
    files.files.insert("/p/compose.yaml".to_owned(), text.as_bytes().to_vec());
    let mut request = common::request(Path::new("/p"));
    request.environment = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    request.inline_secrets = inline_secrets;
    let outcome = stackpose::compile(&request, &files, Format::Json);
    let picture = common::picture(&outcome);
    assert!(outcome.value.is_some(), "{text}\n{picture}");
    let template = outcome.value.unwrap();
    Compiled { template: serde_json::from_str(&template).unwrap(), all: template + &picture }
}

/// CloudFormation, as far as it takes: references to these parameters and texts put together. A reference to anything
/// else becomes a text that no value is.
struct Evaluator<'a> {
    parameters: &'a BTreeMap<String, String>,
    conditions: &'a Json,
    mappings: &'a Json,
}

impl Evaluator<'_> {
    fn reference(&self, name: &str) -> String {
        self.parameters.get(name).cloned().unwrap_or_else(|| format!("\u{1}{name}\u{1}"))
    }

    fn value(&self, json: &Json) -> Json {
        match json {
            Json::Object(map) => self.map(map),
            Json::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            // The value of a parameter is text.
            Json::Number(number) => number.to_string().into(),
            other @ (Json::String(_) | Json::Bool(_) | Json::Null) => other.clone(),
        }
    }

    fn map(&self, map: &Map<String, Json>) -> Json {
        let all = || map.iter().map(|(key, value)| (key.clone(), self.value(value))).collect();
        let (Some((name, argument)), 1) = (map.iter().next(), map.len()) else { return all() };
        match (name.as_str(), argument) {
            ("Ref", Json::String(name)) => self.reference(name).into(),
            ("Fn::Sub", Json::String(text)) => self.sub(text).into(),
            ("Fn::Join", Json::Array(arguments)) => {
                let (delimiter, items) = (arguments[0].as_str().unwrap(), self.value(&arguments[1]));
                let texts = items.as_array().map(|items| items.iter().map(Json::as_str).collect());
                match texts.and_then(|texts: Vec<Option<&str>>| texts.into_iter().collect::<Option<Vec<_>>>())
                {
                    Some(texts) => texts.join(delimiter).into(),
                    None => all(),
                }
            }
            ("Fn::FindInMap", Json::Array(arguments)) => {
                let keys: Vec<Json> = arguments.iter().map(|key| self.value(key)).collect();
                let key = |at: usize| keys[at].as_str().unwrap();
                self.value(&self.mappings[key(0)][key(1)][key(2)])
            }
            // The parameters beside secrets are empty: nothing exists.
            ("Fn::If", Json::Array(arguments))
                if arguments[0].as_str().unwrap().ends_with("SecretExists") =>
            {
                self.value(&arguments[2])
            }
            ("Fn::If", Json::Array(arguments)) if arguments[0].as_str().unwrap().ends_with("Secret") => {
                self.value(&arguments[1])
            }
            ("Fn::If", Json::Array(arguments))
                if arguments[0].as_str().unwrap().ends_with("IsGiven")
                    || arguments[0].as_str().unwrap().ends_with("HasValue") =>
            {
                let holds = self.holds(&self.conditions[arguments[0].as_str().unwrap()]);
                self.value(&arguments[if holds { 1 } else { 2 }])
            }
            _ => all(),
        }
    }

    fn holds(&self, condition: &Json) -> bool {
        let (name, argument) = condition.as_object().unwrap().iter().next().unwrap();
        match name.as_str() {
            "Fn::Equals" => self.value(&argument[0]) == self.value(&argument[1]),
            "Fn::Not" => !self.holds(&argument[0]),
            "Condition" => self.holds(&self.conditions[argument.as_str().unwrap()]),
            "Fn::And" => argument.as_array().unwrap().iter().all(|it| self.holds(it)),
            "Fn::Or" => argument.as_array().unwrap().iter().any(|it| self.holds(it)),
            // Others decide nothing about variables.
            _ => false,
        }
    }

    fn sub(&self, text: &str) -> String {
        let (mut out, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once("${") {
            let (name, tail) = after.split_once('}').unwrap();
            out.push_str(before);
            match name.strip_prefix('!') {
                Some(literal) => out.extend(["${", literal, "}"]),
                None => out.push_str(&self.reference(name)),
            }
            rest = tail;
        }
        out + rest
    }
}

fn parameters(values: &BTreeMap<&'static str, String>) -> BTreeMap<String, String> {
    let name = |variable: &str| match variable {
        "A_TEXT" => "AText",
        "OTHER" => "Other",
        "TAG" => "Tag",
        "MAYBE" => "Maybe",
        "PERHAPS" => "Perhaps",
        _ => "Count",
    };
    values.iter().map(|(variable, value)| (name(variable).to_owned(), value.clone())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_template_with_its_values_is_the_one_rendered_with_them(
        services in proptest::collection::vec(service(), 1..3),
        values in values(),
        others in values(),
    ) {
        let declared =
            "{A_TEXT: parameter, OTHER: parameter, TAG: parameter, COUNT: parameter, MAYBE: parameter, PERHAPS: parameter}";
        let deferred = compile(&project(&services, declared), &others);
        let again = compile(&project(&services, declared), &values);
        prop_assert_eq!(&deferred.template, &again.template, "values of the machine do not count");
        let filled = compile(&project(&services, "{}"), &values);
        let parameters = parameters(&values);
        let evaluator = Evaluator { parameters: &parameters, conditions: &deferred.template["Conditions"], mappings: &Json::Null };
        for section in ["Resources", "Outputs"] {
            prop_assert_eq!(
                evaluator.value(&deferred.template[section]),
                evaluator.value(&filled.template[section])
            );
        }
        let count = |template: &Json| template["Parameters"].as_object().unwrap().len();
        let used = deferred.template["Parameters"].as_object().unwrap().keys();
        let used = used.filter(|name| parameters.contains_key(*name)).count();
        prop_assert_eq!(count(&deferred.template), count(&filled.template) + used);
    }

    #[test]
    fn a_secret_is_where_its_tasks_find_it_and_nowhere_else(
        texts in proptest::collection::vec(proptest::collection::vec(part(), 1..5), 1..4),
        values in values(),
    ) {
        let secret = "s3cr3t-Value";
        let mut values = values;
        values.insert("A_TEXT", secret.to_owned());
        let services = [Service { texts: [Vec::new(), texts.clone(), Vec::new()], image: false, replicas: false }];
        let declared = "{A_TEXT: secret, OTHER: parameter, TAG: parameter, COUNT: parameter, MAYBE: parameter, PERHAPS: secret}";
        let compiled = compile(&project(&services, declared), &values);
        prop_assert!(!compiled.all.contains(secret));
        let parameters = parameters(&values);
        let mut parameters = parameters;
        for name in ["ATextSecretArn", "PerhapsSecretArn"] {
            parameters.insert(name.to_owned(), String::new());
        }
        let evaluator = Evaluator { parameters: &parameters, conditions: &compiled.template["Conditions"], mappings: &Json::Null };
        let resources = &compiled.template["Resources"];
        let containers = &resources["S0TaskDefinition"]["Properties"]["ContainerDefinitions"];
        let container = containers.as_array().unwrap().iter().find(|it| it["Name"] == "s0").unwrap();
        let rights = resources["S0TaskExecutionRole"].to_string();
        for (number, parts) in texts.iter().enumerate() {
            let name = format!("T{number}");
            let is_secret = parts.iter().any(|part| match part {
                Part::Text(_) => false,
                Part::Variable(name) | Part::Alternate(_, _, name) => *name == "A_TEXT",
                Part::Fallback(name, _, other) => *name == "PERHAPS" || *other == "A_TEXT",
            });
            let entry = |list: &str| {
                let entries = evaluator.value(&container[list]);
                entries.as_array().into_iter().flatten().find(|it| it["Name"] == name.as_str()).cloned()
            };
            let found = if let (Some(entry), true) = (entry("Secrets"), is_secret) {
                let id = &entry["ValueFrom"];
                let written = id.as_str().unwrap().trim_matches('\u{1}');
                prop_assert!(rights.contains(&format!("{{\"Ref\":\"{written}\"}}")), "it may be read");
                let id = id.as_str().unwrap().trim_matches('\u{1}');
                evaluator.value(&resources[id]["Properties"]["SecretString"])
            } else {
                // What is empty is no secret.
                let entry = entry("Environment").unwrap();
                prop_assert!(!is_secret || entry["Value"] == "");
                entry["Value"].clone()
            };
            let expected = |part: &Part| match part {
                Part::Text(text) => text.clone(),
                Part::Variable(name) => values[name].clone(),
                Part::Alternate(name, ..) if values[name].is_empty() => String::new(),
                Part::Fallback(name, ..) if !values[name].is_empty() => values[name].clone(),
                Part::Alternate(_, text, other) | Part::Fallback(_, text, other) => format!("{text}{}", values[other]),
            };
            prop_assert_eq!(found, Json::String(parts.iter().map(expected).collect()));
        }
    }
}

/// The variables of [`part`] under names that say that they are credentials.
fn as_credentials(text: &str) -> String {
    [
        ("A_TEXT", "A_PASSWORD"),
        ("OTHER", "OTHER_TOKEN"),
        ("MAYBE", "MAYBE_PASSWORD"),
        ("PERHAPS", "PERHAPS_TOKEN"),
    ]
    .into_iter()
    .fold(text.to_owned(), |text, (name, credential)| {
        text.replace(&format!("${{{name}"), &format!("${{{credential}"))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Credentials that nobody declared: with values for the parameters the containers are those of `--inline-secrets`,
    /// wherever the credentials stand, and no value is in the template or a finding.
    #[test]
    fn credentials_come_to_the_same_and_are_not_in_the_template(
        service in service(),
        test in proptest::collection::vec(part(), 1..5),
        values in values(),
    ) {
        let service = Service { image: false, replicas: false, ..service };
        let text = as_credentials(&project(&[service], "{TAG: parameter, COUNT: parameter}"));
        let test = as_credentials(&quoted(&test));
        let text = format!("{text}    healthcheck: {{test: [CMD, check, {test}]}}\n");
        let named = |name: &'static str| match name {
            "A_TEXT" => "A_PASSWORD",
            "OTHER" => "OTHER_TOKEN",
            "MAYBE" => "MAYBE_PASSWORD",
            "PERHAPS" => "PERHAPS_TOKEN",
            other => other,
        };
        let mut values: BTreeMap<&'static str, String> =
            values.into_iter().map(|(name, value)| (named(name), value)).collect();
        for name in ["A_PASSWORD", "OTHER_TOKEN"] {
            values.insert(name, format!("s3cr3t{}", values[name]));
        }
        let late = compile_with(&text, &values, false);
        prop_assert!(!late.all.contains("s3cr3t"), "{}", late.all);
        let filled = compile_with(&text, &values, true);
        let word = |word: &str| {
            let (first, rest) = word.split_at(1);
            first.to_owned() + &rest.to_lowercase()
        };
        let parameter = |name: &str| name.split('_').map(word).collect::<String>();
        let mut parameters: BTreeMap<String, String> =
            values.iter().map(|(name, value)| (parameter(name), value.clone())).collect();
        for (name, _) in late.template["Parameters"].as_object().unwrap() {
            if name.ends_with("SecretArn") {
                parameters.insert(name.clone(), String::new());
            }
        }
        let container = |compiled: &Compiled| {
            let evaluator =
                Evaluator { parameters: &parameters, conditions: &compiled.template["Conditions"], mappings: &Json::Null };
            let resources = &compiled.template["Resources"];
            let containers = &resources["S0TaskDefinition"]["Properties"]["ContainerDefinitions"];
            let container = containers.as_array().unwrap().iter().find(|it| it["Name"] == "s0").unwrap();
            let mut container = evaluator.value(container);
            let map = container.as_object_mut().unwrap();
            let mut environment = BTreeMap::new();
            for entry in map.remove("Environment").iter().flat_map(|list| list.as_array().unwrap()) {
                if let Some(name) = entry["Name"].as_str() {
                    environment.insert(name.to_owned(), entry["Value"].clone());
                }
            }
            for entry in map.remove("Secrets").iter().flat_map(|list| list.as_array().unwrap()) {
                let Some(name) = entry["Name"].as_str() else { continue };
                let id = entry["ValueFrom"].as_str().unwrap().trim_matches('\u{1}');
                let value = evaluator.value(&resources[id]["Properties"]["SecretString"]);
                assert!(environment.insert(name.to_owned(), value).is_none(), "{name}");
            }
            let mut labels = map.remove("DockerLabels").unwrap_or_default();
            if let Some(labels) = labels.as_object_mut() {
                labels.remove("stackpose.secrets-revision");
            }
            let labels = labels.as_object().is_some_and(|labels| !labels.is_empty()).then_some(labels);
            (container, environment, labels)
        };
        prop_assert_eq!(container(&late), container(&filled), "{}", text);
    }
}

/// What a shell makes of a script with its own variables is what it made of the values. Values of one word mean nothing to a
/// shell, so that both must be the same.
mod scripts {
    use std::process::{Command, Output};

    use proptest::prelude::*;
    use stackpose::internals::grammar::{deferred, shell_script};

    fn run(script: &str) -> Output {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", script]).env_clear().env("FIRST", "one1").env("SECOND", "two2");
        shell.output().unwrap()
    }

    /// Parts of scripts that print their words and change nothing; without the number of the process, which no two runs
    /// have in common.
    fn script() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            6 => proptest::sample::select(vec![
                "@", "%", "'", "\"", " ", "\n", "a", "-p", "$", "{", "}", "(", ")", "\\", "#", "$(", "$FIRST", "${FIRST}",
                "${NONE:-", "echo ", "; printf '<%s>' ", "`", "=", "FIRST=", "<<", "<<<", "|| echo ", "$((", "~", "+=",
                "for ", " in a; do ", "; done", "\\\n", "\t", "[ ", " = a ]",
            ]),
        ];
        proptest::collection::vec(piece, 1..14)
            .prop_map(|pieces| format!("printf '<%s>' {}", pieces.concat().replace("$$", "")))
    }

    fn filled(script: &str, first: &str, second: &str) -> String {
        script.replace('@', first).replace('%', second)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1500))]

        #[test]
        fn a_script_does_the_same_with_variables(script in script()) {
            let marked = filled(&script, &deferred::mark("X"), &deferred::mark("Y"));
            let own = |text: &str| match deferred::sole(text) {
                Some("X") => Some("FIRST"),
                Some("Y") => Some("SECOND"),
                _ => None,
            };
            if let Some(changed) = shell_script::with_own_variables(&marked, &own) {
                prop_assert!(!deferred::has_variable(&changed));
                let (before, after) = (run(&filled(&script, "one1", "two2")), run(&changed));
                prop_assert_eq!(
                    (before.status.success(), String::from_utf8_lossy(&before.stdout)),
                    (after.status.success(), String::from_utf8_lossy(&after.stdout)),
                    "{}\n{}", script, changed
                );
            }
        }
    }
}

#[test]
fn the_resolved_model_has_the_values() {
    let with = |declared: &str| {
        let text = format!(
            "x-aws-variables: {declared}\nservices:\n  web:\n    image: a:${{TAG:-1}}\n    ports: ['${{PORT:-80}}:80']\n    \
             environment: {{P: \"x${{PASSWORD}}\"}}\n"
        );
        let mut files = Memory::default();
        files.files.insert("/p/compose.yaml".to_owned(), text.into_bytes());
        let mut request = common::request(Path::new("/p"));
        request.environment.insert("PASSWORD".to_owned(), "hunter2".to_owned());
        let outcome = stackpose::internals::pipeline::resolve_project(&request, &files);
        let tree = outcome.value.unwrap().tree;
        format!("{:?}", tree.get("services").map(stackpose::internals::config_output::yaml))
    };
    let declared = with("{TAG: parameter, PORT: parameter, PASSWORD: secret}");
    assert!(declared.contains("hunter2"), "{declared}");
}

#[test]
fn deployments_know_which_variable_gives_which_value() {
    let text = "x-aws-variables: {TAG: parameter, DB_PASSWORD: secret, LEVEL: value}\nservices:\n  web:\n    \
                image: a:${TAG:-1}\n    environment: {P: \"${DB_PASSWORD:-changeme}\", L: \"${LEVEL:-info}\"}\n";
    let mut files = Memory::default();
    files.files.insert("/p/compose.yaml".to_owned(), text.as_bytes().to_vec());
    let outcome = stackpose::internals::pipeline::deployable(&common::request(Path::new("/p")), &files, None);
    let deployable = outcome.value.unwrap();
    let known: Vec<(&str, &str)> =
        deployable.variables.iter().map(|(id, it)| (id.as_str(), it.name.value.as_str())).collect();
    assert_eq!(known, [("DbPassword", "DB_PASSWORD"), ("Tag", "TAG")]);
    let parameters = &deployable.compiled.parameters;
    let default =
        |name: &str| parameters.iter().find(|(id, _)| id.as_str() == name).unwrap().1.default.clone();
    assert_eq!(default("Tag").as_deref(), Some("1"));
    // A default that stands in for a password is none.
    assert_eq!(default("DbPassword"), None);
    assert!(!deployable.compiled.text.contains("changeme"));
}

/// Whoever deploys reads the file, and knows which names it needs.
#[test]
fn deployments_know_the_names_of_an_env_file() {
    let text = "services:\n  db:\n    image: postgres:17\n    env_file: [{path: a/db.env, format: raw}, b.env]\n    \
                x-aws-env_file: {a/db.env: [B_KEY, A_KEY]}\n";
    let mut files = Memory::default();
    files.files.insert("/p/compose.yaml".to_owned(), text.as_bytes().to_vec());
    files.files.insert("/p/b.env".to_owned(), b"B_TOKEN=hunter2\nLEVEL=info\n".to_vec());
    let outcome = stackpose::internals::pipeline::deployable(&common::request(Path::new("/p")), &files, None);
    let deployable = outcome.value.unwrap();
    let known: Vec<_> =
        deployable.variables.iter().map(|(id, it)| (id.as_str(), it.file.clone().unwrap())).collect();
    let [(first, one), (second, other)] = known.as_slice() else { panic!("{known:?}") };
    assert_eq!((*first, one.path.as_str(), one.raw), ("ADbEnv", "/p/a/db.env", true));
    assert_eq!(one.keys, ["A_KEY", "B_KEY"]);
    assert_eq!((*second, other.path.as_str(), other.raw), ("BEnv", "/p/b.env", false));
    assert_eq!(other.keys, ["B_TOKEN"]);
    assert!(!deployable.compiled.text.contains("hunter2"));
}

/// For every choice of values the sizes of tasks and containers are those of a template rendered with them.
#[test]
fn sizes_that_are_looked_up_are_those_of_their_values() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/variables/sizes");
    let text = std::fs::read_to_string(folder.join("compose.yaml")).unwrap();
    let (declared, services) = text.split_once("services:").unwrap();
    assert!(declared.contains("MEMORY"));
    let deferred = compile(&text, &BTreeMap::new());
    for cpus in ["0.25", "0.5", "1"] {
        for memory in ["512m", "1g", "3g"] {
            let values = BTreeMap::from([("CPUS", cpus.to_owned()), ("MEMORY", memory.to_owned())]);
            let filled = compile(&format!("services:{services}"), &values);
            let parameters = BTreeMap::from([
                ("Cpus".to_owned(), cpus.to_owned()),
                ("Memory".to_owned(), memory.to_owned()),
            ]);
            let conditions = &deferred.template["Conditions"];
            let mappings = &deferred.template["Mappings"];
            let evaluator = Evaluator { parameters: &parameters, conditions, mappings };
            let resources = |template: &Json| evaluator.value(&template["Resources"]);
            assert_eq!(resources(&deferred.template), resources(&filled.template), "{cpus} {memory}");
        }
    }
}
