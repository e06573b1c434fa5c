"""A project with file systems, secrets and jobs, deployed as the README says, looked at, and deleted again.

The values of secrets are made up for this run. They reach AWS in one way only, the parameter file; they are looked for in
everything else that a run leaves behind: template, output, list of processes, what CloudFormation tells, the emulator's log.
"""

import contextlib
import json
import pathlib
import secrets as chance
import shutil
import threading
import time

from proof import by_type, expect, shell
from stacks import Failed, status

PROJECT = pathlib.Path("fixtures/whole/stores")
STACK = "stores"
TIMEOUT_SECONDS = 30


def run(account, binary, scratch):
    """The whole proof."""
    values = {"SigningSecretValue": f"signing-{chance.token_hex(12)}", "TokenSecretValue": f"token-{chance.token_hex(12)}"}
    folder = pathlib.Path(scratch, "stores")
    shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns("*.snap"))
    (folder / "signing.key").write_text(values["SigningSecretValue"], encoding="utf-8")
    with watched_processes() as seen:
        said = convert(account, binary, folder, values)
        look_at_parameters(folder, values)
        said += deploy(account, folder)
    template = (folder / "template.yaml").read_text(encoding="utf-8")
    expect(template.count("NoEcho: true") == len(values), "the template asks for each secret value, with NoEcho")
    look_at_stack(account, values)
    resources = by_type(account, STACK)
    look_at_secrets(account, resources, values)
    look_at_file_systems(account, resources)
    look_at_jobs(account, resources)
    told = "\n".join([template, said, "\n".join(seen), told_by_cloudformation(account), log_of(account)])
    leaked = [name for name, value in values.items() if value in told]
    expect(len(seen) > 1, f"{len(seen)} command lines were seen while this ran")
    expect(not leaked, "no secret value in template, output, command lines, CloudFormation's answers or the log", leaked)
    look_at_what_stays(account, resources)


def convert(account, binary, folder, values):
    """Template and parameter file, made where the secrets are; returns what was said."""
    print("stores: convert --parameters")
    return shell(account, '''cd "$FOLDER"
        "$STACKPOSE" convert -o template.yaml --parameters parameters.json''',
                 FOLDER=str(folder), STACKPOSE=binary, API_TOKEN=values["TokenSecretValue"])


def look_at_parameters(folder, values):
    """The file lists what must be given, without a value; the values and the network are filled in."""
    path = folder / "parameters.json"
    entries = json.loads(path.read_text(encoding="utf-8"))
    empty = {entry["ParameterKey"] for entry in entries if not entry["ParameterValue"]}
    expect(set(values) <= empty, "the parameter file lists the secret values, and has none", sorted(empty))
    for entry in entries:
        entry["ParameterValue"] = values.get(entry["ParameterKey"], entry["ParameterValue"])
        network = {"VpcId": "VPC_ID", "SubnetIds": "SUBNET_IDS"}.get(entry["ParameterKey"])
        entry["ParameterValue"] = f"${{{network}}}" if network else entry["ParameterValue"]
    path.write_text(json.dumps(entries), encoding="utf-8")


def deploy(account, folder):
    """A value is named by its file only. Version 1 of the AWS CLI, the one on PyPI, takes such a file here and not in
    `deploy`. Returns what was said."""
    print("stores: create-change-set --parameters file://")
    path = folder / "parameters.json"
    text = path.read_text(encoding="utf-8")
    network = account.environment()
    path.write_text(text.replace("${VPC_ID}", network["VPC_ID"]).replace("${SUBNET_IDS}", network["SUBNET_IDS"]), encoding="utf-8")
    return shell(account, '''cd "$FOLDER"
        aws cloudformation create-change-set --stack-name "$STACK" --change-set-name first --change-set-type CREATE \\
            --template-body file://template.yaml --capabilities CAPABILITY_IAM --parameters file://parameters.json
        aws cloudformation wait change-set-create-complete --stack-name "$STACK" --change-set-name first
        aws cloudformation execute-change-set --stack-name "$STACK" --change-set-name first
        aws cloudformation wait stack-create-complete --stack-name "$STACK"''', STACK=STACK, FOLDER=str(folder))


