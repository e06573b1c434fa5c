//! Options: what `driver_opts` of a volume say about its file system.
//! Compose: `volumes.*.driver_opts`. CloudFormation: properties of an EFS `FileSystem` and of its
//! `AccessPoint`.
//!
//! Decisions
//! - The names are those of the tool that went away, with underscores or hyphens. An unknown one is an error:
//!   to leave out what somebody says about their data is no answer.
//! - `uid` alone is `gid` too, and the other way round.
//! - `provisioned_throughput` alone says the mode too.
//! - Options of Docker's own driver (`type`, `o`, `device`) mount what is on a host or in its network, which
//!   a task of Fargate does not have.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-efs-filesystem.html>

use std::collections::BTreeMap;

use serde_json::Number;

use crate::cfn::{Text, Toggle, efs};
use crate::compose;
use crate::diagnostic::{Code, Diagnostic, nearest, not_among};
use crate::source::Spanned;

use super::super::context::Lowering;
use crate::lower::literals::to_text;

/// Every option.
const OPTIONS: [&str; 10] = [
    "backup_policy",
    "gid",
    "kms_key_id",
    "lifecycle_policy",
    "performance_mode",
    "permissions",
    "provisioned_throughput",
    "root_directory",
    "throughput_mode",
    "uid",
];

/// Those of Docker's own driver.
const LOCAL: [&str; 3] = ["device", "o", "type"];

const PERFORMANCE: [(&str, efs::PerformanceMode); 2] =
    [("generalPurpose", efs::PerformanceMode::GeneralPurpose), ("maxIO", efs::PerformanceMode::MaxIo)];

const THROUGHPUT: [(&str, efs::ThroughputMode); 3] = [
    ("bursting", efs::ThroughputMode::Bursting),
    ("elastic", efs::ThroughputMode::Elastic),
    ("provisioned", efs::ThroughputMode::Provisioned),
];

const BACKUP: [(&str, Toggle); 2] = [("ENABLED", Toggle::Enabled), ("DISABLED", Toggle::Disabled)];

const LIFECYCLE: [(&str, ()); 9] = [
    ("AFTER_1_DAY", ()),
    ("AFTER_7_DAYS", ()),
    ("AFTER_14_DAYS", ()),
    ("AFTER_30_DAYS", ()),
    ("AFTER_60_DAYS", ()),
    ("AFTER_90_DAYS", ()),
    ("AFTER_180_DAYS", ()),
    ("AFTER_270_DAYS", ()),
    ("AFTER_365_DAYS", ()),
];

/// The text as it is written.
#[derive(Debug, Default)]
pub(super) struct Options {
    /// `uid` and `gid`.
    pub(super) user: Option<efs::PosixUser>,
    /// `permissions`.
    pub(super) permissions: Option<String>,
    /// `root_directory`.
    pub(super) root_directory: Option<Spanned<String>>,
    /// `performance_mode`.
    pub(super) performance_mode: Option<efs::PerformanceMode>,
    /// `throughput_mode`.
    pub(super) throughput_mode: Option<efs::ThroughputMode>,
    /// `provisioned_throughput`.
    pub(super) provisioned_throughput: Option<Number>,
    /// `lifecycle_policy`.
    pub(super) lifecycle_policies: Vec<efs::LifecyclePolicy>,
    /// `backup_policy`.
    pub(super) backup_policy: Option<Toggle>,
    /// `kms_key_id`.
    pub(super) kms_key_id: Option<Text>,
}

/// Reads the options of a volume.
pub(super) fn read(cx: &mut Lowering<'_>, volume: &compose::Volume) -> Options {
    let mut reader = Reader { given: BTreeMap::new(), wrong: Vec::new() };
    for (key, value) in &volume.driver_opts {
        reader.take(key, value);
    }
    let options = reader.options();
    for diagnostic in reader.wrong {
        cx.report(diagnostic);
    }
    options
}

