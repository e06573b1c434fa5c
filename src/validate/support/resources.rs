//! The rows of what a service mounts: volumes, secrets, configs. Each mount gets one finding, at the mount.
//!
//! Compose: <https://docs.docker.com/reference/compose-file/services/#volumes>.

use super::row::{Row, When, ignored, lowered, not_yet, refused, used};

/// The rows, in the specification's order.
pub(super) const ROWS: &[Row] = &[
    not_yet("services.*.configs.[]", FILES, "put the file into the image, or its content into `environment`"),
    used("services.*.configs", "see its items"),
    not_yet("services.*.configs.[].source", FILES, ""),
    not_yet("services.*.configs.[].target", FILES, ""),
    not_yet("services.*.configs.[].uid", FILES, ""),
    not_yet("services.*.configs.[].gid", FILES, ""),
    not_yet("services.*.configs.[].mode", FILES, ""),
    not_yet("services.*.secrets.[]", SECRETS, "let the program read the secret from Secrets Manager itself"),
    used("services.*.secrets", "see its items"),
    not_yet("services.*.secrets.[].source", SECRETS, ""),
    not_yet("services.*.secrets.[].target", SECRETS, ""),
    not_yet("services.*.secrets.[].uid", SECRETS, ""),
    not_yet("services.*.secrets.[].gid", SECRETS, ""),
    not_yet("services.*.secrets.[].mode", SECRETS, ""),
    lowered("services.*.tmpfs", "LinuxParameters.Tmpfs"),
    refused(
        "services.*.volumes.[]",
        "there is no Docker engine to talk to",
        "remove it, or run this service where an engine is",
    )
    .when(When::Entry("source", &["/var/run/docker.sock", "/run/docker.sock"])),
    used("services.*.volumes.[]", "it becomes a volume").when(When::Entry("x-aws-volume", &["efs"])),
    not_yet(
        "services.*.volumes.[]",
        "bind mounts are missing, because a task sees no files of this machine",
        "put the files into the image, leave the mount to an override file for development, or use a named volume",
    )
    .when(When::Entry("type", &["bind"])),
    not_yet(
        "services.*.volumes.[]",
        "mounts of images are missing",
        "copy the files into the service's own image",
    )
    .when(When::Entry("type", &["image"])),
    refused("services.*.volumes.[]", "tasks have no access to a host's pipes", "remove it")
        .when(When::Entry("type", &["npipe"])),
    refused("services.*.volumes.[]", "volumes of a Swarm cluster are not there on AWS", "remove it")
        .when(When::Entry("type", &["cluster"])),
    used("services.*.volumes", "see its items"),
    lowered("services.*.volumes.[].type", "Volumes or LinuxParameters.Tmpfs"),
    lowered("services.*.volumes.[].source", "Volumes"),
    lowered("services.*.volumes.[].target", "MountPoints.ContainerPath or LinuxParameters.Tmpfs.ContainerPath"),
    lowered("services.*.volumes.[].read_only", "MountPoints.ReadOnly or LinuxParameters.Tmpfs.MountOptions"),
    ignored("services.*.volumes.[].consistency", "it speeds up Docker Desktop, and nothing else", ""),
    not_yet("services.*.volumes.[].bind", BINDS, "").when(When::AtItsUse),
    not_yet("services.*.volumes.[].bind.propagation", BINDS, "").when(When::AtItsUse),
    not_yet("services.*.volumes.[].bind.create_host_path", BINDS, "").when(When::AtItsUse),
    not_yet("services.*.volumes.[].bind.recursive", BINDS, "").when(When::AtItsUse),
    not_yet("services.*.volumes.[].bind.selinux", BINDS, "").when(When::AtItsUse),
    lowered("services.*.volumes.[].volume", "Volumes"),
    ignored("services.*.volumes.[].volume.labels", "a volume of a task's own disk has no labels", ""),
    used("services.*.volumes.[].volume.nocopy", "nothing of the image is ever copied into a file system"),
    lowered("services.*.volumes.[].volume.subpath", "AWS::EFS::AccessPoint"),
    lowered("services.*.volumes.[].tmpfs", "LinuxParameters.Tmpfs"),
    lowered("services.*.volumes.[].tmpfs.size", "LinuxParameters.Tmpfs.Size"),
    lowered("services.*.volumes.[].tmpfs.mode", "LinuxParameters.Tmpfs.MountOptions"),
    not_yet("services.*.volumes.[].image", IMAGES, "").when(When::AtItsUse),
    not_yet("services.*.volumes.[].image.subpath", IMAGES, "").when(When::AtItsUse),
    not_yet(
        "services.*.volumes_from",
        "volumes shared by services are missing",
        "mount one named volume in both services",
    ),
];

const FILES: &str = "files put into a task are missing";
const SECRETS: &str = "secrets in Secrets Manager are missing";
const BINDS: &str = "bind mounts are missing";
const IMAGES: &str = "mounts of images are missing";
