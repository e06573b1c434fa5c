//! Text in, value out: the small languages inside a Compose file. A parser here knows no tree, no place and
//! no diagnostic; it returns an error value and the caller says where.

pub mod base64;
pub mod bytes;
pub mod capability;
pub mod cidr;
pub mod deferred;
pub mod device;
pub mod dotenv;
pub mod duration;
pub mod image;
pub mod number;
pub mod path;
pub mod port;
pub mod schedule;
pub mod shell_script;
pub mod shell_words;
pub mod template;
mod timestamp;
pub mod traefik;
pub mod volume;
pub mod yaml_scalar;
