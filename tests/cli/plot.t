#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# vadvise plot: a chart as text, as SVG and as data.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
VADVISE=${VADVISE:-vadvise}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
db=$work/own.db

# widest FILE: columns of its longest line, characters of one column assumed.
widest()
{
    LC_ALL=C.UTF-8 wc -L <"$1"
}

# refuses STATUS NAME COMMAND...: it exits so, and says nothing on stdout.
refuses()
{
    wanted=$1
    name=$2
    shift 2
    status=0
    out=$("$@" 2>"$work/err") || status=$?
    is "$name" "$status$out" "$wanted"
}

paper='--as-of 2019-02-01 --platform aws-lambda-x86 --implementation mtcnn'

# --- text ---

# shellcheck disable=SC2086 # options
"$VADVISE" plot facedetect $paper -b 0.002 >"$work/chart" 2>"$work/err"
is "a chart is an answer" "$?" 0
is "nothing is said beside it" "$(cat "$work/err")" ""
check "it fits 80 columns" test "$(widest "$work/chart")" -le 80
is "it has 24 rows" "$(wc -l <"$work/chart" | tr -d ' ')" 24
is "no line ends in a blank" "$(grep -c ' $' "$work/chart")" 0
text=$(cat "$work/chart")
words=$(tr '\n' ' ' <"$work/chart")
like "it is titled, and sample data are marked" "$text" \
    '^facedetect: p50 duration by memory .* SAMPLE DATA$'
like "the caption says how duration falls" "$words" \
    'Duration falls from 187\.7 s at 448 MB to 47\.9 s at 3008 MB; half of the gain is reached by 858 MB\.'
like "and what is picked" "$words" 'Pick: 1708 MB, 71\.9 s, [$]0\.0019995 per invocation\.'
like "and where the budget is passed" "$words" 'Sizes from 1709 MB cost more than the budget of [$]0\.002\.'
like "a published curve has no band, and says so" "$words" 'No spread was published, so no band is drawn\.'
like "the pick stands in the picture" "$text" '@.*: *|: pick 1708 MB'

"$VADVISE" plot transcode-720p -l 20s --ascii >"$work/ascii"
is "with --ascii there is nothing but ASCII" "$(LC_ALL=C grep -c '[^ -~]' "$work/ascii")" 0
like "a size that failed is marked" "$(cat "$work/ascii")" '^ *\|  x'
like "emulated measurements are marked" "$(head -n 1 "$work/ascii")" 'SAMPLE DATA, EMULATED$'
like "the latency goal is a line" "$(cat "$work/ascii")" 'goal 20\.0 s'
"$VADVISE" plot transcode-720p -l 20s --symbols ascii >"$work/plain"
check "--symbols ascii draws the same" cmp "$work/plain" "$work/ascii"
like "--symbols quadrant draws blocks" \
    "$("$VADVISE" plot transcode-720p -l 20s --symbols quadrant)" '[▀▄▖▗▘▝▚▞]'
LC_ALL=C "$VADVISE" plot transcode-720p -l 20s >"$work/plain"
check "a locale without UTF-8 has the same chart" cmp "$work/plain" "$work/ascii"
like "the statistic asked for is drawn" "$("$VADVISE" plot transcode-720p --stat p95)" \
    '^transcode-720p: p95 duration'
out=$("$VADVISE" plot facedetect --stat p95)
like "a published curve has no p95, so none is named" "$out" '^facedetect: duration by memory'
like "and the chart says so" "$out" '^No spread was published, so no band is drawn, and p95 is not known'
out=$("$VADVISE" plot transcode-720p --price-as aws-lambda-x86 -b 0.00001 | tr '\n' ' ')
like "sizes below the memory used are none that a budget could allow" "$out" \
    'Every size that can be picked costs more than the budget'

# --- costs, windows, axes ---

# shellcheck disable=SC2086 # options
"$VADVISE" plot facedetect $paper -b 0.002 --chart cost --zoom 1690-1730 >"$work/teeth"
is "a window on the costs is an answer" "$?" 0
words=$(tr '\n' ' ' <"$work/teeth")
like "the budget is a line" "$words" 'budget [$]2,000\.00 per 1M'
like "the caption says that billing makes it a saw-tooth" "$words" \
    '585 of 2,560 times the next size up is cheaper\.'
like "and what is shown" "$words" 'Shown are 1690 to 1730 MB\.'
like "the ticks are sizes of the window" "$words" ' 1696 +1712 +1728 '
# shellcheck disable=SC2086 # options
"$VADVISE" plot facedetect $paper -b 0.002 --chart both >"$work/both"
is "both charts have two titles" "$(grep -c '^facedetect: ' "$work/both")" 2
# shellcheck disable=SC2086 # options
is "the axes asked for are in the document" \
    "$("$VADVISE" plot facedetect $paper --axes log-lin --fields axes.x.scale,axes.y.scale |
        tr '\t\n' '  ')" "log linear "
