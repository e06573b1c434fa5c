//! Tags: what every resource that takes tags is marked with.
//! Compose: `x-aws-tags`, `deploy.labels`, `labels` of a network, volume or secret. CloudFormation: `Tags`.
//!
//! Decisions
//! - `com.docker.compose.project`, `.service`, `.network` and `.volume` are those that Docker sets on
//!   containers; what looks for a project's resources looks for them, so they win over the user's.
//! - Of the user's, the nearer wins: `x-aws-tags` of the project, then `deploy.labels`, then `x-aws-tags` of
//!   the service.
//! - AWS takes letters, digits, blanks and `_.:/=+-@`, 128 characters of a key, 256 of a value, 50 tags, and
//!   no key that begins with `aws:`
//!   (<https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html>). Labels for
//!   Swarm's tools are often none of that, so a tag that AWS does not take is left out with a warning.
//! - Rules and listeners that ECS changes during deployments have none (`listener::shift`).
//!
//! Not here: `labels` of a service; they are labels of its containers.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::cfn::{Json, LogicalId, SERVICE_TAG, Tag, Template};
use crate::compose;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};

use crate::lower::literals::to_text;

const PROJECT: &str = "com.docker.compose.project";
const SERVICE: &str = SERVICE_TAG;
const NETWORK: &str = "com.docker.compose.network";
const SECRET: &str = "com.docker.compose.secret";

const VOLUME: &str = "com.docker.compose.volume";

/// The tag that the console of EFS shows as the name of a file system.
const NAME: &str = "Name";

const LONGEST_KEY: usize = 128;
const LONGEST_VALUE: usize = 256;

/// The most tags a resource can have.
const MAX_TAGS: usize = 50;

/// The tags of what belongs to the project as a whole.
pub(super) fn of_project(project: &compose::Project) -> Vec<Tag> {
    tags(project, &[], [])
}

/// The tags of what belongs to a service.
pub(super) fn of_service(project: &compose::Project, service: &compose::Service) -> Vec<Tag> {
    let users: [&[_]; 2] = [&service.deploy.labels, &service.extensions.tags];
    tags(project, &users, [(SERVICE, service.name.value.as_str())])
}

/// The tags of what belongs to a network.
pub(super) fn of_network(project: &compose::Project, network: &compose::Network) -> Vec<Tag> {
    tags(project, &[&network.labels], [(NETWORK, network.name.value.as_str())])
}

/// The tags of what belongs to a volume.
pub(super) fn of_volume(project: &compose::Project, volume: &compose::Volume) -> Vec<Tag> {
    let ours = [(VOLUME, volume.key.value.as_str()), (NAME, volume.name.value.as_str())];
    tags(project, &[&volume.labels], ours)
}

/// The tags of what belongs to a secret.
pub(super) fn of_secret(project: &compose::Project, secret: &compose::Secret) -> Vec<Tag> {
    tags(project, &[&secret.labels], [(SECRET, secret.name.value.as_str())])
}

/// The part of the Compose files for which a resource was made, by its tags; none where it is for all.
pub fn origins(project: &compose::Project, template: &Template) -> IndexMap<LogicalId, Spanned<String>> {
    // Looked up once for each resource: a search through all services would take time by the square of their
    // number.
    let mut named: BTreeMap<(&str, &str), &Spanned<String>> = BTreeMap::new();
    let services = project.services.iter().map(|it| (SERVICE, &it.name, &it.name));
    let networks = project.networks.iter().map(|it| (NETWORK, &it.name, &it.name));
    let volumes = project.volumes.iter().map(|it| (VOLUME, &it.key, &it.key));
    let secrets = project.secrets.iter().map(|it| (SECRET, &it.name, &it.key));
    for (tag, value, name) in services.chain(networks).chain(volumes).chain(secrets) {
        named.entry((tag, value.value.as_str())).or_insert(name);
    }
    let found = template.resources().iter().filter_map(|(id, resource)| {
        let lists = resource.properties.iter().filter(|(name, _)| name.ends_with("Tags"));
        let mut tags = lists.filter_map(|(_, tags)| tags.as_array()).flatten();
        let name =
            tags.find_map(|tag| named.get(&(tag.get("Key")?.as_str()?, tag.get("Value")?.as_str()?)))?;
        Some((id.clone(), (*name).clone()))
    });
    let mut found: IndexMap<_, _> = found.collect();
    let by_id: BTreeMap<String, usize> =
        found.keys().enumerate().map(|(index, id)| (id.as_str().to_owned(), index)).collect();
    // Rules and listeners are of the service whose target group they lead to.
    for (id, resource) in template.resources() {
        let actions =
            ["Actions", "DefaultActions"].into_iter().find_map(|name| resource.properties.get(name));
        let Some(actions) = actions.filter(|_| !found.contains_key(id)) else { continue };
        let mut references = Vec::new();
        referenced(actions, &mut references);
        let first = references.into_iter().filter_map(|id| by_id.get(id)).min();
        let target = first.and_then(|index| found.get_index(*index)).map(|(_, name)| name.clone());
        found.extend(target.map(|target| (id.clone(), target)));
    }
    found
}

