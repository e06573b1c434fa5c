//! The template on its way: inside the request, or through a bucket where it is too large for that.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>

use std::collections::BTreeSet;

use super::calls;
use super::client::Connection;
use super::failure::{self, Failure};
use super::parameter_values::Declared;

/// The most bytes that a request holds; a bucket takes a megabyte.
pub const INLINE: usize = 51_200;

/// Where CloudFormation finds the template.
#[derive(Debug, Clone)]
pub enum Body {
    /// In the request.
    Inline(String),
    /// At this address.
    Url(String),
}

/// The bucket that a large template goes through.
#[derive(Debug, Clone, Copy)]
pub struct Bucket<'a> {
    /// Its name.
    pub name: &'a str,
    /// The account that it must belong to, where that is not the caller's: whoever takes a name that became
    /// free, or that was mistyped, must not get the template, nor give CloudFormation another one.
    pub owner: Option<&'a str>,
    /// The KMS key that encrypts the object; none for a key of S3.
    pub key: Option<&'a str>,
}

/// Puts the template where CloudFormation takes it from.
pub async fn place(
    connection: &Connection,
    text: String,
    bucket: Option<Bucket<'_>>,
    stack: &str,
    digest: &str,
) -> Result<Body, Failure> {
    match bucket {
        Some(bucket) if text.len() > INLINE => {
            Ok(Body::Url(upload(connection, text, bucket, stack, digest).await?))
        }
        Some(_) | None => inline(text),
    }
}

/// Puts a template into a bucket; returns its address.
pub async fn upload(
    connection: &Connection,
    text: String,
    Bucket { name, owner, key: kms_key }: Bucket<'_>,
    stack: &str,
    digest: &str,
) -> Result<String, Failure> {
    let owner = match owner {
        Some(owner) => owner.to_owned(),
        None => connection.account().await?,
    };
    let key = format!("stackpose/{stack}/{digest}.template");
    let object = calls::Object { bucket: name, owner: &owner, key: &key, kms_key, text };
    calls::put_object(connection, object).await.map_err(|error| {
        let help =
            format!("the bucket must belong to the account {owner}; `--s3-bucket-owner` names another one");
        failure::from_sdk(&format!("put the template into the bucket {name}"), &error).help_unless_any(&help)
    })?;
    Ok(address(connection.region(), connection.endpoint(), name, &key))
}

fn inline(text: String) -> Result<Body, Failure> {
    if text.len() <= INLINE {
        return Ok(Body::Inline(text));
    }
    let message = format!("the template has {} bytes, and a request holds {INLINE}", text.len());
    Err(Failure::new(message).help("give `--s3-bucket NAME`, a bucket in this region, for it to go through"))
}

/// The address of an object, as CloudFormation wants it.
fn address(region: &str, endpoint: Option<&str>, bucket: &str, key: &str) -> String {
    if let Some(endpoint) = endpoint {
        return format!("{}/{bucket}/{key}", endpoint.trim_end_matches('/'));
    }
    let suffix = calls::domain(region);
    if calls::is_label(bucket) {
        format!("https://{bucket}.s3.{region}.{suffix}/{key}")
    } else {
        format!("https://s3.{region}.{suffix}/{bucket}/{key}")
    }
}

/// The parameters that a template declares, as CloudFormation reads it.
pub async fn declared(connection: &Connection, body: &Body) -> Result<Vec<Declared>, Failure> {
    let asked = connection.cloudformation().get_template_summary();
    let asked = match body {
        Body::Inline(text) => asked.template_body(text),
        Body::Url(url) => asked.template_url(url),
    };
    let summary = asked.send().await.map_err(|error| failure::from_sdk("read the template", &error))?;
    let declared = summary.parameters().iter().map(|parameter| Declared {
        name: parameter.parameter_key().unwrap_or_default().to_owned(),
        kind: parameter.parameter_type().unwrap_or("String").to_owned(),
        default: parameter.default_value().map(str::to_owned),
        no_echo: parameter.no_echo().unwrap_or_default(),
        description: parameter.description().unwrap_or_default().to_owned(),
    });
    Ok(declared.collect())
}

