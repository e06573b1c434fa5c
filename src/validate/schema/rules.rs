//! Compose's schema in a form that is quick to read: `schemas/compose-spec.rules.json`.
//!
//! It holds what decides about a document and nothing else; the test below writes it from the schema. Every keyword is one
//! that `quick` knows, or the file cannot be written.

use std::sync::LazyLock;

use serde::Deserialize;

const TEXT: &str = include_str!("../../../schemas/compose-spec.rules.json");

/// The schema.
pub(super) static RULES: LazyLock<Rules<'static>> = LazyLock::new(|| {
    serde_json::from_str(TEXT).expect("internal error: the rules of the Compose schema are not readable")
});

/// Rules by the name of what they are for, in the order of the names.
pub(super) type Table<'a> = Vec<(&'a str, Rule<'a>)>;

/// A schema.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules<'a> {
    /// The rule of a document.
    #[serde(borrow)]
    pub root: Rule<'a>,
    /// The rules that others refer to.
    #[serde(borrow)]
    pub definitions: Table<'a>,
}

/// What must hold for a value.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
pub(super) struct Rule<'a> {
    /// The definition that stands for this rule.
    #[serde(borrow)]
    pub definition: Option<&'a str>,
    /// The types that it may have; none for any.
    pub types: Vec<Type>,
    /// The rules of entries by their keys.
    #[serde(borrow)]
    pub properties: Table<'a>,
    /// The rules of entries by patterns of their keys.
    #[serde(borrow)]
    pub patterns: Table<'a>,
    /// Whether other entries are refused.
    pub closed: bool,
    /// The rule of other entries.
    #[serde(borrow)]
    pub others: Option<Box<Self>>,
    /// The keys that must be there, in order.
    #[serde(borrow)]
    pub required: Vec<&'a str>,
    /// The rule of each item.
    #[serde(borrow)]
    pub items: Option<Box<Self>>,
    /// Whether no two items may be equal.
    pub unique: bool,
    /// Rules of which one holds, and no other.
    #[serde(borrow)]
    pub one_of: Vec<Self>,
    /// The texts that it may be; none for any.
    #[serde(borrow)]
    pub texts: Vec<&'a str>,
    /// What a text must match.
    #[serde(borrow)]
    pub pattern: Option<&'a str>,
    /// The smallest number.
    pub minimum: Option<i32>,
    /// The largest number.
    pub maximum: Option<i32>,
}

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Type {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

/// The rule under a name.
pub(super) fn named<'a>(table: &'a Table<'static>, name: &str) -> Option<&'a Rule<'static>> {
    let at = table.binary_search_by_key(&name, |(name, _)| name).ok()?;
    table.get(at).map(|(_, rule)| rule)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "the test compares and writes a file of the repository")]

    use serde_json::{Map, Value as Json, json};

    use super::super::SCHEMA;

    /// What decides nothing.
    const SILENT: [&str; 7] =
        ["description", "title", "deprecated", "default", "$schema", "$id", "definitions"];

    fn table(schemas: &Json) -> Json {
        let mut names: Vec<_> = schemas.as_object().unwrap().iter().collect();
        names.sort_by_key(|(name, _)| *name);
        names.into_iter().map(|(name, schema)| json!([name, rule(schema)])).collect()
    }

    fn rule(schema: &Json) -> Json {
        let schema = schema.as_object().unwrap();
        // What stands beside a reference does not count, in this draft.
        if let Some(reference) = schema.get("$ref") {
            let name = reference.as_str().unwrap().strip_prefix("#/definitions/").unwrap();
            return json!({ "definition": name });
        }
        let mut rule = Map::new();
        let mut put = |key: &str, value: Json| rule.insert(key.to_owned(), value);
        for (key, value) in schema {
            match (key.as_str(), value) {
                (key, _) if SILENT.contains(&key) => None,
                ("type", Json::String(_)) => put("types", json!([value])),
                ("type", _) => put("types", value.clone()),
                ("properties", _) => put("properties", table(value)),
                ("patternProperties", _) => put("patterns", table(value)),
                ("additionalProperties", Json::Bool(true)) | ("uniqueItems", Json::Bool(false)) => None,
                ("additionalProperties", Json::Bool(false)) => put("closed", json!(true)),
                ("additionalProperties", _) => put("others", self::rule(value)),
                ("items", _) => put("items", self::rule(value)),
                ("oneOf", Json::Array(rules)) => put("oneOf", rules.iter().map(self::rule).collect()),
                ("uniqueItems", _) => put("unique", json!(true)),
                ("enum", _) => put("texts", value.clone()),
                ("required" | "pattern" | "minimum" | "maximum", _) => put(key, value.clone()),
                (key, _) => panic!("no rule for the keyword {key}"),
            };
        }
        rule.into()
    }

    /// One definition a line.
    fn text() -> String {
        let definitions = table(SCHEMA.get("definitions").unwrap());
        let lines: Vec<String> = definitions.as_array().unwrap().iter().map(Json::to_string).collect();
        format!("{{\"root\":{},\n\"definitions\":[\n{}\n]}}\n", rule(&SCHEMA), lines.join(",\n"))
    }

    #[test]
    fn the_rules_are_those_of_the_schema() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/compose-spec.rules.json");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, text()).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap();
        assert!(written == text(), "the rules are not those of the schema; write them with UPDATE_DOCS=1");
        assert_eq!(super::RULES.definitions.len(), SCHEMA["definitions"].as_object().unwrap().len());
    }
}
