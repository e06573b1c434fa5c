//! Parameters: what the account owns and the template is told when it is deployed.
//! Compose: `build`, `image`, `x-aws-vpc`, `x-aws-subnets`, `x-aws-cluster`, `x-aws-loadbalancer`,
//! `x-aws-certificate`, `x-aws-namespace`. CloudFormation: Parameters, the Conditions and Rules over them,
//! and how the console shows them.
//!
//! Decisions
//! - An empty name or ARN means "make one"; a condition beside the parameter says so to the other rooms.
//! - What AWS would find wrong late is refused early: by the parameter's type, by its pattern, by a rule
//!   (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html>).
//! - A parameter is there only when something uses it.
//! - `Existing…LoadBalancerGroup` asks for the security group itself, not for the load balancer, because the
//!   rule makes them come together and a condition on the very parameter it guards is understood by linters.
//!
//! Not here: what is made of them.

use crate::plan::facts;
use crate::plan::listeners;
use std::collections::BTreeMap;

use crate::cfn::{
    Assertion, Condition, Handle, LogicalId, Members, Parameter, ParameterType, Pseudo, Resource, Rule,
    RuleExpression, Template, Text,
};
use crate::compose;
use crate::diagnostic::{Code, Diagnostic};
use crate::grammar::deferred;
use crate::source::{Loc, Spanned};

use super::context::Lowering;
use super::names::{Name, Names, OtherName, OwnImage};
use crate::plan::facts::hosts_are_named;
use crate::plan::{Balancer, ServicePlan};

const NETWORK: &str = "Network";
const APPLICATION_LOAD_BALANCER: &str = "Application load balancer";
const NETWORK_LOAD_BALANCER: &str = "Network load balancer";
const ENCRYPTED_PORTS: &str = "Encrypted ports";
const CLUSTER: &str = "Cluster and images";
/// The heading of the variables of deploy time.
pub(super) const VARIABLES: &str = "Variables";
/// The heading of the values of secrets.
pub(super) const SECRETS: &str = "Secrets";

/// Small, built for every platform, and from the registry that neither limits nor bills AWS.
pub(super) const SIDECAR_IMAGE: &str = "public.ecr.aws/docker/library/busybox:1.37";

/// The collector of AWS for traces and measurements.
pub(super) const COLLECTOR_IMAGE: &str = "public.ecr.aws/aws-observability/aws-otel-collector:v0.48.0";

const CERTIFICATE: &str = r"^arn:[^:]+:(acm:[^:]+:\d{12}:certificate|iam::\d{12}:server-certificate)/.+$";
const CLUSTER_NAME: &str =
    r"^([a-zA-Z0-9_-]{1,255}|arn:[^:]+:ecs:[^:]+:\d{12}:cluster/[a-zA-Z0-9_-]{1,255})?$";

/// The same without ARNs.
const CLUSTER_NAME_ALONE: &str = "^[a-zA-Z0-9_-]{0,255}$";
const DOMAIN: &str = r"^([a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*)?$";
const CIDR: &str = r"^((\d{1,3}\.){3}\d{1,3}/(\d|[12]\d|3[0-2]))?$";
const IMAGE: &str = r"^\S+$";

/// The longest part of a name in DNS between two dots.
const LONGEST_LABEL: usize = 63;

