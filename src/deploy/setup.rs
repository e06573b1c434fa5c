//! What an account has that a template asks for: networks, clusters, load balancers, certificates; and a proposal.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html>
//!
//! An account without a default VPC is the normal case. A subnet is *public* where its routes lead to an internet
//! gateway, *private* where they lead out through something else, and *isolated* where they lead nowhere: a task there
//! cannot fetch its image without VPC endpoints.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::client::Door;
use super::failure::{self, Failure};
use super::table::table;

/// What there is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Survey {
    /// Every VPC.
    pub vpcs: Vec<Vpc>,
    /// ECS clusters, by name.
    pub clusters: Vec<String>,
    /// Application and network load balancers.
    pub load_balancers: Vec<LoadBalancer>,
    /// Certificates that were issued.
    pub certificates: Vec<Certificate>,
}

/// One VPC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Vpc {
    /// Its id.
    pub id: String,
    /// Its tag `Name`.
    pub name: String,
    /// Its addresses.
    pub cidr: String,
    /// Whether it is the account's default.
    pub default: bool,
    /// Its subnets.
    pub subnets: Vec<Subnet>,
}

/// One subnet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Subnet {
    /// Its id.
    pub id: String,
    /// Its tag `Name`.
    pub name: String,
    /// Its availability zone.
    pub zone: String,
    /// Where its routes lead.
    pub way: Way,
}

/// Where the routes of a subnet lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// To the internet and back.
    Public,
    /// Out only.
    Private,
    /// Nowhere.
    Isolated,
}

/// One load balancer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LoadBalancer {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// `application`, `network` or `gateway`.
    pub kind: String,
    /// Its VPC.
    pub vpc: String,
    /// Its security groups.
    pub security_groups: Vec<String>,
}

/// One certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// Its ARN.
    pub arn: String,
    /// Its domain.
    pub domain: String,
}

/// Values for parameters, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// By parameter.
    pub values: BTreeMap<String, String>,
    /// What there is to say about them.
    pub reasons: Vec<String>,
}

/// Looks at the account.
pub async fn survey(door: &Door) -> Result<Survey, Failure> {
    Ok(Survey {
        vpcs: vpcs(door).await?,
        clusters: clusters(door).await?,
        load_balancers: load_balancers(door).await?,
        certificates: certificates(door).await?,
    })
}

async fn vpcs(door: &Door) -> Result<Vec<Vpc>, Failure> {
    let client = door.ec2();
    let mut found = Vec::new();
    let mut pages = client.describe_vpcs().into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failure::of("list the VPCs", &error))?;
        found.extend(page.vpcs().iter().map(|vpc| Vpc {
            id: vpc.vpc_id().unwrap_or_default().to_owned(),
            name: name_of(vpc.tags()),
            cidr: vpc.cidr_block().unwrap_or_default().to_owned(),
            default: vpc.is_default().unwrap_or_default(),
            subnets: Vec::new(),
        }));
    }
    let routes = routes(door).await?;
    let mut pages = client.describe_subnets().into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failure::of("list the subnets", &error))?;
        for subnet in page.subnets() {
            let (id, vpc) = (subnet.subnet_id().unwrap_or_default(), subnet.vpc_id().unwrap_or_default());
            let made = Subnet {
                id: id.to_owned(),
                name: name_of(subnet.tags()),
                zone: subnet.availability_zone().unwrap_or_default().to_owned(),
                way: routes.get(id).or_else(|| routes.get(vpc)).copied().unwrap_or(Way::Isolated),
            };
            if let Some(vpc) = found.iter_mut().find(|it| it.id == vpc) {
                vpc.subnets.push(made);
            }
        }
    }
    for vpc in &mut found {
        vpc.subnets.sort_by(|a, b| (a.way, &a.zone, &a.id).cmp(&(b.way, &b.zone, &b.id)));
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(found)
}

fn name_of(tags: &[aws_sdk_ec2::types::Tag]) -> String {
    let name = tags.iter().find(|tag| tag.key() == Some("Name"));
    name.and_then(|tag| tag.value()).unwrap_or_default().to_owned()
}

/// Where routes lead, by subnet; by VPC for the subnets without a table of their own.
async fn routes(door: &Door) -> Result<BTreeMap<String, Way>, Failure> {
    let mut ways = BTreeMap::new();
    let mut pages = door.ec2().describe_route_tables().into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failure::of("list the route tables", &error))?;
        for table in page.route_tables() {
            let outward = table.routes().iter().filter(|route| {
                route.destination_cidr_block() == Some("0.0.0.0/0")
                    || route.destination_ipv6_cidr_block() == Some("::/0")
            });
            let way = outward
                .map(|route| match route.gateway_id() {
                    Some(gateway) if gateway.starts_with("igw-") => Way::Public,
                    _ => Way::Private,
                })
                .min()
                .unwrap_or(Way::Isolated);
            for association in table.associations() {
                if let Some(subnet) = association.subnet_id() {
                    ways.insert(subnet.to_owned(), way);
                } else if association.main() == Some(true) {
                    ways.insert(table.vpc_id().unwrap_or_default().to_owned(), way);
                }
            }
        }
    }
    Ok(ways)
}

