//! Where an attribute that stands in the wrong place belongs.

use crate::tree::{Path, Segment};
use crate::validate::support::rows;

/// The mapping that has an attribute of this name: one below the place where it was found, else the nearest around it.
///
/// Items of lists are no home: what they hold is too particular for its name to say what was meant.
pub(super) fn home(place: &Path, key: &str) -> Option<String> {
    let here: Vec<&str> = place.segments().iter().map(shown).collect();
    let homes = rows().filter_map(|row| row.path.rsplit_once('.')).filter(|(home, name)| {
        *name == key && !home.contains("[]") && !home.ends_with('*') | (home.matches('.').count() == 1)
    });
    let homes: Vec<Vec<&str>> = homes.map(|(home, _)| home.split('.').collect()).collect();
    let below = homes.iter().filter(|home| home.len() > here.len() && begins(&here, home));
    let around = homes.iter().filter(|home| {
        here.len() >= 2 && home.first() == here.first() && begins(here.get(..2).unwrap_or_default(), home)
    });
    let home = below.min_by_key(|home| home.len()).or_else(|| around.min_by_key(|home| home.len()))?;
    let named = home.iter().enumerate().map(|(at, part)| match *part {
        "*" => here.get(at).unwrap_or(&"NAME"),
        _ => part,
    });
    Some(named.copied().collect::<Vec<_>>().join("."))
}

/// Whether a path leads through a place; `*` stands for any name.
fn begins(place: &[&str], path: &[&str]) -> bool {
    path.len() >= place.len() && place.iter().zip(path).all(|(here, there)| *there == "*" || here == there)
}

fn shown(segment: &Segment) -> &str {
    match segment {
        Segment::Key(key) => key,
        Segment::Index(_) => "[]",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_find_their_home() {
        for (place, key, wanted) in [
            (&["services", "web"][..], "replicas", Some("services.web.deploy")),
            (&["services", "web"], "limits", Some("services.web.deploy.resources")),
            (&["services", "web", "deploy"], "memory", Some("services.web.deploy.resources.limits")),
            (&["services", "web", "deploy"], "image", Some("services.web")),
            (&["services", "web", "healthcheck"], "restart", Some("services.web")),
            (&["services", "web"], "quux", None),
            (&[], "image", Some("services.NAME")),
        ] {
            let mut path = Path::default();
            for key in place {
                path.push_key(key);
            }
            assert_eq!(home(&path, key).as_deref(), wanted, "{key}");
        }
    }
}
