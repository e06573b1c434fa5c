//! The resources of an account, for people.

use super::{LoadBalancer, Subnet, Survey, Vpc};
use crate::aws::table::table;

/// The list, with the parameters that take what is in it.
pub fn show(survey: &Survey, width: Option<usize>) -> String {
    let mut text = String::new();
    if survey.vpcs.is_empty() {
        text.push_str(
            "There is no VPC in this region: `aws ec2 create-default-vpc` makes one with a public subnet in \
             every\n\
             availability zone.\n",
        );
    } else if survey.vpcs.iter().all(|vpc| !vpc.default) {
        text.push_str("There is no default VPC, which is nothing unusual; these are there:\n\n");
    }
    let rows: Vec<Vec<String>> = survey.vpcs.iter().flat_map(rows).collect();
    if !rows.is_empty() {
        text.push_str(&table(&["VPC, SUBNETS", "ZONE", "ROUTES", "NAME"], &rows, width));
    }
    let mut list = |what: &str, names: Vec<String>| {
        if !names.is_empty() {
            text.extend(["\n", what, "\n  ", &names.join("\n  "), "\n"]);
        }
    };
    list("CLUSTERS, for the parameter ClusterName", survey.clusters.clone());
    let balancer =
        |it: &LoadBalancer| format!("{}  {}  {}  {}", it.arn, it.kind, it.vpc, it.security_groups.join(","));
    list(
        "LOAD BALANCERS, for the parameters ApplicationLoadBalancerArn, NetworkLoadBalancerArn and \
         …SecurityGroupId",
        survey.load_balancers.iter().map(balancer).collect(),
    );
    let certificates = survey.certificates.iter().map(|it| format!("{}  {}", it.arn, it.domain));
    list("CERTIFICATES, for the parameter CertificateArn", certificates.collect());
    list("NOT SEEN", survey.unseen.iter().map(|(kind, why)| format!("{kind}: {why}")).collect());
    text
}

fn rows(vpc: &Vpc) -> Vec<Vec<String>> {
    let default = if vpc.default { " (default)" } else { "" };
    let head = vec![format!("{}{default}", vpc.id), vpc.cidr.clone(), String::new(), vpc.name.clone()];
    let subnet = |subnet: &Subnet| {
        let way = subnet.way.word();
        let routes = match subnet.unfit {
            Some(unfit) => format!("{way}, left out: {}", unfit.words()),
            None => way.to_owned(),
        };
        vec![format!("  {}", subnet.id), subnet.zone.clone(), routes, subnet.name.clone()]
    };
    std::iter::once(head).chain(vpc.subnets.iter().map(subnet)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::InternetRoute;
    use super::super::network::Unfit;
    use super::*;

    #[test]
    fn an_account_without_a_default_vpc_is_explained() {
        let subnet = |id: &str, unfit| Subnet {
            id: id.to_owned(),
            name: "n".to_owned(),
            zone: "a".to_owned(),
            way: InternetRoute::Private,
            unfit,
        };
        let subnets = vec![subnet("s-1", None), subnet("s-2", Some(Unfit::Outpost))];
        let vpc = Vpc { id: "vpc-1".to_owned(), subnets, ..Vpc::default() };
        let mut survey = Survey { vpcs: vec![vpc], clusters: vec!["c".to_owned()], ..Survey::default() };
        let text = show(&survey, None);
        let wanted = "There is no default VPC, which is nothing unusual; these are there:\n\n\
            VPC, SUBNETS  ZONE  ROUTES                            NAME\nvpc-1\n\
            \x20 s-1         a     private                           n\n\
            \x20 s-2         a     private, left out: on an Outpost  n\n\n\
            CLUSTERS, for the parameter ClusterName\n  c\n";
        assert_eq!(text, wanted);
        survey.vpcs[0].default = true;
        assert!(show(&survey, None).starts_with("VPC, SUBNETS"));
        assert!(show(&Survey::default(), None).contains("`aws ec2 create-default-vpc`"));
    }
}
