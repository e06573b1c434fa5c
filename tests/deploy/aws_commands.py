"""The commands that call AWS (`stackpose deploy` and its companions), against the emulated account.

    session.py aws_commands.py is not a way to run this: run.py does, when STACKPOSE_DEPLOY names a build with the feature `deploy`.

An account without a default VPC → `setup` → `deploy` (new, again, a replacement, one that is refused, one that fails, one
through S3) → `ps`, `logs`, `events`, `secret` → `down`. What AWS does and the emulator does not is in `tests/aws`.
"""

import json
import os
import pathlib
import pty
import re
import select
import subprocess
import time

from proof import expect
from stacks import Failed, status

SECRET = "hunter2-in-the-file"
COMPOSE = """\
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
    secrets: [token]
  worker:
    image: busybox:1.37
    command: sleep infinity
secrets:
  token: {file: token.txt}
"""
QUIET = ("--allow", "W1001,N1004,N1005")


class Commands:
    """The program in a folder with one project, in an account."""

    def __init__(self, account, binary, scratch):
        self.account, self.binary = account, binary
        self.folder = pathlib.Path(scratch, "commands")
        self.folder.mkdir()
        self.write("compose.yaml", COMPOSE)
        self.write("token.txt", SECRET)
        self.seen = []

    def write(self, name, text):
        """A file of the project."""
        (self.folder / name).write_text(text, encoding="utf-8")

    def edit(self, old, new):
        """Change the Compose file."""
        text = (self.folder / "compose.yaml").read_text(encoding="utf-8")
        expect(old in text, f"the Compose file holds {old!r}")
        self.write("compose.yaml", text.replace(old, new))

    def run(self, *arguments, wanted=0, text=None, **environment):
        """Run a command; its output, both streams."""
        done = subprocess.run(
            [self.binary, "-p", "demo", *arguments], cwd=self.folder, env={**self.account.environment(), **environment},
            input=text or "", capture_output=True, text=True, timeout=120, check=False)
        self.seen += [done.stdout, done.stderr]
        if done.returncode != wanted:
            raise Failed(f"status {done.returncode}, not {wanted}, from {' '.join(arguments)}\n{done.stdout}{done.stderr}")
        return done.stdout, done.stderr

    def deploy(self, *arguments, wanted=0):
        """`deploy`, with the parameters of `setup`."""
        return self.run("deploy", *QUIET, "--parameters", "parameters.json", *arguments, wanted=wanted)

    def terminal(self, *arguments, answer, columns=60):
        """Run a command in a pseudo terminal and answer its question; its status and all that was seen."""
        pid, master = pty.fork()
        if pid == 0:
            os.chdir(self.folder)
            os.execve(self.binary, [self.binary, "-p", "demo", *arguments],
                      {**self.account.environment(), "TERM": "xterm"})
        import fcntl
        import struct
        import termios
        fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        seen, answered, deadline = b"", False, time.monotonic() + 60
        while time.monotonic() < deadline:
            if not select.select([master], [], [], 0.2)[0]:
                continue
            try:
                part = os.read(master, 65536)
            except OSError:
                break
            if not part:
                break
            seen += part
            if not answered and re.search(rb"\[y/N\] |: $", seen):
                answered = True
                # A person is not as fast as the switch that hides what is typed.
                time.sleep(0.3)
                os.write(master, answer.encode())
        _, code = os.waitpid(pid, 0)
        text = seen.decode(errors="replace")
        self.seen.append(text)
        return os.waitstatus_to_exitcode(code), text


def run(account, binary, scratch):
    """The whole proof."""
    without_default(account)
    commands = Commands(account, binary, scratch)
    for part in (nobody_to_ask, set_up, create, looks, no_op, at_a_terminal, replacement, refused, fails, large, secrets, down, nested, not_reached):
        print(f"commands: {part.__doc__.splitlines()[0].rstrip('.')}")
        part(commands)
    everything = "".join(commands.seen)
    expect(SECRET not in everything and "from-stdin" not in everything, "no value of a secret was ever printed")


