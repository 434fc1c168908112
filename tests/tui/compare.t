#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The screen that compares over own measurements: spread against saving, marked workloads,
# taking a row.
. "$srcdir/tests/tap.sh"
cd "$TEST_TMP" || exit 99
drive=$builddir/tests/tui/drive
VADVISE=${VADVISE:-vadvise}

# runs FILE MB:MS... : so many runs each.
runs()
{
    echo 'memory_mb,duration_ms'
    for at; do
        for part in 0.7 1.25 1 0.95 1.1; do
            echo "${at%:*} ${at#*:} $part" | LC_ALL=C awk '{ printf "%d,%.3f\n", $1, $2 * $3 }'
        done
    done
}

import()
{
    runs "$@" >"$name.csv"
    "$VADVISE" --db "$PWD/own.db" import "$name.csv" -w "$name" --platform "$platform" -q >/dev/null
}

# sees SCRIPT: what it prints.
sees()
{
    printf '%s\n' "$@" | "$drive" --db own.db --now 2026-11-01
}

name=thumbs platform=aws-lambda-x86
import 512:2000 1024:1000 2048:520
platform=aws-lambda-arm
import 512:2350 1024:1180 2048:610
name=other platform=gcf-gen1
import 512:900 1024:500 2048:300

# --- spread against saving ---

out=$(sees 'do workload thumbs' 'do compare' 'do objective cheapest' draw)
like "a saving smaller than the spread is marked" "$out" 'aws-lambda-arm .*% ! best'
like "and a sentence says what the mark is for" "$out" \
    '^ ! The spread between runs is larger than what is saved: probe before deciding'
out=$(sees 'do workload thumbs' 'do compare' 'do objective cheapest' say)
like "the words have it too" "$out" 'aws-lambda-arm, .*spread larger than the saving, best'
out=$(sees 'do workload thumbs' 'do compare' 'do objective cheapest' 'content csv')
like "and the CSV" "$out" '^aws-lambda-arm,'
is "which is what the command writes" "$out" \
    "$("$VADVISE" --db "$PWD/own.db" compare thumbs --objective cheapest --as-of 2026-11-01 -f csv)"
is "in JSON as well" \
    "$(sees 'do workload thumbs' 'do compare' 'do compare-by region' 'content json')" \
    "$("$VADVISE" --db "$PWD/own.db" compare thumbs --by region --as-of 2026-11-01 --json)"

# A steady one: runs within 2 % where the other platforms' are spread by 15 %.
{
    echo 'memory_mb,duration_ms'
    for at in 512:1900 1024:1000 2048:560; do
        for part in 1.01 0.99 1 1.005 0.995; do
            echo "${at%:*} ${at#*:} $part" | LC_ALL=C awk '{ printf "%d,%.3f\n", $1, $2 * $3 }'
        done
    done
} >steady.csv
cp own.db steady.db
"$VADVISE" --db "$PWD/steady.db" import steady.csv -w thumbs --platform gcf-gen1 -q >/dev/null
out=$(printf '%s\n' 'do workload thumbs' 'do compare' 'do objective cheapest' draw |
    "$drive" --db steady.db --now 2026-11-01)
like "what is steadier is named, with what it costs more" "$out" \
    '^ default on gcf-gen1 is steadier [(]CV [0-9.]+% against 15[.]0%[)] and [0-9.]+% dearer'

# --- taking a row ---

out=$(sees 'do workload thumbs' 'do compare' 'do sort platform' 'key Home' 'key Enter' \
    'do compare' line draw)
like "Enter makes the row's platform and way the question's" "$out" \
    '^compare thumbs --platform aws-lambda-arm --implementation'
is "no other platform is left" "$(echo "$out" | grep -c 'aws-lambda-x86')" 0
out=$(sees 'do workload thumbs' 'do compare' 'do sort platform' 'key Home' 'key Enter' 'key u' \
    'do compare' line)
is "and it is undone in one" "$out" "compare thumbs"
out=$(sees 'do workload other' 'do compare' 'do compare-by region' 'key Down' 'key Enter' \
    'do compare' line)
like "by region it is the region as well" "$out" '--region [a-z]'

# --- marked workloads ---

