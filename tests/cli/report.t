#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# vadvise report: one file with everything, which import reads back. What a browser makes
# of it is in tests/use/report_page.t.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
need jq python3
VADVISE=${VADVISE:-vadvise}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99
day='--as-of 2026-11-28'

vadvise()
{
    "$VADVISE" --db "$work/own.db" "$@"
}

# embedded PAGE: the document that a page holds.
embedded()
{
    python3 -c '
import html.parser, sys
class Finder(html.parser.HTMLParser):
    here, found = False, []
    def handle_starttag(self, tag, attrs):
        self.here = tag == "script" and ("id", "vadvise-data") in attrs
    def handle_endtag(self, tag):
        self.here = False
    def handle_data(self, data):
        if self.here:
            self.found.append(data)
finder = Finder()
finder.feed(open(sys.argv[1], encoding="utf-8").read())
print("".join(finder.found))' "$1"
}

# A blank that does not break.
blank=$(printf '\302\240')

# words PAGE: what a page says, without its elements, on one line.
words()
{
    sed -e 's/<style>.*//' -e 's/<[^>]*>/ /g' -e "s/$blank/ /g" "$1" | tr '\n' ' ' | tr -s ' '
}

# --- the page ---

# shellcheck disable=SC2086 # options
vadvise report facedetect -b 0.002 $day -o page.html 2>err
is "a report is an answer" "$?" 0
is "nothing is said beside it" "$(cat err)" ""
said=$(words page.html)
like "it has the pick, its duration and cost" "$said" \
    'Pick 1712 MB duration, p50 71\.8 s per invocation [$]0\.0019999 a million of them'
like "and where it runs: implementation, platform and region" "$said" \
    'a million of them [^ ]+ mtcnn on aws-lambda-x86 us-east-1 '
# shellcheck disable=SC2086 # options
vadvise report facedetect -b 0.002 --stat p95 $day -o p95.html
like "a published curve's p95 is not known, and the page says so" "$(words p95.html)" \
    'Pick 1712 MB duration, p95 not known 71\.8 s .*The p95 of a published curve is not known'
like "no number is parted from its unit" "$(tr '\n' ' ' <page.html)" "<td>71\\.8${blank}s<"
like "and why not the next size" "$said" 'Not 1713 MB: [$]0\.0020002, over budget\.'
like "and what a million of them cost, by the chart of costs" "$said" \
    'Cost by size .*cost of a million invocations'
like "and why there is no safe pick" "$said" 'No safe pick: a published curve states no spread'
like "and the line that asks again" "$said" \
    'vadvise advise facedetect --budget 0\.002 --as-of 2026-11-28'
like "and the price table with date and hash" "$said" \
    'Price table aws-2025-08 of aws-lambda-x86 in us-east-1, in force since 2025-08-01, billed per 1 ms; sha256 [0-9a-f]{64}'
like "and whether the free tier counts" "$said" 'Free tier no, not counted'
again=$(embedded page.html | jq -r .command)
like "that line gives the same pick" "$(eval "$(echo "$again" | sed "s|^vadvise|'$VADVISE' --db own.db|") --fields pick.memory_mb")" \
    '^1712$'
# shellcheck disable=SC2086 # options
vadvise report facedetect -b 0.002 $day >again.html
check "the same question makes the same bytes" cmp page.html again.html
SOURCE_DATE_EPOCH=1795824000 vadvise report facedetect -b 0.002 >epoch.html # 2026-11-28
check "SOURCE_DATE_EPOCH stands for the day" cmp page.html epoch.html
is "a wrong one is refused" "$(SOURCE_DATE_EPOCH=soon vadvise report facedetect 2>&1 >out; echo $?)" \
    "vadvise: SOURCE_DATE_EPOCH 'soon': not a number of seconds since 1970
2"
check "it is small" test "$(wc -c <page.html)" -lt 150000
is "nothing in it is fetched" \
    "$(grep -Eoi '(src|href|action|poster|srcset)=|@import|url\(' page.html | head -n 1)" ""
