//! What an account has that a template asks for: networks, clusters, load balancers, certificates; and a proposal.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html>
//!
//! An account without a default VPC is the normal case. `network` reads VPCs and their subnets, `proposal` picks among
//! them, `parameters` joins that with what was given and what the file says, `show` is the list for people.

mod network;
mod parameters;
mod proposal;
mod show;

use std::collections::BTreeMap;

use serde::Serialize;

use super::client::Connection;
use super::failure::{self, Failure};

pub use network::{InternetRoute, Subnet, Unfit, Vpc};
pub use parameters::{Entries, Settled, entries, settle, strangers};
pub use proposal::{Proposal, Wanted, choose, propose};
pub use show::show;

/// What there is.
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
    /// What the credentials may not see, by the name it has here, and what AWS says. Networks are not among it: without
    /// them there is nothing to propose.
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

/// What is there of a kind; nothing, and the reason kept, where it may not be looked at.
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
    let mut pages = connection.ecs().list_clusters().into_paginator().send();
    let mut found = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failure::of("list the clusters", &error))?;
        found.extend(page.cluster_arns().iter().filter_map(|arn| arn.rsplit('/').next()).map(str::to_owned));
    }
    found.sort();
    Ok(found)
}

async fn load_balancers(connection: &Connection) -> Result<Vec<LoadBalancer>, Failure> {
    let mut pages = connection.balancing().describe_load_balancers().into_paginator().send();
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

/// Unasked, the service lists RSA keys of 1024 and 2048 bits alone.
/// <https://docs.aws.amazon.com/acm/latest/APIReference/API_Filters.html>
async fn certificates(connection: &Connection) -> Result<Vec<Certificate>, Failure> {
    use aws_sdk_acm::types::{CertificateStatus, Filters, KeyAlgorithm};
    let every_key = KeyAlgorithm::values().iter().map(|&name| KeyAlgorithm::from(name)).collect();
    let includes = Filters::builder().set_key_types(Some(every_key)).build();
    let call = connection.certificates().list_certificates().certificate_statuses(CertificateStatus::Issued);
    let mut pages = call.includes(includes).into_paginator().send();
    let mut found = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failure::of("list the certificates", &error))?;
        // What another service keeps for itself, as CloudFront does, serves no load balancer.
        let ours = page.certificate_summary_list().iter().filter(|summary| summary.managed_by().is_none());
        found.extend(ours.map(|summary| Certificate {
            arn: summary.certificate_arn().unwrap_or_default().to_owned(),
            domain: summary.domain_name().unwrap_or_default().to_owned(),
        }));
    }
    Ok(found)
}
