//! YAML text → located trees, one a document.
//!
//! The rules are those of the YAML library under `docker compose` (its scalar table, duplicate keys, merge
//! keys), not those of a stock YAML 1.1 or 1.2 reader; `grammar::number` holds the scalar table. Anchors are
//! expanded here, with a bound on what they may grow to.

mod ordinary;

use std::ops::Range;

use compact_str::CompactString;
use granit_parser::{Event, Options, Parser, ScalarStyle, StructureStyle, Tag};

use super::syntax::unreadable_yaml;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Remedy, nearest};
use crate::grammar::base64;
use crate::grammar::number::{self, Scalar};
use crate::source::{Loc, SourceId, SourceMap};
use crate::tree::{Map, Mark, Node, Value};

/// Compose stops at this many values in a document, and does not count the keys; nor do we.
const WRITTEN_LIMIT: usize = 100_000;
/// The most values that aliases may grow a document to.
const EXPANDED_LIMIT: usize = 400_000;

/// How deep values may lie in each other, also through aliases: every stage walks a tree as deep as it is.
const DEPTH_LIMIT: usize = 1_000;

/// Bytes before a value in which its tag is looked for.
const MOST_BEFORE: usize = 1_000;

/// Comments for Stackpose in a file.
const MOST_REMARKS: usize = 1_000;

/// Reads every document of a source; what cannot be read is reported and left out.
pub fn parse(id: SourceId, sources: &mut SourceMap, diagnostics: &mut Diagnostics) -> Vec<Node> {
    read(Builder::new(id, sources, diagnostics))
}

/// The same of a Compose file: what Docker Compose cannot read of it is reported as well.
pub fn parse_compose(id: SourceId, sources: &mut SourceMap, diagnostics: &mut Diagnostics) -> Vec<Node> {
    read(Builder { is_compose: true, ..Builder::new(id, sources, diagnostics) })
}

fn read(mut builder: Builder<'_>) -> Vec<Node> {
    let id = builder.id;
    let Some(text) = builder.sources.source(id).map(|source| source.text.clone()) else { return Vec::new() };
    if let Some(at) = control_character(&text) {
        builder.diagnostics.push(refused_character(Loc::new(id, at, at + 1)));
        return Vec::new();
    }
    builder.remarks = remarks(&text);
    builder.anchor_names = anchor_names(&text);
    if let Some((start, end)) = builder.remarks.get(MOST_REMARKS).copied() {
        builder.diagnostics.push(too_many_remarks(Loc::new(id, start, end)));
        builder.remarks.truncate(MOST_REMARKS);
    }
    let outcome = match ordinary::events(&text) {
        Ok(events) => builder.ordinary(events),
        Err(ordinary::NotOrdinary) => builder.parsed(&text),
    };
    if let Err(diagnostic) = outcome {
        builder.diagnostics.push(diagnostic);
        return Vec::new();
    }
    for (start, end) in builder.remarks {
        builder.sources.remark(Loc::new(id, start, end));
    }
    builder.documents
}

/// The library's settings.
fn options() -> Options {
    let mut options = Options::default();
    options.block_scalar_eof_without_line_feed = true;
    options.emit_unresolved_aliases = true;
    // The bound is ours, with a finding of its own.
    options.flow_nesting_limit = DEPTH_LIMIT + 1;
    options.block_nesting_limit = DEPTH_LIMIT + 1;
    options
}

/// Where `# stackpose: …` stands, from `#` to the end of the line; what lies in a scalar is no comment after
/// all.
fn remarks(text: &str) -> Vec<(usize, usize)> {
    let comments = text.match_indices('#').filter_map(|(at, _)| {
        let comment = text.get(at..)?.lines().next()?;
        let addressed = comment.trim_start_matches('#').trim_start().starts_with("stackpose:");
        let before = text.get(..at)?.chars().next_back();
        (addressed && before.is_none_or(char::is_whitespace)).then(|| (at, at + comment.trim_end().len()))
    });
    comments.collect()
}

