//! The command line → a request. The only file that reads the environment.

use std::collections::BTreeMap;

use super::Global;
use super::usage_error::UsageError;
use crate::lint_levels::{Levels, PolicyFile};
use crate::load::Dotenv;
use crate::loader::{Request, Skip};

/// The request behind the global options, or why the surroundings cannot be used.
#[expect(clippy::disallowed_methods, reason = "the command line reads its surroundings here, once")]
pub(super) fn request(global: &Global) -> Result<Request, UsageError> {
    let working_dir =
        std::env::current_dir().map_err(|error| format!("the current folder cannot be used: {error}"))?;
    let working_dir = working_dir
        .into_os_string()
        .into_string()
        .map_err(|_| "the path of the current folder is not UTF-8")?;
    // A variable that is not UTF-8 cannot be named in a template either.
    let environment: BTreeMap<String, String> = std::env::vars_os()
        .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    if let Some(folder) = global.project_directory.as_deref().filter(|it| !std::path::Path::new(it).is_dir())
    {
        return Err(format!("the project directory `{folder}` is not a folder").into());
    }
    let dotenv = dotenv(global, &environment);
    Ok(Request {
        working_dir,
        files: global.file.clone(),
        project_directory: global.project_directory.clone(),
        project_name: global.project_name.clone(),
        profiles: global.profile.clone(),
        dotenv,
        environment,
        services: Vec::new(),
        builds: false,
        allow_outside: global.allow_outside.clone(),
        levels: Levels::default(),
        policy: PolicyFile::Ignored,
        outputs: Vec::new(),
        subnet_count: None,
        inline_secrets: false,
        bridge: false,
        skip: Skip::default(),
    })
}

fn dotenv(global: &Global, environment: &BTreeMap<String, String>) -> Dotenv {
    let files = if global.env_file.is_empty() {
        let list = environment.get("COMPOSE_ENV_FILES").map(String::as_str).unwrap_or_default();
        list.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
    } else {
        global.env_file.clone()
    };
    // The spellings of a boolean in Go.
    let (disabled, bad_switch) = match environment.get("COMPOSE_DISABLE_ENV_FILE").map(String::as_str) {
        None | Some("" | "0" | "f" | "F" | "false" | "FALSE" | "False") => (false, None),
        Some("1" | "t" | "T" | "true" | "TRUE" | "True") => (true, None),
        Some(other) => (false, Some(other.to_owned())),
    };
    Dotenv { files, bad_switch, disabled }
}
