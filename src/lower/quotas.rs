//! Quotas: how much of something AWS takes in one resource or beside another, counted in the finished
//! template.
//! Compose: whatever there is much of. CloudFormation: every resource, overrides included.
//!
//! Decisions
//! - What no account can have is an error. What AWS raises on request is a warning, as an account may have
//!   it.
//! - References have no length before a stack is made; in policies they count as the shortest ARN that they
//!   can stand for.
//! - A template that has errors already is not counted.
//!
//! Not here: the limits of CloudFormation itself (`emit::limits`).

use std::collections::{BTreeMap, BTreeSet};

use crate::cfn::{Json, LogicalId, Object, Resource};
use crate::diagnostic::{Code, Diagnostic};

use super::context::Lowering;
use super::tags;

/// Bytes of a task definition.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html>
const TASK_DEFINITION: usize = 65_536;

/// Containers of a task definition.
const CONTAINERS: usize = 10;

/// Target groups of an ECS service.
const TARGET_GROUPS: usize = 5;

/// Characters of a role's inline policies, without white space.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
const POLICIES: usize = 10_240;

/// Listeners of a load balancer.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html>
const LISTENERS: usize = 50;

/// Rules of an application load balancer, besides the default actions.
const RULES: usize = 100;

/// Target groups of an application load balancer.
const BALANCED_GROUPS: usize = 100;

/// Rules for incoming traffic of a security group.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html>
const INGRESS: usize = 60;

/// The length assumed for a reference in a policy, in characters: an ARN with region and account.
const REFERENCE: usize = 60;

/// Too much of something.
struct Excess {
    /// The resource that has too much.
    owner: String,
    /// The resource that is one too many, or the owner.
    beyond: LogicalId,
    /// The resource that is counted.
    what: &'static str,
    actual: usize,
    limit: usize,
    /// Whether AWS raises the limit.
    adjustable: bool,
    help: &'static str,
}

/// Reports what is beyond a quota.
pub(super) fn check(cx: &mut Lowering<'_>) {
    let project = cx.project;
    let (template, _, diagnostics) = cx.open();
    if diagnostics.has_errors() {
        return;
    }
    let found: Vec<Excess> = within(template.resources())
        .chain(of_balancers(template.resources()))
        .chain(of_groups(template.resources()))
        .collect();
    if found.is_empty() {
        return;
    }
    let origins = tags::origins(project, template);
    for excess in found {
        let Excess { owner, beyond, what, actual, limit, adjustable, help } = excess;
        let (code, takes) = if adjustable {
            (Code::AccountQuota, "an account has")
        } else {
            (Code::ServiceLimit, "AWS takes")
        };
        let diagnostic = Diagnostic::new(code, format!("`{owner}` has {actual} {what}, {takes} {limit}"));
        let diagnostic = match origins.get(&beyond) {
            Some(origin) if origin.loc.is_somewhere() => {
                diagnostic.label(origin.loc, format!("of `{}`", origin.value))
            }
            _ => diagnostic,
        };
        diagnostics.push(diagnostic.help(help));
    }
}

type Resources = indexmap::IndexMap<LogicalId, Resource>;

fn of_type<'a>(
    resources: &'a Resources,
    kind: &'static str,
) -> impl Iterator<Item = (&'a LogicalId, &'a Resource)> {
    resources.iter().filter(move |(_, resource)| resource.type_name == kind)
}