/// The target of a `Ref`.
fn referenced<'a>(value: &'a Json, found: &mut Vec<&'a str>) {
    match value {
        Json::Object(map) => {
            if map.len() == 1 {
                found.extend(map.get("Ref").and_then(Json::as_str));
            }
            map.values().for_each(|inner| referenced(inner, found));
        }
        Json::Array(list) => list.iter().for_each(|inner| referenced(inner, found)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// Reports tags that AWS does not take.
pub(super) fn check(project: &compose::Project, diagnostics: &mut Diagnostics) {
    for network in project.networks.iter().filter(|network| !network.external) {
        diagnostics.extend(value_problem(&network.name));
        for (key, value) in &network.labels {
            diagnostics.extend(problem(key, value));
        }
    }
    for volume in project.volumes.iter().filter(|volume| !volume.external) {
        diagnostics.extend(value_problem(&volume.name));
        for (key, value) in &volume.labels {
            diagnostics.extend(problem(key, value));
        }
    }
    for secret in &project.secrets {
        if !matches!(secret.source, Some(compose::Source::External(_))) {
            diagnostics.extend(value_problem(&secret.name));
        }
        for (key, value) in &secret.labels {
            diagnostics.extend(problem(key, value));
        }
    }
    for (key, value) in &project.extensions.tags {
        diagnostics.extend(problem(key, value));
    }
    for service in &project.services {
        for (key, value) in service.deploy.labels.iter().chain(&service.extensions.tags) {
            diagnostics.extend(problem(key, value));
        }
        let count = of_service(project, service).len();
        if count > MAX_TAGS {
            diagnostics.push(too_many(service, count));
        }
    }
}

type Pairs = [(Spanned<String>, Spanned<String>)];

fn tags<const N: usize>(project: &compose::Project, users: &[&Pairs], ours: [(&str, &str); N]) -> Vec<Tag> {
    let users = std::iter::once(project.extensions.tags.as_slice()).chain(users.iter().copied()).flatten();
    let users = users
        .filter(|(key, value)| is_key(&key.value) && is_allowed(&value.value, LONGEST_VALUE))
        .map(|(key, value)| (key.value.as_str(), value.value.as_str()));
    let ours = ours.into_iter().filter(|(_, value)| is_allowed(value, LONGEST_VALUE));
    let ours = ours.chain([(PROJECT, project.name.as_str())]);
    let mut users = users.peekable();
    let mut all: Vec<(&str, &str)> = if users.peek().is_none() {
        ours.collect()
    } else {
        // IAM tells no two keys apart that differ in case only, so neither do we; the nearer one wins.
        let all = users.chain(ours).map(|(key, value)| (key.to_lowercase(), (key, value)));
        all.collect::<BTreeMap<String, _>>().into_values().collect()
    };
    all.sort_unstable();
    all.into_iter().map(|(key, value)| Tag::new(key, to_text(value))).collect()
}

fn is_key(key: &str) -> bool {
    let reserved = key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:"));
    !key.is_empty() && !reserved && is_allowed(key, LONGEST_KEY)
}

fn is_allowed(text: &str, longest: usize) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || c == ' ' || "_.:/=+-@".contains(c);
    text.chars().count() <= longest && text.chars().all(allowed)
}

fn problem(key: &Spanned<String>, value: &Spanned<String>) -> Option<Diagnostic> {
    if is_key(&key.value) { value_problem(value) } else { Some(bad_tag("key", key.loc)) }
}

fn value_problem(value: &Spanned<String>) -> Option<Diagnostic> {
    (!is_allowed(&value.value, LONGEST_VALUE)).then(|| bad_tag("value", value.loc))
}

fn bad_tag(part: &str, loc: Loc) -> Diagnostic {
    let message = format!("AWS does not take this {part} of a tag, so the tag is left out");
    Diagnostic::new(Code::TagLeftOut, message).at(loc).help(format!(
        "AWS takes letters, digits, blanks and `_.:/=+-@`, {LONGEST_KEY} of them in a key that does not \
         begin with `aws:` and {LONGEST_VALUE} in a value"
    ))
}

fn too_many(service: &compose::Service, count: usize) -> Diagnostic {
    Diagnostic::new(
        Code::TooMany,
        format!("`{}` has {count} tags, AWS allows {MAX_TAGS}", service.name.value),
    )
    .at(service.name.loc)
    .help("remove some of `deploy.labels` and `x-aws-tags`")
}
