//! The rows of the `x-aws-*` keys, one file for each place or two.

mod deploy;
mod port;
mod project;
mod service;
mod storage;

use super::Key;

/// The rows, place by place.
pub(super) fn rows() -> impl Iterator<Item = &'static Key> {
    [project::KEYS, service::KEYS, port::KEYS, storage::MOUNT_KEYS, deploy::KEYS, storage::KEYS]
        .into_iter()
        .flatten()
}
