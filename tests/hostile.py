#!/usr/bin/env python3
"""Inputs that a stranger may propose: each ends soon, in little memory, with little output and a known exit status.

    hostile.py BINARY [NAME…]

Small inputs are files `fixtures/hostile/NAME.yaml`; large ones, and those of several files, are made by the functions below.
Each is read by `config`, `convert` and `check` in four formats. A case fails when a command takes more than 1 s of processor
time, 256 MiB of memory or 1 MiB of output (`config`: 5), when it is stopped by a signal or panics, when it fails without a
word, or when a control character other than a line feed, or a line that a CI runner would obey, leaves it. Standard library
only; Linux.
"""

import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parent.parent
SMALL = ROOT / "fixtures" / "hostile"
SECONDS, MEMORY, OUTPUT = 1.0, 256 << 20, 1 << 20
# The model has every port of a range on lines of its own, as `docker compose config` prints it: 65,535 of them at most.
MODEL = 5 << 20
# What the system enforces, so that a fault cannot take the machine along: far above what fails a case.
HARD_SECONDS, HARD_MEMORY, HARD_WAIT = 10, 1 << 30, 60

COMMANDS = {
    "config": ["config"],
    "convert": ["convert"],
    "human": ["check"],
    "short": ["check", "--format", "short"],
    "github": ["check", "--format", "github"],
    "sarif": ["check", "--format", "sarif"],
}
# Where text is printed for people or for a CI runner, nothing acts on a terminal or on the runner.
PLAIN = ("human", "short", "github")
ACTIVE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
COMMAND_LINE = re.compile(r"^\s*(##\[|##vso\[|::(?!(error|warning|notice) (file|title)=|(error|warning|notice)::))", re.M)

CASES = {}


def case(function):
    """A function that gives the files of a case: names and contents."""
    CASES[function.__name__] = function
    return function


def web(*lines):
    """A service with further lines."""
    return "services:\n  web:\n    image: nginx:1.29\n" + "".join(f"    {line}\n" for line in lines)


def alone(text, **files):
    return {"compose.yaml": text, **{name.replace("__", "."): content for name, content in files.items()}}


# Work that grows faster than its input.


@case
def ports_of_forty_services():
    services = "".join(f"  s{i}:\n    image: nginx:1.29\n    ports: ['1-65535']\n" for i in range(40))
    return alone("services:\n" + services)


@case
def ports_written_out():
    return alone(web("ports: [" + ", ".join(f"'{port}:{port}'" for port in range(1, 5000)) + "]"))


@case
def aliases_of_aliases():
    lines = ["x0: &x0 [a, a, a, a, a, a, a, a, a]"]
    lines += [f"x{i}: &x{i} [{', '.join([f'*x{i - 1}'] * 9)}]" for i in range(1, 10)]
    return alone("\n".join(lines) + "\n" + web("labels: {a: *x9}"))


@case
def aliases_many_of_one():
    return alone("x-a: &a [" + ", ".join("b" * 5 for _ in range(2000)) + "]\nx-b: [" + ", ".join(["*a"] * 2000) + "]\n" + web())


@case
def merges_of_merges():
    lines = ["x-0: &m0 {a: 1}"]
    lines += [f"x-{i}: &m{i} {{<<: [{', '.join([f'*m{i - 1}'] * 10)}], k{i}: 1}}" for i in range(1, 12)]
    return alone("\n".join(lines) + "\n" + web("labels: *m11"))


@case
def merges_of_one_large_map():
    keys = ", ".join(f"k{i}: v" for i in range(200))
    return alone(f"x-m: &m {{{keys}}}\nservices:\n" + "".join(f"  s{i}: {{image: a, labels: {{<<: *m}}}}\n" for i in range(150)))


@case
def flow_lists_in_each_other():
    return alone("x-a: " + "[" * 20000 + "]" * 20000 + "\n" + web())


@case
def flow_maps_in_each_other():
    return alone("x-a: " + "{a: " * 8000 + "}" * 8000 + "\n" + web())


@case
def blocks_in_each_other():
    return alone("".join(" " * i + "a:\n" for i in range(800)) + "x\n")


@case
def sequences_in_one_line():
    return alone("x-a:\n  " + "- " * 20000 + "a\n" + web())


@case
def defaults_in_defaults():
    return alone(web(f"command: {'${A:-' * 3000}x{'}' * 3000}"))


