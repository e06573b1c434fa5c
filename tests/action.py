"""The steps of action.yml, run as a runner would, in a scratch repository with fake events and a `gh` that only records calls.

    python tests/action.py BINARY

The expressions of action.yml are evaluated here: inputs, `github`, and outputs of earlier steps. Needs bash, git and jq.
"""

import base64
import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
TARGETS = {"x86_64": "x86_64-unknown-linux-musl", "aarch64": "aarch64-unknown-linux-musl"}

GOOD = "services:\n  web:\n    image: nginx:1.27\n    ports: ['80:80']\n"
BAD = GOOD + "    privileged: true\n"

GH = """#!/usr/bin/env bash
# Records its arguments and its input; answers with what the test put into $FAKE_GH/answer.
printf '%s\\n' "$GH_TOKEN $*" >>"$FAKE_GH/calls"
while (($#)); do
    if [[ $1 = --input ]]; then cp "$2" "$FAKE_GH/input"; fi
    shift
done
cat "$FAKE_GH/answer" 2>/dev/null || true
"""

# Until the program has a `diff` of its own, this one shows what the step does with its output and exit status.
DIFF = """#!/usr/bin/env bash
set -eu
for word in "$@"; do
    if [[ $word = diff ]]; then
        while [[ $1 != --base ]]; do shift; done
        git cat-file -e "$2"
        if git diff --quiet "$2" HEAD -- compose.yaml; then echo "No changes."; exit 0; fi
        echo "### Changes"; exit 1
    fi
done
exec "$REAL" "$@"
"""


class Runner:
    """One run of the action: the variables and files that a runner gives to its steps."""

    def __init__(self, scratch, repository, event, name="pull_request", **inputs):
        self.scratch = pathlib.Path(tempfile.mkdtemp(dir=scratch))
        self.repository, self.name = repository, name
        self.inputs = {key: self.text(given.get("default", "")) for key, given in ACTION["inputs"].items()} | inputs
        self.steps, self.said, self.failed = {}, "", False
        for file in ("output", "path", "summary"):
            (self.scratch / file).touch()
        (self.scratch / "event.json").write_text(json.dumps(event), encoding="utf-8")
        (self.scratch / "temp").mkdir()
        self.gh = self.scratch / "gh"
        self.gh.mkdir()
        (self.gh / "gh").write_text(GH, encoding="utf-8")
        (self.gh / "gh").chmod(0o755)

    def value(self, expression):
        """The value of one `${{ … }}`."""
        expression = expression.strip()
        if match := re.fullmatch(r"inputs\.([\w-]+)", expression):
            return self.inputs[match[1]]
        if match := re.fullmatch(r"steps\.(\w+)\.outputs\.(\w+)", expression):
            return self.steps.get(match[1], {}).get(match[2], "")
        known = {"github.token": "t0ken", "github.action_repository": "owner/stackpose", "github.action_path": str(ROOT)}
        return known[expression]

    def text(self, text):
        return re.sub(r"\$\{\{(.*?)\}\}", lambda match: self.value(match[1]), text)

    def wanted(self, step):
        """Whether the condition of a step holds; only the form that action.yml has."""
        if "if" not in step:
            return not self.failed
        return self.inputs["diff"] == "true" and self.name == "pull_request" and "install" in self.steps

    def run(self):
        for step in ACTION["runs"]["steps"]:
            if not self.wanted(step):
                continue
            output = self.scratch / "output"
            output.write_text("", encoding="utf-8")
            environment = {
                "PATH": f"{self.gh}:{os.environ['PATH']}",
                "HOME": str(self.scratch),
                "FAKE_GH": str(self.gh),
                "GITHUB_SERVER_URL": "https://github.example",
                "GITHUB_REPOSITORY": "owner/app",
                "GITHUB_SHA": "1" * 40,
                "GITHUB_REF": "refs/pull/7/merge",
                "GITHUB_EVENT_PATH": str(self.scratch / "event.json"),
                "GITHUB_OUTPUT": str(output),
                "GITHUB_PATH": str(self.scratch / "path"),
                "GITHUB_STEP_SUMMARY": str(self.scratch / "summary"),
                "RUNNER_TEMP": str(self.scratch / "temp"),
                "REAL": os.environ["REAL"],
            }
            environment |= {key: self.text(str(text)) for key, text in step.get("env", {}).items()}
            folder = self.repository / self.text(step.get("working-directory", "."))
            command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", self.text(step["run"])]
            done = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            self.said += done.stdout
            if done.returncode:
                self.failed = True
            else:
                lines = output.read_text(encoding="utf-8").splitlines()
                self.steps[step["id"]] = dict(line.split("=", 1) for line in lines)
        return self

    def calls(self):
        path = self.gh / "calls"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def sent(self):
        return json.loads((self.gh / "input").read_text(encoding="utf-8"))

    def summary(self):
        return (self.scratch / "summary").read_text(encoding="utf-8")


