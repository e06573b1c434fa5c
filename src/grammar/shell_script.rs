//! Scripts of a shell: which word of a command line is one, and how a reference in it becomes a variable of
//! the shell.
//! <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html>
//!
//! A value that Compose fills in is a part of the script's text, and the value of a variable is not read as
//! script again. Where the two could differ for other reasons than characters of the value that are special
//! to the shell, nothing is replaced: among back-quotes, here-documents, arithmetic, `$'…'`, a backslash, a
//! name or `~` before the reference, quotes in quoted `${…}`, where the reference is a part of a name that
//! the script gives a value or defines, and where the script gives the variable a value of its own.

use super::deferred::{self, Part};

/// The programs that run the script behind `-c`.
const SHELLS: [&str; 7] = ["ash", "bash", "dash", "ksh", "mksh", "sh", "zsh"];

/// Programs that run the command behind them.
const RUNNERS: [&str; 5] = ["busybox", "catatonit", "docker-init", "dumb-init", "tini"];

/// Long options of shells without a value.
const SWITCHES: [&str; 4] = ["--login", "--noprofile", "--norc", "--posix"];

/// The name of a program without its folder.
pub fn program(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

/// Which word of a command line is the script of a shell: the one behind `sh -c`.
pub fn position(words: &[&str]) -> Option<usize> {
    let mut rest = words.iter().copied().enumerate().peekable();
    while rest.next_if(|(_, word)| RUNNERS.contains(&program(word))).is_some() {
        while rest.next_if(|(_, word)| word.starts_with('-')).is_some() {}
    }
    rest.next().filter(|(_, word)| SHELLS.contains(&program(word)))?;
    let mut is_script = false;
    while let Some((at, word)) = rest.next() {
        match word.strip_prefix(['-', '+']) {
            None | Some("") => return is_script.then_some(at),
            Some("-") => return rest.next().filter(|_| is_script).map(|(at, _)| at),
            Some(_) if SWITCHES.contains(&word) => {}
            Some(long) if long.starts_with('-') => return None,
            Some(letters) => {
                is_script |= word.starts_with('-') && letters.contains('c');
                // The name of the option follows.
                if letters.contains(['o', 'O']) {
                    rest.next();
                }
            }
        }
    }
    None
}

/// A script with variables of the shell in the place of references, where a reference has one: `own` knows
/// its name. None where there is nothing to replace, or where in doubt.
pub fn with_own_variables<'a>(script: &str, own: &dyn Fn(&str) -> Option<&'a str>) -> Option<String> {
    let parts = deferred::parts(script);
    let texts =
        || parts.iter().filter_map(|part| if let Part::Text(text) = part { Some(*text) } else { None });
    // A text that begins with a value is a script in a variable, and a branch of `case` has a parenthesis too
    // many.
    let begins = texts().next().is_some_and(|text| script.starts_with(text) && !text.trim().is_empty());
    let has = |what: &str| texts().any(|text| text.contains(what));
    if !begins || (has("esac") && has("$(")) {
        return None;
    }
    let mut reader = Reader::default();
    let mut out = String::with_capacity(script.len());
    let mut names = Vec::new();
    for part in &parts {
        if let Part::Text(text) = part {
            reader.read(text)?;
            out.push_str(text);
            continue;
        }
        match own(&deferred::without_credentials(&part.marked())) {
            Some(name) => {
                out.push_str(&reader.reference(name)?);
                names.push(name);
            }
            None if has_syntax(part) => return None,
            None => {
                reader.other();
                out.push_str(&part.marked());
            }
        }
    }
    let is_kept = |name: &str| !gives_value(&parts, name, own);
    let is_sure = reader.is_at_end() && !names.is_empty() && !reads_names(&parts);
    (is_sure && names.into_iter().all(is_kept)).then_some(out)
}

