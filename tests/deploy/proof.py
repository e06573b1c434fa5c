"""What a proof is made of: commands that a user would type, and facts that must hold afterwards."""

import subprocess

from stacks import Failed

COMMAND_SECONDS = 180


def expect(condition, sentence, found=None):
    """Print a fact that holds; stop at one that does not, and say what was found instead."""
    if not condition:
        raise Failed(f"not so: {sentence}" + ("" if found is None else f"; found {found}"))
    print(f"  ok: {sentence}")


def shell(account, script, **variables):
    """Run what a user would type; its output is shown when it fails."""
    environment = {**account.environment(), "DOCKER_HUB_ACCOUNT": "inokara", **variables}
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], env=environment, timeout=COMMAND_SECONDS, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise Failed(f"status {done.returncode} from: {script.strip()}\n{done.stdout}")
    return done.stdout


def by_type(account, name):
    """The resources of a stack: type → logical id → physical id."""
    found = {}
    for resource in account.client("cloudformation").describe_stack_resources(StackName=name)["StackResources"]:
        found.setdefault(resource["ResourceType"], {})[resource["LogicalResourceId"]] = resource["PhysicalResourceId"]
    return found
