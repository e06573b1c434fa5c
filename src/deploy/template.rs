//! The template on its way: inside the request, or through a bucket where it is too large for that.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>

use std::collections::BTreeSet;

use aws_sdk_s3::primitives::ByteStream;

use super::client::Door;
use super::failure::{self, Failure};
use super::parameters::Declared;

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

/// Puts the template where CloudFormation takes it from.
pub async fn place(
    door: &Door,
    text: String,
    bucket: Option<&str>,
    stack: &str,
    digest: &str,
) -> Result<Body, Failure> {
    let Some(bucket) = bucket else {
        return inline(text);
    };
    if text.len() <= INLINE {
        return inline(text);
    }
    let key = format!("stackpose/{stack}/{digest}.template");
    let sent = door.storage().put_object().bucket(bucket).key(&key).body(ByteStream::from(text.into_bytes()));
    sent.send()
        .await
        .map_err(|error| failure::of(&format!("put the template into the bucket {bucket}"), &error))?;
    Ok(Body::Url(address(door.region(), door.endpoint(), bucket, &key)))
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
    match endpoint {
        Some(endpoint) => format!("{}/{bucket}/{key}", endpoint.trim_end_matches('/')),
        None if region.starts_with("cn-") => format!("https://{bucket}.s3.{region}.amazonaws.com.cn/{key}"),
        // A dot in a bucket's name is a name that no certificate covers.
        None if bucket.contains('.') => format!("https://s3.{region}.amazonaws.com/{bucket}/{key}"),
        None => format!("https://{bucket}.s3.{region}.amazonaws.com/{key}"),
    }
}

/// The parameters that a template declares, as CloudFormation reads it.
pub async fn declared(door: &Door, body: &Body) -> Result<Vec<Declared>, Failure> {
    let asked = door.cloudformation().get_template_summary();
    let asked = match body {
        Body::Inline(text) => asked.template_body(text),
        Body::Url(url) => asked.template_url(url),
    };
    let summary = asked.send().await.map_err(|error| failure::of("read the template", &error))?;
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

/// What CloudFormation wants acknowledged before it takes the template.
pub fn capabilities(text: &str) -> Vec<&'static str> {
    let named = ["RoleName", "PolicyName", "InstanceProfileName", "UserName", "GroupName"];
    let says = |word: &str| text.contains(&format!("{word}:")) || text.contains(&format!("\"{word}\":"));
    let mut wanted = vec!["CAPABILITY_IAM"];
    if named.into_iter().any(says) {
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
        assert_eq!(capabilities("a"), ["CAPABILITY_IAM"]);
        assert_eq!(capabilities("RoleName: x"), ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"]);
        assert_eq!(capabilities("Transform: x"), ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]);
    }

    #[test]
    fn the_address_is_that_of_the_place() {
        let table = [
            ("eu-central-1", None, "b", "https://b.s3.eu-central-1.amazonaws.com/k"),
            ("eu-central-1", None, "b.c", "https://s3.eu-central-1.amazonaws.com/b.c/k"),
            ("cn-north-1", None, "b", "https://b.s3.cn-north-1.amazonaws.com.cn/k"),
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
