//! Services that take the logs of others: Fluent Bit and Fluentd.

use crate::compose::Service;
use crate::grammar::image::{is_named, repository};

/// By the end of the image's name, as of November 2026.
const PROGRAMS: [&str; 6] = [
    // https://github.com/aws/aws-for-fluent-bit
    "aws-for-fluent-bit",
    // https://hub.docker.com/r/bitnami/fluent-bit
    "bitnami/fluent-bit",
    // https://hub.docker.com/r/bitnami/fluentd
    "bitnami/fluentd",
    // https://docs.fluentbit.io/manual/installation/downloads/docker
    "fluent/fluent-bit",
    // https://hub.docker.com/r/fluent/fluentd
    "fluent/fluentd",
    // https://hub.docker.com/_/fluentd
    "library/fluentd",
];

/// The port of the protocol by which they take logs.
/// <https://docs.fluentd.org/input/forward>
const FORWARD: u16 = 24224;

/// The log driver that sends logs to Splunk.
pub const SPLUNK: &str = "splunk";

/// The log driver whose logs go to a router.
pub const ROUTED: &str = "awsfirelens";

/// Whether a log driver has options that ECS looks up.
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html>
pub fn takes_log_secrets(driver: &str) -> bool {
    matches!(driver, SPLUNK | ROUTED)
}

/// An option of `splunk` without which no task starts.
/// <https://docs.docker.com/engine/logging/drivers/splunk/>
pub const SPLUNK_URL: &str = "splunk-url";
/// The other one.
pub const SPLUNK_TOKEN: &str = "splunk-token";

/// Whether no task starts where a log driver lacks this option.
pub fn needs_log_option(driver: &str, option: &str) -> bool {
    driver == SPLUNK && matches!(option, SPLUNK_URL | SPLUNK_TOKEN)
}

/// Whether a service is a log router: by its image, or by its port where the image is built.
pub fn is_log_router(service: &Service) -> bool {
    let name = service.image.as_ref().map(|image| repository(&image.value));
    name.is_some_and(|name| {
        matches!(name, "fluentd" | "fluent-bit") || PROGRAMS.iter().any(|program| is_named(name, program))
    }) || service.build.is_some() && service.ports.iter().any(|port| port.target.value == FORWARD)
}
