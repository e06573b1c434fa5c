//! `file:` URIs ↔ paths.

use std::fmt::Write as _;
use std::str::FromStr as _;

use lsp_types::Uri;

use crate::grammar::path;

/// The absolute path of a `file:` URI; none for others, such as `untitled:`.
pub(super) fn to_path(uri: &str) -> Option<String> {
    let rest = uri.strip_prefix("file://")?;
    let encoded = rest.get(rest.find('/')?..)?;
    let encoded = encoded.split(['?', '#']).next().unwrap_or_default();
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    let decoded = String::from_utf8(bytes).ok()?;
    // `/c:/projects` of Windows.
    let is_drive = decoded.as_bytes().get(2) == Some(&b':') && cfg!(windows);
    let decoded = if is_drive { decoded.trim_start_matches('/') } else { &decoded };
    Some(path::clean_path(decoded))
}

/// A path in a folder for a text that has no file yet, such as `untitled:Untitled-1`.
pub(super) fn untitled(uri: &str, folder: &str) -> Option<String> {
    let name = uri.strip_prefix("untitled:")?;
    if name.starts_with('/') {
        // A file that is about to be made.
        return to_path(&format!("file://{name}"));
    }
    let kept: String = name.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.')).collect();
    Some(path::join(folder, &format!("{}.yaml", kept.trim_matches('.').trim_end_matches(".yaml"))))
}

/// The URI of an absolute path.
pub(super) fn of_path(path: &str) -> Option<Uri> {
    let mut uri = "file://".to_owned();
    if !path.starts_with('/') {
        uri.push('/');
    }
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~') {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    Uri::from_str(&uri).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_come_back() {
        for path in ["/srv/shop/compose.yaml", "/srv/a b/é#?%.yaml"] {
            assert_eq!(to_path(of_path(path).unwrap().as_str()).as_deref(), Some(path));
        }
        assert_eq!(to_path("file:///srv/a%20b.yaml").as_deref(), Some("/srv/a b.yaml"));
        assert_eq!(to_path("file://host/srv/a.yaml").as_deref(), Some("/srv/a.yaml"));
        assert_eq!(untitled("untitled:Untitled-1", "/srv").as_deref(), Some("/srv/Untitled-1.yaml"));
        assert_eq!(untitled("untitled:/srv/a%20b.yaml", "/x").as_deref(), Some("/srv/a b.yaml"));
        assert_eq!(untitled("untitled:../a/.yaml", "/srv").as_deref(), Some("/srv/a.yaml"));
        assert_eq!(untitled("vscode-vfs://a/b", "/srv"), None);
        for other in ["untitled:1", "file:///%zz", "file:///%", "file://", "file:///%ff", "vscode-vfs://a/b"]
        {
            assert_eq!(to_path(other), None, "{other}");
        }
    }
}
