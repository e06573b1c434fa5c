//! The house rules that no lint knows: who may name whom, headers, and lists that must agree.
#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests read the sources, and stop at the first surprise"
)]

#[path = "tidy/circles.rs"]
mod circles;

use std::path::{Path, PathBuf};

/// A folder or file of `src`, and what it may name of the others. `lib.rs`, `main.rs` and `loader` chain the stages.
const LAYERS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("grammar", &["grammar"]),
    ("tree", &["source"]),
    ("sanitise", &[]),
    ("diagnostic", &["source", "sanitise"]),
    ("load", &["source", "tree", "diagnostic", "grammar"]),
    ("interpolate", &["source", "tree", "diagnostic", "grammar"]),
    ("merge", &["source", "tree", "diagnostic", "grammar"]),
    ("resolve", &["source", "tree", "diagnostic", "grammar"]),
    ("config_output", &["tree", "grammar", "diagnostic", "sanitise"]),
    ("validate", &["source", "tree", "diagnostic", "grammar", "compose"]),
    ("compose", &["source", "grammar", "compose"]),
    ("file_contents", &["source", "load", "compose", "diagnostic", "grammar"]),
    ("cfn", &["cfn"]),
    ("plan", &["source", "diagnostic", "grammar", "compose"]),
    ("lower", &["source", "diagnostic", "grammar", "compose", "cfn", "plan"]),
    ("bake_file", &["load", "tree", "diagnostic", "source", "grammar", "compose", "cfn"]),
    ("parameter_file", &["cfn", "deployment_file"]),
    ("deployment_file", &["cfn", "config_output", "diagnostic", "load", "source"]),
    ("graph", &["source", "diagnostic", "sanitise", "grammar", "compose", "plan", "cfn", "emit", "diff"]),
    ("overview", &["compose", "cfn", "emit", "sanitise"]),
    ("diff", &["source", "grammar", "tree", "load", "diagnostic", "sanitise", "cfn"]),
    ("split", &["cfn", "plan"]),
    ("emit", &["diagnostic", "cfn", "grammar"]),
    ("import", &["source", "tree"]),
    ("explain", &["diagnostic", "validate"]),
    ("lsp", &["check", "source", "tree", "load", "loader", "diagnostic", "grammar", "explain"]),
    ("advise", &["source", "diagnostic", "grammar", "compose"]),
    ("lint_levels", &["source", "tree", "diagnostic"]),
    ("aws", &["sanitise"]),
];

fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut waiting = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

