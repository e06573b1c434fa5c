//! Which certificates a listener shows.
//!
//! The first is the owner's, else that of the parameter. A listener of the load balancer's own shows the
//! parameter's first as soon as one of its ports names none. All others are shown by their names (SNI).

use crate::cfn::{Handle, Resource, Text, elbv2};
use crate::grammar::deferred;
use crate::lower::context::Lowering;
use crate::lower::literals::to_text;
use crate::lower::names::{Name, Short};
use crate::lower::parameters::{Parameters, is_certificate, wrong_certificate};
use crate::plan::listeners::ListenerStem;

use crate::plan::listeners::{ListenerGroup, certificates, own_certificate};

/// The certificate that a listener shows first.
pub(super) fn first(
    listener_group: &ListenerGroup<'_>,
    parameters: &Parameters,
) -> Option<elbv2::Certificate> {
    let arn = match own_certificate(listener_group) {
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
        shown.extend(own_certificate(listener_group).map(|own| own.value.as_str()));
    }
    for port in &listener_group.ports {
        for (index, certificate) in certificates(port).iter().enumerate() {
            if !deferred::has_variable(&certificate.value) && !is_certificate(&certificate.value) {
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
