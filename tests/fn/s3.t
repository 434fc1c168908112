#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Chunks come from a real S3 server and go there, signed.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/peers/peers.sh"
need_peer s3rver
. "$srcdir/tests/fn/serve.sh"
need jq curl
cd "$TEST_TMP" || exit 99
TMPDIR=$TEST_TMP/tmp
export TMPDIR
mkdir "$TMPDIR" s3

port=$(free_ports 1)
start_peer s3.log 'listening on' node "$PEERS/s3rver/bin/s3rver.js" --address 127.0.0.1 \
    --port "$port" --directory s3 --configure-bucket chunks
ok "s3rver starts" $?
# The credentials that s3rver knows.
AWS_ACCESS_KEY_ID=S3RVER
AWS_SECRET_ACCESS_KEY=S3RVER
AWS_ENDPOINT_URL_S3=http://127.0.0.1:$port
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_ENDPOINT_URL_S3

# move FROM TO: through the function
move()
{
    jq -n -c --arg from "$1" --arg to "$2" '{source: $from, destination: $to}' | "$FN" 2>/dev/null
}
head -c 9000000 /dev/urandom >large
printf 'a chunk' >'small one+(1) ä.txt'
for file in large 'small one+(1) ä.txt'; do
    report=$(move "file://$TEST_TMP/$file" "s3://chunks/in/$file")
    is "$file is stored" "$(fields "$report" error upload_bytes)" "null $(wc -c <"$file")"
    report=$(move "s3://chunks/in/$file" "file://$TEST_TMP/back")
    is "and fetched" "$(fields "$report" error download_bytes)" "null $(wc -c <"$file")"
    check "as it was" cmp "$file" back
done
report=$(move s3://chunks/in/none file:///dev/null)
like "a key that is not there is told" "$(fields "$report" error)" \
    's3://chunks/in/none: HTTP status 404 NoSuchKey'
report=$(move s3://no-such-bucket/k file:///dev/null)
like "a bucket, too" "$(fields "$report" error)" 'HTTP status 404 NoSuchBucket'
report=$(AWS_ACCESS_KEY_ID=others move s3://chunks/in/large file:///dev/null)
like "who is not known is refused" "$(fields "$report" error)" 'HTTP status 403 InvalidAccessKeyId'
report=$(AWS_ACCESS_KEY_ID='' AWS_SECRET_ACCESS_KEY='' move s3://chunks/in/large file:///dev/null)
is "without credentials nothing is fetched" "$(fields "$report" error_step)" download

if command -v ffmpeg >/dev/null; then
    ffmpeg -hide_banner -loglevel error -y -f lavfi -i testsrc2=size=320x240:rate=10 -t 2 \
        -c:v libx264 -pix_fmt yuv420p clip.mp4 2>/dev/null
    move "file://$TEST_TMP/clip.mp4" s3://chunks/clip.mp4 >/dev/null
    jq '. + {allow: ["s3://chunks/"]}' "$srcdir/data/fn/transcode.json" >fn.json
    start_http http.log "$FN" --config fn.json http
    report=$(curl -s -d '{"source":"s3://chunks/clip.mp4","destination":"s3://chunks/out.mp4"}' \
        "http://127.0.0.1:$fn_port/")
    is "a chunk is fetched, transcoded and stored" "$(fields "$report" error error_step)" "null null"
    is "each step has its time" "$(printf '%s' "$report" |
        jq '[.download_ms, .process_ms, .upload_ms] | map(. > 0) | all')" true
    move s3://chunks/out.mp4 "file://$TEST_TMP/out.mp4" >/dev/null
    is "the result is a video" "$(ffprobe -v error -show_entries stream=codec_name,nb_frames \
        -of csv=p=0 out.mp4)" "h264,20"
    is "other buckets are out of reach" \
        "$(curl -s -o /dev/null -w '%{http_code}' -d '{"source":"s3://other/clip.mp4"}' "http://127.0.0.1:$fn_port/")" 400
else
    skip "a chunk is fetched, transcoded and stored" "ffmpeg is not installed"
fi
finish
