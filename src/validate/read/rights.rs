//! The rights that a service asks of its machine, without those that the table of support leaves out with a
//! warning.

use crate::compose::optional_rights::{EVERYWHERE, HELPFUL, runs_without};
use crate::compose::{Capacity, CapacityKind, Device};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::{capability, path};
use crate::source::{Loc, Spanned};
use crate::tree::Node;
use crate::validate::launch_type::{LaunchType, request_for_gpu};
use crate::validate::pulled;

/// The rights of a service.
pub(super) struct Rights<'a> {
    service: &'a Node,
    ground: LaunchType,
    image: &'a str,
}

impl<'a> Rights<'a> {
    /// Those of a service, in a project that says on what its tasks run.
    pub(super) fn new(service: &'a Node, project: Option<LaunchType>) -> Self {
        Self { service, ground: LaunchType::for_service(service, project), image: pulled::image(service) }
    }

    /// Whether a right is left out, because the program is documented to run without it.
    pub(super) fn runs_without(&self, right: &str) -> bool {
        self.ground == LaunchType::Fargate && runs_without(self.image, right)
    }

    /// The capabilities that are kept.
    pub(super) fn capabilities(&self, mut all: Vec<Spanned<String>>) -> Vec<Spanned<String>> {
        if self.ground == LaunchType::Fargate {
            all.retain(|one| {
                !capability::is_dispensable(&one.value)
                    && !runs_without(self.image, &capability::bare(&one.value))
            });
        }
        all
    }

    /// The devices that are kept.
    pub(super) fn devices(&self, mut all: Vec<Device>) -> Vec<Device> {
        if self.ground == LaunchType::Fargate {
            all.retain(|device| {
                let source = path::clean_path(&device.source.value);
                !EVERYWHERE.iter().chain(HELPFUL).any(|folder| path::is_below(&source, folder))
                    && !runs_without(self.image, &source)
            });
        }
        all
    }

    /// The machines of a service that asks for a GPU and does not say on what it runs.
    pub(super) fn machines_for_gpu(&self, name: &str, diagnostics: &mut Diagnostics) -> Option<Capacity> {
        let loc = request_for_gpu(self.service)?;
        diagnostics.push(on_machines(name, loc));
        Some(Capacity { loc, kind: CapacityKind::ManagedInstances(Box::default()) })
    }
}

fn on_machines(name: &str, loc: Loc) -> Diagnostic {
    let message = format!("`{name}` runs on machines with a GPU, which cost more than Fargate");
    Diagnostic::new(Code::MachinesForGpu, message).label(loc, "no Fargate task has a GPU").help(
        "say so with `x-aws-capacity: managed-instances`, which can also choose the machines; or remove the \
         request if the program runs on the CPU",
    )
}
