//! Calls of the services of which few operations are used: all but CloudFormation and STS.
//!
//! Their clients in the SDK are more source than all others together (EC2's alone is half of the SDK), and
//! took most of the time of a build and half of the program. The SDK's own runtime makes these calls as it
//! makes all others, with the same credentials, signature, proxy, tries and timeouts; written here are only
//! the request and the answer.

mod query;
mod storage;

use std::future::Future;

use aws_config::BehaviorVersion;
use aws_runtime::auth::SigV4OperationSigningConfig;
use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4AuthScheme};
use aws_runtime::request_info::RequestInfoInterceptor;
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_runtime::service_clock_skew::{ServiceClockSkewClassifier, ServiceClockSkewInterceptor};
use aws_runtime::user_agent::{ApiMetadata, UserAgentInterceptor};
use aws_sdk_cloudformation::config::endpoint::{DefaultResolver, Params, ResolveEndpoint as _};
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{HttpStatusCodeClassifier, TransientErrorClassifier};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::auth::{
    AuthSchemeOptionResolverParams, SharedAuthScheme, SharedAuthSchemeOptionResolver,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::Layer;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::retry::RetryConfig;
use aws_types::SigningName;
use aws_types::region::SigningRegion;
use aws_types::service_config::ServiceConfigKey;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::client::Connection;

pub(super) use query::Element;
pub(super) use storage::{Object, domain, is_label, put_object};

/// Amazon EC2.
pub(super) const EC2: Service = Service::new("EC2", "ec2");
/// Elastic Load Balancing, of load balancers for applications and networks.
pub(super) const ELASTIC_LOAD_BALANCING: Service =
    Service::new("Elastic Load Balancing v2", "elasticloadbalancing");
/// AWS Certificate Manager.
pub(super) const ACM: Service = Service { target: "CertificateManager", ..Service::new("ACM", "acm") };
/// Amazon ECS.
pub(super) const ECS: Service = Service {
    target: "AmazonEC2ContainerServiceV20141113",
    is_fips_in_gov: true,
    ..Service::new("ECS", "ecs")
};
/// CloudWatch Logs.
pub(super) const LOGS: Service =
    Service { target: "Logs_20140328", ..Service::new("CloudWatch Logs", "logs") };
/// AWS Secrets Manager.
pub(super) const SECRETS_MANAGER: Service = Service {
    target: "secretsmanager",
    is_fips_in_gov: true,
    ..Service::new("Secrets Manager", "secretsmanager")
};

/// A service.
#[derive(Debug, Clone, Copy)]
pub(super) struct Service {
    /// Its name in `AWS_ENDPOINT_URL_…` and in the AWS configuration.
    id: &'static str,
    /// Its name in signatures and hosts.
    name: &'static str,
    /// Its name before an operation in the protocol AWS JSON.
    target: &'static str,
    /// Whether its FIPS endpoints in AWS `GovCloud` have names of their own, which those of others have not.
    is_fips_in_gov: bool,
}

impl Service {
    const fn new(id: &'static str, name: &'static str) -> Self {
        Self { id, name, target: "", is_fips_in_gov: false }
    }
}

/// Why a call brought nothing.
pub(super) type Error = SdkError<ErrorMetadata, HttpResponse>;

/// A request's body, and how it is read and answered.
struct Message<T> {
    operation: &'static str,
    method: &'static str,
    path: String,
    /// Names and values of the headers.
    headers: Vec<(&'static str, String)>,
    body: String,
    read: fn(&str) -> Result<T, BoxError>,
    refusal: fn(&str) -> ErrorMetadata,
}

/// Asks in the Query protocol, which answers in XML.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html>
pub(super) async fn query(
    connection: &Connection,
    service: Service,
    version: &'static str,
    operation: &'static str,
    fields: &[(&str, &str)],
) -> Result<Element, Error> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("Action", operation).append_pair("Version", version).extend_pairs(fields);
    let message = Message {
        operation,
        method: "POST",
        path: "/".to_owned(),
        headers: vec![("content-type", "application/x-www-form-urlencoded".to_owned())],
        body: form.finish(),
        read: query::read,
        refusal: query::refusal,
    };
    send(connection, service, message).await
}

/// Asks in the protocol AWS JSON 1.1. Members that are null are not sent.
/// <https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html>
pub(super) async fn json<T: DeserializeOwned + std::fmt::Debug + Send + Sync + 'static>(
    connection: &Connection,
    service: Service,
    operation: &'static str,
    body: &Value,
) -> Result<T, Error> {
    let message = Message {
        operation,
        method: "POST",
        path: "/".to_owned(),
        headers: vec![
            ("content-type", "application/x-amz-json-1.1".to_owned()),
            ("x-amz-target", format!("{}.{operation}", service.target)),
        ],
        body: without_nulls(body.clone()).to_string(),
        read: |text| Ok(serde_json::from_value(without_nulls(serde_json::from_str(text)?))?),
        refusal: refusal_in_json,
    };
    send(connection, service, message).await
}

