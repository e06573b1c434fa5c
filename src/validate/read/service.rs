//! `services`.
//! <https://docs.docker.com/reference/compose-file/services/>

use super::rights::Rights;
use super::scalar::{
    Shape, flag, given, items, read_clean, read_cpus, read_duration, read_entries, read_line, read_lines,
    read_size, sorted, to_int, to_text, with_items,
};
use super::{deploy, device, health_check, keys, network, ports, secret, variables, volume};
use crate::compose::optional_rights::PRIVILEGED;
use crate::compose::{self, Condition, Restart};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, not_among};
use crate::grammar::deferred;
use crate::source::{Loc, Spanned};
use crate::tree::Node;
use crate::validate::launch_type::LaunchType;

/// Reads one service of a project that says on what its tasks run.
pub(super) fn read(
    name: Spanned<String>,
    node: &Node,
    project: Option<LaunchType>,
    diagnostics: &mut Diagnostics,
) -> compose::Service {
    let rights = Rights::new(node, project);
    let mut extensions = keys::read_service(node, diagnostics);
    let (deploy, nested) = deploy::read(node, diagnostics);
    if let (Some(own), Some(nested)) = (&extensions.deployment, &nested) {
        diagnostics.push(twice(own.loc, nested.loc));
    }
    extensions.deployment = extensions.deployment.or(nested);
    if extensions.capacity.is_none() && project.is_none() {
        extensions.capacity = rights.machines_for_gpu(&name.value, diagnostics);
    }
    compose::Service {
        name,
        image: image(node, diagnostics),
        build: read_build(node),
        platform: read_line(node, "platform", diagnostics),
        command: read_words(node, "command", diagnostics),
        entrypoint: read_words(node, "entrypoint", diagnostics),
        environment: read_environment(node, diagnostics),
        user: read_line(node, "user", diagnostics),
        working_dir: read_line(node, "working_dir", diagnostics),
        container_name: read_line(node, "container_name", diagnostics),
        hostname: read_line(node, "hostname", diagnostics),
        init: flag(node, "init"),
        read_only: flag(node, "read_only"),
        tty: flag(node, "tty"),
        stdin_open: flag(node, "stdin_open"),
        labels: read_entries(node, "labels", diagnostics),
        sysctls: read_entries(node, "sysctls", diagnostics),
        ulimits: ulimits(node),
        stop_grace_period: read_duration(node, "stop_grace_period", diagnostics),
        health_check: health_check::read(node, diagnostics),
        logging: read_logging(node, diagnostics),
        ports: ports::read(node, diagnostics),
        expose: read_lines(node, "expose", diagnostics),
        extra_hosts: network::read_extra_hosts(node, diagnostics),
        networks: network::read_attachments(node, diagnostics),
        network_mode: read_line(node, "network_mode", diagnostics),
        pid: read_line(node, "pid", diagnostics),
        depends_on: dependencies(node),
        links: links(node),
        restart: read_restart(node, diagnostics),
        replicas_variable: variables::of_number(node.at(&["deploy", "replicas"]))
            .or_else(|| variables::of_number(node.get("scale"))),
        size_variables: size_variables(node),
        scale: deploy::read_replicas(node, "scale", diagnostics),
        cpus: read_cpus(node, "cpus", diagnostics),
        mem_limit: read_size(node, "mem_limit", diagnostics),
        mem_reservation: read_size(node, "mem_reservation", diagnostics),
        cap_add: rights.capabilities(read_lines(node, "cap_add", diagnostics)),
        cap_drop: read_lines(node, "cap_drop", diagnostics),
        privileged: flag(node, "privileged").filter(|_| !rights.runs_without(PRIVILEGED)),
        devices: rights.devices(device::read_files(node)),
        gpus: device::read_gpus(node),
        shm_size: read_size(node, "shm_size", diagnostics),
        tmpfs: volume::read_tmpfs(node, diagnostics),
        volumes: volume::read_mounts(node, diagnostics),
        volumes_from: volume::read_volumes_from(node, diagnostics),
        secrets: secret::read_grants(node, "secrets", diagnostics),
        configs: secret::read_grants(node, "configs", diagnostics),
        deploy,
        extensions,
    }
}

