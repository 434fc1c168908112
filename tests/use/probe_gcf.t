#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Probe runs on Google Cloud Functions from end to end: vadvise, vadvise-probe, and a
# loopback Google Cloud; and a function in Google's own functions-framework.
# shellcheck disable=SC2016 # dollars in texts
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/probe/gcf.sh"
. "$srcdir/tests/peers/peers.sh"
need_terminal
need curl jq
cd "$TEST_TMP" || exit 99
start_gcf || exit 99
with_tokens
cloud_set '{"late": 0, "operation_polls": 1}'
for mb in 256 1024; do
    cloud_set "{\"add\": {\"gen\": 1, \"name\": \"f-$mb\", \"memory\": $mb}}"
done
cloud_set '{"add": {"gen": 1, "name": "f", "memory": 512}}'
cloud_set '{"add": {"gen": 2, "name": "g", "memory": 512}}'

# run ARGS...: output to out and err, exit status to $status.
run()
{
    status=0
    "$VADVISE" probe run "$@" --max-spend 0.01 --yes >out 2>err </dev/null || status=$?
}

# google GEN ARGS...: with what a URL of Google's would tell.
google()
{
    gen=$1
    shift
    run w "$@" --platform "gcf-gen$gen" --project demo-p --region us-central1
}

google 1 --url "$cloud/g1/f-{memory}" --function 'f-{memory}' -m 256,1024 --runs 2
is "one function a size" "$status" 0
like "each is asked about first" "$(cat err)" '^  account demo-p \(identity token\), timeout 60\.0 s$'
like "the receipt bills 2138 ms as 2200, at Google's prices" "$(cat out)" \
    '^    256     2  2\.14 s  \$0\.000021172$'
is "to the picodollar" "$("$VADVISE" probe show 1 --json | jq .spent_pusd)" \
    "$((2 * (22 * 463000 + 400000) + 2 * (22 * 1650000 + 400000)))"
is "advice bills the same" \
    "$("$VADVISE" advise w -m 256 --platform gcf-gen1 --json | jq '.pick | [.billed_ms, .cost_pusd]' -c)" \
    "[2200,$((22 * 463000 + 400000))]"
google 2 --url "$cloud/g2/g" --function g --runs 2
is "2nd gen: the one size that there is" "$status" 0
is "CPU and memory are billed" "$("$VADVISE" probe show 2 --json | jq .spent_pusd)" \
    "$((2 * (333 * 8 * 2400 + 1000000 + 400000)))"

google 1 --function 'f-{memory}' -m 1024 --runs 1
is "by name alone, too" \
    "$("$VADVISE" probe show 3 --json | jq -c '[.state, .runs.done, .invocations[0].source]')" \
    '["done",1,"logs"]'
google 1 --function f -m 256,1024 --runs 1
is "two sizes of one function: no" "$status" 2
like "... and how" "$(cat err)" 'put \{memory\} in the URL, or give --redeploy'
google 1 --function f --cold -m 512
is "cold starts without new revisions: no" "$status" 2
echo '{"do": "403"}' >forbidden.json
google 1 --function 'f-{memory}' -m 256 --runs 3 --payload forbidden.json
is "a function that one may not call ends it" "$status" 7
like "the role is named" "$(cat err)" 'roles/cloudfunctions\.invoker'
like "nothing was spent" "$(cat out)" 'spent \$0 of \$0\.01'

deployed()
{
    cloud_state '.functions["v1/f"] | [.availableMemoryMb, .labels] | @json' | tail -n 1
}
untouched=$(deployed)
google 1 --function f -m 256,1024 --runs 1 --redeploy
is "one function, deployed again for each size" "$status" 0
like "that is said before" "$(cat err)" 'callers meet those'
like "and put back" "$(cat out)" 'put back: it is as it was'
is "as it was" "$(deployed)" "$untouched"

status=0
python3 "$srcdir/tests/use/on_terminal.py" '\[y/N\] =>y\n' 'to the pick\? \[y/N\] =>y\n' -- \
    "$VADVISE" probe run a --platform gcf-gen1 --project demo-p --region us-central1 --function f \
    -m 256,1024 --runs 2 --redeploy --max-spend 0.01 --apply >shown 2>&1 || status=$?
is "--apply deploys the pick" "$status $(deployed | jq '.[0]')" "0 256"
id=$("$VADVISE" probe list --json | jq '.runs[0].id')
"$VADVISE" probe restore "$id" >out 2>err
is "restore undoes it" "$(cat out) $(deployed)" "1 change put back. $untouched"

# --- functions-framework ---

if has_peer @google-cloud/functions-framework; then
    cat >index.js <<'END'
const functions = require('@google-cloud/functions-framework');
functions.http('probe', (req, res) => {
    const start = process.hrtime.bigint();
    while (process.hrtime.bigint() - start < 20e6)
        continue;
    res.json({ duration_ms: Number(process.hrtime.bigint() - start) / 1e6, cold: false });
});
END
    ln -s "$PEERS" node_modules
    port=$(free_ports 1)
    : >framework.log
    start_peer framework.log "URL: http://localhost:$port" \
        node node_modules/@google-cloud/functions-framework/build/src/main.js \
        --target=probe --port="$port" --signature-type=http
    trap 'stop_peers; stop_gcf' EXIT
    run real --platform gcf-gen2 --url "http://127.0.0.1:$port/" -m 512 --runs 3 --timeout 10s
    "$VADVISE" probe show "$("$VADVISE" probe list --json | jq '.runs[0].id')" --json >out
    is "a function in functions-framework, whose own figures count" \
        "$(jq -c '[.state, .runs.done, (.invocations | map(.source) | unique)]' out)" \
        '["done",3,["function"]]'
    is "at least what it takes, billed by 100 ms" \
        "$(jq -c '[.invocations[] | .duration_ms >= 20 and .duration_ms < 10000] | all' out)" true
else
    skip "a function in functions-framework" "it is not installed (./bootstrap packages)"
fi

is "no secret is in the database or in what was shown" \
    "$(grep -l -a -e id-token-secret -e access-token-secret -e environment-secret out err shown \
        "$XDG_DATA_HOME"/vadvise/* 2>/dev/null)" ""
finish