/// Quotas of single resources.
fn within(resources: &Resources) -> impl Iterator<Item = Excess> {
    let excess = |id: &LogicalId, what, actual, limit, help| {
        (actual > limit).then(|| Excess {
            owner: id.to_string(),
            beyond: id.clone(),
            what,
            actual,
            limit,
            adjustable: false,
            help,
        })
    };
    let tasks = of_type(resources, "AWS::ECS::TaskDefinition").flat_map(move |(id, task)| {
        let bytes = task.properties.length();
        let size = excess(
            id,
            "bytes",
            bytes,
            TASK_DEFINITION,
            "use fewer or shorter variables, labels and commands; files belong in the image (`build`) or in \
             a volume",
        );
        let containers = excess(
            id,
            "containers with those that the stack adds",
            length(task, "ContainerDefinitions"),
            CONTAINERS,
            "let some of the services have tasks of their own, or do without a log router or collector in \
             the task",
        );
        size.into_iter().chain(containers)
    });
    let services = of_type(resources, "AWS::ECS::Service").filter_map(move |(id, service)| {
        let help = "publish fewer ports, or spread them over several services";
        excess(id, "target groups", length(service, "LoadBalancers"), TARGET_GROUPS, help)
    });
    let roles = of_type(resources, "AWS::IAM::Role").filter_map(move |(id, role)| {
        let policies = role.properties.get("Policies").and_then(Json::as_array);
        let documents = policies.into_iter().flatten().filter_map(|policy| policy.get("PolicyDocument"));
        let help = "write the rights as a managed policy and name it in `x-aws-policies`, or use fewer \
                    secrets in one task: one secret can hold several keys (`x-aws-keys`)";
        excess(id, "characters of inline policies", documents.map(characters).sum(), POLICIES, help)
    });
    tasks.chain(services).chain(roles)
}

fn length(resource: &Resource, list: &str) -> usize {
    resource.properties.get(list).and_then(Json::as_array).map_or(0, <[_]>::len)
}

/// The characters of a policy as IAM counts them: as JSON, without white space.
fn characters(value: &Json) -> usize {
    match value {
        Json::Object(map) if map.len() == 1 => match map.iter().next() {
            Some(("Fn::Sub", Json::String(text))) => 2 + substituted(text),
            Some((name, _)) if name == "Ref" || name.starts_with("Fn::") => 2 + REFERENCE,
            _ => members(map),
        },
        Json::Object(map) => members(map),
        Json::Array(items) => 2 + items.len().saturating_sub(1) + items.iter().map(characters).sum::<usize>(),
        Json::String(text) => 2 + text.chars().filter(|c| !c.is_whitespace()).count(),
        Json::Null | Json::Bool(_) | Json::Number(_) => value.to_string().len(),
    }
}

fn members(map: &Object) -> usize {
    let each = map.iter().map(|(key, value)| key.chars().count() + 3 + characters(value));
    2 + map.len().saturating_sub(1) + each.sum::<usize>()
}

/// A text with `${…}` in it; what is filled in is at least as long as a partition, an account or a region.
fn substituted(text: &str) -> usize {
    let mut pieces = text.split("${");
    let first = pieces.next().unwrap_or_default().len();
    let rest = pieces.map(|piece| match piece.split_once('}') {
        Some((name, after)) => after.len() + filled_in(name),
        None => piece.len(),
    });
    first + rest.sum::<usize>()
}

fn filled_in(name: &str) -> usize {
    match name {
        "AWS::Partition" => "aws".len(),
        "AWS::AccountId" => 12,
        "AWS::Region" => "eu-west-1".len(),
        "AWS::StackName" => 1,
        _ if name.starts_with('!') => name.len() + 2,
        _ => REFERENCE,
    }
}

