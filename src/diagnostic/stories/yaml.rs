//! The stories of the room "yaml".

use super::Story;

/// The stories, by code.
pub(super) const STORIES: &[Story] = &[];