/// Whether one of two texts would change how what follows is read.
fn has_syntax(part: &Part<'_>) -> bool {
    let special = |text: &str| text.contains(|c| "'\"\\`$(){}<>#\n".contains(c));
    match part {
        Part::Choice { given, otherwise, .. } => special(given) || special(otherwise),
        Part::Text(_) | Part::Variable(_) | Part::Credential(_) | Part::Entry { .. } => false,
    }
}

/// Whether a script may give a variable another value: it has the name elsewhere than behind a `$`.
fn gives_value<'a>(parts: &[Part<'_>], name: &str, own: &dyn Fn(&str) -> Option<&'a str>) -> bool {
    let followed_by_itself = |at: usize| match parts.get(at + 1) {
        Some(Part::Variable(variable) | Part::Credential(variable)) => {
            own(&deferred::mark(variable)) == Some(name)
        }
        _ => false,
    };
    let is_given = |number: usize, text: &str| {
        text.match_indices(name).any(|(at, _)| {
            let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + name.len()..));
            let after = after.unwrap_or_default();
            let is_whole = !before.ends_with(is_of_name) && !after.starts_with(is_of_name);
            let is_read = before.ends_with('$') || before.ends_with("${");
            let is_same = matches!(after, "=" | "=\"" | "='") && followed_by_itself(number);
            is_whole && !is_read && !is_same
        })
    };
    parts.iter().enumerate().any(|(number, part)| {
        let Part::Text(text) = part else { return false };
        let joined = joined(text);
        is_given(number, text) || is_given(number, &joined)
    })
}

/// A text without quotes and escapes: the shell joins the pieces of `DB_"PASSWORD"` and of `DB_$"PASSWORD"`.
fn joined(text: &str) -> String {
    let text = text.replace("\\\n", "").replace("$\"", "\"").replace("$'", "'");
    text.replace(['"', '\'', '\\'], "")
}

/// Stands for a reference in the words of a script.
const REFERENCE: &str = "\u{0}";

/// Commands that give variables values, or take them away, by names in their words.
const TAKE_NAMES: [&str; 11] = [
    "declare",
    "export",
    "getopts",
    "let",
    "local",
    "mapfile",
    "read",
    "readarray",
    "readonly",
    "typeset",
    "unset",
];

/// Whether a script runs commands of a file or of a text, or has names of variables that are known only when
/// it runs.
fn reads_names(parts: &[Part<'_>]) -> bool {
    let text =
        |part: &Part<'_>| if let Part::Text(text) = *part { text.to_owned() } else { REFERENCE.to_owned() };
    let script = parts.iter().map(text).collect::<String>().replace("\\\n", "");
    // Text in quotes may be a script too.
    let commands = [joined(&script), joined(&without_quoted_ends(&script))];
    let ends_command = |c: char| ends_word(c) && !matches!(c, ' ' | '\t' | '(');
    commands.iter().flat_map(|text| text.split(ends_command)).any(command_reads_names)
}

fn command_reads_names(command: &str) -> bool {
    let words: Vec<&str> = command.split(ends_word).filter(|word| !word.is_empty()).collect();
    let takes_names = |at: usize, word: &str| {
        let rest = words.get(at + 1..).unwrap_or_default();
        match word {
            "printf" => {
                rest.iter().any(|option| option.starts_with("-v"))
                    && rest.iter().any(|word| is_computed(word))
            }
            // Behind the options that it looks for, and before the words in which it does.
            "getopts" => rest.get(1).is_some_and(|word| is_computed(word)),
            "read" => read_operands(rest).any(is_computed),
            _ => TAKE_NAMES.contains(&word) && rest.iter().any(|word| is_computed(word)),
        }
    };
    words
        .iter()
        .enumerate()
        .any(|(at, word)| matches!(*word, "." | "source" | "eval") || takes_names(at, word))
}

/// The words of `read` without the arguments of its options, such as the seconds of `-t`.
fn read_operands<'a>(words: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    let takes_argument =
        |word: &str| word.starts_with('-') && word.ends_with(['d', 'i', 'n', 'N', 'p', 't', 'u']);
    let before = std::iter::once("").chain(words.iter().copied());
    words.iter().copied().zip(before).filter(move |(_, before)| !takes_argument(before)).map(|(word, _)| word)
}

