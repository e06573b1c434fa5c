//! The folder of `convert --split`: a root template, and the templates of nested stacks below it.
//!
//! Only files whose metadata say that they are of this project's split template are written over or removed.

use serde_json::Value;

use super::typed::{Access, TypedFiles};
use super::usage_error::UsageError;
use crate::emit::Format;
use crate::grammar::path;
use crate::pipeline::{self, SplitCompiled};
use crate::split::{self, FOLDER, Grouping, Nested};

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
    grouping: Grouping,
) -> Result<Vec<String>, UsageError> {
    for root in [Format::Yaml, Format::Json].map(|format| root(folder, format)) {
        keep_grouping(files, folder, &root, compiled, grouping)?;
    }
    let root = root(folder, format);
    let parts: Vec<(String, &str)> =
        compiled.parts.iter().map(|(file, text)| (within(folder, file), text.as_str())).collect();
    let owner = |file: &str| files.read(file).map(|text| text.map(|text| split_project(&text)));
    for file in parts.iter().map(|(file, _)| file).chain([&root]) {
        if owner(file)?.is_some_and(|owner| owner.as_deref() != Some(compiled.project.as_str())) {
            let project = &compiled.project;
            let message = format!("`{file}` is not of a split template of `{project}`, so it stays as it is");
            return Err(UsageError::new(message).help("name another folder"));
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
        // A file that cannot be read was not written here.
        if owner(&file).ok().flatten().flatten().as_deref() == Some(compiled.project.as_str()) {
            files.remove(&file)?;
            removed.push(file);
        }
    }
    Ok(removed)
}

/// Refuses to split a project in another way than before, which would move its services between stacks.
fn keep_grouping(
    files: &TypedFiles,
    folder: &str,
    root: &str,
    compiled: &SplitCompiled,
    grouping: Grouping,
) -> Result<(), UsageError> {
    let Some(template) = files.read(root)?.as_deref().and_then(template) else { return Ok(()) };
    let before = split::grouping(&template);
    if split::project(&template) != Some(compiled.project.as_str())
        || before.is_none_or(|before| before == grouping)
    {
        return Ok(());
    }
    let (was, now) = match before {
        Some(Grouping::Hashed(count)) => {
            (format!("with `--stacks {count}`"), format!("give `--stacks {count}`"))
        }
        Some(Grouping::Each) | None => ("without `--stacks`".to_owned(), "leave `--stacks` out".to_owned()),
    };
    let message = format!(
        "`{folder}` was written {was}: splitting it in another way deletes services and makes them again"
    );
    Err(UsageError::new(message).help(format!("{now}; to move the services, remove `{folder}` first")))
}

/// The project that a text is a template of, if its metadata say so.
fn split_project(text: &str) -> Option<String> {
    split::project(&template(text)?).map(str::to_owned)
}

fn template(text: &str) -> Option<Value> {
    Some(pipeline::comparable_template("template", text).value??.template)
}

/// The text of the template of a nested stack, beside its root; none for a stack that `convert --split` did
/// not write.
pub(super) fn nested(
    files: &TypedFiles,
    root: &str,
    nested: Nested<'_>,
) -> Result<Option<String>, UsageError> {
    // A template may come from a pull request: nothing is read but files of our own folder.
    let name = nested.url.strip_prefix(FOLDER).and_then(|rest| rest.strip_prefix('/'));
    let Some(name) = name.filter(|name| !name.contains(['/', '\\']) && *name != "..") else {
        return Ok(None);
    };
    if root == "-" {
        return Err(UsageError::new("standard input is the root of a split project")
            .help("name the folder that `convert --split` wrote"));
    }
    let file = path::join(&path::join(&path::dir_name(root), FOLDER), name);
    let text = files.read(&file)?;
    let text =
        text.ok_or_else(|| UsageError::new(format!("`{file}` does not exist, which `{root}` names")))?;
    Ok(Some(text))
}

fn within(folder: &str, name: &str) -> String {
    format!("{}/{name}", folder.strip_suffix('/').unwrap_or(folder))
}
