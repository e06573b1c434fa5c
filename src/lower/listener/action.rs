//! Actions for the requests of a route.

use std::collections::BTreeMap;

use crate::cfn::{Text, elbv2};
use crate::compose::{
    Auth, AuthMethod, Claim, ClaimFormat, Cognito, Jwt, MutualTls, Oidc, Redirect, Respond, Route, Session,
};
use crate::lower::context::Lowering;
use crate::lower::literals::to_text;
use crate::lower::secrets::{self, Secrets};
use crate::plan::PublishedPort;
use crate::source::Spanned;

use super::Attachment;
use crate::plan::listeners::{Key, key};

/// Where an action stands; CloudFormation writes some of them differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ActionHolder {
    /// The default actions of a listener.
    Listener,
    /// The actions of a rule.
    Rule,
}

/// The target groups of ports that share requests, with their weights.
pub(super) fn targets(
    sharers: &[(&PublishedPort<'_>, Option<&Route>)],
    made: &BTreeMap<Key<'_>, Option<Attachment>>,
) -> Vec<elbv2::TargetGroupTuple> {
    let mut targets = Vec::new();
    for (port, route) in sharers {
        let Some(attachment) = made.get(&key(port)).and_then(Option::as_ref) else { continue };
        if let (Some(shifted), [_]) = (&attachment.shifted, sharers) {
            return shifted.groups.targets();
        }
        let weight = route.and_then(|route| route.weight.as_ref()).map(|weight| weight.value);
        let target = elbv2::TargetGroupTuple::new(attachment.target_group.clone());
        targets.push(elbv2::TargetGroupTuple { weight, ..target });
    }
    targets
}

/// All that is done with a request: first it is looked whose it is, then it is answered or goes on.
pub(super) fn steps(
    cx: &mut Lowering<'_>,
    port: &PublishedPort<'_>,
    route: Option<&Route>,
    targets: Vec<elbv2::TargetGroupTuple>,
    secrets: &Secrets,
    place: ActionHolder,
) -> Vec<elbv2::Action> {
    let own = route.and_then(|route| route.auth.as_ref());
    let auth = own.or(port.port.listener.auth.as_ref());
    let auth = auth.and_then(|auth| authenticate(cx, auth, secrets, place));
    let redirect = route.and_then(|route| route.redirect.as_ref()).map(redirect);
    let answer = route.and_then(|route| route.respond.as_ref()).map(respond);
    let last = redirect.or(answer).unwrap_or_else(|| forward(targets));
    let mut steps: Vec<_> = auth.into_iter().chain([last]).collect();
    if steps.len() > 1 {
        for (step, order) in steps.iter_mut().zip(1..) {
            step.order = Some(order);
        }
    }
    steps
}

/// The answer of a listener to requests that no route takes.
pub(super) fn nobody() -> elbv2::Action {
    let answer = elbv2::FixedResponseConfig {
        content_type: Some("text/plain".into()),
        message_body: Some("Not found".into()),
        ..elbv2::FixedResponseConfig::new("404")
    };
    elbv2::Action {
        fixed_response_config: Some(answer),
        ..elbv2::Action::new(elbv2::ActionType::FixedResponse)
    }
}

/// `MutualAuthentication` of a listener.
pub(super) fn mutual_tls(tls: &MutualTls) -> elbv2::MutualAuthentication {
    let MutualTls { loc: _, verify, trust_store, ignore_expiry, advertise } = tls;
    elbv2::MutualAuthentication {
        mode: if *verify {
            elbv2::MutualAuthenticationMode::Verify
        } else {
            elbv2::MutualAuthenticationMode::Passthrough
        },
        trust_store_arn: optional(trust_store.as_ref()),
        ignore_client_certificate_expiry: ignore_expiry.as_ref().map(|flag| flag.value),
        advertise_trust_store_ca_names: advertise.as_ref().map(|flag| {
            if flag.value {
                elbv2::AdvertiseTrustStoreCaNames::On
            } else {
                elbv2::AdvertiseTrustStoreCaNames::Off
            }
        }),
    }
}

fn forward(mut targets: Vec<elbv2::TargetGroupTuple>) -> elbv2::Action {
    let action = elbv2::Action::new(elbv2::ActionType::Forward);
    if targets.len() == 1 {
        let target_group_arn = targets.pop().map(|target| target.target_group_arn);
        return elbv2::Action { target_group_arn, ..action };
    }
    let shared = elbv2::ForwardConfig { target_groups: targets };
    elbv2::Action { forward_config: Some(shared), ..action }
}

fn redirect(redirect: &Redirect) -> elbv2::Action {
    let Redirect { loc: _, protocol, host, port, path, query, permanent } = redirect;
    let status = if *permanent { elbv2::RedirectStatus::Permanent } else { elbv2::RedirectStatus::Temporary };
    let config = elbv2::RedirectConfig {
        protocol: optional(protocol.as_ref()),
        host: optional(host.as_ref()),
        port: port.as_ref().map(|port| port.value.to_string().into()),
        path: optional(path.as_ref()),
        query: optional(query.as_ref()),
        ..elbv2::RedirectConfig::new(status)
    };
    elbv2::Action { redirect_config: Some(config), ..elbv2::Action::new(elbv2::ActionType::Redirect) }
}

fn respond(respond: &Respond) -> elbv2::Action {
    let Respond { loc: _, status, content_type, body } = respond;
    let plain = body.as_ref().map(|_| "text/plain".into());
    let config = elbv2::FixedResponseConfig {
        content_type: optional(content_type.as_ref()).or(plain),
        message_body: optional(body.as_ref()),
        ..elbv2::FixedResponseConfig::new(status.value.to_string())
    };
    elbv2::Action {
        fixed_response_config: Some(config),
        ..elbv2::Action::new(elbv2::ActionType::FixedResponse)
    }
}

fn authenticate(
    cx: &mut Lowering<'_>,
    auth: &Auth,
    secrets: &Secrets,
    place: ActionHolder,
) -> Option<elbv2::Action> {
    let Auth { loc: _, by } = auth;
    Some(match by {
        AuthMethod::Oidc(oidc) => elbv2::Action {
            authenticate_oidc_config: Some(by_oidc(cx, oidc, secrets, place)?),
            ..elbv2::Action::new(elbv2::ActionType::AuthenticateOidc)
        },
        AuthMethod::Cognito(cognito) => elbv2::Action {
            authenticate_cognito_config: Some(by_cognito(cognito, place)),
            ..elbv2::Action::new(elbv2::ActionType::AuthenticateCognito)
        },
        AuthMethod::Jwt(jwt) => elbv2::Action {
            jwt_validation_config: Some(by_token(jwt)),
            ..elbv2::Action::new(elbv2::ActionType::JwtValidation)
        },
    })
}

fn by_oidc(
    cx: &mut Lowering<'_>,
    oidc: &Oidc,
    secrets: &Secrets,
    place: ActionHolder,
) -> Option<elbv2::AuthenticateOidcConfig> {
    let Oidc {
        issuer,
        authorization_endpoint,
        token_endpoint,
        user_info_endpoint,
        client_id,
        client_secret,
        session,
    } = oidc;
    Some(elbv2::AuthenticateOidcConfig {
        issuer: to_text(&issuer.value),
        authorization_endpoint: to_text(&authorization_endpoint.value),
        token_endpoint: to_text(&token_endpoint.value),
        user_info_endpoint: to_text(&user_info_endpoint.value),
        client_id: to_text(&client_id.value),
        client_secret: secrets::looked_up(cx, client_secret, secrets)?,
        session: in_session(session, place),
    })
}

fn by_cognito(cognito: &Cognito, place: ActionHolder) -> elbv2::AuthenticateCognitoConfig {
    let Cognito { user_pool_arn, client_id, domain, session } = cognito;
    elbv2::AuthenticateCognitoConfig {
        user_pool_arn: to_text(&user_pool_arn.value),
        user_pool_client_id: to_text(&client_id.value),
        user_pool_domain: to_text(&domain.value),
        session: in_session(session, place),
    }
}

fn in_session(session: &Session, place: ActionHolder) -> elbv2::AuthenticationSession {
    let Session { scope, cookie, timeout, on_unauthenticated } = session;
    let seconds = |seconds: &Spanned<u32>| match place {
        ActionHolder::Listener => seconds.value.to_string().into(),
        ActionHolder::Rule => seconds.value.into(),
    };
    elbv2::AuthenticationSession {
        scope: optional(scope.as_ref()),
        session_cookie_name: optional(cookie.as_ref()),
        session_timeout: timeout.as_ref().map(seconds),
        on_unauthenticated_request: optional(on_unauthenticated.as_ref()),
    }
}

fn by_token(jwt: &Jwt) -> elbv2::JwtValidationConfig {
    let Jwt { issuer, jwks_endpoint, claims } = jwt;
    let claim = |claim: &Claim| elbv2::JwtValidationActionAdditionalClaim {
        name: to_text(&claim.name.value),
        format: match claim.format {
            ClaimFormat::Single => elbv2::JwtClaimFormat::SingleString,
            ClaimFormat::List => elbv2::JwtClaimFormat::StringArray,
            ClaimFormat::Blanks => elbv2::JwtClaimFormat::SpaceSeparatedValues,
        },
        values: claim.values.iter().map(|value| to_text(&value.value)).collect(),
    };
    elbv2::JwtValidationConfig {
        issuer: to_text(&issuer.value),
        jwks_endpoint: to_text(&jwks_endpoint.value),
        additional_claims: claims.iter().map(claim).collect(),
    }
}

fn optional(text: Option<&Spanned<String>>) -> Option<Text> {
    text.map(|text| to_text(&text.value))
}
