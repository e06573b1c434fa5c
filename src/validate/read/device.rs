//! `devices`, `gpus` and `deploy.resources.reservations.devices`.

use super::scalar::{items, to_int, to_text};
use crate::compose::{Device, DeviceRequest};
use crate::source::Spanned;
use crate::tree::Node;
use crate::validate::launch_type::{generic_resources, is_gpu_kind, runtime_for_gpu};

/// The capability of GPUs.
const GPU: &str = "gpu";

/// Reads the device files of a service.
pub(super) fn read_files(service: &Node) -> Vec<Device> {
    let device = |item: &Node| {
        Some(Device {
            source: to_text(item.get("source")?)?,
            target: item.get("target").and_then(to_text),
            permissions: item.get("permissions").and_then(to_text),
        })
    };
    items(service, "devices").filter_map(device).collect()
}

/// Reads the requests for GPUs; the runtime of GPUs, with no request beside it, asks for one.
pub(super) fn read_gpus(service: &Node) -> Vec<DeviceRequest> {
    let gpus = read_requests(service, "gpus");
    let reserved =
        service.get("deploy").and_then(|deploy| deploy.get("resources")?.get("reservations")?.get("devices"));
    match runtime_for_gpu(service) {
        Some(loc) if gpus.is_empty() && reserved.is_none() => {
            let count = Some(Spanned::new(1, loc));
            vec![DeviceRequest { loc, capabilities: Vec::new(), count, device_ids: Vec::new() }]
        }
        _ => gpus,
    }
}

/// Reads what a service reserves: devices, and resources of a swarm by their kind. A file that names its GPUs
/// in both ways is one for both tools, and asks for them once.
pub(super) fn read_reserved(reservations: &Node) -> Vec<DeviceRequest> {
    let mut found = read_requests(reservations, "devices");
    let number = |node: &Node| Some(Spanned::new(to_int(node)?, node.loc));
    let has_gpu =
        found.iter().any(|request| request.capabilities.iter().any(|capability| capability.value == GPU));
    for (kind, value) in generic_resources(reservations) {
        let gpu = is_gpu_kind(kind);
        if gpu && has_gpu {
            continue;
        }
        let name = if gpu { Some(Spanned::new(GPU.to_owned(), kind.loc)) } else { to_text(kind) };
        found.push(DeviceRequest {
            loc: kind.loc,
            capabilities: name.into_iter().collect(),
            // Without a number a swarm reserves none; whoever names the kind wants one.
            count: Some(value.and_then(number).unwrap_or(Spanned::new(1, kind.loc))),
            device_ids: Vec::new(),
        });
    }
    found
}

/// Reads a list of requests for devices.
fn read_requests(holder: &Node, key: &str) -> Vec<DeviceRequest> {
    let request = |item: &Node| DeviceRequest {
        loc: item.loc,
        capabilities: items(item, "capabilities").filter_map(to_text).collect(),
        count: item.get("count").and_then(|node| Some(Spanned::new(to_int(node)?, node.loc))),
        device_ids: items(item, "device_ids").filter_map(to_text).collect(),
    };
    items(holder, key).map(request).collect()
}
