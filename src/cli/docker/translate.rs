//! A command line of `docker ecs …` → the words of ours, by the table.

use super::table::{
    AT_AWS, Becomes, COMPOSE, COMPOSE_OPTIONS, ECS, OF_DOCKER, Opt, Row, SECRET, Translation,
};
use crate::cli::usage_error::UsageError;

/// The request of a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    /// The help of `docker ecs`.
    Help,
    /// The help of `docker ecs compose`.
    ComposeHelp,
    /// The version, with the options that follow.
    Version(Vec<String>),
    /// A command of ours.
    Ours(Line),
}

/// A command of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// The words that call it, as in `docker ecs compose`.
    pub called: &'static str,
    /// The name it has there, where that is another one.
    pub typed: &'static str,
    /// Command, options, services.
    pub words: Vec<String>,
    /// The options that were dropped, and why.
    pub notes: Vec<String>,
}

/// Why a command line cannot be had, and what there is in its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub(super) struct Refusal {
    what: String,
    help: String,
}

impl From<Refusal> for UsageError {
    fn from(refusal: Refusal) -> Self {
        Self::new(refusal.what).help(refusal.help)
    }
}

fn refusal(what: String, help: &str) -> Refusal {
    Refusal { what, help: help.to_owned() }
}

/// Reads what stands after the program's name; `commands` are those of ours.
pub(super) fn translate(typed: &[String], commands: &[&str]) -> Result<Asked, Refusal> {
    let mut of_docker = Reading::new(typed, "docker");
    of_docker.options(OF_DOCKER)?;
    let help = of_docker.asks_for_help();
    // Without the client the program is called without its name.
    of_docker.skip("ecs");
    let mut ecs = Reading::new(of_docker.rest, "docker ecs");
    let help = help | ecs.asks_for_help();
    let Some(command) = ecs.word() else { return Ok(Asked::Help) };
    let asked = match command {
        "version" | "--version" => Asked::Version(ecs.rest.to_vec()),
        "compose" => compose(ecs.rest, help, commands)?,
        "secret" => secret(ecs.rest, help)?,
        other => {
            let row = ECS.iter().find(|row| row.is(other));
            let row =
                row.ok_or_else(|| unknown("docker ecs", other, ECS, &["compose", "secret", "version"]))?;
            Asked::Ours(Reading::new(ecs.rest, "docker ecs").line(row, other, help)?)
        }
    };
    let Asked::Ours(mut line) = asked else { return Ok(asked) };
    line.notes.extend(notes_of_docker(&of_docker.dropped, &line)?);
    Ok(Asked::Ours(line))
}

fn compose(rest: &[String], help: bool, commands: &[&str]) -> Result<Asked, Refusal> {
    const CALLED: &str = "docker ecs compose";
    let mut before = Reading::new(rest, CALLED);
    before.options(COMPOSE_OPTIONS)?;
    let help = help | before.asks_for_help();
    let Some(command) = before.word() else { return Ok(Asked::ComposeHelp) };
    if command == "version" {
        return Ok(Asked::Version(before.rest.to_vec()));
    }
    let mut line = match COMPOSE.iter().find(|row| row.is(command)) {
        Some(row) => Reading::new(before.rest, CALLED).line(row, command, help)?,
        // A command of ours that the others never had.
        None if commands.contains(&command) => {
            let mut words = vec![command.to_owned()];
            words.extend(before.rest.iter().cloned());
            words.extend(help.then(|| "--help".to_owned()));
            Line { called: CALLED, typed: "", words, notes: Vec::new() }
        }
        None => return Err(unknown(CALLED, command, COMPOSE, commands)),
    };
    // After the command, where ours takes them as well, and where a command may have one of its own.
    line.words.splice(1..1, before.words);
    line.notes.splice(0..0, before.notes);
    Ok(Asked::Ours(line))
}

