# SPDX-License-Identifier: GPL-3.0-or-later
# Real parts from npm, as ./bootstrap installs them (package.json here). Source it after
# tap.sh. PEERS is the folder of packages.
# shellcheck shell=sh

# Nothing of theirs phones home, asks for a login, or looks for news.
SLS_TELEMETRY_DISABLED=1
SLS_TRACKING_DISABLED=1
SLS_NOTIFICATIONS_MODE=off
SLS_DEPRECATION_DISABLE='*'
SLS_INTERACTIVE_SETUP_ENABLE=
CI=1
NO_UPDATE_NOTIFIER=1
AWS_EC2_METADATA_DISABLED=true
export SLS_TELEMETRY_DISABLED SLS_TRACKING_DISABLED SLS_NOTIFICATIONS_MODE \
    SLS_DEPRECATION_DISABLE SLS_INTERACTIVE_SETUP_ENABLE CI NO_UPDATE_NOTIFIER \
    AWS_EC2_METADATA_DISABLED

# has_peer PACKAGE: is it there, with the node that runs it?
has_peer()
{
    command -v node >/dev/null 2>&1 && [ -f "${PEERS:-/nowhere}/$1/package.json" ]
}

# need_peer PACKAGE...: without them the whole test is skipped.
need_peer()
{
    need node
    for peer_name; do
        has_peer "$peer_name" && continue
        printf '1..0 # SKIP %s of npm is not installed (./bootstrap packages)\n' "$peer_name"
        exit 0
    done
}

# free_ports N: so many ports of loopback that nobody listens on, on one line.
free_ports()
{
    node -e '
        const net = require("net");
        const open = Array.from({ length: Number(process.argv[1]) }, () =>
            new Promise((done) => {
                const s = net.createServer().listen(0, "127.0.0.1", () => done(s));
            }));
        Promise.all(open).then((all) => {
            console.log(all.map((s) => s.address().port).join(" "));
            all.forEach((s) => s.close());
        });' "$1"
}

peer_pids=

stop_peers()
{
    for peer_pid in $peer_pids; do
        kill "$peer_pid" 2>/dev/null && wait "$peer_pid" 2>/dev/null
    done
    peer_pids=
}

# start_peer LOG ERE COMMAND...: run it in the background, and wait until its log matches.
# stop_peers, also at the end of the test, ends it.
start_peer()
{
    peer_log=$1
    peer_ready=$2
    shift 2
    "$@" >"$peer_log" 2>&1 </dev/null &
    peer_pid=$!
    peer_pids="$peer_pids $peer_pid"
    trap stop_peers EXIT
    trap 'exit 1' HUP INT TERM
    peer_tries=0
    while ! grep -Eq -e "$peer_ready" "$peer_log"; do
        peer_tries=$((peer_tries + 1))
        if [ "$peer_tries" -gt 600 ] || ! kill -0 "$peer_pid" 2>/dev/null; then
            note "$(tail -n 20 "$peer_log")"
            return 1
        fi
        sleep 0.1
    done
}

# start_serverless DIR: the functions of DIR/serverless.yml behind the Lambda Invoke
# protocol; their endpoint is left in serverless_url.
start_serverless()
{
    ln -sfn "$PEERS" "$1/node_modules"
    peer_ports=$(free_ports 4)
    # shellcheck disable=SC2034 # for the caller
    serverless_url=http://127.0.0.1:${peer_ports%% *}
    peer_dir=$(pwd)
    cd "$1" || return
    # shellcheck disable=SC2086 # numbers
    set -- "$1" $peer_ports
    start_peer serverless.log 'listening on http' \
        node node_modules/serverless/bin/serverless.js offline start \
        --host 127.0.0.1 --lambdaPort "$2" --httpPort "$3" --albPort "$4" \
        --websocketPort "$5" --noPrependStageInUrl
    peer_status=$?
    cd "$peer_dir" || return
    return "$peer_status"
}
