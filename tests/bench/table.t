#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The table of the benchmarks: rows, ratios and targets.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
bench=$srcdir/tests/bench

cat >"$work/targets" <<'EOF'
# name,peer,figure,at least,at most
error,power law,ours,,6
error,power law,ratio,,0.5
cover,,ours,88,92
speed,sqlite3,ratio,15,
EOF
table()
{
    printf '%s\n' "$@" | ${AWK:-awk} -v targets="$work/targets" -f "$bench/table.awk" |
        sed 's/  */ /g'
}

is "a row has its ratio" "$(table 's,other,5,ms,peer,20')" "
s ours peer figure ratio target
 other 5.00 ms peer 20.0 0.250 -"
is "both targets of a row are met" "$(table 's,error,5,%,power law,20' | tail -n 1)" \
    " error 5.00 % power law 20.0 0.250 <= 6, <= 0.5x met"
is "or one is not" "$(table 's,error,5,%,power law,8' | tail -n 1)" \
    " error 5.00 % power law 8.00 0.625 <= 6, <= 0.5x not met"
is "another peer has no target" "$(table 's,error,9,%,knee,20' | tail -n 1)" \
    " error 9.00 % knee 20.0 0.450 -"
is "a range is met inside" "$(table 's,cover,90,%,,' | tail -n 1)" \
    " cover 90.0 % - - - 88 to 92 met"
is "not above" "$(table 's,cover,100,%,,' | tail -n 1)" \
    " cover 100 % - - - 88 to 92 not met"
is "not below" "$(table 's,cover,9.5,%,,' | tail -n 1)" \
    " cover 9.50 % - - - 88 to 92 not met"
is "without its peer a ratio is not met" \
    "$(table 's,speed,20,M/s,sqlite3,' | tail -n 1)" \
    " speed 20.0 M/s sqlite3 - - >= 15x not met"
is "what could not be measured is no figure" "$(table 's,cover,,%,,' | tail -n 1)" \
    " cover - % - - - 88 to 92 not met"
is "a section is named once" \
    "$(table 's,a,1,ms,,' 's,b,2,ms,,' 't,c,3,ms,,' | grep -c ours)" 2

is "targets have five fields" \
    "$(grep -v '^#' "$bench/targets" | awk -F, 'NF != 5 || $3 !~ /^(ours|ratio)$/')" ""
finish
