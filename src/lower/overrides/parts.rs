//! JSON → the parts of a template: what CloudFormation takes in each, before CloudFormation is asked.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html>

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::cfn::{
    Assertion, Condition, DeletionPolicy, Export, LogicalId, Output, Parameter, ParameterType, Resource,
    Rule, RuleExpression, Text,
};

/// Why JSON is not such a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// An attribute that must be there.
    Missing(&'static str),
    /// An attribute (the part itself, if it is empty) that should be something else.
    Wrong(&'static str, &'static str),
    /// An attribute that there is not, and those that there are.
    Unknown(String, &'static [&'static str]),
}

/// Something with a logical id.
pub(super) trait Part: Serialize + Sized {
    /// The section that holds it.
    const SECTION: &'static str;
    /// Its name in messages.
    const WORD: &'static str;
    /// The attribute without which there is none; empty if there is no such.
    const NEEDS: &'static str;

    /// Reads it.
    fn read(map: Map<String, Value>) -> Result<Self, Fault>;
}

/// The parts of a section.
pub(super) type Parts<T> = IndexMap<LogicalId, T>;

impl Part for Resource {
    const SECTION: &'static str = "Resources";
    const WORD: &'static str = "resource";
    const NEEDS: &'static str = "Type";

    fn read(mut map: Map<String, Value>) -> Result<Self, Fault> {
        const ALL: &[&str] = &[
            "Type",
            "Properties",
            "DependsOn",
            "Condition",
            "Metadata",
            "DeletionPolicy",
            "UpdateReplacePolicy",
            "CreationPolicy",
            "UpdatePolicy",
        ];
        let type_name = text(&mut map, "Type")?.ok_or(Fault::Missing("Type"))?;
        let properties = mapping(&mut map, "Properties")?;
        let mut resource = Self::untyped(type_name, properties.into());
        resource.condition = id(&mut map, "Condition")?;
        resource.depends_on = ids(map.shift_remove("DependsOn"))?;
        resource.metadata = mapping(&mut map, "Metadata")?.into();
        resource.deletion_policy = policy(&mut map, "DeletionPolicy")?;
        resource.update_replace_policy = policy(&mut map, "UpdateReplacePolicy")?;
        resource.other = rest(map, ALL)?.into();
        Ok(resource)
    }
}

impl Part for Parameter {
    const SECTION: &'static str = "Parameters";
    const WORD: &'static str = "parameter";
    const NEEDS: &'static str = "Type";

    fn read(mut map: Map<String, Value>) -> Result<Self, Fault> {
        const ALL: &[&str] = &[
            "Type",
            "Default",
            "AllowedValues",
            "AllowedPattern",
            "MinLength",
            "MaxLength",
            "MinValue",
            "MaxValue",
            "ConstraintDescription",
            "NoEcho",
            "Description",
        ];
        let type_name = text(&mut map, "Type")?.ok_or(Fault::Missing("Type"))?;
        let mut parameter = Self::new(parameter_type(&type_name), "");
        parameter.default = map
            .shift_remove("Default")
            .map(|value| scalar(&value).ok_or(Fault::Wrong("Default", "a text or a number")))
            .transpose()?;
        parameter.allowed_values = match map.shift_remove("AllowedValues") {
            Some(Value::Array(values)) => values.iter().map(scalar).collect(),
            Some(_) => None,
            None => Some(Vec::new()),
        }
        .ok_or(Fault::Wrong("AllowedValues", "a list of texts or numbers"))?;
        parameter.allowed_pattern = text(&mut map, "AllowedPattern")?;
        parameter.min_length = length(&mut map, "MinLength")?;
        parameter.max_length = length(&mut map, "MaxLength")?;
        parameter.constraint_description = text(&mut map, "ConstraintDescription")?;
        parameter.description = text(&mut map, "Description")?;
        parameter.no_echo = match map.shift_remove("NoEcho") {
            Some(Value::Bool(hidden)) => Some(hidden),
            Some(Value::String(word)) if word == "true" || word == "false" => Some(word == "true"),
            Some(_) => return Err(Fault::Wrong("NoEcho", "`true` or `false`")),
            None => None,
        };
        parameter.other = rest(map, ALL)?.into();
        Ok(parameter)
    }
}

impl Part for Output {
    const SECTION: &'static str = "Outputs";
    const WORD: &'static str = "output";
    const NEEDS: &'static str = "Value";

    fn read(mut map: Map<String, Value>) -> Result<Self, Fault> {
        let value = map.shift_remove("Value").ok_or(Fault::Missing("Value"))?;
        let export = match map.shift_remove("Export") {
            Some(Value::Object(mut export)) => {
                let name = export.shift_remove("Name").filter(|_| export.is_empty());
                let name = name.ok_or(Fault::Wrong("Export", "a mapping with `Name` only"))?;
                Some(Export { name: Text::Raw(name.into()) })
            }
            Some(_) => return Err(Fault::Wrong("Export", "a mapping with `Name` only")),
            None => None,
        };
        let condition = id(&mut map, "Condition")?;
        let description = text(&mut map, "Description")?;
        rest(map, &["Value", "Export", "Condition", "Description"])?;
        Ok(Self { condition, description, value: Text::Raw(value.into()), export })
    }
}

impl Part for Condition {
    const SECTION: &'static str = "Conditions";
    const WORD: &'static str = "condition";
    const NEEDS: &'static str = "";