@case
def dollars():
    return alone(web(f"command: {'$' * 100001}"))


@case
def braces_never_closed():
    return alone(web("command: " + "${A:-" * 5000))


@case
def variables_that_double():
    lines = ["V0=" + "x" * 50] + [f"V{i}=${{V{i - 1}}}${{V{i - 1}}}" for i in range(1, 40)]
    return alone(web("command: $V39"), __env="\n".join(lines) + "\n")


@case
def variables_of_env_file_that_double():
    lines = ["V0=" + "x" * 50] + [f"V{i}=$V{i - 1}$V{i - 1}" for i in range(1, 40)]
    return alone(web("env_file: a.env"), a__env="\n".join(lines) + "\n")


@case
def variable_used_often():
    return alone(web("command: " + "$V" * 5000), __env="V=" + "x" * 5000 + "\n")


@case
def services_in_a_chain():
    services = "".join(f"  s{i}:\n    image: a\n    depends_on: [s{i + 1}]\n" for i in range(1500))
    return alone("services:\n" + services + "  s1500: {image: a}\n")


@case
def services_that_all_wait():
    names = [f"s{i}" for i in range(150)]
    services = "".join(f"  {n}: {{image: a, depends_on: [{', '.join(names[:i])}]}}\n" for i, n in enumerate(names))
    return alone("services:\n" + services)


@case
def extends_in_a_chain():
    services = "".join(f"  s{i}: {{extends: {{service: s{i + 1}}}}}\n" for i in range(800))
    return alone("services:\n" + services + "  s800: {image: a}\n")


@case
def extends_of_doubling_lists():
    services = "".join(
        f"  s{i}: {{extends: {{service: s{i + 1}}}, environment: {{A{i}: b}}, volumes: ['v:/v{i}']}}\n" for i in range(80)
    )
    return alone("services:\n" + services + "  s80: {image: a}\nvolumes: {v: {}}\n")


@case
def includes_that_fan_out():
    files = {"compose.yaml": "include: [a0.yaml, b0.yaml]\n"}
    for i in range(16):
        for side in "ab":
            files[f"{side}{i}.yaml"] = f"include: [a{i + 1}.yaml, b{i + 1}.yaml]\n"
    return files | {"a16.yaml": web(), "b16.yaml": web()}


@case
def includes_in_a_chain():
    files = {f"c{i}.yaml": f"include: [c{i + 1}.yaml]\n" for i in range(300)}
    return files | {"compose.yaml": "include: [c0.yaml]\n", "c300.yaml": web()}


@case
def comments_that_look_like_keys():
    return alone(web("colour: red  # " + "a:" * 31000))


@case
def urls_with_passwords():
    return alone(web("colour: red  # " + "x://a:b@" * 7500))


@case
def password_keys():
    return alone(web("colour: red  # " + "password: " * 10000))


@case
def signs_behind_a_credential_in_a_script():
    script = "x ${DB_PASSWORD}" + "a" * 200_000 + "-" + "+" * 200_000
    return alone(web("environment: {DB_PASSWORD: '${DB_PASSWORD}'}", f'healthcheck: {{test: [CMD-SHELL, "{script}"]}}'))


@case
def token_prefixes():
    return alone(web("colour: red  # " + "ghp_" * 20000))


@case
def credential_in_many_findings():
    return alone(web(*[f"colour{i}: $DB_PASSWORD" for i in range(300)]), __env="DB_PASSWORD=aaaa\n")


@case
def long_line_with_a_fault_at_its_end():
    value = {"services": {"web": {"image": "nginx:1.29", "labels": {f"l{i}": "x" * 90 for i in range(4000)}, "colour": "red"}}}
    return alone(json.dumps(value))


@case
def many_faults_in_one_line():
    value = {"services": {"web": {"image": "nginx:1.29", **{f"colour{i}": "x" * 200 for i in range(2000)}}}}
    return alone(json.dumps(value))


@case
def many_faults():
    return alone(web(*[f"colour{i}: red" for i in range(5000)]))


@case
def many_faults_in_a_nested_list():
    return alone(web("ports: [" + ", ".join(["'x:y'"] * 5000) + "]"))


@case
def duplicate_keys():
    return alone(web("labels:", *["  a: b"] * 5000))


