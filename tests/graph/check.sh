#!/usr/bin/env bash
# Gives the pictures of tests/graph/pictures to Mermaid's own parser (npm) and to Graphviz. Run by hand: it installs packages,
# which takes longer than `.ci/run` may.
#
#     tests/graph/check.sh
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
tools=${CARGO_TARGET_DIR:-$here/../../target}/graph
mkdir -p "$tools"
cp -- "$here"/*.mjs "$tools"
(cd -- "$tools" && { [[ -d node_modules/mermaid ]] || npm install --silent --no-save mermaid@11 jsdom@26; })
node "$tools/check.mjs" "$here/pictures"

count=0
for picture in "$here"/pictures/*.dot; do
    dot -Tsvg "$picture" >/dev/null
    count=$((count + 1))
done
echo "dot: $count pictures drawn"