/// Every parameter, as the rooms speak of it.
#[derive(Debug)]
pub(super) struct Parameters {
    /// The VPC.
    pub(super) vpc: Handle,
    /// Where tasks live.
    pub(super) subnets: Handle,
    /// Whether tasks have a public address.
    pub(super) assign_public_ip: Handle,
    /// The domain of the services' names, where services have names.
    pub(super) namespace: Option<Text>,
    /// The namespace to use, where the file names one, and what holds when it is ours to make all the same.
    pub(super) existing_namespace: Option<(Handle, LogicalId)>,
    /// The cluster to use, when there is one.
    pub(super) cluster: Handle,
    /// Holds when the cluster is ours to make.
    pub(super) create_cluster: LogicalId,
    /// For each load balancer, in the plan's order.
    pub(super) balancers: Vec<BalancerParameters>,
    /// The certificate of the ports that have none of their own.
    pub(super) certificate: Option<Handle>,
    /// The name by which clients reach the encrypted ports, and what holds when it is given.
    pub(super) domain: Option<(Handle, LogicalId)>,
    /// The image of what prepares tasks.
    pub(super) sidecar_image: Option<ImageParameter>,
    /// The image of log routers.
    pub(super) log_router_image: Option<ImageParameter>,
    /// The image of collectors of traces.
    pub(super) collector_image: Option<ImageParameter>,
    /// The images of services for which something is built, by the service's name.
    pub(super) images: BTreeMap<String, Handle>,
}

impl Parameters {
    /// Those of the images that this program puts into tasks.
    pub(super) fn own_images(&self) -> impl Iterator<Item = &ImageParameter> {
        [&self.sidecar_image, &self.log_router_image, &self.collector_image].into_iter().flatten()
    }
}

/// The parameter of an image that this program puts into tasks.
#[derive(Debug, Clone)]
pub(super) struct ImageParameter {
    /// The parameter.
    pub(super) handle: Handle,
    /// Holds when it is not the default.
    pub(super) changed: LogicalId,
}

/// The parameters of a load balancer.
#[derive(Debug)]
pub(super) struct BalancerParameters {
    /// Which one.
    pub(super) balancer: Balancer,
    /// The load balancer to use, when there is one.
    pub(super) arn: Handle,
    /// Its security group.
    pub(super) security_group: Handle,
    /// The network that the requests of one without security groups come from, and what holds when it was
    /// given.
    pub(super) source: Option<(Handle, LogicalId)>,
    /// Where a new one lives.
    pub(super) subnets: Handle,
    /// Who reaches a new one.
    pub(super) scheme: Handle,
    /// Holds when the load balancer is ours to make.
    pub(super) create: LogicalId,
    /// Holds when a security group was given.
    pub(super) existing_group: LogicalId,
    /// Holds when subnets of its own were given.
    pub(super) own_subnets: LogicalId,
}

/// Declares them all. `log_router` is the image of the log routers, where there are such.
pub(super) fn lower(cx: &mut Lowering<'_>, log_router: Option<String>) -> Parameters {
    check_defaults(cx);
    let extensions = &cx.project.extensions;
    let vpc = cx.parameter(NETWORK, Name::VpcId, vpc(extensions));
    let subnets = cx.parameter(NETWORK, Name::SubnetIds, subnets(cx));
    cx.rule(OtherName::SubnetsInVpc, subnets_in_vpc());
    let assign_public_ip = cx.parameter(NETWORK, Name::AssignPublicIp, assign_public_ip());
    let named = cx.plan.services.iter().any(|plan| plan.found || plan.connect.is_some());
    let namespace = named.then(|| lower_namespace_name(cx));
    let existing_namespace = if named { lower_existing_namespace(cx) } else { None };
    let balancers = cx.plan.balancers.iter().map(|balancer| lower_balancer(cx, *balancer)).collect();
    let certificate = lower_certificate(cx);
    let domain = lower_domain(cx);
    let named = |service: &compose::Service| {
        service.extensions.schedule.is_some() || facts::on_instances(cx.project, service)
    };
    let named = cx.plan.services.iter().any(|plan| named(plan.service));
    let cluster = cx.parameter(CLUSTER, Name::ClusterName, cluster(extensions, named));
    let create_cluster = cx.condition(OtherName::CreateCluster, Condition::is_empty(cluster.id()));
    let images = lower_images(cx);
    let prepares = |plan: &ServicePlan<'_>| {
        plan.looks_up
            || plan.ports.iter().any(|port| port.answered_at.is_some())
            || plan
                .containers()
                .any(|service| facts::are_written(cx.project, service) || hosts_are_named(service))
    };
    let prepares = cx.plan.services.iter().any(prepares);
    let what = "Image that prepares a task before its containers start";
    let sidecar_image = prepares.then(|| lower_own_image(cx, OwnImage::Sidecar, what, SIDECAR_IMAGE));
    let what = "Image of the log router, Fluent Bit or Fluentd";
    let log_router_image = log_router.map(|image| lower_own_image(cx, OwnImage::LogRouter, what, &image));
    let traced = cx.plan.services.iter().any(|plan| facts::is_traced(cx.project, plan));
    let what = "Image of the collector of traces";
    let collector_image = traced.then(|| lower_own_image(cx, OwnImage::Collector, what, COLLECTOR_IMAGE));
    Parameters {
        vpc,
        subnets,
        assign_public_ip,
        namespace,
        existing_namespace,
        cluster,
        create_cluster,
        balancers,
        certificate,
        domain,
        sidecar_image,
        log_router_image,
        collector_image,
        images,
    }
}

