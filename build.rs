//! How the program is linked.
//!
//! On Linux with glibc it is no position-independent executable: a quarter of the time of a start went into the
//! relocation of 17,000 addresses, 60,000 with the feature `deploy` (`benches/README.md`). Programs of musl
//! are static; for them `-C relocation-model=static` does the same (`.github/workflows/release.yml`).

#![expect(clippy::disallowed_methods, reason = "cargo tells a build script by its environment what is built")]

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let value = |name: &str| env::var(name).unwrap_or_default();
    let is_glibc = value("CARGO_CFG_TARGET_OS") == "linux" && value("CARGO_CFG_TARGET_ENV") == "gnu";
    // A static program is linked in another way.
    let is_static = value("CARGO_CFG_TARGET_FEATURE").split(',').any(|feature| feature == "crt-static");
    if is_glibc && !is_static {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
