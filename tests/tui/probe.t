#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The screen of probes with the real vadvise-probe: commands on this machine, and a loopback
# server in the place of AWS Lambda. Through the driver, without a terminal.
# shellcheck disable=SC2016 # dollars in texts
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/probe/lambda.sh"
need curl jq python3
cd "${TEST_TMP:?}" || exit 99

# drive OPTIONS...: the script of keys on standard input; what is shown goes to shown.
drive()
{
    "$builddir/tests/tui/drive" --db "$TEST_TMP/probe.db" \
        --probe "$builddir/vadvise-probe" --plain-yes 0 "$@" >shown 2>errors || note "$(cat errors)"
}

# shows SENTENCE PATTERN: what was shown has a line like it.
shows()
{
    like "$1" "$(cat shown)" "$2"
}

# field FILTER ID: of a run's receipt.
field()
{
    "$VADVISE" --db "$TEST_TMP/probe.db" probe show "$2" --json 2>/dev/null | jq -c "$1"
}

plan='size 80 24
do plan w
do probe-field function slow
do probe-field sizes 512,1024
do probe-field runs 3
do probe-field cap 0.01'

# --- this machine: free ---

drive <<'END'
size 80 24
do plan here
key Down Down Enter
type sleep 0.02
key Enter Down Down Enter
type 512
key Enter Enter
type 512,1024
key Enter
do probe-field runs 4
key End Enter
until Start the probe?
draw
type n
draw
key Enter
until Start the probe?
type y
until Ended  everything planned
draw
line
key Enter
draw
END
shows 'a run here costs nothing, and y is enough' '│ y yes   n or Esc: nothing happens'
shows 'n starts nothing' 'Nothing was started, nothing was spent'
shows 'a run goes to its end' ' Runs   8 of 8 '
shows 'each size has its row' '^ +1024  4/4 +[0-9.]+ ms'
shows 'with what it does to the advice' '^ after   [0-9]+ MB'
shows 'the command line attaches to it or shows it' '^probe show [0-9]+$'
shows 'Enter shows the receipt' 'Receipt of run 2'

# --- money ---

start_lambda srv '{"scale": 1, "functions": {
    "slow": {"timeout_s": 4, "a": 90000},
    "slower": {"timeout_s": 4, "a": 1500000},
    "dear": {"timeout_s": 900, "a": 6000}}}' || exit 99
use_lambda

drive <<END
$plan
draw
do probe-start
until Type the cap
draw
type 0.02
key Enter
draw
type y
key Enter
key Esc
draw
END
shows 'three prices stand at once' 'expected not known yet   cap \$0\.01   worst case without the cap \$0\.'
shows 'the provider is asked: account and size' 'account 1234\.\.9012 \(environment\), x86_64, 1024 MB deployed'
shows 'another amount than the cap starts nothing' 'that is not the cap: nothing was started'
is 'nothing was invoked' "$(grep -c '"event": "invoke"' srv/journal)" 0
is 'the draft is given up' \
    "$("$VADVISE" --db "$TEST_TMP/probe.db" probe list --json | jq -c '[.runs[].workload]')" \
    '["here"]'

drive --read-only <<END
$plan
key End Enter
draw
END
shows 'read-only refuses with the reason' '--read-only: nothing may be spent'

drive <<END
$plan
do probe-start
until Type the cap
type 0.01
key Enter
until 1/6
draw
key Space
until paused
draw
wait 1000
key Space
until 3/6
key 1
draw
key 6
until Ended  everything planned
draw
say
END
shows 'the cap, typed, starts it' 'Probe 4  w > aws-lambda-x86 us-east-1 +running'
shows 'real money is said to be so' 'REAL MONEY'
shows 'the guard says what may still come' 'Guard  OK: in flight \+ next run <= \$0\.[0-9]+ \(4\.00 s timeout\), left \$0\.[0-9]+'
shows 'Space pauses it' 'Probe 4  w .* paused'
shows 'leaving the screen leaves the chip' 'PROBE 3/6 \$0\.'
shows 'it ends well' 'Ended  everything planned was measured'
is 'six runs, under the cap' "$(field '[.runs.done, .spent_usd < 0.01, .state]' 4)" '[6,true,"done"]'
is 'the function is as it was' \
    "$(lambda_state | jq -cS '.slow | {aliases, memory_mb, versions}')" \
    '{"aliases":{},"memory_mb":1024,"versions":{}}'

