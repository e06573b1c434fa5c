//! `devices`, `gpus` and `deploy.resources.reservations.devices`: what a container has of its machine.
//! <https://docs.docker.com/reference/compose-file/deploy/#devices>

use crate::source::{Loc, Spanned};

/// A device file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// `source`: the path on the machine, or the name of a device of CDI.
    pub source: Spanned<String>,
    /// `target`: the path in the container.
    pub target: Option<Spanned<String>>,
    /// `permissions`: some of `r`, `w` and `m`.
    pub permissions: Option<Spanned<String>>,
}

/// Devices by what they can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRequest {
    /// Where it stands.
    pub loc: Loc,
    /// `capabilities`, such as `gpu`.
    pub capabilities: Vec<Spanned<String>>,
    /// `count`: so many; -1 is all there are.
    pub count: Option<Spanned<i64>>,
    /// `device_ids`: these and no others.
    pub device_ids: Vec<Spanned<String>>,
}
