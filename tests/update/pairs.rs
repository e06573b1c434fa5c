//! Every fault is found, and not where there is none: pairs of small templates.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use stackpose::internals::diff::{Action, Comparison, compare, evaluate, faults};

const LISTENER: &str = "AWS::ElasticLoadBalancingV2::Listener";
const RULE: &str = "AWS::ElasticLoadBalancingV2::ListenerRule";

/// A template of these resources: id, type, properties.
fn template(resources: &[(&str, &str, Value)]) -> Value {
    let each = |(id, kind, properties): &(&str, &str, Value)| {
        ((*id).to_owned(), json!({"Type": kind, "Properties": properties}))
    };
    json!({"Resources": resources.iter().map(each).collect::<serde_json::Map<_, _>>()})
}

fn between(old: &Value, new: &Value) -> Comparison {
    let none = BTreeMap::new();
    compare(evaluate(old, &none), &evaluate(new, &none))
}

fn found(old: &[(&str, &str, Value)], new: &[(&str, &str, Value)]) -> Vec<String> {
    faults::find(&between(&template(old), &template(new))).iter().map(ToString::to_string).collect()
}

fn listener(port: u16, group: &str) -> Value {
    let actions = json!([{"Type": "forward", "TargetGroupArn": {"Ref": group}}]);
    json!({"LoadBalancerArn": {"Ref": "Balancer"}, "Port": port, "DefaultActions": actions})
}

fn rule(listener: &str, priority: u32) -> Value {
    json!({"ListenerArn": {"Ref": listener}, "Priority": priority, "Actions": []})
}

#[test]
fn a_port_has_one_listener_at_a_time() {
    let old = [("A", LISTENER, listener(80, "Web"))];
    let faults = found(&old, &[("B", LISTENER, listener(80, "Web"))]);
    assert_eq!(faults, ["DuplicateListener B: `A` still has it"]);
    assert!(found(&old, &[("A", LISTENER, listener(443, "Web"))]).is_empty());
    assert!(
        found(&old, &[("A", LISTENER, listener(80, "Api")), ("B", LISTENER, listener(81, "Web"))]).is_empty()
    );
    let both = [("A", LISTENER, listener(80, "Web")), ("B", LISTENER, listener(80, "Web"))];
    assert_eq!(found(&old, &both).len(), 2);
}

#[test]
fn a_port_is_free_when_its_listener_moved_before() {
    let old = [("A", LISTENER, listener(80, "Web"))];
    let moved = [("A", LISTENER, listener(81, "Web")), ("B", LISTENER, listener(80, "Web"))];
    assert_eq!(found(&old, &moved), ["DuplicateListener B: `A` still has it"]);
    let mut waits = template(&moved);
    waits["Resources"]["B"]["DependsOn"] = json!(["A"]);
    assert!(faults::find(&between(&template(&old), &waits)).is_empty());
}

#[test]
fn a_priority_has_one_rule_at_a_time() {
    let old = [("A", RULE, rule("L", 1)), ("B", RULE, rule("L", 2))];
    let swapped = [("A", RULE, rule("L", 2)), ("B", RULE, rule("L", 1))];
    assert_eq!(
        found(&old, &swapped),
        ["PriorityInUse A: `B` still has it", "PriorityInUse B: `A` still has it"]
    );
    assert!(found(&old, &[("A", RULE, rule("L", 3)), ("B", RULE, rule("L", 2))]).is_empty());
    assert!(found(&old[..1], &[("C", RULE, rule("Other", 1))]).is_empty());
}

#[test]
fn a_target_group_has_one_balancer() {
    let balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
    let group = "AWS::ElasticLoadBalancingV2::TargetGroup";
    let state = |scheme: &str, name: Value| {
        let name = json!({"Port": 80, "Name": name});
        [
            ("Balancer", balancer, json!({"Scheme": scheme})),
            ("Web", group, name),
            ("L", LISTENER, listener(80, "Web")),
        ]
    };
    let faults = found(&state("internal", json!("a")), &state("internet-facing", json!("a")));
    assert_eq!(faults, ["TargetGroupAssociationLimit Web: ⟦Balancer*⟧, ⟦Balancer⟧"]);
    assert!(found(&state("internal", json!("a")), &state("internet-facing", json!("b"))).is_empty());
    assert!(found(&state("internal", json!("a")), &state("internal", json!("a"))).is_empty());
    // A name with a part of the load balancer's id is another name where that is made anew.
    let part = json!({"Fn::Select": [3, {"Fn::Split": ["/", {"Ref": "Balancer"}]}]});
    assert!(found(&state("internal", part.clone()), &state("internet-facing", part)).is_empty());
}

