//! The Docker client's way to us: the same program under the name `docker-ecs` in a folder `cli-plugins`.
//!
//! The client starts it once to ask who it is, then hands on the whole command line from its own options on:
//! `docker-ecs --context x ecs compose up`.
//! <https://github.com/docker/cli/blob/master/cli-plugins/manager/metadata.go>

mod install;
mod table;
mod translate;

use clap::builder::StyledStr;
use clap::{CommandFactory as _, FromArgMatches as _};
use serde_json::json;

use super::report;
use super::usage_error::UsageError;
use super::{Cli, Exit};
use table::{Becomes, COMPOSE};
use translate::{Asked, Line};

pub(super) use install::{Command, run};

/// The program's name as a plugin.
const PLUGIN: &str = "docker-ecs";

/// The description in the client's list of commands. It also tells a copy of ours from another program.
const DESCRIPTION: &str = "Compose files to Amazon ECS on Fargate, by Stackpose";

/// The words behind the program's name, where that is a plugin's.
pub(super) fn arguments_of_plugin(arguments: &[String]) -> Option<&[String]> {
    let (name, rest) = arguments.split_first()?;
    let name = name.rsplit(['/', std::path::MAIN_SEPARATOR]).next()?;
    (name.strip_suffix(".exe").unwrap_or(name) == PLUGIN).then_some(rest)
}

/// The command line behind `docker`, with notes on it; or the exit code of a run that ended already.
pub(super) fn parse(arguments: &[String]) -> Result<(Cli, Vec<String>), Exit> {
    if arguments.first().is_some_and(|word| word == "docker-cli-plugin-metadata") {
        return Err(report::print(&metadata()));
    }
    let mut command = Cli::command();
    let names: Vec<String> =
        command.get_subcommands().map(|subcommand| subcommand.get_name().to_owned()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let line = match translate::translate(arguments, &names) {
        Ok(Asked::Help) => return Err(report::print(&help(&command))),
        Ok(Asked::ComposeHelp) => return Err(report::print(&compose_help(&command))),
        Ok(Asked::Version(options)) => return Err(version(&options)),
        Ok(Asked::Ours(line)) => line,
        Err(refusal) => return Err(report::failure(refusal)),
    };
    let Line { called, typed, words, notes } = line;
    if let Some(name) = words.first().filter(|name| !names.contains(&name.as_str())) {
        let error = UsageError::new(format!("this build has no `{name}`"));
        let error = error.help("`stackpose deploy` shows the commands of the AWS CLI in its place");
        return Err(report::failure(error));
    }
    if let Some(name) = words.first().filter(|name| !typed.is_empty() && names.contains(&name.as_str())) {
        command = command.mut_subcommand(name, |subcommand| {
            subcommand.override_usage(format!("{called} {typed} [OPTIONS]"))
        });
    }
    let words = std::iter::once(called.to_owned()).chain(words);
    let parsed = command.clone().try_get_matches_from(words).and_then(|mut matches| {
        Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
    });
    match parsed {
        Ok(cli) => Ok((cli, notes)),
        Err(error) => Err(report::usage(&error)),
    }
}

/// The answer to the client's question who this is.
fn metadata() -> String {
    let answer = json!({
        "SchemaVersion": "0.1.0",
        "Vendor": "Stackpose",
        "Version": env!("CARGO_PKG_VERSION"),
        "ShortDescription": DESCRIPTION,
        "URL": env!("CARGO_PKG_HOMEPAGE"),
    });
    format!("{answer:#}\n")
}

/// As `docker compose version` prints it.
fn version(options: &[String]) -> Exit {
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    let has = |wanted: &str| options.iter().any(|option| option.trim_start_matches("--format=") == wanted);
    let text = if has("--short") {
        format!("{VERSION}\n")
    } else if has("json") {
        format!("{}\n", json!({ "version": VERSION }))
    } else {
        format!("Stackpose version {VERSION}\n")
    };
    report::print(&text)
}

fn help(command: &clap::Command) -> String {
    let rows = [
        ("compose", "Convert and deploy the project of Compose files".to_owned()),
        ("setup", about(command, "setup")),
        ("secret", about(command, "secret")),
        ("version", "Print the version".to_owned()),
    ];
    format!("{DESCRIPTION}\n\nUsage: docker ecs COMMAND\n\nCommands:\n{}", columns(&rows))
}

fn compose_help(command: &clap::Command) -> String {
    let renamed = |row: &table::Row| match row.becomes {
        Becomes::Ours(&[ours]) => Some((row.name(), ours)),
        Becomes::Ours(_) | Becomes::Nothing(_) => None,
    };
    let known: Vec<(&str, &str)> = COMPOSE.iter().filter_map(renamed).collect();
    let more = ["check", "bake"].map(|name| (name, name));
    let rows: Vec<(&str, String)> = known
        .into_iter()
        .chain(more)
        .map(|(name, ours)| (name, about(command, ours)))
        .chain([("version", "Print the version".to_owned())])
        .collect();
    let options: Vec<(String, String)> = command
        .get_arguments()
        .filter(|argument| argument.is_global_set())
        .map(|argument| (option(argument), argument.get_help().map(StyledStr::to_string).unwrap_or_default()))
        .collect();
    let options: Vec<(&str, String)> =
        options.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    format!(
        "Convert and deploy the project of Compose files\n\nUsage: docker ecs compose [OPTIONS] COMMAND\n\n\
         Commands:\n{}\nOptions:\n{}",
        columns(&rows),
        columns(&options)
    )
}

fn about(command: &clap::Command, name: &str) -> String {
    let about = command.find_subcommand(name).and_then(clap::Command::get_about);
    about.map_or_else(|| "Not in this build".to_owned(), StyledStr::to_string)
}

fn option(argument: &clap::Arg) -> String {
    let short = argument.get_short().map_or_else(|| "    ".to_owned(), |short| format!("-{short}, "));
    let value = argument.get_value_names().and_then(<[_]>::first).map(|name| format!(" {name}"));
    let value = value.filter(|_| argument.get_action().takes_values()).unwrap_or_default();
    format!("{short}--{}{value}", argument.get_long().unwrap_or_default())
}

fn columns(rows: &[(&str, String)]) -> String {
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let lines: Vec<String> = rows.iter().map(|(name, text)| format!("  {name:width$}  {text}\n")).collect();
    lines.concat()
}

#[cfg(test)]
mod tests;
