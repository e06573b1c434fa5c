//! Amazon S3: an object into a bucket.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html>

use aws_runtime::auth::SigV4OperationSigningConfig;
use aws_smithy_runtime_api::client::result::SdkError;
use data_encoding::BASE64;
use sha2::{Digest as _, Sha256};

use super::{Error, Message, Service, configured_endpoint, query, send_to};
use crate::aws::client::Connection;

const S3: Service = Service::new("S3", "s3");

/// An object to be.
#[derive(Debug)]
pub(in crate::aws) struct Object<'a> {
    /// The bucket's name.
    pub(in crate::aws) bucket: &'a str,
    /// The account that the bucket must belong to.
    pub(in crate::aws) owner: &'a str,
    /// The object's name, of letters, digits, `.`, `-` and `/`, which no URL has to escape.
    pub(in crate::aws) key: &'a str,
    /// The KMS key that encrypts it; none for a key of S3.
    pub(in crate::aws) kms_key: Option<&'a str>,
    /// Its content.
    pub(in crate::aws) text: String,
}

/// Makes or replaces an object.
pub(in crate::aws) async fn put_object(connection: &Connection, object: Object<'_>) -> Result<(), Error> {
    let Object { bucket, owner, key, kms_key, text } = object;
    if !is_name(bucket) {
        let fault = format!("`{bucket}` is not the name of a bucket: letters, digits, `-` and `.` are");
        return Err(SdkError::construction_failure(fault));
    }
    // Buckets are part of the host's name on AWS only.
    let own = configured_endpoint(connection, S3).map_err(SdkError::construction_failure)?;
    let path =
        if own.is_some() || !is_label(bucket) { format!("/{bucket}/{key}") } else { format!("/{key}") };
    let endpoint = own.unwrap_or_else(|| endpoint(connection, bucket));
    let mut headers = vec![
        ("content-type", "application/octet-stream".to_owned()),
        // A bucket with Object Lock wants one.
        ("x-amz-checksum-sha256", BASE64.encode(&Sha256::digest(&text))),
        ("x-amz-expected-bucket-owner", owner.to_owned()),
        ("x-amz-server-side-encryption", if kms_key.is_some() { "aws:kms" } else { "AES256" }.to_owned()),
    ];
    if let Some(key) = kms_key {
        headers.push(("x-amz-server-side-encryption-aws-kms-key-id", key.to_owned()));
    }
    // <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>
    let mut signing = SigV4OperationSigningConfig::default();
    signing.signing_options.double_uri_encode = false;
    signing.signing_options.normalize_uri_path = false;
    signing.signing_options.content_sha256_header = true;
    let message = Message {
        operation: "PutObject",
        method: "PUT",
        path,
        headers,
        body: text,
        read: |_| Ok(()),
        refusal: query::refusal,
    };
    send_to(connection, S3, &endpoint, signing, message).await
}

/// Where a bucket is on AWS.
/// <https://docs.aws.amazon.com/general/latest/gr/s3.html>
fn endpoint(connection: &Connection, bucket: &str) -> String {
    let fips = if connection.config.use_fips() == Some(true) { "-fips" } else { "" };
    let dual_stack = if connection.config.use_dual_stack() == Some(true) { ".dualstack" } else { "" };
    let region = connection.region();
    let host = format!("s3{fips}{dual_stack}.{region}.{}", domain(region));
    if is_label(bucket) { format!("https://{bucket}.{host}") } else { format!("https://{host}") }
}

/// The domain of a region's partition.
pub(in crate::aws) fn domain(region: &str) -> &'static str {
    let domains = [
        ("cn-", "amazonaws.com.cn"),
        ("eusc-", "amazonaws.eu"),
        ("us-iso-", "c2s.ic.gov"),
        ("us-isob-", "sc2s.sgov.gov"),
        ("us-isof-", "csp.hci.ic.gov"),
        ("eu-isoe-", "cloud.adc-e.uk"),
    ];
    let of_partition = domains.iter().find(|(prefix, _)| region.starts_with(prefix));
    of_partition.map_or("amazonaws.com", |(_, domain)| domain)
}

/// Whether the name can be a bucket's; those of former times may have capitals and `_`.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
fn is_name(bucket: &str) -> bool {
    !bucket.is_empty()
        && bucket.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
        && bucket.starts_with(|first: char| first.is_ascii_alphanumeric())
}

/// Whether a name can be a part of a host's: a dot in it is a name that no certificate covers.
pub(in crate::aws) fn is_label(bucket: &str) -> bool {
    bucket.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_in_its_partition() {
        let table = [
            ("eu-central-1", false, false, "b", "https://b.s3.eu-central-1.amazonaws.com"),
            ("eu-central-1", false, false, "b.c", "https://s3.eu-central-1.amazonaws.com"),
            ("eu-central-1", false, false, "99_ab", "https://s3.eu-central-1.amazonaws.com"),
            ("af-south-1", true, true, "b", "https://b.s3-fips.dualstack.af-south-1.amazonaws.com"),
            ("us-gov-west-1", true, false, "b.c", "https://s3-fips.us-gov-west-1.amazonaws.com"),
            ("cn-north-1", false, true, "b", "https://b.s3.dualstack.cn-north-1.amazonaws.com.cn"),
        ];
        for (region, fips, dual_stack, bucket, wanted) in table {
            let config = aws_config::SdkConfig::builder()
                .region(aws_config::Region::new(region))
                .use_fips(fips)
                .use_dual_stack(dual_stack)
                .build();
            assert_eq!(endpoint(&Connection::new(config), bucket), wanted);
        }
    }

    #[test]
    fn a_name_cannot_change_the_host() {
        for name in ["", "a/b", "a@b", "a:1", "a?b", "a#b", "a b", "-a", ".a", "ü", "a%2f"] {
            assert!(!is_name(name), "{name}");
        }
        for name in ["templates", "my.bucket-1", "Old_Bucket"] {
            assert!(is_name(name), "{name}");
        }
    }
}
