//! `setup` and what `deploy` gives a template, against a scripted account: networks of every kind, everything in pages
//! of one, clusters, load balancers and certificates that are there already.
#![cfg(feature = "deploy")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests start the program, listen on loopback, and stop at the first surprise"
)]

mod double;

use std::collections::BTreeMap;
use std::process::Stdio;

use double::{Answer, Break, Call, Double, Good, Raw, Refusal, field, smooth, stack};
use serde_json::{Value, json};

/// A service behind an application load balancer.
const WEB: &str = "services:\n  web: {image: 'nginx:1', build: ., ports: ['80:80']}\n";

/// A cluster, a load balancer, or a certificate: what follows the region in the ARN, and what it is of.
type Owned = (&'static str, &'static str);

/// What an account has.
#[derive(Clone, Default)]
struct Account {
    /// Id, and whether it is the default.
    vpcs: Vec<(&'static str, bool)>,
    /// Id, VPC, zone, and more of the answer.
    subnets: Vec<(&'static str, &'static str, &'static str, &'static str)>,
    /// VPC, subnets (the main table without), routes.
    tables: Vec<(&'static str, &'static [&'static str], &'static str)>,
    /// Names.
    clusters: Vec<&'static str>,
    /// Name with kind, and VPC.
    balancers: Vec<Owned>,
    /// Name, and domain.
    certificates: Vec<Owned>,
}

const OUT: &str = "<item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><gatewayId>igw-1</gatewayId>\
    <state>active</state></item>";
const NAT: &str = "<item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><natGatewayId>nat-1</natGatewayId>\
    <state>active</state></item>";

/// VPC A with public and private subnets in two zones, whose main table leads to a NAT.
fn usual() -> Account {
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
fn two() -> Account {
    let mut account = usual();
    account.vpcs.push(("vpc-b", false));
    account.subnets.push(("subnet-b1", "vpc-b", "eu-central-1a", ""));
    account.subnets.push(("subnet-b2", "vpc-b", "eu-central-1b", ""));
    account
}

impl Account {
    /// Answers, one of a list at a time; `None` is for another script.
    fn answer(&self, call: &Call) -> Option<Answer> {
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

    fn double(self) -> Double {
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

/// An answer of a service that speaks JSON.
fn said(body: &Value) -> Answer {
    Raw(200, body.to_string().leak())
}

impl Double {
    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let output = self.command(arguments).stdin(Stdio::null()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    /// `setup`, which goes well; what it says, and what it writes.
    fn sets_up(&self, more: &[&str]) -> (String, BTreeMap<String, String>) {
        let (code, stdout, stderr) = self.run(&[&["setup"], more].concat());
        assert_eq!(code, Some(0), "{stdout}{stderr}");
        (stderr, self.file())
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    fn write_file(&self, values: &[(&str, &str)]) {
        let entry = |(name, value): &(&str, &str)| json!({"ParameterKey": name, "ParameterValue": value});
        self.write("parameters.json", &values.iter().map(entry).collect::<Value>().to_string());
    }

    fn file(&self) -> BTreeMap<String, String> {
        let text = std::fs::read_to_string(self.folder.path().join("parameters.json")).unwrap();
        let entries: Vec<Value> = serde_json::from_str(&text).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        entries.iter().map(|it| (text(&it["ParameterKey"]), text(&it["ParameterValue"]))).collect()
    }

    fn is_written(&self) -> bool {
        self.folder.path().join("parameters.json").exists()
    }

    /// What the last change set has for a parameter; `None` for its previous value.
    fn sent(&self, name: &str) -> Option<String> {
        let form = self.calls("CreateChangeSet").pop().unwrap().form;
        let number = (1..50).find(|number| {
            field(&form, &format!("Parameters.member.{number}.ParameterKey")).as_deref() == Some(name)
        });
        let of = |what| field(&form, &format!("Parameters.member.{}.{what}", number.unwrap()));
        let value = of("ParameterValue");
        assert_eq!(value.is_none(), of("UsePreviousValue").as_deref() == Some("true"), "{form}");
        value
    }
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// What is proposed for VPC A.
const OF_A: [(&str, &str); 5] = [
    ("AssignPublicIp", "DISABLED"),
    ("LoadBalancerScheme", "internet-facing"),
    ("LoadBalancerSubnetIds", "subnet-a1,subnet-a2"),
    ("SubnetIds", "subnet-a3,subnet-a4"),
    ("VpcId", "vpc-a"),
];
/// What is proposed for VPC B.
const OF_B: [(&str, &str); 5] = [
    ("AssignPublicIp", "DISABLED"),
    ("LoadBalancerScheme", "internal"),
    ("LoadBalancerSubnetIds", "subnet-b1,subnet-b2"),
    ("SubnetIds", "subnet-b1,subnet-b2"),
    ("VpcId", "vpc-b"),
];

#[test]
fn only_what_is_proposed_is_written_and_a_new_tag_is_deployed() {
    let double = usual().double();
    let (stderr, file) = double.sets_up(&[]);
    // Among the parameters with defaults: WebImage, ClusterName, LoadBalancerArn.
    assert_eq!(file, map(&OF_A), "{stderr}");
    assert!(stderr.contains("private subnets, load balancers in public ones"), "{stderr}");
    double.write("compose.yaml", &WEB.replace("nginx:1", "nginx:2"));
    let deploy = ["deploy", "--yes", "--parameters", "parameters.json"];
    let (code, _, stderr) = double.run(&deploy);
    assert_eq!(code, Some(0), "{stderr}");
    assert_eq!(double.sent("WebImage").as_deref(), Some("nginx%3A2"));
    assert_eq!(double.sent("VpcId").as_deref(), Some("vpc-a"));
}

#[test]
fn what_must_be_given_has_its_place_unless_deploy_finds_it() {
    let double = usual().double();
    let secret = "    secrets: [token]\nsecrets:\n  token: {file: token.txt}\n";
    double.write("compose.yaml", &format!("services:\n  web:\n    build: .\n{secret}"));
    let (stderr, file) = double.sets_up(&[]);
    assert_eq!(file.get("WebImage").map(String::as_str), Some(""), "{file:?}");
    assert!(!file.contains_key("TokenSecretValue"), "{file:?}");
    assert!(stderr.contains("must be given: WebImage\n"), "{stderr}");
}

#[test]
fn what_may_not_be_looked_at_is_told_and_the_rest_proposed() {
    let account = usual();
    let double = Double::new(move |call| match call.action.as_str() {
        "ListCertificates" => Raw(400, r#"{"__type": "AccessDeniedException", "message": "not for you"}"#),
        _ => account.answer(call).unwrap_or_else(|| smooth(call)),
    });
    double.write(
        "compose.yaml",
        &WEB.replace("'80:80'", "{target: 80, published: '443', x-aws-protocol: https}"),
    );
    let (stderr, file) = double.sets_up(&[]);
    assert_eq!(file.get("VpcId").map(String::as_str), Some("vpc-a"));
    assert_eq!(file.get("CertificateArn").map(String::as_str), Some(""), "{stderr}");
    assert!(stderr.contains("these credentials may not see which there are"), "{stderr}");
    let (_, stdout, _) = double.run(&["setup", "--list"]);
    let told = "NOT SEEN\n  certificates: these credentials may not list the certificates: not for you\n";
    assert!(stdout.contains(told), "{stdout}");
    // Networks are what it is about.
    let double = Double::new(|_| Refusal("UnauthorizedOperation", "not for you"));
    double.write("compose.yaml", WEB);
    assert_eq!(double.run(&["setup"]).0, Some(4));
}

#[test]
fn what_is_given_is_written_and_what_stands_there_stays() {
    let double = usual().double();
    double.write_file(&[
        ("WebImage", "mine:3"),
        ("ClusterName", ""),
        ("Old", "x"),
        ("SubnetIds", "subnet-a1,subnet-a2"),
    ]);
    let (stderr, file) = double.sets_up(&["--parameter", "ClusterName=shared"]);
    let mut wanted = map(&OF_A);
    wanted.extend(map(&[
        ("WebImage", "mine:3"),
        ("ClusterName", "shared"),
        ("Old", "x"),
        // The subnets of the user decide about the addresses as well.
        ("SubnetIds", "subnet-a1,subnet-a2"),
        ("AssignPublicIp", "ENABLED"),
    ]));
    assert_eq!(file, wanted, "{stderr}");
    assert!(stderr.contains("kept, though the template has another default: WebImage\n"), "{stderr}");
    assert!(stderr.contains("kept, though the template has no such parameter: Old\n"), "{stderr}");
    // Said once more, it is the same.
    assert_eq!(double.sets_up(&[]).1, wanted);
}

#[test]
fn a_slip_on_the_command_line_is_told_before_the_account_is_looked_at() {
    let double = usual().double();
    let (code, _, stderr) = double.run(&["setup", "--parameter", "ClustreName=x"]);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("did you mean `ClusterName`?"), "{stderr}");
    double.write("parameters.json", "{}");
    let (code, _, stderr) = double.run(&["setup"]);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("nothing was written: `parameters.json`"), "{stderr}");
    assert_eq!(double.asked(), 0);
}

#[test]
fn another_vpc_takes_its_whole_network_along() {
    let double = two().double();
    let (_, file) = double.sets_up(&["--vpc", "vpc-a"]);
    assert_eq!(file, map(&OF_A));
    // The file says which, where nobody else does.
    assert_eq!(double.sets_up(&[]).1, map(&OF_A));
    let (stderr, file) = double.sets_up(&["--vpc", "vpc-b"]);
    assert_eq!(file, map(&OF_B), "{stderr}");
    let told = "replaced, because it belongs to another VPC: AssignPublicIp, LoadBalancerScheme, LoadBalancerSubnetIds, SubnetIds, VpcId\n";
    assert!(stderr.contains(told), "{stderr}");
    assert!(stderr.contains("load balancers are internal, because no subnet is public"), "{stderr}");
    // The parameter is as good as the option; both cannot differ.
    assert_eq!(double.sets_up(&["--parameter", "VpcId=vpc-a"]).1, map(&OF_A));
    let (code, _, stderr) = double.run(&["setup", "--vpc", "vpc-b", "--parameter", "VpcId=vpc-a"]);
    assert_eq!(code, Some(2), "{stderr}");
    let (code, _, stderr) = double.run(&["setup", "--vpc", "vpc-b", "--parameter", "SubnetIds=subnet-a1"]);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("no subnets of vpc-b: subnet-a1"), "{stderr}");
    assert_eq!(double.file(), map(&OF_A));
}

#[test]
fn a_vpc_that_is_gone_is_told_with_who_names_it() {
    let double = two().double();
    double.write_file(&[("VpcId", "vpc-gone")]);
    let (code, stdout, stderr) = double.run(&["setup"]);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stdout.contains("vpc-a") && stdout.contains("subnet-b2"), "{stdout}");
    assert!(stderr.contains("`vpc-gone`, which parameters.json names, is no VPC of this region"), "{stderr}");
    assert!(double.run(&["setup", "--vpc", "vpc-x"]).2.contains("`vpc-x`, which `--vpc` names"));
}

#[test]
fn the_vpc_of_the_compose_file_stays_there() {
    let double = two().double();
    double.write("compose.yaml", &format!("x-aws-vpc: vpc-0123456789abcdef0\n{WEB}"));
    assert!(double.run(&["setup"]).2.contains("which the Compose file names"));
    let (_, file) = double.sets_up(&["--vpc", "vpc-b"]);
    assert_eq!(file, map(&OF_B));
    let mut account = two();
    account.vpcs.push(("vpc-0123456789abcdef0", false));
    account.subnets.push(("subnet-c1", "vpc-0123456789abcdef0", "eu-central-1a", ""));
    let double = account.double();
    double.write("compose.yaml", &format!("x-aws-vpc: vpc-0123456789abcdef0\n{WEB}"));
    let (_, file) = double.sets_up(&[]);
    assert_eq!(file.get("SubnetIds").map(String::as_str), Some("subnet-c1"));
    assert!(!file.contains_key("VpcId"), "{file:?}");
}

#[test]
fn one_zone_is_warned_of() {
    let account = Account {
        vpcs: vec![("vpc-a", true)],
        subnets: vec![
            ("subnet-a1", "vpc-a", "eu-central-1a", ""),
            ("subnet-a2", "vpc-a", "eu-central-1a", ""),
        ],
        tables: vec![("vpc-a", &[], OUT)],
        ..Account::default()
    };
    let double = account.clone().double();
    let (stderr, file) = double.sets_up(&[]);
    assert_eq!(file.get("SubnetIds").map(String::as_str), Some("subnet-a1"));
    assert!(
        stderr.contains("warning: an application load balancer needs subnets in two availability zones"),
        "{stderr}"
    );
    // A network load balancer does not.
    let double = account.double();
    double.write("compose.yaml", "services:\n  web: {image: 'nginx:1', ports: ['22:22']}\n");
    let (stderr, file) = double.sets_up(&[]);
    assert!(file.contains_key("LoadBalancerScheme"), "{file:?}");
    assert!(!stderr.contains("application load balancer"), "{stderr}");
    assert!(stderr.contains("warning: there is only one availability zone for tasks"), "{stderr}");
}

#[test]
fn what_is_there_already_is_said_and_not_taken() {
    let mut account = usual();
    account.clusters = vec!["blue", "green"];
    account.balancers = vec![("app/shared", "vpc-a"), ("net/shared", "vpc-a"), ("app/far", "vpc-b")];
    account.certificates = vec![("one", "one.example")];
    let double = account.clone().double();
    let tls = "services:\n  web:\n    image: nginx\n    ports:\n    - {target: 80, published: '443', app_protocol: https}\n";
    double.write("compose.yaml", tls);
    let (stderr, file) = double.sets_up(&[]);
    let mut wanted = map(&OF_A);
    let one = "arn:aws:acm:eu-central-1:123456789012:certificate/one";
    wanted.insert("CertificateArn".to_owned(), one.to_owned());
    assert_eq!(file, wanted, "{stderr}");
    assert!(stderr.contains("ClusterName could be:\n    blue\n    green\n"), "{stderr}");
    let balancer = "LoadBalancerArn could be:\n    arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/shared/1 \
                    with LoadBalancerSecurityGroupId=sg-1\n";
    assert!(
        stderr.contains(balancer) && !stderr.contains("far") && !stderr.contains("net/shared"),
        "{stderr}"
    );
    let asked: Value = serde_json::from_str(&double.calls("ListCertificates")[0].form).unwrap();
    assert_eq!(asked["CertificateStatuses"], json!(["ISSUED"]));
    let keys = asked["Includes"]["keyTypes"].as_array().unwrap();
    for key in ["RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"] {
        assert!(keys.contains(&json!(key)), "{keys:?}");
    }

    account.certificates.push(("two", "two.example"));
    let double = account.double();
    double.write("compose.yaml", tls);
    let (stderr, file) = double.sets_up(&[]);
    assert_eq!(file.get("CertificateArn").map(String::as_str), Some(""), "{file:?}");
    assert!(
        stderr.contains("certificate/one for one.example\n")
            && stderr.contains("certificate/two for two.example\n")
    );
    assert!(stderr.contains("must be given: CertificateArn\n"), "{stderr}");
}

#[test]
fn every_page_of_everything_is_read() {
    let mut account = two();
    account.clusters = vec!["blue", "green", "red"];
    account.balancers = vec![("app/x", "vpc-a"), ("net/y", "vpc-a"), ("app/z", "vpc-b")];
    account.certificates = vec![("one", "one.example"), ("two", "two.example"), ("three", "three.example")];
    let double = account.double();
    let (code, stdout, stderr) = double.run(&["setup", "--list"]);
    assert_eq!(code, Some(0), "{stderr}");
    for part in [
        "vpc-a",
        "vpc-b",
        "subnet-a1",
        "subnet-a4",
        "subnet-b2",
        "blue",
        "green",
        "red",
        "app/x",
        "net/y",
        "app/z",
        "one.example",
        "two.example",
        "three.example",
    ] {
        assert!(stdout.contains(part), "{part}: {stdout}");
    }
    // The first table is on the first page, the one of a subnet on the last.
    assert!(stdout.contains("subnet-a2   eu-central-1b  public"), "{stdout}");
    assert!(stdout.contains("subnet-a4   eu-central-1b  private"), "{stdout}");
    let counts = [
        ("DescribeVpcs", 2),
        ("DescribeSubnets", 6),
        ("DescribeRouteTables", 3),
        ("ListClusters", 3),
        ("DescribeLoadBalancers", 3),
        ("ListCertificates", 3),
    ];
    for (action, count) in counts {
        assert_eq!(double.calls(action).len(), count, "{action}");
    }
}

#[test]
fn routes_and_zones_say_what_a_subnet_is_good_for() {
    let blackhole = "<item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><gatewayId>igw-1</gatewayId>\
                     <state>blackhole</state></item>";
    let six = "<item><destinationIpv6CidrBlock>::/0</destinationIpv6CidrBlock>\
               <egressOnlyInternetGatewayId>eigw-1</egressOnlyInternetGatewayId><state>active</state></item>\
               <item><destinationIpv6CidrBlock>::/0</destinationIpv6CidrBlock><gatewayId>igw-1</gatewayId><state>active</state></item>";
    let account = Account {
        vpcs: vec![("vpc-a", false)],
        subnets: vec![
            ("subnet-1", "vpc-a", "eu-central-1a", ""),
            ("subnet-2", "vpc-a", "eu-central-1b", ""),
            ("subnet-3", "vpc-a", "eu-central-1c", ""),
            ("subnet-4", "vpc-a", "eu-central-1-ham-1a", ""),
            ("subnet-5", "vpc-a", "eu-central-1-wl1-ber-wlz-1", ""),
            ("subnet-6", "vpc-a", "eu-central-1b", "<outpostArn>arn:aws:outposts:x</outpostArn>"),
            ("subnet-7", "vpc-a", "eu-central-1c", "<ipv6Native>true</ipv6Native>"),
        ],
        tables: vec![("vpc-a", &[], OUT), ("vpc-a", &["subnet-2"], blackhole), ("vpc-a", &["subnet-3"], six)],
        ..Account::default()
    };
    let double = account.double();
    let (_, stdout, _) = double.run(&["setup", "--list"]);
    for line in [
        "subnet-1    eu-central-1a               public\n",
        "subnet-2    eu-central-1b               isolated\n",
        "subnet-3    eu-central-1c               isolated\n",
        "subnet-4    eu-central-1-ham-1a         public, left out: in a Local Zone\n",
        "subnet-5    eu-central-1-wl1-ber-wlz-1  public, left out: in a Wavelength Zone\n",
        "subnet-6    eu-central-1b               public, left out: on an Outpost\n",
        "subnet-7    eu-central-1c               public, left out: IPv6 only\n",
    ] {
        assert!(stdout.contains(line), "{line}{stdout}");
    }
    let (stderr, file) = double.sets_up(&[]);
    assert_eq!(file.get("SubnetIds").map(String::as_str), Some("subnet-1"), "{stderr}");
    assert_eq!(file.get("LoadBalancerSubnetIds").map(String::as_str), Some("subnet-1"), "{stderr}");
    assert!(
        stderr.contains(
            "left out, because Fargate or load balancers cannot be there: subnet-4 (in a Local Zone)"
        )
    );
}

#[test]
fn a_folder_without_a_compose_file_still_shows_the_account() {
    let double = usual().double();
    std::fs::remove_file(double.folder.path().join("compose.yaml")).unwrap();
    for more in [&["--format", "human"], &["--format", "json"]] {
        let (code, stdout, stderr) = double.run(&[&["setup"], more.as_slice()].concat());
        assert_eq!(code, Some(1), "{stderr}");
        assert!(stdout.contains("vpc-a") && stdout.contains("subnet-a4"), "{stdout}");
        assert!(
            stderr.contains("no Compose file was found") && stderr.contains("-f path/to/compose.yaml"),
            "{stderr}"
        );
        assert!(
            stderr.contains("no parameters were written: they are those of a project's template"),
            "{stderr}"
        );
    }
    assert!(!double.is_written());
    assert_eq!(double.run(&["setup", "--list"]).0, Some(0));
    // What is wrong with the Compose files is told without the account.
    let asked = double.asked();
    double.write("compose.yaml", "services: []\n");
    assert_eq!(double.run(&["setup"]).0, Some(1));
    assert_eq!(double.asked(), asked);
}

/// `docker ecs setup` is the same program under another name.
#[cfg(unix)]
#[test]
fn the_plugin_does_the_same() {
    let double = usual().double();
    let plugin = double.folder.path().join("docker-ecs");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_stackpose"), &plugin).unwrap();
    let run = || {
        let ours = double.command(&[]);
        let environment = ours.get_envs().map(|(name, value)| (name.to_owned(), value.unwrap().to_owned()));
        let output = std::process::Command::new(&plugin)
            .args(["ecs", "setup", "-r", "eu-central-1", "--cluster", "shared"])
            .current_dir(double.folder.path())
            .env_clear()
            .envs(environment)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (code, _, stderr) = run();
    assert_eq!(code, Some(0), "{stderr}");
    let mut wanted = map(&OF_A);
    wanted.insert("ClusterName".to_owned(), "shared".to_owned());
    assert_eq!(double.file(), wanted);
    for name in ["compose.yaml", "parameters.json"] {
        std::fs::remove_file(double.folder.path().join(name)).unwrap();
    }
    let (code, stdout, stderr) = run();
    assert_eq!(code, Some(1), "{stderr}");
    assert!(stdout.contains("vpc-a") && stderr.contains("no Compose file was found"), "{stdout}{stderr}");
    assert!(!double.is_written());
}

#[test]
fn several_vpcs_without_a_default_are_explained() {
    let double = two().double();
    for arguments in [["setup"].as_slice(), &["setup", "--format", "json"], &["deploy", "--yes"]] {
        let (code, stdout, stderr) = double.run(arguments);
        assert_eq!(code, Some(2), "{stderr}");
        let shown = format!("{stdout}{stderr}");
        for part in ["vpc-a", "vpc-b", "subnet-a1", "subnet-b2"] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        let told = if arguments[0] == "setup" { "`--vpc ID` says which" } else { "no default VPC" };
        assert!(shown.contains(told), "{shown}");
    }
    assert!(!double.is_written() && double.calls("CreateChangeSet").is_empty());
    // One of them is the default.
    let mut account = two();
    account.vpcs[1].1 = true;
    assert_eq!(account.double().sets_up(&[]).1, map(&OF_B));
}

#[test]
fn an_account_without_any_vpc_is_told_how_to_make_one() {
    let double = Account::default().double();
    for arguments in [["setup"].as_slice(), &["deploy", "--yes"]] {
        let (code, stdout, stderr) = double.run(arguments);
        assert_eq!(code, Some(2), "{stderr}");
        assert!(
            format!("{stdout}{stderr}").contains("`aws ec2 create-default-vpc` makes one"),
            "{stdout}{stderr}"
        );
    }
    assert!(!double.is_written());
}

#[test]
fn what_is_missing_is_told_though_the_account_cannot_be_looked_at() {
    let double = Double::new(|call| match call.action.as_str() {
        "DescribeVpcs" => Break,
        _ => smooth(call),
    });
    let (code, _, stderr) = double.run(&["deploy", "--yes"]);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("these parameters have no value:") && stderr.contains("VpcId"), "{stderr}");
    let (code, _, stderr) = double.run(&["setup"]);
    assert_eq!(code, Some(4), "{stderr}");
    assert!(stderr.contains("list the VPCs") && !double.is_written(), "{stderr}");
}

/// An update of a stack that has the secret already.
fn update(call: &Call) -> Answer {
    match call.action.as_str() {
        "DescribeStacks" => {
            let Good(text) = stack("CREATE_COMPLETE") else { unreachable!() };
            let parameter = "<Parameters><member><ParameterKey>TokenSecretValue</ParameterKey>\
                             <ParameterValue>****</ParameterValue></member></Parameters><Outputs>";
            Good(text.replace("<Outputs>", parameter))
        }
        "GetTemplateSummary" => Good(
            "<Parameters><member><ParameterKey>TokenSecretValue</ParameterKey><NoEcho>true</NoEcho></member></Parameters>"
                .to_owned(),
        ),
        _ => smooth(call),
    }
}

const UPDATES: [&str; 6] =
    ["deploy", "--dry-run", "--parameter", "VpcId=vpc-1", "--parameter", "SubnetIds=subnet-1,subnet-2"];

#[test]
fn a_secret_that_is_not_on_this_machine_keeps_its_value() {
    let double = Double::new(update);
    assert_eq!(double.run(&UPDATES).0, Some(0));
    assert!(double.sent("TokenSecretValue").is_some());
    for content in ["", "x".repeat(5000).as_str()] {
        double.write("token.txt", content);
        // What is there and wrong is a mistake all the same.
        assert_eq!(double.run(&UPDATES).0, Some(2));
    }
    std::fs::remove_file(double.folder.path().join("token.txt")).unwrap();
    let (code, _, stderr) = double.run(&UPDATES);
    assert_eq!(code, Some(0), "{stderr}");
    assert_eq!(double.sent("TokenSecretValue"), None);
    assert!(stderr.contains("TokenSecretValue keeps the value that the stack has: `"), "{stderr}");

    let double = Double::new(update);
    let compose =
        "services:\n  web: {image: 'nginx:1', secrets: [token]}\nsecrets:\n  token: {environment: TOKEN}\n";
    double.write("compose.yaml", compose);
    let (code, _, stderr) = double.run(&UPDATES);
    assert_eq!(code, Some(0), "{stderr}");
    assert_eq!(double.sent("TokenSecretValue"), None);
    assert!(
        stderr.contains("keeps the value that the stack has: the variable `TOKEN` is not set"),
        "{stderr}"
    );
    let output = double.command(&UPDATES).env("TOKEN", "new").output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(double.sent("TokenSecretValue").as_deref(), Some("new"));
    // A new stack has nothing to keep.
    let double = Double::new(smooth);
    double.write("compose.yaml", compose);
    let (code, _, stderr) = double.run(&UPDATES);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("TokenSecretValue has no value") && double.calls("CreateChangeSet").is_empty());
}

#[test]
fn a_file_may_know_more_parameters_than_the_template() {
    let double = usual().double();
    double.write_file(&[
        ("VpcId", "vpc-a"),
        ("SubnetIds", "subnet-a1,subnet-a2"),
        ("VpcIdd", "x"),
        ("Old", "hidden"),
    ]);
    let deploy = ["deploy", "--dry-run", "--parameters", "parameters.json"];
    let (code, _, stderr) = double.run(&deploy);
    assert_eq!(code, Some(0), "{stderr}");
    let told = "parameters.json: left out, because the template has no such parameter: Old, VpcIdd\n";
    assert!(stderr.contains(told) && !stderr.contains("hidden"), "{stderr}");
    assert!(!double.calls("CreateChangeSet")[0].form.contains("VpcIdd"));
    for (typed, help) in [("VpcIdd=y", "did you mean `VpcId`?"), ("Wholly=y", "it has VpcId, ")] {
        let (code, _, stderr) = double.run(&[&deploy, ["--parameter", typed].as_slice()].concat());
        assert_eq!(code, Some(2), "{stderr}");
        assert!(stderr.contains("the template has no parameter") && stderr.contains(help), "{stderr}");
    }
    assert_eq!(double.calls("CreateChangeSet").len(), 1);
}
