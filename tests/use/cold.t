#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Cold starts, as people meet them: in advice, in tables, in a gate.
. "$srcdir/tests/tap.sh"
need jq awk

# 200 ms x (MB / 1024)^-0.8, one run in 25 cold: 400 ms of init and 1.5 times as long.
awk 'BEGIN {
    print "workload,platform,memory_mb,duration_ms,init_ms"
    split("256 512 1024 1769 3008", sizes, " ")
    for (s = 1; s <= 5; s++)
        for (i = 0; i < 100; i++) {
            wobble = 1 + 0.1 * ((i * 37 % 100) / 50 - 0.99)
            cold = i % 25 == 7
            ms = 200 * (sizes[s] / 1024) ^ -0.8 * wobble * (cold ? 1.5 : 1)
            init = cold ? sprintf("%.2f", 400 * (1 + (i % 4 - 1.5) / 20)) : ""
            printf "web,aws-lambda-x86,%d,%.3f,%s\n", sizes[s], ms, init
        }
}' >"$TEST_TMP/web.csv"
grep -v ',[0-9.]*[0-9]$' "$TEST_TMP/web.csv" | sed 's/^web/warm/' >"$TEST_TMP/warm.csv"
"$VADVISE" import "$TEST_TMP/web.csv" -q >/dev/null
"$VADVISE" import "$TEST_TMP/warm.csv" -q >/dev/null
day="--as-of 2026-11-01"

# field PATH ARGS...: a field of an answer's document.
field()
{
    path=$1
    shift
    "$VADVISE" "$@" $day --json 2>/dev/null | jq -r "$path"
}

# about NUMBER WANTED PART: are the numbers as near as that part?
about()
{
    awk -v a="$1" -v b="$2" -v part="$3" \
        'BEGIN { exit !(a != "null" && a - b <= part * b && b - a <= part * b) }'
}

is "the share seen is one in 25" "$(field .pick.cold.share advise web)" 0.04
is "and counts by default" "$(field .pick.cold.share_seen advise web)" 0.04
check "init is what was measured" about "$(field .pick.cold.init_ms advise web)" 400 0.05
check "and lies in its interval" about 1 \
    "$(field '[.pick.cold] | map(if .init_low_ms < 400 and .init_high_ms > 400
        then 1 else 0 end)[0]' advise web)" 0
is "a cold start is a part of the cost" "$(field '.pick.cold.extra_pusd > 0' advise web)" true
like "the answer says so in words" "$("$VADVISE" advise web $day 2>/dev/null | tr -s '\n ' ' ')" \
    '4\.0% start cold, as in the samples: \+4[0-9][0-9] ms each, [0-9.]+% of the bill; p99 is a cold start'

pick='[.pick.memory_mb, .pick.cost_pusd, .pick.duration_ms, .pick.p95_ms]'
for goal in "-l 250ms" "-b 0.000004" "-l 300ms --stat p99" "--stat mean"; do
    # shellcheck disable=SC2086 # options apart
    is "a share of 0 gives the advice of warm runs alone: $goal" \
        "$(field "$pick" advise web --cold-share 0 $goal)" \
        "$(field "$pick" advise warm $goal)"
done
like "and says what it left out" \
    "$("$VADVISE" advise web --cold-share 0 $day 2>/dev/null)" 'Left out: 20 cold starts'
is "a share may be a percentage" "$(field "$pick" advise web --cold-share 30%)" \
    "$(field "$pick" advise web --cold-share 0.3)"
is "the share seen may be asked for" "$(field "$pick" advise web --cold-share seen)" \
    "$(field "$pick" advise web)"

# Init is billed by AWS Lambda since August 2025.
now=$(field .pick.cold.extra_pusd advise web -m 1024)
before=$("$VADVISE" advise web -m 1024 --as-of 2025-07-31 --json | jq .pick.cold.extra_pusd)
check "before init was billed only the longer run was" test "$before" -lt "$((now / 3))"
check "but that was" test "$before" -gt 0

