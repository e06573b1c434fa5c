//! Literals: what the user writes is text, and CloudFormation must not take it for a dynamic reference or a
//! function.
//!
//! Decisions
//! - `{{resolve:…}}` is refused wherever it would be in the template: CloudFormation replaces it in any
//!   string and has no way to escape it
//!   (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html>). The whole
//!   tree is searched, so that no new attribute can be forgotten; [`RULES`] lists what never is in a
//!   template.
//! - A map of the user that becomes a map of the template ([`Rule::Kept`]) must not have a key that names a
//!   function.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Loc;
use crate::tree::{Branch, Node, Rules, Value};

/// The rule at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// Attributes that are never in a template as they stand.
    Elsewhere,
    /// A map of the user that is a map of the template.
    Kept,
    /// A policy: who grants rights on what the template makes says so with a function.
    Policy,
    /// Extensions of other programs may stand here. Everywhere else `x-…` is a name like any other.
    Extensible,
}

static RULES: Rules<Rule> = Rules::new(&[
    ("services.*", Rule::Extensible),
    ("networks.*", Rule::Extensible),
    ("volumes.*", Rule::Extensible),
    ("secrets.*", Rule::Extensible),
    ("configs.*", Rule::Extensible),
    ("services.*.annotations", Rule::Elsewhere),
    ("services.*.build", Rule::Elsewhere),
    ("services.*.develop", Rule::Elsewhere),
    // In base64 where it is not literal.
    ("configs.*.content", Rule::Elsewhere),
    // These are written in the language of CloudFormation.
    ("x-aws-cloudformation", Rule::Elsewhere),
    ("services.*.x-aws-cloudformation", Rule::Elsewhere),
    ("services.*.x-aws-environment", Rule::Elsewhere),
    ("services.*.labels", Rule::Kept),
    ("services.*.logging.options", Rule::Kept),
    ("services.*.x-aws-role", Rule::Policy),
]);

/// Reports every text of a resolved project that CloudFormation would not take literally.
pub fn literals(tree: &Node, diagnostics: &mut Diagnostics) {
    walk(tree, tree.loc, Some(RULES.root()), Some(Rule::Extensible), diagnostics);
}

/// `rule` is what holds here: that of the table, or of the policy around it.
fn walk(
    node: &Node,
    loc: Loc,
    branch: Option<&Branch<Rule>>,
    rule: Option<Rule>,
    diagnostics: &mut Diagnostics,
) {
    let inherited = rule.filter(|rule| *rule == Rule::Policy);
    let next = |branch: Option<&Branch<Rule>>| branch.and_then(Branch::rule).or(inherited);
    match &node.value {
        _ if rule == Some(Rule::Elsewhere) => {}
        Value::Map(map) => {
            if rule == Some(Rule::Policy) && map.len() == 1 {
                if map.keys().all(is_function) {
                    return;
                }
                // A policy has a `Condition` of its own, but never as the only key of a map.
                if let Some(loc) = map.key_loc("Condition") {
                    diagnostics.push(function("Condition", loc));
                }
            }
            for (key, key_loc, value) in map.iter() {
                if rule == Some(Rule::Extensible) && key.starts_with("x-") && !key.starts_with("x-aws-") {
                    continue;
                }
                if is_dynamic(key) {
                    diagnostics.push(dynamic_reference(key_loc));
                }
                if rule == Some(Rule::Kept) && is_function(key) {
                    diagnostics.push(function(key, key_loc));
                }
                let below = branch.and_then(|branch| branch.key(key));
                walk(value, key_loc, below, next(below), diagnostics);
            }
        }
        Value::List(items) => {
            let below = branch.and_then(Branch::item);
            for item in items {
                walk(item, loc, below, next(below), diagnostics);
            }
        }
        Value::Text(text) if is_dynamic(text) => {
            diagnostics.push(dynamic_reference(if node.loc.is_somewhere() { node.loc } else { loc }));
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Text(_) => {}
    }
}

fn is_dynamic(text: &str) -> bool {
    text.contains("{{resolve:")
}

fn is_function(key: &str) -> bool {
    key == "Ref" || key.starts_with("Fn::")
}

/// The text itself is not shown: it may name a secret.
fn dynamic_reference(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::Intrinsic, "CloudFormation would replace the `{{resolve:…}}` in this text")
        .at(loc)
        .help(
            "values of a Compose file are literal, and CloudFormation has no way to write this one; change \
             it",
        )
}

fn function(key: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::Intrinsic, format!("CloudFormation would take the key `{key}` for a function"))
        .at(loc)
        .help("values of a Compose file are literal; give the key another name")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tree with one text at a path of keys.
    fn tree(path: &[&str], text: &str) -> Node {
        let Some((key, rest)) = path.split_first() else { return Node::text(text, Loc::default()) };
        if *key == "[]" {
            return Node::made(Value::List(vec![tree(rest, text)]));
        }
        let mut node = Node::map(Loc::default());
        node.as_map_mut().expect("a map was made").insert(*key, Loc::default(), tree(rest, text));
        node
    }

    fn found(path: &[&str], text: &str) -> usize {
        let mut diagnostics = Diagnostics::default();
        literals(&tree(path, text), &mut diagnostics);
        diagnostics.iter().filter(|one| one.code == Code::Intrinsic).count()
    }

    #[test]
    fn dynamic_references_are_refused_wherever_a_template_would_have_them() {
        let table: [(&[&str], usize); 12] = [
            // Names that begin as extensions do are names all the same.
            (&["services", "x-app", "command", "[]"], 1),
            (&["services", "app", "environment", "x-token"], 1),
            (&["services", "x-aws-role", "labels", "Fn::Sub"], 2),
            (&["services", "app", "command", "[]"], 1),
            (&["services", "app", "an_attribute_of_tomorrow"], 1),
            (&["services", "app", "environment", "A{{resolve:x}}"], 2),
            (&["services", "app", "x-aws-role", "Statement", "[]", "Resource"], 1),
            (&["services", "app", "x-aws-environment", "A"], 0),
            (&["services", "app", "x-somebody"], 0),
            (&["services", "app", "build", "args", "A"], 0),
            (&["configs", "a", "content"], 0),
            (&["x-aws-cloudformation", "Resources"], 0),
        ];
        for (path, wanted) in table {
            assert_eq!(found(path, "a {{resolve:ssm:/a}}"), wanted, "{path:?}");
            assert!(found(path, "plain") <= usize::from(wanted == 2), "{path:?}");
        }
    }

    #[test]
    fn a_policy_may_have_functions_and_conditions() {
        let role = ["services", "app", "x-aws-role", "Statement", "[]", "Resource"];
        assert_eq!(found(&[&role[..], &["Fn::Sub"]].concat(), "${LogGroup.Arn}"), 0);
        assert_eq!(found(&[&role[..], &["Condition"]].concat(), "X"), 1);
    }

    #[test]
    fn functions_are_refused_as_keys_of_maps_that_a_template_keeps() {
        for key in ["Ref", "Fn::Sub"] {
            assert_eq!(found(&["services", "app", "labels", key], "x"), 1);
            assert_eq!(found(&["services", "app", "logging", "options", key], "x"), 1);
            // ECS has a list of names and values for these.
            assert_eq!(found(&["services", "app", "environment", key], "x"), 0);
        }
        assert_eq!(found(&["services", "app", "labels", "ok"], "x"), 0);
    }
}
