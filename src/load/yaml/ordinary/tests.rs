//! The events of the fast reader are those of the library, on every text that it takes.

use std::path::{Path, PathBuf};

use granit_parser::Parser;
use proptest::prelude::*;

use super::super::options;
use super::*;

/// An event, and its bytes if it has any: the empty ones are placed behind those before them.
type Seen = (String, Option<Range<usize>>);

fn seen(event: &Event<'_>, range: Range<usize>) -> Seen {
    (format!("{event:?}"), Some(range).filter(|range| !range.is_empty()))
}

fn ordinary(text: &str) -> Option<Vec<Seen>> {
    Some(events(text).ok()?.map(|(event, range)| seen(&event, range)).collect())
}

/// The events of a single document, none where the library refuses the text.
fn library(text: &str) -> Option<Vec<Seen>> {
    let mut parser = Parser::new_from_str_with_options(text, options());
    let mut found = Vec::new();
    let mut documents = 0;
    while let Some(event) = parser.next_event() {
        let (event, span) = event.ok()?;
        let range = span.byte_range()?;
        documents += usize::from(matches!(event, Event::DocumentStart(..)));
        // A document that begins without a mark has no event here.
        let is_left_out = matches!(
            event,
            Event::StreamStart | Event::StreamEnd | Event::DocumentStart(false, _) | Event::DocumentEnd
        );
        if !is_left_out {
            found.push(seen(&event, range));
        }
    }
    (documents == 1).then_some(found)
}

/// Whether the fast reader took the text.
#[track_caller]
fn agree(text: &str) -> bool {
    let Some(ours) = ordinary(text) else { return false };
    assert_eq!(Some(ours), library(text), "in {text:?}");
    true
}

const ORDINARY: [&str; 25] = [
    "a: b",
    "---\na: b\n",
    "# c\n--- # d\n\n  # e\na: b # f\nc:\n\nd: #g\n",
    "a:\n  b: c\n  d:\n    e:\nf: g\n",
    "a:\n- b\n- c: d\n  e: f\n-   - g\n    - h\ni: j\n",
    "a:\n  - b\n  -\n  - c:\n",
    "- a\n- b\n",
    "---\n-\n- a\n",
    "  a: b\n  c: d\n",
    "\"a b\": 'c''d'\n'e': \"f\\\"g\\\\\\n\\t\\/\"\n",
    "a : b\n",
    "a: http://b:80/c#d\ne: f:g\n",
    "a: -1\nb: --c\nd: -e - f\n",
    "a: [b, \"c\", 'd', [e, f], {g: h, i: [j]}, ]\nk: []\nl: {}\nm: {n: o, }\n",
    "a: [\n  b,\n\n  c\n  ]\nd: { e: f,\n  g: h }\n",
    "x: &x\n  a: b\ny: &y c\nz: &z [d]\nw:\n  <<: *x\n  e: *y\n  f: [*y, *z]\n",
    "v:\n- &u g\n- *u\n- &t\n  h: i\n- &s\n  - j\n",
    "a: |\n  b\n   c\n\n  d\n\n\ne: |-\n  f\ng:\n- |+\n  h\n\n# i\n",
    "j: |\n    k: l\n    # m\n  # n\no: |\n p\n",
    "{\n  \"a\": [\n    1,\n    {\"b\":\"c\", \"d\": null}\n  ],\n\"e\":{}\n}\n",
    "# a\n[b, 'c',\nd]\n",
    "{'a':1,\"b\":[2,3],c: 4} # d\n",
    "a: !Ref b\nc: !Sub \"x\"\nd: !If [a, !Ref AWS::b, { e: !GetAtt f.g }, !Not [h]]\n",
    "h: !X\n  i: j\nk:\n- !Y l\n- !Z\n  m: n\n- !W [o]\n- !V # w\n  - p\nq: !U |\n  t\nr: !reset null\n",
    "ä: ö # ü → 🙂\n日本: \"語\"\n",
];

#[test]
fn ordinary_texts_are_read_here() {
    for text in ORDINARY {
        assert!(agree(text), "not taken: {text:?}");
    }
}

#[test]
fn what_is_beyond_is_left_to_the_library() {
    for text in [
        "",
        "# a\n",
        "a",
        "[a]: b\n",
        "[a,\n---\nb]\n",
        "{a:1}\n",
        "{a: b}\nc: d\n",
        "[a] b\n",
        "{\"a\" :b}\n",
        "a: b\r\n",
        "a:\tb\n",
        "a: b\n c\n",
        "a: \"b\n  c\"\n",
        "a: !!str c\n",
        "a: !b &c d\n",
        "a: !b\nc: d\n",
        "- !b c: d\n",
        "a: !b-\u{e9} c\n",
        "a: [!b, c]\n",
        "a: !<b> c\n",
        "a: >\n  b\n",
        "a: |2\n  b\n",
        "a: *b\n",
        "a: b: c\n",
        "a: [b\n",
        "a: [b: c]\n",
        "a: {b}\n",
        "a: [?b]\n",
        "a: [b?]\n",
        "? a\n: b\n",
        "a: b\n---\nc: d\n",
        "a: b\n...\n",
        "a: b\n--- : c\n",
        "%YAML 1.2\n---\na: b\n",
        "a:\n  b: c\n d: e\n",
        "a: &b\nc: d\n",
        "- &a b: c\n",
        "a: \"b\"#c\n",
        "a: \u{85}b\n",
        "\u{feff}a: b\n",
    ] {
        assert!(ordinary(text).is_none(), "taken: {text:?}");
    }
}

