//! Updates that AWS refuses, or carries out with harm, while a stack goes from one state to another.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::compare::{Action, Comparison, plain};
use super::evaluate::{Resource, Resources, referenced, text};
use super::field;
use super::names::held;

const FILE_SYSTEM: &str = "AWS::EFS::FileSystem";
const LISTENER: &str = "AWS::ElasticLoadBalancingV2::Listener";
const RULE: &str = "AWS::ElasticLoadBalancingV2::ListenerRule";
const TARGET_GROUP: &str = "AWS::ElasticLoadBalancingV2::TargetGroup";

/// A fault of a change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Which one; mostly the name of the error that AWS reports.
    pub name: &'static str,
    /// The logical id of the resource.
    pub id: String,
    /// The fault, in words.
    pub what: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.name, self.id, self.what)
    }
}

fn fault(name: &'static str, id: &str, what: impl Into<String>) -> Fault {
    Fault { name, id: id.to_owned(), what: what.into() }
}

/// Every fault of a change, in a stable order: its name, the resource, and what is wrong.
pub fn find(comparison: &Comparison) -> BTreeSet<Fault> {
    let mut all = BTreeSet::new();
    names_in_use(comparison, &mut all);
    target_groups(comparison, &mut all);
    unassociated(comparison, &mut all);
    shifted_traffic(comparison, &mut all);
    for (id, resource) in &comparison.new {
        if let Some(before) = comparison.old.get(id) {
            of_one(comparison, id, before, resource, &mut all);
        }
        if let Some(twice) = policy_twice(resource) {
            all.insert(fault("DuplicatePolicyName", id, twice));
        }
    }
    all
}

/// A name that a new resource takes while an old one still has it. What is old is deleted last.
fn names_in_use(comparison: &Comparison, all: &mut BTreeSet<Fault>) {
    let mut old: BTreeMap<(&str, String), &String> = BTreeMap::new();
    for (id, resource) in &comparison.old {
        old.extend(held(resource).into_iter().map(|name| (name, id)));
    }
    let mut new: BTreeMap<(&str, String), &String> = BTreeMap::new();
    for (id, resource) in &comparison.new {
        for (name_of, name) in held(resource) {
            if let Some(other) = new.insert((name_of, name.clone()), id) {
                all.insert(fault(name_of, id, format!("`{other}` has the same")));
            }
            let Some(holder) = old.get(&(name_of, name)) else { continue };
            if *holder == id && !comparison.is_replaced(id) {
                continue;
            }
            let gives_it_up = match comparison.actions.get(*holder) {
                Some(Action::Change(_)) => *holder != id && comparison.comes_after(id, holder),
                Some(Action::Keep | Action::Remove | Action::Replace(_) | Action::Add) | None => false,
            };
            if !gives_it_up {
                all.insert(fault(name_of, id, format!("`{holder}` still has it")));
            }
        }
    }
}

/// Target groups that two load balancers would have at a time.
fn target_groups(comparison: &Comparison, all: &mut BTreeSet<Fault>) {
    let mut balancers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for resources in [&comparison.old, &comparison.new] {
        for resource in resources.values() {
            let Some(balancer) = balancer_of(resource, |id| resources.get(plain(id))) else { continue };
            for group in forwarded(resource) {
                balancers.entry(group).or_default().insert(balancer.clone());
            }
        }
    }
    for (group, balancers) in balancers {
        if balancers.len() > 1 {
            let list: Vec<String> = balancers.into_iter().collect();
            all.insert(fault("TargetGroupAssociationLimit", plain(&group), list.join(", ")));
        }
    }
}

fn balancer_of<'a>(resource: &Resource, find: impl Fn(&str) -> Option<&'a Resource>) -> Option<String> {
    match resource.kind.as_str() {
        LISTENER => Some(text(field(&resource.properties, "LoadBalancerArn"))),
        RULE => {
            let listener = text(field(&resource.properties, "ListenerArn"));
            let id = referenced(field(&resource.properties, "ListenerArn")).into_iter().next();
            let known = id.and_then(|id| find(&id));
            Some(known.map_or(listener, |listener| text(field(&listener.properties, "LoadBalancerArn"))))
        }
        _ => None,
    }
}

/// The target groups of the stack to which a listener or a rule forwards.
fn forwarded(resource: &Resource) -> BTreeSet<String> {
    let actions =
        field(&resource.properties, if resource.kind == LISTENER { "DefaultActions" } else { "Actions" });
    referenced(actions)
}