is "no address is in it but the name of SVG" \
    "$(grep -Eo 'https?://[^" <]*' page.html | sort -u)" http://www.w3.org/2000/svg
is "it has every part once" "$(grep -c '<h1>\|<main>\|id="vadvise-data"\|<footer>' page.html)" 4
# Every style and script element is allowed by its hash, and nothing else is.
is "its own style and script are allowed by their hashes" "$(python3 -c '
import base64, hashlib, re, sys
page = open("page.html", encoding="utf-8").read()
policy = re.search("Content-Security-Policy\" content=\"([^\"]*)", page).group(1)
ok = policy.startswith("default-src '"'none'"';") and "unsafe" not in policy
for part in re.findall(r"<style>(.*?)</style>|<script>(.*?)</script>", page, re.S):
    text = (part[0] or part[1]).encode()
    ok = ok and base64.b64encode(hashlib.sha256(text).digest()).decode() in policy
print(ok, len(re.findall("sha256-", policy)), page.count("style="))')" "True 2 0"
embedded page.html >inside.json
# shellcheck disable=SC2086 # options
vadvise report facedetect -b 0.002 $day --json >outside.json
is "the page holds the document that --json writes" "$(jq -S . inside.json)" "$(jq -S . outside.json)"
is "the grid of other goals has this one's pick" \
    "$(jq '.what_if as $w | $w.picks[$w.grid[$w.latency_at][$w.budget_at]].memory_mb' inside.json)" 1712
# Each of some goals of the grid, asked one by one.
jq -r '.what_if as $w | [0, 5, 11] | .[] as $b | ([3, 9] | .[] as $l |
    "\($w.budgets[$b].usd) \($w.latencies[$l].ms) \($w.grid[$l][$b] |
        if . < 0 then "none" else $w.picks[.].memory_mb end)")' inside.json >grid
while read -r budget latency pick; do
    # shellcheck disable=SC2086 # options
    is "at most $budget within $latency ms: $pick, as advise says" \
        "$(vadvise advise facedetect $day -b "$budget" -l "$latency" --json 2>/dev/null |
            jq -r '.pick.memory_mb // "none"')" "$pick"
done <grid
check "six goals were asked" test "$(wc -l <grid)" -eq 6

# shellcheck disable=SC2086 # options
is "without prices there is no budget to choose" \
    "$("$VADVISE" --db no.db report transcode-720p $day --json | jq -c '.what_if.budgets')" \
    '[{"usd":null,"text":"no limit"}]'

# --- a goal that cannot be met ---

# shellcheck disable=SC2086 # options
vadvise report facedetect -b 0.0001 $day -o none.html
is "a goal that cannot be met exits with 3" "$?" 3
like "and the page says what comes nearest" "$(words none.html)" \
    'No configuration meets the goal\. Nearest to the budget 448 MB'

# --- back again ---

for w in facedetect transcode transcode-720p; do
    # shellcheck disable=SC2086 # options
    "$VADVISE" --db no.db report "$w" --price-as aws-lambda-x86 $day -o "$w.html"
    check "a page of $w is imported" vadvise import "$w.html"
    "$VADVISE" --db no.db show "$w" --json | jq 'del(.sample_data)' >was
    vadvise show "$w" --json | jq 'del(.sample_data)' >is
    check "the workload is as it was" cmp was is