/// The words behind a `&`, most of which name anchors.
fn anchor_names(text: &str) -> Vec<String> {
    let words = text.match_indices('&').filter_map(|(at, _)| {
        let before = text.get(..at)?.chars().next_back();
        let name = text.get(at + 1..)?.split([',', '[', ']', '{', '}', ' ', '\t', '\r', '\n']).next()?;
        (before.is_none_or(|c| c.is_whitespace() || "[{,".contains(c)) && !name.is_empty())
            .then(|| name.to_owned())
    });
    words.collect()
}

/// YAML admits no control characters besides tab and line ends, not even in comments.
fn control_character(text: &str) -> Option<usize> {
    text.bytes().position(|byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r'))
}

/// Builds trees out of the parser's events.
struct Builder<'a> {
    id: SourceId,
    /// Whether Docker Compose reads the source as well.
    is_compose: bool,
    sources: &'a mut SourceMap,
    diagnostics: &'a mut Diagnostics,
    documents: Vec<Node>,
    open: Vec<Frame>,
    /// By the parser's number of the anchor: the finished node and its measure.
    anchors: Vec<Option<(Node, Measure)>>,
    written: usize,
    expanded: usize,
    /// Nodes that are kept for aliases; an anchor within an anchor is kept twice.
    anchored: usize,
    last_end: usize,
    /// Texts that may be comments for this program.
    remarks: Vec<(usize, usize)>,
    /// The names of the anchors, to find the one that was meant.
    anchor_names: Vec<String>,
    /// Aliases that stand for nothing.
    unresolved: Vec<Loc>,
}

/// How many nodes a node is made of, itself among them, and how many lie in each other.
#[derive(Debug, Clone, Copy)]
struct Measure {
    size: usize,
    depth: usize,
}

impl Measure {
    const ONE: Self = Self { size: 1, depth: 1 };

    /// Takes a child in.
    fn hold(&mut self, child: Self) {
        self.size += child.size;
        self.depth = self.depth.max(child.depth + 1);
    }
}

/// A list or mapping whose end has not come yet.
struct Frame {
    node: Node,
    /// Block style, where the parser's own start is not that of the content.
    block: bool,
    anchor: usize,
    measure: Measure,
    /// The key waiting for its value.
    key: Option<(CompactString, Loc)>,
    /// The value of `<<`, and where the key stood.
    merges: Option<(Loc, Node)>,
}

