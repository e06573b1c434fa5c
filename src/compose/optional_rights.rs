//! Rights and mounts of a host that programs are documented to run without, as of November 2026. The source
//! of each row stands above it. Without them such a program loses a part of what it does, so they are left
//! out with a warning.

use crate::grammar::image::{is_named, repository};
use crate::grammar::path;

/// The socket of the container engine.
pub const ENGINE: &str = "docker.sock";
/// `pid: host`.
pub const HOST_PROCESSES: &str = "pid";
/// `privileged`.
pub const PRIVILEGED: &str = "privileged";

/// Programs, by the end of the image's name in whole parts of it, and what they run without: capabilities,
/// device files or folders of them, or some of the constants above. Sorted by name.
const PROGRAMS: &[(&str, &[&str])] = &[
    // https://hub.docker.com/r/adguard/adguardhome
    ("adguard/adguardhome", &["NET_ADMIN"]),
    // https://docs.frigate.video/frigate/installation
    ("blakeblackshear/frigate", &[PRIVILEGED, "/dev"]),
    // https://hub.docker.com/_/caddy
    ("caddy", &["NET_ADMIN"]),
    // https://hub.docker.com/r/clickhouse/clickhouse-server/ (Linux capabilities)
    ("clickhouse/clickhouse-server", &["NET_ADMIN"]),
    // https://docs.crowdsec.net/docs/data_sources/docker
    ("crowdsecurity/crowdsec", &[ENGINE]),
    // https://github.com/dgtlmoon/changedetection.io/blob/master/docker-compose.yml
    ("dgtlmoon/sockpuppetbrowser", &["SYS_ADMIN"]),
    // https://docker-mailserver.github.io/docker-mailserver/latest/config/security/fail2ban/
    ("docker-mailserver/docker-mailserver", &["NET_ADMIN"]),
    // https://hub.docker.com/_/elasticsearch (no page of these starts its program with `privileged`)
    ("elasticsearch", &[PRIVILEGED]),
    // https://esphome.io/guides/getting_started_command_line
    ("esphome/esphome", &[PRIVILEGED, "/dev"]),
    // https://gethomepage.dev/configs/docker/
    ("gethomepage/homepage", &[ENGINE]),
    // https://github.com/glanceapp/glance/blob/main/docs/configuration.md
    ("glanceapp/glance", &[ENGINE]),
    // https://docs.goauthentik.io/install-config/install/docker-compose/
    ("goauthentik/server", &[ENGINE]),
    // https://homarr.dev/docs/integrations/docker/
    ("homarr", &[ENGINE]),
    // https://www.home-assistant.io/integrations/bluetooth/
    ("home-assistant/home-assistant", &[PRIVILEGED, "NET_ADMIN", "/dev"]),
    // https://github.com/jenkinsci/docker/blob/master/README.md
    ("jenkins/jenkins", &[ENGINE, PRIVILEGED]),
    // https://docs.linuxserver.io/images/docker-homeassistant/
    ("linuxserver/homeassistant", &[PRIVILEGED, "NET_ADMIN", "/dev"]),
    // https://docs.linuxserver.io/images/docker-plex/
    ("linuxserver/plex", &["/dev"]),
    // https://docs.linuxserver.io/general/swag/
    ("linuxserver/swag", &["NET_ADMIN"]),
    // https://docs.localstack.cloud/aws/getting-started/installation/
    ("localstack/localstack", &[ENGINE]),
    // https://github.com/louislam/uptime-kuma/wiki/How-to-Monitor-Docker-Containers
    ("louislam/uptime-kuma", &[ENGINE]),
    // https://docker-mailserver.github.io/docker-mailserver/latest/config/security/fail2ban/
    ("mailserver/docker-mailserver", &["NET_ADMIN"]),
    // https://hub.docker.com/_/mariadb (no page of these starts its program with `privileged`)
    ("mariadb", &[PRIVILEGED]),
    // https://hub.docker.com/_/mongo (no page of these starts its program with `privileged`)
    ("mongo", &[PRIVILEGED]),
    // https://hub.docker.com/_/mysql (no page of these starts its program with `privileged`)
    ("mysql", &[PRIVILEGED]),
    // https://glances.readthedocs.io/en/latest/docker.html
    ("nicolargo/glances", &[ENGINE, HOST_PROCESSES]),
    // https://offen.github.io/docker-volume-backup/how-tos/stop-containers-during-backup.html
    ("offen/docker-volume-backup", &[ENGINE]),
    // https://github.com/pawelmalak/flame/blob/master/README.md
    ("pawelmalak/flame", &[ENGINE]),
    // https://github.com/pi-hole/docker-pi-hole#readme
    ("pihole/pihole", &["NET_ADMIN"]),
    // https://github.com/plexinc/pms-docker#readme
    ("plexinc/pms-docker", &["/dev"]),
    // https://hub.docker.com/_/postgres (no page of these starts its program with `privileged`)
    ("postgres", &[PRIVILEGED]),
    // https://hub.docker.com/_/rabbitmq (no page of these starts its program with `privileged`)
    ("rabbitmq", &[PRIVILEGED]),
    // https://hub.docker.com/_/redis (no page of these starts its program with `privileged`)
    ("redis", &[PRIVILEGED]),
    // https://tailscale.com/docs/features/containers/docker (TS_USERSPACE is on where nothing else is said)
    ("tailscale/tailscale", &["NET_ADMIN", "NET_RAW", "SYS_MODULE", "/dev/net/tun"]),
];

/// Whether the program of an image is documented to run without a right.
pub fn runs_without(image: &str, right: &str) -> bool {
    let name = repository(image);
    let is_one = |known: &&str| *known == right || known.starts_with('/') && path::is_below(right, known);
    PROGRAMS.iter().any(|(program, rights)| is_named(name, program) && rights.iter().any(is_one))
}

/// Device files that every container has of its own.
pub const EVERYWHERE: &[&str] =
    &["/dev/full", "/dev/null", "/dev/random", "/dev/shm", "/dev/tty", "/dev/urandom", "/dev/zero"];

/// Device files that make programs faster or better informed, and that they run without: graphics cards, on
/// which video is encoded, and the log of the kernel.
pub const HELPFUL: &[&str] = &["/dev/dri", "/dev/kmsg", "/dev/vchiq"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_sorted() {
        assert!(PROGRAMS.is_sorted_by_key(|(image, _)| *image));
        assert!(PROGRAMS.iter().all(|(_, rights)| !rights.is_empty()));
    }

    #[test]
    fn only_what_is_documented_is_done_without() {
        assert!(runs_without("docker.io/pihole/pihole:2025.08", "NET_ADMIN"));
        assert!(runs_without("ghcr.io/goauthentik/server@sha256:0", ENGINE));
        assert!(!runs_without("pihole/pihole", "SYS_ADMIN"));
        assert!(!runs_without("me/pihole", "NET_ADMIN"));
        assert!(runs_without("ghcr.io/home-assistant/home-assistant:stable", "/dev/serial/by-id/usb-x"));
        assert!(!runs_without("tailscale/tailscale", "/dev/net"));
        assert!(!runs_without("", "NET_ADMIN"));
        assert!(runs_without("public.ecr.aws/docker/library/mysql:8.4", PRIVILEGED));
    }
}