#[test]
fn a_rule_gives_a_target_group_its_listeners_balancer() {
    let actions = json!([{"Type": "forward", "TargetGroupArn": {"Ref": "Web"}}]);
    let with = |listener: &str| {
        let rule = json!({"ListenerArn": {"Ref": listener}, "Priority": 1, "Actions": actions});
        let on = |balancer: &str| json!({"LoadBalancerArn": balancer, "Port": 80, "DefaultActions": []});
        [("One", LISTENER, on("one")), ("Two", LISTENER, on("two")), ("R", RULE, rule)]
    };
    assert_eq!(found(&with("One"), &with("Two")), ["TargetGroupAssociationLimit Web: one, two"]);
    assert!(found(&with("One"), &with("One")).is_empty());
}

#[test]
fn a_service_waits_for_the_listener_of_its_target_group() {
    let service = json!({"LoadBalancers": [{"TargetGroupArn": {"Ref": "Web"}}]});
    let all = [
        ("Web", "AWS::ElasticLoadBalancingV2::TargetGroup", json!({"Port": 80})),
        ("L", LISTENER, listener(80, "Web")),
        ("S", "AWS::ECS::Service", service),
    ];
    assert_eq!(found(&[], &all), ["TargetGroupUnassociated S: waits for no listener of Web"]);
    let mut waits = template(&all);
    waits["Resources"]["S"]["DependsOn"] = json!("L");
    assert!(faults::find(&between(&template(&[]), &waits)).is_empty());
}

#[test]
fn rules_that_ecs_shifts_are_left_alone() {
    let service =
        json!({"LoadBalancers": [{"AdvancedConfiguration": {"ProductionListenerRule": {"Ref": "R"}}}]});
    let with = |tag: &str| {
        let rule = json!({"ListenerArn": "l", "Priority": 1, "Actions": [], "Tags": tag});
        [("S", "AWS::ECS::Service", service.clone()), ("R", RULE, rule)]
    };
    assert_eq!(found(&with("one"), &with("two")), ["ShiftedTraffic R: Tags puts its weights back"]);
    assert!(found(&with("one"), &with("one")).is_empty());
    assert!(found(&with("one")[1..], &with("two")).is_empty());
}

#[test]
fn a_zone_has_one_mount_target_of_a_file_system() {
    let target = |subnet: &str| json!({"FileSystemId": {"Ref": "Fs"}, "SubnetId": subnet});
    let kind = "AWS::EFS::MountTarget";
    let old = [("A", kind, target("subnet-a1")), ("B", kind, target("subnet-b1"))];
    let moved = [("A", kind, target("subnet-a2")), ("B", kind, target("subnet-b1"))];
    assert_eq!(found(&old, &moved), ["MountTargetConflict A: `A` still has it"]);
    let swapped = [("A", kind, target("subnet-b1")), ("B", kind, target("subnet-a1"))];
    assert_eq!(found(&old, &swapped).len(), 2);
    let more = [old[0].clone(), old[1].clone(), ("C", kind, target("subnet-c1"))];
    assert!(found(&old, &more).is_empty());
}

#[test]
fn a_name_in_a_namespace_has_one_holder_at_a_time() {
    let entry = |name: &str| json!({"Name": name, "NamespaceId": {"Ref": "Map"}});
    let kind = "AWS::ServiceDiscovery::Service";
    assert_eq!(
        found(&[("A", kind, entry("db"))], &[("B", kind, entry("DB"))]),
        ["DiscoveryNameInUse B: `A` still has it"]
    );
    assert!(found(&[("A", kind, entry("db"))], &[("B", kind, entry("db.alias"))]).is_empty());
    let mut anew = entry("db");
    anew["HealthCheckCustomConfig"] = json!({"FailureThreshold": 1});
    assert_eq!(
        found(&[("A", kind, entry("db"))], &[("A", kind, anew)]),
        ["DiscoveryNameInUse A: `A` still has it"]
    );
}

#[test]
fn endpoints_of_service_connect_are_such_names_too() {
    let kind = "AWS::ECS::Service";
    let with = |names: &[&str], cluster: &str| {
        let services: Vec<Value> = names.iter().map(|name| json!({"PortName": name})).collect();
        json!({"Cluster": cluster, "ServiceConnectConfiguration": {"Namespace": "n", "Services": services}})
    };
    let old = [("A", kind, with(&["web", "db"], "c")), ("B", kind, with(&[], "c"))];
    let moved = [("A", kind, with(&["web"], "c")), ("B", kind, with(&["db"], "c"))];
    assert_eq!(found(&old, &moved), ["DiscoveryNameInUse B: `A` still has it"]);
    let faults = found(&old[..1], &[("A", kind, with(&["web", "db"], "other"))]);
    assert!(faults.contains(&"ServiceConnectReplacement A: its endpoints exist".to_owned()), "{faults:?}");
    assert!(found(&old[1..], &[("B", kind, with(&[], "other"))]).is_empty());
}

