//! Secrets: values that only the tasks see that need them.
//! Compose: `secrets`, `x-aws-secrets`, `x-aws-log_secrets`, `x-aws-generate`, `x-aws-pull_credentials`;
//! `configs` that are external.
//! CloudFormation: Secret of Secrets Manager, its parameter, and the rights of execution roles.
//!
//! Decisions
//! - A value never stands in a template, and the file of a secret is never read: the value is a parameter
//!   without echo. A value that CloudFormation gets goes with the stack, as whoever deploys has it. One that
//!   AWS generated exists nowhere else, so it is kept.
//! - An external name is an ARN, `/a/path` of the Parameter Store, or the name of a secret in the stack's
//!   account and region. Secrets Manager adds six characters to a name
//!   (<https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html>), hence
//!   `-??????`.
//! - An execution role reads exactly what its service uses. `x-aws-kms_key` names the key of a secret; the
//!   role may then use it through the service that keeps the value, and for nothing else
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html>).
//!
//! Not here: how values become files (`files`).

use std::collections::{BTreeMap, BTreeSet};

use crate::cfn::{
    DeletionPolicy, GenerateSecretString, LogicalId, Parameter, ParameterType, Pseudo, Resource, Secret, Sub,
    Template, Text, ecs, iam,
};
use crate::compose::{self, Source};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::Spanned;

use super::additions::Additions;
use super::context::Lowering;
use super::names::Name;
use super::{parameters, tags};
use crate::lower::literals::to_text;

/// Where ECS finds a value.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    store: Store,
    arn: Sub,
    /// By what a dynamic reference finds it: a whole ARN, or a name without one.
    id: Sub,
    resource: Text,
    /// The ARN of the key of the user's that encrypts it.
    kms_key: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Store {
    SecretsManager,
    Parameters,
}

/// The secrets and external configs that services use, by key; one that cannot be had is reported and not in
/// it.
#[derive(Debug, Default)]
pub(super) struct Secrets {
    secrets: BTreeMap<String, Reference>,
    configs: BTreeMap<String, Reference>,
}

impl Reference {
    /// The value that ECS looks up: all of it, or one entry of a JSON value.
    pub(super) fn value_from(&self, entry: Option<&str>) -> Text {
        match entry {
            Some(entry) => self.arn.clone().text(format!(":{entry}::")).finish(),
            None => self.arn.clone().finish(),
        }
    }
}

impl Secrets {
    /// The secret of this key.
    pub(super) fn secret(&self, key: &str) -> Option<&Reference> {
        self.secrets.get(key)
    }

    /// The external config of this key.
    pub(super) fn config(&self, key: &str) -> Option<&Reference> {
        self.configs.get(key)
    }
}

/// The right to read these, and nothing else.
pub(super) fn to_read<'a>(references: impl IntoIterator<Item = &'a Reference>) -> Vec<iam::Statement> {
    let mut resources: BTreeMap<Store, Vec<Text>> = BTreeMap::new();
    let mut keys: BTreeSet<(Store, &str)> = BTreeSet::new();
    for Reference { store, resource, kms_key, .. } in references {
        keys.extend(kms_key.as_deref().map(|key| (*store, key)));
        let known = resources.entry(*store).or_default();
        if !known.contains(resource) {
            known.push(resource.clone());
        }
    }
    let statement = |(store, resources)| match store {
        Store::SecretsManager => iam::Statement::allow(["secretsmanager:GetSecretValue"], resources),
        Store::Parameters => iam::Statement::allow(["ssm:GetParameters"], resources),
    };
    let read = resources.into_iter().map(statement);
    read.chain(keys.into_iter().map(|(store, key)| to_decrypt(store, key))).collect()
}

