#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Random events on the screen with the real vadvise-probe and a loopback server in the
# place of AWS Lambda: no key, click, paste or action starts what costs money; only the
# cap, typed where it is asked for, does.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/probe/lambda.sh"
need curl jq python3
cd "$TEST_TMP" || exit 99
events=${MONKEY_EVENTS:-800}
[ "$events" -le 10000 ] || events=10000
MONKEY_PROBE=$builddir/vadvise-probe
export MONKEY_PROBE

start_lambda srv '{"scale": 1, "functions": {"slow": {"timeout_s": 4, "a": 9000}}}' || exit 99
use_lambda

# invoked: invocations that the server saw.
invoked()
{
    grep -c '"Invoke"' "$TEST_TMP/srv/journal"
}

# stop_left FOLDER: runs that were left to themselves there, perhaps paused, end.
stop_left()
{
    db=$TEST_TMP/$1/a/b/c/d/e/f/own.db
    for id in $("$VADVISE" --db "$db" probe list --json 2>/dev/null |
        jq -r '.runs[] | select(.state | test("running|paused|stopping")) | .id'); do
        "$VADVISE" --db "$db" probe stop "$id" --abandon >/dev/null 2>&1
    done
}

mkdir without
TEST_TMP=$TEST_TMP/without "$builddir/tests/tui/monkey" "$events" 31 >out 2>&1
is "random events with a probe that could start leave the screen in order" \
    "$? $(grep -c '^ok' out)" "0 1"
grep -v '^ok\|^1\.\.' out | grep -v seed | sed 's/^\(# \)*/# /'
like "though the cap was asked for" "$(cat out)" 'asked for during [1-9][0-9]* events, and typed 0'
is "nothing was invoked" "$(invoked)" 0

# On a busy machine every run may be stopped before its first invocation: then once more.
for seed in 77 177 277 377; do
    rm -rf with && mkdir with
    TEST_TMP=$TEST_TMP/with MONKEY_CAP=0.01 "$builddir/tests/tui/monkey" "$events" "$seed" >out 2>&1
    status=$?
    typed=$(sed -n 's/^# the cap .* typed \([0-9]*\) times/\1/p' out)
    runs=$("$VADVISE" --db "$TEST_TMP/with/a/b/c/d/e/f/own.db" probe list --json 2>/dev/null |
        jq '[.runs[] | select(.spent_usd > 0)] | length')
    [ "$status" -eq 0 ] && [ "${runs:-0}" -eq 0 ] || break
    stop_left with
done
is "with the cap typed now and then it stays in order, too" "$status $(grep -c '^ok' out)" "0 1"
grep -v '^ok\|^1\.\.' out | grep -v seed | sed 's/^\(# \)*/# /'
is "the cap was typed, and probes were started by it" \
    "$([ "${typed:-0}" -gt 0 ] && [ "${runs:-0}" -gt 0 ] && [ "$runs" -le "$typed" ] && echo yes)" yes
is "none spent more than its cap" \
    "$("$VADVISE" --db "$TEST_TMP/with/a/b/c/d/e/f/own.db" probe list --json 2>/dev/null |
        jq '[.runs[] | select(.spent_usd > 0.01)] | length')" 0

stop_left without
stop_left with
alive=0
for _ in $(seq 100); do
    alive=0
    for cwd in /proc/[0-9]*/cwd; do
        case $(readlink "$cwd" 2>/dev/null) in "$TEST_TMP"/*/f*) alive=1 ;; esac
    done
    [ "$alive" -eq 1 ] || break
    sleep 0.1
done
is "nothing that was left alone goes on" "$alive" 0
finish
