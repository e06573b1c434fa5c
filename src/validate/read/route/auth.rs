//! `x-aws-auth` of a port and `auth` of a route.

use crate::compose::{Auth, AuthMethod, Claim, ClaimFormat, Cognito, Jwt, Oidc, Session};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};
use crate::tree::Node;
use crate::validate::read::prevalidated::{entries, member, text, texts, time, word};
use crate::validate::read::scalar::to_text;

/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_JwtValidationActionConfig.html>
const MOST_CLAIMS: usize = 10;

/// Claims that the load balancer verifies anyway, so that they cannot be added.
const OWN_CLAIMS: [&str; 4] = ["exp", "iss", "nbf", "iat"];

const FORMATS: [(&str, ClaimFormat); 3] = [
    ("single-string", ClaimFormat::Single),
    ("string-array", ClaimFormat::List),
    ("space-separated-values", ClaimFormat::Blanks),
];

/// Reads a value that has the shape of one.
pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> Option<Auth> {
    let given = |key: &str| member(node, key);
    let by = match (given("oidc"), given("cognito"), given("jwt")) {
        (Some(oidc), None, None) => AuthMethod::Oidc(read_oidc(oidc)?),
        (None, Some(cognito), None) => AuthMethod::Cognito(read_cognito(cognito)?),
        (None, None, Some(jwt)) => AuthMethod::Jwt(read_jwt(jwt, diagnostics)?),
        (oidc, cognito, jwt) => {
            let is_none = oidc.or(cognito).or(jwt).is_none();
            diagnostics.push(not_one(node.loc, is_none));
            return None;
        }
    };
    Some(Auth { loc: node.loc, by })
}

fn read_oidc(node: &Node) -> Option<Oidc> {
    Some(Oidc {
        issuer: text(node, "issuer")?,
        authorization_endpoint: text(node, "authorization_endpoint")?,
        token_endpoint: text(node, "token_endpoint")?,
        user_info_endpoint: text(node, "user_info_endpoint")?,
        client_id: text(node, "client_id")?,
        client_secret: text(node, "client_secret")?,
        session: read_session(node),
    })
}

fn read_cognito(node: &Node) -> Option<Cognito> {
    Some(Cognito {
        user_pool_arn: text(node, "user_pool_arn")?,
        client_id: text(node, "client_id")?,
        domain: text(node, "domain")?,
        session: read_session(node),
    })
}

fn read_session(node: &Node) -> Session {
    Session {
        scope: text(node, "scope"),
        cookie: text(node, "session_cookie"),
        timeout: time(node, "session_timeout"),
        on_unauthenticated: text(node, "on_unauthenticated"),
    }
}

fn read_jwt(node: &Node, diagnostics: &mut Diagnostics) -> Option<Jwt> {
    let mut claims: Vec<Claim> = entries(node, "claims").map(|(name, node)| read_claim(name, node)).collect();
    claims.sort_unstable_by(|a, b| a.name.value.cmp(&b.name.value));
    for claim in claims.iter().filter(|claim| OWN_CLAIMS.contains(&claim.name.value.as_str())) {
        diagnostics.push(own_claim(&claim.name));
    }
    let beyond = claims.get(MOST_CLAIMS).map(|claim| claim.name.loc);
    let too_many =
        claims.iter().filter_map(|claim| claim.values.get(MOST_CLAIMS)).map(|value| value.loc).next();
    if let Some(loc) = beyond.or(too_many) {
        diagnostics.push(too_many_claims(loc));
    }
    Some(Jwt { issuer: text(node, "issuer")?, jwks_endpoint: text(node, "jwks_endpoint")?, claims })
}

fn read_claim(name: Spanned<String>, node: &Node) -> Claim {
    let (format, values) = if node.as_map().is_some() {
        let format = word(node, "format", &FORMATS).map_or(ClaimFormat::List, |format| format.value);
        (format, texts(node, "values"))
    } else if let Some(list) = node.as_list() {
        (ClaimFormat::List, list.iter().filter_map(to_text).collect())
    } else {
        (ClaimFormat::Single, to_text(node).into_iter().collect())
    };
    Claim { name, format, values }
}

fn not_one(loc: Loc, is_none: bool) -> Diagnostic {
    let help = if is_none {
        "name one, as in `{jwt: {issuer: \"https://login.example.com\", jwks_endpoint: \"https://login.example.com/keys\"}}`"
    } else {
        "keep one of them; routes of one port can each have an `auth` of their own"
    };
    Diagnostic::new(Code::AuthMethod, "who vouches for clients is one of `oidc`, `cognito` and `jwt`")
        .at(loc)
        .help(help)
}

fn own_claim(name: &Spanned<String>) -> Diagnostic {
    let message = format!("the load balancer looks at the claim `{}` anyway", name.value);
    Diagnostic::new(Code::OwnClaim, message).at(name.loc).help("remove it; the issuer is said by `issuer`")
}

fn too_many_claims(loc: Loc) -> Diagnostic {
    let message = format!(
        "a token can be asked for {MOST_CLAIMS} claims with {MOST_CLAIMS} values each, and not for more"
    );
    Diagnostic::new(Code::TooMany, message).label(loc, "beyond that").help("look at the others in the tasks")
}
