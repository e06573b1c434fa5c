//! Protections that an update takes away: ports opened, rights widened, encryption, authentication,
//! credentials in clear.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Found, HazardContext};
use crate::diagnostic::{Code, Diagnostic, credential_in};
use crate::diff::compare::both;
use crate::diff::evaluate::{Resource, plain, text};
use crate::diff::field;
use crate::diff::model::Effect;

const WORLD: [&str; 2] = ["0.0.0.0/0", "::/0"];
const LISTENER: &str = "AWS::ElasticLoadBalancingV2::Listener";
const RULE: &str = "AWS::ElasticLoadBalancingV2::ListenerRule";

pub(super) fn find(around: &HazardContext<'_>, found: &mut Vec<Found>) {
    for (id, old, new) in both(around.comparison) {
        let findings = [
            ingress(id, old, new),
            rights(id, old, new),
            authentication(id, old, new),
            in_clear(id, old, new),
        ];
        found.extend(findings.into_iter().flatten().map(|finding| (id.clone(), finding)));
    }
    encryption(around, found);
    for change in around.diff.changes.iter().filter(|change| change.kind == "AWS::WAFv2::WebACLAssociation") {
        if change.effect == Effect::Remove {
            let message = format!("the load balancer loses its web ACL with `{}`", change.id);
            let help = "keep `x-aws-webacl`, unless the load balancer needs no protection any more";
            found.push((change.id.clone(), Diagnostic::new(Code::AuthenticationDropped, message).help(help)));
        }
    }
}

/// Ports that anybody may reach, and could not before.
fn ingress(id: &str, old: Option<&Resource>, new: &Resource) -> Option<Diagnostic> {
    let before = old.map(open_ports).unwrap_or_default();
    let opened: Vec<String> = open_ports(new).difference(&before).cloned().collect();
    let message = format!("`{id}` lets the whole Internet reach {}", opened.join(", "));
    let help = "narrow it with `x-aws-ingress`, unless everybody shall reach it";
    (!opened.is_empty()).then(|| Diagnostic::new(Code::IngressOpened, message).help(help))
}

fn open_ports(resource: &Resource) -> BTreeSet<String> {
    let rules: Vec<&Value> = match resource.kind.as_str() {
        "AWS::EC2::SecurityGroup" => {
            field(&resource.properties, "SecurityGroupIngress").as_array().into_iter().flatten().collect()
        }
        "AWS::EC2::SecurityGroupIngress" => vec![&resource.properties],
        _ => Vec::new(),
    };
    let is_open = |rule: &&Value| {
        ["CidrIp", "CidrIpv6"].iter().any(|name| WORLD.contains(&text(field(rule, name)).as_str()))
    };
    let shown = |rule: &Value| {
        let (protocol, from, to) =
            (text(field(rule, "IpProtocol")), text(field(rule, "FromPort")), text(field(rule, "ToPort")));
        match (protocol.as_str(), from == to) {
            ("-1", _) => "every port".to_owned(),
            (protocol, true) => format!("{protocol} port {from}"),
            (protocol, false) => format!("{protocol} ports {from} to {to}"),
        }
    };
    rules.into_iter().filter(is_open).map(shown).collect()
}

/// Finds the new permissions of a role or policy. A new role is reported only where it allows everything.
fn rights(id: &str, old: Option<&Resource>, new: &Resource) -> Option<Diagnostic> {
    let after = allowed(&new.properties, &new.kind)?;
    let added: Vec<String> = match old {
        Some(old) => {
            let before = allowed(&old.properties, &old.kind).unwrap_or_default();
            after.difference(&before).cloned().collect()
        }
        None => after.into_iter().filter(|right| right.starts_with("`*` on ")).collect(),
    };
    let shown: Vec<&str> = added.iter().take(3).map(String::as_str).collect();
    let more = if added.len() > 3 { format!(" and {} more", added.len() - 3) } else { String::new() };
    let message = format!("`{id}` allows more than before: {}{more}", shown.join(", "));
    let help = "check that the service needs these rights, and on these resources";
    (!added.is_empty()).then(|| Diagnostic::new(Code::RightsWidened, message).help(help))
}

fn allowed(properties: &Value, kind: &str) -> Option<BTreeSet<String>> {
    let mut documents: Vec<&Value> = Vec::new();
    let mut found = BTreeSet::new();
    match kind {
        "AWS::IAM::Role" | "AWS::IAM::User" | "AWS::IAM::Group" => {
            let policies = field(properties, "Policies").as_array().into_iter().flatten();
            documents.extend(policies.map(|policy| field(policy, "PolicyDocument")));
            for statement in many(field(field(properties, "AssumeRolePolicyDocument"), "Statement")) {
                let principal = plain(field(statement, "Principal")).to_string();
                let condition = plain(field(statement, "Condition"));
                let condition = if condition.is_null() { "" } else { " under a condition" };
                found.insert(format!("to be assumed by {principal}{condition}"));
            }
            for arn in many(field(properties, "ManagedPolicyArns")) {
                found.insert(format!("policy `{}`", text(&plain(arn))));
            }
        }
        "AWS::IAM::Policy" | "AWS::IAM::ManagedPolicy" => documents.push(field(properties, "PolicyDocument")),
        _ => return None,
    }
    for document in documents {
        for statement in many(field(document, "Statement")) {
            if text(field(statement, "Effect")) != "Allow" {
                continue;
            }
            let condition = if field(statement, "Condition").is_null() { "" } else { " under a condition" };
            let of = |plain_name: &str, not: &str| -> Vec<String> {
                let names = many(field(statement, plain_name)).into_iter();
                let others = many(field(statement, not)).into_iter();
                let names = names.map(|name| text(&plain(name)).replace(['⟦', '⟧'], ""));
                names.chain(others.map(|name| format!("all but {}", text(&plain(name))))).collect()
            };
            for action in of("Action", "NotAction") {
                for resource in of("Resource", "NotResource") {
                    found.insert(format!("`{action}` on `{resource}`{condition}"));
                }
            }
        }
    }
    Some(found)
}

