#!/usr/bin/env bash
# Proves that `convert` uses no network: the same bytes in an empty network namespace, and no network system call under strace.
#
#     tests/no_network.sh BINARY [COMPOSE_FILE …]        default: every fixtures/*/*/compose.yaml
#
# Linux only. Where one of the two ways is not allowed (a container without the right) it says so; without both it fails.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
binary=$(realpath -- "${1:?usage: tests/no_network.sh BINARY [COMPOSE_FILE …]}")
shift
files=("$@")
if ((${#files[@]} == 0)); then
    mapfile -t files < <(find "$root/fixtures" -mindepth 3 -maxdepth 3 -name compose.yaml | sort)
fi
if ((${#files[@]} == 0)); then
    echo "no_network: no Compose file to convert" >&2
    exit 1
fi
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT

# A fixture may be one of findings: status 1 or 2 is an end like another, a crash is not. One at least must convert.
converted=0
convert() {
    local file=$1 out=$2 status=0
    shift 2
    (cd "$(dirname -- "$file")" && DOCKER_HUB_ACCOUNT=inokara "$@" "$binary" convert -f "$(basename -- "$file")") \
        >"$out" 2>"$out.err" </dev/null || status=$?
    if ((status == 0)); then converted=$((converted + 1)); fi
    if ((status > 2)); then
        echo "no_network: status $status for $file" >&2
        cat "$out.err" >&2
        return 1
    fi
}

namespace=()
for way in "unshare -n" "unshare -rn"; do
    if $way true 2>/dev/null; then
        read -r -a namespace <<<"$way"
        break
    fi
done

# What strace would miss would be no proof: the control opens a socket and must be seen.
network_calls() { grep -E '^([0-9]+ +)?[a-z_0-9]+\(' "$1" || true; }
trace=(strace -f -qq -e trace=network -o)
tracing=no
if command -v strace >/dev/null &&
    "${trace[@]}" "$scratch/control" bash -c 'exec 3<>/dev/udp/127.0.0.1/9' 2>/dev/null &&
    [[ -n $(network_calls "$scratch/control") ]]; then
    tracing=yes
fi

failed=0
for file in "${files[@]}"; do
    file=$(realpath -- "$file")
    convert "$file" "$scratch/plain" || failed=1
    if ((${#namespace[@]})); then
        convert "$file" "$scratch/alone" "${namespace[@]}" || failed=1
        cmp -s "$scratch/plain" "$scratch/alone" || {
            echo "no_network: another template without a network: $file" >&2
            failed=1
        }
    fi
    if [[ $tracing = yes ]]; then
        convert "$file" "$scratch/traced" "${trace[@]}" "$scratch/calls" || failed=1
        if [[ -n $(network_calls "$scratch/calls") ]]; then
            echo "no_network: network calls for $file:" >&2
            network_calls "$scratch/calls" >&2
            failed=1
        fi
    fi
done

((${#namespace[@]})) || echo "no_network: skipped the empty namespace (unshare -n is not allowed here)"
[[ $tracing = yes ]] || echo "no_network: skipped strace (missing or not allowed here)"
if ((${#namespace[@]} == 0)) && [[ $tracing = no ]]; then
    echo "no_network: neither way works here, nothing is proved" >&2
    exit 1
fi
if ((converted == 0)); then
    echo "no_network: not one Compose file converted" >&2
    exit 1
fi
if ((failed)); then exit 1; fi
echo "no_network: ${#files[@]} Compose files read without one network call"
