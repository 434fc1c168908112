#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The measurement function by its three interfaces: standard input, HTTP, Lambda.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/peers/peers.sh"
. "$srcdir/tests/fn/serve.sh"
need python3 jq curl
cd "$TEST_TMP" || exit 99
TMPDIR=$TEST_TMP/tmp
export TMPDIR
mkdir "$TMPDIR"
start_loopback services || exit 99
base=http://127.0.0.1:$port
printf 'hello, world\n' >in.txt

# --- standard input ---

report=$(echo "{\"source\":\"file://$TEST_TMP/in.txt\",\"destination\":\"file://$TEST_TMP/o.txt\"}" |
    VADVISE_FN_COMMAND='["tr","a-z","A-Z"]' "$FN")
is "the command's standard input is not the event" "$(fields "$report" exit_code error)" "0 null"
report=$(echo "{\"source\":\"file://$TEST_TMP/in.txt\",\"destination\":\"file://$TEST_TMP/out.txt\"}" |
    VADVISE_FN_COMMAND='["sed","-n","w {out}","{in}"]' "$FN")
is "an event runs the command" "$(fields "$report" error exit_code download_bytes upload_bytes)" \
    "null 0 13 13"
is "and its result is stored" "$(cat out.txt)" "hello, world"
is "without a server there is neither cold nor warm" "$(fields "$report" cold invocation)" "null 1"
like "the start is told" "$(fields "$report" init_ms)" '^[0-9.]+$'
is "steps are part of the duration" \
    "$(printf '%s' "$report" | jq '.download_ms + .process_ms + .upload_ms <= .duration_ms')" true
is "all that was kept is gone" "$(ls "$TMPDIR")" "vadvise-fn.instance"
is "nothing on standard input is an event" \
    "$(fields "$("$FN" </dev/null)" error duration_ms | cut -d' ' -f1)" "null"
status=0
report=$(echo '{"source":"file:///no/such/file"}' | "$FN" 2>err) || status=$?
is "a failure is told by the exit status" "$status" 4
is "by the report" "$(fields "$report" error_step)" "download"
like "with the reason" "$(fields "$report" error)" '/no/such/file: No such file'
status=0
echo '{"source":' | "$FN" >out 2>err || status=$?
is "so is an event that is none" "$status $(jq -r .error_step out)" "4 event"
head -c 1100000 /dev/zero | tr '\0' ' ' | "$FN" >out 2>err
is "and one that is too large" "$?$(cat out)" 4

VADVISE_FN_COMMAND="[\"sh\",\"-c\",\": >$TEST_TMP/up; sleep 60\"]" "$FN" </dev/null >out 2>err &
peer_pid=$!
wait_file up
kill -INT "$peer_pid" 2>/dev/null
kill -TERM "$peer_pid" 2>/dev/null
status=0
wait "$peer_pid" || status=$?
is "a signal ends the command, and it is told" "$status $(jq -r .error out)" "4 sh: stopped"
is "nothing is left then either" "$(ls "$TMPDIR")" "vadvise-fn.instance"

# --- places ---

for place in "$base/files/x" gs://bucket/a%20b; do
    report=$(echo "{\"source\":\"file://$TEST_TMP/in.txt\",\"destination\":\"$place\"}" |
        STORAGE_EMULATOR_HOST=$base "$FN")
    is "a result goes to $place" "$(fields "$report" error upload_bytes)" "null 13"
    report=$(echo "{\"source\":\"$place\",\"destination\":\"file://$TEST_TMP/back\"}" |
        STORAGE_EMULATOR_HOST=$base "$FN")
    is "and comes back" "$(fields "$report" error download_bytes) $(cat back)" "null 13 hello, world"