@contextlib.contextmanager
def watched_processes():
    """Every command line that this machine shows while the block runs."""
    seen, done = set(), threading.Event()

    def watch():
        while not done.is_set():
            for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
                with contextlib.suppress(OSError):
                    seen.add(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
            done.wait(0.01)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


def look_at_stack(account, values):
    """CloudFormation has the stack and hides the values."""
    stack = account.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]
    expect(stack["StackStatus"] == "CREATE_COMPLETE", f"stack {STACK} is CREATE_COMPLETE")
    shown = {parameter["ParameterKey"]: parameter["ParameterValue"] for parameter in stack["Parameters"]}
    expect(all(shown[name] == "****" for name in values), "CloudFormation shows the secret values as ****",
           {name: shown.get(name) for name in values})


def look_at_secrets(account, resources, values):
    """Secrets Manager has what the parameter file said, and made up the third; roles read exactly theirs."""
    manager = account.client("secretsmanager")
    secrets = resources.get("AWS::SecretsManager::Secret", {})
    expect(sorted(secrets) == ["DatabaseSecret", "SigningSecret", "TokenSecret"], "three secrets", sorted(secrets))
    stored = {name: manager.get_secret_value(SecretId=arn)["SecretString"] for name, arn in secrets.items()}
    expect(stored["SigningSecret"] == values["SigningSecretValue"], "the file's secret has its value")
    expect(stored["TokenSecret"] == values["TokenSecretValue"], "the variable's secret has its value")
    expect(len(stored["DatabaseSecret"]) == 40, "AWS made up a value of 40 characters")
    iam, reads = account.client("iam"), {}
    for logical_id, name in resources["AWS::IAM::Role"].items():
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
            document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
            for statement in document["Statement"]:
                if "secretsmanager:GetSecretValue" in as_list(statement["Action"]):
                    reads.setdefault(logical_id, set()).update(as_list(statement["Resource"]))
    wanted = {
        "WebTaskExecutionRole": {"DatabaseSecret", "SigningSecret", "TokenSecret"},
        "DbTaskExecutionRole": {"DatabaseSecret"},
        "ReportTaskExecutionRole": {"SigningSecret"},
    }
    arns = {role: {secrets[name] for name in names} for role, names in wanted.items()}
    expect(reads == arns, "each execution role reads exactly the secrets of its task", reads)


def as_list(value):
    """What IAM writes with or without brackets."""
    return value if isinstance(value, list) else [value]


def look_at_file_systems(account, resources):
    """Encrypted file systems, one for each volume and path of the host, each with an access to two subnets."""
    efs = account.client("efs")
    systems = resources.get("AWS::EFS::FileSystem", {})
    wanted = ["DataFilesystem", "HostSrvMediaFolderFilesystem", "UploadsFilesystem"]
    expect(sorted(systems) == wanted, "three file systems", sorted(systems))
    for logical_id, identity in sorted(systems.items()):
        system = efs.describe_file_systems(FileSystemId=identity)["FileSystems"][0]
        expect(system["Encrypted"], f"{logical_id} is encrypted")
        subnets = {target["SubnetId"] for target in efs.describe_mount_targets(FileSystemId=identity)["MountTargets"]}
        expect(subnets == set(account.subnet_ids[:2]), f"{logical_id} is in the first two subnets", subnets)
    point = efs.describe_access_points(FileSystemId=systems["DataFilesystem"])["AccessPoints"][0]
    user = (point["PosixUser"]["Uid"], point["PosixUser"]["Gid"])
    expect(user == (999, 999), "the database's files belong to user and group 999", user)
    look_at_one_path(account, systems["HostSrvMediaFolderFilesystem"])
    ecs = account.client("ecs")
    cluster = next(iter(resources["AWS::ECS::Cluster"].values()))
    for logical_id, arn in sorted(resources["AWS::ECS::Service"].items()):
        service = ecs.describe_services(cluster=cluster, services=[arn])["services"][0]
        subnets = set(service["networkConfiguration"]["awsvpcConfiguration"]["subnets"])
        expect(subnets == set(account.subnet_ids[:2]), f"{logical_id} runs where its file system is", subnets)


