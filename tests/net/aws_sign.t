#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Thousands of random requests are signed as two signers of others sign them.
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/peers/peers.sh"
need_peer aws4 @smithy/signature-v4 @aws-crypto/sha256-js
n=5000
seed=$(date +%s)

"$builddir/tests/net/sign_random" "$seed" "$n" >"$TEST_TMP/requests"
ok "$n random requests are signed" $?
is "each on a line" "$(wc -l <"$TEST_TMP/requests" | tr -d ' ')" "$n"
said=$(node "$srcdir/tests/net/sign_peers.js" <"$TEST_TMP/requests" 2>"$TEST_TMP/apart")
like "the signer of the AWS SDK agrees with each (seed $seed)" "$said" "smithy $n,"
left_out=$(echo "$said" | sed -n 's/.* and \([0-9]*\) left out$/\1/p')
like "so does aws4, with all that it can sign" "$said" \
    "aws4 $((n - ${left_out:-0})) and"
is "no more than one in eight is left out" "$((${left_out:-$n} * 8 <= n))" 1
note "$said"
[ -s "$TEST_TMP/apart" ] && note "$(cut -c1-2000 "$TEST_TMP/apart")"

# Requests for another region than they were signed for are found.
said=$(head -n 20 "$TEST_TMP/requests" | sed 's/"region":"[^"]*"/"region":"sa-east-1"/' |
    node "$srcdir/tests/net/sign_peers.js" 2>/dev/null)
like "the comparison can fail" "$said" '^20 requests: smithy 0, aws4 0 '
finish