async fn clusters(door: &Door) -> Result<Vec<String>, Failure> {
    let mut pages = door.ecs().list_clusters().into_paginator().send();
    let mut found = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failure::of("list the clusters", &error))?;
        found.extend(page.cluster_arns().iter().filter_map(|arn| arn.rsplit('/').next()).map(str::to_owned));
    }
    found.sort();
    Ok(found)
}

async fn load_balancers(door: &Door) -> Result<Vec<LoadBalancer>, Failure> {
    let mut pages = door.balancing().describe_load_balancers().into_paginator().send();
    let mut found = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failure::of("list the load balancers", &error))?;
        found.extend(page.load_balancers().iter().map(|balancer| LoadBalancer {
            arn: balancer.load_balancer_arn().unwrap_or_default().to_owned(),
            name: balancer.load_balancer_name().unwrap_or_default().to_owned(),
            kind: balancer.r#type().map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
            vpc: balancer.vpc_id().unwrap_or_default().to_owned(),
            security_groups: balancer.security_groups().to_vec(),
        }));
    }
    Ok(found)
}

async fn certificates(door: &Door) -> Result<Vec<Certificate>, Failure> {
    let issued = aws_sdk_acm::types::CertificateStatus::Issued;
    let call = door.certificates().list_certificates().certificate_statuses(issued);
    let mut pages = call.into_paginator().send();
    let mut found = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failure::of("list the certificates", &error))?;
        found.extend(page.certificate_summary_list().iter().map(|summary| Certificate {
            arn: summary.certificate_arn().unwrap_or_default().to_owned(),
            domain: summary.domain_name().unwrap_or_default().to_owned(),
        }));
    }
    Ok(found)
}

/// The VPC to take: the one that was named, else the only one, else the default, else none.
pub fn choose<'a>(survey: &'a Survey, named: Option<&str>) -> Option<&'a Vpc> {
    match (named, survey.vpcs.as_slice()) {
        (Some(named), vpcs) => vpcs.iter().find(|vpc| vpc.id == named || vpc.name == named),
        (None, [only]) => Some(only),
        (None, vpcs) => vpcs.iter().find(|vpc| vpc.default),
    }
}

/// Values for the parameters of the network: tasks live behind a NAT where there is one, else in public subnets.
pub fn propose(vpc: &Vpc) -> Proposal {
    let of = |way: Way| one_per_zone(vpc.subnets.iter().filter(|subnet| subnet.way == way));
    let (public, private, isolated) = (of(Way::Public), of(Way::Private), of(Way::Isolated));
    let mut proposal = Proposal::default();
    let mut set = |name: &str, value: String| drop(proposal.values.insert(name.to_owned(), value));
    set("VpcId", vpc.id.clone());
    let (tasks, why) = if private.len() >= 2 {
        set("AssignPublicIp", "DISABLED".to_owned());
        if !public.is_empty() {
            set("LoadBalancerSubnetIds", public.join(","));
        }
        (private, "tasks live in private subnets, load balancers in public ones")
    } else if !public.is_empty() {
        set("AssignPublicIp", "ENABLED".to_owned());
        (
            public,
            "tasks live in public subnets, with public addresses, because there is no pair of private ones",
        )
    } else if !private.is_empty() {
        set("AssignPublicIp", "DISABLED".to_owned());
        (private, "tasks live in the only private subnet there is")
    } else {
        set("AssignPublicIp", "DISABLED".to_owned());
        (
            isolated,
            "no route of the VPC leads out: without VPC endpoints for ECR, logs and S3 no task can fetch its image",
        )
    };
    let few = tasks.len() < 2;
    set("SubnetIds", tasks.join(","));
    proposal.reasons.push(why.to_owned());
    if few {
        proposal
            .reasons
            .push("an application load balancer needs subnets in two availability zones".to_owned());
    }
    proposal
}

fn one_per_zone<'a>(subnets: impl Iterator<Item = &'a Subnet>) -> Vec<String> {
    let mut zones = BTreeSet::new();
    subnets.filter(|subnet| zones.insert(subnet.zone.as_str())).map(|subnet| subnet.id.clone()).collect()
}

