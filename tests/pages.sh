#!/usr/bin/env bash
# Runs what README.md and docs/ show; see pages.py for how their blocks are marked.
set -euo pipefail
tests=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
venv=$("$tests/venv.sh")
export PYTHONDONTWRITEBYTECODE=1
exec "$venv/bin/python" "$tests/pages.py" "$@"
