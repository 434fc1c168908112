#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The page of vadvise report in a real browser: it renders, asks for nothing, breaks no
# rule of its own policy, its sliders tell what advise tells, and it reads well.
# shellcheck disable=SC2016 # dollars in filters
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
need python3 jq chromium
VADVISE=${VADVISE:-vadvise}
mkdir -p "$TEST_TMP/look" && cd "$TEST_TMP" || exit 99

# now NAME FILTER [ARGS]: a filter over what was seen is true.
now()
{
    name=$1
    shift
    is "$name" "$(jq -c "$@" look.json 2>&1)" true
}

"$VADVISE" --db none.db report transcode-720p --price-as aws-lambda-x86 -l 8s --now 512 \
    --as-of 2026-11-28 -o page.html
"$VADVISE" --db none.db report transcode-720p --price-as aws-lambda-x86 -l 8s --now 512 \
    --as-of 2026-11-28 --json >page.json
# shellcheck disable=SC1003 # a backslash before a quote
hostile='<img src=x onerror="alert(1)"><i>\'"'"'&amp;<script>alert(2)<!-- ]]> \u003c'
{
    echo 'memory_mb,duration_ms,error,cpu'
    echo '512,2100,,"</title><img src=y>"'
    echo '1024,1100,,"</title><img src=y>"'
    echo '128,9,"</script><script>alert(3)</script>",'
} >hostile.csv
"$VADVISE" --db own.db import hostile.csv -w "$hostile" --platform aws-lambda-x86 \
    --implementation '<a href=z>"' >out 2>&1
"$VADVISE" --db own.db report "$hostile" -o hostile.html
sed 's|<main>|<main><img src="http://127.0.0.1:9/x.png"><script>document.title = 1</script>|' \
    page.html >control.html
"$VADVISE" --db none.db report transcode-720p -o unpriced.html
if ! python3 "$srcdir/tests/use/report_page.py" chromium look page.html hostile.html control.html \
    unpriced.html >look.json 2>look.err; then
    ok "a browser shows the page" 1
    note "$(cat look.err)"
    finish
fi
ok "a browser shows the page" 0
url=file://$(pwd -P)/page.html

now "what is asked for, and a breach of the policy, would be seen" \
    '.control | (.requests | length) == 2 and (.messages | length) >= 2'

now "names full of markup are read as text" ".hostile.heading == \$name" --arg name "$hostile"
now "they make no element" '.hostile | .strangers == 0 and .scripts == 2'
now "they run nothing and ask for nothing" \
    '.hostile | .messages == [] and (.requests | length) == 1 and .tries == 2'

# --- every size, light and dark ---

for view in wide_light wide_dark narrow_light narrow_dark; do
    now "$view: nothing but the page itself is asked for" ".$view.requests == [\$url]" --arg url "$url"
    now "$view: no message, no breach of the policy" ".$view.messages == []"
    now "$view: nothing is wider than the window" ".$view.shape | .scroll <= .view"
    now "$view: words have a contrast of 4.5 to 1" ".$view.contrast | .text.ratio >= 4.5 and .texts > 100"
    now "$view: so have lines and marks" ".$view.contrast.mark.ratio >= 4.5"
    now "$view: the answer is on the first screen" ".$view.shape.first < 800"
done
note "$(jq -c '[.[] | objects | .contrast? // empty | {text, mark}]' look.json)"
now "wide windows have the wide picture" '.wide_light.shape | .wide and (.narrow | not)'
now "narrow ones the narrow one" '.narrow_light.shape | .narrow and (.wide | not)'
now "dark is dark, light is white" \
    '(.wide_dark.contrast.ground | add) < 100 and .wide_light.contrast.ground == [255, 255, 255]'
now "every table has a caption and heads" '.wide_light.shape | .tables == .captions and .heads'
now "points and bands have tips" '.wide_light.shape.tips > 20'

# --- sliders ---

now "at the goal the slider says the pick" \
    '.goal.budget.texts[0] as $t | $page[0] | .what_if as $w |
     $t == "Pick: " + $w.picks[$w.grid[$w.latency_at][$w.budget_at]].text + "."' --slurpfile page page.json
now "moved, it says what the engine found there" \
    '.goal.budget.texts as $t | $page[0].what_if as $w |
     [0, 1, ($w.budgets | length) - 1] | map($w.grid[$w.latency_at][.] |
        if . < 0 then "No configuration meets this goal." else "Pick: " + $w.picks[.].text + "." end) == $t[1:]' \
    --slurpfile page page.json
now "so does the one of latencies" \
    '.goal.latency.texts as $t | $page[0].what_if as $w |
     (($w.budgets | length) - 1) as $b | [0, 1, ($w.latencies | length) - 1] | map($w.grid[.][$b] |
        if . < 0 then "No configuration meets this goal." else "Pick: " + $w.picks[.].text + "." end) == $t[1:]' \
    --slurpfile page page.json
now "and what they say changes" \
    '(.goal.latency.texts | unique | length > 2) and (.goal.budget.texts | unique | length > 1)'
now "the slider of sizes reads its size out" \
    '.memory.texts as $t | $page[0].readout as $r |
     [$r[0].text, $r[1].text, $r[-1].text] == $t[1:] and ($t[0] | startswith("1536 MB"))' \
    --slurpfile page page.json
now "screen readers hear the value in words" \
    '.goal.budget.spoken == "no limit" and .memory.spoken == "3008 MB"'
now "moving them asks for nothing and breaks nothing" '.moved.messages == [] and (.moved.requests | length) == 1'

# --- reading without eyes, and without a mouse ---

now "sliders have names" '.names.slider | length == 3 and all(. != "")'
now "pictures have names" '.names.image | length >= 1 and all(. != "")'
now "tables have names" '.names.table | length >= 6 and all(. != "")'
now "headings name every part" \
    '["transcode-720p", "Duration by size", "Cost by size", "Other goals", "Ways to run it", "What it rests on"] - .names.heading == []'
now "a slider with nothing to choose is not there" \
    '.unpriced | .tries == 2 and (.sliders | length) == 2 and (any(.sliders[]; test("cost")) | not)'
now "Tab reaches every slider and every table" \
    '["memory", "budget", "latency"] - .stops == [] and (.stops | map(select(. == "table")) | length >= 4)'

# --- without scripts, and on paper ---

now "without scripts there is everything but the sliders" \
    '.still.shape.tries == 0 and .still.shape.tables == .wide_light.shape.tables'
now "and no complaint" '.still.messages == [] and (.still.requests | length) == 1'
now "paper has no sliders" '.printed.shape.tries == 0'
now "and is white with dark words, also for who reads in the dark" \
    '.printed.contrast | .ground == [255, 255, 255] and .text.ratio >= 4.5'
is "a PDF is printed" "$(head -c 5 look/page.pdf)" "%PDF-"

# --- the language ---

html5=
for candidate in /usr/bin/python3 python3; do
    "$candidate" -c 'import html5lib' 2>/dev/null && html5=$candidate && break
done
if [ -n "$html5" ]; then
    check "a strict reader of HTML has nothing to say" "$html5" -c '
import html5lib
html5lib.HTMLParser(strict=True).parse(open("page.html", encoding="utf-8").read())'
else
    skip "a strict reader of HTML has nothing to say" "python3-html5lib is not installed"
fi
is "no id comes twice" "$(grep -o ' id="[^"]*"' page.html | sort | uniq -d)" ""
finish