def look_at_one_path(account, media):
    """A path of the host is one file system for two services, and a path below it is a folder of that."""
    # The emulator forgets which task mounts what; the snapshot of the template shows it.
    points = account.client("efs").describe_access_points(FileSystemId=media)["AccessPoints"]
    paths = {point["AccessPointId"]: point["RootDirectory"]["Path"] for point in points}
    expect(sorted(paths.values()) == ["/volume", "/volume/films"], "the inner path lies in the outer one", paths)


def look_at_jobs(account, resources):
    """The migration comes before the web server; one job runs by the clock, one by hand."""
    ecs = account.client("ecs")
    tasks = resources.get("AWS::ECS::TaskDefinition", {})
    wanted = ["CleanTaskDefinition", "DbTaskDefinition", "ReportTaskDefinition", "WebTaskDefinition"]
    expect(sorted(tasks) == wanted, "four task definitions, none for the migration alone", sorted(tasks))
    expect(sorted(resources["AWS::ECS::Service"]) == ["DbService", "WebService"], "two of them are services")
    web = ecs.describe_task_definition(taskDefinition=tasks["WebTaskDefinition"])["taskDefinition"]
    containers = {container["name"]: container for container in web["containerDefinitions"]}
    # What they are waited for with, the emulator forgets; the picture of the template shows it.
    expect(len(containers["web"]["dependsOn"]) == 2, "web waits for two containers of its task", sorted(containers))
    expect(not containers["migrate"]["essential"], "the migration may end")
    name = next(iter(resources["AWS::Scheduler::Schedule"].values()))
    schedule = account.client("scheduler").get_schedule(Name=name.rsplit("/", 1)[-1].rsplit("|", 1)[-1])
    # The emulator forgets the time zone; the picture of the template shows it.
    expect(schedule["ScheduleExpression"] == "cron(0 3 * * ? *)", "one job runs by the clock", schedule["ScheduleExpression"])
    started = schedule["Target"]["EcsParameters"]["TaskDefinitionArn"]
    expect(started == tasks["CleanTaskDefinition"], "it runs the task of clean", started)
    outputs = account.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]["Outputs"]
    command = next(output["OutputValue"] for output in outputs if output["OutputKey"] == "ReportRunCommand")
    ran = json.loads(shell(account, command))
    expect(len(ran["tasks"]) == 1 and not ran.get("failures"), "the command in the output runs the job by hand", ran)


def told_by_cloudformation(account):
    """All that can be read of a stack."""
    cloudformation = account.client("cloudformation")
    answers = [
        cloudformation.describe_stacks(StackName=STACK),
        cloudformation.describe_stack_events(StackName=STACK),
        cloudformation.describe_stack_resources(StackName=STACK),
        cloudformation.get_template(StackName=STACK),
    ]
    return json.dumps(answers, default=str)


def log_of(account):
    """What the local AWS wrote about its work."""
    return account.log.read_text(encoding="utf-8", errors="replace")


def look_at_what_stays(account, resources):
    """Data outlives its stack."""
    print("stores: delete")
    shell(account, f"aws cloudformation delete-stack --stack-name {STACK}\n"
                   f"aws cloudformation wait stack-delete-complete --stack-name {STACK}")
    expect(status(account.client("cloudformation"), STACK) in (None, "DELETE_COMPLETE"), f"stack {STACK} is deleted")
    efs, kept = account.client("efs"), set(resources["AWS::EFS::FileSystem"].values())
    left = {system["FileSystemId"] for system in efs.describe_file_systems()["FileSystems"]}
    expect(left == kept, "all file systems are still there", left)
    for identity in left:
        remove(efs, identity)


def remove(efs, identity):
    """Leave the account as it was."""
    for target in efs.describe_mount_targets(FileSystemId=identity)["MountTargets"]:
        efs.delete_mount_target(MountTargetId=target["MountTargetId"])
    for point in efs.describe_access_points(FileSystemId=identity)["AccessPoints"]:
        efs.delete_access_point(AccessPointId=point["AccessPointId"])
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while efs.describe_mount_targets(FileSystemId=identity)["MountTargets"]:
        if time.monotonic() > deadline:
            raise Failed(f"{identity} still has mount targets")
        time.sleep(0.1)
    efs.delete_file_system(FileSystemId=identity)
