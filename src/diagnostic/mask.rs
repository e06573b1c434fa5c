//! Keeps values that look like credentials out of the pictures.
//!
//! A picture shows lines of the user's file, so a finding about one line may lay its neighbours open. In a
//! Compose file the values are found by its structure: scalars under keys like `MYSQL_ROOT_PASSWORD`, however
//! they are written, items like `KEY=value`, arguments like `--password value`. Comments, dotenv files, and
//! what stands behind a fault of the YAML, are read by lines. Names of services and other things, images and
//! keys are never hidden.
//!
//! Credentials are replaced by stars of the same length, so that places stay right.

use std::ops::Range;

use granit_parser::{Event, Options, Parser, Span};

use super::arguments::{CommandLine, credential_arguments};
use super::credentials::{assignments, in_order, is_credential, secrets};

/// The text with every credential masked, byte for byte.
pub fn masked(text: &str) -> String {
    masked_until(text, text.len())
}

/// The same for the lines up to the one with this byte; the rest is left out. Of a large file a finding shows
/// a line near its beginning as a rule.
pub(super) fn masked_until(text: &str, last: usize) -> String {
    let behind = text.as_bytes().get(last..).and_then(|rest| rest.iter().position(|byte| *byte == b'\n'));
    let end = behind.map_or(text.len(), |at| last + at + 1);
    let (end, start) = match text.get(..end) {
        // An anchor may be used as a credential further down.
        Some(start) if !start.as_bytes().contains(&b'&') => (end, start),
        _ => (text.len(), text),
    };
    let mut hidden = secrets(start);
    let mut walk = Walk::new(text, end);
    walk.run();
    hidden.extend(walk.hidden);
    let hidden = hidden.into_iter().map(|range| range.start.min(end)..range.end.min(end));
    stars(start, &in_order(hidden.collect()))
}

