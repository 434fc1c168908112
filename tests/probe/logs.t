#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Past invocations of AWS Lambda from its logs: all of them, each once, whatever the
# service does meanwhile.
. "$srcdir/tests/tap.sh"
need python3 jq
cd "$TEST_TMP" || exit 99

AWS_ACCESS_KEY_ID=AKIDEXAMPLE
AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY
AWS_REGION=eu-west-1
AWS_EC2_METADATA_DISABLED=true
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION AWS_EC2_METADATA_DISABLED

day=86400
today=$(($(date +%s) / day * day))
pids=

stop_servers()
{
    for pid in $pids; do
        kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
    done
    pids=
}
trap stop_servers EXIT
trap 'exit 1' HUP INT TERM

# serve SETTINGS: a server of its own for each part; AWS_ENDPOINT_URL says where.
serve()
{
    stop_servers
    rm -rf server
    mkdir server
    python3 "$srcdir/tests/probe/logs_server.py" server "$1" >server/log 2>&1 </dev/null &
    pids=$!
    tries=0
    while [ ! -f server/port ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 400 ] || { note "$(cat server/log)" && exit 1; }
        sleep 0.05
    done
    AWS_ENDPOINT_URL=http://127.0.0.1:$(cat server/port)
    export AWS_ENDPOINT_URL
}

# vadvise ARG...: with a database of the test's own; its exit status is left in status.
vadvise()
{
    status=0
    "$VADVISE" --db "$db" "$@" 2>err || status=$?
}

# numbers: what was stored of thumbs, as "n failures cold".
numbers()
{
    "$VADVISE" --db "$db" export thumbs -f jsonl | jq -s -r '"\(map(.n // 1) | add // 0) \(
        map(select(.error)) | length) \(map(select(.cold == true or .cold == 1)) | length)"'
}

# --- report by report ---

for format in text json mixed; do
    db=$format.db
    serve "{\"events\": 1500, \"every_ms\": 60000, \"from_ms\": $((today - 2 * day))000,
        \"format\": \"$format\", \"page\": 97, \"busy\": 7}"
    out=$(vadvise import --logs thumbs --since 3d --until 1m --json; exit "$status")
    is "$format logs are imported, although the service is busy" "$?" 0
    is "every report of them" "$(echo "$out" | jq -c '[.file, .stored, .failures, .cold]')" \
        '["logs of thumbs",1500,30,30]'
    like "the service was busy in each way" "$(jq -r .busy server/journal | sort -u |
        tr '\n' ' ')" '0 1 2'
    is "nothing was signed wrong" "$(grep -c denied server/journal)" 0
done
is "samples have what the reports say" "$("$VADVISE" --db text.db export thumbs -f jsonl |
    jq -c 'select(.request_id == "00000001-0000-4000-8000-000000000032")
        | [.memory_mb, .cold, .max_memory_mb, .started_at, .instance_id != null]')" \
    "[1769,1,85,\"$(date -u -d "@$((today - 2 * day + 3000))" +%Y-%m-%dT%H:%M:%S).000Z\",true]"
out=$("$VADVISE" --db text.db show thumbs --json)
is "platform, region and the size deployed come from Lambda" "$(echo "$out" |
    jq -c '[.profiles[0].platform, .profiles[0].region, .now.memory_mb // .now_mb]')" \
    '["aws-lambda-arm","eu-west-1",1024]'

# --- nothing twice ---

db=twice.db
serve "{\"events\": 600, \"every_ms\": 240000, \"from_ms\": $((today - 2 * day))000}"
vadvise import --logs thumbs --since "$((today - 2 * day))000" --until "$((today - day))000" >out
is "a day is imported" "$(numbers)" "360 8 8"
vadvise import --logs thumbs --since "$((today - 2 * day))000" --until "$((today - day))000" >out
like "the same day again adds nothing" "$(cat out)" 'Nothing stored'
vadvise import --logs arn:aws:lambda:eu-west-1:123456789012:function:thumbs --since 3d >out
like "a time that overlaps adds what is new" "$(cat out)" '^360 left out'
is "and each is there once" "$(numbers)" "600 12 12"

# --- counted by the provider ---

db=insights.db
serve "{\"events\": 2880, \"every_ms\": 90000, \"from_ms\": $((today - 3 * day))000, \"busy\": 5}"
vadvise import --logs thumbs --since 5d --via insights >out
is "summaries are imported" "$status" 0
like "and what was scanned is said" "$(cat err)" 'scanned 10.000 GB: 2,880 invocations on 4 days'
is "as many as there were" "$(numbers)" "2880 58 58"
db=reports.db
vadvise import --logs thumbs --since 5d >out
for size in 512 1024 1769; do
    for stat in mean p50 p95; do
        "$VADVISE" --db insights.db fit thumbs -m $size --stat $stat --json >a
        "$VADVISE" --db reports.db fit thumbs -m $size --stat $stat --json >b
        is "$stat at $size MB is within 3 % of that of all reports" "$(jq -n \
            --slurpfile a a --slurpfile b b '[$a[0], $b[0]] | map([.. | .duration_ms? |
                numbers] | first) | (.[0] / .[1] - 1) | fabs < 0.03')" true
    done
