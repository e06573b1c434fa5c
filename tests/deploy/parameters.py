"""Values for a template's parameters, so that any template of the fixtures can be deployed into the emulated account.

The network is the account's. A parameter that names something existing (a cluster, a load balancer) is emptied: the template
then creates its own. Every other parameter keeps its default; one without a default gets a value by its type or its name, and so
does the first of those of which a rule demands one.
"""

import yaml

# Names of the template's contract whose empty value means "create one".
EXISTING = ("ClusterName", "ApplicationLoadBalancerArn", "ApplicationLoadBalancerSecurityGroupId",
            "ApplicationLoadBalancerSubnetIds",
            "NetworkLoadBalancerArn", "NetworkLoadBalancerSecurityGroupId", "NetworkLoadBalancerSourceCidr",
            "NetworkLoadBalancerSubnetIds")


class Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short tags, whose values do not matter here."""


Loader.add_multi_constructor("!", lambda loader, suffix, node: f"!{suffix}")


def values(text, account):
    """Parameter name → value for one template, only where the default does not do."""
    template = yaml.load(text, Loader)
    declared = template.get("Parameters") or {}
    chosen = {}
    for name, parameter in declared.items():
        value = choose(name, parameter, account)
        if value is not None:
            chosen[name] = value
    for rule in (template.get("Rules") or {}).values():
        for assertion in rule["Assertions"]:
            names, given, _ = assertion["AssertDescription"].partition(" must be given")
            names = names.split(" or ")
            if given and names[0] in declared and not any(name in chosen for name in names):
                chosen[names[0]] = "value-for-a-test"
    return chosen


def choose(name, parameter, account):
    """The value of one parameter; None keeps the default."""
    kind = parameter.get("Type", "String")
    if kind == "AWS::EC2::VPC::Id":
        return account.vpc_id
    if kind == "List<AWS::EC2::Subnet::Id>":
        return ",".join(account.subnet_ids)
    if kind == "AWS::EC2::Subnet::Id":
        return account.subnet_ids[0]
    if name in EXISTING and "Default" in parameter:
        return ""
    if "Default" in parameter:
        return None
    if parameter.get("AllowedValues"):
        return str(parameter["AllowedValues"][0])
    if kind == "Number":
        return str(parameter.get("MinValue", 1))
    if name.endswith("CertificateArn"):
        return "arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-0000-0000-000000000000"
    if name.endswith("Image"):
        return "public.ecr.aws/docker/library/busybox:1.37"
    return "value-for-a-test"
