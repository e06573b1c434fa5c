"""A network load balancer that exists and has no security groups: used by a stack, which opens its tasks to the VPC's range."""

import pathlib

import stacks
from proof import by_type, expect, shell

COMPOSE = pathlib.Path("fixtures/load_balancer/network/compose.yaml")
STACK = "existing"
RANGE = "10.42.0.0/16"


def run(account, binary, scratch):
    """The whole proof."""
    print("existing: a network load balancer without security groups")
    balancing = account.client("elbv2")
    made = balancing.create_load_balancer(Name="shared", Type="network", Subnets=account.subnet_ids)["LoadBalancers"][0]
    template = pathlib.Path(scratch, "existing.yaml")
    shell(account, '"$STACKPOSE" -q -f "$COMPOSE" convert -o "$TEMPLATE"',
          STACKPOSE=binary, COMPOSE=str(COMPOSE), TEMPLATE=str(template))
    arn = made["LoadBalancerArn"]
    # The emulator's ARNs of network load balancers are those of application load balancers.
    text = template.read_text(encoding="utf-8").replace("loadbalancer/net/.+", "loadbalancer/.+")
    stacks.create(account, STACK, text, {
        "VpcId": account.vpc_id, "SubnetIds": ",".join(account.subnet_ids),
        "NetworkLoadBalancerArn": arn, "NetworkLoadBalancerSourceCidr": RANGE})
    resources = by_type(account, STACK)
    expect("AWS::ElasticLoadBalancingV2::LoadBalancer" not in resources, "the stack makes no load balancer", resources)
    ports = sorted(one["Port"] for one in balancing.describe_listeners(LoadBalancerArn=arn)["Listeners"])
    expect(ports == [53, 5432], "its listeners stand at the load balancer that exists", ports)
    group = resources["AWS::EC2::SecurityGroup"]["DbSecurityGroup"]
    rules = account.client("ec2").describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]
    seen = sorted((rule["FromPort"], rule["IpProtocol"], *(one["CidrIp"] for one in rule["IpRanges"]),
                   *(one["GroupId"] for one in rule["UserIdGroupPairs"])) for rule in rules)
    wanted = [(53, "udp", RANGE), (5432, "tcp", RANGE)]
    expect(seen == wanted, "the tasks are open to the VPC's range, and to nothing else", seen)
    stacks.delete(account, STACK)
    balancing.delete_load_balancer(LoadBalancerArn=arn)
