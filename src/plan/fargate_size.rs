//! The CPU and memory that the containers of a task ask for, and the smallest size of Fargate that holds
//! them.
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size>

use crate::compose;
use crate::source::Spanned;

use super::ServicePlan;

/// A size of a task: CPU units, and MiB of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) cpu: u32,
    pub(crate) memory: u32,
}

/// The size of a task that asks for nothing.
pub(crate) const LEAST: Size = Size { cpu: 256, memory: 512 };

/// The memory that goes with some CPU: from, to, and step, in MiB.
struct Row {
    cpu: u32,
    memory: &'static [Steps],
}

struct Steps {
    first: u32,
    last: u32,
    step: u32,
}

const fn steps(first: u32, last: u32, step: u32) -> Steps {
    Steps { first, last, step }
}

/// The sizes Fargate sells, by CPU.
const SIZES: [Row; 8] = [
    Row { cpu: 256, memory: &[steps(512, 512, 512), steps(1024, 2048, 1024)] },
    Row { cpu: 512, memory: &[steps(1024, 4096, 1024)] },
    Row { cpu: 1024, memory: &[steps(2048, 8192, 1024)] },
    Row { cpu: 2048, memory: &[steps(4096, 16384, 1024)] },
    Row { cpu: 4096, memory: &[steps(8192, 30720, 1024)] },
    Row { cpu: 8192, memory: &[steps(16384, 61440, 4096)] },
    Row { cpu: 16384, memory: &[steps(32768, 122_880, 8192)] },
    Row { cpu: 32768, memory: &[steps(61440, 122_880, 61440), steps(249_856, 249_856, 1)] },
];

/// The sizes with Windows; the smaller ones do not hold it, the larger ones are Linux only.
const WINDOWS: std::ops::RangeInclusive<u32> = 1024..=4096;

/// The CPU and memory that the containers of a service ask for.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Request {
    /// The CPU units of the limit.
    pub(crate) cpu_limit: Option<u32>,
    /// The CPU units of the reservation.
    pub(crate) cpu_reservation: Option<u32>,
    /// The MiB of the limit.
    pub(crate) memory_limit: Option<u32>,
    /// The MiB of the reservation.
    pub(crate) memory_reservation: Option<u32>,
}

impl Request {
    /// Returns the CPU and memory that a service asks for.
    pub(crate) fn for_service(service: &compose::Service) -> Self {
        let compose::Deploy {
            limits,
            reservations,
            mode: _,          // refused by the support table where it is no service
            replicas: _,      // see `service`
            labels: _,        // see `tags`
            devices: _,       // see `device`
            update_config: _, // see `deployment`
            restart: _,       // see `container`
            autoscaling: _,   // see `autoscaling`
        } = &service.deploy;
        let cpu = |cpus: Option<&Spanned<f64>>| cpus.and_then(|cpus| units(cpus.value));
        let memory = |bytes: Option<&Spanned<crate::grammar::bytes::ByteSize>>| {
            let mebibytes =
                bytes.map(|bytes| bytes.value.mebibytes_ceil()).filter(|mebibytes| *mebibytes > 0);
            mebibytes.map(|mebibytes| u32::try_from(mebibytes).unwrap_or(u32::MAX))
        };
        Self {
            cpu_limit: cpu(limits.cpus.as_ref().or(service.cpus.as_ref())),
            cpu_reservation: cpu(reservations.cpus.as_ref()),
            memory_limit: memory(limits.memory.as_ref().or(service.mem_limit.as_ref())),
            memory_reservation: memory(reservations.memory.as_ref().or(service.mem_reservation.as_ref())),
        }
    }

    /// Returns the sum for the containers of a task.
    pub(crate) fn of_task(plan: &ServicePlan<'_>) -> Self {
        plan.containers().map(Self::for_service).reduce(Self::plus).unwrap_or_default()
    }

