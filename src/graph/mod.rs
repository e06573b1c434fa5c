//! A picture of what a project becomes on AWS.
//!
//! 1. [`build`]: the project, the plan and the template → the [`Graph`]: nodes, edges, frames.
//! 2. `select`: the parts that were asked for; a large graph collapses to its networks.
//! 3. [`layout`]: where everything stands.
//! 4. [`render`]: the graph → text, Mermaid, DOT, JSON, SVG.
//!
//! The graph says what the plan decided; sizes of tasks and resources of overrides come from the template,
//! because only that has them. Nodes have ids that depend on their own names alone, and a fixed order, so
//! that two pictures can be compared.

mod build;
mod compare;
pub mod layout;
mod model;
pub mod page;
pub mod render;
mod resources;
mod select;

pub use build::build;
pub use build::references;
pub use compare::compared;
pub use model::{Change, Edge, EdgeKind, Frame, Graph, Kind, Node};
pub use resources::resources;
pub use select::{MOST_NODES, UnknownTask, around_changes, collapsed, restricted};