/// The right to use a key for what one service keeps with it.
fn to_decrypt(store: Store, key: &str) -> iam::Statement {
    let service = match store {
        Store::SecretsManager => "secretsmanager",
        Store::Parameters => "ssm",
    };
    let via =
        Text::sub().text(format!("{service}.")).pseudo(Pseudo::Region).text(".").pseudo(Pseudo::UrlSuffix);
    iam::Statement::allow(["kms:Decrypt"], [to_text(key)]).only_if(
        "StringEquals",
        "kms:ViaService",
        via.finish(),
    )
}

/// Makes the secrets that services use, and finds those that exist.
pub(super) fn lower(cx: &mut Lowering<'_>) -> Secrets {
    let project = cx.project;
    let services = || project.services.iter();
    let of_grants =
        services().flat_map(|service| service.secrets.iter().map(|grant| grant.source.value.as_str()));
    let variables = services()
        .flat_map(|service| service.extensions.secrets.iter().chain(&service.extensions.log_secrets));
    let of_clients =
        services().flat_map(|service| &service.ports).flat_map(|port| port.listener.client_secrets());
    let named = variables.map(|variable| &variable.from).chain(of_clients);
    let used: BTreeSet<&str> = of_grants.chain(named.map(|from| parted(&from.value).0)).collect();
    let mut found = Secrets::default();
    for secret in project.secrets.iter().filter(|secret| used.contains(secret.key.value.as_str())) {
        let reference = lower_secret(cx, secret);
        found.secrets.extend(reference.map(|reference| (secret.key.value.clone(), reference)));
    }
    for config in &project.configs {
        if let Some(Source::External(name)) = &config.source {
            let reference = find(cx, name);
            found.configs.extend(reference.map(|reference| (config.key.value.clone(), reference)));
        }
    }
    found
}

fn lower_secret(cx: &mut Lowering<'_>, secret: &compose::Secret) -> Option<Reference> {
    let compose::Secret { key, name: _, source, labels: _, generate, keys, kms_key, loc: _ } = secret;
    if let Some(Source::External(name)) = source {
        if let Some(generate) = generate {
            cx.report(external_generated(key, generate.loc));
        }
        let reference =
            Reference { kms_key: kms_key.as_ref().map(|key| key.value.clone()), ..find(cx, name)? };
        if reference.store == Store::Parameters
            && let Some((_, entry)) = keys.first()
        {
            cx.report(no_entries(entry));
        }
        return Some(reference);
    }
    let description = format!("{} of {}", key.value, cx.project.name);
    let mut made = Secret {
        description: Some(to_text(&description)),
        tags: tags::of_secret(cx.project, secret),
        kms_key_id: kms_key.as_ref().map(|key| to_text(&key.value)),
        ..Secret::default()
    };
    let made = match (generate, source) {
        (Some(generate), _) => {
            made.generate_secret_string = Some(generated(&generate.value));
            Resource::new(&made).keep(DeletionPolicy::RetainExceptOnCreate)
        }
        (None, Some(source)) => {
            let parameter = parameter(key, source);
            let value = cx.parameter(parameters::SECRETS, Name::SecretValue(key), parameter);
            made.secret_string = Some(value.reference());
            Resource::new(&made).keep(DeletionPolicy::Delete)
        }
        // Compose itself refuses a secret without a source.
        (None, None) => return None,
    };
    let made = cx.add(Name::Secret(key), made);
    let arn = Text::sub().reference(made.id());
    let kms_key = kms_key.as_ref().map(|key| key.value.clone());
    Some(Reference {
        store: Store::SecretsManager,
        resource: arn.clone().finish(),
        id: arn.clone(),
        arn,
        kms_key,
    })
}

fn parameter(key: &Spanned<String>, source: &Source) -> Parameter {
    let description = match source {
        Source::Environment(name) => {
            format!("Value of the secret {}: that of the variable {}", key.value, name.value)
        }
        Source::File(_) => format!("Value of the secret {}: the content of its file", key.value),
        Source::Content(_) | Source::External(_) => format!("Value of the secret {}", key.value),
    };
    let parameter = Parameter::new(ParameterType::String, description).secret();
    Parameter { min_length: Some(1), ..parameter }
}

