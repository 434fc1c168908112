#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A sweep over five sizes at a Lambda endpoint, killed with -9 at random moments; then it
# is gone on with, or put back. KILLS says how often ("make torture": 100).
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/probe/lambda.sh"
need python3 curl jq
cd "$TEST_TMP" || exit 1
probe=$builddir/vadvise-probe
runs=$builddir/tests/probe/runs
kills=${KILLS-6}
cap=50000000000

start_lambda server '{"scale":0.001,"report":"mixed","functions":{"probe-me":{"update_ms":30,"pending_ms":30}}}'
ok "the server starts" $?
use_lambda
untouched=$(lambda_state)

# ready WORKLOAD: a run of two invocations at each of five sizes, confirmed; id is its
# number.
ready()
{
    id=$("$runs" v.db draft '{"workload":"'"$1"'","platform":"aws-lambda-x86",
        "region":"us-east-1","function":"probe-me","mode":"fixed","runs":2,
        "sizes_mb":[256,512,1024,1769,3008],"as_of_days":20700}') &&
        "$probe" describe --db v.db "$id" >/dev/null &&
        "$runs" v.db confirm "$id" "$cap"
}

# value NAME: of the run as it was last shown.
value()
{
    sed -n "s/^$1 //p" shown
}

# carried_out: events of the provider since the run began, as JSON.
carried_out()
{
    tail -n +"$((journal + 1))" server/journal | jq -s 'map(select(.event == "invoke"))'
}

# wrong: what is not as it must be; nothing when all is.
wrong()
{
    "$runs" v.db show "$id" >shown || echo "the run cannot be shown"
    [ "$(lambda_state)" = "$untouched" ] || echo "the function was left changed"
    [ "$(value left)" -eq 0 ] || echo "changes are left in the journal"
    ran=$(carried_out | jq length)
    known=$(($(value "done") + $(value failed) + $(value unknown)))
    [ "$ran" -le "$known" ] || echo "$ran ran, $known are in the ledger"
    [ "$known" -le "$((ran + 1))" ] || echo "$known are in the ledger, $ran ran"
    [ "$(value open)" -eq 0 ] || echo "an invocation is open"
    told=$(jq -cR 'fromjson? | select(.event == "shot" and .fate == "done")' events | wc -l)
    [ "$told" -le "$(value "done")" ] || echo "$told were told, $(value "done") are kept"
    [ "$(value samples)" -eq "$(value "done")" ] || echo "not every result is stored"
    [ "$(($(value spent) + $(value reserved)))" -le "$cap" ] || echo "the cap was passed"
    billed=$(carried_out | jq 'map(.cost_pusd) | add // 0')
    [ "$billed" -le "$(($(value spent) + $(value reserved)))" ] ||
        echo "$billed p\$ were billed, $(value spent) spent, $(value reserved) reserved"
}

# begin: note where the provider's journal stands.
begin()
{
    journal=$(wc -l <server/journal)
    ready "$1"
}

begin whole
ok "a run is described and confirmed" $?
start=$(date +%s%N)
"$probe" run --db v.db "$id" >events 2>errors
is "left alone, it is carried out" $? 0
took=$((($(date +%s%N) - start) / 1000000))
is "and everything is as it must be" "$(wrong)" ""
is "its invocations are billed as the provider does" "$(value spent)" \
    "$(carried_out | jq 'map(.cost_pusd) | add')"

seed=20261128
bad=
i=0
while [ $i -lt "$kills" ]; do
    i=$((i + 1))
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    delay=$((seed / 65536 % (took + took / 8)))
    begin "w$i" || bad="$bad the run cannot be made;"
    "$probe" run --db v.db "$id" >events 2>errors &
    runner=$!
    sleep "$(printf '%d.%03d' $((delay / 1000)) $((delay % 1000)))"
    kill -KILL "$runner" 2>/dev/null
    wait "$runner" 2>/dev/null
    cat events >before
    "$runs" v.db show "$id" >shown
    if [ $((i % 2)) -eq 0 ]; then
        "$probe" restore --db v.db "$id" >after 2>>errors || bad="$bad restore fails;"
        found=$(wrong)
    elif [ "$(value state)" = "done" ]; then
        found=$(wrong)
    else
        "$probe" run --db v.db "$id" >after 2>>errors || bad="$bad going on fails;"
        found=$(wrong)
        known=$(($(value "done") + $(value failed) + $(value unknown)))
        [ "$(value state)" = "done" ] && [ "$known" -eq 10 ] ||
            found="$found it is $(value state) with $known invocations"
    fi
    if [ -n "$found$bad" ]; then
        note "killed after $delay ms of $took: $found$bad $(cat errors)"
        bad="$bad$found"
        break
    fi
done
is "killed $i times, each time all was put back, kept, and under the cap" "$bad" ""
finish
