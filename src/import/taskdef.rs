//! ECS task definitions: one for each file, as `describe-task-definition` prints it or
//! `register-task-definition` takes it.
//!
//! Each container becomes a service. The main one is the first essential container with a port; the others
//! run in its tasks.

use super::build::{Build, int, limits, name, seconds, text_node};
use super::fields::{Fields, scalar};
use super::{ImportError, Input};
use crate::tree::Node;

/// The attributes that ECS adds to a description.
const WRITTEN_BY_ECS: [&str; 9] = [
    "taskDefinitionArn",
    "revision",
    "status",
    "requiresAttributes",
    "compatibilities",
    "registeredAt",
    "registeredBy",
    "deregisteredAt",
    "requiresCompatibilities",
];

/// The project.
pub(super) fn project(inputs: &[Input], report: &mut Vec<String>) -> Result<Build, ImportError> {
    let (mut project, mut services, mut volumes) = (Build::default(), Build::default(), Build::default());
    for input in inputs {
        let tree = input.tree.get("taskDefinition").unwrap_or(&input.tree).clone();
        if tree.get("containerDefinitions").is_none_or(|list| list.as_list().is_none_or(<[Node]>::is_empty)) {
            return Err(ImportError::NoTaskDefinition(input.name.clone()));
        }
        let mut fields = Fields::new(input.name.clone(), tree, report);
        fields.ignore(&WRITTEN_BY_ECS);
        let family = fields.text("family");
        if inputs.len() == 1 {
            project.text("name", family.as_deref().map(name));
        }
        task(&mut fields, &mut services, &mut volumes);
    }
    project.map("services", services);
    project.map("volumes", volumes);
    Ok(project)
}

fn task(fields: &mut Fields<'_>, services: &mut Build, volumes: &mut Build) {
    let containers = fields.list("containerDefinitions");
    let named = |node: &Node| node.get("name").and_then(scalar).unwrap_or_default();
    let essential = |node: &&Node| node.get("essential").and_then(Node::as_bool).unwrap_or(true);
    let main = containers
        .iter()
        .filter(essential)
        .find(|node| node.get("portMappings").and_then(Node::as_list).is_some_and(|list| !list.is_empty()))
        .or_else(|| containers.iter().find(essential))
        .or(containers.first())
        .map(named)
        .unwrap_or_default();

    let (cpu, memory) = (size(fields, "cpu", 1024.0), size(fields, "memory", 1024.0));
    let role = fields.text("taskRoleArn");
    fields
        .refuse("executionRoleArn", "is replaced by a role of the stack with the rights that the tasks need");
    if let Some(mode) = fields.text("networkMode").filter(|mode| mode != "awsvpc") {
        fields.say(
            "networkMode",
            &format!("was `{mode}`; on Fargate every task has its own network interface"),
        );
    }
    let platform = fields.fields("runtimePlatform").and_then(|mut platform| {
        let system = platform.text("operatingSystemFamily").unwrap_or_else(|| "LINUX".to_owned());
        if system != "LINUX" {
            platform.say("operatingSystemFamily", "has no place: tasks run Linux");
        }
        (platform.text("cpuArchitecture")? == "ARM64").then(|| "linux/arm64".to_owned())
    });
    let storage = fields.fields("ephemeralStorage").and_then(|mut storage| storage.number("sizeInGiB"));
    let mut tags = Build::default();
    fields.each("tags", |mut tag| {
        if let (Some(key), value) = (tag.text("key"), tag.text("value")) {
            tags.text(&key, Some(value.unwrap_or_default()));
        }
    });
    let mut tags = Some(tags);
    fields.each("volumes", |volume| shared(volume, volumes));
    let task_size = (cpu, memory);
    // Containers for whose end others wait run before them in any case.
    let waited_for: Vec<String> = containers.iter().flat_map(ends_before).collect();
    let alone = containers.len() == 1;
    if !alone && (cpu.is_some() || memory.is_some()) {
        fields.say("cpu", &format!("and `memory` are the limits of `{main}`, unless it has its own"));
    }

    for (index, node) in containers.into_iter().enumerate() {
        let (mut service, mut deploy) = (Build::default(), Build::default());
        let own = named(&node);
        let title = name(&own);
        if title != own {
            fields.say("containerDefinitions", &format!("has the name `{own}`, which is `{title}` now"));
        }
        fields.nested(&format!("containerDefinitions[{index}]"), node, |mut container| {
            let limit = container.number("memory");
            let share = container.number("cpu");
            if own == main {
                limits(&mut deploy, task_size.0.or(share), task_size.1.or(limit));
                service.text("x-aws-task_role", role.clone());
                service.text("platform", platform.clone());
                if let Some(size) = storage {
                    service.put("x-aws-ephemeral_storage", text_node(size.to_string()));
                }
                service.map("x-aws-tags", tags.take().unwrap_or_default());
            } else {
                limits(&mut deploy, share, limit);
                service.text("x-aws-task", (!waited_for.contains(&own)).then(|| name(&main)));
                service.text("platform", platform.clone());
            }
            service.map("deploy", std::mem::take(&mut deploy));
            read(&mut container, &mut service);
        });
        services.map(&title, service);
    }
}

