//! Which resources belong to a service.
//!
//! A resource belongs to the service of its tag, or, without such a tag, to the only service that it refers
//! to. Both follow from the resource alone, so another service that comes or goes does not move it. What
//! several services meet at stays in the root: load balancers with their listeners, rules and target groups,
//! because a target group becomes the default of a listener or stops being it when another service changes;
//! and security groups, to which rules of other groups refer.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::cfn::{Json, LogicalId, Resource, SERVICE_TAG};

use super::references::visit_resource;

/// The targets of each resource: parameters and resources by id, those of `DependsOn` too.
pub(super) type Targets = BTreeMap<String, Vec<String>>;

/// Types that stay in the root, by the beginning of their names; a macro that only the root has makes
/// serverless ones.
const SHARED: [&str; 3] = ["AWS::ElasticLoadBalancingV2::", "AWS::EC2::SecurityGroup", "AWS::Serverless::"];

/// The service of each resource that has one.
pub(super) fn owners(
    resources: &IndexMap<LogicalId, Resource>,
    targets: &Targets,
) -> BTreeMap<String, String> {
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    let mut open = Vec::new();
    for (id, resource) in resources.iter().filter(|(_, resource)| !is_shared(resource)) {
        match tagged(resource) {
            Some(service) => drop(owners.insert(id.to_string(), service.to_owned())),
            None => open.push(id.as_str()),
        }
    }
    // A policy refers to a target, and the target to a service.
    loop {
        let found: Vec<(&str, String)> =
            open.iter().filter_map(|id| Some((*id, only_owner(targets.get(*id)?, &owners)?))).collect();
        if found.is_empty() {
            return owners;
        }
        owners.extend(found.into_iter().map(|(id, service)| (id.to_owned(), service)));
        open.retain(|id| !owners.contains_key(*id));
    }
}

/// The targets of each resource.
pub(super) fn targets(resources: &mut IndexMap<LogicalId, Resource>) -> Targets {
    let of_one = |(id, resource): (&LogicalId, &mut Resource)| {
        let mut found: Vec<String> = resource.depends_on.iter().map(LogicalId::to_string).collect();
        visit_resource(resource, &mut |reference| {
            found.extend(reference.target().map(str::to_owned));
            None
        });
        (id.to_string(), found)
    };
    resources.iter_mut().map(of_one).collect()
}

fn is_shared(resource: &Resource) -> bool {
    SHARED.iter().any(|beginning| resource.type_name.starts_with(beginning))
}

fn tagged(resource: &Resource) -> Option<&str> {
    let lists = resource.properties.iter().filter(|(name, _)| name.ends_with("Tags"));
    let mut tags = lists.filter_map(|(_, tags)| tags.as_array()).flatten();
    let value = |tag: &'_ Json| tag.get("Key").and_then(Json::as_str) == Some(SERVICE_TAG);
    tags.find(|tag| value(tag))?.get("Value")?.as_str()
}

fn only_owner(targets: &[String], owners: &BTreeMap<String, String>) -> Option<String> {
    let mut services = targets.iter().filter_map(|target| owners.get(target));
    let first = services.next()?;
    services.all(|other| other == first).then(|| first.clone())
}
