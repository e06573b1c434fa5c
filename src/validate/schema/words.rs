//! The words that an attribute of Compose may be, and whether the items of a list are texts.

use super::rules::{Rule, Type, named};
use super::table::RULES;

/// When an image is pulled.
pub(super) const PULL_POLICIES: [&str; 8] =
    ["always", "never", "build", "missing", "if_not_present", "daily", "weekly", "every_12h"];

/// Words that the schema does not list.
const WORDS: [(&[&str], &[&str]); 7] = [
    (&["services", "*", "restart"], &["\"no\"", "always", "on-failure", "unless-stopped"]),
    (&["services", "*", "pull_policy"], &PULL_POLICIES),
    (&["services", "*", "deploy", "mode"], &["replicated", "global", "replicated-job", "global-job"]),
    (&["services", "*", "deploy", "restart_policy", "condition"], &["none", "on-failure", "any"]),
    (&["services", "*", "deploy", "update_config", "failure_action"], &["continue", "pause", "rollback"]),
    (&["services", "*", "ports", "[]", "protocol"], &["tcp", "udp"]),
    (&["services", "*", "platform"], &["linux/amd64", "linux/arm64"]),
];

/// The words that may stand at a place: names of keys, and none for an item of a list.
pub fn words(path: &[Option<&str>]) -> Vec<&'static str> {
    let known = WORDS.iter().find(|(pattern, _)| {
        pattern.len() == path.len()
            && pattern.iter().zip(path).all(|(part, step)| match step {
                Some(name) => *part == "*" || part == name,
                None => *part == "[]",
            })
    });
    if let Some((_, words)) = known {
        return words.to_vec();
    }
    let mut found = Vec::new();
    for text in rules_at(path).iter().flat_map(|rule| rule.texts) {
        if !found.contains(text) {
            found.push(*text);
        }
    }
    found
}

/// Whether an item of the list at a place may be a text.
pub(super) fn takes_texts(path: &[Option<&str>]) -> bool {
    let item = [path, &[None]].concat();
    rules_at(&item).iter().any(|rule| rule.types.contains(&Type::String))
}

/// The rules for a place: those of its forms.
fn rules_at(path: &[Option<&str>]) -> Vec<&'static Rule> {
    let mut found = Vec::new();
    collect(&RULES.root, path, &mut found);
    found
}

fn collect(rule: &'static Rule, path: &[Option<&str>], found: &mut Vec<&'static Rule>) {
    let rule = match rule.definition {
        Some(name) => match named(RULES.definitions, name) {
            Some(rule) => rule,
            None => return,
        },
        None => rule,
    };
    for form in rule.one_of {
        collect(form, path, found);
    }
    let Some((step, rest)) = path.split_first() else {
        found.push(rule);
        return;
    };
    let below = match step {
        None => rule.items,
        Some(name) => named(rule.properties, name)
            .or_else(|| rule.patterns.first().map(|(_, rule)| rule))
            .or(rule.others),
    };
    if let Some(below) = below {
        collect(below, rest, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_belong_to_their_place() {
        let service = |rest: &[Option<&'static str>]| {
            let mut path = vec![Some("services"), Some("web")];
            path.extend(rest);
            words(&path)
        };
        assert_eq!(service(&[Some("restart")]), ["\"no\"", "always", "on-failure", "unless-stopped"]);
        assert_eq!(
            service(&[Some("depends_on"), Some("db"), Some("condition")]),
            ["service_started", "service_healthy", "service_completed_successfully"]
        );
        assert!(service(&[Some("volumes"), None, Some("type")]).contains(&"tmpfs"));
        assert_eq!(
            service(&[Some("deploy"), Some("update_config"), Some("order")]),
            ["start-first", "stop-first"]
        );
        assert!(service(&[Some("image")]).is_empty() && words(&[]).is_empty());
        assert!(takes_texts(&[Some("services"), Some("web"), Some("ports")]));
        assert!(!takes_texts(&[Some("services"), Some("web"), Some("develop"), Some("watch")]));
    }
}
