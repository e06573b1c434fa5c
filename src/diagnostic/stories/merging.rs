//! The stories of the room "merging".

use super::Story;

/// The stories, by code.
pub(super) const STORIES: &[Story] = &[];
