#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The peers from npm are those that package.json names, and they start and answer.
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/peers/peers.sh"
need_peer serverless serverless-offline s3rver aws4 @smithy/signature-v4 \
    @aws-crypto/sha256-js @google-cloud/functions-framework
need curl
cd "$TEST_TMP" || exit 1

versions()
{
    node -e '
        const wanted = require(process.argv[1]).dependencies;
        for (const [name, version] of Object.entries(wanted)) {
            const got = require(`${process.argv[2]}/${name}/package.json`).version;
            if (got !== version)
                console.log(`${name}: ${got}, not ${version}`);
        }' "$srcdir/tests/peers/package.json" "$PEERS"
}
is "the versions are those asked for" "$(versions)" ""

# --- serverless-offline ---

mkdir lambda
cat >lambda/serverless.yml <<'END'
service: peer
frameworkVersion: '3'
provider:
  name: aws
  runtime: nodejs18.x
  region: us-east-1
plugins:
  - serverless-offline
functions:
  echo:
    handler: handler.echo
    memorySize: 512
END
echo 'exports.echo = async (event) => ({ said: event.say });' >lambda/handler.js
start_serverless lambda
ok "serverless-offline starts" $?
is "it answers the Lambda Invoke protocol" \
    "$(curl -s -d '{"say":"hello"}' "$serverless_url/2015-03-31/functions/peer-dev-echo/invocations")" \
    '{"said":"hello"}'

# --- functions-framework ---

mkdir gcf
cat >gcf/index.js <<'END'
require('@google-cloud/functions-framework').http('echo', (request, response) =>
    response.send({ said: request.body.say }));
END
echo '{ "main": "index.js" }' >gcf/package.json
ln -s "$PEERS" gcf/node_modules
port=$(free_ports 1)
start_peer gcf.log 'URL: http' env PORT="$port" node \
    "$PEERS/@google-cloud/functions-framework/build/src/main.js" --source=gcf --target=echo
ok "functions-framework starts" $?
is "it answers over HTTP" \
    "$(curl -s -H 'content-type: application/json' -d '{"say":"hello"}' "http://127.0.0.1:$port/")" \
    '{"said":"hello"}'

# --- s3rver ---

port=$(free_ports 1)
mkdir s3
start_peer s3.log 'listening on' node "$PEERS/s3rver/bin/s3rver.js" --address 127.0.0.1 \
    --port "$port" --directory s3 --configure-bucket chunks
ok "s3rver starts" $?
like "it has the bucket" "$(curl -s "http://127.0.0.1:$port/chunks")" '<Name>chunks</Name>'

finish