impl<'a> Builder<'a> {
    fn new(id: SourceId, sources: &'a mut SourceMap, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            id,
            is_compose: false,
            sources,
            diagnostics,
            documents: Vec::new(),
            open: Vec::new(),
            anchors: Vec::new(),
            written: 0,
            expanded: 0,
            anchored: 0,
            last_end: 0,
            remarks: Vec::new(),
            anchor_names: Vec::new(),
            unresolved: Vec::new(),
        }
    }

    /// Builds the trees of an ordinary document.
    fn ordinary<'e>(
        &mut self,
        mut events: impl Iterator<Item = (Event<'e>, Range<usize>)>,
    ) -> Result<(), Diagnostic> {
        events.try_for_each(|(event, range)| self.event(event, Some(range)))
    }

    /// Builds the trees of any source.
    fn parsed(&mut self, text: &str) -> Result<(), Diagnostic> {
        let mut parser = Parser::new_from_str_with_options(text, options());
        while let Some(event) = parser.next_event() {
            let (event, span) = event.map_err(|error| syntax(self.id, text, &error))?;
            self.event(event, span.byte_range())?;
        }
        Ok(())
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "which events there are depends on the parser's features"
    )]
    fn event(&mut self, event: Event<'_>, range: Option<Range<usize>>) -> Result<(), Diagnostic> {
        let loc = self.loc(range);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.check_tag(tag.as_deref(), loc);
                if self.is_compose && style == ScalarStyle::Plain {
                    self.check_question_mark(&text, loc);
                }
                let before = |until: usize| self.remarks.partition_point(|(at, _)| *at < until);
                let inside = before(loc.start())..before(loc.end());
                self.remarks.drain(inside);
                let node = Self::scalar(&text, style, tag.as_deref(), loc)?;
                self.add(node, anchor, Measure::ONE, Key::from(style, tag.as_deref()))
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.start(Value::List(Vec::new()), loc, style, anchor, tag.as_deref())
            }
            Event::MappingStart(style, anchor, tag) => {
                self.start(Value::Map(Map::default()), loc, style, anchor, tag.as_deref())
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => self.alias(anchor, loc),
            Event::DocumentStart(..) => {
                self.anchors.clear();
                self.written = 0;
                self.expanded = 0;
                self.anchored = 0;
                Ok(())
            }
            Event::UnresolvedAlias(name) => {
                let finding = unknown_anchor(loc, &name, &self.anchor_names);
                self.in_place_of(finding, loc)
            }
            // The stream's ends, and comments in a build of the parser that reports them.
            _ => Ok(()),
        }
    }

    /// The place of an event; an empty value stands at the end of what came before it.
    fn loc(&mut self, range: Option<Range<usize>>) -> Loc {
        let range = range.unwrap_or(self.last_end..self.last_end);
        if range.is_empty() {
            return Loc::new(self.id, self.last_end, self.last_end);
        }
        self.last_end = range.end;
        Loc::new(self.id, range.start, range.end)
    }

    /// Reports a tag that neither Compose nor CloudFormation has: Compose reads the value as if it had none.
    fn check_tag(&mut self, tag: Option<&Tag>, value: Loc) {
        let Some(tag) = tag.filter(|tag| tag.handle() == "!" && !tag.suffix().is_empty()) else { return };
        if mark(tag) != Mark::None {
            return;
        }
        let written = format!("!{}", tag.suffix());
        let text = self.sources.source(self.id).map(|source| source.text.clone()).unwrap_or_default();
        // A mapping or list below a tag begins before it, at the colon.
        let line = text.get(value.start()..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let start = text.floor_char_boundary(value.start().saturating_sub(MOST_BEFORE));
        let before =
            || text.get(start..value.start()).and_then(|before| Some(start + before.rfind(&written)?));
        let at = line.find(&written).map(|at| value.start() + at).or_else(before);
        let place = at.map(|at| Loc::new(self.id, at, at + written.len()));
        self.diagnostics.push(unknown_tag(&written, place, value));
    }

    /// Reports valid YAML that Docker Compose refuses: in brackets, its library reads a `?` at the beginning
    /// of a plain value, or before a blank in it, as the start of a key.
    /// <https://github.com/yaml/libyaml/pull/105>
    fn check_question_mark(&mut self, text: &str, loc: Loc) {
        let is_in_brackets = self.open.last().is_some_and(|frame| !frame.block);
        if !is_in_brackets || !text.contains('?') {
            return;
        }
        let source = self.sources.source(self.id).map(|source| &*source.text).unwrap_or_default();
        let written = source.get(loc.start()..).unwrap_or_default();
        let length = loc.end() - loc.start();
        let mut marks = written.match_indices('?').map(|(at, _)| at).take_while(|at| *at < length);
        let ends =
            |at: usize| written.get(at + 1..).is_some_and(|rest| rest.starts_with(char::is_whitespace));
        if written.starts_with('?') || marks.any(ends) {
            self.diagnostics.push(question_mark(loc));
        }
    }

    fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>, loc: Loc) -> Result<Node, Diagnostic> {
        // The parser gives an absent value the text `~` at an empty place.
        let text = if style == ScalarStyle::Plain && loc.start() == loc.end() { "" } else { text };
        let mut node = Node::new(Value::Null, loc);
        node.value = match tag.map(|tag| (tag, tag.core_suffix())) {
            None if style == ScalarStyle::Plain => resolve(text),
            Some((tag, _)) if tag.handle() == "!" && matches!(tag.suffix(), "reset" | "override") => {
                node.mark = mark(tag);
                Value::text(text)
            }
            Some((_, Some(kind))) => tagged(kind, text).ok_or_else(|| bad_tag(kind, loc))?,
            Some((tag, None)) if is_binary(tag) => {
                let bytes = base64::decode(text).map_err(|_| bad_tag("binary", loc))?;
                Value::text(String::from_utf8_lossy(&bytes))
            }
            None => Value::text(text),
            Some((tag, None)) => {
                node.mark = mark(tag);
                Value::text(text)
            }
        };
        Ok(node)
    }

    fn start(
        &mut self,
        value: Value,
        loc: Loc,
        style: StructureStyle,
        anchor: usize,
        tag: Option<&Tag>,
    ) -> Result<(), Diagnostic> {
        if let Some(Frame { node: Node { value: Value::Map(_), .. }, key: None, .. }) = self.open.last() {
            return Err(complex_key(loc));
        }
        if self.open.len() >= DEPTH_LIMIT {
            return Err(too_deep(loc));
        }
        self.check_tag(tag, loc);
        let mut node = Node::new(value, loc);
        node.mark = tag.map(mark).unwrap_or_default();
        self.reserve(anchor);
        self.open.push(Frame {
            node,
            anchor,
            measure: Measure::ONE,
            block: style == StructureStyle::Block,
            key: None,
            merges: None,
        });
        self.count()
    }

    fn end(&mut self) -> Result<(), Diagnostic> {
        let Some(mut frame) = self.open.pop() else { return Ok(()) };
        // The parser lets block style begin at a colon or a dash; people begin it at its first key or item.
        let first = match &frame.node.value {
            Value::Map(map) => map.iter().next().map(|(_, key, _)| key),
            Value::List(list) => list.first().map(|item| item.loc),
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Uint(_)
            | Value::Float(_)
            | Value::Text(_) => None,
        };
        let first = first.filter(|first| {
            frame.block && first.source() == self.id && first.start() >= frame.node.loc.start()
        });
        let start = first.map_or(frame.node.loc.start(), Loc::start);
        frame.node.loc = Loc::new(self.id, start, self.last_end.max(start));
        if let Some((key, merged)) = frame.merges.take()
            && let Some(map) = frame.node.as_map_mut()
        {
            for at in merge(map, merged) {
                // An alias that names no anchor was reported.
                if !self.unresolved.contains(&at) {
                    self.diagnostics.push(bad_merge(key, at));
                }
            }
        }
        self.add(frame.node, frame.anchor, frame.measure, Key::Never)
    }

    fn alias(&mut self, anchor: usize, loc: Loc) -> Result<(), Diagnostic> {
        let Some(Some((node, measure))) = self.anchors.get(anchor) else {
            return self.in_place_of(alias_cycle(loc), loc);
        };
        if self.open.len() + measure.depth > DEPTH_LIMIT {
            return Err(too_deep(loc));
        }
        let (mut node, measure) = (node.clone(), *measure);
        self.expanded += measure.size;
        if self.expanded > EXPANDED_LIMIT {
            return Err(too_large(loc, EXPANDED_LIMIT));
        }
        let via = self.sources.via(loc, "brought in by this alias");
        node.relocate(&|place| place.brought_in(via));
        self.add(node, 0, measure, Key::Alias)
    }

    /// Reports an alias that stands for nothing, and puts nothing in its place, so that the rest is read.
    fn in_place_of(&mut self, finding: Diagnostic, loc: Loc) -> Result<(), Diagnostic> {
        self.diagnostics.push(finding);
        self.unresolved.push(loc);
        let node = if self.awaits_key() { Node::text("", loc) } else { Node::new(Value::Null, loc) };
        self.add(node, 0, Measure::ONE, Key::Alias)
    }

    /// Puts a finished node where it belongs: key, value, item or document.
    fn add(&mut self, node: Node, anchor: usize, measure: Measure, as_key: Key) -> Result<(), Diagnostic> {
        if as_key != Key::Never && !self.awaits_key() {
            self.count()?;
        }
        self.reserve(anchor);
        if anchor > 0
            && let Some(slot) = self.anchors.get_mut(anchor)
        {
            self.anchored += measure.size;
            if self.anchored > EXPANDED_LIMIT {
                return Err(too_large(node.loc, EXPANDED_LIMIT));
            }
            *slot = Some((node.clone(), measure));
        }
        let Some(frame) = self.open.last_mut() else {
            self.documents.push(node);
            return Ok(());
        };
        frame.measure.hold(measure);
        match &mut frame.node.value {
            Value::List(list) => list.push(node),
            Value::Map(map) => match frame.key.take() {
                None => frame.key = Some(key(map, frame.merges.is_some(), node, as_key, self.diagnostics)),
                Some((key, loc)) if key == MERGE => frame.merges = Some((loc, node)),
                Some((key, loc)) => {
                    map.insert(key, loc, node);
                }
            },
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Uint(_)
            | Value::Float(_)
            | Value::Text(_) => {}
        }
        Ok(())
    }

    /// True where the next node is the key of an entry.
    fn awaits_key(&self) -> bool {
        self.open.last().is_some_and(|frame| frame.key.is_none() && frame.node.as_map().is_some())
    }

    fn count(&mut self) -> Result<(), Diagnostic> {
        self.written += 1;
        if self.written > WRITTEN_LIMIT {
            return Err(too_large(Loc::new(self.id, self.last_end, self.last_end), WRITTEN_LIMIT));
        }
        Ok(())
    }

    fn reserve(&mut self, anchor: usize) {
        if anchor >= self.anchors.len() {
            self.anchors.resize(anchor + 1, None);
        }
    }
}

