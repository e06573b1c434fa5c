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
mod deployed;
mod diff;
mod difference;
mod docker;
mod exit;
mod explain;
mod fix_override;
mod git;
mod graph;
mod import;
mod inline_secrets;
mod lint_levels;
mod lsp;
mod man;
mod panic_hook;
mod report;
mod request;
mod schema;
mod split;
mod typed;
mod usage_error;
mod waiting;
mod watched;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue};
use clap::{ArgAction, Args, FromArgMatches as _, Parser, Subcommand, ValueEnum};

pub use exit::Exit;

/// Convert Docker Compose files to an AWS CloudFormation template for Amazon ECS on Fargate.
#[derive(Debug, Parser)]
#[command(name = "stackpose", version, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Headings of the options that every command takes.
const PROJECT: &str = "Project options";
const OUTPUT: &str = "Output options";

/// Options that every command takes.
#[derive(Debug, Args)]
struct Global {
    /// Compose file; repeat to merge several, `-` reads standard input
    #[arg(short, long, global = true, value_name = "FILE", help_heading = PROJECT)]
    file: Vec<String>,
    /// Project name
    #[arg(short, long, global = true, value_name = "NAME", help_heading = PROJECT)]
    project_name: Option<String>,
    /// Profile to activate; repeatable, `*` activates all
    #[arg(long, global = true, value_name = "NAME", help_heading = PROJECT)]
    profile: Vec<String>,
    /// File of variables in place of `.env`; repeatable
    #[arg(long, global = true, value_name = "FILE", help_heading = PROJECT)]
    env_file: Vec<String>,
    /// Directory against which relative paths are resolved
    #[arg(long, global = true, value_name = "DIR", help_heading = PROJECT)]
    project_directory: Option<String>,
    /// Further directory from which files of the project may be read; repeatable
    #[arg(long, global = true, value_name = "DIR", help_heading = PROJECT)]
    allow_outside: Vec<String>,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, help_heading = OUTPUT)]
    color: Color,
    /// Print errors only
    #[arg(short, long, global = true, action = ArgAction::SetTrue, help_heading = OUTPUT)]
    quiet: bool,
    /// Show notes, which are otherwise only counted
    #[arg(long, global = true, action = ArgAction::SetTrue, help_heading = OUTPUT)]
    notes: bool,
    /// Print each finding separately with its surroundings, and the files that are read
    #[arg(short, long, global = true, action = ArgAction::SetTrue, help_heading = OUTPUT)]
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
    /// YAML; templates use the short tags.
    Yaml,
    /// JSON.
    Json,
}

/// The command.
#[derive(Debug, Subcommand)]
enum Command {
    /// Print the CloudFormation template of the project
    #[command(after_help = "Example:\n  stackpose -f compose.yaml convert -o template.yaml")]
    Convert(convert::Options),
    /// Report findings without converting; `--fix` applies safe fixes
    #[command(after_help = "Example:\n  stackpose check --format github --deny warnings")]
    Check(check::Options),
    /// Compare two versions of a project: changes, replacements and hazards of an update
    #[command(after_help = "Example:\n  stackpose diff --base origin/main... --format markdown")]
    Diff(diff::Options),
    /// Draw the project as it is on AWS: load balancers, services, networks, volumes
    #[command(after_help = "Example:\n  stackpose graph --format mermaid -o graph.mmd")]
    Graph(graph::Options),
    /// Print the resolved Compose model, as `docker compose config` does
    #[command(after_help = "Example:\n  stackpose config --services")]
    Config(config::Options),
    /// Print a file for `docker buildx bake` that builds the images
    #[command(
        after_help = "Example:\n  stackpose bake -o bake.json && docker buildx bake -f bake.json --push"
    )]
    Bake(bake::Options),
    /// Print a Compose file made from task definitions, `ecs-params.yml` or manifests of Copilot
    Import(import::Options),
    /// Print the JSON Schema of Compose files with `x-aws-*` keys, for editors
    Schema,
    /// Explain topics, findings, Compose attributes, `x-aws-*` keys and parameters
    #[command(
        after_help = "Examples:\n  stackpose explain https\n  stackpose explain E0601 services.restart x-aws-route"
    )]
    Explain(explain::Options),
    /// Serve an editor: findings, hover, completion, quick fixes (Language Server Protocol on standard input
    /// and output)
    Lsp(lsp::Options),
    /// Print a completion script for a shell
    Completions(completions::Options),
    /// Print a manual page
    Man(man::Options),
    /// Install this program as `docker ecs`, a plugin of the Docker client
    #[command(subcommand)]
    Docker(docker::Command),
    #[command(flatten)]
    Aws(aws::Command),
}

