#!/usr/bin/env bash
# The pairs of fixtures/update: cfn-lint over their templates, and the table of update behaviour against cfn-lint's
# resource schemas. What an update does with them is tested by tests/update (`cargo test --test update`).
#
#     tests/update.sh PROGRAM
set -euo pipefail

tests=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
program=$(realpath -- "$1")
venv=$("$tests/venv.sh")
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT

"$venv/bin/python" -B "$tests/update/update_behavior.py"
cd "$tests/../fixtures/update"
templates=()
for file in */*/compose.yaml; do
    template=$scratch/${file%/compose.yaml}.yaml
    mkdir -p "$(dirname -- "$template")"
    "$program" -q -f "$file" convert -o "$template" 2>"$scratch/said" || { cat "$scratch/said"; exit 1; }
    templates+=("$template")
done
"$tests/lint.sh" "${templates[@]}"
