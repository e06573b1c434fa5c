//! The rows of `build`: nothing is built here, the image's name becomes a parameter of the template.
//!
//! Compose: <https://docs.docker.com/reference/compose-file/build/>.

use super::row::{Row, translated, used};

/// The rows, in the specification's order.
pub(super) const ROWS: &[Row] = &[
    translated("services.*.build", "Parameters"),
    used("services.*.build.context", BUILDER),
    used("services.*.build.dockerfile", BUILDER),
    used("services.*.build.dockerfile_inline", BUILDER),
    used("services.*.build.entitlements", BUILDER),
    used("services.*.build.args", BUILDER),
    used("services.*.build.ssh", BUILDER),
    used("services.*.build.labels", BUILDER),
    used("services.*.build.cache_from", BUILDER),
    used("services.*.build.cache_to", BUILDER),
    used("services.*.build.no_cache", BUILDER),
    used("services.*.build.no_cache_filter", BUILDER),
    used("services.*.build.additional_contexts", BUILDER),
    used("services.*.build.network", BUILDER),
    used("services.*.build.provenance", BUILDER),
    used("services.*.build.sbom", BUILDER),
    used("services.*.build.pull", BUILDER),
    used("services.*.build.target", BUILDER),
    used("services.*.build.shm_size", BUILDER),
    used("services.*.build.extra_hosts", BUILDER),
    used("services.*.build.isolation", BUILDER),
    used("services.*.build.privileged", BUILDER),
    used("services.*.build.secrets", BUILDER),
    used("services.*.build.secrets.[].source", BUILDER),
    used("services.*.build.secrets.[].target", BUILDER),
    used("services.*.build.secrets.[].uid", BUILDER),
    used("services.*.build.secrets.[].gid", BUILDER),
    used("services.*.build.secrets.[].mode", BUILDER),
    used("services.*.build.tags", BUILDER),
    used("services.*.build.ulimits", BUILDER),
    used("services.*.build.ulimits.*.hard", BUILDER),
    used("services.*.build.ulimits.*.soft", BUILDER),
    used("services.*.build.platforms", BUILDER),
];

const BUILDER: &str = "it speaks to whoever builds the image, before the template is deployed";
