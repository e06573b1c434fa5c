//! A service: one container image, run some number of times.

use std::net::IpAddr;

use crate::compose::{
    Attachment, Deploy, Device, DeviceRequest, Grant, HealthCheck, Mode, Mount, Port, Restart,
    ServiceExtensions,
};
use crate::grammar::bytes::ByteSize;
use crate::grammar::duration::Duration;
use crate::grammar::number;
use crate::source::{Loc, Spanned};

/// The variables of deploy time behind amounts of CPU and memory; the amounts are those of their defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SizeVariables {
    /// Of the CPUs' limit.
    pub cpu_limit: Option<Spanned<String>>,
    /// Of the CPUs' reservation.
    pub cpu_reservation: Option<Spanned<String>>,
    /// Of the memory's limit.
    pub memory_limit: Option<Spanned<String>>,
    /// Of the memory's reservation.
    pub memory_reservation: Option<Spanned<String>>,
}

impl SizeVariables {
    /// Those of CPUs.
    pub fn cpu(&self) -> impl Iterator<Item = &Spanned<String>> {
        [&self.cpu_limit, &self.cpu_reservation].into_iter().flatten()
    }

    /// Those of memory.
    pub fn memory(&self) -> impl Iterator<Item = &Spanned<String>> {
        [&self.memory_limit, &self.memory_reservation].into_iter().flatten()
    }
}

impl Service {
    /// Sets the amounts of CPU and memory that come from variables.
    pub fn set_sizes(&mut self, value: &dyn Fn(&str) -> Option<String>) {
        let Self { deploy, size_variables, .. } = self;
        let cpus = |name: &Option<Spanned<String>>, amount: &mut Option<Spanned<f64>>| {
            if let Some(name) = name {
                let read = value(&name.value).and_then(|text| number::parse_float(&text));
                let read = read.filter(|cpus| cpus.is_finite() && *cpus > 0.0);
                *amount = read.map(|cpus| Spanned::new(cpus, name.loc));
            }
        };
        let memory = |name: &Option<Spanned<String>>, amount: &mut Option<Spanned<ByteSize>>| {
            if let Some(name) = name {
                let read = value(&name.value).and_then(|text| ByteSize::parse(&text).ok());
                let read = read.filter(|size| size.as_bytes() > 0);
                *amount = read.map(|size| Spanned::new(size, name.loc));
            }
        };
        cpus(&size_variables.cpu_limit, &mut deploy.limits.cpus);
        cpus(&size_variables.cpu_reservation, &mut deploy.reservations.cpus);
        memory(&size_variables.memory_limit, &mut deploy.limits.memory);
        memory(&size_variables.memory_reservation, &mut deploy.reservations.memory);
    }
}

/// A service with every attribute that `lower` may need; those it refuses or ignores are in the support table
/// alone.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Service {
    /// Its name; the place is that of the key.
    pub name: Spanned<String>,
    /// `image`.
    pub image: Option<Spanned<String>>,
    /// `build`.
    pub build: Option<Build>,
    /// `platform`, as written: `linux/arm64`.
    pub platform: Option<Spanned<String>>,
    /// `command`, split into words; an empty list clears the image's.
    pub command: Option<Spanned<Vec<String>>>,
    /// `entrypoint`, split into words; an empty list clears the image's.
    pub entrypoint: Option<Spanned<Vec<String>>>,
    /// `environment` and `env_file` together, sorted by name.
    pub environment: Vec<Variable>,
    /// `user`.
    pub user: Option<Spanned<String>>,
    /// `working_dir`.
    pub working_dir: Option<Spanned<String>>,
    /// `container_name`.
    pub container_name: Option<Spanned<String>>,
    /// `hostname`.
    pub hostname: Option<Spanned<String>>,
    /// `init`.
    pub init: Option<Spanned<bool>>,
    /// `read_only`.
    pub read_only: Option<Spanned<bool>>,
    /// `tty`.
    pub tty: Option<Spanned<bool>>,
    /// `stdin_open`.
    pub stdin_open: Option<Spanned<bool>>,
    /// `labels` and `label_file` together, sorted by name.
    pub labels: Vec<(Spanned<String>, Spanned<String>)>,
    /// `sysctls`, sorted by name.
    pub sysctls: Vec<(Spanned<String>, Spanned<String>)>,
    /// `ulimits`, sorted by name.
    pub ulimits: Vec<Ulimit>,
    /// `stop_grace_period`.
    pub stop_grace_period: Option<Spanned<Duration>>,
    /// `healthcheck`.
    pub health_check: Option<HealthCheck>,
    /// `logging`.
    pub logging: Option<Logging>,
    /// `ports`, in the order written.
    pub ports: Vec<Port>,
    /// `expose`: container ports, perhaps with `/udp`, perhaps a range, as text.
    pub expose: Vec<Spanned<String>>,
    /// `extra_hosts`, sorted by name.
    pub extra_hosts: Vec<ExtraHost>,
    /// `networks`, sorted by name; empty with a `network_mode`.
    pub networks: Vec<Attachment>,
    /// `network_mode`, as written: `host`, `none`, `service:x`.
    pub network_mode: Option<Spanned<String>>,
    /// `pid`, as written: `host`, `service:x`.
    pub pid: Option<Spanned<String>>,
    /// `depends_on` with the implicit ones of `links` and the like, sorted by name.
    pub depends_on: Vec<Dependency>,
    /// `links`: the service, and the alias when one is given.
    pub links: Vec<(Spanned<String>, Option<Spanned<String>>)>,
    /// `restart`.
    pub restart: Option<Spanned<Restart>>,
    /// The variable of deploy time that says how many tasks there are; `replicas` is then its default.
    pub replicas_variable: Option<Spanned<String>>,
    /// The variables of deploy time that say how much CPU and memory it has.
    pub size_variables: SizeVariables,
    /// `scale`.
    pub scale: Option<Spanned<u32>>,
    /// `cpus`.
    pub cpus: Option<Spanned<f64>>,
    /// `mem_limit`.
    pub mem_limit: Option<Spanned<ByteSize>>,
    /// `mem_reservation`.
    pub mem_reservation: Option<Spanned<ByteSize>>,
    /// `cap_add`.
    pub cap_add: Vec<Spanned<String>>,
    /// `cap_drop`.
    pub cap_drop: Vec<Spanned<String>>,
    /// `privileged`.
    pub privileged: Option<Spanned<bool>>,
    /// `devices`.
    pub devices: Vec<Device>,
    /// `gpus`.
    pub gpus: Vec<DeviceRequest>,
    /// `shm_size`.
    pub shm_size: Option<Spanned<ByteSize>>,
    /// `tmpfs` and the mounts of type tmpfs.
    pub tmpfs: Vec<Tmpfs>,
    /// `volumes`, except those of type tmpfs.
    pub volumes: Vec<Mount>,
    /// `volumes_from`, except containers that are no services.
    pub volumes_from: Vec<VolumesFrom>,
    /// `secrets`: the sources named, and where they go.
    pub secrets: Vec<Grant>,
    /// `configs`: the sources named, and where they go.
    pub configs: Vec<Grant>,
    /// `deploy`.
    pub deploy: Deploy,
    /// The service's `x-aws-*` keys.
    pub extensions: ServiceExtensions,
}

