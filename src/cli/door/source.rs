//! What is deployed: the project's template or a file, and the values that its parameters are given on this machine.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::Stop;
use crate::assemble::Request;
use crate::cli::report::Report;
use crate::compose::Source;
use crate::deploy::parameters::Declared;
use crate::load::Disk;
use crate::review::parameters;

/// The most bytes of a parameter's value.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>
const LONGEST: usize = 4096;

/// A template, and what is known about it.
#[derive(Debug)]
pub(super) struct Project {
    /// The project's name; none for a file.
    pub(super) name: Option<String>,
    /// The template.
    pub(super) text: String,
    /// Its parameters, where they are known.
    pub(super) declared: Option<Vec<Declared>>,
    /// Where each resource comes from: a name and a place.
    pub(super) places: BTreeMap<String, String>,
    /// The parameters of secrets, and where their values are.
    secrets: Vec<(String, Source)>,
    environment: BTreeMap<String, String>,
}

impl Project {
    /// A name for exactly this text.
    pub(super) fn digest(&self) -> String {
        let bytes: Vec<String> =
            Sha256::digest(&self.text).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        bytes.concat()
    }
}

/// The template of a file.
#[expect(clippy::disallowed_methods, reason = "the command line reads the template it was asked to deploy")]
pub(super) fn of_file(file: &str) -> Result<Project, Stop> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Stop::Usage(format!("`{file}` cannot be read: {error}")))?;
    Ok(Project {
        name: None,
        text,
        declared: None,
        places: BTreeMap::new(),
        secrets: Vec::new(),
        environment: BTreeMap::new(),
    })
}

/// The template of the project.
pub(super) fn of_project(request: &Request, report: &Report) -> Result<Project, Stop> {
    let outcome = crate::deployable(request, &Disk);
    let sources = outcome.sources.clone();
    let deployable = report.product(outcome).map_err(Stop::Told)?;
    let declared = deployable.compiled.parameters.iter().map(|(id, parameter)| Declared {
        name: id.to_string(),
        kind: serde_json::to_value(&parameter.r#type)
            .ok()
            .and_then(|kind| kind.as_str().map(str::to_owned))
            .unwrap_or_default(),
        default: parameter.default.clone(),
        no_echo: parameter.no_echo == Some(true),
        description: parameter.description.clone().unwrap_or_default(),
    });
    let place = |origin: &crate::source::Spanned<String>| {
        let source = sources.source(origin.loc.source())?;
        let line = source.text.get(..origin.loc.start())?.matches('\n').count() + 1;
        Some(format!("{}, {}:{line}", origin.value, source.name))
    };
    let places = deployable.origins.iter().filter_map(|(id, origin)| Some((id.to_string(), place(origin)?)));
    Ok(Project {
        declared: Some(declared.collect()),
        places: places.collect(),
        name: Some(deployable.project),
        text: deployable.compiled.text,
        secrets: deployable.secrets.into_iter().map(|(id, source)| (id.to_string(), source)).collect(),
        environment: deployable.environment,
    })
}

/// What was given: `--parameter` counts before the file. A message never says a value: it may be a credential.
#[expect(clippy::disallowed_methods, reason = "the command line reads the file it was given")]
pub(super) fn given(file: Option<&str>, typed: &[String]) -> Result<BTreeMap<String, String>, Stop> {
    let mut given = BTreeMap::new();
    if let Some(file) = file {
        let text = std::fs::read_to_string(file)
            .map_err(|error| Stop::Usage(format!("`{file}` cannot be read: {error}")))?;
        let read = parameters::read(&text).map_err(|error| Stop::Usage(format!("`{file}`: {error}")))?;
        given.extend(read);
    }
    given.extend(pairs("--parameter", typed)?);
    Ok(given)
}

/// `NAME=VALUE` of an option.
pub(super) fn pairs(option: &str, typed: &[String]) -> Result<Vec<(String, String)>, Stop> {
    let pair = |text: &String| {
        let (name, value) = text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or_else(|| {
            Stop::Usage(format!("{option} wants NAME=VALUE, and one of them has no name or no `=`"))
        })?;
        Ok((name.to_owned(), value.to_owned()))
    };
    typed.iter().map(pair).collect()
}

/// The values of the secrets that were not given otherwise, read now and never before.
pub(super) fn secret_values(
    project: &Project,
    given: &BTreeMap<String, String>,
) -> Result<Vec<(String, String)>, Stop> {
    let wanted = project.secrets.iter().filter(|(name, _)| given.get(name).is_none_or(String::is_empty));
    let mut found = Vec::new();
    for (name, source) in wanted {
        let value = value(source, &project.environment).map_err(|why| {
            Stop::Usage(format!("{name} has no value: {why}\n  help: give `--parameters FILE` with it"))
        })?;
        found.push((name.clone(), value));
    }
    Ok(found)
}

#[expect(clippy::disallowed_methods, reason = "the value of a secret is read here, at the last moment")]
fn value(source: &Source, environment: &BTreeMap<String, String>) -> Result<String, String> {
    let value = match source {
        Source::File(path) => {
            let path = &path.value;
            let bytes = std::fs::read(path).map_err(|error| format!("`{path}` cannot be read: {error}"))?;
            String::from_utf8(bytes).map_err(|_| format!("`{path}` is not UTF-8"))?
        }
        Source::Environment(name) => {
            let name = &name.value;
            environment.get(name).cloned().ok_or_else(|| format!("the variable `{name}` is not set"))?
        }
        Source::Content(_) | Source::External(_) => return Err("it comes from elsewhere".to_owned()),
    };
    match value.len() {
        0 => Err("it is empty".to_owned()),
        1..=LONGEST => Ok(value),
        length => Err(format!("it has {length} bytes, and CloudFormation takes {LONGEST}")),
    }
}
