"""The article's project, deployed as its README says, looked at through AWS's own APIs, and deleted again.

`stackpose convert` → `aws cloudformation deploy` (twice: the second time nothing changes) → the same template again under
two names in the same VPC, through the true pipe into `create-change-set` → delete all three. No stack gets a parameter
besides the network.
"""

import os
import pathlib

from proof import by_type, expect, shell
from stacks import Failed, status

COMPOSE = pathlib.Path("fixtures/whole/article/compose.yaml")
ANYWHERE = ("0.0.0.0/0", "::/0")


def run(account, binary, scratch):
    """The whole proof."""
    files = {"STACKPOSE": binary, "COMPOSE": str(COMPOSE), "TEMPLATE": os.path.join(scratch, "template.yaml")}
    print("article: aws cloudformation deploy")
    shell(account, '"$STACKPOSE" convert -f "$COMPOSE" -o "$TEMPLATE"', **files)
    deploy = '''aws cloudformation deploy --template-file "$TEMPLATE" --stack-name demo --capabilities CAPABILITY_IAM \\
        --parameter-overrides "VpcId=$VPC_ID" "SubnetIds=$SUBNET_IDS"'''
    shell(account, deploy, **files)
    look(account, "demo")
    again = shell(account, deploy + " --no-fail-on-empty-changeset", **files)
    expect("No changes to deploy" in again, "deploying the same template again changes nothing", again)
    print("article: convert | create-change-set, for two stages in the same account")
    for stage in ("staging", "production"):
        pipe(account, stage, files)
        look(account, stage)
    apart(account, ["demo", "staging", "production"])
    print("article: delete")
    for name in ("demo", "staging", "production"):
        shell(account, f"aws cloudformation delete-stack --stack-name {name}\n"
                       f"aws cloudformation wait stack-delete-complete --stack-name {name}")
        expect(status(account.client("cloudformation"), name) in (None, "DELETE_COMPLETE"), f"stack {name} is deleted")
    nothing_left(account)


def pipe(account, stage, files):
    """The pipe of the README: the template never touches the disk."""
    shell(account, '''
        "$STACKPOSE" convert -f "$COMPOSE" |
            aws cloudformation create-change-set --stack-name "$STAGE" --change-set-name first --change-set-type CREATE \\
                --template-body file:///dev/stdin --capabilities CAPABILITY_IAM --parameters \\
                "ParameterKey=VpcId,ParameterValue=$VPC_ID" "ParameterKey=SubnetIds,ParameterValue=\\"$SUBNET_IDS\\""
        aws cloudformation wait change-set-create-complete --stack-name "$STAGE" --change-set-name first
        aws cloudformation execute-change-set --stack-name "$STAGE" --change-set-name first
        aws cloudformation wait stack-create-complete --stack-name "$STAGE"''', STAGE=stage, **files)


def look(account, name):
    """What the issue asks to be seen, for one stack."""
    cloudformation = account.client("cloudformation")
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    expect(stack["StackStatus"] == "CREATE_COMPLETE", f"stack {name} is CREATE_COMPLETE")
    resources = by_type(account, name)
    look_at_tasks(account, resources)
    balancer = look_at_balancer(account, resources)
    look_at_doors(account, resources, balancer)
    look_at_names(account, resources, f"{name}.local")
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
    expect(outputs and all(outputs.values()), f"every output has a value: {', '.join(sorted(outputs))}", outputs)
    expect(any(balancer["DNSName"] in value for value in outputs.values()), "an output names the load balancer", outputs)


def look_at_tasks(account, resources):
    """Cluster, services, task definitions and their size."""
    ecs = account.client("ecs")
    clusters = list(resources.get("AWS::ECS::Cluster", {}).values())
    found = ecs.describe_clusters(clusters=clusters)["clusters"]
    expect(len(found) == 1 and found[0]["status"] == "ACTIVE", "one cluster, active", found)
    services = resources.get("AWS::ECS::Service", {})
    expect(sorted(services) == ["BackendService", "FrontendService"], "two services, frontend and backend", sorted(services))
    for logical_id, arn in sorted(services.items()):
        service = ecs.describe_services(cluster=clusters[0], services=[arn])["services"][0]
        task = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]
        size = f"{task['cpu']} CPU units and {task['memory']} MiB"
        providers = [share["capacityProvider"] for share in service["capacityProviderStrategy"]]
        expect(service["desiredCount"] == 1 and providers == ["FARGATE"], f"{logical_id} wants one Fargate task", providers)
        expect((task["cpu"], task["memory"]) == ("256", "512"), f"{logical_id} runs tasks of {size}")
        images = [container["image"] for container in task["containerDefinitions"]]
        wanted = {"FrontendService": "inokara/timestamper", "BackendService": "redis:alpine"}[logical_id]
        expect(wanted in images, f"{logical_id} runs {wanted}", images)


