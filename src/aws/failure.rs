//! Errors of AWS → one sentence, and help.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html>

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// AWS's names for what credentials may not do.
const DENIALS: [&str; 4] =
    ["AccessDenied", "AccessDeniedException", "NotAuthorized", "UnauthorizedOperation"];

/// Why something could not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// The fault, as a sentence without a full stop.
    pub message: String,
    /// The help.
    pub help: Option<String>,
    /// AWS's own name of the error, where it has one.
    pub code: Option<String>,
    /// True when the same call may succeed a little later.
    pub passing: bool,
}

impl Failure {
    /// A failure that needs no help.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, code: None, passing: false }
    }

    /// The same with help.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The same with help, where it has none.
    pub(super) fn help_unless_any(self, help: &str) -> Self {
        if self.help.is_some() { self } else { self.help(help) }
    }

    /// True when the credentials are good and may not do it.
    pub(super) fn is_denial(&self) -> bool {
        self.code.as_deref().is_some_and(|code| DENIALS.contains(&code))
    }

    fn passing(self) -> Self {
        Self { passing: true, ..self }
    }
}

pub(super) fn no_region() -> Failure {
    Failure::new("no AWS region is set").help("give `--region`, or set `AWS_REGION`, or run `aws configure`")
}

pub(super) fn no_credentials() -> Failure {
    Failure::new("there are no AWS credentials").help(
        "set `AWS_PROFILE` or give `--aws-profile`; `aws configure` or `aws sso login` makes credentials",
    )
}

/// Why there are no credentials.
pub(super) fn of_credentials(error: &CredentialsError) -> Failure {
    if matches!(error, CredentialsError::CredentialsNotLoaded(_)) {
        return no_credentials();
    }
    let said = DisplayErrorContext(error).to_string();
    if ["expired", "Expired", "refresh"].iter().any(|word| said.contains(word)) {
        return expired(&innermost(error));
    }
    Failure::new(format!("the AWS credentials cannot be had: {}", innermost(error)))
        .help("look at the profile in `~/.aws/config`; `aws sts get-caller-identity` should work first")
}

/// The failure of a call: `doing` ends the sentence "AWS cannot …".
pub(super) fn from_sdk<E, R>(doing: &str, error: &SdkError<E, R>) -> Failure
where
    E: Error + ProvideErrorMetadata + 'static,
    R: std::fmt::Debug,
{
    if let SdkError::ServiceError(answer) = error {
        let answer = answer.err();
        return of_code(doing, answer.code(), answer.message());
    }
    let said = DisplayErrorContext(error).to_string();
    if said.contains("CredentialsNotLoaded") || said.contains("the credential provider was not enabled") {
        return no_credentials();
    }
    let why = innermost(error);
    #[expect(clippy::wildcard_enum_match_arm, reason = "the SDK may add kinds")]
    match error {
        SdkError::TimeoutError(_) => {
            Failure::new(format!("no answer from AWS in time, to {doing}")).help(REACH).passing()
        }
        SdkError::DispatchFailure(lost) if lost.is_timeout() => {
            Failure::new(format!("no connection to AWS in time, to {doing}")).help(REACH).passing()
        }
        SdkError::DispatchFailure(_) => {
            Failure::new(format!("AWS cannot be reached, to {doing}: {why}")).help(REACH).passing()
        }
        SdkError::ResponseError(_) => {
            Failure::new(format!("what answers is not AWS, or it broke off, when asked to {doing}: {why}"))
                .help(REACH)
                .passing()
        }
        _ => Failure::new(format!("the request to {doing} cannot be made: {why}")),
    }
}

const REACH: &str =
    "is the network up, the region right, and `AWS_ENDPOINT_URL` (or a proxy) what it should be?";

/// The error of a service, by AWS's name of it.
fn of_code(doing: &str, code: Option<&str>, message: Option<&str>) -> Failure {
    let (known, text) = (code.unwrap_or_default(), message.unwrap_or("it does not say why"));
    let text = text.trim_end_matches('.');
    let failure = match known {
        "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" | "TokenRefreshRequired" => expired(text),
        "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "InvalidAccessKeyId"
        | "AuthFailure"
        | "SignatureDoesNotMatch"
        | "InvalidSignatureException"
        | "IncompleteSignature"
        | "MissingAuthenticationToken" => {
            Failure::new(format!("AWS does not know these credentials: {text}")).help(
                "are they of the right account and partition? `aws sts get-caller-identity` should work \
                   first",
            )
        }
        _ if DENIALS.contains(&known) => Failure::new(format!("these credentials may not {doing}: {text}"))
            .help(
                "what AWS says names what is not allowed; `stackpose deploy --print-policy` prints all that \
                 a deployment \
                 needs, and `--role-arn` hands it to a role",
            ),
        "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "RequestLimitExceeded"
        | "TooManyRequestsException"
        | "RequestThrottled"
        | "SlowDown" => Failure::new(format!("AWS takes no more requests just now, to {doing}: {text}"))
            .help("try again in a minute; `AWS_MAX_ATTEMPTS=10 AWS_RETRY_MODE=adaptive` waits longer")
            .passing(),
        "PermanentRedirect" | "AuthorizationHeaderMalformed" => {
            Failure::new(format!("the bucket is in another region, so AWS cannot {doing}: {text}"))
                .help("CloudFormation takes templates from buckets of its own region only; name one there")
        }
        "OptInRequired" => Failure::new(format!("the account has not opted in to the region: {text}")),
        "InternalFailure"
        | "InternalError"
        | "ServiceUnavailable"
        | "ServiceUnavailableException"
        | "503"
        | "500" => Failure::new(format!("AWS has a fault of its own, to {doing}: {text}"))
            .help("https://health.aws.amazon.com says more")
            .passing(),
        "" => Failure::new(format!("AWS cannot {doing}, and gives no reason that can be read")).help(REACH),
        other => Failure::new(format!("AWS cannot {doing}: {text} ({other})")),
    };
    Failure { code: code.map(str::to_owned), ..failure }
}

fn expired(text: &str) -> Failure {
    Failure::new(format!("the AWS credentials have expired: {text}"))
        .help("`aws sso login`, or get new ones as before; what was started on AWS goes on")
}

/// The last cause, which says most.
fn innermost(error: &dyn Error) -> String {
    let mut last = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    last.to_string().trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_a_sentence_of_its_own() {
        let table = [
            ("ExpiredToken", "expired", false),
            ("UnrecognizedClientException", "does not know these credentials", false),
            ("AccessDenied", "may not describe the stack", false),
            ("ThrottlingException", "no more requests", true),
            ("InternalFailure", "fault of its own", true),
            ("ValidationError", "cannot describe the stack: said (ValidationError)", false),
        ];
        for (code, part, passing) in table {
            let failure = of_code("describe the stack", Some(code), Some("said."));
            assert!(failure.message.contains(part), "{code}: {failure}");
            assert_eq!((failure.passing, failure.code.as_deref()), (passing, Some(code)));
        }
        assert!(of_code("describe", None, None).message.contains("no reason"));
    }
}
