//! A bug of ours ends the program with an exit code of its own.

use super::report;

/// Makes a bug of ours end the program with 3, and say that it is one.
pub(super) fn install_panic_hook() {
    std::panic::set_hook(Box::new(|panic| {
        report::note(&format!("this is a bug in stackpose, please report it: {panic}"));
        #[expect(clippy::exit, reason = "a panic has no other way to choose its exit code")]
        std::process::exit(3);
    }));
}