def git(folder, *arguments):
    settings = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def repository(scratch, first, then):
    """A repository with two commits; returns it and the first commit."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=scratch))
    git(folder, "init", "-q")
    for text in (first, then):
        (folder / "compose.yaml").write_text(text, encoding="utf-8")
        git(folder, "add", ".")
        git(folder, "commit", "-q", "--allow-empty", "-m", "x")
    return folder, git(folder, "rev-parse", "HEAD^")


def pull_request(base, head="owner/app"):
    return {"pull_request": {"number": 7, "base": {"sha": base, "repo": {"full_name": "owner/app"}},
                             "head": {"repo": {"full_name": head}}}}


def expect(condition, run, what):
    if not condition:
        raise SystemExit(f"action: {what}\n{run.said}\n{run.calls()}")


def tests(scratch, version, releases):
    same, base_of_same = repository(scratch, GOOD, GOOD)
    changed, base = repository(scratch, GOOD, GOOD.replace("1.27", "1.28"))
    bad, base_of_bad = repository(scratch, GOOD, BAD)
    common = {"version": version, "releases": releases, "project-name": "demo"}

    run = Runner(scratch, same, pull_request(base_of_same), **common).run()
    expect(not run.failed and "::notice file=compose.yaml,line=4" in run.said, run, "a good project passes, with annotations")
    expect(not run.calls(), run, "nothing is sent without being asked for")
    expect((run.scratch / "path").read_text().strip() == str(run.scratch / "temp/stackpose"), run, "the program is in PATH")

    run = Runner(scratch, bad, pull_request(base_of_bad), **common, sarif="true").run()
    expect(run.failed and "::error file=compose.yaml,line=5" in run.said, run, "an error fails the run, at its line")
    request = run.sent()
    sarif = json.loads(gzip.decompress(base64.b64decode(request["sarif"])))
    rules = [result["ruleId"] for result in sarif["runs"][0]["results"]]
    expect("E0601" in rules and request["ref"] == "refs/pull/7/merge", run, "the findings are uploaded, also when they fail the run")
    expect(run.calls()[0].startswith("t0ken api") and "repos/owner/app/code-scanning/sarifs" in run.calls()[0], run, "the upload")

    run = Runner(scratch, same, pull_request(base_of_same), **common, deny="warnings N1004").run()
    expect(run.failed and "::error" in run.said, run, "`deny` makes errors of findings")

    run = Runner(scratch, changed, pull_request(base), **common, diff="true", comment="true").run()
    expect(run.steps["diff"]["changed"] == "true", run, "the template changes")
    expect(run.summary().startswith("<!-- stackpose diff -->"), run, "the diff is in the summary")
    expect("--method POST repos/owner/app/issues/7/comments" in run.calls()[-1], run, "a first comment is made")
    expect(run.sent()["body"] == run.summary(), run, "the comment is the summary")

    run = Runner(scratch, changed, pull_request(base), **common, diff="true", comment="true")
    bodies = [(1, "User", "<!-- stackpose diff -->"), (2, "Bot", "other"), (3, "Bot", "<!-- stackpose diff -->\nold")]
    answer = [{"id": number, "user": {"type": kind}, "body": body} for number, kind, body in bodies]
    (run.gh / "answer").write_text(json.dumps(answer), encoding="utf-8")
    run.run()
    expect("--method PATCH repos/owner/app/issues/comments/3" in run.calls()[-1], run, "a later run changes its own comment")

    run = Runner(scratch, changed, pull_request(base, head="stranger/app"), **common, diff="true", comment="true", sarif="true").run()
    expect(not run.failed and not run.calls() and run.summary(), run, "a fork needs no token")
    expect("from a fork" in run.said, run, "what was left out for a fork is said")

    run = Runner(scratch, changed, {}, name="push", **common, diff="true").run()
    expect(not run.failed and "diff" not in run.steps, run, "a push has no diff")

    nasty = pull_request(base)
    nasty["pull_request"]["base"]["sha"] = "$(touch owned)"
    run = Runner(scratch, changed, nasty, **common, diff="true", **{"files": "compose.yaml\n`touch owned`"}).run()
    expect(not (changed / "owned").exists(), run, "texts of events and inputs are never run")

    run = Runner(scratch, same, pull_request(base_of_same), **common, sha256="0" * 64).run()
    expect(run.failed and "check" not in run.steps and "checksum" in run.said, run, "a wrong checksum installs nothing")


def main():
    binary = pathlib.Path(sys.argv[1]).resolve()
    for tool in ("bash", "git", "jq"):
        if not shutil.which(tool):
            raise SystemExit(f"action: SKIPPED: no {tool} here") if tool == "jq" else SystemExit(f"action: needs {tool}")
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        version = subprocess.run([binary, "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout.split()[1]
        packed, has_diff = binary, subprocess.run([binary, "diff", "--help"], capture_output=True).returncode == 0
        os.environ["REAL"] = str(binary)
        if not has_diff:
            packed = scratch / "stackpose"
            packed.write_text(DIFF, encoding="utf-8")
            packed.chmod(0o755)
        folder = scratch / "releases/download" / f"v{version}"
        archive = ROOT / "packaging/archive.py"
        subprocess.run([sys.executable, archive, "stackpose", TARGETS[os.uname().machine], packed, folder], check=True,
                       stdout=subprocess.DEVNULL, env=os.environ | {"STACKPOSE": str(binary)})
        with open(folder / "SHA256SUMS", "w", encoding="utf-8") as sums:
            subprocess.run(["sha256sum", *os.listdir(folder)], cwd=folder, check=True, stdout=sums)
        tests(scratch, version, f"file://{scratch}/releases")
    print("action: every step does what action.yml says" + ("" if has_diff else " (`diff` by a stand-in)"))


if __name__ == "__main__":
    main()
