//! The redirect from HTTP to HTTPS: port 80 of an application load balancer sends clients on to port 443.
//! Compose: a port published on 443. CloudFormation: `Listener` with a redirect action.
//!
//! Decisions
//! - It is made where port 443 is encrypted and nobody publishes port 80 (`Plan::redirects`).
//! - Port 80 of a load balancer that others use as well is not ours to take.

use crate::cfn::{Resource, elbv2};
use crate::compose::Transport;
use crate::plan::Published;

use super::super::context::Lowering;
use super::super::names::Name;
use super::super::tags;
use super::LoadBalancer;

/// Makes the listener.
pub(super) fn lower(cx: &mut Lowering<'_>, balancer: &LoadBalancer) {
    let redirect = elbv2::RedirectConfig {
        protocol: Some("HTTPS".into()),
        port: Some("443".into()),
        ..elbv2::RedirectConfig::new(elbv2::RedirectStatus::Permanent)
    };
    let action =
        elbv2::Action { redirect_config: Some(redirect), ..elbv2::Action::new(elbv2::ActionType::Redirect) };
    let listener = elbv2::Listener {
        protocol: Some(elbv2::Protocol::Http),
        port: Some(80),
        tags: tags::of_project(cx.project),
        ..elbv2::Listener::new(balancer.ours.reference::<String>(), vec![action])
    };
    let published = Published { number: 80, transport: Transport::Tcp };
    cx.add(Name::Listener(balancer.balancer, published), Resource::new(&listener).when(&balancer.created));
}
