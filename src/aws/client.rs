//! An AWS account: region, credentials, and how calls are made.
//! <https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html>
//!
//! Everything that the AWS CLI reads is read here as well: `AWS_PROFILE`, `AWS_REGION`, `AWS_ENDPOINT_URL`,
//! the files below `~/.aws`, how often a call is tried again (`AWS_MAX_ATTEMPTS`, `retry_mode`), a proxy
//! (`HTTPS_PROXY`, `NO_PROXY`) and the certificates of a company (`AWS_CA_BUNDLE`).

use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::ProvideCredentials as _;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::timeout::TimeoutConfig;

use super::failure::{self, Failure};

/// How long the connection to an endpoint may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long one try of a call may take.
const ATTEMPT: Duration = Duration::from_secs(30);
/// How long a call may take with all its tries.
const CALL: Duration = Duration::from_mins(2);

/// The settings that were typed.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The region, where not the environment's.
    pub region: Option<String>,
    /// The profile of the AWS configuration, where not the environment's.
    pub profile: Option<String>,
}

/// An account and a region.
#[derive(Debug, Clone)]
pub struct Connection {
    pub(super) config: SdkConfig,
    pub(super) pace: Pace,
}

/// How long to wait between two looks at something that goes on; the waits grow.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    next: Duration,
}

impl Pace {
    const FIRST: Duration = Duration::from_millis(250);
    const LONGEST: Duration = Duration::from_secs(4);

    /// Waits, longer each time.
    pub(super) async fn wait(&mut self) {
        tokio::time::sleep(self.next).await;
        self.next = (self.next * 3 / 2).min(Self::LONGEST);
    }

    /// Something happened: look again soon.
    pub(super) fn hurry(&mut self) {
        self.next = Self::FIRST;
    }
}

/// Connects: there must be a region and credentials.
pub async fn open(settings: Settings) -> Result<Connection, Failure> {
    let http = http(trusted()?);
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(CALL)
        .build();
    let mut loader =
        aws_config::defaults(BehaviorVersion::latest()).http_client(http).timeout_config(timeouts);
    if let Some(profile) = &settings.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(region) = settings.region {
        loader = loader.region(Region::new(region));
    }
    let config = loader.load().await;
    if config.region().is_none_or(|region| region.as_ref().is_empty()) {
        return Err(failure::no_region());
    }
    let provider = config.credentials_provider().ok_or_else(failure::no_credentials)?;
    provider.provide_credentials().await.map_err(|error| failure::of_credentials(&error))?;
    Ok(Connection::new(config))
}

/// How requests go out: through the proxy of `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, where there is one.
fn http(trusted: TlsContext) -> SharedHttpClient {
    Builder::new().build_with_connector_fn(move |settings, components| {
        let mut connector = Connector::builder().proxy_config(ProxyConfig::from_env());
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
        connector.tls_provider(Provider::Rustls(CryptoMode::Ring)).tls_context(trusted.clone()).build()
    })
}

/// Whose certificates are believed: those the machine believes, or those of the file in `AWS_CA_BUNDLE`, as
/// for the AWS CLI.
#[expect(
    clippy::disallowed_methods,
    reason = "what the AWS CLI takes from the environment is taken from there as well"
)]
fn trusted() -> Result<TlsContext, Failure> {
    let store = match std::env::var("AWS_CA_BUNDLE") {
        Ok(file) if !file.is_empty() => {
            let text = std::fs::read(&file).map_err(|error| {
                Failure::new(format!("the certificates of AWS_CA_BUNDLE, `{file}`, cannot be read: {error}"))
            })?;
            TrustStore::empty().with_pem_certificate(text)
        }
        _ => TrustStore::default(),
    };
    let context = TlsContext::builder().with_trust_store(store).build();
    context.map_err(|error| Failure::new(format!("the trusted certificates cannot be used: {error}")))
}

impl Connection {
    pub(super) fn new(config: SdkConfig) -> Self {
        Self { config, pace: Pace { next: Pace::FIRST } }
    }

    /// The region.
    pub fn region(&self) -> &str {
        self.config.region().map(Region::as_ref).unwrap_or_default()
    }

    /// The endpoint that stands for all of AWS, where one is set.
    pub(super) fn endpoint(&self) -> Option<&str> {
        self.config.endpoint_url()
    }

    pub(super) fn cloudformation(&self) -> aws_sdk_cloudformation::Client {
        aws_sdk_cloudformation::Client::new(&self.config)
    }

    /// The same in another region.
    pub(super) fn in_region(&self, region: &str) -> Self {
        let config = self.config.to_builder().region(Region::new(region.to_owned())).build();
        Self { config, ..self.clone() }
    }

    /// The number of the account whose credentials these are.
    pub(super) async fn account(&self) -> Result<String, Failure> {
        let asked = aws_sdk_sts::Client::new(&self.config).get_caller_identity().send().await;
        let found = asked.map_err(|error| failure::from_sdk("say which account this is", &error))?;
        found
            .account()
            .map(str::to_owned)
            .ok_or_else(|| Failure::new("AWS does not say which account this is"))
    }
}

/// Runs what waits for the network, to its end.
pub fn wait<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("this machine gives no event loop: {error}")))?;
    let done = runtime.block_on(work);
    // A question that Ctrl-C answered still waits for its line; the program does not.
    runtime.shutdown_background();
    Ok(done)
}

/// Does what waits for a person, while the rest goes on.
pub async fn spawn_blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}

/// A name for what is begun now; no other one is like it.
#[expect(
    clippy::disallowed_methods,
    reason = "what happens in an account has a time and a process, a template has none"
)]
pub fn token() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    format!("stackpose-{}-{}", now.as_millis(), std::process::id())
}
