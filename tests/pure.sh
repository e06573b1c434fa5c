#!/usr/bin/env bash
# The build without the feature `deploy` holds no network code: no SDK, no HTTP, no TLS, no event loop among its crates.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

crates=$(cargo tree --locked --edges normal --prefix none --format '{p}' | sort -u)
with=$(cargo tree --locked --edges normal --prefix none --format '{p}' --features deploy | sort -u)
network='^(aws-[a-z0-9-]+|h2|http|hyper[a-z-]*|mio|ring|rustls[a-z-]*|socket2|tokio[a-z-]*) v'

if found=$(grep -E "$network" <<<"$crates"); then
    printf 'pure: the build without `deploy` has network code:\n%s\n' "$found" >&2
    exit 1
fi
# The pattern must find what it looks for where it is.
for crate in aws-sdk-cloudformation hyper rustls tokio; do
    if ! grep -E "$network" <<<"$with" | grep -q "^$crate v"; then
        printf 'pure: %s is not in the build with `deploy`, or the pattern is wrong\n' "$crate" >&2
        exit 1
    fi
done
printf 'pure: %d crates without `deploy`, %d with it; no network code without it\n' "$(wc -l <<<"$crates")" "$(wc -l <<<"$with")"
