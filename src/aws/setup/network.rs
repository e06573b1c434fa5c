//! The networks of an account: VPCs, their subnets, where their routes lead, and what can stand in them.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html#subnet-types>
//!
//! A subnet is *public* where its default route leads to an internet gateway, *private* where it leads out
//! through something else, and *isolated* where it has none: a task there cannot fetch its image without VPC
//! endpoints. IPv4 decides: an egress-only gateway, which is IPv6's, lets nobody in, and images are fetched
//! over IPv4.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::aws::calls::{self, Element};
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

/// The reason for which Fargate or load balancers do not take a subnet.
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
    let found = describe(connection, "DescribeVpcs", "vpcSet", "list the VPCs").await?;
    let mut found: Vec<Vpc> = found.iter().map(vpc).collect();
    let routes = routes(connection).await?;
    for subnet in describe(connection, "DescribeSubnets", "subnetSet", "list the subnets").await? {
        let (id, vpc) = (subnet.text("subnetId"), subnet.text("vpcId"));
        let zone = subnet.text("availabilityZone");
        let unfit = match () {
            () if !subnet.text("outpostArn").is_empty() => Some(Unfit::Outpost),
            () if subnet.is("ipv6Native") => Some(Unfit::Ipv6Only),
            () => far(zone, connection.region()),
        };
        let made = Subnet {
            id: id.to_owned(),
            name: name_of(&subnet),
            zone: zone.to_owned(),
            way: routes.get(id).or_else(|| routes.get(vpc)).copied().unwrap_or(InternetRoute::Isolated),
            unfit,
        };
        if let Some(vpc) = found.iter_mut().find(|it| it.id == vpc) {
            vpc.subnets.push(made);
        }
    }
    for vpc in &mut found {
        vpc.subnets.sort_unstable_by(|a, b| (a.way, &a.zone, &a.id).cmp(&(b.way, &b.zone, &b.id)));
    }
    found.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    Ok(found)
}

/// Every item of a list of EC2.
async fn describe(
    connection: &Connection,
    operation: &'static str,
    list: &str,
    doing: &str,
) -> Result<Vec<Element>, Failure> {
    let page = |token: Option<String>| async move {
        let fields: Vec<(&str, &str)> = token.iter().map(|token| ("NextToken", token.as_str())).collect();
        let asked = calls::query(connection, calls::EC2, "2016-11-15", operation, &fields);
        let answer = asked.await.map_err(|error| failure::from_sdk(doing, &error))?;
        Ok((answer.list(list).to_vec(), Some(answer.text("nextToken").to_owned())))
    };
    calls::pages(page).await
}

fn vpc(vpc: &Element) -> Vpc {
    Vpc {
        id: vpc.text("vpcId").to_owned(),
        name: name_of(vpc),
        cidr: vpc.text("cidrBlock").to_owned(),
        default: vpc.is("isDefault"),
        subnets: Vec::new(),
    }
}

fn name_of(of: &Element) -> String {
    let name = of.list("tagSet").iter().find(|tag| tag.text("key") == "Name");
    name.map(|tag| tag.text("value").to_owned()).unwrap_or_default()
}

/// Where routes lead, by subnet; by VPC, from its main table, for the subnets without a table of their own.
async fn routes(connection: &Connection) -> Result<BTreeMap<String, InternetRoute>, Failure> {
    let mut ways = BTreeMap::new();
    for table in describe(connection, "DescribeRouteTables", "routeTableSet", "list the route tables").await?
    {
        let way = way(&table);
        for association in table.list("associationSet") {
            let subnet = association.text("subnetId");
            if !subnet.is_empty() {
                ways.insert(subnet.to_owned(), way);
            } else if association.is("main") {
                ways.insert(table.text("vpcId").to_owned(), way);
            }
        }
    }
    Ok(ways)
}

/// Where the default route of a table leads. One whose target is gone (`blackhole`) leads nowhere.
fn way(table: &Element) -> InternetRoute {
    let leads = |route: &Element| matches!(route.text("state"), "" | "active");
    let default = table
        .list("routeSet")
        .iter()
        .find(|route| route.text("destinationCidrBlock") == "0.0.0.0/0" && leads(route));
    match default.map(|route| route.text("gatewayId")) {
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
        let to = |block: &str, target: &str, id: &str| {
            format!("<destinationCidrBlock>{block}</destinationCidrBlock><{target}>{id}</{target}>")
        };
        let out = |target: &str, id: &str| to("0.0.0.0/0", target, id);
        let six = |target: &str, id: &str| {
            format!("<destinationIpv6CidrBlock>::/0</destinationIpv6CidrBlock><{target}>{id}</{target}>")
        };
        let (active, gone) = ("<state>active</state>", "<state>blackhole</state>");
        let table = [
            (vec![], InternetRoute::Isolated),
            (vec![to("10.0.0.0/16", "gatewayId", "local")], InternetRoute::Isolated),
            (vec![out("gatewayId", "igw-1")], InternetRoute::Public),
            (vec![out("natGatewayId", "nat-1")], InternetRoute::Private),
            (vec![out("transitGatewayId", "tgw-1")], InternetRoute::Private),
            (vec![out("natGatewayId", "nat-1") + active], InternetRoute::Private),
            (vec![out("gatewayId", "igw-1") + gone], InternetRoute::Isolated),
            (vec![out("natGatewayId", "nat-1") + gone], InternetRoute::Isolated),
            (vec![six("gatewayId", "igw-1")], InternetRoute::Isolated),
            (vec![six("egressOnlyInternetGatewayId", "eigw-1")], InternetRoute::Isolated),
            (vec![six("gatewayId", "igw-1"), out("natGatewayId", "nat-1")], InternetRoute::Private),
            (vec![to("8.8.8.0/24", "gatewayId", "igw-1")], InternetRoute::Isolated),
        ];
        for (routes, wanted) in table {
            let items = routes.join("</item><item>");
            let table = calls::answer(&format!("<item><routeSet><item>{items}</item></routeSet></item>"));
            assert_eq!(way(&table), wanted, "{table:?}");
        }
    }
}
