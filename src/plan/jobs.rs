//! Which services end by themselves, and what that excludes.

use crate::compose;
use crate::diagnostic::{Code, Diagnostic};

/// Whether a service is a job: it says so, or `restart: "no"` is all it says, and nobody reaches it.
pub(crate) fn is_job(service: &compose::Service, all: &[&compose::Service]) -> bool {
    service.is_called_job() || service.ends().is_some() && !is_reached(service, all)
}

/// Whether somebody talks to a service, which is then meant to be there.
fn is_reached(service: &compose::Service, all: &[&compose::Service]) -> bool {
    let awaited = |other: &&compose::Service| {
        other.depends_on.iter().any(|dependency| dependency.service.value == service.name.value)
    };
    !service.ports.is_empty() || !service.expose.is_empty() || all.iter().any(awaited)
}

/// Says that a service is kept running although its file says that it is not.
pub(crate) fn kept_running(service: &compose::Service) -> Option<Diagnostic> {
    let message = format!(
        "`restart: \"no\"` is not kept: others reach `{}`, so ECS starts it again when it ends",
        service.name.value
    );
    let diagnostic = Diagnostic::new(Code::Approximated, message).at(service.ends()?);
    Some(diagnostic.help("write `restart: unless-stopped`, or, if it shall run to its end, remove its ports"))
}

/// Says that nothing can be published by a job.
pub(crate) fn no_port(service: &compose::Service, port: &compose::Port) -> Diagnostic {
    let message = format!("`{}` is a job, and no load balancer leads to a job", service.name.value);
    Diagnostic::new(Code::PortUnsupported, message)
        .at(port.loc)
        .help("remove the port, or keep the service running with `restart: always`")
}