def without_default(account):
    """Most accounts that matter have no default VPC; the emulator's goes."""
    ec2 = account.client("ec2")
    for vpc in ec2.describe_vpcs()["Vpcs"]:
        if vpc["VpcId"] != account.vpc_id:
            for subnet in ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc["VpcId"]]}])["Subnets"]:
                ec2.delete_subnet(SubnetId=subnet["SubnetId"])
            for gateway in ec2.describe_internet_gateways()["InternetGateways"]:
                if any(it["VpcId"] == vpc["VpcId"] for it in gateway["Attachments"]):
                    ec2.detach_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"], VpcId=vpc["VpcId"])
            ec2.delete_vpc(VpcId=vpc["VpcId"])


def stack(commands):
    """The stack's status."""
    return status(commands.account.client("cloudformation"), "demo")


def nobody_to_ask(commands):
    """A script must say --yes."""
    _, said = commands.run("deploy", *QUIET, wanted=2)
    expect("nobody can be asked" in said and "--yes" in said, "a deployment without --yes stops and says so")
    _, said = commands.run("deploy", *QUIET, "--yes", wanted=2)
    for part in ("VpcId", "SubnetIds", "setup", "no default VPC", commands.account.vpc_id, *commands.account.subnet_ids):
        expect(part in said, f"what is missing is told, and what there is: {part}", said)
    expect(stack(commands) is None, "nothing was made")


def set_up(commands):
    """The account has no default VPC."""
    shown, said = commands.run("setup")
    expect(commands.account.vpc_id in shown and "no default VPC" in shown, "the VPC is shown", shown)
    expect("isolated" in shown and "VPC endpoints" in said, "subnets without a way out are told", said)
    entries = json.loads((commands.folder / "parameters.json").read_text())
    values = {entry["ParameterKey"]: entry["ParameterValue"] for entry in entries}
    expect(values["VpcId"] == commands.account.vpc_id, "the file has the VPC")
    expect(sorted(values["SubnetIds"].split(",")) == sorted(commands.account.subnet_ids), "and a subnet of every zone")
    survey = json.loads(commands.run("setup", "--list", "--format", "json")[0])
    expect([vpc["id"] for vpc in survey["account"]["vpcs"]] == [commands.account.vpc_id], "the same as JSON")
    wide = commands.account.client("ec2")
    gateway = wide.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    wide.attach_internet_gateway(InternetGatewayId=gateway, VpcId=commands.account.vpc_id)
    table = wide.create_route_table(VpcId=commands.account.vpc_id)["RouteTable"]["RouteTableId"]
    wide.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    for subnet in commands.account.subnet_ids:
        wide.associate_route_table(RouteTableId=table, SubnetId=subnet)
    shown, said = commands.run("setup", "-o", "public.json")
    expect("public" in shown and "public addresses" in said, "subnets with an internet gateway are public", shown)
    commands.run("setup", "--vpc", "vpc-nowhere", wanted=2)


def create(commands):
    """A new stack."""
    shown, _ = commands.deploy("--dry-run")
    expect("WebService" in shown and "web, compose.yaml:2" in shown and "to add" in shown, "--dry-run shows the changes")
    expect(stack(commands) in (None, "DELETE_COMPLETE"), "and leaves nothing behind", stack(commands))
    made, said = commands.deploy("--yes", "--termination-protection", "--tag", "stage=test")
    expect(stack(commands) == "CREATE_COMPLETE", "the stack is there")
    expect("WebTCP80Url: http://" in made and "Url" in made.splitlines()[-1], "addresses are printed, last", made)
    expect("\x1b" not in said, "a log has no colours")
    found = commands.account.client("secretsmanager")
    arns = [secret["ARN"] for secret in found.list_secrets()["SecretList"]]
    values = [found.get_secret_value(SecretId=arn)["SecretString"] for arn in arns]
    expect(values == [SECRET], "the secret has the content of its file")


