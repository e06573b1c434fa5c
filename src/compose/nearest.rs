//! Keys that stand on a service and at the top level: the nearest decides.

use crate::compose::{Config, Delivery, Firelens, ProjectExtensions, ServiceExtensions, Xray};
use crate::source::Spanned;

/// How a file gets into the tasks of a service.
pub fn delivery(
    config: Option<&Config>,
    service: &ServiceExtensions,
    project: &ProjectExtensions,
) -> Delivery {
    let of_config = config.and_then(|config| config.files.as_ref());
    let nearest = of_config.or(service.files.as_ref()).or(project.files.as_ref());
    nearest.map_or(Delivery::Image, |files| files.value)
}

/// Whether commands may be run in the containers of a service.
pub fn exec<'a>(service: &'a ServiceExtensions, project: &'a ProjectExtensions) -> Option<&'a Spanned<bool>> {
    let nearest = service.exec.as_ref().or(project.exec.as_ref().map(|exec| &exec.enabled));
    nearest.filter(|enabled| enabled.value)
}

/// How the logs of a service's task are routed.
pub fn firelens<'a>(service: &'a ServiceExtensions, project: &'a ProjectExtensions) -> Option<&'a Firelens> {
    service.firelens.as_ref().or(project.firelens.as_ref())
}

/// How a service is traced, if it is.
pub fn xray<'a>(service: &'a ServiceExtensions, project: &'a ProjectExtensions) -> Option<&'a Xray> {
    service.xray.as_ref().or(project.xray.as_ref()).filter(|xray| xray.enabled.value)
}