/// Quotas of each load balancer.
fn of_balancers(resources: &Resources) -> impl Iterator<Item = Excess> {
    let mut listeners: BTreeMap<String, Vec<&LogicalId>> = BTreeMap::new();
    let mut rules: BTreeMap<String, Vec<&LogicalId>> = BTreeMap::new();
    let mut groups: BTreeMap<String, BTreeMap<String, &LogicalId>> = BTreeMap::new();
    let mut balancers: BTreeMap<&str, String> = BTreeMap::new();
    for (id, listener) in of_type(resources, "AWS::ElasticLoadBalancingV2::Listener") {
        let Some(balancer) = listener.properties.get("LoadBalancerArn").map(name_of) else { continue };
        balancers.insert(id.as_str(), balancer.clone());
        listeners.entry(balancer.clone()).or_default().push(id);
        let named = target_groups(&listener.properties).into_iter().map(|group| (group, id));
        groups.entry(balancer).or_default().extend(named);
    }
    for (id, rule) in of_type(resources, "AWS::ElasticLoadBalancingV2::ListenerRule") {
        let Some(arn) = rule.properties.get("ListenerArn").map(name_of) else { continue };
        // Rules of a listener that exists are counted for that listener: its load balancer is not known.
        let balancer = balancers.get(arn.as_str()).cloned().unwrap_or(arn);
        rules.entry(balancer.clone()).or_default().push(id);
        let named = target_groups(&rule.properties).into_iter().map(|group| (group, id));
        groups.entry(balancer).or_default().extend(named);
    }
    let help = "ask for more in the console of Service Quotas, or convert a part of the services as a stack \
                of its own";
    let counted = [("listeners", LISTENERS, listeners), ("rules", RULES, rules)];
    let counted = counted.into_iter().flat_map(move |(what, limit, all)| {
        all.into_iter().filter_map(move |(owner, ids)| {
            let beyond = (*ids.get(limit)?).clone();
            Some(Excess { owner, beyond, what, actual: ids.len(), limit, adjustable: true, help })
        })
    });
    let groups = groups.into_iter().filter_map(|(owner, all)| {
        let beyond = (*all.values().nth(BALANCED_GROUPS)?).clone();
        let (what, limit) = ("target groups", BALANCED_GROUPS);
        let help = "convert a part of the services as a stack of its own, with a load balancer of its own";
        Some(Excess { owner, beyond, what, actual: all.len(), limit, adjustable: false, help })
    });
    let found: Vec<Excess> = counted.chain(groups).collect();
    found.into_iter()
}

/// The resource or parameter that a value names first, else the value itself.
fn name_of(value: &Json) -> String {
    fn first(value: &Json) -> Option<&str> {
        match value {
            Json::Object(map) => match map.iter().next()? {
                ("Ref", Json::String(id)) => Some(id),
                ("Fn::GetAtt", Json::Array(items)) => items.first()?.as_str(),
                _ => map.values().find_map(first),
            },
            Json::Array(items) => items.iter().find_map(first),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => None,
        }
    }
    first(value)
        .map_or_else(|| value.as_str().map_or_else(|| value.to_string(), str::to_owned), str::to_owned)
}

/// The target groups that some actions name.
fn target_groups(properties: &Object) -> BTreeSet<String> {
    fn walk(value: &Json, found: &mut BTreeSet<String>) {
        match value {
            Json::Object(map) => {
                for (key, value) in map.iter() {
                    if key == "TargetGroupArn" {
                        found.insert(name_of(value));
                    } else {
                        walk(value, found);
                    }
                }
            }
            Json::Array(items) => items.iter().for_each(|item| walk(item, found)),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
        }
    }
    let mut found = BTreeSet::new();
    for actions in ["Actions", "DefaultActions"].into_iter().filter_map(|name| properties.get(name)) {
        walk(actions, &mut found);
    }
    found
}

