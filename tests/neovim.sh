#!/usr/bin/env bash
# A real editor: Neovim, set up as docs/editors.md says, shows findings, a hover text and words, and a quick fix mends the file.
# Skipped where there is no Neovim from 0.11 on.
#
#     tests/neovim.sh BINARY
set -euo pipefail

tests=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
binary=$(realpath -- "${1:?usage: tests/neovim.sh BINARY}")
editor=${NVIM:-nvim}
if ! command -v "$editor" >/dev/null ||
    ! "$editor" --headless -u NONE -i NONE --cmd 'lua if not vim.lsp.config then vim.cmd("cquit") end' +qa 2>/dev/null; then
    echo "skipped: no Neovim from 0.11 on"
    exit 0
fi
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
mkdir "$scratch/bin" "$scratch/shop" "$scratch/home"
ln -s -- "$binary" "$scratch/bin/stackpose"
awk '/^```lua$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$tests/../docs/editors.md" >"$scratch/init.lua"
printf 'services:\n  web:\n    imge: nginx:1.29\n    x-aws-exec: true\n' >"$scratch/shop/compose.yaml"

cd -- "$scratch/shop"
status=0
HOME=$scratch/home XDG_STATE_HOME=$scratch/home PATH=$scratch/bin:$PATH timeout 120 "$editor" --headless -u "$scratch/init.lua" \
    -i NONE -c "luafile $tests/neovim.lua" -c 'cquit 3' >"$scratch/said" 2>&1 || status=$?
if [ "$status" -ne 0 ]; then
    cat -- "$scratch/said"
    echo "Neovim ended with $status"
    exit 1
fi
echo "Neovim shows findings, hover and completion, and the quick fix works"
