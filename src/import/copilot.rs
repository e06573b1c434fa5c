//! Manifests of AWS Copilot: a service or job for each file.

use super::build::{Build, int, limits, name, text_node};
use super::fields::{Fields, scalar};
use super::{ImportError, Input};
use crate::tree::{Node, Value};

/// The project.
pub(super) fn project(inputs: &[Input], report: &mut Vec<String>) -> Result<Build, ImportError> {
    let (mut project, mut services, mut volumes) = (Build::default(), Build::default(), Build::default());
    for input in inputs {
        let mut fields = Fields::new(input.name.clone(), input.tree.clone(), report);
        let Some(kind) = fields.text("type") else {
            return Err(ImportError::NoManifest(input.name.clone()));
        };
        let title = name(&fields.text("name").unwrap_or_default());
        let mut service = Build::default();
        match kind.as_str() {
            "Load Balanced Web Service" => http(&mut fields, &mut service),
            "Backend Service" => backend(&mut fields, &mut service),
            "Worker Service" => worker(&mut fields),
            "Scheduled Job" => schedule(&mut fields, &mut service),
            other => {
                return Err(ImportError::OtherType(input.name.clone(), other.to_owned()));
            }
        }
        common(&mut fields, &title, &mut service, &mut services, &mut volumes);
        services.map(&title, service);
    }
    project.map("services", services);
    project.map("volumes", volumes);
    Ok(project)
}

fn http(fields: &mut Fields<'_>, service: &mut Build) {
    let target = port(fields);
    if fields.take("nlb").is_some() {
        fields.say("nlb", "has no place: publish its port with `x-aws-protocol: tcp`");
    }
    let Some(mut http) = fields.fields("http") else { return };
    let (mut made, mut route) = (Build::default(), Build::default());
    let target = http.text("target_port").or(target).unwrap_or_else(|| "80".to_owned());
    made.text("target", Some(target));
    let hosts: Vec<String> = http
        .list("alias")
        .iter()
        .filter_map(|alias| scalar(alias).or_else(|| alias.get("name").and_then(scalar)))
        .collect();
    // Copilot has HTTPS as soon as there is a domain.
    let (published, protocol) = if hosts.is_empty() { ("80", "http") } else { ("443", "https") };
    made.text("published", Some(published));
    made.text("x-aws-protocol", Some(protocol));
    if !hosts.is_empty() {
        route.list("host", hosts.into_iter().map(text_node).collect());
        http.say(
            "alias",
            "needs a certificate (the parameter `CertificateArn`), and names in DNS that point \
             to the load balancer",
        );
    }
    if let Some(path) = http.text("path").filter(|path| path != "/") {
        let path = format!("/{}", path.trim_matches('/'));
        route.list("path", vec![text_node(path.clone()), text_node(format!("{path}/*"))]);
    }
    made.map("x-aws-route", route);
    made.flag("x-aws-stickiness", http.flag("stickiness"));
    made.text("x-aws-deregistration_delay", http.text("deregistration_delay"));
    let mut check = Build::default();
    match http.take("healthcheck") {
        Some(Node { value: Value::Text(path), .. }) => check.text("path", Some(path)),
        Some(node) => http.nested("healthcheck", node, |mut given| {
            for (from, to) in [
                ("path", "path"),
                ("port", "port"),
                ("success_codes", "matcher"),
                ("interval", "interval"),
                ("timeout", "timeout"),
            ] {
                check.text(to, given.text(from));
            }
            for (from, to) in [("healthy_threshold", "healthy"), ("unhealthy_threshold", "unhealthy")] {
                if let Some(count) = given.text(from).and_then(|text| text.parse().ok()) {
                    check.put(to, int(count));
                }
            }
            given.refuse(
                "grace_period",
                "has no place: it is the `start_period` of `healthcheck`, at least 60 s",
            );
        }),
        None => {}
    }
    made.map("x-aws-healthcheck", check);
    http.refuse(
        "allowed_source_ips",
        "has no place: `x-aws-ingress` of the port takes prefix lists and groups",
    );
    service.list("ports", vec![made.node()]);
}

fn backend(fields: &mut Fields<'_>, service: &mut Build) {
    if let Some(target) = port(fields) {
        service.texts("expose", vec![target]);
    }
    fields.refuse(
        "http",
        "has no place: publish the port, and set the parameter `ApplicationLoadBalancerScheme` to `internal`",
    );
}

fn worker(fields: &mut Fields<'_>) {
    fields.refuse(
        "subscribe",
        "has no place: define topic subscription and queue under \
         `x-aws-cloudformation`, and `queue` of `x-aws-autoscaling`",
    );
}

