//! The template to deploy, of the project or in a file, and the values that its parameters get on this
//! machine.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use super::Stop;
use crate::Outcome;
use crate::aws::parameter_values::Declared;
use crate::aws::stack::Stack;
use crate::cli::report::{self, Report};
use crate::cli::typed::TypedFiles;
use crate::cli::usage_error::UsageError;
use crate::compose::{DeployVariable, EnvFile, Source, VariableKind};
use crate::load::{self, Bounded, Disk, Grammar, ReadError};
use crate::loader::Request;
use crate::lower;
use crate::parameter_file;
use crate::pipeline::Deployable;
use crate::split;

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
    /// The templates of its nested stacks, by their paths from it, where it is the root of a split project.
    pub(super) parts: BTreeMap<String, String>,
    /// Its parameters, where they are known.
    pub(super) declared: Option<Vec<Declared>>,
    /// Where each resource comes from: a name and a place.
    pub(super) places: BTreeMap<String, String>,
    /// The parameters of secrets, and where their values are.
    secrets: Vec<(String, Source)>,
    /// The parameters of variables of deploy time.
    variables: Vec<(String, DeployVariable)>,
    environment: BTreeMap<String, String>,
}

impl Project {
    /// The parameters of secrets, whose values are read when they are deployed.
    pub(super) fn secrets(&self) -> impl Iterator<Item = &str> {
        let variables = self.variables.iter().filter(|(_, it)| it.kind == VariableKind::Secret);
        self.secrets.iter().map(|(name, _)| name).chain(variables.map(|(name, _)| name)).map(String::as_str)
    }

    /// The template with those of its nested stacks, to look for what one of them has.
    pub(super) fn all_texts(&self) -> String {
        std::iter::once(&self.text)
            .chain(self.parts.values())
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// A name for exactly this text.
pub(super) fn digest(text: &str) -> String {
    let bytes: Vec<String> = Sha256::digest(text).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    bytes.concat()
}

/// The template of a file.
pub(super) fn of_file(files: &TypedFiles, file: &str) -> Result<Project, Stop> {
    let text = files.read(file).map_err(UsageError::from)?.ok_or_else(|| missing(file))?;
    let parts = parts(files, file, &text)?;
    Ok(Project {
        name: None,
        text,
        parts,
        declared: None,
        places: BTreeMap::new(),
        secrets: Vec::new(),
        variables: Vec::new(),
        environment: BTreeMap::new(),
    })
}

/// The templates of nested stacks beside their root, where a file is that of a split project.
fn parts(files: &TypedFiles, file: &str, text: &str) -> Result<BTreeMap<String, String>, UsageError> {
    let template = crate::pipeline::comparable_template(file, text).value.flatten().map(|side| side.template);
    let Some(template) = template.filter(|template| split::grouping(template).is_some()) else {
        return Ok(BTreeMap::new());
    };
    let read = |nested: split::Nested<'_>| {
        let text = crate::cli::split::nested(files, file, nested).transpose()?;
        Some(text.map(|text| (nested.url.to_owned(), text)))
    };
    split::nested(&template).filter_map(read).collect()
}

/// The template of the project.
pub(super) fn of_project(
    request: &Request,
    grouping: Option<split::Grouping>,
    report: &Report,
) -> Result<Project, Stop> {
    of_outcome(crate::pipeline::deployable(request, &Disk, grouping), report)
}

/// The template of a project that was converted.
pub(super) fn of_outcome(outcome: Outcome<Deployable>, report: &Report) -> Result<Project, Stop> {
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
        parts: deployable.parts.into_iter().collect(),
        secrets: deployable.secrets.into_iter().map(|(id, source)| (id.to_string(), source)).collect(),
        variables: deployable.variables.into_iter().map(|(id, it)| (id.to_string(), it)).collect(),
        environment: deployable.environment,
    })
}

/// The values that were given for parameters.
#[derive(Debug, Default)]
pub(super) struct Given {
    /// By parameter.
    pub(super) values: BTreeMap<String, String>,
    /// Those of the command line.
    pub(super) typed: BTreeSet<String>,
    /// The file that the others are from.
    pub(super) file: Option<String>,
}

