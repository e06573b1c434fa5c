//! A template's parameters as a file to fill in, in CloudFormation's own form, which
//! `aws cloudformation create-change-set
//! --parameters file://FILE` takes and, since version 2 of the AWS CLI, `deploy --parameter-overrides
//! file://FILE`; what was filled in before stays.
//! <https://docs.aws.amazon.com/cli/latest/reference/cloudformation/deploy/>

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::cfn::{LogicalId, Parameter};
use crate::deployment_file;

/// The file, and what there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// Its text.
    pub text: String,
    /// The parameters that must be given and have no value yet.
    pub missing: Vec<String>,
    /// The parameters that have a value of the user's, though the template has another default.
    pub kept: Vec<String>,
    /// The parameters that the template has no more.
    pub gone: Vec<String>,
}

/// The file that is there already is something else. What stands there is not said: it may be a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotParameters {
    /// There is nothing in it.
    #[error("it is empty, and must be a list of `ParameterKey` and `ParameterValue`")]
    Empty,
    /// It is a file for Git sync or `CodePipeline`, but for its values.
    #[error("its parameters must be a mapping of names and texts")]
    NotTexts,
    /// It is something else from a place on.
    #[error("it is not a list of `ParameterKey` and `ParameterValue`: see line {line}, column {column}")]
    Other {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
}

