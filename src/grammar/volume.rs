//! The short form of a mount: `[source:]target[:options]`.
//!
//! <https://docs.docker.com/reference/compose-file/services/#volumes>

use thiserror::Error;

use super::path;

/// A mount of the short form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShortVolume {
    /// True for a path of the host, false for a volume.
    pub bind: bool,
    /// The path or the volume's name; none for an anonymous volume.
    pub source: Option<String>,
    /// Where in the container, cleaned.
    pub target: String,
    /// `ro`.
    pub read_only: bool,
    /// `nocopy`.
    pub no_copy: bool,
    /// How mounts inside spread, such as `rslave`.
    pub propagation: Option<String>,
    /// `z` or `Z`.
    pub selinux: Option<String>,
    /// Options that mean nothing.
    pub unknown: Vec<String>,
    /// True when one letter before a colon was taken for a Windows drive.
    pub drive: bool,
}

/// Why a text is no mount.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VolumeError {
    /// There is nothing.
    #[error("it is empty")]
    Empty,
    /// Nothing stands between two colons.
    #[error("a part between two colons is empty")]
    EmptySection,
    /// More than three parts.
    #[error("it has more than three parts")]
    TooMany,
}

const PROPAGATION: [&str; 6] = ["private", "rprivate", "shared", "rshared", "slave", "rslave"];

/// Reads a short form.
pub fn parse(text: &str) -> Result<ShortVolume, VolumeError> {
    if text.is_empty() {
        return Err(VolumeError::Empty);
    }
    let (sections, drive) = sections(text)?;
    let mut volume = match sections.as_slice() {
        [target] => ShortVolume { target: target.clone(), ..ShortVolume::default() },
        [source, target] => with_source(source, target),
        [source, target, options] => {
            let mut volume = with_source(source, target);
            options.split(',').for_each(|option| set(&mut volume, option));
            volume
        }
        _ => return Err(VolumeError::TooMany),
    };
    volume.drive = drive;
    volume.target = path::clean(&volume.target);
    Ok(volume)
}

/// Splits at colons, except one that follows a single letter: that is a drive of Windows.
fn sections(text: &str) -> Result<(Vec<String>, bool), VolumeError> {
    let mut sections = Vec::new();
    let mut section = String::new();
    let mut drive = false;
    for c in text.chars() {
        let letter = section.chars().count() == 1 && section.chars().all(char::is_alphabetic);
        match c {
            ':' if letter => {
                drive = true;
                section.push(c);
            }
            ':' if section.is_empty() => return Err(VolumeError::EmptySection),
            ':' => sections.push(std::mem::take(&mut section)),
            _ => section.push(c),
        }
    }
    if section.is_empty() {
        return Err(VolumeError::EmptySection);
    }
    sections.push(section);
    Ok((sections, drive))
}

fn with_source(source: &str, target: &str) -> ShortVolume {
    ShortVolume { bind: is_path(source), source: Some(source.to_owned()), target: target.to_owned(), ..ShortVolume::default() }
}

/// Whether a source is a path of the host rather than the name of a volume.
fn is_path(source: &str) -> bool {
    let mut chars = source.chars();
    let drive = chars.next().is_some_and(char::is_alphabetic) && chars.next() == Some(':');
    source.starts_with(['.', '/', '~']) || source.starts_with("\\\\") || drive
}

fn set(volume: &mut ShortVolume, option: &str) {
    match option {
        "ro" => volume.read_only = true,
        "rw" => volume.read_only = false,
        "nocopy" => volume.no_copy = true,
        "z" | "Z" => volume.selinux = Some(option.to_owned()),
        _ if PROPAGATION.contains(&option) => volume.propagation = Some(option.to_owned()),
        _ => volume.unknown.push(option.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn short_forms() {
        let shown = |text: &str| {
            let volume = parse(text).unwrap();
            format!("{}|{}|{}|{}", if volume.bind { "bind" } else { "volume" }, volume.source.unwrap_or_default(), volume.target, volume.read_only)
        };
        for (text, wanted) in [
            ("data:/var", "volume|data|/var|false"),
            ("./a:/b:ro", "bind|./a|/b|true"),
            ("~/a:/b/", "bind|~/a|/b|false"),
            ("/anonymous", "volume||/anonymous|false"),
            ("C:\\x:/y", "bind|C:\\x|/y|false"),
            ("v:/data", "volume||v:/data|false"),
            ("a:/b:foo", "volume|a|/b|false"),
        ] {
            assert_eq!(shown(text), wanted, "{text}");
        }
        assert!(parse("v:/data").unwrap().drive);
        for bad in ["", ":", "a:", ":/b", "a:/b:", "aa:bb:cc:dd"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*") {
            let _ = parse(&text);
        }
    }
}