fn image(node: &Node, diagnostics: &mut Diagnostics) -> Option<Spanned<String>> {
    let image = read_line(node, "image", diagnostics)?;
    // The value of a variable of deploy time is not known yet.
    if is_reference(&deferred::filled(&image.value, &|_| "x".to_owned())) {
        return Some(image);
    }
    diagnostics.push(no_image(&image));
    None
}

/// `[host[:port]/]name[:tag][@digest]`, <https://pkg.go.dev/github.com/distribution/reference>.
fn is_reference(image: &str) -> bool {
    let (named, digest) =
        image.split_once('@').map_or((image, None), |(named, digest)| (named, Some(digest)));
    let (path, last) = named.rsplit_once('/').map_or((None, named), |(path, last)| (Some(path), last));
    let (name, tag) = last.split_once(':').map_or((last, None), |(name, tag)| (name, Some(tag)));
    let word = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
    };
    let host = |text: &str| text.split(':').all(word);
    word(name)
        && !name.chars().any(|c| c.is_ascii_uppercase())
        && path.is_none_or(|path| path.split('/').all(host))
        && tag.is_none_or(word)
        && digest
            .is_none_or(|digest| digest.split_once(':').is_some_and(|(kind, hex)| word(kind) && word(hex)))
}

fn read_build(node: &Node) -> Option<compose::Build> {
    let build = given(node, "build")?;
    Some(compose::Build { loc: build.loc, context: build.get("context").and_then(to_text) })
}

/// An empty list clears what the image says, null says nothing.
fn read_words(node: &Node, key: &str, diagnostics: &mut Diagnostics) -> Option<Spanned<Vec<String>>> {
    let node = node.get(key)?;
    let mut words = Vec::new();
    for text in node.as_list()?.iter().filter_map(to_text) {
        words.extend(read_clean(text, Shape::Lines, &format!("a word of `{key}`"), diagnostics));
    }
    let words = words.into_iter().map(|word| word.value).collect();
    Some(Spanned::new(words, with_items(node)))
}

fn read_environment(service: &Node, diagnostics: &mut Diagnostics) -> Vec<compose::Variable> {
    let mut found = Vec::new();
    for (name, loc, node) in sorted(service, "environment") {
        let shown = name.escape_debug().to_string();
        let value = match to_text(node) {
            Some(text) => read_clean(text, Shape::Lines, &format!("the value of `{shown}`"), diagnostics),
            None => None,
        };
        let name = Spanned::new(name.to_owned(), loc);
        if name.value.is_empty() || name.value.contains('=') {
            diagnostics.push(bad_variable(&shown, if loc.is_somewhere() { loc } else { node.loc }));
        } else if let Some(name) = read_clean(name, Shape::Line, "the name of a variable", diagnostics) {
            found.push(compose::Variable { name, value });
        }
    }
    found
}

fn ulimits(service: &Node) -> Vec<compose::Ulimit> {
    let mut found = Vec::new();
    for (name, loc, node) in sorted(service, "ulimits") {
        let number = |node: &Node| to_int(node).map(|number| Spanned::new(number, node.loc));
        let (soft, hard) = match number(node) {
            Some(both) => (Some(both.clone()), Some(both)),
            None => (node.get("soft").and_then(number), node.get("hard").and_then(number)),
        };
        if let Some((soft, hard)) = soft.zip(hard) {
            found.push(compose::Ulimit { name: Spanned::new(name.to_owned(), loc), soft, hard });
        }
    }
    found
}

fn read_logging(service: &Node, diagnostics: &mut Diagnostics) -> Option<compose::Logging> {
    let node = given(service, "logging")?;
    let driver = read_line(node, "driver", diagnostics);
    Some(compose::Logging { loc: node.loc, driver, options: read_entries(node, "options", diagnostics) })
}