/// The name of the waiting key while it stands for `<<`; no text of a user can be this.
const MERGE: &str = "\u{0}<<";

/// How a node may serve as a key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    /// Plain text without a tag, where `<<` merges and numbers are numbers.
    Plain,
    /// Quoted or tagged text.
    Quoted,
    /// An alias.
    Alias,
    /// A list or mapping.
    Never,
}

impl Key {
    fn from(style: ScalarStyle, tag: Option<&Tag>) -> Self {
        if style == ScalarStyle::Plain && tag.is_none() { Self::Plain } else { Self::Quoted }
    }
}

/// Reads a node as a key; a key that cannot be used is reported and its value then dropped with it.
fn key(map: &Map, merged: bool, node: Node, as_key: Key, out: &mut Diagnostics) -> (CompactString, Loc) {
    let text = match node.value {
        Value::Text(text) => text,
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => {
            out.push(key_not_text(&node));
            return (format!("\u{0}{}", node.loc.start()).into(), node.loc);
        }
        Value::List(_) | Value::Map(_) => {
            out.push(complex_key(node.loc));
            return (format!("\u{0}{}", node.loc.start()).into(), node.loc);
        }
    };
    if text == "<<" && as_key == Key::Plain {
        if merged {
            out.push(
                Diagnostic::new(Code::DuplicateKey, "the merge key `<<` stands twice in one mapping")
                    .at(node.loc)
                    .help("merge several mappings with one key: `<<: [*first, *second]`"),
            );
        }
        return (MERGE.into(), node.loc);
    }
    if let Some(first) = map.key_loc(&text) {
        out.push(duplicate_key(&text, node.loc, first));
    }
    (text, node.loc)
}

