//! The script of the first container, run by the shells it is meant for: what it writes is what was given.
#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests read and write scratch files and start shells, tell which are missing, and stop at the first surprise"
)]
#![cfg(unix)]

use std::collections::BTreeMap;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::*;
use serde_json::Value as Json;
use stackpose::{Code, Disk, Dotenv, Format, Outcome, Request, Severity};
use tempfile::TempDir;

/// Folders of the containers that lie in the scratch folder instead.
const FOLDERS: [&str; 5] =
    ["/run/secrets", "/mnt/data", "/prepared/migrate/run/secrets", "/prepared/proxy/mnt/data", "/etc"];

/// Text that a shell or CloudFormation might take for something else.
const HARD: [&str; 10] = [
    "plain",
    "",
    "two\nlines\n",
    "\n\nends without",
    "it's \"quoted\" 'twice''",
    "$HOME ${HOME} $(id) `id` $$ ${LogGroup} ${AWS::Region} {{resolve:ssm:/a}}",
    r"back\slash \n \\ %s %d \0 \",
    "größer → 世界 🐳",
    "tab\tand\r\nwindows",
    "-n\nEOF\n'\n*?[a]~#!",
];

/// The shells that are here, each as the words that start it and the folder of its tools.
fn shells(tools: &Path) -> Vec<(Vec<String>, String)> {
    let path = std::env::var("PATH").unwrap();
    let find =
        |name: &str| std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    let mut found = Vec::new();
    match find("dash") {
        Some(dash) => found.push((vec![dash.to_str().unwrap().to_owned()], path.clone())),
        None => eprintln!("there is no dash here, so the script is not run by it"),
    }
    match find("busybox") {
        Some(busybox) => {
            // The image has a link for every tool, and nothing else.
            for tool in ["base64", "chmod", "chown", "cp", "mkdir"] {
                symlink(&busybox, tools.join(tool)).unwrap();
            }
            let words = vec![busybox.to_str().unwrap().to_owned(), "sh".to_owned()];
            found.push((words, tools.to_str().unwrap().to_owned()));
        }
        None => eprintln!("there is no busybox here, so the script is not run by it"),
    }
    found
}

fn compile(folder: &Path) -> Outcome<String> {
    let request = Request {
        working_dir: folder.to_str().unwrap().to_owned(),
        project_name: Some("demo".to_owned()),
        dotenv: Dotenv::default(),
        ..Request::default()
    };
    stackpose::compile(&request, &Disk, Format::Json)
}

/// The script, and its variables with what ECS looks up for each.
fn first_container(template: &str) -> (String, Vec<(String, String)>) {
    let template: Json = serde_json::from_str(template).unwrap();
    let containers = &template["Resources"]["WebTaskDefinition"]["Properties"]["ContainerDefinitions"];
    assert_eq!(containers[0]["Name"], "prepare");
    assert_eq!(containers[1]["DependsOn"][0]["Condition"], "SUCCESS");
    let secrets = containers[0]["Secrets"].as_array().cloned().unwrap_or_default();
    let secrets =
        secrets.iter().map(|one| (one["Name"].as_str().unwrap().to_owned(), one["ValueFrom"].to_string()));
    (evaluated(&containers[0]["Command"][2]), secrets.collect())
}

fn evaluated(value: &Json) -> String {
    match value.as_str() {
        Some(text) => text.to_owned(),
        None => value["Fn::Join"][1].as_array().unwrap().iter().map(evaluated).collect(),
    }
}

/// Runs the script in every shell, and hands the scratch folder of each to `look`.
fn run(template: &str, value: impl Fn(&str) -> String, look: impl Fn(&Path)) {
    run_after(|_| (), template, value, look);
}

/// The same; `before` puts something into the scratch folder.
fn run_after(before: impl Fn(&Path), template: &str, value: impl Fn(&str) -> String, look: impl Fn(&Path)) {
    let (script, secrets) = first_container(template);
    assert!(!script.contains("{{resolve:"), "{script}");
    let tools = tempfile::tempdir().unwrap();
    for (shell, path) in shells(tools.path()) {
        let scratch = tempfile::tempdir().unwrap();
        let root = scratch.path().to_str().unwrap();
        let mut script = script.clone();
        for folder in FOLDERS {
            std::fs::create_dir_all(format!("{root}{folder}")).unwrap();
            for before in [" ", " '"] {
                script = script.replace(&format!("{before}{folder}"), &format!("{before}{root}{folder}"));
            }
        }
        before(scratch.path());
        let mut command = Command::new(&shell[0]);
        command.args(&shell[1..]).args(["-c", &script]).env_clear().env("PATH", path);
        command.envs(secrets.iter().map(|(name, from)| (name.as_str(), value(from))));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{shell:?}: {}\n{script}", String::from_utf8_lossy(&output.stderr));
        assert!(output.stdout.is_empty() && output.stderr.is_empty(), "{shell:?}: {output:?}");
        look(scratch.path());
    }
}

