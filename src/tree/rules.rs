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
        let mut root = Branch::new();
        for &(pattern, rule) in rows {
            root.insert(pattern, rule).expect("internal error: a branch that was made is there");
        }
        Self { root }
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

    fn insert(&mut self, pattern: &'static str, rule: T) -> Option<()> {
        let (mut branch, mut rest) = (self, Some(pattern));
        while let Some(pattern) = rest {
            // Steps are short: a search for the dot is not made ready.
            let end = pattern.bytes().position(|byte| byte == b'.').unwrap_or(pattern.len());
            rest = pattern.get(end + 1..);
            branch = branch.child(pattern.get(..end)?)?;
        }
        branch.rule = Some(rule);
        Some(())
    }

    /// One step down, to a place that is made where there is none.
    fn child(&mut self, step: &'static str) -> Option<&mut Self> {
        match step {
            "*" => Some(self.any.get_or_insert_with(|| Box::new(Self::new()))),
            "[]" => Some(self.item.get_or_insert_with(|| Box::new(Self::new()))),
            key => {
                let at = self.named.binary_search_by_key(&rank(key), |(name, _)| rank(name)).unwrap_or_else(
                    |at| {
                        self.named.insert(at, (key, Self::new()));
                        at
                    },
                );
                self.named.get_mut(at).map(|(_, branch)| branch)
            }
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
}