fn stars(text: &str, hidden: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for range in hidden {
        // A character belongs to the range that its first byte is in.
        let (start, end) = (text.ceil_char_boundary(range.start), text.ceil_char_boundary(range.end));
        out.push_str(text.get(done..start).unwrap_or_default());
        for c in text.get(start.max(done)..end).unwrap_or_default().chars() {
            match c.len_utf8() {
                _ if c.is_whitespace() => out.push(c),
                1 => out.push('*'),
                bytes => out.extend(std::iter::repeat_n('*', bytes)),
            }
        }
        done = end.max(done);
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// Sections and attributes whose keys are names that the user gave to things.
const NAMING: [&str; 10] = [
    "services",
    "networks",
    "volumes",
    "secrets",
    "configs",
    "models",
    "depends_on",
    "additional_contexts",
    "x-aws-secrets",
    "x-aws-log_secrets",
];

/// Attributes that sound like credentials, and name where one is.
const ATTRIBUTES: [&str; 2] = ["credential_spec", "x-aws-pull_credentials"];

/// Goes through a document once, as the parser reads it.
struct Walk<'a> {
    text: &'a str,
    /// Where it may stop; the start of a line.
    end: usize,
    hidden: Vec<Range<usize>>,
    open: Vec<Frame>,
    /// Where each anchor's value is.
    anchors: Vec<Range<usize>>,
    /// The end of the part that was read by its structure; comments lie between.
    seen: usize,
    /// Where the last scalar began and ended.
    last_start: usize,
    last_end: usize,
}

/// A list or mapping whose end has not come yet.
struct Frame {
    start: usize,
    anchor: usize,
    /// Everything in it is hidden.
    secret: bool,
    kind: Kind,
}

enum Kind {
    /// A list, perhaps the words of a command, and what the items up to now tell of the next.
    List(CommandLine),
    Map {
        /// Its keys are names.
        naming: bool,
        /// The key that waits for its value.
        key: Option<String>,
    },
}

impl<'a> Walk<'a> {
    fn new(text: &'a str, end: usize) -> Self {
        Self {
            text,
            end,
            hidden: Vec::new(),
            open: Vec::new(),
            anchors: Vec::new(),
            seen: 0,
            last_start: 0,
            last_end: 0,
        }
    }

    fn run(&mut self) {
        let mut options = Options::default();
        options.block_scalar_eof_without_line_feed = true;
        options.emit_unresolved_aliases = true;
        let mut parser = Parser::new_from_str_with_options(self.text, options);
        let mut mapping = false;
        while let Some(event) = parser.next_event() {
            let Ok((event, span)) = event else {
                // The line of the fault is read once more, because its key may have been seen without its
                // value.
                self.seen =
                    self.text.get(..self.last_start).and_then(|text| text.rfind('\n')).map_or(0, |at| at + 1);
                break;
            };
            mapping |= matches!(event, Event::MappingStart(..));
            if !mapping && matches!(event, Event::Scalar(..)) {
                // No Compose file: a dotenv file, or prose.
                break;
            }
            self.event(&event, &span);
            if self.last_start > self.end {
                break;
            }
        }
        // The part that the parser did not come to.
        self.between(self.end, true);
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "which events there are depends on the parser's features"
    )]
    fn event(&mut self, event: &Event<'_>, span: &Span) {
        let range = span.byte_range().unwrap_or(self.last_end..self.last_end);
        match event {
            Event::Scalar(text, _, anchor, _) => {
                self.between(range.start, false);
                self.scalar(text, range.clone());
                self.remember(*anchor, range.clone());
                self.seen = self.seen.max(range.end);
                (self.last_start, self.last_end) = (range.start, range.end);
            }
            Event::SequenceStart(_, anchor, _) => {
                self.start(Kind::List(CommandLine::default()), *anchor, range.start);
            }
            Event::MappingStart(_, anchor, _) => {
                let naming = self.key().is_some_and(|key| NAMING.contains(&key));
                self.start(Kind::Map { naming, key: None }, *anchor, range.start);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(frame) = self.open.pop() {
                    self.remember(frame.anchor, frame.start..self.last_end.max(frame.start));
                }
                self.finish();
            }
            Event::Alias(anchor) => {
                if self.is_secret()
                    && let Some(range) = self.anchors.get(*anchor)
                {
                    self.hidden.push(range.clone());
                }
                self.finish();
            }
            Event::UnresolvedAlias(_) => self.finish(),
            Event::DocumentStart(..) => self.anchors.clear(),
            _ => {}
        }
    }

    fn start(&mut self, kind: Kind, anchor: usize, start: usize) {
        let secret = self.is_secret();
        self.open.push(Frame { start, anchor, secret, kind });
    }

    fn remember(&mut self, anchor: usize, range: Range<usize>) {
        if anchor > 0 {
            if anchor >= self.anchors.len() {
                self.anchors.resize(anchor + 1, 0..0);
            }
            if let Some(slot) = self.anchors.get_mut(anchor) {
                *slot = range;
            }
        }
    }

    /// The key whose value comes next.
    fn key(&self) -> Option<&str> {
        match &self.open.last()?.kind {
            Kind::Map { key, .. } => key.as_deref(),
            Kind::List(_) => None,
        }
    }

    /// Whether the value that comes next is a credential by where it stands.
    fn is_secret(&self) -> bool {
        let Some(frame) = self.open.last() else { return false };
        frame.secret
            || match &frame.kind {
                Kind::Map { naming, key: Some(key) } => {
                    !naming && !ATTRIBUTES.contains(&key.as_str()) && is_credential(key)
                }
                Kind::Map { key: None, .. } | Kind::List(_) => false,
            }
    }

    fn scalar(&mut self, text: &str, range: Range<usize>) {
        let secret = self.is_secret();
        let waiting = matches!(self.open.last(), Some(Frame { kind: Kind::Map { key: None, .. }, .. }));
        if waiting {
            // A key; below a credential it may be a part of it.
            if self.open.last().is_some_and(|frame| frame.secret) {
                self.hidden.push(range);
            }
            if let Some(Frame { kind: Kind::Map { key, .. }, .. }) = self.open.last_mut() {
                *key = Some(text.to_owned());
            }
            return;
        }
        if secret {
            self.hidden.push(range);
        } else if self.key() != Some("image") {
            self.inside(text, &range);
        }
        self.finish();
    }

    /// Credentials in a part of a scalar: `KEY=value`, `--password value`, lines of a file.
    fn inside(&mut self, text: &str, range: &Range<usize>) {
        let written = self.text.get(range.clone()).unwrap_or_default();
        let shift = |part: Range<usize>| range.start + part.start..range.start + part.end;
        self.hidden.extend(assignments(written).into_iter().map(shift));
        self.hidden.extend(secret_defaults(written).into_iter().map(shift));
        let found = credential_arguments(&[written]);
        let Some(Frame { kind: Kind::List(line), .. }) = self.open.last_mut() else {
            self.hidden.extend(found.into_iter().map(|(_, part)| shift(part)));
            return;
        };
        if text.contains(char::is_whitespace) {
            *line = CommandLine::default();
        } else if line.word(text).is_some() && found.is_empty() {
            self.hidden.push(range.clone());
        }
        self.hidden.extend(found.into_iter().map(|(_, part)| shift(part)));
    }

    /// The value that was waited for is there.
    fn finish(&mut self) {
        if let Some(Frame { kind: Kind::Map { key, .. }, .. }) = self.open.last_mut() {
            *key = None;
        }
    }

    /// Between scalars there is punctuation and comments, and behind the last event what the parser did not
    /// read.
    fn between(&mut self, end: usize, is_rest: bool) {
        let start = self.seen;
        if let Some(text) = self.text.get(start..end).filter(|text| text.contains(['#', '=', ':'])) {
            // A colon alone belongs to the structure, as long as the parser goes on.
            let comments = if is_rest || end == self.text.len() { Some(0) } else { text.find('#') };
            if let Some(comments) = comments {
                let rest = text.get(comments..).unwrap_or_default();
                let shift = |part: Range<usize>| start + comments + part.start..start + comments + part.end;
                self.hidden.extend(blocks(rest).into_iter().map(shift));
            }
        }
        self.seen = self.seen.max(end);
    }
}

