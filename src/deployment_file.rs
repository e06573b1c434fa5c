//! The parameters of a stage as a file that AWS's own pipelines read: the deployment file of CloudFormation's
//! Git sync (YAML), and the template configuration of `CodePipeline` (JSON); what was filled in before stays.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/git-sync-concepts-terms.html>
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html>
//!
//! Decisions
//! - Both are committed, so the value of a secret never comes in: what can be given is the ARN of one that
//!   exists.
//! - A default stays out, so that a new default of the template counts.

use indexmap::IndexMap;
use serde_json::{Map, Value as Json, json};
use thiserror::Error;

use crate::cfn::{LogicalId, Parameter};
use crate::config_output;
use crate::diagnostic::Diagnostics;
use crate::load;
use crate::source::SourceMap;

/// Who reads the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// CloudFormation's Git sync.
    GitSync,
    /// An action of `CodePipeline`.
    CodePipeline,
}

impl Reader {
    /// By the ending of the file's name.
    pub fn from_file_name(file: &str) -> Option<Self> {
        match file.rsplit_once('.')?.1 {
            "yaml" | "yml" => Some(Self::GitSync),
            "json" => Some(Self::CodePipeline),
            _ => None,
        }
    }

    fn parameters(self) -> &'static str {
        match self {
            Self::GitSync => "parameters",
            Self::CodePipeline => "Parameters",
        }
    }
}

/// The file, and what there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// Its text.
    pub text: String,
    /// The parameters that must be given and have no value yet.
    pub missing: Vec<String>,
    /// The parameters whose value is taken out, because the file is committed and they are secrets.
    pub secret: Vec<String>,
    /// The parameters that the template has no more.
    pub gone: Vec<String>,
}

/// The file that is there already is something else. What stands there is not said: it may be a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("it is no mapping with `{}` that are a mapping of names and values", .0.parameters())]
pub struct NotDeployment(Reader);

/// The names and values of a file of either form.
pub fn read(text: &str) -> Option<Vec<(String, String)>> {
    let (_, parameters) = parse(text, reader_of(text)?).ok()?;
    Some(parameters.into_iter().collect())
}

/// Whether a file is of either form, whatever its values are.
pub fn has_parameters(text: &str) -> bool {
    reader_of(text).is_some()
}

fn reader_of(text: &str) -> Option<Reader> {
    let (mut sources, mut faults) = (SourceMap::default(), Diagnostics::default());
    let id = sources.add("parameters", text);
    let documents = load::parse(id, &mut sources, &mut faults);
    let readers = [Reader::GitSync, Reader::CodePipeline].into_iter();
    let mut named = readers.filter(|reader| documents.iter().any(|it| it.get(reader.parameters()).is_some()));
    named.next()
}

/// The parameters that have no default with the user's values, and those of the others that have one.
pub fn fill(
    reader: Reader,
    parameters: &IndexMap<LogicalId, Parameter>,
    template: &str,
    before: Option<&str>,
) -> Result<Filled, NotDeployment> {
    let before = before.filter(|text| !text.trim().is_empty());
    let (mut document, mut known) = before.map(|text| parse(text, reader)).transpose()?.unwrap_or_default();
    let mut values = Map::new();
    let (mut missing, mut secret) = (Vec::new(), Vec::new());
    for (id, parameter) in parameters {
        let own = known.shift_remove(id.as_str());
        if parameter.no_echo == Some(true) {
            if own.is_some_and(|own| !own.is_empty()) {
                secret.push(id.to_string());
            }
            if parameter.default.is_none() {
                values.insert(id.to_string(), json!(""));
            }
            continue;
        }
        let value = own.filter(|own| parameter.default.as_deref() != Some(own.as_str()));
        // One that exists stands in for a value that is secret.
        let stands_in = id.as_str().strip_suffix("SecretArn").and_then(|name| LogicalId::new(name).ok());
        let stands_in = stands_in.and_then(|id| parameters.get(&id));
        let is_needed = parameter.default.is_none()
            || stands_in.is_some_and(|it| it.no_echo == Some(true) && it.default.is_none());
        if is_needed && value.as_ref().is_none_or(String::is_empty) {
            missing.push(id.to_string());
        }
        if is_needed || value.is_some() {
            values.insert(id.to_string(), json!(value.unwrap_or_default()));
        }
    }
    if reader == Reader::GitSync {
        document.insert("template-file-path".to_owned(), json!(template.trim_start_matches("./")));
    }
    document.insert(reader.parameters().to_owned(), Json::Object(values));
    Ok(Filled { text: write(reader, &document), missing, secret, gone: known.into_keys().collect() })
}

