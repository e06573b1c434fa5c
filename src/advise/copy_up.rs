//! Volumes that Docker fills from an image that is built, so that another service finds the files.

use crate::compose::{self, MountKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::image::short_name;
use crate::source::Loc;

/// Web servers that serve what another service brings.
const SERVERS: [&str; 4] = ["caddy", "httpd", "nginx", "nginx-unprivileged"];

/// Says which volumes are likely to be filled from an image.
pub(super) fn filled_by_image(project: &compose::Project, diagnostics: &mut Diagnostics) {
    for volume in &project.volumes {
        if volume.copy_up.is_some() || volume.of_host || volume.external || !volume.is_shared() {
            continue;
        }
        let mounts = || {
            project.services.iter().flat_map(|service| {
                let is = |mount: &&compose::Mount| {
                    mount.kind.value == MountKind::Volume
                        && mount.source.as_ref().is_some_and(|key| key.value == volume.key.value)
                };
                service.volumes.iter().filter(is).map(move |mount| (service, mount))
            })
        };
        let serves = |(service, mount): (&compose::Service, &compose::Mount)| {
            let image = service.image.as_ref().filter(|_| service.build.is_none());
            mount.read_only || image.is_some_and(|image| SERVERS.contains(&short_name(&image.value)))
        };
        let built = |(service, mount): &(&compose::Service, &compose::Mount)| {
            service.build.is_some() && !mount.read_only && !mount.no_copy && mount.copy_up.is_none()
        };
        if let (Some((service, mount)), true) = (mounts().find(built), mounts().any(serves)) {
            let loc = mount.source.as_ref().map_or(mount.loc, |source| source.loc);
            diagnostics.push(empty_at_first(volume, service, loc));
        }
    }
}

fn empty_at_first(volume: &compose::Volume, service: &compose::Service, loc: Loc) -> Diagnostic {
    let (key, name) = (&volume.key.value, &service.name.value);
    Diagnostic::new(
        Code::FilledByImage,
        format!(
            "the volume `{key}` is not filled from the image of \
             `{name}`"
        ),
    )
    .label(loc, "Docker fills it with what the image has here")
    .help(
        "if others are to find files of the image there, write `x-aws-copy_up: true` on the volume: a \
         first container copies them while the volume is empty, with the `sh` and `cp` of the image; \
         `false` says that there are none",
    )
}
