"""What README.md and the pages of docs/ show, run: every shell block, and every block that claims to be a file or an output.

    pages.sh               runs them all
    pages.sh docs/diff.md  runs those of some pages
    pages.sh --test        prints the command that runs the tests (`.ci/run` runs it in the checkout)
    pages.sh --list        says what would be done with which block

The line directly above a fenced block says what it is (readers never see it):

    <!-- ci -->                  run it, in a copy of the checkout, with `stackpose` in PATH
    <!-- ci: aws -->             the same with a local AWS, VPC_ID and SUBNET_IDS (comma between); a fresh account a block
    <!-- ci: test -->            the command that runs the tests; exactly one block, one line, ready for more arguments
    <!-- ci: file PATH -->       the block is that file of the repository
    <!-- ci: prints COMMAND -->  the block is what that command prints on stdout (a pipe through sed or head shows a part)
    <!-- ci: no, REASON -->      shown, not run

A shell block (sh, bash, shell, console) without such a line is an error: what a page shows, CI runs. Blocks run in their
order with `bash -euo pipefail`, in one and the same copy for a page, so a later block finds the files of an earlier one.
The program is $STACKPOSE, else target/release/stackpose.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
MARK = re.compile(r"\s*<!-- ci(?:: (?P<kind>aws|test|file|prints|no,?)(?: (?P<rest>.+?))?)? -->\s*")
FENCE = re.compile(r"\s*(?P<fence>`{3,})(?P<language>\w*)")
SHELLS = ("sh", "bash", "shell", "console")
BLOCK_SECONDS = 900
CARGO = """#!/bin/sh
if [ "$1" = run ]; then shift; CARGO_TARGET_DIR='{target}' exec '{cargo}' run --manifest-path '{root}/Cargo.toml' "$@"; fi
exec '{cargo}' "$@"
"""


class Block:
    """One fenced block with its mark: `kind` is run, aws, test, file, prints or no."""

    def __init__(self, page, line, language, mark):
        self.page, self.line, self.language, self.lines = page, line, language, []
        self.kind = None if mark is None else (mark["kind"] or "run").rstrip(",")
        self.rest = mark["rest"] if mark else None

    @property
    def text(self):
        """What stands between the fences."""
        return "".join(line + "\n" for line in self.lines)

    def place(self):
        """Where it stands, for people."""
        return f"{self.page}:{self.line}"


def blocks(page, text):
    """Every fenced block of a page, with the mark above it."""
    found, current, fence, previous = [], None, "", ""
    for number, line in enumerate(text.splitlines(), 1):
        start = FENCE.match(line)
        if current is not None:
            if line.strip() == fence:
                current = None
            else:
                current.lines.append(line)
        elif start:
            fence = start["fence"]
            current = Block(page, number, start["language"], MARK.fullmatch(previous))
            found.append(current)
        previous = line
    return found


def pages(named):
    """The pages to look at, as paths below the checkout."""
    if named:
        return named
    found = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]
    # The generated pages show parts of files and of command lines; `tests/docs.rs` checks them.
    return [str(page.relative_to(ROOT)) for page in found
            if page.is_file() and "\n\nGenerated from " not in page.read_text(encoding="utf-8")]


def checked(page):
    """The blocks of a page, and what is wrong with their marks."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = blocks(page, text)
    wrong = [f"{block.place()}: a shell block without a `<!-- ci … -->` line above it"
             for block in found if block.kind is None and block.language in SHELLS]
    wrong += [f"{block.place()}: `ci: {block.kind}` needs a word after it"
              for block in found if block.kind in ("file", "prints", "no") and not block.rest]
    marks = sum(1 for line in text.splitlines() if line.lstrip().startswith("<!-- ci"))
    if marks != sum(block.kind is not None for block in found):
        wrong.append(f"{page}: a `<!-- ci … -->` line is misspelt or has no block directly below it")
    return found, wrong


def test_command():
    """The one block that says how the tests are run."""
    tests = [block for page in pages([]) for block in checked(page)[0] if block.kind == "test"]
    if len(tests) != 1 or len(tests[0].lines) != 1:
        raise SystemExit("pages: exactly one `<!-- ci: test -->` block of one line is needed")
    return tests[0].text.strip()


