//! The commands that call AWS: the program against a scripted double of AWS, on a terminal and without.
#![cfg(feature = "deploy")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests start the program, listen on loopback, and stop at the first surprise"
)]

mod account;
mod deploy;
mod diff;
mod double;
mod events;
mod logs;
mod parameters;
mod ps;
#[cfg(unix)]
#[expect(
    clippy::string_slice,
    clippy::panic,
    reason = "what a terminal shows is cut where text was found in it"
)]
mod pseudo;
mod setup;
#[cfg(unix)]
mod tasks;
mod terminal;
