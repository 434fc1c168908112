#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --output: the file is there whole or not at all.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
cd "$TEST_TMP" || exit 99

answer=$("$VADVISE" -w facedetect -b 0.002 -q)

check "an answer goes to a file" "$VADVISE" -w facedetect -b 0.002 -q -o new
is "the whole of it" "$(cat new)" "$answer"
is "and nothing to standard output" "$("$VADVISE" -w facedetect -b 0.002 -q -o new)" ""
is "- is standard output" "$("$VADVISE" -w facedetect -b 0.002 -q -o -)" "$answer"
umask 027
"$VADVISE" list -q -o masked
is "a new file follows the umask" "$(stat -c %a masked)" 640
umask 022

echo old >kept
chmod 604 kept
ln kept second
"$VADVISE" list -q -o kept
is "the file is replaced, not written over" "$(cat second)" old
is "and keeps its mode" "$(stat -c %a kept)" 604
check "with the new answer" grep -q facedetect kept

echo old >target
ln -s target link
"$VADVISE" list -q -o link
check "a link stays a link" test -L link
check "and its file is replaced" grep -q facedetect target

echo old >safe
for line in "show nothing" "advise facedetect --fields nothing" "import absent.csv -w x"; do
    # shellcheck disable=SC2086 # words on purpose
    "$VADVISE" $line -o safe >/dev/null 2>&1
    is "a failure leaves the file alone: $line" "$(cat safe)" old
done
status=0
"$VADVISE" advise facedetect -b 0.000001 -o goal 2>/dev/null || status=$?
is "an answer that is no still exits with 3" "$status" 3
check "and is in the file" test -s goal

# fails ERE ARGS...: exit 1 with an error.
fails()
{
    error=$1
    shift
    status=0
    out=$("$VADVISE" "$@" 2>&1) || status=$?
    is "exit 1: $*" "$status" 1
    like "the error names the file: $*" "$out" "$error"
}
mkdir folder
fails '^vadvise: folder: Is a directory' list -o folder
fails '^vadvise: nowhere/file: No such file' list -o nowhere/file
fails '^vadvise: safe/file: Not a directory' list -o safe/file
if [ -w /dev/full ]; then
    fails '^vadvise: /dev/full: No space left' list -o /dev/full
    check "a device stays a device" test -c /dev/full
fi
mkfifo pipe
cat pipe >piped &
"$VADVISE" list -q -o pipe
wait
check "a pipe is written into" grep -q facedetect piped
mkdir small
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=16k tmpfs small 2>/dev/null; then
    trap 'umount small' EXIT
    echo old >small/file
    head -c 8192 /dev/zero >small/filler
    fails '^vadvise: small/file: No space left' completion bash -o small/file
    is "a full disk leaves the old file alone" "$(cat small/file)" old
    is "and nothing beside it" "$(find small -type f | sort | tr '\n' ' ')" \
        "small/file small/filler "
else
    skip "a full disk leaves the old file alone" "a tmpfs cannot be mounted here"
fi
is "no other file was left behind" \
    "$(find . -path ./home -prune -o -name '.?*' -print)" ""
finish
