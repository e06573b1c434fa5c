//! The meaning of a path of the host, told by its name alone: the host of the Compose file is not there on
//! AWS, so
//! nothing outside the project is looked at.

use crate::compose::optional_rights::EVERYWHERE;
use crate::grammar::path;

/// The kinds of content that a bind mount would show of a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HostPath {
    /// The socket of a container engine.
    Engine,
    /// A part of the running system.
    System(&'static str),
    /// The time zone.
    Clock,
    /// A file.
    File,
    /// A folder, for all that its name tells.
    Folder,
}

/// Folders of a running system, with all that is in them.
const SYSTEM: [(&str, &str); 15] = [
    ("/boot", KERNEL),
    ("/cgroup", KERNEL),
    ("/dev", "a device of the host"),
    ("/etc/pki", CERTIFICATES),
    ("/etc/ssl/certs", CERTIFICATES),
    ("/lib/modules", KERNEL),
    ("/proc", KERNEL),
    ("/run", RUNNING),
    ("/sys", KERNEL),
    ("/tmp/.X11-unix", RUNNING),
    ("/usr/share/ca-certificates", CERTIFICATES),
    ("/var/lib/containerd", ENGINE),
    ("/var/lib/containers", ENGINE),
    ("/var/lib/docker", ENGINE),
    ("/var/run", RUNNING),
];

/// Folders of a system that are nobody's data, while folders in them may be.
const ROOTS: [&str; 12] = [
    "/", "/bin", "/etc", "/lib", "/lib64", "/sbin", "/usr", "/usr/bin", "/usr/lib", "/usr/src", "/var",
    "/var/lib",
];

/// The paths of the time zone.
const CLOCKS: [&str; 3] = ["/etc/localtime", "/etc/timezone", "/usr/share/zoneinfo"];

/// Files without an ending that tells so.
const FILES: [&str; 31] = [
    ".bashrc",
    ".env",
    ".gitconfig",
    ".htpasswd",
    ".my.cnf",
    ".netrc",
    ".npmrc",
    ".pgpass",
    ".profile",
    "Caddyfile",
    "Corefile",
    "Dockerfile",
    "Gemfile",
    "Jenkinsfile",
    "Makefile",
    "Procfile",
    "authorized_keys",
    "crontab",
    "dhparam",
    "fstab",
    "group",
    "hostname",
    "hosts",
    "htpasswd",
    "id_ed25519",
    "id_rsa",
    "known_hosts",
    "machine-id",
    "os-release",
    "passwd",
    "shadow",
];

/// Folders whose names end as those of files do.
const FOLDERS: [&str; 1] = ["acme.sh"];

/// Endings of files. Folders have dots in their names too: `conf.d`, `example.com`, `postgres14.5`.
const ENDINGS: [&str; 72] = [
    "acl",
    "bash",
    "bat",
    "cer",
    "cert",
    "cfg",
    "cjs",
    "cnf",
    "conf",
    "config",
    "crt",
    "css",
    "csv",
    "db",
    "der",
    "dump",
    "env",
    "gif",
    "gz",
    "hcl",
    "html",
    "ico",
    "ini",
    "ipynb",
    "j2",
    "jar",
    "jks",
    "jpg",
    "js",
    "json",
    "jsx",
    "key",
    "keytab",
    "kdl",
    "lic",
    "list",
    "lock",
    "log",
    "lua",
    "md",
    "mjs",
    "p12",
    "pem",
    "pfx",
    "php",
    "pl",
    "png",
    "properties",
    "ps1",
    "pub",
    "py",
    "rb",
    "repo",
    "rules",
    "sh",
    "sock",
    "sql",
    "sqlite",
    "sqlite3",
    "svg",
    "tar",
    "template",
    "tgz",
    "tmpl",
    "toml",
    "tpl",
    "ts",
    "tsx",
    "txt",
    "war",
    "xml",
    "yaml",
];

const CERTIFICATES: &str = "the certificates that the host trusts";
const ENGINE: &str = "the containers of an engine";
const KERNEL: &str = "the kernel of the host";
const RUNNING: &str = "what runs on the host";

/// Parts of a system that programs look at where they are there, and run without: what a task has no use for,
/// or what an image has of its own.
const OPTIONAL: [(&str, &str); 8] = [
    ("/dev/shm", "each container has one of its own; `shm_size` sets its size"),
    ("/etc/pki", "the image has certificates of its own"),
    ("/etc/ssl/certs", "the image has certificates of its own"),
    ("/lib/modules", "no container in a task loads modules into the kernel"),
    ("/run/dbus", "a task has no services of a system to talk to"),
    ("/run/udev", "a task has no devices to be told of"),
    ("/usr/share/ca-certificates", "the image has certificates of its own"),
    ("/var/run/dbus", "a task has no services of a system to talk to"),
];

