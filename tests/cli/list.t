#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The list of a fleet: what each workload could save, its order, its totals, its formats.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
need jq awk python3
cd "$TEST_TMP" || exit 99
ours=$TEST_TMP/fleet.db

list()
{
    "$VADVISE" list -q --db "$ours" "$@"
}

# 40 workloads: some without a deployed size, some without a volume.
awk -v workloads=40 -f "$srcdir/tests/bench/fleet.awk" >samples.csv
awk -v workloads=40 -v facts=1 -f "$srcdir/tests/bench/fleet.awk" >all.json
jq 'to_entries | map(.value | select((.workload[-2:] | tonumber) % 5 != 0)
    | if (.workload[-2:] | tonumber) % 7 == 0 then del(.volume_per_month) else . end)' \
    all.json >facts.json
check "samples of many workloads are one import" \
    "$VADVISE" import -q samples.csv --db "$ours"
check "and an array of workload files is another" \
    "$VADVISE" import -q facts.json --db "$ours"
list --json >by-name.json
is "every workload is there" "$(jq '.workloads | length' by-name.json)" 40
is "the totals say what is known of them" \
    "$(jq -c '[.totals.workloads, .totals.with_now, .totals.with_volume]' by-name.json)" \
    "[40,32,28]"

# --- order ---

is "by name is the default" "$(jq -r '.workloads[].workload' by-name.json)" \
    "$(jq -r '[.workloads[].workload] | sort[]' by-name.json)"
list --sort saving --json >by-saving.json
is "--sort saving puts the most of a month first" \
    "$(jq '[.workloads[].saving_monthly_usd | select(. != null)] | . == (sort | reverse)' \
        by-saving.json)" true
is "then savings without a volume, then workloads without one" \
    "$(jq -c '[.workloads[] | if .saving_monthly_usd != null then 0
        elif .saving_usd != null then 1 else 2 end] | . == sort' by-saving.json)" true
is "what is not known stays in the order of names" \
    "$(jq '[.workloads[] | select(.saving_usd == null).workload] | . == sort' \
        by-saving.json)" true
is "as do equal ones" \
    "$(jq '[.workloads[] | select(.saving_monthly_usd == 0).workload] | . == sort' \
        by-saving.json)" true
for key in cost:now_monthly_usd worth:probe_worth_monthly_usd sure:saving_probability; do
    is "--sort ${key%:*} goes by ${key#*:}" \
        "$(list --sort "${key%:*}" --json |
            jq "[.workloads[] | .${key#*:} | select(. != null)] | . == (sort | reverse)")" true
done
is "--limit keeps the first ones" \
    "$(list --sort saving --limit 3 --json | jq -c '[.workloads[].workload]')" \
    "$(jq -c '[.workloads[:3][].workload]' by-saving.json)"
is "and the totals of all" "$(list --limit 3 --json | jq -c .totals)" \
    "$(jq -c .totals by-name.json)"
status=0
out=$(list --sort savings 2>&1) || status=$?
is "an order there is not is refused" "$status" 2
like "and the nearest is named" "$out" "Did you mean 'saving'"

# --- amounts ---

is "the totals are the exact sums" "$(python3 - by-name.json <<'E2'
import json, sys
from decimal import Decimal
document = json.load(open(sys.argv[1]), parse_float=Decimal, parse_int=Decimal)
rows, totals = document["workloads"], document["totals"]
for key, of in (("now_monthly_usd", "now_monthly_usd"),
                ("saving_monthly_usd", "saving_monthly_usd"),
                ("probe_worth_monthly_usd", "probe_worth_monthly_usd")):
    print(sum(r[of] for r in rows if r["saving_monthly_usd"] is not None) == totals[key])
E2
)" "True
True
True"
is "a saving is what now costs less what the pick costs" "$(jq '[.workloads[]
    | select(.saving_usd != null) | (.now_cost_usd - .cost_usd - .saving_usd) | fabs
    | select(. > 1e-12)] | length' by-name.json)" 0
is "within its interval" "$(jq '[.workloads[] | select(.saving_low_usd != null)
    | select(.saving_low_usd > .saving_usd or .saving_usd > .saving_high_usd)] | length' \
    by-name.json)" 0
is "no pick is slower than now by more than noise" "$(jq '[.workloads[]
    | select(.saving_usd != null and .duration_ms > 1.0201 * .now_duration_ms)] | length' \
    by-name.json)" 0
is "--volume stands for every one" \
    "$(list --volume 1000 --json | jq -c '[.workloads[].volume_per_month] | unique')" "[1000]"
