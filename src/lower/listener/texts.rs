//! Every text that a user writes about listeners; the guard of literals looks at them.

use crate::compose::{
    self, Auth, AuthMethod, Claim, Cognito, Jwt, MutualTls, Oidc, Redirect, Respond, Route, Session,
};
use crate::source::Spanned;

/// The texts of a port.
pub(in crate::lower) fn of_port(port: &compose::Port) -> Vec<&Spanned<String>> {
    let compose::ListenerOptions {
        alpn_policy: _, // one of a few words
        auth,
        certificates,
        listener,
        mutual_tls,
        routes,
        ssl_policy,
        target_group,
    } = &port.listener;
    let mut texts: Vec<_> = [listener, ssl_policy, target_group].into_iter().flatten().collect();
    texts.extend(certificates);
    texts.extend(auth.iter().flat_map(of_auth));
    if let Some(MutualTls { loc: _, verify: _, trust_store, ignore_expiry: _, advertise: _ }) = mutual_tls {
        texts.extend(trust_store);
    }
    texts.extend(routes.all.iter().flat_map(of_route));
    texts
}

fn of_route(route: &Route) -> Vec<&Spanned<String>> {
    let Route {
        loc: _,
        name,
        host: _,      // with the other values
        path: _,      // with the other values
        method: _,    // with the other values
        source_ip: _, // with the other values
        header,
        query,
        priority: _,
        weight: _,
        default: _,
        rewrite,
        redirect,
        respond,
        auth,
    } = route;
    let mut texts: Vec<_> = name.iter().chain(route.values()).collect();
    texts.extend(header.iter().chain(query).map(|(name, _)| name));
    for replace in [&rewrite.host, &rewrite.path].into_iter().flatten() {
        texts.extend([&replace.regex, &replace.replace]);
    }
    if let Some(Redirect { loc: _, protocol, host, port: _, path, query, permanent: _ }) = redirect {
        texts.extend([protocol, host, path, query].into_iter().flatten());
    }
    if let Some(Respond { loc: _, status: _, content_type, body }) = respond {
        texts.extend(content_type.iter().chain(body));
    }
    texts.extend(auth.iter().flat_map(of_auth));
    texts
}

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
