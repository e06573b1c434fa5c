//! The source model: what the user means, in Compose's own words.
//!
//! Nouns only. Every value is parsed, long forms only, and tied to its place. `validate::read` builds it from
//! the resolved tree; `lower` takes it apart. The page behind it is the Compose specification,
//! <https://docs.docker.com/reference/compose-file/>.

mod autoscaling;
mod baked;
mod balancing;
mod capacity;
mod deploy;
mod deployment;
mod device;
mod discovery;
mod extensions;
mod file;
mod health_check;
mod images;
mod ingress;
mod log_router;
mod nearest;
mod network;
mod observability;
pub mod optional_rights;
mod overrides;
mod ports;
mod project;
mod references;
mod route;
mod secret;
mod service;
mod transport;
mod variable;
mod volume;

pub use autoscaling::{
    Autoscaling, Backlog, Bounds, Expression, Metric, Predictive, QueueRef, Statistic, Step, StepMetric,
    Steps, Utilization,
};
pub use baked::{BakedFile, Origin, baked, is_baked, is_written_into, volume_around};
pub use balancing::{
    AccessLogs, Algorithm, Balancing, HealthProtocol, Stickiness, TargetGroupAttribute, TargetHealthCheck,
};
pub use capacity::{Capacity, CapacityKind, Instances, Range, Share};
pub use deploy::{Deploy, Mode, Resources, Restart, RollingOrder, UpdateConfig};
pub use deployment::{
    CircuitBreaker, Deployment, EarlySuccess, Hook, HookTarget, Stage, Strategy, TestHeader, TestPort,
    Threshold,
};
pub use device::{Device, DeviceRequest};
pub use discovery::{ConnectTls, Discovery, DiscoveryMode, Namespace};
pub use extensions::{ProjectExtensions, Schedule, ServiceExtensions};
pub use file::{Content, Entry, MOST_COPIED, Shown};
pub use health_check::{HealthCheck, HealthTest};
pub use images::{Store, has_content, has_one_writer, image_user, store};
pub use ingress::{Ingress, Peer};
pub use log_router::{
    ROUTED, SPLUNK, SPLUNK_TOKEN, SPLUNK_URL, is_log_router, needs_log_option, takes_log_secrets,
};
pub use nearest::{delivery, exec, firelens, xray};
pub use network::{Attachment, Network};
pub use observability::{
    ContainerInsights, Exec, ExecLogging, ExecRecord, Firelens, FirelensKind, LogsClass, Xray,
};
pub use overrides::{Overlay, OverlayValue};
pub use ports::{Port, Protocol, Published};
pub use project::Project;
pub use references::{PlacedText, TextOf};
pub use route::{
    Auth, AuthMethod, Claim, ClaimFormat, Cognito, Jwt, ListenerOptions, MutualTls, Oidc, Redirect, Replace,
    Respond, Rewrite, Route, Routes, Session,
};
pub use secret::{Config, Delivery, Generate, Grant, Secret, SecretVariable, Source};
pub use service::{
    Build, Condition, Dependency, ExtraHost, Logging, Service, SizeVariables, Tmpfs, Ulimit, Variable,
    VolumesFrom,
};
pub use transport::Transport;
pub use variable::{DeployVariable, EnvFile, VariableKind, VariableUse, Without};
pub use volume::{Becomes, Ebs, Mount, MountKind, Volume};