/// Takes parameters of the network out that nothing refers to.
pub(super) fn drop_unused(cx: &mut Lowering<'_>) {
    drop_unused_vpc(cx);
    drop_unused_address(cx);
}

/// Takes `VpcId` and its rule out of a template in which nothing refers to it, as where all security groups
/// exist already: a parameter without a use is one that people would have to give for nothing.
fn drop_unused_vpc(cx: &mut Lowering<'_>) {
    let (template, ..) = cx.open();
    let vpc = Name::VpcId.text();
    let takes_it = |resource: &Resource| {
        ["VpcId", "Vpc"].iter().any(|property| resource.properties.contains_key(property))
    };
    // Nearly always, so that the whole is searched in the rare case only.
    if template.resources().values().any(takes_it) {
        return;
    }
    let Some(rule) = Names::other(OtherName::SubnetsInVpc) else { return };
    let rules: Vec<&Rule> =
        template.rules().iter().filter(|(id, _)| **id != rule).map(|(_, rule)| rule).collect();
    let rest = serde_json::json!([template.resources(), template.outputs(), template.conditions(), rules]);
    if rest.to_string().contains(&vpc) {
        return;
    }
    template.sections_mut().rules.shift_remove(&rule);
    drop_parameter(template, &vpc);
}

/// Takes `AssignPublicIp` out where all tasks run on machines, which are in subnets with or without public
/// addresses.
fn drop_unused_address(cx: &mut Lowering<'_>) {
    if cx.plan.services.iter().any(|plan| !facts::on_instances(cx.project, plan.service)) {
        return;
    }
    let (template, ..) = cx.open();
    let address = Name::AssignPublicIp.text();
    let parameter = template.parameters().keys().find(|id| id.as_str() == address).cloned();
    if !template.unused_parameters(parameter.into_iter().collect()).is_empty() {
        drop_parameter(template, &address);
    }
}

fn drop_parameter(template: &mut Template, parameter: &str) {
    template.sections_mut().parameters.retain(|id, _| id.as_str() != parameter);
    for group in &mut template.interface.groups {
        group.parameters.retain(|id| id.as_str() != parameter);
    }
}

fn vpc(extensions: &compose::ProjectExtensions) -> Parameter {
    let parameter =
        Parameter::new(ParameterType::VpcId, "VPC for the tasks, load balancers and service discovery");
    match &extensions.vpc {
        // An ARN ends in `vpc/vpc-…`.
        Some(vpc) => parameter.with_default(vpc.value.rsplit('/').next().unwrap_or_default()),
        None => parameter,
    }
}

