//! The words for a position: keys, attributes, their values, and names of the file.

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionTextEdit, Documentation, MarkupContent, MarkupKind,
    TextEdit,
};

use super::hover::steps;
use super::outline::{self, Context, Step};
use super::position::Lines;
use crate::explain::{self, Offer};

/// Returns the words that may be written at a byte.
pub(super) fn complete(text: &str, byte: usize) -> Vec<CompletionItem> {
    let Some(context) = outline::context(text, byte) else { return Vec::new() };
    let lines = Lines::new(text);
    let range = lines.range(context.word.clone());
    let item = |offer: Offer, kind: CompletionItemKind, end: &str| {
        let documentation = MarkupContent { kind: MarkupKind::Markdown, value: offer.markdown };
        let edit = TextEdit::new(range, format!("{}{end}", offer.name));
        CompletionItem {
            label: offer.name,
            kind: Some(kind),
            detail: offer.detail,
            documentation: Some(Documentation::MarkupContent(documentation)),
            text_edit: Some(CompletionTextEdit::Edit(edit)),
            ..CompletionItem::default()
        }
    };
    if let Some(key) = &context.value_of {
        let mut path = context.path.clone();
        path.push(Step::Key(key.clone()));
        let offers = values(&path).into_iter().chain(names(text, &path));
        return offers.map(|offer| item(offer, CompletionItemKind::VALUE, "")).collect();
    }
    if context.path.last() == Some(&Step::Item) {
        let names = names(text, &context.path);
        if !names.is_empty() {
            return names.into_iter().map(|offer| item(offer, CompletionItemKind::REFERENCE, "")).collect();
        }
    }
    let taken = if context.flow { Vec::new() } else { outline::siblings(text, byte) };
    let end = if has_colon(text, &context) { "" } else { ": " };
    let keys = explain::below(&steps(&context.path));
    let keys = keys.into_iter().filter(|offer| !taken.contains(&offer.name));
    keys.map(|offer| item(offer, CompletionItemKind::PROPERTY, end))
        .chain(
            below_names(text, &context)
                .into_iter()
                .map(|offer| item(offer, CompletionItemKind::REFERENCE, end)),
        )
        .collect()
}

fn has_colon(text: &str, context: &Context) -> bool {
    text.get(context.word.end..).is_some_and(|rest| rest.starts_with(':'))
}

fn values(path: &[Step]) -> Vec<Offer> {
    explain::choices(&steps(path))
}

/// The names of the file that a value at a path refers to.
fn names(text: &str, path: &[Step]) -> Vec<Offer> {
    let mut offers = section(path).map(|section| offers(text, section)).unwrap_or_default();
    if let [Step::Key(services), Step::Key(own), Step::Key(key), ..] = path
        && services == "services"
    {
        // No service waits for itself, or runs in its own task.
        offers.retain(|offer| offer.name != *own || !matches!(offer.detail.as_deref(), Some("services")));
        if key == "network_mode" {
            for offer in &mut offers {
                offer.name = format!("service:{}", offer.name);
            }
        }
    }
    offers
}

/// The same for the keys of a mapping, such as that of `depends_on`.
fn below_names(text: &str, context: &Context) -> Vec<Offer> {
    match context.path.as_slice() {
        [Step::Key(services), Step::Key(_), Step::Key(key)] if services == "services" => match key.as_str() {
            "depends_on" => names(text, &context.path),
            "networks" => offers(text, "networks"),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn offers(text: &str, section: &str) -> Vec<Offer> {
    let offer = |name: String| Offer { name, detail: Some(section.to_owned()), markdown: String::new() };
    outline::names(text, section).into_iter().map(offer).collect()
}

/// The section of the top level whose names stand at a path.
pub(super) fn section(path: &[Step]) -> Option<&'static str> {
    let names: Vec<Option<&str>> = steps(path);
    let [Some("services"), Some(_), rest @ ..] = names.as_slice() else { return None };
    match rest {
        [Some("depends_on" | "links" | "volumes_from"), None]
        | [Some("depends_on"), Some(_)]
        | [Some("depends_on" | "x-aws-task" | "network_mode" | "extends")]
        | [Some("extends"), Some("service")] => Some("services"),
        [Some("networks"), None | Some(_)] => Some("networks"),
        [Some("volumes"), None] | [Some("volumes"), None, Some("source")] => Some("volumes"),
        [Some("secrets"), None]
        | [Some("secrets"), None, Some("source")]
        | [Some("x-aws-secrets" | "x-aws-log_secrets"), Some(_)] => Some("secrets"),
        [Some("configs"), None] | [Some("configs"), None, Some("source")] => Some("configs"),
        _ => None,
    }
}
