//! The listeners and rules of a template between whose target groups ECS shifts requests, with their weights.

use std::collections::{BTreeMap, BTreeSet};

use crate::{diff, pipeline};

/// Their logical ids, in a template with these values of its parameters and these templates of nested stacks.
pub(super) fn shifted_by_ecs(
    text: &str,
    parts: &BTreeMap<String, String>,
    values: &BTreeMap<String, String>,
) -> BTreeSet<String> {
    // Reading a large template takes longer than finding out that it has no such service.
    if !std::iter::once(text)
        .chain(parts.values().map(String::as_str))
        .any(|it| it.contains("AdvancedConfiguration"))
    {
        return BTreeSet::new();
    }
    let side = pipeline::comparable_template("template", text).value.flatten();
    let nested = |nested: crate::split::Nested<'_>| Ok::<_, String>(parts.get(nested.url).cloned());
    // Without the templates of its nested stacks, the root says what it can.
    let side = side.map(|side| pipeline::with_nested(side.clone(), nested).unwrap_or(side));
    side.map(|it| diff::faults::shifted_by_ecs(&diff::evaluate(&it.template, values))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_found_where_their_condition_holds() {
        let rule = |name: &str, rest: &str| {
            format!("  {name}: {{Type: AWS::ElasticLoadBalancingV2::ListenerRule{rest}}}\n")
        };
        let text = format!(
            "Parameters:\n  Test: {{Type: String, Default: \"no\"}}\nConditions:\n  \
             HasTest: !Equals [!Ref Test, \"yes\"]\nResources:\n{}{}  Web:\n    Type: AWS::ECS::Service\n    \
             Properties:\n      LoadBalancers:\n        - AdvancedConfiguration:\n            \
             ProductionListenerRule: !Ref WebRule1\n            TestListenerRule: {{Ref: Test2}}\n",
            rule("WebRule1", ""),
            rule("Test2", ", Condition: HasTest"),
        );
        let found = |test: &str| {
            let values = BTreeMap::from([("Test".to_owned(), test.to_owned())]);
            shifted_by_ecs(&text, &BTreeMap::new(), &values).into_iter().collect::<Vec<_>>()
        };
        assert_eq!(found("yes"), ["Test2", "WebRule1"]);
        assert_eq!(found("no"), ["WebRule1"]);
    }
}
