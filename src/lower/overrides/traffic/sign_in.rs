//! Sign-in: target groups whose requests all passed an authentication, and do not any more after an override.
//! CloudFormation: the actions of `Listener` and `ListenerRule`.

use crate::cfn::{Json, Resource, Template};
use crate::diagnostic::Diagnostics;
use crate::lower::names::Name;

use super::target_groups::RULE;
use super::{Checked, LISTENER, findings, id, mentions};

/// The types of actions that let nobody pass who did not sign in.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-elasticloadbalancingv2-listener-action.html>
const SIGN_IN: [&str; 3] = ["authenticate-oidc", "authenticate-cognito", "jwt-validation"];

pub(super) fn check(checked: Checked<'_>, diagnostics: &mut Diagnostics) {
    for (_, port) in checked.ports() {
        let name = &port.service.name;
        for group in [
            id(Name::TargetGroup(name, port.published)),
            id(Name::AlternateTargetGroup(name, port.published)),
        ] {
            let mut before = senders(checked.before, &group).peekable();
            // Without a sender an override is all there is, and without a sign-in there is none to pass by.
            if before.peek().is_none() || !before.all(|(_, it)| signs_in(it)) {
                continue;
            }
            for (key, _) in senders(checked.after, &group).filter(|(_, it)| !signs_in(it)) {
                if let Some(loc) = checked.written.place(key, &["Actions", "DefaultActions"]) {
                    diagnostics.push(findings::no_sign_in(key, &group, port, loc));
                }
            }
        }
    }
}

fn actions(resource: &Resource) -> Option<&Json> {
    resource.properties.get("Actions").or_else(|| resource.properties.get("DefaultActions"))
}

/// The listeners and rules that send requests to a target group.
fn senders<'a>(template: &'a Template, group: &'a str) -> impl Iterator<Item = (&'a str, &'a Resource)> {
    let all = template.resources().iter();
    let sending = all.filter(|(_, it)| [LISTENER, RULE].contains(&it.type_name.as_str()));
    let naming = sending.filter(move |(_, it)| actions(it).is_some_and(|actions| mentions(actions, group)));
    naming.map(|(key, it)| (key.as_str(), it))
}

fn signs_in(sender: &Resource) -> bool {
    let all = actions(sender).and_then(Json::as_array);
    let types = all.into_iter().flatten().filter_map(|action| action.get("Type")?.as_str());
    types.into_iter().any(|kind| SIGN_IN.contains(&kind))
}
