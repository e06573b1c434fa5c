//! A scripted account: networks of every kind, clusters, load balancers and certificates, everything in pages of one.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::double::{Answer, Call, Double, Good, Raw, field, said, smooth};

/// A service behind an application load balancer.
pub(crate) const WEB: &str = "services:\n  web: {image: 'nginx:1', build: ., ports: ['80:80']}\n";

/// A cluster, a load balancer, or a certificate: what follows the region in the ARN, and what it is of.
pub(crate) type Owned = (&'static str, &'static str);

/// What an account has.
#[derive(Clone, Default)]
pub(crate) struct Account {
    /// Id, and whether it is the default.
    pub(crate) vpcs: Vec<(&'static str, bool)>,
    /// Id, VPC, zone, and more of the answer.
    pub(crate) subnets: Vec<(&'static str, &'static str, &'static str, &'static str)>,
    /// VPC, subnets (the main table without), routes.
    pub(crate) tables: Vec<(&'static str, &'static [&'static str], &'static str)>,
    /// Names.
    pub(crate) clusters: Vec<&'static str>,
    /// Name with kind, and VPC.
    pub(crate) balancers: Vec<Owned>,
    /// Name, and domain.
    pub(crate) certificates: Vec<Owned>,
}

pub(crate) const OUT: &str = "<item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><gatewayId>igw-1</gatewayId>\
    <state>active</state></item>";
pub(crate) const NAT: &str = "<item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><natGatewayId>nat-1</natGatewayId>\
    <state>active</state></item>";

/// VPC A with public and private subnets in two zones, whose main table leads to a NAT.
pub(crate) fn usual() -> Account {
    Account {
        vpcs: vec![("vpc-a", false)],
        subnets: vec![
            ("subnet-a1", "vpc-a", "eu-central-1a", ""),
            ("subnet-a2", "vpc-a", "eu-central-1b", ""),
            ("subnet-a3", "vpc-a", "eu-central-1a", ""),
            ("subnet-a4", "vpc-a", "eu-central-1b", ""),
        ],
        tables: vec![("vpc-a", &[], NAT), ("vpc-a", &["subnet-a1"], OUT), ("vpc-a", &["subnet-a2"], OUT)],
        ..Account::default()
    }
}

/// The same with VPC B, which has two isolated subnets.
pub(crate) fn two() -> Account {
    let mut account = usual();
    account.vpcs.push(("vpc-b", false));
    account.subnets.push(("subnet-b1", "vpc-b", "eu-central-1a", ""));
    account.subnets.push(("subnet-b2", "vpc-b", "eu-central-1b", ""));
    account
}

impl Account {
    /// Answers, one of a list at a time; `None` is for another script.
    pub(crate) fn answer(&self, call: &Call) -> Option<Answer> {
        let parsed: Value = serde_json::from_str(&call.form).unwrap_or_default();
        let token = ["NextToken", "Marker"].iter().find_map(|name| field(&call.form, name));
        let token = token.or_else(|| {
            Some(parsed.get("nextToken").or_else(|| parsed.get("NextToken"))?.as_str()?.to_owned())
        });
        let at: usize = token.map_or(0, |token| token.parse().unwrap());
        let arn = |service: &str, name: &str| format!("arn:aws:{service}:eu-central-1:123456789012:{name}");
        let ec2 = |set: &str, items: Vec<String>| {
            let (item, next) = page(&items, at);
            let (action, next) = (&call.action, next.map(|next| format!("<nextToken>{next}</nextToken>")));
            let next = next.unwrap_or_default();
            Raw(200, format!("<{action}Response><{set}>{item}</{set}>{next}</{action}Response>").leak())
        };
        Some(match call.action.as_str() {
            "DescribeVpcs" => {
                let vpc = |(id, default): &(&str, bool)| {
                    format!(
                        "<item><vpcId>{id}</vpcId><cidrBlock>10.0.0.0/16</cidrBlock><isDefault>{default}</isDefault></item>"
                    )
                };
                ec2("vpcSet", self.vpcs.iter().map(vpc).collect())
            }
            "DescribeSubnets" => {
                let subnet = |(id, vpc, zone, more): &(&str, &str, &str, &str)| {
                    format!(
                        "<item><subnetId>{id}</subnetId><vpcId>{vpc}</vpcId><availabilityZone>{zone}</availabilityZone>{more}</item>"
                    )
                };
                ec2("subnetSet", self.subnets.iter().map(subnet).collect())
            }
            "DescribeRouteTables" => {
                let table = |(vpc, subnets, routes): &(&str, &[&str], &str)| {
                    let of = |subnet: &&str| {
                        format!("<item><main>false</main><subnetId>{subnet}</subnetId></item>")
                    };
                    let main = if subnets.is_empty() { "<item><main>true</main></item>" } else { "" };
                    let associations: String = subnets.iter().map(of).collect();
                    format!(
                        "<item><vpcId>{vpc}</vpcId><routeSet>{routes}</routeSet><associationSet>{main}{associations}</associationSet></item>"
                    )
                };
                ec2("routeTableSet", self.tables.iter().map(table).collect())
            }
            "ListClusters" => {
                let (item, next) = page(&self.clusters, at);
                let arns: Vec<String> =
                    item.iter().map(|name| arn("ecs", &format!("cluster/{name}"))).collect();
                said(&json!({"clusterArns": arns, "nextToken": next}))
            }
            "DescribeLoadBalancers" => {
                let (item, next) = page(&self.balancers, at);
                let member = |(name, vpc): &Owned| {
                    let (arn, kind) = (
                        arn("elasticloadbalancing", &format!("loadbalancer/{name}/1")),
                        name.starts_with("app/"),
                    );
                    let kind = if kind { "application" } else { "network" };
                    format!(
                        "<member><LoadBalancerArn>{arn}</LoadBalancerArn><Type>{kind}</Type><VpcId>{vpc}</VpcId>\
                         <SecurityGroups><member>sg-1</member></SecurityGroups></member>"
                    )
                };
                let members: String = item.iter().map(member).collect();
                let next = next.map(|next| format!("<NextMarker>{next}</NextMarker>")).unwrap_or_default();
                Good(format!("<LoadBalancers>{members}</LoadBalancers>{next}"))
            }
            "ListCertificates" => {
                let (item, next) = page(&self.certificates, at);
                let summary = |(name, domain): &Owned| json!({"CertificateArn": arn("acm", &format!("certificate/{name}")), "DomainName": domain});
                let all: Vec<Value> = item.iter().map(summary).collect();
                said(&json!({"CertificateSummaryList": all, "NextToken": next}))
            }
            _ => return None,
        })
    }

    pub(crate) fn double(self) -> Double {
        let double = Double::new(move |call| self.answer(call).unwrap_or_else(|| smooth(call)));
        double.write("compose.yaml", WEB);
        double
    }
}

/// The item of a list at this place, and the next place.
fn page<T>(items: &[T], at: usize) -> (Page<'_, T>, Option<String>) {
    let next = at + 1;
    (Page(items.get(at..next).unwrap_or_default()), (next < items.len()).then(|| next.to_string()))
}

/// One item, or none.
struct Page<'a, T>(&'a [T]);

impl<T> std::ops::Deref for Page<'_, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0
    }
}

impl std::fmt::Display for Page<'_, String> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0.concat())
    }
}

impl Double {
    /// A file of parameters, as CloudFormation reads it.
    pub(crate) fn write_file(&self, values: &[(&str, &str)]) {
        let entry = |(name, value): &(&str, &str)| json!({"ParameterKey": name, "ParameterValue": value});
        self.write("parameters.json", &values.iter().map(entry).collect::<Value>().to_string());
    }

    /// What stands in it.
    pub(crate) fn file(&self) -> BTreeMap<String, String> {
        let text = std::fs::read_to_string(self.folder.path().join("parameters.json")).unwrap();
        let entries: Vec<Value> = serde_json::from_str(&text).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        entries.iter().map(|it| (text(&it["ParameterKey"]), text(&it["ParameterValue"]))).collect()
    }

    pub(crate) fn is_written(&self) -> bool {
        self.folder.path().join("parameters.json").exists()
    }
}
