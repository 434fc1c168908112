# SPDX-License-Identifier: GPL-3.0-or-later
# The loopback Lambda of lambda_server.py for scripts. Source it after tap.sh.
# shellcheck shell=sh

# Its default keys.
lambda_key=AKIDEXAMPLE
lambda_secret=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY
lambda_pids=

stop_lambdas()
{
    for lambda_pid in $lambda_pids; do
        kill "$lambda_pid" 2>/dev/null && wait "$lambda_pid" 2>/dev/null
    done
    lambda_pids=
}

# start_lambda DIR [SETTINGS]: DIR is made; lambda_url is where it listens, DIR/journal
# what it did, lambda_pid its process. It ends with the script.
start_lambda()
{
    mkdir -p "$1"
    rm -f "$1/port"
    python3 "$srcdir/tests/probe/lambda_server.py" "$1" "${2-{\}}" >"$1/log" 2>&1 </dev/null &
    lambda_pid=$!
    lambda_pids="$lambda_pids $lambda_pid"
    trap stop_lambdas EXIT
    trap 'exit 1' HUP INT TERM
    lambda_tries=0
    while [ ! -f "$1/port" ]; do
        lambda_tries=$((lambda_tries + 1))
        if [ "$lambda_tries" -gt 200 ] || ! kill -0 "$lambda_pid" 2>/dev/null; then
            note "$(tail -n 20 "$1/log")"
            return 1
        fi
        sleep 0.05
    done
    lambda_url=http://127.0.0.1:$(cat "$1/port")
}

# use_lambda: the environment that programs find it by.
use_lambda()
{
    AWS_ACCESS_KEY_ID=$lambda_key
    AWS_SECRET_ACCESS_KEY=$lambda_secret
    AWS_REGION=us-east-1
    AWS_ENDPOINT_URL=$lambda_url
    AWS_EC2_METADATA_DISABLED=true
    export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION AWS_ENDPOINT_URL \
        AWS_EC2_METADATA_DISABLED
}

# lambda_state: all functions, their versions and aliases, as JSON.
lambda_state()
{
    curl -s "$lambda_url/_test/state"
}

# lambda_faults JSON: what goes wrong from now on (class Faults of the server).
lambda_faults()
{
    curl -s -o /dev/null -d "$1" "$lambda_url/_test/faults"
}
