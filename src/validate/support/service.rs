//! The rows of what a service is: its image, its place in the project, and what people at a terminal do with
//! it.
//!
//! Compose: <https://docs.docker.com/reference/compose-file/services/>.

use super::row::{Row, When, ignored, refused, translated, used};

/// The rows, in the specification's order.
pub(super) const ROWS: &[Row] = &[
    ignored("services.*.develop", DEVELOP, ""),
    ignored("services.*.develop.watch", DEVELOP, ""),
    ignored("services.*.develop.watch.[].ignore", DEVELOP, ""),
    ignored("services.*.develop.watch.[].include", DEVELOP, ""),
    ignored("services.*.develop.watch.[].path", DEVELOP, ""),
    ignored("services.*.develop.watch.[].action", DEVELOP, ""),
    ignored("services.*.develop.watch.[].target", DEVELOP, ""),
    ignored("services.*.develop.watch.[].initial_sync", DEVELOP, ""),
    ignored("services.*.develop.watch.[].exec", DEVELOP, ""),
    ignored("services.*.develop.watch.[].exec.command", DEVELOP, ""),
    ignored("services.*.develop.watch.[].exec.user", DEVELOP, ""),
    ignored("services.*.develop.watch.[].exec.privileged", DEVELOP, ""),
    ignored("services.*.develop.watch.[].exec.working_dir", DEVELOP, ""),
    ignored("services.*.develop.watch.[].exec.environment", DEVELOP, ""),
    ignored(
        "services.*.annotations",
        "ECS hands no OCI annotations to the runtime",
        "use `labels` or `deploy.labels`",
    ),
    ignored("services.*.attach", "no terminal stays with the tasks", "read the logs in CloudWatch"),
    // An alias where another service uses it; else it names nothing on AWS.
    translated("services.*.container_name", "AWS::ServiceDiscovery::Service"),
    translated("services.*.depends_on", "DependsOn"),
    translated("services.*.depends_on.*.condition", "ContainerDefinitions.DependsOn")
        .when(When::Is(&["service_completed_successfully"])),
    translated("services.*.depends_on.*.condition", "DependsOn"),
    ignored("services.*.depends_on.*.restart", "ECS restarts each service by itself", ""),
    used("services.*.depends_on.*.required", "the loader checks it"),
    used("services.*.extends", "what it brings is in the service"),
    used("services.*.extends.service", "what it brings is in the service"),
    used("services.*.extends.file", "what it brings is in the service"),
    refused(
        "services.*.provider",
        "a provider is a program on the machine that runs `docker compose up`",
        "make what it provides with AWS, and give its address to the services in `environment`",
    ),
    refused("services.*.provider.type", "a provider is a program on your machine", ""),
    refused("services.*.provider.options", "a provider is a program on your machine", ""),
    translated("services.*.image", "ContainerDefinitions.Image"),
    translated("services.*.labels", "ContainerDefinitions.DockerLabels"),
    used("services.*.label_file", "its labels are in `labels`"),
    refused(
        "services.*.models",
        MODELS,
        "call a hosted model, such as one of Amazon Bedrock, from the service",
    ),
    refused("services.*.models.*.endpoint_var", MODELS, ""),
    refused("services.*.models.*.model_var", MODELS, ""),
    translated("services.*.platform", "RuntimePlatform"),
    used("services.*.profiles", "only active services are in the model"),
    ignored("services.*.pull_policy", "a Fargate task pulls its image each time it starts", ""),
    ignored("services.*.pull_refresh_after", "a Fargate task pulls its image each time it starts", ""),
    translated("services.*.scale", "DesiredCount"),
    refused(
        "services.*.use_api_socket",
        "there is no Docker engine to talk to",
        "remove it, or run this service where an engine is",
    ),
];

const DEVELOP: &str = "it steers `docker compose watch`, which is for development";
const MODELS: &str = "no model runner stands beside the tasks";
