//! Literals: what the user writes is text and stays text.
//! Compose: every string. CloudFormation: dynamic references and intrinsic functions, which must not come of it.
//!
//! Decisions
//! - `{{resolve:…}}` is refused wherever it stands: CloudFormation replaces it in any string and knows no way to escape it
//!   (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html>).
//! - A map of the user's that becomes a map of the template must not have a key that names a function.
//! - `${…}` is safe outside `Fn::Sub`, and `cfn::Sub` escapes it inside.
//!
//! Not here: `x-aws-cloudformation`, the one place for CloudFormation's own language.

use crate::cfn::{List, Sub, Text};
use crate::compose;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::deferred::{self, Part};
use crate::source::{Loc, Spanned};

use super::listener;
use super::names::variable_id;

/// User text as a property, with the variables of deploy time in it as references.
pub(super) fn to_text(text: &str) -> Text {
    if deferred::has_variable(text) {
        return to_sub(text).finish();
    }
    // CloudFormation takes `${LogGroup}` as it is, but linters believe that an `Fn::Sub` was forgotten, so it comes apart.
    let mut pieces = vec![String::new()];
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let apart = looks_like_reference(after);
        if let Some(last) = pieces.last_mut() {
            last.push_str(before);
            last.push_str(if apart { "$" } else { "${" });
        }
        if apart {
            pieces.push("{".to_owned());
        }
        rest = after;
    }
    if let Some(last) = pieces.last_mut() {
        last.push_str(rest);
    }
    match <[String; 1]>::try_from(pieces) {
        Ok([whole]) => whole.into(),
        Err(pieces) => Text::join("", pieces.into_iter().collect::<List>()),
    }
}

/// The same as a part of a longer text.
pub(super) fn to_sub(text: &str) -> Sub {
    let mut sub = Text::sub();
    for part in deferred::parts(text) {
        sub = match part {
            Part::Text(text) => sub.text(text),
            Part::Variable(name) => match variable_id(name) {
                Some(id) => sub.reference(&id),
                // The variable itself is reported then.
                None => sub,
            },
        };
    }
    sub
}

/// Whether what follows a `${` could be a logical id or a parameter of AWS: all of ours have small letters.
fn looks_like_reference(after: &str) -> bool {
    let Some((name, _)) = after.split_once('}') else { return false };
    let id = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '.')
        && name.starts_with(|c: char| !c.is_ascii_lowercase())
        && name.contains(|c: char| c.is_ascii_lowercase());
    id || name.starts_with("AWS::")
}

/// Several of them.
pub(super) fn to_list(texts: &[String]) -> List {
    texts.iter().map(|text| to_text(text)).collect()
}

/// Reports every text that CloudFormation would not take literally.
pub(super) fn check(project: &compose::Project, diagnostics: &mut Diagnostics) {
    let mut check = Check { diagnostics };
    let compose::Project {
        name: _, // its grammar has no braces
        services,
        left_out: _, // not in the template
        networks,
        volumes,
        secrets,
        configs,
        extensions,
    } = project;
    for network in networks {
        let compose::Network { key, name, external: _, made_instead: _, internal: _, labels, loc: _ } =
            network;
        check.texts([key, name]);
        check.pairs(labels);
    }
    for volume in volumes {
        check.volume(volume);
    }
    for secret in secrets {
        check.secret(secret);
    }
    for config in configs {
        let compose::Config {
            key: _,  // not in the template
            name: _, // not in the template
            source,
            files: _,
            content: _, // in base64 where it is not literal
            loc: _,
        } = config;
        check.source(source.as_ref());
    }
    check.project_extensions(extensions);
    for service in services {
        check.service(service);
    }
}

struct Check<'a> {
    diagnostics: &'a mut Diagnostics,
}

