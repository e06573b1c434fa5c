//! The model that Docker Compose Bridge gives to a transformation: resolved, with the contents of secrets and
//! configs in it.
//!
//! It differs from a Compose file. A `$` is itself, since nothing is escaped after the interpolation. A
//! secret has its `content`, which Compose files cannot have, and a config has both `file` and `content`; the
//! files are paths of another machine.

use crate::source::Loc;
use crate::tree::Node;

/// Makes a Compose file of it. Returns the lines of the secrets' values, which nothing may print.
pub(super) fn adapt(document: &mut Node) -> Vec<String> {
    let mut values = Vec::new();
    entries(document, "secrets", |name, secret| {
        let Some(map) = secret.as_map_mut() else { return };
        let Some(content) = map.remove("content") else { return };
        values.extend(content.as_text().into_iter().flat_map(str::lines).map(|line| line.trim().to_owned()));
        // The value is a parameter of the template; `file` only says that there is one.
        if map.remove("file").is_some() {
            map.insert("file", Loc::default(), Node::text(name, Loc::default()));
        }
    });
    entries(document, "configs", |_, config| {
        let Some(map) = config.as_map_mut().filter(|map| map.get("content").is_some()) else { return };
        map.remove("file");
        map.remove("environment");
    });
    values
}

fn entries(document: &mut Node, section: &str, mut change: impl FnMut(&str, &mut Node)) {
    let Some(map) = document.get_mut(section).and_then(Node::as_map_mut) else { return };
    let names: Vec<String> = map.iter().map(|(name, ..)| name.to_owned()).collect();
    for name in names {
        if let Some(node) = map.get_mut(&name) {
            change(&name, node);
        }
    }
}
