#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A sweep of five sizes on serverless-offline: the Lambda Invoke protocol by somebody
# else's hand, one function a size.
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/peers/peers.sh"
need_peer serverless serverless-offline
need jq
cd "$TEST_TMP" || exit 1

# The work takes as long as the size says; the handler tells its own time, but at 2048 MB.
mkdir lambda
{
    cat <<'END'
service: sweep
frameworkVersion: '3'
provider:
  name: aws
  runtime: nodejs18.x
  region: us-east-1
  timeout: 20
plugins:
  - serverless-offline
functions:
END
    for size in 256 512 1024 1769 2048; do
        printf '  job%s:\n    handler: handler.job\n    memorySize: %s\n' $size $size
    done
    printf '  fail256:\n    handler: handler.fail\n    memorySize: 256\n'
} >lambda/serverless.yml
cat >lambda/handler.js <<'END'
const memory = Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE);
let n = 0;
exports.job = async () => {
    const began = process.hrtime.bigint();
    const ms = () => Number(process.hrtime.bigint() - began) / 1e6;
    while (ms() < 100000 / memory);
    if (memory === 2048)
        return { done: true };
    return { schema: 'vadvise.fn-report/1', duration_ms: ms(), cold: n++ === 0,
        cpu: 'this one', instance_id: 'here', error: null };
};
exports.fail = async () => {
    throw new Error('no such picture');
};
END
start_serverless lambda
ok "serverless-offline starts" $?

AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY
AWS_REGION=us-east-1
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION

VADVISE_DB=w.db
export VADVISE_DB

# sweep FUNCTION SIZES: three runs of each size.
sweep()
{
    "$VADVISE" probe run job --function "$1" -m "$2" --runs 3 --timeout 20s --max-spend 0.5 \
        --endpoint-url "$serverless_url" --yes --json
}

status=0
sweep 'sweep-dev-job{memory}' 256,512,1024,1769,2048 >receipt 2>errors || status=$?
is "a sweep of five sizes succeeds" "$status" 0
[ "$status" -eq 0 ] || note "$(cat errors receipt)"
"$VADVISE" probe show 1 --json >shown
shots=$(jq -r '.invocations[] | select(.fate == "done") | "\(.memory_mb) \(.source)"' shown |
    sort -n | uniq -c | awk '{ print $1, $2, $3 }')
is "each size was measured three times, and it is said by whom" "$shots" \
    "3 256 function
3 512 function
3 1024 function
3 1769 function
3 2048 clock"
# What the function itself does not see is billed all the same: its start, at least.
is "a cold start costs more than the function's own time" "$(jq '
    .invocations[0] | .cost_usd > ((.duration_ms + 2) * 256 * 1.627608e-11 + 2e-7)' shown)" true
curve=$("$VADVISE" fit job --db w.db --json)
is "the curve falls as the work does" \
    "$(printf '%s\n' "$curve" | jq '.power_law // .fit.power_law | .b < -0.7 and .b > -1.3')" true
[ -n "$curve" ] || note "$("$VADVISE" fit job --db w.db 2>&1)"
status=0
sweep 'sweep-dev-fail{memory}' 256 >receipt 2>errors || status=$?
is "a function that fails at once ends its run" "$status" 4
like "with its own words" "$(cat errors)" 'no such picture'
finish