#[test]
fn a_vpc_has_a_domain_once() {
    let kind = "AWS::ServiceDiscovery::PrivateDnsNamespace";
    let map = |name: &str| json!({"Name": name, "Vpc": "v"});
    assert_eq!(
        found(&[("A", kind, map("a.local"))], &[("B", kind, map("A.local"))]),
        ["ConflictingDomainExists B: `A` still has it"]
    );
    assert!(found(&[("A", kind, map("a.local"))], &[("B", kind, map("b.local"))]).is_empty());
}

#[test]
fn a_name_of_ones_own_stands_in_the_way_of_a_replacement() {
    let kind = "AWS::Logs::LogGroup";
    let group = |name: &str| json!({"LogGroupName": name});
    assert_eq!(
        found(&[("A", kind, group("/x"))], &[("B", kind, group("/x"))]),
        ["NameInUse B: `A` still has it"]
    );
    assert!(found(&[("A", kind, group("/x"))], &[("A", kind, group("/y"))]).is_empty());
    let service =
        |cluster: &str| json!({"Cluster": "c", "ServiceName": "web", "SchedulingStrategy": cluster});
    let kind = "AWS::ECS::Service";
    assert_eq!(
        found(&[("A", kind, service("REPLICA"))], &[("A", kind, service("DAEMON"))]),
        ["NameInUse A: `A` still has it"]
    );
    // Without a name CloudFormation makes one up.
    let alarm = json!({"Threshold": 1});
    assert!(
        found(&[("A", "AWS::CloudWatch::Alarm", alarm.clone())], &[("B", "AWS::CloudWatch::Alarm", alarm)])
            .is_empty()
    );
}

#[test]
fn what_is_written_over_is_deleted_with_the_first() {
    let kind = "AWS::WAFv2::WebACLAssociation";
    let acl = |acl: &str| json!({"ResourceArn": {"Ref": "Balancer"}, "WebACLArn": acl});
    assert_eq!(
        found(&[("A", kind, acl("one"))], &[("A", kind, acl("two"))]),
        ["NameInUse A: `A` still has it"]
    );
    let kind = "AWS::ApplicationAutoScaling::ScalableTarget";
    let target =
        json!({"ServiceNamespace": "ecs", "ResourceId": "service/a/b", "ScalableDimension": "count"});
    assert_eq!(
        found(&[("A", kind, target.clone())], &[("B", kind, target)]),
        ["NameInUse B: `A` still has it"]
    );
}

