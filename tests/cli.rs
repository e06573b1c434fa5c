//! The program as a person uses it: flags, standard input, exit codes, what goes to which stream.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests start the program and write scratch folders, say what they skip, and stop at the first surprise"
)]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const WEB: &str = "services:\n  web:\n    image: nginx\n    ports: ['80:80']\n";

/// Runs the program in a folder with nothing in its environment but what is given.
fn run(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    run_with(folder, arguments, environment, "")
}

fn run_with(folder: &Path, arguments: &[&str], environment: &[(&str, &str)], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_stackpose"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn folder_with(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("compose.yaml"), text).unwrap();
    folder
}

#[test]
fn convert_prints_the_template_and_nothing_else() {
    let folder = folder_with(WEB);
    let output = run(folder.path(), &["convert", "-p", "demo"], &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).starts_with("AWSTemplateFormatVersion: \"2010-09-09\"\n"));
    assert!(!stderr(&output).contains("AWSTemplateFormatVersion"));
}

#[test]
fn a_compose_file_may_come_from_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let output = run_with(folder.path(), &["convert", "-p", "demo", "-f", "-", "--format", "json"], &[], WEB);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let template: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(template["Resources"]["WebService"]["Type"], "AWS::ECS::Service");
}

#[test]
fn a_file_is_written_when_asked_for() {
    let folder = folder_with(WEB);
    let output = run(folder.path(), &["convert", "-o", "template.yaml"], &[]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(0), ""), "{}", stderr(&output));
    assert!(std::fs::read_to_string(folder.path().join("template.yaml")).unwrap().contains("WebService:"));
    // Such a template is another one in another folder.
    let note = "the folder's name is the project's and is in the template";
    assert!(stderr(&output).contains(note), "{}", stderr(&output));
    for named in [["-p", "demo"].as_slice(), &["-q"]] {
        let output = run(folder.path(), &[named, &["convert", "-o", "template.yaml"]].concat(), &[]);
        assert!(!stderr(&output).contains(note), "{}", stderr(&output));
    }
    let output = run(folder.path(), &["convert", "-o", "template.yaml"], &[("COMPOSE_PROJECT_NAME", "demo")]);
    assert!(!stderr(&output).contains(note), "{}", stderr(&output));
    std::fs::write(folder.path().join("compose.yaml"), format!("name: demo\n{WEB}")).unwrap();
    let output = run(folder.path(), &["convert", "-o", "template.yaml"], &[]);
    assert!(!stderr(&output).contains(note), "{}", stderr(&output));
}

