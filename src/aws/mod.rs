//! AWS: a template's text and its parameters → a stack, and what there is to know of one. Feature `deploy`.
//!
//! The only folder that names the SDK. It knows nothing of Compose: what it gets is emitted text, and what it
//! hands back is plain data or text that `cli` prints. What can be decided without AWS (which values a
//! parameter gets, the table of changes, the event that explains a failure, the policy of a deployment) is in
//! functions that know no SDK type.

mod calls;
pub mod change_set;
pub mod client;
pub mod down;
mod ecs;
pub mod events;
pub mod failure;
pub mod interrupts;
pub mod log_lines;
pub mod log_streams;
pub mod logs;
pub mod parameter_values;
pub mod policy;
pub mod ps;
pub mod risks;
pub mod secret;
pub mod setup;
pub mod stack;
pub mod stopped;
pub mod table;
pub mod tasks;
pub mod template;

pub use client::{Connection, Settings, open, spawn_blocking, token, wait};
pub use failure::Failure;
pub use interrupts::Interrupts;
