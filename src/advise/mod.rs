//! Attributes that are legal and unwise: findings from experience with such services.
//!
//! Each is a warning or a note with its reason, and each can be switched off (`levels`). They speak of the
//! model, so they are said also where something else stops the run. A credential in the template is the
//! concern of `lower::credentials`.
//! <https://docs.aws.amazon.com/AmazonECS/latest/bestpracticesguide/>

mod copy_up;
mod docker_names;
mod image_needs;
mod images;
mod memory;
mod networks;
mod proxy_routes;
mod resources;
mod rollout;
mod sign_in;
mod stores;

use crate::compose::{self, Peer};
use crate::diagnostic::Diagnostics;
use crate::source::Spanned;

/// Whether everybody on the Internet reaches a port.
fn is_open(port: &compose::Port) -> bool {
    let is_stranger =
        |peer: &Spanned<Peer>| matches!(&peer.value, Peer::Network(cidr) if cidr.is_of_strangers());
    let let_in = &port.balancing.ingress;
    let everywhere = |address: &Spanned<String>| matches!(address.value.as_str(), "" | "0.0.0.0" | "::");
    !port.is_bare()
        && (let_in.is_empty() || let_in.iter().any(is_stranger))
        && port.host_ip.as_ref().is_none_or(everywhere)
}

/// Looks at every service.
pub fn advise(project: &compose::Project, diagnostics: &mut Diagnostics) {
    for service in &project.services {
        images::moving_tag(service, diagnostics);
        sign_in::passed_by(service, diagnostics);
        stores::published(service, diagnostics);
        stores::volume(service, &project.volumes, diagnostics);
        rollout::health_check(service, diagnostics);
        rollout::spot_grace(project, service, diagnostics);
        memory::named_by_host(service, diagnostics);
    }
    rollout::side_by_side(project, diagnostics);
    copy_up::filled_by_image(project, diagnostics);
    networks::made_instead(project, diagnostics);
    networks::volumes_made_instead(project, diagnostics);
    proxy_routes::unread(project, diagnostics);
    docker_names::only_in_docker(project, diagnostics);
    docker_names::published_on_localhost(project, diagnostics);
    memory::too_little(project, diagnostics);
    memory::maps(project, diagnostics);
    resources::memory_limit(&project.services, diagnostics);
}
