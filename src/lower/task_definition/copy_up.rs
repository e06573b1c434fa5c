//! Copy-up: a container that fills volumes from the image of a service before that starts.
//! Compose: named and anonymous volumes, `x-aws-copy_up`. CloudFormation: a container that ends before others
//! start.
//!
//! Decisions
//! - Docker copies what an image has at the target of a new volume into the volume
//!   (<https://docs.docker.com/engine/storage/volumes/#populate-a-volume-using-a-container>). A task mounts
//!   file systems as they are, so a container of the same image does it, which sees the volume elsewhere.
//! - It copies only into a volume with nothing in it, and what is not in the image is nothing to copy.
//! - It needs `sh` and `cp` in the image. Without a word it is there only for images that are known to have
//!   both, and to have something at the target (`compose::has_content`).
//! - It runs as root, so that files keep their owners.

use crate::cfn::{Handle, List, Text, ecs, iam};
use crate::compose;

use super::super::additions::CopyUp;
use super::super::files::quoted;
use super::super::logs;
use crate::lower::literals::to_text;
use crate::plan::ServicePlan;
use crate::plan::facts::container_name;

/// Where it sees the volumes.
const VOLUMES: &str = "/copy-up";

/// The start of the script. It asks the shell alone whether a folder is empty, for an image may have no `ls`.
const FILL: &str = r#"set -eu
fill() {
  for entry in "$2"/* "$2"/.[!.]* "$2"/..?*; do
    if [ -e "$entry" ] || [ -L "$entry" ]; then return 0; fi
  done
  if [ -d "$1" ]; then cp "$3" "$1/." "$2/"; fi
}
"#;

/// The container, and the rights it needs; `main` is that of the service.
pub(super) fn lower(
    plan: &ServicePlan<'_>,
    service: &compose::Service,
    copies: &[CopyUp],
    main: &ecs::ContainerDefinition,
    log_group: &Handle,
) -> (ecs::ContainerDefinition, Vec<iam::Statement>) {
    let mut script = FILL.to_owned();
    let mut mount_points = Vec::new();
    for (number, copy) in copies.iter().enumerate() {
        let (seen, option) = (format!("{VOLUMES}/{number}"), if copy.keeps_owners { "-a" } else { "-R" });
        script.push_str(&["fill", &quoted(&copy.folder), &seen, option].join(" "));
        script.push('\n');
        mount_points.push(ecs::MountPoint::new(&copy.volume, &seen));
    }
    let words = |words: &[Text]| -> List { words.iter().cloned().collect() };
    let name = format!("{}-copy-up", container_name(service));
    let taken = plan.containers().any(|other| container_name(other) == name);
    let name = if taken { format!("{name}-files") } else { name };
    let logging = logs::of_ours(log_group, service);
    let container = ecs::ContainerDefinition {
        essential: Some(false),
        entry_point: Some(words(&[Text::from("sh"), Text::from("-c")])),
        command: Some(words(&[to_text(&script)])),
        user: Some(Text::from("0")),
        mount_points,
        repository_credentials: main.repository_credentials.clone(),
        log_configuration: logging.configuration,
        ..ecs::ContainerDefinition::new(name.as_str(), main.image.clone())
    };
    (container, logging.grants)
}
