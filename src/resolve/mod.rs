//! One merged tree → what `docker compose config` prints: defaults, absolute paths, implicit parts, decoded
//! values, the active services only, and everything consistent.
//!
//! Each step is a function on the tree; `assemble` calls them in Compose's order, which most surprises follow
//! from.

mod consistency;
mod cycles;
mod dates;
mod decode;
mod defaults;
mod early;
mod env_files;
mod normalise;
mod paths;
mod selection;

pub use consistency::consistency;
pub use decode::decode;
pub use defaults::defaults;
pub use early::early;
pub use env_files::{Fills, LateValues, Wanted, forget, lay_under, own_environment, wanted};
pub use normalise::normalise;
pub use paths::{Bases, Folders, paths};
pub use selection::{Selection, drop_unused, profiles, select};
