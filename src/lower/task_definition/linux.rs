//! Linux: what the kernel gives a container or takes from it.
//! Compose: `init`, `cap_add`, `cap_drop`, `tmpfs`, `ulimits`. CloudFormation: `LinuxParameters`, `Ulimits`.
//!
//! Decisions
//! - Fargate adds the capability `SYS_PTRACE` and no other
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html>); any other is refused,
//!   because a container without it does not work. Any may be dropped.
//! - ECS wants a size of a tmpfs, Compose does not: without one it is 64 MiB.
//!
//! Not here: `sysctls` (`container`).

use crate::cfn::ecs;
use crate::compose;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::Spanned;

use super::super::context::Lowering;

/// In MiB.
const TMPFS_SIZE: u32 = 64;

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
    for capability in &service.cap_add {
        if bare(&capability.value) != "SYS_PTRACE" {
            cx.report(no_capability(capability));
        }
    }
    let bare_all = |all: &[Spanned<String>]| all.iter().map(|one| bare(&one.value)).collect::<Vec<_>>();
    let (add, drop) = (bare_all(&service.cap_add), bare_all(&service.cap_drop));
    let capabilities = (!add.is_empty() || !drop.is_empty()).then_some(ecs::KernelCapabilities { add, drop });
    let tmpfs = service.tmpfs.iter().map(|tmpfs| lower_tmpfs(cx, tmpfs)).collect();
    let parameters = ecs::LinuxParameters {
        init_process_enabled: service.init.as_ref().map(|init| init.value),
        capabilities,
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
                all.push(ecs::Ulimit { name: *known, soft_limit: soft.value, hard_limit: hard.value });
            }
            None => cx.report(no_ulimit(name)),
        }
    }
    all
}

/// Docker takes capabilities with and without their prefix and in any case, ECS in one way.
fn bare(capability: &str) -> String {
    let upper = capability.to_ascii_uppercase();
    upper.strip_prefix("CAP_").unwrap_or(&upper).to_owned()
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
        .help("it gives `SYS_PTRACE` only; remove the others, or run the service elsewhere")
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
