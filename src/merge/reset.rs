//! The removal of attributes by `!reset` and `!override`.
//!
//! Both name a position that is deleted from the model so far before the document is laid over it; `!reset`
//! is then gone from the document as well.

use crate::tree::{Mark, Node, Path, Segment, Value};

/// The positions that a document marks.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    paths: Vec<Path>,
}

impl Marks {
    /// Takes the marks out of a document, together with the nodes that `!reset` removes.
    pub fn take(document: &mut Node) -> Self {
        let mut marks = Self::default();
        marks.collect(document, &mut Path::default());
        marks
    }

    fn collect(&mut self, node: &mut Node, path: &mut Path) {
        match &mut node.value {
            Value::Map(map) => map.retain(|key, child| {
                path.push_key(key);
                let keep = self.keep(child, path);
                path.pop();
                keep
            }),
            Value::List(list) => {
                let mut index = 0;
                list.retain_mut(|child| {
                    path.push_index(index);
                    index += 1;
                    let keep = self.keep(child, path);
                    path.pop();
                    keep
                });
            }
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Uint(_)
            | Value::Float(_)
            | Value::Text(_) => {}
        }
    }

    fn keep(&mut self, node: &mut Node, path: &mut Path) -> bool {
        match node.mark {
            Mark::None | Mark::Function(_) => {
                self.collect(node, path);
                true
            }
            Mark::Reset | Mark::Override => {
                self.paths.push(path.clone());
                // Tags inside an `!override` have no meaning.
                node.mark == Mark::Override
            }
        }
    }

    /// Deletes the marked positions from a model.
    pub fn apply(&self, model: &mut Node) {
        for path in &self.paths {
            delete(model, path.segments());
        }
    }

    /// Deletes the positions marked inside one service from that service's base.
    pub fn apply_to_service(&self, name: &str, base: &mut Node) {
        for path in &self.paths {
            if let [Segment::Key(section), Segment::Key(service), rest @ ..] = path.segments()
                && section == "services"
                && service == name
                && !rest.is_empty()
            {
                delete(base, rest);
            }
        }
    }
}

fn delete(node: &mut Node, path: &[Segment]) {
    match path {
        // Several overrides of one key lie in a list.
        [Segment::Key(_), ..] if node.as_list().is_some() => {
            node.as_list_mut().into_iter().flatten().for_each(|item| delete(item, path));
        }
        [Segment::Key(key)] => {
            if let Some(map) = node.as_map_mut() {
                map.remove(key);
            }
        }
        [Segment::Key(key), rest @ ..] => {
            if let Some(child) = node.get_mut(key) {
                delete(child, rest);
            }
        }
        // A position in the new list says nothing about the old one.
        [Segment::Index(_), ..] | [] => {}
    }
}