/// The given values: `--parameter` counts before the file. A message never says a value: it may be a
/// credential.
pub(super) fn given(files: &TypedFiles, file: Option<&str>, typed: &[String]) -> Result<Given, Stop> {
    let of_file = file.map(|file| read(files, file)?.ok_or_else(|| missing(file))).transpose()?;
    let mut given =
        Given { values: of_file.unwrap_or_default(), typed: BTreeSet::new(), file: file.map(str::to_owned) };
    for (name, value) in pairs("--parameter", typed)? {
        given.typed.insert(name.clone());
        given.values.insert(name, value);
    }
    Ok(given)
}

/// The names and values of a file of parameters; none where there is no file.
pub(super) fn read(files: &TypedFiles, file: &str) -> Result<Option<BTreeMap<String, String>>, UsageError> {
    let Some(text) = files.read(file)? else { return Ok(None) };
    let read = parameter_file::read(&text).map_err(|error| format!("`{file}`: {error}"))?;
    Ok(Some(read.into_iter().collect()))
}

fn missing(file: &str) -> UsageError {
    UsageError::new(format!("`{file}` cannot be read: it does not exist"))
}

/// `NAME=VALUE` of an option.
pub(super) fn pairs(option: &str, typed: &[String]) -> Result<Vec<(String, String)>, Stop> {
    let pair = |text: &String| {
        let (name, value) = text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or_else(|| {
            UsageError::new(format!("{option} wants NAME=VALUE, and one of them has no name or no `=`"))
        })?;
        Ok((name.to_owned(), value.to_owned()))
    };
    typed.iter().map(pair).collect()
}

/// The values of the secrets that were not given otherwise, read now and never before. One whose file or
/// variable is not there keeps the value that the stack has of it: not every machine that deploys has every
/// secret.
pub(super) fn secret_values(
    files: &Bounded<'_>,
    project: &Project,
    given: &BTreeMap<String, String>,
    before: Option<&Stack>,
    report: &Report,
) -> Result<Vec<(String, String)>, Stop> {
    let wanted = project.secrets.iter().filter(|(name, _)| given.get(name).is_none_or(String::is_empty));
    let mut found = Vec::new();
    for (name, source) in wanted {
        let stays = before.is_some_and(|stack| stack.parameters.contains_key(name));
        match value(files, source, &project.environment) {
            Ok(value) => found.push((name.clone(), value)),
            Err(Valueless::Absent(why)) if stays => {
                if !report.is_quiet() {
                    report::note(&format!("{name} keeps the value that the stack has: {why}"));
                }
            }
            Err(Valueless::Absent(why) | Valueless::Unfit(why)) => {
                return Err(no_value(name, &why));
            }
        }
    }
    Ok(found)
}

/// The values of variables of deploy time that are set here. A variable of the process counts before the file
/// of parameters, one of `.env` after it; what was typed counts first.
pub(super) fn variable_values(
    files: &Bounded<'_>,
    project: &Project,
    process: &BTreeMap<String, String>,
    given: &Given,
    before: Option<&Stack>,
    report: &Report,
) -> Result<Vec<(String, String)>, Stop> {
    let mut found = Vec::new();
    for (parameter, variable) in &project.variables {
        let name = &variable.name.value;
        let in_file = given.values.get(parameter).is_some_and(|value| !value.is_empty());
        if given.typed.contains(parameter) || (in_file && !process.contains_key(name)) {
            continue;
        }
        // A secret that exists is used as it is.
        if variable.kind == VariableKind::Secret && exists_elsewhere(parameter, given, before) {
            continue;
        }
        if let Some(file) = &variable.file {
            let value = file_value(files, file, &project.environment);
            let value = value.map_err(|why| no_value(parameter, &format!("`{name}` {why}")))?;
            found.extend(value.map(|value| (parameter.clone(), value)));
            continue;
        }
        let value = project.environment.get(name).filter(|value| !value.is_empty() || !variable.not_empty);
        found.extend(value.map(|value| (parameter.clone(), value.clone())));
    }
    if !found.is_empty() && !report.is_quiet() {
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        report::note(&format!("taken from variables that are set here: {}", names.join(", ")));
    }
    Ok(found)
}

