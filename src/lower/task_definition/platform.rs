//! Platforms: what the image is built for.
//! Compose: `platform`. CloudFormation: `RuntimePlatform`.
//!
//! Decisions
//! - Fargate runs `linux/amd64`, `linux/arm64` and Windows on amd64
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html>). Without
//!   `platform` the property is left out, and Fargate takes `linux/amd64`.
//! - Compose does not say which Windows; it is Windows Server 2022 Core.

use crate::cfn::ecs::{CpuArchitecture, OperatingSystemFamily, RuntimePlatform};
use crate::compose;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Spanned;

use super::super::context::Lowering;
use crate::plan::Platform;

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
