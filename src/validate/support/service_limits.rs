//! The rows of what a container may use: CPU, memory, disk, files and processes.
//!
//! Compose: <https://docs.docker.com/reference/compose-file/services/>. AWS: a task's size is its limit,
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size>.

use super::row::{Row, When, approximated, ignored, refused, translated};

/// The rows, in the specification's order.
pub(super) const ROWS: &[Row] = &[
    ignored("services.*.blkio_config", BLKIO, ""),
    ignored("services.*.blkio_config.device_read_bps", BLKIO, ""),
    ignored("services.*.blkio_config.device_read_bps.[].path", BLKIO, ""),
    ignored("services.*.blkio_config.device_read_bps.[].rate", BLKIO, ""),
    ignored("services.*.blkio_config.device_read_iops", BLKIO, ""),
    ignored("services.*.blkio_config.device_read_iops.[].path", BLKIO, ""),
    ignored("services.*.blkio_config.device_read_iops.[].rate", BLKIO, ""),
    ignored("services.*.blkio_config.device_write_bps", BLKIO, ""),
    ignored("services.*.blkio_config.device_write_bps.[].path", BLKIO, ""),
    ignored("services.*.blkio_config.device_write_bps.[].rate", BLKIO, ""),
    ignored("services.*.blkio_config.device_write_iops", BLKIO, ""),
    ignored("services.*.blkio_config.device_write_iops.[].path", BLKIO, ""),
    ignored("services.*.blkio_config.device_write_iops.[].rate", BLKIO, ""),
    ignored("services.*.blkio_config.weight", BLKIO, ""),
    ignored("services.*.blkio_config.weight_device", BLKIO, ""),
    ignored("services.*.blkio_config.weight_device.[].path", BLKIO, ""),
    ignored("services.*.blkio_config.weight_device.[].weight", BLKIO, ""),
    approximated("services.*.cpu_count", CPU, CPUS),
    approximated("services.*.cpu_percent", CPU, CPUS),
    ignored("services.*.cpu_shares", "a task competes with no other for its CPU", CPUS),
    approximated("services.*.cpu_quota", CPU, CPUS),
    approximated("services.*.cpu_period", CPU, CPUS),
    refused("services.*.cpu_rt_period", REALTIME, "remove it, or run this service on a host of its own"),
    refused("services.*.cpu_rt_runtime", REALTIME, "remove it, or run this service on a host of its own"),
    translated("services.*.cpus", "Cpu"),
    ignored("services.*.cpuset", "a task has CPUs of its own, and chooses none by number", CPUS),
    translated("services.*.mem_limit", "ContainerDefinitions.Memory"),
    translated("services.*.mem_reservation", "ContainerDefinitions.MemoryReservation"),
    ignored("services.*.mem_swappiness", "tasks have no swap space", ""),
    ignored("services.*.memswap_limit", "tasks have no swap space", "count what is needed into `mem_limit`"),
    ignored("services.*.oom_kill_disable", OOM, "raise `mem_limit` if memory is short"),
    ignored("services.*.oom_score_adj", OOM, "raise `mem_limit` if memory is short"),
    ignored("services.*.pids_limit", "a task fills no host but its own", "use `ulimits.nproc` for a limit"),
    approximated(
        "services.*.shm_size",
        "Fargate sets no size of `/dev/shm`, so a `tmpfs` of this size is mounted there",
        "count it into `mem_limit`: what is written there is memory of the task",
    )
    .into("LinuxParameters.Tmpfs")
    .when(When::OnFargate),
    translated("services.*.shm_size", "LinuxParameters.SharedMemorySize"),
    approximated(
        "services.*.storage_opt",
        "a task has 20 GiB of disk, whatever stands here",
        "keep what is large outside the container",
    ),
    translated("services.*.ulimits", "ContainerDefinitions.Ulimits"),
    translated("services.*.ulimits.*.hard", "Ulimits.HardLimit"),
    translated("services.*.ulimits.*.soft", "Ulimits.SoftLimit"),
];

const BLKIO: &str = "each task has a disk of its own, whose speed AWS sets";
const CPU: &str = "the size of the task limits its CPU, and this number does not choose the size";
const CPUS: &str = "write `cpus` to choose the size of the task";
const OOM: &str = "a task has its memory to itself, and a container beyond it is stopped";
const REALTIME: &str = "tasks get no real-time scheduling";
