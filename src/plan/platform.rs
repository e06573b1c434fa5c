//! The processor and operating system of a service, from `platform`.

use crate::compose;

/// A platform that Fargate runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Platform {
    /// `linux/amd64`.
    LinuxX86,
    /// `linux/arm64`.
    LinuxArm,
    /// `windows/amd64`.
    Windows,
}

impl Platform {
    /// The platform of a service, when it says one that Fargate runs.
    pub(crate) fn for_service(service: &compose::Service) -> Option<Self> {
        Self::parse(&service.platform.as_ref()?.value)
    }

    /// True for Windows.
    pub(crate) fn is_windows(self) -> bool {
        self == Self::Windows
    }

    /// Reads `os[/architecture[/variant]]`, or an architecture alone, which is one of Linux.
    /// <https://pkg.go.dev/github.com/containerd/platforms>
    pub(crate) fn parse(text: &str) -> Option<Self> {
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
