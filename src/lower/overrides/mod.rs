//! Overlay: the user's own words about the template, merged in last.
//! Compose: `x-aws-cloudformation` at the top level and on a service. CloudFormation: every section, every
//! resource.
//!
//! Decisions
//! - Mappings are merged, other values replaced, `null` takes away; a function is one value. Items of lists
//!   that carry a name (`lists`) are merged with their namesakes, other lists are replaced. `$patch: replace`
//!   and `$patch: delete` say otherwise, as in Kubernetes, where users of the tool that went away know them
//!   from (<https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/>).
//! - Services first, by name, then the top level, which has the last word. Where several files have an
//!   override each is merged into the outcome of the one before.
//! - What is written here is CloudFormation's own language: functions and dynamic references are meant.
//! - A slip must not pass for an addition: what is new has the attribute that makes it one (`Type`, `Value`),
//!   and every reference must find what it names.
//! - What overrides make of listeners, target groups and security groups must agree (`traffic`).
//! - A role of ours that an override puts out of use is reported (`roles`): its rights are not the tasks' any
//!   more.
//! - Resources that depend on each other in a circle are found here, since only what users write can close
//!   one.
//!
//! Not here: whether properties are what AWS takes. Their names and values are not looked at.

mod credentials;
mod cycles;
mod findings;
mod lists;
mod merge;
mod parts;
mod references;
mod roles;
#[cfg(test)]
mod tests;
mod traffic;
mod written;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::cfn::{FURTHER, LogicalId, Parameter, Resource, Template, normalise};
use crate::compose::{self, Overlay};
use crate::diagnostic::nearest;
use crate::source::{Loc, Spanned};

use super::context::Lowering;
use super::names::Names;
use merge::{Directive, Merge};
use parts::{Fault, Part, Parts};
use references::{Gone, References};
use written::Written;

/// The key that says what an override does, as in a strategic merge patch of Kubernetes.
const DIRECTIVE: &str = "$patch";

/// The sections that an override may name.
const SECTIONS: [&str; 12] = [
    "AWSTemplateFormatVersion",
    "Description",
    "Transform",
    "Metadata",
    "Parameters",
    "Rules",
    "Mappings",
    "Conditions",
    "Globals",
    "Hooks",
    "Resources",
    "Outputs",
];

/// Lays the overrides over the finished template.
pub(super) fn lower(cx: &mut Lowering<'_>) {
    let (project, plan) = (cx.project, cx.plan);
    let (template, names, diagnostics) = cx.open();
    let mut overrides = project.services.iter().flat_map(|service| &service.extensions.overlays);
    let before = overrides.next().or(project.extensions.overlays.first()).map(|_| template.clone());
    let mut by_id = Written::default();
    let mut services: Vec<&compose::Service> = project.services.iter().collect();
    services.sort_unstable_by(|a, b| a.name.value.cmp(&b.name.value));

    let left_out = project.left_out.iter().map(|name| normalise(name)).collect();
    let mut work =
        Work { names, merge: Merge::new(diagnostics), gone: Gone::new(), added: Vec::new(), left_out };
    let mut written = References::default();
    let mut by_resource: BTreeMap<String, References> = BTreeMap::new();
    for service in &services {
        let stem = normalise(&service.name.value);
        for (_, value) in &service.extensions.environment {
            written.value(&Overlay::from_json(&value.value, value.loc));
        }
        if let Some(policy) = &service.extensions.role {
            written.value(&Overlay::from_json(&policy.value, policy.loc));
        }
        for overlay in &service.extensions.overlays {
            for (key, part) in overlay.entries().unwrap_or_default() {
                written.part(Resource::SECTION, part);
                let whole = format!("{stem}{}", key.value);
                let id = names.shared_by(&whole).map_or(whole.as_str(), LogicalId::as_str);
                by_resource.entry(id.to_owned()).or_default().part(Resource::SECTION, part);
                by_id.add(id, key.loc, part);
            }
            work.service(template, service, overlay);
        }
    }
    for overlay in &project.extensions.overlays {
        for (section, parts) in overlay.entries().unwrap_or_default() {
            for (key, part) in parts.entries().unwrap_or_default() {
                written.part(&section.value, part);
                if section.value == Resource::SECTION {
                    by_resource.entry(key.value.clone()).or_default().part(Resource::SECTION, part);
                    by_id.add(work.known_as(template.resources(), &key.value), key.loc, part);
                }
            }
        }
        work.template(template, overlay);
    }
    work.report_clashes(template);
    if !written.is_empty() || !work.gone.is_empty() {
        references::check(template, names, &written, &work.gone, work.merge.diagnostics);
        cycles::check(template, &written, &by_resource, work.merge.diagnostics);
    }
    if !work.gone.is_empty() {
        forget_parameters(template, &work.gone);
    }
    if let Some(before) = before {
        // The result of a macro is known to CloudFormation only.
        if !template.further.contains_key("Transform") {
            traffic::check(plan, &before, template, &by_id, work.merge.diagnostics);
            roles::check(plan, &before, template, &by_id, work.merge.diagnostics);
        }
    }
}