@case
def unknown_keys_like_known_ones():
    return alone(web(*[f"environmen{'t' * (i % 50)}x{i}: a" for i in range(2000)]))


@case
def key_of_a_megabyte():
    return alone(web("a" * 1000000 + ": b"))


@case
def value_of_four_megabytes():
    return alone(web("colour: " + "a" * 4000000))


@case
def names_that_become_one():
    names = [f"a{'-_.'[i % 3]}{'-_.'[i // 3 % 3]}b{i % 50}" for i in range(450)]
    return alone("services:\n" + "".join(f"  {n}: {{image: a}}\n" for n in dict.fromkeys(names)))


@case
def services_two_thousand():
    return alone("services:\n" + "".join(f"  s{i}: {{image: nginx, ports: [80]}}\n" for i in range(2000)))


@case
def services_published_three_thousand():
    return alone("services:\n" + "".join(f"  s{i}: {{image: 'nginx:1.29', ports: ['{8000 + i}:80']}}\n" for i in range(3000)))


@case
def extends_that_fan_out():
    labels = "".join(f"      l{i}: v\n" for i in range(200))
    services = "".join(f"  s{i}: {{extends: base}}\n" for i in range(3000))
    return alone("services:\n  base:\n    image: nginx:1.29\n    labels:\n" + labels + services)


@case
def volumes_two_thousand():
    mounts = "".join(f"      - v{i}:/v{i}\n" for i in range(2000))
    return alone(web("volumes:") + mounts + "volumes:\n" + "".join(f"  v{i}: {{}}\n" for i in range(2000)))


@case
def variables_twenty_thousand():
    return alone(web("environment:", *[f"  A{i}: b" for i in range(20000)]))


@case
def labels_ten_thousand():
    return alone(web("labels:", *[f"  traefik.http.routers.r{i}.rule: Host(`a{i}`)" for i in range(10000)]))


@case
def documents_of_one_file():
    return alone("---\nservices: {web: {image: a}}\n" * 3000)


@case
def resets_in_each_other():
    override = "services:\n  web:\n" + "".join(f"    labels{i}: !reset {{a: !override [b]}}\n" for i in range(2000))
    return alone(web(), compose__override__yaml=override)


@case
def allowances():
    return alone("# stackpose: allow E0101\n" * 20000 + web())


@case
def allowances_of_a_list():
    return alone("x-stackpose:\n  allow: [" + ", ".join(["W1003"] * 20000) + "]\n" + web())


@case
def overlay_in_each_other():
    return alone(web("x-aws-cloudformation: " + "{A: " * 2000 + "1" + "}" * 2000))


@case
def overlay_of_many_resources():
    rows = "".join(f"    R{i}: {{Type: 'AWS::SNS::Topic'}}\n" for i in range(3000))
    return alone(web() + "x-aws-cloudformation:\n  Resources:\n" + rows)


@case
def quotes_in_a_command():
    return alone(web("command: " + "'a' \\\"b " * 20000))


@case
def policy_of_many_statements():
    return alone(web("x-aws-policies: [" + ", ".join(["'arn:aws:iam::aws:policy/A'"] * 5000) + "]"))


@case
def dotenv_of_two_megabytes():
    return alone(web("command: $A1"), __env="".join(f"A{i}=b\n" for i in range(200000)))


@case
def dotenv_with_open_quote():
    return alone(web(), __env="A='" + "x\n" * 300000)


@case
def compose_file_of_many_names():
    return alone(web(), __env="COMPOSE_FILE=" + ":".join(["compose.yaml"] * 3000) + "\n")


@case
def profiles_of_a_megabyte():
    return alone(web("profiles: [a]"), __env="COMPOSE_PROFILES=" + ",".join(["a"] * 100000) + "\n")


@case
def folder_of_many_files():
    return alone(web("volumes: ['./data:/data:ro']"), **{f"data/f{i}": "x" for i in range(3000)})


@case
def folder_of_one_large_file():
    return alone(web("volumes: ['./data:/data:ro']"), **{"data/f": "x" * 5000000})


@case
def config_of_a_megabyte():
    return alone(web("configs: [c]") + "configs:\n  c:\n    content: '" + "x" * 1000000 + "'\n")


@case
def escapes_of_one_scalar():
    return alone(web('command: "' + "\\u0001" * 50000 + '"'))


