"""The notes of a release: the section of CHANGELOG.md with its version.

    python3 packaging/notes.py VERSION

Fails where there is none, or where Cargo.toml has another version.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    (version,) = sys.argv[1:]
    manifest = (ROOT / "Cargo.toml").read_text(encoding="utf-8")
    stated = re.search(r'^version = "([^"]+)"$', manifest, re.MULTILINE)[1]
    if stated != version:
        raise SystemExit(f"notes.py: Cargo.toml has version {stated}, not {version}")
    sections = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = [section for section in sections if re.match(rf"\[?{re.escape(version)}\]?(\s|$)", section)]
    if len(found) != 1:
        raise SystemExit(f"notes.py: CHANGELOG.md has {len(found)} sections for {version}, not one")
    notes = found[0].partition("\n")[2].strip()
    if not notes:
        raise SystemExit(f"notes.py: the section for {version} is empty")
    print(notes)


if __name__ == "__main__":
    main()
