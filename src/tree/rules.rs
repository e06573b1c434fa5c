//! Tables of rules keyed by path: casts, merging, uniqueness, long forms, decoding, support.

use super::{Node, Path, Value};

/// A table of rules keyed by path, held as a tree so that a walk pays one look-up a step.
///
/// A pattern is a chain of keys with dots between; `*` is any key, `[]` any item of a list. A key written out
/// wins over `*`.
#[derive(Debug)]
pub struct Rules<T> {
    root: Branch<T>,
}

/// A place in a table of rules, reached by walking down the tree beside it.
#[derive(Debug)]
pub struct Branch<T> {
    rule: Option<T>,
    /// In the order of `rank`.
    named: Vec<(&'static str, Self)>,
    any: Option<Box<Self>>,
    item: Option<Box<Self>>,
}

impl<T: Copy> Rules<T> {
    /// Builds the table from its rows.
    pub fn new(rows: &[(&'static str, T)]) -> Self {
        Self { root: Branch::read(rows, 0) }
    }

    /// Where a walk begins.
    pub fn root(&self) -> &Branch<T> {
        &self.root
    }
}

impl<T: Copy> Branch<T> {
    fn new() -> Self {
        Self { rule: None, named: Vec::new(), any: None, item: None }
    }

    /// The branch of rows that have all steps before a byte in common. Rows of one step stand side by side
    /// but for a few, so that a step is looked for once and not for every row.
    fn read(mut rows: &[(&'static str, T)], from: usize) -> Self {
        let mut branch = Self::new();
        while let Some((pattern, rule)) = rows.first() {
            let Some(rest) = pattern.get(from..) else {
                branch.rule = Some(*rule);
                rows = rows.split_at(1).1;
                continue;
            };
            // Steps are short: a search for the dot is not made ready.
            let length = rest.bytes().position(|byte| byte == b'.').unwrap_or(rest.len());
            let step = rest.get(..length).unwrap_or_default();
            let has_step = |(pattern, _): &&(&'static str, T)| {
                pattern.get(from..from + length) == Some(step)
                    && matches!(pattern.as_bytes().get(from + length), None | Some(b'.'))
            };
            let (own, others) = rows.split_at(rows.iter().take_while(has_step).count());
            branch.put(step, Self::read(own, from + length + 1));
            rows = others;
        }
        branch
    }

    /// Adds a branch one step down, to that which is there.
    fn put(&mut self, step: &'static str, child: Self) {
        let there = match step {
            "*" => &mut self.any,
            "[]" => &mut self.item,
            key => {
                match self.named.binary_search_by_key(&rank(key), |(name, _)| rank(name)) {
                    Ok(at) => {
                        if let Some((_, known)) = self.named.get_mut(at) {
                            known.join(child);
                        }
                    }
                    Err(at) => self.named.insert(at, (key, child)),
                }
                return;
            }
        };
        match there {
            Some(known) => known.join(child),
            None => *there = Some(Box::new(child)),
        }
    }

    /// Takes over all of another branch of the same place.
    fn join(&mut self, other: Self) {
        self.rule = other.rule.or(self.rule);
        let (any, item) = (other.any.map(|child| ("*", *child)), other.item.map(|child| ("[]", *child)));
        for (step, child) in other.named.into_iter().chain(any).chain(item) {
            self.put(step, child);
        }
    }

    /// The rule that holds here.
    pub fn rule(&self) -> Option<T> {
        self.rule
    }

    /// One step down into an entry.
    pub fn key(&self, key: &str) -> Option<&Self> {
        let named = self.named.binary_search_by_key(&rank(key), |(name, _)| rank(name)).ok();
        named.and_then(|at| self.named.get(at)).map(|(_, branch)| branch).or(self.any.as_deref())
    }

    /// One step down into an item of a list.
    pub fn item(&self) -> Option<&Self> {
        self.item.as_deref()
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
