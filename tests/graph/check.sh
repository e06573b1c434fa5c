#!/usr/bin/env bash
# Gives the pictures of tests/graph/pictures to Mermaid's own parser (npm) and to Graphviz, and the page to Chromium and axe-core.
# Run by hand: it installs packages, which takes longer than `.ci/run` may. Graphviz and Chromium come from the system.
#
#     tests/graph/check.sh BINARY
set -euo pipefail

binary=$(realpath -- "${1:?usage: tests/graph/check.sh BINARY}")
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
tools=${CARGO_TARGET_DIR:-$here/../../target}/graph
mkdir -p "$tools"
cp -- "$here"/*.mjs "$tools"
(cd -- "$tools" && { [[ -d node_modules/mermaid ]] || npm install --silent --no-save mermaid@11 jsdom@26 playwright-core@1 axe-core@4; })
node "$tools/check.mjs" "$here/pictures"

count=0
for picture in "$here"/pictures/*.dot; do
    dot -Tsvg "$picture" >/dev/null
    count=$((count + 1))
done
echo "dot: $count pictures drawn"

node "$tools/page.mjs" "$binary" "$tools/pages"