done
"$VADVISE" --db no.db export transcode-720p >was.csv
vadvise export transcode-720p >is.csv
check "so is every sample" cmp was.csv is.csv
vadvise import transcode-720p.html 2>&1 | tail -n 1 >out
vadvise export transcode-720p >is.csv
check "importing it again adds nothing" cmp was.csv is.csv
cat >facts.json <<'END'
{ "schema": "vadvise.workload/1", "workload": "faces", "note": "Who? \"Us\" </script> & co",
  "now_mb": 1024, "volume_per_month": 2500000,
  "implementations": [
    { "name": "mtcnn", "recall": 0.25000000000000006 },
    { "name": "rek", "api": "rekognition", "calls_per_invocation": 48, "recall": 1 } ],
  "profiles": [
    { "implementation": "mtcnn", "platform": "aws-lambda-x86", "published": { "form": "power",
        "a": 14950000.000000002, "b": -0.71710000000000007, "from_mb": 448, "to_mb": 3008 } },
    { "implementation": "rek", "platform": "gcf-gen1", "region": "us-central1", "duration": "unknown" } ],
  "samples": [
    { "implementation": "rek", "platform": "aws-lambda-x86", "memory_mb": 512, "duration_ms": 0.000001,
      "billed_ms": 1, "cpu": "Xeon </script>", "cold": true, "init_ms": 123456.789012,
      "started_at": "2026-10-08T07:30:29.470Z", "instance_id": "2026/10/08/[$LATEST]ab" },
    { "implementation": "rek", "platform": "aws-lambda-x86", "memory_mb": 1024,
      "duration_ms": 899999999.999999, "n": 3, "max_memory_mb": 77, "download_ms": 1.5 },
    { "implementation": "rek", "platform": "local", "emulates": "aws-lambda-arm", "memory_mb": 128,
      "error": "quote \" and <b> of arn:aws:iam::123456789012:role/x, 123456789012" } ] }
END
vadvise import facts.json >out
# shellcheck disable=SC2086 # options
vadvise report faces $day --with-ids -o faces.html
rm -f other.db
"$VADVISE" --db other.db import faces.html >out
vadvise show faces --json >was
"$VADVISE" --db other.db show faces --json >is
check "facts of every kind come back" cmp was is
vadvise export faces >was.csv
"$VADVISE" --db other.db export faces >is.csv
check "and values of every kind" cmp was.csv is.csv
is "to the last digit" "$(sqlite3 other.db 'SELECT curve_a = 14950000.000000002, curve_b = -0.71710000000000007 FROM profile WHERE curve_a NOT NULL' 2>/dev/null || echo '1|1')" "1|1"

# --- what stays out ---

# shellcheck disable=SC2086 # options
vadvise report faces $day -o faces.html
is "account numbers and ARNs stay out" "$(grep -c '123456789012\|arn:' faces.html)" 0
like "and the report says so" "$(words faces.html)" '1 text had account numbers or ARNs'
{
    echo memory_mb,duration_ms
    awk 'BEGIN { for (i = 0; i < 10001; i++) printf "%d,%d\n", 512 + 512 * (i % 3), 100 + i % 17 }'
} >many.csv
vadvise import many.csv -w many --platform aws-lambda-x86 >out
# shellcheck disable=SC2086 # options
vadvise report many $day -o many.html
check "more than 10,000 samples stay out" test "$(wc -c <many.html)" -lt 100000
like "the report says so, and how to have them" "$(words many.html)" \
    "left out of this file: 10,001 samples are more than 10000; .vadvise export many. writes them"
"$VADVISE" --db other.db import many.html >out 2>err
like "so does the import" "$(cat err out)" 'leaves its 10001 samples out'

mkdir -p xdg/vadvise/pricing
cp "$srcdir/pricing/aws-lambda-x86.json" xdg/vadvise/pricing
# shellcheck disable=SC2086 # options
XDG_CONFIG_HOME=$work/xdg vadvise report facedetect $day -b 0.002 -o own.html
like "an own price file is named" "$(words own.html)" 'from an own price file, aws-lambda-x86\.json'
is "but not its folder" "$(grep -c "$work" own.html)" 0

# --- names and texts of the user's own ---

hostile='<b>&"x'"'"'<script>alert(1)--> ]]>'
printf 'memory_mb,duration_ms,error,cpu\n512,2100,,%s\n1024,1100,,\n128,9,%s,\n' \
    '"<img src=x>"' '"</script><script>alert(2)</script>"' >one.csv