/// Whether the name in a word is known only when the script runs; what is behind `=` is a value.
fn is_computed(word: &str) -> bool {
    let name = word.split('=').next().unwrap_or_default();
    name.contains(['$', '`']) || name.contains(REFERENCE)
}

/// A script in which no character in quotes or behind a backslash ends a word.
fn without_quoted_ends(script: &str) -> String {
    let mut quote = None;
    let mut is_escaped = false;
    let in_word = |c: char| {
        let is_quoted = quote.is_some() || is_escaped;
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = quote != Some('\''),
            '"' | '\'' if quote.is_none() => quote = Some(c),
            _ if quote == Some(c) => quote = None,
            _ => {}
        }
        if is_quoted && ends_word(c) { '_' } else { c }
    };
    script.chars().map(in_word).collect()
}

/// Where in a script a reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// Among commands: of the script itself, or inside `$(…)`; with the number of open parentheses.
    Commands(usize),
    /// `"…"`.
    Double,
    /// `'…'`.
    Single,
    /// `${…}`: whether that is in double quotes, and whether the name has ended.
    Braces(bool, bool),
    /// `# …`.
    Comment,
}

/// A reader of a script. It stops where it is in doubt.
#[derive(Debug)]
struct Reader {
    /// The innermost last.
    frames: Vec<Frame>,
    is_escaped: bool,
    /// The character before; none at the beginning and where it means nothing.
    last: Option<char>,
    /// Whether the characters before are a `$` and a name, which may go on.
    is_in_name: bool,
    /// Both before a backslash: with the end of a line behind it, it stands for nothing.
    before_escape: (Option<char>, bool),
    /// The word that the reader is in, or behind.
    word: Word,
}

/// A word among commands, as far as it was read.
#[derive(Debug, Default)]
struct Word {
    text: String,
    /// Whether a reference is a part of it.
    has_reference: bool,
    /// Whether a character is a part of it that no name has. To ask the text at every sign would be
    /// quadratic.
    is_no_name: bool,
    /// Whether the script defines or counts with a name of this word.
    is_defined: bool,
}

/// The words before a name that a script defines or counts with.
const NAMED_BEHIND: [&str; 3] = ["for", "function", "select"];

impl Word {
    /// None where the word is a name because of a value: a shell assigns to `ab=…`, defines `ab()` and opens
    /// `{ab}>` as it reads them, and does nothing of that with `"$NAME"=…`.
    fn character(&mut self, last: Option<char>, c: char) -> Option<()> {
        let follows = !last.is_some_and(ends_word);
        let is_name = || match c {
            '(' => last != Some('$'),
            '=' | '+' | '[' => follows && !self.is_no_name,
            '<' | '>' => follows && self.text.starts_with('{') && self.text.ends_with('}'),
            _ => false,
        };
        if self.has_reference && is_name() {
            return None;
        }
        let is_between = |c: char| ends_word(c) && !matches!(c, ' ' | '\t');
        if is_between(c) {
            *self = Self::default();
        } else if !ends_word(c) {
            self.begin(last);
            self.text.push(c);
            self.is_no_name |= !is_of_name(c);
        }
        Some(())
    }

    /// A character or a reference behind the end of a word begins another one.
    fn begin(&mut self, last: Option<char>) {
        if last.is_some_and(ends_word) {
            let is_defined = NAMED_BEHIND.contains(&self.text.as_str());
            *self = Self { is_defined, ..Self::default() };
        }
    }

    fn reference(&mut self, last: Option<char>) -> Option<()> {
        self.begin(last);
        self.has_reference = true;
        (!self.is_defined).then_some(())
    }
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            frames: vec![Frame::Commands(0)],
            is_escaped: false,
            last: None,
            is_in_name: false,
            before_escape: (None, false),
            word: Word::default(),
        }
    }
}

