//! External volumes: file systems that exist.
//! Compose: `external` and `name` of a volume. CloudFormation: `EFSVolumeConfiguration` of a task, and
//! nothing else.
//!
//! Decisions
//! - `name` is the id of the file system, perhaps with that of an access point behind it (`fs-…/fsap-…`), or
//!   its ARN.
//! - It is used as it is: whoever made it made its addresses, and opens its group to the services. So a
//!   service that mounts it runs in all the subnets.
//!
//! Not here: file systems that are ours to make (`file_system`).

use crate::cfn::{Pseudo, Text, Toggle, ecs};
use crate::compose;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Spanned;

use super::super::context::Lowering;
use super::{Access, Grant};
use crate::lower::literals::to_text;

/// A file system of somebody else.
#[derive(Debug)]
pub(super) struct External {
    id: String,
    arn: Text,
    access_point: Option<String>,
}

/// Reads the name of one.
pub(super) fn lower(cx: &mut Lowering<'_>, volume: &compose::Volume) -> Option<External> {
    let found = parse(&volume.name.value);
    if found.is_none() {
        cx.report(no_file_system(&volume.key, &volume.name));
    }
    let Parsed { id, access_point, arn } = found?;
    let arn = if arn { to_text(&volume.name.value) } else { arn_of("file-system", id) };
    Some(External { id: id.to_owned(), arn, access_point: access_point.map(str::to_owned) })
}

#[derive(Debug, PartialEq, Eq)]
struct Parsed<'a> {
    id: &'a str,
    access_point: Option<&'a str>,
    arn: bool,
}

fn parse(name: &str) -> Option<Parsed<'_>> {
    if let Some(("arn", _)) = name.split_once(':') {
        let (head, id) = name.split_once(":file-system/")?;
        let service = head.split(':').nth(2)?;
        let known = service == "elasticfilesystem" && head.split(':').count() == 5 && is_id(id, "fs-");
        return known.then_some(Parsed { id, access_point: None, arn: true });
    }
    let (id, access_point) = name.split_once('/').map_or((name, None), |(id, point)| (id, Some(point)));
    let known = is_id(id, "fs-") && access_point.is_none_or(|point| is_id(point, "fsap-"));
    known.then_some(Parsed { id, access_point, arn: false })
}

fn is_id(text: &str, prefix: &str) -> bool {
    let digits = text.strip_prefix(prefix).unwrap_or_default();
    (8..=40).contains(&digits.len()) && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn arn_of(kind: &str, id: &str) -> Text {
    Text::sub()
        .text("arn:")
        .pseudo(Pseudo::Partition)
        .text(":elasticfilesystem:")
        .pseudo(Pseudo::Region)
        .text(":")
        .pseudo(Pseudo::AccountId)
        .text(format!(":{kind}/{id}"))
        .finish()
}

impl External {
    /// How a task mounts it.
    pub(super) fn access(&self, cx: &mut Lowering<'_>, mount: &compose::Mount, subpath: &str) -> Access {
        let mut configuration = ecs::EfsVolumeConfiguration::new(self.id.as_str());
        if !subpath.is_empty() {
            if let Some(place) = mount.subpath.as_ref()
                && (self.access_point.is_some() || subpath.split('/').any(|step| step == ".."))
            {
                cx.report(bad_subpath(place));
            }
            configuration.root_directory = Some(to_text(&format!("/{subpath}")));
        }
        configuration.transit_encryption = Some(Toggle::Enabled);
        configuration.authorization_config = Some(ecs::AuthorizationConfig {
            access_point_id: self.access_point.as_deref().map(Text::from),
            iam: Some(Toggle::Enabled),
        });
        let grant = Grant {
            file_system: self.arn.clone(),
            access_point: self.access_point.as_deref().map(|point| arn_of("access-point", point)),
            root: true,
            writes: false,
        };
        Access { configuration, grant }
    }
}

fn no_file_system(key: &Spanned<String>, name: &Spanned<String>) -> Diagnostic {
    let loc = if name.loc.is_somewhere() { name.loc } else { key.loc };
    Diagnostic::new(Code::BadExternal, format!("the external volume `{}` is no file system", key.value))
        .at(loc)
        .help(
            "give the id of one of EFS, `name: fs-…`, perhaps with an access point, `name: fs-…/fsap-…`, or \
             remove `external` to let the stack make the volume",
        )
}

fn bad_subpath(subpath: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::BadExternal, "this folder of the external volume cannot be mounted")
        .at(subpath.loc)
        .help("an access point shows one folder and no other: name one for this folder, and write no `..`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_file_systems() {
        let arn = "arn:aws:elasticfilesystem:eu-west-1:123456789012:file-system/fs-01234567";
        let table = [
            ("fs-01234567", Some(("fs-01234567", None, false))),
            ("fs-0123456789abcdef0", Some(("fs-0123456789abcdef0", None, false))),
            ("fs-01234567/fsap-89abcdef", Some(("fs-01234567", Some("fsap-89abcdef"), false))),
            (arn, Some(("fs-01234567", None, true))),
            ("arn:aws:s3:::file-system/fs-01234567", None),
            ("arn:aws:elasticfilesystem:a:1:b:file-system/fs-01234567", None),
            ("data", None),
            ("fs-", None),
            ("fs-xyz01234", None),
            ("fs-01234567/data", None),
            ("", None),
        ];
        for (name, expected) in table {
            let expected = expected.map(|(id, access_point, arn)| Parsed { id, access_point, arn });
            assert_eq!(parse(name), expected, "{name}");
        }
    }
}
