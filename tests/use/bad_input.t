#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Bad input: each a clear error, the right exit status, and the database as it was.
. "$srcdir/tests/tap.sh"
cd "$TEST_TMP" || exit 1

printf 'memory_mb,duration_ms\n512,100\n512,101\n1024,52\n1024,51\n2048,26\n' >good.csv
check "a good file is stored" "$VADVISE" import good.csv -w w --platform aws-lambda-x86
before=$("$VADVISE" export w)

# bad NAME STATUS ERE ARGS...: import fails that way and changes nothing.
bad()
{
    name=$1
    expected=$2
    text=$3
    shift 3
    status=0
    out=$("$VADVISE" import "$@" -w w --platform aws-lambda-x86 2>&1 </dev/null) || status=$?
    is "$name: exit $expected" "$status" "$expected"
    like "$name: the error says what and where" "$out" "$text"
    is "$name: the database is unchanged" "$("$VADVISE" export w)" "$before"
}

# row NAME DURATION: a file whose third line has that duration.
row()
{
    printf 'memory_mb,duration_ms\n512,100\n512,%s\n' "$2" >"$1.csv"
}

row negative -3
row zero 0
row nan NaN
row huge 1e308
row infinite inf
row words fast
row hex 0x10
for name in negative zero nan huge infinite words hex; do
    bad "a duration that is $name" 4 "$name\.csv:3: duration_ms: " "$name.csv"
done
printf 'memory_mb,duration_ms\n-512,100\n' >memory.csv
bad "a negative size" 4 'memory\.csv:2: memory_mb: ' memory.csv
printf 'memory_mb,duration_ms\n512,100\n1024,5' >torn.csv
printf 'memory_mb,duration_ms\n512,100\n"1024' >torn.csv
bad "a file torn inside a quote" 4 'torn\.csv:3' torn.csv
printf 'memory_mb,duration_ms\n512,10\0000\n' >nul.csv
bad "a CSV with NUL bytes" 4 'nul\.csv' nul.csv
head -c 4096 "$VADVISE" >binary
bad "a binary file" 4 'binary' binary
mkdir -p folder
bad "a directory" 1 'folder' folder
bad "a file that is not there" 1 'absent\.csv' absent.csv
: >empty.csv
bad "an empty file" 4 'empty\.csv' empty.csv
printf 'name,ms\na,1\n' >columns.csv
bad "a header without the columns needed" 4 'columns\.csv' columns.csv
printf '{"memory_mb":512,"duration_ms":1' >torn.jsonl
bad "a torn JSON line" 4 'torn\.jsonl' torn.jsonl
printf '{"schema":"vadvise.workload/1","workload":"w"' >torn.json
bad "a torn workload file" 4 'torn\.json' torn.json

status=0
out=$( (
    printf 'memory_mb,duration_ms\n512,100\n512,'
    yes 9999999999999999999999999999999999999999999999999999999999999 | tr -d '\n' |
        head -c 2147483648
) 2>/dev/null | "$VADVISE" import - -w w --platform aws-lambda-x86 2>&1) || status=$?
is "a line of 2 GB: exit 4" "$status" 4
like "a line of 2 GB: the error says where" "$out" 'stdin.*:3:'
is "a line of 2 GB: the database is unchanged" "$("$VADVISE" export w)" "$before"

status=0
out=$( (
    printf 'memory_mb,duration_ms\n512,100\n512,'
    exit 1
) | "$VADVISE" import - -w w --platform aws-lambda-x86 2>&1) || status=$?
is "a pipe that closes in the middle of a row: exit 4" "$status" 4
is "a pipe that closes: the database is unchanged" "$("$VADVISE" export w)" "$before"

printf 'memory_mb,duration_ms\n512,100\n512,-3\n256,200\n' >mixed.csv
out=$("$VADVISE" import mixed.csv -w mixed --platform aws-lambda-x86 --skip-bad 2>&1)
like "--skip-bad stores the rest and counts what it left out" "$out" '1 bad rows? left out'
is "the rest is there" "$("$VADVISE" export mixed | wc -l | tr -d ' ')" 3

out=$("$VADVISE" import good.csv -w w --platform aws-lambda-x86 2>&1)
like "the same import twice adds nothing" "$out" 'Nothing stored'
is "the samples are as they were" "$("$VADVISE" export w)" "$before"
check "the database is sound" "$VADVISE" doctor
finish
