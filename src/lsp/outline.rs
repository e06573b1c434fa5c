//! Where a position is in a Compose file, from indentation alone: while somebody types, the file is no YAML.

/// A step from the top of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// An entry of a mapping.
    Key(String),
    /// An item of a list.
    Item,
}

/// The text at a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Context {
    /// The mapping or list that the position is in.
    pub(super) path: Vec<Step>,
    /// The key whose value is written there; none where a key is.
    pub(super) value_of: Option<String>,
    /// The bytes of the word at the position.
    pub(super) word: std::ops::Range<usize>,
    /// Whether the position is in a mapping or list in flow style.
    pub(super) flow: bool,
}

/// The context of a byte of a text; none in a comment.
pub(super) fn context(text: &str, at: usize) -> Option<Context> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
    let before = text.get(start..at)?;
    let line = Line::parse(before);
    if line.rest.starts_with('#') || before.contains(" #") {
        return None;
    }
    let mut path = parents(text.get(..start)?, &line);
    path.extend(line.dashes.iter().map(|_| Step::Item));
    let mut scan = Scan::default();
    // With its last blanks: what follows them is another word.
    scan.run(before.get(line.column..)?, start + line.column);
    path.extend(scan.steps);
    let flow = !scan.open.is_empty();
    let word_end = at + text.get(at..)?.find(|c: char| !is_word(c)).unwrap_or(text.len() - at);
    Some(Context { path, value_of: scan.key, word: scan.word.min(at)..word_end, flow })
}

/// The names below a key of the top level, such as those of `services`.
pub(super) fn names(text: &str, section: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut indent = None;
    let mut inside = false;
    for raw in text.lines() {
        let line = Line::parse(raw);
        if line.rest.is_empty() || line.rest.starts_with('#') {
            continue;
        }
        if line.column == 0 {
            inside = key_of(line.rest).is_some_and(|key| key == section);
            indent = None;
        } else if inside && line.column == *indent.get_or_insert(line.column) {
            found.extend(key_of(line.rest).map(str::to_owned));
        }
    }
    found
}

/// The keys beside a position in block style, at its column and below the same parent.
pub(super) fn siblings(text: &str, at: usize) -> Vec<String> {
    let start = text.get(..at).unwrap_or_default().rfind('\n').map_or(0, |newline| newline + 1);
    let column = Line::parse(text.get(start..at).unwrap_or_default()).column;
    let mut found = Vec::new();
    let mut collect = |lines: &mut dyn Iterator<Item = &str>, behind: bool| {
        for raw in lines {
            let line = Line::parse(raw);
            if line.rest.is_empty() || line.rest.starts_with('#') {
                continue;
            }
            // A dash begins another item, unless it is the first line of this one.
            let begins = !line.dashes.is_empty() && line.column == column;
            if line.column < column || (begins && behind) {
                break;
            }
            if line.column == column {
                found.extend(key_of(line.rest).map(str::to_owned));
            }
            if begins {
                break;
            }
        }
    };
    collect(&mut text.get(..start).unwrap_or_default().lines().rev(), false);
    let rest = text.get(start..).unwrap_or_default();
    collect(&mut rest.lines().skip(1), true);
    found
}

/// A line: where its dashes and its content are.
struct Line<'a> {
    dashes: Vec<usize>,
    column: usize,
    rest: &'a str,
}

impl<'a> Line<'a> {
    fn parse(text: &'a str) -> Self {
        let mut rest = text.trim_end_matches(['\r', '\n']);
        let mut column = 0;
        let mut dashes = Vec::new();
        loop {
            let content = rest.trim_start_matches(' ');
            column += rest.len() - content.len();
            rest = content;
            match rest.strip_prefix('-') {
                Some(after) if after.is_empty() || after.starts_with(' ') => {
                    dashes.push(column);
                    column += 1;
                    rest = after;
                }
                _ => return Self { dashes, column, rest: rest.trim_end() },
            }
        }
    }
}

