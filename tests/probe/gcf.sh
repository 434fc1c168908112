# SPDX-License-Identifier: GPL-3.0-or-later
# The loopback Google Cloud of gcf_server.py for scripts. Source it after tap.sh.
# shellcheck shell=sh

gcf_pid=

stop_gcf()
{
    [ -z "$gcf_pid" ] || { kill "$gcf_pid" && wait "$gcf_pid"; } 2>/dev/null
    gcf_pid=
}

# start_gcf: cloud is where it listens. The APIs and the metadata server are found there
# by every program that is started later, gcloud's as well.
start_gcf()
{
    rm -f gcf.port
    python3 "$srcdir/tests/probe/gcf_server.py" gcf.port >gcf.log 2>&1 </dev/null &
    gcf_pid=$!
    trap stop_gcf EXIT
    trap 'exit 1' HUP INT TERM
    gcf_tries=0
    while [ ! -f gcf.port ]; do
        gcf_tries=$((gcf_tries + 1))
        if [ "$gcf_tries" -gt 200 ] || ! kill -0 "$gcf_pid" 2>/dev/null; then
            note "$(tail -n 20 gcf.log)"
            return 1
        fi
        sleep 0.05
    done
    cloud=http://127.0.0.1:$(cat gcf.port)
    CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDFUNCTIONS=$cloud/
    CLOUDSDK_API_ENDPOINT_OVERRIDES_LOGGING=$cloud/
    GCE_METADATA_HOST=127.0.0.1:$(cat gcf.port)
    # No credential but those that a test gives; gcloud with no account of the user's.
    CLOUDSDK_CONFIG=$TEST_TMP/gcloud
    CLOUDSDK_CORE_DISABLE_PROMPTS=1
    export CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDFUNCTIONS \
        CLOUDSDK_API_ENDPOINT_OVERRIDES_LOGGING GCE_METADATA_HOST CLOUDSDK_CONFIG \
        CLOUDSDK_CORE_DISABLE_PROMPTS
    unset GOOGLE_CLOUD_PROJECT GCLOUD_PROJECT CLOUDSDK_CORE_PROJECT \
        CLOUDSDK_AUTH_ACCESS_TOKEN http_proxy https_proxy HTTP_PROXY HTTPS_PROXY
}

# The tokens that the server takes.
with_tokens()
{
    VADVISE_GCF_ID_TOKEN=id-token-secret
    VADVISE_GCP_ACCESS_TOKEN=access-token-secret
    export VADVISE_GCF_ID_TOKEN VADVISE_GCP_ACCESS_TOKEN
}

# cloud_set JSON: change what the server does. cloud_state JQ: look at it.
cloud_set()
{
    printf '%s' "$1" | curl -sf -d @- "$cloud/_set" >/dev/null
}

cloud_state()
{
    curl -sf "$cloud/_state" | jq -r "$1"
}
