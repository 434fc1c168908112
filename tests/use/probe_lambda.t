#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Probe runs on AWS Lambda from end to end: vadvise, vadvise-probe, and a loopback server in
# the provider's place. The dialogue, the cap, Ctrl-C, a front end and a runner that die.
# shellcheck disable=SC2016 # dollars in texts
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

# on_terminal STEP... -- ARGS...: on a terminal; what it shows goes to shown.
on_terminal()
{
    status=0
    python3 "$srcdir/tests/use/on_terminal.py" "$@" >shown 2>&1 || status=$?
}

# field FILTER ID: of a run's receipt.
field()
{
    "$VADVISE" probe show "$2" --json 2>/dev/null | jq -c "$1"
}

# untouched NAME: the function is as it was in the beginning.
untouched()
{
    is "$1" "$(lambda_state | jq -cS '.slow | del(.in_progress)')" \
        '{"aliases":{},"description":"resizes pictures","memory_mb":1024,"versions":{}}'
}

# runner ID: the process that works on a run, by the lock it holds.
runner()
{
    python3 - "$XDG_DATA_HOME/vadvise/vadvise.db-probes" "$1" <<'EOF2'
import fcntl, os, struct, sys
with open(sys.argv[1], "rb+") as file:
    lock = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, int(sys.argv[2]), 1, 0)
    kind, _, _, _, pid = struct.unpack("hhqqi4x", fcntl.fcntl(file, fcntl.F_GETLK, lock))
print(pid if kind != fcntl.F_UNLCK else 0)
EOF2
}

# until COMMAND...: it succeeds within some seconds.
until_true()
{
    tries=0
    while ! "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || return 1
        sleep 0.05
    done
}

start_lambda srv '{"scale": 1, "functions": {
    "quick": {"timeout_s": 3, "a": 6000},
    "slow": {"timeout_s": 4, "a": 400000},
    "arm": {"timeout_s": 3, "a": 6000, "arch": "arm64"},
    "dear": {"timeout_s": 900, "a": 6000}}}' ||
    exit 99
use_lambda

# --- one run, start to end ---

run run w --function quick -m 512,1024 --runs 3 --max-spend 0.01 --yes -l 100
is "a run ends well" "$status" 0
like "first the plan, with the account in part" "$(cat err)" \
    '^  account 1234\.\.9012 \(environment\), x86_64, 1024 MB deployed, timeout 3\.00 s$'
like "and its three prices" "$(cat err)" \
    '^  expected not known yet   cap \$0\.01   worst case without the cap \$0\.000976'
like "then a line for each invocation" "$(cat err)" \
    '^[0-9:]{8}Z  6/6  1024 MB, run 3 of 3  done [0-9.]+ ms  spent \$[0-9.]+ of \$0\.01$'
like "the receipt says what was done" "$(cat out)" \
    '^run 1 of w: done \(everything planned was measured\)$'
like "and spent" "$(cat out)" '^  6 runs, [0-9.]+ .*billed, spent \$[0-9.]+ of \$0\.01$'
like "and put back" "$(cat out)" '^  4 changes at the function put back: it is as it was\.$'
like "there was no pick before" "$(cat out)" '^  before  no pick: too little was known$'
like "there is one after" "$(cat out)" '^  after   [0-9]+ MB, '
like "with the advice" "$(cat out)" '^  pick .* per invocation'
is "what was spent is the sum of its invocations" \
    "$(field '[(.invocations | map(.cost_usd) | add * 1e12 | round), .spent_pusd] | .[0] == .[1]' 1)" true
is "all of them stand in the provider's journal" \
    "$(jq -s 'map(select(.event == "invoke")) | length' srv/journal)" 6
is "the size deployed is remembered with the workload" \
    "$("$VADVISE" list --json -q | jq '.workloads[0].now.memory_mb // .workloads[0].now_mb')" 1024

