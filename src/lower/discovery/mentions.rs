//! Mentions: whether a service is spoken of by the name of its container.
//!
//! Docker finds a container under its `container_name` too. The name becomes an alias where another service
//! uses it: in a variable, a command, a health check, a config, or a file that is put into its container.

use crate::compose::{self, Shown};

/// Whether another service than `own` uses a name.
pub(super) fn by_others(project: &compose::Project, name: &str, own: &str) -> bool {
    let others = project.services.iter().filter(|service| service.name.value != own);
    others.into_iter().any(|service| in_service(project, service, name))
}

/// Whether a service uses a name.
pub(super) fn in_service(project: &compose::Project, service: &compose::Service, name: &str) -> bool {
    service.texts().any(|(text, _)| holds(text.as_bytes(), name))
        || service.volumes.iter().any(|mount| in_mount(mount, name))
        || service.configs.iter().any(|grant| {
            let config = project.configs.iter().find(|config| config.key.value == grant.source.value);
            config.and_then(|config| config.content.as_ref()).is_some_and(|content| holds(content, name))
        })
}

fn in_mount(mount: &compose::Mount, name: &str) -> bool {
    match &mount.shown {
        Some(Shown::File(content)) => holds(&content.bytes, name),
        Some(Shown::Folder(entries)) => entries
            .iter()
            .filter_map(|entry| entry.content.as_ref())
            .any(|content| holds(&content.bytes, name)),
        Some(_) | None => false,
    }
}

/// Whether a text holds a name as a word of its own: `db` in `tcp://db:5432`, and not in `my-db` or
/// `db.example.com`.
fn holds(text: &[u8], name: &str) -> bool {
    let name = name.as_bytes();
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !name.is_empty()
        && text.windows(name.len()).enumerate().any(|(at, window)| {
            let before = at.checked_sub(1).and_then(|before| text.get(before));
            window.eq_ignore_ascii_case(name)
                && !before.is_some_and(is_part)
                && !text.get(at + name.len()).is_some_and(is_part)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_word_of_its_own() {
        for text in ["shop-db", "postgres://user:secret@shop-db:5432/shop", "a,shop-db;b", "http://SHOP-DB/"]
        {
            assert!(holds(text.as_bytes(), "shop-db"), "{text}");
        }
        for text in ["", "my-shop-db", "shop-db.example.com", "shop-db2", "shop"] {
            assert!(!holds(text.as_bytes(), "shop-db"), "{text}");
        }
    }
}
