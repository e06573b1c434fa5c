#!/usr/bin/env bash
# What a release is made of, with the program that was built: archive, installer, npm packages, Homebrew formula and wheel are
# made, installed into empty folders and run.
#
#     tests/packaging.sh BINARY
#
# Parts whose tools are missing (npm, Ruby) are skipped and named. After `cargo build --release` the wheel compiles nothing anew.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
binary=$(realpath -- "${1:?usage: tests/packaging.sh BINARY}")
venv=$("$root/tests/venv.sh")
scratch=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server"; rm -rf -- "$scratch"' EXIT
export PYTHONDONTWRITEBYTECODE=1

fail() {
    printf 'packaging: %s\n' "$*" >&2
    exit 1
}
refused() { if "$@" >"$scratch/said" 2>&1; then fail "should have failed: $*"; fi; }
says() { grep -qF -- "$1" "$scratch/said" || { cat "$scratch/said" >&2; fail "did not say: $1"; }; }

archive() { "$venv/bin/python" "$root/packaging/archive.py" "$@"; }

# runs PROGRAM…: the example of the README gives the template that the program under test gives.
runs() {
    (cd "$root" && DOCKER_HUB_ACCOUNT=inokara "$@" -q -p demo -f fixtures/whole/article/compose.yaml convert) \
        >"$scratch/template" </dev/null
    cmp -s "$scratch/template" "$scratch/expected" || fail "another template from $*"
}
(cd "$root" && DOCKER_HUB_ACCOUNT=inokara "$binary" -q -p demo -f fixtures/whole/article/compose.yaml convert) \
    >"$scratch/expected"

version=$("$binary" --version | cut -d ' ' -f 2)
case $(uname -s)-$(uname -m) in
Linux-x86_64) target=x86_64-unknown-linux-musl ;;
Linux-aarch64) target=aarch64-unknown-linux-musl ;;
*) fail "Linux only" ;;
esac

# --- archive
dist=$scratch/dist/download/v$version
archive=$(archive stackpose "$target" "$binary" "$dist")
again=$(archive stackpose "$target" "$binary" "$scratch/again")
cmp "$archive" "$again" || fail "the archive is not the same twice"
name=stackpose-$version-$target
tar -tzf "$archive" | LC_ALL=C sort >"$scratch/names"
for file in stackpose stackpose.1 LICENSE README.md CHANGELOG.md completions/stackpose.bash completions/stackpose.zsh; do
    grep -qx "$name/$file" "$scratch/names" || fail "the archive has no $file"
done
STACKPOSE=$binary archive stackpose x86_64-pc-windows-msvc "$binary" "$dist" >/dev/null
unzip -Z1 "$dist/stackpose-$version-x86_64-pc-windows-msvc.zip" | grep -qx ".*/stackpose.exe" || fail "no stackpose.exe"
archive stackpose-deploy "$target" "$binary" "$dist" >/dev/null
(cd "$dist" && sha256sum -- *.tar.gz *.zip >SHA256SUMS)
echo "packaging: archives: ok"

# --- installer
install() { HOME=$scratch/home sh "$root/install.sh" "$@"; }
install --version "v$version" --releases "file://$scratch/dist" --to "$scratch/bin a" 2>/dev/null
runs "$scratch/bin a/stackpose"
"$venv/bin/python" -u -m http.server --bind 127.0.0.1 --directory "$scratch/dist" 0 >"$scratch/http" 2>/dev/null &
server=$!
for ((wait = 0; wait < 100; wait++)); do
    port=$(sed -n 's/.* port \([0-9]*\) .*/\1/p' "$scratch/http")
    if [[ $port ]]; then break; fi
    sleep 0.1
