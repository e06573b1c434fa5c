#!/bin/sh
# Installs a released stackpose: one static binary, checked against its SHA-256 checksum. Needs curl or wget, tar (on Windows
# unzip), and sha256sum, shasum or openssl.
#
#     sh install.sh [--version VERSION] [--to DIR] [--deploy] [--sha256 DIGEST] [--releases URL]
#
#     --version VERSION   the release; default: the one that this script was published with
#     --to DIR            where the program is put; default: ~/.local/bin
#     --deploy            the build with the commands that call AWS
#     --sha256 DIGEST     the checksum of the archive. Without it the checksum comes from the release's own SHA256SUMS, which
#                         finds a damaged download, but not a release that was replaced
#     --releases URL      https://HOST/OWNER/REPOSITORY/releases; default: the repository that published this script
#
# $STACKPOSE_VERSION and $STACKPOSE_RELEASES stand in for two of the options.
set -eu

# The release workflow writes both.
published_version='@VERSION@'
published_releases='@RELEASES@'

fail() {
    printf 'install.sh: %s\n' "$*" >&2
    exit 1
}

# fetch URL FILE. Only https, and what needs no network: file URLs and the loopback address.
fetch() {
    case $1 in
    https://*) protocol='=https' ;;
    http://127.0.0.1[:/]* | http://localhost[:/]*) protocol='=http' ;;
    file://*) protocol='=file' ;;
    *) fail "not an https address: $1" ;;
    esac
    if command -v curl >/dev/null 2>&1; then
        curl --proto "$protocol" --tlsv1.2 --fail --silent --show-error --location --retry 3 --output "$2" -- "$1" ||
            fail "cannot download $1"
    elif command -v wget >/dev/null 2>&1; then
        [ "$protocol" != '=file' ] || fail "wget reads no file URLs; install curl"
        wget --quiet --output-document "$2" -- "$1" || fail "cannot download $1"
    else
        fail "needs curl or wget"
    fi
}

digest() {
    if command -v sha256sum >/dev/null 2>&1; then
        sha256sum <"$1" | cut -d ' ' -f 1
    elif command -v shasum >/dev/null 2>&1; then
        shasum -a 256 <"$1" | cut -d ' ' -f 1
    elif command -v openssl >/dev/null 2>&1; then
        openssl dgst -sha256 -r <"$1" | cut -d ' ' -f 1
    else
        fail "needs sha256sum, shasum or openssl"
    fi
}

target() {
    case $(uname -m) in
    x86_64 | amd64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch64 ;;
    *) fail "no release for the processor $(uname -m); build it: cargo install --path . --locked" ;;
    esac
    case $(uname -s) in
    Linux) printf '%s-unknown-linux-musl\n' "$machine" ;;
    Darwin) printf '%s-apple-darwin\n' "$machine" ;;
    MINGW* | MSYS* | CYGWIN*) printf '%s-pc-windows-msvc\n' "$machine" ;;
    *) fail "no release for $(uname -s); build it: cargo install --path . --locked" ;;
    esac
}

usage() { sed -n '2,/^set -eu/{/^set -eu/d;s/^# \{0,1\}//;p;}' "$0"; }

# All of it is one function, called on the last line: a script that was cut off in transit does nothing.
main() {
    version=${STACKPOSE_VERSION:-$published_version}
    releases=${STACKPOSE_RELEASES:-$published_releases}
    to=${HOME:-.}/.local/bin
    package=stackpose
    wanted=
    while [ $# -gt 0 ]; do
        case $1 in
        --version | --to | --sha256 | --releases)
            [ $# -ge 2 ] || fail "$1 needs a value"
            case $1 in
            --version) version=$2 ;;
            --to) to=$2 ;;
            --sha256) wanted=$2 ;;
            --releases) releases=$2 ;;
            esac
            shift 2
            ;;
        --deploy) package=stackpose-deploy && shift ;;
        -h | --help) usage && exit 0 ;;
        *) fail "unknown option $1; see --help" ;;
        esac
    done
    version=${version#v}
    case $version in
    '' | @*) fail "which version? --version VERSION" ;;
    *[!0-9A-Za-z.+-]*) fail "not a version: $version" ;;
    esac
    case $releases in
    '' | @*) fail "from where? --releases https://HOST/OWNER/REPOSITORY/releases" ;;
    esac

    target=$(target)
    name=$package-$version-$target
    case $target in
    *windows*) archive=$name.zip program=stackpose.exe ;;
    *) archive=$name.tar.gz program=stackpose ;;
    esac
    from=${releases%/}/download/v$version
    scratch=$(mktemp -d)
    trap 'rm -rf -- "$scratch"' EXIT INT TERM

    fetch "$from/$archive" "$scratch/$archive"
    if [ -z "$wanted" ]; then
        fetch "$from/SHA256SUMS" "$scratch/SHA256SUMS"
        wanted=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }' "$scratch/SHA256SUMS")
        [ -n "$wanted" ] || fail "SHA256SUMS of $version has no $archive"
    fi
    found=$(digest "$scratch/$archive")
    wanted=$(printf '%s' "$wanted" | tr 'A-F' 'a-f')
    [ "$found" = "$wanted" ] || fail "checksum of $archive: expected $wanted, found $found; nothing was installed"

    # One known file is taken out, wherever the other names in the archive point to.
    case $archive in
    *.zip) unzip -p "$scratch/$archive" "$name/$program" >"$scratch/$program" ;;
    *) tar -xzOf "$scratch/$archive" "$name/$program" >"$scratch/$program" ;;
    esac
    chmod 755 "$scratch/$program"
    "$scratch/$program" --version >/dev/null || fail "the program of $archive does not run here"
    mkdir -p -- "$to"
    # Beside the old one first: a program that runs is replaced as a whole.
    cp -- "$scratch/$program" "$to/.$program.new"
    mv -f -- "$to/.$program.new" "$to/$program"
    printf 'install.sh: stackpose %s is %s\n' "$version" "$to/$program" >&2
    case :$PATH: in
    *:"$to":*) ;;
    *) printf 'install.sh: %s is not in PATH\n' "$to" >&2 ;;
    esac
}

main "$@"
