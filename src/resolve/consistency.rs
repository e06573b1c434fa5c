//! Rules between the active services, checked in order of their names so that findings are stable.

use std::collections::BTreeMap;

use super::early::{entries, items};
use super::selection::Disabled;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::source::Loc;
use crate::tree::{Map, Node, Value};

/// Checks a model after selection.
pub fn consistency(model: &Node, disabled: &Disabled, diagnostics: &mut Diagnostics) {
    let mut check = Check { model, disabled, diagnostics };
    let mut services: Vec<(&str, Loc, &Node)> = entries(model, "services").collect();
    services.sort_unstable_by_key(|(name, ..)| *name);
    for (name, loc, service) in services {
        check.image(name, loc, service);
        check.exclusions(service);
        check.health_test(service);
        check.references(service);
        check.dependencies(service);
        check.scale(name, service);
        check.limits(service);
        check.mounts(service);
    }
    check.secrets();
    check.container_names();
    super::cycles::cycles(model, check.diagnostics);
}

struct Check<'a> {
    model: &'a Node,
    disabled: &'a Disabled,
    diagnostics: &'a mut Diagnostics,
}

impl Check<'_> {
    fn image(&mut self, name: &str, loc: Loc, service: &Node) {
        let given = |key| service.get(key).is_some_and(|node| !node.is_null() && node.as_text() != Some(""));
        if !given("image") && !given("build") && !given("provider") {
            let add = "add `image: name:tag`, or `build: folder` with a Dockerfile in it";
            let message = format!("the service `{name}` has neither an `image` nor a `build`");
            let finding = Diagnostic::new(Code::NoImage, message).at(loc);
            self.diagnostics.push(match self.in_another_file(name, loc) {
                Some((near, there)) => finding
                    .label(there, format!("`{near}` is here"))
                    .help(format!("did you mean `{near}`, which another file defines? Else {add}")),
                None => finding.help(add),
            });
        }
    }

    /// The service of nearly the same name that stands in another file: an override changes it by its name.
    fn in_another_file(&self, name: &str, loc: Loc) -> Option<(String, Loc)> {
        let services = self.model.get("services")?.as_map()?;
        let made =
            |service: &Node| service.get("image").or_else(|| service.get("build")).map(|node| node.loc);
        let others = services.iter().filter(|(other, _, service)| {
            let there = made(service).filter(|there| there.is_somewhere() && there.source() != loc.source());
            *other != name && there.is_some()
        });
        let near = nearest(name, others.map(|(other, ..)| other))?;
        Some((near.to_owned(), made(services.get(near)?)?))
    }

    fn exclusions(&mut self, service: &Node) {
        self.exclude(
            service,
            "network_mode",
            "networks",
            "a service with a `network_mode` joins no networks",
        );
        if let Some(build) = service.get("build") {
            let written =
                build.as_map().and_then(|map| map.key_loc("dockerfile")).is_some_and(Loc::is_somewhere);
            if written {
                self.exclude(
                    build,
                    "dockerfile",
                    "dockerfile_inline",
                    "a Dockerfile is either a file or written inline",
                );
            }
            self.platforms(service, build);
            for (name, _, context) in
                build.get("additional_contexts").and_then(Node::as_map).into_iter().flat_map(Map::iter)
            {
                self.built_context(name, context);
            }
        }
    }

    fn exclude(&mut self, node: &Node, first: &str, second: &str, why: &str) {
        let Some(map) = node.as_map() else { return };
        let given = |key| {
            map.get(key)
                .is_some_and(|node| !node.is_null() && node.as_map().is_none_or(|map| !map.is_empty()))
        };
        if given(first) && given(second) {
            self.diagnostics.push(
                Diagnostic::new(Code::Conflict, format!("`{first}` and `{second}` exclude each other"))
                    .at(map.key_loc(second).unwrap_or_default())
                    .label(map.key_loc(first).unwrap_or_default(), "the other one")
                    .help(format!("{why}: remove one of the two")),
            );
        }
    }

    fn platforms(&mut self, service: &Node, build: &Node) {
        let Some(platform) = service.get("platform") else { return };
        let Some(platforms) = build.get("platforms").and_then(Node::as_list).filter(|list| !list.is_empty())
        else {
            return;
        };
        if !platforms.iter().any(|node| node.value == platform.value) {
            self.diagnostics.push(
                Diagnostic::new(Code::Conflict, "`build.platforms` does not hold the service's `platform`")
                    .at(platform.loc)
                    .help("add the platform to `build.platforms`"),
            );
        }
    }

    fn built_context(&mut self, name: &str, context: &Node) {
        let Some(target) = context.as_text().and_then(|text| text.strip_prefix("service:")) else { return };
        let service = self.model.at(&["services", target]);
        if service.is_none() && !self.disabled.contains_key(target) {
            self.undefined("service", target, context.loc, "services");
        } else if service.is_some_and(|service| service.get("build").is_none()) {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::UndefinedReference,
                    format!("the service `{target}` has no `build`, so it cannot be the context `{name}`"),
                )
                .at(context.loc)
                .help(format!("use its image instead: `{name}: docker-image://…`")),
            );
        }
    }

    fn health_test(&mut self, service: &Node) {
        let Some(test) = service.at(&["healthcheck", "test"]) else { return };
        let Some(first) = test.as_list().and_then(<[Node]>::first) else { return };
        if !matches!(first.as_text(), Some("CMD" | "CMD-SHELL" | "NONE")) {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::BadHealthTest,
                    "a health check's test must begin with `CMD`, `CMD-SHELL` or `NONE`",
                )
                .at(first.loc)
                .help(
                    "write `test: [\"CMD\", \"program\", \"argument\"]`, or the whole command as one string",
                ),
            );
        }
    }

    fn references(&mut self, service: &Node) {
        for section in ["networks", "models"] {
            for (name, loc, _) in service.get(section).and_then(Node::as_map).into_iter().flat_map(Map::iter)
            {
                self.defined(section, name, loc);
            }
        }
        for mount in items(service, "volumes") {
            if mount.get("type").and_then(Node::as_text) == Some("volume")
                && let Some(source) = mount.get("source")
                && let Some(name) = source.as_text().filter(|name| !name.is_empty())
            {
                self.defined("volumes", name, source.loc);
            }
        }
        let build = service.get("build").into_iter().flat_map(|build| items(build, "secrets"));
        for (section, node) in items(service, "secrets")
            .chain(build)
            .map(|node| ("secrets", node))
            .chain(items(service, "configs").map(|node| ("configs", node)))
        {
            if let Some(source) = node.get("source")
                && let Some(name) = source.as_text()
            {
                self.defined(section, name, source.loc);
            }
        }
        if let Some(mode) = service.get("network_mode")
            && let Some(target) = mode.as_text().and_then(|text| text.strip_prefix("service:"))
            && self.model.at(&["services", target]).is_none()
        {
            self.undefined("service", target, mode.loc, "services");
        }
    }

    fn defined(&mut self, section: &str, name: &str, loc: Loc) {
        if self.model.at(&[section, name]).is_none() {
            self.undefined(section.strip_suffix('s').unwrap_or(section), name, loc, section);
        }
    }

    fn undefined(&mut self, what: &str, name: &str, loc: Loc, section: &str) {
        let known: Vec<&str> = entries(self.model, section).map(|(key, ..)| key).collect();
        let diagnostic =
            Diagnostic::new(Code::UndefinedReference, format!("the {what} `{name}` is not defined")).at(loc);
        self.diagnostics.push(match nearest(name, known) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help(format!("define it at the top level, under `{section}:`")),
        });
    }

    fn dependencies(&mut self, service: &Node) {
        for (name, loc, entry) in
            service.get("depends_on").and_then(Node::as_map).into_iter().flat_map(Map::iter)
        {
            if self.model.at(&["services", name]).is_some() {
                continue;
            }
            let required = entry.get("required").and_then(Node::as_bool) != Some(false);
            match self.disabled.get(name) {
                Some(key) if required => self.diagnostics.push(disabled_dependency(name, loc, *key)),
                Some(_) => {}
                None => self.undefined("service", name, loc, "services"),
            }
        }
    }

    fn scale(&mut self, name: &str, service: &Node) {
        let scale = service.get("scale");
        let replicas = service.at(&["deploy", "replicas"]);
        for node in [scale, replicas].into_iter().flatten() {
            if matches!(node.value, Value::Int(number) if number < 0) {
                self.diagnostics.push(
                    Diagnostic::new(Code::NegativeScale, "a number of replicas cannot be below zero")
                        .at(node.loc)
                        .help("0 stops the service"),
                );
            }
        }
        if let (Some(scale), Some(replicas)) = (scale, replicas)
            && scale.value != replicas.value
        {
            self.diagnostics.push(
                Diagnostic::new(Code::Conflict, "`scale` and `deploy.replicas` say different numbers")
                    .at(scale.loc)
                    .label(replicas.loc, "the other number")
                    .help("keep `deploy.replicas`"),
            );
        }
        let count = scale.or(replicas).map_or(&Value::Int(1), |node| &node.value);
        if let (Some(container), Value::Int(2..)) = (service.get("container_name"), count) {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::Conflict,
                    format!("`{name}` has a `container_name`, so it cannot run more than once"),
                )
                .at(container.loc)
                .help("remove `container_name`: a task on ECS has no container name of its own"),
            );
        }
    }

    /// The flat limits must agree with those under `deploy.resources`, where that block exists.
    fn limits(&mut self, service: &Node) {
        const PAIRS: [(&str, &str, &str); 4] = [
            ("cpus", "limits", "cpus"),
            ("mem_limit", "limits", "memory"),
            ("pids_limit", "limits", "pids"),
            ("mem_reservation", "reservations", "memory"),
        ];
        for (flat, block, field) in PAIRS {
            let (Some(value), Some(resources)) =
                (service.get(flat), service.at(&["deploy", "resources", block]))
            else {
                continue;
            };
            let other = resources.get(field);
            if number(value) != 0.0 && (number(value) - other.map_or(0.0, number)).abs() > f64::EPSILON {
                let place = other.map_or(resources.loc, |node| node.loc);
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::Conflict,
                        format!("`{flat}` and `deploy.resources.{block}.{field}` say different amounts"),
                    )
                    .at(value.loc)
                    .label(
                        place,
                        if other.is_some() {
                            "the other amount"
                        } else {
                            "this block has none, which counts as 0"
                        },
                    )
                    .help(format!("keep `deploy.resources.{block}.{field}`")),
                );
            }
        }
    }

    fn mounts(&mut self, service: &Node) {
        let mut seen: BTreeMap<String, Loc> = BTreeMap::new();
        let tmpfs =
            items(service, "tmpfs").filter_map(|node| Some((node.as_text()?.split(':').next()?, node.loc)));
        let volumes = items(service, "volumes")
            .filter_map(|mount| mount.get("target"))
            .filter_map(|node| Some((node.as_text()?, node.loc)));
        for (target, loc) in volumes.chain(tmpfs) {
            if let Some(first) = seen.insert(target.to_owned(), loc) {
                self.diagnostics.push(
                    Diagnostic::new(Code::NotUnique, format!("two things are mounted at `{target}`"))
                        .at(loc)
                        .label(first, "the other one")
                        .help("mount one of them elsewhere"),
                );
            }
        }
    }

    fn secrets(&mut self) {
        for (key, loc, secret) in entries(self.model, "secrets") {
            let external = secret.get("external").and_then(Node::as_bool) == Some(true);
            // One without a driver has been reported before.
            let driver = secret.get("driver").is_some() || secret.get("external").is_some();
            if driver && !external && secret.get("file").is_none() && secret.get("environment").is_none() {
                self.diagnostics.push(
                    Diagnostic::new(Code::BadSource, format!("the secret `{key}` has no source"))
                        .at(loc)
                        .help("give it `file`, `environment` or `external: true`"),
                );
            }
        }
    }

    fn container_names(&mut self) {
        let mut seen: BTreeMap<&str, Loc> = BTreeMap::new();
        for (_, _, service) in entries(self.model, "services") {
            let Some(node) = service.get("container_name") else { continue };
            let Some(name) = node.as_text() else { continue };
            if let Some(first) = seen.insert(name, node.loc) {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::NotUnique,
                        format!("two services have the container name `{name}`"),
                    )
                    .at(node.loc)
                    .label(first, "the other one")
                    .help("remove `container_name`: Compose makes a name for each container"),
                );
            }
        }
    }
}

/// The number a value holds, in whatever spelling; 0 for none.
fn number(node: &Node) -> f64 {
    match &node.value {
        #[expect(clippy::cast_precision_loss, reason = "amounts beyond 2^53 are not told apart by anyone")]
        Value::Int(number) => *number as f64,
        Value::Float(number) => *number,
        Value::Text(text) => text.parse().unwrap_or_default(),
        Value::Null | Value::Bool(_) | Value::Uint(_) | Value::List(_) | Value::Map(_) => 0.0,
    }
}

fn disabled_dependency(name: &str, loc: Loc, key: Loc) -> Diagnostic {
    Diagnostic::new(
        Code::DisabledDependency,
        format!("it depends on `{name}`, which no active profile starts"),
    )
    .at(loc)
    .label(key, "off because of its profiles")
    .help("activate the profile with `--profile`, or say `required: false` under this dependency")
}
