//! A small web service in typed structs, and the text it has to become.

use indexmap::IndexMap;
use serde_json::Number;

use crate::cfn::{
    Assertion, Condition, DeletionPolicy, Handle, LogicalId, Members, Output, Parameter, ParameterGroup,
    ParameterType, Pseudo, Resource, ResourceType, Rule, RuleExpression, Tag, Template, Text, Toggle, Value,
    application_autoscaling as scaling, ec2, ecs, efs, elbv2, iam, logs, secrets_manager, service_discovery,
};
use crate::diagnostic::Diagnostics;
use crate::emit::limits;
use crate::emit::{Format, emit};

#[test]
fn a_web_service_has_the_shape_that_people_know() {
    let template = web();
    let text = emit(template.clone(), Format::Yaml);
    assert_eq!(text, include_str!("example.yaml"));
    assert_eq!(text, emit(template.clone(), Format::Yaml));
    let mut diagnostics = Diagnostics::default();
    limits::report(&template, limits::Scope::Whole, &mut diagnostics);
    limits::report_text(&text, limits::Scope::Whole, &mut diagnostics);
    assert!(diagnostics.is_empty());
}

#[test]
fn json_says_the_same() {
    let template = web();
    let json: serde_json::Value = serde_json::from_str(&emit(template.clone(), Format::Json)).unwrap();
    assert_eq!(json, template.to_json());
}

fn id(text: &str) -> LogicalId {
    LogicalId::new(text).unwrap()
}

fn add<P: ResourceType>(template: &mut Template, name: &str, properties: &P) -> Handle {
    template.add(id(name), Resource::new(properties)).unwrap()
}

fn web() -> Template {
    let mut template = Template::new("demo, from Compose");
    let given = parameters(&mut template);
    rules(&mut template, &given);
    let logs = shared(&mut template, &given);
    let target_group = balancer(&mut template, &given);
    let access_point = volume(&mut template, &given);
    let task = task(&mut template, &logs, &access_point);
    service(&mut template, &given, &task, &target_group);
    template
}

struct Given {
    vpc: Handle,
    subnets: Handle,
    public: Handle,
    cluster: Handle,
    token: Handle,
    balancer: Handle,
    create_cluster: LogicalId,
    create_balancer: LogicalId,
}

fn parameters(template: &mut Template) -> Given {
    let mut add = |name: &str, parameter: Parameter| template.add_parameter(id(name), parameter).unwrap();
    let vpc = add("VpcId", Parameter::new(ParameterType::VpcId, "VPC for the tasks and the load balancer"));
    let subnets = add("SubnetIds", Parameter::new(ParameterType::SubnetIds, "At least two subnets"));
    let choice = Parameter::new(ParameterType::String, "DISABLED needs a NAT gateway");
    let choice = choice.with_default("ENABLED").one_of(["ENABLED", "DISABLED"]);
    let public = add("AssignPublicIp", choice);
    let optional =
        Parameter::new(ParameterType::String, "Existing ECS cluster; empty creates one").with_default("");
    let cluster = add("ClusterName", optional);
    let pattern = r"^(arn:[^:]+:elasticloadbalancing:[^:]+:\d{12}:loadbalancer/net/.+)?$".to_owned();
    let optional = Parameter::new(ParameterType::String, "Existing network load balancer; empty creates one");
    let balancer =
        add("LoadBalancerArn", Parameter { allowed_pattern: Some(pattern), ..optional.with_default("") });
    let token =
        add("TokenSecretValue", Parameter::new(ParameterType::String, "Value of the secret token").secret());
    template.interface.groups = vec![
        ParameterGroup { label: "Network".to_owned(), parameters: ids(&[&vpc, &subnets, &public]) },
        ParameterGroup { label: "Cluster".to_owned(), parameters: ids(&[&cluster, &balancer, &token]) },
    ];
    template.interface.labels = IndexMap::from([(vpc.id().clone(), "VPC: yours".to_owned())]);
    let create_cluster =
        template.add_condition(id("CreateCluster"), Condition::is_empty(cluster.id())).unwrap();
    let create_balancer =
        template.add_condition(id("CreateLoadBalancer"), Condition::is_empty(balancer.id())).unwrap();
    Given { vpc, subnets, public, cluster, token, balancer, create_cluster, create_balancer }
}

fn ids(handles: &[&Handle]) -> Vec<LogicalId> {
    handles.iter().map(|handle| handle.id().clone()).collect()
}

