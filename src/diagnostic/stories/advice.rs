//! The stories of the room "advice".

use super::Story;

/// The stories, by code.
pub(super) const STORIES: &[Story] = &[];