/// The types of the resources of a template, found in its text: YAML in any style, or JSON.
pub fn resource_types(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for after in text.split("Type").skip(1) {
        let after = after.trim_start_matches(['"', '\'', ':', ' ']);
        let kind: String = after.chars().take_while(|&c| c.is_ascii_alphanumeric() || c == ':').collect();
        let rest = after.chars().nth(kind.chars().count());
        let parts: Vec<&str> = kind.split("::").collect();
        let ends = rest.is_none_or(|c| matches!(c, '"' | '\'' | ',' | ' ' | '}' | '\r' | '\n'));
        if ends && parts.len() == 3 && parts.first() == Some(&"AWS") && !parts.contains(&"") {
            found.insert(kind);
        }
    }
    found
}

/// The capability that `deploy` acknowledges by itself: templates of services have roles, whose names
/// CloudFormation makes.
pub const USUAL: &str = "CAPABILITY_IAM";

/// The capabilities that CloudFormation wants acknowledged: names of its own choice for resources that give
/// rights, and macros. It asks for nothing that the template does not have.
pub fn capabilities(text: &str) -> Vec<&'static str> {
    let says = |word: &str| text.contains(&format!("{word}:")) || text.contains(&format!("\"{word}\":"));
    let types = resource_types(text);
    let mut wanted = Vec::new();
    // A macro or a stack inside may bring what is not seen here.
    let opaque = says("Transform") || types.contains("AWS::CloudFormation::Stack");
    if opaque || types.iter().any(|kind| kind.starts_with("AWS::IAM::")) {
        wanted.push(USUAL);
    }
    let named = [
        ("AWS::IAM::Role", "RoleName"),
        ("AWS::IAM::InstanceProfile", "InstanceProfileName"),
        ("AWS::IAM::ManagedPolicy", "ManagedPolicyName"),
        ("AWS::IAM::User", "UserName"),
        ("AWS::IAM::Group", "GroupName"),
    ];
    if named.iter().any(|(kind, name)| types.contains(*kind) && says(name)) {
        wanted.push("CAPABILITY_NAMED_IAM");
    }
    if says("Transform") {
        wanted.push("CAPABILITY_AUTO_EXPAND");
    }
    wanted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn types_are_found_in_every_style() {
        let text = "Parameters:\n  VpcId:\n    Type: AWS::EC2::VPC::Id\nResources:\n  A:\n    Type: AWS::ECS::Cluster\n  \
                    B: { Type: AWS::IAM::Role, Properties: {} }\n  C: {\"Type\": \"AWS::Logs::LogGroup\"}\n  \
                    D:\n    Properties: {ContentType: AWS::x}\n";
        let found: Vec<String> = resource_types(text).into_iter().collect();
        assert_eq!(found, ["AWS::ECS::Cluster", "AWS::IAM::Role", "AWS::Logs::LogGroup"]);
    }

    #[test]
    fn capabilities_follow_the_text() {
        let role = "Resources:\n  A:\n    Type: AWS::IAM::Role\n    Properties:\n      Policies: [{ PolicyName: x }]\n";
        assert!(capabilities("Type: AWS::Logs::LogGroup\nLogGroupName: x").is_empty());
        assert_eq!(capabilities(role), ["CAPABILITY_IAM"]);
        assert_eq!(
            capabilities(&format!("{role}      RoleName: x\n")),
            ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"]
        );
        assert_eq!(capabilities("Transform: x"), ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]);
    }

    #[test]
    fn the_address_is_that_of_the_place() {
        let table = [
            ("eu-central-1", None, "b", "https://b.s3.eu-central-1.amazonaws.com/k"),
            ("eu-central-1", None, "b.c", "https://s3.eu-central-1.amazonaws.com/b.c/k"),
            ("cn-north-1", None, "b", "https://b.s3.cn-north-1.amazonaws.com.cn/k"),
            ("cn-north-1", None, "b.c", "https://s3.cn-north-1.amazonaws.com.cn/b.c/k"),
            ("eusc-de-east-1", None, "b", "https://b.s3.eusc-de-east-1.amazonaws.eu/k"),
            ("eu-central-1", Some("http://localhost:1/"), "b", "http://localhost:1/b/k"),
        ];
        for (region, endpoint, bucket, wanted) in table {
            assert_eq!(address(region, endpoint, bucket, "k"), wanted);
        }
    }

    proptest! {
        #[test]
        fn any_string_does_not_panic(text in ".*") {
            let _ = (resource_types(&text), capabilities(&text));
        }
    }
}
