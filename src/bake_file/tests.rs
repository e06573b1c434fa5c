//! Files that are baked into images, and texts that must stay as they are; `tests/bake.rs` shows the rest.

use serde_json::json;

use super::*;
use crate::load::{Memory, Typed};
use crate::source::Loc;
use crate::tree::Value;

/// A tree from JSON, without places.
fn node(value: &Json) -> Node {
    Node::made(match value {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Int(number.as_i64().unwrap()),
        Json::String(text) => Value::text(text),
        Json::Array(list) => Value::List(list.iter().map(node).collect()),
        Json::Object(map) => {
            let mut entries = tree::Map::default();
            for (key, value) in map {
                entries.insert(key.clone(), Loc::default(), node(value));
            }
            Value::Map(entries)
        }
    })
}

fn baked(service: &str) -> Baked {
    let from = files::From::Path("/p/web.conf".to_owned());
    let files = vec![files::File { from, target: "/etc/web.conf".to_owned(), owner: None, mode: None }];
    Baked { service: service.to_owned(), image: "nginx:1".to_owned(), files }
}

fn bake_all(tree: &Json, baked: &[Baked]) -> Json {
    let mut diagnostics = Diagnostics::default();
    let memory = Memory::default();
    let typed = Typed { working_dir: "/p", project_directory: None, files: &[], others: &[], allowed: &[] };
    let files = Bounded::new(&memory, typed);
    let file = bake(&node(tree), "demo", ("/p", &files), baked, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    file
}

#[test]
fn files_go_into_an_image_that_compose_does_not_build() {
    let tree = json!({"services": {"web": {"image": "nginx:1", "platform": "linux/arm64"}}});
    let expected = json!({
        "group": {"default": {"targets": ["web-files"]}},
        "target": {"web-files": {
            "contexts": {"files0": "."},
            "dockerfile-inline": "FROM nginx:1\nCOPY --from=files0 [\"web.conf\",\"/etc/web.conf\"]\n",
            "tags": ["demo-web"],
            "platforms": ["linux/arm64"],
        }},
    });
    assert_eq!(bake_all(&tree, &[baked("web")]), expected);
}

#[test]
fn files_go_on_top_of_what_is_built() {
    let build = json!({"context": "/p/web", "platforms": ["linux/amd64"]});
    let tree = json!({"services": {"web": {"image": "me/web", "build": build}, "web-files": {"build": {"context": "/p"}}}});
    let expected = json!({
        "group": {"default": {"targets": ["web-files", "web-files_"]}},
        "target": {
            "web": {"context": "./web", "platforms": ["linux/amd64"]},
            "web-files": {"context": ".", "tags": ["demo-web-files"], "platforms": ["linux/amd64"]},
            "web-files_": {
                "contexts": {"base": "target:web", "files0": "."},
                "dockerfile-inline": "FROM base\nCOPY --from=files0 [\"web.conf\",\"/etc/web.conf\"]\n",
                "tags": ["me/web"],
                "platforms": ["linux/amd64"],
            },
        },
    });
    assert_eq!(bake_all(&tree, &[baked("web")]), expected);
}

#[test]
fn every_text_is_literal() {
    let build =
        json!({"context": "/p/${x}", "args": {"${A}": "%{ if }", "B": "$${x} $y"}, "tags": ["a:${b}"]});
    let file = bake_all(&json!({"services": {"web": {"build": build}}}), &[]);
    let expected = json!({
        "context": "./$${x}",
        "args": {"$${A}": "%%{ if }", "B": "$$${x} $y"},
        "tags": ["demo-web", "a:$${b}"],
        "platforms": ["linux/amd64"],
    });
    assert_eq!(file["target"]["web"], expected);
}

#[test]
fn nothing_to_build_makes_an_empty_file() {
    let file = bake_all(&json!({"services": {"web": {"image": "nginx"}}}), &[]);
    assert_eq!(file, json!({"group": {"default": {"targets": []}}, "target": {}}));
}