fn room(path: &Path) -> String {
    let below = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    below.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

#[test]
fn layers_name_only_what_they_may() {
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let room = room(&path);
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == room) else { continue };
        if path.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "tests.rs") {
            continue;
        }
        // Tests inside a file may build what they like.
        let code = text.split("#[cfg(test)]").next().unwrap();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for after in line.split("crate::").skip(1) {
                let named: String = after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if named != room && !named.is_empty() && !allowed.contains(&named.as_str()) {
                    faults.push(format!("{}: {}", path.display(), line.trim()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "these lines reach into another room:\n{}", faults.join("\n"));
}

/// A module receives what it needs from those before it; a decision that two share stands in a third.
#[test]
fn no_modules_name_each_other_in_a_circle() {
    let (circles, pairs) = circles::circles(&sources());
    assert!(pairs > 500, "the modules are not read any more: {pairs}");
    assert!(circles.is_empty(), "these modules name each other in a circle:\n{}", circles.join("\n"));
}

/// Things are searched by name: no function is `of`, one type is `Place`, and one file is `parameters.rs`.
#[test]
fn names_tell_things_apart() {
    let sources = sources();
    let with = |words: &[&str]| -> Vec<String> {
        let is_in = |text: &str| text.lines().any(|line| words.iter().any(|word| line.contains(word)));
        sources.iter().filter(|(_, text)| is_in(text)).map(|(path, _)| path.display().to_string()).collect()
    };
    assert_eq!(with(&["fn of(", "fn of<"]), Vec::<String>::new());
    assert_eq!(with(&["struct Place ", "struct Place<", "struct Place(", "enum Place "]).len(), 1);
    assert_eq!(sources.iter().filter(|(path, _)| path.ends_with("parameters.rs")).count(), 1);
}

/// The public API is what `lib.rs` names; rustc finds code of a private module that nothing uses.
#[test]
fn modules_are_private() {
    let (_, text) = sources().into_iter().find(|(path, _)| path.ends_with("src/lib.rs")).unwrap();
    let public: Vec<_> = text.lines().filter(|line| line.starts_with("pub mod ")).collect();
    assert_eq!(public, ["pub mod internals;"]);
}

#[test]
fn every_file_says_what_it_is() {
    for (path, text) in sources() {
        assert!(text.starts_with("//! "), "{} has no header", path.display());
    }
}

/// Files of `lower` that have no behaviour of their own, or none that a single case could show.
const SHARED: [&str; 5] = ["additions", "ingress", "mod", "context", "tests"];

#[test]
fn every_room_of_lower_has_fixtures() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(root.join("src/lower")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if !SHARED.contains(&name.as_str()) {
            assert!(root.join("fixtures").join(&name).is_dir(), "fixtures/{name} is missing");
        }
    }
}

/// Codes that are about the environment of a run, or about files that no repository holds; `tests/cli.rs` shows them.
const ABOUT_THE_ENVIRONMENT: [&str; 3] = ["E0003", "E0009", "E0748"];

/// Whether nothing is in a folder but what insta leaves of a case of another branch, which git ignores.
fn is_left_over(folder: &Path) -> bool {
    let mut files = std::fs::read_dir(folder).unwrap();
    files.all(|file| file.unwrap().file_name().to_string_lossy().ends_with(".snap.new"))
}

#[test]
fn every_code_has_a_fixture_that_shows_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cli = std::fs::read_to_string(root.join("tests/cli.rs")).unwrap();
    let mut shown: String =
        ABOUT_THE_ENVIRONMENT.iter().filter(|number| cli.contains(*number)).copied().collect();
    // The pairs of `fixtures/update` have no findings. Those of `fixtures/diff` have hazards.
    for case in std::fs::read_dir(root.join("fixtures/diff")).unwrap() {
        let picture = std::fs::read_to_string(case.unwrap().path().join("human.snap")).unwrap();
        let number =
            |line: &str| line.split_once('[')?.1.split_once("]: ").map(|(number, _)| number.to_owned());
        shown.extend(picture.lines().filter_map(number).map(|number| format!("{number}\n")));
    }
    let rooms = std::fs::read_dir(root.join("fixtures")).unwrap().map(|room| room.unwrap().path());
    for room in rooms.filter(|room| !room.ends_with("update") && !room.ends_with("diff")) {
        let cases = std::fs::read_dir(room).unwrap().map(|case| case.unwrap().path());
        // The inputs of `tests/hostile.py` are single files.
        for case in cases.filter(|case| case.is_dir() && !is_left_over(case)) {
            let mut picture = std::fs::read_to_string(case.join("diagnostics.snap")).unwrap();
            // Only cases of `fixtures/split` are converted in a second way.
            picture += &std::fs::read_to_string(case.join("split_diagnostics.snap")).unwrap_or_default();
            // A code stands on a line of its own in a picture.
            shown.extend(picture.lines().filter(|line| line.len() == 5).map(|line| format!("{line}\n")));
        }
    }
    let missing: Vec<String> = stackpose::Code::ALL
        .iter()
        .map(|code| code.number())
        .filter(|number| !shown.contains(number))
        .collect();
    assert!(missing.is_empty(), "no fixture shows {missing:?}");
}

/// Text of others leaves the program through functions that make it safe to print.
#[test]
fn only_one_file_writes_to_the_terminal() {
    const PRODUCTS: [&str; 7] =
        ["report.rs", "man.rs", "typed.rs", "docker/mod.rs", "completions.rs", "schema.rs", "convert.rs"];
    for (path, text) in sources().into_iter().filter(|(path, _)| room(path) == "cli" || room(path) == "aws") {
        let writes = text.contains("stdout().write")
            || text.contains("stderr().write")
            || text.contains("io::stdout();");
        assert!(!writes || path.ends_with("cli/report.rs"), "{} writes by itself", path.display());
        let product = text.contains("report::print(");
        assert!(
            !product || PRODUCTS.iter().any(|name| path.ends_with(name)),
            "{} prints as a product",
            path.display()
        );
    }
}

