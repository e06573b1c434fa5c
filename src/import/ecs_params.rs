//! `ecs-params.yml` of the ECS CLI: an override for the Compose file beside it.
//!
//! The ECS CLI ran all services of a Compose file in one task; so does the result. The Compose file itself,
//! if it is given, only says which services there are: it stays as it is, and the result is merged over it
//! (`-f docker-compose.yml -f compose.ecs.yaml`).

use super::build::{Build, limits, text_node};
use super::fields::Fields;
use super::{ImportError, Input};
use crate::tree::{Map, Node};

/// The override.
pub(super) fn project(inputs: &[Input], report: &mut Vec<String>) -> Result<Build, ImportError> {
    let is_params =
        |input: &&Input| input.tree.get("task_definition").or(input.tree.get("run_params")).is_some();
    let params = inputs.iter().find(is_params).ok_or(ImportError::NoEcsParams)?;
    let composed: Vec<String> = inputs
        .iter()
        .filter_map(|input| input.tree.get("services")?.as_map())
        .flat_map(Map::keys)
        .map(str::to_owned)
        .collect();

    let mut project = Build::default();
    let mut fields = Fields::new(params.name.clone(), params.tree.clone(), report);
    fields.ignore(&["version"]);
    let mut definition = Definition::default();
    if let Some(mut given) = fields.fields("task_definition") {
        definition.read(&mut given, &composed);
    }
    if let Some(mut run) = fields.fields("run_params") {
        network(&mut run, &mut project);
    }
    drop(fields);
    if definition.titles.len() > 1 && composed.is_empty() {
        report.push(
            "give the Compose file too, so that its first service is the main one of the task".to_owned(),
        );
    }
    project.map("services", definition.services);
    project.map("volumes", definition.volumes);
    Ok(project)
}

/// The content of `task_definition`.
#[derive(Debug, Default)]
struct Definition {
    titles: Vec<String>,
    services: Build,
    volumes: Build,
}

impl Definition {
    fn read(&mut self, given: &mut Fields<'_>, composed: &[String]) {
        let role = given.text("task_role_arn").or_else(|| given.text("task_role"));
        given.refuse(
            "task_execution_role",
            "is replaced by a role of the stack with the rights that the tasks need",
        );
        if let Some(mode) = given.text("ecs_network_mode").filter(|mode| mode != "awsvpc") {
            given.say(
                "ecs_network_mode",
                &format!("was `{mode}`; on Fargate every task has its own network interface"),
            );
        }
        let (mut cpu, mut memory) = (None, None);
        if let Some(mut size) = given.fields("task_size") {
            cpu = size.text("cpu_limit").and_then(|text| units(&text));
            memory = size.text("mem_limit").and_then(|text| mebibytes(&text));
        }
        let storage = given.fields("ephemeral_storage").and_then(|mut storage| storage.text("size_in_gib"));
        let entries = given.fields("services").map(|mut services| services.rest()).unwrap_or_default();
        self.titles = composed.to_vec();
        for (title, _) in &entries {
            if !self.titles.contains(title) {
                self.titles.push(title.clone());
            }
        }
        let main = self.titles.first().cloned().unwrap_or_default();
        for (index, title) in self.titles.iter().enumerate() {
            let mut service = Build::default();
            let node = entries.iter().find(|(name, _)| name == title).map(|(_, node)| node.clone());
            let (mut own_cpu, mut own_memory) = (None, None);
            if let Some(node) = node {
                given.nested(&format!("services.{title}"), node, |mut fields| {
                    own_cpu = fields.number("cpu_shares");
                    own_memory = fields.text("mem_limit").and_then(|text| mebibytes(&text));
                    one(&mut fields, &mut service);
                });
            }
            let mut deploy = Build::default();
            if index == 0 {
                limits(&mut deploy, cpu.or(own_cpu), memory.or(own_memory));
                service.text("x-aws-task_role", role.clone());
                service.text("x-aws-ephemeral_storage", storage.clone());
            } else {
                limits(&mut deploy, own_cpu, own_memory);
                service.text("x-aws-task", Some(main.clone()));
            }
            service.map("deploy", deploy);
            self.services.map(title, service);
        }
        given.each("efs_volumes", |mut volume| {
            let Some(title) = volume.text("name") else { return };
            let mut id = volume.text("filesystem_id").unwrap_or_default();
            if let Some(point) = volume.text("access_point") {
                id = format!("{id}/{point}");
            }
            volume.ignore(&["transit_encryption", "transit_encryption_port", "iam"]);
            if volume.text("root_directory").is_some_and(|root| root != "/") {
                volume.say("root_directory", "has no place: mount a part with `volume: {subpath: …}`");
            }
            let mut made = Build::default();
            made.flag("external", true);
            made.text("name", Some(id));
            self.volumes.map(&title, made);
        });
        given.refuse("placement_constraints", "has no place: Fargate places tasks");
        given.refuse(
            "docker_volumes",
            "has no place: tasks have no access to a host; named volumes are on EFS",
        );
    }
}

