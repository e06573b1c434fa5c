//! Target groups: where a load balancer sends requests.
//! Compose: `ports`, and the keys of a port about its targets. CloudFormation: `TargetGroup` of Elastic Load
//! Balancing.
//!
//! Decisions
//! - A group is replaced with its load balancer (`name`).
//! - The group is on `target`. A container that listens on 443 is spoken to in TLS.
//!
//! Not here: what sends requests there (`listener`).

mod attributes;
mod health;
mod name;

use crate::cfn::{Handle, Resource, elbv2};
use crate::compose::{self, Protocol};

use super::context::Lowering;
use super::names::Name;
use super::parameters::Parameters;
use super::tags;
use crate::plan::PublishedPort;

pub(super) use name::{Of, finish as finish_names};

/// Makes the target group of a port.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    port: &PublishedPort<'_>,
    of: &Of<'_>,
    parameters: &Parameters,
) -> Handle {
    lower_one(cx, Name::TargetGroup(&service.name, port.published), service, port, of, parameters)
}

/// Makes a second one like it, for a deployment that shifts requests.
pub(super) fn lower_alternate(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    port: &PublishedPort<'_>,
    of: &Of<'_>,
    parameters: &Parameters,
) -> Handle {
    lower_one(cx, Name::AlternateTargetGroup(&service.name, port.published), service, port, of, parameters)
}

fn lower_one(
    cx: &mut Lowering<'_>,
    id: Name<'_>,
    service: &compose::Service,
    port: &PublishedPort<'_>,
    of: &Of<'_>,
    parameters: &Parameters,
) -> Handle {
    let target = port.port.target.value;
    let mut group = elbv2::TargetGroup {
        name: Some(name::begin(of)),
        target_type: Some(elbv2::TargetType::Ip),
        protocol: Some(target_protocol(port)),
        protocol_version: protocol_version(port.protocol),
        port: Some(target),
        vpc_id: Some(parameters.vpc.reference()),
        tags: tags::of_service(cx.project, service),
        ..elbv2::TargetGroup::default()
    };
    health::lower(cx, service, port, &mut group);
    group.target_group_attributes = attributes::lower(cx, port);
    cx.add(id, Resource::new(&group))
}

fn target_protocol(port: &PublishedPort<'_>) -> elbv2::Protocol {
    match port.protocol {
        Protocol::Http | Protocol::Https | Protocol::Http2 | Protocol::Grpc => {
            if port.port.target.value == 443 { elbv2::Protocol::Https } else { elbv2::Protocol::Http }
        }
        Protocol::Tls if port.port.target.value == 443 => elbv2::Protocol::Tls,
        Protocol::Tcp | Protocol::Tls => elbv2::Protocol::Tcp,
        Protocol::Udp => elbv2::Protocol::Udp,
    }
}

fn protocol_version(protocol: Protocol) -> Option<elbv2::ProtocolVersion> {
    match protocol {
        Protocol::Http2 => Some(elbv2::ProtocolVersion::Http2),
        Protocol::Grpc => Some(elbv2::ProtocolVersion::Grpc),
        Protocol::Http | Protocol::Https | Protocol::Tcp | Protocol::Tls | Protocol::Udp => None,
    }
}
