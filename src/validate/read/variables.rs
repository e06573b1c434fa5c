//! `x-aws-variables`: the variables that get their value when the stack is deployed.
//!
//! The key says which they are; what their uses say of them, interpolation has gathered.

use regex::Regex;

use super::given::Given;
use super::scalar::{Shape, read_clean, to_text};
use crate::compose::{DeployVariable, EnvFile, Project, VariableKind, VariableUse};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::bytes::ByteSize;
use crate::grammar::{deferred, number};
use crate::source::{Loc, Spanned};
use crate::tree::{Map, Node};

/// Reads the key of the top level, sorted by name. A name that no variable can have is used nowhere, and
/// reported as such.
pub(super) fn read(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Vec<DeployVariable> {
    let Some(node) = key.validated() else { return Vec::new() };
    let listed = node.as_list().unwrap_or_default().iter().filter_map(to_text);
    let mut found: Vec<DeployVariable> = listed.map(|name| plain(name, VariableKind::Text)).collect();
    for (name, loc, value) in node.as_map().into_iter().flat_map(Map::iter) {
        let name = Spanned::new(name.to_owned(), loc);
        if value.as_map().is_some() {
            found.extend(read_long(name, value, diagnostics));
        } else {
            match value.as_text() {
                Some("secret") => found.push(plain(name, VariableKind::Secret)),
                Some("value") => {}
                _ => found.push(plain(name, VariableKind::Text)),
            }
        }
    }
    found.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    found.dedup_by(|a, b| a.name.value == b.name.value);
    found
}

/// The variable that is the whole of a number.
pub(super) fn of_number(node: Option<&Node>) -> Option<Spanned<String>> {
    let node = node?;
    Some(Spanned::new(deferred::sole(node.as_text()?)?.to_owned(), node.loc))
}

/// Completes the variables of a project by those that hold credentials, by env_files (and whether nobody
/// asked for that), by what their uses say, and its numbers by their defaults.
pub(super) fn bind(
    project: &mut Project,
    implied: Vec<Spanned<String>>,
    files: Vec<(Spanned<String>, EnvFile, bool)>,
    uses: &dyn Fn(&str) -> Option<VariableUse>,
    diagnostics: &mut Diagnostics,
) {
    let variables = &mut project.extensions.variables;
    for name in implied {
        variables.push(DeployVariable { is_implied: true, ..plain(name, VariableKind::Secret) });
    }
    variables.sort_unstable_by(|a, b| a.name.value.cmp(&b.name.value));
    // One that nothing uses is reported where that is found out, and is no parameter.
    variables.retain(|variable| uses(&variable.name.value).is_some());
    for variable in variables.iter_mut() {
        let usage = uses(&variable.name.value).unwrap_or_default();
        if variable.kind != VariableKind::Secret && variable.default.is_none() {
            variable.default = usage.default;
        }
        variable.without = usage.without;
        variable.is_choice = usage.is_choice;
        variable.instead_of = usage.instead_of;
        // A default that is empty says that nothing is a value as well.
        variable.not_empty =
            usage.empty_is_unset && variable.default.as_ref().is_none_or(|default| !default.value.is_empty());
    }
    for (name, file, is_implied) in files {
        variables.push(DeployVariable { is_implied, file: Some(file), ..plain(name, VariableKind::Secret) });
    }
    for service in &mut project.services {
        let Some(name) = &service.replicas_variable else { continue };
        let Some(variable) = variables.iter_mut().find(|variable| variable.name.value == name.value) else {
            continue;
        };
        variable.kind = VariableKind::Number;
        // Decisions about the number before it is known go by its default.
        let planned = variable.default.as_ref().map_or(Some(1), |default| default.value.trim().parse().ok());
        service.deploy.replicas = planned.map(|number| Spanned::new(number, name.loc));
    }
    for service in &mut project.services {
        let sizes = service.size_variables.clone();
        for (name, is_cpu) in sizes.cpu().map(|it| (it, true)).chain(sizes.memory().map(|it| (it, false))) {
            let variable = variables.iter().find(|variable| variable.name.value == name.value);
            diagnostics.extend(variable.and_then(|variable| bad_amount(variable, is_cpu)));
        }
        // All that is decided by the size goes by the default, or else by the first value.
        service.set_sizes(&|name| {
            let variable = variables.iter().find(|variable| variable.name.value == name)?;
            let default = variable.default.as_ref().map(|default| &default.value);
            default.filter(|default| variable.allowed.contains(default)).or(variable.allowed.first()).cloned()
        });
    }
    for variable in variables {
        check(variable, diagnostics);
    }
}

/// Reports a value of a fixed set that is no amount of CPUs or memory.
fn bad_amount(variable: &DeployVariable, is_cpu: bool) -> Option<Diagnostic> {
    let (what, example) = if is_cpu { ("of CPUs", "0.5") } else { ("of memory", "512m") };
    let is_amount = |text: &String| {
        if is_cpu {
            number::parse_float(text).is_some_and(|cpus| cpus.is_finite() && cpus > 0.0)
        } else {
            ByteSize::parse(text).is_ok_and(|size| size.as_bytes() > 0)
        }
    };
    let bad = variable.allowed.iter().find(|text| !is_amount(text))?;
    let name = &variable.name;
    let message =
        format!("`{}` in `allowed` of the variable `{}` is no amount {what}", bad.escape_debug(), name.value);
    Some(
        Diagnostic::new(Code::BadCast, message)
            .at(name.loc)
            .help(format!("write amounts, such as `{example}`")),
    )
}

fn plain(name: Spanned<String>, kind: VariableKind) -> DeployVariable {
    DeployVariable {
        name,
        kind,
        default: None,
        pattern: None,
        allowed: Vec::new(),
        description: None,
        not_empty: false,
        without: None,
        is_implied: false,
        is_choice: false,
        instead_of: Vec::new(),
        file: None,
    }
}

fn read_long(name: Spanned<String>, node: &Node, diagnostics: &mut Diagnostics) -> Option<DeployVariable> {
    let kind = match node.get("type").and_then(Node::as_text) {
        Some("number") => VariableKind::Number,
        Some("secret") => VariableKind::Secret,
        _ => VariableKind::Text,
    };
    let mut text = |key: &str| {
        let text = node.get(key).and_then(to_text)?;
        read_clean(text, Shape::Lines, &format!("`{key}`"), diagnostics)
    };
    let (default, pattern, description) = (text("default"), text("pattern"), text("description"));
    let given = |text: Option<Spanned<String>>| text.map(|text| text.value).filter(|text| !text.is_empty());
    let allowed = node.get("allowed").and_then(Node::as_list).unwrap_or_default();
    let told = default.as_ref().map(|default| default.loc).or(allowed.first().map(|value| value.loc));
    if let Some(loc) = told.filter(|_| kind == VariableKind::Secret) {
        diagnostics.push(secret_told(&name, loc));
        return None;
    }
    Some(DeployVariable {
        default,
        pattern: given(pattern),
        description: given(description),
        allowed: allowed.iter().filter_map(to_text).map(|text| text.value).collect(),
        ..plain(name, kind)
    })
}

/// Reports a default that CloudFormation refuses.
fn check(variable: &DeployVariable, diagnostics: &mut Diagnostics) {
    let DeployVariable { name, kind, default: Some(default), pattern, allowed, .. } = variable else {
        return;
    };
    let text = &default.value;
    let pattern = pattern.as_ref().and_then(|pattern| Regex::new(&format!("^(?:{pattern})$")).ok());
    let fault = if *kind == VariableKind::Number && text.trim().parse::<f64>().is_err() {
        "is not a number"
    } else if !allowed.is_empty() && !allowed.contains(text) {
        "is not among the values that are `allowed`"
    } else if pattern.is_some_and(|pattern| !pattern.is_match(text)) {
        "does not match the `pattern`"
    } else {
        return;
    };
    let message = format!("the default of the variable `{}` {fault}", name.value);
    diagnostics.push(
        Diagnostic::new(Code::BadCast, message)
            .label(default.loc, "the default")
            .label(name.loc, "what it must be")
            .help("write a default that the parameter takes, or none"),
    );
}

fn secret_told(name: &Spanned<String>, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::SecretPlace, format!("values of the secret `{}` are in the file", name.value))
        .at(loc)
        .help("remove `default` and `allowed`: they would stand in the template for all to read")
}
