//! Which things a policy is about, as ARNs: what CloudFormation names after the stack, and what a template
//! refers to.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>

use std::collections::BTreeSet;

/// Regions of a partition of their own, by how their names begin.
const PARTITIONS: [(&str, &str); 8] = [
    ("cn-", "aws-cn"),
    ("eu-isoe-", "aws-iso-e"),
    ("eusc-", "aws-eusc"),
    ("us-gov-", "aws-us-gov"),
    ("us-iso-", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("us-isof-", "aws-iso-f"),
    ("us-isog-", "aws-iso-g"),
];

/// The longest name of a stack that CloudFormation surely keeps whole in the names it makes of it.
const LONGEST_NAME: usize = 24;

/// Where a policy counts: ARNs begin alike there.
#[derive(Debug, Clone, Copy)]
pub(super) struct ArnScope<'a> {
    region: Option<&'a str>,
}

impl<'a> ArnScope<'a> {
    /// Without a region: every one of the partition `aws`.
    pub(super) fn new(region: Option<&'a str>) -> Self {
        Self { region }
    }

    fn partition(self) -> &'static str {
        let region = self.region.unwrap_or_default();
        PARTITIONS.iter().find(|(begin, _)| region.starts_with(begin)).map_or("aws", |(_, name)| name)
    }

    /// Of a service that has regions, in whichever account.
    pub(super) fn arn(self, service: &str, rest: &str) -> String {
        format!("arn:{}:{service}:{}:*:{rest}", self.partition(), self.region.unwrap_or("*"))
    }

    /// Of IAM, in whichever account.
    pub(super) fn iam(self, rest: &str) -> String {
        format!("arn:{}:iam::*:{rest}", self.partition())
    }

    /// Of S3.
    pub(super) fn object(self, bucket: &str, key: &str) -> String {
        format!("arn:{}:s3:::{bucket}/{key}", self.partition())
    }

    /// Roles or instance profiles that CloudFormation names after a stack: `demo-WebTaskRole-1A2B3C`. It cuts
    /// a long name of a stack.
    pub(super) fn named_after(self, kind: &str, stack: &str) -> String {
        match stack.char_indices().nth(LONGEST_NAME) {
            Some((end, _)) => self.iam(&format!("{kind}/{}*", stack.get(..end).unwrap_or(stack))),
            None => self.iam(&format!("{kind}/{stack}-*")),
        }
    }

    /// The roles whose ARNs stand in a template; what CloudFormation fills in there can be anything.
    pub(super) fn roles_in(self, template: &str) -> BTreeSet<String> {
        let ends = |c: char| c.is_whitespace() || "\"',]".contains(c);
        let arns = template.split("arn:").skip(1).filter_map(|rest| rest.split(ends).next());
        let roles = arns.filter(|rest| rest.contains(":iam:") && rest.contains(":role/"));
        let filled = roles.map(|rest| self.filled(&format!("arn:{rest}")));
        filled.map(|arn| arn.trim_end_matches('}').to_owned()).collect()
    }

    /// The secrets or parameters that the dynamic references of one service in a template name.
    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html>
    pub(super) fn references(self, template: &str, reference: Reference) -> BTreeSet<String> {
        let (service, kind) = match reference {
            Reference::Secret => ("secretsmanager", "secret:"),
            Reference::Parameter | Reference::SecureParameter => ("ssm", "parameter/"),
        };
        let named = template.split(reference.begin()).skip(1).filter_map(|rest| rest.split("}}").next());
        let arn = |name: &str| match (name.starts_with("arn:"), reference) {
            // `arn:PARTITION:secretsmanager:REGION:ACCOUNT:secret:NAME`, and what is wanted of it.
            (true, Reference::Secret) => {
                let parts: Vec<&str> = name.split(':').take(7).collect();
                self.filled(&parts.join(":")) + "*"
            }
            (true, _) => self.filled(name),
            // The name ends where what is wanted of it begins; a function may stand in it.
            (false, _) => {
                let name = self.filled(name);
                let name = name.split(':').next().unwrap_or_default().trim_start_matches('/');
                // Secrets Manager puts six characters behind a name.
                let end = if reference == Reference::Secret && !name.ends_with('*') { "-*" } else { "" };
                self.arn(service, &format!("{kind}{name}{end}"))
            }
        };
        named.map(arn).collect()
    }

    /// A text without the functions of CloudFormation, which IAM would take for variables of its own.
    fn filled(self, text: &str) -> String {
        let mut parts = text.replace("${AWS::Partition}", self.partition());
        while let Some((before, rest)) = parts.split_once("${") {
            let after = rest.split_once('}').map_or("", |(_, after)| after);
            parts = format!("{before}*{after}");
        }
        parts
    }
}