/// Merges mappings into one; returns the places of what is none.
fn merge(map: &mut Map, merged: Node) -> Vec<Loc> {
    match merged.value {
        Value::Map(more) => {
            for (key, entry) in more {
                if !map.contains(&key) {
                    map.insert(key, entry.key, entry.node);
                }
            }
            Vec::new()
        }
        Value::List(list) => list
            .into_iter()
            .flat_map(|item| if item.as_map().is_some() { merge(map, item) } else { vec![item.loc] })
            .collect(),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Text(_) => {
            vec![merged.loc]
        }
    }
}

fn resolve(text: &str) -> Value {
    match number::resolve_plain(text) {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => Value::Bool(value),
        Scalar::Int(value) => Value::Int(value),
        Scalar::Uint(value) => Value::Uint(value),
        Scalar::Float(value) => Value::Float(value),
        Scalar::Timestamp(printed) => Value::text(printed),
        Scalar::Str => Value::text(text),
    }
}

/// The value of a scalar with one of YAML's own tags, none when the text contradicts the tag.
fn tagged(kind: &str, text: &str) -> Option<Value> {
    let value = resolve(text);
    match (kind, &value) {
        ("str", _) => Some(Value::text(text)),
        ("null", Value::Null) | ("bool", Value::Bool(_)) | ("int", Value::Int(_) | Value::Uint(_)) => {
            Some(value)
        }
        ("float", Value::Float(_)) => Some(value),
        #[expect(clippy::cast_precision_loss, reason = "a float is what the tag asks for")]
        ("float", Value::Int(number)) => Some(Value::Float(*number as f64)),
        _ => None,
    }
}

