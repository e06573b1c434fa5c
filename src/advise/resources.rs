//! Sizes: services that do not say how much memory they need.

use crate::compose;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// So many services are named besides the first; the others are counted.
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
    if let Some((first, others)) = unlimited.split_first() {
        diagnostics.push(no_limit(first, others));
    }
}

fn no_limit(first: &compose::Service, others: &[&compose::Service]) -> Diagnostic {
    let has = if others.is_empty() { "has" } else { "have" };
    let names: Vec<String> = std::iter::once(&first)
        .chain(others.iter().take(SHOWN))
        .map(|service| format!("`{}`", service.name.value))
        .collect();
    let rest = match others.len().saturating_sub(SHOWN) {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let message = format!("{}{rest} {has} no memory limit", names.join(", "));
    let has_cpus = first.cpus.is_some() || first.deploy.limits.cpus.is_some();
    let label = if has_cpus { "gets the least that goes with its CPUs" } else { "gets 512 MiB" };
    Diagnostic::new(Code::NoMemoryLimit, message)
        .label(first.name.loc, label)
        .help("say what each needs with `deploy: {resources: {limits: {memory: 1g}}}`, or `mem_limit`")
}