/// Values behind the names of credentials in lines, with the deeper lines that belong to them.
fn blocks(text: &str) -> Vec<Range<usize>> {
    let mut found = assignments(text);
    let mut values = found.clone().into_iter().peekable();
    let mut free = 0;
    for value in values.clone().filter(|value| value.end > value.start) {
        let written = text.get(value.clone()).unwrap_or_default().trim_start();
        let open = ['"', '\''].into_iter().find(|quote| written.starts_with(*quote));
        // A quote that is not closed on its line goes on below.
        if value.start >= free
            && let Some(quote) = open.filter(|quote| !written.get(1..).unwrap_or_default().contains(*quote))
        {
            let rest = text.get(value.end..).unwrap_or_default();
            free = value.end + rest.find(quote).unwrap_or(rest.len());
            found.push(value.end..free);
        }
    }
    let mut start = 0;
    // The indent of the credential's key while lines below it, deeper than that, still belong to its value.
    let mut outer: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let indent = line.len() - line.trim_start().len();
        if outer.is_some_and(|outer| indent <= outer && !line.trim().is_empty()) {
            outer = None;
        }
        if outer.is_some() {
            found.push(start..end);
        }
        while values.next_if(|value| value.start <= end).is_some() {
            outer = outer.or(Some(indent));
        }
        start = end;
    }
    found
}

