#!/usr/bin/env bash
# Packs a built program into the archive of a release: the program, its licence, its changelog, the completions of shells and
# the manual page. The same input gives the same bytes.
#
#     packaging/archive.sh stackpose|stackpose-deploy TARGET BINARY OUTPUT_FOLDER
#
# Prints the path of the archive: PACKAGE-VERSION-TARGET.tar.gz, for Windows .zip. The binary must run here, or $STACKPOSE must
# name one of the same version that does: it writes completions and manual page, and says its version.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
package=${1:?package} target=${2:?target} binary=${3:?binary} out=${4:?output folder}
program=${STACKPOSE:-$binary}
version=$("$program" --version | cut -d ' ' -f 2)
name=$package-$version-$target
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT

folder=$scratch/$name
mkdir -p "$folder/completions" "$out"
extension=
if [[ $target = *windows* ]]; then extension=.exe; fi
cp -- "$binary" "$folder/stackpose$extension"
cp -- "$root/LICENSE" "$root/README.md" "$root/CHANGELOG.md" "$folder"
for shell in bash zsh fish powershell elvish; do
    "$program" completions "$shell" >"$folder/completions/stackpose.$shell"
done
"$program" man >"$folder/stackpose.1"

find "$folder" -type f -exec chmod 644 {} +
chmod 755 "$folder/stackpose$extension" "$folder" "$folder/completions"
find "$folder" -exec touch -d @0 {} +
if [[ $extension ]]; then
    archive=$out/$name.zip
    rm -f -- "$archive"
    (cd "$scratch" && find "$name" | LC_ALL=C sort | TZ=UTC zip -q -X -@ "$name.zip")
    mv -- "$scratch/$name.zip" "$archive"
else
    archive=$out/$name.tar.gz
    tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 --format=ustar -C "$scratch" -cf - "$name" |
        gzip -9n >"$archive"
fi
printf '%s\n' "$archive"
