//! Names: every logical id of the template, minted here and nowhere else.
//! Compose: the names of services, networks, volumes and aliases. CloudFormation: logical ids of parameters,
//! rules, conditions, resources and outputs.
//!
//! Decisions
//! - Ids keep the scheme of Docker's ECS integration where they can, because overrides of users name them.
//!   Listeners and target groups are both numbered by the *published* port.
//! - A listener is named by its load balancer and port, a rule by its listener and priority: AWS takes one of
//!   each, and CloudFormation makes what is new before it deletes what is gone. A name that followed the
//!   service would make an update fail that gives the port or the priority to another one. Overrides at a
//!   service still know both by their `short` names, such as `TCP80Listener`.
//! - Ids are public API. One is a function of the thing's own name only, so adding a service changes no
//!   other's ids.
//! - CloudFormation takes letters and digits only
//!   (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html>), so
//!   two names may meet in one id. That is an error that shows both, never a number at the end: it would
//!   depend on the order.
//!
//! Not here: names of real things (there are hardly any: fixed names keep a template from being deployed
//! twice).

use std::collections::{BTreeMap, BTreeSet};

use crate::cfn::{LONGEST, LogicalId, normalise};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plan::hash;
use crate::plan::listeners::ListenerStem;
use crate::plan::{Balancer, Published};
use crate::source::{Loc, Spanned};

/// An image that this program puts into tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OwnImage {
    /// The container that prepares a task.
    Sidecar,
    /// The log router.
    LogRouter,
    /// The collector of traces.
    Collector,
}

impl OwnImage {
    /// The name of its parameter.
    pub(super) fn parameter(self) -> &'static str {
        match self {
            Self::Sidecar => "SidecarImage",
            Self::LogRouter => "LogRouterImage",
            Self::Collector => "CollectorImage",
        }
    }
}

