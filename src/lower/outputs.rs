//! The outputs of a template that has more of them than CloudFormation takes.
//! Compose: many published ports. CloudFormation: Outputs.
//!
//! Names in the namespace and ARNs of services are left out first, the last ones before the others: a name
//! follows from the service's, and an ARN is a property of the resource. Outputs of the user's overrides
//! stay.

use std::collections::BTreeSet;

use crate::cfn::{LogicalId, Template};
use crate::diagnostic::{Code, Diagnostic};

use super::context::Lowering;

/// The outputs that the project gave a template, before overrides.
pub(super) fn own(cx: &mut Lowering<'_>) -> Vec<LogicalId> {
    let (template, _, _) = cx.open();
    template.outputs().keys().cloned().collect()
}

/// The endings of the outputs that say least, in the order in which they are left out.
const DISPENSABLE: [&str; 3] = ["DiscoveryName", "ServiceArn", "Url"];

/// Leaves outputs of our own out where there are more than a template takes.
pub(super) fn fit(cx: &mut Lowering<'_>, own: &[LogicalId]) {
    let (template, _, _) = cx.open();
    let count = template.outputs().len();
    let excess = count.saturating_sub(Template::MAX_OUTPUTS);
    let rank = |id: &LogicalId| {
        DISPENSABLE.iter().position(|ending| id.as_str().ends_with(ending)).unwrap_or(DISPENSABLE.len())
    };
    let mut candidates: Vec<&LogicalId> = own.iter().rev().collect();
    candidates.sort_by_key(|id| rank(id));
    let dropped: Vec<&LogicalId> = candidates.into_iter().take(excess).collect();
    let Some(last) = dropped.last() else { return };
    let all: BTreeSet<&LogicalId> = dropped.iter().copied().collect();
    template.sections_mut().outputs.retain(|id, _| !all.contains(id));
    let more = dropped.len() - 1;
    let named = if more == 0 { format!("`{last}` is") } else { format!("`{last}` and {more} more are") };
    cx.report(
        Diagnostic::new(
            Code::OutputsLeftOut,
            format!(
                "the template would have {count} outputs, and CloudFormation takes {}; {named} left out",
                Template::MAX_OUTPUTS
            ),
        )
        .help(
            "a name in the VPC is the service's name before the namespace's; `aws ecs list-services` shows \
             the ARNs",
        ),
    );
}
