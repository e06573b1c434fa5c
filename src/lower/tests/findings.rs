//! Errors and warnings.

use proptest::prelude::*;
use serde_json::json;

use super::*;

/// Makes one thing of a project wrong.
type Change = fn(&mut Project);

#[test]
fn a_policy_may_have_functions_and_conditions() {
    // A condition of a policy is no function, and what it is about may be named by one.
    let mut app = service("app", "busybox");
    app.extensions.role = Some(at(json!({"Statement": [{
        "Effect": "Allow",
        "Resource": {"Fn::Sub": "${LogGroup.Arn}"},
        "Condition": {"Bool": {"aws:SecureTransport": "true"}},
    }]})));
    assert_eq!(run(&project(vec![app])).1, []);
}

#[test]
fn ports_that_cannot_be() {
    let udp = |port: Port| Port { transport: Transport::Udp, ..port };
    let table = [
        (
            vec![with_ports("a", vec![published(80, 80)]), with_ports("b", vec![published(80, 80)])],
            Code::PortTaken,
        ),
        (vec![with_ports("a", vec![published(53, 53), udp(published(53, 53))])], Code::OneTransport),
        (vec![with_ports("a", vec![published(53, 53), udp(published(54, 53))])], Code::OneTransport),
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
        (vec![with_ports("a", vec![port(81, None)])], Code::PortNotPublished),
        (vec![with_ports("a", vec![port(81, Some(Published::Range(8000, 8010)))])], Code::RandomPort),
        (
            vec![with_ports("a", vec![Port { host_ip: Some(text("127.0.0.1")), ..published(5432, 5432) }])],
            Code::LoopbackPort,
        ),
        (vec![with_ports("a", vec![udp(published(514, 514))])], Code::HealthAnswered),
        (vec![with_ports("a", (1..=6).map(|n| published(n, n)).collect())], Code::PortsLeftOut),
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
fn internal_networks_publish_nothing() {
    let mut hidden = project(vec![with_ports("db", vec![published(5432, 5432)])]);
    hidden.networks = vec![Network { internal: Some(at(true)), ..network("default") }];
    let (template, codes) = run(&hidden);
    assert_eq!(codes, [Code::InternalPort]);
    assert_eq!(template.to_string().matches("0.0.0.0/0").count(), 0);
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
fn values_out_of_bounds_are_moved_with_a_warning() {
    let seconds = |text: &str| Some(at(Duration::parse(text).unwrap()));
    let mut app = service("app", "x");
    app.stop_grace_period = seconds("5m");
    app.health_check = Some(HealthCheck {
        loc: at(()).loc,
        test: Some(at(HealthTest::Shell("true".to_owned()))),
        interval: seconds("1500ms"),
        timeout: seconds("90s"),
        retries: Some(at(20)),
        start_period: seconds("10m"),
        start_interval: None,
    });
    let (template, codes) = run(&project(vec![app]));
    assert_eq!(codes.iter().filter(|code| **code == Code::HealthCheckClamped).count(), 4);
    assert_eq!(codes.iter().filter(|code| **code == Code::StopTimeoutClamped).count(), 1);
    let container = &properties(&template, "AppTaskDefinition")["ContainerDefinitions"][0];
    assert_eq!(container["StopTimeout"], 120);
    let check = &container["HealthCheck"];
    assert_eq!(
        (&check["Interval"], &check["Timeout"], &check["Retries"], &check["StartPeriod"]),
        (&json!(5), &json!(60), &json!(10), &json!(300))
    );
}

#[test]
fn what_aws_would_find_wrong_late_is_found_here() {
    let change = |change: Change| {
        let mut project = project(vec![with_ports("app", vec![published(443, 443)])]);
        change(&mut project);
        run(&project).1
    };
    let certificate = "arn:aws:acm:eu-west-1:123456789012:certificate/1";
    assert_eq!(change(|_| ()), []);
    let table: [(Change, Code); 8] = [
        (|it| it.extensions.certificate = Some(text("mine")), Code::BadDefault),
        (
            |it| it.extensions.load_balancer = Some(text("arn:aws:x:y:1:loadbalancer/net/a/b")),
            Code::BadDefault,
        ),
        (|it| it.services[0].ports[0].listener.certificates = vec![text("mine")], Code::BadDefault),
        (|it| it.services[0].platform = Some(text("linux/riscv64")), Code::Platform),
        (|it| it.services[0].cap_add = vec![text("NET_ADMIN")], Code::Refused),
        (
            |it| {
                it.services[0].networks[0].aliases = vec![text("-a")];
                it.services.push(service("other", "x"));
            },
            Code::BadDnsName,
        ),
        (
            |it| {
                it.services[0].deploy.update_config =
                    Some(UpdateConfig { max_percent: Some(at(100)), ..UpdateConfig::default() });
            },
            Code::RollingUpdate,
        ),
        (
            |it| {
                it.networks = ["a", "b", "c", "d", "default"].map(network).to_vec();
                it.services[0].networks = ["a", "b", "c", "d", "default"]
                    .map(|key| Attachment { network: text(key), aliases: Vec::new(), address: None })
                    .to_vec();
            },
            Code::TooMany,
        ),
    ];
    for (index, (change_it, expected)) in table.into_iter().enumerate() {
        assert_eq!(change(change_it), [expected], "case {index}");
    }
    let mut fine = project(vec![with_ports("app", vec![published(443, 443)])]);
    fine.extensions.certificate = Some(text(certificate));
    assert_eq!(template(&fine)["Parameters"]["CertificateArn"]["Default"], certificate);
}

proptest! {
    #[test]
    fn any_text_gives_a_whole_template(name in "\\PC{0,12}", value in "\\PC{0,24}", number in any::<u16>()) {
        let mut app = with_ports(&name, vec![published(number, number)]);
        app.environment = vec![variable(&value, &value)];
        app.hostname = Some(text(&value));
        app.labels = vec![(text(&value), text(&value))];
        let (template, _) = run(&project(vec![app, service("other", &value)]));
        assert_references_resolve(&template);
    }
}
