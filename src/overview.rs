//! A summary of a project on AWS in a few lines, which stands before the findings.
//!
//! The lines say what the template holds, after every override, and not what the Compose files ask for.

use std::collections::BTreeMap;

use crate::cfn::{Json, Resource, Template};
use crate::compose::{Becomes, MountKind, Project, Shown, Store, Volume, baked, store};
use crate::emit::limits;
use crate::sanitise;

/// Items of a line that are listed, and characters of a name.
const LISTED: usize = 4;
const NAME: usize = 40;

/// The facts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    /// The project's name.
    project: String,
    services: usize,
    resources: usize,
    bytes: usize,
    /// Nested stacks; the resources are then of all stacks.
    stacks: usize,
    /// The services behind addresses, by those addresses.
    open: BTreeMap<String, Vec<String>>,
    /// Services with images that are to be built.
    built: Vec<String>,
    /// The volumes that are kept, by the owner of their folders.
    volumes: BTreeMap<String, Vec<String>>,
    /// Data that ends with a task.
    lost: Vec<String>,
    /// Jobs that no deployment runs.
    jobs: Vec<String>,
    /// Secrets that are given when the stack is deployed, by their variables.
    late: Vec<String>,
    /// Jobs that `deploy` runs.
    on_deploy: Vec<String>,
    /// Values that look like credentials and stand in the template.
    pub credentials: usize,
    /// True when nobody gave the project's name, and it is that of the folder.
    pub named_by_folder: bool,
}

impl Overview {
    /// The facts of a project and its template.
    pub fn new(project: &Project, template: &Template) -> Self {
        let mut overview = Self {
            project: project.name.clone(),
            services: project.services.len(),
            resources: template.resources().len(),
            ..Self::default()
        };
        for resource in template.resources().values() {
            overview.look_at(template, resource);
        }
        for service in &project.services {
            let name = &service.name.value;
            let scheduled = service.extensions.schedule.is_some();
            let by_hand = format!("Runs {name} once");
            let mut outputs = template.outputs().values();
            let is_job = outputs.any(|output| output.description.as_deref() == Some(by_hand.as_str()));
            if is_job && service.extensions.on_deploy.is_some() {
                overview.on_deploy.push(quoted(name));
            } else if is_job && !scheduled {
                overview.jobs.push(quoted(name));
            }
            if service.build.is_some() || !baked(project, service).is_empty() {
                overview.built.push(quoted(name));
            }
        }
        overview.lost = lost(project);
        overview
    }

    /// The facts, with the variables whose values are secrets and are given when the stack is deployed.
    #[must_use]
    pub fn with_late<'a>(self, variables: impl IntoIterator<Item = &'a str>) -> Self {
        Self { late: variables.into_iter().map(quoted).collect(), ..self }
    }

    /// The facts, with the number of bytes of the template's text.
    #[must_use]
    pub fn of_size(self, bytes: usize) -> Self {
        Self { bytes, ..self }
    }

    /// The facts of a root with nested stacks, and the resources of all.
    #[must_use]
    pub fn of_stacks(self, stacks: usize, resources: usize) -> Self {
        Self { resources, stacks, ..self }
    }

    fn look_at(&mut self, template: &Template, resource: &Resource) {
        let properties = &resource.properties;
        match resource.type_name.as_str() {
            "AWS::EC2::SecurityGroup" => {
                let rules = properties.get("SecurityGroupIngress").and_then(Json::as_array);
                for rule in rules.into_iter().flatten() {
                    self.ingress(template, |key| rule.get(key));
                }
            }
            "AWS::EC2::SecurityGroupIngress" => self.ingress(template, |key| properties.get(key)),
            "AWS::EFS::AccessPoint" => self.volume(resource),
            _ => {}
        }
    }

    /// A rule that lets addresses in.
    fn ingress<'a>(&mut self, template: &Template, get: impl Fn(&str) -> Option<&'a Json>) {
        let from = ["CidrIp", "CidrIpv6", "SourcePrefixListId"].into_iter().find_map(&get);
        let Some(from) = from.and_then(|from| source(template, from)) else { return };
        let port = get("FromPort").map_or_else(|| "all ports".to_owned(), text);
        let what = get("Description").and_then(Json::as_str).map_or(port, clean);
        let list = self.open.entry(clean(&from)).or_default();
        if !list.contains(&what) {
            list.push(what);
        }
    }

    /// A folder of a file system and its owner.
    fn volume(&mut self, resource: &Resource) {
        let tags = resource.properties.get("AccessPointTags").and_then(Json::as_array);
        let is_name =
            |tag: &&Json| tag.get("Key").and_then(Json::as_str) == Some("com.docker.compose.volume");
        let tag = tags.into_iter().flatten().find(is_name);
        let Some(name) = tag.and_then(|tag| tag.get("Value")).map(text) else { return };
        let owner = resource.properties.get("RootDirectory").and_then(|folder| folder.get("CreationInfo"));
        let id = |key: &str| owner.and_then(|owner| owner.get(key)).map(text).unwrap_or_default();
        let owner = match (id("OwnerUid").as_str(), id("OwnerGid").as_str()) {
            ("", _) => "of nobody in particular".to_owned(),
            ("0", "0") => "of root".to_owned(),
            (user, group) => format!("of {user}:{group}"),
        };
        self.volumes.entry(owner).or_default().push(quoted(&name));
    }

    /// The lines, at most about ten.
    pub fn text(&self) -> String {
        let number =
            |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        let (limit, way) = if self.bytes > limits::INLINE_BYTES {
            (limits::BYTES, " through a bucket")
        } else {
            (limits::INLINE_BYTES, "")
        };
        let mut out = format!(
            "{}: {}, {} of {} resources, {} of {limit} bytes{way}\n",
            clean(&self.project),
            number(self.services, "service"),
            self.resources,
            limits::RESOURCES,
            self.bytes,
        );
        if self.stacks > 0 {
            out = format!(
                "{}: {}, {} in a root and {}\n",
                clean(&self.project),
                number(self.services, "service"),
                number(self.resources, "resource"),
                number(self.stacks, "nested stack"),
            );
        }
        let mut line = |label: &str, text: String| {
            if !text.is_empty() {
                let pad = " ".repeat(11 - label.len());
                out.extend(["  ", label, &pad, &text, "\n"]);
            }
        };
        let groups = |map: &BTreeMap<String, Vec<String>>, link: &str| {
            let parts: Vec<String> = map
                .iter()
                .map(|(key, items)| link.replace("{key}", key).replace("{items}", &listed(items)))
                .collect();
            parts.join("; ")
        };
        line("public", groups(&self.open, "{items} to {key}"));
        line("to build", listed(&self.built));
        line("volumes", groups(&self.volumes, "{items} {key}"));
        line(
            "lost",
            if self.lost.is_empty() { String::new() } else { listed(&self.lost) + ", with each task" },
        );
        let by_hand = listed(&self.jobs) + ", which a deployment does not start";
        line("by hand", if self.jobs.is_empty() { String::new() } else { by_hand });
        let late = listed(&self.late) + ", when the stack is deployed";
        line("to give", if self.late.is_empty() { String::new() } else { late });
        let on_deploy = listed(&self.on_deploy) + ", once the stack is there, by `stackpose deploy` only";
        line("at the end", if self.on_deploy.is_empty() { String::new() } else { on_deploy });
        let credentials = format!("{} in the template", number(self.credentials, "credential"));
        line("in clear", if self.credentials == 0 { String::new() } else { credentials });
        out
    }
}