fn subnets(cx: &Lowering<'_>) -> Parameter {
    let extensions = &cx.project.extensions;
    let file_systems = cx.plan.services.iter().any(|plan| facts::mounts_file_system(cx.project, plan));
    // Load balancers need two.
    let least = match cx.subnet_count() {
        count if file_systems && count > 2 => count.to_string(),
        _ => "two".to_owned(),
    };
    let description = format!("Subnets for the tasks, one per availability zone, at least {least}");
    let parameter = Parameter::new(ParameterType::SubnetIds, description);
    if extensions.subnets.is_empty() {
        return parameter;
    }
    let ids: Vec<&str> =
        extensions.subnets.iter().filter_map(|subnet| subnet.value.rsplit('/').next()).collect();
    parameter.with_default(ids.join(","))
}

fn subnets_in_vpc() -> Rule {
    let their_vpcs = Members::ValueOfAll("AWS::EC2::Subnet::Id", "VpcId");
    let the_vpc = Members::RefAll("AWS::EC2::VPC::Id");
    Rule {
        rule_condition: None,
        assertions: vec![Assertion {
            assert: RuleExpression::EachMemberIn(their_vpcs, the_vpc),
            assert_description: "SubnetIds must belong to VpcId".to_owned(),
        }],
    }
}

fn assign_public_ip() -> Parameter {
    Parameter::new(
        ParameterType::String,
        "DISABLED needs a NAT gateway, or VPC endpoints of ecr.api, \
         ecr.dkr, s3, logs and others; public.ecr.aws has none",
    )
    .with_default("ENABLED")
    .one_of(["ENABLED", "DISABLED"])
}

/// The name of the namespace. A VPC has a name once, so that the default is the stack's and not the
/// project's.
fn lower_namespace_name(cx: &mut Lowering<'_>) -> Text {
    let description =
        "Private DNS namespace, one per VPC; empty is the stack's name, of up to 63 characters, and .local";
    let existing = cx.project.extensions.namespace.as_ref().map(|namespace| namespace.name.value.as_str());
    if existing.is_none() && cx.project.name.len() > LONGEST_LABEL {
        cx.report(long_name(&cx.project.name));
    }
    let parameter = Parameter::new(ParameterType::String, description).with_default(existing.unwrap_or(""));
    let parameter = Parameter { allowed_pattern: Some(DOMAIN.to_owned()), ..parameter };
    let given = cx.parameter(NETWORK, Name::NamespaceName, parameter);
    let default = cx.condition(OtherName::DefaultNamespaceName, Condition::is_empty(given.id()));
    let of_stack = Text::sub().pseudo(Pseudo::StackName).text(".local").finish();
    Text::when(&default, of_stack, given.reference::<String>())
}

fn long_name(name: &str) -> Diagnostic {
    let message = format!(
        "a stack named like the project, with {} characters, has no namespace by default: DNS allows \
         {LONGEST_LABEL}",
        name.len()
    );
    Diagnostic::new(Code::LongNamespace, message).help(
        "write a shorter `name` at the top level or give the stack a shorter name; or give the parameter \
         `NamespaceName`",
    )
}

fn lower_existing_namespace(cx: &mut Lowering<'_>) -> Option<(Handle, LogicalId)> {
    let existing = cx.project.extensions.namespace.as_ref()?;
    let description = "Existing namespace with the name NamespaceName; empty creates one";
    let parameter = Parameter::new(ParameterType::String, description);
    let parameter = Parameter {
        allowed_pattern: Some("^(ns-[a-z0-9]{16})?$".to_owned()),
        ..parameter.with_default(existing.id.value.clone())
    };
    let id = cx.parameter(NETWORK, Name::NamespaceId, parameter);
    let create = cx.condition(OtherName::CreateNamespace, Condition::is_empty(id.id()));
    Some((id, create))
}

