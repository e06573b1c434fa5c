//! Overrides, merged into JSON.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::merge::{Laid, Merge};
use super::parts::{Fault, Part};
use crate::cfn::{Condition, Output, Parameter, Resource, Rule};
use crate::compose::Overlay;
use crate::diagnostic::{Code, Diagnostics};
use crate::source::Loc;

/// The value, whether it is another, and what was said.
fn lay(base: Option<&Value>, overlay: &Value, property: &str) -> (Option<Value>, bool, Vec<String>) {
    let mut diagnostics = Diagnostics::default();
    let overlay = Overlay::from_json(overlay, Loc::default());
    let Laid { value, changed } = Merge::new(&mut diagnostics).lay(base.cloned(), &overlay, property);
    (value, changed, diagnostics.iter().map(|found| found.message.clone()).collect())
}

fn laid(base: &Value, overlay: &Value) -> Value {
    lay(Some(base), overlay, "").0.unwrap_or_default()
}

#[test]
fn maps_merge_and_other_values_replace() {
    let table = [
        (json!({"a": 1, "b": 2}), json!({"a": 3}), json!({"a": 3, "b": 2})),
        (json!({"a": 1, "b": 2}), json!({"a": null}), json!({"b": 2})),
        (json!({"a": 1, "b": 2}), json!({"c": {"d": null}}), json!({"a": 1, "b": 2, "c": {}})),
        (json!({"a": {"b": 1}}), json!({"a": {"$patch": "replace", "c": 2}}), json!({"a": {"c": 2}})),
        (json!({"a": {"b": 1}, "c": 2}), json!({"a": {"$patch": "delete"}}), json!({"c": 2})),
        (json!({"a": {"b": 1}}), json!({"a": {"$patch": "merge", "c": 2}}), json!({"a": {"b": 1, "c": 2}})),
        (json!({"a": 1}), json!({"a": {"b": 2}}), json!({"a": {"b": 2}})),
        (json!({"a": [1, 2]}), json!({"a": [3]}), json!({"a": [3]})),
        (json!({"a": [{"Name": "x", "y": 1}]}), json!({"a": [{"Name": "x"}]}), json!({"a": [{"Name": "x"}]})),
        // A function is one value.
        (json!({"a": {"Ref": "X"}}), json!({"a": {"Fn::Sub": "y"}}), json!({"a": {"Fn::Sub": "y"}})),
        (json!({"a": {"Ref": "X"}}), json!({"a": {"b": 1}}), json!({"a": {"b": 1}})),
        (
            json!({"a": {"b": 1}}),
            json!({"a": {"Fn::GetAtt": ["X", "Y"]}}),
            json!({"a": {"Fn::GetAtt": ["X", "Y"]}}),
        ),
        // `Condition` is an attribute.
        (
            json!({"Type": "T", "Properties": {}}),
            json!({"Condition": "C"}),
            json!({"Type": "T", "Properties": {}, "Condition": "C"}),
        ),
    ];
    for (base, overlay, expected) in table {
        // As text, because equal maps may differ in their order.
        assert_eq!(laid(&base, &overlay).to_string(), expected.to_string(), "{base} {overlay}");
    }
}

#[test]
fn items_that_carry_a_name_merge() {
    let pair = |name: &str, value: u8| json!({"Name": name, "Value": value});
    let (a, b) = (pair("A", 1), pair("B", 2));
    let base = json!([a, b]);
    let table = [
        (json!([pair("B", 3)]), json!([a, pair("B", 3)])),
        (json!([pair("C", 3), pair("A", 4)]), json!([pair("A", 4), b, pair("C", 3)])),
        (json!([{"Name": "A", "Value": null, "More": 1}]), json!([{"Name": "A", "More": 1}, b])),
        (json!([{"Name": "A", "$patch": "delete"}]), json!([b])),
        (json!([{"Name": "A", "$patch": "replace", "More": 1}]), json!([{"Name": "A", "More": 1}, b])),
        (json!([{"$patch": "replace"}, pair("C", 3)]), json!([pair("C", 3)])),
        (json!([{"Fn::If": ["C", a, b]}]), json!([a, b, {"Fn::If": ["C", a, b]}])),
    ];
    for (overlay, expected) in table {
        let (value, changed, said) = lay(Some(&base), &overlay, "Environment");
        assert_eq!(value, Some(expected), "{overlay}");
        assert!(changed && said.is_empty(), "{overlay}: {said:?}");
    }
    // A list that is a function is replaced; one that is not there begins empty.
    let one = json!([pair("C", 3)]);
    assert_eq!(lay(Some(&json!({"Fn::If": []})), &one, "Environment").0, Some(one.clone()));
    assert_eq!(lay(None, &one, "Environment").0, Some(one));
}