fn mode(file: &Path) -> u32 {
    std::fs::metadata(file).unwrap().permissions().mode() & 0o7777
}

#[test]
fn values_of_secrets_arrive_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..HARD.len()).map(|index| format!("s{index}")).collect();
    let of_file: Vec<String> =
        names.iter().map(|name| format!("  {name}: {{environment: {name}}}\n")).collect();
    let of_file = of_file.concat();
    let id =
        std::fs::metadata(folder.path()).map(|found| std::os::unix::fs::MetadataExt::uid(&found)).unwrap();
    let text = format!(
        "services:\n  web:\n    image: nginx:1.29\n    secrets: [{}, json, {{source: s0, target: sub/private, mode: 0400, uid: '{id}'}}]\n\
         secrets:\n  json: {{external: true, name: shop/db, x-aws-keys: {{user name: user, b: pass}}}}\n{of_file}",
        names.join(", ")
    );
    std::fs::write(folder.path().join("compose.yaml"), text).unwrap();
    let outcome = compile(folder.path());
    let template = outcome.value.unwrap_or_else(|| panic!("{:#?}", outcome.diagnostics));
    let value = |from: &str| {
        let index = HARD.iter().enumerate().map(|(index, _)| index);
        let one = index.into_iter().find(|index| from.contains(&format!("\"S{index}Secret\"")));
        match one {
            Some(index) => HARD[index].to_owned(),
            None if from.contains(":user::") => "it's $USER\n".to_owned(),
            None => {
                assert!(from.contains(":pass::"), "{from}");
                "p\\w".to_owned()
            }
        }
    };
    run(&template, value, |root| {
        let secrets = root.join("run/secrets");
        for (name, value) in names.iter().zip(HARD) {
            assert_eq!(std::fs::read_to_string(secrets.join(name)).unwrap(), value);
            assert_eq!(mode(&secrets.join(name)), 0o444);
        }
        assert_eq!(std::fs::read_to_string(secrets.join("json/user name")).unwrap(), "it's $USER\n");
        assert_eq!(std::fs::read_to_string(secrets.join("json/b")).unwrap(), "p\\w");
        assert_eq!(mode(&secrets.join("json")), 0o755);
        assert_eq!(std::fs::read_to_string(secrets.join("sub/private")).unwrap(), HARD[0]);
        assert_eq!(mode(&secrets.join("sub/private")), 0o400);
    });
}

#[test]
fn every_container_of_the_task_gets_its_own() {
    let folder = project(&BTreeMap::from([(PathBuf::from("color"), b"blue".to_vec())]));
    let text = "services:\n  web: {image: 'nginx:1.29', secrets: [s], depends_on: {migrate: {condition: service_completed_successfully}}}\n  \
                migrate: {image: 'me/migrate:1', networks: [other], secrets: [{source: t, target: s, mode: 0400}]}\n  \
                proxy: {image: 'me/proxy:1', network_mode: 'service:web', volumes: ['./data:/mnt/data:ro']}\n\
                secrets: {s: {environment: S}, t: {environment: T}}\nnetworks: {other: {}}\n";
    std::fs::write(folder.path().join("compose.yaml"), text).unwrap();
    let template = compile(folder.path()).value.unwrap();
    let value = |from: &str| if from.contains("\"SSecret\"") { "of web" } else { "of migrate" }.to_owned();
    run(&template, value, |root| {
        let read = |file: &str| std::fs::read_to_string(root.join(file)).unwrap();
        assert_eq!(read("run/secrets/s"), "of web");
        assert_eq!(read("prepared/migrate/run/secrets/s"), "of migrate");
        assert_eq!(mode(&root.join("prepared/migrate/run/secrets/s")), 0o400);
        assert_eq!(read("prepared/proxy/mnt/data/color"), "blue");
    });
    let template: Json = serde_json::from_str(&template).unwrap();
    let task = &template["Resources"]["WebTaskDefinition"]["Properties"];
    let containers = task["ContainerDefinitions"].as_array().unwrap();
    for container in &containers[1..] {
        let before = &container["DependsOn"][0];
        assert_eq!((&before["ContainerName"], &before["Condition"]), (&"prepare".into(), &"SUCCESS".into()));
    }
    // What the first container sees below `/prepared`, the other has at the path it wants, from the same volume.
    let mounts = |index: usize| containers[index]["MountPoints"].as_array().unwrap().clone();
    let seen: Vec<_> = mounts(0).iter().map(|mount| mount["SourceVolume"].clone()).collect();
    let had: Vec<_> = (1..4).flat_map(mounts).map(|mount| mount["SourceVolume"].clone()).collect();
    assert_eq!(seen, had);
    assert_eq!(task["Volumes"].as_array().unwrap().len(), 3);
}