/// The keys and items that hold a line, from the text before it.
fn parents(text: &str, line: &Line<'_>) -> Vec<Step> {
    let mut found = Vec::new();
    // The column that a parent must be left of, and whether it may also be at it: a list may stand at the
    // column of its key.
    let (mut column, mut is_item) = match line.dashes.first() {
        Some(dash) => (*dash, true),
        None => (line.column, false),
    };
    for raw in text.lines().rev() {
        if column == 0 && !is_item {
            break;
        }
        let line = Line::parse(raw);
        if line.rest.starts_with('#') || (line.rest.is_empty() && line.dashes.is_empty()) {
            continue;
        }
        let holds = line.column < column || (is_item && line.column == column && line.dashes.is_empty());
        if holds && let Some(key) = key_of(line.rest) {
            found.push(Step::Key(key.to_owned()));
            (column, is_item) = (line.column, false);
        }
        let limit = column;
        for dash in line.dashes.iter().rev().filter(|dash| **dash < limit) {
            // A dash at the column of the item that we are in begins the item before it.
            found.push(Step::Item);
            (column, is_item) = (*dash, true);
        }
    }
    found.reverse();
    found
}

/// The key that a line begins with.
fn key_of(rest: &str) -> Option<&str> {
    let quoted = |quote: char| {
        let (key, after) = rest.strip_prefix(quote)?.split_once(quote)?;
        after.trim_start().starts_with(':').then_some(key)
    };
    if rest.starts_with(['"', '\'']) {
        return quoted('"').or_else(|| quoted('\''));
    }
    if rest.starts_with(['{', '[', '#', '&', '*', '!', '|', '>']) {
        return None;
    }
    let (key, after) = rest.split_once(':')?;
    (after.is_empty() || after.starts_with(' ')).then(|| key.trim_end())
}

/// The part of a line before a position, in flow style too.
#[derive(Debug, Default)]
struct Scan {
    steps: Vec<Step>,
    /// How many steps there were at each bracket, and whether it is of a mapping.
    open: Vec<(usize, bool)>,
    key: Option<String>,
    word: usize,
    token: String,
}

impl Scan {
    fn run(&mut self, text: &str, start: usize) {
        self.word = start;
        let mut quote = None;
        let mut rest = text.char_indices().peekable();
        while let Some((at, c)) = rest.next() {
            if let Some(open) = quote {
                if c == open {
                    quote = None;
                } else {
                    self.token.push(c);
                }
                continue;
            }
            match c {
                '"' | '\'' if self.token.is_empty() => {
                    quote = Some(c);
                    self.word = start + at + 1;
                }
                '{' | '[' if self.token.is_empty() => {
                    self.open.push((self.steps.len(), c == '{'));
                    let is_item = self.open.iter().rev().nth(1).is_some_and(|(_, map)| !map);
                    match self.key.take() {
                        Some(key) => self.steps.push(Step::Key(key)),
                        None if is_item => self.steps.push(Step::Item),
                        None => {}
                    }
                    self.next(start + at + 1);
                }
                '}' | ']' if !self.open.is_empty() => {
                    if let Some((steps, _)) = self.open.pop() {
                        self.steps.truncate(steps);
                    }
                    self.key = None;
                    self.next(start + at + 1);
                }
                ',' if !self.open.is_empty() => {
                    self.key = None;
                    self.next(start + at + 1);
                }
                ':' if self.key.is_none()
                    && self.is_in_mapping()
                    && rest.peek().is_none_or(|(_, next)| *next == ' ') =>
                {
                    self.key = Some(self.token.trim().to_owned());
                    self.next(start + at + 1);
                }
                // An anchor or a tag before a value is none of it.
                ' ' if self.token.is_empty() || self.token.starts_with(['&', '!']) => {
                    self.next(start + at + 1);
                }
                c => self.token.push(c),
            }
        }
        // Nor is one that is being written, or an alias.
        if self.token.starts_with(['&', '!', '*']) && !self.token.contains(' ') {
            self.word = start + text.len();
        }
        if self.open.last().is_some_and(|(_, map)| !map) && self.key.is_none() {
            self.steps.push(Step::Item);
        }
    }