fn many(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().collect(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => vec![value],
    }
}

/// Listeners and rules that asked who is there, and do no longer; and those that no longer encrypt.
fn authentication(id: &str, old: Option<&Resource>, new: &Resource) -> Option<Diagnostic> {
    let old = old.filter(|_| matches!(new.kind.as_str(), LISTENER | RULE))?;
    let asks = |resource: &Resource| {
        let name = if resource.kind == LISTENER { "DefaultActions" } else { "Actions" };
        many(field(&resource.properties, name)).into_iter().any(|action| {
            let kind = text(field(action, "Type"));
            kind.starts_with("authenticate-") || kind == "jwt-validation"
        })
    };
    let encrypts = |resource: &Resource| {
        matches!(text(field(&resource.properties, "Protocol")).as_str(), "HTTPS" | "TLS")
    };
    if asks(old) && !asks(new) {
        let message = format!("`{id}` forwards requests without authentication");
        let help = "keep `x-aws-auth` on the port, unless everybody shall get in";
        return Some(Diagnostic::new(Code::AuthenticationDropped, message).help(help));
    }
    // A port 80 that sent clients on to HTTPS, and serves them itself now.
    let sends_on = |resource: &Resource| {
        many(field(&resource.properties, "DefaultActions"))
            .into_iter()
            .any(|action| text(field(field(action, "RedirectConfig"), "Protocol")) == "HTTPS")
    };
    let message = if encrypts(old) && !encrypts(new) {
        format!("`{id}` no longer uses TLS")
    } else if sends_on(old) && !sends_on(new) && !encrypts(new) {
        format!("`{id}` answers without TLS; it sent clients on to HTTPS")
    } else {
        return None;
    };
    let help = "keep the certificate and the protocol of the port";
    Some(Diagnostic::new(Code::EncryptionDropped, message).help(help))
}

/// Switches that turn encryption on.
const SWITCHES: [&str; 9] = [
    "AtRestEncryptionEnabled",
    "Encrypted",
    "EncryptionEnabled",
    "SSEEnabled",
    "SqsManagedSseEnabled",
    "StorageEncrypted",
    "TransitEncryption",
    "TransitEncryptionEnabled",
    "IAM",
];
const KEYS: [&str; 5] = ["KmsKeyArn", "KmsKeyId", "KmsMasterKeyId", "KMSMasterKeyID", "BucketEncryption"];

fn encryption(around: &HazardContext<'_>, found: &mut Vec<Found>) {
    let is_on = |value: &Value| matches!(text(value).to_ascii_lowercase().as_str(), "true" | "enabled");
    for change in &around.diff.changes {
        for detail in &change.details {
            let name = detail.path.rsplit('.').next().unwrap_or_default();
            let switched_off = SWITCHES.contains(&name)
                && detail.old.as_ref().is_some_and(is_on)
                && !detail.new.as_ref().is_some_and(is_on);
            let key_gone = KEYS.contains(&name) && detail.old.is_some() && detail.new.is_none();
            if switched_off || key_gone {
                let message = format!("`{}` loses its encryption: `{}`", change.id, detail.path);
                let help = "keep the setting, unless nothing in it is confidential";
                found.push((change.id.clone(), Diagnostic::new(Code::EncryptionDropped, message).help(help)));
            }
        }
    }
}

/// Credentials that stand in the environment of a container, and did not before.
fn in_clear(id: &str, old: Option<&Resource>, new: &Resource) -> Option<Diagnostic> {
    if new.kind != "AWS::ECS::TaskDefinition" {
        return None;
    }
    let before = old.map(clear).unwrap_or_default();
    let names: Vec<String> = clear(new).difference(&before).map(|name| format!("`{name}`")).collect();
    let message = format!("`{id}` holds {} in clear", names.join(", "));
    let help = "make it a secret: `x-aws-secrets`, or `secrets:` of the service";
    (!names.is_empty()).then(|| Diagnostic::new(Code::SecretInClear, message).help(help))
}

fn clear(resource: &Resource) -> BTreeSet<String> {
    let containers = many(field(&resource.properties, "ContainerDefinitions"));
    let variables = containers.into_iter().flat_map(|container| many(field(container, "Environment")));
    let is_secret = |variable: &&Value| {
        let (name, value) = (text(field(variable, "Name")), text(field(variable, "Value")));
        let is_literal = !value.contains('⟦') && !value.contains("value of ");
        is_literal && credential_in(&name, &value).is_some()
    };
    variables.filter(is_secret).map(|variable| text(field(variable, "Name"))).collect()
}
