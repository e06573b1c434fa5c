//! Checks of whole templates, from projects built by hand; the fixtures show each behaviour in full.

mod findings;
mod routes;
mod templates;

use serde_json::Value;

use super::{Settings, lower};
use crate::compose::{
    Attachment, Build, Dependency, HealthCheck, HealthTest, ListenerOptions, Logging, Network, Port, Project,
    Protocol, Published, Service, Tmpfs, Transport, UpdateConfig, Variable,
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
    let networks = vec![Attachment { network: text("default"), aliases: Vec::new(), address: None }];
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
        balancing: crate::compose::Balancing::default(),
        listener: ListenerOptions::default(),
    }
}

fn published(number: u16, target: u16) -> Port {
    port(target, Some(Published::Number(number)))
}

/// A published port that the user says speaks TCP.
fn tcp(number: u16, target: u16) -> Port {
    Port { protocol: Some(at(Protocol::Tcp)), ..published(number, target) }
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
    let template = lower(project, Settings::default(), &mut diagnostics).to_json();
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
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
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
            // A listener of our own balancer alone, or of the one that is there.
            let arn = &properties["LoadBalancerArn"];
            let arn = arn["Fn::If"].get(1).unwrap_or(arn).get("Ref").unwrap();
            listened.push((
                format!("{}SecurityGroup", arn.as_str().unwrap()),
                properties["Port"].as_u64().unwrap(),
            ));
        }
        for rule in properties["SecurityGroupIngress"].as_array().into_iter().flatten() {
            // A network that a parameter gives is for a load balancer without groups, and never the world by
            // default.
            if rule["CidrIp"].is_string() {
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