fn schedule(fields: &mut Fields<'_>, service: &mut Build) {
    let mut made = Build::default();
    if let Some(mut on) = fields.fields("on") {
        made.text("expression", on.text("schedule").map(|text| expression(&text)));
    }
    if let Some(retries) = fields.text("retries").and_then(|text| text.parse().ok()) {
        made.put("retries", int(retries));
    }
    fields.refuse("timeout", "has no place: a task of a schedule runs until it ends");
    service.map("x-aws-schedule", made);
}

/// `@daily`, `@every 2h` and crontabs of five fields in AWS's notation.
fn expression(text: &str) -> String {
    let fields: Vec<&str> = text.split_whitespace().collect();
    match fields.as_slice() {
        ["@hourly"] => "cron(0 * * * ? *)".to_owned(),
        ["@daily" | "@midnight"] => "cron(0 0 * * ? *)".to_owned(),
        ["@weekly"] => "cron(0 0 ? * SUN *)".to_owned(),
        ["@monthly"] => "cron(0 0 1 * ? *)".to_owned(),
        ["@yearly" | "@annually"] => "cron(0 0 1 1 ? *)".to_owned(),
        ["@every", every] => rate(every).unwrap_or_else(|| text.to_owned()),
        [minute, hour, "*", month, "*"] => format!("cron({minute} {hour} * {month} ? *)"),
        [minute, hour, day, month, "*"] => format!("cron({minute} {hour} {day} {month} ? *)"),
        // Days of the week count from 0 in a crontab and from 1 on AWS; names are the same.
        [minute, hour, "*", month, week] if !week.contains(|c: char| c.is_ascii_digit()) => {
            format!("cron({minute} {hour} ? {month} {} *)", week.to_uppercase())
        }
        _ => text.to_owned(),
    }
}

fn rate(every: &str) -> Option<String> {
    let (digits, unit) = every.split_at_checked(every.find(|c: char| !c.is_ascii_digit())?)?;
    let count: u32 = digits.parse().ok()?;
    let word = match unit {
        "m" => "minute",
        "h" | "h0m" | "h0m0s" => "hour",
        _ => return None,
    };
    Some(format!("rate({count} {word}{})", if count == 1 { "" } else { "s" }))
}

/// The port of the image.
fn port(fields: &mut Fields<'_>) -> Option<String> {
    let mut found = None;
    if let Some(node) = fields.take("image") {
        found = node.get("port").and_then(scalar);
        // The rest of the mapping is read with what every manifest has.
        fields.put_back("image", node);
    }
    found
}

fn image(fields: &mut Fields<'_>, service: &mut Build) {
    let Some(mut image) = fields.fields("image") else { return };
    image.ignore(&["port"]);
    service.text("image", image.text("location"));
    service.text("x-aws-pull_credentials", image.text("credentials"));
    match image.take("build") {
        Some(Node { value: Value::Text(file), .. }) => service.map("build", build_of(&file, None)),
        Some(node) => image.nested("build", node, |mut given| {
            let file = given.text("dockerfile").unwrap_or_else(|| "Dockerfile".to_owned());
            let mut made = build_of(&file, given.text("context"));
            made.text("target", given.text("target"));
            let mut arguments = Build::default();
            if let Some(mut args) = given.fields("args") {
                for (key, value) in args.rest() {
                    arguments.text(&key, scalar(&value));
                }
            }
            made.map("args", arguments);
            made.list("cache_from", given.list("cache_from"));
            service.map("build", made);
        }),
        None => {}
    }
    health(&mut image, service);
    depends(&mut image, service);
    if let Some(labels) = image.take("labels") {
        service.put("labels", labels);
    }
}

fn build_of(file: &str, context: Option<String>) -> Build {
    let folder = file.rsplit_once('/').map_or(".", |(folder, _)| folder).to_owned();
    let context = context.unwrap_or(folder);
    // In Copilot the Dockerfile is named from the workspace, in Compose from the context.
    let inside = file.strip_prefix(&format!("{context}/")).unwrap_or(file).to_owned();
    let mut made = Build::default();
    made.text("context", Some(context));
    made.text("dockerfile", Some(inside).filter(|file| file != "Dockerfile"));
    made
}

fn health(fields: &mut Fields<'_>, service: &mut Build) {
    let Some(mut check) = fields.fields("healthcheck") else { return };
    let mut made = Build::default();
    made.texts("test", check.texts("command"));
    for key in ["interval", "timeout", "start_period"] {
        made.text(key, check.text(key));
    }
    made.text("retries", check.text("retries"));
    service.map("healthcheck", made);
}

