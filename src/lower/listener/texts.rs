//! The texts of a sign-in, by which two of them are compared.

use crate::compose::{Auth, AuthMethod, Claim, Cognito, Jwt, Oidc, Session};
use crate::source::Spanned;

/// The texts of what clients must show.
pub(super) fn of_auth(auth: &Auth) -> Vec<&Spanned<String>> {
    match &auth.by {
        AuthMethod::Oidc(oidc) => {
            let Oidc {
                issuer,
                authorization_endpoint,
                token_endpoint,
                user_info_endpoint,
                client_id,
                client_secret,
                session,
            } = oidc;
            let own = [
                issuer,
                authorization_endpoint,
                token_endpoint,
                user_info_endpoint,
                client_id,
                client_secret,
            ];
            own.into_iter().chain(of_session(session)).collect()
        }
        AuthMethod::Cognito(Cognito { user_pool_arn, client_id, domain, session }) => {
            [user_pool_arn, client_id, domain].into_iter().chain(of_session(session)).collect()
        }
        AuthMethod::Jwt(Jwt { issuer, jwks_endpoint, claims }) => {
            [issuer, jwks_endpoint].into_iter().chain(claims.iter().flat_map(of_claim)).collect()
        }
    }
}

fn of_session(session: &Session) -> impl Iterator<Item = &Spanned<String>> {
    let Session { scope, cookie, timeout: _, on_unauthenticated } = session;
    [scope, cookie, on_unauthenticated].into_iter().flatten()
}

fn of_claim(claim: &Claim) -> impl Iterator<Item = &Spanned<String>> {
    let Claim { name, format: _, values } = claim;
    std::iter::once(name).chain(values)
}
