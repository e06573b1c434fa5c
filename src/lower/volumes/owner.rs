//! Owners: whose the folder of a file system is, which is made with its first mount.
//! Compose: `driver_opts` of a volume, `user` of the services that mount it. CloudFormation: `CreationInfo`
//! of an EFS `AccessPoint`.
//!
//! Decisions
//! - The nearest word wins: `uid` and `gid` of the volume, else the numeric `user` of those who write to it
//!   or the user that their image is known to run as (`compose::image_user`), else root. Docker takes the
//!   owner of the image's folder.
//! - Only `driver_opts` make every access one of that user. Otherwise a process keeps its own ids, as with
//!   Docker.
//! - `user` without a group means the group of the same number. Root writes anywhere, so it asks for nothing.
//! - A user given by name has no number here, and what an unknown image does is not guessed.
//!
//! <https://docs.aws.amazon.com/efs/latest/ug/enforce-root-directory-access-point.html>

use crate::compose::{self, image_user};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Loc, Spanned};

use super::super::context::Lowering;
use super::options::Options;

/// User and group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) uid: String,
    pub(super) gid: String,
}

/// The owner of a volume's folders.
pub(super) fn owner_of(cx: &mut Lowering<'_>, volume: &compose::Volume, options: &Options) -> Owner {
    let writers: Vec<&compose::Service> = cx.project.writers(volume).collect();
    let numbered: Vec<(Owner, Loc)> =
        writers.iter().filter_map(|service| user_of(service)).filter(|(user, _)| user.uid != "0").collect();
    if let Some(said) = &options.user {
        let other = numbered.iter().find(|(user, _)| user.uid != said.uid && said.uid != "0");
        if let Some((user, place)) = other {
            cx.report(not_the_volumes(volume, &said.uid, &user.uid, *place));
        }
        return Owner { uid: said.uid.clone(), gid: said.gid.clone() };
    }
    let Some((owner, first)) = numbered.first() else {
        for service in writers {
            if let Some(user) = &service.user
                && parse(&user.value).is_none()
                && !is_root(&user.value)
            {
                cx.report(named_user(volume, service, user));
            }
        }
        return Owner { uid: "0".to_owned(), gid: "0".to_owned() };
    };
    if let Some((other, place)) = numbered.iter().find(|(user, _)| user.uid != owner.uid) {
        cx.report(several(volume, (&owner.uid, *first), (&other.uid, *place)));
    }
    owner.clone()
}

/// The user that a service runs as, where its number is known, and where that comes from.
fn user_of(service: &compose::Service) -> Option<(Owner, Loc)> {
    if let Some(user) = &service.user {
        return Some((parse(&user.value)?, user.loc));
    }
    let (uid, gid) = image_user(service)?;
    Some((Owner { uid: uid.to_string(), gid: gid.to_string() }, service.image.as_ref()?.loc))
}

fn is_root(user: &str) -> bool {
    matches!(user.split(':').next(), Some("root" | ""))
}

/// The numbers of `user`, if it has them.
fn parse(user: &str) -> Option<Owner> {
    let (uid, gid) = user.trim().split_once(':').unwrap_or((user.trim(), ""));
    let number = |text: &str| text.parse::<u32>().ok().map(|number| number.to_string());
    let uid = number(uid)?;
    Some(Owner { gid: number(gid).unwrap_or_else(|| uid.clone()), uid })
}

fn not_the_volumes(volume: &compose::Volume, said: &str, user: &str, place: Loc) -> Diagnostic {
    let message = format!(
        "the volume `{}` belongs to the user {said}, and a service that writes to it is {user}",
        volume.key.value
    );
    Diagnostic::new(Code::OwnerConflict, message)
        .label(place, format!("sees all its files as those of {said}"))
        .label(volume.key.loc, format!("`driver_opts` make every access one of the user {said}"))
        .help(format!(
            "write one number in both places, or remove `uid` and `gid`: the volume then belongs to {user}"
        ))
}

fn several(
    volume: &compose::Volume,
    (owner, first): (&str, Loc),
    (other, second): (&str, Loc),
) -> Diagnostic {
    let message = format!("the users {owner} and {other} write to the volume `{}`", volume.key.value);
    Diagnostic::new(Code::OwnerConflict, message)
        .label(second, "cannot make files at the top of the volume")
        .label(first, "owns the volume")
        .help(
            "let the services have the same `user`; or, for a named volume, write `driver_opts: \
             {uid: \"1000\", gid: \"1000\"}`: every access is then one of that user",
        )
}

fn named_user(volume: &compose::Volume, service: &compose::Service, user: &Spanned<String>) -> Diagnostic {
    let (name, key) = (&service.name.value, &volume.key.value);
    let message = format!("`{name}` cannot write to the volume `{key}`, which belongs to root");
    Diagnostic::new(Code::NotTheOwner, message).label(user.loc, "only the image knows its number").help(
        "write the numbers of the user and its group, such as `user: \"1000:1000\"`: the volume then belongs to that user \
         from its first mount on",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_with_numbers() {
        let owner = |uid: &str, gid: &str| Some(Owner { uid: uid.to_owned(), gid: gid.to_owned() });
        let table = [
            ("1000", owner("1000", "1000")),
            ("1000:100", owner("1000", "100")),
            ("1000:staff", owner("1000", "1000")),
            ("0:0", owner("0", "0")),
            ("node", None),
            ("node:1000", None),
            ("", None),
        ];
        for (user, expected) in table {
            assert_eq!(parse(user), expected, "{user}");
        }
    }
}