done
report=$(echo "{\"source\":\"$base/files/none\"}" | "$FN" 2>/dev/null)
like "what is not there is told" "$(fields "$report" error)" 'files/none: HTTP status 404'
: >empty
head -c 20000000 /dev/urandom >large
for file in empty large; do
    echo "{\"source\":\"file://$TEST_TMP/$file\",\"destination\":\"$base/files/$file\"}" | "$FN" >/dev/null
    echo "{\"source\":\"$base/files/$file\",\"destination\":\"file://$TEST_TMP/$file.back\"}" |
        "$FN" >out
    check "an $file file comes back as it went" cmp "$file" $file.back
done
is "in ranges" "$(grep -c 'get large bytes=' services/requests)" 3
if [ "${VA_ASAN:-no}" = no ]; then
    is "that fit in memory" "$(jq '.max_memory_mb < 64' out)" true
else
    skip "that fit in memory" "the sanitizers take more"
fi
report=$(echo "{\"source\":\"$base/plain/large\"}" | "$FN" 2>/dev/null)
is "a server without ranges has its limit" "$(fields "$report" error_step)" "download"
report=$(echo "{\"source\":\"http://127.0.0.1:1/x\"}" | "$FN" 2>/dev/null)
is "a server that is not there is told" "$(fields "$report" error_step)" "download"

# --- detectors ---

printf '\377\330 an image' >1.jpg
detect()
{
    echo "{\"images\":[\"file://$TEST_TMP/1.jpg\",\"file://$TEST_TMP/1.jpg\"]}" |
        AWS_ENDPOINT_URL_REKOGNITION=$base VADVISE_FN_VISION_URL=$base \
        "$FN" --config "$1.json" 2>/dev/null
}
for api in rekognition vision; do
    echo "{\"schema\":\"vadvise.fn/1\",\"detector\":\"$api\",\"job\":\"$api\"}" >$api.json
done
plan()
{
    printf '%s\n' "$@" >services/plan
    : >services/requests
}
for api in rekognition vision; do
    plan 'ok 3' 'ok 0'
    report=$(detect $api)
    is "$api looks at each image" \
        "$(fields "$report" error api api_calls api_throttled frames_total faces)" "null $api 2 0 2 3"
    is "and its frames tell their faces" "$(printf '%s' "$report" | jq -c '[.frames[].faces]')" "[3,0]"
    plan throttle busy 'ok 1'
    report=$(detect $api)
    is "$api is asked again when it says to slow down" \
        "$(fields "$report" error api_calls api_throttled faces)" "null 2 2 2"
    like "which the frame's time shows" "$(printf '%s' "$report" | jq '.frames[0].ms > 100')" true
    for what in denied junk empty cut; do
        plan $what
        report=$(detect $api)
        is "$api: $what is a failure, told after one call" \
            "$(fields "$report" error_step api_calls api_throttled) $(grep -c call services/requests)" \
            "process 1 0 1"
    done
done
if command -v ffmpeg >/dev/null; then
    plan 'ok 2'
    ffmpeg -hide_banner -loglevel error -y -f lavfi -i testsrc2=size=320x240:rate=10 -t 3 \
        -c:v libx264 -pix_fmt yuv420p clip.mp4 2>/dev/null
    for api in rekognition vision; do
        report=$(echo "{\"source\":\"file://$TEST_TMP/clip.mp4\",\"destination\":\"file://$TEST_TMP/f.json\"}" |
            AWS_ENDPOINT_URL_REKOGNITION=$base VADVISE_FN_VISION_URL=$base \
            "$FN" --config "$srcdir/data/fn/facedetect-$api.json" 2>/dev/null)
        is "template facedetect-$api takes a clip apart and looks at a frame a second" \
            "$(fields "$report" error frames_total faces) $(jq -c .frames f.json)" "null 3 6 [2,2,2]"
    done
    report=$(echo "{\"source\":\"file://$TEST_TMP/clip.mp4\",\"destination\":\"file://$TEST_TMP/o.mp4\"}" |
        "$FN" --config "$srcdir/data/fn/transcode.json")
    is "template transcode makes a video of all frames" \
        "$(fields "$report" error exit_code) $(ffprobe -v error -show_entries \
            stream=codec_name,nb_frames -of csv=p=0 o.mp4)" "null 0 h264,30"
    is "and tells its processor time" "$(printf '%s' "$report" | jq '.process_cpu_ms > 1')" true