#[test]
fn security_groups_stay_in_their_vpc() {
    let kind = "AWS::EC2::SecurityGroup";
    let group = |description: &str, vpc: &str| json!({"GroupDescription": description, "VpcId": vpc});
    assert_eq!(
        found(&[("A", kind, group("one", "v"))], &[("A", kind, group("two", "v"))]),
        ["NeedlessReplacement A: the VPC stays the same"]
    );
    assert!(found(&[("A", kind, group("one", "v"))], &[("A", kind, group("one", "w"))]).is_empty());
    let kind = "AWS::EC2::SecurityGroupIngress";
    let ingress =
        json!({"GroupId": "g", "IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "CidrIp": "10.0.0.0/8"});
    assert_eq!(
        found(&[("A", kind, ingress.clone())], &[("B", kind, ingress)]),
        ["DuplicateIngress B: `A` still has it"]
    );
}

#[test]
fn data_that_is_lost_is_said() {
    let fs = |key: &str| json!({"KmsKeyId": key});
    let kind = "AWS::EFS::FileSystem";
    assert_eq!(
        found(&[("A", kind, fs("one"))], &[("A", kind, fs("two"))]),
        ["DataLoss A: a new, empty file system is mounted"]
    );
    let kind = "AWS::EFS::AccessPoint";
    let point = |uid: &str, path: &str| json!({"FileSystemId": "f", "PosixUser": {"Uid": uid, "Gid": "1"}, "RootDirectory": {"Path": path}});
    assert_eq!(
        found(&[("A", kind, point("1", "/v"))], &[("A", kind, point("2", "/v"))]),
        ["DataLoss A: the folder and its files keep the owner they have"]
    );
    assert!(found(&[("A", kind, point("1", "/v"))], &[("A", kind, point("2", "/w"))]).is_empty());
    let kind = "AWS::SecretsManager::Secret";
    let secret = |name: &str| json!({"Name": name, "GenerateSecretString": {}});
    assert_eq!(
        found(&[("A", kind, secret("one"))], &[("A", kind, secret("two"))]),
        ["DataLoss A: another secret is generated"]
    );
}

#[test]
fn what_cannot_be_changed_is_said() {
    let group = |class: &str| json!({"LogGroupClass": class});
    let kind = "AWS::Logs::LogGroup";
    assert_eq!(
        found(&[("A", kind, group("STANDARD"))], &[("A", kind, group("INFREQUENT_ACCESS"))]),
        ["LogGroupClass A: the class of a log group cannot be changed"]
    );
    assert_eq!(
        found(&[("A", kind, json!({}))], &[("A", "AWS::SQS::Queue", json!({}))]),
        ["TypeChanged A: AWS::Logs::LogGroup to AWS::SQS::Queue"]
    );
    let twice = json!({"Policies": [{"PolicyName": "Key"}, {"PolicyName": "Key"}]});
    assert_eq!(found(&[], &[("A", "AWS::IAM::Role", twice)]), ["DuplicatePolicyName A: Key"]);
}

#[test]
fn a_replacement_spreads_along_references() {
    let fs = |key: &str| json!({"KmsKeyId": key});
    let point = json!({"FileSystemId": {"Ref": "Fs"}});
    let role = json!({"Policies": [{"PolicyName": "p", "Arn": {"Fn::Sub": "arn:${Point.Arn}"}}]});
    let state = |key: &str| {
        template(&[
            ("Fs", "AWS::EFS::FileSystem", fs(key)),
            ("Point", "AWS::EFS::AccessPoint", point.clone()),
            ("Role", "AWS::IAM::Role", role.clone()),
            ("Queue", "AWS::SQS::Queue", json!({})),
        ])
    };
    let comparison = between(&state("one"), &state("two"));
    let expected = [
        ("Fs", Action::Replace(vec!["KmsKeyId".to_owned()])),
        ("Point", Action::Replace(vec!["FileSystemId".to_owned()])),
        ("Role", Action::Change(vec!["Policies".to_owned()])),
    ];
    let expected: BTreeMap<String, Action> =
        expected.into_iter().map(|(id, action)| (id.to_owned(), action)).collect();
    assert_eq!(comparison.actions, expected);
}

#[test]
fn functions_and_conditions_are_worked_out() {
    let template = json!({
        "Parameters": {
            "Name": {"Type": "String", "Default": ""},
            "List": {"Type": "CommaDelimitedList", "Default": "a,b"},
            "SubnetIds": {"Type": "List<AWS::EC2::Subnet::Id>"},
        },
        "Conditions": {
            "Empty": {"Fn::Equals": [{"Ref": "Name"}, ""]},
            "Full": {"Fn::Not": [{"Condition": "Empty"}]},
            "Both": {"Fn::And": [{"Condition": "Empty"}, {"Condition": "Full"}]},
            "Any": {"Fn::Or": [{"Condition": "Empty"}, {"Condition": "Full"}]},
        },
        "Mappings": {"M": {"a": {"b": 7}}},
        "Resources": {
            "Gone": {"Type": "T", "Condition": "Both"},
            "There": {"Type": "T", "Condition": "Any", "DependsOn": "Other", "DeletionPolicy": "RetainExceptOnCreate",
                "Properties": {
                    "If": {"Fn::If": ["Empty", {"Fn::Sub": "${AWS::StackName}.local"}, {"Ref": "Name"}]},
                    "None": {"Ref": "AWS::NoValue"},
                    "Select": {"Fn::Select": [1, {"Ref": "SubnetIds"}]},
                    "Sub": {"Fn::Sub": ["${X}/${Other.Arn}/${!Y}", {"X": {"Ref": "Third"}}]},
                    "Join": {"Fn::Join": ["-", {"Fn::Split": [".", "a.b"]}]},
                    "Find": {"Fn::FindInMap": ["M", "a", "b"]},
                    "All": {"Ref": "List"},
                }},
        },
    });
    let resources = evaluate(&template, &BTreeMap::new());
    assert_eq!(resources.keys().collect::<Vec<_>>(), ["There"]);
    let there = &resources["There"];
    let expected = json!({
        "If": "StackName.local", "Select": "subnet-b1", "Sub": "⟦Third⟧/⟦Other.Arn⟧/${Y}", "Join": "a-b", "Find": 7,
        "All": ["a", "b"],
    });
    assert_eq!(there.properties, expected);
    assert!(there.retained);
    assert_eq!(there.after.iter().map(String::as_str).collect::<Vec<_>>(), ["Other", "Third"]);
}