#[test]
fn names_of_items_differ_from_list_to_list() {
    let ports = json!([{"ContainerPort": 80, "Protocol": "tcp", "Name": "web"}, {"ContainerPort": 53, "Protocol": "udp"}]);
    let table = [
        (json!([{"ContainerPort": 80, "x": 1}]), 0),
        (json!([{"ContainerPort": "53", "Protocol": "udp", "x": 1}]), 1),
        (json!([{"Name": "web", "x": 1}]), 0),
        (json!([{"ContainerPort": 81, "Name": "web", "x": 1}]), 0),
    ];
    for (overlay, at) in table {
        let (value, ..) = lay(Some(&ports), &overlay, "PortMappings");
        let value = value.unwrap();
        assert_eq!((value.as_array().unwrap().len(), &value[at]["x"]), (2, &json!(1)), "{overlay}");
    }
    let (value, ..) = lay(Some(&ports), &json!([{"ContainerPort": 53}]), "PortMappings");
    assert_eq!(value.unwrap().as_array().unwrap().len(), 3, "53/tcp is not 53/udp");
    let waits = json!(["Listener"]);
    assert_eq!(lay(Some(&waits), &json!("Queue"), "DependsOn").0, Some(json!(["Listener", "Queue"])));
    assert_eq!(
        lay(Some(&waits), &json!(["Queue", "Listener"]), "DependsOn").0,
        Some(json!(["Listener", "Queue"]))
    );
    assert_eq!(lay(Some(&json!("A")), &json!("B"), "DependsOn").0, Some(json!("B")));
}

#[test]
fn items_without_a_name_are_an_error_where_others_have_one() {
    let base = json!([{"Key": "a", "Value": "b"}]);
    let (value, _, said) = lay(Some(&base), &json!([{"Value": "c"}]), "Tags");
    assert_eq!((value, said.len()), (Some(base), 1));
    // In a resource that is not ours, a list of that name may be another.
    let (value, _, said) = lay(None, &json!([{"Device": "/dev/sdh"}]), "Volumes");
    assert_eq!((value, said), (Some(json!([{"Device": "/dev/sdh"}])), vec![]));
}

#[test]
fn what_changes_nothing_is_told_once_at_the_highest_place() {
    let base = json!({"a": {"b": 1, "c": 2}, "d": [{"Name": "x", "y": 1}]});
    let said = |overlay: Value| lay(Some(&base), &overlay, "").2.join(", ");
    assert_eq!(said(json!({"a": {"b": 1, "c": 2}, "d": 4})), "`a` changes nothing");
    assert_eq!(said(json!({"a": {"b": 1, "c": 3}, "d": 4})), "`b` changes nothing");
    assert_eq!(said(json!({"e": null, "d": 4})), "`e` changes nothing");
    // The caller says it.
    assert!(!lay(Some(&base), &base, "").1);
}

#[test]
fn an_unknown_directive_is_an_error() {
    let mut diagnostics = Diagnostics::default();
    let overlay = Overlay::from_json(&json!({"$patch": "replce"}), Loc::default());
    Merge::new(&mut diagnostics).lay(None, &overlay, "");
    let found = diagnostics.iter().next().unwrap();
    assert_eq!(found.code, Code::BadPart);
    assert!(found.help.as_ref().unwrap().contains("did you mean `replace`?"));
}

/// Text that is read and written again.
fn again<T: Part>(json: &Value) -> Result<Value, Fault> {
    T::read(json.as_object().unwrap().clone()).map(|part| serde_json::to_value(&part).unwrap())
}

#[test]
fn parts_are_read_as_they_are_written() {
    let resource = json!({
        "Type": "T", "Condition": "C", "DependsOn": ["A", "B"], "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": {"Fn::If": ["C", "Retain", "Delete"]}, "Properties": {"p": 1},
        "Metadata": {"m": 1}, "CreationPolicy": {}, "UpdatePolicy": {"u": 1},
    });
    assert_eq!(again::<Resource>(&resource), Ok(resource));
    let parameter = json!({
        "Type": "AWS::SSM::Parameter::Value<String>", "Default": "1", "AllowedValues": ["1", "2"],
        "AllowedPattern": ".", "MinLength": 1, "MaxLength": 2, "MinValue": 1, "MaxValue": 2,
        "ConstraintDescription": "c", "NoEcho": true, "Description": "d",
    });
    assert_eq!(again::<Parameter>(&parameter), Ok(parameter));
    let vpc = json!({"Type": "List<AWS::EC2::Subnet::Id>"});
    assert_eq!(again::<Parameter>(&vpc), Ok(vpc));
    let output = json!({"Value": 1, "Condition": "C", "Description": "d", "Export": {"Name": {"Ref": "X"}}});
    assert_eq!(again::<Output>(&output), Ok(output));
    let rule =
        json!({"RuleCondition": {"a": 1}, "Assertions": [{"Assert": {"b": 2}, "AssertDescription": "c"}]});
    assert_eq!(again::<Rule>(&rule), Ok(rule));
    let condition = json!({"Fn::Not": [{"Condition": "C"}]});
    assert_eq!(again::<Condition>(&condition), Ok(condition));
}

