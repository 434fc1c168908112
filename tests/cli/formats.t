#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The formats for programs, and what --fields chooses.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
need jq python3
cd "$TEST_TMP" || exit 99

goal="-w facedetect -b 0.002 --as-of 2019-02-01 -q"

# ask ARGS...: the question above, in another format.
ask()
{
    # shellcheck disable=SC2086 # words on purpose
    "$VADVISE" $goal "$@"
}

is "one value for a script" \
    "$("$VADVISE" -w facedetect --latency 50s --fields pick.memory_mb --format plain -q)" 2834
is "fields alone mean plain" "$(ask --fields pick.memory_mb)" 1708
is "--json is --format json" "$(ask --json)" "$(ask -f json)"
is "--json wins over a format" "$(ask -f csv --json)" "$(ask -f json)"
is "JSON is one document with its schema first" \
    "$(ask --json | jq -r 'keys_unsorted[0] + " " + .schema')" "schema vadvise.advice/1"
is "NDJSON is a row a line" "$(ask -f ndjson | jq -c .implementation | tr '\n' ' ')" \
    "$(ask --json | jq -c '.ranking[].implementation' | tr '\n' ' ')"
is "CSV says the same as JSON" "$(ask -f csv | python3 -c '
import csv, json, sys
rows = list(csv.DictReader(sys.stdin))
print(json.dumps([[r["implementation"], r["cost_pusd"], r["measured"]] for r in rows]))')" \
    "$(ask --json | jq -r '[.ranking[] | [.implementation, (.cost_pusd | tostring),
        (if .measured then "1" else "0" end)]] | tojson' | python3 -c '
import json, sys
print(json.dumps(json.load(sys.stdin)))')"
is "TSV has the head of CSV" "$(ask -f tsv | head -n 1 | tr '\t' ,)" "$(ask -f csv | head -n 1)"
is "plain is TSV without its head" "$(ask -f plain)" "$(ask -f tsv | sed 1d)"
like "Markdown is a table" "$(ask -f markdown --fields implementation,cost_usd)" \
    '^\| :--- \| ---: \|$'
is "fields are columns in the order asked for" \
    "$(ask -f csv --fields cost_usd,implementation | sed -n 1,2p | tr '\n' ' ')" \
    "cost_usd,implementation 0.001999468656,mtcnn "
is "the option may be repeated" "$(ask -f csv --fields cost_usd --fields implementation)" \
    "$(ask -f csv --fields cost_usd,implementation)"
is "fields of the whole document stand beside those of a row" \
    "$(ask --fields implementation,pick.memory_mb | head -n 2 | tr '\t\n' '  ')" \
    "mtcnn 1708 rekognition 1708 "
is "JSON keeps only the fields" "$(ask --json --fields pick.memory_mb,goal.budget_usd | jq -c .)" \
    '{"goal":{"budget_usd":0.002},"pick":{"memory_mb":1708}}'
is "also those of rows" "$(ask --json --fields implementation | jq -c '.ranking[0]')" \
    '{"implementation":"mtcnn"}'
is "an amount of JSON keeps all its digits" \
    "$(ask --json | grep -c '"cost_usd": 0\.001999468656,$')" 2
is "no format has an exponent" "$(for f in json ndjson csv tsv plain markdown; do
    ask -f $f | sed 's/[0-9a-f]\{64\}//g'; done | grep -Ec '[0-9]e[-+]?[0-9]')" 0
is "fit has the columns of its contract" \
    "$("$VADVISE" fit facedetect -f csv -m 448,1024 -q | head -n 1)" \
    "memory_mb,measured,n,duration_ms,duration_low_ms,duration_high_ms,billed_ms,cost_usd,cost_pusd,pareto"
is "and a row for each size asked for" \
    "$("$VADVISE" fit facedetect -f csv -m 448,1024,3500 -q | sed 1d | cut -d, -f1 | tr '\n' ' ')" \
    "448 1024 3500 "

for format in plain csv tsv json ndjson markdown; do
    for line in "list --samples" "show facedetect" "fit facedetect -m 512" "compare facedetect" \
        "check facedetect -m 1024 -b 0.002" "plot facedetect" "pricing list" \
        "pricing show aws-lambda-x86" "pricing check" "config" "doctor"; do
        # shellcheck disable=SC2086 # words on purpose
        check "$format: $line" "$VADVISE" $line -f $format -q
    done
done
finish
