//! Findings about files of tasks.

use crate::compose::{self, MOST_COPIED};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Loc, Spanned};

/// Files that are to be in a derived image.
pub(super) fn needs_bake(service: &compose::Service, places: &[Loc]) -> Diagnostic {
    let name = &service.name.value;
    let message = format!("the image of `{name}` needs files of this project in it");
    let diagnostic = Diagnostic::new(Code::NeedsBake, message);
    let labelled = places.iter().fold(diagnostic, |found, place| found.label(*place, "goes into the image"));
    labelled.help(
        "`stackpose bake` writes the build of an image that has them; name that image in the service's image \
         parameter; or write `x-aws-files: volume` to have them written into a volume",
    )
}

/// Files in a task on Windows.
pub(super) fn windows(service: &compose::Service, main: &compose::Service) -> Diagnostic {
    let place = main.platform.as_ref().map_or(service.name.loc, |platform| platform.loc);
    let message = format!("files cannot be written for `{}`, which runs on Windows", service.name.value);
    Diagnostic::new(Code::WindowsFiles, message)
        .at(place)
        .help("give the values as variables with `x-aws-secrets`, and put the files into the image")
}

/// A file of the image below a tmpfs, which is empty where a task starts.
pub(super) fn under_tmpfs(file: &compose::BakedFile<'_>, tmpfs: &Spanned<String>) -> Diagnostic {
    let (target, folder) = (&file.target, &tmpfs.value);
    let message = format!("the tmpfs at `{folder}` hides `{target}`, which is part of the image");
    Diagnostic::new(Code::HidesFolder, message)
        .label(file.loc, "goes into the image")
        .label(tmpfs.loc, "is empty when the task starts")
        .help("give the file a target outside of the tmpfs, and tell the program where it is")
}

/// A folder that can be written to, but only in the task.
pub(super) fn a_copy(mount: &compose::Mount) -> Diagnostic {
    let target = &mount.target.value;
    let message = format!("`{target}` in `volumes` is a copy: what a task writes there is lost with it");
    Diagnostic::new(Code::Approximated, message)
        .label(mount.loc, "each task gets a copy of its own")
        .help("add `:ro` if it is only read, or mount a named volume for what has to stay")
}

/// A file of data that begins anew with each task.
pub(super) fn of_data(mount: &compose::Mount) -> Diagnostic {
    let target = &mount.target.value;
    let message = format!("`{target}` in `volumes` is a copy: what a task writes there is lost with it");
    Diagnostic::new(Code::Approximated, message)
        .label(mount.loc, "a file of data, by its name")
        .help("mount the folder around it, which becomes a volume, or add `:ro` if it is only read")
}

/// A volume over a folder that is needed.
pub(super) fn hides_system(path: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::HidesSystem, format!("a volume over `{path}` would hide what every program needs"))
        .label(loc, "a file here needs a volume over its folder")
        .help(
            "choose a target in a folder of its own, such as `/run/secrets/…`, and tell the program where \
             it is",
        )
}

/// A volume over a folder in which the image may have something.
pub(super) fn hides_folder(path: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::HidesFolder, format!("a volume over `{path}` hides what the image has there"))
        .label(loc, "a file here needs a volume over its folder")
        .help("if the image has files there, choose a target in a folder of its own")
}

/// Two things at one path.
pub(super) fn clash(path: &str, one: Loc, other: Loc) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::MountClash, format!("two things are mounted at `{path}`"));
    let diagnostic = diagnostic.label(one, "one of them");
    let diagnostic = if one == other { diagnostic } else { diagnostic.label(other, "the other") };
    diagnostic.help("give one of them another target")
}

/// More than a task definition holds.
pub(super) fn too_much(service: &compose::Service, total: usize) -> Diagnostic {
    let message = format!(
        "the files in the task of `{}` have {total} bytes, and at most {MOST_COPIED} fit into a task \
         definition",
        service.name.value
    );
    Diagnostic::new(Code::TooMuchToCopy, message)
        .at(service.name.loc)
        .help("put some of the files into the image")
}
