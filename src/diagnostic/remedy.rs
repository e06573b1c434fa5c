//! Remedies that need no thought: what `check --fix` does to the file.
//!
//! A finding says what is to be done in terms of the file's parts; the edits follow from the text that stands
//! there. Where that text is not what the remedy expects (a variable, a value of several lines, a comment in
//! the middle), there are none: a remedy never guesses.

use crate::source::{Loc, SourceMap};

/// An edit of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// A word, plain or quoted, becomes another one.
    Rename {
        /// Where it stands.
        loc: Loc,
        /// The word that must stand there.
        from: String,
        /// The word to write.
        to: String,
    },
    /// A plain value gets quotes.
    Quote(Loc),
    /// A value gets brackets, which make it the one item of a list.
    List(Loc),
    /// An entry of a mapping goes, with its line.
    Remove {
        /// The place of its key.
        key: Loc,
        /// The place of its value.
        value: Loc,
    },
    /// An entry of a mapping becomes one or several others.
    Replace {
        /// The place of its key.
        key: Loc,
        /// The place of its value.
        value: Loc,
        /// The entries to write, one a line: text, and a value to copy behind it.
        entries: Vec<(&'static str, Option<Loc>)>,
    },
    /// Mappings get entries in front of those they have.
    Insert {
        /// The place of the mapping's key, and the lines to write, indented as among themselves.
        below: Vec<(Loc, Vec<String>)>,
    },
}

impl Remedy {
    /// Which text to put where, or none where the file does not look as it should.
    pub fn edits(&self, sources: &SourceMap) -> Option<Vec<(Loc, String)>> {
        match self {
            Self::Rename { loc, from, to } => rename(*loc, from, to, sources),
            Self::Quote(loc) => quote(*loc, sources),
            Self::List(loc) => list(*loc, sources),
            Self::Remove { key, value } => remove(*key, *value, sources),
            Self::Replace { key, value, entries } => replace(*key, *value, entries, sources),
            Self::Insert { below } => {
                let source = below.first()?.0.source();
                let here = below.iter().filter(|(key, _)| key.source() == source);
                let edits: Vec<_> = here.filter_map(|(key, lines)| insert(*key, lines, sources)).collect();
                (!edits.is_empty()).then_some(edits)
            }
        }
    }
}

fn rename(loc: Loc, from: &str, to: &str, sources: &SourceMap) -> Option<Vec<(Loc, String)>> {
    let written = sources.text(loc);
    let bare = ['"', '\''].iter().find_map(|quote| written.strip_prefix(*quote)?.strip_suffix(*quote));
    let text = match bare {
        Some(bare) if bare == from => written.replace(from, to),
        // Two numbers with a colon between have been a time of day to some readers of YAML.
        None if written == from && to.contains(':') => format!("\"{to}\""),
        None if written == from => to.to_owned(),
        Some(_) | None => return None,
    };
    Some(vec![(loc, text)])
}

/// Quotes around a plain value of one line: inserted, so that no output repeats the value. Single quotes
/// where double ones would give a character another meaning.
fn quote(loc: Loc, sources: &SourceMap) -> Option<Vec<(Loc, String)>> {
    let written = sources.text(loc);
    let is_plain = !written.is_empty()
        && !written.contains('\n')
        && !written.starts_with(['&', '*', '!', '"', '\'', '{', '[']);
    let quote = if written.contains(['"', '\\']) { '\'' } else { '"' };
    let doubled = written.match_indices('\'').map(|(at, _)| at).filter(|_| quote == '\'');
    let places = [0].into_iter().chain(doubled).chain([written.len()]);
    is_plain.then(|| places.map(|at| (loc.part(at, at), quote.to_string())).collect())
}

fn list(loc: Loc, sources: &SourceMap) -> Option<Vec<(Loc, String)>> {
    let written = sources.text(loc);
    let is_quoted = |quote: char| {
        let inner = written.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        inner.is_some_and(|inner| !inner.contains([quote, '\\']))
    };
    let plain = !written.is_empty()
        && !written
            .contains(['"', '\'', '{', '}', '[', ']', ',', '#', '&', '*', '!', '|', '>', '%', '@', '`'])
        && !written.contains(": ")
        && !written.ends_with(':');
    let end = loc.end() - loc.start();
    // The value of an anchor may be right elsewhere.
    let is_here = sources.brought_in_by(loc).is_none();
    (is_here && !written.contains('\n') && (plain || is_quoted('"') || is_quoted('\'')))
        .then(|| vec![(loc.part(0, 0), "[".to_owned()), (loc.part(end, end), "]".to_owned())])
}

