//! Inner items that the program, the tests and the fuzz targets name. They may change in any version.
//!
//! Each is listed by its name, so that rustc still finds what nothing uses.

#[cfg(feature = "deploy")]
pub mod aws {
    pub mod policy {
        pub use crate::aws::policy::unknown;
    }
}

#[cfg(feature = "cli")]
pub mod cli {
    pub use crate::cli::{Exit, run};
}

pub mod config_output {
    pub use crate::config_output::{json, with_variables, yaml};
}

pub mod diagnostic {
    pub use crate::diagnostic::{
        Checks, Credentials, Diagnostics, Explanation, credential_arguments, credential_in, example_files,
        explanations, format, is_credential, masked, may_be_credential,
    };
}

pub mod diff {
    pub use crate::diff::{Action, Comparison, Diff, Effect, Side, compare, diff, evaluate, faults, render};
}

pub mod emit {
    pub use crate::emit::document;
}

pub mod explain {
    pub use crate::explain::{
        explain, findings_page, how_to_page, keys_page, parameter_texts, refusals_page, support_page, topics,
    };
}

pub mod fix {
    pub use crate::fix::{Edited, fix, override_file};
}

pub mod grammar {
    pub use crate::grammar::{deferred, dotenv, port, shell_script, template};
}

#[cfg(feature = "cli")]
pub mod graph {
    pub use crate::graph::{Edge, EdgeKind, Frame, Graph, Kind, Node, collapsed, layout, page, render};
}

pub mod load {
    pub use crate::load::parse;
}

pub mod loader {
    pub use crate::loader::compose_files;
}

pub mod parameter_file {
    pub use crate::parameter_file::{fill, read};
}

pub mod pipeline {
    #[cfg(feature = "cli")]
    pub use crate::pipeline::picture;
    pub use crate::pipeline::{
        Compiled, bake, comparable, comparable_template, compile_split, compile_with_parameters, deployable,
        resolve_project,
    };
}

pub mod sanitise {
    pub use crate::sanitise::is_hidden;
}

pub mod split {
    pub use crate::split::{Grouping, Joined, join};
}

pub mod validate {
    pub use crate::validate::{Emitted, Key, Place, Row, Support, keys, rows, schema_for_editors};
}
