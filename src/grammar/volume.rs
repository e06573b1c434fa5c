//! Volumes in the short syntax: `[source:]target[:options]`.
//! <https://github.com/compose-spec/compose-spec/blob/main/05-services.md#short-syntax-5>

use thiserror::Error;

use super::path;

/// A volume of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortVolume {
    /// Whether it is a volume or a folder of the host.
    pub kind: VolumeKind,
    /// The volume's name or the host's path; none for an anonymous volume.
    pub source: Option<String>,
    /// The path in the container, cleaned.
    pub target: String,
    /// Whether the container may only read it.
    pub read_only: bool,
    /// Whether a new volume starts empty.
    pub no_copy: bool,
    /// How mounts inside spread: `rprivate`, `private`, `rshared`, `shared`, `rslave` or `slave`.
    pub propagation: Option<String>,
    /// The `SELinux` label: `z` (shared) or `Z` (private).
    pub selinux: Option<String>,
    /// Options that mean nothing to Compose, which ignores them.
    pub unknown_options: Vec<String>,
    /// Whether one letter and a colon at the start were taken for a Windows drive: `v:/data` is an anonymous
    /// volume, though its author may have meant a volume named `v`.
    pub drive_letter: bool,
}

/// The sources of a volume in short syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VolumeKind {
    /// A named or anonymous volume.
    Volume,
    /// A path of the host.
    Bind,
}

/// Why a text is no volume.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VolumeError {
    /// There is nothing.
    #[error("the volume is empty")]
    Empty,
    /// Two colons follow each other, or one stands at an end.
    #[error("empty section between colons in volume `{0}`")]
    EmptySection(String),
    /// There is a fourth section.
    #[error("too many colons in volume `{0}`")]
    TooManySections(String),
}

/// Reads an entry of `volumes`.
pub fn parse(text: &str) -> Result<ShortVolume, VolumeError> {
    if text.is_empty() {
        return Err(VolumeError::Empty);
    }
    // NOTE: Compose takes a text of one or two bytes for a path, whatever it is.
    let sections = if text.len() <= 2 { vec![text] } else { split_sections(text) };
    if sections.contains(&"") {
        return Err(VolumeError::EmptySection(text.to_owned()));
    }
    let (source, target, options) = match sections.as_slice() {
        [] | [_, _, _, _, ..] => return Err(VolumeError::TooManySections(text.to_owned())),
        [target] => (None, *target, ""),
        [source, target] => (Some(*source), *target, ""),
        [source, target, options] => (Some(*source), *target, *options),
    };
    let first = source.unwrap_or(target);
    let mut volume = ShortVolume {
        kind: if source.is_some_and(is_file_path) { VolumeKind::Bind } else { VolumeKind::Volume },
        source: source.map(str::to_owned),
        target: path::clean_path(target),
        read_only: false,
        no_copy: false,
        propagation: None,
        selinux: None,
        unknown_options: Vec::new(),
        drive_letter: text.len() > 2 && begins_with_drive(first),
    };
    for option in options.split(',').filter(|_| !options.is_empty()) {
        volume.apply(option);
    }
    Ok(volume)
}

impl ShortVolume {
    fn apply(&mut self, option: &str) {
        match option {
            "ro" => self.read_only = true,
            "rw" => self.read_only = false,
            "nocopy" => self.no_copy = true,
            "rprivate" | "private" | "rshared" | "shared" | "rslave" | "slave" => {
                self.propagation = Some(option.to_owned());
            }
            "z" | "Z" => self.selinux = Some(option.to_owned()),
            _ => self.unknown_options.push(option.to_owned()),
        }
    }
}

