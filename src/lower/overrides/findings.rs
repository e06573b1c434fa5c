//! Findings about overrides.

use crate::diagnostic::{Code, Diagnostic, nearest, not_among};
use crate::source::{Loc, Spanned};

use super::DIRECTIVE;
use super::lists::{Identity, List};
use super::parts::Fault;

pub(super) fn unknown_directive(word: &str, loc: Loc) -> Diagnostic {
    not_among(Code::BadPart, DIRECTIVE, word, loc, &["merge", "replace", "delete"])
}

/// `near` is what may have been meant, where something was to be taken away that is not there.
pub(super) fn no_effect(what: &str, loc: Loc, near: Option<&str>) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Code::NoEffect, format!("`{}` changes nothing", what.escape_debug())).at(loc);
    match near {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("the template is so without it; remove it, or look for a slip in its name"),
    }
}

pub(super) fn no_effect_of_item(list: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::NoEffect, format!("this item of `{list}` changes nothing"))
        .at(loc)
        .help("the list is so without it; remove it, or look for a slip in its name")
}

pub(super) fn nameless(property: &str, identity: Identity, loc: Loc) -> Diagnostic {
    let rows: Vec<String> = identity.iter().map(|row| format!("`{}`", row.join("` and `"))).collect();
    let wanted = rows.join(", or ");
    let message = format!("an item of `{property}` is known by {wanted}, and this one does not say it");
    Diagnostic::new(Code::BadPart, message)
        .at(loc)
        .help(format!("name the item to change; an item `{{{DIRECTIVE}: replace}}` replaces the whole list"))
}

pub(super) fn nothing_in_list(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadPart, "this list replaces another, so there is nothing to take out of it")
        .label(loc, "nothing")
        .help("leave the item out")
}

pub(super) fn wrong_kind(what: &str, wanted: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadPart, format!("`{}` expects {wanted}", what.escape_debug()))
        .label(loc, format!("not {wanted}"))
        .help("write it as in a template of CloudFormation; `null` takes it out")
}

pub(super) fn unknown_section(key: &Spanned<String>, known: &[&str], ids: &[&str]) -> Diagnostic {
    let name = key.value.escape_debug();
    let diagnostic =
        Diagnostic::new(Code::UnknownPart, format!("a template has no section `{name}`")).at(key.loc);
    if ids.contains(&key.value.as_str()) {
        return diagnostic.help(format!("it is a resource: write `Resources: {{{name}: …}}`"));
    }
    match nearest(&key.value, known.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help(format!("it has `{}`", known.join("`, `"))),
    }
}

/// A part of what is not converted this time.
pub(super) fn left_out(key: &Spanned<String>) -> Diagnostic {
    let name = key.value.escape_debug();
    Diagnostic::new(Code::NoEffect, format!("`{name}` changes nothing, as not all services are converted"))
        .at(key.loc)
        .help("under `x-aws-cloudformation` of a service it comes and goes with that service")
}

/// A new item of a list without what makes it one: most often its name is a slip.
pub(super) fn unknown_item(list: List, name: &str, known: &[String], loc: Loc) -> Diagnostic {
    let List { property, needs, .. } = list;
    let message = format!("`{property}` has no item `{}`", name.escape_debug());
    let diagnostic = Diagnostic::new(Code::UnknownPart, message).at(loc);
    match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => diagnostic.help(format!("did you mean `{}`?", near.escape_debug())),
        None => diagnostic.help(format!("to add one give it a `{needs}`")),
    }
}

/// Something new without what makes it one.
pub(super) fn unknown_part(key: &Spanned<String>, word: &str, needs: &str, near: Option<&str>) -> Diagnostic {
    let name = key.value.escape_debug();
    let diagnostic =
        Diagnostic::new(Code::UnknownPart, format!("the template has no {word} `{name}`")).at(key.loc);
    match near {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help(format!("to add one give it a `{needs}`")),
    }
}

/// A short name that none of the service's resources has.
pub(super) fn unknown_short(service: &str, key: &Spanned<String>, stem: &str, shorts: &[&str]) -> Diagnostic {
    let name = key.value.escape_debug();
    let message = format!("the service `{service}` has no resource `{name}`");
    let diagnostic = Diagnostic::new(Code::UnknownPart, message).at(key.loc);
    // The whole id in place of the short name.
    let cut = key.value.strip_prefix(stem).filter(|short| shorts.contains(short));
    match cut.or_else(|| nearest(&key.value, shorts.iter().copied())) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None if shorts.is_empty() => {
            diagnostic.help("its container is in the task of another service, which has the resources")
        }
        None => diagnostic.help(format!(
            "it has `{}`; a new one needs a `Type`, and other parts go under `x-aws-cloudformation` of the \
             top level",
            shorts.join("`, `")
        )),
    }
}

