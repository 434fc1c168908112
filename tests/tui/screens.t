#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Scripts of keys against the frames they must give. screens/NAME.keys has the script, its
# first line "# drive: OPTIONS" the options of tests/tui/drive; screens/NAME.screens has
# what comes out. WRITE_SCREENS=1 writes the latter anew: then read what changed.
. "$srcdir/tests/tap.sh"
cd "$TEST_TMP" || exit 99
drive=$builddir/tests/tui/drive

for keys in "$srcdir"/tests/tui/screens/*.keys; do
    name=$(basename "$keys" .keys)
    expected=$srcdir/tests/tui/screens/$name.screens
    options=$(sed -n '1s/^# drive: *//p' "$keys")
    mkdir "$name" && cd "$name" || exit 99
    [ ! -f "$srcdir/tests/tui/screens/$name.csv" ] ||
        "${VADVISE:-vadvise}" --db "$name" import "$srcdir/tests/tui/screens/$name.csv" -q \
            >/dev/null 2>&1
    # shellcheck disable=SC2086 # options
    "$drive" $options <"$keys" >../"$name.out" 2>../"$name.err"
    status=$?
    cd ..
    [ -z "${WRITE_SCREENS-}" ] || cp "$name.out" "$expected"
    is "$name runs to its end" "$status $(cat "$name.err")" "0 "
    check "$name shows what it should" diff -u "$expected" "$name.out"
done
finish
