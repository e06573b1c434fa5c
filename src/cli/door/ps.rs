//! `stackpose ps`: the services of the stack.

use clap::Args;

use super::{Shape, Stop, Target, json, terminal};
use crate::assemble::Request;
use crate::cli::Exit;
use crate::cli::report::{self, Report};
use crate::deploy::ps;

/// Options of `ps`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    target: Target,
    /// How they are printed
    #[arg(long, value_enum, default_value_t = Shape::Human)]
    format: Shape,
}

/// Prints the services.
pub(super) async fn run(request: Request, options: &Options, report: &Report) -> Result<Exit, Stop> {
    let name = options.target.stack(&request, report)?;
    let door = options.target.account.open().await?;
    let services = ps::services(&door, &name).await?;
    Ok(match options.format {
        Shape::Json => report::print(&json(&services), None),
        Shape::Human => report::print(&ps::show(&services, terminal::width_of_product()), None),
    })
}
