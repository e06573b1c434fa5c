//! The least that deploying a template asks of IAM: CloudFormation's own calls on the stack, and the calls
//! behind the types of its resources, from making them to removing them. Derived from the template's text.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-template.html>
//!
//! The calls behind resources are allowed through CloudFormation only (`aws:CalledVia`), because the names of
//! most things are made when they are; what gives rights, roles, is held to the stack's own by name, and
//! handed to the services that take them, and to no other. With a role for CloudFormation all this is the
//! role's, not the caller's.

mod arns;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::stack;
use super::template::resource_types;
use arns::{ArnScope, Reference};
use types::{LINKED, LOOKS, PARTS, STACK, TAKERS, TYPES};

/// The most characters, without blanks, that a managed policy holds.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
pub const LARGEST: usize = 6144;

/// The metadata of a template that names tasks which run after its deployment.
const ON_DEPLOY: &str = "RunOnDeploy";

/// CloudFormation, as IAM names it.
const CLOUDFORMATION: &str = "cloudformation.amazonaws.com";

/// A deployment: what, as which stack, where, and by which ways.
#[derive(Debug, Clone, Copy, Default)]
pub struct Deployment<'a> {
    /// The template.
    pub template: &'a str,
    /// Name of the stack; any without it.
    pub stack: Option<&'a str>,
    /// Region; any of the partition `aws` without it.
    pub region: Option<&'a str>,
    /// Bucket that a large template goes through.
    pub bucket: Option<&'a str>,
    /// The ARN of the KMS key that encrypts it there, if any.
    pub bucket_key: Option<&'a str>,
    /// ARN of the role that CloudFormation takes.
    pub role: Option<&'a str>,
}