run run w --function quick -m 512 --runs 2 --max-spend 0.01 --yes --json
is "with --json it is silent" "$(cat err)" ""
is "and writes the receipt" "$(jq -c '[.schema, .probe, .state, .runs.done, .cap_usd]' out)" \
    '["vadvise.receipt/1",2,"done",2,0.01]'
is "with the pick before and after" \
    "$(jq -c '[.before, .after] | map(.memory_mb > 0 and .cost_pusd > 0)' out)" '[true,true]'
run run w --function arm -m 512 --runs 1 --max-spend 0.01 --yes --json
is "a function on another architecture has its own prices" \
    "$(jq -r .platform out)" aws-lambda-arm
run run w --function arm --platform aws-lambda-x86 -m 512 --max-spend 0.01 --yes
is "unless the wrong one was named" "$status" 2
like "which is said" "$(cat err)" "^vadvise: the function's architecture is arm64"

# --- the cap ---

run run w --function dear -m 512,1024 --runs 3 --max-spend 0.001 --yes
is "a cap below one worst case is refused" "$status" 5
like "with the worst case" "$(cat err)" \
    '^vadvise: --max-spend 0\.001 does not cover one invocation .*: \$0\.0075'
like "and what would do" "$(cat err)" '^Try: --max-spend 0\.[0-9]+ would do'
is "nothing was invoked" "$(jq -s 'map(select(.event == "invoke" and .function == "dear")) | length' srv/journal)" 0
run run w --function dear -m 512,1024 --runs 3 --max-spend 0.01 --yes
is "a run that its cap ends exits with 5" "$status" 5
like "the receipt says why" "$(cat out)" '^run [0-9]+ of w: stopped \(.*cap'
is "it is below the cap" "$(field '.spent_usd + .reserved_usd <= .cap_usd' 7)" true
AWS_SECRET_ACCESS_KEY=wrong run run w --function quick -m 512 --max-spend 0.01 --yes
is "wrong credentials end it" "$status" 6
run run w --function none -m 512 --max-spend 0.01 --yes
is "so does a function that there is not" "$status" 6
like "which is named" "$(cat err)" 'none'
run list --json
is "what was never confirmed is no run" "$(jq -c '.runs | map(.id)' out)" '[7,4,2,1]'

# --- the dialogue ---

plain='\[y/N\] '
on_terminal "$plain=>n\\n" -- "$VADVISE" probe run w --function quick -m 512 --runs 2 \
    --max-spend 0.01
is "below a cent a plain question is asked; a no starts nothing" "$status" 5
like "and says so" "$(cat shown)" '^vadvise: not confirmed: nothing was started$'
on_terminal "$plain=>y\\n" -- "$VADVISE" probe run w --function quick -m 512 --runs 2 \
    --max-spend 0.01
is "a yes starts it" "$status" 0
like "a meter is written over" "$(cat shown)" '<CR>1/2  512 MB, run 2 of 2  last .*<ERASE>'
like "and wiped off before the receipt" "$(cat shown)" '<CR><ERASE>put back: version of '
is "no line of it is wider than the terminal" \
    "$(tr '<' '\n' <shown | sed -e 's/^CR>//' -e 's/^ERASE>//' | awk 'length > 80' | grep -c 'last')" 0
on_terminal 'to start .*: =>y\n' -- "$VADVISE" probe run w --function quick -m 512 --runs 2 \
    --max-spend 0.01 --plain-yes 0
is "how much a yes may cost can be set" "$status" 5
# Expected above a cent: of what is not known yet, what may be spent counts.
on_terminal 'to start .*: =>0.05\n' -- "$VADVISE" probe run u --function dear -m 512 --runs 5 \
    --max-spend 0.04
is "above a cent the cap has to be typed; another amount starts nothing" "$status" 5
on_terminal 'to start .*: =>$0.040\n' -- "$VADVISE" probe run u --function dear -m 512 --runs 5 \
    --max-spend 0.04
is "the same amount does, however it is written" "$status" 0
on_terminal 'to start .*: =>5\n' 'name of the workload.*: =>u\n' -- "$VADVISE" probe run v \
    --function dear -m 10240 --runs 10 --max-spend 5
