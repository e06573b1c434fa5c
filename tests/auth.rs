//! Whatever the project, every way to the tasks of a port with authentication leads through it.
#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "the harness reads fixtures, and tests stop at the first surprise"
)]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::Value as Json;
use stackpose::{Format, Memory};

const AUTH: [&str; 3] = [
    "{jwt: {issuer: 'https://id.example.com', jwks_endpoint: 'https://id.example.com/keys'}}",
    "{cognito: {user_pool_arn: 'arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_1', client_id: c, domain: d}}",
    "{oidc: {issuer: 'https://i', authorization_endpoint: 'https://i/a', token_endpoint: 'https://i/t', \
     user_info_endpoint: 'https://i/u', client_id: c, client_secret: client}}",
];

/// What sends requests to a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ways {
    /// A listener of its own.
    Own,
    /// A route on a listener of all.
    Routed,
    /// Two routes in a list.
    TwoRoutes,
    /// What no route takes, shared by weight.
    Share,
    /// Equal conditions, shared by weight.
    SharedRoute,
}

/// A service of a project under test.
#[derive(Debug, Clone)]
struct Service {
    ways: Ways,
    auth: Option<&'static str>,
    at_route: bool,
    strategy: &'static str,
    test: Test,
}

/// How new tasks are tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Test {
    No,
    Port,
    Header,
}

fn service() -> impl Strategy<Value = Service> {
    use Ways::{Own, Routed, Share, SharedRoute, TwoRoutes};
    let ways = vec![Own, Own, Routed, Routed, TwoRoutes, Share, SharedRoute];
    let strategies = vec!["rolling", "blue-green", "canary", "linear"];
    (
        proptest::sample::select(ways),
        proptest::option::weighted(0.7, proptest::sample::select(AUTH.to_vec())),
        any::<bool>(),
        proptest::sample::select(strategies),
        proptest::sample::select(vec![Test::No, Test::Port, Test::Header]),
    )
        .prop_map(|(ways, auth, at_route, strategy, test)| Service {
            ways,
            auth,
            at_route,
            strategy,
            test,
        })
}

fn text(services: &[Service]) -> String {
    let mut text =
        "x-aws-certificate: arn:aws:acm:eu-west-1:123456789012:certificate/1\nservices:\n".to_owned();
    for (number, service) in services.iter().enumerate() {
        let Service { ways, auth, at_route, strategy, test } = service;
        let published = if *ways == Ways::Own { 8000 + number } else { 443 };
        let of_route = auth.filter(|_| *at_route).map(|auth| format!(", auth: {auth}")).unwrap_or_default();
        let route = match ways {
            Ways::Own if *at_route && auth.is_some() => format!("{{default: true{of_route}}}"),
            Ways::Own => String::new(),
            Ways::Routed => format!("{{host: s{number}.example.com{of_route}}}"),
            Ways::TwoRoutes => {
                let path = |path| format!("{{path: /s{number}/{path}{of_route}}}");
                format!("[{}, {}]", path("a"), path("b"))
            }
            Ways::Share => format!("{{default: true, weight: 1{of_route}}}"),
            Ways::SharedRoute => format!("{{path: /shared/*, weight: 1{of_route}}}"),
        };
        let _ = write!(text, "  s{number}:\n    image: i\n    ports:\n      - target: 80\n        ");
        let _ = write!(text, "published: '{published}'\n        x-aws-protocol: https\n");
        if let Some(auth) = auth.filter(|_| !at_route) {
            let _ = writeln!(text, "        x-aws-auth: {auth}");
        }
        if !route.is_empty() {
            let _ = writeln!(text, "        x-aws-route: {route}");
        }
        let _ = write!(text, "    x-aws-deployment: {{strategy: {strategy}");
        match test {
            _ if *strategy == "rolling" => {}
            Test::No => {}
            Test::Port => {
                let _ = write!(text, ", test_port: {{port: {}, ingress: [10.0.0.0/8]}}", 9000 + number);
            }
            Test::Header => text.push_str(", test_header: {name: X-Test, value: new}"),
        }
        text.push_str("}\n");
    }
    text + "secrets: {client: {external: true}}\n"
}

