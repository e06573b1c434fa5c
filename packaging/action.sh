#!/usr/bin/env bash
# The steps of action.yml: install, check, diff. Everything comes in variables; nothing of it is put into a script.
#
# The event file decides what a run may do: a pull request from a fork has a token that can only read, so the upload and the comment
# are left out there, with a notice. The summary and the annotations need no token.
set -euo pipefail

step=${1:?install, check or diff}
event=${GITHUB_EVENT_PATH:-/dev/null}
marker='<!-- stackpose diff -->'

notice() { printf '::notice::%s\n' "$*"; }
output() { printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"; }
field() { jq -r "$1 // empty" "$event" 2>/dev/null || true; }

from_fork() {
    local head base
    head=$(field .pull_request.head.repo.full_name)
    base=$(field .pull_request.base.repo.full_name)
    [[ -n $(field .pull_request.number) && $head != "$base" ]]
}

# The global options, in `options`.
global() {
    options=(--color never)
    local file
    while IFS= read -r file; do
        if [[ $file ]]; then options+=(--file "$file"); fi
    done <<<"${FILES:-}"
    if [[ ${PROJECT_NAME:-} ]]; then options+=(--project-name "$PROJECT_NAME"); fi
}

# The calls of the API; gh is on every runner that GitHub hosts.
api() { GH_TOKEN=$TOKEN gh api --header 'Accept: application/vnd.github+json' "$@"; }

install() {
    local releases=${RELEASES:-$GITHUB_SERVER_URL/$ACTION_REPOSITORY/releases}
    local to=$RUNNER_TEMP/stackpose arguments=()
    if [[ ${SHA256:-} ]]; then arguments=(--sha256 "$SHA256"); fi
    sh "$ACTION_PATH/install.sh" --version "$VERSION" --releases "$releases" --to "$to" "${arguments[@]}"
    printf '%s\n' "$to" >>"$GITHUB_PATH"
    local program=$to/stackpose
    if [[ -e $program.exe ]]; then program=$program.exe; fi
    output program "$program"
}

upload() {
    local sarif=$1 ref=$GITHUB_REF sha=$GITHUB_SHA
    if from_fork; then
        notice "no upload to code scanning: the token of a pull request from a fork can only read"
        return
    fi
    gzip -c "$sarif" | base64 | tr -d '\n' >"$sarif.b64"
    jq -n --arg sha "$sha" --arg ref "$ref" --rawfile sarif "$sarif.b64" \
        '{commit_sha: $sha, ref: $ref, sarif: $sarif, tool_name: "stackpose"}' >"$sarif.request"
    api --method POST "repos/$GITHUB_REPOSITORY/code-scanning/sarifs" --input "$sarif.request" --silent
}

check() {
    local status=0 levels=() code
    global
    if [[ ${CONFIG:-} ]]; then levels+=(--config "$CONFIG"); fi
    for code in ${DENY:-}; do levels+=(--deny "$code"); done
    "$STACKPOSE" "${options[@]}" check "${levels[@]}" --format github || status=$?
    if [[ ${SARIF:-} = true ]] && ((status <= 1)); then
        local sarif=$RUNNER_TEMP/stackpose.sarif
        "$STACKPOSE" "${options[@]}" check "${levels[@]}" --format sarif >"$sarif" || (($? == 1))
        upload "$sarif"
    fi
    return "$status"
}

# One comment of this workflow, found by its marker and its author, is changed rather than followed by another.
comment() {
    local text=$1 number known
    number=$(field .pull_request.number)
    jq -n --rawfile body "$text" '{body: $body}' >"$text.request"
    # shellcheck disable=SC2016  # $marker is jq's
    known=$(api --paginate "repos/$GITHUB_REPOSITORY/issues/$number/comments" |
        jq -r --arg marker "$marker" '.[] | select(.user.type == "Bot" and (.body | startswith($marker))) | .id' | head -1)
    if [[ $known ]]; then
        api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known" --input "$text.request" --silent
    else
        api --method POST "repos/$GITHUB_REPOSITORY/issues/$number/comments" --input "$text.request" --silent
    fi
}

diff() {
    local status=0 base said=$RUNNER_TEMP/stackpose-diff.md shown=$RUNNER_TEMP/stackpose-comment.md
    global
    base=$(field .pull_request.base.sha)
    if [[ ! $base =~ ^[0-9a-f]{40,64}$ ]]; then
        notice "no diff: this is no pull request"
        return
    fi
    # What the pull request changes is what it does since it left its base.
    base=$(git merge-base "$base" HEAD) || { echo "::error::the base is not in this checkout; check out with fetch-depth: 0"; return 2; }
    "$STACKPOSE" "${options[@]}" diff --base "$base" --format markdown >"$said" || status=$?
    if ((status > 1)); then return "$status"; fi
    output changed "$([[ $status = 1 ]] && echo true || echo false)"
    # A comment may have 65,536 characters.
    { printf '%s\n' "$marker"; head -c 60000 "$said"; } >"$shown"
    if (($(wc -c <"$said") > 60000)); then printf '\n\nCut off; the rest is in the output of the job.\n' >>"$shown"; cat "$said"; fi
    cat "$shown" >>"$GITHUB_STEP_SUMMARY"
    if [[ ${COMMENT:-} = true ]]; then
        if from_fork; then
            notice "no comment: the token of a pull request from a fork can only read; the diff is in the summary of the run"
        else
            comment "$shown"
        fi
    fi
}

case $step in
install | check | diff) "$step" ;;
*) echo "action.sh: unknown step $step" >&2 && exit 2 ;;
esac
