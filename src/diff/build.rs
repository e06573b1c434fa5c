//! Two templates → the model of an update.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::behavior::{self, Kind};
use super::compare::{Action, Comparison, STACK, at, compare};
use super::evaluate::{Resources, evaluate, made_up, plain, section, text};
use super::items::{Difference, differences, same};
use super::mask::masked;
use super::model::{Change, Detail, Diff, Effect, Side, SourceLine};
use super::parameter_changes::{self, behind};
use super::{field, groups, hazards, renames};
use crate::diagnostic::Credentials;

const TASK_DEFINITION: &str = "AWS::ECS::TaskDefinition";
/// Sections whose changes the resources show, or that mean nothing to AWS.
const SHOWN: [&str; 6] = ["Resources", "Parameters", "Outputs", "Conditions", "Metadata", "Mappings"];

/// Compares two templates, with what their parameters are given, and the defaults of the others.
pub fn diff(old: &Side, new: &Side) -> Diff {
    let (before, after) = (resources(old), resources(new));
    let groups = groups::groups_of(&before, &after);
    let comparison = compare(before, &after);
    let credentials = [known_credentials(old), known_credentials(new)];
    let builder = Builder { old, new, credentials, comparison: &comparison, groups: &groups };
    let certain = builder.certain();
    let mut changes: Vec<Change> =
        comparison.actions.iter().filter_map(|(id, action)| builder.change(id, action, &certain)).collect();
    builder.attributes(&mut changes);
    builder.undecided(&mut changes);
    changes.sort_unstable_by(|one, other| {
        (&one.group, one.effect, &one.id).cmp(&(&other.group, other.effect, &other.id))
    });
    let mut diff = Diff {
        changes,
        parameters: parameter_changes::changes(old, new),
        outputs: outputs(&old.template, &new.template),
        sections: sections(&old.template, &new.template),
        renames: renames::find(&comparison, &groups),
        hazards: Vec::new(),
    };
    diff.hazards = hazards::find(&diff, &comparison, old, new, &groups);
    diff
}

/// The credentials of a side: the variables that it was made with, and the values of its parameters.
fn known_credentials(side: &Side) -> Credentials {
    let defaults = section(&side.template, "Parameters");
    let defaults = defaults.filter_map(|(name, it)| Some((name.clone(), text(it.get("Default")?))));
    let mut values: BTreeMap<String, String> = defaults.collect();
    values.extend(side.given.clone());
    let mut credentials = side.credentials.clone();
    credentials.learn(&values);
    credentials
}

/// The resources of a side, each in its nested stack.
fn resources(side: &Side) -> Resources {
    let mut resources = evaluate(&side.template, &side.given);
    for (id, stack) in &side.stacks {
        if let Some(resource) = resources.get_mut(id) {
            resource.stack.clone_from(stack);
        }
    }
    resources
}

struct Builder<'a> {
    old: &'a Side,
    new: &'a Side,
    /// The credentials that neither side shows.
    credentials: [Credentials; 2],
    comparison: &'a Comparison,
    groups: &'a BTreeMap<String, String>,
}

