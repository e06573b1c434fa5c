//! Where an attribute that stands in the wrong place belongs.

use crate::tree::{Node, Path, Segment};
use crate::validate::support::rows;

/// The mapping that has an attribute of this name: one below the place where it was found, else the nearest
/// around it.
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

/// The help for a service that is no mapping because of a blank too few.
pub(super) fn in_services(place: &Path, node: &Node) -> Option<String> {
    let [Segment::Key(section), Segment::Key(name)] = place.segments() else { return None };
    let is_attribute = |name: &str| {
        rows().any(|row| row.path.strip_prefix("services.*.").is_some_and(|attribute| attribute == name))
    };
    if section != "services" || node.is_null() {
        return None;
    }
    if let Some((key, value)) = node.as_text().and_then(|text| text.split_once(':'))
        && is_attribute(key)
        && !value.starts_with(' ')
    {
        return Some(format!("write a blank behind the colon: `{key}: …`"));
    }
    is_attribute(name)
        .then(|| format!("`{name}` is an attribute of a service: indent it further than the service's name"))
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
