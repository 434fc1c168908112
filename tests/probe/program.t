#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The command line of vadvise-probe: its help and its manual agree.
. "$srcdir/tests/tap.sh"
probe=$builddir/vadvise-probe
page=$srcdir/man/vadvise-probe.8

help=$("$probe" --help) || help=
like "--help is answered" "$help" '^Usage: vadvise-probe'
like "--version is answered" "$("$probe" --version)" '^vadvise-probe [0-9]'
plain=$(sed 's/\\-/-/g' "$page")
for word in $(printf '%s\n' "$help" | grep -oE -- '--[a-z-]+') \
    $(printf '%s\n' "$help" | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p'); do
    case $plain in
    *"$word"*) check "the manual has $word" true ;;
    *) check "the manual has $word" false ;;
    esac
done
status=0
"$probe" --help >/dev/full 2>/dev/null || status=$?
is "an answer that cannot be written is an error" "$status" 1
status=0
"$probe" run 1 2>/dev/null || status=$?
is "without a database it does nothing" "$status" 2
finish