/// The services from which a dynamic reference reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reference {
    Secret,
    Parameter,
    SecureParameter,
}

impl Reference {
    fn begin(self) -> &'static str {
        match self {
            Self::Secret => "{{resolve:secretsmanager:",
            Self::Parameter => "{{resolve:ssm:",
            Self::SecureParameter => "{{resolve:ssm-secure:",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_region_is_in_its_partition() {
        for (region, wanted) in [
            (None, "arn:aws:ecs:*:*:x"),
            (Some("eu-central-1"), "arn:aws:ecs:eu-central-1:*:x"),
            (Some("cn-north-1"), "arn:aws-cn:ecs:cn-north-1:*:x"),
            (Some("us-gov-west-1"), "arn:aws-us-gov:ecs:us-gov-west-1:*:x"),
            (Some("us-isob-east-1"), "arn:aws-iso-b:ecs:us-isob-east-1:*:x"),
        ] {
            assert_eq!(ArnScope::new(region).arn("ecs", "x"), wanted);
        }
    }

    #[test]
    fn names_are_cut_as_cloudformation_cuts_them() {
        let place = ArnScope::new(None);
        assert_eq!(place.named_after("role", "demo"), "arn:aws:iam::*:role/demo-*");
        let long = "a-stack-with-a-very-long-name";
        assert_eq!(place.named_after("role", long), "arn:aws:iam::*:role/a-stack-with-a-very-long*");
    }

    #[test]
    fn roles_of_others_are_found() {
        let text = "A: arn:aws:iam::123456789012:role/connect\nB: [\"arn:aws:iam::1:role/a/b\", \
                    arn:aws:iam::aws:policy/P]\n\
                    C: !Sub \"arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${Name}\"\nD: {X: \
                    arn:aws:iam::1:role/d}\n";
        let found: Vec<String> = ArnScope::new(Some("cn-north-1")).roles_in(text).into_iter().collect();
        assert_eq!(
            found,
            [
                "arn:aws-cn:iam::*:role/*",
                "arn:aws:iam::123456789012:role/connect",
                "arn:aws:iam::1:role/a/b",
                "arn:aws:iam::1:role/d",
            ]
        );
    }

    #[test]
    fn references_are_found() {
        let place = ArnScope::new(None);
        for (text, wanted) in [
            ("{{resolve:secretsmanager:a/b:SecretString}}", "arn:aws:secretsmanager:*:*:secret:a/b-*"),
            ("{{resolve:secretsmanager:a}}", "arn:aws:secretsmanager:*:*:secret:a-*"),
            ("{{resolve:secretsmanager:${A}:SecretString}}", "arn:aws:secretsmanager:*:*:secret:*"),
            (
                "{{resolve:secretsmanager:arn:aws:secretsmanager:r:1:secret:x-AbCdEf:SecretString:k}}",
                "arn:aws:secretsmanager:r:1:secret:x-AbCdEf*",
            ),
        ] {
            let found: Vec<String> = place.references(text, Reference::Secret).into_iter().collect();
            assert_eq!(found, [wanted]);
        }
        let found = place.references("a: '{{resolve:ssm:/x/y:1}}'", Reference::Parameter);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["arn:aws:ssm:*:*:parameter/x/y"]);
        assert!(place.references("{{resolve:ssm-secure:x}}", Reference::Parameter).is_empty());
    }

    proptest! {
        #[test]
        fn any_string_does_not_panic(text in ".*", name in ".*") {
            let place = ArnScope::new(Some(&name));
            let _ = (place.roles_in(&text), place.named_after("role", &name));
            let _ = place.references(&format!("{{{{resolve:ssm:{text}"), Reference::Parameter);
        }
    }
}
