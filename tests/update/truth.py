"""Compare what `stackpose diff` predicts for the pairs of fixtures/update with change sets of a local AWS.

    truth.py PROGRAM [CASE…]

Each pair becomes a stack and a change set. What the change set adds, removes, changes and replaces has to be what `diff` says,
but for the differences that differs.txt lists with their reason; one that is listed and not seen is a fault as well. The
emulator knows the update behavior of some types only: `Conditional` is what it says of all others, and of what refers to them.
"""

import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import botocore.exceptions

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE.parent / "deploy"), str(HERE.parent)]

import parameters  # noqa: E402
import session  # noqa: E402
import stacks  # noqa: E402

# Effects of `diff` in the words of change sets. A new revision of a task definition is a replacement to CloudFormation.
WORDS = {
    "replaced": "replaced", "may be replaced": "may be replaced", "removed": "removed", "leaves the stack": "removed",
    "added": "added", "changed": "changed", "new revision": "replaced", "depends on parameters": "nothing",
}
REPLACEMENT = {"True": "replaced", "Conditional": "unknown", "False": "changed"}


def convert(program, folder, name):
    """The template of a Compose file."""
    done = subprocess.run([program, "-q", "-p", name, "-f", folder / "compose.yaml", "convert"],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"truth: {folder}: {done.stderr}")
    return done.stdout


def predicted(program, scratch, texts, values):
    """Logical id → what `diff` says happens."""
    for name, text in texts.items():
        (scratch / f"{name}.yaml").write_text(text, encoding="utf-8")
    given = [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]
    (scratch / "parameters.json").write_text(json.dumps(given), encoding="utf-8")
    done = subprocess.run([program, "-q", "diff", "--format", "json", "--parameters", "parameters.json",
                           "before.yaml", "after.yaml"], cwd=scratch, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"truth: {done.stderr}")
    return {found["id"]: WORDS[found["effect"]] for found in json.loads(done.stdout)["resources"]}


def changed(account, name, text, values):
    """Logical id → what a change set of the stack says happens."""
    cloudformation = account.client("cloudformation")
    body = {"TemplateBody": text}
    if len(text.encode()) > stacks.INLINE_BYTES:
        body = {"TemplateURL": stacks.upload(account, name, text)}
    given = [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]
    cloudformation.create_change_set(StackName=name, ChangeSetName="next", Capabilities=["CAPABILITY_IAM"],
                                     Parameters=given, **body)
    deadline = time.monotonic() + stacks.WAIT_SECONDS
    while time.monotonic() < deadline:
        found = cloudformation.describe_change_set(StackName=name, ChangeSetName="next")
        if found["Status"] in ("CREATE_COMPLETE", "FAILED"):
            break
        time.sleep(0.05)
    changes, more = list(found["Changes"]), found.get("NextToken")
    while more:
        found = cloudformation.describe_change_set(StackName=name, ChangeSetName="next", NextToken=more)
        changes, more = changes + found["Changes"], found.get("NextToken")
    resources = [change["ResourceChange"] for change in changes]
    return {resource["LogicalResourceId"]: said(resource) for resource in resources}


def said(resource):
    """The word for a resource of a change set; `unknown` where only something unknown that it refers to may change it."""
    if resource["Action"] != "Modify":
        return {"Add": "added", "Remove": "removed"}[resource["Action"]]
    if resource["Details"] and all(detail["Evaluation"] == "Dynamic" for detail in resource["Details"]):
        return "unknown"
    return REPLACEMENT[resource["Replacement"]]


def listed():
    """Differences that are known: `case resource: diff says, change set says` → reason."""
    lines = (HERE / "differs.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(" # ") for line in lines if line.strip() and not line.startswith("#"))
    return {what.strip(): reason.strip() for what, _, reason in pairs}


def main():
    """Compare every pair; returns the exit status."""
    program = str(pathlib.Path(sys.argv[1]).resolve())
    cases = sys.argv[2:] or sorted(path.name for path in (ROOT / "fixtures/update").iterdir() if path.is_dir())
    seen, agreed, unknown, faults = [], 0, 0, []
    with session.account() as account, tempfile.TemporaryDirectory() as scratch:
        for case in cases:
            folder = ROOT / "fixtures/update" / case
            texts = {side: convert(program, folder / side, "pair") for side in ("before", "after")}
            values = {side: parameters.values(text, account) for side, text in texts.items()}
            ours = predicted(program, pathlib.Path(scratch), texts, values["before"] | values["after"])
            name = "pair-" + case.replace("_", "-")
            try:
                stacks.create(account, name, texts["before"], values["before"])
                theirs = changed(account, name, texts["after"], values["after"])
                with contextlib.suppress(botocore.exceptions.ClientError):
                    account.client("cloudformation").delete_change_set(StackName=name, ChangeSetName="next")
                stacks.delete(account, name)
            except stacks.Failed as error:
                faults.append(f"{case}: {error}")
                continue
            for key in sorted(ours.keys() | theirs.keys()):
                one, other = ours.get(key, "nothing"), theirs.get(key, "nothing")
                if other == "unknown":
                    unknown += 1
                elif one == other:
                    agreed += 1
                else:
                    seen.append(f"{case} {key}: {one}, {other}")
    known = listed()
    new = [line for line in seen if line not in known]
    gone = [line for line in known if line not in seen and (len(sys.argv) == 2 or line.split(" ", 1)[0] in cases)]
    faults += [f"diff and change set differ: {line}" for line in new]
    faults += [f"differs.txt lists what is not so: {line}" for line in gone]
    for fault in faults:
        print(f"truth: {fault}")
    print(f"truth: {len(cases)} pairs, {agreed} resources alike, {len(seen) - len(new)} known differences, "
          f"{unknown} of which the emulator does not know")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