/// Data that ends with a task: volumes of its own, disks, and the files of a database without a volume.
fn lost(project: &Project) -> Vec<String> {
    let mut lost: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut add = |what: String, service: &str| lost.entry(what).or_default().push(service.to_owned());
    for service in &project.services {
        let name = quoted(&service.name.value);
        let copies = service.volumes.iter().filter(|mount| {
            mount.is_data_file()
                || !mount.read_only
                    && matches!(mount.shown, Some(Shown::Folder(_) | Shown::BakedFolder(_) | Shown::File(_)))
        });
        copies.for_each(|mount| add(quoted(&mount.target.value), &name));
        let mounts = service.volumes.iter().filter(|mount| mount.kind.value == MountKind::Volume);
        for mount in mounts.clone().filter(|mount| !mount.read_only) {
            let key = mount.source.as_ref().map(|source| source.value.as_str());
            let volume = project.volumes.iter().find(|volume| Some(volume.key.value.as_str()) == key);
            let kept = mount.becomes.as_ref().map_or_else(
                || volume.is_some_and(Volume::is_shared),
                |becomes| becomes.value == Becomes::Efs,
            );
            if !kept {
                add(quoted(&mount.target.value), &name);
            }
        }
        let is_durable = matches!(store(service), Some((Store::Durable, _)));
        if is_durable && mounts.count() == 0 {
            add("all data".to_owned(), &name);
        }
    }
    lost.iter().map(|(what, services)| format!("{what} of {}", listed(services))).collect()
}

/// The first names of a list, in code, and how many more there are.
pub fn names(names: &[String]) -> String {
    listed(&names.iter().map(|name| quoted(name)).collect::<Vec<_>>())
}

/// The first items, and how many more there are.
fn listed(items: &[String]) -> String {
    let most = if items.len() == LISTED + 1 { items.len() } else { LISTED };
    let shown: Vec<&str> = items.iter().take(most).map(String::as_str).collect();
    match items.len().saturating_sub(most) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn quoted(name: &str) -> String {
    format!("`{}`", clean(name))
}

fn clean(text: &str) -> String {
    sanitise::line(&sanitise::shortened(text, NAME)).into_owned()
}

/// A text, or the JSON of something else.
/// The addresses that a rule admits without values of parameters; none where it admits none then, as with a
/// network that is given for a load balancer without security groups only.
fn source(template: &Template, value: &Json) -> Option<String> {
    let parameter = |name: &str| template.parameters().iter().find(|(id, _)| id.as_str() == name);
    if let Some([_, then, otherwise]) = value.get("Fn::If").and_then(Json::as_array) {
        return source(template, then).or_else(|| source(template, otherwise));
    }
    match value.get("Ref").and_then(Json::as_str) {
        Some("AWS::NoValue") => None,
        Some(name) => match parameter(name).and_then(|(_, parameter)| parameter.default.as_deref()) {
            Some("") => None,
            Some(default) => Some(default.to_owned()),
            None => Some(text(value)),
        },
        None => Some(text(value)),
    }
}

fn text(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_names_have_an_end() {
        let items: Vec<String> = (1..8).map(|number| number.to_string()).collect();
        assert_eq!(listed(&items), "1, 2, 3, 4 and 3 more");
        assert_eq!(listed(&items[..5]), "1, 2, 3, 4, 5");
        let long = Overview {
            project: "x".repeat(900) + "\n::error::",
            volumes: BTreeMap::from([("of root".to_owned(), vec![quoted(&"v".repeat(900)); 900])]),
            ..Overview::default()
        };
        assert!(long.text().len() < 500 && !long.text().contains("\n::"), "{}", long.text());
    }
}
