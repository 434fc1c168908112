#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The Google backend against a loopback Google Cloud: what is described, what becomes of
# every kind of reply, where durations come from, and sizes that are deployed and put
# back.
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/probe/gcf.sh"
need python3 jq curl
cd "$TEST_TMP" || exit 1
start_gcf || exit 1
with_tokens

drive()
{
    "$builddir/tests/probe/gcf_drive" "$@" 2>&1
}

place='project=demo-p region=us-central1'

# shot GEN DO [NAME=VALUE...]: one invocation, what came of it.
shot()
{
    shot_gen=$1
    shot_do=$2
    shift 2
    # shellcheck disable=SC2086 # words
    drive "platform=gcf-gen$shot_gen" "url=$cloud/g$shot_gen/f" function=f $place "$@" -- \
        "invoke:512:{\"do\":\"$shot_do\"}"
}

# of WORD TEXT: the rest of the lines that begin with the word.
of()
{
    printf '%s\n' "$2" | sed -n "s/^$1 //p"
}

n_invocations()
{
    cloud_state '.invocations | length'
}

# --- where the duration comes from ---

out=$(shot 1 ok)
is "1st gen: the log of the very execution says how long it took; the report the rest" \
    "$(of shot "$out")" \
    "done source=logs mb=512 cold=0 max_mb=94 ms=2138.000 process=38.000 instance=instance-of-the-report cpu=unknown (6, 143) text="
out=$(shot 1 plain)
is "without a report the log names the instance" "$(of shot "$out")" \
    "done source=logs mb=512 cold=-1 max_mb=-1 ms=2138.000 instance=instance-of-the-log cpu= text="
is "an older line is read as well" "$(of shot "$(shot 1 old)" | grep -o 'source=.* ms=[0-9.]*')" \
    "source=logs mb=512 cold=-1 max_mb=-1 ms=3.000"
cloud_set '{"late": 3}'
out=$(shot 1 ok)
is "late entries are waited for" "$(of shot "$out" | grep -o 'source=[a-z]*'), $(of waited "$out")" \
    "source=logs, 15000 ms"
cloud_set '{"late": 1}'
out=$(shot 1 nolog)
is "when no entry comes, the function's own figure counts" \
    "$(of shot "$out" | grep -o 'source=.* ms=[0-9.]*'), $(of waited "$out")" \
    "source=function mb=512 cold=0 max_mb=94 ms=41.500, 30000 ms"
like "else the clock" "$(shot 1 neither)" '^shot done source=clock .* ms=[0-9.]+ '
out=$(shot 2 ok)
is "2nd gen: the latency of the request with our trace" \
    "$(of shot "$out" | grep -o 'source=.* ms=[0-9.]*')" \
    "source=logs mb=512 cold=0 max_mb=94 ms=723.457"
is "a cold start's latency holds the start, which is billed beside it" \
    "$(of shot "$(shot 2 cold)" | grep -o 'source=.* init=[0-9.]*')" \
    "source=logs mb=512 cold=1 max_mb=94 ms=223.457 init=500.000"
like "every invocation has a trace of its own, sampled" \
    "$(cloud_state '.invocations[-1].trace')" '^0123456789abcdef[0-9a-f]{16}/1;o=1$'
cloud_set '{"logging_status": 403}'
out=$(shot 1 ok)
like "no right to read logs: it is said, with the role, and the report counts" "$out" \
    '^say durations do not come from Cloud Logging: .*403'
like "... and nothing is waited for twice" "$out" '^waited 1000 ms'
cloud_set '{"logging_status": 200}'
# shellcheck disable=SC2086 # words
out=$(drive platform=gcf-gen1 "url=$cloud/g1/f" function=f $place -- \
    'invoke:512:{"do":"nolog"}' 'invoke:512:{"do":"nolog"}' 'invoke:512:{"do":"nolog"}' \
    'invoke:512:{"do":"nolog"}')
is "logs that never come are given up after three" \
    "$(of waited "$out") $(of say "$out")" \
    "90000 ms durations do not come from Cloud Logging: its entries do not arrive"

# --- failures of the function ---

like "a crash is a failure of its size" "$(shot 1 crash)" \
    '^shot failed source=logs .* ms=99\.000 .* text=status code: 500'
like "a timeout says so" "$(shot 1 timeout)" \
    '^shot failed source=logs .* ms=60002\.000 .* text=timeout \(status code: 408\)'