is "with a latency the pick meets it" "$(list -l 2s --json | jq '[.workloads[]
    | select(.feasible and .duration_ms > 2000)] | length')" 0
is "the pick is the one of advise" \
    "$(list -l 2s --platform aws-lambda-arm --json | jq -c '[.workloads[]
        | select(.feasible) | .memory_mb] | length > 3')" true
for w in $(list -l 2s --platform aws-lambda-arm --json | jq -r '.workloads[:5][].workload'); do
    is "$w: the same pick as that of advise" \
        "$("$VADVISE" advise "$w" -q --db "$ours" -l 2s --json | jq .pick.memory_mb)" \
        "$(list -l 2s --json | jq ".workloads[] | select(.workload == \"$w\").memory_mb")"
done
is "platforms asked for leave the others out" \
    "$(list --platform gcf-gen2 --json | jq -c '[.workloads[].platform] | unique')" '["gcf-gen2"]'

like "and how many is said" "$("$VADVISE" list --db "$ours" --platform gcf-gen2 2>&1 >/dev/null)" \
    '^[0-9]+ workloads left out'
is "as are those that the region has no prices for" \
    "$(list --region eu-central-1 --json | jq -c '[.workloads[].platform] | unique')" \
    '["aws-lambda-arm","aws-lambda-x86"]'

# --- formats ---

list --sort saving >text
like "text has a head" "$(head -n 1 text)" \
    '^  workload +now +pick +saving +saving/month +sure +probe/month +fit$'
is "in 80 columns" "$(awk 'length > 80 { n++ } END { print n + 0 }' text)" 0
like "and ends with the totals" "$(tail -n 2 text | tr '\n' ' ')" '^28 workloads at \$.* a month now'
like "how to tell what is deployed is said on standard error" \
    "$("$VADVISE" list --db "$ours" 2>&1 >/dev/null)" "8 workloads without a saving"
list --sort saving -f csv >csv
is "CSV has a line each" "$(wc -l <csv | tr -d ' ')" 41
is "and the columns of the document" "$(head -n 1 csv | tr ',' '\n' | sort | tr '\n' ' ')" \
    "$(jq -r '.workloads[0] | keys_unsorted[]' by-name.json | sort | tr '\n' ' ')"
is "and of JSON Lines" "$(list -f ndjson | jq -r .workload | wc -l | tr -d ' ')" 40

# --- one that nothing can be worked out of ---

awk 'BEGIN { print "memory_mb,duration_ms"
    for (mb = 200; mb <= 500; mb++) printf "%d,%d\n", mb, 100000 / mb }' >many-sizes.csv
printf 'memory_mb,duration_ms\n512,100\n512,101\n1024,51\n1024,52\n' >few-sizes.csv
for w in a c; do
    "$VADVISE" import -q few-sizes.csv -w "$w" --platform aws-lambda-x86 --now 1024 --db bad.db
done >out 2>&1
like "an import of many sizes does not say fewer" "$("$VADVISE" import many-sizes.csv -w b \
    --platform aws-lambda-x86 --db bad.db 2>&1)" "^b: 301 samples, more than 64 sizes \(200 201 .*[.][.][.]\)"
is "nor does its document" "$("$VADVISE" import many-sizes.csv -w b --platform local -n --json --db bad.db |
    jq -c '.workloads[0] | [(.sizes_mb | length), .more_sizes]')" "[64,true]"
status=0
"$VADVISE" list --db bad.db >out 2>err || status=$?
is "a workload with more sizes than a curve takes makes it 4" "$status" 4
is "and the others are listed beside it" "$(awk '/^  [abc] /{ print $1, $3 != "-" }' out)" "a 1
b 0
c 1"
is "the reason stands below" "$(tail -n 1 out)" \
    "b: default on aws-lambda-x86 has more than 256 sizes"
like "where to read on is said on standard error" "$(cat err)" "1 workload cannot be worked out; 'vadvise show NAME'"
like "and what to do there" "$("$VADVISE" show b --db bad.db 2>&1)" "import fewer sizes"
status=0
"$VADVISE" list --db bad.db --limit 1 >out 2>&1 || status=$?
is "what --limit cuts off still counts" "$status $(grep -c '^b: ' out)" "4 1"
"$VADVISE" list -q --db bad.db --sort saving --json >bad.json
is "the document has the reason in place of the answer" "$(jq -c '.workloads[] |
    select(.error) | [.workload, .samples, .sizes, .feasible, .memory_mb, .saving_usd]' bad.json)" \
    '["b",301,301,false,null,null]'
