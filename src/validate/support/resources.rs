//! The rows of what a service mounts: volumes, secrets, configs. Each mount gets one finding, at the mount.
//!
//! Compose: <https://docs.docker.com/reference/compose-file/services/#volumes>.

use super::row::{Row, When, approximated, ignored, refused, translated, used};

/// The rows, in the specification's order.
pub(super) const ROWS: &[Row] = &[
    used("services.*.configs", "its files are in a derived image, or a first container writes them"),
    used("services.*.configs.[].source", FILES),
    used("services.*.configs.[].target", FILES),
    used("services.*.configs.[].uid", FILES),
    used("services.*.configs.[].gid", FILES),
    used("services.*.configs.[].mode", FILES),
    translated("services.*.secrets", "ContainerDefinitions.Secrets"),
    translated("services.*.secrets.[].source", "ContainerDefinitions.Secrets.ValueFrom"),
    used("services.*.secrets.[].target", FILES),
    used("services.*.secrets.[].uid", FILES),
    used("services.*.secrets.[].gid", FILES),
    used("services.*.secrets.[].mode", FILES),
    translated("services.*.tmpfs", "LinuxParameters.Tmpfs"),
    used("services.*.volumes.[]", "it is left out").when(When::Entry("x-aws-optional", &["drop"])),
    approximated(
        "services.*.volumes.[]",
        "there is no Docker engine to talk to, and the program of this image is documented to run without, \
         with a part of it missing",
        "remove it",
    )
    .when(When::OptionalEngine),
    refused(
        "services.*.volumes.[]",
        "there is no Docker engine to talk to",
        "in place of a reverse proxy that watches the engine, route by host and path with `x-aws-route` on a \
         port; where the service runs without the engine, leave the mount out with `{type: bind, source: \
         /var/run/docker.sock, target: /var/run/docker.sock, x-aws-optional: drop}`",
    )
    .when(When::Entry("source", &["/var/run/docker.sock", "/run/docker.sock"])),
    used("services.*.volumes.[]", "it becomes a volume").when(When::Entry("x-aws-volume", &["efs", "task"])),
    used(
        "services.*.volumes.[]",
        "a folder of the project with content is copied in, a single file is in a derived image, any other \
         folder is an EFS file system, one for each path; the sockets, devices and system folders of a host \
         are refused",
    )
    .when(When::Entry("type", &["bind"])),
    refused(
        "services.*.volumes.[]",
        "a task's volumes are no images",
        "copy the files into the service's own image: `COPY --from=IMAGE PATH PATH`",
    )
    .when(When::Entry("type", &["image"])),
    refused("services.*.volumes.[]", "tasks have no access to a host's pipes", "remove it")
        .when(When::Entry("type", &["npipe"])),
    refused("services.*.volumes.[]", "volumes of a Swarm cluster are not there on AWS", "remove it")
        .when(When::Entry("type", &["cluster"])),
    used("services.*.volumes", "see its items"),
    translated("services.*.volumes.[].type", "Volumes or LinuxParameters.Tmpfs"),
    translated("services.*.volumes.[].source", "Volumes"),
    translated(
        "services.*.volumes.[].target",
        "MountPoints.ContainerPath or \
         LinuxParameters.Tmpfs.ContainerPath",
    ),
    translated(
        "services.*.volumes.[].read_only",
        "MountPoints.ReadOnly or \
         LinuxParameters.Tmpfs.MountOptions",
    ),
    ignored("services.*.volumes.[].consistency", "it speeds up Docker Desktop, and nothing else", ""),
    used("services.*.volumes.[].bind", BIND),
    ignored("services.*.volumes.[].bind.propagation", BIND, "").when(When::AtItsUse),
    used(
        "services.*.volumes.[].bind.create_host_path",
        "a folder of the project that is missing becomes a volume; an error where it is `false`",
    ),
    ignored("services.*.volumes.[].bind.recursive", BIND, "").when(When::AtItsUse),
    ignored("services.*.volumes.[].bind.selinux", BIND, "").when(When::AtItsUse),
    translated("services.*.volumes.[].volume", "Volumes"),
    ignored("services.*.volumes.[].volume.labels", "a volume of a task's own disk has no labels", ""),
    used(
        "services.*.volumes.[].volume.nocopy",
        "a volume is not filled from the image, unless \
         `x-aws-copy_up: true`",
    ),
    translated("services.*.volumes.[].volume.subpath", "AWS::EFS::AccessPoint"),
    translated("services.*.volumes.[].tmpfs", "LinuxParameters.Tmpfs"),
    translated("services.*.volumes.[].tmpfs.size", "LinuxParameters.Tmpfs.Size"),
    translated("services.*.volumes.[].tmpfs.mode", "LinuxParameters.Tmpfs.MountOptions"),
    refused("services.*.volumes.[].image", IMAGES, "").when(When::AtItsUse),
    refused("services.*.volumes.[].image.subpath", IMAGES, "").when(When::AtItsUse),
    translated("services.*.volumes_from", "ContainerDefinitions.VolumesFrom"),
    refused(
        "services.*.volumes_from.[]",
        "a task sees no container that is not its own",
        "make a service of it, or mount a named volume",
    )
    .when(When::Starts(&["container:"])),
    used(
        "services.*.volumes_from.[]",
        "of a service in the same task; of one in another, the volumes that \
         tasks share",
    ),
];

const BIND: &str = "what is copied in has no mount of the host behind it";
const FILES: &str = "a first container writes the file";
const IMAGES: &str = "a task's volumes are no images";
