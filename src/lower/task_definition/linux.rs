//! Linux: what the kernel gives a container or takes from it.
//! Compose: `init`, `cap_add`, `cap_drop`, `tmpfs`, `shm_size`, `ulimits`, `sysctls`. CloudFormation:
//! `LinuxParameters`, `Ulimits`, `SystemControls`.
//!
//! Decisions
//! - Fargate adds the capability `SYS_PTRACE` and no other to those that Docker gives to every container
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html>); any other is
//!   refused, unless programs run without it (`validate::support`). On machines it adds what its API names.
//!   Any may be dropped, so `cap_drop: [ALL]` beside `cap_add` of the default set drops what is not added.
//! - Of the kernel's settings a task has those of its own namespaces
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_SystemControl.html>); others belong to
//!   the host.
//! - ECS sets no size of `/dev/shm` on Fargate (`SharedMemorySize`), but mounts a tmpfs anywhere
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinuxParameters.html>), so there too.
//! - ECS wants a size of a tmpfs, Compose does not: without one it is 64 MiB.

use crate::cfn::ecs;
use crate::compose;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::grammar::bytes::ByteSize;
use crate::grammar::capability;
use crate::grammar::path::clean_path;
use crate::source::{Loc, Spanned};

use super::super::context::Lowering;
use crate::lower::literals::to_text;
use crate::plan::{Platform, facts};

/// In MiB.
const TMPFS_SIZE: u32 = 64;

/// Where programs share memory.
const SHARED_MEMORY: &str = "/dev/shm";

const ULIMITS: [(&str, ecs::UlimitName); 15] = [
    ("core", ecs::UlimitName::Core),
    ("cpu", ecs::UlimitName::Cpu),
    ("data", ecs::UlimitName::Data),
    ("fsize", ecs::UlimitName::Fsize),
    ("locks", ecs::UlimitName::Locks),
    ("memlock", ecs::UlimitName::Memlock),
    ("msgqueue", ecs::UlimitName::Msgqueue),
    ("nice", ecs::UlimitName::Nice),
    ("nofile", ecs::UlimitName::Nofile),
    ("nproc", ecs::UlimitName::Nproc),
    ("rss", ecs::UlimitName::Rss),
    ("rtprio", ecs::UlimitName::Rtprio),
    ("rttime", ecs::UlimitName::Rttime),
    ("sigpending", ecs::UlimitName::Sigpending),
    ("stack", ecs::UlimitName::Stack),
];

/// The Linux parameters of a container; none where the user says nothing of them.
pub(super) fn parameters(cx: &mut Lowering<'_>, service: &compose::Service) -> Option<ecs::LinuxParameters> {
    let on_instances = facts::on_instances(cx.project, service);
    let is_there = if on_instances { capability::is_on_machines } else { capability::is_on_fargate };
    if Platform::for_service(service).is_some_and(Platform::is_windows) {
        refuse_on_windows(cx, service);
    }
    for added in &service.cap_add {
        if !is_there(&added.value) {
            cx.report(no_capability(added));
        }
    }
    let (added, dropped) = (service.cap_add.iter(), service.cap_drop.iter());
    let (add, drop) =
        capability::changes(added.map(|one| one.value.as_str()), dropped.map(|one| one.value.as_str()));
    let capabilities = (!add.is_empty() || !drop.is_empty()).then_some(ecs::KernelCapabilities { add, drop });
    let mut tmpfs: Vec<ecs::Tmpfs> = service.tmpfs.iter().map(|tmpfs| lower_tmpfs(cx, tmpfs)).collect();
    let is_mounted = service.tmpfs.iter().any(|tmpfs| clean_path(&tmpfs.target.value) == SHARED_MEMORY);
    let shared = service.shm_size.as_ref().filter(|_| !is_mounted).map(|size| mebibytes(size.value));
    let shared_memory_size = shared.filter(|_| on_instances);
    tmpfs.extend(shared.filter(|_| !on_instances).map(shared_memory));
    let parameters = ecs::LinuxParameters {
        init_process_enabled: service.init.as_ref().map(|init| init.value),
        capabilities,
        devices: Vec::new(), // see `device`
        shared_memory_size,
        tmpfs,
    };
    (parameters != ecs::LinuxParameters::default()).then_some(parameters)
}

/// The limits of a container's processes.
pub(super) fn ulimits(cx: &mut Lowering<'_>, service: &compose::Service) -> Vec<ecs::Ulimit> {
    let mut all = Vec::new();
    for compose::Ulimit { name, soft, hard } in &service.ulimits {
        match ULIMITS.iter().find(|(known, _)| *known == name.value) {
            Some((_, known)) => {
                if hard.value >= 0 && (soft.value > hard.value || soft.value < 0) {
                    cx.report(soft_above_hard(name, soft.loc));
                }
                all.push(ecs::Ulimit { name: *known, soft_limit: soft.value, hard_limit: hard.value });
            }
            None => cx.report(no_ulimit(name)),
        }
    }
    all
}