/// Who is let in by each security group.
fn of_groups(resources: &Resources) -> impl Iterator<Item = Excess> {
    let mut rules: BTreeMap<String, Vec<&LogicalId>> = BTreeMap::new();
    for (id, group) in of_type(resources, "AWS::EC2::SecurityGroup") {
        let own = std::iter::repeat_n(id, length(group, "SecurityGroupIngress"));
        rules.entry(id.to_string()).or_default().extend(own);
    }
    for (id, rule) in of_type(resources, "AWS::EC2::SecurityGroupIngress") {
        if let Some(group) = rule.properties.get("GroupId") {
            rules.entry(name_of(group)).or_default().push(id);
        }
    }
    rules.into_iter().filter_map(|(owner, ids)| {
        let beyond = (*ids.get(INGRESS)?).clone();
        let (what, limit) = ("rules for incoming traffic", INGRESS);
        let help = "ask for more in the console of Service Quotas, name ranges of ports in `x-aws-ingress`, \
                    or let fewer services share the volume or network";
        Some(Excess { owner, beyond, what, actual: ids.len(), limit, adjustable: true, help })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn policies_are_counted_as_iam_does() {
        let plain = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["a:B", "a:C"], "Resource": "*"}]});
        assert_eq!(characters(&plain.clone().into()), serde_json::to_string(&plain).unwrap().len());
        assert_eq!(characters(&json!("a b\tc").into()), 5);
        assert_eq!(characters(&json!({"Ref": "Secret"}).into()), 2 + REFERENCE);
        let arn =
            json!({"Fn::Sub": "arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/a"});
        assert_eq!(characters(&arn.into()), "\"arn:aws:ecr:eu-west-1:123456789012:repository/a\"".len());
    }

    #[test]
    fn values_are_known_by_what_they_name() {
        let table = [
            (json!({"Ref": "A"}), "A"),
            (json!({"Fn::GetAtt": ["A", "GroupId"]}), "A"),
            (json!({"Fn::If": ["CreateA", {"Ref": "A"}, {"Ref": "B"}]}), "A"),
            (json!("arn:aws:x"), "arn:aws:x"),
        ];
        for (value, expected) in table {
            assert_eq!(name_of(&value.into()), expected);
        }
    }

    fn resource(kind: &str, properties: serde_json::Value) -> Resource {
        let Json::Object(properties) = properties.into() else { panic!("properties are a map") };
        Resource::untyped(kind, properties)
    }

    /// The exceeded quotas of resources: the holder, the resource that is counted, the number, and whether
    /// AWS raises the quota.
    fn found(resources: Vec<Resource>) -> Vec<(String, &'static str, usize, bool)> {
        let resources: Resources = resources
            .into_iter()
            .enumerate()
            .map(|(n, it)| (LogicalId::new(format!("R{n}")).unwrap(), it))
            .collect();
        let all = within(&resources).chain(of_balancers(&resources)).chain(of_groups(&resources));
        all.map(|it| (it.owner, it.what, it.actual, it.adjustable)).collect()
    }

    #[test]
    fn listeners_rules_and_target_groups_belong_to_a_balancer() {
        let arn = || json!({"Fn::If": ["CreateBalancer", {"Ref": "Balancer"}, {"Ref": "BalancerArn"}]});
        let forward = |n: usize| json!([{"Type": "forward", "TargetGroupArn": {"Ref": format!("Group{n}")}}]);
        let listener = |n| {
            let properties = json!({"LoadBalancerArn": arn(), "DefaultActions": forward(n)});
            resource("AWS::ElasticLoadBalancingV2::Listener", properties)
        };
        let rule = |n: usize| {
            let weighted = json!([{"ForwardConfig": {"TargetGroups": [{"TargetGroupArn": {"Ref": format!("Group{n}")}}]}}]);
            let properties = json!({"ListenerArn": {"Ref": "R0"}, "Actions": weighted});
            resource("AWS::ElasticLoadBalancingV2::ListenerRule", properties)
        };
        let at_the_limit = (0..50).map(listener).chain((0..100).map(rule)).collect();
        assert_eq!(found(at_the_limit), []);
        let beyond = (0..51).map(listener).chain((0..101).map(rule)).collect();
        let balancer = || "Balancer".to_owned();
        assert_eq!(
            found(beyond),
            [
                (balancer(), "listeners", 51, true),
                (balancer(), "rules", 101, true),
                (balancer(), "target groups", 101, false)
            ]
        );
    }

    #[test]
    fn rules_of_their_own_count_for_their_group() {
        let group =
            resource("AWS::EC2::SecurityGroup", json!({"SecurityGroupIngress": [{"IpProtocol": "tcp"}]}));
        let rule = || {
            let group = json!({"Fn::GetAtt": ["R0", "GroupId"]});
            resource("AWS::EC2::SecurityGroupIngress", json!({"GroupId": group}))
        };
        let all = |rules: usize| std::iter::once(group.clone()).chain((0..rules).map(|_| rule())).collect();
        assert_eq!(found(all(59)), []);
        assert_eq!(found(all(60)), [("R0".to_owned(), "rules for incoming traffic", 61, true)]);
    }

    #[test]
    fn target_groups_of_a_service() {
        let service = |count: usize| {
            resource("AWS::ECS::Service", json!({"LoadBalancers": vec![json!({"ContainerPort": 80}); count]}))
        };
        assert_eq!(found(vec![service(5)]), []);
        assert_eq!(found(vec![service(6)]), [("R0".to_owned(), "target groups", 6, false)]);
    }
}