struct Reader<'a> {
    given: BTreeMap<String, &'a Spanned<String>>,
    wrong: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn take(&mut self, key: &Spanned<String>, value: &'a Spanned<String>) {
        let name = key.value.replace('-', "_");
        if LOCAL.contains(&name.as_str()) {
            // Said once, for they come together.
            if self.wrong.iter().all(|known| known.message != OF_A_HOST) {
                self.wrong.push(of_a_host(key));
            }
        } else if !OPTIONS.contains(&name.as_str()) {
            self.wrong.push(unknown(key));
        } else if let Some(first) = self.given.insert(name.clone(), value) {
            let message = format!("the option `{name}` is given twice");
            self.wrong.push(wrong(&message, value, "keep one of them").label(first.loc, "the other one"));
        }
    }

    /// Options with a value: empty text is how a variable leaves one out.
    fn get(&self, name: &str) -> Option<&'a Spanned<String>> {
        self.given.get(name).copied().filter(|value| !value.value.is_empty())
    }

    fn options(&mut self) -> Options {
        let lifecycle = self.word("lifecycle_policy", &LIFECYCLE);
        let transition = self.get("lifecycle_policy").filter(|_| lifecycle.is_some());
        let (throughput_mode, provisioned_throughput) = self.throughput();
        let performance_mode = self.word("performance_mode", &PERFORMANCE);
        if let (Some(efs::PerformanceMode::MaxIo), Some(efs::ThroughputMode::Elastic), Some(written)) =
            (performance_mode, throughput_mode, self.get("performance_mode"))
        {
            let message = "`performance_mode: maxIO` does not go with `throughput_mode: elastic`";
            self.wrong.push(wrong(message, written, "remove `performance_mode`"));
        }
        Options {
            user: self.user(),
            permissions: self.permissions(),
            root_directory: self.get("root_directory").cloned(),
            performance_mode,
            throughput_mode,
            provisioned_throughput,
            lifecycle_policies: transition
                .map(|text| efs::LifecyclePolicy {
                    transition_to_ia: Some(to_text(text.value.trim())),
                    ..efs::LifecyclePolicy::default()
                })
                .into_iter()
                .collect(),
            backup_policy: self.word("backup_policy", &BACKUP),
            kms_key_id: self.get("kms_key_id").map(|key| to_text(&key.value)),
        }
    }

    fn word<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
        let given = self.get(name)?;
        if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == given.value.trim()) {
            return Some(*meaning);
        }
        let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        self.wrong.push(not_among(Code::BadDriverOption, name, &given.value, given.loc, &words));
        None
    }

    fn user(&mut self) -> Option<efs::PosixUser> {
        let (uid, gid) = (self.number("uid"), self.number("gid"));
        Some(efs::PosixUser::new(uid.or(gid)?.to_string(), gid.or(uid)?.to_string()))
    }

    fn number(&mut self, name: &str) -> Option<u32> {
        let given = self.get(name)?;
        let number = given.value.trim().parse().ok();
        if number.is_none() {
            let message = format!("`{name}` is no number of a user or group");
            self.wrong.push(wrong(&message, given, "write a whole number from 0, such as `1000`"));
        }
        number
    }

    fn permissions(&mut self) -> Option<String> {
        let given = self.get("permissions")?;
        let mode = given.value.trim();
        if matches!(mode.len(), 3 | 4) && mode.bytes().all(|digit| (b'0'..=b'7').contains(&digit)) {
            return Some(mode.to_owned());
        }
        let help = "write three or four octal digits in quotes, such as `\"0755\"`";
        self.wrong.push(wrong("`permissions` is no mode of a folder", given, help));
        None
    }

    fn throughput(&mut self) -> (Option<efs::ThroughputMode>, Option<Number>) {
        let mode = self.word("throughput_mode", &THROUGHPUT);
        let given = self.get("provisioned_throughput");
        let amount = given.and_then(|text| to_amount(text.value.trim()));
        if let Some(given) = given.filter(|_| amount.is_none()) {
            let message = "`provisioned_throughput` is no number of MiB a second";
            self.wrong.push(wrong(message, given, "write a number from 1, such as `128`"));
        }
        match (mode, given, self.get("throughput_mode")) {
            (Some(efs::ThroughputMode::Provisioned), None, Some(written)) => {
                let help = "add `provisioned_throughput: \"128\"`, in MiB a second";
                self.wrong.push(wrong("`throughput_mode: provisioned` does not say how much", written, help));
            }
            (Some(efs::ThroughputMode::Bursting | efs::ThroughputMode::Elastic), Some(given), _) => {
                let message = "`provisioned_throughput` goes with `throughput_mode: provisioned` only";
                self.wrong.push(wrong(message, given, "remove one of them"));
            }
            _ => {}
        }
        let implied = amount.is_some().then_some(efs::ThroughputMode::Provisioned);
        (mode.or(implied), amount)
    }
}

fn to_amount(text: &str) -> Option<Number> {
    if let Ok(whole) = text.parse::<u32>() {
        return (whole >= 1).then(|| whole.into());
    }
    let number: f64 = text.parse().ok()?;
    Number::from_f64(number).filter(|_| number >= 1.0)
}

const OF_A_HOST: &str = "Docker's own options of a volume mean nothing to Fargate";

fn of_a_host(key: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::BadDriverOption, OF_A_HOST).at(key.loc).help(
        "remove `type`, `o` and `device` to have an EFS file system made, or name one that exists with \
         `external: true` and `name: fs-…`; for memory use `tmpfs` of the service",
    )
}

fn unknown(key: &Spanned<String>) -> Diagnostic {
    let shown = key.value.escape_debug();
    let diagnostic =
        Diagnostic::new(Code::BadDriverOption, format!("a file system has no option `{shown}`")).at(key.loc);
    if let Some(near) = nearest(&key.value, OPTIONS) {
        return diagnostic.help(format!("did you mean `{near}`?"));
    }
    let all = OPTIONS.map(|option| format!("`{option}`")).join(", ");
    diagnostic.help(format!("remove it; the options are {all}"))
}

fn wrong(message: &str, given: &Spanned<String>, help: &str) -> Diagnostic {
    Diagnostic::new(Code::BadDriverOption, message).at(given.loc).help(help)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::to_amount;

    #[test]
    fn amounts() {
        let table = [
            ("128", json!(128)),
            ("1.5", json!(1.5)),
            ("0", json!(null)),
            ("0.5", json!(null)),
            ("inf", json!(null)),
            ("much", json!(null)),
        ];
        for (text, expected) in table {
            assert_eq!(json!(to_amount(text)), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,12}") {
            to_amount(&text);
        }
    }
}
