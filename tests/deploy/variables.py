"""Templates with values that are given when they are deployed, looked at as the account has them: the sizes that follow from
variables, and the values of an env_file as one secret with a key each.
"""

import json
import pathlib

import parameters
import stacks
from proof import by_type, expect, shell

FIXTURES = pathlib.Path("fixtures/variables")


def run(account, binary, scratch):
    """Both proofs."""
    sizes(account, binary, pathlib.Path(scratch))
    env_file(account, binary, pathlib.Path(scratch))


def template(account, binary, scratch, case):
    """The template of a fixture."""
    path = scratch / f"{case}.yaml"
    shell(account, '"$STACKPOSE" -p "$CASE" -f "$FILE" convert -q -o "$OUT"', STACKPOSE=binary, CASE=case,
          FILE=str(FIXTURES / case / "compose.yaml"), OUT=str(path))
    return path.read_text(encoding="utf-8")


def definition(account, stack, service):
    """The task definition of a service."""
    found = by_type(account, stack)["AWS::ECS::TaskDefinition"][f"{service}TaskDefinition"]
    return account.client("ecs").describe_task_definition(taskDefinition=found)["taskDefinition"]


def sizes(account, binary, scratch):
    """Two stages of one template differ in their sizes."""
    print("variables: sizes of two stages")
    text = template(account, binary, scratch, "sizes")
    for stage, cpus, memory, wanted in (("small", "0.25", "512m", ("256", "512")), ("large", "1", "3g", ("1024", "3072"))):
        name = f"sizes-{stage}"
        stacks.create(account, name, text, {**parameters.values(text, account), "Cpus": cpus, "Memory": memory})
        made = definition(account, name, "Web")
        expect((made["cpu"], made["memory"]) == wanted, f"{cpus} CPU and {memory} make a task of {wanted}",
               (made["cpu"], made["memory"]))
        container = next(it for it in made["containerDefinitions"] if it["name"] == "web")
        expect(int(container["memory"]) == int(wanted[1]), f"its container may have {wanted[1]} MiB", container["memory"])
        stacks.delete(account, name)


def env_file(account, binary, scratch):
    """The values of an env_file are in its secret and nowhere else."""
    print("variables: an env_file as a secret")
    text = template(account, binary, scratch, "env_file")
    values = {"POSTGRES_USER": "app", "POSTGRES_PASSWORD": 'with "quotes"', "POSTGRES_DB": "shop"}
    given = {"DbEnv": json.dumps(values), "NotHereEnv": json.dumps({"SMTP_PASSWORD": "a", "SMTP_USER": "b"})}
    stacks.create(account, "env-file", text, {**parameters.values(text, account), **given})
    container = next(it for it in definition(account, "env-file", "Db")["containerDefinitions"] if it["name"] == "db")
    secret = by_type(account, "env-file")["AWS::SecretsManager::Secret"]["DbEnvVariableSecret"]
    stored = account.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"]
    expect(json.loads(stored) == values, "the secret has each value under its name")
    # The emulator loses the names in `secrets`, so that only their number can be seen.
    expect(len(container["secrets"]) == len(values), "the container takes as many", container["secrets"])
    role = by_type(account, "env-file")["AWS::IAM::Role"]["DbTaskExecutionRole"]
    iam = account.client("iam")
    documents = [iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
                 for name in iam.list_role_policies(RoleName=role)["PolicyNames"]]
    reads = [statement["Resource"] for document in documents for statement in document["Statement"]
             if statement["Action"] == "secretsmanager:GetSecretValue"]
    expect(reads == [secret], "its execution role reads this secret and no other", reads)
    shown = {entry["name"] for entry in container.get("environment", [])}
    expect(not shown & set(values), "none is in the clear", shown)
    stacks.delete(account, "env-file")