fn write(reader: Reader, document: &Map<String, Json>) -> String {
    match reader {
        Reader::CodePipeline => {
            let text = serde_json::to_string_pretty(document);
            text.expect("internal error: texts are always JSON") + "\n"
        }
        Reader::GitSync => {
            let mut text = String::new();
            for (key, value) in document {
                text.push_str(key);
                text.push(':');
                config_output::write_value(value, 0, &mut text);
            }
            text
        }
    }
}

type Parsed = (Map<String, Json>, IndexMap<String, String>);

/// A file and the values in it. JSON is YAML too.
fn parse(text: &str, reader: Reader) -> Result<Parsed, NotDeployment> {
    let mut sources = SourceMap::default();
    let mut faults = Diagnostics::default();
    let id = sources.add("parameters", text);
    let documents = load::parse(id, &mut sources, &mut faults);
    let [document] = documents.as_slice() else { return Err(NotDeployment(reader)) };
    let Json::Object(mut document) = config_output::with_variables(document) else {
        return Err(NotDeployment(reader));
    };
    let found = document.remove(reader.parameters());
    let found = found.filter(|found| !found.is_null()).unwrap_or_else(|| json!({}));
    let Json::Object(found) = found else { return Err(NotDeployment(reader)) };
    let value = |(name, value): (String, Json)| match value {
        Json::String(text) => Ok((name, text)),
        Json::Null => Ok((name, String::new())),
        Json::Bool(_) | Json::Number(_) => Ok((name, value.to_string())),
        Json::Array(_) | Json::Object(_) => Err(NotDeployment(reader)),
    };
    let found = found.into_iter().map(value).collect::<Result<_, _>>()?;
    if faults.has_errors() { Err(NotDeployment(reader)) } else { Ok((document, found)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cfn::ParameterType::{self, String as Text};

    fn parameters() -> IndexMap<LogicalId, Parameter> {
        let id = |text| LogicalId::new(text).unwrap();
        IndexMap::from([
            (id("VpcId"), Parameter::new(ParameterType::VpcId, "")),
            (id("Tag"), Parameter::new(Text, "").with_default("1.29")),
            (id("DbPassword"), Parameter::new(Text, "").secret()),
            (id("DbPasswordSecretArn"), Parameter::new(Text, "").with_default("")),
            (id("Mail"), Parameter::new(Text, "").with_default("").secret()),
            (id("MailSecretArn"), Parameter::new(Text, "").with_default("")),
        ])
    }

    #[test]
    fn what_must_be_given_is_in_it_and_no_default() {
        let filled = fill(Reader::GitSync, &parameters(), "./template.yaml", None).unwrap();
        assert_eq!(
            filled.text,
            "template-file-path: template.yaml\nparameters:\n  VpcId: \"\"\n  DbPassword: \"\"\n  DbPasswordSecretArn: \"\"\n"
        );
        assert_eq!(filled.missing, ["VpcId", "DbPasswordSecretArn"]);
        let filled = fill(Reader::CodePipeline, &parameters(), "template.yaml", None).unwrap();
        let expected = json!({"Parameters": {"VpcId": "", "DbPassword": "", "DbPasswordSecretArn": ""}});
        assert_eq!(serde_json::from_str::<Json>(&filled.text).unwrap(), expected);
    }

    #[test]
    fn what_was_filled_in_stays_and_a_secret_does_not() {
        let before = "template-file-path: old.yaml\ntags: {stage: production}\nparameters:\n  Tag: 1.30\n  VpcId: vpc-1\n  \
                      DbPassword: hunter2\n  Mail: hunter2\n  MailSecretArn: arn\n  Old: $x\n";
        let filled = fill(Reader::GitSync, &parameters(), "template.yaml", Some(before)).unwrap();
        assert!(
            !filled.text.contains("hunter2") && filled.text.contains("stage: production"),
            "{}",
            filled.text
        );
        assert_eq!(filled.secret, ["DbPassword", "Mail"]);
        assert_eq!(
            (filled.missing, filled.gone),
            (vec!["DbPasswordSecretArn".to_owned()], vec!["Old".to_owned()])
        );
        let again = fill(Reader::GitSync, &parameters(), "template.yaml", Some(&filled.text)).unwrap();
        assert_eq!(again.text, filled.text);
        let read: IndexMap<String, String> = read(&filled.text).unwrap().into_iter().collect();
        assert_eq!(read.get("MailSecretArn").map(String::as_str), Some("arn"));
        assert_eq!(read.get("VpcId").map(String::as_str), Some("vpc-1"));
    }

    #[test]
    fn a_file_of_something_else_is_refused() {
        for text in ["[]", "x", "parameters: [a]", "parameters: {A: [b]}", "a: b: c", "{\"parameters\": 1}"] {
            let error = fill(Reader::GitSync, &parameters(), "t", Some(text)).unwrap_err();
            assert!(error.to_string().contains("`parameters`"), "{text}");
            assert_eq!(read(text), None, "{text}");
        }
    }
}