like "out of memory is read from the log (1st gen)" "$(shot 1 oom)" \
    '^shot failed .* text=out of memory'
like "out of memory is read from the log (2nd gen)" "$(shot 2 oom)" \
    '^shot failed .* text=out of memory'
cloud_set '{"entries": []}'
like "a payload that the function rejects" "$(shot 1 reject)" \
    '^shot failed .* text=status code: 400: not such a payload'
like "a 404 of the function itself is not a missing function (1st gen)" "$(shot 1 teapot404)" \
    '^shot failed .* text=status code: 404'
like "a 404 of the function itself is not a missing function (2nd gen)" "$(shot 2 teapot404)" \
    '^shot failed .* text=status code: 404'
like "what vadvise-fn calls an error is one" "$(shot 1 badjob)" \
    '^shot failed .* text=no face in it'
like "a gateway timeout (2nd gen)" "$(shot 2 504)" \
    '^shot failed source=logs .* text=timeout \(status code: 504\)'
like "a 500 in the function's own words" "$(shot 2 500own)" '^shot failed '
like "an instance that died" "$(shot 2 503instance)" '^shot failed '
like "a 500 of Google's that the log knows ran" "$(shot 2 500logged)" '^shot failed source=logs '

# --- surely not run ---

like "401: refused for ever, with the role" "$(shot 2 401)" \
    '^shot refused retry=-1 text=.*roles/run\.invoker'
like "403: refused for ever, with the role" "$(shot 1 403)" \
    '^shot refused retry=-1 text=.*roles/cloudfunctions\.invoker'
like "404: refused for ever" "$(shot 2 404)" '^shot refused retry=-1 text=.*no such function'
like "429: refused, with back-off" "$(shot 1 429)" '^shot refused retry=1000 '
like "429 with Retry-After" "$(shot 2 429after)" '^shot refused retry=7000 '
like "503 without an instance" "$(shot 2 503none)" '^shot refused retry=1000 '
like "503 with Retry-After" "$(shot 2 503after)" '^shot refused retry=3000 '
like "a 503 that the log says was turned away" "$(shot 2 503aborted)" '^shot refused retry=1000 '
# shellcheck disable=SC2086 # words
out=$(drive platform=gcf-gen2 "url=$cloud/g2/f" function=f $place -- \
    'invoke:512:{"do":"429"}' 'invoke:512:{"do":"429"}' 'invoke:512:{"do":"429"}' \
    'invoke:512' 'invoke:512:{"do":"429"}')
is "the back-off doubles, and starts anew after a success" \
    "$(of shot "$out" | grep -o 'retry=[0-9]*' | tr '\n' ' ')" \
    "retry=1000 retry=2000 retry=4000 retry=1000 "
out=$(drive platform=gcf-gen1 url=http://127.0.0.1:1/f -- invoke:512)
like "nobody there: refused" "$out" '^shot refused retry=5000 '

# --- it may have run ---

for what in torn dropped; do
    before=$(n_invocations)
    like "$what: unknown" "$(shot 1 $what)" '^shot unknown text=it may have run'
    is "$what: sent once" "$(($(n_invocations) - before))" 1
done
like "a 500 of Google's that no log explains" "$(shot 2 500google)" '^shot unknown '
like "the same of the 1st gen" "$(shot 1 500google)" '^shot unknown '
like "a redirect (2nd gen)" "$(shot 2 302)" '^shot unknown '

out=$(shot 1 slow abandon_ms=100)
like "abandoned by the user: unknown" "$out" '^shot unknown text=it may have run'

# --- hostile replies ---

out=$(shot 1 hostile)
is "figures out of range and ids that are none are passed over" \
    "$(of shot "$out" | sed 's/ ms=[0-9.]*//; s/x\{100,\}/X/')" \
    "done source=clock mb=512 cold=-1 max_mb=-1 instance=X cpu=a?[31mb text="
is "no such id reaches a query" \
    "$(cloud_state '[.filters[] | select(contains("id=\"x"))] | length') of $(cloud_state '.filters | length > 50')" \
    "0 of true"

# --- tokens ---

# Nothing to get a token from.
no_tokens()
{
    unset VADVISE_GCF_ID_TOKEN VADVISE_GCP_ACCESS_TOKEN
    GCE_METADATA_HOST=127.0.0.1:1
    # shellcheck disable=SC2123 # no gcloud
    PATH=/nowhere
    export GCE_METADATA_HOST
}

