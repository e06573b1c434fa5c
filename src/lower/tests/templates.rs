//! Templates.

use serde_json::json;

use super::*;
use crate::compose::{Restart, Volume};

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
            "NetworkLoadBalancerSecurityGroup",
            "NetworkLoadBalancer",
            "BackendTaskExecutionRole",
            "BackendTaskDefinition",
            "BackendServiceDiscoveryEntry",
            "BackendService",
            "FrontendTCP5000TargetGroup",
            "NetworkLoadBalancerTCP5000Listener",
            "FrontendSecurityGroup",
            "FrontendTaskExecutionRole",
            "FrontendTaskDefinition",
            "FrontendServiceDiscoveryEntry",
            "FrontendService",
        ]
    );
    assert_eq!(template["Parameters"]["FrontendImage"]["Default"], "inokara/timestamper");
    assert_eq!(template["Parameters"]["NamespaceName"]["Default"], "");
    assert_eq!(
        template["Resources"]["FrontendService"]["DependsOn"],
        json!(["NetworkLoadBalancerTCP5000Listener", "BackendService"])
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
fn names_are_left_out_where_the_outputs_would_be_too_many() {
    let volume = |index: usize| Volume { key: text(&format!("data{index}")), ..Volume::default() };
    let count = |services: usize, jobs: usize, volumes: usize| {
        let job = |index| Service {
            restart: Some(Spanned::new(Restart::No, Loc::default())),
            ..service(&format!("job{index}"), "me/job:1")
        };
        let all = (0..services).map(|index| service(&format!("web{index}"), "me/web:1"));
        let mut project = project(all.chain((0..jobs).map(job)).collect());
        project.volumes = (0..volumes).map(volume).collect();
        let (template, _) = run(&project);
        template["Outputs"].as_object().unwrap().len()
    };
    // The cluster, an ARN and a name a service, a command a job, an id a file system.
    assert_eq!(count(80, 19, 20), 200);
    assert_eq!(count(80, 19, 21), 121);
    assert_eq!(count(80, 20, 20), 121);
    assert_eq!(count(99, 0, 1), 200);
    assert_eq!(count(100, 0, 0), 101);
}

#[test]
fn both_load_balancers() {
    let web = with_ports("web", vec![published(8080, 80), published(443, 443)]);
    let game = with_ports("game", vec![tcp(80, 7000), tcp(443, 9000)]);
    let template = template(&project(vec![game, web]));
    for id in ["ApplicationLoadBalancerArn", "NetworkLoadBalancerArn", "CertificateArn"] {
        assert!(template["Parameters"].get(id).is_some(), "{id}");
    }
    let listener = properties(&template, "ApplicationLoadBalancerTCP8080Listener");
    assert_eq!((&listener["Port"], &listener["Protocol"]), (&json!(8080), &json!("HTTP")));
    let group = properties(&template, "WebTCP8080TargetGroup");
    assert_eq!((&group["Port"], &group["Protocol"]), (&json!(80), &json!("HTTP")));
    let listener = properties(&template, "ApplicationLoadBalancerTCP443Listener");
    assert_eq!(listener["Certificates"], json!([{"CertificateArn": {"Ref": "CertificateArn"}}]));
    // Port 80 is published, though by the other load balancer: nobody is sent on from it.
    assert!(template["Resources"].get("ApplicationLoadBalancerTCP80Listener").is_none());
    let own = properties(&template, "GameSecurityGroup");
    assert_eq!(
        own["SecurityGroupIngress"][0]["SourceSecurityGroupId"]["Fn::If"][2]["Fn::If"][2]["Ref"],
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
    let (template, codes) = run(&project(vec![worker]));
    assert_eq!(codes, [Code::EmptyCommand], "the empty command is kept, and said to clear nothing");
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
    for id in ["SidecarImage", "ApplicationLoadBalancerArn", "OneImage", "CertificateArn"] {
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
    app.environment = vec![variable("A", "${HOME} ${DB_HOST:-x}"), variable("B", "${AWS::Region}")];
    app.logging = Some(Logging {
        loc: at(()).loc,
        driver: None,
        options: vec![(text("awslogs-group"), text("${AWS::StackName}"))],
    });
    let (template, codes) = run(&project(vec![app]));
    assert_eq!(codes, []);
    let container = &properties(&template, "AppTaskDefinition")["ContainerDefinitions"][0];
    assert_eq!(container["Environment"][0]["Value"], "${HOME} ${DB_HOST:-x}");
    assert_eq!(container["Environment"][1]["Value"], json!({"Fn::Join": ["", ["$", "{AWS::Region}"]]}));
    let mut found = Vec::new();
    functions(properties(&template, "AppTaskExecutionRole"), &mut found);
    let arn = found.iter().find(|(key, _)| *key == "Fn::Sub").unwrap().1.as_str().unwrap();
    assert!(arn.contains("log-group:${!AWS::StackName}:*"), "{arn}");
}

#[test]
fn one_port_on_both_load_balancers_is_two_ports() {
    let web = with_ports("web", vec![published(80, 80)]);
    let dns = with_ports("dns", vec![tcp(80, 53)]);
    assert_closed(&template(&project(vec![dns, web])));
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
        let namespace = json!({"Fn::If": [
            "DefaultNamespaceName", {"Fn::Sub": "${AWS::StackName}.local"}, {"Ref": "NamespaceName"}
        ]});
        let cname = json!({"Fn::Join": [".", [service.to_lowercase(), namespace]]});
        assert_eq!(instance["InstanceAttributes"]["AWS_INSTANCE_CNAME"], cname);
    }
    assert!(template["Resources"].get("Shared2ServiceDiscoveryAliasA").is_some());
    assert_references_resolve(&template);
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

#[test]
fn a_target_group_that_is_replaced_has_another_name() {
    let name = |number: u16| {
        let mut port = published(8000, number);
        port.protocol = Some(Spanned::new(Protocol::Http, Loc::default()));
        let template = template(&project(vec![with_ports("web", vec![port])]));
        properties(&template, "WebTCP8000TargetGroup")["Name"]["Fn::Join"][1][2].clone()
    };
    assert_eq!(name(3000), name(3000));
    assert_ne!(name(3000), name(3001));
    assert_eq!(name(3000).as_str().map(str::len), Some(6));
}
