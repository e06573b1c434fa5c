//! The texts and words that an editor shows and offers at a place of a Compose file.
//!
//! A place is the way to it from the top: names of keys, and none for an item of a list.

use std::fmt::Write as _;

use super::{attribute, key};
use crate::validate::{Key, MemberText, keys, place_at, rows, words};

/// Something that may be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The word to write.
    pub name: String,
    /// A few words on it.
    pub detail: Option<String>,
    /// More about it, as Markdown.
    pub markdown: String,
}

/// The text about what is at a place: a key or a member of it, or an attribute, or else the attribute that
/// holds it.
pub fn at(path: &[Option<&str>]) -> Option<String> {
    if let Some((key, below)) = own_key(path) {
        let Some((last, _)) = below.split_last() else {
            return key::text(key.name).map(|text| text.markdown);
        };
        let member = members(key, below).1?;
        let mut out = format!("# `{}.{}`\n\n{}\n\n", key.name, last.unwrap_or("[]"), member.description);
        let _ = writeln!(out, "- Values: {}.\n- It is a member of `{}`.", member.values, key.name);
        return Some(out);
    }
    if let Some(Some(name)) = path.last()
        && name.starts_with("x-aws-")
    {
        return key::text(name).map(|text| text.markdown);
    }
    (1..=path.len()).rev().find_map(|length| {
        let held = path.get(..length)?;
        let row = rows().find(|row| fits(row.path, held))?;
        attribute::text(row.path).map(|text| text.markdown)
    })
}

/// The keys and attributes that a mapping at a place may have.
pub fn below(path: &[Option<&str>]) -> Vec<Offer> {
    if let Some((key, below)) = own_key(path) {
        return members(key, below).0.into_iter().map(|member| of_member(&member)).collect();
    }
    let place = place_at(path);
    let own = keys().filter(|key| Some(key.place()) == place && key.is_translated()).map(of_key);
    let depth = path.len();
    let mut found: Vec<Offer> = own.collect();
    for row in rows() {
        let parts: Vec<&str> = row.path.split('.').collect();
        let Some((name, held)) = parts.split_last() else { continue };
        let is_new = !found.iter().any(|offer| offer.name == *name);
        if parts.len() == depth + 1 && !matches!(*name, "*" | "[]") && is_new && fits(&held.join("."), path) {
            found.push(Offer {
                name: (*name).to_owned(),
                detail: Some(attribute::support(row.support).to_owned()),
                markdown: attribute::text(row.path).map(|text| text.markdown).unwrap_or_default(),
            });
        }
    }
    found
}

/// The values of a key at a place, where they are a few.
pub fn choices(path: &[Option<&str>]) -> Vec<Offer> {
    let Some((key, below)) = own_key(path) else {
        let offer = |name: &str| Offer { name: name.to_owned(), detail: None, markdown: String::new() };
        return words(path).into_iter().map(offer).collect();
    };
    let choices = if below.is_empty() {
        key.choices()
    } else {
        members(key, below).1.map(|member| member.choices).unwrap_or_default()
    };
    let offer = |name| Offer { name, detail: Some(key.name.to_owned()), markdown: String::new() };
    choices.into_iter().map(offer).collect()
}

/// The key of ours that holds a place, and the way on from there.
fn own_key<'p>(path: &'p [Option<&'p str>]) -> Option<(&'static Key, &'p [Option<&'p str>])> {
    let at = path.iter().position(|step| step.is_some_and(|name| name.starts_with("x-aws-")))?;
    let place = place_at(path.get(..at)?)?;
    let name = path.get(at).copied().flatten()?;
    let key = keys().find(|key| key.place() == place && key.name == name)?;
    Some((key, path.get(at + 1..)?))
}

/// The members below a way through a key's value, and the member at its end. Items, and names that users make
/// up, are steps that change nothing.
fn members(key: &Key, path: &[Option<&str>]) -> (Vec<MemberText>, Option<MemberText>) {
    let mut all: Vec<MemberText> = key.members().collect();
    let mut last = None;
    for name in path.iter().copied().flatten() {
        let found = all.iter().find(|member| member.name == name).cloned();
        if let Some(member) = found {
            all = member.members().collect();
            last = Some(member);
        } else {
            last = None;
        }
    }
    (all, last)
}

fn of_key(key: &Key) -> Offer {
    let markdown = key::text(key.name).map(|text| text.markdown).unwrap_or_default();
    let default = format!("without it: {}", key.default.replace('`', ""));
    Offer { name: key.name.to_owned(), detail: Some(default), markdown }
}

fn of_member(member: &MemberText) -> Offer {
    let detail = if member.required { "required" } else { "optional" };
    let markdown = format!("{}\n\n- Values: {}.\n", member.description, member.values);
    Offer { name: member.name.to_owned(), detail: Some(detail.to_owned()), markdown }
}

/// Whether a place is one that a path of the table describes.
fn fits(pattern: &str, path: &[Option<&str>]) -> bool {
    if pattern.is_empty() {
        return path.is_empty();
    }
    let mut parts = pattern.split('.');
    let all = path.iter().all(|step| match (parts.next(), step) {
        (Some("*"), Some(_)) | (Some("[]"), None) => true,
        (Some(part), Some(name)) => part == *name,
        _ => false,
    });
    all && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_offered_belongs_to_the_place() {
        let names = |path: &[Option<&str>]| -> Vec<String> {
            below(path).into_iter().map(|offer| offer.name).collect()
        };
        let top = names(&[]);
        assert!(top.contains(&"x-aws-vpc".to_owned()) && top.contains(&"services".to_owned()), "{top:?}");
        assert!(!top.contains(&"x-aws-task".to_owned()));
        let service = names(&[Some("services"), Some("a.b")]);
        for name in ["x-aws-task", "image", "deploy"] {
            assert!(service.contains(&name.to_owned()), "{name}: {service:?}");
        }
        let port = names(&[Some("services"), Some("web"), Some("ports"), None]);
        assert!(port.contains(&"x-aws-route".to_owned()) && port.contains(&"target".to_owned()), "{port:?}");
        let route = names(&[Some("services"), Some("web"), Some("ports"), None, Some("x-aws-route"), None]);
        assert!(route.contains(&"host".to_owned()), "{route:?}");
        let redirect =
            [Some("services"), Some("web"), Some("ports"), None, Some("x-aws-route"), Some("redirect")];
        assert!(names(&redirect).contains(&"status".to_owned()));
        let status = [redirect.as_slice(), &[Some("status")]].concat();
        let values: Vec<String> = choices(&status).into_iter().map(|offer| offer.name).collect();
        assert_eq!(values, ["301", "302"]);
    }

    #[test]
    fn texts_belong_to_the_place() {
        let about = |path: &[Option<&str>]| at(path).unwrap_or_default();
        let web = [Some("services"), Some("web")];
        let of = |rest: &[Option<&'static str>]| about(&[web.as_slice(), rest].concat());
        assert!(of(&[Some("restart")]).starts_with("# `services.*.restart`"));
        assert!(of(&[Some("x-aws-exec")]).starts_with("# `x-aws-exec`"));
        let cpu = of(&[Some("deploy"), Some("x-aws-autoscaling"), Some("cpu")]);
        assert!(cpu.starts_with("# `x-aws-autoscaling.cpu`") && cpu.contains("Percent of the CPU"), "{cpu}");
        // A name that a user makes up follows the attribute that holds it.
        assert!(of(&[Some("environment"), Some("A")]).starts_with("# `services.*.environment`"));
        assert_eq!(at(&[Some("x-mine"), Some("a")]), None);
    }
}