else
    skip "the templates take a clip apart" "ffmpeg is not installed"
fi
cat >each.json <<'END'
{ "schema": "vadvise.fn/1", "detector": "command", "command": ["sh", "-c", "echo face face; echo none", "{in}"],
  "count": { "face": "face" } }
END
report=$(echo "{\"images\":[\"file://$TEST_TMP/1.jpg\",\"file://$TEST_TMP/1.jpg\"]}" | "$FN" --config each.json)
is "a command may look at each image" "$(fields "$report" error frames_total faces)" "null 2 4"
cat >stream.json <<'END'
{ "schema": "vadvise.fn/1",
  "command": ["sh", "-c", "for n in 1 2 3; do sleep 0.1; echo frame $n: face face; echo face; done"],
  "count": { "frame": "frame", "face": "face" } }
END
report=$("$FN" --config stream.json </dev/null)
is "or tell of frames as it goes" "$(fields "$report" error frames_total faces)" "null 3 6"
is "whose times are those between its lines" \
    "$(printf '%s' "$report" | jq '[.frames[].ms | . > 80] | all')" true
if gst-inspect-1.0 facedetect >/dev/null 2>&1 && command -v ffmpeg >/dev/null; then
    python3 "$srcdir/tests/fn/face.py" >face.pgm
    ffmpeg -hide_banner -loglevel error -y -loop 1 -i face.pgm -t 1 -r 10 -vf gblur=sigma=1.5 \
        -c:v libx264 -pix_fmt yuv420p face.mp4 2>/dev/null
    report=$(echo "{\"source\":\"file://$TEST_TMP/face.mp4\"}" |
        "$FN" --config "$srcdir/data/fn/facedetect-local.json" 2>/dev/null)
    is "template facedetect-local finds the face in every frame" \
        "$(fields "$report" error frames_total faces)" "null 10 10"
    is "and tells the time of each" \
        "$(printf '%s' "$report" | jq '[.frames[] | .ms > 0 and .faces == 1] | all')" true
else
    skip "template facedetect-local finds the face in every frame" \
        "no GStreamer facedetect (Debian packages gstreamer1.0-opencv, gstreamer1.0-libav, opencv-data)"
fi

# --- HTTP ---

start_http http.log "$FN" http
ok "it serves HTTP on the port it is given" $?
post()
{
    curl -s -w '\n%{http_code}' "$@" "http://127.0.0.1:$fn_port/"
}
out=$(post -H 'Function-Execution-Id: abc123' -d '{}')
report=$(printf '%s\n' "$out" | head -n 1)
is "an event gets a report" "$(printf '%s\n' "$out" | tail -n 1) $(fields "$report" cold invocation request_id)" \
    "200 true 1 abc123"
like "the first one with the start" "$(fields "$report" init_ms)" '^[0-9.]+$'
id=$(fields "$report" instance_id)
report=$(post -d '{}' | head -n 1)
is "the second is warm, of the same instance" "$(fields "$report" cold invocation init_ms instance_id)" \
    "false 2 null $id"
if has_peer @google-cloud/functions-framework; then
    check "the id's header is the one that Google's own framework reads" grep -rqi \
        "'function-execution-id'" "$PEERS/@google-cloud/functions-framework/build/src"
else
    skip "the id's header is the one that Google's own framework reads" \
        "functions-framework of npm is not installed"
