//! `stackpose secret`: secrets that outlive every stack. A value comes from standard input or a hidden
//! prompt, never from an argument, which everybody on the machine could read.

use clap::{Args, Subcommand};

use super::terminal::{self, Asked};
use super::{Account, Shape, Stop, json};
use crate::aws::{Connection, Interrupts, secret};
use crate::cli::Exit;
use crate::cli::report::{self, Report};
use crate::cli::usage_error::UsageError;

/// The commands about secrets.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
    /// Make a secret; its value is read from standard input, or asked for
    Create(Create),
    /// List the secrets
    #[command(visible_alias = "list")]
    Ls(List),
    /// Show what is known of a secret; its value is not
    Inspect(Named),
    /// Remove a secret
    #[command(visible_alias = "delete")]
    Rm(Remove),
}

/// Options of `secret create`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Create {
    /// Its name
    name: String,
    /// Description of the secret
    #[arg(short, long, value_name = "TEXT")]
    description: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// Options of `secret ls`.
#[derive(Debug, Args)]
pub(in crate::cli) struct List {
    #[command(flatten)]
    common: Common,
}

/// Options of `secret inspect`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Named {
    /// Its name or ARN
    name: String,
    #[command(flatten)]
    common: Common,
}

/// Options of `secret rm`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Remove {
    /// Its name or ARN
    name: String,
    /// Remove it at once; without it, it can be brought back for a month
    #[arg(long)]
    now: bool,
    #[command(flatten)]
    common: Common,
}

/// The options that they all take.
#[derive(Debug, Args)]
struct Common {
    #[command(flatten)]
    account: Account,
    /// How the outcome is printed
    #[arg(long, value_enum, default_value_t = Shape::Human)]
    format: Shape,
}

impl Common {
    async fn open(&self) -> Result<Connection, Stop> {
        Ok(self.account.open().await?)
    }
}

/// Does it.
pub(super) async fn run(command: &Command, report: &Report) -> Result<Exit, Stop> {
    match command {
        Command::Create(options) => create(options).await,
        Command::Ls(options) => {
            let secrets = secret::list(&options.common.open().await?).await?;
            Ok(match options.common.format {
                Shape::Json => report::show(&json(&secrets)),
                Shape::Human => report::show(&secret::show(&secrets, terminal::width_of_product())),
            })
        }
        Command::Inspect(options) => {
            let found = secret::inspect(&options.common.open().await?, &options.name).await?;
            Ok(report::show(&json(&found)))
        }
        Command::Rm(options) => {
            secret::remove(&options.common.open().await?, &options.name, options.now).await?;
            let name = &options.name;
            if options.common.format == Shape::Json {
                return Ok(report::show(&json(&serde_json::json!({"removed": name, "now": options.now}))));
            }
            if !report.is_quiet() {
                let how = if options.now {
                    "is gone"
                } else {
                    "goes in a month; `aws secretsmanager restore-secret` brings it back"
                };
                report::note(&format!("the secret `{name}` {how}"));
            }
            Ok(Exit::Done)
        }
    }
}

async fn create(options: &Create) -> Result<Exit, Stop> {
    let mut interrupts = Interrupts::listen()?;
    let value = value(&options.name, &mut interrupts).await?;
    let make = async {
        let connection = options.common.open().await?;
        Ok(secret::create(&connection, &options.name, value, options.description.as_deref()).await?)
    };
    let arn = interrupts.or(Box::pin(make)).await.unwrap_or(Err(Stop::Told(Exit::Interrupted)))?;
    Ok(match options.common.format {
        Shape::Json => report::show(&json(&serde_json::json!({"name": options.name, "arn": arn}))),
        Shape::Human => report::show(&format!("{arn}\n")),
    })
}

/// The value: asked for at a terminal, else all of standard input.
async fn value(name: &str, interrupts: &mut Interrupts) -> Result<String, Stop> {
    let asked = if terminal::is_interactive() {
        terminal::ask_hidden(&format!("Value of {name} (it is not shown): "), interrupts).await
    } else {
        let read = interrupts.or(crate::aws::spawn_blocking(piped)).await;
        let read = read
            .transpose()
            .map_err(|error| UsageError::new(format!("standard input cannot be read: {error}")))?;
        read.map_or(Asked::Interrupted, Asked::Line)
    };
    match asked {
        Asked::Line(value) if !value.is_empty() => Ok(value),
        Asked::Line(_) | Asked::Nothing => {
            let error = UsageError::new("a secret wants a value");
            Err(error.help("`stackpose secret create NAME < FILE`").into())
        }
        Asked::Interrupted => Err(Stop::Told(Exit::Interrupted)),
    }
}

/// All of standard input; one line break at the end is the shell's.
fn piped() -> std::io::Result<String> {
    let text = std::io::read_to_string(std::io::stdin())?;
    let trimmed = text.strip_suffix('\n').unwrap_or(&text);
    Ok(trimmed.strip_suffix('\r').unwrap_or(trimmed).to_owned())
}
