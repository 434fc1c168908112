# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What measuring scripts share: their rows, as tests/bench/run makes a table of them.

# row SECTION NAME OURS UNIT [PEER FIGURE]: no commas in any; numbers as they are.
row()
{
    printf '%s,%s,%s,%s,%s,%s\n' "$1" "$2" "$3" "$4" "${5-}" "${6-}"
}

# per A B: A / B, with what a table needs of it.
per()
{
    awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.6g", a / b }'
}

# spawn RUNS COMMAND ARGS...: least time from exec to exit, microseconds.
spawn()
{
    took=$("$builddir/tests/bench/spawn" "$@") || return
    echo "${took% *}"
}