/// Runs the command line and returns how it ended.
pub fn run() -> Exit {
    panic_hook::install_panic_hook();
    let (cli, notes) = match typed() {
        Ok(typed) => typed,
        Err(exit) => return exit,
    };
    let request = match request::request(&cli.global) {
        Ok(request) => request,
        Err(error) => return report::failure(error),
    };
    let report = report::Report::new(&cli.global, &request.working_dir);
    for note in notes.iter().filter(|_| !report.is_quiet()) {
        report::note(note);
    }
    match cli.command {
        Command::Convert(options) => convert::run(request, &options, &report),
        Command::Check(options) => check::run(request, &options, &report),
        Command::Diff(options) => diff::run(request, &options, &report),
        Command::Graph(options) => graph::run(request, &options, &report),
        Command::Config(options) => config::run(request, &options, &report),
        Command::Bake(options) => bake::run(request, &options, &report),
        Command::Import(options) => import::run(&request, &options, &report),
        Command::Schema => schema::run(),
        Command::Explain(options) => explain::run(&options),
        Command::Lsp(options) => lsp::run(request, &options),
        Command::Completions(options) => completions::run(&options),
        Command::Man(options) => man::run(&options),
        Command::Docker(command) => docker::run(&request, &command, &report),
        Command::Aws(command) => aws::run(request, &command, &report),
    }
}

/// The command line, with notes on it; or the exit code of a run that ended already.
fn typed() -> Result<(Cli, Vec<String>), Exit> {
    let arguments: Option<Vec<String>> =
        std::env::args_os().map(|argument| argument.into_string().ok()).collect();
    if let Some(arguments) = arguments.as_deref().and_then(docker::arguments_of_plugin) {
        return docker::parse(arguments);
    }
    let cli = match arguments.as_deref().and_then(parse_named_command) {
        Some(cli) => cli,
        None => Cli::try_parse().map_err(|error| report::usage(&known(error)))?,
    };
    Ok((cli, Vec::new()))
}

/// Reads the command line by the options of the one command whose name is among its words: to make all
/// commands, each with a copy of all global options, takes a fifth of the time of a small conversion. None
/// for other commands, and where that finds a fault or a request for help, whose texts need all of them.
fn parse_named_command(words: &[String]) -> Option<Cli> {
    let mut names = words.iter().filter(|word| Command::has_subcommand(word));
    let (Some(name), None) = (names.next(), names.next()) else { return None };
    match name.as_str() {
        "convert" => parse(words, name, Command::Convert),
        "check" => parse(words, name, Command::Check),
        "diff" => parse(words, name, Command::Diff),
        "graph" => parse(words, name, Command::Graph),
        "config" => parse(words, name, Command::Config),
        "bake" => parse(words, name, Command::Bake),
        "explain" => parse(words, name, Command::Explain),
        _ => None,
    }
}

fn parse<T: Args>(words: &[String], name: &str, command: fn(T) -> Command) -> Option<Cli> {
    let options = T::augment_args(clap::Command::new(name.to_owned()));
    let parser = Global::augment_args(clap::Command::new("stackpose")).subcommand(options);
    let matches = parser.try_get_matches_from(words).ok()?;
    let (_, own) = matches.subcommand()?;
    Some(Cli {
        global: Global::from_arg_matches(&matches).ok()?,
        command: command(T::from_arg_matches(own).ok()?),
    })
}

/// Words of other tools for what commands of this program do.
const KNOWN: [(&str, &str); 8] = [
    ("up", "`stackpose deploy` updates the stack (`docker ecs compose up` works too)"),
    ("lint", "`stackpose check` reports findings"),
    ("validate", "`stackpose check` reports findings"),
    ("push", "`stackpose bake` writes a file for `docker buildx bake --push`"),
    ("build", "`stackpose bake` writes a file for `docker buildx bake`"),
    ("synth", "`stackpose convert` prints the template"),
    ("plan", "`stackpose diff` compares two versions; `stackpose deploy --dry-run` shows a change set"),
    ("destroy", "`stackpose down` deletes the stack"),
];

/// The error about an unknown command, with the command that does what its name means elsewhere.
fn known(mut error: clap::Error) -> clap::Error {
    let typed = error.get(ContextKind::InvalidSubcommand).map(ToString::to_string);
    let found = KNOWN.iter().find(|(word, _)| typed.as_deref() == Some(*word));
    if let Some((_, help)) = found {
        let help = StyledStr::from((*help).to_owned());
        error.remove(ContextKind::SuggestedSubcommand);
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![help]));
    }
    error
}