impl Reader {
    fn read(&mut self, text: &str) -> Option<()> {
        if text.replace("<<<", "").contains("<<") {
            return None;
        }
        text.chars().try_for_each(|c| self.character(c))
    }

    fn character(&mut self, c: char) -> Option<()> {
        let before = (self.last.replace(c), self.is_in_name);
        let last = before.0;
        self.is_in_name = c == '$' || (self.is_in_name && is_of_name(c));
        if self.is_escaped {
            self.is_escaped = false;
            (self.last, self.is_in_name) =
                if c == '\n' { self.before_escape } else { (Some('\\'), self.is_in_name) };
            return Some(());
        }
        let frame = self.frames.last().copied()?;
        if matches!(frame, Frame::Commands(_)) && c != '\\' {
            self.word.character(last, c)?;
        }
        match (frame, c) {
            (Frame::Single, '\'')
            | (Frame::Double, '"')
            | (Frame::Comment, '\n')
            | (Frame::Braces(..), '}') => {
                self.frames.pop();
                // The next characters are no word of their own.
                self.last = Some(if frame == Frame::Comment { '\n' } else { 'x' });
            }
            (Frame::Single | Frame::Comment, _) => {}
            (Frame::Braces(is_quoted, false), ':' | '-' | '=' | '+' | '?' | '%')
                if last.is_some_and(is_of_name) =>
            {
                self.replace(Frame::Braces(is_quoted, true));
            }
            (_, '`') | (Frame::Braces(true, _), '"' | '\'') => return None,
            (_, '\\') => {
                self.is_escaped = true;
                self.before_escape = before;
            }
            // The number of the shell's process.
            (_, '$') if last == Some('$') => self.last = Some('x'),
            (_, '(') if last == Some('$') => self.frames.push(Frame::Commands(0)),
            (_, '{') if last == Some('$') => {
                let is_quoted = matches!(frame, Frame::Double | Frame::Braces(true, _));
                self.frames.push(Frame::Braces(is_quoted, false));
            }
            (Frame::Double | Frame::Braces(true, _), _) => {}
            (_, '\'') if last == Some('$') => return None,
            (_, '\'') => self.frames.push(Frame::Single),
            (_, '"') => self.frames.push(Frame::Double),
            (Frame::Commands(_), '#') if last.is_none_or(ends_word) => self.frames.push(Frame::Comment),
            // Arithmetic.
            (Frame::Commands(_), '(') if last == Some('(') => return None,
            (Frame::Commands(open), '(') => self.replace(Frame::Commands(open + 1)),
            (Frame::Commands(0), ')') if self.frames.len() > 1 => {
                self.frames.pop();
                self.last = Some('x');
            }
            // At the beginning of a branch of `case` it closes nothing.
            (Frame::Commands(open), ')') => self.replace(Frame::Commands(open.saturating_sub(1))),
            (Frame::Commands(_) | Frame::Braces(false, _), _) => {}
        }
        Some(())
    }

    fn replace(&mut self, frame: Frame) {
        if let Some(last) = self.frames.last_mut() {
            *last = frame;
        }
    }

    /// The value of a variable of the shell here.
    fn reference(&mut self, name: &str) -> Option<String> {
        if self.is_escaped || self.is_in_name {
            return None;
        }
        if matches!(self.frames.last()?, Frame::Commands(_)) {
            if self.last == Some('~') {
                return None;
            }
            self.word.reference(self.last)?;
        }
        let text = match self.frames.last()? {
            // In the place of a name.
            Frame::Braces(_, false) => return None,
            Frame::Commands(_) | Frame::Braces(false, _) => format!("\"${{{name}}}\""),
            Frame::Double | Frame::Braces(true, _) | Frame::Comment => format!("${{{name}}}"),
            Frame::Single => format!("'\"${{{name}}}\"'"),
        };
        self.other();
        Some(text)
    }

