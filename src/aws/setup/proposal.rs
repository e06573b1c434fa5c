//! Which VPC, which of its subnets, and what else of the account the parameters of a template may take.
//!
//! Tasks live in private subnets where there are any, load balancers in public ones. What a load balancer
//! does not reach counts for nothing: it sends no requests into a zone that it has no subnet in
//! (<https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html>).
//! Of what exists, only a single certificate is taken: clusters and load balancers are shared on purpose or
//! not at all.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{InternetRoute, LoadBalancer, Subnet, Survey, Vpc};
use crate::aws::parameter_values::Declared;

/// The parameters for which values are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The parameters of the template.
    pub declared: &'a [Declared],
    /// Parameters that have a value.
    pub settled: &'a BTreeMap<String, String>,
}

/// Values for parameters, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// By parameter.
    pub values: BTreeMap<String, String>,
    /// Remarks on them.
    pub reasons: Vec<String>,
    /// The alternatives, by the parameter that takes them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub possible: BTreeMap<String, Vec<String>>,
}

impl Wanted<'_> {
    fn default(&self, name: &str) -> Option<&str> {
        self.declared.iter().find(|parameter| parameter.name == name)?.default.as_deref()
    }

    fn declares(&self, name: &str) -> bool {
        self.declared.iter().any(|parameter| parameter.name == name)
    }

    /// The value that stands without a proposal.
    fn standing(&self, name: &str) -> Option<&str> {
        let value = self.settled.get(name).map(String::as_str).or_else(|| self.default(name));
        value.filter(|value| !value.is_empty())
    }

    /// The load balancers that the template makes: how their parameters begin, and their kind.
    fn balancers(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let all = [("ApplicationLoadBalancer", "application"), ("NetworkLoadBalancer", "network")];
        all.into_iter().filter(|(prefix, _)| {
            let arn = format!("{prefix}Arn");
            self.declares(&arn) && self.standing(&arn).is_none()
        })
    }

    /// The subnets for tasks that somebody chose already, where they are of this VPC.
    fn subnets<'v>(&self, vpc: &'v Vpc) -> Option<Vec<&'v Subnet>> {
        let elsewhere = self.default("VpcId").is_some_and(|id| !id.is_empty() && id != vpc.id);
        let chosen = match self.settled.get("SubnetIds") {
            Some(chosen) => chosen.as_str(),
            None if elsewhere => "",
            None => self.default("SubnetIds").unwrap_or_default(),
        };
        let is_chosen = |subnet: &&Subnet| chosen.split(',').any(|id| id.trim() == subnet.id);
        (!chosen.is_empty()).then(|| vpc.subnets.iter().filter(is_chosen).collect())
    }
}

/// The VPC to take: the one that was named, else the only one, else the default, else none.
pub fn choose<'a>(survey: &'a Survey, named: Option<&str>) -> Option<&'a Vpc> {
    match (named, survey.vpcs.as_slice()) {
        (Some(named), vpcs) => vpcs.iter().find(|vpc| vpc.id == named || vpc.name == named),
        (None, [only]) => Some(only),
        (None, vpcs) => vpcs.iter().find(|vpc| vpc.default),
    }
}

/// Values for what the template asks for and nobody settled.
pub fn propose(survey: &Survey, vpc: &Vpc, wanted: &Wanted<'_>) -> Proposal {
    let mut proposal = Proposal::default();
    network(&mut proposal, vpc, wanted);
    let left_out = |subnet: &Subnet| Some(format!("{} ({})", subnet.id, subnet.unfit?.words()));
    let left_out: Vec<String> = vpc.subnets.iter().filter_map(left_out).collect();
    if !left_out.is_empty() {
        let ids = left_out.join(", ");
        let reason = format!("left out, because Fargate or load balancers cannot be there: {ids}");
        proposal.reasons.push(reason);
    }
    certificate(&mut proposal, survey, wanted);
    if wanted.declares("ClusterName") && wanted.standing("ClusterName").is_none() {
        proposal.possible.insert("ClusterName".to_owned(), survey.clusters.clone());
    }
    for (prefix, kind) in wanted.balancers() {
        let here = survey.load_balancers.iter().filter(|it| it.vpc == vpc.id && it.kind == kind);
        let line = |it: &LoadBalancer| match it.security_groups.as_slice() {
            [] if wanted.declares(&format!("{prefix}SourceCidr")) => Some(format!(
                "{} with {prefix}SourceCidr=the VPC's range, as it has no security groups",
                it.arn
            )),
            // An application load balancer has one always.
            [] => None,
            groups => Some(format!("{} with {prefix}SecurityGroupId={}", it.arn, groups.join(" or "))),
        };
        proposal.possible.insert(format!("{prefix}Arn"), here.filter_map(line).collect());
    }
    proposal.possible.retain(|_, choices| !choices.is_empty());
    proposal
        .values
        .retain(|name, _| wanted.declares(name) && wanted.settled.get(name).is_none_or(String::is_empty));
    proposal
}