fn remove(key: Loc, value: Loc, sources: &SourceMap) -> Option<Vec<(Loc, String)>> {
    let entry = Entry::find(key, value, sources)?;
    let text = entry.text;
    let rest = text.get(entry.end..)?;
    let line_end = rest.find('\n').map_or(text.len(), |newline| entry.end + newline + 1);
    let behind = text.get(entry.end..line_end)?.trim();
    if entry.flow || !(behind.is_empty() || behind.starts_with('#')) {
        return None;
    }
    Some(vec![(Loc::new(key.source(), entry.line_start, line_end), String::new())])
}

fn replace(
    key: Loc,
    value: Loc,
    entries: &[(&str, Option<Loc>)],
    sources: &SourceMap,
) -> Option<Vec<(Loc, String)>> {
    let entry = Entry::find(key, value, sources)?;
    let written = entry.text.get(key.start()..entry.end)?;
    if written.contains('#') {
        return None;
    }
    let between = if entry.flow { ", ".to_owned() } else { format!("\n{}", entry.indent) };
    let copied = |loc: Option<Loc>| loc.map(|loc| sources.text(loc)).unwrap_or_default();
    let entries: Vec<String> = entries.iter().map(|(text, loc)| format!("{text}{}", copied(*loc))).collect();
    let one_line = entries.iter().all(|entry| !entry.contains('\n'));
    one_line.then(|| vec![(Loc::new(key.source(), key.start(), entry.end), entries.join(&between))])
}

fn insert(key: Loc, lines: &[String], sources: &SourceMap) -> Option<(Loc, String)> {
    let text: &str = &sources.source(key.source())?.text;
    let line_start = text.get(..key.start())?.rfind('\n').map_or(0, |newline| newline + 1);
    let outer = text.get(line_start..key.start())?;
    let (behind, _) = text.get(key.end()..)?.split_once('\n')?;
    let behind = behind.strip_prefix(':')?.trim();
    let at = key.end() + text.get(key.end()..)?.find('\n')? + 1;
    let mut entries = text.get(at..)?.lines().map(|line| (line, line.trim_start()));
    let (first, content) =
        entries.find(|(_, content)| !matches!(content.chars().next(), None | Some('#')))?;
    let indent = first.strip_suffix(content)?;
    let is_block = outer.trim().is_empty() && (behind.is_empty() || behind.starts_with('#'));
    let is_inner = indent.len() > outer.len() && !content.starts_with(['-', '{', '[', '&', '*', '!', '?']);
    let lines = lines.iter().flat_map(|line| [indent, line, "\n"]).collect();
    (is_block && is_inner).then(|| (Loc::new(key.source(), at, at), lines))
}

/// An entry of a mapping as it is written.
struct Entry<'a> {
    text: &'a str,
    line_start: usize,
    indent: &'a str,
    /// Where its value ends, without the blanks behind it.
    end: usize,
    /// Something stands before it on its line, such as the brace of a mapping in flow style or a dash.
    flow: bool,
}