#[test]
fn no_aws_sdk_outside_the_aws_commands() {
    for (path, text) in sources() {
        assert!(room(&path) == "aws" || !text.contains("aws_sdk"), "{} names the SDK", path.display());
    }
}

/// A role that is made elsewhere would be without the permissions boundary that the user wants on every role.
#[test]
fn every_role_is_made_in_one_place() {
    for (path, text) in sources() {
        let makes = room(&path) == "lower" && text.contains("iam::Role::new");
        assert!(!makes || path.ends_with("lower/roles/mod.rs"), "{} makes a role by itself", path.display());
    }
}

/// Words of an older vocabulary, and what to write instead (docs/glossary.md).
const BANNED: [(&str, &str); 13] = [
    ("overlay", "override"),
    ("lowered", "translated"),
    ("laid over", "merged into"),
    ("starred out", "masked"),
    ("the door", "the commands that call AWS"),
    ("long story", "explanation"),
    ("no thought", "safe fix"),
    ("surroundings of a run", "environment"),
    ("way out", "alternative"),
    ("told first", "reported first"),
    ("says how", "(requires feature …)"),
    ("what is said", "output"),
    ("becomes of", "how it is translated"),
];

/// Help texts (doc comments of `src/cli`) and the pages of the manual use the words of the glossary.
#[test]
fn help_texts_and_pages_use_the_words_of_the_glossary() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(root.join("docs")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "md") {
            texts.push((path.clone(), std::fs::read_to_string(&path).unwrap()));
        }
    }
    for page in ["README.md", "CONTRIBUTING.md", "SECURITY.md"] {
        texts.push((root.join(page), std::fs::read_to_string(root.join(page)).unwrap()));
    }
    for (path, text) in sources().into_iter().filter(|(path, _)| room(path) == "cli") {
        let comments = text.lines().filter(|line| line.trim_start().starts_with("///"));
        texts.push((path, comments.collect::<Vec<_>>().join("\n")));
    }
    assert!(texts.len() > 40, "the texts are not found");
    let mut faults = Vec::new();
    for (path, text) in &texts {
        for (number, line) in text.lines().enumerate() {
            let small = line.to_lowercase();
            for (word, instead) in BANNED.iter().filter(|(word, _)| small.contains(word)) {
                faults.push(format!("{}:{}: write `{instead}`, not `{word}`", path.display(), number + 1));
            }
        }
    }
    assert!(faults.is_empty(), "words of the old vocabulary:\n{}", faults.join("\n"));
}

#[test]
fn comments_name_the_thing_they_describe() {
    let mut faults = Vec::new();
    for (path, text) in sources() {
        for (number, line) in text.lines().enumerate() {
            let line = line.trim_start();
            let Some(comment) = line.strip_prefix("//") else { continue };
            if comment.trim_start_matches(['/', '!']).trim_start().starts_with("What ") {
                faults.push(format!("{}:{}: {line}", path.display(), number + 1));
            }
        }
    }
    assert!(faults.is_empty(), "begin with `The …` or a verb, not with `What`:\n{}", faults.join("\n"));
}

/// A comment is at most 110 columns wide. An address cannot be broken, and an example is a line of code.
#[test]
fn comments_fit_into_110_columns() {
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let mut is_example = false;
        for (number, line) in text.lines().enumerate() {
            let Some(comment) = line.trim_start().strip_prefix("//") else { continue };
            is_example ^= comment.trim_start_matches(['/', '!', ' ']).starts_with("```");
            if line.chars().count() > 110 && !is_example && !line.contains("https://") {
                faults.push(format!("{}:{}", path.display(), number + 1));
            }
        }
    }
    assert!(faults.is_empty(), "wrap these comments:\n{}", faults.join("\n"));
}