fn secret(rest: &[String], help: bool) -> Result<Asked, Refusal> {
    let mut before = Reading::new(rest, "docker ecs secret");
    let help = help | before.asks_for_help();
    let Some(command) = before.word() else {
        let words = vec!["secret".to_owned(), "--help".to_owned()];
        return Ok(Asked::Ours(Line { called: "docker ecs", typed: "", words, notes: Vec::new() }));
    };
    let row = SECRET.iter().find(|row| row.is(command));
    let row = row.ok_or_else(|| unknown("docker ecs secret", command, SECRET, &[]))?;
    let mut after = Reading::new(before.rest, "docker ecs secret");
    let mut line = after.line(row, command, help)?;
    // The word `secret` is ours as well.
    line.called = "docker ecs";
    if row.is("create") {
        // The old command took a file there; `-` was standard input.
        match after.plain.get(1).map(String::as_str) {
            Some("-") => line.words.retain(|word| word != "-"),
            Some(file) => {
                return Err(refusal(
                    "a secret is not read from a file by its name".to_owned(),
                    &format!("`docker ecs secret create NAME < {file}`"),
                ));
            }
            None => {}
        }
    }
    Ok(Asked::Ours(line))
}

/// The options of the client itself mean nothing here, and that is reported. A context meant an AWS account,
/// so to leave it out could deploy to another one.
fn notes_of_docker(dropped: &[(String, Option<String>)], line: &Line) -> Result<Option<String>, Refusal> {
    let at_aws = line.words.first().is_some_and(|name| AT_AWS.contains(&name.as_str()));
    let context = dropped.iter().find(|(name, _)| name == "--context" || name == "-c");
    if let Some((name, Some(value))) = context
        && at_aws
        && value != "default"
    {
        return Err(refusal(
            format!(
                "`{name} {value}` does not say which AWS account is meant: Docker contexts have none any more"
            ),
            "leave it out, and say where with `AWS_PROFILE` and `AWS_REGION`, or `--aws-profile` and \
             `--region`",
        ));
    }
    let names: Vec<String> = dropped.iter().map(|(name, _)| format!("`{name}`")).collect();
    let verb = if names.len() == 1 { "is an option" } else { "are options" };
    Ok((!names.is_empty())
        .then(|| format!("{} {verb} of the Docker client, which changes nothing here", names.join(", "))))
}

fn unknown(called: &str, typed: &str, rows: &[Row], more: &[&str]) -> Refusal {
    let names: Vec<&str> = rows
        .iter()
        .filter(|row| matches!(row.becomes, Becomes::Ours(_)))
        .map(|row| -> &str { row.name() })
        .chain(more.iter().copied())
        .collect();
    let near = crate::diagnostic::nearest(typed, names.iter().copied());
    let help = match near {
        Some(near) => format!("did you mean `{called} {near}`?"),
        None => format!("`{called} --help` lists what there is"),
    };
    refusal(format!("`{called}` has no command `{typed}`"), &help)
}

/// A command line that is read from left to right.
#[derive(Debug)]
struct Reading<'a> {
    rest: &'a [String],
    called: &'static str,
    words: Vec<String>,
    plain: Vec<String>,
    notes: Vec<String>,
    dropped: Vec<(String, Option<String>)>,
    turned: Option<&'static str>,
}

impl<'a> Reading<'a> {
    fn new(rest: &'a [String], called: &'static str) -> Self {
        Self {
            rest,
            called,
            words: Vec::new(),
            plain: Vec::new(),
            notes: Vec::new(),
            dropped: Vec::new(),
            turned: None,
        }
    }

