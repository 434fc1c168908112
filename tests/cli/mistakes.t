#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A command line that is wrong: exit 2, what is wrong, and what was probably meant.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
cd "$TEST_TMP" || exit 99

# wrong ERE-OF-ERROR ERE-OF-HINT ARGS...: exit 2, nothing on standard output.
wrong()
{
    error=$1
    hint=$2
    shift 2
    status=0
    "$VADVISE" "$@" >out 2>err </dev/null || status=$?
    is "exit 2: $*" "$status" 2
    is "nothing on standard output: $*" "$(cat out)" ""
    like "the error says what: $*" "$(sed -n 1p err)" "^vadvise: $error"
    like "and what to do: $*" "$(cat err)" "$hint"
}

wrong "unrecognized option '--bugdet'; did you mean '--budget'\?" '^Try: vadvise --help$' \
    --workload facedetect --bugdet 0.002
wrong "unrecognized option '--xyzzy'$" '^Try: vadvise --help$' --xyzzy
wrong "unrecognized option '-X'" '^Try: vadvise --help$' -X
wrong "option '--re' is ambiguous: '--region', '--recall', '--redeploy', '--read-only'" '' list --re
wrong "option '--budget' needs a value: USD" '' -w facedetect --budget
wrong "option '--json' takes no value" '' list --json=yes
wrong "there is no command 'advice'" "^Did you mean 'vadvise advise'\?" advice
wrong "there is no command 'facedetect'" "^Did you mean 'vadvise advise facedetect'\?" facedetect
wrong "there is no command 'facedtect'" "^Did you mean 'vadvise advise facedetect'\?" facedtect
wrong "there is no command 'xyzzy'" "^'vadvise --help' lists the commands" xyzzy
wrong "there is no command 'probes'" '' probes facedetect
wrong "pricing: 'lst' is not one of list, show, set, check" "^Did you mean 'vadvise pricing list'\?" \
    pricing lst
wrong "there is no command 'comparr'" "^Did you mean 'vadvise help compare'\?" help comparr
wrong "'fit' takes no --skip-bad" '^Commands that take it: import$' fit facedetect --skip-bad
wrong "'list' takes no --budget" '^Commands that take it: advise, compare, stability, check, plot, report, plan, probe run, pricing set$' \
    list -b 1
wrong "advise: which workload\?" "'vadvise list' shows them" -b 0.002
wrong "show: which workload\?" "'vadvise list' shows them" show
wrong "two workloads, 'facedetect' and 'transcode'" '' show facedetect -w transcode
wrong "two workloads, 'facedetect' and 'transcode'" '' -w facedetect -w transcode
wrong "show: there is one operand too many: 'transcode'" '' show facedetect transcode
wrong "list: there is one operand too many: 'x'" '' list x
wrong "too many operands" '' show 1 2 3 4 5 6 7 8 9
wrong "import: FILE is missing" 'Try: vadvise import --help' import
wrong "stat: 'p59' is not one of mean, p50, p95, p99" "^Did you mean 'p50'\?" \
    -w facedetect --stat p59
wrong "format: 'jsno' is not one of text, plain" "^Did you mean 'json'\?" list -f jsno
wrong "color: 'nevr' is not one of" "^Did you mean 'never'\?" list --color nevr
wrong "completion: 'bsh' is not one of bash, zsh, fish" "^Did you mean 'bash'\?" completion bsh
wrong "arch: 'amd64' is not one of x86, arm" '' -w facedetect --arch amd64
wrong "billing: '10ms' is not one of 1ms, 100ms" '' -w facedetect --billing 10ms
wrong ".*'csvv'" "'csv'" import x --from csvv
wrong "objective '.*' is not cheapest" "^Did you mean 'fastest'\?" -w facedetect --objective fatsest
wrong "budget '0,002' is not an amount" 'Write it as 0\.002' -w facedetect -b 0,002
wrong "budget '500/month' is per month" 'Give the volume first: --volume N, on the screen :volume N' -w facedetect -b 500/month
wrong "latency 'soon': expected a time" '' -w facedetect -l soon
wrong "latency '-5': expected a time" '' -w facedetect -l -5
wrong "volume 'many' is not a number" '' -w facedetect --volume many
wrong "memory '1-' is not a list" '' -w facedetect -m 1-
wrong "as-of '2019-02-30': expected a date" '' -w facedetect --as-of 2019-02-30
wrong "confidence '100': expected a percentage" '' -w facedetect --confidence 100
wrong "confidence '0.3': expected a percentage" '' -w facedetect --confidence 0.3
wrong "min-recall '2': expected a share" '' -w facedetect --min-recall 2
wrong "now '0': expected a size" '' -w facedetect --now 0
wrong "platform 'a,,b': expected names" '' -w facedetect --platform a,,b
wrong "--free-tier needs --volume" '' -w facedetect --free-tier
wrong "--within-measured and --extrapolate exclude" '' -w facedetect --within-measured --extrapolate
wrong "--calls needs --api" '' import x --calls 3
wrong "memory '512,1024': expected one size" '' import x -m 512,1024
wrong "format 'text': expected csv, jsonl or power-tuning" '' export transcode -f text
wrong "help 'xml': expected json" '' --help=xml
wrong "no field 'pick.memry_mb' in this answer; did you mean 'pick.memory_mb'\?" \
    '' -q -w facedetect --fields pick.memry_mb
wrong "db ''" '' list --db ''
wrong "output ''" '' list -o ''

status=0
"$VADVISE" -w facedetect --fields pick.memry_mb >out 2>err || status=$?
like "the fields there are get listed" "$(cat err)" '^Fields: platform .* goal\.budget_usd'
"$VADVISE" "$(printf 'bad\033[31mword')" >out 2>err
is "an error never sends control characters" "$(tr -d '[:print:]\n' <err)" ""
finish