is "above a dollar the workload's name as well" "$status" 5
on_terminal 'to start .*: =>5\n' 'name of the workload.*: =>v\n' -- "$VADVISE" probe run v \
    --function dear -m 10240 --runs 10 --max-spend 5
is "both together start it" "$status" 0
"$VADVISE" probe run w --function quick -m 512 --max-spend 0.01 --no-input >out 2>err
is "--no-input never asks" "$?" 5

# --- Ctrl-C ---

on_terminal "$plain=>y\\n" 'run 1 of 5=>\x03' -- "$VADVISE" probe run s --function slow -m 512 \
    --runs 5 --max-spend 0.01
is "Ctrl-C ends a run as a signal does" "$status" 130
like "it says what a second one does" "$(cat shown)" '^.*Ending after this run\. Ctrl-C again'
like "the run in flight is waited for" "$(cat shown)" '^  1 run, .* billed, spent'
id=$("$VADVISE" probe list --json | jq '.runs[0].id')
is "its state says who ended it" "$(field '[.state, .why, .runs.done]' "$id")" \
    '["stopped","stopped by the user",1]'
untouched "and the function is as it was"
on_terminal "$plain=>y\\n" 'run 1 of 5=>+0.4 \x03' 'Ctrl-C again=>\x03' -- "$VADVISE" probe run s \
    --function slow -m 512 --runs 5 --max-spend 0.01
is "a second Ctrl-C abandons it" "$status" 130
like "and says that it may be billed" "$(cat shown)" 'may still be billed'
id=$((id + 1))
is "it counts at its worst case" \
    "$(field '[.runs.unknown, .spent_pusd, .reserved_pusd == (.invocations[0].worst_usd * 1e12 | round)]' "$id")" '[1,0,true]'
untouched "the function is as it was all the same"

# --- who follows it, and who works on it ---

on_terminal "$plain=>y\\n" 'run 1 of 4=>kill' -- "$VADVISE" probe run k --function slow -m 2048 \
    --runs 4 --max-spend 0.01
is "the front end is killed" "$status" 137
id=$((id + 1))
check "the run goes on" test "$(runner "$id")" -gt 0
like "as the list knows" "$("$VADVISE" probe list)" "^  $id  +[0-9-]+  running  k "
run run k --function slow -m 512 --runs 1 --max-spend 0.01 --yes
is "a second run on the same function is refused" "$status" 1
like "which is said" "$(cat err)" 'another probe run works on this function'
run attach "$id"
is "attach follows it to its end" "$status" 0
like "telling what comes" "$(cat err)" '^[0-9:]{8}Z  4/4  2048 MB  done '
is "nothing is lost" "$(field '[.state, .runs.done, .changes_left]' "$id")" '["done",4,0]'
run attach "$id"
is "a run that is over is shown" "$status" 0
like "by its receipt" "$(cat out)" "^run $id of k: done"
run stop "$id"
is "nobody can be asked to stop it" "$status" 4
like "as it is done" "$(cat err)" "^vadvise: nobody works on run $id \\(done\\)"

run run k --function slow -m 512 --runs 5 --max-spend 0.01 --yes --detach
is "a run can be left alone from the start" "$status" 0
id=$("$VADVISE" probe list --json | jq '.runs[0].id')
like "its number is told" "$(cat err)" "vadvise probe attach $id\$"
until_true sh -c "'$VADVISE' probe show $id --json | jq -e '.runs.open == 1'"
run stop "$id"
is "stop is passed on" "$status" 0
run attach "$id"
is "it ends after its invocation" "$(field '[.state, .runs.done, .runs.unknown]' "$id")" \
    '["stopped",1,0]'
run run k --function slow -m 512 --runs 5 --max-spend 0.01 --yes --detach
id=$((id + 1))
until_true sh -c "'$VADVISE' probe show $id --json | jq -e '.runs.open == 1'"
run stop "$id" --abandon
run attach "$id"
is "or at once" "$(field '[.state, .runs.done, .runs.unknown]' "$id")" '["stopped",0,1]'
untouched "and the function is as it was"

