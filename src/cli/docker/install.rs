//! `stackpose docker install`: the running program into the folder where the Docker client looks for plugins.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::{DESCRIPTION, PLUGIN};
use crate::cli::Exit;
use crate::cli::report::{self, Report};
use crate::cli::usage_error::UsageError;
use crate::loader::Request;

/// The commands about the plugin.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
    /// Make `docker ecs …` this program
    Install(Install),
    /// Take `docker ecs …` away again
    Uninstall(PluginFolder),
}

/// Options of `docker install`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Install {
    #[command(flatten)]
    place: PluginFolder,
    /// Copy the program, so that it stays when this file goes; else it is linked to
    #[arg(long)]
    copy: bool,
}

/// Where the plugin lies.
#[derive(Debug, Args)]
pub(in crate::cli) struct PluginFolder {
    /// Folder of plugins; `cli-plugins` in `$DOCKER_CONFIG` or `~/.docker` without it
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Puts it there, or takes it away.
pub(in crate::cli) fn run(request: &Request, command: &Command, report: &Report) -> Exit {
    let done = match command {
        Command::Install(options) => install(request, options),
        Command::Uninstall(place) => uninstall(request, place),
    };
    match done {
        Ok(message) => {
            if !report.is_quiet() {
                report::note(&message);
            }
            Exit::Done
        }
        Err(error) => report::failure(error),
    }
}

impl PluginFolder {
    fn plugin(&self, request: &Request) -> Result<PathBuf, UsageError> {
        let folder = match (&self.dir, request.environment.get("DOCKER_CONFIG").filter(|dir| !dir.is_empty()))
        {
            (Some(dir), _) => dir.clone(),
            (None, Some(config)) => Path::new(config).join("cli-plugins"),
            (None, None) => std::env::home_dir()
                .filter(|home| !home.as_os_str().is_empty())
                .ok_or_else(|| {
                    UsageError::new("there is no home folder")
                        .help("`--dir DIR` names the folder in which the Docker client looks for plugins")
                })?
                .join(".docker/cli-plugins"),
        };
        Ok(Path::new(&request.working_dir)
            .join(folder)
            .join(PLUGIN)
            .with_extension(std::env::consts::EXE_EXTENSION))
    }
}

#[expect(clippy::disallowed_methods, reason = "the command line makes the folder it was asked to fill")]
fn install(request: &Request, options: &Install) -> Result<String, UsageError> {
    let plugin = options.place.plugin(request)?;
    let program = std::env::current_exe()
        .and_then(std::fs::canonicalize)
        .map_err(|error| format!("the running program cannot be found: {error}"))?;
    // Called as the plugin that it is to become, it would be linked to itself.
    if std::fs::canonicalize(&plugin).is_ok_and(|there| there == program) && !is_link(&plugin) {
        let message = format!("`{}` is this very program; call `stackpose docker install`", plugin.display());
        return Err(message.into());
    }
    remove(&plugin)?;
    let failed = |error: std::io::Error| {
        UsageError::new(format!("`{}` cannot be made: {error}", plugin.display()))
            .help("`--dir DIR` names another folder of plugins")
    };
    if let Some(folder) = plugin.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let how = if options.copy || !link(&program, &plugin) {
        std::fs::copy(&program, &plugin).map_err(failed)?;
        "copied from"
    } else {
        "linked to"
    };
    Ok(format!("`docker ecs` is ready: `{}`, {how} `{}`", plugin.display(), program.display()))
}

#[cfg(unix)]
fn link(program: &Path, plugin: &Path) -> bool {
    std::os::unix::fs::symlink(program, plugin).is_ok()
}

#[cfg(not(unix))]
fn link(_program: &Path, _plugin: &Path) -> bool {
    false
}

fn uninstall(request: &Request, place: &PluginFolder) -> Result<String, UsageError> {
    let plugin = place.plugin(request)?;
    let shown = plugin.display();
    Ok(if remove(&plugin)? { format!("`{shown}` is removed") } else { format!("there is no `{shown}`") })
}

/// Removes a plugin of ours; true when one was there. That of somebody else stays.
#[expect(clippy::disallowed_methods, reason = "the command line removes what it was asked to remove")]
fn remove(plugin: &Path) -> Result<bool, UsageError> {
    if std::fs::symlink_metadata(plugin).is_err() {
        return Ok(false);
    }
    if !is_ours(plugin) {
        let message = format!("`{}` is another program, which stays as it is", plugin.display());
        return Err(UsageError::new(message).help("remove it first, if it is no longer wanted"));
    }
    std::fs::remove_file(plugin)
        .map_err(|error| format!("`{}` cannot be removed: {error}", plugin.display()))?;
    Ok(true)
}

#[expect(clippy::disallowed_methods, reason = "the command line looks at what it is about to replace")]
fn is_link(plugin: &Path) -> bool {
    std::fs::symlink_metadata(plugin).is_ok_and(|found| found.is_symlink())
}

/// A link to nowhere is what is left of a program that moved; any other holds its own description.
#[expect(clippy::disallowed_methods, reason = "the command line looks at what it is about to replace")]
fn is_ours(plugin: &Path) -> bool {
    match std::fs::read(plugin) {
        Ok(bytes) => bytes.windows(DESCRIPTION.len()).any(|window| window == DESCRIPTION.as_bytes()),
        Err(error) => is_link(plugin) && error.kind() == std::io::ErrorKind::NotFound,
    }
}
