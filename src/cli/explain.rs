//! `stackpose explain`: the long story of a finding, or what becomes of an attribute.

use clap::Args;

use super::Exit;
use super::report;
use crate::explain;

/// Columns that a text may take in a terminal.
const WIDTH: usize = 100;

/// Options of `explain`.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// A code such as `E0103`, or an attribute such as `services.restart`; default: list all codes
    #[arg(value_name = "CODE|ATTRIBUTE")]
    word: Option<String>,
}

/// Prints what there is to say.
pub(super) fn run(options: &Options) -> Exit {
    let Some(word) = &options.word else { return report::show(&explain::list()) };
    match explain::explain(word) {
        Ok(text) => report::show(&filled(&text)),
        Err(near) => {
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            report::failure(&format!("`{word}` is neither a code nor an attribute{near}"))
        }
    }
}

/// Prose broken into lines; what stands in blocks of code stays as it is.
fn filled(text: &str) -> String {
    let mut code = false;
    let mut out = String::new();
    for line in text.lines() {
        let fence = line.starts_with("```");
        code ^= fence;
        if code || fence {
            out.push_str(line);
        } else {
            out.push_str(&textwrap::fill(
                line,
                textwrap::Options::new(WIDTH)
                    .break_words(false)
                    .subsequent_indent(if line.starts_with("- ") { "  " } else { "" }),
            ));
        }
        out.push('\n');
    }
    out
}
