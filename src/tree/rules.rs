//! Tables of rules keyed by path: casts, merging, uniqueness, long forms, decoding, support.

use std::sync::OnceLock;

use super::{Node, Path, Value};

/// A pattern, and the rule for the paths that it matches.
type Row<T> = (&'static str, T);

/// A table of rules keyed by path, read as a tree so that a walk pays one look-up a step.
///
/// A pattern is a chain of keys with dots between; `*` is any key, `[]` any item of a list. A key written out
/// wins over `*`.
#[derive(Debug)]
pub struct Rules<T: 'static> {
    root: Branch<T>,
}

/// A place in a table of rules, reached by walking down the tree beside it.
///
/// Most runs see a few places of a table, so the rows below a place are read when a walk goes there.
#[derive(Debug)]
pub struct Branch<T: 'static> {
    rule: Option<T>,
    /// The rows that have all steps up to here in common, as far as they stand side by side.
    rows: &'static [Row<T>],
    /// Further ones: few tables have any, and a list of all could not be made by the compiler.
    apart: Vec<&'static [Row<T>]>,
    /// Where their next step begins.
    from: usize,
    below: OnceLock<Below<T>>,
}

/// The places one step down.
#[derive(Debug)]
struct Below<T: 'static> {
    /// In the order of `rank`, with their places in `named`: to put one in between moves few bytes.
    names: Vec<(&'static str, usize)>,
    named: Vec<Branch<T>>,
    any: Option<Box<Branch<T>>>,
    item: Option<Box<Branch<T>>>,
}

impl<T: Copy> Rules<T> {
    /// The table of these rows.
    pub const fn new(rows: &'static [Row<T>]) -> Self {
        Self { root: Branch::new(rows, 0) }
    }

    /// Where a walk begins.
    pub fn root(&self) -> &Branch<T> {
        &self.root
    }
}

impl<T: Copy> Branch<T> {
    const fn new(rows: &'static [Row<T>], from: usize) -> Self {
        Self { rule: None, rows, apart: Vec::new(), from, below: OnceLock::new() }
    }

    fn below(&self) -> &Below<T> {
        self.below.get_or_init(|| {
            let mut below = Below { names: Vec::new(), named: Vec::new(), any: None, item: None };
            below.read(self.rows, self.from);
            self.apart.iter().for_each(|rows| below.read(rows, self.from));
            below
        })
    }

    /// The rule that holds here.
    pub fn rule(&self) -> Option<T> {
        self.rule
    }

    /// One step down into an entry.
    pub fn key(&self, key: &str) -> Option<&Self> {
        let below = self.below();
        let named = below.find(key).ok().and_then(|at| below.names.get(at));
        named.and_then(|(_, place)| below.named.get(*place)).or(below.any.as_deref())
    }

    /// One step down into an item of a list.
    pub fn item(&self) -> Option<&Self> {
        self.below().item.as_deref()
    }
}

impl<T: Copy> Below<T> {
    /// Where a name is in `names`, or belongs.
    fn find(&self, key: &str) -> Result<usize, usize> {
        self.names.binary_search_by_key(&rank(key), |(name, _)| rank(name))
    }

    /// Adds the rows of one place, whose next step begins at a byte.
    fn read(&mut self, mut rows: &'static [Row<T>], from: usize) {
        while let Some((pattern, _)) = rows.first() {
            let Some(rest) = pattern.get(from..) else {
                // The rule of the place itself.
                rows = rows.split_at(1).1;
                continue;
            };
            // Steps are short: a search for the dot is not made ready.
            let length = rest.bytes().position(|byte| byte == b'.').unwrap_or(rest.len());
            let step = rest.get(..length).unwrap_or_default();
            let end = from + length;
            let has_step = |(pattern, _): &&Row<T>| {
                pattern.get(from..end) == Some(step)
                    && matches!(pattern.as_bytes().get(end), None | Some(b'.'))
            };
            let (own, others) = rows.split_at(rows.iter().take_while(has_step).count());
            self.put(step, own, end);
            rows = others;
        }
    }

