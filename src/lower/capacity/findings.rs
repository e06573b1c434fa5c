//! Findings about the capacity of a service.

use crate::compose::{self, CapacityKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::facts;
use crate::source::{Loc, Spanned};

use super::super::context::Lowering;
use crate::plan::Platform;
use crate::plan::ServicePlan;

/// Reports what the capacity of a service cannot give it.
pub(super) fn check(cx: &mut Lowering<'_>, plan: &ServicePlan<'_>) {
    let service = plan.service;
    let capacity = facts::capacity(cx.project, service);
    let windows = Platform::for_service(service).is_some_and(Platform::is_windows);
    let platform = service.platform.as_ref().filter(|_| windows);
    match capacity.map(|capacity| (capacity, &capacity.kind)) {
        Some((capacity, CapacityKind::Fargate { spot: Some(_), .. })) => {
            if let Some(platform) = platform {
                cx.report(no_windows("Fargate Spot", capacity, platform));
            }
        }
        Some((capacity, CapacityKind::ManagedInstances(_))) => {
            if let Some(platform) = platform {
                cx.report(no_windows("a managed instance", capacity, platform));
            }
            if let Some(version) = &service.extensions.platform_version {
                cx.report(no_version(version));
            }
            if let Some(disk) = &service.extensions.ephemeral_storage {
                cx.report(no_disk(disk.loc));
            }
        }
        Some((_, CapacityKind::Fargate { spot: None, .. })) | None => {}
    }
}

fn no_windows(what: &str, capacity: &compose::Capacity, platform: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::CapacitySetting, format!("{what} does not run Windows"))
        .label(platform.loc, "asks for Windows")
        .label(capacity.loc, "asks for what has Linux only")
        .help("write `x-aws-capacity: fargate` at this service, or run it on Linux")
}

fn no_version(version: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::CapacitySetting, "managed instances have no platform version")
        .at(version.loc)
        .help("remove it: AWS keeps the machines up to date")
}

fn no_disk(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::CapacitySetting, "tasks on managed instances share the disk of their machine")
        .at(loc)
        .help("give the machine a larger one: `x-aws-capacity: {managed-instances: {storage: 100}}`")
}
