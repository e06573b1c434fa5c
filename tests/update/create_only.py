"""The table `create_only.json`: which properties AWS takes only when a resource is made, read from cfn-lint's resource schemas.

    create_only.py           compares the table with the schemas; ends with status 1 if they differ
    create_only.py --write   writes it

The types are those of `src/cfn`. Properties whose change replaces a resource in some cases are in it too.
"""

import importlib.resources
import json
import pathlib
import re
import sys

TABLE = pathlib.Path(__file__).resolve().parent / "create_only.json"
SOURCES = TABLE.parents[2] / "src/cfn"
REGION = "us-east-1"


def types():
    """The resource types of the target model."""
    texts = (path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.rs"))
    return sorted({name for text in texts for name in re.findall(r'const TYPE: &\'static str = "(AWS::[^"]+)"', text)})


def schemas():
    """Every type's schema by its name."""
    data = importlib.resources.files("cfnlint") / "data/schemas"
    known = json.loads((data / f"providers/{REGION}.json").read_text(encoding="utf-8"))
    return {name: json.loads((data / f"resources/{known[name]}.json").read_text(encoding="utf-8")) for name in types()}


def table():
    """Type to paths, as text."""
    found = {}
    for name, schema in schemas().items():
        paths = schema.get("createOnlyProperties", []) + schema.get("conditionalCreateOnlyProperties", [])
        found[name] = sorted({path.removeprefix("/properties/") for path in paths})
    return json.dumps(found, indent=2) + "\n"


def main(arguments):
    """Write or compare; returns the exit status."""
    wanted = table()
    if arguments == ["--write"]:
        TABLE.write_text(wanted, encoding="utf-8")
        return 0
    if TABLE.read_text(encoding="utf-8") == wanted:
        print(f"create_only: {len(types())} types as in the schemas of cfn-lint")
        return 0
    print(f"create_only: {TABLE.name} differs from the schemas of cfn-lint: run it with --write", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