/// The state while overrides are merged.
struct Work<'a> {
    /// The ids of the template.
    names: &'a Names,
    merge: Merge<'a>,
    /// The parts that were taken out.
    gone: Gone,
    /// Parameters and resources that were not there, and their places.
    added: Vec<(LogicalId, Loc)>,
    /// The beginnings of the ids of services that are not converted.
    left_out: Vec<String>,
}

impl Work<'_> {
    /// The override of a service, whose keys are the ends of its resources' ids.
    fn service(&mut self, template: &mut Template, service: &compose::Service, overlay: &Overlay) {
        let names = self.names;
        let stem = normalise(&service.name.value);
        let own: Vec<LogicalId> = names
            .made_from(&service.name)
            .filter(|id| template.resources().contains_key(*id))
            .cloned()
            .collect();
        let shared = names.shared_of(&service.name).filter(|(_, id)| template.resources().contains_key(*id));
        let own: Vec<LogicalId> = own.into_iter().chain(shared.map(|(whole, _)| whole.clone())).collect();
        let mut shorts: Vec<&str> = own.iter().filter_map(|id| id.as_str().strip_prefix(&stem)).collect();
        credentials::check(overlay, "", self.merge.diagnostics);
        for (key, part) in overlay.entries().unwrap_or_default() {
            let whole = Spanned::new(format!("{stem}{}", key.value), key.loc);
            let taken = LogicalId::new(&whole.value).is_ok_and(|id| template.resources().contains_key(&id));
            let new = part.get(Resource::NEEDS).is_some() && !taken;
            if !shorts.contains(&key.value.as_str()) && !new {
                shorts.sort_unstable();
                let finding = findings::unknown_short(&service.name.value, key, &stem, &shorts);
                self.merge.diagnostics.push(finding);
                continue;
            }
            let whole = match names.shared_by(&whole.value) {
                Some(id) => Spanned::new(id.to_string(), key.loc),
                None => whole,
            };
            self.part(template.sections_mut().resources, &whole, part);
        }
    }

    /// The override of the top level.
    fn template(&mut self, template: &mut Template, overlay: &Overlay) {
        for (key, value) in overlay.entries().unwrap_or_default() {
            credentials::check(value, &key.value, self.merge.diagnostics);
            let sections = template.sections_mut();
            match key.value.as_str() {
                "Parameters" => self.section(sections.parameters, key, value),
                "Rules" => self.section(sections.rules, key, value),
                "Conditions" => self.section(sections.conditions, key, value),
                "Outputs" => self.section(sections.outputs, key, value),
                "Resources" => {
                    self.section(sections.resources, key, value);
                    if template.resources().is_empty() {
                        self.merge.diagnostics.push(findings::no_resources(key.loc));
                    }
                }
                "Description" => self.description(template, key, value),
                "Metadata" => self.metadata(template, key, value),
                "AWSTemplateFormatVersion" if value.as_text() == Some("2010-09-09") => {}
                "AWSTemplateFormatVersion" => {
                    let finding = findings::wrong_kind(&key.value, "`\"2010-09-09\"`", value.loc);
                    self.merge.diagnostics.push(finding);
                }
                section if FURTHER.contains(&section) => self.further(template, key, value),
                _ => {
                    let ids: Vec<&str> = template.resources().keys().map(LogicalId::as_str).collect();
                    self.merge.diagnostics.push(findings::unknown_section(key, &SECTIONS, &ids));
                }
            }
        }
    }

    fn description(&mut self, template: &mut Template, key: &Spanned<String>, value: &Overlay) {
        let base = template.description.take().map(Value::from);
        match self.lay(base, key, value) {
            Some(Value::String(text)) => template.description = Some(text),
            Some(_) => self.merge.diagnostics.push(findings::wrong_kind(&key.value, "text", value.loc)),
            None => {}
        }
    }

    fn metadata(&mut self, template: &mut Template, key: &Spanned<String>, value: &Overlay) {
        let base = Some(template.metadata()).filter(|map| !map.is_empty()).map(Value::from);
        template.interface = crate::cfn::Interface::default();
        template.metadata.clear();
        match self.lay(base, key, value) {
            Some(Value::Object(map)) => template.metadata = map,
            Some(_) => self.merge.diagnostics.push(findings::wrong_kind(&key.value, "a mapping", value.loc)),
            None => {}
        }
    }

    fn further(&mut self, template: &mut Template, key: &Spanned<String>, value: &Overlay) {
        let base = template.further.shift_remove(&key.value);
        let Some(laid) = self.lay(base, key, value) else { return };
        if key.value != "Transform" && !laid.is_object() {
            self.merge.diagnostics.push(findings::wrong_kind(&key.value, "a mapping", value.loc));
        }
        template.further.insert(key.value.clone(), laid);
    }

    fn lay(&mut self, base: Option<Value>, key: &Spanned<String>, overlay: &Overlay) -> Option<Value> {
        let laid = self.merge.lay(base, overlay, &key.value);
        if !laid.changed {
            self.merge.diagnostics.push(findings::no_effect(&key.value, key.loc, None));
        }
        laid.value
    }

    /// A section whose parts have logical ids.
    fn section<T: Part>(&mut self, parts: &mut Parts<T>, key: &Spanned<String>, overlay: &Overlay) {
        let deletes = overlay.is_null() || self.merge.directive(overlay) == Directive::Delete;
        if deletes && parts.is_empty() {
            self.merge.diagnostics.push(findings::no_effect(&key.value, key.loc, None));
        }
        if deletes || self.merge.directive(overlay) == Directive::Replace {
            self.gone.extend(parts.drain(..).map(|(id, _)| ((T::SECTION, id.to_string()), key.loc)));
        }
        if deletes {
            return;
        }
        let Some(entries) = overlay.entries() else {
            self.merge.diagnostics.push(findings::wrong_kind(&key.value, "a mapping", overlay.loc));
            return;
        };
        for (key, part) in entries.iter().filter(|(key, _)| key.value != DIRECTIVE) {
            self.part(parts, key, part);
        }
    }

    /// A part with a logical id.
    fn part<T: Part>(&mut self, parts: &mut Parts<T>, key: &Spanned<String>, overlay: &Overlay) {
        let Ok(id) = LogicalId::new(&key.value) else {
            self.merge.diagnostics.push(findings::bad_id(key));
            return;
        };
        let base = parts.get(&id).map(|part| {
            serde_json::to_value(part).expect("internal error: a part of a template has string keys only")
        });
        if base.is_none() {
            let ids = || parts.keys().map(LogicalId::as_str);
            if overlay.is_null() || self.merge.directive(overlay) == Directive::Delete {
                let near = nearest(&key.value, ids());
                self.merge.diagnostics.push(findings::no_effect(&key.value, key.loc, near));
                return;
            }
            if !T::NEEDS.is_empty() && overlay.get(T::NEEDS).is_none() {
                let renamed = self.names.renamed(&key.value);
                let near = renamed.or_else(|| nearest(&key.value, ids()));
                let finding = if self.is_left_out(&key.value, near) {
                    findings::left_out(key)
                } else {
                    findings::unknown_part(key, T::WORD, T::NEEDS, near)
                };
                self.merge.diagnostics.push(finding);
                // Its effect under the new name is checked as well, so that all findings are in one run.
                let known = renamed.and_then(|id| parts.get_key_value(&LogicalId::new(id).ok()?));
                if let Some((known, _)) = known {
                    let key = Spanned::new(known.to_string(), key.loc);
                    self.part(parts, &key, overlay);
                }
                return;
            }
            self.added.push((id.clone(), key.loc));
        }
        let part = match self.lay(base, key, overlay) {
            Some(Value::Object(map)) => T::read(map),
            Some(_) => Err(Fault::Wrong("", "a mapping")),
            None => {
                parts.shift_remove(&id);
                self.gone.insert((T::SECTION, id.to_string()), key.loc);
                return;
            }
        };
        match part {
            Ok(part) => drop(parts.insert(id, part)),
            Err(fault) => {
                let loc = place(overlay, &fault).unwrap_or(key.loc);
                self.merge.diagnostics.push(findings::bad_part(&key.value, &fault, loc));
            }
        }
    }

    /// The id of a resource that an override may name by an earlier one.
    fn known_as<'b>(&'b self, resources: &Parts<Resource>, id: &'b str) -> &'b str {
        let there = LogicalId::new(id).is_ok_and(|id| resources.contains_key(&id));
        if there { id } else { self.names.renamed(id).unwrap_or(id) }
    }

    /// Whether a part is missed because not all of the project is converted.
    fn is_left_out(&self, id: &str, near: Option<&str>) -> bool {
        let of_service = self.left_out.iter().any(|stem| !stem.is_empty() && id.starts_with(stem.as_str()));
        of_service || (near.is_none() && !self.left_out.is_empty())
    }

    fn report_clashes(&mut self, template: &Template) {
        for (id, loc) in &self.added {
            if template.parameters().contains_key(id) && template.resources().contains_key(id) {
                self.merge.diagnostics.push(findings::clash(id.as_str(), *loc));
            }
        }
    }
}