/// A member may be null instead of absent.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let there = members.into_iter().filter(|(_, value)| !value.is_null());
            there.map(|(name, value)| (name, without_nulls(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}

/// Every page of an answer: `ask` gets the token of the page before, and returns a part and the token of the
/// next.
pub(super) async fn pages<T, E, F: Future<Output = Result<(Vec<T>, Option<String>), E>>>(
    mut ask: impl FnMut(Option<String>) -> F,
) -> Result<Vec<T>, E> {
    let mut all = Vec::new();
    let mut token = None;
    loop {
        let asked = token.clone();
        let (part, next) = ask(token).await?;
        all.extend(part);
        // The same token again would ask for the same page for ever.
        let next = next.filter(|next| !next.is_empty() && asked.as_ref() != Some(next));
        if next.is_none() {
            return Ok(all);
        }
        token = next;
    }
}

async fn send<T: std::fmt::Debug + Send + Sync + 'static>(
    connection: &Connection,
    service: Service,
    message: Message<T>,
) -> Result<T, Error> {
    let endpoint = endpoint(connection, service).await.map_err(SdkError::construction_failure)?;
    send_to(connection, service, &endpoint, SigV4OperationSigningConfig::default(), message).await
}

async fn send_to<T: std::fmt::Debug + Send + Sync + 'static>(
    connection: &Connection,
    service: Service,
    endpoint: &str,
    signing: SigV4OperationSigningConfig,
    message: Message<T>,
) -> Result<T, Error> {
    let config = &connection.config;
    let Message { operation, method, path, headers, body, read, refusal } = message;
    let mut builder = Operation::builder()
        .service_name(service.id)
        .operation_name(operation)
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(endpoint)
        .retry_classifier(HttpStatusCodeClassifier::default())
        .retry_classifier(TransientErrorClassifier::<ErrorMetadata>::new())
        .retry_classifier(AwsErrorCodeClassifier::<ErrorMetadata>::new())
        .retry_classifier(ServiceClockSkewClassifier::<ErrorMetadata>::new())
        .interceptor(ServiceClockSkewInterceptor::new())
        .interceptor(RequestInfoInterceptor::new())
        .interceptor(UserAgentInterceptor::new())
        .with_connection_poisoning()
        .standard_retry(&config.retry_config().cloned().unwrap_or_else(RetryConfig::standard))
        .runtime_plugin(signed(connection, service, signing));
    if let Some(http) = config.http_client() {
        builder = builder.http_client(http);
    }
    if let Some(timeouts) = config.timeout_config() {
        builder = builder.timeout_config(timeouts.clone());
    }
    if let Some(sleep) = config.sleep_impl() {
        builder = builder.sleep_impl(sleep);
    }
    if let Some(time) = config.time_source() {
        builder = builder.time_source(time);
    }
    let call = builder
        .serializer(move |body: String| {
            let mut request = HttpRequest::new(SdkBody::from(body));
            request.set_method(method)?;
            request.set_uri(path.as_str())?;
            for (name, value) in &headers {
                request.headers_mut().insert(*name, value.clone());
            }
            Ok(request)
        })
        .deserializer(move |response: &HttpResponse| {
            let text = std::str::from_utf8(response.body().bytes().unwrap_or_default());
            let text = text.map_err(|error| OrchestratorError::response(error.into()))?;
            if response.status().is_success() {
                read(text).map_err(OrchestratorError::response)
            } else {
                Err(OrchestratorError::operation(refusal(text)))
            }
        })
        .build();
    call.invoke(body).await
}

/// Whose signature is on the request.
fn signed(
    connection: &Connection,
    service: Service,
    signing: SigV4OperationSigningConfig,
) -> StaticRuntimePlugin {
    let mut layer = Layer::new("signature");
    layer.store_put(AuthSchemeOptionResolverParams::new(()));
    layer.store_put(signing);
    layer.store_put(SigningName::from_static(service.name));
    layer.store_put(ApiMetadata::new(service.name, env!("CARGO_PKG_VERSION")));
    if let Some(region) = connection.config.region() {
        layer.store_put(SigningRegion::from(region.clone()));
    }
    let options = StaticAuthSchemeOptionResolver::new(vec![SCHEME_ID]);
    let mut components = RuntimeComponentsBuilder::new("signature");
    components.set_auth_scheme_option_resolver(Some(SharedAuthSchemeOptionResolver::new(options)));
    components.push_auth_scheme(SharedAuthScheme::new(SigV4AuthScheme::new()));
    if let Some(credentials) = connection.config.credentials_provider() {
        components.set_identity_resolver(SCHEME_ID, credentials);
    }
    if let Some(cache) = connection.config.identity_cache() {
        components.set_identity_cache(Some(cache));
    }
    StaticRuntimePlugin::new().with_config(layer.freeze()).with_runtime_components(components)
}

