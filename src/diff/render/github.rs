//! Workflow commands of GitHub Actions, which appear on the lines of a pull request.
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>

use super::{details, effect, value};
use crate::diagnostic::Severity;
use crate::diff::model::{Diff, SourceLine};
use crate::sanitise;

/// A command for each hazard, and one for each property whose place is known.
pub fn github(diff: &Diff) -> String {
    let mut out = String::new();
    for hazard in &diff.hazards {
        let finding = &hazard.finding;
        let level = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let help = finding.help.as_deref().map(|help| format!("; {help}")).unwrap_or_default();
        let title = format!("{} {}", finding.code.number(), finding.code.title());
        out.push_str(&command(level, hazard.place.as_ref(), &title, &format!("{}{help}", finding.message)));
    }
    for change in diff.changes.iter().filter(|change| !change.is_echo) {
        for detail in details(change, false).filter(|detail| detail.place.is_some()) {
            let (old, new) = (value(detail.old.as_ref(), false), value(detail.new.as_ref(), false));
            let title = format!("{}: {}", change.id, effect(change));
            let message = format!("{}: {old} → {new}", detail.path);
            out.push_str(&command("notice", detail.place.as_ref(), &title, &message));
        }
    }
    out.push_str(&command("notice", None, "stackpose diff", &diff.headline()));
    out
}

fn command(level: &str, place: Option<&SourceLine>, title: &str, message: &str) -> String {
    let place = place.map(|place| format!("file={},line={},", property(&place.file), place.line));
    let place = place.unwrap_or_default();
    format!("::{level} {place}title={}::{}\n", property(title), data(message))
}

fn data(text: &str) -> String {
    sanitise::line(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