fn depends(fields: &mut Fields<'_>, service: &mut Build) {
    let Some(mut given) = fields.fields("depends_on") else { return };
    let mut conditions = Build::default();
    for (other, condition) in given.rest() {
        let condition = match scalar(&condition).unwrap_or_default().to_lowercase().as_str() {
            "healthy" => "service_healthy",
            "success" | "complete" => "service_completed_successfully",
            _ => "service_started",
        };
        let mut entry = Build::default();
        entry.text("condition", Some(condition));
        conditions.map(&name(&other), entry);
    }
    service.map("depends_on", conditions);
}

fn common(
    fields: &mut Fields<'_>,
    title: &str,
    service: &mut Build,
    services: &mut Build,
    volumes: &mut Build,
) {
    let before = fields.take("image");
    if let Some(node) = &before {
        fields.put_back("image", node.clone());
    }
    image(fields, service);
    process(fields, service);
    let mut deploy = Build::default();
    limits(&mut deploy, fields.number("cpu"), fields.number("memory"));
    count(fields, service, &mut deploy);
    service.map("deploy", deploy);
    if let Some(platform) =
        fields.text("platform").filter(|platform| platform != "linux/amd64" && platform != "linux/x86_64")
    {
        service.text("platform", Some(platform));
    }
    service.flag("x-aws-exec", fields.flag("exec"));
    variables(fields, service);
    storage(fields, title, service, volumes);
    if let Some(mut observability) = fields.fields("observability") {
        service.flag("x-aws-xray", observability.text("tracing").as_deref() == Some("awsxray"));
    }
    if let Some(mut network) = fields.fields("network") {
        network.ignore(&["connect"]);
        network.refuse("vpc", "is said by parameters: `SubnetIds` and `AssignPublicIp`");
    }
    if let Some(sidecars) = fields.take("sidecars") {
        let waited_for = waited_for(&sidecars, before.as_ref());
        fields.nested("sidecars", sidecars, |mut all| {
            for (other, node) in all.rest() {
                let main = (!waited_for.contains(&name(&other))).then_some(title);
                all.nested(&other.clone(), node, |mut sidecar| beside(&mut sidecar, main, &other, services));
            }
        });
    }
    fields.refuse(
        "publish",
        "has no place: define the topics under `x-aws-cloudformation`, and the right to \
         publish with `x-aws-role`",
    );
    fields.refuse(
        "environments",
        "has no place: what differs between stages is a parameter of the template, or an override file",
    );
    fields.refuse(
        "taskdef_overrides",
        "has no place: `x-aws-cloudformation` of the service changes its task definition",
    );
    fields.refuse(
        "deployment",
        "has no place: `deploy.update_config` and `x-aws-deployment` say how tasks are replaced",
    );
    fields.refuse(
        "logging",
        "has no place: `logging` with the driver `awsfirelens`, or `x-aws-logs_retention` of the project",
    );
}

/// The sidecars whose end others wait for: they run before the others in any case.
fn waited_for(sidecars: &Node, main: Option<&Node>) -> Vec<String> {
    let others = sidecars.as_map().into_iter().flat_map(|map| map.iter().map(|(_, _, node)| node));
    let depends = others.chain(main).filter_map(|node| node.get("depends_on")?.as_map());
    let ends = |node: &Node| {
        let condition = scalar(node).unwrap_or_default().to_lowercase();
        condition == "success" || condition == "complete"
    };
    depends
        .flat_map(crate::tree::Map::iter)
        .filter(|(_, _, node)| ends(node))
        .map(|(key, ..)| name(key))
        .collect()
}

fn beside(sidecar: &mut Fields<'_>, main: Option<&str>, title: &str, services: &mut Build) {
    let mut service = Build::default();
    service.text("x-aws-task", main);
    match sidecar.take("image") {
        Some(Node { value: Value::Map(map), .. }) => {
            sidecar.put_back("image", Node::made(Value::Map(map)));
            image(sidecar, &mut service);
        }
        Some(node) => service.text("image", scalar(&node)),
        None => {}
    }
    if let Some(port) = sidecar.text("port") {
        service.texts("expose", vec![port]);
    }
    service.text("x-aws-pull_credentials", sidecar.text("credentialsParameter"));
    sidecar.ignore(&["essential"]);
    process(sidecar, &mut service);
    health(sidecar, &mut service);
    depends(sidecar, &mut service);
    variables(sidecar, &mut service);
    services.map(&name(title), service);
}

fn process(fields: &mut Fields<'_>, service: &mut Build) {
    for key in ["entrypoint", "command"] {
        match fields.take(key) {
            Some(Node { value: Value::List(list), .. }) => service.list(key, list),
            Some(node) => service.text(key, scalar(&node)),
            None => {}
        }
    }
}

