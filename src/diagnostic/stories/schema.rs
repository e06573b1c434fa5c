//! The stories of the room "schema".

use super::Story;

/// The stories, by code.
pub(super) const STORIES: &[Story] = &[];
