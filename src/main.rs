//! The program: everything is in the library.

use stackpose::internals::cli::{self, Exit};

fn main() -> Exit {
    cli::run()
}
