#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A full disk and a database that may not be written: clear errors, nothing lost.
. "$srcdir/tests/tap.sh"
need awk
cd "$TEST_TMP" || exit 1

awk 'BEGIN { print "memory_mb,duration_ms"
    for (i = 0; i < 800000; i++) printf "%d,%.3f\n", 128 * (1 + i % 16), 10 + i * 7919 % 99991 / 7 }' \
    >big.csv
printf 'memory_mb,duration_ms\n512,100\n1024,51\n' >small.csv

mkdir disk
if mount -t tmpfs -o size=1536k tmpfs disk 2>/dev/null; then
    trap 'umount disk' EXIT
    check "a small import fits the disk" \
        "$VADVISE" import small.csv -w w --platform aws-lambda-x86 --db disk/v.db
    before=$("$VADVISE" export w --db disk/v.db)
    status=0
    out=$("$VADVISE" import big.csv -w w --platform aws-lambda-x86 --db disk/v.db 2>&1) || status=$?
    is "a large one does not: exit 1" "$status" 1
    like "the error says that the disk is full" "$out" 'full'
    is "what was stored is still there" "$("$VADVISE" export w --db disk/v.db)" "$before"
    check "the database is sound" "$VADVISE" doctor --db disk/v.db
    head -c 2000000 /dev/zero >disk/fill 2>/dev/null
    check "with the disk full advice still works" \
        "$VADVISE" advise w --db disk/v.db -l 1s
else
    skip "a full disk" "a tmpfs cannot be mounted here"
fi

"$VADVISE" import small.csv -w w --platform aws-lambda-x86 --db ro.db >/dev/null
before=$("$VADVISE" export w --db ro.db)
status=0
out=$("$VADVISE" import big.csv -w w --platform aws-lambda-x86 --db ro.db --read-only 2>&1) || status=$?
is "--read-only refuses an import: exit 2" "$status" 2
mkdir locked
cp ro.db locked/v.db
chmod 400 locked/v.db
chmod 500 locked
if [ "$(id -u)" -eq 0 ] && mount --bind -o ro locked locked 2>/dev/null &&
    mount -o remount,ro,bind locked 2>/dev/null; then
    trap 'umount disk 2>/dev/null; umount locked' EXIT
fi
if (: >locked/probe) 2>/dev/null; then
    rm -f locked/probe
    skip "a read-only folder" "the file system lets this user write anywhere"
else
    status=0
    out=$("$VADVISE" import big.csv -w w --platform aws-lambda-x86 --db locked/v.db 2>&1) || status=$?
    is "a database in a read-only folder: exit 1" "$status" 1
    like "the error names it" "$out" 'locked/v\.db'
    is "it can be read" "$("$VADVISE" export w --db locked/v.db 2>/dev/null)" "$before"
fi

status=0
out=$("$VADVISE" -w facedetect -b 0.002 2>&1 >/dev/full) || status=$?
if [ -e /dev/full ]; then
    is "an answer that cannot be written is an error: exit 1" "$status" 1
    like "and says so" "$out" 'No space left|write'
fi
finish
