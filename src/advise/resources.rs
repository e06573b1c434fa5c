//! Sizes: services that do not say how much memory they need.

use crate::compose;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// So many services get a label; the message counts all.
const SHOWN: usize = 5;

/// Says, once for the project, which services have no memory limit.
pub(super) fn memory_limit(services: &[compose::Service], diagnostics: &mut Diagnostics) {
    let unlimited: Vec<&compose::Service> = services
        .iter()
        .filter(|service| {
            let deploy = &service.deploy;
            let sizes = [
                &service.mem_limit,
                &service.mem_reservation,
                &deploy.limits.memory,
                &deploy.reservations.memory,
            ];
            sizes.iter().all(|size| size.is_none())
        })
        .collect();
    if !unlimited.is_empty() {
        diagnostics.push(no_limit(&unlimited));
    }
}

fn no_limit(services: &[&compose::Service]) -> Diagnostic {
    let message = match services {
        [one] => format!("`{}` has no memory limit: its task gets the least there is", one.name.value),
        several => {
            format!("{} services have no memory limit: their tasks get the least there is", several.len())
        }
    };
    let mut diagnostic = Diagnostic::new(Code::NoMemoryLimit, message);
    for service in services.iter().take(SHOWN) {
        let has_cpus = service.cpus.is_some() || service.deploy.limits.cpus.is_some();
        let text = if has_cpus { "the least for its CPUs" } else { "512 MiB" };
        diagnostic = diagnostic.label(service.name.loc, text);
    }
    diagnostic.help("say what it needs with `deploy: {resources: {limits: {memory: 1g}}}`, or `mem_limit`")
}
