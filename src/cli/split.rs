//! The folder of `convert --split`: a root template, and the templates of nested stacks below it.
//!
//! Only files whose metadata say that they are of this project's split template are written over or removed.

use super::typed::{Access, TypedFiles};
use crate::cfn::OWN_METADATA;
use crate::emit::Format;
use crate::pipeline::{self, SplitCompiled};
use crate::split::{FOLDER, SPLIT};

/// The path of the root template in a folder.
pub(super) fn root(folder: &str, format: Format) -> String {
    within(folder, &format!("template.{}", format.ending()))
}

/// Writes a project into its folder; returns the files of an earlier run that are removed.
pub(super) fn write(
    files: &TypedFiles,
    folder: &str,
    format: Format,
    compiled: &SplitCompiled,
) -> Result<Vec<String>, String> {
    let root = root(folder, format);
    let parts: Vec<(String, &str)> =
        compiled.parts.iter().map(|(file, text)| (within(folder, file), text.as_str())).collect();
    let owner = |file: &str| files.read(file).map(|text| text.map(|text| split_project(&text)));
    for file in parts.iter().map(|(file, _)| file).chain([&root]) {
        if owner(file)?.is_some_and(|owner| owner.as_deref() != Some(compiled.project.as_str())) {
            return Err(format!(
                "`{file}` is not of a split template of `{}`, so it stays as it is\n  help: name another folder",
                compiled.project
            ));
        }
    }
    files.create_folder(&within(folder, FOLDER))?;
    for (file, text) in &parts {
        files.write(file, text.as_bytes(), Access::Usual)?;
    }
    files.write(&root, compiled.root.text.as_bytes(), Access::Usual)?;

    let below = within(folder, FOLDER);
    let mut candidates: Vec<String> =
        files.names(&below).into_iter().map(|name| within(&below, &name)).collect();
    candidates.extend([Format::Yaml, Format::Json].map(|format| self::root(folder, format)));
    candidates.retain(|file| *file != root && !parts.iter().any(|(part, _)| part == file));
    let mut removed = Vec::new();
    for file in candidates {
        // What cannot be read is nothing that was written here.
        if owner(&file).ok().flatten().flatten().as_deref() == Some(compiled.project.as_str()) {
            files.remove(&file)?;
            removed.push(file);
        }
    }
    Ok(removed)
}

/// The project that a text is a template of, if its metadata say so.
fn split_project(text: &str) -> Option<String> {
    let side = pipeline::comparable_template("template", text).value??;
    Some(side.template.get("Metadata")?.get(OWN_METADATA)?.get(SPLIT)?.as_str()?.to_owned())
}

fn within(folder: &str, name: &str) -> String {
    format!("{}/{name}", folder.strip_suffix('/').unwrap_or(folder))
}
