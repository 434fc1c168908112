#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Secrets stay where they are: whatever source they come from, they are in no output, no
# trace, no database and no command line.
. "$srcdir/tests/tap.sh"
need python3
cd "$TEST_TMP" || exit 99

key=AKIDTOKEN
secret='secret-of-the-token-key'
token='secret-session-token'
AWS_REGION=eu-west-1
AWS_EC2_METADATA_DISABLED=true
NO_GCE_CHECK=true
export AWS_REGION AWS_EC2_METADATA_DISABLED NO_GCE_CHECK

servers=
stop_servers()
{
    for server in $servers; do
        kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
    done
    servers=
}
trap stop_servers EXIT
trap 'exit 1' HUP INT TERM

# wait_for COMMAND...: until it succeeds, ten seconds at most.
wait_for()
{
    tries=0
    until "$@" 2>/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -lt 200 ] || return 1
        sleep 0.05
    done
}

# A service that holds every query for ever, so that there is time to look around.
mkdir logs
python3 "$srcdir/tests/probe/logs_server.py" logs "{\"events\": 50, \"stuck\": \"query\",
    \"from_ms\": $(($(date +%s) - 86400))000}" >logs/log 2>&1 </dev/null &
servers=$!
check "a service runs" wait_for test -s logs/port
AWS_ENDPOINT_URL=http://127.0.0.1:$(cat logs/port)
export AWS_ENDPOINT_URL

# What hands out credentials to a container: with a token of its own.
cat >agent.py <<'END'
import http.server, json, sys
class Agent(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass
    def do_GET(self):
        good = self.headers["Authorization"] == sys.argv[3]
        body = json.dumps({"AccessKeyId": "AKIDTOKEN", "SecretAccessKey": sys.argv[1],
                           "Token": sys.argv[2]} if good else {"message": "no"}).encode()
        self.send_response(200 if good else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
server = http.server.HTTPServer(("127.0.0.1", 0), Agent)
open("agent.port", "w").write(str(server.server_address[1]))
server.serve_forever()
END
agent_token='secret-token-of-the-agent'
python3 agent.py "$secret" "$token" "$agent_token" >agent.log 2>&1 &
servers="$servers $!"
agent_pid=$!
check "so does an agent" wait_for test -s agent.port

mkdir "$HOME/.aws"
cat >"$HOME/.aws/credentials" <<END
[static]
aws_access_key_id = $key
aws_secret_access_key = $secret
aws_session_token = $token
END
cat >credentials.json <<END
{"Version": 1, "AccessKeyId": "$key", "SecretAccessKey": "$secret", "SessionToken": "$token"}
END
cat >"$HOME/.aws/config" <<END
[profile process]
credential_process = cat "$TEST_TMP/credentials.json"
END

# command_lines: of every process that this test began, but for its servers, on one line
# each. They are known by their home: what else runs on this machine is not ours to judge.
command_lines()
{
    for process in /proc/[0-9]*; do
        [ "$process" != "/proc/$agent_pid" ] &&
            tr '\0' '\n' <"$process/environ" 2>/dev/null | grep -qxF "HOME=$HOME" &&
            tr '\0' ' ' <"$process/cmdline" 2>/dev/null && echo
    done
}

# leaks FILE...: how many lines of them hold a secret.
leaks()
{
    cat "$@" | grep -a -c -e "$secret" -e "$token" -e "$agent_token" \
        -e 'Signature=' -e secret-of-google
}

# Each source in turn: reports are imported with a trace, then a query is held, looked
# around, and stopped.
for source in environment profile process container; do
    unset AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN \
        AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_CONTAINER_AUTHORIZATION_TOKEN
    case $source in
    environment)
        AWS_ACCESS_KEY_ID=$key AWS_SECRET_ACCESS_KEY=$secret AWS_SESSION_TOKEN=$token
        export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
        ;;
    profile) AWS_PROFILE=static && export AWS_PROFILE ;;
    process) AWS_PROFILE=process && export AWS_PROFILE ;;
    container)
        AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:$(cat agent.port)/
        AWS_CONTAINER_AUTHORIZATION_TOKEN=$agent_token
        export AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_CONTAINER_AUTHORIZATION_TOKEN
        ;;
    esac
    check "credentials of the $source are good" \
        "$VADVISE" --db "$source.db" import --logs thumbs --since 2d -v -o "$source.out"
    "$VADVISE" --db "$source.db" import --logs thumbs --since 3d -v >"$source.again" 2>"$source.trace"
    check "$source: there is a trace" grep -q '^> POST http' "$source.trace"
    : >logs/journal
    "$VADVISE" --db "$source.db" import --logs thumbs --since 9d --via insights -v \
        >"$source.out2" 2>"$source.trace2" &
    pid=$!
    check "$source: a query is held" wait_for grep -q GetQueryResults logs/journal
    command_lines >"$source.processes"
    check "$source: the program that asks is seen" grep -q 'vadvise-probe logs' \
        "$source.processes"
    kill -TERM "$pid"
    wait "$pid" 2>/dev/null
    is "$source: no secret is in output, trace, database or command lines" \
        "$(leaks "$source".*)" 0
done
printf '%s' "$secret" >seed
is "the search can find one" "$(leaks seed)" 1

# Helpers of Google: a token of the environment, and a key file that is no good.
cat >key.json <<'END'
{"type": "service_account", "client_email": "a@b", "private_key": "secret-of-google",
 "token_uri": "http://127.0.0.1:1/"}
END
GOOGLE_APPLICATION_CREDENTIALS=key.json "$builddir/tests/net/google_who" https://f.example \
    >google.out 2>google.trace
is "a key file's content is not told" "$(leaks google.out google.trace)" 0
finish
