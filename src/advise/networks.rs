//! Networks and volumes: those that are called external and are made.

use crate::compose;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Says, once for the project, which external networks the stack makes, as they are no security groups.
pub(super) fn made_instead(project: &compose::Project, diagnostics: &mut Diagnostics) {
    let used = |network: &&compose::Network| {
        let mut attachments = project.services.iter().flat_map(|service| &service.networks);
        attachments.any(|attachment| attachment.network.value == network.key.value)
    };
    let made: Vec<_> = project
        .networks
        .iter()
        .filter(used)
        .filter_map(|network| Some((&network.key.value, network.made_instead?)))
        .collect();
    if made.is_empty() {
        return;
    }
    let names: Vec<String> = made.iter().map(|(key, _)| format!("`{key}`")).collect();
    let (are, they) = if made.len() == 1 { ("is", "it") } else { ("are", "them") };
    let message =
        format!("{} {are} external and no security group, so the stack makes {they}", names.join(", "));
    let mut diagnostic = Diagnostic::new(Code::NetworkMade, message);
    for (_, loc) in made {
        diagnostic = diagnostic.label(loc, "services of other stacks are not in it");
    }
    diagnostics.push(diagnostic.help(
        "to share a network with another stack, name its security group here, as in `name: \
         sg-0123456789abcdef0`",
    ));
}

/// Says the same of external volumes, as they are no file systems.
pub(super) fn volumes_made_instead(project: &compose::Project, diagnostics: &mut Diagnostics) {
    let used = |volume: &&compose::Volume| {
        let mut mounts = project.services.iter().flat_map(|service| &service.volumes);
        mounts.any(|mount| {
            mount.source.as_ref().is_some_and(|source| source.value == volume.key.value)
                && mount.kind.value == compose::MountKind::Volume
        })
    };
    let made: Vec<_> = project
        .volumes
        .iter()
        .filter(used)
        .filter_map(|volume| Some((&volume.key.value, volume.made_instead?)))
        .collect();
    if made.is_empty() {
        return;
    }
    let names: Vec<String> = made.iter().map(|(key, _)| format!("`{key}`")).collect();
    let (are, they) = if made.len() == 1 { ("is", "it") } else { ("are", "them") };
    let message =
        format!("{} {are} external and no file system, so the stack makes {they}", names.join(", "));
    let mut diagnostic = Diagnostic::new(Code::VolumeMade, message);
    for (_, loc) in made {
        diagnostic = diagnostic.label(loc, "empty at first; kept when the stack is deleted");
    }
    diagnostics.push(diagnostic.help(
        "to use a file system that exists, give its id here, as in `name: fs-0123456789abcdef0`, perhaps \
         with an access point: `name: fs-…/fsap-…`",
    ));
}
