#!/usr/bin/env bash
# cfn-lint over every template of the fixtures (or over the files named); anything it says is a failure. Then AWS's own
# validator, of which errors are failures (validate.py).
#
#     tests/lint.sh [TEMPLATE or SNAPSHOT …]
set -euo pipefail

tests=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
venv=$("$tests/venv.sh")
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT

"$venv/bin/python" "$tests/snapshots.py" "$scratch/templates" "$@" >"$scratch/list"
mapfile -t templates <"$scratch/list"
count=${#templates[@]}
if ((count == 0)); then
    echo "lint: no template found; that cannot be right" >&2
    exit 1
fi

# One process a core: cfn-lint takes about a second to start and 0.15 s a template.
lanes=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
((lanes > 4)) && lanes=4
((lanes > (count + 7) / 8)) && lanes=$(((count + 7) / 8))
pids=()
cd "$scratch/templates" # so that messages name `room/case.yaml`
for ((lane = 0; lane < lanes; lane++)); do
    share=()
    for ((index = lane; index < count; index += lanes)); do
        share+=("${templates[index]#"$scratch/templates/"}")
    done
    "$venv/bin/cfn-lint" --config-file "$tests/cfnlintrc.yaml" --format parseable --non-zero-exit-code informational \
        -- "${share[@]}" >"$scratch/said.$lane" 2>&1 &
    pids+=("$!")
done

failed=0
for ((lane = 0; lane < lanes; lane++)); do
    wait "${pids[lane]}" || failed=1
    # Says nothing about templates: a missing optional package of cfn-lint's environment.
    grep -v '^cryptography package not installed' "$scratch/said.$lane" || true
done
if ((failed)); then
    echo "lint: cfn-lint found something in these $count templates" >&2
    exit 1
fi
echo "lint: $count templates clean under $("$venv/bin/cfn-lint" --version) (errors, warnings, informational)"
PYTHONDONTWRITEBYTECODE=1 "$venv/bin/python" "$tests/validate.py" "${templates[@]#"$scratch/templates/"}"
