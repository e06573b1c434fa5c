//! Platforms: what the image is built for.
//! Compose: `platform`. CloudFormation: `RuntimePlatform`.
//!
//! Decisions
//! - Fargate runs `linux/amd64`, `linux/arm64` and Windows on amd64
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html>). Without `platform` the
//!   property is left out, and Fargate takes `linux/amd64`.
//! - Compose does not say which Windows; it is Windows Server 2022 Core.

use crate::cfn::ecs::{CpuArchitecture, OperatingSystemFamily, RuntimePlatform};
use crate::compose;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Spanned;

use super::super::context::Lowering;

/// A platform that Fargate runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Platform {
    /// `linux/amd64`.
    LinuxX86,
    /// `linux/arm64`.
    LinuxArm,
    /// `windows/amd64`.
    Windows,
}

impl Platform {
    /// The platform of a service, when it says one that Fargate runs.
    pub(in super::super) fn of(service: &compose::Service) -> Option<Self> {
        Self::parse(&service.platform.as_ref()?.value)
    }

    /// True for Windows.
    pub(in super::super) fn is_windows(self) -> bool {
        self == Self::Windows
    }

    /// Reads `os[/architecture[/variant]]`, or an architecture alone, which is one of Linux.
    /// <https://pkg.go.dev/github.com/containerd/platforms>
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let mut parts = text.splitn(3, '/');
        let (os, architecture, variant) = (parts.next()?, parts.next(), parts.next());
        match (os, architecture, variant) {
            ("amd64" | "x86_64" | "x86-64" | "x64", None, _)
            | ("linux", None | Some("amd64" | "x86_64" | "x86-64" | "x64"), _) => Some(Self::LinuxX86),
            ("arm64" | "aarch64", None, _)
            | ("linux", Some("arm64" | "aarch64"), None | Some("" | "8" | "v8")) => Some(Self::LinuxArm),
            ("windows", None | Some("amd64" | "x86_64" | "x86-64" | "x64"), _) => Some(Self::Windows),
            _ => None,
        }
    }
}

/// The platform of a task, where the service says one.
pub(super) fn lower(cx: &mut Lowering<'_>, service: &compose::Service) -> Option<RuntimePlatform> {
    let said = service.platform.as_ref()?;
    let Some(platform) = Platform::parse(&said.value) else {
        cx.report(unknown(said));
        return None;
    };
    let (architecture, system) = match platform {
        Platform::LinuxX86 => (CpuArchitecture::X8664, OperatingSystemFamily::Linux),
        Platform::LinuxArm => (CpuArchitecture::Arm64, OperatingSystemFamily::Linux),
        Platform::Windows => (CpuArchitecture::X8664, OperatingSystemFamily::WindowsServer2022Core),
    };
    Some(RuntimePlatform { cpu_architecture: Some(architecture), operating_system_family: Some(system) })
}

fn unknown(platform: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::Platform, format!("Fargate does not run `{}`", platform.value))
        .at(platform.loc)
        .help("it runs `linux/amd64`, `linux/arm64` and `windows/amd64`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platforms() {
        let table = [
            ("linux/amd64", Some(Platform::LinuxX86)),
            ("linux/amd64/v2", Some(Platform::LinuxX86)),
            ("linux", Some(Platform::LinuxX86)),
            ("linux/arm64/v8", Some(Platform::LinuxArm)),
            ("Linux/ARM64", Some(Platform::LinuxArm)),
            ("linux/x86_64", Some(Platform::LinuxX86)),
            ("x86_64", Some(Platform::LinuxX86)),
            ("amd64", Some(Platform::LinuxX86)),
            ("arm64", Some(Platform::LinuxArm)),
            ("linux/aarch64", Some(Platform::LinuxArm)),
            ("arm", None),
            ("linux/arm/v7", None),
            ("windows/amd64", Some(Platform::Windows)),
            ("darwin/arm64", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(Platform::parse(text), expected, "{text}");
        }
    }
}