impl Service {
    /// The number of tasks that the file asks for: `deploy.replicas`, else `scale`.
    pub fn replicas(&self) -> Option<&Spanned<u32>> {
        self.deploy.replicas.as_ref().or(self.scale.as_ref())
    }

    /// The values of variables and the words of `command` and `entrypoint`, each with its place.
    pub fn texts(&self) -> impl Iterator<Item = (&str, Loc)> {
        let variables = self.environment.iter().filter_map(|variable| variable.value.as_ref());
        let variables = variables.map(|value| (value.value.as_str(), value.loc));
        let words = [&self.command, &self.entrypoint].into_iter().flatten();
        let words = words.flat_map(|words| words.value.iter().map(move |word| (word.as_str(), words.loc)));
        variables.chain(words)
    }

    /// Whether and when a container is started again: `deploy.restart_policy`, else `restart`.
    pub fn restart_policy(&self) -> Option<&Spanned<Restart>> {
        self.deploy.restart.as_ref().or(self.restart.as_ref())
    }

    /// Where the file says that a container which ended is not to be started again.
    pub fn ends(&self) -> Option<Loc> {
        self.restart_policy().filter(|restart| restart.value == Restart::No).map(|restart| restart.loc)
    }

    /// Whether the file calls the service a job: by a schedule, or by a mode of jobs.
    pub fn is_called_job(&self) -> bool {
        let mode = self.deploy.mode.as_ref().map(|mode| mode.value);
        self.extensions.schedule.is_some()
            || self.extensions.on_deploy.is_some()
            || matches!(mode, Some(Mode::ReplicatedJob | Mode::GlobalJob))
    }
}

/// `build`: we never build, we only need to know that there is one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Build {
    /// Where it stands.
    pub loc: Loc,
    /// `context`: an absolute path, or a place on another machine.
    pub context: Option<Spanned<String>>,
}

/// One environment variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: Spanned<String>,
    /// Its value; none means that the variable is unset in the container.
    pub value: Option<Spanned<String>>,
}

/// A name in `/etc/hosts`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtraHost {
    /// The name; its place is that of the entry.
    pub name: Spanned<String>,
    /// Its address; none for `host-gateway`, the host of Docker.
    pub address: Option<IpAddr>,
}

/// A limit of the kernel on a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ulimit {
    /// Its name, such as `nofile`.
    pub name: Spanned<String>,
    /// The limit a process starts with; -1 is no limit.
    pub soft: Spanned<i64>,
    /// The limit a process may raise it to; -1 is no limit.
    pub hard: Spanned<i64>,
}

/// `logging`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logging {
    /// Where it stands.
    pub loc: Loc,
    /// `driver`.
    pub driver: Option<Spanned<String>>,
    /// `options`, sorted by name.
    pub options: Vec<(Spanned<String>, Spanned<String>)>,
}

/// A service that must be there before another starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// The service it waits for.
    pub service: Spanned<String>,
    /// The condition it waits for.
    pub condition: Condition,
    /// False forgives a dependency that no active profile starts.
    pub required: bool,
}

/// A service whose mounts another one has, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumesFrom {
    /// The service that has them; the place is that of the entry.
    pub service: Spanned<String>,
    /// Whether the other one may only read them.
    pub read_only: bool,
}

/// The conditions a dependent can wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// `service_started`.
    Started,
    /// `service_healthy`.
    Healthy,
    /// `service_completed_successfully`.
    CompletedSuccessfully,
}

/// A file system in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tmpfs {
    /// Where in the container.
    pub target: Spanned<String>,
    /// How large, when said.
    pub size: Option<Spanned<ByteSize>>,
    /// Other mount options, such as `noexec` or `mode=1777`.
    pub options: Vec<String>,
}