/// Logs of a system whose names have no ending.
const LOGS: [&str; 4] = ["/var/log/btmp", "/var/log/messages", "/var/log/secure", "/var/log/syslog"];

/// Why a program runs without a part of the system that it only looks at.
pub(super) fn is_optional(source: &str, read_only: bool) -> Option<&'static str> {
    if source != "/dev/shm" && EVERYWHERE.contains(&source) {
        return Some("each container has one of its own");
    }
    if read_only && path::dir_name(source) == "/var/log" && (is_file_name(source) || LOGS.contains(&source)) {
        return Some("a task has no logs of a host to look at");
    }
    let (_, why) = OPTIONAL.iter().find(|(folder, _)| path::is_below(source, folder))?;
    (read_only || source == "/dev/shm").then_some(*why)
}

/// Returns the meaning of a clean path of the host, mounted at `target`.
pub(super) fn host_path(source: &str, target: &str) -> HostPath {
    let within = |folder: &str| path::is_below(source, folder);
    if path::is_engine_socket(source) {
        return HostPath::Engine;
    }
    if CLOCKS.iter().any(|clock| within(clock)) {
        return HostPath::Clock;
    }
    if let Some((_, what)) = SYSTEM.iter().find(|(folder, _)| within(folder)) {
        return HostPath::System(what);
    }
    if ROOTS.contains(&source) {
        return HostPath::System("the system of the host");
    }
    if is_file_name(source) || is_file_name(target) { HostPath::File } else { HostPath::Folder }
}

/// Whether a path names a file, by its last part.
pub(super) fn is_file_name(path: &str) -> bool {
    if path.ends_with('/') {
        return false;
    }
    let name = path::base_name(path);
    if FOLDERS.contains(&name) {
        return false;
    }
    if FILES.contains(&name) {
        return true;
    }
    let ending = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, ending)| ending);
    ending.is_some_and(|ending| {
        let ending = ending.to_ascii_lowercase();
        ending == "yml" || ENDINGS.contains(&ending.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_and_folders() {
        for name in [
            "/etc/nginx/nginx.conf",
            "/a/prometheus.yml",
            "/b/.env",
            "/Caddyfile",
            "/x/init.SQL",
            "/acme.json",
        ] {
            assert!(is_file_name(name), "{name}");
        }
        for name in [
            "/etc/nginx/conf.d",
            "/srv/example.com",
            "/postgres14.5",
            "/.config",
            "/.ssh",
            "/etc/acme.sh",
            "/data",
            "/a.conf/",
            "/",
        ] {
            assert!(!is_file_name(name), "{name}");
        }
    }

    #[test]
    fn programs_run_without_what_they_only_look_at() {
        for (source, read_only) in [
            ("/dev/urandom", false),
            ("/dev/shm", false),
            ("/lib/modules", true),
            ("/var/log/auth.log", true),
            ("/var/log/syslog", true),
        ] {
            assert!(is_optional(source, read_only).is_some(), "{source}");
        }
        for (source, read_only) in [
            ("/lib/modules", false),
            ("/var/log/auth.log", false),
            // Another service may write there.
            ("/var/log/nginx", true),
            ("/var/log/nginx/access.log", true),
            ("/dev/ttyUSB0", true),
        ] {
            assert_eq!(is_optional(source, read_only), None, "{source}");
        }
    }

    #[test]
    fn paths_of_a_host() {
        let kind = |source| host_path(source, "/target");
        assert_eq!(kind("/home/me/.docker/run/docker.sock"), HostPath::Engine);
        assert_eq!(kind("/etc/localtime"), HostPath::Clock);
        assert_eq!(kind("/usr/share/zoneinfo/Europe/Berlin"), HostPath::Clock);
        assert_eq!(kind("/srv/app"), HostPath::Folder);
        assert_eq!(kind("/etc/letsencrypt"), HostPath::Folder);
        assert_eq!(kind("/var/lib/postgresql"), HostPath::Folder);
        assert_eq!(kind("/device"), HostPath::Folder);
        assert_eq!(kind("/etc/passwd"), HostPath::File);
        assert_eq!(host_path("/srv/site", "/etc/nginx/nginx.conf"), HostPath::File);
        for system in [
            "/",
            "/etc",
            "/dev/ttyUSB0",
            "/proc",
            "/sys/fs/cgroup",
            "/run/user/1000/x",
            "/var/run",
            "/lib/modules",
        ] {
            assert!(matches!(kind(system), HostPath::System(_)), "{system}");
        }
    }
}
