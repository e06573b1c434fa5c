//! The line that says which checks did not run because of errors.

use crate::diagnostic::{Checks, Waiting};
use crate::overview;

/// The line.
pub(super) fn line(waiting: &Waiting) -> String {
    let codes: Vec<String> = waiting.because.iter().map(|code| code.number()).collect();
    let checks = match &waiting.checks {
        Checks::Model => "everything that needs the whole project".to_owned(),
        Checks::Lowering => "what the services become on AWS".to_owned(),
        Checks::LoweringOf(services) if services.is_empty() => {
            "warnings about what the services become on AWS".to_owned()
        }
        Checks::LoweringOf(services) => {
            let (names, verb) =
                (overview::names(services), if services.len() == 1 { "becomes" } else { "become" });
            format!("what {names} {verb} on AWS, and warnings about what other services become")
        }
        Checks::Limits => "whether the template is within CloudFormation's limits".to_owned(),
    };
    let names = if waiting.names { "whether all names are defined, and " } else { "" };
    format!("not checked because of {}: {names}{checks}", codes.join(", "))
}