/// A file of the last start may be read-only for the user that the volume belongs to, so it is replaced and not written to.
#[test]
fn a_file_in_a_volume_is_replaced_at_each_start() {
    let folder = project(&BTreeMap::from([(PathBuf::from("site.json"), b"new".to_vec())]));
    let text = "services:\n  web:\n    image: 'nginx:1.29'\n    volumes: ['data:/mnt/data', './data/site.json:/mnt/data/conf/site.json']\n    \
                configs: [{source: c, target: /mnt/data/c}]\nconfigs: {c: {content: text}}\nvolumes: {data: {}}\n";
    std::fs::write(folder.path().join("compose.yaml"), text).unwrap();
    let template = compile(folder.path()).value.unwrap();
    let (site, link) = ("mnt/data/conf/site.json", "mnt/data/old");
    let before = |root: &Path| {
        std::fs::create_dir_all(root.join("mnt/data/conf")).unwrap();
        std::fs::write(root.join(site), "of the last start").unwrap();
        std::fs::set_permissions(root.join(site), std::fs::Permissions::from_mode(0o444)).unwrap();
        std::fs::hard_link(root.join(site), root.join(link)).unwrap();
        std::fs::write(root.join("mnt/data/own"), "of the program").unwrap();
    };
    run_after(
        before,
        &template,
        |_| String::new(),
        |root| {
            let read = |file: &str| std::fs::read_to_string(root.join(file)).unwrap();
            assert_eq!((read(site), read("mnt/data/c")), ("new".to_owned(), "text".to_owned()));
            assert_eq!(read("mnt/data/own"), "of the program");
            assert_eq!(read(link), "of the last start", "the file was written to, which only its owner may");
        },
    );
    let template: Json = serde_json::from_str(&template).unwrap();
    let task = &template["Resources"]["WebTaskDefinition"]["Properties"];
    let mount = |container: usize| &task["ContainerDefinitions"][container]["MountPoints"][0]["SourceVolume"];
    assert_eq!((mount(0), mount(1)), (&"data".into(), &"data".into()), "both see the same volume");
}

#[test]
fn a_secret_that_is_missing_stops_the_task() {
    let folder = tempfile::tempdir().unwrap();
    let text = "services: {web: {image: 'nginx:1.29', secrets: [s]}}\nsecrets: {s: {environment: S}}\n";
    std::fs::write(folder.path().join("compose.yaml"), text).unwrap();
    let (script, _) = first_container(&compile(folder.path()).value.unwrap());
    let tools = tempfile::tempdir().unwrap();
    for (shell, path) in shells(tools.path()) {
        let mut command = Command::new(&shell[0]);
        let output = command.args(&shell[1..]).args(["-c", &script]).env_clear().env("PATH", path).output();
        assert!(!output.unwrap().status.success(), "{shell:?}");
    }
}

/// A project whose folder `data` is mounted, with these files in it.
fn project(files: &BTreeMap<PathBuf, Vec<u8>>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    let text = "services: {web: {image: 'nginx:1.29', volumes: ['./data:/mnt/data:ro']}}\n";
    std::fs::write(folder.path().join("compose.yaml"), text).unwrap();
    for (name, content) in files {
        let file = folder.path().join("data").join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, content).unwrap();
    }
    folder
}