# shellcheck disable=SC2086 # options
is "the exact cost of a size is there as well" \
    "$("$VADVISE" plot facedetect $paper --zoom 1700-1720 --format csv |
        sed -n 's/^1708,.*,0,[0-9.]*,\([0-9]*\)$/\1/p')" 1999468656
# shellcheck disable=SC2086 # options
"$VADVISE" plot facedetect $paper -b 0.002 --chart cost --svg >"$work/cost.svg"
is "costs are drawn as SVG" "$?" 0

# --- SVG ---

# shellcheck disable=SC2086 # options
"$VADVISE" plot facedetect $paper -b 0.002 --svg -o "$work/chart.svg"
is "SVG goes to a file" "$?" 0
# shellcheck disable=SC2086 # options
"$VADVISE" plot facedetect $paper -b 0.002 --svg >"$work/again.svg"
check "it has the same bytes every time" cmp "$work/chart.svg" "$work/again.svg"
if command -v xmllint >/dev/null 2>&1; then
    check "xmllint accepts it" xmllint --noout "$work/chart.svg"
else
    skip "xmllint accepts it" "xmllint is not installed"
fi

# --- names and data of the user's own ---

hostile='<b>&"x'"'"'</title>]]>'
printf 'memory_mb,duration_ms\n512,2100\n512,2150\n' >"$work/one.csv"
is "a name full of markup has no slash" "$(
    "$VADVISE" --db "$db" import "$work/one.csv" -w "$hostile" --platform local >"$work/out" 2>&1
    echo $?
)" 2
hostile='<b>&"x'"'"'<title>]]>'
check "samples at one size are imported" \
    "$VADVISE" --db "$db" import "$work/one.csv" -w "$hostile" --platform local
"$VADVISE" --db "$db" plot "$hostile" --svg >"$work/hostile.svg"
is "a name full of markup is drawn" "$?" 0
is "its markup is text" "$(grep -c '<b>' "$work/hostile.svg")" 0
if command -v xmllint >/dev/null 2>&1; then
    check "xmllint accepts that too" xmllint --noout "$work/hostile.svg"
    is "the name is all there" \
        "$(xmllint --xpath 'string(/*/*[local-name()="title"])' "$work/hostile.svg")" \
        "$hostile: p50 duration by memory"
else
    skip "xmllint accepts that too" "xmllint is not installed"
fi
words=$("$VADVISE" --db "$db" plot "$hostile" | tr '\n' ' ')
like "one size is a point without a curve, and says so" "$words" \
    'at 512 MB, the one size measured\..*one size measured, so there is no curve'
like "an API without a published duration is left out by name" \
    "$("$VADVISE" plot facedetect | tr '\n' ' ')" \
    'vision on [^ ]* is not drawn: its duration was not published'

# --- data ---

is "the document names its schema" "$("$VADVISE" plot facedetect --fields schema)" vadvise.plot/1
# shellcheck disable=SC2086 # options
is "it has the pick" "$("$VADVISE" plot facedetect $paper -b 0.002 --fields pick.memory_mb)" 1708
# shellcheck disable=SC2086 # options
is "and the sizes over the budget" \
    "$("$VADVISE" plot facedetect $paper -b 0.002 --fields over_budget.0.from_mb)" 1709
like "one series is a table of its points" "$("$VADVISE" plot transcode-720p --format csv)" \
    '^memory_mb,duration_ms,duration_ms_low,duration_ms_high,measured'

# --- refusals ---

refuses 2 "two charts do not fit one SVG" "$VADVISE" plot facedetect --chart both --svg
refuses 2 "a window upside down is refused" "$VADVISE" plot facedetect --zoom 900-800
refuses 2 "a window that is not two sizes is refused" "$VADVISE" plot facedetect --zoom 900
refuses 4 "a window beside all sizes is refused" "$VADVISE" plot facedetect --zoom 11000-12000
like "what there is is named" "$(cat "$work/err")" 'only from [0-9]* to [0-9]* MB'
refuses 4 "without a price there is no chart of costs" \
    "$VADVISE" plot transcode-720p --chart cost
like "and a way to one is named" "$(cat "$work/err")" 'price-as'
refuses 2 "unknown symbols are refused" "$VADVISE" plot facedetect --symbols brail
like "the ones there are are named" "$(cat "$work/err")" 'braille, quadrant, ascii'
refuses 4 "an unknown workload has no chart" "$VADVISE" plot facedetct
like "the nearest one is named" "$(cat "$work/err")" "'facedetect'"
printf 'memory_mb,duration_ms,error\n512,,out of memory\n' >"$work/bad.csv"
check "failures alone are imported" \
    "$VADVISE" --db "$db" import "$work/bad.csv" -w bad --platform local
refuses 4 "nothing but failures has no chart" "$VADVISE" --db "$db" plot bad
like "and that is said" "$(cat "$work/err")" 'no duration is known'

finish