pub(super) fn bad_id(key: &Spanned<String>) -> Diagnostic {
    let name = key.value.escape_debug();
    Diagnostic::new(Code::BadLogicalId, format!("`{name}` cannot be a logical id"))
        .at(key.loc)
        .help("CloudFormation takes up to 255 of the letters A-Z and a-z and the digits")
}

pub(super) fn clash(id: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::NameClash, format!("`{id}` is a parameter and a resource"))
        .label(loc, "added here")
        .help("give it another name; `Ref` does not tell the two apart")
}

pub(super) fn bad_part(what: &str, fault: &Fault, loc: Loc) -> Diagnostic {
    match fault {
        Fault::Missing(key) => Diagnostic::new(Code::BadPart, format!("`{what}` needs a `{key}`"))
            .at(loc)
            .help("give it one, as in a template of CloudFormation"),
        Fault::Wrong("", wanted) => wrong_kind(what, wanted, loc),
        Fault::Wrong(key, wanted) => wrong_kind(key, wanted, loc),
        Fault::Unknown(key, known) => {
            let message = format!("`{what}` has no attribute `{}`", key.escape_debug());
            let diagnostic = Diagnostic::new(Code::BadPart, message).at(loc);
            match nearest(key, known.iter().copied()) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic.help(format!("it has `{}`", known.join("`, `"))),
            }
        }
    }
}

pub(super) fn no_resources(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadPart, "no resource is left in the template")
        .label(loc, "takes all of them out")
        .help("CloudFormation wants at least one; to remove a stack delete it")
}

pub(super) fn dangling(id: &str, kind: &str, loc: Loc, renamed: Option<&str>, known: &[&str]) -> Diagnostic {
    let message = format!("there is no {kind} `{}` in the template", id.escape_debug());
    let diagnostic = Diagnostic::new(Code::Dangling, message).label(loc, "named here");
    match renamed.or_else(|| nearest(id, known.iter().copied())) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => {
            diagnostic.help("add it under `x-aws-cloudformation` of the top level, or name one that there is")
        }
    }
}

/// `circle` begins with what `closing` names, and ends with `closing`.
pub(super) fn circle(closing: &str, circle: &[&str], loc: Option<Loc>) -> Diagnostic {
    let all: Vec<String> = [closing].iter().chain(circle).map(|id| format!("`{id}`")).collect();
    let message = format!("resources depend on each other in a circle: {}", all.join(" → "));
    let diagnostic = Diagnostic::new(Code::CircularDependency, message);
    let diagnostic = match loc {
        Some(loc) => diagnostic.label(loc, "closes the circle"),
        None => diagnostic,
    };
    diagnostic.help(
        "CloudFormation makes a resource after all that it names: remove this `DependsOn` or reference, or \
         one of the others in the circle",
    )
}

/// A part that was taken out is still named.
pub(super) fn missed(id: &str, gone: Loc, by: &[String], written: &[Loc]) -> Diagnostic {
    let message = format!("`{id}` is taken out, but still named in {}", shown(by));
    let diagnostic = Diagnostic::new(Code::Dangling, message).label(gone, "taken out here");
    let diagnostic =
        written.iter().take(1).fold(diagnostic, |diagnostic, loc| diagnostic.label(*loc, "named here"));
    diagnostic.help("take out as well what names it, or change it")
}

/// A role of the stack that no task has any more.
pub(super) fn unused_role(service: &Spanned<String>, property: &str, role: &str, loc: Loc) -> Diagnostic {
    let message = format!("no task has the role `{role}` of the stack any more");
    let diagnostic =
        Diagnostic::new(Code::UnusedRole, message).label(loc, format!("`{property}` is another role"));
    diagnostic.help(if property == "TaskRoleArn" {
        format!(
            "for a role that exists write `x-aws-task_role` with its ARN on `{}`: no role is made, and the \
             rights that it needs are reported; or take this one out as well with `{role}: null`",
            service.value.escape_debug()
        )
    } else {
        format!(
            "to add rights change the `Policies` of `{role}`; for another role give it the rights of this \
             one, and take this one out as well with `{role}: null`"
        )
    })
}

/// The first of them, and how many more there are.
fn shown(by: &[String]) -> String {
    let first = by.iter().take(2).map(|part| format!("`{part}`")).collect::<Vec<_>>().join(" and ");
    match by.len() {
        0..=2 => first,
        more => format!("{} and {} more", first.replace(" and ", ", "), more - 2),
    }
}
