"""Time and memory of the whole process, from fork to exit: `speed.py BINARY [--config] [--peer PROGRAM]`. Standard library
only, Linux or macOS. Instructions, which repeat on a busy machine, are counted by count.py.

`convert` of the article's file and of generated projects (generate.py), with --config `config` of the same; the median of many
runs, and the largest resident set. Every time is also given as a multiple of `--version`, and with `--peer` as a ratio to
another program on the same file in the same run: `--peer "docker compose -f {} config"`; without `{}` the file follows as `-f FILE`.
PASS or FAIL stands where the project has promised a limit; any FAIL makes the exit status 1.
1,000 services do not fit into one stack: `convert` ends with status 1 and its findings, without the text of the template. With
`--split` the text of 500 is written, as nested stacks.
The resident set has this script's own size as its floor, because a child starts as a copy of it.
"""

import argparse
import os
import pathlib
import platform
import re
import resource
import shlex
import shutil
import statistics
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # a bench leaves nothing behind
import generate  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
ARTICLE = ROOT / "fixtures" / "whole" / "article" / "compose.yaml"
# (command, services or None for the article's file, runs, limit in ms, limit in MiB, exit statuses that count as done)
CONVERT = (("convert", None, 200, 5, None, {0}), ("convert", 50, 50, None, None, {0}), ("convert", 1000, 25, 150, 64, {0, 1}),
           ("convert --split", 500, 25, None, None, {0}), ("convert", 2000, 15, None, None, {0, 1}))
CONFIG = (("config", None, 200, 4, None, {0}), ("config", 1000, 25, 100, None, {0}))
UNIT = 1024 if sys.platform.startswith("linux") else 1  # getrusage counts KiB on Linux, bytes on macOS


def once(arguments, folder, output):
    """Run a program once; returns milliseconds, peak resident set in MiB, and exit status."""
    environment = {"PATH": os.defpath, "HOME": folder, "NO_COLOR": "1"}
    files = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)]
    files += [(os.POSIX_SPAWN_OPEN, number, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600) for number in (1, 2)]
    started = time.perf_counter()
    child = os.posix_spawn(arguments[0], arguments, environment, file_actions=files)
    _, status, usage = os.wait4(child, 0)
    elapsed = (time.perf_counter() - started) * 1000
    return elapsed, usage.ru_maxrss * UNIT / (1 << 20), os.waitstatus_to_exitcode(status)


def measure(arguments, folder, runs, allowed):
    """Median milliseconds, largest MiB, and the exit status of all runs."""
    once(arguments, folder, os.devnull)  # warms the page cache
    results = [once(arguments, folder, os.devnull) for _ in range(runs)]
    statuses = {status for _, _, status in results}
    if len(statuses) != 1 or not statuses <= allowed:
        text = pathlib.Path(folder, "said")
        once(arguments, folder, str(text))
        said = text.read_text(errors="replace")[-2000:]
        raise SystemExit(f"speed: statuses {sorted(statuses)} from {' '.join(arguments)}\n{said}")
    return statistics.median(result[0] for result in results), max(result[1] for result in results), statuses.pop()


def first_words(arguments, folder):
    """What the program said before it ended with findings, cut short: a reader sees that it got as far as it should."""
    text = pathlib.Path(folder, "said")
    once(arguments, folder, str(text))
    return next((line.strip()[:100] for line in text.read_text(errors="replace").splitlines() if line.strip()), "(nothing)")


def verdict(value, limit):
    """The value's column: with its limit where there is one."""
    return "" if limit is None else f"{'PASS' if value <= limit else 'FAIL'} (≤ {limit})"


def main():
    """Measure and print the table; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--config", action="store_true", help="measure `config` as well")
    parser.add_argument("--peer", type=shlex.split, metavar="PROGRAM", help="a command to compare with; `{}` in it stands for the file, which otherwise follows as `-f FILE`")
    options = parser.parse_args()
    binary = str(options.binary.resolve())
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT / (1 << 20)
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores; floor of the memory column {own:.0f} MiB")
    print(f"{'':30}{'runs':>5}{'ms':>8}  {'limit':14}{'MiB':>6}  {'limit':12}{'status':>6}{'/version':>9}{'peer/':>8}")
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        floor = measure([binary, "--version"], folder, 100, {0})
        print(f"{'--version':30}{100:5}{floor[0]:8.1f}  {'':14}{floor[1]:6.0f}  {'':12}{floor[2]:6}")
        for command, services, runs, milliseconds, mebibytes, allowed in CONVERT + (CONFIG if options.config else ()):
            source = pathlib.Path(folder, f"{services or 'article'}.yaml")
            # A peer may read no environment.
            article = re.sub(r"\$\{DOCKER_HUB_ACCOUNT[^}]*\}", "inokara", ARTICLE.read_text(encoding="utf-8"))
            source.write_text(generate.compose(services) if services else article, encoding="utf-8")
            into = [str(pathlib.Path(folder, "stacks")), "--stacks", "32"] if command.endswith("--split") else []
            arguments = [binary, *command.split(), *into, "-f", str(source)]
            took, memory, status = measure(arguments, folder, runs, allowed)
            columns = verdict(took, milliseconds), verdict(memory, mebibytes)
            failed = failed or any(column.startswith("FAIL") for column in columns)
            title = f"{command} {f'{services:,} services' if services else 'article'}"
            ratios = f"{took / floor[0]:9.1f}"
            if options.peer:
                words = options.peer if any("{}" in word for word in options.peer) else [*options.peer, "-f", "{}"]
                program, *rest = [word.replace("{}", str(source)) for word in words]
                peer = [shutil.which(program) or program, *rest]
                ratios += f"{measure(peer, folder, max(runs // 5, 5), {0})[0] / took:8.1f}"
            print(f"{title:30}{runs:5}{took:8.1f}  {columns[0]:14}{memory:6.0f}  {columns[1]:12}{status:6}{ratios}")
            if status:
                print(f"{'':30}{first_words(arguments, folder)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