    /// Adds the rows of a place one step down, to which their patterns lead up to the byte `end`.
    fn put(&mut self, step: &'static str, rows: &'static [Row<T>], end: usize) {
        let rule = rows.iter().rev().find(|(pattern, _)| pattern.len() == end).map(|(_, rule)| *rule);
        let child = || Branch { rule, ..Branch::new(rows, end + 1) };
        let known = match step {
            "*" => self.any.as_deref_mut(),
            "[]" => self.item.as_deref_mut(),
            key => match self.find(key) {
                Ok(at) => self.names.get(at).and_then(|(_, place)| self.named.get_mut(*place)),
                Err(at) => {
                    self.names.insert(at, (key, self.named.len()));
                    self.named.push(child());
                    return;
                }
            },
        };
        match known {
            Some(known) => {
                known.apart.push(rows);
                known.rule = rule.or(known.rule);
            }
            None if step == "*" => self.any = Some(Box::new(child())),
            None => self.item = Some(Box::new(child())),
        }
    }
}

/// Keys are in order of their lengths first, as few have the same and two numbers are compared at once.
fn rank(key: &str) -> (usize, &str) {
    (key.len(), key)
}

/// Calls `visit` for each node that a rule of the table names, outer nodes after inner ones.
pub fn apply<T: Copy>(
    node: &mut Node,
    branch: &Branch<T>,
    path: &mut Path,
    visit: &mut impl FnMut(&mut Node, &Path, T),
) {
    match &mut node.value {
        Value::Map(map) => {
            for (key, _, child) in map.iter_mut() {
                if let Some(next) = branch.key(key) {
                    path.push_key(key);
                    apply(child, next, path, visit);
                    path.pop();
                }
            }
        }
        Value::List(list) => {
            if let Some(next) = branch.item() {
                for (index, child) in list.iter_mut().enumerate() {
                    path.push_index(index);
                    apply(child, next, path, visit);
                    path.pop();
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Text(_) => {}
    }
    if let Some(rule) = branch.rule() {
        visit(node, path, rule);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_finds_keys_wildcards_and_items() {
        let rules =
            Rules::new(&[("services.*.ports.[].target", 1), ("services.*.init", 2), ("services.x.init", 3)]);
        let services = rules.root().key("services").unwrap();
        assert_eq!(services.key("web").and_then(|web| web.key("init")?.rule()), Some(2));
        assert_eq!(services.key("x").and_then(|x| x.key("init")?.rule()), Some(3));
        let target = services.key("web").and_then(|web| web.key("ports")?.item()?.key("target")?.rule());
        assert_eq!(target, Some(1));
        assert!(rules.root().key("volumes").is_none());
    }

    #[test]
    fn rows_of_one_step_may_stand_apart() {
        let rules = Rules::new(&[
            ("a.b", 1),
            ("a.*.c", 2),
            ("d", 3),
            ("a.b.c", 4),
            ("a", 5),
            ("ab", 6),
            ("a.*.d", 7),
            ("l.[].x", 8),
            ("a.b", 9),
            ("l.[].y", 10),
        ]);
        let rule = |path: &[&str]| path.iter().try_fold(rules.root(), |branch, key| branch.key(key))?.rule();
        let table: [(&[&str], Option<i32>); 9] = [
            (&["a"], Some(5)),
            (&["ab"], Some(6)),
            (&["d"], Some(3)),
            (&["a", "b"], Some(9)),
            (&["a", "b", "c"], Some(4)),
            (&["a", "x", "c"], Some(2)),
            (&["a", "x", "d"], Some(7)),
            (&["a", "x"], None),
            (&["b"], None),
        ];
        for (path, expected) in table {
            assert_eq!(rule(path), expected, "{path:?}");
        }
        let item = rules.root().key("l").and_then(Branch::item).unwrap();
        assert_eq!(["x", "y"].map(|key| item.key(key).and_then(Branch::rule)), [Some(8), Some(10)]);
    }
}
