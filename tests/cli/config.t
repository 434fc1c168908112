#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Settings: which place wins, what may stand where, and errors with file and line.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
need jq
mkdir -p "$TEST_TMP/work" "$XDG_CONFIG_HOME/vadvise" && cd "$TEST_TMP/work" || exit 99
user=$XDG_CONFIG_HOME/vadvise/config

# value KEY: what is in force; origin KEY: where it comes from.
value()
{
    "$VADVISE" config --json -q | jq -r ".settings[] | select(.key == \"$1\") | .value"
}
origin()
{
    "$VADVISE" config --json -q | jq -r ".settings[] | select(.key == \"$1\") | .origin"
}

is "without files nothing is set" "$("$VADVISE" config -q)" ""
printf '# mine\nregion = us-west-2\nbudget = 0.001\n' >"$user"
is "the user's file is read" "$(value region) $(origin region)" "us-west-2 $user:2"
printf '\nregion = us-east-2\n' >.vadvise
is "the project's file wins over it" "$(value region) $(origin region)" "us-east-2 .vadvise:2"
is "other keys stay" "$(value budget) $(origin budget)" "0.001 $user:3"
is "the environment wins over the files" \
    "$(VADVISE_REGION=eu-west-1 value region) $(VADVISE_REGION=eu-west-1 origin region)" \
    "eu-west-1 VADVISE_REGION"
is "an empty variable is none" "$(VADVISE_REGION='' value region)" us-east-2
region="-w facedetect -b none --fields pick.region -q"
# shellcheck disable=SC2086 # words on purpose
is "the command line wins over all" \
    "$(VADVISE_REGION=eu-west-1 "$VADVISE" $region --region us-east-1)" us-east-1
# shellcheck disable=SC2086 # words on purpose
is "and settings reach the answer" "$(VADVISE_REGION=eu-west-1 "$VADVISE" $region)" eu-west-1
is "none takes a budget back" \
    "$("$VADVISE" -w facedetect --json -b none -q | jq .goal.budget_usd)" null
is "and whatever else was set" \
    "$(VADVISE_REGION=eu-west-1 VADVISE_MIN_RECALL=0.9 VADVISE_BILLING=100ms "$VADVISE" \
        -w facedetect -b none --region none --min-recall none --billing none \
        --price-as none --as-of today -f text -q | grep -E 'mtcnn on|billed per')" \
    "facedetect (sample data), mtcnn on aws-lambda-x86 us-east-1:
  Prices aws-2025-08, in force since 2025-08-01, billed per 1 ms."
like "text shows the settings as the file would" "$("$VADVISE" config -q)" '^region +.*= us-east-2$'
like "and where they come from" "$("$VADVISE" config --show-origin -q)" \
    '^region +.*= us-east-2  # \.vadvise:2$'

mkdir other
printf 'region = eu-north-1\n' >other/file
is "--config names another file" \
    "$(cd other && "$VADVISE" config --config file -q --json | jq -r '.settings[] |
        select(.key == "region") | .value + " " + .origin')" "eu-north-1 file:1"
is "as VADVISE_CONFIG does" \
    "$(cd other && VADVISE_CONFIG='file' "$VADVISE" config -q | grep -c eu-north-1)" 1
status=0
out=$("$VADVISE" list --config absent 2>&1) || status=$?
is "one that is not there is an error" "$status" 6
like "with its name" "$out" '^vadvise: absent: No such file'

cat >.vadvise <<'END'
latency = 90s
[workload facedetect]
latency = 50s
[workload transcode]
latency = 70s
END
: >"$user"
limit()
{
    "$VADVISE" advise "$1" --json -q | jq .goal.latency_ms
}
is "a section is for its workload" "$(limit facedetect) $(limit transcode)" "50000 70000"
is "others get what stands before the sections" "$(limit transcode-720p)" 90000
is "-w counts as well" "$("$VADVISE" -w facedetect --json -q | jq .goal.latency_ms)" 50000
printf 'workload = facedetect\nnow = 1024\n[workload facedetect]\nlatency = 50s\n' >.vadvise
status=0
"$VADVISE" check -q >/dev/null || status=$?
is "a project can make the gate need no arguments" "$status" 8
is "an operand wins over the workload set" "$("$VADVISE" show transcode --json -q | jq -r .workload)" \
    transcode
printf 'format = json\n' >.vadvise
is "a format can be set" "$("$VADVISE" list -q | jq -r .schema)" vadvise.list/1
like "which an option wins over" "$("$VADVISE" list -q -f text)" 'facedetect'
like "and which is not for exports" "$("$VADVISE" export transcode-720p -q | sed -n 1p)" 'memory_mb'
printf 'quiet = yes\n' >.vadvise
is "a flag can be set" "$("$VADVISE" --samples 2>&1 >/dev/null)" ""
like "and unset" "$(VADVISE_QUIET=no "$VADVISE" --samples 2>&1 >/dev/null)" 'Ask:'
printf 'skip = 1\n' >.vadvise

