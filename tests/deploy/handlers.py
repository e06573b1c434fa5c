"""The resource types that ministack's CloudFormation lacks, as handlers for its table.

Rules of a security group and capacity providers go into the emulator's own EC2 and ECS state, so `describe-…` shows them.
Application Auto Scaling, listener certificates and web ACL associations are *thin*: the emulator has nothing behind them (or
nothing we look at), so they are checked (what they name must exist, nothing twice) and remembered here, no more.

A handler is `create(logical_id, props, stack_name) -> (physical_id, attributes)` and `delete(physical_id, props)`.
"""

import uuid

from ministack.core.responses import get_account_id, get_region
from ministack.services import alb, ec2, ecs, waf
from ministack.services.cloudformation import provisioners

THIN = {}  # (account, region, kind, physical id) -> properties


def demand(condition, kind, message):
    """Fail the resource, and so the stack, as AWS would."""
    if not condition:
        raise ValueError(f"{kind}: {message}")


def camel(value):
    """CloudFormation's spelling of a structure → the API's (`CapacityProvider` → `capacityProvider`)."""
    if isinstance(value, dict):
        return {key[:1].lower() + key[1:]: camel(item) for key, item in value.items()}
    return [camel(item) for item in value] if isinstance(value, list) else value


def thin(kind, physical_id, props):
    """Remember a resource that the emulator has no room for; the same one twice is an error."""
    key = (get_account_id(), get_region(), kind, physical_id)
    demand(key not in THIN, kind, f"{physical_id} already exists")
    THIN[key] = props
    return physical_id


def thin_delete(kind):
    """The delete handler of a type that `thin` remembers."""
    return lambda physical_id, props: THIN.pop((get_account_id(), get_region(), kind, physical_id), None)


def security_group_rule(kind, is_egress):
    """AWS::EC2::SecurityGroupIngress and …Egress: a rule in the group's own list."""
    side = "IpPermissionsEgress" if is_egress else "IpPermissions"
    other = "DestinationSecurityGroupId" if is_egress else "SourceSecurityGroupId"

    def rule(props):
        return provisioners._ec2_sg_permissions([props])[0]

    def create(logical_id, props, stack_name):
        ec2._ensure_defaults_initialized()
        group = ec2._security_groups.get(props.get("GroupId"))
        demand(group, kind, f"security group {props.get('GroupId')!r} does not exist")
        peer = props.get(other)
        demand(not peer or ec2._security_groups.get(peer), kind, f"security group {peer!r} does not exist")
        demand(peer or props.get("CidrIp") or props.get("CidrIpv6") or props.get("SourcePrefixListId")
               or props.get("DestinationPrefixListId"), kind, "names no source or destination")
        new = rule(props)
        taken = any(ec2._strip_descriptions(old) == ec2._strip_descriptions(new) for old in group[side])
        demand(not taken, kind, f"the rule already exists in {props['GroupId']}")
        group[side].append(new)
        identity = ec2._sg_rule_id(props["GroupId"], is_egress, new)
        return identity, {"Id": identity}

    def delete(physical_id, props):
        group = ec2._security_groups.get(props.get("GroupId"))
        if group:
            gone = ec2._strip_descriptions(rule(props))
            group[side] = [old for old in group[side] if ec2._strip_descriptions(old) != gone]

    return {"create": create, "delete": delete}


def capacity_provider(kind):
    """AWS::ECS::CapacityProvider, through the emulator's CreateCapacityProvider; its settings are kept beside."""

    def create(logical_id, props, stack_name):
        ways = [way for way in ("AutoScalingGroupProvider", "ManagedInstancesProvider") if way in props]
        demand(len(ways) == 1, kind, "wants exactly one of AutoScalingGroupProvider and ManagedInstancesProvider")
        name = props.get("Name") or provisioners._physical_name(stack_name, logical_id)
        answer = ecs._create_capacity_provider(camel({"Name": name, **props}))
        demand(answer[0] < 400, kind, answer[2])
        provider = ecs._capacity_providers[name]
        if "ManagedInstancesProvider" in props:
            provider["managedInstancesProvider"] = camel(props["ManagedInstancesProvider"])
        return name, {"Arn": provider["capacityProviderArn"]}

    def delete(physical_id, props):
        ecs._delete_capacity_provider({"capacityProvider": physical_id})

    return {"create": create, "delete": delete}


def capacity_provider_associations(kind):
    """AWS::ECS::ClusterCapacityProviderAssociations, through the emulator's PutClusterCapacityProviders."""

    def create(logical_id, props, stack_name):
        known = {"FARGATE", "FARGATE_SPOT", *ecs._capacity_providers}
        strategy = props.get("DefaultCapacityProviderStrategy", [])
        for name in [*props.get("CapacityProviders", []), *(item["CapacityProvider"] for item in strategy)]:
            demand(name in known, kind, f"capacity provider {name!r} does not exist")
        answer = ecs._put_cluster_capacity_providers(camel(props))
        demand(answer[0] < 400, kind, answer[2])
        return props["Cluster"], {}

    def delete(physical_id, props):
        ecs._put_cluster_capacity_providers({"cluster": physical_id})

    return {"create": create, "delete": delete}


