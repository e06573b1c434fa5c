//! Paths as text, by the rules of POSIX on every host, with the tests that tell Windows paths apart.

/// The folder that a path is relative to, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// The project directory.
    Project,
    /// The user's home; with the path below it.
    Home(String),
    /// Nothing: the path is absolute.
    Root,
}

/// Whether a path is absolute.
pub fn is_abs(path: &str) -> bool {
    path.starts_with('/')
}

/// Whether a path is absolute on Windows: `C:\x`, `C:/x` or `\\server\share\x`.
pub fn is_windows_abs(path: &str) -> bool {
    let mut chars = path.chars();
    let (first, second) = (chars.next(), chars.next());
    if first.is_some_and(|c| c.is_ascii_alphabetic()) && second == Some(':') {
        return chars.as_str().starts_with(is_slash);
    }
    if !(first.is_some_and(is_slash) && second.is_some_and(is_slash)) {
        return false;
    }
    let mut parts = chars.as_str().splitn(3, is_slash);
    let mut named = || parts.next().is_some_and(|part| !part.is_empty() && !part.starts_with('.'));
    named() && named() && parts.next().is_some()
}

/// The shortest path that means the same: no `.`, no inner `..`, no doubled or trailing slash; `.` if nothing
/// is left.
pub fn clean_path(path: &str) -> String {
    let rooted = is_abs(path);
    let mut kept: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if kept.last().is_some_and(|last| *last != "..") => {
                kept.pop();
            }
            ".." if rooted => {}
            _ => kept.push(part),
        }
    }
    match (rooted, kept.is_empty()) {
        (true, _) => format!("/{}", kept.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => kept.join("/"),
    }
}

/// A build context that is not a folder here.
pub fn is_remote_context(text: &str) -> bool {
    const PREFIXES: [&str; 7] =
        ["service:", "https://", "http://", "git://", "ssh://", "github.com/", "git@"];
    text.contains("://") || PREFIXES.iter().any(|prefix| text.starts_with(prefix))
}

/// Puts a relative path behind a base and cleans the result; an empty part is left out.
pub fn join(base: &str, relative: &str) -> String {
    match (base, relative) {
        ("", "") => String::new(),
        ("", path) | (path, "") => clean_path(path),
        (base, relative) => clean_path(&format!("{base}/{relative}")),
    }
}

/// The way from a folder to a path, both absolute and clean: `.`, `./a/b` or `../a`.
pub fn relative(folder: &str, path: &str) -> String {
    let (here, there) = (parts(folder), parts(path));
    let shared = here.iter().zip(&there).take_while(|(left, right)| left == right).count();
    let up = std::iter::repeat_n("..", here.len() - shared);
    let down = there.iter().copied().skip(shared);
    let way: Vec<&str> = up.chain(down).collect();
    match way.first() {
        None => ".".to_owned(),
        Some(&"..") => way.join("/"),
        Some(_) => format!("./{}", way.join("/")),
    }
}

/// Whether a clean path is a folder or lies below it.
pub fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || folder.ends_with('/'))
}

/// Everything before the last slash, cleaned: `/a` of `/a/b`, `.` of `b`.
pub fn dir_name(path: &str) -> String {
    match path.rsplit_once('/') {
        Some(("", _)) => "/".to_owned(),
        Some((folder, _)) => clean_path(folder),
        None => ".".to_owned(),
    }
}

/// Whether a path names the socket of a container engine.
pub fn is_engine_socket(path: &str) -> bool {
    const ENGINES: [&str; 5] =
        ["docker.sock", "podman.sock", "containerd.sock", "crio.sock", "cri-dockerd.sock"];
    ENGINES.contains(&base_name(path))
}

/// The last part of a path: `b` of `/a/b/`, `/` of the root, `.` of nothing.
pub fn base_name(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match (trimmed, path) {
        ("", "") => ".",
        ("", _) => "/",
        (trimmed, _) => trimmed.rsplit('/').next().unwrap_or(trimmed),
    }
}

fn parts(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

fn is_slash(c: char) -> bool {
    matches!(c, '/' | '\\')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cleans() {
        let table = [
            ("", "."),
            (".", "."),
            ("/", "/"),
            ("//a//b/", "/a/b"),
            ("a/./b/../c", "a/c"),
            ("../a/../../b", "../../b"),
            ("/../a", "/a"),
            ("a/..", "."),
            ("/a/..", "/"),
            ("...", "..."),
            (r"C:\y", r"C:\y"),
        ];
        for (path, wanted) in table {
            assert_eq!(clean_path(path), wanted, "{path}");
        }
    }

    #[test]
    fn joins_and_splits() {
        let joined = [
            ("/p", "a", "/p/a"),
            ("/p", "../a", "/a"),
            ("/p", "", "/p"),
            ("", "a/", "a"),
            ("", "", ""),
            ("/p/", "./", "/p"),
            ("p", "/a", "p/a"),
        ];
        for (base, relative, wanted) in joined {
            assert_eq!(join(base, relative), wanted, "{base} {relative}");
        }
        let split = [
            ("/a/b", "/a", "b"),
            ("/a", "/", "a"),
            ("a", ".", "a"),
            ("a//b//", "a/b", "b"),
            ("/", "/", "/"),
            ("", ".", "."),
        ];
        for (path, folder, name) in split {
            assert_eq!((dir_name(path).as_str(), base_name(path)), (folder, name), "{path}");
        }
    }

    #[test]
    fn knows_absolute_paths() {
        assert!(is_abs("/a") && !is_abs("a") && !is_abs(r"C:\a") && !is_abs(""));
        for path in [r"C:\x", "c:/x", r"\\server\share\x", r"\\server\share\", "//server/share/x"] {
            assert!(is_windows_abs(path), "{path}");
        }
        for path in [
            "C:",
            "C:x",
            r"\x",
            "/x",
            "//x",
            r"\\",
            r"\\server",
            r"\\server\share",
            r"\\.\pipe\x",
            "é:/x",
            "",
        ] {
            assert!(!is_windows_abs(path), "{path}");
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_cleans_once(path in "([a./\\\\:C]|\\PC){0,20}") {
            let _ = (is_windows_abs(&path), dir_name(&path), base_name(&path));
            let clean = clean_path(&path);
            prop_assert_eq!(clean_path(&clean), clean);
        }
    }
}