done
from=http://127.0.0.1:$port
# As a pipe, with the release written into it as the workflow does, over a program that is there already.
sed -e "s|@VERSION@|$version|" -e "s|@RELEASES@|$from|" "$root/install.sh" >"$scratch/install.sh"
HOME=$scratch/home sh -s -- --deploy <"$scratch/install.sh" 2>/dev/null
HOME=$scratch/home sh -s <"$scratch/install.sh" 2>/dev/null
runs "$scratch/home/.local/bin/stackpose"
digest=$(sha256sum <"$archive" | cut -d ' ' -f 1)
install --version "$version" --releases "$from" --to "$scratch/pinned" --sha256 "${digest^^}" 2>/dev/null
runs "$scratch/pinned/stackpose"
refused install --version "$version" --releases "$from" --to "$scratch/none" --sha256 "${digest/[0-9]/x}"
says "nothing was installed"
cp -r "$scratch/dist" "$scratch/damaged"
printf x >>"$scratch/damaged/download/v$version/${archive##*/}"
refused install --version "$version" --releases "file://$scratch/damaged" --to "$scratch/none"
says "checksum of ${archive##*/}"
: >"$scratch/damaged/download/v$version/SHA256SUMS"
refused install --version "$version" --releases "file://$scratch/damaged" --to "$scratch/none"
says "SHA256SUMS of $version has no"
refused install --version 9.9.9 --releases "$from" --to "$scratch/none"
says "cannot download"
refused install --version "../$version" --releases "$from" --to "$scratch/none"
says "not a version"
refused install --version "$version" --releases "http://example.com/releases" --to "$scratch/none"
says "not an https address"
refused install --to "$scratch/none"
says "which version?"
refused install --verison 1
says "unknown option"
[[ ! -e $scratch/none ]] || fail "a refused installation left something"
# Cut off in transit: nothing happens.
head -n -1 "$scratch/install.sh" | HOME=$scratch/cut sh -s
[[ ! -e $scratch/cut ]] || fail "half a script installed something"
echo "packaging: install.sh: ok"

# --- notes
"$venv/bin/python" "$root/packaging/notes.py" "$version" >"$scratch/said" 2>&1 || says "CHANGELOG.md has 0 sections for $version"
refused "$venv/bin/python" "$root/packaging/notes.py" 99.0.0
says "Cargo.toml has version $version, not 99.0.0"

# --- Homebrew
for other in aarch64-apple-darwin x86_64-apple-darwin aarch64-unknown-linux-musl; do
    STACKPOSE=$binary archive stackpose "$other" "$binary" "$dist" >/dev/null
done
(cd "$dist" && sha256sum -- *.tar.gz *.zip >SHA256SUMS)
formula=$scratch/stackpose.rb
"$venv/bin/python" "$root/packaging/formula.py" "$version" https://host.example/owner/stackpose/releases \
    "$dist/SHA256SUMS" >"$formula"
[[ $(grep -c '^      sha256 "[0-9a-f]\{64\}"$' "$formula") = 4 ]] || fail "the formula has not four checksums"
grep -qF "sha256 \"$digest\"" "$formula" || fail "the formula lacks the checksum of $archive"
if command -v ruby >/dev/null; then
    ruby -c "$formula" >/dev/null
    echo "packaging: Homebrew formula: ok"
else
    echo "packaging: Homebrew formula: ok; its syntax was not checked (no ruby)"
fi

# --- npm
if command -v npm >/dev/null; then
    "$venv/bin/python" "$root/packaging/npm.py" "$version" "$dist" "$scratch/npm"
    mkdir "$scratch/tarballs" "$scratch/app"
    for package in "$scratch/npm"/*; do npm pack --silent --pack-destination "$scratch/tarballs" "$package" >/dev/null; done
    cd "$scratch/app"
    echo '{"private": true}' >package.json
    machine=x64
    if [[ $target = aarch64* ]]; then machine=arm64; fi
    # Offline: a package that is not among the tarballs is not fetched from anywhere.
    npm install --silent --offline --no-audit --no-fund --omit=optional \
        "$scratch/tarballs/stackpose-linux-$machine-$version.tgz" "$scratch/tarballs/stackpose-$version.tgz" >/dev/null
    runs "$scratch/app/node_modules/.bin/stackpose"
    status=0
    node_modules/.bin/stackpose explain X9999 >/dev/null 2>&1 || status=$?
    [[ $status = 2 ]] || fail "the exit status was lost: $status"
    rm -r node_modules/@stackpose
    refused node_modules/.bin/stackpose --version
    says "is not installed"
    cd "$root"
    echo "packaging: npm: ok"
else
    echo "packaging: npm: skipped (no npm)"
fi

# --- wheel
"$venv/bin/maturin" build --release --quiet --out "$scratch/wheels"
"$venv/bin/python" -m venv "$scratch/fresh"
"$scratch/fresh/bin/pip" install --quiet --disable-pip-version-check --no-index "$scratch/wheels"/*.whl
runs "$scratch/fresh/bin/stackpose"
echo "packaging: wheel: ok ($(basename "$scratch/wheels"/*.whl))"