def looks(commands):
    """ps, logs and events."""
    shown, _ = commands.run("ps")
    expect(re.search(r"web +\d/1", shown) and "http://" in shown and "worker" in shown, "ps shows services and addresses", shown)
    services = json.loads(commands.run("ps", "--format", "json")[0])
    expect([service["service"] for service in services] == ["web", "worker"], "the same as JSON")
    logs = commands.account.client("logs")
    group = logs.describe_log_groups()["logGroups"][0]["logGroupName"]
    now = int(time.time() * 1000)
    for service, count in (("web", 250), ("worker", 3)):
        stream = f"{service}/{service}/0123456789abcdef"
        logs.create_log_stream(logGroupName=group, logStreamName=stream)
        events = [{"timestamp": now - 60_000 + number, "message": f"{service} line {number}"} for number in range(count)]
        logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)
    lines = commands.run("logs")[0].splitlines()
    expect(len(lines) == 253 and "web    | web line 249" in lines, "logs shows every line", len(lines))
    lines = commands.run("logs", "worker", "--no-log-prefix")[0].splitlines()
    expect(lines == ["worker line 0", "worker line 1", "worker line 2"], "of one service", lines)
    lines = commands.run("logs", "web", "--tail", "2", "--format", "json")[0].splitlines()
    expect([json.loads(line)["message"] for line in lines] == ["web line 248", "web line 249"], "the newest, as JSON", lines)
    expect(commands.run("logs", "--since", "10s")[0] == "", "none of the last ten seconds")
    follow(commands, logs, group)
    shown, _ = commands.run("events", "--tail", "3")
    expect(len(shown.splitlines()) == 3 and "CREATE_COMPLETE" in shown, "events shows the newest", shown)
    events = [json.loads(line) for line in commands.run("events", "--format", "json")[0].splitlines()]
    times = [event["time"][:19] for event in events]
    expect(len(events) > 30 and times == sorted(times), "all of them as JSON, in the order of time", times)


def follow(commands, logs, group):
    """`logs --follow` shows a line that comes later, once, and Ctrl-C ends it well."""
    process = subprocess.Popen([commands.binary, "-p", "demo", "logs", "worker", "--follow"], cwd=commands.folder,
                               env=commands.account.environment(), stdout=subprocess.PIPE, text=True)
    try:
        time.sleep(1)
        logs.put_log_events(logGroupName=group, logStreamName="worker/worker/0123456789abcdef",
                            logEvents=[{"timestamp": int(time.time() * 1000), "message": "late line"}])
        time.sleep(4)
        process.send_signal(2)
        text = process.communicate(timeout=20)[0]
    finally:
        process.kill()
    expect(process.returncode == 0 and text.count("late line") == 1 and text.count("line 0") == 1, "--follow shows what comes", text)


def no_op(commands):
    """The same again."""
    made, said = commands.deploy("--yes")
    expect("no changes" in said and "WebTCP80Url" in made, "the same again changes nothing")
    _, said = commands.run("deploy", *QUIET, "--yes")
    expect("no changes" in said, "nor without parameters: the stack has them")


def at_a_terminal(commands):
    """The question at a terminal."""
    commands.edit("nginx:1.27", "nginx:1.28")
    code, seen = commands.terminal("deploy", *QUIET, answer="n\n")
    expect(code == 1 and "Deploy this? [y/N]" in seen and "nothing was deployed" in seen, "no is no", seen)
    expect(max(len(line) for line in seen.split("\r\n") if "allow" not in line) <= 60 or "…" in seen, "lines fit the window", seen)
    code, seen = commands.terminal("deploy", *QUIET, answer="y\n")
    expect(code == 0 and "\x1b[32m" in seen, "yes deploys, in colours", seen)
    expect(stack(commands) == "UPDATE_COMPLETE", "the stack is updated")
    code, seen = commands.terminal("--color", "never", "secret", "create", "typed", answer="typed-value\n")
    expect(code == 0 and "typed-value" not in seen and "arn:" in seen, "a typed secret is not shown", seen)


def replacement(commands):
    """An update that replaces."""
    commands.edit("image: nginx:1.28", "image: nginx:1.29\n    cpus: 0.5")
    shown = json.loads(commands.deploy("--dry-run", "--format", "json")[0])
    actions = {change["id"]: change["action"] for change in shown["changes"]}
    expect(actions.get("WebTaskDefinition") in ("replace", "may-replace"), "the change set says what is replaced", actions)
    expect("WorkerService" not in actions, "and nothing else", actions)
    outcome = json.loads(commands.deploy("--yes", "--format", "json")[0])
    expect(outcome["status"] == "UPDATE_COMPLETE" and outcome["outputs"], "the outcome as JSON", outcome)


