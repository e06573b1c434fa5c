//! The entries of the file of parameters: given values, those of the file, proposed ones, and room for those
//! that must be given. A default stays out of it, so that a new default of the template counts.

use std::collections::{BTreeMap, BTreeSet};

use super::{Proposal, Survey, Vpc};
use crate::aws::parameter_values::Declared;

/// Parameters that belong to a VPC, and change with it or not at all.
const OF_THE_NETWORK: [&str; 13] = [
    "VpcId",
    "SubnetIds",
    "AssignPublicIp",
    "NamespaceId",
    "ApplicationLoadBalancerArn",
    "ApplicationLoadBalancerSecurityGroupId",
    "ApplicationLoadBalancerSubnetIds",
    "ApplicationLoadBalancerScheme",
    "NetworkLoadBalancerArn",
    "NetworkLoadBalancerSecurityGroupId",
    "NetworkLoadBalancerSourceCidr",
    "NetworkLoadBalancerSubnetIds",
    "NetworkLoadBalancerScheme",
];

/// The parameters among these that hold subnets.
const SUBNETS: [&str; 3] = ["SubnetIds", "ApplicationLoadBalancerSubnetIds", "NetworkLoadBalancerSubnetIds"];

/// Parameters that have a value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// By parameter; empty for none.
    pub values: BTreeMap<String, String>,
    /// Entries of the file that belong to another VPC.
    pub replaced: Vec<String>,
}

/// The entries of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entries {
    /// Names and values: first those that must be given.
    pub values: Vec<(String, String)>,
    /// Those that must be given and have no value yet.
    pub missing: Vec<String>,
    /// Those that must be given and that `deploy` fills by itself.
    pub elsewhere: Vec<String>,
    /// Those that have another value than the template's default, because they have it in the file.
    pub kept: Vec<String>,
    /// Those that the template does not have.
    pub strange: Vec<String>,
}

/// The values of the command line, and those of the file that fit the VPC.
pub fn settle(
    survey: &Survey,
    vpc: &Vpc,
    given: &BTreeMap<String, String>,
    file: &BTreeMap<String, String>,
) -> Settled {
    let mut settled = Settled::default();
    let fits = is_of(survey, vpc, file);
    for (name, value) in file.iter().filter(|(_, value)| !value.is_empty()) {
        if fits || !OF_THE_NETWORK.contains(&name.as_str()) {
            settled.values.insert(name.clone(), value.clone());
        } else {
            settled.replaced.push(name.clone());
        }
    }
    settled.values.extend(given.clone());
    settled
}

/// Whether everything of a network that has a value here is of this VPC.
fn is_of(survey: &Survey, vpc: &Vpc, values: &BTreeMap<String, String>) -> bool {
    let of_another = |name: &str| {
        let arn = values.get(name).filter(|arn| !arn.is_empty());
        arn.is_some_and(|arn| survey.load_balancers.iter().any(|it| it.arn == *arn && it.vpc != vpc.id))
    };
    values.get("VpcId").is_none_or(|id| id.is_empty() || *id == vpc.id)
        && strangers(vpc, values).is_empty()
        && !["ApplicationLoadBalancerArn", "NetworkLoadBalancerArn"].into_iter().any(of_another)
}

/// The subnets among these values that are not of the VPC.
pub fn strangers<'a>(vpc: &Vpc, values: &'a BTreeMap<String, String>) -> Vec<&'a str> {
    let named = SUBNETS.iter().filter_map(|name| values.get(*name)).flat_map(|ids| ids.split(','));
    let named = named.map(str::trim).filter(|id| !id.is_empty());
    named.filter(|id| vpc.subnets.iter().all(|subnet| subnet.id != *id)).collect()
}

