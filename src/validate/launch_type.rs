//! On what the tasks of a service run: Fargate, or machines that AWS looks after
//! (`x-aws-capacity: managed-instances`).

use crate::source::Loc;
use crate::tree::Node;

/// The runtime that gives containers the GPUs of NVIDIA.
const RUNTIME: &str = "nvidia";

/// On what the tasks of a service run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LaunchType {
    /// Fargate, which shows nothing of its machines.
    Fargate,
    /// Machines: `x-aws-capacity: managed-instances`.
    Instances,
}

impl LaunchType {
    /// On what the tasks of a service run. Only machines have GPUs, so a service that asks for some runs
    /// there where neither it nor the project says anything else.
    pub(super) fn for_service(service: &Node, project: Option<Self>) -> Self {
        let for_gpu = || request_for_gpu(service).map(|_| Self::Instances);
        Self::said(service).or(project).or_else(for_gpu).unwrap_or(Self::Fargate)
    }

    /// The launch type that a service or the project names; none where it names none.
    pub(super) fn said(node: &Node) -> Option<Self> {
        const WORD: &str = "managed-instances";
        let node = node.get("x-aws-capacity").filter(|node| node.as_text() != Some(""))?;
        let instances = node.as_text() == Some(WORD) || node.get(WORD).is_some();
        Some(if instances { Self::Instances } else { Self::Fargate })
    }
}

/// Where a service asks for a GPU.
pub(super) fn request_for_gpu(service: &Node) -> Option<Loc> {
    if let Some(runtime) = runtime_for_gpu(service) {
        return Some(runtime);
    }
    if let Some(gpus) = service.get("gpus")
        && gpus.as_list().is_some_and(|list| !list.is_empty())
    {
        return Some(service.as_map()?.key_loc("gpus").unwrap_or(gpus.loc));
    }
    let reservations = service.at(&["deploy", "resources", "reservations"])?;
    let generic = || {
        let (kind, _) = generic_resources(reservations).find(|(kind, _)| is_gpu_kind(kind))?;
        Some(kind.loc)
    };
    let Some(devices) = reservations.get("devices") else { return generic() };
    let is_gpu = |request: &Node| {
        let capabilities = request.get("capabilities").and_then(Node::as_list);
        capabilities.is_some_and(|all| all.iter().any(|one| one.as_text() == Some("gpu")))
    };
    let loc = reservations.as_map()?.key_loc("devices").unwrap_or(devices.loc);
    devices.as_list()?.iter().any(is_gpu).then_some(loc).or_else(generic)
}

/// The kinds of generic resources, and their numbers.
pub(super) fn generic_resources(reservations: &Node) -> impl Iterator<Item = (&Node, Option<&Node>)> {
    let all = reservations.get("generic_resources").and_then(Node::as_list).unwrap_or_default();
    all.iter().filter_map(|item| {
        let spec = item.get("discrete_resource_spec")?;
        Some((spec.get("kind")?, spec.get("value")))
    })
}

/// Whether a kind is what nodes of a swarm call their GPUs: the names are free, and these are those of
/// Docker's and NVIDIA's documentation.
pub(super) fn is_gpu_kind(kind: &Node) -> bool {
    let Some(kind) = kind.as_text().map(str::to_ascii_lowercase) else { return false };
    let bare =
        kind.strip_prefix("nvidia").map_or(&*kind, |rest| rest.trim_start_matches(['-', '_', '.', '/']));
    matches!(bare.strip_prefix("com/").unwrap_or(bare), "gpu" | "gpus")
}

/// Where a service asks for the runtime of GPUs.
pub(super) fn runtime_for_gpu(service: &Node) -> Option<Loc> {
    service.get("runtime").filter(|runtime| runtime.as_text() == Some(RUNTIME)).map(|runtime| runtime.loc)
}