out=$(unset VADVISE_GCF_ID_TOKEN VADVISE_GCP_ACCESS_TOKEN && shot 1 ok)
like "tokens come from the metadata server as well" "$out" '^shot done source=logs'
# shellcheck disable=SC2086 # words
out=$(no_tokens && drive platform=gcf-gen1 "url=$cloud/g1/f" function=f $place -- invoke:512)
like "without a token it is tried, and said" "$out" '^say no identity token'
like "... and refused with the role" "$out" '^shot refused retry=-1 .*invoker'
# shellcheck disable=SC2086 # words
out=$(no_tokens && drive platform=gcf-gen1 "url=$cloud/open/g1/f" function=f $place -- invoke:512)
like "a function that everybody may call needs none" "$out" '^shot done source=function'
like "... but reading logs does" "$out" '^say durations do not come from Cloud Logging: no access token'

# --- describe ---

facts()
{
    # shellcheck disable=SC2086 # words
    drive $place "$@" -- describe
}

cloud_set '{"add": {"gen": 1, "name": "f", "memory": 512}}'
cloud_set '{"add": {"gen": 2, "name": "f", "memory": 1024}}'
out=$(facts platform=gcf-gen1 "url=$cloud/g1/f" function=f)
is "one function: its size, limit, runtime and place" \
    "$(of facts "$out" | jq -c '[.function,.memory_mb,.timeout_ms,.runtime,.sizes_mb,.takes_sizes,.account,.credentials]')" \
    '["projects/demo-p/locations/us-central1/functions/f",512,60000,"nodejs20",[512],false,"demo-p","identity token"]'
out=$(facts platform=gcf-gen2 "url=$cloud/g2/f" function=f)
is "2nd gen" "$(of facts "$out" | jq -c '[.memory_mb,.timeout_ms,.runtime]')" \
    '[1024,120000,"python312"]'
cloud_set '{"add": {"gen": 2, "name": "odd", "memory": 512, "more": {"serviceConfig":
    {"availableMemory": "512M", "availableCpu": "1", "uri": "http://x"}}}}'
out=$(facts platform=gcf-gen2 function=odd)
like "a CPU that is priced otherwise is no such size" "$out" \
    '^describe: exit 4: .*has 1 vCPU, and 512 MB are priced with 0\.333'
like "... and how to deploy it is told" "$out" '^hint Deploy it with --cpu=0\.333'
cloud_set '{"add": {"gen": 2, "name": "old", "memory": 512, "more": {"environment": "GEN_1"}}}'
like "a function of the other generation is not priced as this one" \
    "$(facts platform=gcf-gen2 function=old)" '^describe: exit 4: .*1st gen'
like "another size than the deployed one is a mistake" \
    "$(facts platform=gcf-gen1 "url=$cloud/g1/f" function=f memory=256)" \
    '^describe: exit 4: .*has 512 MB, not 256'
for mb in 128 512 2048; do
    cloud_set "{\"add\": {\"gen\": 1, \"name\": \"f-$mb\", \"memory\": $mb}}"
done
out=$(facts platform=gcf-gen1 "url=$cloud/g1/f-{memory}" 'function=f-{memory}')
is "one function a size: those that are there" "$(of facts "$out" | jq -c .sizes_mb)" '[128,512,2048]'
out=$(facts platform=gcf-gen1 'function=f-{memory}' memory=512,2048)
is "by name alone, those that were asked for" "$(of facts "$out" | jq -c .sizes_mb)" '[512,2048]'
like "one that is missing is named" \
    "$(facts platform=gcf-gen1 'function=f-{memory}' memory=256,512)" \
    '^describe: exit 6: .*f-256.*404'
like "two sizes of one function need a way" \
    "$(facts platform=gcf-gen1 "url=$cloud/g1/f" function=f memory=256,512)" \
    '^describe: exit 2: one function has one size'
like "... which is told" "$(facts platform=gcf-gen1 "url=$cloud/g1/f" function=f memory=256,512)" \
    '^hint .*\{memory\}.*--redeploy'
out=$(drive platform=gcf-gen1 "url=$cloud/open/g1/f" memory=256 -- describe)
is "a URL that tells no project: sizes on trust, the platform's longest time" \
    "$(of facts "$out" | jq -c '[.sizes_mb,.timeout_ms]')" '[[256],540000]'
