//! Text in, value out: the small languages inside a Compose file. A parser here knows no tree, no place and no
//! diagnostic; it returns an error value and the caller says where.

pub mod dotenv;
pub mod number;
pub mod template;
mod timestamp;
