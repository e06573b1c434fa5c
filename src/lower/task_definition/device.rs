//! Devices: what a container has of its machine.
//! Compose: `gpus`, `deploy.resources.reservations.devices`, `devices`, `privileged`. CloudFormation:
//! `ResourceRequirements`, `LinuxParameters.Devices` and `Privileged` of a container.
//!
//! Decisions
//! - Only tasks on managed instances have any of them; the support table says so for a service, this room for
//!   one that runs in the task of another.
//! - ECS gives a task whole GPUs by their number. `all` is one, with a warning: the machine is chosen by that
//!   number.
//! - Without permissions a device can be read, written and made, as in Compose.

use crate::cfn::ecs;
use crate::compose;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::facts::{gpus, is_gpu, requests};
use crate::source::Loc;

use super::super::context::Lowering;

/// Puts the devices of a service into its container.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    on_instances: bool,
    container: &mut ecs::ContainerDefinition,
) {
    let privileged = service.privileged.as_ref().filter(|privileged| privileged.value);
    if !on_instances {
        let places = [
            ("privileged", privileged.map(|privileged| privileged.loc)),
            ("devices", service.devices.first().map(|device| device.source.loc)),
            ("gpus", requests(service).next().map(|(request, _)| request.loc)),
        ];
        for (attribute, loc) in places {
            if let Some(loc) = loc {
                cx.report(not_here(service, attribute, loc));
            }
        }
        return;
    }
    for (request, any) in requests(service) {
        if !any && !is_gpu(request) {
            cx.report(no_such_device(request.loc));
        } else if let Some(id) = request.device_ids.first() {
            cx.report(not_these(id.loc));
        } else if request.count.as_ref().is_none_or(|count| count.value < 0) {
            let place = request.count.as_ref().map(|count| count.loc).filter(|loc| loc.is_somewhere());
            cx.report(one_of_all(service, place.unwrap_or(request.loc)));
        }
    }
    let count = gpus(service);
    if count > 0 {
        let gpu = ecs::ResourceRequirement::new(ecs::ResourceRequirementType::Gpu);
        let gpu = ecs::ResourceRequirement { value: Some(count.to_string().into()), ..gpu };
        container.resource_requirements.push(gpu);
    }
    container.privileged = privileged.map(|_| true);
    let devices: Vec<_> = service.devices.iter().filter_map(|device| file(cx, device)).collect();
    if !devices.is_empty() {
        container.linux_parameters.get_or_insert_default().devices = devices;
    }
}

fn file(cx: &mut Lowering<'_>, device: &compose::Device) -> Option<ecs::Device> {
    let compose::Device { source, target, permissions } = device;
    if !source.value.starts_with('/') {
        cx.report(no_path(source.loc, &source.value));
        return None;
    }
    let allowed = permissions.as_ref().map_or("rwm", |permissions| permissions.value.as_str());
    let words = [
        ('r', ecs::DevicePermission::Read),
        ('w', ecs::DevicePermission::Write),
        ('m', ecs::DevicePermission::Mknod),
    ];
    Some(ecs::Device {
        host_path: source.value.clone(),
        container_path: target
            .as_ref()
            .map(|target| target.value.clone())
            .filter(|path| *path != source.value),
        permissions: words
            .into_iter()
            .filter(|(letter, _)| allowed.contains(*letter))
            .map(|(_, word)| word)
            .collect(),
    })
}

fn not_here(service: &compose::Service, attribute: &str, loc: Loc) -> Diagnostic {
    let message = format!(
        "the task in which `{}` runs is on Fargate and cannot have `{attribute}`",
        service.name.value
    );
    Diagnostic::new(Code::Refused, message)
        .at(loc)
        .help("write `x-aws-capacity: managed-instances` at the service whose task it is")
}

fn no_such_device(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::Refused, "a task can reserve GPUs, and no other devices")
        .at(loc)
        .help("remove it; for GPUs write `capabilities: [gpu]`, or `kind: gpu` in `generic_resources`")
}

fn not_these(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::Approximated, "a task gets as many GPUs as are named, not certain ones")
        .at(loc)
        .help("write `count: 1` in place of `device_ids`")
}

fn one_of_all(service: &compose::Service, loc: Loc) -> Diagnostic {
    let message =
        format!("all GPUs of a machine that is yet to be chosen: `{}` gets one", service.name.value);
    Diagnostic::new(Code::Approximated, message).at(loc).help("say how many, as in `gpus: [{count: 1}]`")
}

fn no_path(loc: Loc, source: &str) -> Diagnostic {
    Diagnostic::new(Code::Refused, format!("`{}` is no path of a device", source.escape_debug()))
        .at(loc)
        .help("write the path, such as `/dev/fuse`; for a GPU write `gpus: [{count: 1}]`")
}