    /// At the top of a line, or in braces.
    fn is_in_mapping(&self) -> bool {
        self.open.last().is_none_or(|(_, map)| *map)
    }

    fn next(&mut self, word: usize) {
        self.token.clear();
        self.word = word;
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The context at `|`, as a path, the key of the value, and the word.
    fn at(text: &str) -> (String, Option<String>, String) {
        let at = text.find('|').unwrap();
        let text = text.replacen('|', "", 1);
        let found = context(&text, at).unwrap();
        let steps: Vec<String> = found
            .path
            .iter()
            .map(|step| match step {
                Step::Key(key) => key.clone(),
                Step::Item => "[]".to_owned(),
            })
            .collect();
        (steps.join("."), found.value_of, text.get(found.word).unwrap().to_owned())
    }

    #[test]
    fn the_path_follows_from_indentation() {
        let key = |path: &str, word: &str| (path.to_owned(), None, word.to_owned());
        let value =
            |path: &str, of: &str, word: &str| (path.to_owned(), Some(of.to_owned()), word.to_owned());
        for (text, wanted) in [
            ("|", key("", "")),
            ("x-aws|", key("", "x-aws")),
            ("services:\n  web:\n    x-aw|", key("services.web", "x-aw")),
            ("services:\n  web:\n    image: nginx\n    |\n  db:\n", key("services.web", "")),
            ("services:\n  web:\n    # c\n\n    ports:\n      - targ|", key("services.web.ports.[]", "targ")),
            ("services:\n  web:\n    ports:\n    - target: 80\n      x|", key("services.web.ports.[]", "x")),
            ("services:\n  web:\n    ports:\n    - 1\n    - 2\n    - x|", key("services.web.ports.[]", "x")),
            ("services:\n  web:\n    ports:\n    - 1\n    x|", key("services.web", "x")),
            ("a:\n  - - b: 1\n      c|", key("a.[].[]", "c")),
            ("x-aws-logs_class: st|andard", value("", "x-aws-logs_class", "standard")),
            ("services:\n  web:\n    x-aws-exec: |", value("services.web", "x-aws-exec", "")),
            ("services: {web: {x-aw|", key("services.web", "x-aw")),
            ("services:\n  web:\n    ports: [{target: 80, x-|}]", key("services.web.ports.[]", "x-")),
            (
                "services:\n  web:\n    ports:\n      - {a: 1, b: t|}",
                value("services.web.ports.[]", "b", "t"),
            ),
            ("services:\n  web:\n    depends_on: [a, b|", key("services.web.depends_on.[]", "b")),
            ("services:\n  web:\n    depends_on:\n      - a|", key("services.web.depends_on.[]", "a")),
            ("a: &b |", value("", "a", "")),
            ("\"a b\":\n  c|", key("a b", "c")),
            ("a: http://x\nb|", key("", "b")),
        ] {
            assert_eq!(at(text), wanted, "{text}");
        }
        assert_eq!(context("# x", 3), None);
        assert_eq!(context("a: 1 # x", 8), None);
    }

    #[test]
    fn names_and_siblings() {
        let text = "services:\n  web: {}\n  db:\n    image: x\n\nvolumes:\n  data:\n";
        assert_eq!(names(text, "services"), ["web", "db"]);
        assert_eq!(names(text, "volumes"), ["data"]);
        let text = "ports:\n  - a: 1\n    b: 2\n    \n    c: 3\n  - d: 4\n";
        let at = text.find("    \n").unwrap() + 4;
        assert_eq!(siblings(text, at), ["b", "a", "c"]);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[a:{}\\[\\]\"',é\n -]{0,30}", at in 0_usize..40) {
            context(&text, at);
            if text.is_char_boundary(at) {
                siblings(&text, at);
            }
            names(&text, "a");
        }
    }
}