/// Brings together what is settled and what is proposed; `elsewhere` are the parameters that `deploy` fills
/// by itself.
pub fn entries(
    declared: &[Declared],
    settled: &BTreeMap<String, String>,
    proposal: &Proposal,
    given: &BTreeMap<String, String>,
    elsewhere: &BTreeSet<String>,
) -> Entries {
    let mut entries = Entries::default();
    let mut optional = Vec::new();
    for Declared { name, default, .. } in declared {
        let value = settled.get(name).or_else(|| proposal.values.get(name));
        match (default, value) {
            (None, Some(value)) if !value.is_empty() => entries.values.push((name.clone(), value.clone())),
            (None, _) if elsewhere.contains(name) => entries.elsewhere.push(name.clone()),
            (None, _) => {
                entries.missing.push(name.clone());
                entries.values.push((name.clone(), String::new()));
            }
            (Some(_), Some(value)) => optional.push((name.clone(), value.clone())),
            (Some(_), None) => {}
        }
        let of_file = settled.get(name).filter(|_| !given.contains_key(name));
        let of_template = default.as_ref().filter(|default| !default.is_empty());
        if of_file.zip(of_template).is_some_and(|(value, default)| value != default)
            && !OF_THE_NETWORK.contains(&name.as_str())
        {
            entries.kept.push(name.clone());
        }
    }
    entries.values.append(&mut optional);
    for (name, value) in settled {
        if declared.iter().all(|parameter| parameter.name != *name) {
            entries.values.push((name.clone(), value.clone()));
            entries.strange.push(name.clone());
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::super::{InternetRoute, LoadBalancer, Subnet};
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn vpc(id: &str, subnets: &[&str]) -> Vpc {
        let subnet = |id: &&str| Subnet {
            id: (*id).to_owned(),
            name: String::new(),
            zone: "a".to_owned(),
            way: InternetRoute::Public,
            unfit: None,
        };
        Vpc { id: id.to_owned(), subnets: subnets.iter().map(subnet).collect(), ..Vpc::default() }
    }

    #[test]
    fn a_network_stays_whole_or_goes_whole() {
        let chosen = vpc("vpc-b", &["b1", "b2"]);
        let far =
            LoadBalancer { arn: "arn:a".to_owned(), vpc: "vpc-a".to_owned(), ..LoadBalancer::default() };
        let survey = Survey { vpcs: vec![chosen.clone()], load_balancers: vec![far], ..Survey::default() };
        let table: [(&[(&str, &str)], bool); 8] = [
            (&[("VpcId", "vpc-b"), ("SubnetIds", "b1, b2"), ("AssignPublicIp", "DISABLED")], true),
            (&[("VpcId", ""), ("SubnetIds", "b1")], true),
            (&[("VpcId", "vpc-b"), ("ApplicationLoadBalancerArn", "arn:unknown")], true),
            (&[("VpcId", "vpc-a"), ("AssignPublicIp", "DISABLED")], false),
            (&[("SubnetIds", "a1,a2"), ("AssignPublicIp", "DISABLED")], false),
            (&[("VpcId", "vpc-b"), ("SubnetIds", "b1,gone"), ("NamespaceId", "ns-1")], false),
            (&[("VpcId", "vpc-b"), ("NetworkLoadBalancerSubnetIds", "a1")], false),
            (
                &[
                    ("ApplicationLoadBalancerArn", "arn:a"),
                    ("ApplicationLoadBalancerSecurityGroupId", "sg-1"),
                ],
                false,
            ),
        ];
        for (file, stays) in table {
            let file = map(&[file, &[("WebImage", "me:1")]].concat());
            let settled = settle(&survey, &chosen, &map(&[]), &file);
            let filled = file.values().filter(|value| !value.is_empty()).count();
            assert_eq!(settled.values.len(), if stays { filled } else { 1 }, "{file:?}: {settled:?}");
            assert_eq!(settled.replaced.len(), if stays { 0 } else { filled - 1 }, "{file:?}: {settled:?}");
            assert_eq!(settled.values["WebImage"], "me:1");
        }
    }

    #[test]
    fn the_command_line_wins() {
        let file = map(&[("SubnetIds", "b1"), ("WebImage", "file")]);
        let given = map(&[("SubnetIds", "b2"), ("WebImage", "given")]);
        let settled = settle(&Survey::default(), &vpc("vpc-b", &["b1", "b2"]), &given, &file);
        assert_eq!(settled.values, given);
    }

    #[test]
    fn defaults_stay_out_of_the_file() {
        let declared: Vec<Declared> = [
            ("Image", Some("nginx:1")),
            ("Pinned", Some("a:1")),
            ("VpcId", None),
            ("Other", None),
            ("AssignPublicIp", Some("ENABLED")),
            ("Token", None),
        ]
        .into_iter()
        .map(|(name, default)| Declared {
            name: name.to_owned(),
            kind: "String".to_owned(),
            default: default.map(str::to_owned),
            no_echo: name == "Token",
            description: String::new(),
        })
        .collect();
        let settled = map(&[("Pinned", "a:2"), ("Old", "x")]);
        let proposal = Proposal {
            values: map(&[("VpcId", "vpc-1"), ("AssignPublicIp", "DISABLED")]),
            ..Proposal::default()
        };
        let token = BTreeSet::from(["Token".to_owned()]);
        let made = entries(&declared, &settled, &proposal, &map(&[]), &token);
        let values: Vec<(&str, &str)> = made.values.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(
            values,
            [
                ("VpcId", "vpc-1"),
                ("Other", ""),
                ("Pinned", "a:2"),
                ("AssignPublicIp", "DISABLED"),
                ("Old", "x")
            ]
        );
        let strings = |list: &[String]| list.join(",");
        assert_eq!(
            (strings(&made.missing), strings(&made.kept), strings(&made.strange)),
            ("Other".to_owned(), "Pinned".to_owned(), "Old".to_owned())
        );
        let made = entries(&declared, &settled, &proposal, &settled, &BTreeSet::new());
        assert_eq!((strings(&made.missing), strings(&made.kept)), ("Other,Token".to_owned(), String::new()));
    }
}
