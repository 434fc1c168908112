#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What failed in a probe run is made again: on this machine with a command that fails the
# second time, and on a loopback server in the place of AWS Lambda that loses a reply.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/probe/lambda.sh"
need_terminal
need curl jq
cd "$TEST_TMP" || exit 99

# run ARGS...: output to out and err, exit status to $status.
run()
{
    status=0
    "$VADVISE" probe "$@" >out 2>err </dev/null || status=$?
}

# field FILTER ID: of a run's receipt.
field()
{
    "$VADVISE" probe show "$2" --json 2>/dev/null | jq -c "$1"
}

# until_failed ID: an invocation of the run failed, or nobody knows.
until_failed()
{
    tries=0
    while [ "$(field '.runs.failed + .runs.unknown > 0' "$1")" != true ] &&
        [ $((tries += 1)) -lt 200 ]; do
        sleep 0.05
    done
}

# invoked NAME: how often the function was.
invoked()
{
    jq -s --arg f "$1" 'map(select(.event == "invoke" and .function == $f)) | length' srv/journal
}

# --- this machine ---

cat >flaky <<'END'
n=$(($(cat calls 2>/dev/null || echo 0) + 1))
echo $n >calls
sleep 0.2
test $n != 2
END
run run here -m 512 --runs 8 --detach -- sh "$PWD/flaky"
until_failed 1
run retry 1 --json
is "what failed can be asked for again while the run goes on" "$status" 0
is "it costs nothing here" "$(jq -c . out)" \
    '{"schema":"vadvise.probe-retry/1","probe":1,"again":1,"expected_usd":null,"worst_usd":null,"cap_usd":null}'
run retry 1
is "asked twice there is nothing more" "$status" 4
like "which is said" "$(cat err)" 'nothing failed in run 1 that was not made again'
run attach 1
is "the run makes all of its plan, and that one once more" \
    "$(field '[.state, .runs.done, .runs.failed]' 1)" '["done",8,1]'
is "and no other" "$(cat calls)" 9
is "what failed stays in the receipt" \
    "$(field '.invocations | map(select(.fate == "failed")) | length' 1)" 1
run retry 1
is "afterwards nothing is left that failed" "$status" 4

# --- for money ---

start_lambda srv '{"scale": 1, "functions": {
    "slow": {"timeout_s": 4, "a": 200000},
    "quick": {"timeout_s": 3, "a": 6000}}}' || exit 99
use_lambda

lambda_faults '[{"on":"Invoke","kind":"tear_after","after":1}]'
run run w --function slow -m 512 --runs 8 --max-spend 0.01 --yes --detach
until_failed 2
run retry 2
is "what spends is not ordered when nobody can be asked" "$status" 5
run retry 2 --yes --max-spend 1
is "a run that goes on keeps its cap" "$status" 2
run retry 2 --yes --json
is "with a yes it is ordered" "$status" 0
is "with what it may cost, under the cap that stays" \
    "$(jq -c '[.again, .expected_usd > 0, .expected_usd < .worst_usd, .cap_usd]' out)" \
    '[1,true,true,0.01]'
run attach 2
is "what has no known outcome is made again once" \
    "$(field '[.state, .runs.done, .runs.unknown]' 2)" '["done",8,1]'
is "the provider was asked so often, and no more" "$(invoked slow)" 9
is "the cap counts both" \
    "$(field '[.reserved_usd > 0, .spent_usd + .reserved_usd < .cap_usd]' 2)" '[true,true]'

lambda_faults '[{"on":"Invoke","kind":"tear_after","after":1},{"on":"Invoke","kind":"tear_after","after":1},{"on":"Invoke","kind":"tear_after","after":3}]'
run run w --function quick --implementation node -m 512,1024 --runs 4 --max-spend 0.01 --yes
lambda_faults '[]'
failed=$(field '[.invocations[] | select(.fate == "unknown") | .memory_mb]' 3)
is "one size fails more often than another" "$failed" "[512,512,1024]"
before=$(invoked quick)
run retry 3 --yes
is "a run that has ended needs a cap of its own" "$status" 5
run retry 3 --yes --max-spend 0.000001
is "one that covers what it may cost" "$status" 5
is "until then nothing is invoked" "$(invoked quick)" "$before"
run retry 3 --yes --max-spend 0.01 --json
is "then it is a run like any other" "$status" 0
is "of what failed alone, at each size as often as it did there" \
    "$(jq -c '[.schema, .state, .runs.done, [.sizes[] | [.memory_mb, .done]]]' out)" \
    '["vadvise.receipt/1","done",3,[[512,2],[1024,1]]]'
is "it is of the implementation that the run measured" "$(jq -r .implementation out)" node
is "and nothing else" $(($(invoked quick) - before)) 3

status=0
python3 "$srcdir/tests/use/on_terminal.py" 'to start .*: =>no\n' -- \
    "$VADVISE" probe retry 3 --plain-yes 0 >shown 2>&1 || status=$?
is "on a terminal the cap is typed, or nothing is started" "$status" 5
is "the plan has the runs of each size" \
    "$(awk '/runs +predicted/ { on = 1; next } /expected/ { on = 0 } on { print $1, $2 }' shown)" \
    "512 2
1,024 1"
like "its cap is what they cost at worst, and no more" "$(cat shown)" \
    'cap (.[0-9.]+)   worst case without the cap \1$'
run retry 99
is "a run that there is not has nothing" "$status" 4
run --read-only retry 3
is "nothing is ordered read-only" "$status" 2
finish