/// The target groups to which actions send requests.
fn targets(actions: &Json, found: &mut BTreeSet<String>) {
    match actions {
        Json::Object(map) => {
            let group = map.get("TargetGroupArn").and_then(|arn| arn["Ref"].as_str());
            found.extend(group.map(str::to_owned));
            map.values().for_each(|value| targets(value, found));
        }
        Json::Array(list) => list.iter().for_each(|value| targets(value, found)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// Whether the first of the actions admits only clients that have signed in.
fn signs_in(actions: &Json) -> bool {
    let first = actions.as_array().unwrap().iter().min_by_key(|action| action["Order"].as_u64());
    matches!(
        first.unwrap()["Type"].as_str(),
        Some("authenticate-oidc" | "authenticate-cognito" | "jwt-validation")
    )
}

/// How many ways there are to ports with authentication; none where the project is refused.
fn check(services: &[Service], text: &str) -> Option<usize> {
    let mut files = Memory::default();
    files.files.insert("/p/compose.yaml".to_owned(), text.as_bytes().to_vec());
    let outcome = stackpose::compile(&common::request(Path::new("/p")), &files, Format::Json);
    if let [Service { ways: Ways::Own | Ways::Routed, .. }] = services {
        assert!(outcome.value.is_some(), "{text}\n{}", common::picture(&outcome));
    }
    let template: Json = serde_json::from_str(outcome.value.as_ref()?).unwrap();
    let mut ways = 0;
    for (id, resource) in template["Resources"].as_object().unwrap() {
        let properties = &resource["Properties"];
        let actions = match resource["Type"].as_str().unwrap() {
            "AWS::ElasticLoadBalancingV2::Listener" => &properties["DefaultActions"],
            "AWS::ElasticLoadBalancingV2::ListenerRule" => &properties["Actions"],
            _ => continue,
        };
        let mut groups = BTreeSet::new();
        targets(actions, &mut groups);
        for (number, service) in services.iter().enumerate() {
            let of_service = |group: &String| group.starts_with(&format!("S{number}TCP"));
            if service.auth.is_some() && groups.iter().any(of_service) {
                assert!(signs_in(actions), "{id} leads to s{number} without authentication\n{text}");
                ways += 1;
            }
        }
    }
    test_rules(&template["Resources"], text);
    Some(ways)
}

/// A rule for tests on the production listener is tried before the production rule, and takes no other requests.
fn test_rules(resources: &Json, project: &str) {
    let balancers = resources.as_object().unwrap().values().flat_map(|resource| {
        resource["Properties"]["LoadBalancers"].as_array().map_or(&[][..], Vec::as_slice)
    });
    for shifted in balancers.map(|balancer| &balancer["AdvancedConfiguration"]) {
        let rule = |name: &str| Some(&resources[shifted[name]["Ref"].as_str()?]["Properties"]);
        let Some((production, test)) = rule("ProductionListenerRule").zip(rule("TestListenerRule")) else {
            continue;
        };
        if production["ListenerArn"] == test["ListenerArn"] {
            assert!(test["Priority"].as_u64() < production["Priority"].as_u64(), "{project}");
            let conditions = test["Conditions"].as_array().unwrap();
            assert!(conditions.iter().any(|condition| condition["Field"] == "http-header"), "{project}");
            let everything = serde_json::json!(["/*"]);
            for condition in production["Conditions"].as_array().unwrap() {
                let all = condition["PathPatternConfig"]["Values"] == everything;
                assert!(all || conditions.contains(condition), "{project}");
            }
        }
    }
}

#[test]
fn every_way_to_a_port_with_authentication_leads_through_it() {
    let mut runner = TestRunner::new(ProptestConfig { cases: 160, ..ProptestConfig::default() });
    let (compiled, ways) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    runner
        .run(&proptest::collection::vec(service(), 1..5), |services| {
            if let Some(found) = check(&services, &text(&services)) {
                compiled.set(compiled.get() + 1);
                ways.set(ways.get() + found);
            }
            Ok(())
        })
        .unwrap();
    // Some projects are refused, such as those that shift what is shared; most are not.
    assert!(compiled.get() > 50 && ways.get() > 100, "{} projects, {} ways", compiled.get(), ways.get());
}