/// Which subnets are for what.
struct Plan<'a> {
    tasks: Vec<&'a Subnet>,
    balancers: Vec<&'a Subnet>,
    /// Nothing here is reached from the internet.
    internal: bool,
    why: &'static str,
}

fn network(proposal: &mut Proposal, vpc: &Vpc, wanted: &Wanted<'_>) {
    if wanted.default("VpcId") != Some(vpc.id.as_str()) {
        proposal.values.insert("VpcId".to_owned(), vpc.id.clone());
    }
    let own = wanted.subnets(vpc);
    let chosen = own.is_some();
    let makes_balancers = wanted.balancers().next().is_some();
    let plan = plan(vpc, own, makes_balancers);
    if plan.tasks.is_empty() {
        proposal.reasons.push(format!(
            "{} has no subnet for tasks: `aws ec2 create-subnet --vpc-id {}` makes one, or `--vpc` takes \
             another VPC",
            vpc.id, vpc.id
        ));
        return;
    }
    let Plan { tasks, balancers, internal, why } = plan;
    let mut set = |name: &str, value: &str| drop(proposal.values.insert(name.to_owned(), value.to_owned()));
    if !chosen {
        set("SubnetIds", &ids(&tasks));
    }
    let public = tasks.iter().any(|subnet| subnet.way == InternetRoute::Public);
    set("AssignPublicIp", if public { "ENABLED" } else { "DISABLED" });
    for (prefix, _) in wanted.balancers() {
        set(&format!("{prefix}SubnetIds"), &ids(&balancers));
        set(&format!("{prefix}Scheme"), if internal { "internal" } else { "internet-facing" });
    }
    proposal.reasons.push(why.to_owned());
    let nobody_chose =
        |what: &str| wanted.balancers().any(|(it, _)| !wanted.settled.contains_key(&format!("{it}{what}")));
    if internal && nobody_chose("Scheme") {
        proposal.reasons.push(
            "load balancers are internal, because no subnet is public: the services are reached from inside \
             the VPC \
             only"
                .to_owned(),
        );
    }
    let application = wanted.balancers().any(|(_, kind)| kind == "application");
    if application && zones(&balancers) < 2 && nobody_chose("SubnetIds") {
        proposal.reasons.push(
            "warning: an application load balancer needs subnets in two availability zones, and there is \
             only one \
             here"
                .to_owned(),
        );
    } else if !chosen && zones(&tasks) < 2 {
        let reason = "warning: there is only one availability zone for tasks, and `SubnetIds` asks for two";
        proposal.reasons.push(reason.to_owned());
    }
}

fn plan<'a>(vpc: &'a Vpc, own: Option<Vec<&'a Subnet>>, makes_balancers: bool) -> Plan<'a> {
    let of = |way: InternetRoute| one_per_zone(vpc.fit().filter(move |subnet| subnet.way == way));
    let (public, private, isolated) =
        (of(InternetRoute::Public), of(InternetRoute::Private), of(InternetRoute::Isolated));
    let internal = public.is_empty();
    let balancers =
        if internal { one_per_zone(private.iter().chain(&isolated).copied()) } else { public.clone() };
    let is_reached = |subnet: &&Subnet| !makes_balancers || balancers.iter().any(|it| it.zone == subnet.zone);
    let some_private = !private.is_empty();
    let reached: Vec<&Subnet> = private.into_iter().filter(is_reached).collect();
    let (tasks, why) = match own {
        Some(own) => (own, "tasks live in the subnets that were chosen already"),
        None if !reached.is_empty() && internal => (reached, "tasks live in private subnets"),
        None if !reached.is_empty() => {
            (reached, "tasks live in private subnets, load balancers in public ones")
        }
        None if some_private => (
            public,
            "tasks live in public subnets, with public addresses, because no public subnet is in the zone of \
             a private one",
        ),
        None if !internal => {
            (public, "tasks live in public subnets, with public addresses, because there are no private ones")
        }
        None => (
            isolated,
            "no route of the VPC leads out: without VPC endpoints for ECR, logs and S3 no task can fetch its \
             image",
        ),
    };
    Plan { tasks, balancers, internal, why }
}

