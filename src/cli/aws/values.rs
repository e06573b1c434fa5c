//! Values for the parameters of a template: what was given, and what is asked for, where somebody can be
//! asked.

use std::collections::BTreeMap;

use super::source::Given;
use super::terminal::{self, Asked};
use super::{Exit, Stop};
use crate::aws::parameter_values::{self, Declared, Value};
use crate::aws::stack::Stack;
use crate::aws::{Connection, Interrupts, setup};
use crate::cli::report::{self, Report};
use crate::cli::usage_error::UsageError;
use crate::diagnostic;

/// Names on the command line that the template does not have are slips; a file may be that of several
/// templates.
pub(super) fn check_names(declared: &[Declared], given: &Given, report: &Report) -> Result<(), Stop> {
    let unknown = parameter_values::unknown(declared, given.values.keys().map(String::as_str));
    let (typed, of_file): (Vec<&str>, Vec<&str>) =
        unknown.into_iter().partition(|name| given.typed.contains(*name));
    let Some(first) = typed.first() else {
        if let Some(file) = given.file.as_ref().filter(|_| !of_file.is_empty() && !report.is_quiet()) {
            let names = of_file.join(", ");
            report::note(&format!("{file}: left out, because the template has no such parameter: {names}"));
        }
        return Ok(());
    };
    let known: Vec<&str> = declared.iter().map(|parameter| parameter.name.as_str()).collect();
    let help = match diagnostic::nearest(first, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it has {}", known.join(", ")),
    };
    let error = UsageError::new(format!("the template has no parameter {}", typed.join(", ")));
    Err(error.help(help).into())
}

/// A value for every parameter; what is missing is asked for.
pub(super) async fn values(
    connection: &Connection,
    declared: &[Declared],
    mut given: BTreeMap<String, String>,
    before: Option<&Stack>,
    interrupts: &mut Interrupts,
) -> Result<Vec<(String, Value)>, Stop> {
    let none = BTreeMap::new();
    let previous = before.map_or(&none, |stack| &stack.parameters);
    let mut chosen = parameter_values::choose(declared, &given, previous);
    if !chosen.missing.is_empty() && terminal::is_interactive() {
        for parameter in &chosen.missing {
            given.extend(asked(parameter, interrupts).await?.map(|value| (parameter.name.clone(), value)));
        }
        chosen = parameter_values::choose(declared, &given, previous);
    }
    if chosen.missing.is_empty() {
        return Ok(chosen.values);
    }
    // Beside what is missing: what the account has of it, where it may be looked at.
    let survey = match interrupts.or(setup::survey(connection)).await {
        Some(Ok(survey)) => format!("\n\n{}", setup::show(&survey, terminal::width())),
        Some(Err(_)) | None => String::new(),
    };
    Err(missing(&chosen.missing, &survey).into())
}

/// Asks for the value of a parameter.
async fn asked(parameter: &Declared, interrupts: &mut Interrupts) -> Result<Option<String>, Stop> {
    let prompt = match parameter.description.as_str() {
        "" => format!("{}: ", parameter.name),
        description => format!("{} ({description}): ", parameter.name),
    };
    let asked = if parameter.no_echo {
        terminal::ask_hidden(&prompt, interrupts).await
    } else {
        terminal::ask(&prompt, interrupts).await
    };
    match asked {
        Asked::Line(line) => Ok(Some(line)),
        Asked::Nothing => Ok(None),
        Asked::Interrupted => Err(Stop::Told(Exit::Interrupted)),
    }
}

fn missing(parameters: &[Declared], survey: &str) -> UsageError {
    let lines: Vec<String> =
        parameters.iter().map(|it| format!("\n  {}  {}", it.name, it.description)).collect();
    UsageError::new(format!("these parameters have no value:{}", lines.concat())).help(format!(
        "give `--parameter NAME=VALUE`, or `--parameters FILE`, which `stackpose setup` fills from the \
         account{survey}"
    ))
}
