//! The rows of the file itself and of what its sections hold.
//!
//! Compose: <https://docs.docker.com/reference/compose-file/>. Secrets, configs and models are reported where
//! a service uses them: a resource that nobody uses is no problem, and one problem is said once.

use super::row::{Row, When, approximated, ignored, refused, translated, used};

/// The rows, in the specification's order.
pub(super) const ROWS: &[Row] = &[
    ignored("version", "Compose itself no longer reads it", "remove it"),
    used("name", "it names the project"),
    used("include", "its files are part of the model"),
    used("include.[].path", "its files are part of the model"),
    used("include.[].env_file", "its variables are in the values"),
    used("include.[].project_directory", "the paths are absolute"),
    used("services", "see its entries"),
    // models
    refused("models", "AWS runs no models from a Compose file", "").when(When::AtItsUse),
    refused("models.*.name", "AWS runs no models from a Compose file", "").when(When::AtItsUse),
    refused("models.*.model", "AWS runs no models from a Compose file", "").when(When::AtItsUse),
    refused("models.*.context_size", "AWS runs no models from a Compose file", "").when(When::AtItsUse),
    refused("models.*.runtime_flags", "AWS runs no models from a Compose file", "").when(When::AtItsUse),
    // networks
    translated("networks", "AWS::EC2::SecurityGroup"),
    translated("networks.*.name", "Tags"),
    ignored("networks.*.driver", "a network becomes a security group of the VPC, which has no driver", ""),
    ignored("networks.*.driver_opts", "a network becomes a security group, which has no driver", ""),
    ignored("networks.*.ipam", IPAM, "choose the subnets with the template's parameters"),
    ignored("networks.*.ipam.driver", IPAM, ""),
    ignored("networks.*.ipam.config", IPAM, ""),
    ignored("networks.*.ipam.config.[].subnet", IPAM, ""),
    ignored("networks.*.ipam.config.[].ip_range", IPAM, ""),
    ignored("networks.*.ipam.config.[].gateway", IPAM, ""),
    ignored("networks.*.ipam.config.[].aux_addresses", IPAM, ""),
    ignored("networks.*.ipam.options", IPAM, ""),
    translated("networks.*.external", "NetworkConfiguration.AwsvpcConfiguration.SecurityGroups"),
    translated("networks.*.external.name", "NetworkConfiguration.AwsvpcConfiguration.SecurityGroups"),
    approximated(
        "networks.*.internal",
        "no load balancer reaches its services, but they still reach the Internet",
        "give the stack subnets without a route to the Internet, in `SubnetIds`, where that matters",
    )
    .into("AWS::EC2::SecurityGroup"),
    ignored("networks.*.enable_ipv4", "the VPC's subnets decide which addresses a task gets", ""),
    ignored(
        "networks.*.enable_ipv6",
        "the VPC's subnets decide which addresses a task gets",
        "choose subnets with IPv6",
    ),
    ignored("networks.*.attachable", "tasks join a security group only through their own service", ""),
    translated("networks.*.labels", "Tags"),
    // volumes
    translated("volumes", "AWS::EFS::FileSystem"),
    translated("volumes.*.name", "FileSystemTags"),
    approximated(
        "volumes.*.driver",
        "a volume becomes a file system of EFS, whatever makes it elsewhere",
        "remove it here, and keep it in an override file for where the driver is",
    )
    .when(When::IsNot(&["local", "default"]))
    .into("AWS::EFS::FileSystem"),
    translated("volumes.*.driver", "AWS::EFS::FileSystem"),
    translated("volumes.*.driver_opts", "AWS::EFS::FileSystem and AWS::EFS::AccessPoint"),
    translated("volumes.*.external", "EFSVolumeConfiguration.FilesystemId"),
    translated("volumes.*.external.name", "EFSVolumeConfiguration.FilesystemId"),
    translated("volumes.*.labels", "FileSystemTags"),
    // secrets
    translated("secrets", "AWS::SecretsManager::Secret"),
    translated("secrets.*.name", "Tags"),
    used("secrets.*.environment", SECRET_VALUE).into("AWS::SecretsManager::Secret.SecretString"),
    used("secrets.*.file", SECRET_VALUE).into("AWS::SecretsManager::Secret.SecretString"),
    translated("secrets.*.external", "ContainerDefinitions.Secrets.ValueFrom"),
    translated("secrets.*.external.name", "ContainerDefinitions.Secrets.ValueFrom"),
    translated("secrets.*.labels", "Tags"),
    refused("secrets.*.driver", SWARM, "let AWS keep the secret: name it with `external: true`"),
    refused("secrets.*.driver_opts", SWARM, "remove it"),
    refused("secrets.*.template_driver", SWARM, "remove it"),
    // configs
    used("configs", "their files are in derived images, or first containers write them"),
    used("configs.*.name", "nothing on AWS has this name"),
    translated("configs.*.content", "ContainerDefinitions.Command"),
    translated("configs.*.environment", "ContainerDefinitions.Command"),
    translated("configs.*.file", "ContainerDefinitions.Command"),
    translated("configs.*.external", "ContainerDefinitions.Secrets.ValueFrom"),
    translated("configs.*.external.name", "ContainerDefinitions.Secrets.ValueFrom"),
    ignored("configs.*.labels", "nothing on AWS stands for a config", ""),
    refused("configs.*.template_driver", SWARM, "remove it"),
];

const IPAM: &str = "addresses come from the VPC's subnets";
const SECRET_VALUE: &str = "its value is a parameter without echo, which holds at most 4,096 bytes; a longer \
                            one is kept in Secrets Manager beforehand and named with `external: true`";
const SWARM: &str = "drivers of a Swarm cluster are not there on AWS";