fn rules(template: &mut Template, given: &Given) {
    let in_vpc = RuleExpression::EachMemberIn(
        Members::ValueOfAll("AWS::EC2::Subnet::Id", "VpcId"),
        Members::RefAll("AWS::EC2::VPC::Id"),
    );
    let rule = Rule {
        rule_condition: Some(Condition::is_empty(given.cluster.id()).negated().into()),
        assertions: vec![Assertion {
            assert: in_vpc,
            assert_description: "SubnetIds must belong to VpcId".to_owned(),
        }],
    };
    template.add_rule(id("SubnetsInVpc"), rule).unwrap();
}

fn shared(template: &mut Template, given: &Given) -> Handle {
    let tags = vec![Tag::new("com.docker.compose.project", "demo")];
    let cluster = Resource::new(&ecs::Cluster { tags, ..ecs::Cluster::default() });
    template.add(id("Cluster"), cluster.when(&given.create_cluster)).unwrap();
    let secret = secrets_manager::Secret {
        secret_string: Some(given.token.reference()),
        ..secrets_manager::Secret::default()
    };
    add(template, "TokenSecret", &secret);
    let logs = logs::LogGroup {
        log_group_name: Some(Text::sub().text("/ecs/").pseudo(Pseudo::StackName).finish()),
        retention_in_days: Some(30),
        ..logs::LogGroup::default()
    };
    template.add(id("LogGroup"), Resource::new(&logs).keep(DeletionPolicy::Delete)).unwrap()
}

fn balancer(template: &mut Template, given: &Given) -> Handle {
    let balancer = elbv2::LoadBalancer {
        r#type: Some(elbv2::LoadBalancerType::Network),
        scheme: Some(elbv2::Scheme::InternetFacing.into()),
        subnets: Some(given.subnets.reference()),
        load_balancer_attributes: vec![elbv2::Attribute {
            key: "load_balancing.cross_zone.enabled".to_owned(),
            value: "true".into(),
        }],
        ..elbv2::LoadBalancer::default()
    };
    let own =
        template.add(id("LoadBalancer"), Resource::new(&balancer).when(&given.create_balancer)).unwrap();
    let target_group = elbv2::TargetGroup {
        target_type: Some(elbv2::TargetType::Ip),
        protocol: Some(elbv2::Protocol::Tcp),
        port: Some(5000),
        vpc_id: Some(given.vpc.reference()),
        ..elbv2::TargetGroup::default()
    };
    let target_group = add(template, "WebTCP5000TargetGroup", &target_group);
    let forward = elbv2::Action {
        target_group_arn: Some(target_group.reference()),
        ..elbv2::Action::new(elbv2::ActionType::Forward)
    };
    let arn: Text =
        Value::when(&given.create_balancer, own.reference::<String>(), given.balancer.reference());
    let listener = elbv2::Listener {
        protocol: Some(elbv2::Protocol::Tcp),
        port: Some(5000),
        ..elbv2::Listener::new(arn, vec![forward])
    };
    add(template, "WebTCP5000Listener", &listener);
    let url = Text::sub().text("tcp://").attribute(own.id(), "DNSName").text(":5000").finish();
    let output = Output {
        condition: Some(given.create_balancer.clone()),
        description: None,
        value: url,
        export: None,
    };
    template.add_output(id("WebUrl"), output).unwrap();
    target_group
}

fn volume(template: &mut Template, given: &Given) -> Handle {
    let group = ec2::SecurityGroup {
        vpc_id: Some(given.vpc.reference()),
        security_group_ingress: vec![ec2::Ingress {
            cidr_ip: Some("10.0.0.0/8".into()),
            from_port: Some(2049),
            to_port: Some(2049),
            ..ec2::Ingress::new("tcp")
        }],
        ..ec2::SecurityGroup::new("Volume data of demo")
    };
    let group = add(template, "DataSecurityGroup", &group);
    let files = efs::FileSystem {
        encrypted: Some(true),
        lifecycle_policies: vec![efs::LifecyclePolicy {
            transition_to_ia: Some("AFTER_30_DAYS".into()),
            ..efs::LifecyclePolicy::default()
        }],
        backup_policy: Some(efs::BackupPolicy { status: Toggle::Enabled }),
        ..efs::FileSystem::default()
    };
    let files =
        template.add(id("DataFilesystem"), Resource::new(&files).keep(DeletionPolicy::Retain)).unwrap();
    let target = efs::MountTarget {
        file_system_id: files.reference(),
        subnet_id: Text::select(0, given.subnets.reference::<Vec<Text>>()),
        security_groups: [group.reference::<String>()].into_iter().collect(),
    };
    add(template, "DataMountTarget1", &target);
    let point = efs::AccessPoint {
        posix_user: Some(efs::PosixUser::new("1000", "1000")),
        root_directory: Some(efs::RootDirectory {
            path: Some("/data".to_owned()),
            creation_info: Some(efs::CreationInfo {
                owner_uid: "1000".to_owned(),
                owner_gid: "1000".to_owned(),
                permissions: "0755".to_owned(),
            }),
        }),
        ..efs::AccessPoint::new(files.reference::<String>())
    };
    add(template, "DataAccessPoint", &point)
}