    fn word(&mut self) -> Option<&'a str> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    fn skip(&mut self, word: &str) {
        if self.rest.first().is_some_and(|first| first == word) {
            self.word();
        }
    }

    /// Takes `help`, `--help` or `-h` from the front.
    fn asks_for_help(&mut self) -> bool {
        let asks = self.rest.first().is_some_and(|word| ["help", "--help", "-h"].contains(&word.as_str()));
        if asks {
            self.word();
        }
        asks
    }

    /// Reads the options of a table up to the first word that is none.
    fn options(&mut self, table: &[Opt]) -> Result<(), Refusal> {
        while let Some(word) = self.rest.first() {
            let known = self.option(word, table, None)?;
            if !known {
                break;
            }
        }
        Ok(())
    }

    /// Reads everything that follows the name of a command.
    fn line(&mut self, row: &Row, typed: &str, help: bool) -> Result<Line, Refusal> {
        let ours = match row.becomes {
            Becomes::Ours(words) => words,
            Becomes::Nothing(help) => {
                return Err(refusal(format!("`{} {typed}` is not to be had", self.called), help));
            }
        };
        while let Some(word) = self.rest.first() {
            if word == "--" {
                self.words.extend(self.rest.iter().cloned());
                break;
            }
            if !self.option(word, row.options, Some(typed))? {
                self.word();
                self.words.push(word.clone());
                if !word.starts_with('-') || word == "-" {
                    self.plain.push(word.clone());
                }
            }
        }
        let mut words: Vec<String> = match self.turned {
            Some(name) => vec![name.to_owned()],
            None => ours.iter().map(|&word| word.to_owned()).collect(),
        };
        let renamed = words.len() == 1 && words.first().is_some_and(|word| word != row.name());
        let typed = if renamed { row.name() } else { "" };
        words.append(&mut self.words);
        words.extend(help.then(|| "--help".to_owned()));
        Ok(Line { called: self.called, typed, words, notes: std::mem::take(&mut self.notes) })
    }

    /// Reads one option, in all the ways in which the client's own parser takes them; false when the table
    /// has it not.
    fn option(&mut self, word: &'a str, table: &[Opt], of: Option<&str>) -> Result<bool, Refusal> {
        if let Some(long) = word.strip_prefix("--").filter(|long| !long.is_empty()) {
            let (name, value) = match long.split_once('=') {
                Some((name, value)) => (format!("--{name}"), Some(value.to_owned())),
                None => (word.to_owned(), None),
            };
            let Some(opt) = table.iter().find(|opt| opt.is(&name)) else { return Ok(false) };
            self.word();
            self.apply(opt, name, value, of)?;
            return Ok(true);
        }
        let Some(mut letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
            return Ok(false);
        };
        let mut met = Vec::new();
        // Several letters in one word, the last of which may have its value behind it.
        while let Some(letter) = letters.chars().next() {
            letters = letters.get(letter.len_utf8()..).unwrap_or_default();
            let name = format!("-{letter}");
            let Some(opt) = table.iter().find(|opt| opt.is(&name)) else { return Ok(false) };
            if opt.takes_value || letters.starts_with('=') {
                let value = letters.strip_prefix('=').unwrap_or(letters);
                met.push((opt, name, (!letters.is_empty()).then(|| value.to_owned())));
                break;
            }
            met.push((opt, name, None));
        }
        self.word();
        for (opt, name, value) in met {
            self.apply(opt, name, value, of)?;
        }
        Ok(true)
    }

    fn apply(
        &mut self,
        opt: &Opt,
        name: String,
        given: Option<String>,
        of: Option<&str>,
    ) -> Result<(), Refusal> {
        let whole = of.map_or_else(|| self.called.to_owned(), |of| format!("{} {of}", self.called));
        let value = match (opt.takes_value, given) {
            (true, Some(value)) => Some(value),
            (true, None) => match self.word() {
                Some(value) => Some(value.to_owned()),
                None => {
                    return Err(refusal(
                        format!("`{name}` of `{whole}` needs a value"),
                        "write it behind it",
                    ));
                }
            },
            // A switch that is switched off is not there.
            (false, Some(off)) if ["false", "0", "f"].contains(&off.as_str()) => return Ok(()),
            (false, _) => None,
        };
        match opt.translation {
            Translation::Is(ours) => self.words.push(joined(ours, value.as_deref())),
            Translation::Worded(ours, table) => {
                let value = value.unwrap_or_default();
                match table.iter().find(|(word, _)| *word == value) {
                    Some((_, None)) => {}
                    Some((_, Some(other))) => self.words.push(joined(ours, Some(other))),
                    None => self.words.push(joined(ours, Some(&value))),
                }
            }
            Translation::Turns(command) => {
                // A part of the model can be had without its template; without both there is the verdict.
                self.turned = self.turned.filter(|turned| *turned == "config").or(Some(command));
                self.words.push(joined(&name, value.as_deref()));
            }
            Translation::Idle("") => self.dropped.push((name, value)),
            Translation::Idle(why) => self.notes.push(format!("`{name}` changes nothing: {why}")),
            Translation::Refused(help) => {
                return Err(refusal(format!("`{name}` of `{whole}` is not to be had"), help));
            }
        }
        Ok(())
    }
}

/// One word, so that a value that begins with a hyphen stays a value.
fn joined(name: &str, value: Option<&str>) -> String {
    match value {
        Some(value) => format!("{name}={value}"),
        None => name.to_owned(),
    }
}