# --- stop, abandon, detach, attach ---

drive <<END
$plan
do probe-start
until Type the cap
type 0.01
key Enter
until 1/6
key ^C
draw
until Ended  stopped by the user
draw
END
shows '^C ends it after the run in flight' 'Ending after this run'
shows 'and says so in its head' 'ending after this run'
shows 'it is stopped' 'Ended  stopped by the user'
is 'what it did is kept, and no more was sent' \
    "$(field '[.state, .runs.done <= 2, .reserved_usd]' 5)" '["stopped",true,0]'

drive <<END
$plan
do probe-field function slower
do probe-start
until Type the cap
type 0.01
key Enter
until 1 in flight
linger 500
key K
draw
type y
until Ended  stopped by the user
draw
END
shows 'K says that it may still be billed, and asks' 'The invocation in flight is not waited for'
shows 'what was in flight counts at its worst, unless it was not sent yet' \
    'UNKNOWN  may be billed, up to|FAIL refused  not billed'

drive <<END
$plan
do probe-start
until Type the cap
type 0.01
key Enter
until 1/6
key q
draw
type d
effects
END
shows 'leaving asks what becomes of the run' 'detach: it goes on alone under its cap'
shows 'and leaves' '^quit'
drive <<'END'
size 80 24
draw
key 6
draw
until Ended  everything planned
draw
END
shows 'another screen has it in its title at once' 'PROBE [1-6]/6 \$0\.'
shows 'and follows it to its end' 'Ended  everything planned was measured'
is 'it was one run' "$(field '[.runs.done, .state]' 7)" '[6,"done"]'

# --- leaving in the other ways, free ---

drive <<'END'
size 80 24
do plan here
do probe-field command sleep 0.05
do probe-field sizes 512,1024
do probe-field runs 4
key End Enter
until Start the probe?
type y
until 1/8
key q
type w
effects
until Enter: its receipt
effects
END
shows 'leaving can wait for the end' '^quit'
is 'which came first' "$(field .state 8)" '"done"'
drive <<'END'
size 80 24
do plan here
do probe-field command sleep 0.2
do probe-field sizes 512,1024
do probe-field runs 4
key End Enter
until Start the probe?
type y
until 1/8
key q
type s
effects
END
shows 'or end the run' '^quit'
tries=0
while [ "$(field .state 9)" != '"stopped"' ] && [ $((tries += 1)) -lt 100 ]; do sleep 0.05; done
is 'which does what it was told' "$(field '[.state, .runs.done <= 3]' 9)" '["stopped",true]'

# --- sizes left out, a lower cap ---

drive <<END
$plan
do probe-start
until Type the cap
type 0.01
key Enter
until 1/6
do skip 1024
key -
until The cap is
draw
do cap 0.02
draw
type 0.02
key Enter
draw
until Ended  everything planned
draw
END
shows 'a size can be left out' '1024  0 skip'
shows 'the cap can be lowered by a key' 'The cap is \$0\.009 from now on'
shows 'a higher one has to be typed' 'Raise the cap\?'
is 'three runs at one size' "$(field '[.runs.done, .cap_usd]' 10)" '[3,0.02]'

# --- what goes wrong ---

AWS_SECRET_ACCESS_KEY=wrong drive <<END
$plan
do probe-start
until InvalidSignature
draw
END
shows 'refused credentials are said in the words of the provider' '403 InvalidSignatureException'

lambda_faults '[{"on":"Invoke","kind":"error","status":429,"times":2,"type":"TooManyRequestsException","message":"Rate Exceeded"}]'
drive <<END
$plan
do probe-start
until Type the cap
type 0.01
key Enter
until Ended
draw
say
END
shows 'a throttled run is a line of its own, not billed' 'FAIL refused  not billed  .*(429|TooMany|Rate)'
is 'and is tried again' "$(field '[.runs.done, .runs.refused]' 12)" '[6,2]'
lambda_faults '[]'

drive <<'END'
size 80 24
do plan d
do probe-field function dear
do probe-field cap 0.001
do probe-start
until does not cover
draw
END
shows 'a cap that covers not one run is refused' 'does not cover one invocation'

# --- the screen dies, the run does not ---

mkfifo keys
"$builddir/tests/tui/drive" --db "$TEST_TMP/probe.db" --probe "$builddir/vadvise-probe" \
    --plain-yes 0 <keys >dying 2>&1 &
