//! The way to a node, as people write it.

use std::fmt;

/// The way from the root to a node, printed as `services.web.ports[0]`.
#[derive(Debug, Clone, Default)]
pub struct Path {
    segments: Vec<Segment>,
    /// Texts of keys that were left, for those that come: walks go up and down all the time.
    spare: Vec<String>,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// An entry of a mapping.
    Key(String),
    /// An item of a list, from 0.
    Index(usize),
}

impl Path {
    /// Goes down into an entry.
    pub fn push_key(&mut self, key: &str) {
        let mut text = self.spare.pop().unwrap_or_default();
        text.clear();
        text.push_str(key);
        self.segments.push(Segment::Key(text));
    }

    /// Goes down into an item.
    pub fn push_index(&mut self, index: usize) {
        self.segments.push(Segment::Index(index));
    }

    /// Goes back up one step.
    pub fn pop(&mut self) {
        if let Some(Segment::Key(text)) = self.segments.pop() {
            self.spare.push(text);
        }
    }

    /// The steps from the root.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }
}

impl PartialEq for Path {
    fn eq(&self, other: &Self) -> bool {
        self.segments == other.segments
    }
}

impl Eq for Path {}

impl fmt::Display for Path {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.segments.iter().enumerate() {
            match segment {
                Segment::Key(key) if position == 0 => out.write_str(key)?,
                Segment::Key(key) => write!(out, ".{key}")?,
                Segment::Index(index) => write!(out, "[{index}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_prints_as_people_write_it() {
        let mut path = Path::default();
        path.push_key("services");
        path.push_key("web");
        path.push_key("ports");
        path.push_index(2);
        assert_eq!(path.to_string(), "services.web.ports[2]");
        path.pop();
        path.pop();
        path.push_key("a");
        assert_eq!(path.to_string(), "services.web.a");
    }
}
