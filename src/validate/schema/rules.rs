//! Compose's schema in a form that is ready without being read: `table.rs`.
//!
//! It holds what decides about a document and nothing else; the test below writes it from the schema. Every
//! keyword is one that `check` knows, or the file cannot be written.

/// Rules by the name of what they are for, in the order of the names.
pub(super) type Table = &'static [(&'static str, Rule)];

/// A schema.
#[derive(Debug)]
pub(super) struct Rules {
    /// The rule of a document.
    pub root: Rule,
    /// The rules that others refer to.
    pub definitions: Table,
}

/// The rules for a value.
#[derive(Debug)]
pub(super) struct Rule {
    /// The definition that stands for this rule.
    pub definition: Option<&'static str>,
    /// The types that it may have; none for any.
    pub types: &'static [Type],
    /// The rules of entries by their keys.
    pub properties: Table,
    /// The rules of entries by patterns of their keys.
    pub patterns: Table,
    /// Whether other entries are refused.
    pub closed: bool,
    /// The rule of other entries.
    pub others: Option<&'static Self>,
    /// The keys that must be there, in order.
    pub required: &'static [&'static str],
    /// The rule of each item.
    pub items: Option<&'static Self>,
    /// Whether no two items may be equal.
    pub unique: bool,
    /// Rules of which one holds, and no other.
    pub one_of: &'static [Self],
    /// The texts that it may be; none for any.
    pub texts: &'static [&'static str],
    /// The pattern of a text.
    pub pattern: Option<&'static str>,
    /// The smallest number.
    pub minimum: Option<i32>,
    /// The largest number.
    pub maximum: Option<i32>,
}

/// The rule that holds for every value; others are written as their differences from it.
pub(super) const ANY: Rule = Rule {
    definition: None,
    types: &[],
    properties: &[],
    patterns: &[],
    closed: false,
    others: None,
    required: &[],
    items: None,
    unique: false,
    one_of: &[],
    texts: &[],
    pattern: None,
    minimum: None,
    maximum: None,
};

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
pub(super) fn named(table: Table, name: &str) -> Option<&'static Rule> {
    let at = table.binary_search_by_key(&name, |(name, _)| name).ok()?;
    table.get(at).map(|(_, rule)| rule)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "the test compares and writes a file of the repository")]

    use serde_json::Value as Json;

    use super::super::SCHEMA;
    use super::super::table::RULES;

    /// Keywords that decide nothing.
    const SILENT: [&str; 7] =
        ["description", "title", "deprecated", "default", "$schema", "$id", "definitions"];

    const HEAD: &str = "\
//! Compose's schema (Apache-2.0, see `schemas/README.md`) as `rules` holds it. Not to be edited: the test in
//! `rules.rs` writes it (`UPDATE_DOCS=1 cargo test --lib the_rules_are`).

use super::rules::{ANY, Rule, Rules, Type};

";

    /// Rust's notation of a text, of several things, and of a thing at a place of its own.
    fn text(value: &Json) -> String {
        format!("{:?}", value.as_str().unwrap())
    }

    fn list<T>(items: impl IntoIterator<Item = T>, written: impl Fn(T) -> String) -> String {
        format!("&[{}]", items.into_iter().map(written).collect::<Vec<_>>().join(", "))
    }

    fn type_name(value: &Json) -> String {
        let (first, rest) = value.as_str().unwrap().split_at(1);
        format!("Type::{}{rest}", first.to_uppercase())
    }

    fn table(schemas: &Json) -> Vec<String> {
        let mut names: Vec<_> = schemas.as_object().unwrap().iter().collect();
        names.sort_unstable_by_key(|(name, _)| *name);
        names.into_iter().map(|(name, schema)| format!("({name:?}, {})", rule(schema))).collect()
    }

    fn rule(schema: &Json) -> String {
        let schema = schema.as_object().unwrap();
        // Keywords beside a reference do not count, in this draft.
        if let Some(reference) = schema.get("$ref") {
            let name = reference.as_str().unwrap().strip_prefix("#/definitions/").unwrap();
            return format!("Rule {{ definition: Some({name:?}), ..ANY }}");
        }
        let array = |value: &'_ Json| value.as_array().unwrap().clone();
        let mut fields = Vec::new();
        for (key, value) in schema {
            let field = match (key.as_str(), value) {
                (key, _) if SILENT.contains(&key) => continue,
                ("additionalProperties", Json::Bool(true)) | ("uniqueItems", Json::Bool(false)) => continue,
                ("type", Json::String(_)) => format!("types: &[{}]", type_name(value)),
                ("type", _) => format!("types: {}", list(&array(value), type_name)),
                ("properties", _) => format!("properties: {}", list(table(value), |row| row)),
                ("patternProperties", _) => format!("patterns: {}", list(table(value), |row| row)),
                ("additionalProperties", Json::Bool(false)) => "closed: true".to_owned(),
                ("additionalProperties", _) => format!("others: Some(&{})", rule(value)),
                ("items", _) => format!("items: Some(&{})", rule(value)),
                ("oneOf", _) => format!("one_of: {}", list(&array(value), rule)),
                ("uniqueItems", _) => "unique: true".to_owned(),
                ("enum", _) => format!("texts: {}", list(&array(value), text)),
                ("required", _) => format!("required: {}", list(&array(value), text)),
                ("pattern", _) => format!("pattern: Some({})", text(value)),
                ("minimum" | "maximum", _) => format!("{key}: Some({value})"),
                (key, _) => panic!("no rule for the keyword {key}"),
            };
            fields.push(field);
        }
        if fields.is_empty() { "ANY".to_owned() } else { format!("Rule {{ {}, ..ANY }}", fields.join(", ")) }
    }

    /// One definition a line.
    fn code() -> String {
        let definitions = table(SCHEMA.get("definitions").unwrap()).join(",\n    ");
        let root = rule(&SCHEMA);
        format!(
            "{HEAD}pub(super) static RULES: Rules = Rules {{ root: {root}, definitions: &[\n    {definitions},\n] }};\n"
        )
    }

    #[test]
    fn the_schema_without_blanks_is_the_schema() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
        let schema = std::fs::read_to_string(folder.join("compose-spec.json")).unwrap();
        let schema: Json = serde_json::from_str(&schema).unwrap();
        let path = folder.join("compose-spec.min.json");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, format!("{schema}\n")).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap();
        assert!(written == format!("{schema}\n"), "it is another; write it with UPDATE_DOCS=1");
    }

    #[test]
    fn the_rules_are_those_of_the_schema() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/validate/schema/table.rs");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, code()).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap();
        assert!(written == code(), "the rules are not those of the schema; write them with UPDATE_DOCS=1");
        assert_eq!(RULES.definitions.len(), SCHEMA["definitions"].as_object().unwrap().len());
    }
}