is "tables of measurements are of warm runs" "$("$VADVISE" fit web $day -f csv)" \
    "$("$VADVISE" fit web --cold-share 0 $day -f csv)"
is "with the same durations as without cold starts" "$(field '[.rows[].duration_ms]' fit web)" \
    "$(field '[.rows[].duration_ms]' fit warm)"
check "unless a share is asked for" \
    test "$(field '.rows[2].duration_ms > 600' fit web --cold-share 1)" = true
is "which the document states" "$(field .cold.share fit web --cold-share 1)" 1
check "show has init by size" about "$(field '.profiles[0].sizes[3].init_ms' show web)" 400 0.05
is "with the samples behind it" "$(field '.profiles[0].sizes[3].n_init' show web)" 4
like "in its table too" "$("$VADVISE" show web $day)" ' init '
check "and how much longer a cold run takes" \
    about "$(field '.profiles[0].cold.duration_factor' show web)" 1.5 0.05
is "a workload without cold starts has none" "$(field '.profiles[0].cold' show warm)" null
is "nor has its advice" "$(field .pick.cold advise warm)" null
like "a share that nothing was measured for is not made up" \
    "$("$VADVISE" advise warm --cold-share 5% $day 2>/dev/null)" 'No cold start was measured'

check "a gate passes on warm runs" \
    "$VADVISE" check web -m 1024 -l 300ms --stat p99 --cold-share 0 $day
status=0
"$VADVISE" check web -m 1024 -l 300ms --stat p99 $day >/dev/null 2>&1 || status=$?
is "and fails when one in 25 is cold: exit 8" "$status" 8

for share in 1.5 -1 120% x ''; do
    status=0
    "$VADVISE" advise web --cold-share "$share" >/dev/null 2>&1 || status=$?
    is "a share of '$share' is a mistake: exit 2" "$status" 2
done
mkdir -p "$XDG_CONFIG_HOME/vadvise"
printf 'cold-share = 0.5\n' >"$XDG_CONFIG_HOME/vadvise/config"
is "the share may be set for good" "$(field .pick.cold.share advise web)" 0.5
rm "$XDG_CONFIG_HOME/vadvise/config"

# Public measurements that are all forced cold starts; PUBLISHED_DATA as elsewhere.
published=${PUBLISHED_DATA:-$srcdir/../shared/data}/mbwilding-s3put.csv
if [ -f "$published" ]; then
    "$VADVISE" import "$published" -q >/dev/null
    off=0
    n=0
    for w in $(cut -d, -f1 "$published" | sed 1d | sort -u); do
        "$VADVISE" show "$w" --json | jq -r '.profiles[] | .platform as $p | .sizes[] |
            select(.n_init >= 5) | [$p, .memory_mb, .init_ms] | @csv' | tr -d '"' \
            >"$TEST_TMP/shown"
        awk -F, -v w="$w" '$1 == w && $9 == 1 && $7 != "" { print $3 "," $4 "," $7 }' \
            "$published" | sort -t, -k1,1 -k2,2n -k3,3n >"$TEST_TMP/sorted"
        awk -F, 'FNR == NR { at = $1 "," $2; inits[at, n[at]++] = $3; next }
            { at = $1 "," $2; print $3 / inits[at, int(n[at] / 2)] }' \
            "$TEST_TMP/sorted" "$TEST_TMP/shown" >"$TEST_TMP/ratios"
        n=$((n + $(wc -l <"$TEST_TMP/ratios")))
        off=$((off + $(awk '$1 < 0.9 || $1 > 1.1' "$TEST_TMP/ratios" | wc -l)))
    done
    check "published cold starts: init is known at over a hundred sizes" test "$n" -gt 100
    is "and within 10 % of its median at each" "$off" 0
    check "forced cold starts are nearly all of them" \
        about "$(field .pick.cold.share advise s3put50-dotnet6)" 1 0.02
else
    printf '# no folder with published measurements here\n'
fi
finish
