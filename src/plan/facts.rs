//! Questions about a service or a project that several rooms of `lower` ask, answered from the source model
//! alone.

use crate::compose::{self, MountKind, Shown, Transport, Xray};
use crate::source::{Loc, Spanned};

use super::ServicePlan;

/// Whether the volume becomes a file system that is ours to make.
pub(crate) fn is_made(volume: &compose::Volume) -> bool {
    !volume.external && volume.is_shared()
}

/// Whether the service mounts a file system that is ours to make.
pub(crate) fn mounts_file_system(project: &compose::Project, plan: &ServicePlan<'_>) -> bool {
    let ours = |key: &str| {
        let volume = project.volumes.iter().find(|volume| volume.key.value == key);
        volume.is_some_and(is_made)
    };
    plan.containers().flat_map(named_mounts).any(|(_, key)| ours(&key.value))
}

/// The mounts of named volumes, with the volume's key.
pub(crate) fn named_mounts(
    service: &compose::Service,
) -> impl Iterator<Item = (&compose::Mount, &Spanned<String>)> {
    let volumes = service.volumes.iter().filter(|mount| mount.kind.value == MountKind::Volume);
    volumes.filter_map(|mount| Some((mount, mount.source.as_ref()?)))
}

/// Returns the capacity of a service, else that of the project.
pub(crate) fn capacity<'a>(
    project: &'a compose::Project,
    service: &'a compose::Service,
) -> Option<&'a compose::Capacity> {
    service.extensions.capacity.as_ref().or(project.extensions.capacity.as_ref())
}

/// Whether the tasks of a service run on machines, and not on Fargate.
pub(crate) fn on_instances(project: &compose::Project, service: &compose::Service) -> bool {
    capacity(project, service).is_some_and(|capacity| capacity.instances().is_some())
}

/// The ranges of ports in `expose`, without those that are no ports.
pub(crate) fn exposed(service: &compose::Service) -> impl Iterator<Item = ((u16, u16), Transport)> {
    exposed_with_places(service).map(|(range, _)| range)
}

/// The same with the place of each in the Compose file.
pub(crate) fn exposed_with_places(
    service: &compose::Service,
) -> impl Iterator<Item = (((u16, u16), Transport), Loc)> {
    service.expose.iter().filter_map(|text| {
        let (ports, transport) = match text.value.split_once('/') {
            None | Some((_, "tcp")) => (text.value.split('/').next()?, Transport::Tcp),
            Some((ports, "udp")) => (ports, Transport::Udp),
            Some(_) => return None,
        };
        let (first, last) = ports.split_once('-').unwrap_or((ports, ports));
        Some((((first.parse().ok()?, last.parse().ok()?), transport), text.loc))
    })
}

/// Whether a first container has files to write for a service.
pub(crate) fn are_written(project: &compose::Project, service: &compose::Service) -> bool {
    let shown = |mount: &compose::Mount| match &mount.shown {
        Some(Shown::Folder(entries)) => !entries.is_empty(),
        Some(Shown::File(_)) => true,
        Some(Shown::Kept | Shown::Baked | Shown::BakedFolder(_) | Shown::Development) | None => false,
    };
    !service.secrets.is_empty()
        || service.volumes.iter().any(shown)
        || service.configs.iter().any(|grant| !compose::is_baked(project, service, grant))
}

/// Whether a task has a collector.
pub(crate) fn is_traced(project: &compose::Project, plan: &ServicePlan<'_>) -> bool {
    xray_settings(project, plan).is_some()
}

/// How the first container that is traced says so.
pub(crate) fn xray_settings<'a>(project: &'a compose::Project, plan: &ServicePlan<'a>) -> Option<&'a Xray> {
    plan.containers().find_map(|service| compose::xray(&service.extensions, &project.extensions))
}

/// The number of GPUs of a service's container.
pub(crate) fn gpus(service: &compose::Service) -> u32 {
    requests(service)
        .filter(|(request, any)| *any || is_gpu(request))
        .map(|(request, _)| number(request))
        .sum()
}

/// The requests of a service, and whether they are for GPUs whatever they say.
pub(crate) fn requests(service: &compose::Service) -> impl Iterator<Item = (&compose::DeviceRequest, bool)> {
    let gpus = service.gpus.iter().map(|request| (request, true));
    gpus.chain(service.deploy.devices.iter().map(|request| (request, false)))
}

pub(crate) fn is_gpu(request: &compose::DeviceRequest) -> bool {
    request.capabilities.iter().any(|capability| capability.value == "gpu")
}

pub(crate) fn number(request: &compose::DeviceRequest) -> u32 {
    if !request.device_ids.is_empty() {
        return u32::try_from(request.device_ids.len()).unwrap_or(u32::MAX);
    }
    request.count.as_ref().map_or(1, |count| u32::try_from(count.value).unwrap_or(1))
}

/// The name of a service's container.
pub(crate) fn container_name(service: &compose::Service) -> String {
    let fine = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    service.name.value.chars().map(|c| if fine(c) { c } else { '-' }).collect()
}

/// Whether a service gives addresses to names.
pub(crate) fn hosts_are_named(service: &compose::Service) -> bool {
    service.extra_hosts.iter().any(|host| host.address.is_some())
}