# --- a runner that dies ---

run run d --function slow -m 512,2048 --runs 2 --max-spend 0.01 --yes --detach
id=$((id + 1))
until_true sh -c "'$VADVISE' probe show $id --json | jq -e '.runs.done == 1 and .runs.open == 1'"
kill -9 "$(runner "$id")"
until_true test "$(runner "$id")" = 0
like "the list says that it died" "$("$VADVISE" probe list 2>&1)" \
    "^Run $id died at 1 of 4: vadvise probe attach $id goes on with it\.\$"
like "and what it left" "$("$VADVISE" probe list 2>&1)" \
    "^Run $id left 1 change at the function: vadvise probe restore $id\$"
like "every command tells what is to be put back" "$("$VADVISE" list 2>&1 >/dev/null)" \
    '^vadvise: a probe that died left 1 change at a function: vadvise probe restore$'
is "but not with -q" "$("$VADVISE" list -q 2>&1 >/dev/null)" ""
like "doctor knows it, too" "$("$VADVISE" doctor)" '^  probes  +warning  +changes at functions'
run attach "$id"
is "to go on with it needs a yes" "$status" 5
run attach "$id" --yes
is "then it goes on to its end" "$status" 0
is "what was in flight is not repeated: it counts in full" \
    "$(field '[.state, .runs.done, .runs.unknown, .changes_left]' "$id")" '["done",3,1,0]'
is "below the cap" "$(field '.spent_usd + .reserved_usd <= .cap_usd' "$id")" true
untouched "everything is put back"

run run d --function slow -m 512 --runs 3 --max-spend 0.01 --yes --detach
id=$((id + 1))
until_true sh -c "'$VADVISE' probe show $id --json | jq -e '.runs.open == 1'"
kill -9 "$(runner "$id")"
until_true test "$(runner "$id")" = 0
is "restore puts back without going on" "$("$VADVISE" probe restore 2>/dev/null)" "1 change put back."
untouched "the function is as it was"
is "then nothing is left" "$("$VADVISE" probe restore 2>/dev/null)" "There is nothing to put back."

# --- the pick, deployed ---

on_terminal "$plain=>y\\n" 'to the pick\? \[y/N\] =>y\n' -- "$VADVISE" probe run a --function slow \
    -m 512,1024,2048 --runs 2 --max-spend 0.01 -l 3s --apply
is "--apply asks once more" "$status" 0
like "with what it changes" "$(cat shown)" '^  pick  +[0-9]+ MB .*duration \+?-?[0-9.,]+%, cost -[0-9.]+%$'
id=$((id + 1))
pick=$(field .after.memory_mb "$id")
is "and sets the size" "$(lambda_state | jq .slow.memory_mb)" "$pick"
check "which is another" test "$pick" -ne 1024
is "advice knows the size deployed" "$("$VADVISE" advise a -l 3s --json | jq .now.memory_mb)" "$pick"
is "restore undoes it" "$("$VADVISE" probe restore "$id" 2>/dev/null)" "1 change put back."
untouched "to the last bit"
is "and advice knows it again" "$("$VADVISE" advise a -l 3s --json | jq .now.memory_mb)" 1024

# --- forgetting what was measured ---

n=$(field .runs.done "$id")
is "the samples of a run can be forgotten" "$("$VADVISE" forget a --run "$id" --yes)" \
    "a: $n samples of run $id forgotten."
is "what they cost cannot" "$(field '.runs.done == 6 and .spent_pusd > 0' "$id")" true
"$VADVISE" forget w --run "$id" --yes >out 2>err
is "a run is of one workload" "$?" 4
is "which is said" "$(cat err)" "vadvise: run $id is of 'a', not of 'w'"

# --- somebody else changes what was applied ---

