#!/usr/bin/env bash
# Every project of examples/ as a reader would use it: converted without an error or a credential in the template, linted, and
# deployed to a local AWS.
#
#     tests/examples.sh BINARY
set -euo pipefail

tests=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
binary=$(realpath -- "${1:?usage: tests/examples.sh BINARY}")
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
# Its listener and cluster do not exist in the local AWS.
not_deployed=(existing-infrastructure)

failed=0 templates=() deployable=()
for compose in "$tests"/../examples/*/compose.yaml; do
    folder=$(dirname -- "$compose")
    name=$(basename -- "$folder")
    template=$scratch/$name.yaml
    # W0710: a credential in the template.
    if ! (cd "$folder" && "$binary" --color never convert --deny W0710 -o "$template") >"$scratch/said" 2>&1 </dev/null; then
        cat "$scratch/said" >&2
        echo "examples: $name does not convert" >&2
        failed=1
        continue
    fi
    [[ -s $folder/README.md ]] || { echo "examples: $name has no README.md" >&2; failed=1; }
    templates+=("$template")
    [[ " ${not_deployed[*]} " = *" $name "* ]] || deployable+=("$template")
done
((failed == 0 && ${#templates[@]} >= 10)) || { echo "examples: ${#templates[@]} templates" >&2; exit 1; }
"$tests/lint.sh" "${templates[@]}"
"$tests/deploy/run.sh" --no-projects "${deployable[@]}"
