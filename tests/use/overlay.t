#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A user's own price file wins over the installed one, and the answer names it.
. "$srcdir/tests/tap.sh"

own=$XDG_CONFIG_HOME/vadvise/pricing
mkdir -p "$own"
sed 's/0\.0000166667/0.0000266667/g' "$srcdir/pricing/aws-lambda-x86.json" \
    >"$own/aws-lambda-x86.json"
is "a dearer price changes the pick" \
    "$("$VADVISE" -w facedetect -b 0.0025 -f plain --fields pick.cost_usd 2>/dev/null |
        cut -c1-5)" 0.002
like "the answer names the file" "$("$VADVISE" -w facedetect -b 0.003 2>&1 | tr -d '\n ')" \
    'Pricesfromyourownfile.*/vadvise/pricing/aws-lambda-x86\.json'
is "and so does the document" \
    "$("$VADVISE" -w facedetect -b 0.003 -f plain --fields pricing.0.overlay 2>/dev/null)" \
    "$own/aws-lambda-x86.json"
like "pricing list marks it" "$("$VADVISE" pricing list aws-lambda-x86)" 'your own'
check "pricing check reads it" "$VADVISE" pricing check
printf '{"schema":"vadvise.pricing/1","kind":"platform"' >"$own/aws-lambda-x86.json"
status=0
out=$("$VADVISE" -w facedetect -b 0.002 2>&1) || status=$?
is "a torn price file is an error: exit 4" "$status" 4
like "that names it" "$out" 'vadvise/pricing/aws-lambda-x86\.json'
status=0
"$VADVISE" pricing check >/dev/null 2>&1 || status=$?
is "pricing check finds it: exit 4" "$status" 4
finish
