//! Mutation of Compose files by blocks: what is put in at a place stood at such a place in a fixture.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use crate::blocks::{Block, blocks, moved};

/// Scalars that ended badly somewhere.
const SCALARS: [&str; 24] = [
    "",
    "~",
    "true",
    "0",
    "-1",
    "1e309",
    "65536",
    "9223372036854775808",
    "\"\\0\"",
    "${A:-${B:?c}}",
    "$$",
    "${",
    "!reset null",
    "!override []",
    "*x",
    "&x {}",
    "[]",
    "{}",
    "{<<: *x}",
    "1-65535",
    "\"\u{2028}\u{1b}[31m\"",
    "0x7f",
    "2026-01-01",
    "|\n      text",
];

/// Snippets of the fixtures by the path that they stood at.
type Snippets = BTreeMap<String, Vec<Vec<String>>>;

/// All blocks of all fixtures.
fn snippets() -> &'static Snippets {
    static SNIPPETS: OnceLock<Snippets> = OnceLock::new();
    SNIPPETS.get_or_init(|| {
        let mut found = Snippets::new();
        gather(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures")), &mut found);
        found
    })
}

/// Snippets for a place, which a generator takes some of.
pub fn snippets_at(path: &str) -> &'static [Vec<String>] {
    snippets().get(path).map_or(&[], Vec::as_slice)
}

fn gather(folder: &Path, found: &mut Snippets) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            gather(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml") {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let lines: Vec<&str> = text.lines().collect();
            for block in blocks(&lines) {
                let lines = moved(&lines, &block, 0);
                let known = found.entry(block.path).or_default();
                if lines.len() <= 40 && !known.contains(&lines) {
                    known.push(lines);
                }
            }
        }
    }
}

/// Numbers from a seed (SplitMix64): the same seed gives the same mutation, as libFuzzer expects.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % (bound.max(1) as u64)).unwrap_or_default()
    }

    fn of<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }
}

/// The text after one to four changes; none where it has no blocks.
pub fn mutated(text: &str, seed: u32) -> Option<String> {
    let mut chance = Chance(u64::from(seed));
    let mut text = text.to_owned();
    for _ in 0..=chance.below(4) {
        text = changed(&text, &mut chance)?;
    }
    Some(text)
}

fn changed(text: &str, chance: &mut Chance) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let found = blocks(&lines);
    let block = chance.of(&found)?;
    let copy = |block: &Block| moved(&lines, block, block.indent);
    // What stands in the place of the block.
    let new: Vec<String> = match chance.below(9) {
        0 => Vec::new(),
        1 => [copy(block), copy(block)].concat(),
        2 => {
            let other = chance.of(&found)?;
            moved(&lines, other, block.indent)
        }
        3 => {
            let line = lines.get(block.first)?;
            let value = chance.of(&SCALARS)?;
            let head = line.split_once(": ").map_or(*line, |(head, _)| head).trim_end_matches(':');
            [vec![format!("{head}: {value}")], copy(block).split_off(1)].concat()
        }
        4 => {
            let (line, other) = (lines.get(block.first)?, lines.get(chance.of(&found)?.first)?);
            let (head, _) = line.split_once(": ")?;
            let (_, value) = other.split_once(": ")?;
            vec![format!("{head}: {value}")]
        }
        // Most of the time something that Compose or we know at this place.
        _ => {
            let snippet = chance.of(snippets_at(&block.path))?;
            let snippet = snippet.iter().map(|line| format!("{:1$}{line}", "", block.indent));
            let kept = if chance.below(4) == 0 { Vec::new() } else { copy(block) };
            snippet.chain(kept).collect()
        }
    };
    let before = lines.iter().take(block.first).map(|line| (*line).to_owned());
    let after = lines.iter().skip(block.end).map(|line| (*line).to_owned());
    let all: Vec<String> = before.chain(new).chain(after).collect();
    Some(all.join("\n") + "\n")
}

/// libFuzzer's mutation of bytes for one input in four, and for what is no text; else that of blocks.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let changed = match data.get(..size).map(std::str::from_utf8) {
        Some(Ok(text)) if seed % 4 != 0 => mutated(text, seed),
        _ => None,
    };
    match changed {
        Some(text) if text.len() <= max_size => {
            if let Some(place) = data.get_mut(..text.len()) {
                place.copy_from_slice(text.as_bytes());
            }
            text.len()
        }
        _ => libfuzzer_sys::fuzzer_mutate(data, size, max_size),
    }
}