#[test]
fn what_no_part_is_like_is_a_fault() {
    let wrong = |fault: Result<Value, Fault>, key: &str| match fault {
        Err(Fault::Missing(at) | Fault::Wrong(at, _)) => assert_eq!(at, key),
        Err(Fault::Unknown(at, _)) => assert_eq!(at, key),
        Ok(json) => panic!("{json}"),
    };
    for (json, key) in [
        (json!({"Properties": {}}), "Type"),
        (json!({"Type": 5}), "Type"),
        (json!({"Type": "T", "Properties": []}), "Properties"),
        (json!({"Type": "T", "DependsOn": [1]}), "DependsOn"),
        (json!({"Type": "T", "Condition": {}}), "Condition"),
        (json!({"Type": "T", "DeletionPolicy": "keep"}), "DeletionPolicy"),
        (json!({"Type": "T", "Propertees": {}}), "Propertees"),
    ] {
        wrong(again::<Resource>(&json), key);
    }
    for (json, key) in [
        (json!({"Default": "x"}), "Type"),
        (json!({"Type": "String", "Default": []}), "Default"),
        (json!({"Type": "String", "AllowedValues": [[]]}), "AllowedValues"),
        (json!({"Type": "String", "MinLength": -1}), "MinLength"),
        (json!({"Type": "String", "NoEcho": "yes"}), "NoEcho"),
        (json!({"Type": "String", "Deafult": ""}), "Deafult"),
    ] {
        wrong(again::<Parameter>(&json), key);
    }
    wrong(again::<Output>(&json!({"Description": "d"})), "Value");
    wrong(again::<Output>(&json!({"Value": 1, "Export": {"Nme": 1}})), "Export");
    wrong(again::<Rule>(&json!({"Assertions": {}})), "Assertions");
    wrong(again::<Condition>(&json!({"Fn::If": []})), "");
}

/// JSON in which lists with names, functions and directives are frequent.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0..3u8).prop_map(Value::from),
        "[ab]".prop_map(Value::from),
        Just(json!({"Ref": "X"})),
        Just(json!({"$patch": "replace"})),
        Just(json!({"$patch": "delete"})),
    ];
    let name = prop_oneof![
        Just("Name"),
        Just("Environment"),
        Just("PortMappings"),
        Just("ContainerPort"),
        Just("DependsOn"),
        Just("a"),
    ];
    leaf.prop_recursive(4, 40, 5, move |inner| {
        let word = prop_oneof![Just("replace"), Just("delete"), Just("merge")];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            // A function stands alone in its mapping.
            prop::collection::vec(inner.clone(), 0..3).prop_map(|list| json!({"Fn::If": list})),
            (prop::collection::vec((name.clone(), inner), 0..5), prop::option::weighted(0.2, word)).prop_map(
                |(entries, word)| {
                    let entries = entries.into_iter().map(|(key, value)| (key.to_owned(), value));
                    let word = word.map(|word| ("$patch".to_owned(), json!(word)));
                    Value::Object(entries.chain(word).collect())
                }
            ),
        ]
    })
}

/// Whether a template may hold it: nothing is null, and nothing is a directive.
fn template() -> impl Strategy<Value = Value> {
    any_json().prop_map(|value| lay(None, &value, "").0.unwrap_or_default())
}

#[test]
fn an_item_whose_name_is_taken_away_has_none() {
    for name in [json!(null), json!({"$patch": "delete"})] {
        let overlay = json!({"Environment": [{"Name": name}]});
        let once = lay(Some(&Value::Null), &overlay, "");
        assert_eq!(lay(once.0.as_ref(), &overlay, "").0, once.0);
    }
}

proptest! {
    #[test]
    fn twice_is_once(base in template(), overlay in any_json()) {
        let once = lay(Some(&base), &overlay, "");
        let twice = lay(once.0.as_ref(), &overlay, "");
        prop_assert_eq!(&once.0, &twice.0);
    }

    #[test]
    fn an_empty_overlay_changes_nothing(base in template()) {
        if base.as_object().is_some_and(|map| map.len() != 1) {
            let (value, changed, said) = lay(Some(&base), &json!({}), "");
            prop_assert_eq!((value, changed, said), (Some(base), false, vec![]));
        }
    }

    #[test]
    fn it_is_said_to_change_when_it_does(base in template(), overlay in any_json()) {
        let (value, changed, said) = lay(Some(&base), &overlay, "");
        if said.is_empty() {
            prop_assert_eq!(changed, value.as_ref() != Some(&base));
        }
    }

    #[test]
    fn a_scalar_wins(base in template(), scalar in "[a-z]{0,3}") {
        prop_assert_eq!(laid(&base, &json!(scalar)), json!(scalar));
    }
}
