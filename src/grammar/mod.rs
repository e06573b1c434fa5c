//! Leaf grammars: text in, value out. They know no tree, no places and no findings; callers add the place.
//!
//! Each follows the library under `docker compose` that reads the same text, and says so at its top.

pub mod base64;
pub mod bytes;
pub mod device;
pub mod dotenv;
pub mod duration;
pub mod number;
pub mod path;
pub mod port;
pub mod shell_words;
pub mod template;
pub mod volume;
