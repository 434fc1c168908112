#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Probe runs that are refused before anything is sent, and what is said of a plan.
# shellcheck disable=SC2016 # dollars in texts
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
cd "$TEST_TMP" || exit 99
db=$XDG_DATA_HOME/vadvise/vadvise.db

# refused STATUS ERE-OF-ERROR ERE-OF-HINT ARGS...: nothing on standard output, no run.
refused()
{
    want=$1
    error=$2
    hint=$3
    shift 3
    status=0
    "$VADVISE" "$@" >out 2>err </dev/null || status=$?
    is "exit $want: $*" "$status" "$want"
    is "nothing on standard output: $*" "$(cat out)" ""
    like "the error says what: $*" "$(sed -n 1p err)" "^vadvise: $error"
    like "and what to do: $*" "$(cat err)" "$hint"
}

# --- money ---

refused 5 'a probe costs money, and no limit was given' '^Add --max-spend USD' \
    probe run w --function f
refused 5 'a probe costs money, and no limit was given' '^Add --max-spend USD' \
    probe run w --function f --yes
refused 5 'a probe spends money and nobody can be asked here' '^Add --yes' \
    probe run w --function f --max-spend 0.05
refused 5 'a probe spends money and nobody can be asked here' '^Add --yes' \
    probe run w --platform gcf-gen2 --url https://example.org/f --max-spend 0.05
refused 5 '--spend: spend is never' '' probe run w --function f --max-spend 1 --yes --spend never
mkdir -p "$XDG_CONFIG_HOME/vadvise"
echo 'spend = never' >"$XDG_CONFIG_HOME/vadvise/config"
refused 5 '.*/config:1: spend is never' '' probe run w --function f --max-spend 1 --yes
echo 'spend = ask' >.vadvise
refused 2 ".vadvise:1: 'spend' cannot be set by a project's file, only by yours" '' \
    probe run w --function f --max-spend 1 --yes
rm -f .vadvise "$XDG_CONFIG_HOME/vadvise/config"
VADVISE_SPEND=never
export VADVISE_SPEND
refused 5 'VADVISE_SPEND: spend is never' '' probe run w --function f --max-spend 1 --yes
unset VADVISE_SPEND
refused 2 '--read-only: a probe writes to the database' '' \
    probe run w --function f --max-spend 1 --yes --read-only
refused 2 '--read-only: a probe writes to the database' '' probe run w --read-only -- true
refused 2 "max-spend '5 cents': expected an amount" '' \
    probe run w --function f --yes --max-spend '5 cents'
refused 2 "max-spend '-1': expected an amount" '' probe run w --function f --yes --max-spend -1
check "no run made a database" test ! -e "$db"

# --- what does not fit together ---

refused 2 'w: what shall be measured\?' '^Try: --function NAME' probe run w
refused 2 'probe run: which workload\?' '' probe run
refused 2 'give one of --function, --url and a command after --' '' \
    probe run w --function f -- true
refused 2 '--url needs --platform' '^Try: --platform gcf' probe run w --url https://x.example
refused 2 "url 'x.example': expected https://" '' probe run w --platform gcf-gen1 --url x.example
refused 2 'platform local takes no --max-spend' '' probe run w --max-spend 1 -- true
refused 2 'platform aws-lambda-x86 takes no --redeploy' '' probe run w --function f --redeploy
refused 2 '--apply: here is no deployed size to set' '' probe run w --apply -- true
refused 2 '--every and --for go together' '' probe run w --every 1h -- true
refused 2 '--every needs --memory' '' probe run w --every 1h --for 1d -- true
refused 2 "every 'soon': expected a time" '' probe run w --every soon --for 1d -- true
refused 2 "runs '0': expected a number" '' probe run w --runs 0 -- true
refused 2 "target-regret '2': expected a share" '' probe run w --target-regret 2 -- true
refused 2 "spend: 'often' is not one of ask, never" '' probe run w --spend often -- true
refused 1 'none.json: No such file or directory' '' probe run w --payload none.json -- true
refused 2 "probe: 'rum' is not one of list, run, show" "^Did you mean 'vadvise probe run'" \
    probe rum w
check "still no run made a database" test ! -e "$db"

# --- runs that there are not ---

refused 2 "'x' is not the number of a run" '^Try: vadvise probe list' probe show x
refused 2 'probe show: ID is missing' '^Try: vadvise probe show --help' probe show
refused 4 'there is no run 7' '^Try: vadvise probe list' probe show 7
refused 4 'there is no run 7' '' probe attach 7
refused 4 'there is no run 7' '' probe stop 7
refused 4 'there is no run 7' '' probe restore 7
refused 2 "--read-only: nothing may be changed" '' probe stop 7 --read-only
is "without runs the list says so" "$("$VADVISE" probe list)" "No probe was run yet."
is "probe alone is the list" "$("$VADVISE" probe)" "No probe was run yet."
is "there is nothing to put back" "$("$VADVISE" probe restore)" "There is nothing to put back."
check "and no database was made" test ! -e "$db"

# --- the plan ---

echo '{"n": 1}' >one.json
status=0
"$VADVISE" probe run w --function f -m 512,1024 --runs 3 --payload one.json:2 \
    --timeout 10s -n >out 2>err </dev/null || status=$?
is "a plan needs no cap and no yes" "$status" 0
like "it names what is measured" "$(cat out)" '^w: a probe of f on aws-lambda-x86$'
like "every size has a row" "$(cat out)" '^ +512 +3 '
like "it has the expected price and the worst case" "$(cat out)" \
    '^  expected .*worst case without the cap \$[0-9.]+$'
like "what is sent, with its digest" "$(cat out)" \
    "^  payload $TEST_TMP/one.json \(sha256 [0-9a-f]{12}\.\.\.\)$"
like "what it does to the function" "$(cat out)" 'Publishes 2 versions of the function'
like "nothing was done" "$(cat err)" '^Nothing was sent, and nothing is stored'
check "nor was a database made" test ! -e "$db"
"$VADVISE" probe run w --function f -m 512,1024 --runs 3 --timeout 10s --max-spend 0.05 -n \
    --json >plan.json
is "the worst case is init and timeout times price times runs, and the fees" \
    "$(jq -c '[.runs, .cap_usd, .worst_usd]' plan.json)" \
    "$(python3 -c 'import json
p = (10 + 10) * (512 + 1024) * 3 / 1024 * 0.0000166667 + 6 * 0.0000002
print(json.dumps([6, 0.05, round(p, 12)], separators=(",", ":")))')"
"$VADVISE" probe run w --function f -m 512 --every 1h --for 24h --timeout 10s -n --json >day.json
is "a day of hours is 24 rounds" "$(jq '.rounds * 10 == .runs and .rounds == 24' day.json)" true
like "a plan for this machine costs nothing" \
    "$("$VADVISE" probe run w -m 512 -n -- true a b)" '^  Runs on this machine: it costs nothing\.$'
like "what follows -- is the command, options and all" \
    "$("$VADVISE" probe run w -m 512 -n -- true --json -n)" '^w: a probe of true --json -n on local, as'
finish
