//! `stackpose ps`: the services of the stack.

use clap::Args;

use super::{Shape, Stop, Target, json, no_service, terminal};
use crate::aws::ps::{self, Unseen};
use crate::cli::Exit;
use crate::cli::report::{self, Report};
use crate::loader::Request;

/// Options of `ps`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Options {
    /// Services; all without any
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
    #[command(flatten)]
    target: Target,
    /// How they are printed
    #[arg(long, value_enum, default_value_t = Shape::Human)]
    format: Shape,
}

/// Prints the services.
pub(super) async fn run(request: Request, options: &Options, report: &Report) -> Result<Exit, Stop> {
    let name = options.target.stack(&request, report)?;
    let connection = options.target.account.open().await?;
    let found = ps::services(&connection, &name, &options.services).await?;
    if let Some(unknown) = found.unknown.first() {
        let known: Vec<&str> = found.names.iter().map(String::as_str).collect();
        return Err(no_service(unknown, &known, &name).into());
    }
    let text = match options.format {
        Shape::Json => json(&found.services),
        Shape::Human => ps::show(&found.services, terminal::width_of_product()),
    };
    let printed = report::show(&text);
    for Unseen { service, reason } in &found.unseen {
        report::note(&format!("ECS says nothing of the service `{service}`: {reason}"));
    }
    Ok(if found.unseen.is_empty() { printed } else { Exit::Refused })
}
