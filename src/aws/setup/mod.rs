//! The resources of an account that a template asks for: networks, clusters, load balancers, certificates;
//! and a proposal.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html>
//!
//! An account without a default VPC is the normal case. `network` reads VPCs and their subnets, `proposal`
//! picks among them, `parameters` joins that with what was given and what the file says, `show` is the list
//! for people.

mod file_entries;
mod network;
mod proposal;
mod show;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::calls;
use super::client::Connection;
use super::ecs;
use super::failure::{self, Failure};

pub use file_entries::{Settled, entries, settle, strangers};
pub use network::{InternetRoute, Subnet, Vpc};
pub use proposal::{Proposal, Wanted, choose, propose};
pub use show::show;

/// The resources of the account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Survey {
    /// Every VPC.
    pub vpcs: Vec<Vpc>,
    /// ECS clusters, by name.
    pub clusters: Vec<String>,
    /// Load balancers of every kind.
    pub load_balancers: Vec<LoadBalancer>,
    /// Certificates that were issued.
    pub certificates: Vec<Certificate>,
    /// The kinds that the credentials may not see, by their name here, and the reason that AWS gives.
    /// Networks are not among it: without them there is nothing to propose.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub unseen: BTreeMap<&'static str, String>,
}

/// One load balancer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
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

/// Looks at the account.
pub async fn survey(connection: &Connection) -> Result<Survey, Failure> {
    let vpcs = network::vpcs(connection).await?;
    let mut unseen = BTreeMap::new();
    let clusters = seen("clusters", clusters(connection).await, &mut unseen)?;
    let load_balancers = seen("load balancers", load_balancers(connection).await, &mut unseen)?;
    let certificates = seen("certificates", certificates(connection).await, &mut unseen)?;
    Ok(Survey { vpcs, clusters, load_balancers, certificates, unseen })
}

/// The resources of a kind; none, and the reason kept, where the credentials may not list them.
fn seen<T>(
    kind: &'static str,
    found: Result<Vec<T>, Failure>,
    unseen: &mut BTreeMap<&'static str, String>,
) -> Result<Vec<T>, Failure> {
    found.or_else(|failure| {
        if !failure.is_denial() {
            return Err(failure);
        }
        unseen.insert(kind, failure.message);
        Ok(Vec::new())
    })
}

async fn clusters(connection: &Connection) -> Result<Vec<String>, Failure> {
    let arns = ecs::list_clusters(connection).await;
    let arns = arns.map_err(|error| failure::from_sdk("list the clusters", &error))?;
    let mut found: Vec<String> =
        arns.iter().filter_map(|arn| arn.rsplit('/').next()).map(str::to_owned).collect();
    found.sort_unstable();
    Ok(found)
}

async fn load_balancers(connection: &Connection) -> Result<Vec<LoadBalancer>, Failure> {
    let page = |token: Option<String>| async move {
        let fields: Vec<(&str, &str)> = token.iter().map(|token| ("Marker", token.as_str())).collect();
        let asked = calls::query(
            connection,
            calls::ELASTIC_LOAD_BALANCING,
            "2015-12-01",
            "DescribeLoadBalancers",
            &fields,
        );
        let answer = asked.await.map_err(|error| failure::from_sdk("list the load balancers", &error))?;
        let result = answer.get("DescribeLoadBalancersResult").cloned().unwrap_or_default();
        let found = result.list("LoadBalancers").iter().map(|balancer| LoadBalancer {
            arn: balancer.text("LoadBalancerArn").to_owned(),
            name: balancer.text("LoadBalancerName").to_owned(),
            kind: balancer.text("Type").to_owned(),
            vpc: balancer.text("VpcId").to_owned(),
            security_groups: balancer
                .list("SecurityGroups")
                .iter()
                .map(|group| group.own().to_owned())
                .collect(),
        });
        Ok((found.collect(), Some(result.text("NextMarker").to_owned())))
    };
    calls::pages(page).await
}

/// Every kind of key: unasked, the service lists RSA keys of 1024 and 2048 bits alone.
/// <https://docs.aws.amazon.com/acm/latest/APIReference/API_Filters.html>
const KEYS: [&str; 7] =
    ["RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"];

async fn certificates(connection: &Connection) -> Result<Vec<Certificate>, Failure> {
    let page = |token: Option<String>| async move {
        let body =
            json!({"CertificateStatuses": ["ISSUED"], "Includes": {"keyTypes": KEYS}, "NextToken": token});
        let asked = calls::json(connection, calls::ACM, "ListCertificates", &body);
        let answer: Value =
            asked.await.map_err(|error| failure::from_sdk("list the certificates", &error))?;
        let word = |of: &Value, name: &str| of.get(name).and_then(Value::as_str).map(str::to_owned);
        let list = answer.get("CertificateSummaryList").and_then(Value::as_array);
        // A certificate that another service keeps for itself, as CloudFront does, serves no load balancer.
        let ours = list.into_iter().flatten().filter(|summary| word(summary, "ManagedBy").is_none());
        let found = ours.map(|summary| Certificate {
            arn: word(summary, "CertificateArn").unwrap_or_default(),
            domain: word(summary, "DomainName").unwrap_or_default(),
        });
        Ok((found.collect(), word(&answer, "NextToken")))
    };
    calls::pages(page).await
}
