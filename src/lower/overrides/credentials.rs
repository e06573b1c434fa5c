//! Credentials in overrides: what stands in a template is for all to read.

use crate::compose::{Overlay, OverlayValue};
use crate::diagnostic::Diagnostics;
use crate::source::{Loc, Spanned};

use super::super::credentials::named;

/// Reports texts that look like credentials, by their names or by themselves.
pub(super) fn check(overlay: &Overlay, name: &str, diagnostics: &mut Diagnostics) {
    match &overlay.value {
        OverlayValue::Scalar(value) => {
            if let Some(text) = value.as_str() {
                report(name, text, overlay.loc, diagnostics);
            }
        }
        OverlayValue::List(items) => {
            for item in items {
                check(item, name, diagnostics);
            }
        }
        OverlayValue::Map(entries) => {
            // A variable, or the default of a parameter.
            let named = overlay.get("Name").and_then(Overlay::as_text);
            for (key, value) in entries {
                let name = match (key.value.as_str(), named) {
                    ("Value", Some(named)) => named,
                    ("Default", _) => name,
                    (key, _) => key,
                };
                check(value, name, diagnostics);
            }
        }
    }
}

fn report(name: &str, text: &str, loc: Loc, diagnostics: &mut Diagnostics) {
    // A secret that CloudFormation looks up, or that is only said where it is, does not stand in the
    // template.
    if text.starts_with("{{resolve:") || name.ends_with("Arn") || name.ends_with("Id") {
        return;
    }
    let (name, text) = (Spanned::new(name.to_owned(), loc), Spanned::new(text.to_owned(), loc));
    diagnostics.extend(named(&name, &text));
}