fn dependencies(service: &Node) -> Vec<compose::Dependency> {
    let dependency = |(name, loc, node): (&str, Loc, &Node)| compose::Dependency {
        service: Spanned::new(name.to_owned(), loc),
        condition: match node.get("condition").and_then(Node::as_text) {
            Some("service_healthy") => Condition::Healthy,
            Some("service_completed_successfully") => Condition::CompletedSuccessfully,
            _ => Condition::Started,
        },
        required: flag(node, "required").is_none_or(|flag| flag.value),
    };
    sorted(service, "depends_on").into_iter().map(dependency).collect()
}

fn links(service: &Node) -> Vec<(Spanned<String>, Option<Spanned<String>>)> {
    let link = |text: Spanned<String>| match text.value.split_once(':') {
        Some((target, alias)) => {
            (Spanned::new(target.to_owned(), text.loc), Some(Spanned::new(alias.to_owned(), text.loc)))
        }
        None => (text, None),
    };
    items(service, "links").filter_map(to_text).map(link).collect()
}

fn read_restart(service: &Node, diagnostics: &mut Diagnostics) -> Option<Spanned<Restart>> {
    let text = service.get("restart").and_then(to_text).filter(|text| !text.value.is_empty())?;
    let restart = match (text.value.as_str(), text.value.split_once(':')) {
        ("no" | "false", _) => Some(Restart::No),
        ("always", _) => Some(Restart::Always),
        ("unless-stopped", _) => Some(Restart::UnlessStopped),
        ("on-failure", _) => Some(Restart::OnFailure(None)),
        (_, Some(("on-failure", tries))) => tries.parse().ok().map(|tries| Restart::OnFailure(Some(tries))),
        _ => None,
    };
    if restart.is_none() {
        diagnostics.push(bad_restart(&text));
    }
    restart.map(|restart| Spanned::new(restart, text.loc))
}

fn bad_variable(shown: &str, loc: Loc) -> Diagnostic {
    let message = if shown.is_empty() {
        "a variable has no name".to_owned()
    } else {
        format!("the variable `{shown}` has a `=` in its name")
    };
    Diagnostic::new(Code::VariableName, message)
        .label(loc, "no container can be given this variable")
        .help("write `NAME: value`, or `- NAME=value` in a list")
}

fn bad_restart(text: &Spanned<String>) -> Diagnostic {
    const WORDS: [&str; 5] = ["\"no\"", "always", "on-failure", "on-failure:3", "unless-stopped"];
    not_among(Code::NotAllowed, "restart", &text.value, text.loc, &WORDS)
}

fn twice(own: Loc, nested: Loc) -> Diagnostic {
    Diagnostic::new(Code::UpdateTwice, "`x-aws-deployment` stands on the service and under its `deploy`")
        .label(own, "here")
        .label(nested, "and here")
        .help("keep one of them; both places mean the same")
}

fn no_image(image: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::BadImage, format!("`{}` is not the name of an image", image.value))
        .at(image.loc)
        .help(
            "write `name:tag`, with a registry and a path before it if need be: \
             `registry.example.com/team/app:1.0`",
        )
}

/// The variables of deploy time behind amounts of CPU and memory; `deploy` counts before the older
/// attributes.
fn size_variables(service: &Node) -> compose::SizeVariables {
    let of = |block: &str, amount: &str, older: &str| {
        let of_deploy = service.at(&["deploy", "resources", block, amount]).filter(|node| !node.is_null());
        variables::of_number(of_deploy.or_else(|| service.get(older)))
    };
    compose::SizeVariables {
        cpu_limit: of("limits", "cpus", "cpus"),
        cpu_reservation: of("reservations", "cpus", ""),
        memory_limit: of("limits", "memory", "mem_limit"),
        memory_reservation: of("reservations", "memory", "mem_reservation"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_images() {
        for image in [
            "a",
            "nginx:1.27",
            "me/app",
            "host:5000/a/b:tag",
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1",
            "a@sha256:0123abcd",
            "a:b@sha256:01",
        ] {
            assert!(is_reference(image), "{image}");
        }
        for image in ["", "a b", "nginx:lat@est", "a:", ":tag", "/a", "a//b", "Nginx", "a:b:c", "a@sha256"] {
            assert!(!is_reference(image), "{image}");
        }
    }
}