done
spread=$(for file in insights reports; do
    "$VADVISE" --db $file.db show thumbs --json | jq '[.. | .spread? | numbers] | first'
done | jq -s '.[0] / .[1] | . > 0.85 and . < 1.2')
is "the spread is that of all reports" "$spread" true
db=insights.db
vadvise import --logs thumbs --since 9d --via insights >out
is "days that overlap add nothing" "$(numbers)" "2880 58 58"
vadvise import --logs thumbs --since 20h --via insights >out
is "less than a day cannot be counted" "$status" 2

db=many.db
serve "{\"events\": 86400, \"every_ms\": 1000, \"from_ms\": $((today - day))000}"
vadvise import --logs thumbs --since "$((today - day))000" --via insights >out
is "of a day with many invocations" "$status" 0
like "some are kept, evenly" "$(cat err)" '^10,800 of them are kept, evenly'
is "with their share of failures and cold starts" "$(numbers | awk '{
    print ($1 == 10800), ($2 > 180 && $2 < 250), ($3 > 180 && $3 < 250) }')" "1 1 1"

db=wide.db
serve "{\"events\": 10560, \"wide\": 220, \"every_ms\": 8000, \"from_ms\": $((today - day))000}"
vadvise import --logs thumbs --since "$((today - day))000" --until "${today}000" --via insights >out
is "an answer that is too long is asked for in parts" "$(numbers)" "10560 0 0"
is "each whole" "$(jq -c 'select(.rows) | (.end - .start) / 3600' server/journal | tr '\n' ' ')" \
    "24 12 12 "

# --- what goes wrong ---

db=wrong.db
serve '{"events": 100, "lambda": 403, "group": "/mine/thumbs"}'
vadvise import --logs thumbs --since 3d >out
is "a log group that is not there is an error of configuration" "$status" 6
like "which names it" "$(cat err)" 'there is no log group /aws/lambda/thumbs in eu-west-1'
vadvise import --logs thumbs --since 1970-01-01 --log-group /mine/thumbs --platform aws-lambda-x86 >out
is "it may be given" "$status" 0
like "and that Lambda says nothing is told" "$(cat err)" 'Lambda does not say what it is'
vadvise import --logs thumbs:PROD >out
is "a qualifier is refused" "$status" 2
AWS_SECRET_ACCESS_KEY=wrong vadvise import --logs thumbs >out
is "a wrong key is an error of configuration" "$status" 6
like "in the provider's words" "$(cat err)" 'SignatureException'
AWS_ACCESS_KEY_ID='' HOME=/nowhere vadvise import --logs thumbs >out
is "so is none" "$status" 6
serve '{"events": 100, "stuck": "same"}'
vadvise import --logs thumbs --since 1970-01-01 >out
is "pages that do not end are an error" "$status" 7
AWS_ENDPOINT_URL=http://127.0.0.1:1 vadvise import --logs thumbs >out
is "a service that cannot be reached is one, too" "$status" 7
VADVISE_LIBEXECDIR=/nowhere vadvise import --logs thumbs --since x >out
is "a time that is none is refused" "$status" 2
for option in --since --until --via --log-group --profile --endpoint-url; do
    value=1d
    [ "$option" = --via ] && value=filter
    [ "$option" = --endpoint-url ] && value=https://logs.example
    vadvise import x.csv "$option" "$value" >out
    like "$option needs --logs" "$status $(cat err)" "^2 .*$option needs --logs"
done
vadvise import x.csv --logs thumbs >out
is "a file and logs exclude each other" "$status" 2
check "nothing of all that was stored" test "$("$VADVISE" --db wrong.db export thumbs \
    -f jsonl | wc -l)" -le 100

# --- stopping ---

db=stopped.db
serve "{\"events\": 100, \"stuck\": \"query\", \"from_ms\": $((today - day))000}"
"$VADVISE" --db "$db" import --logs thumbs --since 3d --via insights >out 2>err &
pid=$!
tries=0
until grep -q GetQueryResults server/journal || [ "$tries" -gt 200 ]; do
    tries=$((tries + 1))
    sleep 0.05
done
kill -TERM "$pid"
status=0
wait "$pid" || status=$?
is "SIGTERM ends it" "$status" 143
tries=0
until grep -q StopQuery server/journal || [ "$tries" -gt 100 ]; do
    tries=$((tries + 1))
    sleep 0.05
done
check "a query that is under way is stopped" grep -q StopQuery server/journal
status=0
"$VADVISE" --db "$db" export thumbs >out 2>err || status=$?
is "nothing is stored" "$status" 4
finish
