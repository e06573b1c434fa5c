//! Prepare: a first container that makes a task ready.
//! Compose: service names in URLs, `extra_hosts`, secrets, configs, copied folders. CloudFormation: a
//! container that ends before the others start.
//!
//! Decisions
//! - In Compose `db` is a name; in a VPC it is `db.` and the namespace. Fargate takes no search domains
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html>), but the
//!   containers of a task share one `resolv.conf`, and a first container writes the domains there.
//! - Names with an address of their own come into `/etc/hosts` the same way (`hosts`).
//! - What ECS cannot mount, it writes into volumes that the other containers mount.
//! - It is there only where another service can be looked up, or files are to be written.
//! - One script does it all, and it stands in the template for everybody to read.
//!
//! Not here: the names themselves (`discovery`), the commands that write files (`files`).

use crate::cfn::{Handle, List, Text, ecs, iam};

use super::super::files::Files;
use super::super::logs;
use super::super::parameters::Parameters;
use crate::lower::literals::to_text;
use crate::plan::ServicePlan;
use crate::plan::facts::container_name;

/// The variable with the domains in which short names are looked up.
const DOMAIN: &str = "SEARCH_DOMAIN";

/// The command that makes short names work, behind what is there already. The file need not end in a line
/// end, while its last line must stay whole.
const SEARCH: &str = r#"printf '\nsearch %s\n' "$SEARCH_DOMAIN" >> /etc/resolv.conf"#;

/// The first container and the rights it needs, where there is something to do.
pub(super) fn lower(
    plan: &ServicePlan<'_>,
    search: Option<Text>,
    files: Files,
    log_group: &Handle,
    parameters: &Parameters,
) -> Option<(ecs::ContainerDefinition, Vec<iam::Statement>)> {
    let Files { script, secrets, mount_points } = files;
    let search = search.filter(|_| plan.looks_up);
    if search.is_none() && script.is_empty() {
        return None;
    }
    let image = parameters.sidecar_image.as_ref()?;
    let script = match search {
        Some(_) if script.is_empty() => SEARCH.to_owned(),
        Some(_) => format!("set -eu\n{SEARCH}\n{script}"),
        None => format!("set -eu\n{script}"),
    };
    let command: List = [Text::from("sh"), Text::from("-c"), to_text(&script)].into_iter().collect();
    // No two containers of a task may share a name, and a service may have this one.
    let taken = plan.containers().any(|service| container_name(service) == "prepare");
    let name = if taken { "prepare-task" } else { "prepare" };
    let logging = logs::of_ours(log_group, plan.service);
    let container = ecs::ContainerDefinition {
        essential: Some(false),
        command: Some(command),
        environment: search
            .map(|value| ecs::KeyValuePair { name: DOMAIN.to_owned(), value }.into())
            .into_iter()
            .collect(),
        secrets: secrets.into_iter().map(ecs::Entry::from).collect(),
        mount_points,
        log_configuration: logging.configuration,
        ..ecs::ContainerDefinition::new(name, image.handle.reference::<String>())
    };
    Some((container, logging.grants))
}
