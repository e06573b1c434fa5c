//! Names of services → names of targets: letters, digits, `_` and `-`.

use std::collections::{BTreeMap, BTreeSet};

/// The group that is built when none is asked for; a target of this name could not be asked for.
pub(super) const DEFAULT: &str = "default";

/// Which name each service got, and which names are taken.
#[derive(Debug)]
pub(super) struct Names {
    of: BTreeMap<String, String>,
    taken: BTreeSet<String>,
}

impl Names {
    /// Names for these services. Where two meet in one name, the later by its own name gets a `_` more, as
    /// `docker compose build` does it; so nothing depends on the order in the file.
    pub(super) fn new<'a>(services: impl IntoIterator<Item = &'a str>) -> Self {
        let mut names = Self { of: BTreeMap::new(), taken: BTreeSet::from([DEFAULT.to_owned()]) };
        for service in services.into_iter().collect::<BTreeSet<_>>() {
            let name = names.mint(service);
            names.of.insert(service.to_owned(), name);
        }
        names
    }

    /// A target's name that nothing else has.
    pub(super) fn mint(&mut self, wanted: &str) -> String {
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let mut name: String = wanted.chars().map(|c| if allowed(c) { c } else { '_' }).collect();
        while !self.taken.insert(name.clone()) {
            name.push('_');
        }
        name
    }

    /// The target that builds a service, if one does.
    pub(super) fn target_of(&self, service: &str) -> Option<&str> {
        self.of.get(service).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_plain_and_distinct() {
        let names = Names::new(["a_b", "web", "a.b", "a.b_", "default", "ä"]);
        for (service, expected) in [
            ("web", "web"),
            ("a.b", "a_b"),
            ("a.b_", "a_b_"),
            ("a_b", "a_b__"),
            ("default", "default_"),
            ("ä", "_"),
        ] {
            assert_eq!(names.target_of(service), Some(expected), "{service}");
        }
        assert_eq!(names.target_of("db"), None);
    }

    proptest! {
        #[test]
        fn any_service_gets_a_name_of_its_own(services in proptest::collection::btree_set(".{1,4}", 1..8)) {
            let names = Names::new(services.iter().map(String::as_str));
            let given: BTreeSet<&str> = services.iter().filter_map(|service| names.target_of(service)).collect();
            prop_assert_eq!(given.len(), services.len());
            prop_assert!(given.iter().all(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))));
        }
    }
}
