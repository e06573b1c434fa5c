//! The sections of the page of Compose attributes.

/// Titles, and the first part of the paths below them.
pub(super) const SECTIONS: &[(&str, &str)] = &[
    ("Top level", ""),
    ("Services", "services"),
    ("Build", "build"),
    ("Deploy", "deploy"),
    ("Networks", "networks"),
    ("Volumes", "volumes"),
    ("Secrets", "secrets"),
    ("Configs", "configs"),
    ("Models", "models"),
];

/// The anchor of the section of a path.
pub(super) fn section_anchor(path: &str) -> String {
    let title = SECTIONS.iter().find(|(_, prefix)| *prefix == section(path)).map_or("", |(title, _)| *title);
    title.to_lowercase().replace(' ', "-")
}

/// The section of a path.
pub(super) fn section(path: &str) -> &str {
    let mut parts = path.split('.');
    match (parts.next().unwrap_or_default(), parts.next(), parts.next()) {
        ("services", Some("*"), Some(own @ ("build" | "deploy"))) => own,
        (_, None, _) => "",
        (first, ..) => {
            SECTIONS.iter().map(|(_, prefix)| *prefix).find(|prefix| *prefix == first).unwrap_or("")
        }
    }
}