screen=$!
exec 3>keys
printf '%s\ndo probe-start\nuntil Type the cap\ntype 0.01\nkey Enter\nuntil 1/6\ndraw\n' "$plan" >&3
tries=0
while ! grep -q '1 of 6' dying 2>/dev/null && [ $((tries += 1)) -lt 200 ]; do sleep 0.05; done
kill -9 $screen
wait $screen 2>/dev/null
exec 3>&-
tries=0
while [ "$(field .state 14)" != '"done"' ] && [ $((tries += 1)) -lt 300 ]; do sleep 0.05; done
is 'a run survives its screen, and ends under its cap' \
    "$(field '[.state, .runs.done, .spent_usd < 0.01, .changes_left // 0]' 14)" \
    '["done",6,true,0]'
is 'with the function as it was' "$(lambda_state | jq -c '.slow.versions')" '{}'

# --- a run that another terminal starts meanwhile ---

mkfifo later
"$builddir/tests/tui/drive" --db "$TEST_TMP/probe.db" --probe "$builddir/vadvise-probe" \
    <later >other 2>&1 &
screen=$!
exec 3>later
printf 'size 80 24\ndraw\n' >&3
tries=0
while ! grep -q Workload other && [ $((tries += 1)) -lt 100 ]; do sleep 0.05; done
"$VADVISE" --db "$TEST_TMP/probe.db" probe run here -m 512 --runs 3 --detach -q -- sleep 0.3 \
    >started 2>&1
printf 'until PROBE 1/3\ndraw\n' >&3
exec 3>&-
wait $screen
like 'a run of another terminal is in the title' "$(cat other)" 'PROBE 1/3'

# --- afterwards: the pick deployed and put back, samples dropped ---

drive <<'END'
size 80 24
do workload w
do objective cheapest
do plan w
do probe-field function slow
do probe-field sizes 512,1024
do probe-field runs 2
do probe-field cap 0.01
do probe-start
until Type the cap
type 0.01
key Enter
until Enter: its receipt
key A
draw
type y
until The function has 512 MB now
END
shows 'the difference is shown before the pick is deployed' '│ duration [+-][0-9.]+%, cost [+-][0-9.]+%'
is 'then it is deployed' "$(lambda_state | jq -c '.slow.memory_mb')" 512
last=$("$VADVISE" --db "$TEST_TMP/probe.db" probe list --json | jq '.runs | map(select(.workload == "w")) | .[0].id')
drive <<END
size 80 24
key 6
do attach $last
do restore $last
draw
type y
until is put back
do forget-run
draw
type y
settle
draw
END
shows 'restore undoes it, after a yes' 'Put it back now'
is 'the function is as it was' "$(lambda_state | jq -c '.slow.memory_mb')" 1024
shows 'the samples of a run can be dropped' '4 samples of run [0-9]+ would be forgotten'
shows 'the money stays spent' 'The samples are gone; the money stays spent'

# --- what failed, again ---

again='size 80 24
do plan w
do probe-field function slow
do probe-field sizes 512
do probe-field runs 12
do probe-field cap 0.01
do probe-start
until Type the cap
type 0.01
key Enter'

lambda_faults '[{"on":"Invoke","kind":"tear_after","after":1}]'
before=$(grep -c '"event": "invoke"' srv/journal)
drive <<END
$again
until UNKNOWN
key r
draw
type n
key r
type y
until made again
key r
draw
until Ended  everything planned
draw
key r
draw
END
last=$("$VADVISE" --db "$TEST_TMP/probe.db" probe list --json | jq '.runs[0].id')
shows 'r asks, with what it costs and that the cap stays' '│ 1 invocation that failed, once more each: expected \$'
shows 'the cap is said' 'The cap stays'
shows 'what was made again is not made once more' "nothing failed in run $last that was not made again"
shows 'the plan is done, and no more' 'Runs   12 of 12'
is 'the one that was lost was made once more' \
    "$(field '[.state, .runs.done, .runs.unknown]' "$last")" '["done",12,1]'
is 'by thirteen requests' $(($(grep -c '"event": "invoke"' srv/journal) - before)) 13