/// Services that register tasks in a target group before a load balancer has it.
fn unassociated(comparison: &Comparison, all: &mut BTreeSet<Fault>) {
    let carriers: Vec<(&String, BTreeSet<String>)> = comparison
        .new
        .iter()
        .filter(|(_, resource)| matches!(resource.kind.as_str(), LISTENER | RULE))
        .map(|(id, resource)| (id, forwarded(resource)))
        .collect();
    for (id, service) in comparison.new.iter().filter(|(_, resource)| resource.kind == "AWS::ECS::Service") {
        for entry in field(&service.properties, "LoadBalancers").as_array().into_iter().flatten() {
            for group in referenced(field(entry, "TargetGroupArn")) {
                let ours = comparison.new.get(plain(&group)).is_some_and(|group| group.kind == TARGET_GROUP);
                let carried = carriers
                    .iter()
                    .any(|(carrier, groups)| groups.contains(&group) && comparison.comes_after(id, carrier));
                if ours && !carried {
                    all.insert(fault(
                        "TargetGroupUnassociated",
                        id,
                        format!("waits for no listener of {}", plain(&group)),
                    ));
                }
            }
        }
    }
}

/// Rules whose weights ECS sets, and that a change sets back to those of the template.
fn shifted_traffic(comparison: &Comparison, all: &mut BTreeSet<Fault>) {
    for id in shifted_by_ecs(&comparison.old).intersection(&shifted_by_ecs(&comparison.new)) {
        if let Some(Action::Change(properties)) = comparison.actions.get(id) {
            all.insert(fault(
                "ShiftedTraffic",
                id,
                format!("{} puts its weights back", properties.join(", ")),
            ));
        }
    }
}

/// The listeners and rules between whose target groups ECS shifts requests.
pub fn shifted_by_ecs(resources: &Resources) -> BTreeSet<String> {
    let services = resources.values().filter(|resource| resource.kind == "AWS::ECS::Service");
    let entries =
        services.filter_map(|service| field(&service.properties, "LoadBalancers").as_array()).flatten();
    let named = entries.flat_map(|entry| referenced(field(entry, "AdvancedConfiguration")));
    let is_rule =
        |id: &String| resources.get(id).is_some_and(|rule| matches!(rule.kind.as_str(), LISTENER | RULE));
    named.map(|id| plain(&id).to_owned()).filter(is_rule).collect()
}

/// Finds the faults of a resource that was there before.
fn of_one(comparison: &Comparison, id: &str, before: &Resource, now: &Resource, all: &mut BTreeSet<Fault>) {
    if before.kind != now.kind {
        all.insert(fault("TypeChanged", id, format!("{} to {}", before.kind, now.kind)));
        return;
    }
    let differs = |name: &str| before.properties.get(name) != now.properties.get(name);
    if now.kind == "AWS::Logs::LogGroup" && differs("LogGroupClass") && !comparison.is_replaced(id) {
        all.insert(fault("LogGroupClass", id, "the class of a log group cannot be changed"));
    }
    if !comparison.is_replaced(id) {
        return;
    }
    match now.kind.as_str() {
        "AWS::EC2::SecurityGroup" if !differs("VpcId") => {
            all.insert(fault("NeedlessReplacement", id, "the VPC stays the same"));
        }
        "AWS::ECS::Service" if is_endpoint(&before.properties) && is_endpoint(&now.properties) => {
            all.insert(fault("ServiceConnectReplacement", id, "its endpoints exist"));
        }
        FILE_SYSTEM => {
            all.insert(fault("DataLoss", id, "a new, empty file system is mounted"));
        }
        "AWS::SecretsManager::Secret" if now.properties.get("GenerateSecretString").is_some() => {
            all.insert(fault("DataLoss", id, "another secret is generated"));
        }
        "AWS::EFS::AccessPoint" if opens_folder_of_another(before, now) => {
            all.insert(fault("DataLoss", id, "the folder and its files keep the owner they have"));
        }
        _ => {}
    }
}

fn is_endpoint(properties: &Value) -> bool {
    let services = field(field(properties, "ServiceConnectConfiguration"), "Services").as_array();
    services.is_some_and(|services| !services.is_empty())
}

/// Whether an access point leads to the folder of the one before, as another user.
fn opens_folder_of_another(before: &Resource, now: &Resource) -> bool {
    let path = |resource: &Resource| text(field(field(&resource.properties, "RootDirectory"), "Path"));
    let same_place = field(&before.properties, "FileSystemId") == field(&now.properties, "FileSystemId")
        && path(before) == path(now);
    same_place && field(&before.properties, "PosixUser") != field(&now.properties, "PosixUser")
}

fn policy_twice(role: &Resource) -> Option<String> {
    let policies = field(&role.properties, "Policies").as_array()?;
    let mut seen = BTreeSet::new();
    policies.iter().map(|policy| text(field(policy, "PolicyName"))).find(|name| !seen.insert(name.clone()))
}