like "... and said" "$out" '^say the function.s configuration is not known'
like "no size known and none given" "$(drive platform=gcf-gen1 "url=$cloud/g1/f" -- describe)" \
    '^hint Say it with -m MB'
like "cold starts on purpose need a new revision each" \
    "$(facts platform=gcf-gen1 "url=$cloud/g1/f" function=f cold)" \
    '^describe: exit 2: cold starts cannot be had on purpose'
out=$(no_tokens && facts platform=gcf-gen1 "url=$cloud/g1/f" function=f memory=512)
like "without an access token the size is taken on trust" "$out" '^say .*sizes are as given'
cloud_set '{"admin_status": 403}'
like "no right to look: the role is named" \
    "$(facts platform=gcf-gen1 function=f)" '^hint .*roles/cloudfunctions\.viewer'
cloud_set '{"admin_status": 200}'
like "a function without HTTP cannot be measured" \
    "$(cloud_set '{"add": {"gen": 1, "name": "event", "memory": 256, "more": {"httpsTrigger": null}}}'
       drive platform=gcf-gen1 function=event $place -- invoke:256)" \
    '^invoke:256: exit 6: .*only HTTP functions'
is "by name alone the URL is asked for" \
    "$(of shot "$(drive platform=gcf-gen1 'function=f-{memory}' $place -- invoke:2048)" | cut -d' ' -f1-3)" \
    "done source=logs mb=2048"

# --- sizes by deploying ---

config()
{
    case $1 in
    1) cloud_state '.functions["v1/f"] | [.availableMemoryMb, .labels] | @json' ;;
    2) cloud_state '.functions["v2/f"] | [.serviceConfig.availableMemory, .serviceConfig.availableCpu, .labels] | @json' ;;
    esac
}

first=$(config 1)
second=$(config 2)

# redeploy GEN STEP...: with a journal that outlives the process.
redeploy()
{
    redeploy_gen=$1
    shift
    # shellcheck disable=SC2086 # words
    drive "platform=gcf-gen$redeploy_gen" function=f $place redeploy journal=journal "$@"
}

for gen in 1 2; do
    rm -f journal
    was=$(config $gen)
    out=$(redeploy $gen -- prepare:256 invoke:256 prepare:256 prepare:2048 invoke:2048)
    is "gen $gen: two sizes take two deployments" \
        "$(of shot "$out" | cut -d' ' -f1-3 | tr '\n' ' ')$(cloud_state '.patches | length')" \
        "done source=logs mb=256 done source=logs mb=2048 2"
    like "gen $gen: that callers get them is said" "$out" '^say .*callers get that size'
    like "gen $gen: the other label stays" "$(config $gen)" '"team":"video"'
    like "gen $gen: the change is in the journal, made" "$(cat journal)" '^1	1	deploy	projects/'
    like "gen $gen: no environment of the function's is in the journal" \
        "$(grep -c environment-secret journal || :)" '^0$'
    out=$(redeploy $gen -- undo)
    is "gen $gen: another process puts it back" "$(config $gen)$(of change "$out")" "${was}1 undone"
    out=$(redeploy $gen -- undo)
    is "gen $gen: once" "$(of change "$out"), $(cloud_state '.patches | length')" "1 undone, 3"
    cloud_set '{"patches": []}'
done
is "CPU comes with the size" "$(redeploy 2 -- prepare:2048 >/dev/null; config 2 | jq -c '.[:2]')" \
    '["2048Mi","1"]'
redeploy 2 -- undo >/dev/null
is "all is as it was" "$(config 1) $(config 2)" "$first $second"

rm -f journal
cloud_set '{"patches": []}'
out=$(redeploy 1 cold -- prepare:512 invoke:512 prepare:512 invoke:512 prepare:512 invoke:512 undo)
is "cold on purpose: a deployment for each, three and one to put back" \
    "$(of shot "$out" | wc -l), $(cloud_state '.patches | length'), $(config 1)" "3, 4, $first"
rm -f journal
out=$(cloud_set '{"no_new_revision": true}'; redeploy 2 cold -- prepare:512)
like "without a new revision it cannot be had, and that is said" "$out" \
    '^prepare:512: exit 6: cold starts cannot be had'
cloud_set '{"no_new_revision": false}'
redeploy 2 -- undo >/dev/null
is "... and put back" "$(config 2)" "$second"