fn one(fields: &mut Fields<'_>, service: &mut Build) {
    if fields.text("essential").is_some_and(|essential| essential == "false") {
        fields.say(
            "essential",
            "was `false`; a task ends when one of its containers ends, unless others wait for its end",
        );
    }
    if let Some(mut credentials) = fields.fields("repository_credentials") {
        service.text("x-aws-pull_credentials", credentials.text("credentials_parameter"));
    }
    service.flag("init", fields.flag("init_process_enabled"));
    fields.refuse("mem_reservation", "has no place: Fargate reserves the limit");
    fields.refuse(
        "gpu",
        "has no place: no Fargate task has a GPU; `x-aws-capacity: managed-instances` has machines with one",
    );
    let mut secrets = Build::default();
    fields.each("secrets", |mut secret| {
        let from = secret.text("value_from");
        if let Some(title) = secret.text("name") {
            secrets.text(&title, from);
        }
    });
    service.map("x-aws-secrets", secrets);
    if let Some(mut check) = fields.fields("healthcheck") {
        let mut made = Build::default();
        let mut command = check.list("test");
        if command.is_empty() {
            command = check.list("command");
        }
        match command.as_slice() {
            [Node { value: crate::tree::Value::Text(text), .. }] => made.text("test", Some(text.clone())),
            _ => made.list("test", command),
        }
        for key in ["interval", "timeout", "start_period"] {
            made.text(key, check.text(key).map(|text| duration(&text)));
        }
        made.text("retries", check.text("retries"));
        service.map("healthcheck", made);
    }
    let mut conditions = Build::default();
    fields.each("depends_on", |mut depends| {
        let condition = match depends.text("condition").as_deref() {
            Some("HEALTHY") => "service_healthy",
            Some("SUCCESS" | "COMPLETE") => "service_completed_successfully",
            _ => "service_started",
        };
        let mut entry = Build::default();
        entry.text("condition", Some(condition));
        if let Some(other) = depends.text("container_name") {
            conditions.map(&other, entry);
        }
    });
    service.map("depends_on", conditions);
}

fn network(run: &mut Fields<'_>, project: &mut Build) {
    if let Some(mut network) = run.fields("network_configuration")
        && let Some(mut vpc) = network.fields("awsvpc_configuration")
    {
        project.list("x-aws-subnets", vpc.texts("subnets").into_iter().map(text_node).collect());
        vpc.refuse(
            "security_groups",
            "has no place: every network is a group of the stack; `x-aws-ingress` lets groups in",
        );
        if let Some(assign) = vpc.text("assign_public_ip") {
            vpc.say("assign_public_ip", &format!("is the parameter `AssignPublicIp`: `{assign}`"));
        }
    }
    run.refuse(
        "service_discovery",
        "has no place: services find each other by their names in the namespace of the stack",
    );
    run.refuse("task_placement", "has no place: Fargate places tasks");
}

/// Units of 1/1024 of a processor.
fn units(text: &str) -> Option<f64> {
    text.trim().parse().ok()
}

/// `512`, `512MB`, `0.5GB`, `1g` → MiB; a number alone is in MiB.
fn mebibytes(text: &str) -> Option<f64> {
    let lower = text.trim().to_lowercase();
    let digits = lower.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let number: f64 = digits.parse().ok()?;
    let unit = lower.get(digits.len()..).unwrap_or_default().trim();
    Some(if unit.starts_with('g') { number * 1024.0 } else { number })
}

/// Seconds where there is no unit.
fn duration(text: &str) -> String {
    if text.chars().all(|c| c.is_ascii_digit()) { format!("{text}s") } else { text.to_owned() }
}