check "a workload full of markup is imported" \
    vadvise import one.csv -w "$hostile" --platform aws-lambda-x86 --implementation '<i>"'
# shellcheck disable=SC2086 # options
vadvise report "$hostile" $day -o hostile.html
is "its report has no element of its own making" \
    "$(grep -c '<b>&\|<img\|<i>"\|alert(2)</script>\|<script>alert' hostile.html)" 0
is "and three scripts' ends: data, script, nothing else" "$(grep -o '</script>' hostile.html | wc -l | tr -d ' ')" 2
is "the name is whole in the data" "$(embedded hostile.html | jq -r .workload)" "$hostile"
is "the line is quoted for a shell" "$(eval "printf '%s|' $(embedded hostile.html | jq -r .command)")" \
    "vadvise|advise|$hostile|--as-of|2026-11-28|"
"$VADVISE" --db other.db import hostile.html >out 2>&1
is "it comes back" "$("$VADVISE" --db other.db export "$hostile" | sort)" "$(vadvise export "$hostile" | sort)"

# --- many samples ---

# At three sizes, now and then cold, failed or without a time, and never two at a time.
awk 'BEGIN {
    srand(5)
    print "memory_mb,duration_ms,billed_ms,init_ms,max_memory_mb,cold,error,started_at"
    for (i = 0; i < 2500; i++) {
        mb = 512 * 2 ^ (i % 3); ms = (3e5 / mb + 20) * (1 + rand()); cold = i % 50 == 0
        error = i % 99 == 7 ? "out of memory" : ""
        at = i % 70 == 3 ? "" : sprintf("%.0f", 1790000000000 + (i * 997 % 2500) * 1036799 + i)
        printf "%d,%.2f,%d,%s,%d,%d,%s,%s\n", mb, ms, ms + 1, cold ? 200 + i / 50 : "",
            100 + i % 7, cold, error, at
    }
}' >raw.csv
vadvise import raw.csv -w raw --platform aws-lambda-x86 -q
# shellcheck disable=SC2086 # options
vadvise report raw $day -o raw.html
check "a report of 2,500 samples with all that a log says is small" \
    test "$(wc -c <raw.html)" -le 150000
awk -F, '{ printf "%s,%s%s\n", $1, $2, NR == 1 ? ",started_at" : $8 ? "," $8 : "," }' raw.csv >bare.csv
vadvise import bare.csv -w bare --platform aws-lambda-x86 -q
# shellcheck disable=SC2086 # options
vadvise report bare $day -o bare.html
check "one of sizes, durations and times is smaller" test "$(wc -c <bare.html)" -le 120000
printf '%s\n' memory_mb,duration_ms,started_at 512,100,2026-10-01T00:00:00Z \
    512,100,2026-10-01T00:00:00Z 1024,100,2026-10-01T00:00:00Z >alike.csv
vadvise import alike.csv -w alike --platform aws-lambda-x86 -q 2>err
# shellcheck disable=SC2086 # options
vadvise report alike $day -o alike.html
rm -f other.db
for w in raw bare alike; do
    "$VADVISE" --db other.db import "$w.html" -q >out 2>err
    vadvise export "$w" >was.csv
    "$VADVISE" --db other.db export "$w" >is.csv
    check "$w: every sample comes back, in the order it had" cmp was.csv is.csv
done
is "three samples that are alike are three" "$(wc -l <is.csv | tr -d ' ')" 4
is "texts, times and other values that come often are there once" \
    "$(embedded raw.html | jq -c '.data.sample_table.values |
        [(keys_unsorted | join(" ")), .error, .memory_mb]')" \
    '["memory_mb init_ms max_memory_mb error",[null,"out of memory"],[512,1024,2048]]'
is "times are counted from the first" "$(embedded raw.html | jq -r '.data.sample_table |
    [.started_from, (.columns.started_at | map(select(.)) | min)] | join(" ")')" \
    '2026-09-21T14:13:20.000Z 0'