out=$(sees 'do compare' 'do compare-by workload' draw)
like "with none marked it says how to mark one" "$out" 'Space marks one'
printf '# vadvise screen state 1\nset\tmark\tthumbs\ton\nset\tmark\tother\ton\nset\tmark\tgone\ton\n' >state
out=$(printf '%s\n' 'do compare' 'do compare-by workload' settle draw 'size 120 40' draw say |
    "$drive" --db own.db --now 2026-11-01 --state state)
like "marked workloads stand side by side" "$out" '^[> ] *thumbs *aws-lambda-x86'
like "each at its own pick" "$out" '^[> ] *other *gcf-gen1'
like "one that is gone says so" "$out" '^[> ] *gone .* no data'
like "their curves lie over each other" "$out" 'a other.*b thumbs'
like "and are told in words" "$out" 'other: duration falls from .* thumbs: duration falls'
out=$(printf '%s\n' 'do compare' 'do compare-by workload' settle 'content csv' 'content markdown' |
    "$drive" --db own.db --now 2026-11-01 --state state)
like "they are copied as CSV" "$out" '^other,default,gcf-gen1,[^,]*,2048,'
like "and as Markdown" "$out" '^. gone . *. *. '
out=$(printf '%s\n' 'do compare' 'do compare-by workload' settle 'do sort workload' 'key G' \
    'key Enter' 'do compare' 'do compare-by platform' draw |
    "$drive" --db own.db --now 2026-11-01 --state state)
like "Enter opens the workload" "$out" '^ thumbs by platform'

out=$(printf '%s\n' 'do compare' 'do compare-by workload' settle line |
    "$drive" --db own.db --now 2026-11-01 --state state)
is "their command line asks for each of them" "$out" \
    "advise gone; vadvise advise other; vadvise advise thumbs"
out=$(sees 'do workload thumbs' 'do compare' 'do statistic p95' draw)
like "the head says which statistic durations are" "$out" 'MB Time p95 '
out=$(sees 'do workload thumbs' 'do compare' 'do compare-by era' draw)
like "by era several platforms are told apart" "$out" '^. 20.* aws-lambda-arm '

# --- width ---

for by in platform region architecture era workload; do
    for columns in 80 100 110 120 140; do
        printf '%s\n' "size $columns 24" 'do workload thumbs' 'do compare' "do compare-by $by" \
            settle 'do sort verdict' draw
    done | "$drive" --db own.db --now 2026-11-01 --state state >"wide-$by"
    is "every table by $by has its last column, at any width" \
        "$(grep -c ' Verdict\( *\|$\)' "wide-$by")" 5
done

# --- speed ---

for by in platform region era workload; do
    ms=$(printf '%s\n' 'size 120 40' 'do workload thumbs' 'do compare' "do compare-by $by" settle \
        'repeat 200 Down Up' | "$drive" --db own.db --now 2026-11-01 --state state | tail -n 1)
    note "by $by: $ms for two keys and a frame at 120x40"
    check "a frame by $by does not work everything out anew" \
        sh -c "echo '$ms' | LC_ALL=C awk '{ exit !(\$1 < 10) }'"
done

# --- regions ---

name=places platform=aws-lambda-x86
runs 512:2000 1024:1000 2048:520 >in.csv
for region in us-east-1 eu-central-1; do
    "$VADVISE" --db "$PWD/own.db" import in.csv -w places --platform aws-lambda-x86 \
        --region "$region" -q >/dev/null
done
out=$(sees 'size 80 24' 'do workload places' 'do compare' draw)
like "rows of two regions say which they are, in 80 columns" "$out" \
    '^[> ] default aws-lambda-x86 us-east-1 .*%'
like "both of them" "$out" '^[> ] default aws-lambda-x86 eu-central-1 .* (best|ok)'
out=$(sees 'size 80 24' 'do workload places' 'do api' draw)
like "so do those of the screen API" "$out" '^[> ] default [0-9,]+ MB us-east-1 '
like "all of them" "$out" '^[> ] default [0-9,]+ MB eu-central-1 '
out=$(sees 'size 80 24' 'do workload thumbs' 'do compare' draw 'do api' 'do volume 1000' draw)
like "a region that all rows share is said once" "$out" '^ thumbs by platform in us-east-1: '
like "on the screen API as well" "$out" '^  Way in us-east-1 '
like "whose rows then say the platform that tells them apart" "$out" \
    '^[> ] default [0-9,]+ MB aws-lambda-arm '

finish
