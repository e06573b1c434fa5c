//! Conflicts between the keys of a port about listeners.

use crate::compose::{ListenerOptions, Redirect, Route};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};
use crate::validate::read::shape::matches;

/// The values a rule compares requests with, and the wildcards in them.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html>
const MOST_VALUES: usize = 5;

/// The characters of a header's name.
const HEADER: &str = r"^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,40}$";

/// Reports what does not.
pub(in crate::validate::read) fn check(reach: &ListenerOptions, diagnostics: &mut Diagnostics) {
    for route in &reach.routes.all {
        check_route(route, diagnostics);
    }
    let mut defaults = reach.routes.all.iter().filter(|route| route.default);
    if let (Some(first), Some(second)) = (defaults.next(), defaults.next()) {
        diagnostics.push(two_defaults(first, second));
    }
    if let Some(group) = &reach.target_group {
        let others = [
            reach.listener.as_ref().map(|listener| listener.loc),
            reach.routes.all.first().map(|route| route.loc),
            reach.auth.as_ref().map(|auth| auth.loc),
            reach.certificates.first().map(|certificate| certificate.loc),
            reach.mutual_tls.as_ref().map(|tls| tls.loc),
            reach.ssl_policy.as_ref().map(|policy| policy.loc),
            reach.alpn_policy.as_ref().map(|policy| policy.loc),
        ];
        diagnostics.extend(others.into_iter().flatten().next().map(|loc| beside_target_group(group, loc)));
    }
}

fn check_route(route: &Route, diagnostics: &mut Diagnostics) {
    if !route.has_conditions() {
        if !route.default {
            diagnostics.push(no_condition(route));
        } else if let Some(rewrite) = route.rewrite.host.as_ref().or(route.rewrite.path.as_ref()) {
            diagnostics.push(default_with("rewrite", rewrite.regex.loc));
        } else if let Some(priority) = &route.priority {
            diagnostics.push(default_with("priority", priority.loc));
        }
    }
    match (&route.redirect, &route.respond) {
        (Some(redirect), Some(respond)) => {
            diagnostics.push(
                Diagnostic::new(Code::RouteAction, "a route either redirects clients or answers them")
                    .at(redirect.loc)
                    .label(respond.loc, "an answer")
                    .help("remove one of them"),
            );
        }
        (Some(redirect), None) if !changes_something(redirect) => diagnostics.push(goes_in_circles(redirect)),
        _ => {}
    }
    if let Some(respond) = route.respond.as_ref().filter(|respond| respond.status.value / 100 == 3) {
        diagnostics.push(answer_elsewhere(respond.status.loc));
    }
    if !route.forwards() {
        let weight = route.weight.as_ref().map(|weight| weight.loc);
        let rewrite = route.rewrite.host.as_ref().or(route.rewrite.path.as_ref());
        diagnostics.extend(weight.or(rewrite.map(|it| it.regex.loc)).map(not_forwarded));
    }
    for (name, _) in &route.header {
        if !matches(HEADER, &name.value) || name.value.eq_ignore_ascii_case("host") {
            diagnostics.push(bad_header(name));
        }
    }
    check_limits(route, diagnostics);
}

fn check_limits(route: &Route, diagnostics: &mut Diagnostics) {
    if let Some(beyond) = route.values().nth(MOST_VALUES) {
        diagnostics.push(too_many(
            "values",
            beyond.loc,
            "write several routes, each with some of the values",
        ));
    }
    let mut wildcards = 0;
    let beyond = route.values().find(|value| {
        wildcards += value.value.matches(['*', '?']).count();
        wildcards > MOST_VALUES
    });
    if let Some(beyond) = beyond {
        diagnostics.push(too_many("wildcards", beyond.loc, "write fewer `*` and `?`, or several routes"));
    }
}

fn changes_something(redirect: &Redirect) -> bool {
    let Redirect { loc: _, protocol, host, port, path, query: _, permanent: _ } = redirect;
    protocol.is_some() || host.is_some() || port.is_some() || path.is_some()
}

fn no_condition(route: &Route) -> Diagnostic {
    Diagnostic::new(Code::RouteCondition, "a route says which requests it takes, and this one does not")
        .at(route.loc)
        .help(
            "add `host: shop.example.com` or `path: /api/*`, or `default: true` for all that no other \
             route takes",
        )
}

fn default_with(what: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(
        Code::RouteCondition,
        format!("a route that is the default and nothing else has no `{what}`"),
    )
    .at(loc)
    .help("add a condition, such as `path: /*`, to have a rule beside the default")
}

fn two_defaults(first: &Route, second: &Route) -> Diagnostic {
    Diagnostic::new(Code::TwoDefaults, "a port has two defaults")
        .label(second.loc, "second here")
        .label(first.loc, "first here")
        .help("remove `default: true` from one of them")
}

fn beside_target_group(group: &Spanned<String>, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::ExistingListener, "a port with `x-aws-target_group` has no listener of its own")
        .label(loc, "would have no effect")
        .label(group.loc, "listeners send requests here already")
        .help("remove one of them")
}

fn goes_in_circles(redirect: &Redirect) -> Diagnostic {
    Diagnostic::new(Code::RedirectCircle, "a redirect that changes nothing goes in circles")
        .at(redirect.loc)
        .help("add one of `protocol`, `host`, `port` and `path`")
}

fn answer_elsewhere(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::AnswerStatus, "an answer that sends clients elsewhere is a redirect")
        .at(loc)
        .help("write `redirect: {path: /new}` instead, or a status of 2XX, 4XX or 5XX")
}

fn not_forwarded(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::RouteAction, "a route that redirects or answers sends no task a request")
        .label(loc, "would have no effect")
        .help("remove this")
}

fn bad_header(name: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` is no header that a route can look at", name.value.escape_debug());
    Diagnostic::new(Code::RouteHeader, message)
        .at(name.loc)
        .help("write the name of a header, such as `X-Version`; the host has `host` of its own")
}

fn too_many(what: &str, loc: Loc, help: &str) -> Diagnostic {
    Diagnostic::new(Code::TooMany, format!("a route has more than {MOST_VALUES} {what}"))
        .label(loc, "beyond what AWS allows a rule")
        .help(help)
}