def refused(commands):
    """A template that CloudFormation refuses."""
    _, said = commands.deploy("--yes", "--parameter", "Nope=1", wanted=2)
    expect("no parameter Nope" in said and "VpcId" in said, "an unknown parameter is told, with the known ones")
    commands.write("broken.yaml", "Resources:\n  A:\n    Type: AWS::Nowhere::Thing\n")
    _, said = commands.run("deploy", "--template", "broken.yaml", "--stack-name", "broken", "--yes", wanted=4)
    expect("AWS::Nowhere::Thing" in said, "what is refused is told", said)
    expect(status(commands.account.client("cloudformation"), "broken") in (None, "DELETE_COMPLETE", "REVIEW_IN_PROGRESS"), "no stack is left")


def fails(commands):
    """A deployment that fails."""
    commands.write("fails.yaml", "Resources:\n  Good:\n    Type: AWS::Logs::LogGroup\n  Bad:\n"
                             "    Type: AWS::ApplicationAutoScaling::ScalableTarget\n    DependsOn: Good\n    Properties:\n"
                             "      {ResourceId: service/no/where, ScalableDimension: 'ecs:service:DesiredCount',\n"
                             "       ServiceNamespace: ecs, MinCapacity: 1, MaxCapacity: 2}\n")
    arguments = ("deploy", "--template", "fails.yaml", "--stack-name", "fails", "--yes")
    shown, said = commands.run(*arguments, "--format", "json", wanted=4)
    expect("the deployment failed: Bad (AWS::ApplicationAutoScaling::ScalableTarget): " in said, "the resource that began it is told", said)
    expect(json.loads(shown)["cause"]["id"] == "Bad", "and is in the JSON")
    _, said = commands.run(*arguments, wanted=4)
    expect("cannot be updated: ROLLBACK_COMPLETE" in said and "down" in said, "such a stack cannot be updated, and it says what can", said)
    commands.run("down", "--stack-name", "fails", "--yes")


def large(commands):
    """A template of more than 51,200 bytes."""
    services = "".join(f"  s{number}: {{image: 'busybox:1.37', command: sleep infinity}}\n" for number in range(40))
    commands.write("large.yaml", f"services:\n{services}")
    options = ("-f", "large.yaml", "deploy", *QUIET, "--stack-name", "large", "--yes",
               "--parameter", f"VpcId={commands.account.vpc_id}", "--parameter", f"SubnetIds={','.join(commands.account.subnet_ids)}")
    _, said = commands.run(*options, wanted=4)
    expect("--s3-bucket" in said and "51200" in said, "it does not fit, and it says what helps", said)
    commands.account.client("s3").create_bucket(Bucket="commands-templates")
    commands.run(*options, "--s3-bucket", "commands-templates")
    kept = commands.account.client("s3").list_objects_v2(Bucket="commands-templates")["Contents"]
    expect(kept[0]["Size"] > 51_200, f"it went through the bucket with {kept[0]['Size']} bytes")
    expect(len(json.loads(commands.run("ps", "--stack-name", "large", "--format", "json")[0])) == 40, "ps asks for more than ten services")
    commands.run("down", "--stack-name", "large", "--yes")


def secrets(commands):
    """Secrets that outlive stacks."""
    arn = commands.run("secret", "create", "api", text="from-stdin\n")[0].strip()
    found = commands.account.client("secretsmanager").get_secret_value(SecretId="api")["SecretString"]
    expect(arn.startswith("arn:") and found == "from-stdin", "create takes the value from standard input")
    _, said = commands.run("secret", "create", "api", text="from-stdin", wanted=4)
    expect("rm" in said, "a second one of this name is refused", said)
    expect("api" in commands.run("secret", "ls")[0], "ls lists it")
    expect(json.loads(commands.run("secret", "inspect", "api")[0])["arn"] == arn, "inspect describes it")
    commands.run("secret", "rm", "api", "--now")
    names = [secret["name"] for secret in json.loads(commands.run("secret", "ls", "--format", "json")[0])]
    expect("api" not in names, "rm removes it", names)
    _, said = commands.run("secret", "inspect", "api", wanted=4)
    expect("api" in said, "and then it is not there")


