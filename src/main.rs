//! The program: everything is in the library.

use stackpose::internals::cli::{self, Exit};

/// musl's allocator is slow (benches/README.md).
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

fn main() -> Exit {
    cli::run()
}
