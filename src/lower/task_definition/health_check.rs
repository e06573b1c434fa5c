//! Health checks: how a container is asked whether it is well.
//! Compose: `healthcheck`. CloudFormation: `HealthCheck` of a container.
//!
//! Decisions
//! - ECS runs the test that it is given, never the image's own
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html>): without a `test` there
//!   is no health check, with a warning; `disable` and `NONE` say nothing at all.
//! - Values outside the limits of ECS are moved to the nearest that it takes, with a warning
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html>).
//! - Zero means the default, as in Docker, except for the start period, where it is zero.
//! - Docker leaves a container that is unhealthy alone, and ECS replaces it. One that starts slower than the
//!   file expects would be replaced for ever, and a database in the middle of making its files. So where no
//!   `start_period` is given there is one of two minutes, and for a program that keeps files on a network
//!   file system it is five, the most that ECS takes: failures in it do not count, and a check that succeeds
//!   ends it.
//!
//! Not here: how a load balancer asks (`listener`).

use std::ops::RangeInclusive;

use crate::cfn::{List, Text, ecs};
use crate::compose;
use crate::diagnostic::{Code, Diagnostic};
use crate::grammar::duration::Duration;
use crate::source::{Loc, Spanned};

use super::super::context::Lowering;
use crate::lower::literals::to_text;
use crate::plan::facts;

const INTERVAL: RangeInclusive<i64> = 5..=300;
const TIMEOUT: RangeInclusive<i64> = 2..=60;
const RETRIES: RangeInclusive<i64> = 1..=10;
const START_PERIOD: RangeInclusive<i64> = 0..=300;

/// The seconds that a container has to start where nobody says.
const TO_START: u32 = 120;

/// The seconds that a program has which makes its files on a network file system.
const TO_MAKE_FILES: u32 = 300;

/// The health check of a container, where it has one.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    check: &compose::HealthCheck,
) -> Option<ecs::HealthCheck> {
    let compose::HealthCheck {
        loc,
        test,
        interval,
        timeout,
        retries,
        start_period,
        start_interval: _, // ECS has none; the support table says so
    } = check;
    let Some(test) = test else {
        cx.report(no_test(*loc));
        return None;
    };
    let command: List = match &test.value {
        compose::HealthTest::None => return None,
        compose::HealthTest::Exec(words) => {
            std::iter::once(Text::from("CMD")).chain(words.iter().map(|word| to_text(word))).collect()
        }
        compose::HealthTest::Shell(line) => [Text::from("CMD-SHELL"), to_text(line)].into_iter().collect(),
    };
    let seconds = |duration: &Spanned<Duration>| Spanned::new(duration.value.seconds_ceil(), duration.loc);
    let given = |number: &Spanned<i64>| number.value != 0;
    let interval = interval.as_ref().map(seconds).filter(given);
    let timeout = timeout.as_ref().map(seconds).filter(given);
    let retries = retries.as_ref().map(|retries| Spanned::new(i64::from(retries.value), retries.loc));
    let retries = retries.filter(given);
    let start_period = start_period.as_ref().map(seconds);
    let start_period = start_period.map(|number| clamp(cx, "start_period", &number, &START_PERIOD));
    let slow = keeps_files(cx.project, service);
    let start_period = if slow { TO_MAKE_FILES } else { start_period.unwrap_or(TO_START) };
    Some(ecs::HealthCheck {
        interval: interval.map(|number| clamp(cx, "interval", &number, &INTERVAL)),
        timeout: timeout.map(|number| clamp(cx, "timeout", &number, &TIMEOUT)),
        retries: retries.map(|number| clamp(cx, "retries", &number, &RETRIES)),
        start_period: Some(start_period),
        ..ecs::HealthCheck::new(command)
    })
}

/// Whether a service is a database, or the like, whose files are on a network file system.
fn keeps_files(project: &compose::Project, service: &compose::Service) -> bool {
    let is_shared = |key: &Spanned<String>| {
        project.volumes.iter().any(|volume| volume.key.value == key.value && volume.is_shared())
    };
    compose::has_one_writer(service) && facts::named_mounts(service).any(|(_, key)| is_shared(key))
}

fn clamp(cx: &mut Lowering<'_>, what: &str, number: &Spanned<i64>, limits: &RangeInclusive<i64>) -> u32 {
    let given = number.value.clamp(*limits.start(), *limits.end());
    if given != number.value {
        cx.report(clamped(what, number, given, limits));
    }
    u32::try_from(given).unwrap_or_default()
}

fn no_test(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::NoHealthTest, "ECS does not run the image's own health check")
        .at(loc)
        .help("write the `test` here as well, or remove `healthcheck`")
}

fn clamped(what: &str, number: &Spanned<i64>, given: i64, limits: &RangeInclusive<i64>) -> Diagnostic {
    let message = format!("`{what}` of the health check becomes {given}, ECS does not take {}", number.value);
    Diagnostic::new(Code::HealthCheckClamped, message)
        .at(number.loc)
        .help(format!("it takes {} to {}", limits.start(), limits.end()))
        .cause("health checks outside the limits of ECS")
}