# change MB: somebody else's doing.
change()
{
    curl -s -o /dev/null -d "{\"function\":\"slow\",\"MemorySize\":$1,\"Description\":\"theirs\"}" \
        "$lambda_url/_test/change"
}
change 3008
on_terminal "$plain=>y\\n" 'to the pick\? \[y/N\] =>y\n' -- "$VADVISE" probe run b --function slow \
    -m 512,1024,2048 --runs 2 --max-spend 0.01 -l 3s --apply
check "a size is applied again" test "$(lambda_state | jq .slow.memory_mb)" -lt 3008
change 9000
is "what somebody else changed since is no change put back" \
    "$("$VADVISE" probe restore "$("$VADVISE" probe list --json | jq '.runs[0].id')" 2>err)" \
    "0 changes put back, 1 given up: somebody else changed the same since."
like "the run says so, too" "$(cat err)" '^left as it is, somebody else changed it: config'
is "it stays" "$(lambda_state | jq .slow.memory_mb)" 9000

# --- reports ---

account=$(field .account "$("$VADVISE" probe list --json | jq '.runs[0].id')" | tr -d '"')
check "the account is known" test -n "$account"
"$VADVISE" report b -l 3s -o report.html
is "a report tells of the runs without the function and its account" \
    "$(grep -c '<caption>Probe runs' report.html), $(grep -c ":function:slow\|$account" report.html)" "1, 0"
"$VADVISE" report b -l 3s --with-ids -o report.html
check "with --with-ids it names the function" grep -q '<td[^>]*>[^<]*:function:slow<td' report.html
check "and the account, as receipts do" grep -qF ">$account<td" report.html

# --- which implementation ---

# has WORKLOAD: its implementations, and how many samples each has where.
has()
{
    "$VADVISE" export "$1" -f jsonl -q |
        jq -sr 'group_by(.implementation, .platform) |
            map("\(.[0].implementation) \(.[0].platform) \(length)") | join(", ")'
}

# took WORKLOAD IMPLEMENTATION PLATFORM: two sizes of it are imported.
took()
{
    printf 'memory_mb,duration_ms\n512,12\n512,12.5\n1024,6\n1024,6.2\n' |
        "$VADVISE" import - -w "$1" --implementation "$2" --platform "$3" -q >/dev/null
}

took i node aws-lambda-x86
run run i --function quick -m 512 --runs 1 -n
like "the only implementation of a workload is measured" "$(cat out)" \
    '^i: a probe of quick \(node\) on aws-lambda-x86$'
like "so its price is expected" "$(cat out)" '^  expected \$0\.[0-9]+   worst'
is "a plan for it is of the same" \
    "$("$VADVISE" plan i --json -q | jq -r .implementation)" node
run run i --function quick -n --json
is "and both say the same runs" "$(jq .runs out)" \
    "$("$VADVISE" plan i --timeout 900s --json -q | jq .runs)"
run run i --function quick -m 512 --runs 1 --max-spend 0.01 --yes --json
is "its samples are stored under that name" "$(has i)" "node aws-lambda-x86 5"
is "and the run tells of it" "$(jq -r .implementation out)" node
run run i --function quick --implementation go -m 512 --runs 1 --max-spend 0.01 --yes
is "one that is named is that one" "$(has i)" "go aws-lambda-x86 1, node aws-lambda-x86 5"
run run i --platform gcf-gen2 --url http://127.0.0.1:1/ -n
is "of several, none of them there, one must be named" "$status" 2
is "which says so" "$(cat err)" \
    "vadvise: i has node and go, none of them on gcf-gen2: which one is it?
Name the implementation: --implementation node"
took j node aws-lambda-x86
took j go aws-lambda-arm
run run j --function arm -m 512 --runs 1 --max-spend 0.01 --yes
is "on another architecture it is the one that is there" "$(has j)" \
    "go aws-lambda-arm 5, node aws-lambda-x86 4"

# --- secrets ---

is "no secret is in the database or in what was shown" \
    "$(grep -l "$lambda_secret" out err shown report.html "$XDG_DATA_HOME"/vadvise/* 2>/dev/null)" ""
finish
