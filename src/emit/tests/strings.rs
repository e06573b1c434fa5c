//! Strings that YAML readers like to misread, and whole trees of them.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::emit::{Format, document};

/// Each means something else, or nothing, where it stands without quotes.
const AWKWARD: [&str; 96] = [
    "",
    " ",
    "~",
    "null",
    "Null",
    "NULL",
    "true",
    "True",
    "false",
    "FALSE",
    "yes",
    "Yes",
    "no",
    "NO",
    "on",
    "On",
    "off",
    "OFF",
    "y",
    "Y",
    "n",
    "N",
    "0",
    "7",
    "-1",
    "+1",
    "007",
    "0o7",
    "0x1f",
    "0X1F",
    "0b101",
    "1_000",
    "1,000",
    "12e03",
    "1e3",
    "1.",
    "1.0",
    ".5",
    "-.5",
    "6.8523015e+5",
    "685_230.15",
    "190:20:30",
    "190:20:30.15",
    "22:22",
    "1:1",
    "12345678901234567890123",
    ".inf",
    "-.inf",
    "+.INF",
    ".nan",
    ".NaN",
    "nan",
    "2012-10-17",
    "2001-12-14t21:59:43.10-05:00",
    "2001-12-14 21:59:43",
    "2001-12-15T02:59:43Z",
    "=",
    "<<",
    " a",
    "a ",
    "\ta",
    "a\tb",
    "a: b",
    "a:",
    ": a",
    "a #b",
    "#a",
    "- a",
    "-",
    "--",
    "---",
    "...",
    "--- a",
    "? a",
    "?",
    "!a",
    "!Ref X",
    "&a",
    "*a",
    "|",
    ">",
    "%a",
    "@a",
    "`a",
    "'a'",
    "\"a\"",
    "[a]",
    "{a}",
    ",a",
    "]",
    "a\0b",
    "a\u{7f}",
    "a\u{85}b",
    "a\u{2028}b",
    "\u{feff}a",
    "a\rb",
];

/// Harmless behind a key, but not inside brackets.
const AWKWARD_IN_FLOW: [&str; 9] =
    ["a,b", "a, b", "a[0]", "a]", "a{b}", "${HOME}", "a}", "echo ${X:?oops}", "a:?b"];

/// Readable without quotes, and left so.
const HARMLESS: [&str; 24] = [
    "web",
    "nginx:1.27",
    "public.ecr.aws/docker/library/busybox:1.37",
    "0.0.0.0/0",
    "5000/tcp",
    "AWS::Region",
    "-c",
    "--port",
    "/var/run",
    "./run",
    ".env",
    "$HOME",
    "a b",
    "it's",
    "a=b",
    "sg-123",
    "200 OK",
    "no way",
    "arn:aws:iam::x:y",
    "^a|b$",
    "(a)",
    "\\d+",
    "Grüße",
    "a#b",
];

#[test]
fn strings_that_look_like_something_else_are_quoted() {
    for text in AWKWARD {
        let block = document(&json!({ "Key": text }), Format::Yaml);
        let written = block.strip_prefix("Key: ").unwrap();
        assert!(written.starts_with(['"', '\'']), "{text:?} is written as {written}");
        let flow = document(&json!({ "Key": [text] }), Format::Yaml);
        assert!(flow.starts_with("Key: [\"") || flow.starts_with("Key: ['"), "{text:?} is written as {flow}");
        let key = document(&json!({ text: 1 }), Format::Yaml);
        assert!(key.starts_with(['"', '\'']), "{text:?} is written as {key}");
    }
}

#[test]
fn brackets_and_commas_are_quoted_in_brackets() {
    for text in AWKWARD_IN_FLOW {
        assert_eq!(document(&json!({ "Key": text }), Format::Yaml), format!("Key: {text}\n"));
        assert_eq!(document(&json!({ "Key": [text] }), Format::Yaml), format!("Key: [\"{text}\"]\n"));
    }
}

#[test]
fn harmless_strings_are_plain() {
    for text in HARMLESS {
        let expected = format!("Key: [{text}]\n");
        assert_eq!(document(&json!({ "Key": [text] }), Format::Yaml), expected);
    }
}

#[test]
fn quotes_are_the_ones_with_less_to_escape() {
    let table = [
        ("{\"a\": 1}", "Key: '{\"a\": 1}'\n"),
        ("it's \"so\": x", "Key: \"it's \\\"so\\\": x\"\n"),
        ("a: \\d", "Key: 'a: \\d'\n"),
        ("a\u{202e}b", "Key: \"a\\u202eb\"\n"),
        ("\u{1b}[0m", "Key: \"\\x1b[0m\"\n"),
        ("\u{e0001}", "Key: \"\\U000e0001\"\n"),
        ("😀", "Key: \"😀\"\n"),
    ];
    for (text, expected) in table {
        assert_eq!(document(&json!({ "Key": text }), Format::Yaml), expected);
    }
}