fn arrives(folder: &Path, files: &BTreeMap<PathBuf, Vec<u8>>) {
    let outcome = compile(folder);
    assert!(outcome.value.is_some(), "{:#?}", outcome.diagnostics);
    let template = outcome.value.unwrap();
    run(
        &template,
        |_| String::new(),
        |root| {
            let data = root.join("mnt/data");
            for (name, content) in files {
                assert_eq!(&std::fs::read(data.join(name)).unwrap(), content, "{}", name.display());
            }
            assert_eq!(count(&data), count(&folder.join("data")));
        },
    );
}

fn count(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| 1 + if path.is_dir() { count(&path) } else { 0 }).sum()
}

#[test]
fn folders_arrive_as_they_are() {
    let mut files: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
    for (index, text) in HARD.iter().enumerate() {
        files.insert(format!("deep/er/{index}").into(), text.as_bytes().to_vec());
    }
    files.insert("all bytes".into(), (0..=255).cycle().take(1000).collect());
    files.insert("it's $HOME `id` \\ \"x\"".into(), b"a".to_vec());
    let folder = project(&files);
    std::fs::create_dir(folder.path().join("data/empty folder")).unwrap();
    let program = folder.path().join("data/deep/run.sh");
    std::fs::write(&program, "#!/bin/sh\n").unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    symlink("all bytes", folder.path().join("data/link")).unwrap();
    files.insert("link".into(), files[Path::new("all bytes")].clone());
    arrives(folder.path(), &files);
    let template = compile(folder.path()).value.unwrap();
    run(
        &template,
        |_| String::new(),
        |root| {
            assert_eq!(mode(&root.join("mnt/data/deep/run.sh")), 0o755);
            assert_eq!(mode(&root.join("mnt/data/deep")), 0o755);
            assert_eq!(mode(&root.join("mnt/data/link")), 0o644);
        },
    );
}

#[test]
fn links_are_followed_inside_only() {
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret"), "hidden").unwrap();
    for (target, code) in [
        (outside.path().join("secret"), Code::OutsideBoundary),
        (outside.path().to_owned(), Code::OutsideBoundary),
        (PathBuf::from("."), Code::CannotCopy),
        (PathBuf::from("nothing"), Code::CannotCopy),
    ] {
        let folder = project(&BTreeMap::new());
        symlink(&target, folder.path().join("data/link")).unwrap();
        let outcome = compile(folder.path());
        let errors = outcome.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        assert_eq!(errors.map(|found| found.code).collect::<Vec<_>>(), [code], "{}", target.display());
        assert!(outcome.value.is_none());
    }
}

#[test]
fn the_file_of_a_secret_is_never_read() {
    let hidden = BTreeMap::from([(PathBuf::from("key"), b"hunter2".to_vec())]);
    let folder = project(&hidden);
    let secret = "secrets: {s: {file: ./data/key}}\n";
    for (service, refused) in [
        ("secrets: [s]", false),
        ("secrets: [s], volumes: ['./data:/mnt/data:ro']", true),
        ("secrets: [s], x-aws-files: volume, volumes: ['./data/key:/mnt/data/key:ro']", true),
    ] {
        let text = format!("services: {{web: {{image: 'nginx:1.29', {service}}}}}\n{secret}");
        std::fs::write(folder.path().join("compose.yaml"), text).unwrap();
        let outcome = compile(folder.path());
        assert_eq!(
            outcome.diagnostics.iter().any(|found| found.code == Code::CannotCopy),
            refused,
            "{service}"
        );
        assert_eq!(outcome.value.is_none(), refused);
        assert!(!outcome.value.unwrap_or_default().contains("hunter2"), "{service}");
    }
}

fn content() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..60),
        r#"[ -~\n\t'"$`\\{}!äß]{0,60}"#.prop_map(String::into_bytes),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn any_folder_that_is_taken_arrives_as_it_is(
        files in proptest::collection::btree_map(r#"[ -.0-~äß\n'"$`]{1,10}"#, content(), 0..5)
    ) {
        let named = |name: &String| name != "." && name != "..";
        let files: BTreeMap<PathBuf, Vec<u8>> = files
            .into_iter()
            .filter(|(name, _)| named(name))
            .map(|(name, content)| (PathBuf::from(name), content))
            .collect();
        let folder = project(&files);
        let outcome = compile(folder.path());
        let refused = outcome.diagnostics.iter().any(|found| found.code == Code::CannotCopy);
        let control = files.keys().any(|name| name.to_str().unwrap().contains('\n'));
        prop_assert_eq!(refused, control, "{:?}", outcome.diagnostics);
        if !refused && !files.is_empty() {
            arrives(folder.path(), &files);
        }
    }
}