/// CloudFormation's tags, and the names of their functions in JSON.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html>
const FUNCTIONS: [(&str, &str); 20] = [
    ("And", "Fn::And"),
    ("Base64", "Fn::Base64"),
    ("Cidr", "Fn::Cidr"),
    ("Condition", "Condition"),
    ("Equals", "Fn::Equals"),
    ("FindInMap", "Fn::FindInMap"),
    ("GetAtt", "Fn::GetAtt"),
    ("GetAZs", "Fn::GetAZs"),
    ("If", "Fn::If"),
    ("ImportValue", "Fn::ImportValue"),
    ("Join", "Fn::Join"),
    ("Length", "Fn::Length"),
    ("Not", "Fn::Not"),
    ("Or", "Fn::Or"),
    ("Ref", "Ref"),
    ("Select", "Fn::Select"),
    ("Split", "Fn::Split"),
    ("Sub", "Fn::Sub"),
    ("ToJsonString", "Fn::ToJsonString"),
    ("Transform", "Fn::Transform"),
];

fn mark(tag: &Tag) -> Mark {
    match (tag.handle(), tag.suffix()) {
        ("!", "reset") => Mark::Reset,
        ("!", "override") => Mark::Override,
        ("!", name) => FUNCTIONS
            .iter()
            .find(|(short, _)| *short == name)
            .map_or(Mark::None, |(_, function)| Mark::Function(function)),
        _ => Mark::None,
    }
}

fn is_binary(tag: &Tag) -> bool {
    tag.handle() == "tag:yaml.org,2002:" && tag.suffix() == "binary"
}

fn syntax(id: SourceId, text: &str, error: &granit_parser::ScanError) -> Diagnostic {
    let at = error.marker().byte_offset().unwrap_or(text.len());
    if error.info().contains("recursion limit") {
        return too_deep(Loc::new(id, at.min(text.len()), at.min(text.len())));
    }
    unreadable_yaml(id, text, at, &error.info())
}

fn refused_character(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::YamlSyntax, "a control character stands in the file")
        .at(loc)
        .help("remove it, or write it as an escape inside double quotes, such as \"\\x1b\"")
}

fn duplicate_key(key: &str, second: Loc, first: Loc) -> Diagnostic {
    Diagnostic::new(Code::DuplicateKey, format!("the key `{key}` stands twice in one mapping"))
        .label(second, "again here")
        .label(first, "first here")
        .help("keep one of the two, or put both values under it")
}

fn key_not_text(node: &Node) -> Diagnostic {
    Diagnostic::new(Code::KeyNotText, format!("a key must be a string, this one is {}", node.described()))
        .at(node.loc)
        .help("put the key in quotes")
}

fn complex_key(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::KeyNotText, "a key must be a string, this one is a list or mapping")
        .at(loc)
        .help("did you mean to quote it? An unquoted `{` or `[` begins a mapping or list")
}

