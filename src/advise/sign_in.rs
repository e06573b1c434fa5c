//! Sign-ins that another published port of the same container port goes round.

use crate::compose::{Port, Published, Route, Service};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Says which open ports answer without what `x-aws-auth` of another port asks for.
pub(super) fn passed_by(service: &Service, diagnostics: &mut Diagnostics) {
    for open in &service.ports {
        let mut guarded = service.ports.iter().filter(|port| port.listener.auth.is_some());
        if let Some(guarded) = guarded.find(|guarded| goes_round(open, guarded)) {
            diagnostics.push(no_sign_in(open, guarded));
        }
    }
}

/// Whether a port is open to everybody, leads to the same program, and asks for nothing.
fn goes_round(port: &Port, guarded: &Port) -> bool {
    let routes = &port.listener.routes.all;
    port.target.value == guarded.target.value
        && super::is_open(port)
        && port.listener.auths().next().is_none()
        && port.listener.mutual_tls.is_none()
        && (routes.is_empty() || routes.iter().any(Route::forwards))
}

fn no_sign_in(open: &Port, guarded: &Port) -> Diagnostic {
    let target = guarded.target.value;
    Diagnostic::new(
        Code::UnguardedPort,
        format!("container port {target} is reached without the sign-in that `x-aws-auth` asks for"),
    )
    .label(open.loc, "open to everybody, without a sign-in")
    .label(guarded.loc, "the port with the sign-in")
    .help(if open.published.as_ref().is_some_and(|published| published.value == Published::Number(80)) {
        "remove the port: where 80 is not published, the load balancer sends clients from there on to HTTPS; \
         or name who may come in, as in `x-aws-ingress: [10.0.0.0/8]` at the port"
    } else {
        "remove the port, give it the same `x-aws-auth`, or name who may come in, as in `x-aws-ingress: \
         [10.0.0.0/8]` at the port"
    })
}
