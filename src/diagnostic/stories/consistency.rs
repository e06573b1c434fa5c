//! The stories of the room "consistency".

use super::Story;

/// The stories, by code.
pub(super) const STORIES: &[Story] = &[];
