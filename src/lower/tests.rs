//! Checks of whole templates, from projects built by hand; the fixtures show each behaviour in full.

use serde_json::{Value, json};

use super::lower;
use crate::compose::{
    Attachment, Build, Dependency, HealthCheck, HealthTest, Logging, Network, Port, Project, Protocol,
    Published, Service, Tmpfs, Transport, UpdateConfig, Variable,
};
use crate::diagnostic::{Code, Diagnostics};
use crate::grammar::bytes::ByteSize;
use crate::grammar::duration::Duration;
use crate::source::{Loc, SourceMap, Spanned};

fn at<T>(value: T) -> Spanned<T> {
    let id = SourceMap::default().add("compose.yaml", "");
    Spanned::new(value, Loc::new(id, 0, 1))
}

fn text(value: &str) -> Spanned<String> {
    at(value.to_owned())
}

fn network(key: &str) -> Network {
    Network { key: text(key), name: text(&format!("demo_{key}")), ..Network::default() }
}

fn service(name: &str, image: &str) -> Service {
    let networks = vec![Attachment { network: text("default"), aliases: Vec::new() }];
    Service { name: text(name), image: Some(text(image)), networks, ..Service::default() }
}

fn port(target: u16, published: Option<Published>) -> Port {
    Port {
        loc: at(()).loc,
        target: at(target),
        published: published.map(at),
        transport: Transport::Tcp,
        host_ip: None,
        name: None,
        app_protocol: None,
        protocol: None,
        certificate: None,
    }
}

fn published(number: u16, target: u16) -> Port {
    port(target, Some(Published::Number(number)))
}

fn with_ports(name: &str, ports: Vec<Port>) -> Service {
    Service { ports, ..service(name, "nginx") }
}

fn variable(name: &str, value: &str) -> Variable {
    Variable { name: text(name), value: Some(text(value)) }
}

fn project(services: Vec<Service>) -> Project {
    Project { name: "demo".to_owned(), services, networks: vec![network("default")], ..Project::default() }
}

fn article() -> Project {
    let backend = service("backend", "redis:alpine");
    let frontend = Service {
        build: Some(Build::default()),
        ports: vec![published(5000, 5000)],
        depends_on: vec![Dependency {
            service: text("backend"),
            condition: crate::compose::Condition::Started,
            required: true,
        }],
        ..service("frontend", "inokara/timestamper")
    };
    project(vec![backend, frontend])
}

fn run(project: &Project) -> (Value, Vec<Code>) {
    let mut diagnostics = Diagnostics::default();
    let template = lower(project, &mut diagnostics).to_json();
    (template, diagnostics.into_sorted().into_iter().map(|one| one.code).collect())
}

fn template(project: &Project) -> Value {
    let (template, codes) = run(project);
    assert_eq!(codes, [], "{template:#}");
    template
}

fn properties<'a>(template: &'a Value, id: &str) -> &'a Value {
    let resource = &template["Resources"][id];
    assert!(resource.is_object(), "no {id} in {:?}", template["Resources"].as_object().unwrap().keys());
    &resource["Properties"]
}

