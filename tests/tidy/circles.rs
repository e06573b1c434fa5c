//! Which module of `src` names which, and the circles among the modules of each folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use regex::Regex;

/// The names on the way to a module or an item, from the crate's root.
type Names = Vec<String>;

/// The modules of a folder that name each other, for each pair a pair of modules that does it.
type Edges = BTreeMap<(String, String), (Names, Names)>;

/// The source of a crate, by module; without comments and unit tests, which may name what they like.
struct Modules {
    code: BTreeMap<Names, String>,
    /// Names that a module exports from another.
    exports: BTreeMap<Names, Names>,
}

/// Describes every circle, and counts the pairs of modules that name each other in one direction at least.
pub fn circles(sources: &[(PathBuf, String)]) -> (Vec<String>, usize) {
    let modules = Modules::new(sources);
    let mut folders: BTreeMap<Names, Edges> = BTreeMap::new();
    for (module, named) in modules.named() {
        let common = module.iter().zip(&named).take_while(|(one, other)| one == other).count();
        // A folder's own file chains the modules in it.
        if let (Some(from), Some(to)) = (module.get(common), named.get(common)) {
            let edges = folders.entry(module[..common].to_vec()).or_default();
            edges.entry((from.clone(), to.clone())).or_insert((module.clone(), named.clone()));
        }
    }
    let count = folders.values().map(BTreeMap::len).sum();
    let found = folders.into_iter().flat_map(|(folder, edges)| {
        let place = if folder.is_empty() { "src".to_owned() } else { folder.join("::") };
        let left = without_free(edges);
        left.into_values()
            .map(move |(from, to)| format!("{place}: {} names {}", from.join("::"), to.join("::")))
    });
    (found.collect(), count)
}

/// Takes away the modules that name no other, and those that none names, until a circle is all that is left.
fn without_free(mut edges: Edges) -> Edges {
    loop {
        let from: BTreeSet<String> = edges.keys().map(|(from, _)| from.clone()).collect();
        let to: BTreeSet<String> = edges.keys().map(|(_, to)| to.clone()).collect();
        let before = edges.len();
        edges.retain(|(one, other), _| from.contains(other) && to.contains(one));
        if edges.len() == before {
            return edges;
        }
    }
}

impl Modules {
    fn new(sources: &[(PathBuf, String)]) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut code = BTreeMap::new();
        for (path, text) in sources {
            let below = path.strip_prefix(&root).unwrap().with_extension("");
            let mut names: Names = below.iter().map(|name| name.to_str().unwrap().to_owned()).collect();
            if names.iter().any(|name| name == "tests" || name == "main") {
                continue;
            }
            if names.last().is_some_and(|last| last == "mod" || last == "lib") {
                names.pop();
            }
            let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
            let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            code.insert(names, lines.collect::<Vec<_>>().join("\n"));
        }
        let mut modules = Self { code, exports: BTreeMap::new() };
        let export = Regex::new(r"(?s)pub(?:\([^)]*\))?\s+use\s+([^;]+);").unwrap();
        let mut exports = BTreeMap::new();
        for (module, code) in &modules.code {
            for path in export.captures_iter(code).flat_map(|found| paths_of(&found[1])) {
                let (path, name) =
                    path.split_once(" as ").unwrap_or((&path, path.rsplit("::").next().unwrap()));
                if let Some(origin) = modules.absolute(path, module) {
                    exports.insert([module.as_slice(), &[name.to_owned()]].concat(), origin);
                }
            }
        }
        modules.exports = exports;
        modules
    }

    /// Every module with every other that it names, in `use` or in a path.
    fn named(&self) -> Vec<(Names, Names)> {
        let import = Regex::new(r"(?s)\buse\s+([^;]+);").unwrap();
        let inline = Regex::new(r"(?:^|[^\w:])((?:crate|super|self)(?:::\w+)+)").unwrap();
        let mut found = Vec::new();
        for (module, code) in &self.code {
            let mut paths: Vec<String> =
                import.captures_iter(code).flat_map(|found| paths_of(&found[1])).collect();
            let rest = import.replace_all(code, "");
            paths.extend(inline.captures_iter(&rest).map(|found| found[1].to_owned()));
            for path in paths {
                let path = path.split(" as ").next().unwrap();
                if let Some(path) = self.absolute(path, module) {
                    found.push((module.clone(), self.owner(path)));
                }
            }
        }
        found
    }

    /// A path as it is written in a module, from the crate's root; none for a path into another crate.
    fn absolute(&self, path: &str, module: &[String]) -> Option<Names> {
        let mut base = module.to_vec();
        let mut names = path.split("::").map(str::trim).peekable();
        match names.peek()? {
            &"crate" => base.clear(),
            &"self" | &"super" => {}
            first => {
                base.push((*first).to_owned());
                let is_ours = self.code.contains_key(&base);
                base.pop();
                is_ours.then_some(())?;
            }
        }
        for name in names {
            match name {
                "crate" | "self" => {}
                "super" => drop(base.pop()),
                name => base.push(name.to_owned()),
            }
        }
        Some(base)
    }

    /// The module that has what a path names, wherever it is exported from.
    fn owner(&self, mut path: Names) -> Names {
        // Each step follows an export; a chain of them is short.
        for _ in 0..8 {
            let export = (1..=path.len()).rev().find_map(|end| {
                let origin =
                    self.exports.get(&path[..end]).filter(|_| !self.code.contains_key(&path[..end]))?;
                Some([origin.as_slice(), &path[end..]].concat())
            });
            let Some(next) = export else { break };
            path = next;
        }
        while !self.code.contains_key(&path) {
            path.pop();
        }
        path
    }
}

/// The paths of a tree of imports: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn paths_of(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((head, list)) = tree.strip_suffix('}').and_then(|tree| tree.split_once('{')) else {
        return vec![tree.to_owned()];
    };
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for c in list.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if c == ',' && depth == 0 {
            parts.push(String::new());
        } else {
            parts.last_mut().unwrap().push(c);
        }
    }
    let parts = parts.iter().filter(|part| !part.trim().is_empty());
    parts.flat_map(|part| paths_of(part)).map(|path| format!("{head}{path}")).collect()
}

#[test]
fn a_circle_is_found_through_exports_and_lists() {
    let source = |name: &str, text: &str| {
        (Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(name), text.to_owned())
    };
    let mut sources = vec![
        source("lib.rs", "mod a;\nmod b;\nmod c;\n"),
        source("a/mod.rs", "mod deep;\npub use deep::Deep;\n"),
        source("a/deep.rs", "use crate::{\n    b::{self, B},\n    c,\n};\n"),
        source("b.rs", "fn f(x: super::c::C) {}\n"),
        source("c.rs", "// crate::b\n"),
    ];
    assert_eq!(circles(&sources), (Vec::new(), 3));
    sources[3].1.push_str("fn g() -> crate::a::Deep {}\n");
    let (found, _) = circles(&sources);
    assert_eq!(found, ["src: a::deep names b", "src: b names a::deep"]);
}
