//! The rows of how a container runs: its process, its surroundings, and its rights.
//!
//! Compose: <https://docs.docker.com/reference/compose-file/services/>. AWS: which parameters a container on
//! Fargate may set,
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html>.

use crate::compose::optional_rights::{EVERYWHERE, HELPFUL, HOST_PROCESSES, PRIVILEGED};
use crate::grammar::capability;

use super::row::{Row, When, approximated, ignored, not_yet, refused, translated, used};

/// The rows, in the specification's order.
pub(super) const ROWS: &[Row] = &[
    translated("services.*.cap_add", "LinuxParameters.Capabilities.Add"),
    approximated(
        "services.*.cap_add.[]",
        "a task may not lock memory, and the program runs with memory that may be swapped out",
        "turn the lock off where the program insists on it: `disable_mlock = true` for Vault, \
         `bootstrap.memory_lock=false` for Elasticsearch",
    )
    .when(When::Capability(&["IPC_LOCK"])),
    approximated(
        "services.*.cap_add.[]",
        "AWS sets the clock of a task, and no container in it may",
        "remove it: the clock is right",
    )
    .when(When::Capability(&["SYS_TIME"])),
    approximated("services.*.cap_add.[]", DISPENSABLE, "remove it once the program is known to run")
        .when(When::Capability(&capability::DISPENSABLE)),
    approximated("services.*.cap_add.[]", RUNS_WITHOUT, "remove it").when(When::OptionalCapability),
    refused(
        "services.*.cap_add.[]",
        "a task has the capabilities that Docker gives to every container, and may add `SYS_PTRACE`",
        "remove it if the program runs without, or write `x-aws-capacity: managed-instances`, where \
         containers can have it",
    )
    .when(When::NoCapability),
    translated("services.*.cap_drop", "LinuxParameters.Capabilities.Drop"),
    approximated(
        "services.*.cgroup",
        "a task has a cgroup namespace of its own, and a program that manages those of the host does not run",
        "remove it",
    )
    .when(When::Is(&["host"])),
    used("services.*.cgroup", "a task has a cgroup namespace of its own").when(When::Is(&["private"])),
    ignored("services.*.cgroup_parent", "the cgroups above a task belong to AWS", ""),
    translated("services.*.command", "ContainerDefinitions.Command"),
    not_yet(
        "services.*.credential_spec",
        GMSA,
        "give the program its credentials in another way, or leave it out",
    ),
    not_yet("services.*.credential_spec.config", GMSA, ""),
    not_yet("services.*.credential_spec.file", GMSA, ""),
    not_yet("services.*.credential_spec.registry", GMSA, ""),
    refused("services.*.device_cgroup_rules", "tasks have no access to a host's devices", "remove it"),
    translated("services.*.devices", "LinuxParameters.Devices"),
    used("services.*.devices.[]", "see its members").when(When::OnInstances),
    ignored("services.*.devices.[]", "every container has one of its own", "remove it")
        .when(When::EntryBelow("source", EVERYWHERE)),
    approximated(
        "services.*.devices.[]",
        "no Fargate task has it, and programs do on the CPU what they would do there, or do without",
        "remove it, or write `x-aws-capacity: managed-instances` if the machines of AWS have the device",
    )
    .when(When::EntryBelow("source", HELPFUL)),
    approximated(
        "services.*.devices.[]",
        "no Fargate task has it, and the program is documented to run without",
        "remove it, or write `x-aws-capacity: managed-instances` if the machines of AWS have the device",
    )
    .when(When::OptionalDevice),
    refused("services.*.devices.[]", "tasks have no access to a host's devices", DEVICES),
    translated("services.*.devices.[].source", "LinuxParameters.Devices.HostPath"),
    translated("services.*.devices.[].target", "LinuxParameters.Devices.ContainerPath"),
    translated("services.*.devices.[].permissions", "LinuxParameters.Devices.Permissions"),
    translated("services.*.entrypoint", "ContainerDefinitions.EntryPoint"),
    used("services.*.env_file", "its variables are in `environment`"),
    used("services.*.env_file.[].path", "its variables are in `environment`"),
    used("services.*.env_file.[].format", "its variables are in `environment`"),
    used("services.*.env_file.[].required", "its variables are in `environment`"),
    translated("services.*.environment", "ContainerDefinitions.Environment"),
    refused("services.*.gpus", GPU, MACHINES).when(When::OnFargate),
    translated("services.*.gpus", "ContainerDefinitions.ResourceRequirements"),
    used("services.*.gpus.[].capabilities", "a task gets whole GPUs"),
    translated("services.*.gpus.[].count", "ResourceRequirements.Value"),
    used("services.*.gpus.[].device_ids", "a task gets a number of GPUs, not certain ones"),
    used("services.*.gpus.[].driver", DRIVER),
    ignored("services.*.gpus.[].options", DRIVER, ""),
    approximated(
        "services.*.group_add",
        "ECS gives a process no further groups, and files that only these may use are out of its reach",
        "put the user into the groups in the image, or set its main group with `user: \"uid:gid\"`",
    ),
    translated("services.*.healthcheck", "ContainerDefinitions.HealthCheck"),
    translated("services.*.healthcheck.disable", "ContainerDefinitions.HealthCheck"),
    translated("services.*.healthcheck.interval", "HealthCheck.Interval"),
    translated("services.*.healthcheck.retries", "HealthCheck.Retries"),
    translated("services.*.healthcheck.test", "HealthCheck.Command"),
    translated("services.*.healthcheck.timeout", "HealthCheck.Timeout"),
    translated(
        "services.*.healthcheck.start_period",
        "HealthCheck.StartPeriod, \
         HealthCheckGracePeriodSeconds",
    ),
    approximated(
        "services.*.healthcheck.start_interval",
        "ECS checks at one pace, so `interval` holds during the start too",
        "shorten `interval` if the service must count as healthy sooner",
    )
    .into("HealthCheck.Interval"),
    translated("services.*.init", "LinuxParameters.InitProcessEnabled"),
    approximated(
        "services.*.ipc",
        "a task has an IPC namespace of its own, with `/dev/shm` in it",
        "remove it",
    )
    .when(When::Is(&["none"])),
    approximated(
        "services.*.ipc",
        "a task has an IPC namespace of its own, with `/dev/shm` in it, and shares no memory with other \
         programs of a host",
        "remove it, and set `shm_size` if the program needs a large `/dev/shm`",
    )
    .when(When::Is(&["host"])),
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
    translated("services.*.logging", "ContainerDefinitions.LogConfiguration"),
    translated("services.*.logging.driver", "LogConfiguration.LogDriver"),
    translated("services.*.logging.options", "LogConfiguration.Options"),
    approximated("services.*.pid", RUNS_WITHOUT, "remove it").when(When::Optional(HOST_PROCESSES)),
    refused(
        "services.*.pid",
        "a task sees no processes but its own, so a program that watches a host has nothing to watch",
        "remove it if the program does more than that, or leave the service out: the metrics of tasks are in \
         CloudWatch (`x-aws-container_insights: enhanced`)",
    )
    .when(When::Is(&["host"])),
    approximated(
        "services.*.pid",
        "all containers of the task see each other's processes, none of which has the number 1: programs that insist on it, \
         such as the supervisor in the images of LinuxServer.io, do not start",
        "remove it if no program looks at the processes of another",
    )
    .into("TaskDefinition.PidMode")
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
    approximated("services.*.privileged", RUNS_WITHOUT, "remove it").when(When::Optional(PRIVILEGED)),
    refused(
        "services.*.privileged",
        "tasks have no access to a host",
        "remove it (a program that traces others can have `cap_add: [SYS_PTRACE]`), or write \
         `x-aws-capacity: managed-instances`",
    )
    .when(When::OnFargate),
    translated("services.*.privileged", "ContainerDefinitions.Privileged"),
    translated("services.*.read_only", "ContainerDefinitions.ReadonlyRootFilesystem"),
    translated("services.*.restart", "AWS::ECS::TaskDefinition").when(When::Is(&["no"])),
    approximated(
        "services.*.restart",
        "an ECS service does not count how often it starts a task again",
        "write `on-failure` without a number",
    )
    .when(When::Starts(&["on-failure:"]))
    .into("ContainerDefinitions.RestartPolicy"),
    translated("services.*.restart", "ContainerDefinitions.RestartPolicy"),
    used("services.*.runtime", "it is what runs containers anyway").when(When::Is(&["runc"])),
    used("services.*.runtime", "it asks for a GPU, which a machine of AWS has with its driver")
        .when(When::IsOnInstances(&["nvidia"])),
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
    refused(
        "services.*.security_opt.[]",
        GMSA,
        "give the program its credentials in another way, or leave \
         it out",
    )
    .when(When::Starts(&["credentialspec:", "credentialspec="])),
    approximated(
        "services.*.security_opt.[]",
        "AWS sets the security profile of a task, and the usual one of Docker holds at most",
        "remove it; a program that traces others can have `cap_add: [SYS_PTRACE]`",
    ),
    used("services.*.security_opt", "see its items"),
    translated("services.*.stdin_open", "ContainerDefinitions.Interactive"),
    translated("services.*.stop_grace_period", "ContainerDefinitions.StopTimeout"),
    used("services.*.stop_signal", "it is what ECS sends anyway").when(When::Is(&["SIGTERM", "TERM", "15"])),
    approximated(
        "services.*.stop_signal",
        "ECS sends the signal that the image names, `SIGTERM` if it names none",
        "put `STOPSIGNAL` with this signal into the Dockerfile",
    ),
    translated("services.*.sysctls", "ContainerDefinitions.SystemControls"),
    translated("services.*.tty", "ContainerDefinitions.PseudoTerminal"),
    translated("services.*.user", "ContainerDefinitions.User"),
    ignored("services.*.userns_mode", "user ids of a task are not mapped to others", "")
        .when(When::Is(&["host"])),
    refused("services.*.userns_mode", "AWS sets the user namespace of a task", "remove it"),
    approximated(
        "services.*.uts",
        "a task has a host name of its \
         own",
        "remove it",
    )
    .when(When::Is(&["host"])),
    used("services.*.uts", "a task has a host name of its own").when(When::Is(&["private"])),
    refused("services.*.uts", "a task shares no host name with another", "remove it"),
    translated("services.*.working_dir", "ContainerDefinitions.WorkingDirectory"),
];

const DISPENSABLE: &str = "Fargate does not give this capability, and programs that ask for it run with less \
                           speed or without a part";
/// The reason for a right that an image is documented to run without.
pub(super) const RUNS_WITHOUT: &str = "Fargate does not give it, and the program of this image is documented \
                                       to run without, with a part of it missing";
const DEVICES: &str =
    "remove it, or write `x-aws-capacity: managed-instances` if the machines of AWS have the device";
/// Why the driver of a device is of no importance.
pub(super) const DRIVER: &str = "the machine comes with the driver of its GPUs";
/// The help for what needs a GPU.
pub(super) const MACHINES: &str =
    "remove it, or write `x-aws-capacity: managed-instances` to run this service on machines with a GPU";
const GMSA: &str = "managed service accounts are missing";
const GPU: &str = "no Fargate task has a GPU";
const HOOK: &str = "ECS runs no command in a container beside its own";
const PRE_START: &str = "a container that runs to its end before another starts is missing";