impl Check<'_> {
    fn text(&mut self, text: &str, loc: Loc) {
        if text.contains("{{resolve:") {
            self.diagnostics.push(dynamic_reference(loc));
        }
    }

    fn words<'a>(&mut self, lists: impl Iterator<Item = &'a Spanned<Vec<String>>>) {
        for words in lists {
            for word in &words.value {
                self.text(word, words.loc);
            }
        }
    }

    fn texts<'a>(&mut self, texts: impl IntoIterator<Item = &'a Spanned<String>>) {
        for text in texts {
            self.text(&text.value, text.loc);
        }
    }

    fn pairs(&mut self, pairs: &[(Spanned<String>, Spanned<String>)]) {
        for (key, value) in pairs {
            self.texts([key, value]);
        }
    }

    /// Pairs that become a map of the template.
    fn map(&mut self, pairs: &[(Spanned<String>, Spanned<String>)]) {
        self.pairs(pairs);
        for (key, _) in pairs {
            if is_function(&key.value) {
                self.diagnostics.push(intrinsic(&key.value, key.loc));
            }
        }
    }

    fn secret(&mut self, secret: &compose::Secret) {
        let compose::Secret { key, name, source, labels, generate, keys, loc: _ } = secret;
        self.texts([key, name]);
        self.source(source.as_ref());
        self.pairs(labels);
        self.pairs(keys);
        if let Some(generate) = generate {
            let compose::Generate { exclude_characters, template, .. } = &generate.value;
            let (template, key) = template.as_ref().map(|(template, key)| (template, key)).unzip();
            for text in [exclude_characters.as_ref(), template, key].into_iter().flatten() {
                self.text(text, generate.loc);
            }
        }
    }

    fn source(&mut self, source: Option<&compose::Source>) {
        match source {
            Some(compose::Source::External(name) | compose::Source::Environment(name)) => self.texts([name]),
            // A file is named nowhere, and a text stands in base64 where it is not literal.
            Some(compose::Source::File(_) | compose::Source::Content(_)) | None => {}
        }
    }

    fn capacity(&mut self, capacity: Option<&compose::Capacity>) {
        // The names of types have no braces.
        if let Some(instances) = capacity.and_then(compose::Capacity::instances) {
            self.texts(&instances.accelerators);
        }
    }

    fn autoscaling(&mut self, autoscaling: Option<&compose::Autoscaling>) {
        let Some(compose::Autoscaling { metric, steps, .. }) = autoscaling else { return };
        let of_steps = steps.as_ref().and_then(|steps| match &steps.metric {
            compose::StepMetric::Other(metric) => Some(metric),
            compose::StepMetric::Own(_) => None,
        });
        for metric in metric.iter().map(|(metric, _)| metric).chain(of_steps) {
            // The values of dimensions may be CloudFormation's own language.
            let compose::Metric { namespace, name, dimensions, statistic: _ } = metric;
            self.texts([namespace, name]);
            self.texts(dimensions.iter().map(|(name, _)| name));
        }
    }

    fn project_extensions(&mut self, extensions: &compose::ProjectExtensions) {
        let compose::ProjectExtensions {
            vpc,
            subnets,
            cluster,
            load_balancer,
            load_balancer_group,
            listeners,
            logs_retention: _, // a number
            certificate,
            capacity,
            files: _,               // one of a few words
            access_logs: _,         // its grammar has no braces
            deletion_protection: _, // yes or no
            discovery: _,           // its grammars have no braces
            idle_timeout: _,        // a number
            namespace: _,           // its grammars have no braces
            web_acl: _,             // its grammar has no braces
            ssl_policy,
            tags,
            overlays: _, // CloudFormation's own language
            container_insights: _,
            exec,
            firelens,
            logs_class: _,
            logs_deletion_protection: _,
            logs_kms_key,
            permissions_boundary,
            xray: _, // the grammar of its values has no braces
            variables,
        } = extensions;
        for variable in variables {
            self.texts(&variable.default);
        }
        self.texts(logs_kms_key.iter().chain(permissions_boundary));
        self.firelens(firelens.as_ref());
        if let Some(compose::Exec { enabled: _, logging, kms_key }) = exec {
            self.texts(kms_key);
            if let Some(compose::ExecLogging::Override(record)) = logging.as_ref().map(|it| &it.value) {
                let compose::ExecRecord { log_group, bucket, prefix, encrypted: _ } = record;
                self.texts([log_group, bucket, prefix].into_iter().flatten());
            }
        }
        let texts = [vpc, cluster, load_balancer, load_balancer_group, certificate, ssl_policy];
        self.capacity(capacity.as_ref());
        self.texts(texts.into_iter().flatten().chain(listeners.iter().map(|(_, arn)| arn)));
        self.texts(subnets);
        self.pairs(tags);
    }

    fn firelens(&mut self, firelens: Option<&compose::Firelens>) {
        let Some(firelens) = firelens else { return };
        let compose::Firelens { loc: _, kind: _, config, metadata: _, image, memory: _ } = firelens;
        self.texts([config, image].into_iter().flatten());
    }

    fn service(&mut self, service: &compose::Service) {
        let compose::Service {
            name,
            image,
            build: _,    // built elsewhere
            platform: _, // one of a few words
            command,
            entrypoint,
            environment,
            user,
            working_dir,
            container_name,
            hostname,
            init: _,
            read_only: _,
            tty: _,
            stdin_open: _,
            labels,
            sysctls,
            ulimits: _, // names out of a list
            stop_grace_period: _,
            health_check,
            logging,
            ports,
            expose: _,      // ports are numbers
            extra_hosts: _, // names of hosts and addresses
            networks,
            network_mode: _, // not lowered
            depends_on: _,   // services by name
            links,
            restart: _,
            replicas_variable: _, // a name
            scale: _,
            cpus: _,
            mem_limit: _,
            mem_reservation: _,
            cap_add,
            cap_drop,
            privileged: _,
            devices,
            gpus: _, // numbers
            shm_size: _,
            tmpfs,
            volumes,
            volumes_from: _, // services by name
            secrets,
            configs,
            deploy,
            extensions,
        } = service;
        let lines = [image, user, working_dir, container_name, hostname];
        self.texts(std::iter::once(name).chain(lines.into_iter().flatten()));
        self.words([command, entrypoint].into_iter().flatten());
        for compose::Variable { name, value } in environment {
            self.texts(std::iter::once(name).chain(value));
        }
        self.map(labels);
        self.pairs(sysctls);
        self.health_check(health_check.as_ref());
        if let Some(compose::Logging { loc: _, driver, options }) = logging {
            self.texts(driver);
            self.map(options);
        }
        self.texts(ports.iter().flat_map(listener::texts));
        self.texts(networks.iter().flat_map(|attachment| &attachment.aliases));
        self.texts(links.iter().filter_map(|(_, alias)| alias.as_ref()));
        self.texts(cap_add.iter().chain(cap_drop));
        self.texts(devices.iter().flat_map(|device| std::iter::once(&device.source).chain(&device.target)));
        for compose::Tmpfs { target, size: _, options } in tmpfs {
            self.texts([target]);
            for option in options {
                self.text(option, target.loc);
            }
        }
        for compose::Mount {
            loc: _,
            kind: _,
            source,
            target,
            read_only: _,
            subpath,
            no_copy: _,
            copy_up: _,
            becomes: _,
            create_host_path: _,
            shown: _,
        } in volumes
        {
            self.texts([Some(target), source.as_ref(), subpath.as_ref()].into_iter().flatten());
        }
        for compose::Grant { loc: _, source, target, uid: _, gid: _, mode: _ } in
            secrets.iter().chain(configs)
        {
            self.texts(std::iter::once(source).chain(target));
        }
        self.pairs(&deploy.labels);
        self.autoscaling(deploy.autoscaling.as_ref());
        self.service_extensions(extensions);
    }

    fn volume(&mut self, volume: &compose::Volume) {
        let compose::Volume {
            key,
            name,
            external: _,
            labels,
            driver: _, // not lowered
            driver_opts,
            ebs,
            copy_up: _,
            of_host: _,
            task: _,
            loc: _,
        } = volume;
        self.texts([key, name]);
        self.pairs(labels);
        self.pairs(driver_opts);
        let Some(ebs) = ebs else { return };
        let compose::Ebs {
            loc: _,
            size: _,
            volume_type: _, // one of a few words
            iops: _,
            throughput: _,
            encrypted: _,
            kms_key_id,
            snapshot_id,
            filesystem: _, // one of a few words
        } = ebs;
        self.texts([kms_key_id, snapshot_id].into_iter().flatten());
    }

    fn health_check(&mut self, check: Option<&compose::HealthCheck>) {
        let Some(test) = check.and_then(|check| check.test.as_ref()) else { return };
        match &test.value {
            compose::HealthTest::None => {}
            compose::HealthTest::Shell(line) => self.text(line, test.loc),
            compose::HealthTest::Exec(words) => {
                for word in words {
                    self.text(word, test.loc);
                }
            }
        }
    }

    fn service_extensions(&mut self, extensions: &compose::ServiceExtensions) {
        let compose::ServiceExtensions {
            files: _,
            policies,
            role,
            deployment,
            secrets,
            pull_credentials,
            tags,
            capacity,
            platform_version: _,  // digits and dots
            discovery: _,         // its grammars have no braces
            ingress: _,           // its grammar has no braces
            environment: _,       // the one place for CloudFormation's own language
            task: _,              // a service by name
            schedule: _,          // its grammars have no braces
            ephemeral_storage: _, // a number
            overlays: _,          // CloudFormation's own language
            exec: _,
            fault_injection: _,
            firelens,
            log_secrets,
            permissions_boundary,
            task_role,
            version_consistency: _,
            xray: _, // the grammar of its values has no braces
        } = extensions;
        self.firelens(firelens.as_ref());
        self.texts([permissions_boundary, task_role].into_iter().flatten());
        for compose::SecretVariable { name, from } in log_secrets {
            self.texts([name, from]);
        }
        for compose::SecretVariable { name, from } in secrets {
            self.texts([name, from]);
        }
        self.capacity(capacity.as_ref());
        if let Some(deployment) = deployment {
            self.texts(&deployment.alarms);
            for hook in &deployment.hooks {
                if let compose::HookTarget::Lambda(function, details) = &hook.target {
                    self.texts([function]);
                    if let Some(details) = details {
                        self.text(&details.value.to_string(), details.loc);
                    }
                }
            }
        }
        self.texts(pull_credentials);
        self.texts(policies);
        self.pairs(tags);
        if let Some(role) = role {
            self.json(&role.value, role.loc);
        }
    }

    fn json(&mut self, value: &serde_json::Value, loc: Loc) {
        match value {
            serde_json::Value::String(text) => self.text(text, loc),
            serde_json::Value::Array(items) => {
                for item in items {
                    self.json(item, loc);
                }
            }
            serde_json::Value::Object(map) => {
                // Who grants rights on what the template makes says so with a function.
                if map.len() == 1 && map.keys().all(|key| is_function(key)) {
                    return;
                }
                for (key, item) in map {
                    self.text(key, loc);
                    // A policy has a `Condition` of its own, but never as the only key of a map.
                    if map.len() == 1 && key == "Condition" {
                        self.diagnostics.push(intrinsic(key, loc));
                    }
                    self.json(item, loc);
                }
            }
            serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {}
        }
    }
}

