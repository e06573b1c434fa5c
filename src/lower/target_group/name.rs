//! Names of target groups, of which a part is the load balancer's.
//!
//! Decisions
//! - A target group belongs to one load balancer for life
//!   (<https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html>),
//!   and CloudFormation does not know that: where the load balancer is replaced, by another scheme or by one
//!   that exists, the new listener would be refused with `TargetGroupAssociationLimit`. A name that holds the
//!   load balancer's id changes with it, and a changed name replaces the group.
//! - The stack's id tells two stacks behind one load balancer apart.
//! - A group that is replaced for another reason needs another name too, as the old one is deleted last. So
//!   the rest of the name follows from the group's logical id and from the properties that cannot be changed,
//!   after overrides.
//! - Together that is 16 + 1 + 8 + 1 + 6 characters, all that a name can have.

use crate::cfn::{List, Pseudo, ResourceType as _, Text, elbv2};
use crate::lower::context::Lowering;
use crate::plan::hash;

/// The properties whose change replaces a target group, less the name.
const CREATE_ONLY: [&str; 6] =
    ["IpAddressType", "Port", "Protocol", "ProtocolVersion", "TargetType", "VpcId"];

/// The placeholder in a name until the properties are final.
const LATER: &str = "later";

/// The load balancer.
#[derive(Debug, Clone)]
pub(in crate::lower) enum Of<'a> {
    /// Its ARN.
    Balancer(&'a Text),
    /// The ARN of one of its listeners.
    Listener(&'a str),
}

/// The name of a group behind a load balancer; `finish` completes it.
pub(super) fn begin(of: &Of<'_>) -> Text {
    let balancer = match of {
        // `…:loadbalancer/app/name/id`.
        Of::Balancer(arn) => Text::select(3, List::split("/", (*arn).clone())),
        // `…:listener/app/name/id/id of the listener`.
        Of::Listener(arn) => {
            let balancer = arn.rsplit_once('/').map_or(*arn, |(balancer, _)| balancer);
            format!("{:016x}", hash::fnv1a(balancer)).into()
        }
    };
    // `…:stack/name/` and a UUID.
    let stack = Text::select(2, List::split("/", Text::from(Pseudo::StackId)));
    let stack = Text::select(0, List::split("-", stack));
    Text::join("-", [balancer, stack, LATER.into()].into_iter().collect::<List>())
}

/// Completes the names, after the last change of the other properties.
pub(in crate::lower) fn finish(cx: &mut Lowering<'_>) {
    let (template, ..) = cx.open();
    for (id, resource) in template.sections_mut().resources.iter_mut() {
        if resource.type_name != elbv2::TargetGroup::TYPE {
            continue;
        }
        let fixed: Vec<String> = CREATE_ONLY
            .iter()
            .filter_map(|name| resource.properties.get(name).map(|value| format!("{name}={value}")))
            .collect();
        let parts = resource.properties.get_mut("Name").and_then(|name| name.get_mut("Fn::Join"));
        let parts = parts.and_then(|join| join.as_array_mut()?.get_mut(1)?.as_array_mut());
        if let Some(last) = parts.and_then(|parts| parts.last_mut()).filter(|last| **last == *LATER) {
            *last = six(hash::fnv1a(&format!("{id}\u{1}{}", fixed.join("\u{1}")))).into();
        }
    }
}

/// Six letters and digits.
fn six(mut number: u64) -> String {
    let mut text = String::new();
    for _ in 0..6 {
        let digit = u32::try_from(number % 36).unwrap_or_default();
        text.extend(char::from_digit(digit, 36));
        number /= 36;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_characters_whatever_the_number() {
        for number in [0, 1, 35, 36, u64::MAX] {
            let text = six(number);
            assert!(text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{text}");
        }
        assert_ne!(six(hash::fnv1a("a")), six(hash::fnv1a("b")));
    }
}
