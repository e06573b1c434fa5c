//! The table, line by line, and what must hold of it.

use clap::CommandFactory as _;
use proptest::prelude::*;

use super::table::{AT_AWS, COMPOSE, COMPOSE_OPTIONS, ECS, OF_DOCKER, Row, SECRET};
use super::translate::{Asked, Line, Refusal, translate};
use crate::cli::Cli;
use crate::cli::usage_error::UsageError;

const COMMANDS: [&str; 6] = ["bake", "check", "config", "convert", "deploy", "explain"];

fn words(typed: &str) -> Vec<String> {
    typed.split_whitespace().map(str::to_owned).collect()
}

fn translated(typed: &str) -> Result<Asked, Refusal> {
    translate(&words(typed), &COMMANDS)
}

fn line(typed: &str) -> Line {
    match translated(typed) {
        Ok(Asked::Ours(line)) => line,
        other => panic!("{typed}: {other:?}"),
    }
}

#[test]
fn old_command_lines_become_ours() {
    for (typed, ours) in [
        ("ecs compose convert", "convert"),
        ("compose convert", "convert"),
        (
            "ecs compose -f a.yaml --file=b.yaml -p demo convert web",
            "convert --file=a.yaml --file=b.yaml --project-name=demo web",
        ),
        ("ecs compose -fa.yaml -p=demo up", "deploy --file=a.yaml --project-name=demo"),
        ("ecs compose -f - convert", "convert --file=-"),
        ("ecs compose -n demo -w dir convert", "convert --project-name=demo --project-directory=dir"),
        (
            "ecs compose --ansi never --verbose convert --format json",
            "convert --color=never --verbose --format json",
        ),
        ("ecs compose convert -q", "check -q"),
        ("ecs compose convert --services", "config --services"),
        ("ecs compose convert --hash web -q", "config --hash=web -q"),
        ("ecs compose config --format json", "config --format json"),
        ("ecs compose up --yes --parameter A=b", "deploy --yes --parameter A=b"),
        ("ecs compose --dry-run up", "deploy --dry-run"),
        ("ecs compose -p demo down", "down --project-name=demo"),
        ("ecs compose ps --format pretty", "ps --format=human"),
        ("ecs compose ps --format=json", "ps --format=json"),
        ("ecs compose ps web worker --format json", "ps web worker --format=json"),
        ("ecs compose -f a.yaml logs -f web", "logs --file=a.yaml --follow web"),
        ("ecs compose -f a.yaml events -f", "events --file=a.yaml --follow"),
        ("ecs compose logs -f -n 20 web", "logs --follow --tail=20 web"),
        ("ecs compose logs -ft --tail all", "logs --follow --timestamps"),
        ("ecs compose logs --follow=false --since 10m", "logs --since 10m"),
        ("ecs compose check --format sarif", "check --format sarif"),
        ("ecs compose help up", "deploy --help"),
        ("help ecs compose up", "deploy --help"),
        ("ecs compose up --help", "deploy --help"),
        ("ecs compose convert -- -web", "convert -- -web"),
        ("ecs setup -p work -r eu-west-1", "setup --aws-profile=work --region=eu-west-1"),
        ("ecs setup -c shared --vpc vpc-1", "setup --parameter=ClusterName=shared --vpc vpc-1"),
        ("ecs secret", "secret --help"),
        ("ecs secret create login -d text", "secret create login --description=text"),
        ("ecs secret create login -", "secret create login"),
        ("ecs secret list --format pretty", "secret ls --format=human"),
        ("ecs secret remove login --recover", "secret rm login"),
    ] {
        assert_eq!(line(typed).words, words(ours), "{typed}");
    }
}

#[test]
fn help_and_version_are_answered_at_each_level() {
    for typed in ["", "ecs", "ecs --help", "--help ecs", "help ecs", "-D ecs -h", "ecs version --help"] {
        let asked = translated(typed);
        let wanted = if typed.ends_with("version --help") {
            Asked::Version(vec!["--help".to_owned()])
        } else {
            Asked::Help
        };
        assert_eq!(asked, Ok(wanted), "{typed}");
    }
    for typed in ["ecs compose", "ecs compose --help", "help ecs compose", "ecs compose -p demo help"] {
        assert_eq!(translated(typed), Ok(Asked::ComposeHelp), "{typed}");
    }
    for typed in ["ecs version --short", "ecs compose version --short", "--config dir ecs --version --short"]
    {
        assert_eq!(translated(typed), Ok(Asked::Version(vec!["--short".to_owned()])), "{typed}");
    }
}

