//! The walk: the resolved model on one side, the table on the other.

use std::sync::LazyLock;

use super::row::Setting;
use super::{Row, Support, rows};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Loc;
use crate::tree::{Branch, Node, Path, Rules, Segment, Value};
use crate::validate::launch_type::LaunchType;
use crate::validate::pulled;

/// The longest text of the user's that a message repeats.
const LONGEST: usize = 60;

/// Where the rows of one path begin in the table; they stand together.
static INDEX: LazyLock<Rules<usize>> = LazyLock::new(|| {
    let mut starts: Vec<(&'static str, usize)> = Vec::new();
    for (position, row) in rows().enumerate() {
        if starts.last().is_none_or(|(path, _)| *path != row.path) {
            starts.push((row.path, position));
        }
    }
    // A table is made of rows that are there as long as the program.
    Rules::new(starts.leak())
});

static TABLE: LazyLock<Vec<&'static Row>> = LazyLock::new(|| rows().collect());

/// Reports on the whole model.
pub(super) fn walk(tree: &Node, diagnostics: &mut Diagnostics) {
    let project = LaunchType::said(tree);
    let setting = Setting { ground: project.unwrap_or(LaunchType::Fargate), image: String::new() };
    let mut walk = Walk { path: Path::default(), project, setting, diagnostics };
    visit(tree, Loc::default(), INDEX.root(), &mut walk);
}

/// Where the walk is.
struct Walk<'a> {
    path: Path,
    /// On what the tasks of the project run; none where it says nothing.
    project: Option<LaunchType>,
    /// The facts about the service it is in.
    setting: Setting,
    diagnostics: &'a mut Diagnostics,
}

fn visit(node: &Node, key: Loc, branch: &Branch<usize>, walk: &mut Walk<'_>) {
    if let Some(row) = decisive(node, branch, &walk.setting) {
        let loc = if row.when.is_about_the_value() && node.loc.is_somewhere() {
            node.loc
        } else {
            place(node, key)
        };
        // An attribute that the loader added is none that the user wrote.
        if key.is_somewhere() {
            walk.diagnostics.extend(finding(row, node, &walk.path, loc));
        }
        if row.support != Support::Translated {
            return;
        }
    }
    match &node.value {
        Value::Map(map) => {
            for (name, loc, child) in map.iter() {
                if let Some(next) = branch.key(name) {
                    if matches!(walk.path.segments(), [Segment::Key(section)] if section == "services") {
                        let image = pulled::image(child).to_owned();
                        walk.setting =
                            Setting { ground: LaunchType::for_service(child, walk.project), image };
                    }
                    walk.path.push_key(name);
                    visit(child, loc, next, walk);
                    walk.path.pop();
                }
            }
        }
        Value::List(list) => {
            if let Some(next) = branch.item() {
                for (position, item) in list.iter().enumerate() {
                    walk.path.push_index(position);
                    visit(item, item.loc, next, walk);
                    walk.path.pop();
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Text(_) => {}
    }
}

/// The least that shows which attribute is meant: its key; for an item in long form, what it mounts.
fn place(node: &Node, key: Loc) -> Loc {
    let is_item = node.loc == key;
    let named = ["source", "target"].iter().find_map(|name| node.get(name)).map(|node| node.loc);
    named.filter(|loc| is_item && loc.is_somewhere()).unwrap_or(key)
}

/// The row that speaks about this value.
fn decisive(node: &Node, branch: &Branch<usize>, setting: &Setting) -> Option<&'static Row> {
    let first = branch.rule()?;
    let path = TABLE.get(first)?.path;
    TABLE
        .iter()
        .skip(first)
        .copied()
        .take_while(|row| row.path == path)
        .find(|row| row.when.holds(node, setting))
}

fn finding(row: &Row, node: &Node, path: &Path, loc: Loc) -> Option<Diagnostic> {
    let (verdict, label) = match row.support {
        Support::Translated => return None,
        Support::Approximated => ("is kept in part", "kept in part"),
        Support::Ignored => ("has no effect on AWS", "no effect"),
        Support::Refused => ("cannot be kept on Fargate", "not on Fargate"),
        Support::NotYet => ("cannot be translated by this version yet", "not yet"),
    };
    let message = format!("{} {verdict}: {}", subject(row, node, path), row.reason);
    let diagnostic = Diagnostic::new(row.support.code()?, message).label(loc, label);
    Some(if row.help.is_empty() { diagnostic } else { diagnostic.help(row.help) })
}

/// The subject of the message: the attribute, with its value where the value decides.
fn subject(row: &Row, node: &Node, path: &Path) -> String {
    let name = attribute(path);
    let item = matches!(path.segments().last(), Some(Segment::Index(_)));
    let value = match &node.value {
        Value::Text(text) if item || row.when.is_about_the_value() => Some(text.as_str()),
        Value::Map(map) if item => ["target", "source"].iter().find_map(|key| map.get(key)?.as_text()),
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Uint(_)
        | Value::Float(_)
        | Value::Text(_)
        | Value::List(_)
        | Value::Map(_) => None,
    };
    match value.filter(|text| text.chars().count() <= LONGEST && !text.contains(['\n', '`'])) {
        Some(text) if item => format!("`{text}` in `{name}`"),
        Some(text) => format!("`{name}: {text}`"),
        None => format!("`{name}`"),
    }
}

/// The attribute's name as the documentation of Compose writes it: without the service, without positions.
fn attribute(path: &Path) -> String {
    let of_a_service = path.segments().first() == Some(&Segment::Key("services".to_owned()));
    let keys =
        path.segments().iter().skip(if of_a_service { 2 } else { 0 }).filter_map(|segment| match segment {
            Segment::Key(key) => Some(key.as_str()),
            Segment::Index(_) => None,
        });
    keys.collect::<Vec<_>>().join(".")
}
