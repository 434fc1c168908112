#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Functions that memory does nothing for: the advice is the smallest size that is safe.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
need awk jq
cd "$TEST_TMP" || exit 1

# flat SIZES COLUMNS: twenty runs a size, some per cent apart, whatever the size.
flat()
{
    printf 'memory_mb,duration_ms,max_memory_mb,error\n'
    awk -v sizes="$1" -v used="$2" 'BEGIN { n = split(sizes, mb, " ")
        for (i = 1; i <= n; i++) for (k = 0; k < 20; k++)
            printf "%d,%.2f,%s,\n", mb[i], 800 * (1 + ((i * 7 + k * 13) % 17 - 8) / 200), used }'
}

pick()
{
    "$VADVISE" advise "$@" --db flat.db --json | jq -r .pick.memory_mb
}

flat "128 256 512 1024 2048 4096" "" >plain.csv
"$VADVISE" import -q plain.csv -w plain --platform aws-lambda-x86 --db flat.db >out 2>&1
is "the cheapest is the smallest" "$(pick plain --objective cheapest)" 128
is "the best balance, too" "$(pick plain)" 128
is "and the cheapest in time" "$(pick plain -l 2s)" 128
is "memory does not help, it says" \
    "$("$VADVISE" advise plain -l 2s --db flat.db --json | jq '[.notes[].code] | index("flat") != null')" true
like "in words as well" "$("$VADVISE" advise plain -l 2s --db flat.db)" 'Flat: memory does not help'
is "its form is flat" "$("$VADVISE" fit plain --db flat.db --json | jq -r .fit.form)" flat

flat "128 256 512 1024 2048 4096" 180 >used.csv
"$VADVISE" import -q used.csv -w used --platform aws-lambda-x86 --db flat.db >out 2>&1
is "sizes below the memory used are not safe" "$(pick used --objective cheapest)" 180

{
    flat "256 512 1024 2048 4096" ""
    yes '128,900,,out of memory' | head -n 5
} >failed.csv
"$VADVISE" import -q failed.csv -w failed --platform aws-lambda-x86 --db flat.db >out 2>&1
is "nor are those that failed" "$(pick failed --objective cheapest)" 256
finish