impl NotParameters {
    fn new(text: &str, error: &serde_json::Error) -> Self {
        if text.trim().is_empty() {
            return Self::Empty;
        }
        // An error at the first character has column 0.
        Self::Other { line: error.line().max(1), column: error.column().max(1) }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Entry {
    parameter_key: String,
    parameter_value: String,
}

/// The names and values of a file that was filled in, also of one for Git sync or `CodePipeline`.
pub fn read(text: &str) -> Result<Vec<(String, String)>, NotParameters> {
    let entries: Vec<Entry> = match serde_json::from_str(text) {
        Ok(entries) => entries,
        Err(error) => {
            let other = if deployment_file::has_parameters(text) {
                NotParameters::NotTexts
            } else {
                NotParameters::new(text, &error)
            };
            return deployment_file::read(text).ok_or(other);
        }
    };
    Ok(entries.into_iter().map(|entry| (entry.parameter_key, entry.parameter_value)).collect())
}

/// The parameters with their values: the user's, else the default, else none. Those that must be given come
/// first. A `NoEcho` parameter has no value but the user's.
pub fn fill(
    parameters: &IndexMap<LogicalId, Parameter>,
    before: Option<&str>,
) -> Result<Filled, NotParameters> {
    let before: Vec<Entry> = match before.filter(|text| !text.trim().is_empty()) {
        Some(text) => serde_json::from_str(text).map_err(|error| NotParameters::new(text, &error))?,
        None => Vec::new(),
    };
    let mut known: IndexMap<String, String> =
        before.into_iter().map(|entry| (entry.parameter_key, entry.parameter_value)).collect();
    let (mut entries, mut optional) = (Vec::new(), Vec::new());
    let (mut missing, mut kept) = (Vec::new(), Vec::new());
    for (id, parameter) in parameters {
        // An empty default of a secret says that it needs no value.
        let is_told = |default: &&str| default.is_empty() || parameter.no_echo != Some(true);
        let default = parameter.default.as_deref().filter(is_told);
        let own = known.shift_remove(id.as_str());
        if own.as_ref().is_some_and(|own| default.is_some_and(|default| default != own)) {
            kept.push(id.to_string());
        }
        let value = own.unwrap_or_else(|| default.unwrap_or_default().to_owned());
        if default.is_none() && value.is_empty() {
            missing.push(id.to_string());
        }
        let entry = Entry { parameter_key: id.to_string(), parameter_value: value };
        if default.is_none() { entries.push(entry) } else { optional.push(entry) }
    }
    entries.append(&mut optional);
    let text = serde_json::to_string_pretty(&entries).expect("internal error: texts are always JSON");
    Ok(Filled { text: text + "\n", missing, kept, gone: known.into_keys().collect() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::cfn::ParameterType::{self, String as Text};

    fn parameters() -> IndexMap<LogicalId, Parameter> {
        let id = |text| LogicalId::new(text).unwrap();
        IndexMap::from([
            (id("Image"), Parameter::new(Text, "").with_default("nginx:1")),
            (id("VpcId"), Parameter::new(ParameterType::VpcId, "")),
            (id("Arn"), Parameter::new(Text, "").with_default("")),
            (id("Secret"), Parameter::new(Text, "").with_default("hunter2").secret()),
            (id("Token"), Parameter::new(Text, "").with_default("").secret()),
        ])
    }

    fn pairs(text: &str) -> Vec<(String, String)> {
        let entries: Vec<Entry> = serde_json::from_str(text).unwrap();
        entries.into_iter().map(|entry| (entry.parameter_key, entry.parameter_value)).collect()
    }

    fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_must_be_given_comes_first_and_is_empty() {
        let filled = fill(&parameters(), None).unwrap();
        let expected = [("VpcId", ""), ("Secret", ""), ("Image", "nginx:1"), ("Arn", ""), ("Token", "")];
        assert_eq!(pairs(&filled.text), owned(&expected));
        assert_eq!(filled.missing, ["VpcId", "Secret"]);
        assert!(filled.kept.is_empty() && filled.gone.is_empty());
    }

    #[test]
    fn what_was_filled_in_stays() {
        let before = json!([
            {"ParameterKey": "Old", "ParameterValue": "x"},
            {"ParameterKey": "Image", "ParameterValue": "me/web"},
            {"ParameterKey": "Secret", "ParameterValue": "mine"},
            {"ParameterKey": "Arn", "ParameterValue": ""},
        ]);
        let filled = fill(&parameters(), Some(&before.to_string())).unwrap();
        let expected = [("VpcId", ""), ("Secret", "mine"), ("Image", "me/web"), ("Arn", ""), ("Token", "")];
        assert_eq!(pairs(&filled.text), owned(&expected));
        assert_eq!(
            (filled.missing, filled.kept, filled.gone),
            (vec!["VpcId".to_owned()], vec!["Image".to_owned()], vec!["Old".to_owned()],)
        );
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (text, wanted) in [
            ("", "it is empty, and must be a list of `ParameterKey` and `ParameterValue`"),
            (" \n", "it is empty, and must be a list of `ParameterKey` and `ParameterValue`"),
            ("{}", "it is not a list of `ParameterKey` and `ParameterValue`: see line 1, column 1"),
            ("[\n1]", "it is not a list of `ParameterKey` and `ParameterValue`: see line 2, column 1"),
            ("{\"Parameters\": {\"A\": {}}}", "its parameters must be a mapping of names and texts"),
            ("parameters: [A]\n", "its parameters must be a mapping of names and texts"),
        ] {
            assert_eq!(read(text).unwrap_err().to_string(), wanted, "{text}");
        }
    }

    #[test]
    fn a_file_of_something_else_is_refused() {
        for text in ["{}", "[1]", "[\"A=b\"]", "[{\"ParameterKey\": \"A\"}]", "x"] {
            assert!(fill(&parameters(), Some(text)).is_err(), "{text}");
        }
        let more = "[{\"ParameterKey\": \"A\", \"ParameterValue\": \"\", \"UsePreviousValue\": true}]";
        assert!(fill(&parameters(), Some(more)).is_err());
        assert_eq!(fill(&parameters(), Some("\n")), fill(&parameters(), None));
    }

    proptest! {
        #[test]
        fn any_string_does_not_panic(text in ".*") {
            let _ = fill(&parameters(), Some(&text));
        }

        #[test]
        fn what_was_written_is_read_again(value in ".*") {
            let before = json!([{"ParameterKey": "VpcId", "ParameterValue": value}]).to_string();
            let once = fill(&parameters(), Some(&before)).unwrap();
            let twice = fill(&parameters(), Some(&once.text)).unwrap();
            prop_assert_eq!(once.text, twice.text);
        }
    }
}