#[test]
fn what_cannot_be_had_is_refused_by_its_name() {
    for (typed, what, help) in [
        ("ecs compose up --scale web=2", "`--scale` of `docker ecs compose up`", "deploy.replicas"),
        ("ecs compose up --force-recreate", "`--force-recreate`", "force-new-deployment"),
        ("ecs compose up --build", "`--build`", "docker ecs compose bake"),
        ("ecs compose down -v", "`-v` of `docker ecs compose down`", "stay on purpose"),
        ("ecs compose down --rmi all", "`--rmi`", "ecr"),
        ("ecs compose ps -aq", "`-a` of `docker ecs compose ps`", "events"),
        ("ecs compose convert --resolve-image-digests", "`--resolve-image-digests`", "@sha256:"),
        ("ecs compose -e A=b convert", "`-e` of `docker ecs compose`", "--env-file"),
        ("ecs compose build", "`docker ecs compose build`", "docker buildx bake"),
        ("ecs compose exec web sh", "`docker ecs compose exec`", "execute-command"),
        ("ecs compose ls", "`docker ecs compose ls`", "describe-stacks"),
        ("ecs compose convertt", "no command `convertt`", "did you mean `docker ecs compose convert`"),
        ("ecs compose -p", "`-p` of `docker ecs compose` needs a value", ""),
        ("ecs volume ls", "`docker ecs volume`", "describe-file-systems"),
        ("ecs nonsense", "no command `nonsense`", "docker ecs --help"),
        ("ecs setup --aws-secret-key s3cr3t", "`--aws-secret-key`", "aws configure"),
        ("ecs secret create login -u me -p s3cr3t", "`-u` of `docker ecs secret create`", "standard input"),
        ("ecs secret create login --password=s3cr3t", "`--password`", "standard input"),
        ("ecs secret create login file.json", "not read from a file", "< file.json"),
        ("--context work ecs compose up", "`--context work`", "AWS_PROFILE"),
        ("-c work ecs secret ls", "`-c work`", "AWS_PROFILE"),
    ] {
        let refusal = UsageError::from(translated(typed).expect_err(typed));
        let said = format!("{refusal}; {}", refusal.help_text().unwrap_or_default());
        assert!(said.contains(what) && said.contains(help), "{typed}: {said}");
        assert!(!said.contains("s3cr3t"), "{typed}: {said}");
    }
}

#[test]
fn what_changes_nothing_is_noted() {
    for (typed, ours, note) in [
        ("--context work ecs compose convert", "convert", "`--context` is an option of the Docker client"),
        ("--context default ecs compose up", "deploy", "`--context`"),
        (
            "-D -H tcp://x -l debug --tlsverify ecs compose convert",
            "convert",
            "`-D`, `-H`, `-l`, `--tlsverify` are options",
        ),
        ("ecs compose up -d", "deploy", "`-d` changes nothing"),
        ("ecs compose --compatibility up", "deploy", "`--compatibility`"),
        ("ecs setup --name ecs", "setup", "no Docker context"),
    ] {
        let line = line(typed);
        assert_eq!(line.words, words(ours), "{typed}");
        assert!(line.notes.join("\n").contains(note), "{typed}: {:?}", line.notes);
    }
}

/// The table can be read only where every name is told from the others.
#[test]
fn every_name_stands_in_one_row() {
    let rows = |rows: &[Row]| rows.iter().flat_map(|row| row.names.split(' ')).collect::<Vec<_>>().join(" ");
    let options = |row: &Row| row.options.iter().map(|opt| opt.names).collect::<Vec<_>>().join(" ");
    let mut lists = vec![rows(ECS), rows(COMPOSE), rows(SECRET)];
    lists.extend(
        [OF_DOCKER, COMPOSE_OPTIONS]
            .map(|table| table.iter().map(|opt| opt.names).collect::<Vec<_>>().join(" ")),
    );
    lists.extend(ECS.iter().chain(COMPOSE).chain(SECRET).map(options));
    for list in lists {
        let mut names: Vec<&str> = list.split_whitespace().collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all, "{list}");
    }
}

/// Before the command a value must be told from the command.
#[test]
fn every_global_option_of_ours_is_known() {
    for argument in Cli::command().get_arguments().filter(|argument| argument.is_global_set()) {
        let long = format!("--{}", argument.get_long().unwrap());
        let opt =
            COMPOSE_OPTIONS.iter().find(|opt| opt.is(&long)).unwrap_or_else(|| panic!("{long} has no row"));
        assert_eq!(opt.takes_value, argument.get_action().takes_values(), "{long}");
        if let Some(short) = argument.get_short() {
            assert!(opt.is(&format!("-{short}")), "-{short} is not {long}");
        }
    }
}

#[test]
fn commands_that_talk_to_aws_are_known_as_such() {
    for name in ["up", "down", "ps", "logs"] {
        let said = translated(&format!("--context work ecs compose {name}"));
        assert!(said.is_err(), "{name} goes to AWS: {AT_AWS:?}");
    }
}

proptest! {
    #[test]
    fn no_command_line_panics(typed in prop::collection::vec("-{0,2}[a-zé=]{0,6}|compose|ecs|secret|create|up|logs|-fx", 0..8)) {
        let _ = translate(&typed, &COMMANDS);
    }
}