fn task(template: &mut Template, logs: &Handle, access_point: &Handle) -> Handle {
    let role = iam::Role {
        policies: vec![iam::Policy {
            policy_name: "start".into(),
            policy_document: iam::PolicyDocument::new(vec![iam::Statement::allow(
                ["logs:CreateLogStream", "logs:PutLogEvents"],
                [logs.attribute("Arn")],
            )])
            .into(),
        }],
        ..iam::Role::new(iam::PolicyDocument::assumed_by("ecs-tasks.amazonaws.com"))
    };
    let role = add(template, "WebTaskExecutionRole", &role);
    let volume = ecs::Volume {
        efs_volume_configuration: Some(ecs::EfsVolumeConfiguration {
            transit_encryption: Some(Toggle::Enabled),
            authorization_config: Some(ecs::AuthorizationConfig {
                access_point_id: Some(access_point.reference()),
                iam: Some(Toggle::Enabled),
            }),
            ..ecs::EfsVolumeConfiguration::new(Text::reference(&id("DataFilesystem")))
        }),
        ..ecs::Volume::new("data")
    };
    let definition = ecs::TaskDefinition {
        family: Some(Text::sub().pseudo(Pseudo::StackName).text("-web").finish()),
        requires_compatibilities: vec![ecs::Compatibility::Fargate],
        network_mode: Some(ecs::NetworkMode::Awsvpc),
        cpu: Some("256".into()),
        memory: Some("512".into()),
        runtime_platform: Some(ecs::RuntimePlatform {
            cpu_architecture: Some(ecs::CpuArchitecture::Arm64),
            operating_system_family: Some(ecs::OperatingSystemFamily::Linux),
        }),
        execution_role_arn: Some(role.attribute("Arn")),
        container_definitions: vec![prepare(logs), container(logs)],
        volumes: vec![volume],
        ..ecs::TaskDefinition::default()
    };
    add(template, "WebTaskDefinition", &definition)
}

fn prepare(logs: &Handle) -> ecs::ContainerDefinition {
    let script =
        Text::sub().text("printf 'search %s\\n' ").pseudo(Pseudo::StackName).text(" >> /etc/resolv.conf");
    ecs::ContainerDefinition {
        essential: Some(false),
        command: Some(["sh".into(), "-c".into(), script.finish()].into_iter().collect()),
        log_configuration: Some(log_configuration(logs)),
        ..ecs::ContainerDefinition::new("prepare", "public.ecr.aws/docker/library/busybox:1.37")
    }
}

fn container(logs: &Handle) -> ecs::ContainerDefinition {
    ecs::ContainerDefinition {
        essential: Some(true),
        restart_policy: Some(ecs::RestartPolicy {
            ignored_exit_codes: vec![0],
            ..ecs::RestartPolicy::new(true)
        }),
        command: Some(["sh", "-c", "set -e\nexec web --port 5000\n"].into_iter().collect()),
        depends_on: vec![ecs::ContainerDependency {
            container_name: "prepare".to_owned(),
            condition: ecs::ContainerCondition::Success,
        }],
        environment: vec![
            ecs::KeyValuePair { name: "DEBUG".to_owned(), value: "no".into() }.into(),
            ecs::KeyValuePair { name: "GREETING".to_owned(), value: "{\"hello\": \"${USER}\"}".into() }
                .into(),
        ],
        port_mappings: vec![ecs::PortMapping {
            container_port: Some(5000),
            protocol: Some(ecs::TransportProtocol::Tcp),
            ..ecs::PortMapping::default()
        }],
        mount_points: vec![ecs::MountPoint {
            read_only: Some(false),
            ..ecs::MountPoint::new("data", "/var/lib/data")
        }],
        health_check: Some(ecs::HealthCheck {
            interval: Some(30),
            retries: Some(3),
            ..ecs::HealthCheck::new(
                ["CMD-SHELL", "curl -f http://localhost:5000/ || exit 1"].into_iter().collect::<Value<_>>(),
            )
        }),
        linux_parameters: Some(ecs::LinuxParameters {
            init_process_enabled: Some(true),
            ..ecs::LinuxParameters::default()
        }),
        ulimits: vec![ecs::Ulimit { name: ecs::UlimitName::Nofile, soft_limit: 1024, hard_limit: 4096 }],
        log_configuration: Some(log_configuration(logs)),
        ..ecs::ContainerDefinition::new("web", "inokara/timestamper")
    }
}