fn count(fields: &mut Fields<'_>, service: &mut Build, deploy: &mut Build) {
    let Some(node) = fields.take("count") else { return };
    if let Some(replicas) = scalar(&node).and_then(|text| text.parse().ok()) {
        deploy.put("replicas", int(replicas));
        return;
    }
    fields.nested("count", node, |mut count| {
        let mut made = Build::default();
        let range = count.take("range");
        let text = range.as_ref().and_then(scalar).or_else(|| {
            let range = range.as_ref()?;
            let spot = range.get("spot_from").is_some();
            if spot {
                service.text("x-aws-capacity", Some("spot"));
            }
            Some(format!("{}-{}", scalar(range.get("min")?)?, scalar(range.get("max")?)?))
        });
        if let Some((min, max)) = text.as_deref().and_then(|text| text.split_once('-')) {
            for (key, text) in [("min", min), ("max", max)] {
                if let Ok(value) = text.trim().parse() {
                    made.put(key, int(value));
                }
            }
        }
        if let Some(spot) = count.text("spot") {
            service.text("x-aws-capacity", Some("spot"));
            if let Ok(replicas) = spot.parse() {
                deploy.put("replicas", int(replicas));
            }
        }
        for (from, to) in
            [("cpu_percentage", "cpu"), ("memory_percentage", "memory"), ("requests", "requests")]
        {
            let value = count
                .take(from)
                .and_then(|node| scalar(&node).or_else(|| node.get("value").and_then(scalar))?.parse().ok());
            if let Some(value) = value {
                made.put(to, int(value));
            }
        }
        count.refuse(
            "queue_delay",
            "has no place: `queue` of `x-aws-autoscaling` follows the backlog of a queue",
        );
        count.refuse("response_time", "has no place: `metric` of `x-aws-autoscaling` follows any metric");
        deploy.map("x-aws-autoscaling", made);
    });
}

fn variables(fields: &mut Fields<'_>, service: &mut Build) {
    let mut made = Build::default();
    if let Some(mut given) = fields.fields("variables") {
        for (key, value) in given.rest() {
            match scalar(&value) {
                Some(text) => {
                    if text.contains("${") {
                        given.say(&key, "holds a variable of Copilot, which is plain text now");
                    }
                    made.text(&key, Some(text));
                }
                None => given.say(&key, "comes from another stack: `x-aws-environment` takes `!ImportValue`"),
            }
        }
    }
    service.map("environment", made);
    service.text("env_file", fields.text("env_file"));
    let mut made = Build::default();
    if let Some(mut given) = fields.fields("secrets") {
        for (key, value) in given.rest() {
            let inner = |field: &str| value.get(field).and_then(scalar);
            match scalar(&value) {
                // The name or ARN of a parameter.
                Some(text) => {
                    made.text(&key, Some(if text.contains([':', '/']) { text } else { format!("/{text}") }));
                }
                None => match inner("secretsmanager") {
                    Some(_) => given.say(&key, "is a secret by name: write its ARN under `x-aws-secrets`"),
                    None => given.say(
                        &key,
                        "comes from another stack: write the ARN of the secret under `x-aws-secrets`",
                    ),
                },
            }
        }
    }
    service.map("x-aws-secrets", made);
}

fn storage(fields: &mut Fields<'_>, title: &str, service: &mut Build, volumes: &mut Build) {
    let Some(mut storage) = fields.fields("storage") else { return };
    service.text("x-aws-ephemeral_storage", storage.text("ephemeral"));
    service.flag("read_only", storage.flag("readonly_fs"));
    let mut mounts = Vec::new();
    if let Some(mut given) = storage.fields("volumes") {
        for (volume, node) in given.rest() {
            given.nested(&volume.clone(), node, |mut fields| {
                let (mut mount, mut made) = (Build::default(), Build::default());
                let shared = name(&format!("{title}-{volume}"));
                mount.text("type", Some("volume"));
                mount.text("source", Some(shared.clone()));
                mount.text("target", fields.text("path"));
                // Copilot mounts without the right to write, unless it is told otherwise.
                mount.flag("read_only", fields.text("read_only").is_none_or(|text| text == "true"));
                let efs = fields.take("efs");
                match efs.as_ref().map(|efs| (efs.as_bool(), efs.get("id").and_then(scalar), scalar(efs))) {
                    None | Some((Some(false), ..)) => made.text("x-aws-volume", Some("task")),
                    Some((Some(true), ..)) => {
                        fields.say(
                            "efs",
                            "is a new file system of the stack; copy the files of the old one (docs/data.md)",
                        );
                    }
                    Some((_, id, text)) => {
                        made.flag("external", true);
                        made.text("name", id.or(text));
                    }
                }
                mounts.push(mount.node());
                if let Some(made) = made.some() {
                    volumes.put(&shared, made);
                } else {
                    volumes.put(&shared, Node::made(Value::Null));
                }
            });
        }
    }
    service.list("volumes", mounts);
}
