"""The IAM policy of every fixture against the schemas of CloudFormation: `policy.py STACKPOSE`, built with the feature `deploy`.

A resource schema says which permissions each handler of its type uses (`handlers`); cfn-lint brings the schemas. All of them
must be in what `deploy --print-policy` prints, less those in EXCEPTIONS and those that a part of the template alone asks for.
The policy must fit into a managed policy, and say of nothing but looks that all of its kind may be done.
"""

import fnmatch
import json
import pathlib
import subprocess
import sys
import tempfile

import cfnlint.data.schemas
import snapshots

SCHEMAS = pathlib.Path(cfnlint.data.schemas.__file__).parent
LARGEST = 6144

# Pattern of an action, and why no template that is made here needs it.
EXCEPTIONS = [
    ("*:*ReplicationConfiguration", "file systems are not replicated"),
    ("amplify:*", "the web ACL is a load balancer's"),
    ("apigateway:*", "the web ACL is a load balancer's"),
    ("apprunner:*", "the web ACL is a load balancer's"),
    ("appsync:*", "the web ACL is a load balancer's"),
    ("autoscaling:CreateOrUpdateTags", "there is no group of EC2 Auto Scaling"),
    ("bedrock-agentcore:*", "the web ACL is a load balancer's"),
    ("cognito-idp:*WebACL*", "the web ACL is a load balancer's"),
    ("ec2:*VerifiedAccessInstance*", "the web ACL is a load balancer's"),
    ("ecs:PutAccountSetting*", "settings of the account are not the template's"),
    ("elasticfilesystem:DeleteTags", "it is the old name of UntagResource"),
    ("elasticloadbalancing:*registerTargets", "ECS registers the tasks"),
    ("elasticloadbalancing:RegisterTargets", "ECS registers the tasks"),
    ("elasticloadbalancing:ModifyCapacityReservation", "no capacity is reserved"),
    ("elasticloadbalancing:ModifyIpPools", "addresses come from no pool"),
    ("firehose:TagDeliveryStream", "the log group delivers nothing"),
    ("lambda:*ProvisionedConcurrencyConfig", "what is scaled is a service of ECS"),
    ("logs:*BearerTokenAuthentication", "nobody writes with a token"),
    ("logs:*IndexPolicy", "the log group has no index"),
    ("logs:*ResourcePolicy", "the log group has no policy"),
    ("logs:CreateLogDelivery", "the log group delivers nothing"),
    ("logs:PutDataProtectionPolicy", "the log group masks nothing"),
    ("s3:REST.PUT.OBJECT", "IAM knows no such action"),
    ("secretsmanager:*Replicat*", "secrets are not replicated"),
    ("secretsmanager:GetSecretValue", "a dynamic reference could print any secret; those of the template have a statement"),
    ("sns:PutDataProtectionPolicy", "topics mask nothing"),
    ("wafv2:*PermissionPolicy", "the web ACL is shared with nobody"),
]

# Pattern of an action, and the text without which a template does not need it.
PARTS = [
    ("cognito-idp:DescribeUserPoolClient", "authenticate-cognito"),
    ("kms:*", "KmsKeyId"),
]

# Types whose schema has no handlers, or which only an overlay brings in.
WITHOUT = {"AWS::ElasticLoadBalancingV2::ListenerCertificate"}
FOREIGN = {"AWS::Serverless::Function"}


def handlers(kind, index):
    """The actions that CloudFormation uses for a type, from making it to removing it; none where the schema is silent."""
    schema = json.loads((SCHEMAS / "resources" / f"{index[kind]}.json").read_text(encoding="utf-8"))
    steps = (schema.get("handlers", {}).get(step, {}) for step in ("create", "read", "update", "delete"))
    return {action for step in steps for action in step.get("permissions", [])}


def matches(action, pattern):
    """As IAM does it: case does not count."""
    return fnmatch.fnmatchcase(action.lower(), pattern.lower())


def types(template, program):
    """Logical types of a template, as the emitted JSON or YAML has them: lines of their own two levels deep, or members."""
    if template.lstrip().startswith("{"):
        return {it["Type"] for it in json.loads(template)["Resources"].values()}
    _, _, rest = template.partition("\nResources:\n")
    lines = rest.split("\nOutputs:\n")[0].splitlines()
    return {line.split("Type: ", 1)[1].strip() for line in lines if line.startswith("    Type: ")}


def check(path, program, index):
    """What is wrong with the policy of a template."""
    text = path.read_text(encoding="utf-8")
    done = subprocess.run([program, "deploy", "--template", path, "--stack-name", "demo", "--print-policy"],
                          capture_output=True, text=True, check=True)
    policy = json.loads(done.stdout)
    statements = policy["Statement"]
    granted = {action for it in statements for action in it["Action"]}
    wanted = {kind: handlers(kind, index) for kind in types(text, program) - FOREIGN}
    found = [f"{kind} has no handlers" for kind, actions in wanted.items() if not actions and kind not in WITHOUT]
    used = set()
    for kind, actions in sorted(wanted.items()):
        for action in sorted(actions):
            if any(matches(action, pattern) for pattern in granted):
                continue
            excepted = [pattern for pattern, _ in EXCEPTIONS if matches(action, pattern)]
            used.update(excepted)
            if excepted or any(matches(action, pattern) and part not in text for pattern, part in PARTS):
                continue
            # Handed over by what takes a role, and made by what has a role of its own.
            if action in ("iam:PassRole", "iam:CreateServiceLinkedRole", "iam:GetRole"):
                continue
            found.append(f"{kind} needs {action}")
    found += [f"`{action}` is a pattern" for action in granted
              if "*" in action and not action.endswith((":Describe*", ":List*"))]
    sids = [it["Sid"] for it in statements]
    found += [] if len(set(sids)) == len(sids) and all(sid.isalnum() for sid in sids) else [f"Sids: {sids}"]
    size = len("".join(json.dumps(policy).split()))
    found += [f"{size} characters are more than {LARGEST}"] if size > LARGEST else []
    return [f"  {path}: {it}" for it in found], size, used


def main(program):
    """Check all; print what is wrong; return the exit status."""
    index = json.loads((SCHEMAS / "providers" / "us-east-1.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        paths = snapshots.extract(folder, snapshots.fixtures())
        checked = [check(path, program, index) for path in paths]
    found = [line for lines, _, _ in checked for line in lines]
    used = set().union(*(used for _, _, used in checked))
    found += [f"  exception without a use: {pattern}" for pattern, _ in EXCEPTIONS if pattern not in used]
    print(*found, sep="\n", end="\n" if found else "")
    sizes = [size for _, size, _ in checked]
    print(f"policy: {len(checked)} templates, {len(found)} faults; the largest policy has {max(sizes)} characters")
    return 1 if found or not checked else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
