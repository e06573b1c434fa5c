//! The fixes as an override file come to the same template as the fixes in the files.
#![expect(clippy::disallowed_methods, reason = "tests read the fixtures")]

use std::fmt::Write as _;
use std::path::Path;

use stackpose::internals::fix;
use stackpose::internals::fix::Edited;
use stackpose::{Disk, Files, Format, Memory, Request};

const HOME: &str = "/srv/project";
const OVERRIDE: &str = "compose.aws.yaml";

/// The template by fixes in the files, and by an override file; and that file.
fn both(request: &Request, files: &dyn Files) -> (Option<String>, Option<String>, Option<String>) {
    let compile = |request: &Request, files: &dyn Files| stackpose::compile(request, files, Format::Yaml);
    let (fixed, changes) = fix::fix(|files| compile(request, files), files, &request.working_dir);
    let Some(text) = fix::override_file(request, files, &changes) else {
        return (fixed.value, compile(request, files).value, None);
    };
    let mut with = Edited::new(files);
    with.put(&format!("{}/{OVERRIDE}", request.working_dir), text.clone());
    let named = stackpose::internals::loader::compose_files(request, files);
    let behind =
        Request { files: named.into_iter().chain([OVERRIDE.to_owned()]).collect(), ..request.clone() };
    (fixed.value, compile(&behind, &with).value, Some(text))
}

/// Each service gets faults that have a fix.
fn with_faults(text: &str) -> String {
    let mut out = String::new();
    let mut in_services = false;
    for line in text.lines() {
        if !line.starts_with([' ', '#']) && !line.is_empty() {
            in_services = line.starts_with("services:");
        }
        let _ = writeln!(out, "{line}");
        let is_name = line.starts_with("  ") && !line.starts_with("   ") && line.trim_end().ends_with(':');
        if in_services && is_name && !line.trim_start().starts_with('#') {
            out.push_str("    stdin_open: yes\n    annotations: {built: 2026-01-01}\n");
            out.push_str("    x-aws-ephemeral_storag: 30\n");
        }
    }
    out
}

#[test]
fn real_projects_come_to_the_same_template() {
    let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/real");
    let mut compared = 0;
    for entry in std::fs::read_dir(&real).unwrap() {
        let folder = entry.unwrap().path();
        let working_dir = folder.to_str().unwrap().to_owned();
        let request = Request { working_dir, ..Request::default() };
        let (fixed, behind, _) = both(&request, &Disk);
        assert_eq!(fixed, behind, "{}", folder.display());

        let path = folder.join("compose.yaml").to_str().unwrap().to_owned();
        let mut faulty = Edited::new(&Disk);
        faulty.put(&path, with_faults(&std::fs::read_to_string(&path).unwrap()));
        let (fixed, behind, text) = both(&request, &faulty);
        let text = text.unwrap_or_default();
        assert!(text.contains("stdin_open: true"), "{}: {text}", folder.display());
        assert!(text.contains("x-aws-ephemeral_storag: !reset null"), "{}: {text}", folder.display());
        assert_eq!(fixed, behind, "{}: {text}", folder.display());
        compared += usize::from(fixed.is_some());
    }
    assert!(compared > 25, "{compared}");
}

fn memory(files: &[(&str, &str)]) -> Memory {
    let mut memory = Memory::default();
    for (name, text) in files {
        memory.files.insert(format!("{HOME}/{name}"), text.as_bytes().to_vec());
    }
    memory
}

/// What every override file begins with.
const HEAD: &str =
    "# Written by `stackpose check --fix --override`: goes behind the files that it changes.\n";

/// The override file of some files, which must come to the same template as the fixes in them.
fn written(files: &[(&str, &str)]) -> Option<String> {
    let request = Request { working_dir: HOME.to_owned(), ..Request::default() };
    let (fixed, behind, text) = both(&request, &memory(files));
    assert!(fixed.is_some());
    assert_eq!(fixed, behind, "{text:?}");
    text
}

#[test]
fn an_entry_is_written_again_and_a_list_as_a_whole() {
    let ports = "[{target: 80, published: 80, x-aws-protocl: http}, '${PORT:-81}:81']";
    let text = format!(
        "services:\n  web:\n    image: nginx:1.29\n    tty: yes\n    ports: {ports}\n    x-aws-ephemeral_storag: 30\n"
    );
    let expected = "services:
  web:
    tty: true
    ports: !override
      - target: 80
        published: 80
        x-aws-protocol: http
      - ${PORT:-81}:81
    x-aws-ephemeral_storage: 30
    x-aws-ephemeral_storag: !reset null
";
    assert_eq!(written(&[("compose.yaml", &text)]).unwrap(), format!("{HEAD}{expected}"));
}

#[test]
fn services_that_extend_a_fixed_one_are_fixed_too() {
    let text = "services:
  base: {image: nginx:1.29, tty: yes, annotations: {a: 2026-01-01, b: 2026-01-02}}
  one: {extends: base, annotations: {b: '2'}}
  two: {extends: {service: one}, tty: false}
";
    let expected = "services:
  base:
    tty: true
    annotations:
      a: \"2026-01-01\"
      b: \"2026-01-02\"
  one:
    tty: true
    annotations:
      a: \"2026-01-01\"
  two:
    annotations:
      a: \"2026-01-01\"
";
    assert_eq!(written(&[("compose.yaml", text)]).unwrap(), format!("{HEAD}{expected}"));
}

#[test]
fn what_a_later_file_sets_is_left_to_it() {
    let first = "services: {web: {image: nginx:1.29, tty: yes, annotations: {a: 2026-01-01}}}";
    let second = "services: {web: {stdin_open: yes, annotations: {a: '1'}}}";
    let expected = "services:
  web:
    stdin_open: true
    tty: true
";
    assert_eq!(
        written(&[("compose.yaml", first), ("compose.override.yaml", second)]).unwrap(),
        format!("{HEAD}{expected}")
    );
}

#[test]
fn what_an_override_file_cannot_say_is_left_out() {
    // The list of `base` would be lost, and an extended file is not there to be overridden.
    let text = "services:
  base: {image: nginx:1.29, profiles: [never], ports: [{target: 80, published: 80}]}
  web: {extends: base, profiles: !override [], ports: [{target: 81, published: 81, x-aws-protocl: http}]}
  far: {extends: {file: far.yaml, service: far}}
";
    let far = "services: {far: {image: nginx:1.29, x-aws-ephemeral_storag: 30}}";
    let request = Request { working_dir: HOME.to_owned(), ..Request::default() };
    let (fixed, _, written) = both(&request, &memory(&[("compose.yaml", text), ("far.yaml", far)]));
    assert!(fixed.is_some());
    assert_eq!(written, None);
}
