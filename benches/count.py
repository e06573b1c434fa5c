"""Instructions of the whole process, counted by valgrind: `count.py BINARY [--accept] [--all]`. Linux.

Counts repeat to a fraction of a percent on any machine, busy or not, so a change that makes the program slower is seen
where times would hide it. They are compared with `instructions.json`: more than 3 % more fails, and `--accept` writes the new
counts. Counts of another compiler say nothing about the program, so they are printed and not compared. `--all` counts 1,000
services as well, which takes about a minute.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # a bench leaves nothing behind
import generate  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ARTICLE = HERE.parent / "fixtures" / "whole" / "article" / "compose.yaml"
BASELINE = HERE / "instructions.json"
TOLERANCE = 0.03
COMMANDS = ("config", "check", "convert")


def compiler():
    """The compiler that cargo uses here."""
    return subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.strip()


def count(arguments, folder):
    """The instructions of one run."""
    # What the C library chooses by the processor's abilities would differ between machines.
    environment = {"PATH": os.defpath, "HOME": folder, "NO_COLOR": "1", "DOCKER_HUB_ACCOUNT": "example",
                   "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-AVX512F,-AVX512VL,-ERMS"}
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *arguments]
    run = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                         stdin=subprocess.DEVNULL, check=False)
    found = re.search(rb"Collected : (\d+)", run.stderr)
    if run.returncode not in (0, 1) or not found:
        raise SystemExit(f"count: status {run.returncode} from {' '.join(command)}\n{run.stderr[-2000:].decode(errors='replace')}")
    return int(found.group(1))


def main():
    """Count, print and compare; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--accept", action="store_true", help="write the counts to instructions.json; implies --all")
    parser.add_argument("--all", action="store_true", help="count 1,000 services as well")
    options = parser.parse_args()
    if not shutil.which("valgrind"):
        print("count: skipped, no valgrind here")
        return 0
    binary = str(options.binary.resolve())
    stored = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.is_file() else {"compiler": "", "counts": {}}
    compared = stored["compiler"] == compiler()
    if not compared:
        print(f"count: nothing is compared, the baseline is of {stored['compiler'] or 'no compiler'}, here is {compiler()}")
    counts, slower = {}, []
    with tempfile.TemporaryDirectory() as folder:
        runs = [("--version", ["--version"])]
        for services in (None, 100, 1000) if options.all or options.accept else (None, 100):
            # The name is in the template, so it is the same everywhere.
            source = pathlib.Path(folder, "article.yaml" if services is None else f"{services}.yaml")
            source.write_text(generate.compose(services) if services else ARTICLE.read_text(encoding="utf-8"), encoding="utf-8")
            title = f"{services:,} services" if services else "article"
            runs += [(f"{command}, {title}", [command, "-p", "bench", "-f", source.name]) for command in COMMANDS]
        print(f"{'':26}{'instructions':>14}{'baseline':>14}{'change':>9}")
        for title, arguments in runs:
            counts[title] = count([binary, *arguments], folder)
            before = stored["counts"].get(title) if compared else None
            change = counts[title] / before - 1 if before else 0
            print(f"{title:26}{counts[title]:14,}" + (f"{before:14,}{change:+9.1%}" if before else ""))
            if change > TOLERANCE:
                slower.append(title)
    if options.accept:
        BASELINE.write_text(json.dumps({"compiler": compiler(), "counts": counts}, indent=1) + "\n", encoding="utf-8")
    elif slower:
        print(f"count: more than {TOLERANCE:.0%} more instructions for {'; '.join(slower)}. If the change is worth it:\n"
              "    cargo build --locked --release && python3 benches/count.py target/release/stackpose --accept")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
