#!/usr/bin/env bash
# The workflows and actions of .github and action.yml under zizmor, and under actionlint where it is installed.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
bin=$(tests/venv.sh)/bin

inputs=(.github/workflows)
if [[ -e action.yml ]]; then inputs+=(action.yml); fi
"$bin/zizmor" --offline --no-progress --quiet --min-severity medium "${inputs[@]}"
# Actions of others are named by commit: a tag can be moved.
if unpinned=$(grep -rnE 'uses: +[^./$ ][^ ]*@' "${inputs[@]}" | grep -vE '@[0-9a-f]{40} # v[0-9.]+$'); then
    printf 'workflows: not pinned by commit:\n%s\n' "$unpinned" >&2
    exit 1
fi
if command -v actionlint >/dev/null; then
    PATH=$bin:$PATH actionlint .github/workflows/*.yml
    echo "workflows: clean under zizmor and actionlint"
else
    echo "workflows: clean under zizmor; actionlint is not installed here"
fi
