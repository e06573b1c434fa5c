//! `setup` and what `deploy` says of an account: what there is, what is proposed, and what is written.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::account::{Account, OUT, WEB, two, usual};
use super::double::{Break, Double, Raw, Refusal, finished, smooth};

impl Double {
    /// `setup`, which goes well; what it says, and what it writes.
    fn sets_up(&self, more: &[&str]) -> (String, BTreeMap<String, String>) {
        let (code, stdout, stderr) = self.run(&[&["setup"], more].concat());
        assert_eq!(code, Some(0), "{stdout}{stderr}");
        (stderr, self.file())
    }
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// What is proposed for VPC A.
const OF_A: [(&str, &str); 5] = [
    ("AssignPublicIp", "DISABLED"),
    ("ApplicationLoadBalancerScheme", "internet-facing"),
    ("ApplicationLoadBalancerSubnetIds", "subnet-a1,subnet-a2"),
    ("SubnetIds", "subnet-a3,subnet-a4"),
    ("VpcId", "vpc-a"),
];
/// What is proposed for VPC B.
const OF_B: [(&str, &str); 5] = [
    ("AssignPublicIp", "DISABLED"),
    ("ApplicationLoadBalancerScheme", "internal"),
    ("ApplicationLoadBalancerSubnetIds", "subnet-b1,subnet-b2"),
    ("SubnetIds", "subnet-b1,subnet-b2"),
    ("VpcId", "vpc-b"),
];

#[test]
fn only_what_is_proposed_is_written_and_a_new_tag_is_deployed() {
    let double = usual().double();
    let (stderr, file) = double.sets_up(&[]);
    // Among the parameters with defaults: WebImage, ClusterName, ApplicationLoadBalancerArn.
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
    let told = "replaced, because it belongs to another VPC: ApplicationLoadBalancerScheme, ApplicationLoadBalancerSubnetIds, AssignPublicIp, SubnetIds, VpcId\n";
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
    assert!(file.contains_key("NetworkLoadBalancerScheme"), "{file:?}");
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
    let balancer = "ApplicationLoadBalancerArn could be:\n    arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/shared/1 \
                    with ApplicationLoadBalancerSecurityGroupId=sg-1\n";
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
    assert_eq!(
        file.get("ApplicationLoadBalancerSubnetIds").map(String::as_str),
        Some("subnet-1"),
        "{stderr}"
    );
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
        let mut command = std::process::Command::new(&plugin);
        command
            .args(["ecs", "setup", "-r", "eu-central-1", "--cluster", "shared"])
            .current_dir(double.folder.path())
            .env_clear()
            .envs(environment);
        finished(&mut command)
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
