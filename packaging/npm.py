"""The npm packages of a release, from its archives.

    python3 packaging/npm.py VERSION ARCHIVES OUTPUT [--repository URL]

One package for each platform holds the program; `stackpose` itself names them as optional dependencies, of which npm installs
the one whose `os` and `cpu` fit, and starts it. No package runs a script when it is installed, none downloads anything.
"""

import argparse
import json
import pathlib
import tarfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Target of Rust → Node's `process.platform` and `process.arch`. The programs for Linux are static: one for glibc and musl.
PLATFORMS = {
    "x86_64-unknown-linux-musl": ("linux", "x64"),
    "aarch64-unknown-linux-musl": ("linux", "arm64"),
    "x86_64-apple-darwin": ("darwin", "x64"),
    "aarch64-apple-darwin": ("darwin", "arm64"),
    "x86_64-pc-windows-msvc": ("win32", "x64"),
    "aarch64-pc-windows-msvc": ("win32", "arm64"),
}

LAUNCHER = """\
#!/usr/bin/env node
// Starts the program of the package for this platform, with the same arguments, streams and exit status.
"use strict";

const { spawnSync } = require("node:child_process");

const name = `@stackpose/${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "stackpose.exe" : "stackpose";
let program;
try {
  program = require.resolve(`${name}/bin/${file}`);
} catch {
  console.error(`stackpose: the package ${name} is not installed. Either there is no release for this platform, or`);
  console.error("optional dependencies were left out (--omit=optional), or node_modules comes from another platform.");
  process.exit(2);
}
const ended = spawnSync(program, process.argv.slice(2), { stdio: "inherit", windowsHide: true });
if (ended.error) {
  console.error(`stackpose: ${ended.error.message}`);
  process.exit(2);
}
if (ended.signal) {
  process.kill(process.pid, ended.signal);
}
process.exit(ended.status ?? 1);
"""


def program(archive):
    """The bytes of the program in an archive, and its name."""
    name = archive.name.removesuffix(".tar.gz").removesuffix(".zip")
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as opened:
            return "stackpose.exe", opened.read(f"{name}/stackpose.exe")
    with tarfile.open(archive) as opened:
        return "stackpose", opened.extractfile(f"{name}/stackpose").read()


def write(folder, manifest, files):
    """One package: its manifest, its licence and files, all of them executable."""
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    (folder / "LICENSE").write_bytes((ROOT / "LICENSE").read_bytes())
    (folder / "README.md").write_bytes((ROOT / "README.md").read_bytes())
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o755)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("version")
    parser.add_argument("archives", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--repository", help="address of the repository, which npm wants for provenance")
    options = parser.parse_args()

    common = {
        "version": options.version,
        "description": "Docker Compose files to AWS CloudFormation for Amazon ECS on Fargate",
        "license": "Apache-2.0",
    }
    if options.repository:
        common["repository"] = {"type": "git", "url": f"git+{options.repository}.git"}

    optional = {}
    for target, (system, cpu) in PLATFORMS.items():
        found = sorted(options.archives.glob(f"stackpose-{options.version}-{target}.*"))
        found = [path for path in found if path.name.endswith((".tar.gz", ".zip"))]
        if not found:
            continue
        file, content = program(found[0])
        name = f"@stackpose/{system}-{cpu}"
        manifest = {"name": name, **common, "os": [system], "cpu": [cpu], "preferUnplugged": True, "files": ["bin"]}
        write(options.output / f"{system}-{cpu}", manifest, {f"bin/{file}": content})
        optional[name] = options.version
    if not optional:
        raise SystemExit(f"npm.py: no archive of version {options.version} in {options.archives}")

    manifest = {
        "name": "stackpose",
        **common,
        "bin": {"stackpose": "bin/stackpose.js"},
        "files": ["bin"],
        "engines": {"node": ">=18"},
        "keywords": ["docker-compose", "cloudformation", "ecs", "fargate", "aws"],
        # The same version exactly: the launcher and the program are one release.
        "optionalDependencies": optional,
    }
    write(options.output / "stackpose", manifest, {"bin/stackpose.js": LAUNCHER.encode()})


if __name__ == "__main__":
    main()
