"""Builds the docs site with mdBook and checks every link and anchor in it.

    python tests/book.py [OUTPUT]        default: target/book

Pages of `docs/` link to files beside the folder (`../SECURITY.md`), as readers of the repository need it. A book has no such files:
here, Markdown files among them become pages of the book under "The project", and links to anything else in the repository are
shown as text. Each code of `docs/findings.md` and each key of `docs/keys.md` gets a page of its own, to which SARIF links.
"""

import html.parser
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROJECT = {
    "SECURITY.md": "Security",
    "CHANGELOG.md": "Changelog",
    "RELEASING.md": "Releases and versions",
    "CONTRIBUTING.md": "Contributing",
    "README.md": "The repository",
}
# Pages whose sections become pages: the headings that do, with the name of the section's page.
DIVIDED = {"findings.md": re.compile(r"## ([EWN]\d{4}): .*"), "keys.md": re.compile(r"## `(x-aws-[\w-]+)`")}
LINK = re.compile(r"\[((?:[^\]\[]|\[[^\]]*\])*)\]\(([^)\s]+)\)")


def page_of(path):
    """Where a file of the repository is in the book; none for what is no page. A README.md is the index of its folder."""
    path = path.relative_to(ROOT).as_posix()
    page = None
    if path.startswith("docs/"):
        page = path.removeprefix("docs/")
    elif path in PROJECT or re.fullmatch(r"(examples|fuzz)(/[\w-]+)?/README\.md", path):
        page = f"project/{path}"
    return page and re.sub(r"(^|/)README\.md$", r"\1index.md", page)


def anchor_of(heading):
    """The anchor of a heading."""
    kept = (c for c in heading.removeprefix("## ").lower() if c.isalnum() or c in " -_")
    return "".join(kept).replace(" ", "-")


def divided(page, text):
    """A page without the sections that become pages, and these: their names, headings and texts."""
    rest, sections, is_code = [], [], False
    into = rest
    for line in text.splitlines():
        is_code ^= line.startswith("```")
        if re.fullmatch(r'<a id="[^"]*"></a>', line):
            continue
        if not is_code and line.startswith("## "):
            found = DIVIDED[page].fullmatch(line)
            if found:
                sections.append((found[1], line, []))
            into = sections[-1][2] if found else rest
            line = line.removeprefix("#") if found else line
        into.append(line)
    return "\n".join(rest), [(name, heading, "\n".join(lines)) for name, heading, lines in sections]


def pages_of_sections():
    """By page and anchor: the page of a section."""
    found = {}
    for page in DIVIDED:
        for name, heading, _ in divided(page, (ROOT / "docs" / page).read_text(encoding="utf-8"))[1]:
            found[page, anchor_of(heading)] = f"{page.removesuffix('.md')}/{name}.md"
    return found


SECTIONS = pages_of_sections()


def rewritten(source, target, text):
    """The text of a page with its links as they are in the book."""

    def link(match):
        title, address = match.groups()
        if re.match(r"[a-z]+:", address):
            return match[0]
        file, mark, anchor = address.partition("#")
        found = (source.parent / urllib.parse.unquote(file)).resolve() if file else source
        section = SECTIONS.get((page_of(found), anchor))
        if section:
            return f"[{title}]({os.path.relpath(section, os.path.dirname(target) or '.')})"
        if not file:
            return match[0]
        if not found.exists():
            raise SystemExit(f"book: {source.relative_to(ROOT)} links to {address}, which does not exist")
        page = page_of(found)
        if page is None:
            return title
        return f"[{title}]({os.path.relpath(page, os.path.dirname(target) or '.')}{mark}{anchor})"

    return LINK.sub(link, text)


def write(folder, page, text):
    """Writes the source of a page."""
    target = folder / "docs" / page
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def below(line):
    """A line of the summary, with those of the page's sections below it."""
    sections = [section for (page, _), section in SECTIONS.items() if page == line[1]]
    return "\n".join([line[0], *(f"  - [{pathlib.PurePath(section).stem}]({section})" for section in sections)])


def prepare(folder):
    """Writes the sources of the book."""
    sources = sorted((ROOT / "docs").glob("*.md")) + [ROOT / name for name in PROJECT]
    sources += [ROOT / "fuzz/README.md", *sorted(ROOT.glob("examples/README.md")), *sorted(ROOT.glob("examples/*/README.md"))]
    for source in sources:
        page = page_of(source)
        text = source.read_text(encoding="utf-8")
        if page in DIVIDED:
            text, sections = divided(page, text)
            for name, _, section in sections:
                inner = f"{page.removesuffix('.md')}/{name}.md"
                write(folder, inner, rewritten(source, inner, section))
            if page == "keys.md":
                text += "\n" + "".join(f"- [`{name}`](keys.md#{anchor_of(heading)})\n" for name, heading, _ in sections)
        text = rewritten(source, page, text)
        if page == "SUMMARY.md":
            text = re.sub(r"^- \[.*\]\((.*\.md)\)$", below, text, flags=re.MULTILINE)
            text = text.rstrip() + "\n\n# The project\n\n"
            text += "".join(f"- [{title}]({page_of(ROOT / name)})\n" for name, title in PROJECT.items())
            text += "- [Fuzzing](project/fuzz/index.md)\n- [Examples](project/examples/index.md)\n"
            for example in sorted(ROOT.glob("examples/*/README.md")):
                title = example.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
                text += f"  - [{title}](project/examples/{example.parent.name}/index.md)\n"
        write(folder, page, text)
    shutil.copy(ROOT / "book.toml", folder)


class Page(html.parser.HTMLParser):
    """The links and anchors of a page."""

    def __init__(self):
        super().__init__()
        self.links, self.anchors = [], set()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if "id" in attributes:
            self.anchors.add(attributes["id"])
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])


def check(book):
    """The links of the book that lead nowhere."""
    pages = {}
    for path in sorted(book.rglob("*.html")):
        pages[path.resolve()] = page = Page()
        page.feed(path.read_text(encoding="utf-8"))
    faults = []
    for path, page in pages.items():
        if path.name in ("print.html", "404.html", "toc.html"):
            continue
        for link in page.links:
            parts = urllib.parse.urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / urllib.parse.unquote(parts.path)).resolve() if parts.path else path
            if target.is_dir():
                target = target / "index.html"
            known = pages.get(target)
            if known is None and not target.exists():
                faults.append(f"{path.relative_to(book.resolve())}: {link}")
            elif known and parts.fragment and urllib.parse.unquote(parts.fragment) not in known.anchors:
                faults.append(f"{path.relative_to(book.resolve())}: {link} (no such anchor)")
    return len(pages), faults


def main():
    target = os.environ.get("CARGO_TARGET_DIR", ROOT / "target")
    output = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(target, "book")).resolve()
    mdbook = pathlib.Path(sys.executable).parent / "mdbook"
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        prepare(scratch)
        shutil.rmtree(output, ignore_errors=True)
        done = subprocess.run([mdbook, "build", scratch, "--dest-dir", output], stderr=subprocess.PIPE, text=True)
        if done.returncode or "ERROR" in done.stderr or "WARN" in done.stderr:
            raise SystemExit(f"book: {done.stderr}")
    count, faults = check(output)
    if faults:
        raise SystemExit("book: links that lead nowhere:\n" + "\n".join(faults))
    if not list(output.glob("searchindex*")):
        raise SystemExit("book: there is no search index")
    print(f"book: {count} pages in {output}, every link leads somewhere")


if __name__ == "__main__":
    main()