/// The parameters of a template that hold values of secrets, and where those values are.
pub fn values(project: &compose::Project, template: &Template) -> Vec<(LogicalId, Source)> {
    let value = |secret: &compose::Secret| {
        let id = LogicalId::new(Name::SecretValue(&secret.key).text()).ok()?;
        let hidden = template.parameters().get(&id)?.no_echo == Some(true);
        let source = secret.source.clone()?;
        let here = matches!(source, Source::File(_) | Source::Environment(_));
        (hidden && here).then_some((id, source))
    };
    project.secrets.iter().filter_map(value).collect()
}

fn generated(generate: &compose::Generate) -> GenerateSecretString {
    let compose::Generate {
        length,
        exclude_characters,
        exclude_lowercase,
        exclude_uppercase,
        exclude_numbers,
        exclude_punctuation,
        include_space,
        require_each_included_type,
        template,
    } = generate;
    let (template, key) = template.clone().unzip();
    GenerateSecretString {
        password_length: *length,
        exclude_characters: exclude_characters.clone(),
        exclude_lowercase: *exclude_lowercase,
        exclude_uppercase: *exclude_uppercase,
        exclude_numbers: *exclude_numbers,
        exclude_punctuation: *exclude_punctuation,
        include_space: *include_space,
        require_each_included_type: *require_each_included_type,
        secret_string_template: template.as_deref().map(to_text),
        generate_string_key: key,
    }
}

/// A value that exists in the account, and the right to read it.
#[derive(Debug)]
pub(super) struct Found {
    /// The value that ECS looks up.
    pub(super) value_from: Text,
    /// Rights that ECS needs to start the task.
    pub(super) to_start: Vec<iam::Statement>,
}

/// Finds a value by its path or ARN; what is neither is reported.
pub(super) fn find_value(cx: &mut Lowering<'_>, name: &Spanned<String>) -> Option<Found> {
    let reference = find(cx, name)?;
    Some(Found { value_from: reference.value_from(None), to_start: to_read([&reference]) })
}

/// The secrets of a service's variables, of the options of its log driver and of the registry of its image.
pub(super) fn of_service(cx: &mut Lowering<'_>, service: &compose::Service, secrets: &Secrets) -> Additions {
    let mut additions = Additions::default();
    let mut read = Vec::new();
    let compose::ServiceExtensions { secrets: variables, log_secrets, .. } = &service.extensions;
    let mut found = Vec::new();
    for filled in [variables, log_secrets] {
        let mut entries = Vec::new();
        for compose::SecretVariable { name, from } in filled {
            let Some((reference, entry)) = of_variable(cx, from, secrets) else { continue };
            let value_from = reference.value_from(entry);
            entries.push(ecs::Secret { name: name.value.clone(), value_from }.into());
            read.push(reference);
        }
        found.push(entries);
    }
    additions.log_secrets = found.pop().unwrap_or_default();
    additions.secrets = found.pop().unwrap_or_default();
    if let Some((reference, _)) =
        service.extensions.pull_credentials.as_ref().and_then(|arn| of_arn(&arn.value))
    {
        read.push(reference);
    }
    additions.to_start = to_read(&read);
    additions
}

/// A value that CloudFormation itself looks up when it makes a resource, for what no task reads.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html>
pub(super) fn looked_up(cx: &mut Lowering<'_>, from: &Spanned<String>, secrets: &Secrets) -> Option<Text> {
    let (key, _) = parted(&from.value);
    let is_known = || cx.project.secrets.iter().any(|secret| secret.key.value == key);
    if !from.value.starts_with("arn:") && !is_known() {
        cx.report(no_secret(from));
        return None;
    }
    let (reference, entry) = of_variable(cx, from, secrets)?;
    if reference.store == Store::Parameters {
        cx.report(no_parameter(from));
        return None;
    }
    let entry = entry.map(|entry| format!(":{entry}")).unwrap_or_default();
    let before = Text::sub().text("{{resolve:secretsmanager:").then(reference.id);
    Some(before.text(format!(":SecretString{entry}}}}}")).finish())
}