/// Where the attribute is that is at fault.
fn place(overlay: &Overlay, fault: &Fault) -> Option<Loc> {
    match fault {
        Fault::Missing(_) => None,
        Fault::Wrong("", _) => Some(overlay.loc),
        Fault::Wrong(key, _) => overlay.get(key).map(|value| value.loc),
        Fault::Unknown(key, _) => {
            overlay.entries()?.iter().find(|(name, _)| name.value == *key).map(|(name, _)| name.loc)
        }
    }
}

/// Takes parameters that are gone out of the groups and labels that consoles show.
fn forget_parameters(template: &mut Template, gone: &Gone) {
    let parameters = template.parameters();
    let is_gone = |id: &str| {
        gone.contains_key(&(Parameter::SECTION, id.to_owned()))
            && !parameters.keys().any(|known| known.as_str() == id)
    };
    let mut interface = template.metadata.get(crate::cfn::INTERFACE).cloned();
    if let Some(groups) = interface.as_mut().and_then(|it| it.get_mut("ParameterGroups")?.as_array_mut()) {
        for group in groups.iter_mut() {
            if let Some(list) = group.get_mut("Parameters").and_then(Value::as_array_mut) {
                list.retain(|id| !id.as_str().is_some_and(is_gone));
            }
        }
        let is_empty = |list: &Value| list.as_array().is_some_and(Vec::is_empty);
        groups.retain(|group| !group.get("Parameters").is_some_and(is_empty));
    }
    let mut groups = std::mem::take(&mut template.interface.groups);
    for group in &mut groups {
        group.parameters.retain(|id| template.parameters().contains_key(id));
    }
    groups.retain(|group| !group.parameters.is_empty());
    template.interface.groups = groups;
    if let Some(interface) = interface {
        template.metadata.insert(crate::cfn::INTERFACE.to_owned(), interface);
    }
}