/// Every map of one key in a value, with the key.
fn functions<'a>(value: &'a Value, found: &mut Vec<(&'a str, &'a Value)>) {
    match value {
        Value::Object(map) => {
            if let (1, Some((key, inner))) = (map.len(), map.iter().next()) {
                found.push((key, inner));
            }
            map.values().for_each(|inner| functions(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|item| functions(item, found)),
        _ => {}
    }
}

fn assert_references_resolve(template: &Value) {
    let known = |section: &str, id: &str| template[section].get(id).is_some();
    let mut found = Vec::new();
    functions(&template["Resources"], &mut found);
    functions(&template["Outputs"], &mut found);
    functions(&template["Conditions"], &mut found);
    functions(&template["Rules"], &mut found);
    assert!(!found.is_empty());
    for (key, inner) in found {
        match key {
            "Ref" => {
                let id = inner.as_str().unwrap();
                assert!(id.starts_with("AWS::") || known("Parameters", id) || known("Resources", id), "{id}");
            }
            "Fn::GetAtt" => assert!(known("Resources", inner[0].as_str().unwrap()), "{inner}"),
            "Fn::If" => assert!(known("Conditions", inner[0].as_str().unwrap()), "{inner}"),
            _ => {}
        }
    }
    for resource in template["Resources"].as_object().unwrap().values() {
        for id in resource["DependsOn"].as_array().into_iter().flatten() {
            assert!(known("Resources", id.as_str().unwrap()), "{id}");
        }
    }
}

/// The world is let in by the groups of load balancers on the ports they listen on, and nowhere else.
fn assert_closed(template: &Value) {
    let resources = template["Resources"].as_object().unwrap();
    let mut listened: Vec<(String, u64)> = Vec::new();
    let mut open: Vec<(String, u64)> = Vec::new();
    for (id, resource) in resources {
        let properties = &resource["Properties"];
        if resource["Type"] == "AWS::ElasticLoadBalancingV2::Listener" {
            let arn = &properties["LoadBalancerArn"]["Fn::If"][1]["Ref"];
            listened.push((
                format!("{}SecurityGroup", arn.as_str().unwrap()),
                properties["Port"].as_u64().unwrap(),
            ));
        }
        for rule in properties["SecurityGroupIngress"].as_array().into_iter().flatten() {
            if rule.get("CidrIp").is_some() {
                assert_eq!(rule["FromPort"], rule["ToPort"], "{id}");
                open.push((id.clone(), rule["FromPort"].as_u64().unwrap()));
            }
        }
        if resource["Type"] == "AWS::EC2::SecurityGroupIngress" {
            assert_eq!(properties["GroupId"], properties["SourceSecurityGroupId"], "{id}");
        }
    }
    listened.sort();
    open.sort();
    assert_eq!(open, listened);
    assert_eq!(template.to_string().matches("0.0.0.0/0").count(), open.len());
}

#[test]
fn the_article() {
    let template = template(&article());
    let ids: Vec<&String> = template["Resources"].as_object().unwrap().keys().collect();
    assert_eq!(
        ids,
        [
            "Cluster",
            "LogGroup",
            "CloudMap",
            "DefaultNetwork",
            "DefaultNetworkIngress",
            "LoadBalancerSecurityGroup",
            "LoadBalancer",
            "BackendTaskExecutionRole",
            "BackendTaskDefinition",
            "BackendServiceDiscoveryEntry",
            "BackendService",
            "FrontendTCP5000TargetGroup",
            "FrontendTCP5000Listener",
            "FrontendSecurityGroup",
            "FrontendTaskExecutionRole",
            "FrontendTaskDefinition",
            "FrontendServiceDiscoveryEntry",
            "FrontendService",
        ]
    );
    assert_eq!(template["Parameters"]["FrontendImage"]["Default"], "inokara/timestamper");
    assert_eq!(template["Parameters"]["NamespaceName"]["Default"], "demo.local");
    assert_eq!(
        template["Resources"]["FrontendService"]["DependsOn"],
        json!(["FrontendTCP5000Listener", "BackendService"])
    );
    let containers = &properties(&template, "FrontendTaskDefinition")["ContainerDefinitions"];
    assert_eq!(containers[0]["Name"], "prepare");
    assert_eq!(containers[1]["DependsOn"], json!([{"ContainerName": "prepare", "Condition": "SUCCESS"}]));
    // Only the image that may be in ECR gets rights there.
    assert!(properties(&template, "FrontendTaskExecutionRole").to_string().contains("ecr:"));
    assert!(!properties(&template, "BackendTaskExecutionRole").to_string().contains("ecr:"));
    assert_references_resolve(&template);
    assert_closed(&template);
}

#[test]
fn the_order_of_the_file_changes_nothing() {
    let mut turned = article();
    turned.services.reverse();
    assert_eq!(template(&article()).to_string(), template(&turned).to_string());
}

#[test]
fn both_load_balancers() {
    let web = with_ports("web", vec![published(8080, 80), published(443, 443)]);
    let game = with_ports("game", vec![published(80, 7000), published(443, 9000)]);
    let template = template(&project(vec![game, web]));
    for id in ["LoadBalancerArn", "NetworkLoadBalancerArn", "CertificateArn"] {
        assert!(template["Parameters"].get(id).is_some(), "{id}");
    }
    let listener = properties(&template, "WebTCP8080Listener");
    assert_eq!((&listener["Port"], &listener["Protocol"]), (&json!(8080), &json!("HTTP")));
    let group = properties(&template, "WebTCP8080TargetGroup");
    assert_eq!((&group["Port"], &group["Protocol"]), (&json!(80), &json!("HTTP")));
    let listener = properties(&template, "WebTCP443Listener");
    assert_eq!(listener["Certificates"], json!([{"CertificateArn": {"Ref": "CertificateArn"}}]));
    assert_eq!(properties(&template, "RedirectListener")["DefaultActions"][0]["Type"], "redirect");
    let own = properties(&template, "GameSecurityGroup");
    assert_eq!(
        own["SecurityGroupIngress"][0]["SourceSecurityGroupId"]["Fn::If"][2]["Ref"],
        "NetworkLoadBalancerSecurityGroup"
    );
    assert_references_resolve(&template);
    assert_closed(&template);
}

#[test]
fn zero_is_a_value() {
    let mut worker = service("worker", "busybox");
    worker.deploy.replicas = Some(at(0));
    worker.deploy.update_config = Some(UpdateConfig {
        order: Some(at(crate::compose::RollingOrder::StopFirst)),
        monitor: Some(at(Duration::parse("0s").unwrap())),
        ..UpdateConfig::default()
    });
    worker.init = Some(at(false));
    worker.command = Some(at(Vec::new()));
    worker.environment = vec![variable("EMPTY", "")];
    worker.health_check = Some(HealthCheck {
        loc: at(()).loc,
        test: Some(at(HealthTest::Exec(vec!["true".to_owned()]))),
        interval: None,
        timeout: None,
        retries: None,
        start_period: Some(at(Duration::parse("0s").unwrap())),
        start_interval: None,
    });
    let template = template(&project(vec![worker]));
    let service = properties(&template, "WorkerService");
    assert_eq!(service["DesiredCount"], 0);
    assert_eq!(service["AvailabilityZoneRebalancing"], "DISABLED");
    let deployment = &service["DeploymentConfiguration"];
    assert_eq!(
        (&deployment["MinimumHealthyPercent"], &deployment["BakeTimeInMinutes"]),
        (&json!(0), &json!(0))
    );
    let container = &properties(&template, "WorkerTaskDefinition")["ContainerDefinitions"][0];
    assert_eq!(container["LinuxParameters"]["InitProcessEnabled"], false);
    assert_eq!(container["Command"], json!([]));
    assert_eq!(container["Environment"], json!([{"Name": "EMPTY", "Value": ""}]));
    assert_eq!(container["HealthCheck"]["StartPeriod"], 0);
}

#[test]
fn a_lonely_service_needs_nothing_of_others() {
    let template = template(&project(vec![service("one", "busybox")]));
    for id in ["SidecarImage", "LoadBalancerArn", "OneImage", "CertificateArn"] {
        assert!(template["Parameters"].get(id).is_none(), "{id}");
    }
    assert_eq!(
        properties(&template, "OneTaskDefinition")["ContainerDefinitions"].as_array().unwrap().len(),
        1
    );
    assert_references_resolve(&template);
}

#[test]
fn user_text_stays_text() {
    let mut app = service("app", "busybox");
    app.environment = vec![variable("A", "${HOME} ${Cluster}"), variable("B", "${AWS::Region}")];
    app.logging = Some(Logging {
        loc: at(()).loc,
        driver: None,
        options: vec![(text("awslogs-group"), text("${AWS::StackName}"))],
    });
    let (template, codes) = run(&project(vec![app]));
    assert_eq!(codes, []);
    let container = &properties(&template, "AppTaskDefinition")["ContainerDefinitions"][0];
    assert_eq!(container["Environment"][0]["Value"], "${HOME} ${Cluster}");
    assert_eq!(container["Environment"][1]["Value"], json!({"Fn::Join": ["", ["$", "{AWS::Region}"]]}));
    let mut found = Vec::new();
    functions(properties(&template, "AppTaskExecutionRole"), &mut found);
    let arn = found.iter().find(|(key, _)| *key == "Fn::Sub").unwrap().1.as_str().unwrap();
    assert!(arn.contains("log-group:${!AWS::StackName}:*"), "{arn}");
}

#[test]
fn functions_of_cloudformation_are_refused() {
    let mut app = service("app", "busybox");
    app.labels = vec![(text("Fn::Sub"), text("x")), (text("Ref"), text("y")), (text("ok"), text("z"))];
    app.command = Some(at(vec!["{{resolve:ssm:/a}}".to_owned()]));
    app.extensions.role = Some(at(json!({"Statement": [{"Resource": {"Fn::Sub": "${X}"}}]})));
    let mut diagnostics = Diagnostics::default();
    lower(&project(vec![app]), &mut diagnostics);
    assert_eq!(diagnostics.iter().filter(|one| one.code == Code::Intrinsic).count(), 4);
    // A condition of a policy is no function.
    let mut app = service("app", "busybox");
    app.extensions.role = Some(at(
        json!({"Statement": [{"Effect": "Allow", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}]}),
    ));
    assert_eq!(run(&project(vec![app])).1, []);
}

#[test]
fn credentials_are_pointed_at_but_never_shown() {
    let mut app = service("app", "busybox");
    app.environment = vec![variable("DB_PASSWORD", "hunter2"), variable("API_TOKEN", "")];
    let mut diagnostics = Diagnostics::default();
    lower(&project(vec![app]), &mut diagnostics);
    let all = diagnostics.into_sorted();
    assert_eq!(all.iter().map(|one| one.code).collect::<Vec<_>>(), [Code::Credential]);
    assert!(!format!("{all:?}").contains("hunter2"));
}

#[test]
fn ports_that_cannot_be() {
    let udp = |port: Port| Port { transport: Transport::Udp, ..port };
    let table = [
        (
            vec![with_ports("a", vec![published(80, 80)]), with_ports("b", vec![published(80, 80)])],
            Code::PortTaken,
        ),
        (vec![with_ports("a", vec![published(53, 53), udp(published(53, 53))])], Code::PortUnsupported),
        (vec![with_ports("a", vec![published(53, 53), udp(published(54, 53))])], Code::PortUnsupported),
        (
            vec![
                with_ports("a", vec![published(53, 53)]),
                with_ports("b", vec![published(90, 90), udp(published(53, 54))]),
            ],
            Code::PortTaken,
        ),
        (
            vec![with_ports("a", vec![Port { transport: Transport::Sctp, ..published(9, 9) }])],
            Code::PortUnsupported,
        ),
        (
            vec![with_ports("a", vec![Port { protocol: Some(at(Protocol::Http)), ..udp(published(9, 9)) }])],
            Code::PortUnsupported,
        ),
        (vec![with_ports("a", vec![port(81, None)])], Code::RandomPort),
        (vec![with_ports("a", vec![port(81, Some(Published::Range(8000, 8010)))])], Code::RandomPort),
        (
            vec![with_ports("a", vec![Port { host_ip: Some(text("127.0.0.1")), ..published(5432, 5432) }])],
            Code::LoopbackPort,
        ),
        (vec![with_ports("a", vec![udp(published(514, 514))])], Code::UdpHealth),
        (vec![with_ports("a", (1..=6).map(|n| published(n, n)).collect())], Code::TooMany),
    ];
    for (index, (services, expected)) in table.into_iter().enumerate() {
        let (template, codes) = run(&project(services));
        assert_eq!(codes, [expected], "case {index}");
        assert_references_resolve(&template);
        if !matches!(expected, Code::PortTaken | Code::PortUnsupported) {
            assert_closed(&template);
        }
    }
}

#[test]
fn one_port_on_both_load_balancers_is_two_ports() {
    let web = with_ports("web", vec![published(80, 80)]);
    let dns = with_ports("dns", vec![published(80, 53)]);
    assert_closed(&template(&project(vec![dns, web])));
}

#[test]
fn internal_networks_publish_nothing() {
    let mut hidden = project(vec![with_ports("db", vec![published(5432, 5432)])]);
    hidden.networks = vec![Network { internal: Some(at(true)), ..network("default") }];
    let (template, codes) = run(&hidden);
    assert_eq!(codes, [Code::InternalPort]);
    assert_eq!(template.to_string().matches("0.0.0.0/0").count(), 0);
}

#[test]
fn aliases_point_at_their_services() {
    let mut project = project(vec![service("a", "x"), service("b", "x"), service("c", "x")]);
    project.services[0].networks[0].aliases = vec![text("shared"), text("a")];
    project.services[1].networks[0].aliases = vec![text("shared")];
    project.services[2].links = vec![(text("a"), Some(text("shared2")))];
    let template = template(&project);
    let shared = properties(&template, "SharedServiceDiscoveryAlias");
    assert_eq!(
        shared["DnsConfig"],
        json!({"RoutingPolicy": "WEIGHTED", "DnsRecords": [{"Type": "CNAME", "TTL": 10}]})
    );
    for service in ["A", "B"] {
        let instance = properties(&template, &format!("SharedServiceDiscoveryAlias{service}"));
        let cname = format!("{}.${{NamespaceName}}", service.to_lowercase());
        assert_eq!(instance["InstanceAttributes"]["AWS_INSTANCE_CNAME"], json!({"Fn::Sub": cname}));
    }
    assert!(template["Resources"].get("Shared2ServiceDiscoveryAliasA").is_some());
    assert_references_resolve(&template);
}

#[test]
fn aliases_that_mean_two_things_are_refused() {
    let mut project = project(vec![service("a", "x"), service("b", "x"), service("c", "x")]);
    project.services[0].networks[0].aliases = vec![text("b")];
    assert_eq!(run(&project).1, [Code::AliasClash]);
    project.services[0].networks[0].aliases.clear();
    project.services[1].links = vec![(text("a"), Some(text("db")))];
    project.services[2].links = vec![(text("b"), Some(text("db")))];
    assert_eq!(run(&project).1, [Code::AliasClash]);
}

#[test]
fn names_that_clash_stop_but_do_not_hide_the_rest() {
    let mut big = service("mysvc", "x");
    big.mem_limit = Some(at(ByteSize::parse("900g").unwrap()));
    let (_, mut codes) = run(&project(vec![service("my-svc", "x"), big]));
    codes.sort();
    assert_eq!(codes, [Code::NameClash, Code::TooBigForFargate]);
}

#[test]
fn sizes_are_rounded_with_a_note() {
    let mut app = service("app", "x");
    app.cpus = Some(at(0.5));
    app.mem_limit = Some(at(ByteSize::parse("1500m").unwrap()));
    app.tmpfs = vec![Tmpfs { target: text("/tmp"), size: None, options: Vec::new() }];
    let (template, mut codes) = run(&project(vec![app]));
    codes.sort();
    assert_eq!(codes, [Code::SizeRounded, Code::TmpfsSize]);
    let task = properties(&template, "AppTaskDefinition");
    assert_eq!((&task["Cpu"], &task["Memory"]), (&json!("512"), &json!("2048")));
    assert_eq!(task["ContainerDefinitions"][0]["Memory"], 1500);
    assert_eq!(task["ContainerDefinitions"][0]["LinuxParameters"]["Tmpfs"][0]["Size"], 64);
}

#[test]
fn our_tags_win() {
    let mut app = project(vec![service("app", "x")]);
    let mine = (text("com.docker.compose.project"), text("mine"));
    app.extensions.tags = vec![mine, (text("team"), text("a"))];
    app.services[0].extensions.tags = vec![(text("team"), text("b"))];
    app.services[0].deploy.labels = vec![(text("traefik.rule"), text("Host(`x`)"))];
    let (template, codes) = run(&app);
    assert_eq!(codes, [Code::TagLeftOut]);
    assert_eq!(
        properties(&template, "AppService")["Tags"],
        json!([
            {"Key": "com.docker.compose.project", "Value": "demo"},
            {"Key": "com.docker.compose.service", "Value": "app"},
            {"Key": "team", "Value": "b"},
        ])
    );
}

#[test]
fn rights_are_the_least() {
    let app = service("app", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:1");
    let template = template(&project(vec![app]));
    let role = properties(&template, "AppTaskExecutionRole");
    let statements = &role["Policies"][0]["PolicyDocument"]["Statement"];
    let resources: Vec<&Value> = statements.as_array().unwrap().iter().map(|one| &one["Resource"]).collect();
    assert_eq!(
        resources,
        [
            &json!("*"),
            &json!({"Fn::Sub": "arn:${AWS::Partition}:ecr:eu-west-1:123456789012:repository/team/app"}),
            &json!({"Fn::GetAtt": ["LogGroup", "Arn"]}),
        ]
    );
    assert!(template["Resources"].get("AppTaskRole").is_none());
    assert!(!template.to_string().contains("arn:aws:"));
}