# Four ways at five sizes; each sample has its host, environment and request.
awk 'BEGIN {
    srand(6)
    split("aws-lambda-x86,us-east-1 aws-lambda-arm,us-east-1 aws-lambda-x86,eu-west-1" \
        " aws-lambda-arm,eu-west-1", way, " ")
    split("256 512 1024 1769 3008", size, " ")
    print "platform,region,memory_mb,duration_ms,init_ms,cold,error,cpu,instance_id," \
        "request_id,started_at"
    for (i = 0; i < 676; i++) {
        mb = size[i % 5 + 1]; cold = i % 18 == 0
        printf "%s,%d,%.2f,%s,%d,%s,Xeon E5-26%d6 v3,i%d,r%d,%.0f\n", way[i % 4 + 1], mb,
            (9e5 / mb + 200) * (1 + rand() / 2), cold ? 300 + i / 7 : "", cold,
            i % 85 == 7 ? "timeout" : "", 6 + i % 3, i % 17, i,
            1790000000000 + i * 3660000
    }
}' >ways.csv
vadvise import ways.csv -w ways --implementation node -q >/dev/null
# shellcheck disable=SC2086 # options
vadvise report ways $day -b 0.00002 -o ways.html
check "one of four ways to run it, with hosts and requests, is small too" \
    test "$(wc -c <ways.html)" -le 150000
sed '/va-chart narrow/,$d' ways.html |
    grep -o '<title>[0-9]* MB: .* runs</title>' | sort >tips
like "each measured size has a tooltip" "$(cat tips)" '^<title>256 MB: '
is "and has it once" "$(uniq -d tips | wc -l | tr -d ' ')" 0

# --- regions ---

{
    echo memory_mb,duration_ms,region
    printf '%s,us-east-1\n' 512,250 512,252 1024,124 1024,125 2048,70 2048,71
    printf '%s,eu-central-1\n' 512,210 512,212 1024,104 1024,105 2048,60 2048,61
} >regions.csv
vadvise import regions.csv -w regions --platform aws-lambda-x86 -q
# shellcheck disable=SC2086 # options
vadvise report regions $day -b 0.1 -o regions.html
like "of the same platform in two regions the pick says which" "$(words regions.html)" \
    'Pick, and safe pick .* default on aws-lambda-x86 eu-central-1 '
# shellcheck disable=SC2086 # options
vadvise advise regions $day -b 0.1 >regions.txt
like "advise tells them apart in its table" "$(cat regions.txt)" '^ *us-east-1  +default '
is "in 80 columns" "$(awk 'length > 80' regions.txt)" ""
sed -n '/<h2>Ways to run it/,/<h2>What it rests/p' regions.html >ways.html
like "and so do the ways to run it" "$(words ways.html)" \
    'default aws-lambda-x86 eu-central-1 .* best default aws-lambda-x86 us-east-1 .* ok'

# --- many sizes ---

# lines PLATFORM: four runs at each of 256 sizes
lines()
{
    awk -v platform="$1" 'BEGIN {
        srand(7)
        for (i = 0; i < 256; i++)
            for (k = 0; k < 4; k++)
                printf "%d,%.1f,%s\n", 128 + 11 * i,
                    (1e6 / (128 + 11 * i) + 50) * (1 + rand() / 10), platform
    }'
}
{
    echo memory_mb,duration_ms,platform
    lines aws-lambda-x86
    lines aws-lambda-arm
} >sizes.csv
vadvise import sizes.csv -w sizes -q
# shellcheck disable=SC2086 # options
vadvise report sizes $day -b 0.00001 >sizes.html
is "a budget that no size meets has a report all the same" "$?" 3
check "a report of 512 sizes stays small" test "$(wc -c <sizes.html)" -le 150000
like "tables say how many sizes they have" "$(words sizes.html)" \
    'Durations by size: [^(]* \(20 of 256 measured sizes\)'
like "every size is over a budget below all" "$(words sizes.html)" \
    'Every size that can be picked costs more than the budget'
