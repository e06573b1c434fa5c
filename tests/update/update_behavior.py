"""The table `schemas/update-behavior.txt`: what AWS does with a changed property, read from cfn-lint's resource schemas.

    update_behavior.py           compares the table with the schemas; ends with status 1 if they differ
    update_behavior.py --write   writes it

A line for each service, and below it one for each type, behind a blank: its name without both, then paths of properties. A path alone
is create-only (a change replaces the resource), `?path` replaces it in some cases, `!path` is write-only, `=path` is create-only and
write-only. Paths below a create-only path are left out.
"""

import importlib.metadata
import importlib.resources
import json
import pathlib
import sys

TABLE = pathlib.Path(__file__).resolve().parents[2] / "schemas/update-behavior.txt"
REGION = "us-east-1"
KINDS = (("createOnlyProperties", ""), ("conditionalCreateOnlyProperties", "?"), ("writeOnlyProperties", "!"))


def schemas():
    """Every type of AWS and its schema, by name."""
    data = importlib.resources.files("cfnlint") / "data/schemas"
    known = json.loads((data / f"providers/{REGION}.json").read_text(encoding="utf-8"))
    for name in sorted(known):
        if name.startswith("AWS::"):
            yield name, json.loads((data / f"resources/{known[name]}.json").read_text(encoding="utf-8"))


def outermost(paths):
    """The paths that lie below none of the others."""
    paths = {path.removeprefix("/properties/").replace("/items/", "/*/") for path in paths}
    above = lambda path: {path.rsplit("/", count)[0] for count in range(1, path.count("/") + 1)}
    return sorted(path for path in paths if not above(path) & paths)


def table():
    """The table as text."""
    lines = [f"# cfn-lint {importlib.metadata.version('cfn-lint')}, region {REGION}; see README.md"]
    last = None
    for name, schema in schemas():
        words = [mark + path for key, mark in KINDS for path in outermost(schema.get(key, []))]
        both = {word for word in words if f"!{word}" in words}
        words = [f"={word}" if word in both else word for word in words if word[1:] not in both or word[0] != "!"]
        if words:
            _, service, name = name.split("::", 2)
            if service != last:
                lines.append(service)
                last = service
            lines.append(" ".join([f" {name}", *words]))
    return "\n".join(lines) + "\n"


def main(arguments):
    """Write or compare; returns the exit status."""
    wanted = table()
    if arguments == ["--write"]:
        TABLE.write_text(wanted, encoding="utf-8")
        return 0
    if TABLE.read_text(encoding="utf-8") == wanted:
        print(f"update_behavior: {wanted.count(chr(10)) - 1} types as in the schemas of cfn-lint")
        return 0
    print(f"update_behavior: {TABLE.name} differs from the schemas: run this with --write", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
