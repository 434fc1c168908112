#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Functions in Google's own functions-framework, invoked over HTTP.
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/peers/peers.sh"
need_peer @google-cloud/functions-framework
need jq
cd "$TEST_TMP" || exit 1

cat >index.js <<'END'
const functions = require('@google-cloud/functions-framework');
functions.http('probe', (req, res) => {
    const start = process.hrtime.bigint();
    if (req.body.status)
        return res.status(req.body.status).send(req.body.say || 'as asked');
    if (req.body.die)
        process.exit(1);
    while (process.hrtime.bigint() - start < 1e6 * (req.body.ms || 5))
        continue;
    if (req.body.plain)
        return res.send('done');
    res.json({
        schema: 'vadvise.fn-report/1',
        duration_ms: Number(process.hrtime.bigint() - start) / 1e6,
        cold: false, cpu: 'test', instance_id: req.header('x-cloud-trace-context'),
        got: req.body,
    });
});
END
ln -s "$PEERS" node_modules
port=$(free_ports 1)
start_peer framework.log "URL: http://localhost:$port" \
    node node_modules/@google-cloud/functions-framework/build/src/main.js \
    --target=probe --port="$port" --signature-type=http
ok "functions-framework starts" $?

GCE_METADATA_HOST=127.0.0.1:1
PATH_ALL=$PATH
export GCE_METADATA_HOST

# shot PLATFORM PAYLOAD: without any credential.
shot()
{
    PATH=/nowhere CLOUDSDK_CONFIG=$TEST_TMP/none "$builddir/tests/probe/gcf_drive" \
        "platform=$1" "url=http://127.0.0.1:$port/" memory=512 -- "invoke:512:$2" 2>&1
    PATH=$PATH_ALL
}

out=$(shot gcf-gen1 '{"ms":20}')
like "a function that reports" "$out" '^shot done source=function mb=512 cold=0 .* cpu=test text='
ms=$(printf '%s\n' "$out" | sed -n 's/.* ms=\([0-9]*\)[.].*/\1/p')
ok "its own figure: at least what it was told to take" "$((ms < 20))"
like "the trace that we sent reached it" "$out" 'instance=0123456789abcdef[0-9a-f]{16}/1;o=1'
like "that no identity token was to be had is said" "$out" '^say no identity token'
like "one that does not report: the clock" "$(shot gcf-gen2 '{"plain":true}')" \
    '^shot done source=clock '
like "an error of the function" "$(shot gcf-gen2 '{"status":500}')" \
    '^shot failed .*text=status code: 500: as asked'
like "a payload that is no JSON is a failure" "$(shot gcf-gen2 '{"ms":')" '^shot failed .*400'
like "the process dies in the middle: it may have run" "$(shot gcf-gen1 '{"die":1}')" \
    '^shot unknown text=it may have run'
wait "$peer_pid" # while it goes its socket still takes a connection
like "nobody is there any more" "$(shot gcf-gen1 '{}')" '^shot refused retry=5000 '
finish
