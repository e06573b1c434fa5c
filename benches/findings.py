"""Time of `check` on one file with 200 findings: `findings.py BINARY`. Standard library only, Linux or macOS.

Every format is measured, whole process, median; over 50 ms is a failure. Before that the output is looked at: every finding
is there once, in the order of the file.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # a bench leaves nothing behind
import speed  # noqa: E402

FINDINGS = 200
LIMIT = 50
FORMATS = ("human", "short", "json", "sarif", "github")


def compose():
    """A Compose file with one unknown attribute in each of its services, and a comment that makes the text long."""
    services = "".join(f"  s{number:03}:\n    image: example/app:1\n    # {'.' * 60}\n    imagee: x\n    mem_limit: 1g\n"
                       for number in range(FINDINGS))
    return f"services:\n{services}"


def main():
    """Check the output, measure, print; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=pathlib.Path)
    binary = str(parser.parse_args().binary.resolve())
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "compose.yaml")
        source.write_text(compose(), encoding="utf-8")
        command = [binary, "check", "-f", str(source), "--format"]
        said = subprocess.run([*command, "short"], capture_output=True, text=True, check=False).stdout.splitlines()
        lines = [int(line.removeprefix(str(source)).split(":")[1]) for line in said]
        if len(lines) != FINDINGS or lines != sorted(set(lines)):
            raise SystemExit(f"findings: {len(lines)} findings at {len(set(lines))} places, not {FINDINGS} in order")
        for kind in FORMATS:
            took, _, _ = speed.measure([*command, kind], folder, 25, {1})
            failed = failed or took > LIMIT
            print(f"{FINDINGS} findings, {kind:8}{took:6.1f} ms  {speed.verdict(took, LIMIT)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