fn of_variable<'a>(
    cx: &mut Lowering<'_>,
    from: &'a Spanned<String>,
    secrets: &Secrets,
) -> Option<(Reference, Option<&'a str>)> {
    if from.value.starts_with("arn:") {
        let found = of_arn(&from.value);
        if found.is_none() {
            cx.report(bad_name(from));
        }
        return found;
    }
    if from.value.starts_with('/') {
        return find(cx, from).map(|reference| (reference, None));
    }
    let (key, entry) = parted(&from.value);
    let Some(reference) = secrets.secret(key) else {
        // One that is there and cannot be had is reported already.
        if cx.project.secrets.iter().all(|secret| secret.key.value != key) {
            cx.report(unknown(cx.project, from, key));
        }
        return None;
    };
    if reference.store == Store::Parameters && entry.is_some() {
        cx.report(no_entries(from));
    }
    Some((reference.clone(), entry))
}

/// `key:entry`.
fn parted(text: &str) -> (&str, Option<&str>) {
    text.split_once(':').map_or((text, None), |(key, entry)| (key, Some(entry)))
}

/// The secret behind an external name.
fn find(cx: &mut Lowering<'_>, name: &Spanned<String>) -> Option<Reference> {
    let found = if name.value.starts_with("arn:") {
        of_arn(&name.value).filter(|(_, entry)| entry.is_none()).map(|(reference, _)| reference)
    } else {
        of_name(&name.value)
    };
    if found.is_none() {
        cx.report(bad_name(name));
    }
    found
}

fn of_name(name: &str) -> Option<Reference> {
    let fine = |c: char| c.is_ascii_alphanumeric() || "/_+=.@-".contains(c);
    if name.is_empty() || !name.chars().all(fine) {
        return None;
    }
    let arn = |service: &str| {
        let sub = Text::sub().text("arn:").pseudo(Pseudo::Partition).text(format!(":{service}:"));
        sub.pseudo(Pseudo::Region).text(":").pseudo(Pseudo::AccountId)
    };
    Some(if name.starts_with('/') {
        let arn = arn("ssm").text(format!(":parameter{name}"));
        Reference {
            store: Store::Parameters,
            resource: arn.clone().finish(),
            id: arn.clone(),
            arn,
            kms_key: None,
        }
    } else {
        let arn = arn("secretsmanager").text(format!(":secret:{name}"));
        let id = Text::sub().text(name);
        Reference {
            store: Store::SecretsManager,
            resource: arn.clone().text("-??????").finish(),
            id,
            arn,
            kms_key: None,
        }
    })
}

/// Takes an ARN apart, and the entry of a JSON value behind it.
fn of_arn(arn: &str) -> Option<(Reference, Option<&str>)> {
    let parts: Vec<&str> = arn.split(':').collect();
    let ["arn", partition, service, region, account, kind, rest @ ..] = parts.as_slice() else { return None };
    let whole = !partition.is_empty() && !region.is_empty() && account.len() == 12;
    if !whole || arn.contains(['$', '{', '*', '?', ' ']) {
        return None;
    }
    let literal = |text: &str| Text::sub().text(text);
    match (*service, *kind, rest) {
        ("secretsmanager", "secret", [name, entry @ ..]) if !name.is_empty() => {
            let entry = match entry {
                [] => None,
                [entry] | [entry, "", ""] if !entry.is_empty() => Some(*entry),
                _ => return None,
            };
            let base = format!("arn:{partition}:secretsmanager:{region}:{account}:secret:{name}");
            let resource = if is_whole(name) { base.clone() } else { format!("{base}-??????") };
            let store = Store::SecretsManager;
            let arn = literal(&base);
            Some((Reference { store, id: arn.clone(), arn, resource: resource.into(), kms_key: None }, entry))
        }
        ("ssm", kind, []) if kind.len() > "parameter/".len() && kind.starts_with("parameter/") => {
            let store = Store::Parameters;
            Some((
                Reference { store, arn: literal(arn), id: literal(arn), resource: arn.into(), kms_key: None },
                None,
            ))
        }
        _ => None,
    }
}

