//! What the fuzz targets share: projects as text, checks of what a run gives, and mutation that knows Compose.

pub mod archive;
pub mod blocks;
pub mod mutation;
pub mod pipeline;
pub mod project;