/// The settings of the kernel that a task may have, besides `net.…`.
const SYSCTLS: [&str; 9] = [
    "fs.mqueue.",
    "kernel.msgmax",
    "kernel.msgmnb",
    "kernel.msgmni",
    "kernel.sem",
    "kernel.shm_rmid_forced",
    "kernel.shmall",
    "kernel.shmmax",
    "kernel.shmmni",
];

/// The kernel's settings for a container.
pub(super) fn system_controls(
    cx: &mut Lowering<'_>,
    sysctls: &[(Spanned<String>, Spanned<String>)],
) -> Vec<ecs::SystemControl> {
    let own = |name: &str| name.starts_with("net.") || SYSCTLS.iter().any(|known| name.starts_with(known));
    for (name, _) in sysctls.iter().filter(|(name, _)| !own(&name.value)) {
        cx.report(no_sysctl(name));
    }
    let control = |(name, value): &(Spanned<String>, Spanned<String>)| ecs::SystemControl {
        namespace: name.value.clone(),
        value: to_text(&value.value),
    };
    sysctls.iter().filter(|(name, _)| own(&name.value)).map(control).collect()
}

/// Reports each attribute that a task on Windows cannot have.
fn refuse_on_windows(cx: &mut Lowering<'_>, service: &compose::Service) {
    let said = [
        ("init", service.init.as_ref().filter(|init| init.value).map(|init| init.loc)),
        (
            "read_only",
            service.read_only.as_ref().filter(|read_only| read_only.value).map(|read_only| read_only.loc),
        ),
        ("cap_add", service.cap_add.first().map(|one| one.loc)),
        ("cap_drop", service.cap_drop.first().map(|one| one.loc)),
        ("tmpfs", service.tmpfs.first().map(|one| one.target.loc)),
        ("shm_size", service.shm_size.as_ref().map(|size| size.loc)),
        ("extra_hosts", service.extra_hosts.first().map(|host| host.name.loc)),
        ("ulimits", service.ulimits.first().map(|one| one.name.loc)),
        ("sysctls", service.sysctls.first().map(|(name, _)| name.loc)),
    ];
    for (attribute, loc) in said {
        if let Some(loc) = loc {
            cx.report(not_on_windows(attribute, loc));
        }
    }
}

fn mebibytes(size: ByteSize) -> u32 {
    u32::try_from(size.mebibytes_ceil()).unwrap_or(u32::MAX)
}

/// `/dev/shm` of a size in MiB, mounted as Docker mounts it.
fn shared_memory(size: u32) -> ecs::Tmpfs {
    let mount_options = ["nosuid", "nodev", "noexec"].map(str::to_owned).to_vec();
    ecs::Tmpfs { mount_options, ..ecs::Tmpfs::new(SHARED_MEMORY.to_owned(), size) }
}

fn lower_tmpfs(cx: &mut Lowering<'_>, tmpfs: &compose::Tmpfs) -> ecs::Tmpfs {
    let compose::Tmpfs { target, size, options } = tmpfs;
    let mebibytes = size.as_ref().map(|size| size.value.mebibytes_ceil()).filter(|size| *size > 0);
    let size = mebibytes.map_or_else(
        || {
            cx.report(no_size(target));
            TMPFS_SIZE
        },
        |size| u32::try_from(size).unwrap_or(u32::MAX),
    );
    ecs::Tmpfs { mount_options: options.clone(), ..ecs::Tmpfs::new(target.value.clone(), size) }
}

fn no_capability(capability: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::Refused, format!("Fargate does not give the capability `{}`", capability.value))
        .at(capability.loc)
        .help("it gives those of Docker and `SYS_PTRACE`; remove this one, or run the service elsewhere")
}

fn soft_above_hard(name: &Spanned<String>, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::OutOfBounds, format!("the soft limit of `{}` is above its hard limit", name.value))
        .at(loc)
        .help("let `soft` be at most `hard`")
}

fn no_sysctl(name: &Spanned<String>) -> Diagnostic {
    let message = format!("a task cannot set `{}`, which belongs to the host and is left out", name.value);
    Diagnostic::new(Code::Approximated, message).at(name.loc).help(
        "remove it; a task can set `net.*`, `fs.mqueue.*` and the `kernel.msg*`, `kernel.shm*` and \
         `kernel.sem` of its own",
    )
}

fn not_on_windows(attribute: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::Refused, format!("a task on Windows cannot have `{attribute}`"))
        .at(loc)
        .help("remove it, or run the service on Linux")
}

fn no_ulimit(name: &Spanned<String>) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Code::Refused, format!("ECS has no limit `{}`", name.value)).at(name.loc);
    match nearest(&name.value, ULIMITS.map(|(known, _)| known)) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help(format!("it has {}", ULIMITS.map(|(known, _)| known).join(", "))),
    }
}

fn no_size(target: &Spanned<String>) -> Diagnostic {
    let message = format!("the tmpfs at `{}` has no size and gets {TMPFS_SIZE} MiB", target.value);
    Diagnostic::new(Code::TmpfsSize, message)
        .at(target.loc)
        .help(format!("say how large it is to be, as in `{}:size=128m`", target.value))
}
