#!/bin/sh
# Fetches ONNX Runtime through npm into node_modules/ and keeps what the build reads: 30 MB of 385.
# Usage: sh fetch.sh   (the build runs it; package-lock.json pins the version and its sha512)
# Several builds may run it at once: each works in its own folder, and one rename makes the result visible whole.
set -eu
cd "$(dirname "$0")"

package=node_modules/com.github.asus4.onnxruntime
stamp=$package/fetched-lock.json

fail() {
    # "error CODE: text" is the form that MSBuild shows as the build's own error.
    echo "fetch.sh: error ONNX001: $1" >&2
    exit 1
}

[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] ||
    fail "the package's library is taken for Linux x64 only, this is $(uname -s) $(uname -m). Build with -p:OnnxRuntimeSource=nuget."

# A touch is enough where only the lock's time changed, as after a switch of branches.
if cmp -s package-lock.json "$stamp"; then
    touch "$stamp"
    exit 0
fi

command -v npm >/dev/null 2>&1 ||
    fail "npm is not installed; the first build fetches ONNX Runtime with it. Install Node.js 18 or later (it brings npm), or build with -p:OnnxRuntimeSource=nuget."

# obj/ is ignored by git and on the same file system, which the rename below needs.
mkdir -p obj
work=$(mktemp -d "$PWD/obj/fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM
cp package.json package-lock.json .npmrc "$work/"

(cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error) >&2 ||
    fail "npm could not fetch com.github.asus4.onnxruntime (its message is above). Check the network and npm's registry setting, then build again."

from=$work/$package
kept=$work/kept/$package
mkdir -p "$kept/Plugins/Linux"
for part in Runtime Plugins/Linux/x64 LICENSE ThirdPartyNotices.txt package.json; do
    [ -e "$from/$part" ] || fail "com.github.asus4.onnxruntime holds no $part; package-lock.json names a version of another layout."
    mv "$from/$part" "$kept/$part"
done
find "$kept" -name '*.meta' -delete
cp package-lock.json "$kept/fetched-lock.json"

# Whoever comes second finds the same files in place: rename(2) refuses a folder that is not empty.
[ -e "$stamp" ] && ! cmp -s package-lock.json "$stamp" && mv node_modules "$work/old"
mv -T "$work/kept/node_modules" node_modules 2>/dev/null ||
    cmp -s package-lock.json "$stamp" ||
    fail "node_modules is in the way. Remove $PWD/node_modules and build again."
