//! `stackpose explain`: topics, findings, attributes, keys and parameters.

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser, ValueParserFactory};
use clap::{Args, ValueEnum};

use super::Exit;
use super::report;
use crate::explain::{self, Text};

/// Columns that a text may take in a terminal.
const WIDTH: usize = 100;

/// Options of `explain`.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// Topic (`https`, `private subnets`), code (`E0601`), attribute (`services.restart`), key
    /// (`x-aws-route`) or parameter (`CertificateArn`); several; default: list them
    #[arg(value_name = "WORD", hide_possible_values = true)]
    words: Vec<Word>,
    /// Format of the texts
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// Formats of what is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal.
    Human,
    /// JSON: an object a line.
    Json,
    /// Markdown.
    Markdown,
}

/// A word to explain. Shells complete those that are known, and any is taken, so that a mistyped one gets a
/// suggestion.
#[derive(Debug, Clone)]
struct Word(String);

#[derive(Clone)]
struct WordParser;

impl ValueParserFactory for Word {
    type Parser = WordParser;

    fn value_parser() -> WordParser {
        WordParser
    }
}

impl TypedValueParser for WordParser {
    type Value = Word;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<Word, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value).map(Word)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(explain::words().into_iter().map(PossibleValue::new)))
    }
}

/// Prints what there is to say.
pub(super) fn run(options: &Options) -> Exit {
    if options.words.is_empty() {
        return report::show(&explain::list());
    }
    let (mut texts, mut unknown): (Vec<Text>, Vec<String>) = Default::default();
    // A topic of several words may come without quotes.
    let all: Vec<&str> = options.words.iter().map(|word| word.0.trim_end_matches(',')).collect();
    if let Ok(found) = explain::explain(&all.join(" ")) {
        texts.extend(found);
    } else {
        for word in all.iter().flat_map(|word| word.split(',')) {
            match explain::explain(word) {
                Ok(found) => texts.extend(found),
                Err(near) => {
                    let near = near.map_or_else(
                        || "; `stackpose explain` lists them".to_owned(),
                        |near| format!("; did you mean `{near}`?"),
                    );
                    unknown.push(format!("`{word}` is no topic, code, attribute, key or parameter{near}"));
                }
            }
        }
    }
    let shown: Vec<String> = texts.iter().map(|text| shown(text, options.format)).collect();
    let gap = if options.format == Format::Json { "" } else { "\n" };
    let exit = if shown.is_empty() { Exit::Done } else { report::show(&shown.join(gap)) };
    if unknown.is_empty() { exit } else { report::failure(unknown.join("\n")) }
}

fn shown(text: &Text, format: Format) -> String {
    match format {
        Format::Human => filled(&text.markdown),
        Format::Markdown => text.markdown.clone(),
        Format::Json => format!("{}\n", text.json()),
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
