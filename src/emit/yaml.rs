//! The YAML writer: the shape that people read and compare.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html>
//!
//! Blocks, indented by two; functions by their tags (`!Ref X`); on one line what is short: lists of scalars,
//! small maps, and functions with their arguments. No anchors, no aliases, no comments, no line that is
//! wrapped.

use crate::cfn::{Json, LogicalId, Object, Template};
use crate::grammar::yaml_scalar::{self as scalar, Style};

use super::shape::{Argument, Function, Shape, function, is_function, is_scalar, is_simple, is_small, shape};

/// How far a list or a map on one line may reach.
const WIDTH: usize = 100;
/// How far a map on one line behind its key may reach; such lines are read in passing.
const NARROW: usize = 80;
/// How far a function on one line may reach; in a block it takes more reading than a long line.
const WIDE: usize = 140;
/// Sections, their entries, attributes: down to here every map is a block, however small.
const SKELETON: usize = 3;
/// Blanks for the indentation of most lines, at its longest.
const BLANKS: &str = "                                        ";
/// The text of the document, with a line feed at its end.
pub(super) fn write(document: &Json) -> String {
    let mut writer = Writer { out: String::with_capacity(1 << 16), line: 0 };
    match shape(document) {
        Shape::Map(map) => writer.map(map, 0, 0),
        Shape::List(list) => writer.list(list, 0, 0),
        Shape::Function(function) => writer.function(document, &function, 0, 0),
        Shape::Leaf(leaf) => writer.leaf(leaf, 0),
    }
    writer.out
}

/// The text of a template. Its resources pass one at a time: a large template as JSON is many times its text.
pub(super) fn template(mut template: Template) -> String {
    let mut writer = Writer { out: String::with_capacity(1 << 16), line: 0 };
    writer.map(&template.head(), 0, 0);
    writer.section("Resources", template.take_resources());
    let outputs = template.outputs().iter().map(|(id, output)| (id.clone(), Json::of_part(output)));
    writer.section("Outputs", outputs);
    writer.out
}

struct Writer {
    out: String,
    /// Where the current line begins.
    line: usize,
}

/// Said by a value that cannot be, or should not be, on one line.
struct DoesNotFit;

impl Writer {
    /// A section whose parts are made ready one by one.
    fn section<T: Into<Json>>(&mut self, name: &str, parts: impl Iterator<Item = (LogicalId, T)>) {
        for (n, (id, part)) in parts.enumerate() {
            if n == 0 {
                self.out.push_str(name);
                self.out.push(':');
                self.end_line();
            }
            self.indent(2);
            self.entry(id.as_str(), &part.into(), 2, 1);
        }
    }

    /// The entries of a map, each on lines of its own; the cursor is where the first begins.
    fn map(&mut self, map: &Object, indent: usize, depth: usize) {
        for (n, (key, value)) in map.iter().enumerate() {
            if n > 0 {
                self.indent(indent);
            }
            self.entry(key, value, indent, depth);
        }
    }

    /// One entry of a map.
    fn entry(&mut self, key: &str, value: &Json, indent: usize, depth: usize) {
        if let Some(line) = scalar::key(key, indent, &mut self.out) {
            self.line = line;
        }
        self.after_key(value, indent, depth + 1);
    }

    /// Writes the value after `key:`, to the end of its last line.
    fn after_key(&mut self, value: &Json, indent: usize, depth: usize) {
        match shape(value) {
            Shape::Map(map) => {
                let small = depth > SKELETON && map.len() <= 2 && is_small(map);
                if !(small && self.fits(" ", value, NARROW)) {
                    self.end_line();
                    self.indent(indent + 2);
                    self.map(map, indent + 2, depth);
                }
            }
            Shape::List(list) => {
                if !(list.iter().all(is_simple) && self.fits(" ", value, WIDTH)) {
                    self.end_line();
                    self.indent(indent + 2);
                    self.list(list, indent + 2, depth);
                }
            }
            Shape::Function(function) => {
                self.out.push(' ');
                self.function(value, &function, indent, depth);
            }
            Shape::Leaf(leaf) => {
                self.out.push(' ');
                self.leaf(leaf, indent);
            }
        }
    }

    /// The members of a list, each behind a dash; the cursor is where the first dash goes.
    fn list(&mut self, list: &[Json], indent: usize, depth: usize) {
        for (n, value) in list.iter().enumerate() {
            if n > 0 {
                self.indent(indent);
            }
            self.out.push_str("- ");
            match shape(value) {
                Shape::Map(map) => {
                    let small = map.len() <= 4 && is_small(map) && !is_function(value);
                    if !(small && self.fits("", value, WIDTH)) {
                        self.map(map, indent + 2, depth + 1);
                    }
                }
                Shape::List(inner) => {
                    if !(inner.iter().all(is_simple) && self.fits("", value, WIDTH)) {
                        self.list(inner, indent + 2, depth + 1);
                    }
                }
                Shape::Function(function) => self.function(value, &function, indent, depth + 1),
                Shape::Leaf(leaf) => self.leaf(leaf, indent),
            }
        }
    }

