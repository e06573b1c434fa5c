//! Findings about what runs to its end: jobs that nothing runs, those that run in several tasks, and services
//! that end.

use std::collections::BTreeMap;

use crate::compose::{self, Restart};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::image::short_name;
use crate::source::Loc;

use super::{Plan, Role, ServicePlan};

/// Words in the name of a service or an image that does its work once.
const ONCE: [&str; 9] =
    ["migrate", "migration", "migrations", "init", "initdb", "setup", "seed", "bootstrap", "provision"];

/// Looks at the whole project; each kind is said once.
pub(crate) fn report(plan: &Plan<'_>, diagnostics: &mut Diagnostics) {
    diagnostics.extend(not_run(plan));
    diagnostics.extend(on_deploy(plan));
    diagnostics.extend(repeated(plan));
    diagnostics.extend(shared(plan));
    diagnostics.extend(started_again(plan));
}

fn not_run(plan: &Plan<'_>) -> Option<Diagnostic> {
    let is_left = |one: &&ServicePlan<'_>| {
        let extensions = &one.service.extensions;
        one.is_job && extensions.schedule.is_none() && extensions.on_deploy.is_none()
    };
    let jobs: Vec<_> = plan.services.iter().filter(is_left).map(|one| one.service).collect();
    let first = jobs.first()?;
    let message = format!("no deployment runs {}", listed(&jobs));
    let mut diagnostic = Diagnostic::new(Code::JobNotRun, message);
    for job in &jobs {
        let (loc, label) = match job.ends() {
            Some(loc) if loc.is_somewhere() => (loc, "makes a job of it"),
            _ => (job.name.loc, "a job"),
        };
        diagnostic = diagnostic.label(loc, label);
    }
    Some(diagnostic.help(format!(
        "the output of the stack for `{}` holds the command that runs it; a job that must end before a \
         service starts is named under `depends_on` of that service with `condition: \
         service_completed_successfully`, `x-aws-run: on-deploy` lets `stackpose deploy` run it, and \
         `x-aws-schedule` runs it at times",
        first.name.value
    )))
}

fn repeated(plan: &Plan<'_>) -> Option<Diagnostic> {
    let mut tasks: BTreeMap<&str, (&compose::Service, Vec<&str>)> = BTreeMap::new();
    for one in &plan.services {
        for member in one.members.iter().filter(|member| member.role == Role::Init) {
            let (_, users) = tasks.entry(&member.service.name.value).or_insert((member.service, Vec::new()));
            users.push(&one.service.name.value);
        }
    }
    let several: Vec<_> = tasks.into_values().filter(|(_, users)| users.len() > 1).collect();
    let jobs: Vec<&compose::Service> = several.iter().map(|(job, _)| *job).collect();
    jobs.first()?;
    let runs = if jobs.len() == 1 { "runs" } else { "run" };
    let message = format!("{} {runs} in the tasks of several services, at the same time", listed(&jobs));
    let mut diagnostic = Diagnostic::new(Code::JobRepeated, message);
    for (job, users) in several {
        let users: Vec<String> = users.iter().map(|user| format!("`{user}`")).collect();
        diagnostic = diagnostic.label(job.name.loc, format!("before each task of {}", users.join(", ")));
    }
    Some(diagnostic.help(
        "write `x-aws-job: shared` at it: it then runs in the tasks of one of them, and the others start \
         after that service; or see that it does no harm twice, as migrations that take a lock do",
    ))
}

/// Says how often a shared job runs after all, and what is no shared job.
fn shared(plan: &Plan<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut known: BTreeMap<&str, (&compose::Service, Loc, usize)> = BTreeMap::new();
    for one in &plan.services {
        for service in one.containers() {
            let Some(loc) = service.extensions.shared_job else { continue };
            let is_init = one
                .members
                .iter()
                .any(|member| member.role == Role::Init && member.service.name.value == service.name.value);
            let (_, _, users) = known.entry(&service.name.value).or_insert((service, loc, 0));
            *users += usize::from(is_init);
            let tasks = one.service.replicas().map_or(1, |count| count.value);
            let scales = one.service.deploy.autoscaling.is_some();
            if is_init && (tasks > 1 || scales) && plan.shared_jobs.contains_key(service.name.value.as_str())
            {
                found.push(shared_by_tasks(service, loc, one.service));
            }
        }
    }
    let alone = known.into_values().filter(|(service, _, users)| {
        *users == 0 || !plan.shared_jobs.contains_key(service.name.value.as_str())
    });
    found.extend(alone.map(|(service, loc, users)| not_shared(service, loc, users)));
    found
}