#[test]
fn file_systems_have_as_many_addresses_as_asked_for() {
    let volumes = "services:\n  web: {image: nginx, volumes: ['data:/data']}\nvolumes: {data: {}}\n";
    let named = format!(
        "{volumes}x-aws-subnets: [subnet-0123456789abcdef0, subnet-0123456789abcdef1, subnet-0123456789abcdef2]\n"
    );
    let cases: [(&str, &[&str], usize, &str); 4] = [
        (volumes, &[], 2, "two"),
        (volumes, &["--subnet-count", "1"], 1, "two"),
        (volumes, &["--subnet-count", "4"], 4, "4"),
        // The project knows its subnets.
        (&named, &["--subnet-count", "4"], 3, "3"),
    ];
    for (text, asked, expected, least) in cases {
        let folder = folder_with(text);
        let arguments = [&["convert", "-p", "demo", "--format", "json"], asked].concat();
        let output = run(folder.path(), &arguments, &[]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let template: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
        let resources = template["Resources"].as_object().unwrap();
        let targets = resources.values().filter(|one| one["Type"] == "AWS::EFS::MountTarget");
        let of_targets: Vec<_> = targets.map(|one| &one["Properties"]["SubnetId"]).collect();
        assert_eq!(of_targets.len(), expected, "{asked:?}");
        // A task elsewhere could not reach the file system.
        let configuration = &resources["WebService"]["Properties"]["NetworkConfiguration"];
        let of_tasks = &configuration["AwsvpcConfiguration"]["Subnets"];
        assert_eq!(of_tasks.as_array().unwrap().iter().collect::<Vec<_>>(), of_targets);
        let said = template["Parameters"]["SubnetIds"]["Description"].as_str().unwrap();
        assert!(said.ends_with(&format!("at least {least}")), "{said}");
    }
    let folder = folder_with(volumes);
    for bad in ["0", "17", "two"] {
        assert_eq!(
            run(folder.path(), &["convert", "--subnet-count", bad], &[]).status.code(),
            Some(2),
            "{bad}"
        );
    }
}

#[test]
fn a_missing_variable_is_a_finding_with_its_place() {
    let folder = folder_with("services:\n  web:\n    image: ${ACCOUNT:?who are you}/app\n");
    let output = run(folder.path(), &["convert"], &[]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(1), ""));
    let said = stderr(&output);
    for part in ["E0202", "ACCOUNT", "who are you", "compose.yaml:3:12"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    let output = run(folder.path(), &["convert"], &[("ACCOUNT", "me")]);
    assert!(stdout(&output).contains("Image: me/app"), "{}", stderr(&output));
}

#[test]
fn every_fault_is_told_in_one_run() {
    let folder = folder_with(
        "services:\n  a:\n    imagee: nginx\n  b:\n    image: nginx\n    ports: ['99999:80']\n  c:\n    image: x\n    enviroment: {}\n",
    );
    let said = stderr(&run(folder.path(), &["convert"], &[]));
    for part in ["imagee", "99999", "enviroment"] {
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[test]
fn wrong_usage_ends_with_two() {
    let folder = folder_with(WEB);
    assert_eq!(run(folder.path(), &["convert", "--no-such-option"], &[]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["convert", "-o", "no/such/folder/t.yaml"], &[]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["--version"], &[]).status.code(), Some(0));
}

#[test]
fn services_by_name_come_with_what_they_depend_on() {
    let folder =
        folder_with("services:\n  a: {image: x, depends_on: [b]}\n  b: {image: x}\n  c: {image: x}\n");
    let template = stdout(&run(folder.path(), &["convert", "a"], &[]));
    assert!(
        template.contains("AService:") && template.contains("BService:") && !template.contains("CService:")
    );
}

#[test]
fn several_files_profiles_and_the_dotenv_file_work_together() {
    let folder = folder_with(
        "services:\n  web: {image: \"nginx:${TAG}\"}\n  debug: {image: busybox, profiles: [debug]}\n",
    );
    std::fs::write(folder.path().join("over.yaml"), "services: {web: {environment: {A: b}}}\n").unwrap();
    std::fs::write(folder.path().join(".env"), "TAG=1.27\n").unwrap();
    let output = run(folder.path(), &["-f", "compose.yaml", "-f", "over.yaml", "convert"], &[]);
    let template = stdout(&output);
    assert!(
        template.contains("nginx:1.27") && template.contains("Name: A") && !template.contains("DebugService"),
        "{}",
        stderr(&output)
    );
    let output = run(folder.path(), &["--profile", "debug", "convert"], &[("TAG", "2")]);
    let template = stdout(&output);
    assert!(template.contains("nginx:2") && template.contains("DebugService"), "{}", stderr(&output));
}

#[test]
fn config_prints_the_resolved_model() {
    let folder = folder_with(WEB);
    let output = run(folder.path(), &["config", "-p", "demo"], &[]);
    let model: serde_yaml::Value = serde_yaml::from_str(&stdout(&output)).unwrap();
    assert_eq!(model["services"]["web"]["ports"][0]["published"], "80");
    assert_eq!(model["name"], "demo");
}

#[cfg(not(feature = "deploy"))]
#[test]
fn deploy_says_how_without_an_sdk() {
    let folder = folder_with(WEB);
    let commands: [(&[&str], &str); 8] = [
        (
            &["diff", "--stack", "x", "--region", "eu-west-1"],
            "aws cloudformation get-template --stack-name x --region eu-west-1 --query",
        ),
        (&["deploy", "--yes", "--parameter", "A=b"], "aws cloudformation deploy"),
        (&["down"], "aws cloudformation delete-stack"),
        (&["ps", "--format", "json"], "aws ecs describe-services"),
        (&["logs", "web", "--follow"], "aws logs tail"),
        (&["events"], "aws cloudformation describe-stack-events"),
        (&["secret", "create", "name"], "aws secretsmanager create-secret"),
        (&["setup"], "aws ec2 describe-subnets"),
    ];
    for (arguments, way) in commands {
        let output = run(folder.path(), arguments, &[]);
        let said = stderr(&output);
        assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""), "{said}");
        assert!(said.contains("--features deploy") && said.contains(way), "{said}");
    }
}

#[test]
fn config_lists_the_parts_of_a_project() {
    let folder = folder_with(
        "services:\n  web: {image: \"nginx:${TAG:-1}\", networks: [front], volumes: [data:/d]}\n  job: {build: ., profiles: [later]}\nnetworks: {front: }\nvolumes: {data: }\n",
    );
    let list = |option: &str| {
        stdout(&run(folder.path(), &["-p", "demo", "config", option], &[("API_TOKEN", "hidden")]))
    };
    assert_eq!(list("--services"), "web\n");
    assert_eq!(list("--networks"), "front\n");
    assert_eq!(list("--volumes"), "data\n");
    assert_eq!(list("--images"), "nginx:1\n");
    assert_eq!(list("--profiles"), "later\n");
    assert!(list("--variables").contains("TAG") && list("--variables").contains("false"));
    assert!(list("--environment").contains("API_TOKEN=***\n"), "a credential is starred out");
    let all = stdout(&run(folder.path(), &["-p", "demo", "--profile", "*", "config", "--images"], &[]));
    assert_eq!(all, "demo-job\nnginx:1\n");
    assert_eq!(list("-q"), "");
}

#[test]
fn a_hash_changes_with_its_service_alone() {
    let hash =
        |text: &str| stdout(&run(folder_with(text).path(), &["-p", "demo", "config", "--hash", "a"], &[]));
    let first = hash("services:\n  a: {image: x}\n  b: {image: y}\n");
    assert_eq!(first.trim_end().len(), "a ".len() + 64);
    assert_eq!(first, hash("services:\n  b: {image: z}\n  a: {image: x}\n"));
    assert_ne!(first, hash("services:\n  a: {image: z}\n  b: {image: y}\n"));
}

#[test]
fn steps_of_config_can_be_left_out() {
    let folder = folder_with(
        "services:\n  web: {image: \"nginx:${TAG}\", build: ./app, env_file: none.env, depends_on: [db]}\n",
    );
    let all = [
        "config",
        "--no-interpolate",
        "--no-normalize",
        "--no-path-resolution",
        "--no-consistency",
        "--no-env-resolution",
    ];
    let output = run(folder.path(), &all, &[]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    // A variable stays one, as upstream, so that the text can be loaded again.
    for part in ["nginx:${TAG}", "context: ./app", "path: none.env"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("default:"), "no default network in {text}");
}

#[test]
fn surroundings_that_cannot_be_used_are_findings() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["-f", "compose.yaml", "config"], &[]);
    assert!(stderr(&output).contains("E0001"), "{}", stderr(&output));
    let output = run(folder.path(), &["--project-directory", ".", "config"], &[]);
    assert!(stderr(&output).contains("E0003"), "{}", stderr(&output));
    let output = run(folder_with(WEB).path(), &["config"], &[("COMPOSE_DISABLE_ENV_FILE", "perhaps")]);
    assert!(stderr(&output).contains("E0009"), "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn a_folder_in_a_circle_is_a_finding() {
    let folder = folder_with("services: {web: {image: a, volumes: ['./data:/data:ro']}}\n");
    std::fs::create_dir(folder.path().join("data")).unwrap();
    std::os::unix::fs::symlink(".", folder.path().join("data/again")).unwrap();
    let output = run(folder.path(), &["convert"], &[]);
    assert!(stderr(&output).contains("E0748"), "{}", stderr(&output));
}

#[test]
fn what_lies_outside_is_an_error_of_every_command() {
    let outside = folder_with("services: {}\n");
    std::fs::write(outside.path().join("x.env"), "FROM=outside\n").unwrap();
    let file = outside.path().join("x.env");
    let folder = folder_with(&format!("services:\n  web: {{image: a, env_file: {}}}\n", file.display()));
    for command in ["config", "check", "convert"] {
        let output = run(folder.path(), &[command], &[]);
        assert_eq!(output.status.code(), Some(1));
        let said = stdout(&output) + &stderr(&output);
        assert!(said.contains("E0010") && !said.contains("FROM"), "{said}");
    }
    let allowed = outside.path().to_str().unwrap();
    let output = run(folder.path(), &["--allow-outside", allowed, "config"], &[]);
    assert!(stdout(&output).contains("FROM: outside"), "{}", stderr(&output));
    let output = run(folder.path(), &["--allow-outside", allowed, "convert"], &[]);
    assert!(stdout(&output).contains("Name: FROM"), "{}", stderr(&output));
}

#[test]
fn a_link_inside_does_not_lead_outside() {
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret.env"), "LEAK=1\n").unwrap();
    let folder = folder_with("services:\n  web: {image: a, env_file: link.env}\n");
    std::os::unix::fs::symlink(outside.path().join("secret.env"), folder.path().join("link.env")).unwrap();
    let output = run(folder.path(), &["convert"], &[]);
    assert!(stderr(&output).contains("E0010") && !stdout(&output).contains("LEAK"), "{}", stderr(&output));
}

/// Upstream walks every path; each of these takes it longer than anybody waits.
#[test]
fn large_projects_are_walked_once() {
    use std::fmt::Write as _;
    let mut chain = String::from("services:\n  s0: {image: a}\n");
    let mut fan = String::from("services:\n  base: {image: a, environment: {A: b}}\n");
    let mut ladder = String::from("services:\n  a0: {image: a}\n  b0: {image: a}\n");
    for n in 1..3_000 {
        writeln!(chain, "  s{n}: {{image: a, depends_on: [s{}]}}", n - 1).unwrap();
        writeln!(fan, "  s{n}: {{extends: base}}").unwrap();
    }
    for n in 1..200 {
        writeln!(
            ladder,
            "  a{n}: {{image: a, depends_on: [a{0}, b{0}]}}\n  b{n}: {{image: a, depends_on: [a{0}, b{0}]}}",
            n - 1
        )
        .unwrap();
    }
    let mut extends = String::from("services:\n  s0: {image: a}\n");
    for n in 1..3_000 {
        writeln!(extends, "  s{n}: {{extends: s{}}}", n - 1).unwrap();
    }
    for (text, services) in [(chain, 3_000), (fan, 3_000), (ladder, 400), (extends, 3_000)] {
        let folder = folder_with(&text);
        let output = run(folder.path(), &["config", "--services"], &[]);
        assert_eq!(stdout(&output).lines().count(), services, "{}", stderr(&output));
    }
}

#[test]
fn verbose_says_what_is_read_in_its_order() {
    let folder = folder_with(
        "include: [other.yaml]\nservices:\n  web: {image: \"nginx:${TAG}\", env_file: [web.env], configs: [site]}\nconfigs: {site: {file: site.conf}}\n",
    );
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("other.yaml", "services: {db: {image: redis}}\n");
    write("over.yaml", "services: {web: {environment: {A: b}}}\n");
    write(".env", "TAG=1.27\n");
    write("web.env", "TOKEN=hidden\n");
    write("site.conf", "listen 80\n");
    let output = run(folder.path(), &["-v", "-f", "compose.yaml", "-f", "over.yaml", "-q", "convert"], &[]);
    let said = stderr(&output);
    let read: Vec<&str> =
        said.lines().filter_map(|line| line.strip_prefix("stackpose: read `")?.split('`').next()).collect();
    assert_eq!(read, [".env", "compose.yaml", "over.yaml", "other.yaml", "web.env", "site.conf"], "{said}");
    assert!(said.contains("`.env`, 9 bytes") && !said.contains("hidden"), "{said}");
    assert!(stdout(&output).starts_with("AWSTemplateFormatVersion"));
    let output = run(folder.path(), &["convert", "--verbose", "-f", "none.yaml"], &[]);
    assert!(stderr(&output).contains("could not read `none.yaml`: it does not exist"), "{}", stderr(&output));
    assert!(!stderr(&run(folder.path(), &["convert"], &[])).contains("read `"));
}

#[test]
fn shells_get_their_completions() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(folder.path(), &["completions", shell], &[]);
        let script = stdout(&output);
        for part in ["stackpose", "convert", "project-name", "explain"] {
            assert!(script.contains(part), "{part} for {shell}");
        }
    }
    assert_eq!(run(folder.path(), &["completions", "tcsh"], &[]).status.code(), Some(2));
    let script = stdout(&run(folder.path(), &["completions", "bash"], &[]));
    let asked = format!(
        "{script}\nCOMP_WORDS=(stackpose conv) COMP_CWORD=1\n_stackpose stackpose conv stackpose\necho \"${{COMPREPLY[*]}}\""
    );
    match Command::new("bash").args(["--norc", "-c", &asked]).output() {
        Ok(output) => assert_eq!(stdout(&output), "convert\n", "{}", stderr(&output)),
        Err(error) => eprintln!("skipped: bash did not try its completions: {error}"),
    }
}