is "and everything of the others" "$(jq -c '[.workloads[] | select(.memory_mb) |
    [.workload, .error]] | sort' bad.json)" '[["a",null],["c",null]]'
is "the totals are of all" "$(jq -c '[.totals.workloads, .totals.with_now]' bad.json)" "[3,2]"
status=0
"$VADVISE" list --db bad.db --platform gcf-gen2 >out 2>&1 || status=$?
is "left out by a filter it is no error" "$status $(head -n 1 out)" \
    "0 3 workloads left out: nothing there for these options."
status=0
"$VADVISE" list --db bad.db --price-as nosuch >out 2>&1 || status=$?
is "a wrong option is said once" "$status $(head -n 1 out)" \
    "4 vadvise: --price-as: there are no prices for 'nosuch'"
for w in a b c d e f g h; do
    "$VADVISE" import -q many-sizes.csv -w "bad-$w" --platform aws-lambda-x86 --db bad.db
done >out 2>&1
is "of many such ones some are named, the others counted" \
    "$("$VADVISE" list -q --db bad.db | tail -n 2)" \
    "bad-d: default on aws-lambda-x86 has more than 256 sizes
... and 4 more workloads that cannot be worked out"

if python3 -c 'import jsonschema' 2>/dev/null; then
    check "documents are as the schema says" python3 - \
        "$srcdir/schema/list.schema.json" by-saving.json bad.json <<'E2'
import json, sys, jsonschema
schema, *documents = (json.load(open(path)) for path in sys.argv[1:])
for document in documents:
    jsonschema.validate(document, schema)
E2
else
    skip "documents are as the schema says" "no jsonschema"
fi

# --- volumes stored with a workload ---

printf 'memory_mb,duration_ms\n512,100\n512,101\n1024,51\n1024,52\n' >s.csv
"$VADVISE" import -q s.csv -w w --platform aws-lambda-x86 --now 1024 --volume 10k/day \
    --db one.db >out 2>&1
is "import stores a volume" \
    "$("$VADVISE" list -q --db one.db --json | jq .workloads[0].volume_per_month)" 300000
is "which answers then use" \
    "$("$VADVISE" -w w -q --db one.db --json | jq '.pick.monthly_usd > 0')" true
is "unless another is given" \
    "$("$VADVISE" list -q --db one.db --volume 7 --json | jq .workloads[0].volume_per_month)" 7
is "a volume set for good is not stored" "$(VADVISE_VOLUME=5 "$VADVISE" import -q s.csv -w v \
    --platform gcf-gen2 --db one.db >out 2>&1
    "$VADVISE" list -q --db one.db --json | jq -c '[.workloads[].volume_per_month]')" "[null,300000]"

# --- more workloads than one batch, worked off by two threads ---

awk -v workloads=300 -f "$srcdir/tests/bench/fleet.awk" >many.csv
awk -v workloads=300 -v facts=1 -f "$srcdir/tests/bench/fleet.awk" >many.json
"$VADVISE" import -q many.csv --db many.db >out 2>&1
"$VADVISE" import -q many.json --db many.db >out 2>&1
"$VADVISE" list -q --db many.db -f ndjson >all.ndjson
is "300 workloads have 300 rows, in the order of their names" \
    "$(jq -r .workload all.ndjson)" "$(seq -f 'service-%05g' 1 300)"
for w in service-00001 service-00127 service-00128 service-00129 service-00256 \
    service-00257 service-00300; do
    rm -f single.db*
    "$VADVISE" export "$w" --db many.db >single.csv
    jq --arg w "$w" '[.[] | select(.workload == $w)]' many.json >single.json
    "$VADVISE" import -q single.csv --db single.db >out 2>&1
    "$VADVISE" import -q single.json --db single.db >out 2>&1
    is "$w is what it is alone" "$("$VADVISE" list -q --db single.db -f ndjson)" \
        "$(grep "\"$w\"" all.ndjson)"
done
is "twice the same" "$("$VADVISE" list -q --db many.db -f ndjson | cksum)" \
    "$(cksum <all.ndjson)"
is "filters leave the same ones out in any batch" \
    "$("$VADVISE" list -q --db many.db --platform gcf-gen2 -f ndjson | jq -r .workload)" \
    "$(jq -r '.[] | .workload' many.json | sort | while read -r w; do
        grep -q "^$w,gcf-gen2" many.csv && echo "$w"; done)"
finish
