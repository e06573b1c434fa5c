//! The stories of the room "levels".

use super::Story;

/// The stories, by code.
pub(super) const STORIES: &[Story] = &[];
