#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# vadvise-probe at a Lambda endpoint: plans that end by themselves, throttling, torn
# replies, the cap, company, applying a size; and secrets nowhere.
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/probe/lambda.sh"
need python3 curl jq
cd "$TEST_TMP" || exit 1
probe=$builddir/vadvise-probe
runs=$builddir/tests/probe/runs

start_lambda server '{"scale":0.001,"functions":{"probe-me":{"update_ms":20,"pending_ms":20}}}'
ok "the server starts" $?
use_lambda
untouched=$(lambda_state)

# ready CAP SETTINGS: a run that is confirmed; id is its number.
ready()
{
    id=$("$runs" v.db draft '{"workload":"w","platform":"aws-lambda-x86",
        "region":"us-east-1","function":"probe-me","as_of_days":20700,'"$2"'}') &&
        "$probe" describe --db v.db "$id" >>told 2>>errors &&
        "$runs" v.db confirm "$id" "$1"
}

# carry_out: status is its exit status, shown what became of it.
carry_out()
{
    status=0
    "$probe" run --db v.db "$id" >events 2>error || status=$?
    "$runs" v.db show "$id" >shown
    cat events >>told
    cat error >>errors
}

# value NAME: of the run as it was last shown.
value()
{
    sed -n "s/^$1 //p" shown
}

fixed='"mode":"fixed","sizes_mb":[512,1024],"runs":3'

ready 50000000000 '"mode":"adaptive","volume_per_month":10000000,
    "goal":{"has_latency":true,"latency_ms":500,"objective":"cheapest"}'
carry_out
is "an adaptive plan ends by itself" "$status $(value state)" "0 done"
like "and says why" "$(value why)" 'sure enough|worth less'
check "before the function was measured everywhere" test "$(value "done")" -lt 60

lambda_faults '[{"on":"Invoke","kind":"error","status":429,"times":3,
    "type":"TooManyRequestsException","message":"Rate Exceeded.","after":1}]'
ready 50000000000 "$fixed"
carry_out
is "throttling is waited out" "$status $(value "done") $(value refused)" "0 6 3"

lambda_faults '[{"on":"Invoke","kind":"tear_after","after":2}]'
ready 50000000000 "$fixed"
before=$(grep -c '"invoke"' server/journal)
carry_out
is "a torn reply is unknown, and not repeated" \
    "$status $(value "done") $(value unknown) $(($(grep -c '"invoke"' server/journal) - before))" \
    "0 5 1 6"
lambda_faults '[]'

ready 1000 "$fixed"
before=$(grep -c '"invoke"' server/journal)
carry_out
is "a cap too small for one invocation buys none" \
    "$status $(value state) $(($(grep -c '"invoke"' server/journal) - before))" "5 stopped 0"

ready 50000000000 "$fixed"
first=$id
ready 50000000000 "$fixed"
"$probe" run --db v.db "$first" >first 2>>errors &
runner=$!
tries=0
while ! grep -q '"shot"' first && [ $tries -lt 100 ]; do
    tries=$((tries + 1))
    sleep 0.02
done
kill -STOP "$runner"
carry_out
is "another run at the same function is refused" "$status $(value state)" "1 ready"
like "and told so" "$(cat error)" 'another probe run works on this function'
kill -CONT "$runner"
wait "$runner"
is "the first one is carried out meanwhile" $? 0

is "after all this the function is as it was" "$(lambda_state)" "$untouched"
check "a size can be applied" "$probe" apply --db v.db "$first" 512
is "and is then deployed" "$(lambda_state | jq '.["probe-me"].memory_mb')" 512
check "restoring what runs left" "$probe" restore --db v.db
is "leaves it" "$(lambda_state | jq '.["probe-me"].memory_mb')" 512
check "restoring its run" "$probe" restore --db v.db "$first"
is "takes it back" "$(lambda_state)" "$untouched"

for file in v.db v.db-wal told errors; do
    [ ! -f "$file" ] || check "no secret in $file" \
        sh -c '! grep -qa -e "$1" "$2"' - "$lambda_secret" "$file"
done
finish