/// A schedule makes an ARN of the cluster's name, and machines are told the name, so beside them the
/// parameter takes no ARN.
fn cluster(extensions: &compose::ProjectExtensions, by_name: bool) -> Parameter {
    let given = extensions.cluster.as_ref().map(|cluster| cluster.value.as_str()).unwrap_or_default();
    let (pattern, default) = if by_name {
        (CLUSTER_NAME_ALONE, given.rsplit('/').next().unwrap_or_default())
    } else {
        (CLUSTER_NAME, given)
    };
    let parameter = Parameter::new(
        ParameterType::String,
        "Existing ECS cluster with capacity providers FARGATE and FARGATE_SPOT; empty creates one",
    );
    Parameter { allowed_pattern: Some(pattern.to_owned()), ..parameter.with_default(default) }
}

fn lower_balancer(cx: &mut Lowering<'_>, balancer: Balancer) -> BalancerParameters {
    let heading = match balancer {
        Balancer::Application => APPLICATION_LOAD_BALANCER,
        Balancer::Network => NETWORK_LOAD_BALANCER,
    };
    let arn = balancer_arn(cx, balancer);
    let security_group =
        Parameter::new(ParameterType::String, format!("Security group of the existing {}", balancer.words()));
    let known = &cx.project.extensions.load_balancer_group;
    let known_arn = arn.default.as_ref().is_some_and(|arn| !arn.is_empty());
    let known = known.as_ref().filter(|_| known_arn);
    let security_group = Parameter {
        allowed_pattern: Some("^(sg-[0-9a-f]+)?$".to_owned()),
        ..security_group.with_default(known.map_or("", |group| group.value.as_str()))
    };
    let ungrouped = cx.project.extensions.load_balancer.as_ref();
    let by_network = !balancer.is_application() && cx.project.extensions.load_balancer_source.is_some();
    let ungrouped = ungrouped
        .filter(|given| known.is_none() && !by_network && arn.default.as_ref() == Some(&given.value));
    let arn = cx.parameter(heading, Name::LoadBalancerArn(balancer), arn);
    let security_group = cx.parameter(heading, Name::LoadBalancerSecurityGroupId(balancer), security_group);
    if let Some(given) = ungrouped {
        cx.report(without_group(given, balancer, security_group.id()));
    }
    let source = (!balancer.is_application()).then(|| source_cidr(cx, known_arn));
    let source = source.map(|source| cx.parameter(heading, Name::LoadBalancerSourceCidr(balancer), source));
    let subnets = Parameter::new(
        ParameterType::CommaDelimitedList,
        format!("Subnets of the {}; empty uses SubnetIds", balancer.words()),
    );
    let subnets = cx.parameter(heading, Name::LoadBalancerSubnetIds(balancer), subnets.with_default(""));
    let scheme = Parameter::new(ParameterType::String, format!("Scheme of the {}", balancer.words()))
        .with_default("internet-facing")
        .one_of(["internet-facing", "internal"]);
    let scheme = cx.parameter(heading, Name::LoadBalancerScheme(balancer), scheme);

    let (with_group, of_existing) =
        load_balancer_rules(arn.id(), security_group.id(), source.as_ref().map(Handle::id));
    cx.rule(OtherName::LoadBalancerWithSecurityGroup(balancer), with_group);
    cx.rule(OtherName::SecurityGroupWithLoadBalancer(balancer), of_existing);
    let create = cx.condition(OtherName::CreateLoadBalancer(balancer), Condition::is_empty(arn.id()));
    let existing_group = cx.condition(
        OtherName::ExistingLoadBalancerGroup(balancer),
        Condition::is_empty(security_group.id()).negated(),
    );
    let source = source.map(|source| {
        let given = Condition::is_empty(source.id()).negated();
        let without_group = cx.condition(OtherName::LoadBalancerWithoutGroup(balancer), given);
        (source, without_group)
    });
    let joined = Text::join("", subnets.reference::<Vec<Text>>());
    let own_subnets =
        cx.condition(OtherName::OwnLoadBalancerSubnets(balancer), Condition::equals(joined, "").negated());
    BalancerParameters {
        balancer,
        arn,
        security_group,
        source,
        subnets,
        scheme,
        create,
        existing_group,
        own_subnets,
    }
}