lambda_faults '[{"on":"Invoke","kind":"tear_after","after":1}]'
drive <<END
$again
until UNKNOWN
key Space
until paused
do cap 0.00001
until The cap is
key r
draw
key Space
until Ended
until the cap is reached
key r
until Type the cap
draw
key Esc
draw
key r
until Type the cap
type 0.00003375
key Enter
draw
key Esc
END
lambda_faults '[]'
last=$("$VADVISE" --db "$TEST_TMP/probe.db" probe list --json | jq '.runs[0].id')
shows 'what does not fit under the cap is refused' 'one of them may cost \$[0-9.]+, and \$0 of the cap is left'
shows 'of a run that has ended it is a plan, with a cap to type' 'Type the cap to start'
shows 'which starts nothing unless it is typed' 'Nothing was started, nothing was spent'
is 'and is no run' "$(field '[.state, .runs.unknown]' "$last")" '["stopped",1]'

# --- one invocation ---

printf '{"a":"\\ \033[31m\302\233 \342\200\256 \377"}\n\tx' >sent
drive <<'END'
size 120 40
do plan here
do probe-field command cat
do probe-field sizes 512
do probe-field runs 2
do probe-field payload sent
key End Enter
until Start the probe?
type y
until Enter: its receipt
key L
until 2 invocations
key Down Enter
draw
END
shows 'an invocation has a view of its own' 'Invocation 1 of run [0-9]+: here, cat on local'
shows 'with its result, its size, its time' '^ duration +[0-9.]+ ms'
shows 'that says what was sent' 'Payload, 26 bytes'
shows 'harmlessly, whatever it is' '\{"a":"\\\\ \\x1b\[31m\\xc2\\x9b \\xe2\\x80\\xae \\xff"\}'
shows 'line by line' '^ +\\x09x$'
shows 'and that responses are not kept' 'Responses and logs are not kept here'
echo other >sent
drive <<'END'
size 120 40
key 6 L
until 2 invocations
key Enter
draw
END
shows 'what was sent is not shown when its file is another by now' 'The file has changed since'
rm sent
drive <<'END'
size 120 40
key 6 L
until 2 invocations
key Enter
draw
END
shows 'nor when it is gone' 'It cannot be shown: .*sent: No such file'

# --- which implementation ---

# took IMPLEMENTATION PLATFORM: two sizes of it are imported.
took()
{
    printf 'memory_mb,duration_ms\n512,12\n512,12.5\n1024,6\n1024,6.2\n' |
        "$VADVISE" --db "$TEST_TMP/probe.db" import - -w i --implementation "$1" \
            --platform "$2" -q >/dev/null
}

took node aws-lambda-x86
drive <<'END'
size 80 24
do plan i
do probe-field function slow
do probe-field sizes 512
do probe-field runs 3
draw
line
END
shows 'a plan is of the implementation that there is' '^ 3 runs of node, about '
shows 'so it has a price' '^ expected \$0\.[0-9]+   cap not given'
shows 'its command line needs no name for it' '^probe run i --function slow --memory 512 --runs 3$'
took go aws-lambda-x86
drive <<'END'
size 80 24
do plan i
do probe-field function slow
do probe-field platform aws-lambda-arm
do probe-field sizes 512
do probe-field runs 3
draw
do implementation go
draw
line
do budget 0.0001
do region eu-west-1
do billing 100ms
line
END
shows 'of several, none of them there, one must be named' \
    'i has node and go, none of them on aws-lambda-arm: which one is it\?'
shows 'which the palette does' '^ 3 runs of go, '
shows 'and the command line' '^probe run i --function slow --platform aws-lambda-arm --memory 512 --runs 3 --implementation go$'
shows 'with the goal that it is for, and no prices that are made up' \
    '--runs 3 --implementation go --region eu-west-1 --budget 0\.0001$'

# --- on a real terminal ---

took=$(python3 "$srcdir/tests/tui/probe_pty.py" "$VADVISE" "$TEST_TMP/pty.db" 2>&1)
note "Ctrl-C was acknowledged after $took ms"
ok 'Ctrl-C is acknowledged within 100 ms' "$(awk -v ms="$took" 'BEGIN { print !(ms > 0 && ms <= 100) }')"
is 'and nothing new is sent' \
    "$("$VADVISE" --db "$TEST_TMP/pty.db" probe show 1 --json | jq -c '[.state, .runs.done <= 3]')" \
    '["stopped",true]'
drive <<'END'
size 80 24
do plan here
do probe-field endpoint https://me:secret@example.org/
draw
END
shows 'an address with a password is not kept' 'no name and password in an address'
finish