def scalable_target(kind):
    """AWS::ApplicationAutoScaling::ScalableTarget, thin: its ECS service must exist and its bounds must be in order."""

    def create(logical_id, props, stack_name):
        for name in ("ResourceId", "ScalableDimension", "ServiceNamespace", "MinCapacity", "MaxCapacity"):
            demand(name in props, kind, f"{name} is missing")
        demand(int(props["MinCapacity"]) <= int(props["MaxCapacity"]), kind, "MinCapacity is above MaxCapacity")
        if props["ServiceNamespace"] == "ecs":
            parts = props["ResourceId"].split("/")
            demand(len(parts) == 3 and parts[0] == "service", kind, f"{props['ResourceId']!r} is not service/CLUSTER/SERVICE")
            described = ecs._describe_services({"cluster": parts[1], "services": [parts[2]]})
            found = described[0] < 400 and b'"serviceName"' in bytes(described[2])
            demand(found, kind, f"no ECS service {props['ResourceId']!r}")
        identity = f"{props['ResourceId']}|{props['ScalableDimension']}|{props['ServiceNamespace']}"
        return thin(kind, identity, props), {"Id": identity}

    return {"create": create, "delete": thin_delete(kind)}


def scaling_policy(kind):
    """AWS::ApplicationAutoScaling::ScalingPolicy, thin: its target must be there and its kind must come with its settings."""
    settings = {
        "TargetTrackingScaling": "TargetTrackingScalingPolicyConfiguration",
        "StepScaling": "StepScalingPolicyConfiguration",
        "PredictiveScaling": "PredictiveScalingPolicyConfiguration",
    }

    def create(logical_id, props, stack_name):
        target = props.get("ScalingTargetId") or "|".join(
            str(props.get(name)) for name in ("ResourceId", "ScalableDimension", "ServiceNamespace"))
        found = (get_account_id(), get_region(), "AWS::ApplicationAutoScaling::ScalableTarget", target) in THIN
        demand(found, kind, f"no scalable target {target!r}")
        demand(props.get("PolicyName"), kind, "PolicyName is missing")
        wanted = settings.get(props.get("PolicyType"))
        demand(wanted in props, kind, f"PolicyType {props.get('PolicyType')!r} without {wanted}")
        arn = (f"arn:aws:autoscaling:{get_region()}:{get_account_id()}:scalingPolicy:{uuid.uuid4()}:resource/"
               f"{target.split('|')[0]}:policyName/{props['PolicyName']}")
        return thin(kind, arn, props), {"Arn": arn}

    return {"create": create, "delete": thin_delete(kind)}


def listener_certificate(kind):
    """AWS::ElasticLoadBalancingV2::ListenerCertificate, thin: the listener must exist and speak TLS."""

    def create(logical_id, props, stack_name):
        listener = alb._listeners.get(props.get("ListenerArn"))
        demand(listener, kind, f"no listener {props.get('ListenerArn')!r}")
        demand(listener.get("Protocol") in ("HTTPS", "TLS"), kind, f"the listener speaks {listener.get('Protocol')}")
        demand(props.get("Certificates"), kind, "Certificates is empty")
        return thin(kind, f"{props['ListenerArn']}|{logical_id}", props), {}

    return {"create": create, "delete": thin_delete(kind)}


def web_acl_association(kind):
    """AWS::WAFv2::WebACLAssociation, into the emulator's associations; the load balancer must exist."""

    def create(logical_id, props, stack_name):
        demand(alb._lbs.get(props.get("ResourceArn")), kind, f"no load balancer {props.get('ResourceArn')!r}")
        demand(props["ResourceArn"] not in waf._associations, kind, "the load balancer already has a web ACL")
        waf._associations[props["ResourceArn"]] = props["WebACLArn"]
        return f"{props['WebACLArn']}|{props['ResourceArn']}", {}

    def delete(physical_id, props):
        waf._associations.pop(props.get("ResourceArn"), None)

    return {"create": create, "delete": delete}


HANDLERS = {
    "AWS::ApplicationAutoScaling::ScalableTarget": scalable_target,
    "AWS::ApplicationAutoScaling::ScalingPolicy": scaling_policy,
    "AWS::EC2::SecurityGroupEgress": lambda kind: security_group_rule(kind, is_egress=True),
    "AWS::EC2::SecurityGroupIngress": lambda kind: security_group_rule(kind, is_egress=False),
    "AWS::ECS::CapacityProvider": capacity_provider,
    "AWS::ECS::ClusterCapacityProviderAssociations": capacity_provider_associations,
    "AWS::ElasticLoadBalancingV2::ListenerCertificate": listener_certificate,
    "AWS::WAFv2::WebACLAssociation": web_acl_association,
}


def with_numbers(handler, names):
    """A handler that takes a number out of a parameter, which is text there, as CloudFormation does."""

    def numbers(props):
        return {name: int(value) if name in names and isinstance(value, str) else value for name, value in props.items()}

    def convert(call):
        return lambda *arguments: call(*(numbers(it) if isinstance(it, dict) else it for it in arguments))

    return {name: convert(call) if callable(call) else call for name, call in handler.items()}


def install():
    """Add what is missing; a type that ministack learns one day stays its own."""
    services = provisioners._RESOURCE_HANDLERS["AWS::ECS::Service"]
    provisioners._RESOURCE_HANDLERS["AWS::ECS::Service"] = with_numbers(services, {"DesiredCount"})
    for kind, handler in HANDLERS.items():
        provisioners._RESOURCE_HANDLERS.setdefault(kind, handler(kind))
