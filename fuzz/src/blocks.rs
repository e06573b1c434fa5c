//! YAML text as blocks: a line and the deeper lines below it, with the path of keys that leads to it.

/// A block of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its first line.
    pub first: usize,
    /// The line behind its last.
    pub end: usize,
    /// The spaces before its first line.
    pub indent: usize,
    /// The keys above it; names that the user gives are `*`, so that `services.*` is the path of every attribute.
    pub path: String,
}

/// Sections whose keys are names.
const NAMED: [&str; 5] = ["services", "networks", "volumes", "secrets", "configs"];

/// The blocks of a text, outer ones before those inside them.
pub fn blocks(lines: &[&str]) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    // The keys above the present line, each with its indent.
    let mut above: Vec<(usize, String)> = Vec::new();
    for (first, line) in lines.iter().enumerate() {
        let content = line.trim_start_matches(' ');
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let indent = line.len() - content.len();
        above.retain(|(outer, _)| *outer < indent);
        let deeper = |line: &&str| {
            let content = line.trim_start_matches(' ');
            content.is_empty() || line.len() - content.len() > indent
        };
        let end = first + 1 + lines.iter().skip(first + 1).take_while(|line| deeper(line)).count();
        let names: Vec<&str> = above.iter().map(|(_, name)| name.as_str()).collect();
        found.push(Block { first, end, indent, path: names.join(".") });
        let key = content.trim_start_matches("- ").split(':').next().unwrap_or_default();
        let named = above.len() == 1 && NAMED.contains(&names.first().copied().unwrap_or_default());
        above.push((indent, if named { "*".to_owned() } else { key.to_owned() }));
    }
    found
}

/// The lines of a block with its indent changed.
pub fn moved(lines: &[&str], block: &Block, indent: usize) -> Vec<String> {
    let part = lines.get(block.first..block.end).unwrap_or_default();
    part.iter()
        .map(|line| format!("{:indent$}{}", "", line.get(block.indent..).unwrap_or_default()))
        .collect()
}