#[test]
fn extra_hosts_are_appended_to_the_hosts_of_the_task() {
    let folder = tempfile::tempdir().unwrap();
    let text = "services:\n  web:\n    image: nginx:1.29\n    extra_hosts: [billing=10.0.3.7, db=fd00::8, gone=host-gateway]\n";
    std::fs::write(folder.path().join("compose.yaml"), text).unwrap();
    let outcome = compile(folder.path());
    let template = outcome.value.unwrap_or_else(|| panic!("{:#?}", outcome.diagnostics));
    let nothing = |_: &str| String::new();
    run(&template, nothing, |root| {
        let hosts = std::fs::read_to_string(root.join("etc/hosts")).unwrap();
        let lines: Vec<&str> = hosts.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, ["10.0.3.7 billing", "fd00::8 db"]);
    });
}

/// The script that fills volumes, run with its folders in a scratch folder; `before` puts something there.
fn copy_up(before: impl Fn(&Path, &Path), look: impl Fn(&Path)) {
    let folder = tempfile::tempdir().unwrap();
    let text = "services:\n  web:\n    image: nginx:1.29\n    volumes: ['site:/usr/share/nginx/html']\nvolumes: {site: {}}\n";
    std::fs::write(folder.path().join("compose.yaml"), text).unwrap();
    let template: Json = serde_json::from_str(&compile(folder.path()).value.unwrap()).unwrap();
    let containers = &template["Resources"]["WebTaskDefinition"]["Properties"]["ContainerDefinitions"];
    assert_eq!(containers[0]["Name"], "web-copy-up");
    assert_eq!(containers[1]["DependsOn"][0]["ContainerName"], "web-copy-up");
    let script = evaluated(&containers[0]["Command"][0]);
    let tools = tempfile::tempdir().unwrap();
    for (shell, path) in shells(tools.path()) {
        let scratch = tempfile::tempdir().unwrap();
        let (image, volume) = (scratch.path().join("image"), scratch.path().join("copy-up/0"));
        std::fs::create_dir_all(&volume).unwrap();
        before(&image, &volume);
        let root = scratch.path().to_str().unwrap();
        let script = script.replace(" /copy-up", &format!(" {root}/copy-up"));
        let script = script.replace(" /usr/share/nginx/html", &format!(" {root}/image"));
        let mut command = Command::new(&shell[0]);
        let output =
            command.args(&shell[1..]).args(["-c", &script]).env_clear().env("PATH", path).output().unwrap();
        assert!(output.status.success(), "{shell:?}: {}\n{script}", String::from_utf8_lossy(&output.stderr));
        look(&volume);
    }
}

fn fill(image: &Path) {
    std::fs::create_dir_all(image.join("sub/.deep")).unwrap();
    std::fs::write(image.join(".hidden"), "h").unwrap();
    std::fs::write(image.join("sub/page"), "p").unwrap();
    std::fs::set_permissions(image.join("sub/page"), std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink("page", image.join("sub/link")).unwrap();
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn an_empty_volume_is_filled_from_the_image() {
    copy_up(
        |image, _| fill(image),
        |volume| {
            assert_eq!(names(volume), [".hidden", "sub"]);
            assert_eq!(names(&volume.join("sub")), [".deep", "link", "page"]);
            assert_eq!(mode(&volume.join("sub/page")), 0o640);
            assert_eq!(std::fs::read_link(volume.join("sub/link")).unwrap(), Path::new("page"));
        },
    );
}

#[test]
fn a_volume_with_anything_in_it_is_left_alone() {
    for name in ["data", ".hidden", "..odd", "*"] {
        copy_up(
            |image, volume| {
                fill(image);
                std::fs::write(volume.join(name), "mine").unwrap();
            },
            |volume| {
                assert_eq!(names(volume), [name]);
                assert_eq!(std::fs::read_to_string(volume.join(name)).unwrap(), "mine");
            },
        );
    }
    copy_up(
        |image, volume| {
            fill(image);
            symlink("nowhere", volume.join("link")).unwrap();
        },
        |volume| assert_eq!(names(volume), ["link"]),
    );
}

#[test]
fn what_the_image_does_not_have_is_not_copied() {
    copy_up(|_, _| {}, |volume| assert!(names(volume).is_empty()));
}
