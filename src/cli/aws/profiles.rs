//! `--profile`, which is Compose's here and the AWS configuration's in other tools.

use std::collections::BTreeSet;

use super::Stop;
use crate::cli::report::Report;
use crate::cli::usage_error::UsageError;
use crate::diagnostic::nearest;
use crate::load::Disk;
use crate::loader::Request;

/// Refuses a profile that no service has. Docker Compose takes any; but who means a profile of the AWS
/// configuration would go to another account, and who mistypes would remove the services of the profile from
/// the stack.
pub(super) fn known(request: &Request, report: &Report) -> Result<(), Stop> {
    if request.profiles.is_empty() {
        return Ok(());
    }
    let outcome = crate::pipeline::resolve_project(request, &Disk);
    let profiles = match &outcome.value {
        Some(resolved) => resolved.profiles.clone(),
        None if outcome.sources.first().is_none() => BTreeSet::new(),
        None => return report.product(outcome).map(drop).map_err(Stop::Told),
    };
    let unknown = request.profiles.iter().find(|it| *it != "*" && !profiles.contains(*it));
    let Some(unknown) = unknown else { return Ok(()) };
    let near = nearest(unknown, profiles.iter().map(String::as_str));
    let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    let error = UsageError::new(format!("no service has the profile `{unknown}`"));
    Err(error
        .help(format!(
            "{near}`--profile` is Compose's; a profile of the AWS configuration is `--aws-profile {unknown}`"
        ))
        .into())
}