fn log_configuration(logs: &Handle) -> ecs::LogConfiguration {
    ecs::LogConfiguration {
        options: IndexMap::from([
            ("awslogs-group".to_owned(), logs.reference()),
            ("awslogs-region".to_owned(), Pseudo::Region.into()),
            ("awslogs-stream-prefix".to_owned(), "web".into()),
        ]),
        ..ecs::LogConfiguration::new("awslogs")
    }
}

fn service(template: &mut Template, given: &Given, task: &Handle, target_group: &Handle) {
    let network = ecs::AwsVpcConfiguration {
        assign_public_ip: Some(given.public.reference()),
        security_groups: Some([Text::reference(&id("DataSecurityGroup"))].into_iter().collect()),
        subnets: given.subnets.reference(),
    };
    let namespace =
        service_discovery::PrivateDnsNamespace::new("demo.local", given.vpc.reference::<String>());
    let namespace = add(template, "CloudMap", &namespace);
    let entry = service_discovery::Service {
        name: Some("web".into()),
        namespace_id: Some(namespace.reference()),
        dns_config: Some(service_discovery::DnsConfig {
            routing_policy: Some(service_discovery::RoutingPolicy::Multivalue),
            dns_records: vec![service_discovery::DnsRecord {
                r#type: service_discovery::DnsRecordType::A,
                ttl: 10,
            }],
        }),
        ..service_discovery::Service::default()
    };
    let entry = add(template, "WebServiceDiscoveryEntry", &entry);
    let cluster =
        Value::when(&given.create_cluster, Text::reference(&id("Cluster")), given.cluster.reference());
    let properties = ecs::Service {
        cluster: Some(cluster),
        launch_type: Some(ecs::LaunchType::Fargate),
        desired_count: Some(0.into()),
        task_definition: Some(task.reference()),
        availability_zone_rebalancing: Some(Toggle::Enabled),
        deployment_configuration: Some(ecs::DeploymentConfiguration {
            minimum_healthy_percent: Some(0),
            maximum_percent: Some(200),
            deployment_circuit_breaker: Some(ecs::DeploymentCircuitBreaker::new(true, true)),
            ..ecs::DeploymentConfiguration::default()
        }),
        load_balancers: vec![ecs::LoadBalancer::new("web", 5000, target_group.reference::<String>())],
        network_configuration: Some(ecs::NetworkConfiguration { awsvpc_configuration: network }),
        service_registries: vec![ecs::ServiceRegistry::new(entry.attribute::<String>("Arn"))],
        propagate_tags: Some(ecs::PropagateTags::Service),
        ..ecs::Service::default()
    };
    let resource = Resource::new(&properties).after([&id("WebTCP5000Listener")]);
    let service = template.add(id("WebService"), resource).unwrap();
    autoscaling(template, &service);
}

fn autoscaling(template: &mut Template, service: &Handle) {
    let resource_id = Text::sub().text("service/").reference(&id("ClusterName")).text("/");
    let target = scaling::ScalableTarget::new(
        scaling::ServiceNamespace::Ecs,
        scaling::ScalableDimension::EcsServiceDesiredCount,
        resource_id.attribute(service.id(), "Name").finish(),
        1,
        4,
    );
    let target = add(template, "WebScalableTarget", &target);
    let policy = scaling::ScalingPolicy {
        scaling_target_id: Some(target.reference()),
        target_tracking_scaling_policy_configuration: Some(
            scaling::TargetTrackingScalingPolicyConfiguration {
                predefined_metric_specification: Some(scaling::PredefinedMetricSpecification::new(
                    scaling::PredefinedMetricType::EcsServiceAverageCpuUtilization,
                )),
                ..scaling::TargetTrackingScalingPolicyConfiguration::new(Number::from(75))
            },
        ),
        ..scaling::ScalingPolicy::new("cpu", scaling::PolicyType::TargetTrackingScaling)
    };
    add(template, "WebScalingPolicy", &policy);
}