fn is_function(key: &str) -> bool {
    key == "Ref" || key.starts_with("Fn::")
}

/// The text itself is not shown: it may name a secret.
fn dynamic_reference(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::Intrinsic, "CloudFormation would replace the `{{resolve:…}}` in this text")
        .at(loc)
        .help("values of a Compose file are literal, and CloudFormation has no way to write this one; change it")
}

fn intrinsic(key: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::Intrinsic, format!("CloudFormation would take the key `{key}` for a function"))
        .at(loc)
        .help("values of a Compose file are literal; give the key another name")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_looks_like_a_reference_comes_apart() {
        let table = [
            ("a ${HOME} ${POSTGRES_USER}", json!("a ${HOME} ${POSTGRES_USER}")),
            ("${lower} ${", json!("${lower} ${")),
            ("x${LogGroup.Arn}y", json!({"Fn::Join": ["", ["x$", "{LogGroup.Arn}y"]]})),
            ("${AWS::Region}${VpcId}", json!({"Fn::Join": ["", ["$", "{AWS::Region}$", "{VpcId}"]]})),
            ("", json!("")),
        ];
        for (text, expected) in table {
            assert_eq!(serde_json::to_value(to_text(text)).unwrap(), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_text_survives(text in "[$A{}:a.]{0,16}") {
            let value = serde_json::to_value(to_text(&text)).unwrap();
            let back = value.as_str().map_or_else(
                || value["Fn::Join"][1].as_array().unwrap().iter().map(|piece| piece.as_str().unwrap()).collect(),
                str::to_owned,
            );
            prop_assert_eq!(back, text);
        }
    }
}