fn balancer_arn(cx: &mut Lowering<'_>, balancer: Balancer) -> Parameter {
    let kind = if balancer.is_application() { "app" } else { "net" };
    let parameter =
        Parameter::new(ParameterType::String, format!("Existing {}; empty creates one", balancer.words()));
    let parameter = Parameter {
        allowed_pattern: Some(format!(
            r"^(arn:[^:]+:elasticloadbalancing:[^:]+:\d{{12}}:loadbalancer/{kind}/.+)?$"
        )),
        ..parameter
    };
    let Some(given) = &cx.project.extensions.load_balancer else { return parameter.with_default("") };
    let is_of = |kind: &str| given.value.contains(&format!(":loadbalancer/{kind}/"));
    let alone = cx.plan.balancers.len() == 1;
    if is_of(kind) && is_arn(&given.value, "elasticloadbalancing") {
        return parameter.with_default(given.value.clone());
    }
    // Beside another load balancer the ARN may be meant for that one; said once, at the first.
    let for_the_other = !alone && is_of(if balancer.is_application() { "net" } else { "app" });
    if !for_the_other && (alone || balancer.is_application()) {
        cx.report(wrong_balancer(given, balancer));
    }
    parameter.with_default("")
}

/// Without client IP preservation, which TCP and TLS do not have by default, requests come from the load
/// balancer's addresses in the VPC; with it, as always with UDP, from those of the clients.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html>
fn source_cidr(cx: &Lowering<'_>, known_arn: bool) -> Parameter {
    let description =
        "Source of requests of an existing one without security groups: the VPC (TCP, TLS) or clients (UDP)";
    let known = cx.project.extensions.load_balancer_source.as_ref().filter(|_| known_arn);
    let parameter = Parameter::new(ParameterType::String, description)
        .with_default(known.map_or("", |cidr| cidr.value.as_str()));
    Parameter { allowed_pattern: Some(CIDR.to_owned()), ..parameter }
}

/// The parameters that an existing load balancer needs, and those that only an existing one has. Two rules
/// for all parameters: rules are a large part of a small template, and 51,200 bytes is the most that fits
/// into a request.
fn load_balancer_rules(arn: &LogicalId, group: &LogicalId, source: Option<&LogicalId>) -> (Rule, Rule) {
    let needed = match source {
        None => vec![Assertion {
            assert: Condition::is_empty(group).negated().into(),
            assert_description: format!("{arn} comes with {group}"),
        }],
        Some(source) => vec![
            Assertion {
                assert: Condition::Or(vec![
                    Condition::is_empty(group).negated(),
                    Condition::is_empty(source).negated(),
                ])
                .into(),
                assert_description: format!("{arn} comes with {group} or {source}"),
            },
            Assertion {
                assert: Condition::Or(vec![Condition::is_empty(group), Condition::is_empty(source)]).into(),
                assert_description: format!("{source} excludes {group}"),
            },
        ],
    };
    let of_existing = |id: &LogicalId| Assertion {
        assert: Condition::is_empty(id).into(),
        assert_description: format!("{id} comes with {arn}"),
    };
    let with_arn =
        Rule { rule_condition: Some(Condition::is_empty(arn).negated().into()), assertions: needed };
    let without_arn = Rule {
        rule_condition: Some(Condition::is_empty(arn).into()),
        assertions: [Some(group), source].into_iter().flatten().map(of_existing).collect(),
    };
    (with_arn, without_arn)
}

fn lower_certificate(cx: &mut Lowering<'_>) -> Option<Handle> {
    if !listeners::asks_for_certificate(cx.plan) {
        return None;
    }
    let parameter = Parameter::new(ParameterType::String, "ARN of the certificate of the encrypted ports");
    let parameter = Parameter { allowed_pattern: Some(CERTIFICATE.to_owned()), ..parameter };
    let parameter = match &cx.project.extensions.certificate {
        Some(given) if is_certificate(&given.value) => parameter.with_default(given.value.clone()),
        Some(given) => {
            cx.report(wrong_certificate(given));
            parameter
        }
        None => parameter,
    };
    Some(cx.parameter(ENCRYPTED_PORTS, Name::CertificateArn, parameter))
}