/// True for the name in an ARN with the six characters that Secrets Manager added.
fn is_whole(name: &str) -> bool {
    name.rsplit_once('-')
        .is_some_and(|(_, end)| end.len() == 6 && end.chars().all(|c| c.is_ascii_alphanumeric()))
}

fn bad_name(name: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::BadSecret, format!("`{}` is not what a secret is called on AWS", name.value))
        .at(name.loc)
        .help(
            "write the name or ARN of a secret of Secrets Manager, or the ARN or path, such as `/shop/key`, \
             of a parameter of the Parameter Store",
        )
}

fn no_entries(entry: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::BadSecret, "ECS cannot take one entry out of a parameter of the Parameter Store")
        .at(entry.loc)
        .help("take the whole value, or keep it in Secrets Manager")
}

/// The text is not shown: it may be the secret itself.
fn no_secret(from: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::BadSecret, "`client_secret` names no secret of the top level")
        .at(from.loc)
        .help("define it under `secrets:` of the top level and write its name here, or give an ARN")
}

fn no_parameter(from: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::BadSecret, "CloudFormation cannot look up a parameter of the Parameter Store here")
        .at(from.loc)
        .help("keep the value in Secrets Manager")
}

fn external_generated(key: &Spanned<String>, loc: crate::source::Loc) -> Diagnostic {
    let message = format!("the secret `{}` exists already, so AWS cannot make up its value", key.value);
    Diagnostic::new(Code::BadSecret, message).at(loc).help("remove `external`, or remove `x-aws-generate`")
}

fn unknown(project: &compose::Project, from: &Spanned<String>, key: &str) -> Diagnostic {
    let known = project.secrets.iter().map(|secret| secret.key.value.as_str());
    let help = match nearest(key, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "define it under `secrets:` of the top level, or give an ARN".to_owned(),
    };
    Diagnostic::new(Code::BadSecret, format!("there is no secret `{key}`")).at(from.loc).help(help)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_and_arns_of_what_exists() {
        let sm = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a";
        let table = [
            (
                of_name("shop/db").unwrap(),
                json!({"Fn::Sub": "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:shop/db-??????"}),
            ),
            (
                of_name("/shop/db").unwrap(),
                json!({"Fn::Sub": "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/shop/db"}),
            ),
            (of_arn(sm).unwrap().0, json!(format!("{sm}-??????"))),
            (of_arn(&format!("{sm}-AbCdE1")).unwrap().0, json!(format!("{sm}-AbCdE1"))),
        ];
        for (reference, resource) in table {
            assert_eq!(serde_json::to_value(reference.resource).unwrap(), resource);
        }
        let whole = format!("{sm}-AbCdE1:user");
        let (reference, entry) = of_arn(&whole).unwrap();
        assert_eq!(entry, Some("user"));
        assert_eq!(
            serde_json::to_value(reference.value_from(entry)).unwrap(),
            json!(format!("{sm}-AbCdE1:user::"))
        );
        for bad in [
            "arn:aws:s3:::bucket",
            "arn:aws:ssm:eu-west-1:123456789012:parameter/",
            &format!("{sm}:a:b:c"),
            &format!("{sm}*"),
        ] {
            assert!(of_arn(bad).is_none(), "{bad}");
        }
        for bad in ["", "a b", "${A}", "a:b"] {
            assert!(of_name(bad).is_none(), "{bad}");
        }
    }
}