fn certificate(proposal: &mut Proposal, survey: &Survey, wanted: &Wanted<'_>) {
    const NAME: &str = "CertificateArn";
    if !wanted.declares(NAME) || wanted.standing(NAME).is_some() {
        return;
    }
    match survey.certificates.as_slice() {
        [] if survey.unseen.contains_key("certificates") => {
            let reason = "the encrypted ports need a certificate, and these credentials may not see which \
                          there are";
            proposal.reasons.push(reason.to_owned());
        }
        [] => proposal.reasons.push(
            "the encrypted ports need a certificate, and none is issued here: `aws acm request-certificate` \
             asks for \
             one"
            .to_owned(),
        ),
        [only] => {
            proposal.values.insert(NAME.to_owned(), only.arn.clone());
            let domain = &only.domain;
            proposal.reasons.push(format!("the certificate is the only one there is, for {domain}"));
        }
        several => {
            let lines = several.iter().map(|it| format!("{} for {}", it.arn, it.domain)).collect();
            proposal.possible.insert(NAME.to_owned(), lines);
        }
    }
}

fn one_per_zone<'a>(subnets: impl Iterator<Item = &'a Subnet>) -> Vec<&'a Subnet> {
    let mut zones = BTreeSet::new();
    subnets.filter(|subnet| zones.insert(subnet.zone.as_str())).collect()
}

fn zones(subnets: &[&Subnet]) -> usize {
    subnets.iter().map(|subnet| subnet.zone.as_str()).collect::<BTreeSet<_>>().len()
}