#[test]
fn bounds_are_those_of_the_library_or_narrower() {
    let colon = |blanks: usize| format!("a{}: b\n", " ".repeat(blanks));
    assert!(agree(&colon(LONGEST_KEY - 1)));
    for text in [
        colon(LONGEST_KEY),
        format!("- {}", colon(LONGEST_KEY)),
        format!("{{{}: b}}\n", "a".repeat(LONGEST_KEY + 1)),
        "- ".repeat(100_000) + "a\n",
        "[".repeat(100_000),
        format!("a: {}{}\n", "[".repeat(DEEPEST + 1), "]".repeat(DEEPEST + 1)),
    ] {
        assert!(ordinary(&text).is_none(), "taken: {:?}", text.get(..20));
    }
    assert!(agree(&format!("a: {}{}\n", "[".repeat(DEEPEST), "]".repeat(DEEPEST))));
}

/// All Compose files below a folder.
#[expect(clippy::disallowed_methods, reason = "the files of others are read where they are")]
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml") {
            found.push(path);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the files of others are read where they are")]
#[test]
fn files_of_projects() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["fixtures", "examples", "../shared/corpus"] {
        files(&root.join(folder), &mut found);
    }
    let texts = found.iter().filter_map(|path| std::fs::read_to_string(path).ok());
    let (mut taken, mut all) = (0, 0);
    for text in texts.filter(|text| text.len() < 1 << 16) {
        taken += usize::from(agree(&text));
        all += 1;
    }
    assert!(taken * 10 > all * 7, "{taken} of {all} files are taken");
}

/// Pieces that mean something to YAML, and some that do not.
const PIECES: [&str; 44] = [
    "a", "b", "key: ", "key:", ": ", ":", "- ", "-", "\n", "\n", "\n", "\n  ", "\n    ", "\n- ", "\n  - ",
    " ", "  ", "#", " # ", "[", "]", "{", "}", ",", ", ", "\"", "'", "''", "\\\"", "\\", "&a ", "&a\n", "*a",
    "|\n", "|-\n  ", "|+\n    ", ">", "!t ", "?", "%", "---", "...", "<<: ", "é",
];

/// A document made of pieces.
fn of_pieces() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES.as_slice()), 1..24).prop_map(|pieces| pieces.concat())
}

/// A document whose lines are sound more often than not.
fn of_lines() -> impl Strategy<Value = String> {
    let value = prop::sample::select(
        [
            "",
            " v",
            " 'q'",
            " \"q\"",
            " [a, b]",
            " {c: d}",
            " [",
            " ]",
            " &x",
            " !t v",
            " !t",
            " !t [a, !u b]",
            " &x v",
            " *x",
            " |",
            " |-",
            " |+",
            " # c",
            " v # c",
            " -",
            " - w",
            " v: w",
            " [x,",
            " y]",
            " {",
            " ~",
            " \"a\\nb\"",
            " 'it''s'",
        ]
        .as_slice(),
    );
    let head = prop::sample::select(
        ["k:", "l:", "- k:", "-", "- -", "\"q\":", "'q':", "t", "", "#", "<<:", "}", "]"].as_slice(),
    );
    let line = (0..4_usize, head, value, 0..3_usize).prop_map(|(indent, head, value, after)| {
        format!("{}{head}{value}{}\n", "  ".repeat(indent), " ".repeat(after / 2))
    });
    prop::collection::vec(line, 1..9).prop_map(|lines| lines.concat())
}

/// An ordinary document with some pieces put into it or in place of what is there.
fn of_changes() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(PIECES.as_slice());
    let changes = prop::collection::vec((any::<prop::sample::Index>(), 0..3_usize, piece), 1..4);
    (prop::sample::select(ORDINARY.as_slice()), changes).prop_map(|(text, changes)| {
        let mut text = text.to_owned();
        for (at, length, piece) in changes {
            let start = text.floor_char_boundary(at.index(text.len() + 1));
            let end = text.ceil_char_boundary((start + length).min(text.len()));
            text.replace_range(start..end, piece);
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn texts_of_pieces(text in of_pieces()) {
        agree(&text);
    }

    #[test]
    fn changed_texts(text in of_changes()) {
        agree(&text);
    }

    #[test]
    fn texts_of_lines(text in of_lines()) {
        agree(&text);
    }
}
