# SPDX-License-Identifier: GPL-3.0-or-later
# What the tests of vadvise-fn share. Source it behind tests/tap.sh and peers/peers.sh.
# shellcheck shell=sh disable=SC2034

FN=$builddir/vadvise-fn

# A world of its own: nothing of the user's, and the credentials of the loopback services.
AWS_ACCESS_KEY_ID=AKID
AWS_SECRET_ACCESS_KEY=a-secret-of-the-test
AWS_REGION=us-east-1
AWS_EC2_METADATA_DISABLED=true
VADVISE_GCP_ACCESS_TOKEN=token-of-the-test
NO_PROXY=127.0.0.1
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION AWS_EC2_METADATA_DISABLED \
    VADVISE_GCP_ACCESS_TOKEN NO_PROXY
unset PORT AWS_LAMBDA_RUNTIME_API http_proxy HTTP_PROXY all_proxy ALL_PROXY

# start_loopback FOLDER: the services of loopback.py; their port is in $port.
start_loopback()
{
    mkdir -p "$1"
    start_peer "$1/log" '^[0-9]+$' python3 "$srcdir/tests/fn/loopback.py" "$1" || return 1
    port=$(head -n 1 "$1/log")
}

# start_http LOG COMMAND...: a function that serves HTTP; its port is in $fn_port.
start_http()
{
    http_log=$1
    shift
    start_peer "$http_log" 'listening on port' env PORT=0 "$@" || return 1
    fn_port=$(sed -n 's/.*listening on port //p' "$http_log")
}

# start_quiet LOG COMMAND...: one that says nothing when it is ready.
start_quiet()
{
    quiet_log=$1
    shift
    "$@" >"$quiet_log" 2>&1 </dev/null &
    peer_pid=$!
    peer_pids="$peer_pids $peer_pid"
}

# wait_file FILE: until it is there, at most 20 s.
wait_file()
{
    file_tries=0
    while [ ! -e "$1" ]; do
        file_tries=$((file_tries + 1))
        [ "$file_tries" -lt 400 ] || return 1
        sleep 0.05
    done
}

# wait_lines FILE N: until the file has so many lines, at most 20 s.
wait_lines()
{
    lines_tries=0
    while [ "$(wc -l 2>/dev/null <"$1" || echo 0)" -lt "$2" ]; do
        lines_tries=$((lines_tries + 1))
        [ "$lines_tries" -lt 400 ] || return 1
        sleep 0.05
    done
}

# fields REPORT FIELD...: values of fields, a space between; null for what is not known.
fields()
{
    fields_report=$1
    shift
    for field; do
        printf '%s' "$fields_report" | jq -r ".$field"
    done | tr '\n' ' ' | sed 's/ $//'
}