/// Cuts at colons, except behind a drive letter and inside `${…}`.
fn split_sections(text: &str) -> Vec<&str> {
    let mut sections = Vec::new();
    let mut start = 0;
    let mut braces = 0_usize;
    let mut before = None;
    for (at, c) in text.char_indices() {
        let section = text.get(start..at).unwrap_or("");
        match c {
            '{' if before == Some('$') => braces += 1,
            '}' => braces = braces.saturating_sub(1),
            ':' if braces == 0 && !is_drive(section) => {
                sections.push(section);
                start = at + 1;
            }
            _ => {}
        }
        before = Some(c);
    }
    sections.push(text.get(start..).unwrap_or(""));
    sections
}

fn is_file_path(source: &str) -> bool {
    source.starts_with(['.', '/', '~']) || source.starts_with(r"\\") || begins_with_drive(source)
}

fn begins_with_drive(section: &str) -> bool {
    section.split_once(':').is_some_and(|(drive, _)| is_drive(drive))
}

/// One letter, of any script, as in Compose.
fn is_drive(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `kind source>target flags`.
    fn shown(text: &str) -> Result<String, VolumeError> {
        let volume = parse(text)?;
        let kind = match volume.kind {
            VolumeKind::Volume => "volume",
            VolumeKind::Bind => "bind",
        };
        let mut out = format!("{kind} {}>{}", volume.source.unwrap_or_default(), volume.target);
        for (flag, name) in
            [(volume.read_only, " ro"), (volume.no_copy, " nocopy"), (volume.drive_letter, " drive")]
        {
            out.push_str(if flag { name } else { "" });
        }
        for option in volume.propagation.into_iter().chain(volume.selinux) {
            out = format!("{out} {option}");
        }
        Ok(volume.unknown_options.into_iter().fold(out, |out, unknown| format!("{out} ?{unknown}")))
    }

    #[test]
    fn reads() {
        let table = [
            ("/var/lib/data", "volume >/var/lib/data"),
            ("data:/var/lib/data/", "volume data>/var/lib/data"),
            ("data:/a/../b:ro", "volume data>/b ro"),
            ("data:/b:rw", "volume data>/b"),
            ("data:/b:ro,rw,nocopy", "volume data>/b nocopy"),
            ("/host:/in", "bind /host>/in"),
            ("./host:/in:ro", "bind ./host>/in ro"),
            ("../h:/in", "bind ../h>/in"),
            ("~/h:/in:rslave,z", "bind ~/h>/in rslave z"),
            (".:/in:Z,shared", "bind .>/in shared Z"),
            (r"C:\x:C:\y:ro", r"bind C:\x>C:\y ro drive"),
            (r"C:\x:/y", r"bind C:\x>/y drive"),
            (r"\\.\pipe\x:/y", r"bind \\.\pipe\x>/y"),
            ("v:/data", "volume >v:/data drive"),
            ("v:/data:/x", "bind v:/data>/x drive"),
            ("0:/foo", "volume 0>/foo"),
            ("a:", "volume >a:"),
            (":", "volume >:"),
            ("a", "volume >a"),
            ("é", "volume >é"),
            ("data:/b:cached,ro,", "volume data>/b ro ?cached ?"),
            ("data:/b:z:w", "volume data>/b ?z:w"),
            ("${A:-b}:/x", "volume ${A:-b}>/x"),
            ("rel/path:/x", "volume rel/path>/x"),
        ];
        for (text, wanted) in table {
            assert_eq!(shown(text).as_deref(), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn refuses() {
        assert_eq!(parse(""), Err(VolumeError::Empty));
        for text in ["/a::ro", "data:/x:", ":/x", "::/", ":::"] {
            assert_eq!(parse(text), Err(VolumeError::EmptySection(text.to_owned())), "{text}");
        }
        for text in ["data:/x:ro:rw", "/a:/b:ro:c:d", "name:/v:ro:w"] {
            assert_eq!(parse(text), Err(VolumeError::TooManySections(text.to_owned())), "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "([a-c:/.~\\\\,${}]|\\PC){0,30}") {
            let _ = parse(&text);
        }
    }
}
