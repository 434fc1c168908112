#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Packages hold all that they need: unpacked in an empty folder, with that as the root and
# nothing else in it, they serve by all three interfaces.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/peers/peers.sh"
. "$srcdir/tests/fn/serve.sh"
need python3 jq curl
cd "$TEST_TMP" || exit 99
PACKAGE=$builddir/vadvise-fn-package

pack()
{
    "$PACKAGE" package "$@"
}
unpack()
{
    python3 - "$1" "$2" <<'END'
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as zip:
    assert zip.testzip() is None
    for info in zip.infolist():
        os.chmod(zip.extract(info, sys.argv[2]), info.external_attr >> 16 & 0o7777)
END
}

# --- what is made ---

is "the templates are those of the manual" \
    "$("$PACKAGE" templates --json | jq -r '.templates[].name' | tr '\n' ' ')" \
    "facedetect-local facedetect-rekognition facedetect-vision transcode "
check "one is shown as it stands" sh -c "'$PACKAGE' templates transcode | cmp - '$srcdir/data/fn/transcode.json'"
check "a package for Lambda is made" pack transcode --target lambda -o a.zip
out=$(pack transcode --target lambda -o b.zip --json)
check "and again the same, byte for byte" cmp a.zip b.zip
is "its size is told" "$(printf '%s' "$out" | jq -r '.bytes, .needs_s3')" "$(wc -c <b.zip)
false"
check "it is a good zip" unpack a.zip root
is "bootstrap can be run, the job be read" "$(cd root && stat -c '%a %n' bootstrap fn.json)" "755 bootstrap
644 fn.json"
check "the job is the template" cmp root/fn.json "$srcdir/data/fn/transcode.json"
check "a folder for this machine" pack --target local -o local
check "an image for Cloud Run" pack --target cloud-run -o image
is "which is built from nothing" "$(head -n 2 image/Dockerfile | tr '\n' ' ')" "FROM scratch COPY rootfs/ / "
is "with a folder for temporary files" "$(stat -c %a image/rootfs/tmp)" 1777

refused()
{
    status=0
    out=$(pack "$@" 2>&1) || status=$?
    printf '%s %s' "$status" "$out"
}
like "a target that is none is refused" "$(refused --target lamda)" "^2 .*not 'lamda'"
like "with the nearest" "$(refused --target lamda)" "did you mean 'lambda'"
like "no target, too" "$(refused)" '^2 '
like "a template that is not there" "$(refused nothing --target local -o x)" '^6 .*nothing.json'
echo '{ "schema": "vadvise.fn/1", "comand": ["a"] }' >bad.json
like "one that cannot be deployed" "$(refused ./bad.json --target local -o x)" '^6 .*comand: there is no such field'
like "a folder that is there stays" "$(refused --target local -o local)" '^1 .*File exists'
like "a program that is not there" "$(refused --target local --ffmpeg ./none -o x)" '^1 .*none'
printf '\177ELF\002\001\001garbage' >broken
like "one that is damaged" "$(refused --target local --ffmpeg ./broken -o x)" '^4 .*damaged'
truncate -s 300M model
like "what Lambda does not take" "$(refused --target lambda --with ./model -o x.zip)" '^4 .*250 MB'
check "is not made" test ! -e x.zip
rm model
like "a place that is none" "$(refused --target lambda -o /dev/null/x.zip)" '^1 '
small_disk()
(
    trap '' XFSZ
    ulimit -f 500
    refused --target lambda -o "$1"
)
mkdir small
like "a full disk is told" "$(small_disk small/x.zip)" '^1 '
is "and leaves nothing half done" "$(ls small)" ""

# --- what it runs on ---