/// The values of an env_file as the JSON text that its parameter has; none where the file is not on this
/// machine.
fn file_value(
    files: &Bounded<'_>,
    file: &EnvFile,
    environment: &BTreeMap<String, String>,
) -> Result<Option<String>, String> {
    let bytes = match files.read(&file.path) {
        Ok(bytes) => bytes,
        Err(ReadError::Missing) => return Ok(None),
        Err(error) => return Err(format!("cannot be read: {error}")),
    };
    let grammar = if file.raw { Grammar::Raw } else { Grammar::Dotenv };
    let mut all = load::parse_variables(&bytes, grammar, &|key| environment.get(key).cloned());
    let mut values = serde_json::Map::new();
    for key in &file.keys {
        let value = all.remove(key).ok_or_else(|| format!("does not have the value `{key}`"))?;
        values.insert(key.clone(), value.into());
    }
    let text = serde_json::Value::Object(values).to_string();
    match text.len() {
        0..=LONGEST => Ok(Some(text)),
        length => Err(format!(
            "has {length} bytes as JSON, and CloudFormation takes {LONGEST}: make the secret yourself and name it"
        )),
    }
}

fn no_value(parameter: &str, why: &str) -> Stop {
    UsageError::new(format!("{parameter} has no value: {why}"))
        .help("give `--parameters FILE` with it")
        .into()
}

/// Lets secrets be without a value of which the template uses one that exists.
pub(super) fn release_secrets(
    project: &Project,
    declared: &mut [Declared],
    given: &Given,
    before: Option<&Stack>,
) {
    for (parameter, variable) in &project.variables {
        if variable.kind == VariableKind::Secret
            && exists_elsewhere(parameter, given, before)
            && let Some(declared) = declared.iter_mut().find(|it| it.name == *parameter)
        {
            declared.default = Some(String::new());
        }
    }
}

/// Whether the parameter beside that of a secret's value names a secret that exists.
fn exists_elsewhere(parameter: &str, given: &Given, before: Option<&Stack>) -> bool {
    let arn = lower::secret_arn_parameter(parameter);
    match given.values.get(&arn) {
        Some(arn) => !arn.is_empty(),
        None => before
            .and_then(|stack| stack.parameters.get(&arn))
            .is_some_and(|previous| !previous.value.is_empty()),
    }
}

/// Why a secret has no value here.
enum Valueless {
    /// It is not on this machine.
    Absent(String),
    /// The value that is here is none.
    Unfit(String),
}

fn value(
    files: &Bounded<'_>,
    source: &Source,
    environment: &BTreeMap<String, String>,
) -> Result<String, Valueless> {
    use Valueless::{Absent, Unfit};
    let value = match source {
        Source::File(path) => {
            let path = &path.value;
            let bytes = files.read(path).map_err(|error| {
                let why = format!("`{path}` cannot be read: {error}");
                if error == ReadError::Missing { Absent(why) } else { Unfit(why) }
            })?;
            String::from_utf8(bytes).map_err(|_| Unfit(format!("`{path}` is not UTF-8")))?
        }
        Source::Environment(name) => {
            let name = &name.value;
            environment
                .get(name)
                .cloned()
                .ok_or_else(|| Absent(format!("the variable `{name}` is not set")))?
        }
        Source::Content(_) | Source::External(_) => return Err(Unfit("it comes from elsewhere".to_owned())),
    };
    match value.len() {
        0 => Err(Unfit("it is empty".to_owned())),
        1..=LONGEST => Ok(value),
        length => Err(Unfit(format!("it has {length} bytes, and CloudFormation takes {LONGEST}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Memory;

    #[test]
    fn an_env_file_becomes_the_json_of_its_parameter() {
        let text = b"A=one \"two\"\nB=${OTHER}-x\nC=plain\n".to_vec();
        let long = format!("A={}\n", "x".repeat(LONGEST)).into_bytes();
        let entries = [("/p/db.env".to_owned(), text), ("/p/long.env".to_owned(), long)];
        let memory = Memory { files: entries.into(), ..Memory::default() };
        let request = Request { working_dir: "/p".to_owned(), ..Request::default() };
        let files = request.bounded(&memory);
        let environment = BTreeMap::from([("OTHER".to_owned(), "of the project".to_owned())]);
        let value = |name: &str, keys: &[&str]| {
            let keys = keys.iter().map(|key| (*key).to_owned()).collect();
            file_value(&files, &EnvFile { path: format!("/p/{name}"), raw: false, keys }, &environment)
        };
        let found = value("db.env", &["A", "B"]).unwrap().unwrap();
        let found: serde_json::Value = serde_json::from_str(&found).unwrap();
        assert_eq!(found, serde_json::json!({"A": "one \"two\"", "B": "of the project-x"}));
        assert_eq!(value("none.env", &["A"]), Ok(None));
        assert!(value("db.env", &["D"]).unwrap_err().contains("`D`"));
        assert!(value("long.env", &["A"]).unwrap_err().contains("4096"));
    }
}