/// A certificate is for a name of its owner, never for the load balancer's own.
fn lower_domain(cx: &mut Lowering<'_>) -> Option<(Handle, LogicalId)> {
    if !cx.plan.ports().any(|(_, port)| listeners::has_domain(port)) {
        return None;
    }
    let description =
        "Your DNS name of the load balancer, for the URLs of HTTPS ports; empty shows the load balancer's";
    let parameter = Parameter::new(ParameterType::String, description).with_default("");
    let parameter = Parameter { allowed_pattern: Some(DOMAIN.to_owned()), ..parameter };
    let domain = cx.parameter(ENCRYPTED_PORTS, Name::DomainName, parameter);
    let given = cx.condition(OtherName::OwnDomainName, Condition::is_empty(domain.id()).negated());
    Some((domain, given))
}

/// One for each service that is built, in whichever tasks it runs.
fn lower_images(cx: &mut Lowering<'_>) -> BTreeMap<String, Handle> {
    let built: BTreeMap<&str, &compose::Service> = cx
        .plan
        .services
        .iter()
        .flat_map(ServicePlan::containers)
        .map(|service| (service.name.value.as_str(), service))
        .collect();
    let named =
        |(name, service): (&str, &compose::Service)| Some((name.to_owned(), lower_image(cx, service)?));
    built.into_iter().filter_map(named).collect()
}

fn lower_image(cx: &mut Lowering<'_>, service: &compose::Service) -> Option<Handle> {
    let name = &service.name.value;
    let baked = !compose::baked(cx.project, service).is_empty();
    // The variable is what a stage changes then.
    if !baked && service.image.as_ref().is_some_and(|image| deferred::has_variable(&image.value)) {
        return None;
    }
    let description = match &service.build {
        Some(_) => format!("Image of {name}, which Compose builds"),
        None if baked => format!("Image of {name} with the files of the project in it"),
        None => return None,
    };
    let parameter = Parameter::new(ParameterType::String, description);
    let parameter = Parameter { allowed_pattern: Some(IMAGE.to_owned()), ..parameter };
    let parameter = match &service.image {
        // Without its files the image must not start by mistake.
        Some(image) if !baked => parameter.with_default(image.value.clone()),
        Some(_) | None => parameter,
    };
    Some(cx.parameter(CLUSTER, Name::Image(&service.name), parameter))
}

fn lower_own_image(
    cx: &mut Lowering<'_>,
    image: OwnImage,
    description: &str,
    default: &str,
) -> ImageParameter {
    let parameter = Parameter::new(ParameterType::String, description).with_default(default);
    let parameter = Parameter { allowed_pattern: Some(IMAGE.to_owned()), ..parameter };
    let handle = cx.parameter(CLUSTER, Name::OwnImage(image), parameter);
    let other = Condition::equals(handle.reference::<String>(), default).negated();
    let changed = cx.condition(OtherName::ChangedImage(image), other);
    ImageParameter { handle, changed }
}

/// True for the ARN of something that belongs to this service of AWS in an account.
fn is_arn(text: &str, service: &str) -> bool {
    let mut parts = text.splitn(6, ':');
    let (arn, partition, named) = (parts.next(), parts.next(), parts.next());
    let (_region, account, rest) = (parts.next(), parts.next(), parts.next());
    arn == Some("arn")
        && partition.is_some_and(|partition| !partition.is_empty())
        && named == Some(service)
        && account.is_some_and(|account| account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit()))
        && rest.is_some_and(|rest| !rest.ends_with('/'))
}

/// Whether the pattern of `CertificateArn` admits a text.
pub(super) fn is_certificate(text: &str) -> bool {
    (is_arn(text, "acm") && text.contains(":certificate/"))
        || (is_arn(text, "iam") && text.contains(":server-certificate/"))
}

