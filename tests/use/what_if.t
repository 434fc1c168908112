#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Prices changed for a command: the answers by them, the difference, the effect, keeping.
. "$srcdir/tests/tap.sh"

own=$XDG_CONFIG_HOME/vadvise/pricing
dear=aws-lambda-x86/GB-s=0.0000266667
field()
{
    "$VADVISE" -f plain --fields "$@" 2>/dev/null
}
# The same prices in a file of one's own must give the same answer.
is "a changed price changes the pick" \
    "$(field pick.memory_mb,pick.cost_pusd advise facedetect -b 0.003 --set "$dear")" \
    "$(mkdir -p "$own" && sed '/"aws-2025-08"/,$ s/0\.0000166667/0.0000266667/' \
        "$srcdir/pricing/aws-lambda-x86.json" >"$own/aws-lambda-x86.json" &&
        field pick.memory_mb,pick.cost_pusd advise facedetect -b 0.003)"
rm -r "$own"
is "the document marks the table" \
    "$(field pricing.0.what_if advise facedetect -b 0.003 --set "$dear")" 1
is "and no other answer" "$(field pricing.0.what_if advise facedetect -b 0.003)" 0
like "the answer says it" "$("$VADVISE" advise facedetect -b 0.003 --set "$dear" 2>&1)" \
    'What if: prices of aws-lambda-x86 are changed, and not saved'
like "an API's price too" \
    "$("$VADVISE" advise facedetect -b 0.003 --set vision/call:2=0.1 2>&1)" \
    'What if: prices of vision are changed, and not saved'
is "the table of a day is the one that is changed" \
    "$(field pick.cost_pusd advise facedetect -b 0.003 --as-of 2019-02-01 --set "$dear")" \
    "$(field pick.cost_pusd advise facedetect -b 0.003 --pricing aws-2019-02 \
        --set aws-lambda-x86/aws-2019-02/us-east-1/GB-s=0.0000266667 2>/dev/null)"
is "several changes add up" \
    "$(field changes.0.cell,changes.1.cell pricing set --set "$dear" \
        --set aws-lambda-x86/step=100ms | tr '\t' ' ')" "GB-s step"
is "an undone change is none" "$("$VADVISE" pricing set aws-lambda-x86/step=1 --json |
    grep -c '"changes": \[\]')" 1
like "the difference is shown, exactly" "$("$VADVISE" pricing set "$dear" 2>/dev/null)" \
    '0\.0000166667 +0\.0000266667'
like "and what it does to a pick" \
    "$("$VADVISE" pricing set "$dear" -w facedetect -b 0.003 2>/dev/null | tr -d '\n')" \
    'facedetect \(sample data\): [0-9]+ MB -> [0-9]+ MB, \$'
ok "nothing is written without --keep" "$([ ! -e "$own" ] && echo 0 || echo 1)"

status=0
out=$("$VADVISE" --read-only pricing set "$dear" --keep 2>&1) || status=$?
is "a read-only session keeps nothing: exit 2" "$status" 2
like "and says why" "$out" 'read-only: nothing may be written'
ok "there is no file" "$([ ! -e "$own" ] && echo 0 || echo 1)"
like "with --keep the file is named" "$("$VADVISE" pricing set "$dear" --keep)" \
    "kept in .*/vadvise/pricing/aws-lambda-x86\.json"
check "pricing check takes it" "$VADVISE" pricing check
is "one price differs from the installed file" \
    "$(diff "$srcdir/pricing/aws-lambda-x86.json" "$own/aws-lambda-x86.json" |
        grep -c '^>.*"usd"')" 1
is "the next answer uses it, and is no what-if" \
    "$(field pricing.0.what_if,pricing.0.overlay advise facedetect -b 0.003 | tr '\t' ' ')" \
    "0 $own/aws-lambda-x86.json"
is "which does not claim that its prices were verified" \
    "$(field pricing.0.unverified advise facedetect -b 0.003)" 1
like "the answer says so, and the table which they are" \
    "$("$VADVISE" advise facedetect -b 0.003; "$VADVISE" pricing show aws-lambda-x86)" \
    "Own prices, not the source's: GB-s \(group of us-east-1\)\."
like "in words" "$("$VADVISE" advise facedetect -b 0.003 | tr -s ' \n' ' ')" \
    'Part of price table [^ ]* is not verified'

awk 'BEGIN { print "workload,memory_mb,duration_ms"
    for (i = 10; i < 35; i++) { print "w" i ",512," 200 + i; print "w" i ",1024," 100 + i } }' |
    "$VADVISE" import - -q --platform aws-lambda-arm
out=$("$VADVISE" pricing set aws-lambda-arm/request=0.000001 2>/dev/null)
like "of a fleet the first twenty are said" "$out" 'And 5 workloads more that change'
is "and all are in the document" "$("$VADVISE" pricing set aws-lambda-arm/request=0.000001 \
    --json 2>/dev/null | grep -c '"workload": "w')" 25

# refuses STATUS REGEX ARGUMENTS...
refuses()
{
    want=$1
    regex=$2
    shift 2
    status=0
    out=$("$VADVISE" "$@" 2>&1) || status=$?
    is "refused with exit $want: $*" "$status" "$want"
    like "and why" "$out" "$regex"
}
refuses 2 'expected NAME/CELL=VALUE' advise facedetect --set nonsense
refuses 2 'expected NAME/CELL=VALUE' advise facedetect --set a/b/c/d/e=1
refuses 2 'expected a decimal number of US dollars' advise facedetect \
    --set aws-lambda-x86/GB-s=1e-5
refuses 4 "Did you mean 'GB-s'" advise facedetect --set aws-lambda-x86/GBs=1
refuses 4 "Did you mean 'aws-lambda-x86'" pricing set aws-lambda-x68/GB-s=1
refuses 2 'which price' pricing set
refuses 2 'no change to keep' pricing set aws-lambda-x86 --keep
refuses 2 "takes no --set" plan facedetect --set "$dear"
refuses 2 "takes no --set" probe run facedetect --set "$dear"
finish
