#!/usr/bin/env bash
# Deploys templates to a local AWS and deletes them; see run.py for the arguments.
set -euo pipefail
tests=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
venv=$("$tests/venv.sh")
export PYTHONDONTWRITEBYTECODE=1
exec "$venv/bin/python" "$tests/deploy/run.py" "$@"
