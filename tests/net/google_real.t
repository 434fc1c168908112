#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Tokens from the real gcloud program: an account that it knows, a file it was given, none.
. "$srcdir/tests/tap.sh"
need gcloud python3 openssl
who=$builddir/tests/net/google_who
audience=https://us-central1-demo.cloudfunctions.net/probe
cd "$TEST_TMP" || exit 99

NO_GCE_CHECK=true
CLOUDSDK_CONFIG=$TEST_TMP/gcloud
CLOUDSDK_CORE_DISABLE_PROMPTS=1
export NO_GCE_CHECK CLOUDSDK_CONFIG CLOUDSDK_CORE_DISABLE_PROMPTS

status=0
out=$("$who" "$audience" 2>trace) || status=$?
is "without an account there is no token" "$status" 6
like "and gcloud's reason is told" "$out" 'gcloud .*ERROR: .*active account'

echo access-secret-of-a-file >token
out=$(CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=token "$who" 2>trace)
like "gcloud gives an access token" "$out" '^access-secret-of-a-file$'

# An account of gcloud's: its key is signed with, and asked for an audience.
openssl genrsa -out key.pem 2048 2>/dev/null
openssl rsa -in key.pem -pubout -out public.pem 2>/dev/null
mkfifo hold
TEST_NOW=$(date +%s) python3 "$srcdir/tests/net/google_server.py" public.pem >port <hold &
exec 3>hold
while ! [ -s port ]; do sleep 0.05; done
python3 - "$(cat port)" <<'END'
import json, sys
json.dump({"type": "service_account", "project_id": "demo", "private_key_id": "key-1",
           "client_email": "probe@demo.iam.gserviceaccount.com", "client_id": "1",
           "private_key": open("key.pem").read(),
           "token_uri": "http://127.0.0.1:%s/gcloud" % sys.argv[1]},
          open("key.json", "w"))
END
if gcloud auth activate-service-account --key-file key.json >activated 2>&1; then
    out=$("$who" "$audience" 2>trace)
    is "a service account's identity is given by gcloud" "$(echo "$out" | sed -n 1p |
        cut -d. -f2 | python3 -c 'import base64, json, sys
print(json.loads(base64.urlsafe_b64decode(sys.stdin.read().strip() + "==="))["aud"])')" \
        "$audience"
    out=$("$who" 2>trace)
    like "so is its access" "$out" '^access-secret-of-the-key$'
else
    skip "a service account's identity is given by gcloud" "this gcloud wants another server"
    note "$(head -n 3 activated)"
fi
exec 3>&-
is "no token is traced" "$(grep -c secret trace)" 0
finish
