//! Credentials that get their value when the stack is deployed and stand where ECS takes no secret: the
//! template holds none, and the task definition shows them.

use crate::compose::{self, PlacedText, TextOf};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::{deferred, template};
use crate::source::{Loc, SourceMap, Spanned};

use super::cause::{MOST_PLACES, further, label};

/// Reports each of them with all its places.
pub(super) fn report(project: &compose::Project, sources: &SourceMap, diagnostics: &mut Diagnostics) {
    for (name, texts) in project.shown_secrets() {
        if let Some(declared) = declared(project, name) {
            let places = texts.iter().map(|(service, text)| no_secret(declared, service, text, sources));
            diagnostics.extend(places);
            continue;
        }
        // One that has another way is the one to change.
        let has_way =
            |(_, text): &&(_, PlacedText<'_>)| matches!(text.of, TextOf::Command(_) | TextOf::HealthCheck);
        let Some((service, text)) = texts.iter().find(has_way).or_else(|| texts.first()) else { continue };
        let help = help(name, service, text);
        let mut all: Vec<(Loc, TextOf<'_>, &str)> = texts
            .iter()
            .map(|(service, text)| (place(name, text.loc, sources), text.of, service.name.value.as_str()))
            .collect();
        all.sort_by_key(|(loc, ..)| (loc.source(), loc.start(), loc.end()));
        let mut places: Vec<(Loc, String, Vec<String>)> = Vec::new();
        for (loc, of, service) in all {
            match places.last_mut() {
                Some((last, _, services)) if last.overlaps(loc) => services.push(service.to_owned()),
                Some(_) | None => places.push((loc, what(of), vec![service.to_owned()])),
            }
        }
        let message = format!(
            "whoever may look at the task definition reads the value of `{name}`{}",
            further(places.len())
        );
        let mut diagnostic = Diagnostic::new(Code::ShownCredential, message);
        for (loc, what, services) in places.into_iter().take(MOST_PLACES) {
            diagnostic = diagnostic.label(loc, label(&what, &services));
        }
        diagnostics.push(diagnostic.help(help));
    }
}

/// A secret that somebody declared: unlike one that nobody did, it may not stand where all may read it.
fn declared<'a>(project: &'a compose::Project, name: &str) -> Option<&'a Spanned<String>> {
    let mut variables = project.extensions.variables.iter();
    variables.find(|it| it.name.value == name && !it.is_implied).map(|it| &it.name)
}

/// The finding about a place where a declared secret is admitted because another log driver would take it.
fn no_secret(
    declared: &Spanned<String>,
    service: &compose::Service,
    text: &PlacedText<'_>,
    sources: &SourceMap,
) -> Diagnostic {
    let name = &declared.value;
    let message = format!(
        "the secret `{name}` would stand in clear text in {} of `{}`",
        what(text.of),
        service.name.value
    );
    Diagnostic::new(Code::SecretPlace, message)
        .label(place(name, text.loc, sources), "all who may look at the task definition read this")
        .label(declared.loc, "a secret")
        .help(
            "the log drivers `splunk` and `awsfirelens` take secrets in their options, `awslogs` takes none",
        )
}

/// The reference to a variable at a place, where it is written there.
fn place(name: &str, loc: Loc, sources: &SourceMap) -> Loc {
    let text = sources.text(loc);
    let start = text.match_indices('$').map(|(at, _)| at).find(|at| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let after = rest.strip_prefix(name);
        after.is_some_and(|after| !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
    });
    let Some(start) = start else { return loc };
    let reference = template::references(text.get(start..).unwrap_or_default()).into_iter().next();
    reference.map_or(loc, |(_, range)| loc.part(start + range.start, start + range.end))
}

fn what(of: TextOf<'_>) -> String {
    match of {
        TextOf::HealthCheck => "`healthcheck`".to_owned(),
        TextOf::Command(name) | TextOf::Attribute(name) => format!("`{name}`"),
        TextOf::Label(name) => format!("the label `{name}`"),
        TextOf::LogOption(name) => format!("the option `{name}`"),
    }
}

/// The text of the help for a place.
fn help(name: &str, service: &compose::Service, text: &PlacedText<'_>) -> String {
    let own = service.own_variable(&deferred::mark(name));
    let given = match own {
        Some(_) => String::new(),
        None => format!("`{name}: ${{{name}}}` under `environment`, and "),
    };
    let own = own.unwrap_or(name);
    match text.of {
        TextOf::Command(_) => format!(
            "write {given}`[\"sh\", \"-c\", \"exec program --option \\\"$${own}\\\"\"]` here: then only the container has the \
             value. Many images take it from a variable or a file of their own, which needs no shell"
        ),
        TextOf::HealthCheck => format!(
            "write {given}`[\"CMD-SHELL\", \"program --option \\\"$${own}\\\"\"]` here: `$${own}` is the variable of the \
             container, and only that has the value"
        ),
        TextOf::Label(_) => "labels are for all to read: leave it out".to_owned(),
        TextOf::LogOption(_) | TextOf::Attribute(_) => {
            "what stands here is for all to read: use a variable that holds no credential".to_owned()
        }
    }
}