def copy_checkout(scratch):
    """A copy to run in, with the real target folder behind it, so that nothing is compiled twice without need."""
    copy = pathlib.Path(scratch, "stackpose")
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns("target", ".git", ".venv"))
    (copy / "target").symlink_to(TARGET)
    return copy


def environment(scratch):
    """`stackpose` in PATH as if installed; `cargo install` stays inside the scratch folder."""
    programs = pathlib.Path(scratch, "programs")
    programs.mkdir()
    binary = pathlib.Path(os.environ.get("STACKPOSE", TARGET / "release" / "stackpose")).resolve()
    if not binary.is_file():
        raise SystemExit(f"pages: no {binary}; build it first")
    (programs / "stackpose").symlink_to(binary)
    # `cargo run` of the copy is that of the checkout, which is the same and was built before: Cargo goes by the path.
    cargo = programs / "cargo"
    cargo.write_text(CARGO.format(cargo=shutil.which("cargo"), root=ROOT, target=TARGET), encoding="utf-8")
    cargo.chmod(0o755)
    kept = {name: value for name, value in os.environ.items()
            if name != "CARGO_TARGET_DIR" and not name.startswith(("COMPOSE_", "AWS_"))}
    path = os.pathsep.join([f"{scratch}/installed/bin", str(programs), kept.get("PATH", os.defpath)])
    return {**kept, "CARGO_INSTALL_ROOT": f"{scratch}/installed", "PATH": path}


def bash(script, copy, variables, prefix=(), **how):
    """Run a script as a reader would, strictly."""
    return subprocess.run([*prefix, "bash", "-euo", "pipefail", "-c", script], cwd=copy, env=variables, check=False,
                          stdin=subprocess.DEVNULL, timeout=BLOCK_SECONDS, **how)


def fault(block, copy, variables):
    """Do what the mark says; None or what is wrong."""
    if block.kind == "file":
        return None if (copy / block.rest).read_text(encoding="utf-8") == block.text else f"is not {block.rest} as it stands"
    if block.kind == "prints":
        done = bash(block.rest, copy, variables, stdout=subprocess.PIPE, text=True)
        if done.returncode != 0:
            return f"status {done.returncode} from `{block.rest}`"
        return None if done.stdout.rstrip() == block.text.rstrip() else f"is not what `{block.rest}` prints:\n{done.stdout}"
    session = [sys.executable, str(ROOT / "tests" / "deploy" / "session.py")] if block.kind == "aws" else []
    done = bash(block.text, copy, variables, session)
    return f"ended with status {done.returncode}" if done.returncode else None


def run(found):
    """Run the blocks of a page; returns what is wrong."""
    faults = []
    found = [block for block in found if block.kind not in (None, "test", "no")]
    if not found:
        return faults
    with tempfile.TemporaryDirectory(prefix="stackpose-pages-") as scratch:
        copy, variables = copy_checkout(scratch), environment(scratch)
        for block in found:
            print(f"-- {block.place()} ({block.kind}{' ' + block.rest if block.rest else ''})", flush=True)
            try:
                wrong = fault(block, copy, variables)
            except subprocess.TimeoutExpired:
                wrong = f"still running after {BLOCK_SECONDS} s"
            if wrong:
                faults.append(f"{block.place()}: the block {wrong}")
    return faults


def main():
    """The command line."""
    options = [word for word in sys.argv[1:] if word.startswith("-")]
    if "--test" in options:
        print(test_command())
        return 0
    test_command()
    faults = []
    for page in pages([word for word in sys.argv[1:] if not word.startswith("-")]):
        found, wrong = checked(page)
        faults += wrong
        if "--list" in options:
            for block in found:
                print(f"{block.place()}: {block.language or 'text'}: {block.kind or 'not marked'} {block.rest or ''}".rstrip())
        elif not wrong:
            faults += run(found)
    print("\n".join(faults) or "pages: everything they show works", flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