impl Builder<'_> {
    /// The resources that are replaced whatever the parameters are.
    fn certain(&self) -> BTreeSet<String> {
        let mut certain: BTreeSet<String> = BTreeSet::new();
        loop {
            let count = certain.len();
            for (id, action) in &self.comparison.actions {
                let Action::Replace(because) = action else { continue };
                if because.iter().any(|path| self.is_certain(id, path, &certain)) {
                    certain.insert(id.clone());
                }
            }
            if certain.len() == count {
                return certain;
            }
        }
    }

    fn is_certain(&self, id: &str, path: &str, certain: &BTreeSet<String>) -> bool {
        let (Some(before), Some(after)) = (self.comparison.old.get(id), self.comparison.new.get(id)) else {
            return false;
        };
        if path == STACK {
            return true;
        }
        let conditional = behavior::changes_of(&before.kind)
            .any(|(kind, other)| kind == Kind::Conditional && other == path);
        let now = at(&after.properties, path);
        let follows = plain_all(&now) == plain_all(&at(&before.properties, path));
        let depends = if follows {
            // The value is another only because what it refers to is made anew.
            let ids = now.iter().flat_map(|value| super::evaluate::referenced(value));
            let mut anew = ids.filter(|id| id.ends_with('*'));
            !anew.any(|id| certain.contains(super::compare::plain(&id)))
        } else {
            let top = path.split('/').next().unwrap_or(path);
            let raw = |side: &Side| behind(side, field(properties(&side.template, id), top));
            !raw(self.old).is_empty() || !raw(self.new).is_empty()
        };
        !conditional && !depends
    }

    fn change(&self, id: &str, action: &Action, certain: &BTreeSet<String>) -> Option<Change> {
        let (old, new) = (self.comparison.old.get(id), self.comparison.new.get(id));
        let kind = new.or(old)?.kind.clone();
        let (effect, because) = match action {
            Action::Add => (Effect::Add, &[][..]),
            Action::Remove => (Effect::Remove, &[][..]),
            Action::Keep => (Effect::Keep, &[][..]),
            Action::Change(_) => (Effect::Update, &[][..]),
            Action::Replace(because) if kind == TASK_DEFINITION => (Effect::Revision, because.as_slice()),
            Action::Replace(because) if certain.contains(id) => (Effect::Replace, because.as_slice()),
            Action::Replace(because) => (Effect::MayReplace, because.as_slice()),
        };
        let group = self.groups.get(id).cloned().unwrap_or_default();
        let mut details = Vec::new();
        if let (Some(old), Some(new)) = (old, new) {
            let mut found = differences(Some(&old.properties), Some(&new.properties), "");
            if old.kind != new.kind {
                let (old, new) = (Some(old.kind.clone().into()), Some(new.kind.clone().into()));
                found.insert(0, Difference { path: "Type".to_owned(), old, new });
            }
            if old.stack != new.stack {
                let named = |stack: &str| (!stack.is_empty()).then(|| stack.into());
                let (old, new) = (named(&old.stack), named(&new.stack));
                found.insert(0, Difference { path: STACK.to_owned(), old, new });
            }
            details = found.into_iter().map(|found| self.detail(found, &kind, &group, because)).collect();
            if details.is_empty() {
                return None;
            }
        }
        let depends = if effect == Effect::MayReplace { self.depends(id, because) } else { Vec::new() };
        let is_echo = !details.is_empty()
            && details.iter().all(|detail| detail.is_echo)
            && matches!(effect, Effect::Update | Effect::Revision);
        Some(Change { id: id.to_owned(), kind, group, effect, details, depends, is_echo })
    }

    fn depends(&self, id: &str, because: &[String]) -> Vec<String> {
        let mut all = BTreeSet::new();
        for side in [self.old, self.new] {
            for path in because {
                let top = path.split('/').next().unwrap_or(path);
                all.extend(behind(side, field(properties(&side.template, id), top)));
            }
        }
        all.into_iter().collect()
    }

    fn detail(&self, found: Difference, kind: &str, group: &str, because: &[String]) -> Detail {
        let Difference { path, old, new } = found;
        let is_echo = match (&old, &new) {
            (Some(old), Some(new)) => plain(old) == plain(new),
            _ => false,
        } || is_tag(&path);
        let steps = slashed(&path);
        let under = |outer: &String| {
            let outer = outer.replace("/*", "");
            steps == outer || steps.starts_with(&format!("{outer}/"))
        };
        // A value that was a part of the template may be a credential that only the other side knows.
        let [of_old, of_new] = &self.credentials;
        let hidden = |value: Option<Value>| {
            let value = named(&value?, is_echo);
            Some(masked(&masked(&value, &path, of_old), &path, of_new))
        };
        Detail {
            replaces: because.iter().any(under) && kind != TASK_DEFINITION,
            interrupts: behavior::interrupts(kind, &steps),
            is_echo,
            place: self.place(group, &path, new.is_none()),
            old: hidden(old),
            new: hidden(new),
            path,
        }
    }

    /// The place of what caused a change, in the files after it, or in those before it for what is gone.
    fn place(&self, group: &str, path: &str, is_gone: bool) -> Option<SourceLine> {
        let attribute = attribute(path);
        let sides = if is_gone { [self.old, self.new] } else { [self.new, self.old] };
        let keys = [attribute, ""].map(|attribute| (group.to_owned(), attribute.to_owned()));
        keys.iter().find_map(|key| sides.iter().find_map(|side| side.places.get(key))).cloned()
    }

    /// Attributes besides properties, such as `DeletionPolicy`.
    fn attributes(&self, changes: &mut Vec<Change>) {
        for (id, new) in &self.comparison.new {
            let Some(old) = self.comparison.old.get(id) else { continue };
            let (before, after) =
                (Value::Object(old.attributes.clone()), Value::Object(new.attributes.clone()));
            let group = self.groups.get(id).cloned().unwrap_or_default();
            let found = differences(Some(&before), Some(&after), "");
            let details: Vec<Detail> =
                found.into_iter().map(|found| self.detail(found, &new.kind, &group, &[])).collect();
            if details.is_empty() {
                continue;
            }
            if let Some(change) = changes.iter_mut().find(|change| change.id == *id) {
                change.details.extend(details);
                change.is_echo = false;
            } else {
                changes.push(Change {
                    id: id.clone(),
                    kind: new.kind.clone(),
                    group,
                    effect: Effect::Update,
                    details,
                    depends: Vec::new(),
                    is_echo: false,
                });
            }
        }
    }

    /// Adds resources that are the same with the defaults of the parameters and may differ with other values.
    fn undecided(&self, changes: &mut Vec<Change>) {
        let known: BTreeSet<String> = changes.iter().map(|change| change.id.clone()).collect();
        let old: BTreeMap<&String, &Value> = section(&self.old.template, "Resources").collect();
        let new: BTreeMap<&String, &Value> = section(&self.new.template, "Resources").collect();
        for id in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
            let (before, after) = (old.get(*id).copied(), new.get(*id).copied());
            let of = |raw: Option<&Value>, side: &Side| {
                let mut all = raw.map(|raw| behind(side, raw)).unwrap_or_default();
                let name = raw.and_then(|raw| raw.get("Condition")).and_then(Value::as_str);
                all.extend(name.map(|name| parameter_changes::of_condition(side, name)).unwrap_or_default());
                all
            };
            let depends: BTreeSet<String> =
                of(before, self.old).into_iter().chain(of(after, self.new)).collect();
            let raw = |raw: Option<&Value>, name: &str| raw.map(|raw| field(raw, name).clone());
            let equal = ["Properties", "Condition"].iter().all(|name| raw(before, name) == raw(after, name));
            if equal || depends.is_empty() || known.contains(*id) {
                continue;
            }
            let found = match (before, after) {
                (Some(before), Some(after)) => {
                    differences(Some(field(before, "Properties")), Some(field(after, "Properties")), "")
                }
                _ => Vec::new(),
            };
            let group = self.groups.get(*id).cloned().unwrap_or_default();
            let kind = text(field(after.or(before).unwrap_or(&Value::Null), "Type"));
            let details = found.into_iter().map(|found| self.detail(found, &kind, &group, &[])).collect();
            changes.push(Change {
                id: (*id).clone(),
                kind,
                group,
                effect: Effect::Depends,
                details,
                depends: depends.into_iter().collect(),
                is_echo: false,
            });
        }
    }
}

