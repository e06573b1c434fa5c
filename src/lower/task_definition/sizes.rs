//! Sizes that follow from variables of deploy time, each with a fixed set of values. Compose: `cpus`,
//! `mem_limit`, `mem_reservation`, `deploy.resources`, with `x-aws-variables`. CloudFormation: `Mappings`.
//!
//! Decisions
//! - What follows from each value is computed here and stands in a mapping: CloudFormation cannot compute,
//!   and a size that Fargate does not sell would fail when the stack is deployed.
//! - `Fn::FindInMap` has two keys. Of one variable the second is the property; of two each property has a
//!   mapping of its own, in which the second variable is the second key; more cannot be looked up
//!   (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-findinmap.html>).

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::cfn::{LogicalId, Text, Value};
use crate::compose::{self, DeployVariable};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Spanned;

use super::super::context::Lowering;
use super::super::names::{self, variable_id};

/// A value for each variable, by name.
pub(super) type Values = BTreeMap<String, String>;

/// Looks up what follows from the values of variables: the properties by name, as `of` has them for each
/// choice of values. None where nothing depends on a variable, or where that cannot be looked up, which is
/// reported.
pub(super) fn looked_up<T>(
    cx: &mut Lowering<'_>,
    (service, what): (&Spanned<String>, &str),
    variables: &[Spanned<String>],
    properties: &[&str],
    of: &mut dyn FnMut(&mut Lowering<'_>, &Values) -> Option<Vec<Json>>,
) -> Option<Vec<Value<T>>> {
    let mut used: Vec<&Spanned<String>> = Vec::new();
    for name in variables {
        if used.iter().all(|known| known.value != name.value) {
            used.push(name);
        }
    }
    let known = |name: &Spanned<String>| {
        let variable = cx.project.extensions.variables.iter().find(|it| it.name.value == name.value)?;
        Some((variable.clone(), variable_id(&name.value)?))
    };
    let found: Vec<(DeployVariable, LogicalId)> = used.iter().filter_map(|name| known(name)).collect();
    let name = || names::mapping(service, what);
    match found.as_slice() {
        [] => None,
        [(variable, id)] => {
            let name = name();
            check_keys(cx, variable, is_first_key);
            let mut mapping = Map::new();
            for value in &variable.allowed {
                let values = Values::from([(variable.name.value.clone(), value.clone())]);
                let row = of(cx, &values)?;
                let row = properties.iter().map(|name| (*name).to_owned()).zip(row).collect();
                mapping.insert(value.clone(), Json::Object(row));
            }
            add(cx, &name, mapping);
            Some(properties.iter().map(|property| Value::in_map(&name, id, &(*property).into())).collect())
        }
        [one, other] => {
            let name = name();
            // The second key has letters and digits only.
            let fits = |(variable, _): &&(DeployVariable, LogicalId)| {
                variable.allowed.iter().all(|it| is_second_key(it))
            };
            let (first, second) = if fits(&other) { (one, other) } else { (other, one) };
            check_keys(cx, &first.0, is_first_key);
            check_keys(cx, &second.0, is_second_key);
            let mut mappings: Vec<Map<String, Json>> = properties.iter().map(|_| Map::new()).collect();
            for value in &first.0.allowed {
                let mut rows: Vec<Map<String, Json>> = properties.iter().map(|_| Map::new()).collect();
                for further in &second.0.allowed {
                    let pairs = [(&first.0, value), (&second.0, further)];
                    let values =
                        pairs.map(|(variable, value)| (variable.name.value.clone(), value.clone())).into();
                    for (row, found) in rows.iter_mut().zip(of(cx, &values)?) {
                        row.insert(further.clone(), found);
                    }
                }
                for (mapping, row) in mappings.iter_mut().zip(rows) {
                    mapping.insert(value.clone(), Json::Object(row));
                }
            }
            let mut looked_up = Vec::new();
            for (property, mapping) in properties.iter().zip(mappings) {
                let name = format!("{name}{property}");
                add(cx, &name, mapping);
                looked_up.push(Value::in_map(&name, &first.1, &Text::reference(&second.1)));
            }
            Some(looked_up)
        }
        _ => {
            cx.report(too_many(service, &used));
            None
        }
    }
}

/// A service with the amounts that follow from values of variables.
pub(super) fn with(service: &compose::Service, values: &Values) -> compose::Service {
    let mut sized = service.clone();
    let planned = service.size_variables.clone();
    sized.set_sizes(&|name| values.get(name).cloned());
    // A variable that is not among them keeps what was planned.
    let keep =
        |name: &Option<Spanned<String>>| name.as_ref().is_none_or(|name| !values.contains_key(&name.value));
    let (limits, reservations) = (&service.deploy.limits, &service.deploy.reservations);
    if keep(&planned.cpu_limit) {
        sized.deploy.limits.cpus.clone_from(&limits.cpus);
    }
    if keep(&planned.cpu_reservation) {
        sized.deploy.reservations.cpus.clone_from(&reservations.cpus);
    }
    if keep(&planned.memory_limit) {
        sized.deploy.limits.memory.clone_from(&limits.memory);
    }
    if keep(&planned.memory_reservation) {
        sized.deploy.reservations.memory.clone_from(&reservations.memory);
    }
    sized
}

fn add(cx: &mut Lowering<'_>, name: &str, mapping: Map<String, Json>) {
    let (template, ..) = cx.open();
    let mappings = template.further.entry("Mappings".to_owned()).or_insert_with(|| Json::Object(Map::new()));
    if let Some(mappings) = mappings.as_object_mut() {
        mappings.insert(name.to_owned(), Json::Object(mapping));
    }
}

fn is_first_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
}

fn is_second_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric())
}

fn check_keys(cx: &mut Lowering<'_>, variable: &DeployVariable, fits: fn(&str) -> bool) {
    if let Some(bad) = variable.allowed.iter().find(|text| !fits(text)) {
        let message = format!("`{}` cannot be looked up in a mapping", bad.escape_debug());
        let name = &variable.name;
        cx.report(Diagnostic::new(Code::VariablePlace, message).label(name.loc, "one of its values").help(
            "a mapping has keys of letters and digits, the first one dots too: write `512m` or `1536m`, not `1.5g`; of two \
             variables one may have dots",
        ));
    }
}

fn too_many(service: &Spanned<String>, used: &[&Spanned<String>]) -> Diagnostic {
    let name = &service.value;
    let message = format!("the size of the task of `{name}` depends on {} variables", used.len());
    let mut diagnostic = Diagnostic::new(Code::VariablePlace, message);
    for variable in used.iter().take(3) {
        diagnostic = diagnostic.label(variable.loc, format!("on `{}`", variable.value));
    }
    diagnostic.help("CloudFormation looks a size up by two at most: use the same variable for several amounts, or write some of them")
}