/// The defaults of variables that hold credentials: `${DB_PASSWORD:-default}`.
fn secret_defaults(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut free = 0;
    for (at, open) in text.match_indices("${") {
        let start = at + open.len();
        let Some(rest) = text.get(start..).filter(|_| at >= free) else { continue };
        let name = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        free = start + name;
        let (name, operator) = rest.split_at(name);
        let Some(operand) = operator.strip_prefix(":-").or_else(|| operator.strip_prefix('-')) else {
            continue;
        };
        if is_credential(name) {
            let from = text.len() - operand.len();
            free = from + operand.find('}').unwrap_or(operand.len());
            found.push(from..free);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_is_masked_as_in_the_whole() {
        let texts = [
            "a:\n  DB_PASSWORD: x1y2\n  b: [--password, z3]\n# TOKEN=abc\nc: 'http://u:pw@h'\nPASSWORD: |\n  one\n  two\nd: e\n",
            "x: &pw hunter2\ny: 1\nDB_PASSWORD: *pw\n",
            "DB_PASSWORD=a\nUSER=b\n# TOKEN: c\n",
            "a: b\nDB_PASSWORD: [x,\n  y\nc: }\nTOKEN: z\n",
            "k: -----BEGIN PRIVATE KEY-----\n  abc\n  -----END PRIVATE KEY-----\nb: c\n",
        ];
        for text in texts {
            let whole = masked(text);
            for last in 0..=text.len() {
                let part = masked_until(text, last);
                let end = text.split_at(last).1.find('\n').map_or(text.len(), |at| last + at + 1);
                assert!(part.len() >= end, "up to {last} of {text}");
                assert_eq!(Some(part.as_str()), whole.get(..part.len()), "up to {last} of {text}");
            }
        }
    }

    #[test]
    fn values_are_starred_and_places_stay() {
        let text = "a:\n  DB_PASSWORD: hünter2 x # c\n  USER: me\n  - API_KEY=abc\n  TOKEN: |\n    one\n    two\n  B: 1\n";
        let masked = masked(text);
        assert_eq!(masked.len(), text.len());
        assert!(masked.contains("USER: me") && masked.contains("B: 1"));
        for secret in ["hünter2", "abc", "one", "two"] {
            assert!(!masked.contains(secret), "{secret} in {masked}");
        }
    }

    #[test]
    fn only_the_value_of_an_item_is_hidden() {
        let text = "services: {a: {environment: [A=b, DB_PASSWORD=hunter2, C=d]}}";
        assert_eq!(masked(text), text.replace("hunter2", "*******"));
    }

    #[test]
    fn credentials_are_found_however_they_are_written() {
        for text in [
            "services: {a: {environment: {DB_PASSWORD: 'hunter2', X: y}}}",
            "services:\n  a:\n    environment:\n      DB_PASSWORD:\n        hunter2\n",
            "services:\n  a:\n    environment:\n      - DB_PASSWORD=hunter2\n      - X=y\n",
            "services:\n  a:\n    environment: [\"DB_PASSWORD=hunter2\"]\n",
            "services:\n  a:\n    environment:\n      DB_PASSWORD: \"hun\\\n        ter2 hunter2\"\n",
            "x-p: &p hunter2\nservices:\n  a:\n    environment:\n      DB_PASSWORD: *p\n",
            "services:\n  a:\n    command: redis-server --requirepass hunter2 --port 1\n",
            "services:\n  a:\n    command: [redis-server, --requirepass, hunter2]\n",
            "services:\n  a:\n    command: [redis-server, --requirepass=hunter2]\n",
            "services:\n  a:\n    command: x ${DB_PASSWORD:-hunter2} y\n",
            "services:\n  a:\n    # DB_PASSWORD: hunter2\n    image: x\n",
            "configs:\n  c:\n    content: |\n      [db]\n      password = hunter2\n",
            "{\"services\": {\"a\": {\"environment\": {\"API_TOKEN\": [\"hunter2\", {\"hunter2\": 1}]}}}}",
            "DB_PASSWORD=hunter2\nX=y\n",
            "DB_PASSWORD=\"a\nX='y'\nTOKEN: hunter2",
            "a: \"x\nDB_PASSWORD: hunter2",
        ] {
            let masked = masked(text);
            assert!(!masked.contains("hunter2"), "{masked}");
            assert_eq!(masked.len(), text.len());
        }
    }

    #[test]
    fn names_images_paths_and_keys_are_never_hidden() {
        for text in [
            "services:\n  token:\n    image: registry/secret:1.0\n    depends_on: [password]\n",
            "services:\n  a:\n    depends_on:\n      token-service: {condition: service_healthy}\n",
            "secrets:\n  db_password:\n    file: ./secrets/token\n",
            "services:\n  a:\n    image: x\n    credential_spec: {file: a.json}\n",
            "services:\n  a:\n    secrets: [{source: db_password, target: token}]\n",
            "services:\n  a:\n    environment: {API_KEY_PREFIX: shop, DB_PASSWORD_FILE: /run/secrets/db}\n",
            "services:\n  a:\n    x-aws-secrets: {DB_PASSWORD: db}\n",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
