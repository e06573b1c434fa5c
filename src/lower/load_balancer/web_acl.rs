//! Web ACLs: what AWS WAF keeps out.
//! Compose: `x-aws-webacl`. CloudFormation: `WebACLAssociation` of WAF.
//!
//! Decisions
//! - It stands before an application load balancer, be it ours or one that exists; before another nothing
//!   can, and a file that believes so is refused.

use crate::cfn::{Resource, wafv2};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Loc, Spanned};

use super::super::context::Lowering;
use super::super::names::Name;
use super::LoadBalancer;
use super::attributes::two_answers;
use crate::lower::literals::to_text;

/// Puts the web ACL before the application load balancer.
pub(super) fn lower(cx: &mut Lowering<'_>, balancers: &[LoadBalancer]) {
    let mut said: Vec<&Spanned<String>> = Vec::new();
    for (_, port) in cx.plan.ports() {
        let Some(acl) = &port.port.balancing.web_acl else { continue };
        if port.balancer.is_application() {
            said.push(acl);
        } else {
            cx.report(not_before(acl.loc));
        }
    }
    let of_project = cx.project.extensions.web_acl.as_ref();
    let Some(application) = balancers.iter().find(|one| one.balancer.is_application()) else {
        // Without any load balancer there is nothing to protect.
        if let Some(acl) = of_project.filter(|_| !balancers.is_empty()) {
            cx.report(not_before(acl.loc));
        }
        return;
    };
    let Some(acl) = said.first().copied().or(of_project) else { return };
    if let Some(other) = said.iter().find(|other| other.value != acl.value) {
        cx.report(two_answers("x-aws-webacl", acl.loc, other.loc));
    }
    let association =
        wafv2::WebAclAssociation { resource_arn: application.arn.clone(), web_acl_arn: to_text(&acl.value) };
    cx.add(Name::WebAclAssociation, Resource::new(&association));
}

fn not_before(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::NeedsRequests, "a web ACL protects application load balancers only")
        .at(loc)
        .help("remove it, or write `x-aws-protocol: http` at the port if the container speaks HTTP")
}
