#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whole probe runs at a loopback Google Cloud: what they cost to the picodollar, and a
# function that is deployed again for every size, killed with -9 at random moments. KILLS
# says how often.
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/probe/gcf.sh"
need python3 jq curl
cd "$TEST_TMP" || exit 1
start_gcf || exit 1
with_tokens
probe=$builddir/vadvise-probe
runs=$builddir/tests/probe/runs
kills=${KILLS-4}
cap=10000000000

cloud_set '{"late": 0, "operation_polls": 1}'
for mb in 256 1024; do
    cloud_set "{\"add\": {\"gen\": 1, \"name\": \"f-$mb\", \"memory\": $mb}}"
done
cloud_set '{"add": {"gen": 1, "name": "f", "memory": 512}}'
cloud_set '{"add": {"gen": 2, "name": "g", "memory": 512}}'

# ready WORKLOAD SETTINGS: a run of two invocations a size, confirmed; id is its number.
ready()
{
    id=$("$runs" v.db draft '{"workload":"'"$1"'","project":"demo-p","region":"us-central1",
        "mode":"fixed","as_of_days":20700,'"$2"'}') &&
        "$probe" describe --db v.db "$id" >facts 2>errors &&
        "$runs" v.db confirm "$id" "$cap"
}

# value NAME: of the run, as it was last shown.
value()
{
    sed -n "s/^$1 //p" shown
}

run()
{
    status=0
    "$probe" run --db v.db "$id" >events 2>>errors || status=$?
    "$runs" v.db show "$id" >shown
}

# 2138 ms are billed as 2200: 22 times $0.000000463 at 256 MB, $0.00000165 at 1024 MB,
# and $0.0000004 for each invocation.
ready first '"platform":"gcf-gen1","runs":2,"sizes_mb":[256,1024],
    "url":"'"$cloud"'/g1/f-{memory}","function":"f-{memory}"'
ok "1st gen: a run with one function a size is described and confirmed" $?
run
is "it is carried out" "$status $(value state) $(value "done") $(value samples)" "0 done 4 4"
is "its bill is that of Google's table, rounded up to 100 ms" "$(value spent)" \
    "$((2 * (22 * 463000 + 400000) + 2 * (22 * 1650000 + 400000)))"
is "durations come from the logs" \
    "$(jq -r 'select(.event == "shot" and .fate == "done") | .source' events | sort -u)" logs
is "each size's own function was invoked" \
    "$(cloud_state '[.invocations[].path] | unique | join(" ")')" "/g1/f-1024 /g1/f-256"

# 723.456789 ms are billed as 800: 0.333 vCPU at $0.000024 and half a GiB at $0.0000025 a
# second, and $0.0000004.
ready second '"platform":"gcf-gen2","runs":2,"sizes_mb":[512],"url":"'"$cloud"'/g2/g","function":"g"'
run
is "2nd gen: CPU and memory by 100 ms" "$status $(value state) $(value spent)" \
    "0 done $((2 * (333 * 8 * 2400 + 1000000 + 400000)))"

# --- deployed again, and killed ---

cloud_set '{"logging_status": 403}'
settings='"platform":"gcf-gen1","runs":1,"sizes_mb":[256,1024],"function":"f","redeploy":true'
config()
{
    cloud_state '.functions["v1/f"] | [.availableMemoryMb, .labels, .status] | @json'
}
untouched=$(config)
ready whole "$settings"
ok "a run that deploys is described and confirmed" $?
start=$(date +%s%N)
run
took=$((($(date +%s%N) - start) / 1000000))
is "left alone, it measures both sizes and puts the function back" \
    "$status $(value "done") $(value left) $(config)" "0 2 0 $untouched"

seed=20261128
bad=
i=0
while [ $i -lt "$kills" ] && [ -z "$bad" ]; do
    i=$((i + 1))
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    delay=$((seed / 65536 % took))
    before=$(cloud_state '.invocations | length')
    ready "w$i" "$settings" || bad="$bad it cannot be made;"
    "$probe" run --db v.db "$id" >events 2>>errors &
    runner=$!
    sleep "$(printf '%d.%03d' $((delay / 1000)) $((delay % 1000)))"
    kill -KILL "$runner" 2>/dev/null
    wait "$runner" 2>/dev/null
    # Google goes on with what it was told.
    cloud_set "$(cloud_state '{functions: (.functions | map_values(
        if .status == "DEPLOY_IN_PROGRESS" then .status = "ACTIVE" | .versionId += "1" else . end))}')"
    if [ $((i % 2)) -eq 0 ]; then
        "$probe" restore --db v.db "$id" >after 2>>errors || bad="$bad restore fails;"
    elif [ "$("$runs" v.db show "$id" | sed -n 's/^state //p')" = running ]; then
        "$probe" run --db v.db "$id" >after 2>>errors || bad="$bad going on fails;"
    else
        "$probe" restore --db v.db "$id" >after 2>>errors || bad="$bad restore fails;"
    fi
    "$runs" v.db show "$id" >shown
    ran=$(($(cloud_state '.invocations | length') - before))
    known=$(($(value "done") + $(value failed) + $(value unknown)))
    [ "$(config)" = "$untouched" ] || bad="$bad the function is left as $(config);"
    [ "$(value left)" -eq 0 ] || bad="$bad changes are left in the journal;"
    [ "$ran" -le "$known" ] || bad="$bad $ran ran, $known are known;"
    [ "$(($(value spent) + $(value reserved)))" -le "$cap" ] || bad="$bad the cap was passed;"
    [ -z "$bad" ] || note "killed after $delay ms of $took: $bad $(tail -n 3 errors)"
done
is "killed $i times, each time the function is put back, all that ran is known" "$bad" ""

secrets=$(grep -l -a -e id-token-secret -e access-token-secret -e environment-secret \
    v.db* events errors after facts 2>/dev/null | tr '\n' ' ')
is "no secret is in the database, in events or errors" "$secrets" ""
finish