impl<'a> Entry<'a> {
    fn find(key: Loc, value: Loc, sources: &'a SourceMap) -> Option<Self> {
        if key.source() != value.source() || value.start() < key.end() {
            return None;
        }
        let text: &str = &sources.source(key.source())?.text;
        let line_start = text.get(..key.start())?.rfind('\n').map_or(0, |newline| newline + 1);
        let indent = text.get(line_start..key.start())?;
        let end = key.end() + text.get(key.end()..value.end())?.trim_end().len();
        Some(Self { text, line_start, indent, end, flow: !indent.trim().is_empty() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Applies a remedy to the one value of `text` that stands behind `key`.
    fn applied(text: &str, key: &str, value: &str, remedy: impl Fn(Loc, Loc) -> Remedy) -> Option<String> {
        let mut map = SourceMap::default();
        let id = map.add("a.yaml", text);
        let place = |part: &str| {
            let at = text.find(part).unwrap();
            Loc::new(id, at, at + part.len())
        };
        let mut edits = remedy(place(key), place(value)).edits(&map)?;
        edits.sort_by_key(|(loc, _)| std::cmp::Reverse(loc.start()));
        let mut fixed = text.to_owned();
        for (loc, with) in edits {
            fixed.replace_range(loc.start()..loc.end(), &with);
        }
        Some(fixed)
    }

    #[test]
    fn words_are_renamed_only_where_they_stand() {
        let remedy = |from: &'static str| {
            move |loc, _| Remedy::Rename { loc, from: from.to_owned(), to: "image".to_owned() }
        };
        assert_eq!(applied("iamge: x", "iamge", "x", remedy("iamge")).unwrap(), "image: x");
        assert_eq!(applied("'iamge': x", "'iamge'", "x", remedy("iamge")).unwrap(), "'image': x");
        assert_eq!(applied("${A}: x", "${A}", "x", remedy("iamge")), None);
    }

    #[test]
    fn plain_values_get_quotes() {
        let remedy = |_, value| Remedy::Quote(value);
        assert_eq!(applied("a: 0755 # c\n", "a", "0755", remedy).unwrap(), "a: \"0755\" # c\n");
        assert_eq!(applied("a: (* ? *)\n", "a", "(* ? *)", remedy).unwrap(), "a: \"(* ? *)\"\n");
        for (value, quoted) in [
            ("${B}", r#""${B}""#),
            ("it's ?", r#""it's ?""#),
            (r#"a "b" ?"#, r#"'a "b" ?'"#),
            (r"a\n ?", r"'a\n ?'"),
            (r#"$A\ it's "b's"#, r#"'$A\ it''s "b''s'"#),
            (r"\'", r"'\'''"),
        ] {
            let fixed = applied(&format!("k: {value}\n"), "k", value, remedy);
            assert_eq!(fixed.unwrap(), format!("k: {quoted}\n"));
        }
        for value in ["*b", "&b c", "!b c", "'0755'", "\"0755\"", "a\n  b", "{a: b}", "[a]", "|\n  a"] {
            assert_eq!(applied(&format!("k: {value}\n"), "k", value, remedy), None, "{value}");
        }
    }

    #[test]
    fn entries_go_with_their_line() {
        let remedy = |key, value| Remedy::Remove { key, value };
        let text = "# top\nversion: '3' # old\n\nservices: {}\n";
        assert_eq!(applied(text, "version", "'3'", remedy).unwrap(), "# top\n\nservices: {}\n");
        assert_eq!(applied("{version: 3, services: {}}", "version", "3", remedy), None);
    }

    #[test]
    fn entries_become_others_in_their_style() {
        let remedy = |key, value: Loc| {
            let at = value.part(value.end() - value.start() - 2, value.end() - value.start() - 1);
            Remedy::Replace { key, value, entries: vec![("external: true", None), ("name: ", Some(at))] }
        };
        let text = "  external:\n    name: x\n# end\n";
        assert_eq!(
            applied(text, "external", "name: x\n", remedy).unwrap(),
            "  external: true\n  name: x\n# end\n"
        );
        let flow = "a: {external: {name: x}}";
        assert_eq!(applied(flow, "external", "{name: x}", remedy).unwrap(), "a: {external: true, name: x}");
        assert_eq!(applied("  external: # why\n    name: x\n", "external", "name: x\n", remedy), None);
    }

    #[test]
    fn entries_go_in_front_of_others() {
        let lines = || vec!["ports:".to_owned(), "  - 80".to_owned()];
        let remedy = |key: Loc, _| Remedy::Insert { below: vec![(key, lines())] };
        assert_eq!(
            applied("web: # ours\n    # first\n    image: x\n", "web", "x", remedy).unwrap(),
            "web: # ours\n    ports:\n      - 80\n    # first\n    image: x\n"
        );
        for text in ["web: {image: x}\n", "web: &a\n  image: x\n", "web:\nimage: x\n", "- web:\n  image: x"] {
            assert_eq!(applied(text, "web", "x", remedy), None, "{text}");
        }
    }
}
