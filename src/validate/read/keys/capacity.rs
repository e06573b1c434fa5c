//! The members of `x-aws-capacity`.
//! <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html>,
//! <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_InstanceRequirementsRequest.html>

use super::WORD;
use crate::validate::read::shape::Shape::{Either, Flag, Gibibytes, List, Members, Whole, Words};
use crate::validate::read::shape::{Matching, Member, Shape, member};

/// The key's forms: a word, or shares.
pub(super) const CAPACITY: Shape =
    Either(&[Words(|| vec!["fargate", "spot", "managed-instances"]), Members(CAPACITIES)]);

/// The version of Fargate.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html>
pub(super) const PLATFORM_VERSION: Shape = Shape::Matching(Matching {
    regex: r"^(LATEST|[0-9]+\.[0-9]+\.[0-9]+)$",
    wanted: "`LATEST`, or a version such as `1.4.0`",
    example: "1.4.0",
});

const CAPACITIES: &[Member] = &[
    member("fargate", Members(SHARE), "Tasks on Fargate: an item of `CapacityProviderStrategy`."),
    member(
        "spot",
        Members(SHARE),
        "Tasks on Fargate Spot, cheaper, which AWS may take back: `FARGATE_SPOT`.",
    ),
    member(
        "managed-instances",
        Members(INSTANCES),
        "Tasks on machines that AWS looks after, also with a GPU: `ManagedInstancesProvider`.",
    ),
];

const SHARE: &[Member] = &[
    member("base", Whole { from: 0, to: 100_000, example: 1 }, "So many tasks first: `Base`."),
    member("weight", Whole { from: 0, to: 1000, example: 1 }, "Part of all further tasks: `Weight`."),
];

const INSTANCES: &[Member] = &[
    member("vcpu", Either(&[VCPU, Members(VCPUS)]), "CPUs of a machine: `VCpuCount`."),
    member("memory", Either(&[MEMORY, Members(MEMORIES)]), "GiB of memory of a machine: `MemoryMiB`."),
    member("instance_types", TYPES, "Types and no others, such as `g6.*`: `AllowedInstanceTypes`."),
    member("excluded_instance_types", TYPES, "Types that are not taken: `ExcludedInstanceTypes`."),
    member("accelerators", List(&WORD), "Names of GPUs, such as `l4`: `AcceleratorNames`."),
    member("spot", Flag, "Whether spare machines do, which AWS may take back: `CapacityOptionType`."),
    member(
        "storage",
        Gibibytes { from: 1, to: 16_384, example: 100 },
        "Disk of a machine: `StorageSizeGiB`.",
    ),
];

const VCPU: Shape = Whole { from: 1, to: 1024, example: 4 };

const VCPUS: &[Member] = &[member("min", VCPU, "At least."), member("max", VCPU, "At most.")];

const MEMORY: Shape = Gibibytes { from: 1, to: 32_768, example: 16 };

const MEMORIES: &[Member] = &[member("min", MEMORY, "At least."), member("max", MEMORY, "At most.")];

const TYPES: Shape = List(&Shape::Matching(Matching {
    regex: r"^[a-zA-Z0-9.*-]{1,30}$",
    wanted: "a type of EC2, perhaps with `*`",
    example: "\"g6.*\"",
}));