#[test]
fn the_manual_has_a_page_for_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let page = stdout(&run(folder.path(), &["man"], &[]));
    assert!(page.contains(".TH stackpose 1"), "{page}");
    for part in ["stackpose\\-convert(1)", "\\-\\-project\\-name"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let page = stdout(&run(folder.path(), &["man", "convert"], &[]));
    for part in [".TH stackpose-convert 1", "\\-\\-parameters", "\\-\\-project\\-name"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(stdout(&run(folder.path(), &["man", "docker", "install"], &[])).contains("\\-\\-copy"));
    let output = run(folder.path(), &["man", "nonsense"], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no command `nonsense`"), "{}", stderr(&output));
}

#[test]
fn fixes_can_go_to_an_override_file() {
    let text = "services:\n  web:\n    image: nginx\n    x-aws-ephemeral_storag: 30\n";
    let folder = folder_with(text);
    let fix = ["check", "--fix", "--override", "compose.aws.yaml"];
    let shown = run(folder.path(), &[&fix[..], &["--diff"]].concat(), &[]);
    assert!(stdout(&shown).contains("+    x-aws-ephemeral_storage: 30"), "{}", stdout(&shown));
    let path = folder.path().join("compose.aws.yaml");
    assert!(!path.exists());

    let output = run(folder.path(), &fix, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("use it as `-f compose.yaml -f compose.aws.yaml`"),
        "{}",
        stderr(&output)
    );
    let written = std::fs::read_to_string(&path).unwrap();
    assert_eq!(std::fs::read_to_string(folder.path().join("compose.yaml")).unwrap(), text);
    assert_eq!(run(folder.path(), &fix, &[]).status.code(), Some(0));

    std::fs::write(&path, "services: {}\n").unwrap();
    let refused = run(folder.path(), &fix, &[]);
    assert_eq!(refused.status.code(), Some(2), "{}", stderr(&refused));
    assert!(stderr(&refused).contains("has other content"), "{}", stderr(&refused));
    std::fs::write(&path, written).unwrap();
    let behind = run(folder.path(), &["-f", "compose.yaml", "-f", "compose.aws.yaml", "check", "-q"], &[]);
    assert_eq!(behind.status.code(), Some(0), "{}", stdout(&behind));
}

#[test]
fn a_split_project_has_the_files_of_its_services_and_no_others() {
    let two = "services:\n  web:\n    image: nginx\n  db:\n    image: redis\n";
    let folder = folder_with(two);
    let convert = |more: &[&str]| {
        run(folder.path(), &[&["convert", "-p", "demo", "--split", "out"], more].concat(), &[])
    };
    let files = || {
        let names = |below: &str| {
            let entries = std::fs::read_dir(folder.path().join(below)).unwrap();
            let entries = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
            entries.map(|name| format!("{below}/{name}")).collect::<Vec<_>>()
        };
        let mut all: Vec<String> = [names("out"), names("out/stacks")].concat();
        all.sort();
        all
    };
    let output = convert(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let written = ["out/stacks", "out/stacks/db.yaml", "out/stacks/web.yaml", "out/template.yaml"];
    assert_eq!(files(), written);
    // A service that is gone, another format, and what somebody else put there.
    std::fs::write(folder.path().join("out/stacks/other.yaml"), "Resources: {}\n").unwrap();
    std::fs::write(folder.path().join("compose.yaml"), WEB).unwrap();
    let output = convert(&["--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains("removed templates of an earlier run: "), "{}", stderr(&output));
    let left = ["out/stacks", "out/stacks/other.yaml", "out/stacks/web.json", "out/template.json"];
    assert_eq!(files(), left);
    std::fs::write(folder.path().join("out/template.json"), "{\"Resources\": {}}\n").unwrap();
    let output = convert(&["--format", "json"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("`out/template.json` is not of a split template of `demo`"));
    assert_eq!(
        std::fs::read_to_string(folder.path().join("out/template.json")).unwrap(),
        "{\"Resources\": {}}\n"
    );
}

/// What cannot be compared is said as what it was meant to be.
#[test]
fn broken_templates_and_parameters_are_told_as_such() {
    let folder = folder_with(WEB);
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("good.yaml", "Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n");
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    std::fs::create_dir(folder.path().join("project")).unwrap();
    write("project/compose.yaml", WEB);
    let said = |arguments: &[&str]| {
        let output = run(folder.path(), &[&["diff", "good.yaml"], arguments].concat(), &[]);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        stderr(&output)
    };
    for (text, wanted) in [
        (
            "Resources:\n  A:\n    Type: x\n  A:\n    Type: x\nParameters: {}\n",
            "E0102]: the key `A` stands twice",
        ),
        ("Resources: [a]\n", "E0402]: `Resources` must be a mapping, not a list"),
        ("Resources:\n  A: 5\n", "E0402]: `Resources.A` must be a mapping, not an integer"),
        ("{\"Resources\": {\"A\": {\"Typ\": \"x\"}}}", "E0403]: `Resources.A` needs `Type`"),
        ("AWSTemplateFormatVersion: \"2010-09-09\"\n", "E0403]: a template needs `Resources`"),
        ("Resources:\n\tA: x\n", "E0101]"),
    ] {
        write("bad.yaml", text);
        let said = said(&["bad.yaml"]);
        assert!(said.contains(wanted) && said.matches("error[").count() == 1, "{text}{said}");
    }
    assert!(said(&["empty"]).contains("`empty` has neither `empty/template.yaml` nor `empty/template.json`"));
    assert!(said(&["project"]).contains("name its Compose file: `project/compose.yaml`"));
    for (text, wanted) in [
        ("", "it is empty"),
        ("{}", "see line 1, column 1"),
        ("{\"Parameters\": {\"A\": []}}", "must be a mapping of names and texts"),
    ] {
        write("parameters.json", text);
        let said = said(&["good.yaml", "--parameters", "parameters.json"]);
        assert!(said.contains(wanted), "{text}: {said}");
    }
}
