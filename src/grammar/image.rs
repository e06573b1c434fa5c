//! References to images: `registry/path/name:tag@digest`.
//! <https://github.com/compose-spec/compose-spec/blob/main/05-services.md#image>

/// The image's name without its tag and digest.
pub fn repository(image: &str) -> &str {
    let name = image.split('@').next().unwrap_or(image);
    tag(name).map_or(name, |tag| name.strip_suffix(tag).unwrap_or(name).trim_end_matches(':'))
}

/// The tag of a name without a digest; a colon before a slash belongs to the registry's port.
pub fn tag(name: &str) -> Option<&str> {
    name.rsplit_once(':').map(|(_, tag)| tag).filter(|tag| !tag.contains('/'))
}

/// The last part of the image's name, such as `postgres`.
pub fn short_name(image: &str) -> &str {
    let name = repository(image);
    name.rsplit('/').next().unwrap_or(name)
}

/// Whether a repository's name ends with whole parts.
pub fn is_named(repository: &str, parts: &str) -> bool {
    repository.strip_suffix(parts).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_names() {
        assert!(is_named("mcr.microsoft.com/mssql/server", "mssql/server") && is_named("neo4j", "neo4j"));
        assert!(!is_named("my-neo4j", "neo4j") && !is_named("vaultwarden/server", "mssql/server"));
    }

    #[test]
    fn names_and_tags() {
        for (image, name, found) in [
            ("redis", "redis", None),
            ("redis:8", "redis", Some("8")),
            ("host:5000/a/redis", "host:5000/a/redis", None),
            ("host:5000/redis:8", "host:5000/redis", Some("8")),
            ("a/redis:8@sha256:01", "a/redis", Some("8")),
        ] {
            assert_eq!(repository(image), name, "{image}");
            assert_eq!(tag(image.split('@').next().unwrap()), found, "{image}");
        }
    }
}
