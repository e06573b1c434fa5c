//! `volumes` of a service: what is mounted.

use crate::compose::Shown;
use crate::source::{Loc, Spanned};

/// One mount in long form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// Where it stands.
    pub loc: Loc,
    /// What kind it is.
    pub kind: Spanned<MountKind>,
    /// The volume's key or the path of the host.
    pub source: Option<Spanned<String>>,
    /// Where in the container.
    pub target: Spanned<String>,
    /// Whether it is read-only.
    pub read_only: bool,
    /// What a bind mount shows, once it is gathered.
    pub shown: Option<Shown>,
}

/// `type` of a mount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MountKind {
    /// `volume`, named or anonymous.
    Volume,
    /// `bind`.
    Bind,
    /// `npipe`, `cluster` or `image`.
    Other,
}
