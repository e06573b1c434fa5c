//! The rows of how a container runs: its process, its surroundings, and its rights.
//!
//! Compose: <https://docs.docker.com/reference/compose-file/services/>. AWS: which parameters a container on Fargate
//! may set, <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html>.

use super::row::{Row, When, approximated, ignored, lowered, not_yet, refused, used};

/// The rows, in the specification's order.
pub(super) const ROWS: &[Row] = &[
    lowered("services.*.cap_add", "LinuxParameters.Capabilities.Add"),
    refused(
        "services.*.cap_add.[]",
        "a task has the capabilities that Docker gives to every container, and may add `SYS_PTRACE`",
        "remove it and let the program do without, or run this service on a host of its own",
    )
    .when(When::NoCapability),
    lowered("services.*.cap_drop", "LinuxParameters.Capabilities.Drop"),
    refused(
        "services.*.cgroup",
        "tasks have no access to a host",
        "remove it: a task has a cgroup namespace of its own",
    )
    .when(When::Is(&["host"])),
    used("services.*.cgroup", "a task has a cgroup namespace of its own").when(When::Is(&["private"])),
    ignored("services.*.cgroup_parent", "the cgroups above a task belong to AWS", ""),
    lowered("services.*.command", "ContainerDefinitions.Command"),
    not_yet(
        "services.*.credential_spec",
        GMSA,
        "give the program its credentials in another way, or leave it out",
    ),
    not_yet("services.*.credential_spec.config", GMSA, ""),
    not_yet("services.*.credential_spec.file", GMSA, ""),
    not_yet("services.*.credential_spec.registry", GMSA, ""),
    refused("services.*.device_cgroup_rules", "tasks have no access to a host's devices", "remove it"),
    refused("services.*.devices", "tasks have no access to a host's devices", DEVICES).when(When::OnFargate),
    lowered("services.*.devices", "LinuxParameters.Devices"),
    lowered("services.*.devices.[].source", "LinuxParameters.Devices.HostPath"),
    lowered("services.*.devices.[].target", "LinuxParameters.Devices.ContainerPath"),
    lowered("services.*.devices.[].permissions", "LinuxParameters.Devices.Permissions"),
    lowered("services.*.entrypoint", "ContainerDefinitions.EntryPoint"),
    used("services.*.env_file", "its variables are in `environment`"),
    used("services.*.env_file.[].path", "its variables are in `environment`"),
    used("services.*.env_file.[].format", "its variables are in `environment`"),
    used("services.*.env_file.[].required", "its variables are in `environment`"),
    lowered("services.*.environment", "ContainerDefinitions.Environment"),
    refused("services.*.gpus", GPU, MACHINES).when(When::OnFargate),
    lowered("services.*.gpus", "ContainerDefinitions.ResourceRequirements"),
    used("services.*.gpus.[].capabilities", "a task gets whole GPUs"),
    lowered("services.*.gpus.[].count", "ResourceRequirements.Value"),
    used("services.*.gpus.[].device_ids", "a task gets a number of GPUs, not certain ones"),
    ignored("services.*.gpus.[].driver", DRIVER, ""),
    ignored("services.*.gpus.[].options", DRIVER, ""),
    refused(
        "services.*.group_add",
        "ECS gives a process no further groups, and without them files may be out of its reach",
        "put the user into the groups in the image, or set its main group with `user: \"uid:gid\"`",
    ),
    lowered("services.*.healthcheck", "ContainerDefinitions.HealthCheck"),
    lowered("services.*.healthcheck.disable", "ContainerDefinitions.HealthCheck"),
    lowered("services.*.healthcheck.interval", "HealthCheck.Interval"),
    lowered("services.*.healthcheck.retries", "HealthCheck.Retries"),
    lowered("services.*.healthcheck.test", "HealthCheck.Command"),
    lowered("services.*.healthcheck.timeout", "HealthCheck.Timeout"),
    lowered("services.*.healthcheck.start_period", "HealthCheck.StartPeriod, HealthCheckGracePeriodSeconds"),
    approximated(
        "services.*.healthcheck.start_interval",
        "ECS checks at one pace, so `interval` holds during the start too",
        "shorten `interval` if the service must count as healthy sooner",
    )
    .into("HealthCheck.Interval"),
    lowered("services.*.init", "LinuxParameters.InitProcessEnabled"),
    approximated(
        "services.*.ipc",
        "a task has an IPC namespace of its own, with `/dev/shm` in it",
        "remove it",
    )
    .when(When::Is(&["none"])),
    refused(
        "services.*.ipc",
        "a task shares no IPC namespace",
        "remove it, and let the programs talk over the network",
    )
    .when(When::IsNot(&["private", "shareable"])),
    used("services.*.ipc", "a task has an IPC namespace of its own"),
    ignored(
        "services.*.isolation",
        "Fargate isolates each task in a virtual machine, and offers no other way",
        "",
    ),
    lowered("services.*.logging", "ContainerDefinitions.LogConfiguration"),
    lowered("services.*.logging.driver", "LogConfiguration.LogDriver"),
    lowered("services.*.logging.options", "LogConfiguration.Options"),
    refused("services.*.pid", "tasks have no access to a host", "remove it").when(When::Is(&["host"])),
    not_yet(
        "services.*.pid",
        "several services in one task are missing",
        "remove it, and let the programs talk over the network",
    )
    .when(When::Starts(&["service:"])),
    refused("services.*.pid", "containers outside the project are not there on AWS", "remove it"),
    refused(
        "services.*.post_start",
        "ECS runs no command in a container beside its own",
        "do the work in the `entrypoint` of the image",
    ),
    refused("services.*.post_start.[].command", HOOK, ""),
    refused("services.*.post_start.[].user", HOOK, ""),
    refused("services.*.post_start.[].privileged", HOOK, ""),
    refused("services.*.post_start.[].working_dir", HOOK, ""),
    refused("services.*.post_start.[].environment", HOOK, ""),
    not_yet("services.*.pre_start", PRE_START, "do the work in the `entrypoint` of the image"),
    not_yet("services.*.pre_start.[].command", PRE_START, ""),
    not_yet("services.*.pre_start.[].user", PRE_START, ""),
    not_yet("services.*.pre_start.[].privileged", PRE_START, ""),
    not_yet("services.*.pre_start.[].working_dir", PRE_START, ""),
    not_yet("services.*.pre_start.[].environment", PRE_START, ""),
    not_yet("services.*.pre_start.[].image", PRE_START, ""),
    not_yet("services.*.pre_start.[].per_replica", PRE_START, ""),
    refused(
        "services.*.pre_stop",
        "ECS runs no command in a container beside its own",
        "let the program clean up when it gets its stop signal, and give it time with `stop_grace_period`",
    ),
    refused("services.*.pre_stop.[].command", HOOK, ""),
    refused("services.*.pre_stop.[].user", HOOK, ""),
    refused("services.*.pre_stop.[].privileged", HOOK, ""),
    refused("services.*.pre_stop.[].working_dir", HOOK, ""),
    refused("services.*.pre_stop.[].environment", HOOK, ""),
    refused(
        "services.*.privileged",
        "tasks have no access to a host",
        "remove it (a program that traces others can have `cap_add: [SYS_PTRACE]`), or write `x-aws-capacity: \
         managed-instances`",
    )
    .when(When::OnFargate),
    lowered("services.*.privileged", "ContainerDefinitions.Privileged"),
    lowered("services.*.read_only", "ContainerDefinitions.ReadonlyRootFilesystem"),
    lowered("services.*.restart", "AWS::ECS::TaskDefinition").when(When::Is(&["no"])),
    approximated(
        "services.*.restart",
        "an ECS service does not count how often it starts a task again",
        "write `on-failure` without a number",
    )
    .when(When::Starts(&["on-failure:"]))
    .into("ContainerDefinitions.RestartPolicy"),
    lowered("services.*.restart", "ContainerDefinitions.RestartPolicy"),
    used("services.*.runtime", "it is what runs containers anyway").when(When::Is(&["runc"])),
    refused("services.*.runtime", "AWS chooses the runtime of its tasks", "remove it"),
    approximated(
        "services.*.security_opt.[]",
        "each task is alone in a virtual machine, but programs in it may still gain privileges",
        "set a `user` other than root, and `cap_drop: [ALL]`",
    )
    .when(When::Is(&["no-new-privileges", "no-new-privileges:true", "no-new-privileges=true"])),
    ignored("services.*.security_opt.[]", "that is how a task runs anyway", "remove it")
        .when(When::Is(&["no-new-privileges:false", "no-new-privileges=false"])),
    ignored("services.*.security_opt.[]", "tasks run without SELinux labels", "remove it")
        .when(When::Starts(&["label:", "label="])),
    refused("services.*.security_opt.[]", GMSA, "give the program its credentials in another way, or leave it out")
        .when(When::Starts(&["credentialspec:", "credentialspec="])),
    approximated(
        "services.*.security_opt.[]",
        "AWS sets the security profile of a task, and the usual one of Docker holds at most",
        "remove it; a program that traces others can have `cap_add: [SYS_PTRACE]`",
    ),
    used("services.*.security_opt", "see its items"),
    lowered("services.*.stdin_open", "ContainerDefinitions.Interactive"),
    lowered("services.*.stop_grace_period", "ContainerDefinitions.StopTimeout"),
    used("services.*.stop_signal", "it is what ECS sends anyway").when(When::Is(&["SIGTERM", "TERM", "15"])),
    approximated(
        "services.*.stop_signal",
        "ECS sends the signal that the image names, `SIGTERM` if it names none",
        "put `STOPSIGNAL` with this signal into the Dockerfile",
    ),
    lowered("services.*.sysctls", "ContainerDefinitions.SystemControls"),
    lowered("services.*.tty", "ContainerDefinitions.PseudoTerminal"),
    lowered("services.*.user", "ContainerDefinitions.User"),
    ignored("services.*.userns_mode", "user ids of a task are not mapped to others", "")
        .when(When::Is(&["host"])),
    refused("services.*.userns_mode", "AWS sets the user namespace of a task", "remove it"),
    refused("services.*.uts", "tasks have no access to a host", "remove it").when(When::Is(&["host"])),
    used("services.*.uts", "a task has a host name of its own").when(When::Is(&["private"])),
    refused("services.*.uts", "a task shares no host name with another", "remove it"),
    lowered("services.*.working_dir", "ContainerDefinitions.WorkingDirectory"),
];

const DEVICES: &str =
    "remove it, or write `x-aws-capacity: managed-instances` if the machines of AWS have the device";
/// Why the driver of a device is of no importance.
pub(super) const DRIVER: &str = "the machine comes with the driver of its GPUs";
/// The way out for what needs a GPU.
pub(super) const MACHINES: &str =
    "remove it, or write `x-aws-capacity: managed-instances` to run this service on machines with a GPU";
const GMSA: &str = "managed service accounts are missing";
const GPU: &str = "no Fargate task has a GPU";
const HOOK: &str = "ECS runs no command in a container beside its own";
const PRE_START: &str = "a container that runs to its end before another starts is missing";
