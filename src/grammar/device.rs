//! The short form of a device: `source[:target[:permissions]]`.
//!
//! <https://docs.docker.com/reference/compose-file/services/#devices>

/// Source, target and permissions; none for a text with more parts than three.
pub fn parse(text: &str) -> Option<(String, String, String)> {
    let parts: Vec<&str> = text.split(':').collect();
    match parts.as_slice() {
        [source] => Some(((*source).to_owned(), (*source).to_owned(), "rwm".to_owned())),
        [source, target] => Some(((*source).to_owned(), (*target).to_owned(), "rwm".to_owned())),
        [source, target, permissions] => Some(((*source).to_owned(), (*target).to_owned(), (*permissions).to_owned())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms() {
        let owned = |(a, b, c): (&str, &str, &str)| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(parse("/dev/a"), Some(owned(("/dev/a", "/dev/a", "rwm"))));
        assert_eq!(parse("/dev/a:/dev/b"), Some(owned(("/dev/a", "/dev/b", "rwm"))));
        assert_eq!(parse("/dev/a:/dev/b:r"), Some(owned(("/dev/a", "/dev/b", "r"))));
        assert_eq!(parse("a:b:c:d"), None);
    }
}