/// Where a service is: where the configuration says, or CloudFormation's address with another name. The rules
/// of these services for partitions, FIPS and dual stack are CloudFormation's, word for word.
async fn endpoint(connection: &Connection, service: Service) -> Result<String, BoxError> {
    if let Some(url) = configured_endpoint(connection, service)? {
        return Ok(url);
    }
    let config = &connection.config;
    let parameters = Params::builder()
        .region(connection.region())
        .use_fips(config.use_fips().unwrap_or_default())
        .use_dual_stack(config.use_dual_stack().unwrap_or_default())
        .build()?;
    let found = DefaultResolver::new().resolve_endpoint(&parameters).await?;
    let mut name = service.name.to_owned();
    if service.is_fips_in_gov && config.use_fips() == Some(true) && !found.url().contains("-fips.") {
        name.push_str("-fips");
    }
    Ok(found.url().replacen("://cloudformation", &format!("://{name}"), 1))
}

/// Where the environment or the profile says that a service is.
fn configured_endpoint(connection: &Connection, service: Service) -> Result<Option<String>, BoxError> {
    let config = &connection.config;
    let key = ServiceConfigKey::builder()
        .service_id(service.id)
        .env("AWS_ENDPOINT_URL")
        .profile("endpoint_url")
        .build()?;
    let own = config.service_config().and_then(|all| all.load_config(key));
    Ok(own.or_else(|| config.endpoint_url().map(str::to_owned)))
}

/// Code and text of a refusal in JSON; the code may have a namespace before and a link behind it.
fn refusal_in_json(text: &str) -> ErrorMetadata {
    let answer: Value = serde_json::from_str(text).unwrap_or_default();
    let word = |name: &str| answer.get(name).and_then(Value::as_str);
    let mut refusal = ErrorMetadata::builder();
    if let Some(code) = word("__type").or_else(|| word("code")) {
        let code = code.rsplit('#').next().unwrap_or_default();
        refusal = refusal.code(code.split(':').next().unwrap_or_default());
    }
    if let Some(message) = word("message").or_else(|| word("Message")) {
        refusal = refusal.message(message);
    }
    refusal.build()
}

/// An answer in XML, for tests.
#[cfg(test)]
pub(super) fn answer(text: &str) -> Element {
    query::read(text).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::client::wait;

    fn address(region: &'static str, fips: bool, dual_stack: bool, service: Service) -> String {
        let config = aws_config::SdkConfig::builder()
            .region(aws_config::Region::new(region))
            .use_fips(fips)
            .use_dual_stack(dual_stack)
            .build();
        let connection = Connection::new(config);
        wait(endpoint(&connection, service)).unwrap().unwrap()
    }

    /// <https://docs.aws.amazon.com/general/latest/gr/ec2-service.html>
    #[test]
    fn every_partition_has_its_address() {
        let table = [
            ("eu-central-1", false, false, EC2, "https://ec2.eu-central-1.amazonaws.com"),
            ("us-east-1", true, false, EC2, "https://ec2-fips.us-east-1.amazonaws.com"),
            ("us-east-1", false, true, EC2, "https://ec2.us-east-1.api.aws"),
            ("cn-north-1", false, false, EC2, "https://ec2.cn-north-1.amazonaws.com.cn"),
            ("us-gov-west-1", true, false, EC2, "https://ec2.us-gov-west-1.amazonaws.com"),
            (
                "eu-west-1",
                false,
                false,
                ELASTIC_LOAD_BALANCING,
                "https://elasticloadbalancing.eu-west-1.amazonaws.com",
            ),
            ("us-west-2", true, false, ACM, "https://acm-fips.us-west-2.amazonaws.com"),
            ("us-gov-west-1", true, false, ECS, "https://ecs-fips.us-gov-west-1.amazonaws.com"),
            ("eu-west-1", false, false, ECS, "https://ecs.eu-west-1.amazonaws.com"),
            ("us-gov-west-1", true, false, LOGS, "https://logs.us-gov-west-1.amazonaws.com"),
            ("eu-west-1", false, true, LOGS, "https://logs.eu-west-1.api.aws"),
            (
                "us-gov-west-1",
                true,
                false,
                SECRETS_MANAGER,
                "https://secretsmanager-fips.us-gov-west-1.amazonaws.com",
            ),
            (
                "us-gov-west-1",
                false,
                false,
                SECRETS_MANAGER,
                "https://secretsmanager.us-gov-west-1.amazonaws.com",
            ),
            (
                "us-east-1",
                true,
                false,
                SECRETS_MANAGER,
                "https://secretsmanager-fips.us-east-1.amazonaws.com",
            ),
        ];
        for (region, fips, dual_stack, service, wanted) in table {
            assert_eq!(address(region, fips, dual_stack, service), wanted);
        }
    }

    #[test]
    fn members_that_are_null_are_absent() {
        assert_eq!(
            without_nulls(serde_json::json!({"a": null, "b": [{"c": null, "d": 1}]})),
            serde_json::json!({"b": [{"d": 1}]})
        );
    }

    #[test]
    fn a_refusal_in_json_has_a_code() {
        let refusal = refusal_in_json(r#"{"__type":"com.amazon.x#AccessDenied:http://a","Message":"no"}"#);
        assert_eq!((refusal.code(), refusal.message()), (Some("AccessDenied"), Some("no")));
        assert_eq!(refusal_in_json("<html>").code(), None);
    }
}