    /// Text that is not known yet, and means nothing to a shell.
    fn other(&mut self) {
        self.is_escaped = false;
        self.is_in_name = false;
        self.last = Some('x');
    }

    /// Whether a script can end here.
    fn is_at_end(&self) -> bool {
        let is_open =
            !matches!(self.frames.as_slice(), [Frame::Commands(0)] | [Frame::Commands(0), Frame::Comment]);
        !self.is_escaped && !is_open
    }
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Whether a comment can begin behind a character.
fn ends_word(c: char) -> bool {
    c.is_ascii_whitespace() || matches!(c, ';' | '&' | '|' | '(' | ')')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn scripts_of_shells() {
        let table = [
            ("sh -c X", Some(2)),
            ("/bin/bash -euo pipefail -c X name", Some(4)),
            ("bash -c -e X", Some(3)),
            ("sh -ec -- X", Some(3)),
            ("ash --login -c X", Some(3)),
            ("/sbin/tini -g -- /bin/sh -c X", Some(5)),
            ("busybox sh -xc X", Some(3)),
            ("bash -O extglob -c X", Some(4)),
            ("sh X", None),
            ("sh -c", None),
            ("sh -e X -c Y", None),
            ("bash --rcfile a -c X", None),
            ("ssh host sh -c X", None),
            ("redis-server --requirepass X", None),
            ("", None),
        ];
        for (line, expected) in table {
            let words: Vec<&str> = line.split_whitespace().collect();
            assert_eq!(position(&words), expected, "{line}");
        }
    }

    /// `@` is a reference to a variable that the shell has as `PASS`, `%` one that it does not have.
    fn replaced(script: &str) -> Option<String> {
        let marked = script.replace('@', &deferred::mark("X")).replace('%', &deferred::mark("Y"));
        let marked = deferred::with_credentials(&marked, &|name| name == "X");
        let own = |text: &str| (text == deferred::mark("X")).then_some("PASS");
        with_own_variables(&marked, &own).map(|script| deferred::shown(&script).into_owned())
    }

    #[test]
    fn references_become_variables_of_the_shell() {
        let table = [
            ("mysqladmin ping -p@", r#"mysqladmin ping -p"${PASS}""#),
            ("x -p@abc", r#"x -p"${PASS}"abc"#),
            (r#"x -u "me:@b""#, r#"x -u "me:${PASS}b""#),
            ("psql -c 'ALTER USER a PASSWORD @'", r#"psql -c 'ALTER USER a PASSWORD '"${PASS}"''"#),
            ("x 'a' @ \"b\" # it's\ny @", "x 'a' \"${PASS}\" \"b\" # it's\ny \"${PASS}\""),
            ("x # with @", "x # with ${PASS}"),
            ("[ $(redis-cli -a @ ping) = PONG ]", r#"[ $(redis-cli -a "${PASS}" ping) = PONG ]"#),
            (r#"x "$(y "@" @)" @"#, r#"x "$(y "${PASS}" "${PASS}")" "${PASS}""#),
            (r#"x ${A:-@} "${B:-@}""#, r#"x ${A:-"${PASS}"} "${B:-${PASS}}""#),
            ("PASS=@ x", r#"PASS="${PASS}" x"#),
            ("export PASS=@; x $HOME @", r#"export PASS="${PASS}"; x $HOME "${PASS}""#),
            (r#"export PATH="$PATH:/x"; x @"#, r#"export PATH="$PATH:/x"; x "${PASS}""#),
            (r#"local a="$1"; x @"#, r#"local a="$1"; x "${PASS}""#),
            (r#"read -t "$T" line; x @"#, r#"read -t "$T" line; x "${PASS}""#),
            (r#"getopts ab: opt "$*"; x @"#, r#"getopts ab: opt "$*"; x "${PASS}""#),
            (
                "unset A; printf '-s' $HOME; read -r b; x @",
                r#"unset A; printf '-s' $HOME; read -r b; x "${PASS}""#,
            ),
            (r#"x $PASS ${PASS} "$PASS" @"#, r#"x $PASS ${PASS} "$PASS" "${PASS}""#),
            ("x @ % y", r#"x "${PASS}" ${Y} y"#),
            ("x <<<@ && (y; z @)", r#"x <<<"${PASS}" && (y; z "${PASS}")"#),
            ("case $1 in a) x @;; esac", r#"case $1 in a) x "${PASS}";; esac"#),
            (
                "x $HOME \\\n@ a \\\n# don't @\ny $(z)@",
                "x $HOME \\\n\"${PASS}\" a \\\n# don't ${PASS}\ny $(z)\"${PASS}\"",
            ),
            ("[ @ = a ] || x -d @ +s [b]", r#"[ "${PASS}" = a ] || x -d "${PASS}" +s [b]"#),
            ("x if=@ --a=@ @,b=c", r#"x if="${PASS}" --a="${PASS}" "${PASS}",b=c"#),
            (r"x \' @ a\ #b", r#"x \' "${PASS}" a\ #b"#),
        ];
        for (script, expected) in table {
            assert_eq!(replaced(script).as_deref(), Some(expected), "{script}");
        }
    }

    #[test]
    fn in_doubt_nothing_is_replaced() {
        let table = [
            "@",
            "@ x",
            "x",
            "x %",
            "x `y @`",
            "cat <<END\n@\nEND",
            r"x \@",
            "x $@",
            "x $((1 + @))",
            "((a = @))",
            r"x $'a\'' @",
            "x ${@}",
            "x ${#@}",
            "x $A@",
            "x ${A@:-b}",
            r#"x "${A:-"@"}""#,
            "x 'a @",
            "x \"a @",
            "x $(y @",
            "x @ \\",
            "PASS=other; x @",
            "read PASS; x @",
            "unset PA\"SS\"; x @",
            "unset 'PA''SS'; x @",
            "unset P\\ASS; x @",
            "unset PA\\\nSS; x @",
            "unset PA$\"SS\"; x @",
            "n=SS; unset PA$n; x @",
            "unset $1; x @",
            "unset -v A \"${n}\"; x @",
            "read -p 'a; b' $n; x @",
            "read -p a $n; x @",
            "unset % ; x @",
            "unset % $n; x @",
            "printf -v $n a; x @",
            "printf -v \"$n\" a; x @",
            "export A=b $n; x @",
            "local A$n=b; x @",
            "ev''al \"$a\"; x @",
            "\\eval \"$a\"; x @",
            ". ./env && x @",
            "x $(case a in a) @;; esac)",
            "x\n@=1",
            "x\na@b=1",
            "x; @+=1",
            "x; @[0]=1",
            "x; @() { y; }",
            "x; @ () { y; }",
            "x; for @ in a; do y; done",
            "x; function @ { y; }",
            "x\n@\\\n=1",
            "x; for a@ in b; do y; done",
            "x; for \\\n@ in b; do y; done",
            "x; select\ta_@ in b; do y; done",
            "x; function a@ { y; }",
            "x; a-@() { y; }",
            "exec {a@}>b",
            "x $HOME\\\n@",
            "x $\\\n@",
            "set -a;. ./env; x @",
            "(. ./env; x @)",
            "export $(cat env); x @",
            "export \"$a\"; x @",
            "eval \"$(cat env)\"; x @",
            "x ~@",
        ];
        for script in table {
            assert_eq!(replaced(script), None, "{script}");
        }
        let choice = deferred::choice("A", "'", "");
        let own = |text: &str| (text == deferred::mark("X")).then_some("PASS");
        assert_eq!(with_own_variables(&format!("x {choice} {}", deferred::mark("X")), &own), None);
    }

    proptest! {
        #[test]
        fn never_panics(script in "([a '\"`()${}<>#;|\\\\\n@%]|PASS|\\PC){0,24}") {
            let _ = replaced(&script);
        }
    }
}
