//! Capabilities of the Linux kernel, as `cap_add` and `cap_drop` name them.

/// The capabilities that Docker gives every container, and ECS with it.
/// <https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities>
pub const DEFAULTS: [&str; 14] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "NET_RAW",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

/// The only one that Fargate adds to these.
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html>
pub const FARGATE: &str = "SYS_PTRACE";

/// Without which programs run: with less speed or with a part of what they do missing.
pub const DISPENSABLE: [&str; 18] = [
    "AUDIT_CONTROL",
    "AUDIT_READ",
    "BLOCK_SUSPEND",
    "DAC_READ_SEARCH",
    "IPC_LOCK",
    "IPC_OWNER",
    "LEASE",
    "LINUX_IMMUTABLE",
    "NET_BROADCAST",
    "PERFMON",
    "SYSLOG",
    "SYS_NICE",
    "SYS_PACCT",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "WAKE_ALARM",
    "CHECKPOINT_RESTORE",
];

/// The capabilities that ECS gives on machines beyond the default set: those that its API names.
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html>
const ON_MACHINES: [&str; 24] = [
    "ALL",
    "AUDIT_CONTROL",
    "BLOCK_SUSPEND",
    "DAC_READ_SEARCH",
    "IPC_LOCK",
    "IPC_OWNER",
    "LEASE",
    "LINUX_IMMUTABLE",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "NET_ADMIN",
    "NET_BROADCAST",
    "SYSLOG",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_MODULE",
    "SYS_NICE",
    "SYS_PACCT",
    "SYS_PTRACE",
    "SYS_RAWIO",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "WAKE_ALARM",
];

/// The name as ECS writes it: Docker takes it with and without its prefix, and in any case.
pub fn bare(capability: &str) -> String {
    let upper = capability.to_ascii_uppercase();
    upper.strip_prefix("CAP_").unwrap_or(&upper).to_owned()
}

/// Whether a container on Fargate can have it.
pub fn is_on_fargate(capability: &str) -> bool {
    let bare = bare(capability);
    bare == FARGATE || DEFAULTS.contains(&bare.as_str())
}

/// Whether a container on a machine can have it.
pub fn is_on_machines(capability: &str) -> bool {
    is_on_fargate(capability) || ON_MACHINES.contains(&bare(capability).as_str())
}

/// Whether programs run without it.
pub fn is_dispensable(capability: &str) -> bool {
    DISPENSABLE.contains(&bare(capability).as_str())
}

/// Returns the capabilities to add to the default set and those to drop, so that a container has the set of
/// Docker:
/// what is added wins over what is dropped, and `ALL` dropped leaves only what is added.
pub fn changes<'a>(
    added: impl IntoIterator<Item = &'a str>,
    dropped: impl IntoIterator<Item = &'a str>,
) -> (Vec<String>, Vec<String>) {
    let all = |capabilities: &mut dyn Iterator<Item = &'a str>| {
        let mut bare_names: Vec<String> = Vec::new();
        for name in capabilities.map(bare) {
            if !bare_names.contains(&name) {
                bare_names.push(name);
            }
        }
        bare_names
    };
    let (added, mut dropped) = (all(&mut added.into_iter()), all(&mut dropped.into_iter()));
    let is_default = |name: &String| DEFAULTS.contains(&name.as_str());
    if dropped.iter().any(|name| name == "ALL") && added.iter().any(is_default) {
        dropped = DEFAULTS.map(str::to_owned).to_vec();
    }
    dropped.retain(|name| !added.contains(name));
    (added.into_iter().filter(|name| !is_default(name)).collect(), dropped)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The set that Docker computes: `ALL` first, then the default set without what is dropped and with what
    /// is added.
    fn docker(added: &[&str], dropped: &[&str]) -> Vec<String> {
        let base = if dropped.contains(&"ALL") { Vec::new() } else { DEFAULTS.to_vec() };
        let mut set: Vec<String> =
            base.into_iter().filter(|name| !dropped.contains(name)).map(str::to_owned).collect();
        set.extend(added.iter().map(|name| (*name).to_owned()));
        set.sort_unstable();
        set.dedup();
        set
    }

    #[test]
    fn a_container_has_what_docker_gives_it() {
        let table: [(&[&str], &[&str]); 7] = [
            (&[], &["ALL"]),
            (&["CHOWN", "SETGID", "SETUID", "NET_BIND_SERVICE"], &["ALL"]),
            (&["SYS_PTRACE"], &["ALL"]),
            (&["SYS_PTRACE", "CHOWN"], &["ALL"]),
            (&["NET_RAW"], &[]),
            (&["KILL"], &["KILL", "MKNOD"]),
            (&[], &["NET_RAW", "SYS_ADMIN"]),
        ];
        for (added, dropped) in table {
            let (add, drop) = changes(added.iter().copied(), dropped.iter().copied());
            let (add, drop): (Vec<&str>, Vec<&str>) =
                (add.iter().map(String::as_str).collect(), drop.iter().map(String::as_str).collect());
            assert!(add.iter().all(|name| *name == FARGATE), "{add:?}");
            assert_eq!(docker(&add, &drop), docker(added, dropped), "{added:?} {dropped:?}");
        }
    }

    #[test]
    fn names_are_read_as_docker_reads_them() {
        for name in ["chown", "CAP_CHOWN", "cap_chown", "SYS_PTRACE", "Cap_Sys_Ptrace"] {
            assert!(is_on_fargate(name), "{name}");
        }
        for name in ["NET_ADMIN", "ALL", "SYS_ADMIN"] {
            assert!(!is_on_fargate(name) && is_on_machines(name) && !is_dispensable(name), "{name}");
        }
        for name in ["", "FLY"] {
            assert!(!is_on_machines(name) && !is_dispensable(name), "{name}");
        }
        assert!(DISPENSABLE.iter().all(|name| is_dispensable(name) && !is_on_fargate(name)));
        assert!(is_dispensable("cap_sys_nice"));
    }
}
