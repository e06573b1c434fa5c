//! Routes: what others do changes no rule.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::compose::{Route, Routes};

const HOSTS: [&str; 4] = ["a.example.com", "b.example.com", "*.example.com", "*.a.example.com"];
const PATHS: [&str; 6] = ["/*", "/a", "/a/*", "/a/b/*", "/b/*", "/a/b/c"];

/// A service whose port 80 takes some requests.
fn routed(name: &str, host: Option<usize>, path: Option<usize>, listed: bool) -> Service {
    let pick = |all: &[&str], index: Option<usize>| index.map(|index| text(all[index % all.len()]));
    let route = Route {
        host: pick(&HOSTS, host).into_iter().collect(),
        path: pick(&PATHS, path).into_iter().collect(),
        default: host.is_none() && path.is_none(),
        ..Route::default()
    };
    let mut port = published(80, 80);
    port.listener.routes = Routes { listed, all: vec![route] };
    with_ports(name, vec![port])
}

/// The rules of a template by id: service, priority and conditions.
fn rules(template: &Value) -> BTreeMap<String, (Value, Value)> {
    let resources = template["Resources"].as_object().unwrap();
    let rules = resources.iter().filter(|(_, it)| it["Type"] == "AWS::ElasticLoadBalancingV2::ListenerRule");
    rules
        .map(|(id, it)| {
            (id.clone(), (it["Properties"]["Priority"].clone(), it["Properties"]["Conditions"].clone()))
        })
        .collect()
}

proptest! {
    #[test]
    fn no_service_changes_the_rules_of_another(
        routes in proptest::collection::vec((0usize..5, 0usize..7, any::<bool>()), 1..6),
        left_out in any::<prop::sample::Index>(),
        backwards in any::<bool>(),
    ) {
        let some = |index: usize, most: usize| (index < most).then_some(index);
        let services: Vec<Service> = routes
            .iter()
            .enumerate()
            .map(|(at, (host, path, listed))| {
                routed(&format!("s{at}"), some(*host, HOSTS.len()), some(*path, PATHS.len()), *listed)
            })
            .collect();
        let all = rules(&run(&project(services.clone())).0);
        let left_out = left_out.index(services.len());
        let mut fewer = services.clone();
        let gone = fewer.remove(left_out);
        if backwards {
            fewer.reverse();
        }
        for (id, rule) in rules(&run(&project(fewer)).0) {
            // Where two services clash the ids of the second are made up.
            prop_assert_eq!(all.get(&id), Some(&rule), "{} without {}", id, gone.name.value);
        }
    }
}

#[test]
fn every_target_group_waits_for_what_sends_it_requests() {
    let services = vec![
        routed("web", None, None, false),
        routed("api", Some(0), None, false),
        routed("shop", None, Some(2), true),
    ];
    let template = template(&project(services));
    let waits = |id: &str| template["Resources"][id]["DependsOn"].clone();
    assert_eq!(waits("WebService"), json!(["ApplicationLoadBalancerTCP80Listener"]));
    for service in ["ApiService", "ShopService"] {
        let rule = waits(service)[0].as_str().unwrap().to_owned();
        let priority = properties(&template, &rule)["Priority"].to_string();
        assert_eq!(rule, format!("ApplicationLoadBalancerTCP80Rule{priority}"));
    }
    assert_references_resolve(&template);
}