/// The policy for this deployment.
pub fn policy(of: &Deployment<'_>) -> Value {
    let place = ArnScope::new(of.region);
    let name = of.stack.unwrap_or("*");
    let mut stacks = vec![place.arn("cloudformation", &format!("stack/{name}/*"))];
    // CloudFormation names the stacks inside one after it.
    if of.stack.is_some() && resource_types(of.template).contains(stack::STACK_TYPE) {
        stacks.push(place.arn("cloudformation", &format!("stack/{name}-*/*")));
    }
    let mut statements = vec![
        statement("Stack", short("cloudformation", &STACK.iter().copied().collect()), stacks),
        statement("Looks", LOOKS.iter().copied().map(str::to_owned), ["*".to_owned()]),
    ];
    if let Some(bucket) = of.bucket {
        let actions = ["s3:GetObject", "s3:PutObject"].map(str::to_owned);
        statements.push(statement("Template", actions, [place.object(bucket, "stackpose/*")]));
    }
    if let Some(key) = of.bucket_key {
        // S3 encrypts what comes, and CloudFormation reads it by the caller's rights.
        let actions = ["kms:Decrypt", "kms:GenerateDataKey"].map(str::to_owned);
        let resource = if key.starts_with("arn:") { key.to_owned() } else { place.arn("kms", "key/*") };
        let by_s3 = format!("s3.{}.amazonaws.com*", of.region.unwrap_or("*"));
        let key = statement("TemplateKey", actions, [resource]);
        statements.push(on_condition(key, "StringLike", "kms:ViaService", [by_s3.as_str()]));
    }
    if of.template.contains(ON_DEPLOY) {
        statements.extend(tasks(of, place));
    }
    match of.role {
        Some(role) => {
            let pass = statement("PassRoles", ["iam:PassRole".to_owned()], [role.to_owned()]);
            statements.push(on_condition(pass, "StringEquals", "iam:PassedToService", [CLOUDFORMATION]));
        }
        None => statements.extend(resources(of, place)),
    }
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// The rights to run tasks after the update: the task definitions of the stack, its roles for them, and no
/// others.
fn tasks(of: &Deployment<'_>, place: ArnScope<'_>) -> Vec<Value> {
    let stack = of.stack.unwrap_or("*");
    let definitions = place.arn("ecs", &format!("task-definition/{stack}-*:*"));
    let run = statement("RunTasks", ["ecs:RunTask".to_owned()], [definitions]);
    let tag = statement("TagTasks", ["ecs:TagResource".to_owned()], [place.arn("ecs", "task/*")]);
    let tag = on_condition(tag, "StringEquals", "ecs:CreateAction", ["RunTask"]);
    let look = ["ecs:DescribeTaskDefinition", "ecs:DescribeTasks", "logs:GetLogEvents"].map(str::to_owned);
    let mut found = vec![run, tag, statement("FollowTasks", look, ["*".to_owned()])];
    if of.role.is_some() {
        // Without a role for CloudFormation the caller hands the roles over anyway.
        let roles =
            std::iter::once(named_by_cloudformation(of, place, "role")).chain(place.roles_in(of.template));
        let pass = statement("PassTaskRoles", ["iam:PassRole".to_owned()], roles);
        found.push(on_condition(pass, "StringEquals", "iam:PassedToService", ["ecs-tasks.amazonaws.com"]));
    }
    found
}

/// The rights for the resources of the template.
fn resources(of: &Deployment<'_>, place: ArnScope<'_>) -> Vec<Value> {
    let types = resource_types(of.template);
    let has = |kind: &str| types.contains(kind);
    let mut actions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (_, services) in TYPES.iter().filter(|(kind, _)| has(kind)) {
        for (service, names) in *services {
            actions.entry(service).or_default().extend(names.split(' '));
        }
    }
    for (_, service, names) in PARTS.iter().filter(|(part, _, _)| of.template.contains(part)) {
        actions.entry(service).or_default().extend(names.split(' '));
    }
    let own = actions.remove("iam").unwrap_or_default();
    let rights = short("iam", &own);
    let all = actions.iter().flat_map(|(service, names)| short(service, names));
    let all = all.filter(|action| !LOOKS.contains(&action.as_str()));
    let through =
        |statement| on_condition(statement, "ForAnyValue:StringEquals", "aws:CalledVia", [CLOUDFORMATION]);
    let mut statements = vec![through(statement("Resources", all, ["*".to_owned()]))];
    let named = |kind: &str| named_by_cloudformation(of, place, kind);
    if !rights.is_empty() {
        let kinds = [("AWS::IAM::InstanceProfile", "instance-profile"), ("AWS::IAM::Role", "role")];
        let things = kinds.iter().filter(|(kind, _)| has(kind)).map(|(_, kind)| named(kind));
        statements.push(through(statement("Roles", rights, things)));
    }
    let takers: BTreeSet<&str> =
        TAKERS.iter().filter(|(kind, _)| has(kind)).flat_map(|(_, takers)| *takers).copied().collect();
    if !takers.is_empty() {
        let roles = std::iter::once(named("role")).chain(place.roles_in(of.template));
        let pass = statement("PassRoles", ["iam:PassRole".to_owned()], roles);
        statements.push(on_condition(pass, "StringEquals", "iam:PassedToService", takers));
    }
    let linked: BTreeSet<&str> =
        LINKED.iter().filter(|(kind, _)| has(kind)).map(|(_, service)| *service).collect();
    if !linked.is_empty() {
        let make = ["iam:CreateServiceLinkedRole".to_owned()];
        let make = statement("LinkedRoles", make, ["*".to_owned()]);
        statements.push(on_condition(make, "StringEquals", "iam:AWSServiceName", linked));
    }
    for (sid, action, kinds) in [
        ("Secrets", "secretsmanager:GetSecretValue", &[Reference::Secret][..]),
        ("Parameters", "ssm:GetParameters", &[Reference::Parameter, Reference::SecureParameter]),
    ] {
        let named: BTreeSet<String> =
            kinds.iter().flat_map(|kind| place.references(of.template, *kind)).collect();
        if !named.is_empty() {
            statements.push(through(statement(sid, [action.to_owned()], named)));
        }
    }
    statements
}

/// Things of IAM whose names CloudFormation makes; where a template names them itself, they can have any.
fn named_by_cloudformation(of: &Deployment<'_>, place: ArnScope<'_>, kind: &str) -> String {
    let own = ["RoleName:", "RoleName\":", "InstanceProfileName:", "InstanceProfileName\":"];
    match of.stack {
        Some(stack) if !own.iter().any(|name| of.template.contains(name)) => place.named_after(kind, stack),
        _ => place.iam(&format!("{kind}/*")),
    }
}

/// The types of the template whose actions are not known here.
pub fn unknown(template: &str) -> Vec<String> {
    resource_types(template).into_iter().filter(|kind| TYPES.iter().all(|(known, _)| known != kind)).collect()
}

/// How many characters IAM counts of a policy.
pub fn size(policy: &Value) -> usize {
    policy.to_string().chars().filter(|c| !c.is_whitespace()).count()
}

/// Services of which `Get` shows settings, and never what somebody keeps there.
const OPEN: [&str; 6] = ["cloudformation", "iam", "route53", "servicediscovery", "sqs", "wafv2"];

/// Actions of a service; those that only look go by a pattern where there are several, which spares room.
fn short(service: &str, names: &BTreeSet<&str>) -> BTreeSet<String> {
    let looks =
        ["Describe", "List", "Get"].into_iter().filter(|look| *look != "Get" || OPEN.contains(&service));
    let several = |look: &&str| names.iter().filter(|name| name.starts_with(look)).count() > 1;
    let patterns: Vec<&str> = looks.filter(|look| several(look)).collect();
    let shown = |name: &&str| match patterns.iter().find(|look| name.starts_with(**look)) {
        Some(look) => format!("{service}:{look}*"),
        None => format!("{service}:{name}"),
    };
    names.iter().map(shown).collect()
}

fn statement(
    sid: &str,
    actions: impl IntoIterator<Item = String>,
    things: impl IntoIterator<Item = String>,
) -> Value {
    let actions: BTreeSet<String> = actions.into_iter().collect();
    let things: BTreeSet<String> = things.into_iter().collect();
    json!({"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": things})
}

/// The statement, where a key of the request has one of these values.
fn on_condition<'a>(
    mut statement: Value,
    operator: &str,
    key: &str,
    values: impl IntoIterator<Item = &'a str>,
) -> Value {
    let values: Vec<&str> = values.into_iter().collect();
    if let Some(members) = statement.as_object_mut() {
        members.insert("Condition".to_owned(), json!({operator: {key: values}}));
    }
    statement
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy_of(template: &str) -> Value {
        policy(&Deployment { template, stack: Some("demo"), ..Deployment::default() })
    }

    fn find<'a>(policy: &'a Value, sid: &str) -> Option<&'a Value> {
        policy["Statement"].as_array().unwrap().iter().find(|it| it["Sid"] == sid)
    }

    const ROLES: &str = "A:\n  Type: AWS::ECS::TaskDefinition\nB:\n  Type: AWS::IAM::Role\n";

    #[test]
    fn a_template_asks_only_for_what_it_has() {
        let small = policy_of("Resources:\n  A:\n    Type: AWS::Logs::LogGroup\n");
        let resources = &find(&small, "Resources").unwrap()["Action"];
        assert!(resources.as_array().unwrap().contains(&json!("logs:CreateLogGroup")));
        assert!(resources.as_array().unwrap().iter().all(|it| it.as_str().unwrap().starts_with("logs:")));
        assert!(["Roles", "PassRoles", "Secrets", "Template"].iter().all(|sid| find(&small, sid).is_none()));
        assert_eq!(
            find(&small, "Stack").unwrap()["Resource"],
            json!(["arn:aws:cloudformation:*:*:stack/demo/*"])
        );
    }

    #[test]
    fn what_resources_need_is_allowed_through_cloudformation_alone() {
        let made = policy_of(ROLES);
        for sid in ["Resources", "Roles"] {
            assert_eq!(
                find(&made, sid).unwrap()["Condition"],
                json!({"ForAnyValue:StringEquals": {"aws:CalledVia": ["cloudformation.amazonaws.com"]}})
            );
        }
    }

    #[test]
    fn a_role_is_the_stacks_own_and_goes_only_to_who_takes_it() {
        let made = policy_of(ROLES);
        assert_eq!(find(&made, "Roles").unwrap()["Resource"], json!(["arn:aws:iam::*:role/demo-*"]));
        let pass = find(&made, "PassRoles").unwrap();
        assert_eq!(pass["Resource"], json!(["arn:aws:iam::*:role/demo-*"]));
        assert_eq!(
            pass["Condition"]["StringEquals"]["iam:PassedToService"],
            json!(["ecs-tasks.amazonaws.com"])
        );
        // Names of the user's own.
        let made = policy_of(&format!("{ROLES}  Properties: {{RoleName: x}}\n"));
        assert_eq!(find(&made, "Roles").unwrap()["Resource"], json!(["arn:aws:iam::*:role/*"]));
        let made = policy_of(&format!("{ROLES}C: arn:aws:iam::1:role/theirs\n"));
        let roles = json!(["arn:aws:iam::*:role/demo-*", "arn:aws:iam::1:role/theirs"]);
        assert_eq!(find(&made, "PassRoles").unwrap()["Resource"], roles);
        assert_eq!(find(&made, "Roles").unwrap()["Resource"], json!(["arn:aws:iam::*:role/demo-*"]));
    }

    #[test]
    fn a_role_for_cloudformation_leaves_the_caller_little() {
        let role = "arn:aws:iam::1:role/maker";
        let bucket = Some("templates");
        let made = policy(&Deployment {
            template: ROLES,
            stack: Some("demo"),
            region: Some("cn-north-1"),
            bucket,
            bucket_key: Some("alias/templates"),
            role: Some(role),
        });
        let sids: Vec<&Value> = made["Statement"].as_array().unwrap().iter().map(|it| &it["Sid"]).collect();
        assert_eq!(sids, ["Stack", "Looks", "Template", "TemplateKey", "PassRoles"]);
        let pass = find(&made, "PassRoles").unwrap();
        assert_eq!(pass["Resource"], json!([role]));
        let taken = &pass["Condition"]["StringEquals"]["iam:PassedToService"];
        assert_eq!(taken, &json!(["cloudformation.amazonaws.com"]));
        let template = find(&made, "Template").unwrap();
        assert_eq!(template["Resource"], json!(["arn:aws-cn:s3:::templates/stackpose/*"]));
        assert_eq!(template["Action"], json!(["s3:GetObject", "s3:PutObject"]));
    }

    #[test]
    fn secrets_are_read_where_a_template_refers_to_them() {
        let made = policy_of(&format!("{ROLES}C: \"{{{{resolve:secretsmanager:sign-in:SecretString}}}}\"\n"));
        let secrets = find(&made, "Secrets").unwrap();
        assert_eq!(secrets["Action"], json!(["secretsmanager:GetSecretValue"]));
        assert_eq!(secrets["Resource"], json!(["arn:aws:secretsmanager:*:*:secret:sign-in-*"]));
    }

    #[test]
    fn only_looking_goes_by_a_pattern() {
        let names = ["CreateA", "DescribeA", "DescribeB", "GetA", "GetB", "ListA"].into();
        let wanted = ["ssm:CreateA", "ssm:Describe*", "ssm:GetA", "ssm:GetB", "ssm:ListA"];
        assert_eq!(short("ssm", &names).into_iter().collect::<Vec<_>>(), wanted);
        assert!(short("sqs", &names).contains("sqs:Get*"));
    }

    #[test]
    fn tables_are_in_order() {
        assert!(TYPES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(STACK.is_sorted() && LOOKS.is_sorted());
    }

    #[test]
    fn what_is_not_known_is_told() {
        assert_eq!(unknown("Type: AWS::Braket::Quantum\nType: AWS::IAM::Role\n"), ["AWS::Braket::Quantum"]);
    }
}