/// Reports project keys that are not what their parameters take.
fn check_defaults(cx: &mut Lowering<'_>) {
    let compose::ProjectExtensions { vpc, subnets, cluster, .. } = &cx.project.extensions;
    let last = |text: &str| text.rsplit('/').next().unwrap_or_default().to_owned();
    let mut wrong = Vec::new();
    if let Some(vpc) = vpc.as_ref().filter(|vpc| !is_id(&last(&vpc.value), "vpc-")) {
        wrong.push(wrong_default("x-aws-vpc", "the id of a VPC", "vpc-0123456789abcdef0", vpc.loc));
    }
    for subnet in subnets.iter().filter(|subnet| !is_id(&last(&subnet.value), "subnet-")) {
        wrong.push(wrong_default(
            "x-aws-subnets",
            "a list of ids of subnets",
            "subnet-0123456789abcdef0",
            subnet.loc,
        ));
    }
    let named = |text: &str| {
        let name = if is_arn(text, "ecs") { last(text) } else { text.to_owned() };
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    if let Some(cluster) = cluster.as_ref().filter(|cluster| !named(&cluster.value)) {
        wrong.push(wrong_default("x-aws-cluster", "the name or ARN of a cluster", "production", cluster.loc));
    }
    for diagnostic in wrong {
        cx.report(diagnostic);
    }
}

/// `vpc-0123456789abcdef0`, with eight or seventeen digits.
fn is_id(text: &str, prefix: &str) -> bool {
    let digits = text.strip_prefix(prefix).unwrap_or_default();
    matches!(digits.len(), 8 | 17) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn wrong_default(key: &str, wanted: &str, example: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadDefault, format!("`{key}` is not {wanted}")).at(loc).help(format!(
        "write one such as `{example}`, or leave the key out and give the parameter when you deploy"
    ))
}

fn wrong_balancer(given: &Spanned<String>, balancer: Balancer) -> Diagnostic {
    let words =
        if balancer.is_application() { "an application load balancer" } else { "a network load balancer" };
    Diagnostic::new(Code::BadDefault, format!("`x-aws-loadbalancer` is not the ARN of {words}"))
        .at(given.loc)
        .help(format!(
            "the ports of this project need {words}; give the ARN of one, or leave the key out to create it"
        ))
}

fn without_group(given: &Spanned<String>, balancer: Balancer, parameter: &LogicalId) -> Diagnostic {
    let message = format!("the security group of the existing {} is not named", balancer.words());
    let without = if balancer.is_application() {
        ""
    } else {
        "; `source_cidr: 10.0.0.0/16` in its place for one that has none, with the network of the VPC"
    };
    Diagnostic::new(Code::BalancerWithoutGroup, message).label(given.loc, "its group lets it in to the tasks").help(format!(
        "write `x-aws-loadbalancer: {{arn: …, security_group: sg-…}}`, or give parameter `{parameter}` with each deployment, \
         without which CloudFormation refuses the template{without}"
    ))
}

/// Says that this is no certificate.
pub(super) fn wrong_certificate(given: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::BadDefault, "`x-aws-certificate` is not the ARN of a certificate")
        .at(given.loc)
        .help("give an ARN such as `arn:aws:acm:eu-west-1:123456789012:certificate/1234…`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_of_certificates() {
        let table = [
            ("arn:aws:acm:eu-west-1:123456789012:certificate/1", true),
            ("arn:aws-cn:iam::123456789012:server-certificate/x", true),
            ("arn:aws:acm:eu-west-1:12345678901:certificate/1", false),
            ("arn:aws:acm:eu-west-1:123456789012:certificate/", false),
            ("arn:aws:s3:::bucket", false),
            ("", false),
        ];
        for (text, expected) in table {
            assert_eq!(is_certificate(text), expected, "{text}");
        }
    }
}