    /// Returns the sum for two containers of one task; one that asks for nothing adds nothing.
    pub(crate) fn plus(self, other: Self) -> Self {
        let sum = |one: Option<u32>, other: Option<u32>| match (one, other) {
            (Some(one), Some(other)) => Some(one.saturating_add(other)),
            (one, other) => one.or(other),
        };
        Self {
            cpu_limit: sum(self.cpu(), other.cpu()),
            cpu_reservation: None,
            memory_limit: sum(self.memory(), other.memory()),
            memory_reservation: None,
        }
    }

    pub(crate) fn cpu(self) -> Option<u32> {
        self.cpu_limit.max(self.cpu_reservation)
    }

    pub(crate) fn memory(self) -> Option<u32> {
        self.memory_limit.max(self.memory_reservation)
    }
}

/// The size of a task on a machine, where none is sold: just what its containers ask for, and ours beside
/// them.
pub(crate) fn on_machine(request: Request, beside: u32) -> Size {
    let Size { cpu, memory } = LEAST;
    Size {
        cpu: request.cpu().unwrap_or(cpu),
        memory: request.memory().unwrap_or(memory).saturating_add(beside),
    }
}

pub(crate) fn smallest(cpu: u32, memory: u32, windows: bool) -> Option<Size> {
    SIZES.iter().filter(|row| row.cpu >= cpu && (!windows || WINDOWS.contains(&row.cpu))).find_map(|row| {
        Some(Size { cpu: row.cpu, memory: row.memory.iter().find_map(|steps| steps.hold(memory))? })
    })
}

impl Steps {
    fn hold(&self, memory: u32) -> Option<u32> {
        let beyond = memory.saturating_sub(self.first).div_ceil(self.step);
        let held = beyond.checked_mul(self.step)?.checked_add(self.first)?;
        (held <= self.last).then_some(held)
    }
}

/// The CPU units of a number of CPUs, none for no number of them.
fn units(cpus: f64) -> Option<u32> {
    // Decimal fractions are not exact: 0.1 + 0.2 CPUs are not to cost a unit more than 0.3.
    let units = (cpus * 1024.0 - 1e-6).ceil();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float cast saturates")]
    (units >= 1.0).then_some(units as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_size_that_holds() {
        let table = [
            ((0, 0), Some((256, 512))),
            ((256, 512), Some((256, 512))),
            ((256, 513), Some((256, 1024))),
            ((257, 0), Some((512, 1024))),
            ((256, 2049), Some((512, 3072))),
            ((512, 2048), Some((512, 2048))),
            ((0, 30720), Some((4096, 30720))),
            ((0, 30721), Some((8192, 32768))),
            ((4096, 8192), Some((4096, 8192))),
            ((16384, 0), Some((16384, 32768))),
            ((16384, 122_880), Some((16384, 122_880))),
            ((16385, 0), Some((32768, 61440))),
            ((32768, 61441), Some((32768, 122_880))),
            ((0, 122_881), Some((32768, 249_856))),
            ((32768, 249_856), Some((32768, 249_856))),
            ((32769, 0), None),
            ((0, 249_857), None),
            ((u32::MAX, u32::MAX), None),
        ];
        for ((cpu, memory), expected) in table {
            let size = smallest(cpu, memory, false).map(|size| (size.cpu, size.memory));
            assert_eq!(size, expected, "{cpu} {memory}");
        }
        assert_eq!(smallest(0, 0, true), Some(Size { cpu: 1024, memory: 2048 }));
        assert_eq!(smallest(4097, 0, true), None);
    }

    #[test]
    fn cpus_are_1024_units_each() {
        let table =
            [(0.25, Some(256)), (0.26, Some(267)), (0.1 + 0.2, Some(308)), (1.0, Some(1024)), (0.0, None)];
        for (cpus, expected) in table {
            assert_eq!(units(cpus), expected, "{cpus}");
        }
        assert_eq!(units(-1.0), None);
        assert_eq!(units(f64::NAN), None);
        assert_eq!(units(1e300), Some(u32::MAX));
    }
}
