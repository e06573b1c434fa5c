//! A project as one text: the Compose file, then other files, each behind a line `=== NAME`.

use stackpose::Memory;

/// The folder that the project lies in.
pub const FOLDER: &str = "/shop";
/// Begins the line that names the next file.
const MARK: &str = "=== ";

/// The files of a project. A name leads out of the folder only with `..`.
pub fn files(text: &str) -> Memory {
    let mut memory = Memory::default();
    let mut name = "compose.yaml";
    let mut content = String::new();
    for line in text.split_inclusive('\n') {
        if let Some(next) = line.strip_prefix(MARK) {
            put(&mut memory, name, &mut content);
            name = next.trim_end();
        } else {
            content.push_str(line);
        }
    }
    put(&mut memory, name, &mut content);
    memory
}

fn put(memory: &mut Memory, name: &str, content: &mut String) {
    memory.files.insert(format!("{FOLDER}/{name}"), std::mem::take(content).into_bytes());
}
