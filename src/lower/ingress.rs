//! A rule of a security group for one peer.
//! Compose: `x-aws-ingress`. CloudFormation: `SecurityGroupIngress`.

use crate::cfn::ec2;
use crate::compose::{Peer, Transport};
use crate::lower::literals::to_text;

/// A rule that lets somebody in, on all ports as yet.
pub(super) fn admit(peer: &Peer, transport: Transport) -> ec2::Ingress {
    let mut ingress = ec2::Ingress::new(transport.lower());
    match peer {
        Peer::Network(cidr) if cidr.is_v6() => ingress.cidr_ipv6 = Some(cidr.to_string().into()),
        Peer::Network(cidr) => ingress.cidr_ip = Some(cidr.to_string().into()),
        Peer::Group(id) => ingress.source_security_group_id = Some(to_text(id)),
        Peer::PrefixList(id) => ingress.source_prefix_list_id = Some(to_text(id)),
    }
    ingress
}
