//! Lays one tree over another, one small function a strategy.

use super::rules::{STRATEGIES, Strategy};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::tree::{Branch, Map, Mark, Node, Path, Segment, Value};

/// Lays a document (or, under `at`, a part of one) over a model.
pub fn over(base: Node, upper: Node, at: &[&str], diagnostics: &mut Diagnostics) -> Node {
    let mut path = Path::default();
    let mut branch = Some(STRATEGIES.root());
    for key in at {
        path.push_key(key);
        branch = branch.and_then(|branch| branch.key(key));
    }
    Layering { diagnostics, path }.node(base, upper, branch)
}

struct Layering<'a> {
    diagnostics: &'a mut Diagnostics,
    path: Path,
}

impl Layering<'_> {
    fn node(&mut self, base: Node, upper: Node, branch: Option<&Branch<Strategy>>) -> Node {
        match branch.and_then(Branch::rule) {
            Some(Strategy::Replace) => upper,
            _ if upper.is_null() => base,
            _ if base.is_null() => upper,
            Some(Strategy::Override) => upper,
            Some(Strategy::Entries) => self.entries(base, upper),
            Some(Strategy::Logging) if other_driver(&base, &upper) => upper,
            Some(Strategy::Hosts) => self.hosts(base, upper),
            Some(Strategy::Subnets) => self.subnets(base, upper),
            Some(Strategy::Stack) => stack(base, upper),
            // A function of CloudFormation is one value, whatever its argument looks like.
            None if self.is_ours() && (is_function(&base) || is_function(&upper)) => upper,
            Some(Strategy::Logging) | None => self.ordinary(base, upper, branch),
        }
    }

    /// Whether this is inside a key of ours, where tags of CloudFormation have a meaning.
    fn is_ours(&self) -> bool {
        let ours = |segment: &Segment| matches!(segment, Segment::Key(key) if key.starts_with("x-aws-"));
        self.path.segments().iter().any(ours)
    }

    fn ordinary(&mut self, base: Node, upper: Node, branch: Option<&Branch<Strategy>>) -> Node {
        let loc = upper.loc;
        match (base.value, upper.value) {
            (Value::Map(base), Value::Map(upper)) => {
                Node::new(Value::Map(self.map(base, upper, branch)), loc)
            }
            (Value::List(mut list), Value::List(more)) => {
                list.extend(more);
                Node::new(Value::List(list), loc)
            }
            (old @ (Value::Map(_) | Value::List(_)), new) => {
                let (old, new) = (Node::new(old, base.loc), Node::new(new, loc));
                self.diagnostics.push(cannot_override(&old, &new, &self.path));
                old
            }
            (_, new) => Node::new(new, loc),
        }
    }

    fn map(&mut self, mut base: Map, upper: Map, branch: Option<&Branch<Strategy>>) -> Map {
        for (key, entry) in upper {
            // The base's entry is taken out of its slot and put back there, so the order stays.
            match base.get_mut(&key).map(std::mem::take) {
                Some(old) => {
                    self.path.push_key(&key);
                    let node = self.node(old, entry.node, branch.and_then(|branch| branch.key(&key)));
                    self.path.pop();
                    // The key is said to stand where the value that won stands.
                    let kept = base.key_loc(&key).filter(|_| node.loc.source() != entry.key.source());
                    base.insert(key, kept.unwrap_or(entry.key), node);
                }
                None => {
                    base.insert(key, entry.key, entry.node);
                }
            }
        }
        base
    }

    fn entries(&mut self, base: Node, upper: Node) -> Node {
        let loc = upper.loc;
        match (base.value, upper.value) {
            (Value::Map(mut base), Value::Map(upper)) => {
                for (key, entry) in upper {
                    base.insert(key, entry.key, entry.node);
                }
                Node::new(Value::Map(base), loc)
            }
            // One of the two could not be read as a mapping; the schema says so.
            (base_value, upper_value) => {
                self.ordinary(Node::new(base_value, base.loc), Node::new(upper_value, loc), None)
            }
        }
    }

    fn hosts(&mut self, base: Node, upper: Node) -> Node {
        let mut merged = self.ordinary(base, upper, None);
        if let Some(list) = merged.as_list_mut() {
            let mut seen: Vec<Value> = Vec::new();
            list.retain(|node| {
                let new = !seen.contains(&node.value);
                if new {
                    seen.push(node.value.clone());
                }
                new
            });
        }
        merged
    }

    fn subnets(&mut self, base: Node, upper: Node) -> Node {
        let loc = upper.loc;
        let (Value::List(base_list), Value::List(upper_list)) = (&base.value, &upper.value) else {
            return self.ordinary(base, upper, None);
        };
        let mut merged = base_list.clone();
        for entry in upper_list {
            let subnet = entry.get("subnet");
            let twin =
                merged.iter_mut().find(|old| subnet.is_some() && values(old.get("subnet")) == values(subnet));
            match twin {
                Some(twin) => *twin = self.ordinary(std::mem::take(twin), entry.clone(), None),
                None => merged.push(entry.clone()),
            }
        }
        Node::new(Value::List(merged), loc)
    }
}

/// Both, in their order.
fn stack(base: Node, upper: Node) -> Node {
    let loc = upper.loc;
    let layers = [base, upper].into_iter().flat_map(|node| match node.value {
        Value::List(list) => list,
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Uint(_)
        | Value::Float(_)
        | Value::Text(_)
        | Value::Map(_) => vec![node],
    });
    Node::new(Value::List(layers.collect()), loc)
}

fn is_function(node: &Node) -> bool {
    matches!(node.mark, Mark::Function(_))
}

fn values(node: Option<&Node>) -> Option<&Value> {
    node.map(|node| &node.value)
}

fn other_driver(base: &Node, upper: &Node) -> bool {
    match (base.get("driver"), upper.get("driver")) {
        (Some(old), Some(new)) => old.value != new.value,
        _ => false,
    }
}

fn cannot_override(old: &Node, new: &Node, path: &Path) -> Diagnostic {
    let (was, is) = (old.described(), new.described());
    Diagnostic::new(Code::CannotOverride, format!("`{path}` is {was} and cannot be overridden by {is}"))
        .label(new.loc, format!("this is {is}"))
        .label(old.loc, format!("laid over what is {was}"))
        .help(format!("write {was} here too, or put `!override` before the value to replace it whole"))
}