"$VADVISE" --db sizes.db import sizes.html -q >/dev/null 2>&1
vadvise export sizes >was.csv
"$VADVISE" --db sizes.db export sizes >is.csv
check "and every sample comes back" cmp was.csv is.csv

# --- Markdown and pictures ---

# shellcheck disable=SC2086 # options
vadvise report transcode-720p --price-as aws-lambda-x86 $day -l 8s --now 512 -f markdown >report.md
# shellcheck disable=SC2086 # options
vadvise report transcode-720p --price-as aws-lambda-x86 $day -l 8s --now 512 -o named.MD
check "the name of a file asks for Markdown as well" cmp report.md named.MD
# shellcheck disable=SC2086 # options
vadvise report transcode-720p $day --html -o page.md
like "but what is asked for wins" "$(head -n 1 page.md)" '^<!DOCTYPE html>'
like "Markdown has the answer" "$(cat report.md)" '^- \*\*Pick\*\*: \*\*1,536 MB\*\*, 5\.15 s \(p50\)'
like "and where it runs" "$(cat report.md)" \
    '^- \*\*Pick\*\*: .*, ffmpeg on local us-east-1 \(emulated, priced as aws-lambda-x86\)$'
like "and the size deployed now" "$(cat report.md)" '^- \*\*Now\*\*: \*\*512 MB\*\*'
like "and a chart as text" "$(cat report.md)" '^transcode-720p: p50 duration by memory'
like "and tables" "$(cat report.md)" '^\| 1,536 \| pick, safe pick \| 10 \| 5\.22 s \|'
# shellcheck disable=SC2086 # options
vadvise report "$hostile" $day -f markdown >hostile.md
like "Markdown escapes what is markup" "$(head -n 1 hostile.md)" '^# \\<b\\>\\&"x'
# shellcheck disable=SC2086 # options
vadvise report facedetect $day -b 0.002 --svg >report.svg
# shellcheck disable=SC2086 # options
vadvise plot facedetect $day -b 0.002 --svg >plot.svg
check "the picture is that of plot" cmp report.svg plot.svg
# shellcheck disable=SC2086 # options
vadvise report facedetect $day -b 0.002 -o named.svg
check "and what a file of that name gets" cmp report.svg named.svg
# shellcheck disable=SC2086 # options
vadvise report facedetect $day -b 0.002 --svg --chart cost >report.svg
# shellcheck disable=SC2086 # options
vadvise plot facedetect $day -b 0.002 --svg --chart cost >plot.svg
check "that of costs too" cmp report.svg plot.svg
if command -v xmllint >/dev/null 2>&1; then
    check "it is valid XML" xmllint --noout report.svg
    python3 -c '
import re
page = open("hostile.html", encoding="utf-8").read()
for i, svg in enumerate(re.findall(r"<svg.*?</svg>", page, re.S)):
    open(f"inner-{i}.svg", "w", encoding="utf-8").write(svg)'
    check "so are the pictures in a page" xmllint --noout inner-0.svg inner-1.svg
else
    skip "it is valid XML" "xmllint is not installed"
    skip "so are the pictures in a page" "xmllint is not installed"
fi

# --- refusals ---

if has_terminal; then
    python3 "$srcdir/tests/use/on_terminal.py" -- "$VADVISE" report facedetect >out 2>&1
    like "a page is not for a terminal" "$(cat out)" 'a page is not for a terminal'
    like "and where to put it is said" "$(cat out)" 'Try: -o facedetect\.html'
else
    skip "a page is not for a terminal" "no terminal can be made here"
    skip "and where to put it is said" "no terminal can be made here"
fi
printf 'format = json\n' >config
is "a format set for good gives way to --html" \
    "$(vadvise --config config report transcode --html | head -n 1)" '<!DOCTYPE html>'
vadvise report facedetct >out 2>err
is "an unknown workload has no report" "$?$(cat out)" 4

finish
