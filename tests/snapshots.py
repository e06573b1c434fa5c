"""Copy templates out of snapshots: `snapshots.py FOLDER [FILE…]` writes one plain template a snapshot and prints the paths.

A `.snap` file is what insta writes: a header between two `---` lines, then the template. Any other file is taken as it is.
Without FILE: every `fixtures/**/*template*.snap`, and the roots and nested stacks of `fixtures/split`. Standard library only.
"""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def fixtures():
    """The template snapshots of all fixtures, in a stable order."""
    return sorted((ROOT / "fixtures").glob("**/*template*.snap"))


def split():
    """The roots of `fixtures/split` with their nested stacks, whose paths below a root stay as they are."""
    return sorted((ROOT / "fixtures/split").glob("*/root.snap")) + sorted((ROOT / "fixtures/split").glob("*/stacks/*.snap"))


def body(path):
    """The template in a file, without insta's header; empty when the snapshot holds none."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".snap" and text.startswith("---\n"):
        _, mark, text = text[4:].partition("\n---\n")
        if not mark:
            raise SystemExit(f"snapshots: {path} has a header without an end")
    return text if text.strip() else ""


def title(path):
    """`room/case` for a fixture's snapshot, `room/case/template.json` where the name says more; the path for other files."""
    path = path.resolve()
    name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.relative_to("/")
    parts = [part for part in name.with_suffix("").parts if part != "fixtures"]
    return "/".join(parts[:-1] if parts[-1] == "template" and len(parts) > 1 else parts)


def extract(folder, files):
    """Write every template below the folder; returns the paths, named after the fixtures."""
    written = []
    for path in files:
        text = body(path)
        if not text:
            continue
        suffix = "json" if text.lstrip().startswith("{") else "yaml"
        target = pathlib.Path(folder) / f"{title(path)}.{suffix}"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8")
        written.append(target)
    return written


if __name__ == "__main__":
    for path in extract(sys.argv[1], [pathlib.Path(name) for name in sys.argv[2:]] or fixtures() + split()):
        print(path)
