//! POSIX paths as text: joined and cleaned without a look at the disk, as Go's `path` does.

/// The shortest path that means the same: no `.`, no `..` that can be undone, no double slashes; `.` for nothing.
pub fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(&last) if last != ".." => {
                    parts.pop();
                }
                _ if rooted => {}
                _ => parts.push(".."),
            },
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

/// `relative` seen from `base`, cleaned.
pub fn join(base: &str, relative: &str) -> String {
    clean(&format!("{base}/{relative}"))
}

/// The folder a path lies in; the root is its own.
pub fn parent(path: &str) -> String {
    join(path, "..")
}

/// The last part of a path.
pub fn file_name(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// Whether a path begins at a root: POSIX, a Windows drive or a Windows share.
pub fn is_absolute(path: &str) -> bool {
    let mut chars = path.chars();
    let drive = chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.next() == Some(':')
        && matches!(chars.next(), Some('/' | '\\'));
    path.starts_with('/') || path.starts_with("\\\\") || drive
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans_like_go() {
        for (path, wanted) in [("", "."), ("/", "/"), ("a//b/./c/..", "a/b"), ("/../a", "/a"), ("../../x", "../../x"), ("a/..", "."), ("./x/", "x")] {
            assert_eq!(clean(path), wanted, "{path}");
        }
        assert_eq!(join("/p", "../q"), "/q");
        assert_eq!(parent("/a/b"), "/a");
        assert_eq!(parent("/"), "/");
        assert_eq!(file_name("/a/b/"), "b");
        assert!(is_absolute("C:\\x") && is_absolute("/x") && !is_absolute("c:x") && !is_absolute("x"));
    }
}