def look_at_balancer(account, resources):
    """The network load balancer with its listener and target group on port 5000; returns the balancer."""
    balancing = account.client("elbv2")
    arns = list(resources.get("AWS::ElasticLoadBalancingV2::LoadBalancer", {}).values())
    balancers = balancing.describe_load_balancers(LoadBalancerArns=arns)["LoadBalancers"] if arns else []
    expect([balancer["Type"] for balancer in balancers] == ["network"], "one network load balancer", balancers)
    balancer = balancers[0]
    listeners = balancing.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    seen = [(listener["Protocol"], listener["Port"]) for listener in listeners]
    expect(seen == [("TCP", 5000)], "one listener, TCP 5000", seen)
    target = listeners[0]["DefaultActions"][0]["TargetGroupArn"]
    group = balancing.describe_target_groups(TargetGroupArns=[target])["TargetGroups"][0]
    facts = (group["Protocol"], group["Port"], group["TargetType"], group["VpcId"])
    expect(facts == ("TCP", 5000, "ip", account.vpc_id), "the listener forwards to a target group on TCP 5000, by address", facts)
    return balancer


def look_at_doors(account, resources, balancer):
    """Only the load balancer listens to the world, and the network lets its own services talk."""
    groups = account.client("ec2").describe_security_groups(
        GroupIds=list(resources.get("AWS::EC2::SecurityGroup", {}).values()))["SecurityGroups"]
    world, inside = set(), set()
    for group in groups:
        for rule in group["IpPermissions"]:
            cidrs = [item["CidrIp"] for item in rule["IpRanges"]] + [item["CidrIpv6"] for item in rule.get("Ipv6Ranges", [])]
            if any(cidr in ANYWHERE for cidr in cidrs):
                world.add(group["GroupId"])
            if any(pair.get("GroupId") == group["GroupId"] for pair in rule["UserIdGroupPairs"]):
                inside.add(group["GroupId"])
    closed = world and world <= set(balancer["SecurityGroups"])
    expect(closed, "only the load balancer's group is open to the world", sorted(world))
    expect(inside, "the services of a network may reach each other")


def look_at_names(account, resources, namespace):
    """Cloud Map answers for frontend and backend."""
    discovery = account.client("servicediscovery")
    spaces = {space["Id"]: space["Name"] for space in discovery.list_namespaces()["Namespaces"]}
    mine = list(resources.get("AWS::ServiceDiscovery::PrivateDnsNamespace", {}).values())
    expect([spaces.get(identity) for identity in mine] == [namespace], f"one private namespace, {namespace}", spaces)
    services = [discovery.get_service(Id=identity)["Service"]
                for identity in resources.get("AWS::ServiceDiscovery::Service", {}).values()]
    names = sorted(service["Name"] for service in services if service["NamespaceId"] in mine)
    expect(names == ["backend", "frontend"], f"Cloud Map knows backend and frontend in {namespace}", names)


def apart(account, names):
    """Stacks of one template share nothing."""
    cloudformation, owner = account.client("cloudformation"), {}
    for name in names:
        for resource in cloudformation.describe_stack_resources(StackName=name)["StackResources"]:
            key = (resource["ResourceType"], resource["PhysicalResourceId"])
            if key in owner:
                raise Failed(f"stacks {owner[key]} and {name} share {resource['LogicalResourceId']} ({key[1]})")
            owner[key] = name
    expect(len(owner) >= 3 * 10, f"{len(owner)} resources of {len(names)} stacks, no physical name twice")


def nothing_left(account):
    """The account is as empty as before."""
    left = {
        "clusters": account.client("ecs").list_clusters()["clusterArns"],
        "load balancers": account.client("elbv2").describe_load_balancers()["LoadBalancers"],
        "target groups": account.client("elbv2").describe_target_groups()["TargetGroups"],
        "namespaces": account.client("servicediscovery").list_namespaces()["Namespaces"],
        "roles": account.client("iam").list_roles()["Roles"],
        "log groups": account.client("logs").describe_log_groups()["logGroups"],
        "security groups": [group for group in account.client("ec2").describe_security_groups()["SecurityGroups"]
                            if group["GroupName"] != "default"],
    }
    for what, found in left.items():
        expect(not found, f"no {what} left", found)