/// The containers whose end a container waits for.
fn ends_before(container: &Node) -> Vec<String> {
    let depends = container.get("dependsOn").and_then(Node::as_list).unwrap_or_default();
    let ends = |it: &&Node| {
        let condition = it.get("condition").and_then(scalar);
        condition.is_some_and(|condition| condition == "SUCCESS" || condition == "COMPLETE")
    };
    depends.iter().filter(ends).filter_map(|it| it.get("containerName").and_then(scalar)).collect()
}

/// `256` or `.25 vCPU`, `512` or `0.5 GB`.
fn size(fields: &mut Fields<'_>, key: &str, unit: f64) -> Option<f64> {
    let text = fields.text(key)?.to_lowercase();
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ').parse::<f64>().ok();
    let Some(number) = number else {
        fields.say(key, "is not a size; it was left out");
        return None;
    };
    Some(if text.ends_with("vcpu") || text.ends_with("gb") { number * unit } else { number })
}

fn shared(mut volume: Fields<'_>, volumes: &mut Build) {
    let Some(title) = volume.text("name") else { return };
    let mut made = Build::default();
    if let Some(mut efs) = volume.fields("efsVolumeConfiguration") {
        let mut id = efs.text("fileSystemId").unwrap_or_default();
        if let Some(mut access) = efs.fields("authorizationConfig") {
            if let Some(point) = access.text("accessPointId") {
                id = format!("{id}/{point}");
            }
            access.ignore(&["iam"]);
        }
        efs.ignore(&["transitEncryption", "transitEncryptionPort"]);
        if efs.text("rootDirectory").is_some_and(|root| root != "/") {
            efs.say("rootDirectory", "has no place: mount a part with `volume: {subpath: …}`");
        }
        made.flag("external", true);
        made.text("name", Some(id));
    } else {
        if let Some(mut host) = volume.fields("host") {
            host.refuse("sourcePath", "has no place: tasks have no access to a host");
        }
        made.text("x-aws-volume", Some("task"));
    }
    volumes.map(&name(&title), made);
}

fn read(container: &mut Fields<'_>, service: &mut Build) {
    container.ignore(&["name"]);
    service.text("image", container.text("image"));
    service.texts("entrypoint", container.texts("entryPoint"));
    service.texts("command", container.texts("command"));
    service.text("user", container.text("user"));
    service.text("working_dir", container.text("workingDirectory"));
    service.text("hostname", container.text("hostname"));
    service.flag("privileged", container.flag("privileged"));
    service.flag("read_only", container.flag("readonlyRootFilesystem"));
    service.flag("tty", container.flag("pseudoTerminal"));
    service.flag("stdin_open", container.flag("interactive"));
    service.text("stop_grace_period", container.number("stopTimeout").map(seconds));
    if container.text("essential").is_some_and(|essential| essential != "true") {
        container.say(
            "essential",
            "was `false`; a task ends when one of its containers ends, unless others wait for its end",
        );
    }
    environment(container, service);
    ports(container, service);
    health(container, service);
    logs(container, service);
    mounts(container, service);
    linux(container, service);
    let mut labels = Build::default();
    if let Some(mut given) = container.fields("dockerLabels") {
        for (key, value) in given.rest() {
            labels.text(&key, scalar(&value));
        }
    }
    service.map("labels", labels);
    let mut conditions = Build::default();
    container.each("dependsOn", |mut depends| {
        let Some(other) = depends.text("containerName") else { return };
        let condition = match depends.text("condition").as_deref() {
            Some("HEALTHY") => "service_healthy",
            Some("SUCCESS") => "service_completed_successfully",
            Some("COMPLETE") => {
                depends.say(
                    "condition",
                    "was `COMPLETE`; it is `service_completed_successfully`, which wants status 0",
                );
                "service_completed_successfully"
            }
            _ => "service_started",
        };
        let mut entry = Build::default();
        entry.text("condition", Some(condition));
        conditions.map(&name(&other), entry);
    });
    service.map("depends_on", conditions);
    if let Some(mut credentials) = container.fields("repositoryCredentials") {
        service.text("x-aws-pull_credentials", credentials.text("credentialsParameter"));
    }
    service.texts("dns", container.texts("dnsServers"));
    service.texts("dns_search", container.texts("dnsSearchDomains"));
    let mut hosts = Vec::new();
    container.each("extraHosts", |mut host| {
        if let (Some(host), Some(address)) = (host.text("hostname"), host.text("ipAddress")) {
            hosts.push(format!("{host}={address}"));
        }
    });
    service.texts("extra_hosts", hosts);
}

