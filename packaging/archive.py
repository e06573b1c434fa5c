"""The archive of a release: the program, its licence, its changelog, the completions of shells and the manual page.

    python3 packaging/archive.py stackpose|stackpose-deploy TARGET BINARY OUTPUT

Prints the path of the archive: PACKAGE-VERSION-TARGET.tar.gz, for Windows .zip. The same input gives the same bytes. The binary
must run here, or $STACKPOSE must name one of the same version that does: it writes completions and manual page, and says its
version.
"""

import gzip
import io
import os
import pathlib
import subprocess
import sys
import tarfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHELLS = ("bash", "elvish", "fish", "powershell", "zsh")


def contents(binary, program, extension):
    """Path in the archive → bytes, sorted."""

    def printed(*arguments):
        return subprocess.run([program, *arguments], check=True, stdout=subprocess.PIPE).stdout

    files = {f"stackpose{extension}": pathlib.Path(binary).read_bytes(), "stackpose.1": printed("man")}
    for name in ("LICENSE", "README.md", "CHANGELOG.md"):
        files[name] = (ROOT / name).read_bytes()
    for shell in SHELLS:
        files[f"completions/stackpose.{shell}"] = printed("completions", shell)
    return dict(sorted(files.items()))


def mode(path):
    return 0o755 if path in ("stackpose", "stackpose.exe") else 0o644


def write_tar(archive, name, files):
    with open(archive, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as zipped:
        with tarfile.open(fileobj=zipped, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            for path, content in files.items():
                entry = tarfile.TarInfo(f"{name}/{path}")
                entry.size, entry.mode = len(content), mode(path)
                tar.addfile(entry, io.BytesIO(content))


def write_zip(archive, name, files):
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as opened:
        for path, content in files.items():
            entry = zipfile.ZipInfo(f"{name}/{path}", (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, mode(path) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            opened.writestr(entry, content)


def main():
    package, target, binary, output = sys.argv[1:]
    program = os.path.abspath(os.environ.get("STACKPOSE", binary))
    printed = subprocess.run([program, "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout
    name = f"{package}-{printed.split()[1]}-{target}"
    os.makedirs(output, exist_ok=True)
    windows = "windows" in target
    archive = os.path.join(output, name + (".zip" if windows else ".tar.gz"))
    files = contents(binary, program, ".exe" if windows else "")
    (write_zip if windows else write_tar)(archive, name, files)
    print(archive)


if __name__ == "__main__":
    main()
