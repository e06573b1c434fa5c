//! Compute: how large a task is.
//! Compose: `deploy.resources`, `cpus`, `mem_limit`, `mem_reservation`. CloudFormation: `Cpu` and `Memory` of
//! a task.
//!
//! Decisions
//! - The smallest size that holds what is asked for, limit or reservation, whichever is larger; the least CPU
//!   first (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html>). A
//!   whole CPU is 1024 units. Without a word it is the smallest size there is.
//! - `deploy.resources` wins over `cpus`, `mem_limit` and `mem_reservation`, as in Compose. Zero and less is
//!   no limit.
//! - What runs beside the containers of services (`router`, `xray`) needs memory too, so it counts.
//! - Fargate sells sizes, so a task may be larger than asked for: a note says by how much.
//! - A variable of deploy time with a fixed set of values has a size for each (`sizes`); what depends on the
//!   size here goes by its default.
//! - Machines hold any size, so a task on managed instances has just what is asked for.
//!
//! Not here: the shares of a container (`container`).

use crate::cfn::Text;
use crate::compose;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::facts;
use crate::plan::fargate_size::{LEAST, Request, Size, on_machine, smallest};
use crate::source::{Loc, Spanned};

use super::super::context::Lowering;
use super::sizes::{self, Values};
use crate::plan::Platform;
use crate::plan::ServicePlan;

/// The CPU and memory of a task.
pub(super) struct Computed {
    pub(super) cpu: Text,
    pub(super) memory: Text,
}

/// The size of a task: what its containers ask for together, and the MiB of ours beside them.
pub(super) fn lower(cx: &mut Lowering<'_>, plan: &ServicePlan<'_>, beside: u32) -> Computed {
    let variables: Vec<Spanned<String>> = plan
        .containers()
        .flat_map(|service| service.size_variables.cpu().chain(service.size_variables.memory()))
        .cloned()
        .collect();
    let size = planned(cx, plan, beside);
    let mut of = |cx: &mut Lowering<'_>, values: &Values| {
        let sized: Vec<compose::Service> =
            plan.containers().map(|service| sizes::with(service, values)).collect();
        let request = sized.iter().map(Request::for_service).reduce(Request::plus).unwrap_or_default();
        match size_of(cx, plan, request, beside) {
            Ok(size) => Some(vec![size.cpu.to_string().into(), size.memory.to_string().into()]),
            Err(fault) => {
                cx.report(*fault);
                None
            }
        }
    };
    let place = (&plan.service.name, "TaskSize");
    match sizes::looked_up(cx, place, &variables, &["Cpu", "Memory"], &mut of).as_deref() {
        Some([cpu, memory]) => Computed { cpu: cpu.clone(), memory: memory.clone() },
        _ => Computed { cpu: size.cpu.to_string().into(), memory: size.memory.to_string().into() },
    }
}

/// The size of a task that asks for this, and has the MiB of ours besides.
fn size_of(
    cx: &Lowering<'_>,
    plan: &ServicePlan<'_>,
    own: Request,
    beside: u32,
) -> Result<Size, Box<Diagnostic>> {
    if facts::on_instances(cx.project, plan.service) {
        return Ok(on_machine(own, beside));
    }
    let ours = Request { memory_limit: Some(beside).filter(|memory| *memory > 0), ..Request::default() };
    let request = own.plus(ours);
    let windows = Platform::for_service(plan.service).is_some_and(Platform::is_windows);
    smallest(request.cpu().unwrap_or(0), request.memory().unwrap_or(0), windows)
        .ok_or_else(|| Box::new(too_big(plan, request, windows)))
}

/// The size by the defaults of variables.
fn planned(cx: &mut Lowering<'_>, plan: &ServicePlan<'_>, beside: u32) -> Size {
    let own = Request::of_task(plan);
    let size = match size_of(cx, plan, own, beside) {
        Ok(size) => size,
        Err(fault) => {
            cx.report(*fault);
            return LEAST;
        }
    };
    let larger_cpu = own.cpu().is_some_and(|cpu| cpu != size.cpu);
    let larger_memory = own.memory().is_some_and(|memory| memory != size.memory);
    if !facts::on_instances(cx.project, plan.service) && (larger_cpu || larger_memory) {
        let ours = Request { memory_limit: Some(beside).filter(|memory| *memory > 0), ..Request::default() };
        let diagnostic = rounded(plan, own.plus(ours), size);
        cx.report(if beside == 0 { diagnostic } else { diagnostic.help(with_ours(beside)) });
    }
    size
}

fn place(plan: &ServicePlan<'_>) -> Loc {
    let asked = |service: &compose::Service| {
        let compose::Deploy { limits, reservations, .. } = &service.deploy;
        let cpus =
            [&limits.cpus, &service.cpus, &reservations.cpus].into_iter().flatten().map(|cpus| cpus.loc);
        let memory = [&limits.memory, &service.mem_limit, &reservations.memory, &service.mem_reservation];
        cpus.chain(memory.into_iter().flatten().map(|memory| memory.loc)).min()
    };
    plan.containers().find_map(asked).unwrap_or(plan.service.name.loc)
}

fn words(cpu: Option<u32>, memory: Option<u32>) -> String {
    let cpu = cpu.map(|cpu| format!("{} CPU", (f64::from(cpu) / 1024.0 * 1000.0).round() / 1000.0));
    let memory = memory.map(|memory| format!("{memory} MiB"));
    [cpu, memory].into_iter().flatten().collect::<Vec<_>>().join(" and ")
}

fn rounded(plan: &ServicePlan<'_>, request: Request, size: Size) -> Diagnostic {
    let name = &plan.service.name.value;
    let asked = words(request.cpu(), request.memory());
    let given = words(Some(size.cpu), Some(size.memory));
    Diagnostic::new(Code::SizeRounded, format!("`{name}` asks for {asked} and gets {given}"))
        .at(place(plan))
        .help("it is the smallest size of Fargate that holds it, and the one you pay for")
}

fn with_ours(beside: u32) -> String {
    format!(
        "it is the smallest size of Fargate that holds it, and the one you pay for; {beside} MiB are for the \
         log router or the collector beside the containers"
    )
}

fn too_big(plan: &ServicePlan<'_>, request: Request, windows: bool) -> Diagnostic {
    let name = &plan.service.name.value;
    let asked = words(request.cpu(), request.memory());
    let most = if windows { "4 CPU and 30720 MiB with Windows" } else { "32 CPU and 249856 MiB" };
    Diagnostic::new(Code::TooBigForFargate, format!("no task of Fargate holds the {asked} of `{name}`"))
        .at(place(plan))
        .help(format!("ask for less: the largest has {most}"))
}