    /// A scalar, or an empty list or map, to the end of its last line.
    fn leaf(&mut self, leaf: &Json, indent: usize) {
        match leaf.as_str() {
            Some(text) if scalar::is_literal(text) => self.literal(text, indent + 2),
            Some(text) => {
                scalar::write(text, Style::Block, &mut self.out);
                self.end_line();
            }
            None => {
                self.fits("", leaf, usize::MAX);
            }
        }
    }

    /// A function, on this line or with its argument below.
    fn function(&mut self, value: &Json, function: &Function<'_>, indent: usize, depth: usize) {
        // A scalar behind its tag is no longer than behind its key, and outside brackets it needs fewer
        // quotes.
        let scalar = matches!(function.argument, Argument::Value(argument) if is_scalar(argument));
        if !scalar && self.fits("", value, WIDE) {
            return;
        }
        self.tag(function);
        match function.argument {
            Argument::Value(argument) => self.argument(argument, indent, depth),
            Argument::Attribute(resource, attribute) => {
                self.attribute(resource, attribute, Style::Block);
                self.end_line();
            }
        }
    }

    /// The argument of a function, behind the tag or on lines of its own.
    fn argument(&mut self, argument: &Json, indent: usize, depth: usize) {
        match shape(argument) {
            Shape::List(list) => {
                self.end_line();
                self.indent(indent + 2);
                self.list(list, indent + 2, depth + 1);
            }
            Shape::Map(map) => {
                self.end_line();
                self.indent(indent + 2);
                self.map(map, indent + 2, depth + 1);
            }
            Shape::Leaf(leaf) => {
                self.out.push(' ');
                self.leaf(leaf, indent);
            }
            // INVARIANT: a function that would stand right behind a tag has made the outer one a map.
            Shape::Function(_) => {}
        }
    }

    /// Writes the value on this line, behind `lead`, and ends the line, if that is within the width; else
    /// leaves no trace.
    fn fits(&mut self, lead: &str, value: &Json, width: usize) -> bool {
        let start = self.out.len();
        self.out.push_str(lead);
        if self.inline(value, width).is_ok() {
            self.end_line();
            return true;
        }
        self.out.truncate(start);
        false
    }

    /// Any value in brackets; gives up as soon as the line is too long, so that trying costs a line at most.
    fn inline(&mut self, value: &Json, width: usize) -> Result<(), DoesNotFit> {
        if let Some(function) = function(value) {
            self.tag(&function);
            match function.argument {
                Argument::Attribute(resource, attribute) => self.attribute(resource, attribute, Style::Flow),
                Argument::Value(argument) => {
                    self.out.push(' ');
                    self.inline(argument, width)?;
                }
            }
            return self.within(width);
        }
        match value {
            Json::Null => self.out.push_str("null"),
            Json::Bool(truth) => self.out.push_str(if *truth { "true" } else { "false" }),
            Json::Number(number) => scalar::number(number, &mut self.out),
            Json::String(text) => {
                if text.len() > width || scalar::is_literal(text) {
                    return Err(DoesNotFit);
                }
                scalar::write(text, Style::Flow, &mut self.out);
            }
            Json::Array(list) => self.inline_list(list, width)?,
            Json::Object(map) => self.inline_map(map, width)?,
        }
        self.within(width)
    }

    fn inline_list(&mut self, list: &[Json], width: usize) -> Result<(), DoesNotFit> {
        self.out.push('[');
        for (n, value) in list.iter().enumerate() {
            if n > 0 {
                self.out.push_str(", ");
            }
            self.within(width)?;
            self.inline(value, width)?;
        }
        self.out.push(']');
        Ok(())
    }

    fn inline_map(&mut self, map: &Object, width: usize) -> Result<(), DoesNotFit> {
        if map.is_empty() {
            self.out.push_str("{}");
            return Ok(());
        }
        self.out.push_str("{ ");
        for (n, (key, value)) in map.iter().enumerate() {
            if n > 0 {
                self.out.push_str(", ");
            }
            if key.len() > width {
                return Err(DoesNotFit);
            }
            scalar::write(key, Style::Flow, &mut self.out);
            self.out.push_str(": ");
            self.inline(value, width)?;
        }
        self.out.push_str(" }");
        Ok(())
    }

    fn within(&self, width: usize) -> Result<(), DoesNotFit> {
        if self.out.len() - self.line <= width { Ok(()) } else { Err(DoesNotFit) }
    }

    fn tag(&mut self, function: &Function<'_>) {
        self.out.push('!');
        self.out.push_str(function.tag);
    }

    fn attribute(&mut self, resource: &str, attribute: &str, place: Style) {
        self.out.push(' ');
        scalar::write(&format!("{resource}.{attribute}"), place, &mut self.out);
    }

    /// A text of several lines as it is.
    fn literal(&mut self, text: &str, indent: usize) {
        self.out.push_str(scalar::chomping(text));
        self.end_line();
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            if !line.is_empty() {
                self.indent(indent);
                self.out.push_str(line);
            }
            self.end_line();
        }
    }

    fn indent(&mut self, indent: usize) {
        match BLANKS.get(..indent) {
            Some(blanks) => self.out.push_str(blanks),
            None => self.out.extend(std::iter::repeat_n(' ', indent)),
        }
    }

    fn end_line(&mut self) {
        self.out.push('\n');
        self.line = self.out.len();
    }
}
