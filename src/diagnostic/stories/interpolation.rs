//! The stories of the room "interpolation".

use super::Story;

/// The stories, by code.
pub(super) const STORIES: &[Story] = &[];
