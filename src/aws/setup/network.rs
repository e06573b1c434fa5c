//! The networks of an account: VPCs, their subnets, where their routes lead, and what can stand in them.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html#subnet-types>
//!
//! A subnet is *public* where its default route leads to an internet gateway, *private* where it leads out through
//! something else, and *isolated* where it has none: a task there cannot fetch its image without VPC endpoints. IPv4
//! decides: an egress-only gateway, which is IPv6's, lets nobody in, and images are fetched over IPv4.

use std::collections::BTreeMap;

use aws_sdk_ec2::types::{RouteState, RouteTable, Tag};
use serde::Serialize;

use crate::aws::client::Connection;
use crate::aws::failure::{self, Failure};

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
    /// Its subnets: public ones first, by zone.
    pub subnets: Vec<Subnet>,
}

/// One subnet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Subnet {
    /// Its id.
    pub id: String,
    /// Its tag `Name`.
    pub name: String,
    /// Its zone.
    pub zone: String,
    /// Where its routes lead.
    pub way: InternetRoute,
    /// Why neither tasks nor load balancers can be in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unfit: Option<Unfit>,
}

/// Where the default route of a subnet leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum InternetRoute {
    /// To the internet and back.
    Public,
    /// Out only.
    Private,
    /// Nowhere.
    Isolated,
}

/// What makes a subnet one that Fargate or load balancers do not take.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-regions-zones.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unfit {
    /// It is in a Local Zone.
    LocalZone,
    /// It is in a Wavelength Zone.
    WavelengthZone,
    /// It is on an Outpost.
    Outpost,
    /// It has no IPv4 addresses, which every load balancer has.
    Ipv6Only,
}

impl InternetRoute {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::Isolated => "isolated",
        }
    }
}

impl Unfit {
    /// The words for it.
    pub fn words(self) -> &'static str {
        match self {
            Self::LocalZone => "in a Local Zone",
            Self::WavelengthZone => "in a Wavelength Zone",
            Self::Outpost => "on an Outpost",
            Self::Ipv6Only => "IPv6 only",
        }
    }
}

impl Vpc {
    /// The subnets in which tasks and load balancers can be.
    pub fn fit(&self) -> impl Iterator<Item = &Subnet> {
        self.subnets.iter().filter(|subnet| subnet.unfit.is_none())
    }
}

/// Every VPC with its subnets.
pub(super) async fn vpcs(connection: &Connection) -> Result<Vec<Vpc>, Failure> {
    let client = connection.ec2();
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
    let routes = routes(connection).await?;
    let mut pages = client.describe_subnets().into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failure::of("list the subnets", &error))?;
        for subnet in page.subnets() {
            let (id, vpc) = (subnet.subnet_id().unwrap_or_default(), subnet.vpc_id().unwrap_or_default());
            let zone = subnet.availability_zone().unwrap_or_default();
            let unfit = match () {
                () if subnet.outpost_arn().is_some_and(|arn| !arn.is_empty()) => Some(Unfit::Outpost),
                () if subnet.ipv6_native() == Some(true) => Some(Unfit::Ipv6Only),
                () => far(zone, connection.region()),
            };
            let made = Subnet {
                id: id.to_owned(),
                name: name_of(subnet.tags()),
                zone: zone.to_owned(),
                way: routes.get(id).or_else(|| routes.get(vpc)).copied().unwrap_or(InternetRoute::Isolated),
                unfit,
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

fn name_of(tags: &[Tag]) -> String {
    let name = tags.iter().find(|tag| tag.key() == Some("Name"));
    name.and_then(|tag| tag.value()).unwrap_or_default().to_owned()
}

/// Where routes lead, by subnet; by VPC, from its main table, for the subnets without a table of their own.
async fn routes(connection: &Connection) -> Result<BTreeMap<String, InternetRoute>, Failure> {
    let mut ways = BTreeMap::new();
    let mut pages = connection.ec2().describe_route_tables().into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failure::of("list the route tables", &error))?;
        for table in page.route_tables() {
            let way = way(table);
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

/// Where the default route of a table leads. One whose target is gone (`blackhole`) leads nowhere.
fn way(table: &RouteTable) -> InternetRoute {
    let leads = |state: Option<&RouteState>| state.is_none_or(|state| *state == RouteState::Active);
    let default = table
        .routes()
        .iter()
        .find(|route| route.destination_cidr_block() == Some("0.0.0.0/0") && leads(route.state()));
    match default.map(|route| route.gateway_id().unwrap_or_default()) {
        None => InternetRoute::Isolated,
        Some(gateway) if gateway.starts_with("igw-") => InternetRoute::Public,
        Some(_) => InternetRoute::Private,
    }
}

/// An Availability Zone is named by its region and a letter; the names of other zones say where they are.
/// <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html>
fn far(zone: &str, region: &str) -> Option<Unfit> {
    let rest = zone.strip_prefix(region)?;
    match rest.strip_prefix('-') {
        None => None,
        Some(place) if place.contains("-wlz-") => Some(Unfit::WavelengthZone),
        Some(_) => Some(Unfit::LocalZone),
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_ec2::types::Route;
    use aws_sdk_ec2::types::builders::RouteBuilder;

    use super::*;

    #[test]
    fn the_name_of_a_zone_says_what_it_is() {
        let table = [
            ("us-west-2a", None),
            ("us-west-2-lax-1a", Some(Unfit::LocalZone)),
            ("us-west-2-wl1-las-wlz-1", Some(Unfit::WavelengthZone)),
            ("eu-west-1a", None),
            ("", None),
        ];
        for (zone, wanted) in table {
            assert_eq!(far(zone, "us-west-2"), wanted, "{zone}");
        }
    }

    #[test]
    fn the_default_route_of_ipv4_says_where_a_table_leads() {
        let to = |block: &str| Route::builder().destination_cidr_block(block);
        let to6 = || Route::builder().destination_ipv6_cidr_block("::/0");
        let table = [
            (vec![], InternetRoute::Isolated),
            (vec![to("10.0.0.0/16").gateway_id("local")], InternetRoute::Isolated),
            (vec![to("0.0.0.0/0").gateway_id("igw-1")], InternetRoute::Public),
            (vec![to("0.0.0.0/0").nat_gateway_id("nat-1")], InternetRoute::Private),
            (vec![to("0.0.0.0/0").transit_gateway_id("tgw-1")], InternetRoute::Private),
            (vec![to("0.0.0.0/0").nat_gateway_id("nat-1").state(RouteState::Active)], InternetRoute::Private),
            (vec![to("0.0.0.0/0").gateway_id("igw-1").state(RouteState::Blackhole)], InternetRoute::Isolated),
            (
                vec![to("0.0.0.0/0").nat_gateway_id("nat-1").state(RouteState::Blackhole)],
                InternetRoute::Isolated,
            ),
            (vec![to6().gateway_id("igw-1")], InternetRoute::Isolated),
            (vec![to6().egress_only_internet_gateway_id("eigw-1")], InternetRoute::Isolated),
            (
                vec![to6().gateway_id("igw-1"), to("0.0.0.0/0").nat_gateway_id("nat-1")],
                InternetRoute::Private,
            ),
            (vec![to("8.8.8.0/24").gateway_id("igw-1")], InternetRoute::Isolated),
        ];
        for (routes, wanted) in table {
            let routes: Vec<Route> = routes.into_iter().map(RouteBuilder::build).collect();
            let table = RouteTable::builder().set_routes(Some(routes)).build();
            assert_eq!(way(&table), wanted, "{table:?}");
        }
    }
}