/// The attribute of a service that a property is made of, as far as it is one.
fn attribute(path: &str) -> &'static str {
    const ATTRIBUTES: &[(&str, &str)] = &[
        ("Environment[", "environment"),
        ("Secrets[", "secrets"),
        (".Image", "image"),
        (".Command", "command"),
        (".EntryPoint", "entrypoint"),
        (".HealthCheck", "healthcheck"),
        (".PortMappings", "ports"),
        (".MountPoints", "volumes"),
        (".User", "user"),
        (".WorkingDirectory", "working_dir"),
        (".LinuxParameters", "cap_add"),
        (".StopTimeout", "stop_grace_period"),
        ("Cpu", "deploy"),
        ("Memory", "deploy"),
        ("DesiredCount", "deploy"),
        ("DeploymentConfiguration", "deploy"),
        ("SecurityGroupIngress", "ports"),
        ("Volumes[", "volumes"),
        ("LoadBalancers", "ports"),
    ];
    ATTRIBUTES.iter().find(|(part, _)| path.contains(part)).map_or("", |(_, attribute)| attribute)
}

fn is_tag(path: &str) -> bool {
    let first = path.split(['.', '[', ' ']).next().unwrap_or_default();
    first.ends_with("Tags") || first == "TagSpecifications"
}

/// `A[x].B` as `A/B`.
fn slashed(path: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    for c in path.split(" (order)").next().unwrap_or_default().chars() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '.' if depth == 0 => out.push('/'),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// The same with a word on what is made anew, where nothing else differs.
fn named(value: &Value, is_echo: bool) -> Value {
    match value {
        Value::String(text) if is_echo && text.contains('*') => {
            let mut pieces = text.split('⟦');
            let mut out = pieces.next().unwrap_or_default().to_owned();
            for piece in pieces {
                let (name, rest) = piece.split_once('⟧').unwrap_or((piece, ""));
                let anew = if name.contains('*') { " (new)" } else { "" };
                out.extend(["⟦", &name.replace('*', ""), "⟧", anew, rest]);
            }
            out.into()
        }
        Value::String(text) => match made_up(text) {
            Some(at) => format!("subnet {at} of those that are given").into(),
            None => plain(value),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => plain(value),
    }
}

fn plain_all(values: &[&Value]) -> Vec<Value> {
    values.iter().map(|value| plain(value)).collect()
}

fn properties<'a>(template: &'a Value, id: &str) -> &'a Value {
    field(field(field(template, "Resources"), id), "Properties")
}

fn outputs(old: &Value, new: &Value) -> Vec<(char, String)> {
    let (before, after) = (field(old, "Outputs"), field(new, "Outputs"));
    let names = section(old, "Outputs").chain(section(new, "Outputs")).map(|(name, _)| name);
    let sign = |name: &String| match (before.get(name), after.get(name)) {
        (None, _) => Some('+'),
        (Some(_), None) => Some('-'),
        (Some(old), Some(new)) => (!same(old, new)).then_some('~'),
    };
    let all: BTreeSet<&String> = names.collect();
    all.into_iter().filter_map(|name| Some((sign(name)?, name.clone()))).collect()
}

fn sections(old: &Value, new: &Value) -> Vec<String> {
    let keys = [old, new].into_iter().filter_map(Value::as_object).flat_map(|map| map.keys());
    let keys: BTreeSet<&String> = keys.collect();
    let differs =
        |name: &&&String| !SHOWN.contains(&name.as_str()) && !same(field(old, name), field(new, name));
    keys.iter().filter(differs).map(|name| (**name).clone()).collect()
}
