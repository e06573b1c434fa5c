//! The command line: what may be typed. The only code that prints.
//!
//! Global options have the names and the variables of `docker compose`.

#[cfg(feature = "deploy")]
mod aws;
#[cfg(not(feature = "deploy"))]
#[path = "aws_unavailable.rs"]
mod aws;
mod bake;
mod check;
mod completions;
mod config;
mod convert;
mod diff;
mod docker;
mod exit;
mod explain;
mod git;
mod import;
mod lint_levels;
mod man;
mod report;
mod request;
mod schema;
mod typed;
mod watched;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

pub use exit::Exit;

/// Compose in, a CloudFormation stack out: for Amazon ECS on Fargate, offline and deterministic.
#[derive(Debug, Parser)]
#[command(name = "stackpose", version, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options that every command takes.
#[derive(Debug, Args)]
struct Global {
    /// Compose file; repeat to merge several, `-` reads standard input
    #[arg(short, long, global = true, value_name = "FILE")]
    file: Vec<String>,
    /// Project name
    #[arg(short, long, global = true, value_name = "NAME")]
    project_name: Option<String>,
    /// Profile to activate; repeatable, `*` activates all
    #[arg(long, global = true, value_name = "NAME")]
    profile: Vec<String>,
    /// File of variables in place of `.env`; repeatable
    #[arg(long, global = true, value_name = "FILE")]
    env_file: Vec<String>,
    /// Folder that relative paths are relative to
    #[arg(long, global = true, value_name = "DIR")]
    project_directory: Option<String>,
    /// Folder besides the project's own that its files may lie in; repeatable
    #[arg(long, global = true, value_name = "DIR")]
    allow_outside: Vec<String>,
    /// When to colour what is said
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    color: Color,
    /// Say errors only
    #[arg(short, long, global = true, action = ArgAction::SetTrue)]
    quiet: bool,
    /// Show notes, which are otherwise only counted
    #[arg(long, global = true, action = ArgAction::SetTrue)]
    notes: bool,
    /// Show every finding for itself and with its surroundings, and which files are read
    #[arg(short, long, global = true, action = ArgAction::SetTrue)]
    verbose: bool,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    /// When standard error is a terminal and `NO_COLOR` is not set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Formats of what a command prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// YAML; a template has short tags in it.
    Yaml,
    /// JSON.
    Json,
}

/// What is asked for.
#[derive(Debug, Subcommand)]
enum Command {
    /// Print the CloudFormation template of the project
    Convert(convert::Options),
    /// Print the findings of `convert` without converting; `--fix` mends what needs no thought
    Check(check::Options),
    /// Print what an update of the stack would change, replace or endanger
    Diff(diff::Options),
    /// Print the resolved Compose model, as `docker compose config` does
    Config(config::Options),
    /// Print a file for `docker buildx bake` that builds the images
    Bake(bake::Options),
    /// Print a Compose file made from task definitions, `ecs-params.yml` or manifests of Copilot
    Import(import::Options),
    /// Print the JSON Schema of Compose files with `x-aws-*` keys, for editors
    Schema,
    /// Print the long story of a finding, or what becomes of a Compose attribute
    Explain(explain::Options),
    /// Print the script with which a shell completes command lines
    Completions(completions::Options),
    /// Print a page of the manual
    Man(man::Options),
    /// Make this program `docker ecs …`, a plugin of the Docker client
    #[command(subcommand)]
    Docker(docker::Command),
    #[command(flatten)]
    Aws(aws::Command),
}

/// Runs what was typed and says how it ended.
pub fn run() -> Exit {
    exit::install_panic_hook();
    let (cli, notes) = match typed() {
        Ok(typed) => typed,
        Err(exit) => return exit,
    };
    let request = match request::request(&cli.global) {
        Ok(request) => request,
        Err(message) => return report::failure(&message),
    };
    let report = report::Report::new(&cli.global, &request.working_dir);
    for note in notes.iter().filter(|_| !report.is_quiet()) {
        report::note(note);
    }
    match cli.command {
        Command::Convert(options) => convert::run(request, &options, &report),
        Command::Check(options) => check::run(request, &options, &report),
        Command::Diff(options) => diff::run(request, &options, &report),
        Command::Config(options) => config::run(request, &options, &report),
        Command::Bake(options) => bake::run(request, &options, &report),
        Command::Import(options) => import::run(&request, &options, &report),
        Command::Schema => schema::run(),
        Command::Explain(options) => explain::run(&options),
        Command::Completions(options) => completions::run(&options),
        Command::Man(options) => man::run(&options),
        Command::Docker(command) => docker::run(&request, &command, &report),
        Command::Aws(command) => aws::run(request, &command, &report),
    }
}

/// What was typed, with notes on it; or how the run ended already.
fn typed() -> Result<(Cli, Vec<String>), Exit> {
    let arguments: Option<Vec<String>> =
        std::env::args_os().map(|argument| argument.into_string().ok()).collect();
    match arguments.as_deref().and_then(docker::arguments_of_plugin) {
        Some(arguments) => docker::parse(arguments),
        None => Cli::try_parse().map(|cli| (cli, Vec::new())).map_err(|error| report::usage(&error)),
    }
}