def down(commands):
    """The end."""
    _, said = commands.run("down", "--yes", wanted=4)
    expect("protected" in said and "no-enable-termination-protection" in said, "a protected stack stays")
    commands.account.client("cloudformation").update_termination_protection(StackName="demo", EnableTerminationProtection=False)
    _, said = commands.run("down", wanted=2)
    expect("--yes" in said, "a script must say --yes")
    shown, _ = commands.run("down", "--dry-run")
    expect("to delete, 0 to keep" in shown, "--dry-run shows what goes", shown)
    commands.run("down", "--yes")
    expect(stack(commands) in (None, "DELETE_COMPLETE"), "the stack is gone")
    _, said = commands.run("down", "--yes")
    expect("there is no stack" in said, "again: nothing to do")
    for command in ("ps", "logs"):
        _, said = commands.run(command, wanted=4)
        expect("no stack `demo`" in said, f"{command} says that there is none", said)


def nested(commands):
    """A split project of twenty services, from its first deployment to its last."""
    services = "".join(
        f"  s{at}:\n    image: busybox:1.37\n    command: sleep infinity\n    depends_on: [{f's{at - 1}' if at % 4 else ''}]\n" for at in range(20))
    commands.write("nested.yaml", f"services:\n{services}")
    options = ("--parameters", "parameters.json", "--split", "--s3-bucket", "commands-templates", "--yes", "--stack-name", "nested")
    def deploy(*more):
        return commands.run("-f", "nested.yaml", "deploy", *QUIET, *options, *more)
    deploy()
    client = commands.account.client("cloudformation")
    expect(status(client, "nested") == "CREATE_COMPLETE", "the root is there")
    pages = client.get_paginator("list_stack_resources").paginate(StackName="nested")
    inside = [it for page in pages for it in page["StackResourceSummaries"] if it["ResourceType"] == "AWS::CloudFormation::Stack"]
    states = {status(client, it["PhysicalResourceId"]) for it in inside}
    expect(len(inside) == 20 and states == {"CREATE_COMPLETE"}, "and a stack for each service", (len(inside), states))
    rows = json.loads(commands.run("-f", "nested.yaml", "ps", "--stack-name", "nested", "--format", "json")[0])
    expect(len(rows) == 20, "ps sees the services of all of them", rows)
    commands.run("-f", "nested.yaml", "diff", "--stack", "nested")
    commands.write("nested.yaml", f"services:\n{services}".replace("s7:\n    image: busybox:1.37", "s7:\n    image: busybox:1.38"))
    changed, _ = commands.run("-f", "nested.yaml", "diff", "--stack", "nested", wanted=1)
    expect("busybox:1.37 → busybox:1.38" in changed and "nested stack" not in changed, "diff sees what changes in one", changed)
    # The update itself is not tried: the emulator loses the attributes of what stays as it is in a nested stack.
    planned, _ = deploy("--dry-run")
    expect("S7Stack" in planned and "S8Stack" not in planned, "deploy sees which stack changes", planned)
    commands.run("-f", "nested.yaml", "down", "--stack-name", "nested", "--yes")
    expect(status(client, "nested") in (None, "DELETE_COMPLETE"), "and all of it goes")


def not_reached(commands):
    """No credentials, no region, no endpoint."""
    _, said = commands.run("ps", wanted=4, AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")
    expect("no AWS credentials" in said and "help:" in said, "no credentials", said)
    _, said = commands.run("ps", wanted=4, AWS_REGION="", AWS_DEFAULT_REGION="")
    expect("no AWS region" in said, "no region", said)
    _, said = commands.run("ps", wanted=4, AWS_ENDPOINT_URL="http://127.0.0.1:9")
    expect("cannot be reached" in said, "no endpoint", said)
