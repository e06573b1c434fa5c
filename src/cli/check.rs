//! `stackpose check`: the findings, and nothing else; with `--fix` also what mends them.

use clap::{Args, ValueEnum};

use super::difference::difference;
use super::inline_secrets::SecretOptions;
use super::report::{self, Page, Report};
use super::typed::TypedFiles;
use super::usage_error::UsageError;
use super::{Exit, fix_override, lint_levels};
use crate::Outcome;
use crate::diagnostic::{Diagnostic, format};
use crate::fix::{self, Change};
use crate::load::{self, Disk, Files as _, Kind};
use crate::loader::Request;
use crate::overview::Overview;
use crate::sanitise;

/// Options of `check`.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// Services to check, with their dependencies; default: all active services. A Compose file here is like
    /// `-f FILE`
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
    /// Format of the findings
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    #[command(flatten)]
    levels: lint_levels::LevelOptions,
    #[command(flatten)]
    secrets: SecretOptions,
    /// Apply safe fixes in place; comments and layout are kept
    #[arg(long)]
    fix: bool,
    /// With `--fix`: only print the changes
    #[arg(long, requires = "fix")]
    diff: bool,
    /// With `--fix`: write the changes as an override file, such as compose.aws.yaml, and leave the files as
    /// they are
    #[arg(long = "override", value_name = "FILE", requires = "fix")]
    override_file: Option<String>,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The source lines, underlined.
    Human,
    /// One line per finding: `file:line:column: error[E0103]: message`.
    Short,
    /// One JSON object per line.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions: annotations on the diff.
    Github,
    /// A report for GitLab Code Quality.
    Gitlab,
    /// A `JUnit` test report.
    Junit,
}

/// Checks and prints; the findings are the product, so they go to standard output.
pub(super) fn run(mut request: Request, options: &Options, report: &Report) -> Exit {
    request.services.clone_from(&options.services);
    options.secrets.apply(&mut request);
    if let Err(error) = take_file(&mut request) {
        return report::failure(error);
    }
    if let Err(error) = options.levels.apply(&mut request) {
        return report::failure(error);
    }
    let check = |files: &dyn load::Files| crate::pipeline::review(&request, files);
    if !options.fix {
        return print(options, report, &request.working_dir, check(report.files()));
    }
    let (outcome, changes) = fix::fix(check, report.files(), &request.working_dir);
    if let Some(file) = &options.override_file {
        let written = fix_override::write(request, file, &changes, (options.diff, report));
        return match written {
            Ok(request) => {
                let outcome = crate::pipeline::review(&request, report.files());
                report.tell(&fix_override::left(&outcome.diagnostics));
                print(options, report, &request.working_dir, outcome)
            }
            Err(exit) => exit,
        };
    }
    if options.diff {
        let shown: String = changes.iter().map(difference).collect();
        let printed = report::show(&shown);
        return if printed == Exit::Done { ended(&outcome) } else { printed };
    }
    let files = TypedFiles::new(&request);
    for change in &changes {
        if let Err(error) = write(&files, change) {
            return report::failure(error);
        }
        let (count, name) = (change.mended, &change.name);
        let name = sanitise::line(name);
        report::say(&format!("{count} finding{} mended in {name}\n", if count == 1 { "" } else { "s" }));
    }
    print(options, report, &request.working_dir, outcome)
}

/// `check compose.yaml`, as other linters are called: a Compose file in the place of a service.
fn take_file(request: &mut Request) -> Result<(), UsageError> {
    let is_file = |name: &String| [".yaml", ".yml"].iter().any(|end| name.ends_with(end));
    let (files, services): (Vec<String>, Vec<String>) =
        std::mem::take(&mut request.services).into_iter().partition(is_file);
    if let Some(folder) = services.iter().find(|name| *name == "." || *name == ".." || name.contains('/')) {
        let error = UsageError::new(format!("`{folder}` is neither a Compose file nor a service"));
        return Err(error.help("name a Compose file, or a folder with `--project-directory`"));
    }
    request.services = services;
    match files.as_slice() {
        [] => Ok(()),
        [_] if request.files.is_empty() => {
            request.files = files;
            Ok(())
        }
        [file, ..] => Err(format!(
            "`{file}` is one of several Compose files: check them one by one, or merge them with `-f FILE -f \
             FILE`"
        )
        .into()),
    }
}

fn print(options: &Options, report: &Report, working_dir: &str, outcome: Outcome<Overview>) -> Exit {
    let exit = ended(&outcome);
    let said: Vec<Diagnostic> = report.audible(outcome.diagnostics);
    let kind = match options.format {
        Format::Human => None,
        Format::Short => Some(format::Format::Short),
        Format::Json => Some(format::Format::Json),
        Format::Sarif => Some(format::Format::Sarif),
        Format::Github => Some(format::Format::Github),
        Format::Gitlab => Some(format::Format::Gitlab),
        Format::Junit => Some(format::Format::Junit),
    };
    let suppressed = &outcome.suppressed;
    // The host of a repository names files from the root of the repository.
    let sources = match kind {
        Some(format::Format::Github | format::Format::Gitlab | format::Format::Sarif) => {
            outcome.sources.renamed(|name| in_repository(name, working_dir))
        }
        _ => outcome.sources.clone(),
    };
    let printed = match kind {
        Some(format::Format::Github) => {
            report::show_commands(&format::text(format::Format::Github, &said, suppressed, &sources))
        }
        Some(kind) => report::show(&format::text(kind, &said, suppressed, &sources)),
        None => {
            let colored = report.colors(&std::io::stdout());
            let page = Page { overview: outcome.value.as_ref(), said: &said, sources: &outcome.sources };
            let text =
                report.page_text(&page, colored) + &report.last_lines(&said, outcome.waiting.as_ref(), None);
            if colored { report::show_colored(&text) } else { report::show(&text) }
        }
    };
    if printed == Exit::Done { exit } else { printed }
}

/// The name of a file from the root of the repository that the user stands in; elsewhere its name as it is
/// shown.
fn in_repository(name: &str, working_dir: &str) -> String {
    if name == load::STDIN {
        return name.to_owned();
    }
    let is_root = |folder: &&std::path::Path| {
        folder.join(".git").to_str().is_some_and(|path| Disk.kind(path) != Kind::Missing)
    };
    let root = std::path::Path::new(working_dir).ancestors().find(is_root);
    let root = root.and_then(std::path::Path::to_str).unwrap_or(working_dir);
    load::shown(root, &load::absolute(working_dir, name))
}

fn ended<T>(outcome: &Outcome<T>) -> Exit {
    if outcome.has_errors() { Exit::Findings } else { Exit::Done }
}

fn write(files: &TypedFiles, change: &Change) -> Result<(), UsageError> {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    let Change { name, path, before, after, .. } = change;
    if path == "-" {
        let message = "standard input cannot be edited in place; `--fix --diff` shows what would change";
        return Err(message.into());
    }
    let bytes = files.read_inside(path)?;
    let text = if bytes == before.as_bytes() {
        after.clone().into_bytes()
    } else if bytes.strip_prefix(MARK) == Some(before.as_bytes()) {
        [MARK, after.as_bytes()].concat()
    } else {
        return Err(format!("`{name}` is not UTF-8, or changed meanwhile; it was left as it is").into());
    };
    Ok(files.write_inside(path, &text)?)
}
