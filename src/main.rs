//! The program: everything is in the library.

use stackpose::cli::{self, Exit};

fn main() -> Exit {
    cli::run()
}