fn environment(container: &mut Fields<'_>, service: &mut Build) {
    let mut variables = Build::default();
    container.each("environment", |mut variable| {
        if let Some(key) = variable.text("name") {
            variables.text(&key, Some(variable.text("value").unwrap_or_default()));
        }
    });
    service.map("environment", variables);
    let mut secrets = Build::default();
    container.each("secrets", |mut secret| {
        if let Some(key) = secret.text("name") {
            secrets.text(&key, secret.text("valueFrom"));
        }
    });
    service.map("x-aws-secrets", secrets);
}

fn ports(container: &mut Fields<'_>, service: &mut Build) {
    let mut exposed = Vec::new();
    container.each("portMappings", |mut port| {
        let protocol = port.text("protocol").unwrap_or_else(|| "tcp".to_owned());
        port.ignore(&["hostPort", "name", "appProtocol"]);
        if let Some(number) = port.text("containerPort").or_else(|| port.text("containerPortRange")) {
            exposed.push(format!("{number}/{protocol}"));
        }
    });
    if !exposed.is_empty() {
        container.say("portMappings", "is `expose`: a port under `ports` gets a load balancer");
    }
    service.texts("expose", exposed);
}

fn health(container: &mut Fields<'_>, service: &mut Build) {
    let Some(mut check) = container.fields("healthCheck") else { return };
    let mut made = Build::default();
    let mut command = check.texts("command");
    if command.first().is_some_and(|first| !["CMD", "CMD-SHELL", "NONE"].contains(&first.as_str())) {
        command.insert(0, "CMD".to_owned());
    }
    made.texts("test", command);
    for (from, to) in [("interval", "interval"), ("timeout", "timeout"), ("startPeriod", "start_period")] {
        made.text(to, check.number(from).map(seconds));
    }
    if let Some(retries) = check.text("retries").and_then(|text| text.parse().ok()) {
        made.put("retries", int(retries));
    }
    service.map("healthcheck", made);
}

fn logs(container: &mut Fields<'_>, service: &mut Build) {
    let Some(mut logging) = container.fields("logConfiguration") else { return };
    let driver = logging.text("logDriver").unwrap_or_default();
    if driver == "awslogs" {
        logging.ignore(&["options"]);
        logging.say("options", "has no place: the stack has a log group of its own");
        return;
    }
    let (mut made, mut options, mut secrets) = (Build::default(), Build::default(), Build::default());
    made.text("driver", Some(driver));
    if let Some(mut given) = logging.fields("options") {
        for (key, value) in given.rest() {
            options.text(&key, scalar(&value));
        }
    }
    logging.each("secretOptions", |mut option| {
        if let Some(key) = option.text("name") {
            secrets.text(&key, option.text("valueFrom"));
        }
    });
    made.map("options", options);
    service.map("logging", made);
    service.map("x-aws-log_secrets", secrets);
}

fn mounts(container: &mut Fields<'_>, service: &mut Build) {
    let mut mounts = Vec::new();
    container.each("mountPoints", |mut mount| {
        let mut made = Build::default();
        made.text("type", Some("volume"));
        made.text("source", mount.text("sourceVolume").as_deref().map(name));
        made.text("target", mount.text("containerPath"));
        made.flag("read_only", mount.flag("readOnly"));
        mounts.push(made.node());
    });
    service.list("volumes", mounts);
    let mut from = Vec::new();
    container.each("volumesFrom", |mut other| {
        if let Some(source) = other.text("sourceContainer") {
            let mode = if other.flag("readOnly") { ":ro" } else { "" };
            from.push(format!("{}{mode}", name(&source)));
        }
    });
    service.texts("volumes_from", from);
}

fn linux(container: &mut Fields<'_>, service: &mut Build) {
    let mut limits = Build::default();
    container.each("ulimits", |mut limit| {
        let Some(title) = limit.text("name") else { return };
        let mut made = Build::default();
        for (from, to) in [("softLimit", "soft"), ("hardLimit", "hard")] {
            if let Some(value) = limit.text(from).and_then(|text| text.parse().ok()) {
                made.put(to, int(value));
            }
        }
        limits.map(&title, made);
    });
    service.map("ulimits", limits);
    let mut settings = Build::default();
    container.each("systemControls", |mut control| {
        if let Some(key) = control.text("namespace") {
            settings.text(&key, control.text("value"));
        }
    });
    service.map("sysctls", settings);
    let Some(mut parameters) = container.fields("linuxParameters") else { return };
    service.flag("init", parameters.flag("initProcessEnabled"));
    if let Some(mut capabilities) = parameters.fields("capabilities") {
        service.texts("cap_add", capabilities.texts("add"));
        service.texts("cap_drop", capabilities.texts("drop"));
    }
    service.text("shm_size", parameters.number("sharedMemorySize").map(|size| format!("{size}m")));
    let mut folders = Vec::new();
    parameters.each("tmpfs", |mut folder| {
        let mut options = folder.texts("mountOptions");
        options.extend(folder.number("size").map(|size| format!("size={size}m")));
        let path = folder.text("containerPath").unwrap_or_default();
        folders.push(if options.is_empty() { path } else { format!("{path}:{}", options.join(",")) });
    });
    service.texts("tmpfs", folders);
}
