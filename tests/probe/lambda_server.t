#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The loopback Lambda lets in what two independent signers sign, and nothing else; its
# versions, revisions and faults are Lambda's.
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/peers/peers.sh"
. "$srcdir/tests/probe/lambda.sh"
need python3 curl jq
need_peer aws4 @smithy/signature-v4 @aws-crypto/sha256-js
cd "$TEST_TMP" || exit 1

start_lambda server '{"scale":0.01,"functions":{"probe-me":{"update_ms":3000,"pending_ms":3000}}}'
ok "the server starts" $?

cat >call.js <<'END'
// call.js SIGNER METHOD PATH QUERY [BODY]: status and body of a signed request.
const http = require('http');
const [signer, method, path, query, body = ''] = process.argv.slice(2);
const packages = process.env.PEERS;
const url = new URL(process.env.URL_BASE);
const [id, secret, token] = process.env.KEYS.split(',');
const headers = { 'content-type': 'application/json', 'x-amz-log-type': 'Tail' };
const target = path + (query ? '?' + query : '');

async function sign() {
    if (signer === 'aws4')
        return require(packages + '/aws4').sign({ service: 'lambda', region: 'us-east-1',
            method, host: url.host, path: target, headers, body },
            { accessKeyId: id, secretAccessKey: secret, sessionToken: token }).headers;
    const { SignatureV4 } = require(packages + '/@smithy/signature-v4');
    const { Sha256 } = require(packages + '/@aws-crypto/sha256-js');
    const v4 = new SignatureV4({ service: 'lambda', region: 'us-east-1', sha256: Sha256,
        credentials: { accessKeyId: id, secretAccessKey: secret, sessionToken: token } });
    return (await v4.sign({ method, protocol: 'http:', hostname: url.hostname, path, body,
        query: Object.fromEntries(new URLSearchParams(query)),
        headers: { ...headers, host: url.host } })).headers;
}

sign().then((signed) => {
    const request = http.request({ host: url.hostname, port: url.port, method,
        path: target, headers: signed }, (reply) => {
        let text = '';
        reply.on('data', (part) => { text += part; });
        reply.on('end', () => console.log(reply.statusCode, text));
    });
    request.on('error', (e) => console.log(e.code));
    request.end(body);
});
END

# call SIGNER METHOD PATH [QUERY] [BODY]
call()
{
    PEERS=$PEERS URL_BASE=$lambda_url KEYS=${keys-$lambda_key,$lambda_secret} \
        node call.js "$1" "$2" "/2015-03-31/functions/$3" "${4-}" "${5-}"
}

for signer in aws4 smithy; do
    like "a request signed by $signer is let in" \
        "$(call $signer GET probe-me/configuration)" '^200 .*"MemorySize": 1024'
    like "one with a query and a body, signed by $signer, is let in" \
        "$(call $signer POST probe-me/invocations 'Qualifier=%24LATEST' '{"a":1}')" '^200 '
    like "another secret is refused" \
        "$(keys=$lambda_key,other && call $signer GET probe-me/configuration)" \
        '^403 .*does not match'
    like "a token nobody gave is refused" \
        "$(keys=$lambda_key,$lambda_secret,tok && call $signer GET probe-me/configuration)" \
        '^403 .*security token'
done
like "an unsigned request is refused" \
    "$(curl -s "$lambda_url/2015-03-31/functions/probe-me/configuration")" 'no usable auth'

like "an update is answered" \
    "$(call aws4 PUT probe-me/configuration '' '{"MemorySize":512,"Description":"x"}')" \
    '^200 .*"MemorySize": 512.*InProgress'
like "while it is in progress another one is not" \
    "$(call aws4 POST probe-me/versions '' '{}')" '^409 .*update is in progress'
sleep 3.1
like "then a version is published" "$(call aws4 POST probe-me/versions '' '{}')" \
    '^201 .*"Version": "1".*"State": "Pending"'
sleep 3.1
like "nothing new is published twice" "$(call aws4 POST probe-me/versions '' '{}')" \
    '^201 .*"Version": "1"'
like "a revision that is old is refused" \
    "$(call aws4 PUT probe-me/configuration '' '{"MemorySize":512,"RevisionId":"old"}')" '^412 '
like "a version runs" "$(call aws4 POST probe-me/invocations Qualifier=1 '{}')" '^200 '
like "a version is deleted" "$(call aws4 DELETE probe-me Qualifier=1)" '^204'
is "the function itself never is" "$(call aws4 DELETE probe-me | cut -c1-3)" 403

lambda_faults '[{"on":"Invoke","kind":"tear_after"},{"on":"Invoke","kind":"tear_before"}]'
is "a connection is torn after an invocation" "$(call aws4 POST probe-me/invocations)" ECONNRESET
is "and before one" "$(call aws4 POST probe-me/invocations)" ECONNRESET
is "the journal knows which of them ran" \
    "$(jq -r 'select(.event == "invoke") | .version' server/journal | tr '\n' ' ')" \
    '$LATEST $LATEST 1 $LATEST '
finish
