//! The stories of the room "template".

use super::Story;

/// The stories, by code.
pub(super) const STORIES: &[Story] = &[];