#[test]
fn texts_of_several_lines_are_literal_where_they_survive_it() {
    let table = [
        ("a\nb\n", "Key: |\n  a\n  b\n"),
        ("a\n\n  b", "Key: |-\n  a\n\n    b\n"),
        ("a\n\n\n", "Key: |+\n  a\n\n\n"),
        ("#!/bin/sh\n# x: y\n\ttab", "Key: \"#!/bin/sh\\n# x: y\\n\\ttab\"\n"),
        ("a\tb\n", "Key: |\n  a\tb\n"),
        ("a \nb", "Key: \"a \\nb\"\n"),
        (" a\nb", "Key: \" a\\nb\"\n"),
        ("\na", "Key: \"\\na\"\n"),
        ("a\r\nb\r\n", "Key: \"a\\r\\nb\\r\\n\"\n"),
    ];
    for (text, expected) in table {
        assert_eq!(document(&json!({ "Key": text }), Format::Yaml), expected);
    }
    assert_eq!(
        document(&json!({ "Key": ["sh", "a\nb\n"] }), Format::Yaml),
        "Key:\n  - sh\n  - |\n    a\n    b\n"
    );
    assert_eq!(document(&json!([{ "Fn::Sub": "a\nb" }]), Format::Yaml), "- !Sub |-\n  a\n  b\n");
}

#[test]
fn numbers_are_numbers_to_every_reader() {
    let table = [
        (json!(0), "0"),
        (json!(-1), "-1"),
        (json!(0.5), "0.5"),
        (json!(75.0), "75.0"),
        (json!(1e20), "1.0e+20"),
    ];
    for (number, expected) in table {
        assert_eq!(document(&json!({ "Key": number }), Format::Yaml), format!("Key: {expected}\n"));
    }
    assert_eq!(document(&json!({ "Key": 1.5e-9 }), Format::Yaml), "Key: 1.5e-9\n");
}

#[test]
fn a_tag_never_stands_on_a_tag() {
    let inner = json!({ "Ref": "AWS::Region" });
    assert_eq!(document(&json!({ "Fn::GetAZs": inner }), Format::Yaml), "Fn::GetAZs: !Ref AWS::Region\n");
    assert_eq!(
        document(&json!([{ "Fn::Select": [0, { "Fn::GetAZs": inner }] }]), Format::Yaml),
        "- !Select [0, { Fn::GetAZs: !Ref AWS::Region }]\n"
    );
    assert_eq!(
        document(&json!({ "K": { "Fn::GetAtt": ["X", inner] } }), Format::Yaml),
        "K: !GetAtt [X, !Ref AWS::Region]\n"
    );
    assert_eq!(document(&json!({ "K": { "Ref": ["X"] } }), Format::Yaml), "K:\n  Ref: [X]\n");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_tree_reads_back_as_it_was(tree in tree()) {
        let text = document(&tree, Format::Yaml);
        let back: serde_yaml::Value = serde_yaml::from_str(&text).expect(&text);
        prop_assert_eq!(untagged(back), tree, "{}", text);
        prop_assert!(text.ends_with('\n'));
    }

    #[test]
    fn every_string_reads_back_as_it_was(text in "\\PC{0,300}|[ \t\n:#a|>-]{0,12}") {
        let tree = json!({ text.as_str(): [text.as_str()], "Key": { "Fn::Sub": text.as_str() }, "Other": text.as_str() });
        let written = document(&tree, Format::Yaml);
        let back: serde_yaml::Value = serde_yaml::from_str(&written).expect(&written);
        prop_assert_eq!(untagged(back), tree, "{}", written);
    }
}

fn string() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[A-Za-z0-9]{1,12}",
        2 => proptest::sample::select(AWKWARD.to_vec()).prop_map(str::to_owned),
        1 => proptest::sample::select(AWKWARD_IN_FLOW.to_vec()).prop_map(str::to_owned),
        2 => "[-?:,\\[\\]{}#&*!|>'\"%@` \t\n\ra0.=~<_\\\\]{0,10}",
        1 => "(([ \t]{0,2}[a:#-]{0,3} ?)\n){0,4}",
        1 => any::<String>(),
        1 => "[a-z ]{80,700}",
    ]
}

fn tree() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        8 => string().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => (-1e15..1e15).prop_map(|n: f64| Value::from(n)),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
        2 => "[A-Z][a-z]{1,8}".prop_map(|id| json!({ "Ref": id })),
        1 => "[A-Z][a-z]{1,8}".prop_map(|id| json!({ "Fn::GetAtt": [id, "Arn"] })),
        1 => string().prop_map(|text| json!({ "Fn::Sub": text })),
    ];
    leaf.prop_recursive(6, 64, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            btree_map(string(), inner.clone(), 0..6).prop_map(|map| Value::from(Map::from_iter(map))),
            vec(inner.clone(), 0..4).prop_map(|list| json!({ "Fn::If": list })),
            (string(), inner.clone()).prop_map(|(by, list)| json!({ "Fn::Join": [by, list] })),
            inner.prop_map(|value| json!({ "Fn::Base64": value })),
        ]
    })
}

/// The long form of what `serde_yaml` read, tags and all.
fn untagged(value: serde_yaml::Value) -> Value {
    use serde_yaml::Value as Yaml;
    match value {
        Yaml::Null => Value::Null,
        Yaml::Bool(truth) => truth.into(),
        Yaml::Number(number) => serde_json::to_value(number).unwrap(),
        Yaml::String(text) => text.into(),
        Yaml::Sequence(list) => list.into_iter().map(untagged).collect(),
        Yaml::Mapping(map) => {
            let entries =
                map.into_iter().map(|(key, value)| (key.as_str().unwrap().to_owned(), untagged(value)));
            Value::Object(entries.collect())
        }
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            let name = tag.strip_prefix('!').unwrap();
            let argument = untagged(tagged.value);
            match (name, argument.as_str().and_then(|text| text.split_once('.'))) {
                ("Ref" | "Condition", _) => json!({ name: argument }),
                ("GetAtt", Some((resource, attribute))) => json!({ "Fn::GetAtt": [resource, attribute] }),
                _ => json!({ format!("Fn::{name}"): argument }),
            }
        }
    }
}
