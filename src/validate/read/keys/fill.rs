//! The typed fields of the model, each filled by the reader that the key's row names.

use super::{Key, Place, keys};
use crate::compose::{
    self, Autoscaling, Balancing, Becomes, Deployment, ListenerOptions, ProjectExtensions, Protocol,
    ServiceExtensions,
};
use crate::diagnostic::Diagnostics;
use crate::source::{Loc, Spanned};
use crate::tree::{Map, Node};
use crate::validate::read::given::Given;
use crate::validate::read::{balancing, route};

/// The beginning of the name of every key.
const PREFIX: &str = "x-aws-";

/// Puts the value of a key into its field of `T`.
type Fill<T> = fn(&Given<'_>, &mut T, &mut Diagnostics);

/// The reader of a key, by the mapping that has the key.
#[derive(Debug, Clone, Copy)]
pub(in crate::validate::read) enum Reader {
    /// Of the top level.
    Project(Fill<ProjectExtensions>),
    /// Of a service.
    Service(Fill<ServiceExtensions>),
    /// Of a port.
    Port(Fill<PortKeys>),
    /// Of a port, where the value is that of the target group attribute of this name.
    TargetGroupAttribute(&'static str),
    /// Of a mount.
    Mount(Fill<MountKeys>),
    /// Of `deploy`.
    Deploy(Fill<DeployKeys>),
    /// Of `deploy.update_config`.
    UpdateConfig(Fill<compose::UpdateConfig>),
    /// Of a volume.
    Volume(Fill<compose::Volume>),
    /// Of a secret.
    Secret(Fill<compose::Secret>),
    /// Of a config.
    Config(Fill<compose::Config>),
    /// None: this version does not translate the key.
    Later(Place),
}

/// The keys of a port.
#[derive(Debug, Default)]
pub(in crate::validate::read) struct PortKeys {
    /// `x-aws-protocol`.
    pub(in crate::validate::read) protocol: Option<Spanned<Protocol>>,
    /// The keys about what carries it.
    pub(in crate::validate::read) balancing: Balancing,
    /// The keys about listeners and routes.
    pub(in crate::validate::read) listener: ListenerOptions,
    /// The findings about listeners, which count if all that they look at was read in full.
    pub(in crate::validate::read) listener_findings: Diagnostics,
    /// Whether a part of these values was wrong, and left out.
    pub(in crate::validate::read) listener_is_partial: bool,
}

/// The keys of a mount.
#[derive(Debug, Default)]
pub(in crate::validate::read) struct MountKeys {
    /// `x-aws-copy_up`.
    pub(in crate::validate::read) copy_up: Option<bool>,
    /// `x-aws-volume`.
    pub(in crate::validate::read) becomes: Option<Spanned<Becomes>>,
    /// `x-aws-optional: drop`.
    pub(in crate::validate::read) dropped: Option<Loc>,
}

/// The keys of `deploy`.
#[derive(Debug, Default)]
pub(in crate::validate::read) struct DeployKeys {
    /// `x-aws-autoscaling`.
    pub(in crate::validate::read) autoscaling: Option<Autoscaling>,
    /// `x-aws-deployment`.
    pub(in crate::validate::read) deployment: Option<Deployment>,
}

impl Reader {
    /// The place of its key.
    pub(super) fn place(self) -> Place {
        match self {
            Self::Project(_) => Place::Project,
            Self::Service(_) => Place::Service,
            Self::Port(_) | Self::TargetGroupAttribute(_) => Place::Port,
            Self::Mount(_) => Place::Mount,
            Self::Deploy(_) => Place::Deploy,
            Self::UpdateConfig(_) => Place::UpdateConfig,
            Self::Volume(_) => Place::Volume,
            Self::Secret(_) => Place::Secret,
            Self::Config(_) => Place::Config,
            Self::Later(place) => place,
        }
    }
}

/// Fills the fields of `T` from the keys that `node` has and that `reader` finds a reader for.
fn fill<T>(node: &Node, to: &mut T, diagnostics: &mut Diagnostics, reader: fn(&Key) -> Option<Fill<T>>) {
    // Most mappings have none of the keys, and there are many keys.
    let has_own = |map: &Map| map.keys().any(|key| key.starts_with(PREFIX));
    if !node.as_map().is_some_and(has_own) {
        return;
    }
    for key in keys() {
        if let Some((read, given)) = reader(key).zip(Given::find(key.name, &key.shape, node)) {
            read(&given, to, diagnostics);
        }
    }
}

/// Reads the keys of the top level.
pub(in crate::validate::read) fn read_project(
    tree: &Node,
    diagnostics: &mut Diagnostics,
) -> ProjectExtensions {
    let mut found = ProjectExtensions::default();
    fill(tree, &mut found, diagnostics, |key| {
        let Reader::Project(read) = key.read else { return None };
        Some(read)
    });
    found
}

/// Reads the keys of a service.
pub(in crate::validate::read) fn read_service(
    service: &Node,
    diagnostics: &mut Diagnostics,
) -> ServiceExtensions {
    let mut found = ServiceExtensions::default();
    fill(service, &mut found, diagnostics, |key| {
        let Reader::Service(read) = key.read else { return None };
        Some(read)
    });
    found
}

/// Reads the keys of a port, and looks at what goes together.
pub(in crate::validate::read) fn read_port(port: &Node, diagnostics: &mut Diagnostics) -> PortKeys {
    let mut found = PortKeys::default();
    fill(port, &mut found, diagnostics, |key| {
        let Reader::Port(read) = key.read else { return None };
        Some(read)
    });
    for key in keys() {
        if let Reader::TargetGroupAttribute(name) = key.read
            && let Some(given) = Given::find(key.name, &key.shape, port)
        {
            found.balancing.attributes.extend(balancing::read_attribute(&given, name));
        }
    }
    route::check(&found.listener, &mut found.listener_findings);
    // The rest of a faulty value would be blamed for the part that was left out.
    if !found.listener_is_partial {
        diagnostics.extend(std::mem::take(&mut found.listener_findings).into_sorted());
    }
    found
}

/// Reads the keys of a mount.
pub(in crate::validate::read) fn read_mount(mount: &Node, diagnostics: &mut Diagnostics) -> MountKeys {
    let mut found = MountKeys::default();
    fill(mount, &mut found, diagnostics, |key| {
        let Reader::Mount(read) = key.read else { return None };
        Some(read)
    });
    found
}

/// Reads the keys of `deploy`.
pub(in crate::validate::read) fn read_deploy(deploy: &Node, diagnostics: &mut Diagnostics) -> DeployKeys {
    let mut found = DeployKeys::default();
    fill(deploy, &mut found, diagnostics, |key| {
        let Reader::Deploy(read) = key.read else { return None };
        Some(read)
    });
    found
}

/// Reads the keys of `deploy.update_config`.
pub(in crate::validate::read) fn read_update_config(
    node: &Node,
    to: &mut compose::UpdateConfig,
    diagnostics: &mut Diagnostics,
) {
    fill(node, to, diagnostics, |key| {
        let Reader::UpdateConfig(read) = key.read else { return None };
        Some(read)
    });
}

/// Reads the keys of a volume.
pub(in crate::validate::read) fn read_volume(
    node: &Node,
    to: &mut compose::Volume,
    diagnostics: &mut Diagnostics,
) {
    fill(node, to, diagnostics, |key| {
        let Reader::Volume(read) = key.read else { return None };
        Some(read)
    });
}

/// Reads the keys of a secret.
pub(in crate::validate::read) fn read_secret(
    node: &Node,
    to: &mut compose::Secret,
    diagnostics: &mut Diagnostics,
) {
    fill(node, to, diagnostics, |key| {
        let Reader::Secret(read) = key.read else { return None };
        Some(read)
    });
}

/// Reads the keys of a config.
pub(in crate::validate::read) fn read_config(
    node: &Node,
    to: &mut compose::Config,
    diagnostics: &mut Diagnostics,
) {
    fill(node, to, diagnostics, |key| {
        let Reader::Config(read) = key.read else { return None };
        Some(read)
    });
}