fn shared_by_tasks(job: &compose::Service, loc: Loc, carrier: &compose::Service) -> Diagnostic {
    let (job, carrier) = (&job.name.value, &carrier.name.value);
    let message = format!("`{job}` runs once in each task of `{carrier}`, which can be more than one");
    Diagnostic::new(Code::Approximated, message).at(loc).help(format!(
        "let a service with one task wait for its end as well, or see that it does no harm twice; \
         `{carrier}` was chosen because it waits for none of the others"
    ))
}

fn not_shared(job: &compose::Service, loc: Loc, users: usize) -> Diagnostic {
    let name = &job.name.value;
    let who = if users == 0 { "nobody waits" } else { "only one service waits" };
    let message = format!("`x-aws-job` has no effect: {who} for the end of `{name}`");
    Diagnostic::new(Code::Approximated, message).at(loc).help(
        "remove it, or name the job under `depends_on` of several services with `condition: \
         service_completed_successfully`",
    )
}

/// Says which jobs `deploy` runs, and how they are run without it.
fn on_deploy(plan: &Plan<'_>) -> Option<Diagnostic> {
    let is_run = |one: &&ServicePlan<'_>| one.is_job && one.service.extensions.on_deploy.is_some();
    let jobs: Vec<_> = plan.services.iter().filter(is_run).map(|one| one.service).collect();
    let first = jobs.first()?;
    let message = format!("`stackpose deploy` runs {}, and no other deployment does", listed(&jobs));
    let mut diagnostic = Diagnostic::new(Code::RunsOnDeploy, message);
    for job in &jobs {
        diagnostic =
            diagnostic.label(job.extensions.on_deploy.unwrap_or(job.name.loc), "once after each update");
    }
    Some(diagnostic.help(format!(
        "after `aws cloudformation deploy`, run the command that the output of the stack for `{}` holds",
        first.name.value
    )))
}

fn started_again(plan: &Plan<'_>) -> Option<Diagnostic> {
    let ends = |one: &&ServicePlan<'_>| {
        let service = one.service;
        let restart = service.restart_policy().map(|restart| restart.value);
        !one.is_job
            && service.ports.is_empty()
            && service.health_check.is_none()
            && matches!(restart, None | Some(Restart::OnFailure(_)))
            && is_called_so(service)
    };
    let services: Vec<_> = plan.services.iter().filter(ends).map(|one| one.service).collect();
    services.first()?;
    let message = format!("ECS starts {} again each time it ends", listed(&services));
    let mut diagnostic = Diagnostic::new(Code::StartedAgain, message);
    for service in &services {
        let restart = service.restart_policy().map(|restart| restart.loc).filter(|loc| loc.is_somewhere());
        diagnostic = diagnostic.label(restart.unwrap_or(service.name.loc), "does its work once, by its name");
    }
    Some(diagnostic.help(
        "write `restart: \"no\"` to make a job of it, or let the service that needs it wait for it with \
         `service_completed_successfully`; a service that stays gets `restart: always`",
    ))
}

fn is_called_so(service: &compose::Service) -> bool {
    let image = service.image.as_ref().map_or("", |image| short_name(&image.value));
    [service.name.value.as_str(), image]
        .iter()
        .flat_map(|name| name.split(['-', '_', '.']))
        .any(|word| ONCE.contains(&word.to_ascii_lowercase().as_str()))
}

fn listed(services: &[&compose::Service]) -> String {
    let names: Vec<String> = services.iter().map(|service| format!("`{}`", service.name.value)).collect();
    names.join(", ")
}
