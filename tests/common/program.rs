//! The program under test.

use std::path::Path;
use std::process::{Command, Output};

/// Runs the program in a folder with an empty environment.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stackpose"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .output()
        .unwrap()
}
