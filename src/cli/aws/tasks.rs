//! Jobs of `x-aws-run: on-deploy`: run one after the other when the stack is updated, each to its end.

use serde::Serialize;
use serde_json::Value as Json;

use super::Stop;
use crate::aws::stack::Output;
use crate::aws::{Connection, Failure, Interrupts, tasks};
use crate::cfn::{ON_DEPLOY, OWN_METADATA};
use crate::cli::Exit;
use crate::cli::report;
use crate::diagnostic::Diagnostics;
use crate::sanitise;
use crate::source::SourceMap;

/// A job that a template wants to be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Job {
    /// Its service.
    pub(super) service: String,
    container: String,
    output: String,
}

/// How a job ended, for programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Ran {
    service: String,
    exit_code: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// The jobs of a template, in their order.
pub(super) fn of_template(text: &str) -> Vec<Job> {
    // Reading a large template takes longer than finding out that it names no job.
    if !text.contains(ON_DEPLOY) {
        return Vec::new();
    }
    let mut sources = SourceMap::default();
    let id = sources.add("template", text);
    let template = crate::diff::read(id, &mut sources, &mut Diagnostics::default());
    let own =
        template.as_ref().and_then(|template| template.get("Metadata")?.get(OWN_METADATA)?.get(ON_DEPLOY));
    let job = |job: &Json| {
        let text = |key: &str| job.get(key)?.as_str().map(str::to_owned);
        Some(Job { service: text("Service")?, container: text("Container")?, output: text("Output")? })
    };
    own.and_then(Json::as_array).into_iter().flatten().filter_map(job).collect()
}

/// Runs the jobs; stops at the first that fails, which is reported.
pub(super) async fn run(
    connection: &Connection,
    jobs: &[Job],
    outputs: &[Output],
    token: &str,
    interrupts: &mut Interrupts,
) -> Result<(Exit, Vec<Ran>), Stop> {
    let mut all = Vec::new();
    for (number, job) in jobs.iter().enumerate() {
        let service = sanitise::line(&job.service).into_owned();
        let request = outputs.iter().find(|output| output.name == job.output).ok_or_else(|| {
            Failure::new(format!(
                "the stack does not say how `{service}` is run: it has no output `{}`",
                job.output
            ))
            .help("deploy the template that `stackpose convert` writes, without an override of that output")
        })?;
        report::say(&format!("stackpose: running `{service}`\n"));
        let token = format!("{token}-{number}");
        let Some(started) =
            interrupts.or(tasks::start(connection, &request.value, &job.container, &token)).await
        else {
            return Ok((left(&service), all));
        };
        let Some(ended) = interrupts.or(tasks::wait(connection, &started?)).await else {
            return Ok((left(&service), all));
        };
        let ended = ended?;
        let is_well = ended.is_well();
        if !is_well {
            report::say(&format!("stackpose: {}\n", failed(&service, &ended)));
        }
        all.push(Ran { service: job.service.clone(), exit_code: ended.exit_code, reason: ended.reason });
        if !is_well {
            return Ok((Exit::Refused, all));
        }
    }
    Ok((Exit::Done, all))
}

fn left(service: &str) -> Exit {
    report::say(&format!(
        "\nstackpose: no longer following; the task of `{service}` goes on, `stackpose logs` shows what it \
         says\n"
    ));
    Exit::Interrupted
}

/// Why a job failed, with the last lines that it logged.
fn failed(service: &str, ended: &tasks::Ended) -> Failure {
    let how = match (ended.exit_code, &ended.reason) {
        (Some(code), _) => format!("it ended with {code}"),
        (None, Some(reason)) => sanitise::line(reason).into_owned(),
        (None, None) => "it did not start, and ECS does not say why".to_owned(),
    };
    let lines: Vec<String> =
        ended.lines.iter().map(|line| format!("\n  | {}", sanitise::line(line))).collect();
    Failure::new(format!("the stack is deployed, and `{service}` failed: {how}{}", lines.concat())).help(
        "the stack stays as it is; `stackpose deploy` runs the task again, also where nothing else changes",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_are_read_from_a_template() {
        let text = "Metadata:\n  Stackpose:\n    RunOnDeploy:\n      - {Service: b, Container: b, Output: BRunOnDeploy}\n      \
                    - {Service: a, Container: a, Output: ARunOnDeploy}\nResources: {}\n";
        let names: Vec<String> = of_template(text).into_iter().map(|job| job.service).collect();
        assert_eq!(names, ["b", "a"]);
        assert!(of_template("Resources: {}\n# RunOnDeploy\n").is_empty());
    }
}
