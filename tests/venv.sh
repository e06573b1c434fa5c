#!/usr/bin/env bash
# Prints the folder of a Python venv that holds tests/requirements.txt; makes it first where it is missing.
#
#     python=$(tests/venv.sh)/bin/python
#
# The folder is target/venv/<checksum of the requirements and of the Python version>, so a changed pin makes a new one.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
requirements=$root/tests/requirements.txt

say() { printf 'venv: %s\n' "$*" >&2; }

python=
for candidate in python3 python3.14 python3.13 python3.12 python3.11 python3.10; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
        python=$(command -v "$candidate")
        break
    fi
done
if [[ -z $python ]]; then
    say "needs Python 3.10 or newer; found $(python3 --version 2>&1 || true)"
    exit 1
fi

version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
key=$({ cat "$requirements"; printf '%s' "$version"; } | cksum | cut -d ' ' -f 1)
venv=${CARGO_TARGET_DIR:-$root/target}/venv/$version-$key
[[ $venv = /* ]] || venv=$PWD/$venv

if [[ ! -e $venv/.complete ]]; then
    # Debian and Ubuntu ship Python without what `-m venv` needs.
    if ! "$python" -c 'import ensurepip' 2>/dev/null && [[ $(id -u) = 0 ]] && command -v apt-get >/dev/null; then
        say "installing python3-venv"
        { apt-get update && apt-get install -y python3-venv; } >&2
    fi
    mkdir -p "$(dirname "$venv")"
    # Two callers at once: the second waits and finds the work done.
    exec 9>"$venv.lock"
    if command -v flock >/dev/null; then flock 9; fi
    if [[ ! -e $venv/.complete ]]; then
        say "making $venv"
        rm -rf -- "$venv"
        "$python" -m venv "$venv" >&2
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
            --require-hashes --requirement "$requirements" >&2
        touch "$venv/.complete"
    fi
fi
printf '%s\n' "$venv"
