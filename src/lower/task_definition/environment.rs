//! Environment: the variables of a container.
//! Compose: `environment`, `env_file`, `x-aws-environment`. CloudFormation: `Environment` of a container.
//!
//! Decisions
//! - Sorted by name: a task definition whose list is in another order is replaced for nothing.
//! - User text is literal. `x-aws-environment` is the place for references and functions of CloudFormation;
//!   policies in `x-aws-role` and overlays are others.
//! - A variable without a value is unset, as in Compose; an empty value is a value.
//! - A variable of `x-aws-secrets` wins over one of `environment`, whose value is for this machine; ECS takes
//!   no two of one name.
//!
//! Not here: warnings about credentials (`credentials`).

use crate::cfn::Text;
use crate::cfn::ecs::KeyValuePair;
use crate::compose;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Spanned;

use super::super::context::Lowering;
use crate::lower::literals::to_text;

/// The variables of a container.
pub(super) fn lower(cx: &mut Lowering<'_>, service: &compose::Service) -> Vec<KeyValuePair> {
    let compose::Service { environment, extensions, .. } = service;
    let secrets = &extensions.secrets;
    let mut pairs = Vec::new();
    for (name, value) in &extensions.environment {
        if let Some(other) = environment.iter().find(|other| other.name.value == name.value) {
            cx.report(twice(name, &other.name));
        }
        pairs.push(KeyValuePair { name: name.value.clone(), value: Text::Raw(value.value.clone().into()) });
    }
    for compose::Variable { name, value } in environment {
        if secrets.iter().any(|secret| secret.name.value == name.value) {
            continue;
        }
        let Some(value) = value else {
            cx.report(unset(name));
            continue;
        };
        // ECS looks it up (`variables`).
        if cx.project.holds_secret(&value.value) {
            continue;
        }
        pairs.push(KeyValuePair { name: name.value.clone(), value: to_text(&value.value) });
    }
    pairs.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    pairs
}

fn twice(name: &Spanned<String>, other: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` stands in `environment` and in `x-aws-environment`", name.value);
    let diagnostic = Diagnostic::new(Code::NamedTwice, message).label(name.loc, "here too");
    let diagnostic =
        if other.loc.is_somewhere() { diagnostic.label(other.loc, "first here") } else { diagnostic };
    diagnostic.help("keep one of the two")
}

fn unset(name: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(
        Code::UnsetVariable,
        format!("`{}` is not set here, so the container does not get it", name.value),
    )
    .at(name.loc)
    .help("set it in the environment or in `.env`, or give it a value; remove the entry if it is not needed")
}
