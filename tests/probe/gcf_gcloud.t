#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Without an identity token the gcloud program calls functions of the 1st gen: the real
# program against a loopback Google Cloud.
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/probe/gcf.sh"
need python3 jq curl gcloud
cd "$TEST_TMP" || exit 1
start_gcf || exit 1
CLOUDSDK_AUTH_ACCESS_TOKEN=access-token-secret
GCE_METADATA_HOST=127.0.0.1:1
export CLOUDSDK_AUTH_ACCESS_TOKEN GCE_METADATA_HOST

drive()
{
    "$builddir/tests/probe/gcf_drive" platform=gcf-gen1 function='f-{memory}' \
        project=demo-p region=us-central1 "$@" 2>&1
}

cloud_set '{"add": {"gen": 1, "name": "f-512", "memory": 512}}'
cloud_set '{"late": 0}'

out=$(drive memory=512 -- describe)
is "the function is described by gcloud" \
    "$(printf '%s\n' "$out" | sed -n 's/^facts //p' | jq -c '[.sizes_mb,.timeout_ms,.runtime,.credentials]')" \
    '[[512],60000,"nodejs20","gcloud"]'
like "that gcloud is used is said" "$out" '^say .*invoking with the gcloud program'
out=$(drive -- 'invoke:512:{"do":"ok","text":"$(touch x) `id` \"; --help"}')
like "an invocation, its duration from gcloud's logs, the rest from the report" "$out" \
    '^shot done source=logs mb=512 cold=0 max_mb=94 ms=2138\.000 .* instance=instance-of-the-report'
is "the payload arrives as it was, through no shell" \
    "$(cloud_state '.invocations[0].body')" '{"do":"ok","text":"$(touch x) `id` \"; --help"}'
is "... sent once" "$(cloud_state '.invocations | length')" 1
like "a failure of the function" "$(drive -- 'invoke:512:{"do":"crash"}')" \
    '^shot failed source=logs .* ms=99\.000 '
like "turned away for now" "$(drive -- 'invoke:512:{"do":"429"}')" '^shot refused retry=30000 '
like "turned away for ever" "$(drive -- 'invoke:512:{"do":"403"}')" \
    '^shot refused retry=-1 .*roles/cloudfunctions\.developer'
before=$(cloud_state '.invocations | length')
like "torn: unknown" "$(drive -- 'invoke:512:{"do":"torn"}')" '^shot unknown text=it may have run'
is "... and gcloud sent it once" "$(($(cloud_state '.invocations | length') - before))" 1
like "no such function: refused" "$(drive -- invoke:256)" '^shot refused retry=-1 .*404'
like "without the program there is no way" "$(PATH=/nowhere drive -- invoke:512)" \
    '^shot refused retry=-1 .*roles/cloudfunctions\.invoker'
finish