@case
def characters_of_four_bytes():
    return alone(web("colour: " + "\U0001f600" * 100000))


@case
def combining_characters():
    return alone(web("colour: a" + "\u0301" * 100000 + " #"))


@case
def indent_of_a_megabyte():
    return alone("services:\n" + " " * 1000000 + "web: {image: a}\n")


@case
def tabs():
    return alone(web("colour: red" + "\t" * 200000 + "# x"))


@case
def carriage_returns():
    return alone("services:\r  web:\r    image: a\r    colour: red\r" * 1000)


@case
def health_check_of_a_megabyte():
    return alone(web("healthcheck: {test: '" + "curl || " * 100000 + "'}"))


@case
def networks_two_thousand():
    names = [f"n{i}" for i in range(2000)]
    return alone(web("networks: [" + ", ".join(names) + "]") + "networks:\n" + "".join(f"  {n}: {{}}\n" for n in names))


@case
def link_that_leads_to_itself():
    return alone(web("volumes: ['./data:/data:ro']"), **{"data/loop": pathlib.Path("loop"), "data/up": pathlib.Path("..")})


@case
def device_as_env_file():
    return alone(web("env_file: zero.env"), zero__env=pathlib.Path("/dev/zero"))


def small(path):
    return lambda: {"compose.yaml": path.read_bytes()}


def lay(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, pathlib.Path):
            path.symlink_to(content)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))


def limits():
    resource.setrlimit(resource.RLIMIT_AS, (HARD_MEMORY, HARD_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (HARD_SECONDS, HARD_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(binary, arguments, folder, most):
    """The exit status, the output (no more of it than `most` and a byte), the processor time and the memory of one command."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/home/u", "NO_COLOR": "1"}
    process = subprocess.Popen(
        [binary, *arguments], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, preexec_fn=limits,
    )
    timer = threading.Timer(HARD_WAIT, process.kill)
    timer.start()
    output = process.stdout.read(most + 1)
    process.stdout.close()
    _, status, usage = os.wait4(process.pid, 0)
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, output, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def faults(binary, name, files):
    found, worst = [], [0.0, 0, 0]
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / "shop"
        folder.mkdir()
        lay(folder, files())
        for command, arguments in COMMANDS.items():
            most = MODEL if command == "config" else OUTPUT
            status, output, seconds, memory = run(binary, arguments, folder, most)
            # Processors that are shared count the waits for each other's memory: the shortest of three runs is the program's.
            for _ in range(2):
                if seconds > SECONDS:
                    seconds = min(seconds, run(binary, arguments, folder, most)[2])
            worst = [max(pair) for pair in zip(worst, [seconds, memory, len(output)])]
            text = output.decode("utf-8", "replace")
            if len(output) > most:
                found.append(f"{command}: more than {most >> 20} MiB of output")
            elif status not in (0, 1, 2):
                found.append(f"{command}: exit status {status}: {text[-300:]}")
            elif status != 0 and not text.strip():
                found.append(f"{command}: exit status {status} without a word")
            if seconds > SECONDS:
                found.append(f"{command}: {seconds:.1f} s")
            if memory > MEMORY:
                found.append(f"{command}: {memory >> 20} MiB")
            if command in PLAIN:
                active = ACTIVE.search(text) or COMMAND_LINE.search(text)
                if active:
                    start = max(active.start() - 30, 0)
                    found.append(f"{command}: {text[start:active.end() + 30]!r} acts on who reads it")
    return name, found, worst


def main():
    binary, only = os.path.abspath(sys.argv[1]), sys.argv[2:]
    cases = {path.stem: small(path) for path in sorted(SMALL.glob("*.yaml"))} | CASES
    chosen = {name: files for name, files in cases.items() if not only or name in only}
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        results = []
        for name, found, worst in pool.map(lambda item: faults(binary, *item), chosen.items()):
            results.append((name, found, worst))
            for fault in found:
                print(f"{name}: {fault}", flush=True)
    failing = sum(1 for _, found, _ in results if found)
    seconds, memory, output = (max(worst[i] for _, _, worst in results) for i in range(3))
    print(f"at most {seconds:.2f} s, {memory >> 20} MiB, {output >> 10} KiB of output")
    print(f"{len(results) - failing} passed, {failing} failed")
    return 1 if failing or not results else 0


if __name__ == "__main__":
    sys.exit(main())