/// What there is, for people.
pub fn show(survey: &Survey, width: Option<usize>) -> String {
    let mut text = String::new();
    if survey.vpcs.is_empty() {
        text.push_str("There is no VPC in this region: make one first, `aws ec2 create-default-vpc` is the short way.\n");
    } else if survey.vpcs.iter().all(|vpc| !vpc.default) {
        text.push_str("There is no default VPC, which is nothing unusual; these are there:\n\n");
    }
    let rows: Vec<Vec<String>> = survey
        .vpcs
        .iter()
        .flat_map(|vpc| {
            let default = if vpc.default { " (default)" } else { "" };
            let head =
                vec![format!("{}{default}", vpc.id), vpc.cidr.clone(), String::new(), vpc.name.clone()];
            let subnets = vpc.subnets.iter().map(|subnet| {
                let way = match subnet.way {
                    Way::Public => "public",
                    Way::Private => "private",
                    Way::Isolated => "isolated",
                };
                vec![format!("  {}", subnet.id), subnet.zone.clone(), way.to_owned(), subnet.name.clone()]
            });
            std::iter::once(head).chain(subnets).collect::<Vec<_>>()
        })
        .collect();
    if !rows.is_empty() {
        text.push_str(&table(&["VPC, SUBNETS", "ZONE", "ROUTES", "NAME"], &rows, width));
    }
    let mut list = |what: &str, names: Vec<String>| {
        if !names.is_empty() {
            text.extend(["\n", what, "\n  ", &names.join("\n  "), "\n"]);
        }
    };
    list("CLUSTERS", survey.clusters.clone());
    let balancer = |it: &LoadBalancer| format!("{}  {}  {}", it.arn, it.kind, it.security_groups.join(","));
    list("LOAD BALANCERS", survey.load_balancers.iter().map(balancer).collect());
    list("CERTIFICATES", survey.certificates.iter().map(|it| format!("{}  {}", it.arn, it.domain)).collect());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vpc(subnets: &[(&str, &str, Way)]) -> Vpc {
        let subnet = |&(id, zone, way): &(&str, &str, Way)| Subnet {
            id: id.to_owned(),
            name: String::new(),
            zone: zone.to_owned(),
            way,
        };
        Vpc { id: "vpc-1".to_owned(), subnets: subnets.iter().map(subnet).collect(), ..Vpc::default() }
    }

    fn value<'a>(proposal: &'a Proposal, name: &str) -> Option<&'a str> {
        proposal.values.get(name).map(String::as_str)
    }

    #[test]
    fn private_subnets_are_for_tasks_and_public_ones_for_balancers() {
        let proposal = propose(&vpc(&[
            ("pub-a", "a", Way::Public),
            ("pub-b", "b", Way::Public),
            ("pri-a", "a", Way::Private),
            ("pri-b", "b", Way::Private),
            ("pri-b2", "b", Way::Private),
        ]));
        assert_eq!(value(&proposal, "SubnetIds"), Some("pri-a,pri-b"));
        assert_eq!(value(&proposal, "LoadBalancerSubnetIds"), Some("pub-a,pub-b"));
        assert_eq!(value(&proposal, "AssignPublicIp"), Some("DISABLED"));
    }

    #[test]
    fn public_subnets_do_where_there_is_no_other_way() {
        let proposal =
            propose(&vpc(&[("a", "a", Way::Public), ("b", "b", Way::Public), ("c", "c", Way::Isolated)]));
        assert_eq!(value(&proposal, "SubnetIds"), Some("a,b"));
        assert_eq!(value(&proposal, "AssignPublicIp"), Some("ENABLED"));
        assert_eq!(value(&proposal, "LoadBalancerSubnetIds"), None);
    }

    #[test]
    fn a_network_without_a_way_out_is_told() {
        let proposal = propose(&vpc(&[("a", "a", Way::Isolated)]));
        assert_eq!(proposal.reasons.len(), 2, "{proposal:?}");
    }

    #[test]
    fn one_vpc_is_taken_several_are_not() {
        let (a, b) = (vpc(&[]), Vpc { id: "vpc-2".to_owned(), ..Vpc::default() });
        let survey = Survey { vpcs: vec![a.clone(), b], ..Survey::default() };
        assert_eq!(choose(&survey, None), None);
        assert_eq!(choose(&survey, Some("vpc-2")).map(|vpc| vpc.id.as_str()), Some("vpc-2"));
        let survey = Survey { vpcs: vec![a], ..Survey::default() };
        assert!(choose(&survey, None).is_some());
        assert!(show(&survey, None).starts_with("There is no default VPC"));
        assert!(show(&Survey::default(), None).contains("create-default-vpc"));
    }
}
