"""Deploy templates for real, to a local AWS on loopback, and delete them again.

    run.sh                        four projects, end to end (article.py, stores.py, shop.py, existing.py)
    run.sh --all                  these, then the template of every fixture
    run.sh [--no-projects] FILE…  these, then these templates or snapshots
    run.sh --aws                 the commands that call AWS alone

The program is $STACKPOSE, else target/release/stackpose. Where $STACKPOSE_DEPLOY names a build with the feature `deploy`, its
own calls of AWS are tested as well (aws_commands.py), in an account of its own. Ends with status 1 if anything did not go as it must.
A fixture that cannot be deployed here stands in skip.txt, with the reason.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))

import article  # noqa: E402
import aws_commands  # noqa: E402
import existing  # noqa: E402
import parameters  # noqa: E402
import session  # noqa: E402
import shop  # noqa: E402
import snapshots  # noqa: E402
import stacks  # noqa: E402
import stores  # noqa: E402
import variables  # noqa: E402


def arguments():
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--aws", action="store_true")
    parser.add_argument("--no-projects", action="store_true")
    return parser.parse_args()


def program():
    """The stackpose to use, as an absolute path."""
    target = os.environ.get("CARGO_TARGET_DIR", ROOT / "target")
    path = pathlib.Path(os.environ.get("STACKPOSE", pathlib.Path(target, "release", "stackpose"))).resolve()
    if not path.is_file():
        raise SystemExit(f"deploy: no {path}; build it with `cargo build --release` or name another in STACKPOSE")
    return str(path)


def door_alone():
    """The commands that call AWS, in an account of its own; returns the exit status."""
    binary = pathlib.Path(os.environ["STACKPOSE_DEPLOY"]).resolve()
    with session.account() as account, tempfile.TemporaryDirectory() as scratch:
        try:
            aws_commands.run(account, str(binary), scratch)
        except (stacks.Failed, subprocess.TimeoutExpired) as error:
            print(f"deploy: FAILED: {error}", file=sys.stderr)
            return 1
    return 0


def skipped():
    """Fixture → why it cannot be deployed here."""
    lines = (HERE / "skip.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(":") for line in lines if line.strip() and not line.startswith("#"))
    return {name.strip(): reason.strip() for name, _, reason in pairs}


def each(account, files, scratch):
    """Deploy and delete every template; returns the failures."""
    failures, reasons = [], skipped()
    templates = snapshots.extract(scratch, files)
    for number, path in enumerate(templates):
        title = str(path.relative_to(scratch).with_suffix(""))
        if title in reasons:
            print(f"  skipped: {title}: {reasons[title]}")
            continue
        text, name = path.read_text(encoding="utf-8"), f"case-{number}"
        started = time.monotonic()
        try:
            stacks.create(account, name, text, parameters.values(text, account))
            stacks.delete(account, name)
            print(f"  ok: {title} ({time.monotonic() - started:.1f} s)")
        except stacks.Failed as error:
            failures.append(f"{title}: {error}")
            print(f"  FAILED: {title}: {error}")
    print(f"deploy: {len(templates) - len(failures)} of {len(templates)} templates")
    return failures


def main():
    """Run what was asked for in one account; returns the exit status."""
    options = arguments()
    if os.environ.get("STACKPOSE_DEPLOY") and door_alone():
        return 1
    if options.aws:
        return 0
    binary = None if options.no_projects else program()
    files = [path.resolve() for path in options.files] + (snapshots.fixtures() if options.all else [])
    os.chdir(ROOT)
    with session.account() as account, tempfile.TemporaryDirectory() as scratch:
        try:
            if binary:
                article.run(account, binary, scratch)
                stores.run(account, binary, scratch)
                shop.run(account, binary, scratch)
                existing.run(account, binary, scratch)
                variables.run(account, binary, scratch)
        except (stacks.Failed, subprocess.TimeoutExpired) as error:
            print(f"deploy: FAILED: {error}", file=sys.stderr)
            return 1
        failures = each(account, files, pathlib.Path(scratch, "templates")) if files else []
    if failures:
        print(f"deploy: FAILED: {len(failures)} templates (see above)", file=sys.stderr)
        return 1
    print("deploy: all well")
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    sys.exit(main())
