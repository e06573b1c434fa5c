//! The stories of the room "lowering".

use super::Story;

/// The stories, by code.
pub(super) const STORIES: &[Story] = &[];