# Its libraries, by the names that the loader asks for; all of them are in the package.
needs()
{
    find local/rt -type f -exec readelf -d {} + 2>/dev/null | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort -u
}
if command -v readelf >/dev/null; then
    is "every library that anything in it needs is in it" \
        "$(for one in $(needs); do
            [ -e "local/rt/lib/$one" ] || echo "$one"
        done | grep -v '^ld-linux')" ""
    is "bootstrap needs none" "$(readelf -d local/bootstrap 2>&1 | grep -c NEEDED)" 0
else
    skip "every library that anything in it needs is in it" "no readelf (binutils) here"
fi
report=$(echo '{}' | "$TEST_TMP/local/bootstrap")
is "it runs where it stands" "$(fields "$report" error)" null
mv local moved
report=$(echo '{}' | moved/bootstrap)
is "and where it is moved to, by a relative name" "$(fields "$report" error)" null
ln -s moved/bootstrap link
report=$(echo '{}' | ./link)
is "or by a link" "$(fields "$report" error)" null

# --- in an empty root ---

# within ROOT COMMAND...: with ROOT as the root folder
within()
{
    if [ "$(id -u)" -eq 0 ]; then
        chroot "$@"
    else
        unshare -r chroot "$@"
    fi
}
if [ "${VA_ASAN:-no}" != no ]; then
    skip "the package runs in an empty root" "the sanitizers need /proc"
    finish
fi
if ! within moved /bootstrap --version >/dev/null 2>&1; then
    skip "the package runs in an empty root" "chroot is not permitted here"
    finish
fi
mkdir -p empty
cp -R root empty/lambda
sed -i 's/"suffix"/"allow": ["*"], "allow_commands": true, "suffix"/' empty/lambda/fn.json
cp -R empty/lambda empty/http
is "the root holds the package and nothing else" "$(ls empty/lambda | tr '\n' ' ')" "bootstrap fn.json rt "

report=$(echo '{"command":["/rt/bin/vadvise-fn","--version"]}' | within empty/lambda /bootstrap)
is "standard input: an event gets its report" "$(fields "$report" error exit_code)" "null 0"
like "with the time of its start" "$(fields "$report" init_ms)" '^[0-9.]+$'
note "cold start in the empty root: $(fields "$report" init_ms) ms"
is "what the system does not tell is null" "$(fields "$report" cpu boot_id steal_ms)" "null null null"

if [ "$(id -u)" -eq 0 ]; then
    start_http http.log chroot empty/http /bootstrap
else
    start_http http.log unshare -r chroot empty/http /bootstrap
fi
ok "HTTP: it listens" $?
report=$(curl -s -d '{"command":["/rt/bin/vadvise-fn","--help"]}' "http://127.0.0.1:$fn_port/")
is "an event from outside gets its report" "$(fields "$report" error cold exit_code)" "null true 0"
report=$(curl -s -d '{"command":["/rt/bin/vadvise-fn","--help"]}' "http://127.0.0.1:$fn_port/")
is "the second is warm" "$(fields "$report" cold environment_reused)" "false true"

start_loopback services || exit 99
base=http://127.0.0.1:$port
cat >services/events <<END
{"destination":"$base/files/x","source":"file:///fn.json","command":["/rt/bin/vadvise-fn","--version"]}
{"source":"https://127.0.0.1:1/","command":["/rt/bin/vadvise-fn"]}
{"command":["/rt/bin/vadvise-fn","--version"]}
END
if [ "$(id -u)" -eq 0 ]; then
    start_quiet lambda.log env AWS_LAMBDA_RUNTIME_API="127.0.0.1:$port" chroot empty/lambda /bootstrap
else
    start_quiet lambda.log env AWS_LAMBDA_RUNTIME_API="127.0.0.1:$port" unshare -r chroot empty/lambda /bootstrap
fi
check "Lambda: its events are answered" wait_lines services/answers 3
is "as they should be" "$(cut -f2 services/answers | jq -c '[.error_step, .cold]' | tr '\n' ' ')" \
    '[null,true] ["download",false] [null,false] '
like "results get out of it" "$(cat services/requests)" '^put x [0-9]+$'
finish
