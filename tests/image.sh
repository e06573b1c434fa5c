#!/usr/bin/env bash
# The container image without an engine: the root file system of the Dockerfile's last stages, with the program that was built,
# run as the image's user and as another one in an empty network namespace.
#
#     tests/image.sh BINARY
#
# A program that is not static gets the libraries that it needs beside it; the one of a release is static.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
binary=$(realpath -- "${1:?usage: tests/image.sh BINARY}")
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT

fail() {
    printf 'image: %s\n' "$*" >&2
    exit 1
}
# The words of an instruction in JSON form, one a line; the last one in the file counts.
words() { sed -n "s/^$1 \[\(.*\)\]$/\1/p" "$root/Dockerfile" | tail -1 | tr -d '"' | sed 's/, */\n/g'; }

mapfile -t entrypoint < <(words ENTRYPOINT)
mapfile -t command < <(words CMD)
user=$(sed -n 's/^USER //p' "$root/Dockerfile")
((${#entrypoint[@]} == 1 && ${#command[@]} > 1)) || fail "cannot read ENTRYPOINT and CMD of the Dockerfile"
[[ $user =~ ^[1-9][0-9]*:[1-9][0-9]*$ ]] || fail "the image's user is \"$user\", not a number other than root's"
grep -q '^LABEL com.docker.compose.bridge=transformation' "$root/Dockerfile" || fail "no label of Compose Bridge"

size=$(stat -c %s "$binary")
# The same source differs by some kB with the folder it is built in, which the names of symbols depend on.
((size < 12000000)) || fail "the program has $size bytes, more than 12 MB"

image=$scratch/image
mkdir -p "$image/work" "$image/in" "$image/out" "$image${entrypoint[0]%/*}"
install -m 0555 "$binary" "$image${entrypoint[0]}"
if linked=$(ldd "$binary" 2>/dev/null) && [[ $linked = */* ]]; then
    grep -oE '/[^ ]+' <<<"$linked" | while read -r library; do install -D "$library" "$image$library"; done
    echo "image: the program is not static here; its libraries are beside it"
fi
cat >"$image/in/compose.yaml" <<'YAML'
name: demo
services:
  web:
    image: nginx:1.27
    ports: [{mode: ingress, target: 80, published: "80", protocol: tcp}]
    networks: {default: null}
    secrets: [{source: token, target: /run/secrets/token}]
networks: {default: {name: demo_default, ipam: {}}}
secrets: {token: {name: demo_token, file: /home/somebody/token, content: correct-horse}}
YAML

if [[ $(id -u) != 0 ]] || ! unshare -n true 2>/dev/null; then
    echo "image: SKIPPED: running it needs root and unshare"
    exit 0
fi
# Compose Bridge runs the image as the user who called it, for whom /in and /out are.
for as in "$user" 1234:1234; do
    chown -R "$as" "$image/in" "$image/out"
    chmod 600 "$image/in/compose.yaml"
    rm -f "$image/out/template.yaml"
    env -i PATH=/usr/bin:/usr/sbin:/bin unshare -n chroot --userspec="$as" "$image" "${entrypoint[@]}" "${command[@]}" \
        2>"$scratch/said" || { cat "$scratch/said" >&2; fail "Compose Bridge's call failed as $as"; }
    grep -q 'AWS::ECS::Service' "$image/out/template.yaml" || fail "no service in the template"
    grep -q 'correct-horse' "$image/out/template.yaml" "$scratch/said" && fail "the value of a secret leaked"
    env -i PATH=/usr/bin:/usr/sbin:/bin unshare -n chroot --userspec="$as" "$image" "${entrypoint[@]}" --version >/dev/null
done
echo "image: ok ($size bytes)"
