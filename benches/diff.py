"""Time of `diff` for two templates of 1,000 services, each with another image: `diff.py BINARY`. Standard library only.

The median processor time of 15 runs, which other work of the machine changes little, in milliseconds and as a multiple of that
of `--version`. FAIL and status 1 where it takes more than 300 ms.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

SERVICES, LIMIT = 1000, 300


def template(tag):
    """A template with a service, its task definition and its role, 1,000 times."""
    resources = {}
    for number in range(SERVICES):
        name = f"S{number}"
        tags = [{"Key": "com.docker.compose.service", "Value": f"s{number}"}]
        container = {
            "Name": f"s{number}", "Image": f"ghcr.io/example/app:{tag}", "Essential": True,
            "Environment": [{"Name": f"KEY_{key}", "Value": f"value {key}"} for key in range(4)],
            "PortMappings": [{"ContainerPort": 80, "Protocol": "tcp"}],
        }
        resources[f"{name}TaskRole"] = {"Type": "AWS::IAM::Role", "Properties": {"Tags": tags}}
        resources[f"{name}TaskDefinition"] = {"Type": "AWS::ECS::TaskDefinition", "Properties": {
            "ContainerDefinitions": [container], "Cpu": "256", "Memory": "512", "Tags": tags,
            "TaskRoleArn": {"Fn::GetAtt": [f"{name}TaskRole", "Arn"]}}}
        resources[f"{name}Service"] = {"Type": "AWS::ECS::Service", "Properties": {
            "TaskDefinition": {"Ref": f"{name}TaskDefinition"}, "DesiredCount": 2, "Tags": tags}}
    return json.dumps({"Resources": resources})


def measure(arguments, wanted):
    """The median of the processor milliseconds."""
    taken = []
    for _ in range(15):
        child = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != wanted:
            raise SystemExit(f"diff: status {child.returncode} from {' '.join(arguments)}")
        taken.append((usage.ru_utime + usage.ru_stime) * 1000)
    return statistics.median(taken)


def main():
    """Measure and print; returns the exit status."""
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        old, new = pathlib.Path(folder, "old.json"), pathlib.Path(folder, "new.json")
        old.write_text(template(1), encoding="utf-8")
        new.write_text(template(2), encoding="utf-8")
        floor = measure([binary, "--version"], 0)
        took = measure([binary, "-q", "diff", str(old), str(new)], 1)
    passed = took <= LIMIT
    print(f"diff of {SERVICES:,} services: {took:.0f} ms, {took / floor:.0f} × --version ({floor:.1f} ms): "
          f"{'PASS' if passed else 'FAIL'} (≤ {LIMIT} ms)")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
