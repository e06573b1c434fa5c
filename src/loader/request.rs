//! The request of a run: the options of the command line and the environment, as plain values.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::interpolate::Environment;
use crate::lint_levels::{Levels, PolicyFile};
use crate::load::{Bounded, Dotenv, Files, Typed};

/// One request. Everything the output depends on is in here or in the files.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The folder the user stands in, absolute.
    pub working_dir: String,
    /// `-f`, in order; `-` is standard input.
    pub files: Vec<String>,
    /// `--project-directory`.
    pub project_directory: Option<String>,
    /// `-p`.
    pub project_name: Option<String>,
    /// `--profile`.
    pub profiles: Vec<String>,
    /// `--env-file`, and whether the default `.env` is off.
    pub dotenv: Dotenv,
    /// The variables of the process.
    pub environment: BTreeMap<String, String>,
    /// The services asked for by name.
    pub services: Vec<String>,
    /// Whether services whose images these are built upon come along.
    pub builds: bool,
    /// `--allow-outside`: folders besides the project's own that its files may lie in.
    pub allow_outside: Vec<String>,
    /// The files that this run writes, such as that of `-o`: they are not copied into a task.
    pub outputs: Vec<String>,
    /// `--deny`, `--allow` and the like.
    pub levels: Levels,
    /// `--config`, or whether the project's own policy file counts.
    pub policy: PolicyFile,
    /// `--subnet-count`: the number of subnets in which file systems have an address.
    pub subnet_count: Option<u32>,
    /// `--inline-secrets`: credentials that come from variables are filled in as any other.
    pub inline_secrets: bool,
    /// Whether the file is the resolved model that Docker Compose Bridge hands over.
    pub bridge: bool,
    /// Steps that `config` may leave out; none for anything else.
    pub skip: Skip,
}

/// Steps of `docker compose config` that can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Skip {
    /// `--no-interpolate`: `${…}` stays as it is written.
    pub interpolation: bool,
    /// `--no-normalize`: no default network, no implicit dependencies, no made-up names.
    pub normalisation: bool,
    /// `--no-path-resolution`: relative paths stay relative.
    pub paths: bool,
    /// `--no-consistency`: references are not checked.
    pub consistency: bool,
    /// `--no-env-resolution`: env_files are not read.
    pub env_files: bool,
}

/// The settings that follow from the options and the `COMPOSE_*` variables.
pub(super) struct Settings {
    /// The Compose files named.
    pub files: Vec<String>,
    /// The active profiles.
    pub profiles: Vec<String>,
    /// The project name given.
    pub project_name: Option<String>,
}

impl Request {
    /// The files that the request may read. The boundary follows from what was typed: the variables of `.env`
    /// do not count.
    pub fn bounded<'a>(&self, files: &'a dyn Files) -> Bounded<'a> {
        let mut others = self.dotenv.files.clone();
        if let PolicyFile::Named(file) = &self.policy {
            others.push(file.clone());
        }
        let typed = Typed {
            working_dir: &self.working_dir,
            project_directory: self.project_directory.as_deref(),
            files: &self.named_files(&self.environment),
            others: &others,
            allowed: &self.allow_outside,
        };
        Bounded::new(files, typed)
    }

    /// The Compose files named by `-f`, else by `COMPOSE_FILE`.
    pub(super) fn named_files(&self, environment: &Environment) -> Vec<String> {
        if !self.files.is_empty() {
            return self.files.clone();
        }
        let separator = environment
            .get("COMPOSE_PATH_SEPARATOR")
            .filter(|text| !text.is_empty())
            .map_or(":", String::as_str);
        let list = environment.get("COMPOSE_FILE").map(String::as_str).unwrap_or_default();
        list.split(separator).filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    /// Puts options before variables.
    pub(super) fn settings(&self, environment: &Environment, diagnostics: &mut Diagnostics) -> Settings {
        let files = self.named_files(environment);
        let profiles = if self.profiles.is_empty() {
            let list = environment.get("COMPOSE_PROFILES").map(String::as_str).unwrap_or_default();
            list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
        } else {
            self.profiles.clone()
        };
        if let Some(bad) = &self.dotenv.bad_switch {
            diagnostics.push(bad_switch(bad));
        }
        let project_name =
            self.project_name.clone().or_else(|| environment.get("COMPOSE_PROJECT_NAME").cloned());
        Settings { files, profiles, project_name }
    }
}

fn bad_switch(text: &str) -> Diagnostic {
    Diagnostic::new(Code::BadSetting, format!("`COMPOSE_DISABLE_ENV_FILE` is `{text}`, which is no boolean"))
        .help("set it to `true` or `false`")
}