fn ids(subnets: &[&Subnet]) -> String {
    subnets.iter().map(|subnet| subnet.id.as_str()).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::super::Certificate;
    use super::super::network::Unfit;
    use super::*;

    const ALL: [(&str, Option<&str>); 8] = [
        ("VpcId", None),
        ("SubnetIds", None),
        ("AssignPublicIp", Some("ENABLED")),
        ("ApplicationLoadBalancerArn", Some("")),
        ("ApplicationLoadBalancerSubnetIds", Some("")),
        ("ApplicationLoadBalancerScheme", Some("internet-facing")),
        ("CertificateArn", None),
        ("ClusterName", Some("")),
    ];

    fn vpc(subnets: &[(&str, &str, InternetRoute)]) -> Vpc {
        let subnet = |&(id, zone, way): &(&str, &str, InternetRoute)| Subnet {
            id: id.to_owned(),
            name: String::new(),
            zone: zone.to_owned(),
            way,
            unfit: id.contains("local").then_some(Unfit::LocalZone),
        };
        Vpc { id: "vpc-1".to_owned(), subnets: subnets.iter().map(subnet).collect(), ..Vpc::default() }
    }

    fn proposed(
        subnets: &[(&str, &str, InternetRoute)],
        parameters: &[(&str, Option<&str>)],
        settled: &[(&str, &str)],
        survey: &Survey,
    ) -> Proposal {
        let declared: Vec<Declared> = parameters
            .iter()
            .map(|(name, default)| Declared {
                name: (*name).to_owned(),
                kind: "String".to_owned(),
                default: default.map(str::to_owned),
                no_echo: false,
                description: String::new(),
            })
            .collect();
        let settled = settled.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let wanted = Wanted { declared: &declared, settled: &settled };
        propose(survey, &vpc(subnets), &wanted)
    }

    fn values(proposal: &Proposal) -> Vec<(&str, &str)> {
        proposal.values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    #[test]
    fn every_kind_of_network_has_its_values() {
        use InternetRoute::{Isolated, Private, Public};
        type Row<'a> = (&'a [(&'a str, &'a str, InternetRoute)], [&'a str; 4], &'a str);
        let table: &[Row<'_>] = &[
            (
                &[
                    ("u1", "a", Public),
                    ("u2", "b", Public),
                    ("r1", "a", Private),
                    ("r2", "b", Private),
                    ("r3", "b", Private),
                ],
                ["r1,r2", "DISABLED", "u1,u2", "internet-facing"],
                "load balancers in public ones",
            ),
            (
                &[("u1", "a", Public), ("u2", "b", Public), ("r1", "a", Private)],
                ["r1", "DISABLED", "u1,u2", "internet-facing"],
                "only one availability zone for tasks",
            ),
            (
                &[("u1", "a", Public), ("u2", "b", Public), ("i", "c", Isolated)],
                ["u1,u2", "ENABLED", "u1,u2", "internet-facing"],
                "there are no private ones",
            ),
            (
                &[("u1", "a", Public), ("u2", "b", Public), ("r1", "c", Private)],
                ["u1,u2", "ENABLED", "u1,u2", "internet-facing"],
                "no public subnet is in the zone of a private one",
            ),
            (
                &[("r1", "a", Private), ("r2", "b", Private)],
                ["r1,r2", "DISABLED", "r1,r2", "internal"],
                "internal, because no subnet is public",
            ),
            (
                &[("r1", "a", Private), ("i1", "a", Isolated), ("i2", "b", Isolated)],
                ["r1", "DISABLED", "r1,i2", "internal"],
                "internal, because no subnet is public",
            ),
            (
                &[("i1", "a", Isolated), ("i2", "b", Isolated)],
                ["i1,i2", "DISABLED", "i1,i2", "internal"],
                "VPC endpoints",
            ),
            (
                &[("u1", "a", Public), ("r1", "a", Private), ("r2", "b", Private)],
                ["r1", "DISABLED", "u1", "internet-facing"],
                "needs subnets in two availability zones",
            ),
            (
                &[("u1", "a", Public), ("u2", "b", Public), ("local", "a-x-1a", Public)],
                ["u1,u2", "ENABLED", "u1,u2", "internet-facing"],
                "cannot be there: local (in a Local Zone)",
            ),
        ];
        for (subnets, [tasks, address, balancers, scheme], reason) in table {
            let proposal = proposed(subnets, &ALL[..6], &[], &Survey::default());
            let wanted = [
                ("ApplicationLoadBalancerScheme", *scheme),
                ("ApplicationLoadBalancerSubnetIds", *balancers),
                ("AssignPublicIp", *address),
                ("SubnetIds", *tasks),
                ("VpcId", "vpc-1"),
            ];
            assert_eq!(values(&proposal), wanted, "{subnets:?}");
            assert!(proposal.reasons.join("\n").contains(reason), "{subnets:?}: {:?}", proposal.reasons);
        }
    }

    const USUAL: [(&str, &str, InternetRoute); 4] = [
        ("u1", "a", InternetRoute::Public),
        ("u2", "b", InternetRoute::Public),
        ("r1", "a", InternetRoute::Private),
        ("r2", "b", InternetRoute::Private),
    ];

    #[test]
    fn two_zones_are_no_warning() {
        let proposal = proposed(&USUAL, &ALL[..6], &[], &Survey::default());
        assert_eq!(proposal.reasons.len(), 1, "{proposal:?}");
    }

    #[test]
    fn without_a_load_balancer_there_is_nothing_about_one() {
        let proposal = proposed(
            &[("r1", "a", InternetRoute::Private), ("r2", "b", InternetRoute::Private)],
            &ALL[..3],
            &[],
            &Survey::default(),
        );
        assert_eq!(proposal.reasons, ["tasks live in private subnets"]);
        let arn = [("ApplicationLoadBalancerArn", "arn:mine")];
        let proposal = proposed(&USUAL, &ALL[..6], &arn, &Survey::default());
        assert!(
            proposal.values.keys().all(|name| !name.starts_with("ApplicationLoadBalancer")),
            "{proposal:?}"
        );
    }

    #[test]
    fn what_was_chosen_is_not_proposed_and_the_rest_goes_with_it() {
        let proposal = proposed(&USUAL, &ALL[..3], &[("SubnetIds", "u2, u1")], &Survey::default());
        assert_eq!(values(&proposal), [("AssignPublicIp", "ENABLED"), ("VpcId", "vpc-1")]);
        // The same from the Compose file, as the template's defaults.
        let defaults =
            [("VpcId", Some("vpc-1")), ("SubnetIds", Some("u1,u2")), ("AssignPublicIp", Some("ENABLED"))];
        let proposal = proposed(&USUAL, &defaults, &[], &Survey::default());
        assert_eq!(values(&proposal), [("AssignPublicIp", "ENABLED")]);
        // Subnets of another VPC say nothing about this one.
        let defaults =
            [("VpcId", Some("vpc-9")), ("SubnetIds", Some("u1,u2")), ("AssignPublicIp", Some("ENABLED"))];
        let proposal = proposed(&USUAL, &defaults, &[], &Survey::default());
        assert_eq!(
            values(&proposal),
            [("AssignPublicIp", "DISABLED"), ("SubnetIds", "r1,r2"), ("VpcId", "vpc-1")]
        );
    }

    #[test]
    fn a_network_without_subnets_is_told() {
        let proposal =
            proposed(&[("local", "a-x-1a", InternetRoute::Public)], &ALL[..6], &[], &Survey::default());
        assert_eq!(values(&proposal), [("VpcId", "vpc-1")]);
        assert!(proposal.reasons[0].contains("has no subnet for tasks"), "{proposal:?}");
    }

    #[test]
    fn one_certificate_is_taken_and_all_else_is_only_possible() {
        let certificate =
            |name: &str| Certificate { arn: format!("arn:{name}"), domain: format!("{name}.example") };
        let balancer = |name: &str, kind: &str, vpc: &str| LoadBalancer {
            arn: format!("arn:{name}"),
            name: name.to_owned(),
            kind: kind.to_owned(),
            vpc: vpc.to_owned(),
            security_groups: vec!["sg-1".to_owned()],
        };
        let mut survey = Survey {
            clusters: vec!["shared".to_owned()],
            certificates: vec![certificate("one")],
            load_balancers: vec![
                balancer("fits", "application", "vpc-1"),
                balancer("other", "network", "vpc-1"),
                balancer("far", "application", "vpc-2"),
            ],
            ..Survey::default()
        };
        let proposal = proposed(&USUAL, &ALL, &[], &survey);
        assert_eq!(proposal.values.get("CertificateArn").map(String::as_str), Some("arn:one"));
        assert!(
            !proposal.values.contains_key("ClusterName")
                && !proposal.values.contains_key("ApplicationLoadBalancerArn")
        );
        let possible: Vec<(&str, String)> =
            proposal.possible.iter().map(|(name, all)| (name.as_str(), all.join("|"))).collect();
        let arn = "arn:fits with ApplicationLoadBalancerSecurityGroupId=sg-1".to_owned();
        assert_eq!(possible, [("ApplicationLoadBalancerArn", arn), ("ClusterName", "shared".to_owned())]);

        survey.certificates.push(certificate("two"));
        let proposal = proposed(&USUAL, &ALL, &[], &survey);
        assert!(!proposal.values.contains_key("CertificateArn"), "{proposal:?}");
        assert_eq!(
            proposal.possible["CertificateArn"],
            ["arn:one for one.example", "arn:two for two.example"]
        );
        // A value that somebody chose is neither.
        let settled =
            [("CertificateArn", "arn:two"), ("ClusterName", "mine"), ("ApplicationLoadBalancerArn", "arn:x")];
        assert!(proposed(&USUAL, &ALL, &settled, &survey).possible.is_empty());
    }

    #[test]
    fn a_network_load_balancer_without_groups_is_possible_by_the_range_of_the_vpc() {
        let balancer = LoadBalancer {
            arn: "arn:bare".to_owned(),
            kind: "network".to_owned(),
            vpc: "vpc-1".to_owned(),
            ..LoadBalancer::default()
        };
        let survey = Survey { load_balancers: vec![balancer], ..Survey::default() };
        let names = ["VpcId", "SubnetIds", "NetworkLoadBalancerArn", "NetworkLoadBalancerSourceCidr"];
        let declared = names.map(|name| (name, Some("")));
        let proposal = proposed(&USUAL, &declared, &[], &survey);
        let line =
            "arn:bare with NetworkLoadBalancerSourceCidr=the VPC's range, as it has no security groups";
        assert_eq!(proposal.possible["NetworkLoadBalancerArn"], [line]);
        // A template of an older program has no such parameter.
        assert!(proposed(&USUAL, &declared[..3], &[], &survey).possible.is_empty());
    }

    #[test]
    fn one_vpc_is_taken_several_are_not() {
        let (a, b) = (vpc(&[]), Vpc { id: "vpc-2".to_owned(), name: "b".to_owned(), ..Vpc::default() });
        let id = |survey: &Survey, named| choose(survey, named).map(|vpc| vpc.id.clone());
        let several = Survey { vpcs: vec![a.clone(), b.clone()], ..Survey::default() };
        assert_eq!(id(&several, None), None);
        assert_eq!(id(&several, Some("vpc-2")), Some("vpc-2".to_owned()));
        assert_eq!(id(&several, Some("b")), Some("vpc-2".to_owned()));
        assert_eq!(
            id(&Survey { vpcs: vec![a.clone()], ..Survey::default() }, None),
            Some("vpc-1".to_owned())
        );
        let with_default = Survey { vpcs: vec![a, Vpc { default: true, ..b }], ..Survey::default() };
        assert_eq!(id(&with_default, None), Some("vpc-2".to_owned()));
    }
}
