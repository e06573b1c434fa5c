//! The stories of the room "fargate".

use super::Story;

/// The stories, by code.
pub(super) const STORIES: &[Story] = &[];