# wrong ERE TEXT...: the project's file with these lines is an error.
wrong()
{
    error=$1
    shift
    printf '%s\n' "$@" >.vadvise
    status=0
    out=$("$VADVISE" advise facedetect 2>&1 >/dev/null) || status=$?
    is "exit 2 for: $*" "$status" 2
    like "the error says where for: $*" "$out" "^vadvise: $error"
}
wrong "\.vadvise:2: there is no setting 'bugdet'; did you mean 'budget'\?" '# x' 'bugdet = 1'
wrong "\.vadvise:1: 'db' cannot be set by a project's file, only by yours" 'db = /tmp/x.db'
wrong "\.vadvise:1: there is no setting 'output'" 'output = /tmp/x'
wrong "\.vadvise:1: there is no setting 'config'" 'config = /tmp/x'
wrong "\.vadvise:2: 'color' cannot be set for one workload" '[workload x]' 'color = never'
wrong "\.vadvise:1: budget '0,02' is not an amount" 'budget = 0,02'
wrong "\.vadvise:1: free-tier 'maybe': expected true or false" 'free-tier = maybe'
wrong "\.vadvise:1: expected 'key = value'" 'budget'
wrong "\.vadvise:2: \[keys\] cannot be in a project's file, only in yours" '[keys]' 'quit = X'
rm .vadvise
is "an error in a variable names it" \
    "$(VADVISE_STAT=p59 "$VADVISE" -w facedetect 2>&1 | sed -n 1p)" \
    "vadvise: VADVISE_STAT: stat: 'p59' is not one of mean, p50, p95, p99"

printf '[keys]\nquit = X\nmark =\n' >"$user"
check "keys of the screen are for the user's file, and no concern of commands" \
    "$VADVISE" -w facedetect -b 0.002 -q

# doctor CHECK [ENVIRONMENT]: what doctor says of it.
doctor()
{
    check=$1
    shift
    env "$@" "$VADVISE" doctor --json -q |
        jq -r --arg check "$check" '.checks[] | select(.check == $check) | .state + " " + .detail'
}
like "doctor says what the screen has" "$(doctor terminal TERM=vt100)" '^ok vt100; no terminal'
like "and what it lacks" "$(doctor terminal TERM=dumb)" '^warning dumb'
like "where it remembers" "$(doctor screen TERM=vt100)" "^ok $XDG_STATE_HOME/vadvise/state: none"
mkdir -p "$XDG_STATE_HOME/vadvise"
echo nonsense >"$XDG_STATE_HOME/vadvise/state"
like "and what is wrong with that" "$(doctor screen TERM=vt100)" '^warning '
rm -r "$XDG_STATE_HOME"

printf 'db = %s\n' "$TEST_TMP/set.db" >"$user"
is "the user's file may name the database" "$(value db)" "$TEST_TMP/set.db"
printf 'memory_mb,duration_ms\n512,100\n1024,51\n' >s.csv
"$VADVISE" import s.csv -w w --platform aws-lambda-x86 -q >/dev/null
check "which is then used" test -s "$TEST_TMP/set.db"
check "and no other" test ! -e "$XDG_DATA_HOME/vadvise"
printf 'platform = gcf-gen1\nnow = 4096\nimplementation = x\nregion = eu-north-1\nworkload = u\n' \
    >.vadvise
"$VADVISE" import s.csv -w v --platform aws-lambda-x86 -q >/dev/null
is "settings do not reach what an import stores" "$("$VADVISE" show v --json -q \
    --platform all --implementation all --region us-east-1 | jq -r '.profiles[0].platform,
    .profiles[0].implementation, .now_mb' | tr '\n' ' ')" "aws-lambda-x86 default null "
status=0
"$VADVISE" forget --yes -q 2>/dev/null || status=$?
is "nor name what is deleted" "$status" 2
is "nor limit it" "$("$VADVISE" forget v --yes --json -q | jq -r '.samples, .platform' | tr '\n' ' ')" \
    "2 null "
rm .vadvise "$user"

"$VADVISE" config --template >template
sed -e 's/^#\([a-z-]* = \)/\1/' -e 's/^#\[/[/' template >all
is "the template has every key" "$(sed -n 's/^\([a-z-]*\) = .*/\1/p' all | sort -u)" \
    "$("$VADVISE" --help=json | jq -r '.options[] | select(.user_file) | .name' | sort)"
is "as it is, it sets nothing" "$("$VADVISE" config --config template -q)" ""
mkfifo .vadvise
check "a FIFO called .vadvise is not waited for" timeout 5 "$VADVISE" list -q
finish