fi
out=$(post -d '{"source":"file:///etc/passwd"}')
is "an event may not name any place" "$(printf '%s\n' "$out" | tail -n 1)" 400
out=$(post -d '{"command":["id"]}')
is "nor hold a command" "$(printf '%s\n' "$out" | tail -n 1)" 400
is "what is not POST is refused" "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$fn_port/")" 405
head -c 1000000 /dev/zero | tr '\0' ' ' >padding
{ printf '{}' && cat padding; } >event
is "a large event is taken" "$(post --data-binary @event | tail -n 1)" 200
is "also in chunks" "$(post -H 'Transfer-Encoding: chunked' --data-binary @event | tail -n 1)" 200
cat padding padding >event
is "a larger one is not" "$(post --data-binary @event | tail -n 1)" 413
is "an invocation of its own each" "$(fields "$(post -d '{}' | head -n 1)" invocation)" 7
kill -TERM "$peer_pid"
status=0
wait "$peer_pid" || status=$?
is "SIGTERM ends it, in good order" "$status" 0

cat >slow.json <<END
{ "schema": "vadvise.fn/1", "command": ["sh", "-c", ": >$TEST_TMP/busy; sleep 1"] }
END
start_http slow.log "$FN" --config slow.json http
post -d '{}' >slow.out &
asker=$!
wait_file busy
kill -TERM "$peer_pid"
wait "$asker"
is "a request in flight is finished first" "$(tail -n 1 slow.out) $(head -n 1 slow.out | jq .error)" "200 null"
status=0
wait "$peer_pid" || status=$?
is "then it ends" "$status" 0

# --- the Lambda runtime API ---

cat >lambda.json <<'END'
{ "schema": "vadvise.fn/1", "allow_commands": true, "job": "words" }
END
mkdir -p "$TMPDIR/vadvise-fn-work.abcdef/frames" "$TMPDIR/others"
: >"$TMPDIR/vadvise-fn-work.abcdef/in"
cat >services/events <<END
{}
{"command":["echo","hi"]}
{"command":["false"]}
not an event
@1500 {"command":["sleep","30"]}
{}
END
start_quiet lambda.log env AWS_LAMBDA_RUNTIME_API="127.0.0.1:$port" AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512 \
    "$FN" --config lambda.json
check "all events of the runtime API are answered" wait_lines services/answers 6
is "what a killed runtime left is removed, and nothing else" "$(ls "$TMPDIR" | tr '\n' ' ')" \
    "others vadvise-fn.instance "
is "each once, by its request" "$(cut -f1 services/answers | sed 's/.*9739-0*//' | tr '\n' ' ')" \
    "1/response  2/response  3/response  4/response  5/response  6/response  "
cut -f2 services/answers >answers
is "the first is cold" "$(jq -c .cold answers | tr '\n' ' ')" "true false false false false false "
is "the size is known" "$(jq -c .memory_mb answers | sort -u)" 512
is "the request, too" "$(head -n 1 answers | jq -r .request_id)" "8476a536-e9f4-11e8-9739-000000000001"
is "what failed is told in the report" "$(jq -r .error_step answers | tr '\n' ' ')" \
    "null null process event process null "
is "a command is ended before the deadline" \
    "$(sed -n 5p answers | jq '.duration_ms > 1000 and .duration_ms < 15000')" true
kill -TERM "$peer_pid"
status=0
wait "$peer_pid" || status=$?
is "SIGTERM ends the wait for an event" "$status" 0
rm -f services/answers
status=0
AWS_LAMBDA_RUNTIME_API=127.0.0.1:$port VADVISE_FN_COMMAND=oops "$FN" 2>err || status=$?
is "a deployment that cannot work ends at once" "$status" 6
like "and the runtime API is told why" "$(cat services/answers)" \
    'init/error VadviseFn.Configuration.*VADVISE_FN_COMMAND: expected a JSON array'
status=0
AWS_LAMBDA_RUNTIME_API=127.0.0.1:1 "$FN" 2>err || status=$?
is "without a runtime API there is nothing to serve" "$status" 7

# --- secrets ---

is "no secret is in what was said" \
    "$(cat out err answers http.log lambda.log 2>/dev/null | grep -c -e a-secret -e token-of)" 0
finish
