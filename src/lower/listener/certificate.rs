//! Which certificates a listener shows.
//!
//! The first is the owner's, else that of the parameter. A listener of the load balancer's own shows the parameter's first
//! as soon as one of its ports names none. All others are shown by their names (SNI).

use crate::cfn::{Handle, Resource, Text, elbv2};
use crate::compose;
use crate::lower::context::Lowering;
use crate::lower::literals::to_text;
use crate::lower::names::{ListenerStem, Name, Short};
use crate::lower::parameters::{Parameters, is_certificate, wrong_certificate};
use crate::lower::plan::{Plan, PublishedPort};
use crate::source::Spanned;

use super::listener_group::{self, ListenerGroup};

/// Whether a listener shows the certificate of the parameter.
pub(in crate::lower) fn asks_for_parameter(plan: &Plan<'_>) -> bool {
    let ours = |listener_group: &&ListenerGroup<'_>| {
        listener_group.existing.is_none() && listener_group.is_encrypted()
    };
    listener_group::all(plan).iter().filter(ours).any(|listener_group| own(listener_group).is_none())
}

/// The certificate that a listener shows first.
pub(super) fn first(
    listener_group: &ListenerGroup<'_>,
    parameters: &Parameters,
) -> Option<elbv2::Certificate> {
    let arn = match own(listener_group) {
        Some(own) => Some(to_text(&own.value)),
        None => parameters.certificate.as_ref().map(Handle::reference),
    };
    arn.map(|certificate_arn| elbv2::Certificate { certificate_arn })
}

/// Makes the others known to a listener; returns their ARNs.
pub(super) fn lower_further(
    cx: &mut Lowering<'_>,
    listener_group: &ListenerGroup<'_>,
    listener: &Text,
) -> Vec<String> {
    let stem = listener_group.stem();
    let mut further = Vec::new();
    let mut shown: Vec<&str> = Vec::new();
    if listener_group.existing.is_none() {
        shown.extend(own(listener_group).map(|own| own.value.as_str()));
    }
    for port in &listener_group.ports {
        for (index, certificate) in certificates(port).iter().enumerate() {
            if !is_certificate(&certificate.value) {
                cx.report(wrong_certificate(certificate));
            }
            if shown.contains(&certificate.value.as_str()) {
                continue;
            }
            shown.push(&certificate.value);
            let handle = lower_one(cx, &stem, listener, &certificate.value);
            further.push(certificate.value.clone());
            let short = Short::ListenerCertificate(port.published, index + 1);
            cx.share(&port.service.name, short, &handle);
        }
    }
    further
}

/// Makes a certificate known to a listener.
pub(super) fn lower_one(cx: &mut Lowering<'_>, stem: &ListenerStem, listener: &Text, arn: &str) -> Handle {
    let further = elbv2::ListenerCertificate {
        listener_arn: listener.clone(),
        certificates: vec![elbv2::Certificate { certificate_arn: to_text(arn) }],
    };
    cx.add(Name::ListenerCertificate(stem, arn), Resource::new(&further))
}

/// The first certificate, where a port names it.
fn own<'a>(listener_group: &ListenerGroup<'a>) -> Option<&'a Spanned<String>> {
    match listener_group.owner() {
        Some((owner, _)) => certificates(owner).first(),
        None if listener_group.ports.iter().all(|port| !certificates(port).is_empty()) => {
            listener_group.ports.first().and_then(|port| certificates(port).first())
        }
        None => None,
    }
}

fn certificates<'a>(port: &PublishedPort<'a>) -> &'a [Spanned<String>] {
    let port: &'a compose::Port = port.port;
    &port.listener.certificates
}