rm -f journal
redeploy 1 -- prepare:256 >/dev/null
cloud_set '{"deploy": {"key": "v1/f", "memory": 1024}}'
out=$(redeploy 1 -- undo)
like "what somebody else changed since is left" "$(config 1)$(of change "$out")" '^\[1024,.*1 abandoned'
like "... and said" "$out" '^say .*somebody else deployed it since'
cloud_set '{"add": {"gen": 1, "name": "f", "memory": 512}}'

rm -f journal
redeploy 1 -- prepare:256 >/dev/null
cloud_set '{"deploy": {"key": "v1/f"}}'
redeploy 1 -- undo >/dev/null
is "new code deployed meanwhile: the memory is still ours to put back" "$(config 1)" "$first"

rm -f journal
redeploy 1 -- prepare:256 >/dev/null
mv journal journal.died
out=$(redeploy 1 -- prepare:1024)
like "a function that a dead run deployed is not taken for the original" "$out" \
    '^prepare:1024: exit 6: .*did not end'
mv journal.died journal
redeploy 1 -- undo >/dev/null
is "... and its own journal puts it back" "$(config 1)" "$first"

rm -f journal
out=$(redeploy 1 -- apply:1024)
is "apply: kept" "$(config 1 | jq -c '.[0]') $(cut -f2 journal)" "1024 4"
mv journal journal.applied
redeploy 1 -- prepare:256 undo >/dev/null
is "a run over it puts back what was applied" "$(config 1 | jq -c '.[0]')" 1024
mv journal.applied journal
redeploy 1 -- undo >/dev/null
is "restore undoes what was applied" "$(config 1)" "$first"

rm -f journal
cloud_set '{"fail_patch": "409once", "patches": []}'
out=$(redeploy 1 -- prepare:256 undo)
is "a deployment of somebody else's is waited for" "$(config 1) $(of change "$out")" "$first 1 undone"
rm -f journal
cloud_set '{"fail_patch": "build"}'
out=$(redeploy 1 -- prepare:256)
like "a build that fails" "$out" '^prepare:256: exit 4: Google could not deploy it: Build failed'
cloud_set '{"fail_patch": ""}'
redeploy 1 -- undo >/dev/null
is "... is put back" "$(config 1)" "$first"
rm -f journal
cloud_set '{"torn_patch": true, "patches": []}'
out=$(redeploy 1 -- prepare:256)
like "a torn reply to a change" "$out" '^prepare:256: exit 7:'
is "... which is not sent twice" "$(cloud_state '.patches | length')" 1
cloud_set '{"torn_patch": false}'
# Nobody polls that operation: it ends by itself.
cloud_set "$(cloud_state '{functions: (.functions | .["v1/f"].status = "ACTIVE" | .["v1/f"].versionId = "999")}')"
redeploy 1 -- undo >/dev/null
is "... is put back" "$(config 1)" "$first"
like "not a size" "$(redeploy 1 -- prepare:300)" '^prepare:300: exit 4: 300 MB is no size of gcf-gen1'

# --- killed at every call of the host ---

left=
died=0
for gen in 1 2; do
    was=$(config $gen)
    n=1
    while :; do
        rm -f journal
        redeploy $gen die=$n -- prepare:256 invoke:256 prepare:1024 invoke:1024 undo >died.log 2>&1
        [ $? -eq 9 ] || break
        died=$((died + 1))
        # What the dead run had started at Google ends by itself.
        cloud_set "$(cloud_state '{functions: (.functions | map_values(
            if .status == "DEPLOY_IN_PROGRESS" then .status = "ACTIVE" | .versionId += "1"
            elif .state == "DEPLOYING" then .state = "ACTIVE" | .updateTime += "1" else . end))}')"
        redeploy $gen -- undo >restored.log 2>&1
        [ "$(config $gen)" = "$was" ] || left="$left gen $gen call $n: $(config $gen);"
        n=$((n + 1))
    done
done
is "a run killed anywhere is put back by the next start" "$left" ""
ok "... at $died places" "$((died < 30))"
like "names that could be more than names are refused" \
    "$(drive platform=gcf-gen1 'function=--quiet' $place -- describe; drive platform=gcf-gen1 \
        'function=a/../b' $place -- describe; drive platform=gcf-gen1 function=f project='p&x=1' \
        region=us-central1 -- describe)" '^open: exit 2: '

# --- secrets ---

secrets=$(grep -l -e id-token-secret -e access-token-secret -e environment-secret ./* 2>/dev/null |
    tr '\n' ' ')
is "no secret was printed or written" "$secrets" ""
finish