fn unknown_anchor(loc: Loc, name: &str, anchors: &[String]) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::UnknownAnchor, "this alias names no anchor").at(loc);
    match nearest(name, anchors.iter().map(String::as_str)) {
        Some(near) if near != name => diagnostic
            .help(format!("did you mean `*{near}`?"))
            .remedy(Remedy::Rename { loc, from: format!("*{name}"), to: format!("*{near}") }),
        _ => diagnostic.help(
            "an anchor (`&name`) must stand before its alias, in the same document; text that begins with \
             `*` needs quotes",
        ),
    }
}

fn alias_cycle(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::AliasCycle, "this alias stands inside the very value it names")
        .at(loc)
        .help("remove the alias: a value cannot contain itself")
}

fn bad_tag(kind: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadTag, format!("this value is not what its tag `!!{kind}` says"))
        .at(loc)
        .help("leave the tag out, or quote the value")
}

fn question_mark(loc: Loc) -> Diagnostic {
    Diagnostic::new(
        Code::QuestionMark,
        "Docker Compose cannot read this value: in brackets, its `?` needs quotes",
    )
    .at(loc)
    .help("put the value in quotes")
    .remedy(Remedy::Quote(loc))
}

fn unknown_tag(written: &str, place: Option<Loc>, value: Loc) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Code::UnknownTag, format!("the tag `{written}` means nothing, and is left out"))
            .at(place.unwrap_or(value));
    let name = written.trim_start_matches('!');
    let known = ["reset", "override"].into_iter().chain(FUNCTIONS.iter().map(|(short, _)| *short));
    match (nearest(name, known), place) {
        (Some(near), Some(loc)) => diagnostic
            .help(format!("did you mean `!{near}`?"))
            .remedy(Remedy::Rename { loc, from: written.to_owned(), to: format!("!{near}") }),
        (Some(near), None) => diagnostic.help(format!("did you mean `!{near}`?")),
        (None, _) => diagnostic.help("remove it; Compose has `!reset` and `!override`"),
    }
}

fn bad_merge(key: Loc, value: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadMerge, "`<<` can only merge mappings")
        .label(value, "this is no mapping")
        .label(key, "merged by this key")
        .help("write `<<: *anchor` or `<<: [*one, *two]`, where each anchor stands at a mapping")
}

fn too_many_remarks(loc: Loc) -> Diagnostic {
    Diagnostic::new(
        Code::BadAllowance,
        format!("this file has more than {MOST_REMARKS} comments for Stackpose, and the rest is not read"),
    )
    .label(loc, "the first that is not read")
    .help("allow codes for the whole project with `x-stackpose: {allow: [W0602]}`")
}

fn too_large(loc: Loc, limit: usize) -> Diagnostic {
    Diagnostic::new(
        Code::TooLarge,
        format!("the document holds more than {limit} values once aliases are expanded"),
    )
    .label(loc, "the limit is passed here")
    .help("repeat less: aliases of aliases multiply; or split the project into several files")
}

fn too_deep(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::TooDeep, format!("more than {DEPTH_LIMIT} lists and mappings lie in each other"))
        .label(loc, "the limit is passed here")
        .help("nest less; an alias counts as deep as the value that it stands for")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<Code> {
        let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
        let id = sources.add("compose.yaml", text);
        parse(id, &mut sources, &mut diagnostics);
        diagnostics.into_sorted().into_iter().map(|found| found.code).collect()
    }

    /// A document of `count` values, the mapping around them included.
    fn document(count: usize) -> String {
        (1..count).map(|key| format!("k{key}: v")).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn values_are_counted_and_keys_are_not() {
        assert_eq!(codes(&document(WRITTEN_LIMIT)), []);
        assert_eq!(codes(&document(WRITTEN_LIMIT + 1)), [Code::TooLarge]);
    }

    #[test]
    fn items_are_counted() {
        let list = |count: usize| "- v\n".repeat(count);
        assert_eq!(codes(&list(WRITTEN_LIMIT - 1)), []);
        assert_eq!(codes(&list(WRITTEN_LIMIT)), [Code::TooLarge]);
    }
}