/// Everything in a template that has a logical id.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::enum_variant_names, reason = "they are the ids, word for word")]
pub(super) enum Name<'a> {
    // Parameters.
    VpcId,
    SubnetIds,
    AssignPublicIp,
    NamespaceId,
    NamespaceName,
    ClusterName,
    CertificateArn,
    DomainName,
    OwnImage(OwnImage),
    LoadBalancerArn(Balancer),
    LoadBalancerSecurityGroupId(Balancer),
    LoadBalancerSourceCidr(Balancer),
    LoadBalancerSubnetIds(Balancer),
    LoadBalancerScheme(Balancer),
    Image(&'a Spanned<String>),
    SecretValue(&'a Spanned<String>),
    Variable(&'a Spanned<String>),
    VariableSecretArn(&'a Spanned<String>),
    SecretsRevision,

    // Resources of the project.
    Cluster,
    InfrastructureRole,
    InstanceProfile,
    InstanceRole,
    InstanceSecurityGroup,
    LogGroup,
    CloudMap,
    Network(&'a Spanned<String>),
    NetworkIngress(&'a Spanned<String>),
    LoadBalancerSecurityGroup(Balancer),
    LoadBalancer(Balancer),
    WebAclAssociation,
    Listener(Balancer, Published),
    ListenerCertificate(&'a ListenerStem, &'a str),
    ListenerRule(&'a ListenerStem, u32),
    Secret(&'a Spanned<String>),
    VariableSecret(&'a Spanned<String>),
    EnvironmentSecret(&'a Spanned<String>, &'a Spanned<String>),
    LogOptionSecret(&'a Spanned<String>, &'a Spanned<String>),
    Alias(&'a Spanned<String>),
    AliasInstance(&'a Spanned<String>, &'a Spanned<String>),
    Filesystem(&'a Spanned<String>),
    FilesystemSecurityGroup(&'a Spanned<String>),
    FilesystemIngress(&'a Spanned<String>, &'a Spanned<String>),
    MountTarget(&'a Spanned<String>, u32),
    AccessPoint(&'a Spanned<String>, Option<&'a Spanned<String>>),

    // Resources of a service.
    TargetGroup(&'a Spanned<String>, Published),
    AlternateTargetGroup(&'a Spanned<String>, Published),
    TrafficRole(&'a Spanned<String>),
    HookRole(&'a Spanned<String>),
    SecurityGroup(&'a Spanned<String>),
    TaskExecutionRole(&'a Spanned<String>),
    TaskRole(&'a Spanned<String>),
    TaskDefinition(&'a Spanned<String>),
    ServiceDiscoveryEntry(&'a Spanned<String>),
    CapacityProvider(&'a Spanned<String>),
    EbsRole(&'a Spanned<String>),
    ConnectRole(&'a Spanned<String>),
    Service(&'a Spanned<String>),
    ScalableTarget(&'a Spanned<String>),
    ScalingPolicy(&'a Spanned<String>, Policy),
    ScalingAlarm(&'a Spanned<String>, Policy),
    Schedule(&'a Spanned<String>),
    ScheduleRole(&'a Spanned<String>),
    ScheduleDeadLetters(&'a Spanned<String>),
}

/// By what a service is scaled: part of a logical id, and the policy's own name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Policy {
    Cpu,
    Memory,
    Requests,
    Queue,
    Metric,
    StepsUp,
    StepsDown,
    Predictive,
}

impl Policy {
    /// The name that the scaler knows it by.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Memory => "memory",
            Self::Requests => "requests",
            Self::Queue => "queue",
            Self::Metric => "metric",
            Self::StepsUp => "steps-up",
            Self::StepsDown => "steps-down",
            Self::Predictive => "predictive",
        }
    }
}

/// The name in a service's override of a resource that is not named by the service: the part behind the
/// service's name.
#[derive(Debug, Clone, Copy)]
pub(super) enum Short<'a> {
    /// The listener of a port.
    Listener(Published),
    /// A certificate of a port, by its place.
    ListenerCertificate(Published, usize),
    /// The only route of a port.
    OnlyRule(Published),
    /// A route of a port by the user's name for it.
    NamedRule(Published, &'a Spanned<String>),
    /// A route of a port by its priority.
    Rule(Published, u32),
    /// The rule that a deployment changes.
    ProductionRule(Published),
    /// The rule by which a deployment is tested.
    TestRule(Published),
}

/// Parts whose logical id is unique among their own kind only.
#[derive(Debug, Clone, Copy)]
pub(super) enum OtherName<'a> {
    // Conditions.
    CreateCluster,
    CreateNamespace,
    DefaultNamespaceName,
    OwnDomainName,
    CreateLoadBalancer(Balancer),
    ExistingLoadBalancerGroup(Balancer),
    LoadBalancerWithoutGroup(Balancer),
    ChangedImage(OwnImage),
    OwnLoadBalancerSubnets(Balancer),
    CreateVariableSecret(&'a Spanned<String>),
    VariableHasValue(&'a Spanned<String>),
    VariableSecretExists(&'a Spanned<String>),
    EnvironmentSecretHasValue(&'a Spanned<String>, &'a Spanned<String>),
    LogOptionSecretHasValue(&'a Spanned<String>, &'a Spanned<String>),

    // Rules.
    VariableGiven(&'a Spanned<String>),
    SubnetsInVpc,
    LoadBalancerWithSecurityGroup(Balancer),
    SecurityGroupWithLoadBalancer(Balancer),

    // Outputs.
    ClusterOutput,
    LoadBalancerDnsName(Balancer),
    Url(&'a Spanned<String>, Published),
    ServiceArn(&'a Spanned<String>),
    DiscoveryName(&'a Spanned<String>),
    RunCommand(&'a Spanned<String>),
    RunOnDeploy(&'a Spanned<String>),
    FilesystemId(&'a Spanned<String>),
}

/// The sections whose ids are unique among themselves only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    Conditions,
    Rules,
}

/// Parts of a service that have ids.
const VARIABLE: &str = "variable";
const LOG_OPTION: &str = "log option";

/// How a finding names the thing that has an id.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Named {
    /// The user's name that the id is made from.
    Whole(Spanned<String>),
    /// A part of the service that the first name is of.
    Part { service: Spanned<String>, kind: &'static str, name: Spanned<String> },
}

impl Named {
    /// By the names of the user's. With a kind, the second is that of a part of the first, a service.
    fn from_users(users: [Option<&Spanned<String>>; 2], kind: Option<&'static str>) -> Option<Self> {
        match (users, kind) {
            ([Some(service), Some(name)], Some(kind)) => {
                Some(Self::Part { service: service.clone(), kind, name: name.clone() })
            }
            ([first, second], _) => first.or(second).cloned().map(Self::Whole),
        }
    }

    /// The first of the user's names that the id is made from.
    fn origin(&self) -> &Spanned<String> {
        match self {
            Self::Whole(origin) | Self::Part { service: origin, .. } => origin,
        }
    }

    fn loc(&self) -> Loc {
        match self {
            Self::Whole(name) | Self::Part { name, .. } => name.loc,
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::Whole(name) => format!("`{}`", name.value),
            Self::Part { service, kind, name } => {
                format!("the {kind} `{}` of `{}`", name.value, service.value)
            }
        }
    }
}

/// The ids given so far, each with what it was made from.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: BTreeMap<LogicalId, Option<Named>>,
    /// Those of rules and conditions.
    others: BTreeMap<(Section, LogicalId), Option<Named>>,
    made_up: BTreeSet<LogicalId>,
    /// By the id that a resource would have if the service named it.
    shared: BTreeMap<LogicalId, (String, LogicalId)>,
    unnamed: usize,
}

impl Names {
    /// The id of a parameter or resource; they share their ids, because `Ref` does not tell them apart.
    ///
    /// After an error the id is made up, so that the other rooms can go on and report what they find.
    pub(super) fn mint(&mut self, name: Name<'_>, diagnostics: &mut Diagnostics) -> LogicalId {
        let taken = &self.taken;
        let named = name.named();
        let id = free_id(name.text(), name.users(), named.as_ref(), |id| taken.get(id));
        let Some(id) = self.accepted(id, diagnostics) else { return self.made_up() };
        self.taken.insert(id.clone(), named);
        id
    }

    /// The id of a rule or a condition, in the same way.
    pub(super) fn mint_other(
        &mut self,
        section: Section,
        name: OtherName<'_>,
        diagnostics: &mut Diagnostics,
    ) -> LogicalId {
        let others = &self.others;
        let known = |id: &LogicalId| others.get(&(section, id.clone()));
        let named = name.named();
        let id = free_id(name.text(), name.users(), named.as_ref(), known);
        let Some(id) = self.accepted(id, diagnostics) else { return self.made_up() };
        self.others.insert((section, id.clone()), named);
        id
    }

    /// The id that was found, or none after the finding that there is none.
    fn accepted(&self, id: FreeId, diagnostics: &mut Diagnostics) -> Option<LogicalId> {
        match id {
            Ok(id) => Some(id).filter(|id| !self.made_up.contains(id)),
            Err(finding) => {
                diagnostics.extend(finding.map(|finding| *finding));
                None
            }
        }
    }

    /// The id that a rule, condition or output has unless its name clashes. Outputs that clash belong to
    /// resources that clash, which is reported there.
    pub(super) fn other(name: OtherName<'_>) -> Option<LogicalId> {
        LogicalId::new(name.text()).ok()
    }

    /// The ids that are made from this name first of all, such as those of a service's resources.
    pub(super) fn made_from(&self, name: &Spanned<String>) -> impl Iterator<Item = &LogicalId> {
        let stem = LogicalId::new(stem(name)).ok();
        let from = stem
            .into_iter()
            .flat_map(|stem| self.taken.range(stem.clone()..).map(move |it| (stem.clone(), it)));
        from.take_while(|(stem, (id, _))| id.as_str().starts_with(stem.as_str()))
            .filter(move |(_, (_, named))| named.as_ref().map(Named::origin) == Some(name))
            .map(|(_, (id, _))| id)
    }

    /// Lets the override of a service name a resource that is named by something else.
    pub(super) fn share(&mut self, service: &Spanned<String>, short: Short<'_>, id: &LogicalId) {
        if let Ok(whole) = LogicalId::new(format!("{}{}", stem(service), short.text())) {
            self.shared.entry(whole).or_insert_with(|| (service.value.clone(), id.clone()));
        }
    }

    /// The resource that a service's override means by an id that begins with the service's name.
    pub(super) fn shared_by(&self, id: &str) -> Option<&LogicalId> {
        self.shared.get(&LogicalId::new(id).ok()?).map(|(_, id)| id)
    }

    /// The id of what Docker's ECS integration knew by another one.
    pub(super) fn renamed(&self, id: &str) -> Option<&str> {
        let moved = Balancer::ALL.into_iter().filter_map(|balancer| {
            let id = id.strip_prefix("LoadBalancer").map(|rest| format!("{}{rest}", balancer.prefix()))?;
            self.taken.get_key_value(&LogicalId::new(id).ok()?)
        });
        let mut moved = moved.map(|(id, _)| id);
        self.shared_by(id).or_else(|| moved.next()).map(LogicalId::as_str)
    }

    /// Every such id of a service.
    pub(super) fn shared_of(&self, name: &Spanned<String>) -> impl Iterator<Item = (&LogicalId, &LogicalId)> {
        let of_service = self.shared.iter().filter(|(_, (service, _))| *service == name.value);
        of_service.map(|(whole, (_, id))| (whole, id))
    }

    fn made_up(&mut self) -> LogicalId {
        loop {
            self.unnamed += 1;
            let id = LogicalId::new(format!("Unnamed{}", self.unnamed))
                .expect("internal error: these are letters and digits");
            // Names with our endings never end like this, but a variable may have this name.
            if !self.taken.contains_key(&id) && self.made_up.insert(id.clone()) {
                return id;
            }
        }
    }
}

impl<'a> Name<'a> {
    /// The id itself.
    pub(super) fn text(self) -> String {
        match self {
            Self::VpcId => "VpcId".to_owned(),
            Self::SubnetIds => "SubnetIds".to_owned(),
            Self::AssignPublicIp => "AssignPublicIp".to_owned(),
            Self::NamespaceId => "NamespaceId".to_owned(),
            Self::NamespaceName => "NamespaceName".to_owned(),
            Self::ClusterName => "ClusterName".to_owned(),
            Self::CertificateArn => "CertificateArn".to_owned(),
            Self::DomainName => "DomainName".to_owned(),
            Self::OwnImage(image) => image.parameter().to_owned(),
            Self::LoadBalancerArn(balancer) => format!("{}Arn", balancer.prefix()),
            Self::LoadBalancerSecurityGroupId(balancer) => format!("{}SecurityGroupId", balancer.prefix()),
            Self::LoadBalancerSourceCidr(balancer) => format!("{}SourceCidr", balancer.prefix()),
            Self::LoadBalancerSubnetIds(balancer) => format!("{}SubnetIds", balancer.prefix()),
            Self::LoadBalancerScheme(balancer) => format!("{}Scheme", balancer.prefix()),
            Self::Image(service) => format!("{}Image", stem(service)),
            Self::SecretValue(secret) => format!("{}SecretValue", stem(secret)),
            Self::Variable(variable) => variable_stem(&variable.value),
            Self::VariableSecretArn(variable) => format!("{}SecretArn", variable_stem(&variable.value)),
            Self::SecretsRevision => "SecretsRevision".to_owned(),
            Self::Cluster => "Cluster".to_owned(),
            Self::InfrastructureRole => "InfrastructureRole".to_owned(),
            Self::InstanceProfile => "InstanceProfile".to_owned(),
            Self::InstanceRole => "InstanceRole".to_owned(),
            Self::InstanceSecurityGroup => "InstanceSecurityGroup".to_owned(),
            Self::LogGroup => "LogGroup".to_owned(),
            Self::CloudMap => "CloudMap".to_owned(),
            Self::Network(network) => format!("{}Network", stem(network)),
            Self::NetworkIngress(network) => format!("{}NetworkIngress", stem(network)),
            Self::LoadBalancerSecurityGroup(balancer) => format!("{}SecurityGroup", balancer.prefix()),
            Self::LoadBalancer(balancer) => balancer.prefix().to_owned(),
            Self::WebAclAssociation => {
                format!("{}WebAclAssociation", Balancer::Application.prefix())
            }
            Self::Listener(balancer, port) => format!("{}{port}Listener", balancer.prefix()),
            Self::ListenerCertificate(listener, arn) => {
                format!("{}Certificate{}", listener, hash::short(arn))
            }
            Self::ListenerRule(listener, priority) => format!("{listener}Rule{priority}"),
            Self::Secret(secret) => format!("{}Secret", stem(secret)),
            // A secret of Compose may have the same name.
            Self::VariableSecret(variable) => format!("{}VariableSecret", variable_stem(&variable.value)),
            Self::EnvironmentSecret(service, variable) => {
                format!("{}{}Secret", stem(service), variable_stem(&variable.value))
            }
            // No name of a variable makes the id of its secret end in this.
            Self::LogOptionSecret(service, option) => {
                format!("{}{}SecretOption", stem(service), variable_stem(&option.value))
            }
            Self::Alias(alias) => format!("{}ServiceDiscoveryAlias", stem(alias)),
            Self::AliasInstance(alias, service) => {
                format!("{}ServiceDiscoveryAlias{}", stem(alias), stem(service))
            }
            Self::Filesystem(volume) => format!("{}Filesystem", stem(volume)),
            Self::FilesystemSecurityGroup(volume) => format!("{}FilesystemSecurityGroup", stem(volume)),
            Self::FilesystemIngress(volume, service) => {
                format!("{}FilesystemIngress{}", stem(volume), stem(service))
            }
            Self::MountTarget(volume, number) => format!("{}MountTarget{number}", stem(volume)),
            Self::AccessPoint(volume, subpath) => {
                format!("{}{}AccessPoint", stem(volume), subpath.map(stem).unwrap_or_default())
            }
            Self::TargetGroup(service, port) => format!("{}{port}TargetGroup", stem(service)),
            Self::AlternateTargetGroup(service, port) => {
                format!("{}{port}AlternateTargetGroup", stem(service))
            }
            Self::TrafficRole(service) => format!("{}TrafficRole", stem(service)),
            Self::HookRole(service) => format!("{}HookRole", stem(service)),
            Self::SecurityGroup(service) => format!("{}SecurityGroup", stem(service)),
            Self::TaskExecutionRole(service) => format!("{}TaskExecutionRole", stem(service)),
            Self::TaskRole(service) => format!("{}TaskRole", stem(service)),
            Self::TaskDefinition(service) => format!("{}TaskDefinition", stem(service)),
            Self::ServiceDiscoveryEntry(service) => format!("{}ServiceDiscoveryEntry", stem(service)),
            Self::CapacityProvider(service) => format!("{}CapacityProvider", stem(service)),
            Self::ConnectRole(service) => format!("{}ConnectRole", stem(service)),
            Self::EbsRole(service) => format!("{}EbsRole", stem(service)),
            Self::Service(service) => format!("{}Service", stem(service)),
            Self::ScalableTarget(service) => format!("{}ScalableTarget", stem(service)),
            Self::ScalingPolicy(service, policy) => format!("{}{policy:?}ScalingPolicy", stem(service)),
            Self::ScalingAlarm(service, policy) => format!("{}{policy:?}Alarm", stem(service)),
            Self::Schedule(service) => format!("{}Schedule", stem(service)),
            Self::ScheduleRole(service) => format!("{}ScheduleRole", stem(service)),
            Self::ScheduleDeadLetters(service) => format!("{}ScheduleDeadLetters", stem(service)),
        }
    }

    /// The names of the user's that the id is made from.
    fn users(self) -> [Option<&'a Spanned<String>>; 2] {
        match self {
            Self::VpcId
            | Self::SubnetIds
            | Self::AssignPublicIp
            | Self::NamespaceId
            | Self::NamespaceName
            | Self::ClusterName
            | Self::CertificateArn
            | Self::DomainName
            | Self::OwnImage(_)
            | Self::SecretsRevision
            | Self::LoadBalancerArn(_)
            | Self::LoadBalancerSecurityGroupId(_)
            | Self::LoadBalancerSourceCidr(_)
            | Self::LoadBalancerSubnetIds(_)
            | Self::LoadBalancerScheme(_)
            | Self::Cluster
            | Self::InfrastructureRole
            | Self::InstanceProfile
            | Self::InstanceRole
            | Self::InstanceSecurityGroup
            | Self::LogGroup
            | Self::CloudMap
            | Self::LoadBalancerSecurityGroup(_)
            | Self::LoadBalancer(_)
            | Self::WebAclAssociation
            | Self::Listener(..)
            | Self::ListenerCertificate(..)
            | Self::ListenerRule(..) => [None, None],
            Self::Image(name)
            | Self::SecretValue(name)
            | Self::Variable(name)
            | Self::VariableSecretArn(name)
            | Self::VariableSecret(name)
            | Self::Secret(name)
            | Self::Network(name)
            | Self::NetworkIngress(name)
            | Self::Alias(name)
            | Self::TargetGroup(name, _)
            | Self::AlternateTargetGroup(name, _)
            | Self::TrafficRole(name)
            | Self::HookRole(name)
            | Self::SecurityGroup(name)
            | Self::TaskExecutionRole(name)
            | Self::TaskRole(name)
            | Self::TaskDefinition(name)
            | Self::ServiceDiscoveryEntry(name)
            | Self::Service(name)
            | Self::ScalableTarget(name)
            | Self::ScalingPolicy(name, _)
            | Self::ScalingAlarm(name, _)
            | Self::Schedule(name)
            | Self::ScheduleRole(name)
            | Self::ScheduleDeadLetters(name)
            | Self::CapacityProvider(name)
            | Self::ConnectRole(name)
            | Self::EbsRole(name)
            | Self::Filesystem(name)
            | Self::FilesystemSecurityGroup(name)
            | Self::MountTarget(name, _) => [Some(name), None],
            Self::AccessPoint(volume, subpath) => [Some(volume), subpath],
            Self::AliasInstance(first, second)
            | Self::EnvironmentSecret(first, second)
            | Self::LogOptionSecret(first, second)
            | Self::FilesystemIngress(first, second) => [Some(first), Some(second)],
        }
    }

    /// How a finding names it.
    fn named(self) -> Option<Named> {
        let variable = matches!(self, Self::EnvironmentSecret(..)).then_some(VARIABLE);
        let log_option = matches!(self, Self::LogOptionSecret(..)).then_some(LOG_OPTION);
        Named::from_users(self.users(), variable.or(log_option))
    }
}

impl Short<'_> {
    fn text(self) -> String {
        match self {
            Self::Listener(port) => format!("{port}Listener"),
            Self::ListenerCertificate(port, number) => format!("{port}ListenerCertificate{number}"),
            Self::OnlyRule(port) => format!("{port}ListenerRule"),
            Self::NamedRule(port, name) => format!("{port}ListenerRule{}", stem(name)),
            Self::Rule(port, priority) => format!("{port}ListenerRule{priority}"),
            Self::ProductionRule(port) => format!("{port}ProductionRule"),
            Self::TestRule(port) => format!("{port}TestRule"),
        }
    }
}

impl<'a> OtherName<'a> {
    /// The names of the user's that the id is made from.
    fn users(self) -> [Option<&'a Spanned<String>>; 2] {
        match self {
            Self::CreateVariableSecret(name)
            | Self::VariableHasValue(name)
            | Self::VariableSecretExists(name)
            | Self::VariableGiven(name)
            | Self::Url(name, _)
            | Self::ServiceArn(name)
            | Self::DiscoveryName(name)
            | Self::RunCommand(name)
            | Self::RunOnDeploy(name)
            | Self::FilesystemId(name) => [Some(name), None],
            Self::EnvironmentSecretHasValue(service, name) | Self::LogOptionSecretHasValue(service, name) => {
                [Some(service), Some(name)]
            }
            Self::CreateCluster
            | Self::CreateNamespace
            | Self::DefaultNamespaceName
            | Self::OwnDomainName
            | Self::CreateLoadBalancer(_)
            | Self::ExistingLoadBalancerGroup(_)
            | Self::LoadBalancerWithoutGroup(_)
            | Self::ChangedImage(_)
            | Self::OwnLoadBalancerSubnets(_)
            | Self::SubnetsInVpc
            | Self::LoadBalancerWithSecurityGroup(_)
            | Self::SecurityGroupWithLoadBalancer(_)
            | Self::ClusterOutput
            | Self::LoadBalancerDnsName(_) => [None, None],
        }
    }

    /// How a finding names it.
    fn named(self) -> Option<Named> {
        let variable = matches!(self, Self::EnvironmentSecretHasValue(..)).then_some(VARIABLE);
        let log_option = matches!(self, Self::LogOptionSecretHasValue(..)).then_some(LOG_OPTION);
        Named::from_users(self.users(), variable.or(log_option))
    }

    fn text(self) -> String {
        match self {
            Self::CreateNamespace => "CreateNamespace".to_owned(),
            Self::DefaultNamespaceName => "DefaultNamespaceName".to_owned(),
            Self::OwnDomainName => "OwnDomainName".to_owned(),
            Self::CreateCluster => "CreateCluster".to_owned(),
            Self::CreateLoadBalancer(balancer) => format!("Create{}", balancer.prefix()),
            Self::ExistingLoadBalancerGroup(balancer) => format!("Existing{}Group", balancer.prefix()),
            Self::ChangedImage(image) => format!("Own{}", image.parameter()),
            Self::LoadBalancerWithoutGroup(balancer) => format!("{}WithoutGroup", balancer.prefix()),
            Self::OwnLoadBalancerSubnets(balancer) => format!("Own{}Subnets", balancer.prefix()),
            Self::CreateVariableSecret(name) => format!("Create{}Secret", variable_stem(&name.value)),
            Self::EnvironmentSecretHasValue(service, variable) => {
                format!("{}{}HasValue", stem(service), variable_stem(&variable.value))
            }
            Self::LogOptionSecretHasValue(service, option) => {
                format!("{}{}HasOption", stem(service), variable_stem(&option.value))
            }
            Self::VariableHasValue(name) => format!("{}IsGiven", variable_stem(&name.value)),
            Self::VariableSecretExists(name) => format!("{}SecretExists", variable_stem(&name.value)),
            Self::VariableGiven(name) => format!("{}Given", variable_stem(&name.value)),
            Self::SubnetsInVpc => "SubnetsInVpc".to_owned(),
            Self::LoadBalancerWithSecurityGroup(balancer) => {
                format!("{}WithSecurityGroup", balancer.prefix())
            }
            Self::SecurityGroupWithLoadBalancer(balancer) => {
                format!("SecurityGroupWith{}", balancer.prefix())
            }
            Self::ClusterOutput => "ClusterName".to_owned(),
            Self::LoadBalancerDnsName(balancer) => format!("{}DnsName", balancer.prefix()),
            Self::Url(service, port) => format!("{}{port}Url", stem(service)),
            Self::ServiceArn(service) => format!("{}ServiceArn", stem(service)),
            Self::DiscoveryName(service) => format!("{}DiscoveryName", stem(service)),
            Self::RunCommand(service) => format!("{}RunCommand", stem(service)),
            Self::RunOnDeploy(service) => format!("{}RunOnDeploy", stem(service)),
            Self::FilesystemId(volume) => format!("{}FilesystemId", stem(volume)),
        }
    }
}

/// The parameter of a variable of deploy time, by the variable's name.
pub(super) fn variable_id(name: &str) -> Option<LogicalId> {
    LogicalId::new(variable_stem(name)).ok()
}

/// The name of a mapping of sizes, which shares no section with other names.
pub(super) fn mapping(service: &Spanned<String>, what: &str) -> String {
    format!("{}{what}", stem(service))
}

/// The condition that a variable has a value.
pub(super) fn variable_has_value(name: &str) -> Option<LogicalId> {
    LogicalId::new(format!("{}IsGiven", variable_stem(name))).ok()
}

/// The parameter with the ARN of a secret that exists and holds the value of a variable, and the condition
/// that there is one.
pub(super) fn variable_secret(name: &str) -> Option<(LogicalId, LogicalId)> {
    let id = |end: &str| LogicalId::new(format!("{}{end}", variable_stem(name))).ok();
    Some((id("SecretArn")?, id("SecretExists")?))
}

/// `DB_PASSWORD` is `DbPassword`, `imageTag` is `ImageTag`, the env_file `docker/db.env` is `DockerDbEnv`.
fn variable_stem(name: &str) -> String {
    let word = |word: &str| {
        let shouted = !word.bytes().any(|byte| byte.is_ascii_lowercase());
        let (first, rest) = word.split_at(1.min(word.len()));
        let rest = if shouted { rest.to_ascii_lowercase() } else { rest.to_owned() };
        first.to_ascii_uppercase() + &rest
    };
    name.split(|c: char| !c.is_ascii_alphanumeric()).map(word).collect()
}

fn stem(name: &Spanned<String>) -> String {
    normalise(&name.value)
}

/// An id, or the finding that there is none.
type FreeId = Result<LogicalId, Option<Box<Diagnostic>>>;

/// The id of this text, unless there can be none or something else has it. Where both have no name of the
/// user's, it is reported elsewhere.
fn free_id<'a>(
    text: String,
    users: [Option<&Spanned<String>>; 2],
    named: Option<&Named>,
    known: impl FnOnce(&LogicalId) -> Option<&'a Option<Named>>,
) -> FreeId {
    let users = || users.into_iter().flatten();
    if let Some(user) = users().find(|user| !user.value.contains(|c: char| c.is_ascii_alphanumeric())) {
        return Err(Some(Box::new(nothing_left(user))));
    }
    let Ok(id) = LogicalId::new(text) else {
        let longest = users().max_by_key(|user| user.value.len());
        return Err(longest.map(|user| Box::new(too_long(user))));
    };
    match known(&id) {
        None => Ok(id),
        // Listeners and rules meet where ports and priorities do, which is reported there.
        Some(None) if named.is_none() => Err(None),
        Some(other) => Err(Some(Box::new(clash(&id, named, other.as_ref())))),
    }
}

fn nothing_left(name: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` has no letter or digit to make a logical id from", name.value);
    Diagnostic::new(Code::BadLogicalId, message)
        .at(name.loc)
        .help("give it a name with at least one of A-Z, a-z or 0-9")
}

fn too_long(name: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::BadLogicalId, format!("`{}` is too long to make a logical id from", name.value))
        .at(name.loc)
        .help(format!("CloudFormation takes at most {LONGEST} characters, some of which we need ourselves"))
}

fn clash(id: &LogicalId, named: Option<&Named>, other: Option<&Named>) -> Diagnostic {
    let message = match (named, other) {
        // The same words for every id that the two share, so that it is said once.
        (Some(named), Some(other)) if share_all_ids(named, other) => {
            let (name, other) = (named.origin(), other.origin());
            let message = format!("`{}` and `{}` give the same logical ids", other.value, name.value);
            return labelled(message, [name, other].map(|name| (name.loc, format!("`{}`", name.value))));
        }
        (Some(named @ Named::Part { .. }), Some(other @ Named::Part { .. })) => {
            format!("{} and {} give the same logical ids", other.shown(), named.shown())
        }
        _ => format!("two things have the logical id `{id}`"),
    };
    labelled(message, [named, other].into_iter().flatten().map(|named| (named.loc(), named.shown())))
}

/// Whether the first names differ, and make the same ids.
fn share_all_ids(named: &Named, other: &Named) -> bool {
    let (name, other) = (named.origin(), other.origin());
    stem(name) == stem(other) && name.value != other.value
}

fn labelled(message: String, places: impl IntoIterator<Item = (Loc, String)>) -> Diagnostic {
    places
        .into_iter()
        .fold(Diagnostic::new(Code::NameClash, message), |diagnostic, (loc, shown)| {
            diagnostic.label(loc, format!("{shown} here"))
        })
        .help(
            "rename one of them; only letters and digits are kept in logical ids, and the first is \
             capitalised",
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::Transport;

    fn name(text: &str) -> Spanned<String> {
        Spanned::new(text.to_owned(), Loc::default())
    }

    #[test]
    fn ids_keep_the_known_scheme() {
        let web = name("front-tier");
        let published = Published { number: 8080, transport: Transport::Tcp };
        let table = [
            (Name::Service(&web), "FronttierService"),
            (Name::TaskDefinition(&web), "FronttierTaskDefinition"),
            (Name::TargetGroup(&web, published), "FronttierTCP8080TargetGroup"),
            (Name::Listener(Balancer::Network, published), "NetworkLoadBalancerTCP8080Listener"),
            (
                Name::ListenerRule(&ListenerStem::new(Balancer::Application, published), 12),
                "ApplicationLoadBalancerTCP8080Rule12",
            ),
            (Name::TaskExecutionRole(&web), "FronttierTaskExecutionRole"),
            (Name::TaskRole(&web), "FronttierTaskRole"),
            (Name::ServiceDiscoveryEntry(&web), "FronttierServiceDiscoveryEntry"),
            (Name::Network(&web), "FronttierNetwork"),
            (Name::Image(&web), "FronttierImage"),
            (Name::LoadBalancer(Balancer::Application), "ApplicationLoadBalancer"),
            (Name::LoadBalancerArn(Balancer::Network), "NetworkLoadBalancerArn"),
        ];
        for (name, expected) in table {
            assert_eq!(name.text(), expected);
        }
    }

    #[test]
    fn a_clash_is_said_once_for_all_ids() {
        let (a, b) = (name("my-svc"), name("mysvc"));
        let (mut names, mut diagnostics) = (Names::default(), Diagnostics::default());
        for service in [&a, &b] {
            names.mint(Name::Service(service), &mut diagnostics);
            names.mint(Name::TaskDefinition(service), &mut diagnostics);
        }
        let all = diagnostics.into_sorted();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].code, Code::NameClash);
        assert_eq!(all[0].labels.len(), 2);
    }

    #[test]
    fn kinds_may_clash_too() {
        let (mut names, mut diagnostics) = (Names::default(), Diagnostics::default());
        names.mint(Name::LoadBalancerSecurityGroup(Balancer::Application), &mut diagnostics);
        names.mint(Name::SecurityGroup(&name("applicationLoadBalancer")), &mut diagnostics);
        names.mint(Name::Service(&name("--")), &mut diagnostics);
        names.mint(Name::Service(&name(&"x".repeat(250))), &mut diagnostics);
        let codes: Vec<Code> = diagnostics.iter().map(|one| one.code).collect();
        assert_eq!(codes, [Code::NameClash, Code::BadLogicalId, Code::BadLogicalId]);
    }
}
