//! `check --fix --override FILE`: the fixes as a file that goes behind the project's own.

use super::Exit;
use super::difference::difference;
use super::report::{self, Report};
use super::typed::{Access, FileError, TypedFiles};
use super::usage_error::UsageError;
use crate::diagnostic::Diagnostic;
use crate::fix::{self, Change};
use crate::load;
use crate::loader::{self, Request};
use crate::sanitise;

/// Writes the override file; gives the request that reads it behind the other files, or how the run ends.
pub(super) fn write(
    mut request: Request,
    file: &str,
    changes: &[Change],
    (only_show, report): (bool, &Report),
) -> Result<Request, Exit> {
    let Some(text) = fix::override_file(&request, report.files(), changes) else {
        report.tell(&format!(
            "no fix can be written to an override file, so `{}` was not\n",
            sanitise::line(file)
        ));
        return Ok(request);
    };
    if only_show {
        let change = Change {
            name: file.to_owned(),
            path: file.to_owned(),
            before: String::new(),
            after: text,
            mended: 0,
        };
        return Err(report::show(&difference(&change)));
    }
    let files = TypedFiles::new(&request);
    let failed = |error: FileError| report::failure(error);
    match files.read(file).map_err(failed)? {
        Some(known) if known == text => {}
        Some(_) => {
            let error = UsageError::new(format!("`{file}` has other content and is left as it is"));
            return Err(report::failure(error.help("remove it, or name another file")));
        }
        None => files.write(file, text.as_bytes(), Access::Usual).map_err(failed)?,
    }
    let named = loader::compose_files(&request, report.files());
    request.files = named.iter().map(|path| load::shown(&request.working_dir, path)).collect();
    request.files.push(file.to_owned());
    let options: Vec<String> =
        request.files.iter().map(|file| format!("-f {}", sanitise::line(file))).collect();
    report.tell(&format!("wrote {}; use it as `{}`\n", sanitise::line(file), options.join(" ")));
    Ok(request)
}

/// How many fixes only the files themselves can have: each is read and judged before what goes behind it.
pub(super) fn left(found: &[Diagnostic]) -> String {
    match found.iter().filter(|found| found.remedy.is_some()).count() {
        0 => String::new(),
        1 => "1 finding can be fixed in its own file only, with `check --fix`\n".to_owned(),
        count => format!("{count} findings can be fixed in their own files only, with `check --fix`\n"),
    }
}
