//! Absolute paths → paths from the folder that `docker buildx bake` is called in, so that the file says
//! nothing about the machine it was made on.

use crate::grammar::path;

/// A path from `folder`. A path that shares nothing with it but the root stays absolute: it names a place of
/// every machine, such as `/etc`. Both are absolute and clean; anything else, such as an address, comes back
/// as it is.
pub(super) fn seen_from(folder: &str, path: &str) -> String {
    if !folder.starts_with('/') || !path.starts_with('/') {
        return path.to_owned();
    }
    let first = |path: &str| path.split('/').find(|part| !part.is_empty()).map(str::to_owned);
    if first(folder).is_some_and(|part| first(path) != Some(part)) {
        return path.to_owned();
    }
    // Without the dot a folder `github.com` would be taken for a repository.
    path::relative(folder, path)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_from_a_folder() {
        for (folder, path, expected) in [
            ("/home/me/app", "/home/me/app", "."),
            ("/home/me/app", "/home/me/app/web", "./web"),
            ("/home/me/app", "/home/me/application", "../application"),
            ("/home/me/app", "/home/me", ".."),
            ("/home/me/app", "/home/me/.ssh/key", "../.ssh/key"),
            ("/home/me/app", "/etc/ssl", "/etc/ssl"),
            ("/", "/srv/app", "./srv/app"),
            ("/a", "https://github.com/x/y.git", "https://github.com/x/y.git"),
            ("/a", "C:\\app", "C:\\app"),
            ("C:\\app", "/a", "/a"),
        ] {
            assert_eq!(seen_from(folder, path), expected, "{path} from {folder}");
        }
    }

    proptest! {
        #[test]
        fn any_string_does_not_panic(folder in ".*", path in ".*") {
            let _ = seen_from(&folder, &path);
        }
    }
}