    fn read(map: Map<String, Value>) -> Result<Self, Fault> {
        let is_function = map.len() == 1
            && map.keys().all(|key| {
                ["Fn::And", "Fn::Equals", "Fn::Not", "Fn::Or", "Condition"].contains(&key.as_str())
            });
        if is_function { Ok(Self::Raw(map.into())) } else { Err(Fault::Wrong("", CONDITION)) }
    }
}

const CONDITION: &str = "one of the functions `!Equals`, `!And`, `!Or`, `!Not` and `!Condition`";

impl Part for Rule {
    const SECTION: &'static str = "Rules";
    const WORD: &'static str = "rule";
    const NEEDS: &'static str = "Assertions";

    fn read(mut map: Map<String, Value>) -> Result<Self, Fault> {
        const WRONG: Fault =
            Fault::Wrong("Assertions", "a list of mappings with `Assert` and `AssertDescription`");
        let expression = |value: Value| RuleExpression::Condition(Condition::Raw(value.into()));
        let Some(Value::Array(list)) = map.shift_remove("Assertions") else { return Err(WRONG) };
        let mut assertions = Vec::new();
        for item in list {
            let Value::Object(mut item) = item else { return Err(WRONG) };
            let assert = item.shift_remove("Assert").map(expression).ok_or(WRONG)?;
            let description = item.shift_remove("AssertDescription");
            let assert_description = description.as_ref().map_or(Some(String::new()), scalar).ok_or(WRONG)?;
            assertions.push(Assertion { assert, assert_description });
        }
        let rule_condition = map.shift_remove("RuleCondition").map(expression);
        rest(map, &["Assertions", "RuleCondition"])?;
        Ok(Self { rule_condition, assertions })
    }
}

/// The type of this name.
fn parameter_type(name: &str) -> ParameterType {
    match name {
        "String" => ParameterType::String,
        "Number" => ParameterType::Number,
        "CommaDelimitedList" => ParameterType::CommaDelimitedList,
        "AWS::EC2::VPC::Id" => ParameterType::VpcId,
        "AWS::EC2::Subnet::Id" => ParameterType::SubnetId,
        "List<AWS::EC2::Subnet::Id>" => ParameterType::SubnetIds,
        "AWS::EC2::SecurityGroup::Id" => ParameterType::SecurityGroupId,
        "List<AWS::EC2::SecurityGroup::Id>" => ParameterType::SecurityGroupIds,
        other => ParameterType::Other(other.to_owned()),
    }
}

fn text(map: &mut Map<String, Value>, key: &'static str) -> Result<Option<String>, Fault> {
    match map.shift_remove(key) {
        Some(Value::String(text)) if !text.is_empty() => Ok(Some(text)),
        Some(_) => Err(Fault::Wrong(key, "text")),
        None => Ok(None),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn length(map: &mut Map<String, Value>, key: &'static str) -> Result<Option<u32>, Fault> {
    let Some(value) = map.shift_remove(key) else { return Ok(None) };
    let number = scalar(&value).and_then(|text| text.parse().ok());
    number.map(Some).ok_or(Fault::Wrong(key, "a whole number"))
}

fn mapping(map: &mut Map<String, Value>, key: &'static str) -> Result<Map<String, Value>, Fault> {
    match map.shift_remove(key) {
        Some(Value::Object(inner)) => Ok(inner),
        Some(_) => Err(Fault::Wrong(key, "a mapping")),
        None => Ok(Map::new()),
    }
}

fn id(map: &mut Map<String, Value>, key: &'static str) -> Result<Option<LogicalId>, Fault> {
    let Some(value) = map.shift_remove(key) else { return Ok(None) };
    logical_id(&value).map(Some).ok_or(Fault::Wrong(key, "a logical id"))
}

fn ids(value: Option<Value>) -> Result<Vec<LogicalId>, Fault> {
    let list = match value {
        Some(Value::Array(list)) => list,
        Some(one) => vec![one],
        None => Vec::new(),
    };
    let ids: Option<Vec<_>> = list.iter().map(logical_id).collect();
    ids.ok_or(Fault::Wrong("DependsOn", "logical ids"))
}

fn logical_id(value: &Value) -> Option<LogicalId> {
    value.as_str().and_then(|text| LogicalId::new(text).ok())
}

/// A word; what is no text stays where it is, for a transform to read.
fn policy(map: &mut Map<String, Value>, key: &'static str) -> Result<Option<DeletionPolicy>, Fault> {
    let Some(word) = map.get(key).and_then(Value::as_str) else { return Ok(None) };
    let policy = match word {
        "Delete" => DeletionPolicy::Delete,
        "Retain" => DeletionPolicy::Retain,
        "RetainExceptOnCreate" => DeletionPolicy::RetainExceptOnCreate,
        "Snapshot" => DeletionPolicy::Snapshot,
        _ => return Err(Fault::Wrong(key, "`Delete`, `Retain`, `RetainExceptOnCreate` or `Snapshot`")),
    };
    map.shift_remove(key);
    Ok(Some(policy))
}

/// The rest, all of which must be among the known attributes.
fn rest(map: Map<String, Value>, known: &'static [&'static str]) -> Result<Map<String, Value>, Fault> {
    match map.keys().find(|key| !known.contains(&key.as_str())) {
        Some(unknown) => Err(Fault::Unknown(unknown.clone(), known)),
        None => Ok(map),
    }
}
