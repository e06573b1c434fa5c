"""The shop: most of what a project can ask for at once, deployed, looked at through AWS's own APIs, and deleted again."""

import pathlib

from proof import by_type, expect, shell
from stacks import status

COMPOSE = pathlib.Path("fixtures/whole/shop/compose.yaml")
STACK = "shop"
CERTIFICATE = "arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-0000-0000-000000000000"


def run(account, binary, scratch):
    """The whole proof."""
    print("shop: aws cloudformation deploy")
    shell(account, '''
        "$STACKPOSE" convert -f "$COMPOSE" -o "$SCRATCH/shop.yaml"
        aws cloudformation deploy --template-file "$SCRATCH/shop.yaml" --stack-name "$STACK" --capabilities CAPABILITY_IAM \\
            --s3-bucket shop-templates --parameter-overrides "VpcId=$VPC_ID" "SubnetIds=$SUBNET_IDS" "CertificateArn=$CERTIFICATE" \\
            DatabaseSecretValue=for-a-test''',
          STACKPOSE=binary, COMPOSE=str(COMPOSE), SCRATCH=bucket(account, scratch), STACK=STACK, CERTIFICATE=CERTIFICATE)
    found = status(account.client("cloudformation"), STACK)
    expect(found == "CREATE_COMPLETE", f"stack {STACK} is CREATE_COMPLETE", found)
    resources = by_type(account, STACK)
    look_at_listeners(account, resources)
    look_at_groups(account, resources)
    look_at_services(account, resources)
    look_at_scaling(resources)
    look_at_schedule(account, resources)
    print("shop: delete")
    shell(account, f"aws cloudformation delete-stack --stack-name {STACK}\n"
                   f"aws cloudformation wait stack-delete-complete --stack-name {STACK}")
    expect(status(account.client("cloudformation"), STACK) in (None, "DELETE_COMPLETE"), f"stack {STACK} is deleted")


def bucket(account, scratch):
    """The template is larger than what CloudFormation takes inline; returns the folder for it."""
    account.client("s3").create_bucket(Bucket="shop-templates")
    return scratch


def look_at_listeners(account, resources):
    """443 for all, 80 sends on, 8443 shows the canary; the rules come in the order of their narrowness."""
    balancing = account.client("elbv2")
    arns = list(resources["AWS::ElasticLoadBalancingV2::LoadBalancer"].values())
    balancers = balancing.describe_load_balancers(LoadBalancerArns=arns)["LoadBalancers"]
    expect([one["Type"] for one in balancers] == ["application"], "one application load balancer", balancers)
    listeners = {one["Port"]: one for one in balancing.describe_listeners(LoadBalancerArn=arns[0])["Listeners"]}
    seen = {port: one["Protocol"] for port, one in listeners.items()}
    expect(seen == {80: "HTTP", 443: "HTTPS", 8443: "HTTPS"}, "listeners on 80, 443 and 8443", seen)
    certificates = [one["CertificateArn"] for one in listeners[443].get("Certificates", [])]
    expect(certificates == [CERTIFICATE], "port 443 shows the certificate of the parameter", certificates)
    first = listeners[80]["DefaultActions"][0]
    expect(first["Type"] == "redirect", "port 80 sends clients on", first)
    rules = balancing.describe_rules(ListenerArn=listeners[443]["ListenerArn"])["Rules"]
    rules = sorted((one for one in rules if one["Priority"] != "default"), key=lambda one: int(one["Priority"]))
    fields = [[condition["Field"] for condition in one["Conditions"]] for one in rules]
    expect(fields == [["host-header"], ["path-pattern"], ["path-pattern"]],
           "rules: the host of admin, the path of api, everything else for site", fields)
    # The emulator keeps the first target group of an action; the picture of the template shows the second.
    last, site = rules[-1]["Actions"][-1].get("TargetGroupArn"), resources["AWS::ElasticLoadBalancingV2::TargetGroup"]
    expect(last == site["SiteTCP443TargetGroup"], "the last rule leads to site", rules[-1])


def look_at_groups(account, resources):
    """Four target groups, asked as the file says."""
    groups = resources["AWS::ElasticLoadBalancingV2::TargetGroup"]
    wanted = ["AdminTCP443TargetGroup", "ApiTCP443TargetGroup", "SiteTCP443AlternateTargetGroup", "SiteTCP443TargetGroup"]
    expect(sorted(groups) == wanted, "four target groups, two of them for site", sorted(groups))
    described = account.client("elbv2").describe_target_groups(TargetGroupArns=list(groups.values()))["TargetGroups"]
    facts = {(one["Protocol"], one["Port"], one["TargetType"], one["HealthCheckPath"]) for one in described}
    expect(facts == {("HTTP", 8080, "ip", "/healthy")}, "all of them ask for /healthy on 8080", facts)


def look_at_services(account, resources):
    """Four services, one of them on Spot, one with a canary, two whose number is not the template's."""
    ecs = account.client("ecs")
    services = resources["AWS::ECS::Service"]
    expect(sorted(services) == ["AdminService", "ApiService", "SiteService", "WorkerService"], "four services", sorted(services))
    cluster = next(iter(resources["AWS::ECS::Cluster"].values()))
    found = {name: ecs.describe_services(cluster=cluster, services=[arn])["services"][0] for name, arn in services.items()}
    spot = [one["capacityProvider"] for one in found["WorkerService"].get("capacityProviderStrategy", [])]
    expect(spot == ["FARGATE_SPOT"], "the workers run on Spot", spot)
    strategy = found["SiteService"]["deploymentConfiguration"].get("strategy")
    expect(strategy == "CANARY", "site is deployed by canary", strategy)
    expect(found["SiteService"]["desiredCount"] == 2, "site wants two tasks", found["SiteService"]["desiredCount"])


def look_at_scaling(resources):
    """What scales, and by what."""
    targets = sorted(resources["AWS::ApplicationAutoScaling::ScalableTarget"])
    expect(len(targets) == 2, "api and worker are scaled", targets)
    policies = sorted(resources["AWS::ApplicationAutoScaling::ScalingPolicy"])
    expect(len(policies) == 3, "by requests, CPU and the queue", policies)


def look_at_schedule(account, resources):
    """One job on Monday morning, with a queue for what could not be started."""
    schedules = list(resources["AWS::Scheduler::Schedule"].values())
    expect(len(schedules) == 1, "one schedule", schedules)
    schedule = account.client("scheduler").get_schedule(Name=schedules[0].rsplit("/", 1)[-1])
    expect(schedule["ScheduleExpression"] == "cron(0 6 ? * MON *)", "it is for Monday at six", schedule["ScheduleExpression"])
    started = schedule["Target"]["EcsParameters"]["TaskDefinitionArn"]
    expect(started == resources["AWS::ECS::TaskDefinition"]["ReportTaskDefinition"], "it runs the task of report", started)
    expect(sorted(resources["AWS::SQS::Queue"]) == ["Jobs", "ReportScheduleDeadLetters"], "two queues, for jobs and for starts that failed")
