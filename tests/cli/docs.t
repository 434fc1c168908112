#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Code, --help, completions, manual and schemas agree, and every example runs. Each
# comparison is shown to find a difference.
# shellcheck disable=SC2016 # dollars in texts
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
need python3 jq
mkdir -p "$TEST_TMP/bin" "$TEST_TMP/root" && cd "$TEST_TMP" || exit 99
ln -s "$VADVISE" bin/vadvise
PATH=$TEST_TMP/bin:$PATH
export PATH

docs()
{
    python3 "$srcdir/tests/cli/docs.py" "$@"
}
vadvise --help=json >tables
vadvise --help >help

# --- tables against --help and the manual ---

for what in options commands statuses settings notes; do
    check "$what of code, --help and manual agree" docs "$what" tables "$srcdir" help
done
for shell in bash zsh fish; do
    vadvise completion $shell >script
    check "the completion for $shell has every option, word and command" \
        docs completion tables $shell script
    sed 's/emulates/emulate_/g' script >broken
    like "and a missing one is found" "$(docs completion tables $shell broken)" \
        "^option: --emulates is not in the script for $shell"
done

# finds ERE WHAT FILE SED: the comparison WHAT tells when FILE is changed so.
finds()
{
    rm -rf root
    mkdir -p root/man root/schema
    cp "$srcdir"/man/vadvise*.[157] root/man
    cp "$srcdir"/schema/*.json root/schema
    cp help tables root
    sed "$4" "root/$3" >root/changed
    if cmp -s root/changed "root/$3"; then
        ok "the change was made: $4" 1
    fi
    mv root/changed "root/$3"
    if [ "$2" = fields ]; then
        out=$(docs fields root)
    else
        out=$(docs "$2" root/tables root root/help)
    fi
    like "a difference is found: $3: $4" "$out" "$1"
}
finds '^option: -b --budget USD is in the table but not in vadvise' options man/vadvise.1 \
    's/^\.It Fl b , Fl -budget Ar USD/.It Fl b , Fl -budget Ar EUR/'
finds '^option: --as-of DATE is in the table but not in vadvise' options man/vadvise.1 \
    '/^\.It Fl -as-of/d'
finds '^option: --deep is in the table but not in --help' options help '/--deep/d'
finds '^option: --nonsense is in the table but not in vadvise' options tables \
    's/"name": "samples"/"name": "nonsense"/'
finds '^command: fit WORKLOAD is in the table but not in vadvise' commands man/vadvise.1 \
    '/^\.It Cm fit/d'
finds '^command: pricing list \[NAME\] is in the table but not in --help' commands help \
    '/^  pricing list/d'
finds '^exit status: 8 is in the table but not in vadvise' statuses man/vadvise.1 '/^\.It 8$/d'
finds '^exit status: 5 is in the table but not in --help' statuses help '/^  5 /d'
finds '^setting: stat is in the table but not in vadvise-config' settings man/vadvise-config.5 \
    '/^\.It Cm stat$/d'
finds '^setting: color \* is in the table' settings man/vadvise-config.5 \
    's/^\.It Cm color \*/.It Cm color/'
finds '^variable: VADVISE_AS_OF is in the table' settings man/vadvise.1 '/VADVISE_AS_OF/d'
finds '^advice\.schema\.json: notes\[\]\.code is in the schema but' fields man/vadvise-json.7 \
    '/^\.It Va notes\[\]\.code$/d'
finds '^check\.schema\.json, goal: kind is in the schema but' fields man/vadvise-json.7 \
    '/^\.It Va kind$/d'
finds '^list\.schema\.json: workloads\[\]\.ways is in vadvise-json\(7\) but' fields \
    schema/list.schema.json 's/"ways"/"weighs"/'

# --- fields: schemas against the manual and against what the program writes ---

check "fields of schemas and manual agree" docs fields "$srcdir"

printf 'memory_mb,duration_ms,error\n512,100,\n512,104,\n1024,51,\n1024,53,\n2048,27,\n128,9,boom\n' >s.csv
write()
{
    file=$1
    shift
    vadvise --json -q "$@" >"$file" 2>/dev/null
}
write import-1 import s.csv -w thumbs --platform aws-lambda-x86 --now 512
write import-2 import s.csv -w thumbs --platform gcf-gen1 -n --skip-bad
write advice-1 advise facedetect -b 0.002
write advice-2 advise facedetect -b 0.0015 -l 50s
write advice-3 advise thumbs -l 60 --volume 1M --min-recall 0
write advice-4 advise transcode-720p --price-as aws-lambda-x86 -b 0.001 --min-recall 0
write list-1 list --samples
write profile-1 show thumbs
write profile-2 show facedetect
write fit-1 fit thumbs -m 128,512,4096
write fit-2 fit transcode
write stability-1 stability transcode-720p
write stability-2 stability thumbs -m 512
write compare-1 compare facedetect --volume 250000
write compare-2 compare thumbs -l 60
write check-1 check thumbs -l 60
write check-2 check facedetect -m 1024 -b 0.000001
write plan-1 plan thumbs --volume 1M --max-spend 0.5
write plan-2 plan unheard-of --like paper
write plan-3 plan thumbs -m 512,1024 --runs 3 --timeout 10s -l 60
write plot-1 plot thumbs -l 60 -b 0.001
write plot-2 plot facedetect
write report-1 report facedetect -b 0.002
write report-2 report thumbs -l 60 --volume 1M --now 512
write report-3 report transcode-720p --price-as aws-lambda-x86
{
    echo 'memory_mb,duration_ms,init_ms'
    for mb in 256 512 1024; do
        printf '%s\n' "$mb,90,300" "$mb,60," "$mb,61," "$mb,62,"
    done
} >cold.csv
vadvise import cold.csv -w chilly --platform aws-lambda-x86 -q >/dev/null 2>&1
write advice-5 advise chilly -l 400 --stat p95
write profile-3 show chilly
write fit-3 fit chilly --cold-share 2%
write compare-3 compare chilly
write compare-4 compare facedetect --by region --volume 250000
write compare-5 compare transcode --by architecture
write compare-6 compare facedetect --by era -b 0.002
write check-3 check chilly -m 512 -l 400
write plot-3 plot chilly
write pricing-list-1 pricing list
write tariff-1 pricing show aws-lambda-x86
write tariff-2 pricing show gcf-gen1 --as-of 2019-02-01
write tariff-3 pricing show rekognition
write pricing-set-1 pricing set aws-lambda-x86
write pricing-set-2 pricing set vision/call:2=0.1
write pricing-check-1 pricing check
write pricing-check-2 pricing check s.csv
write doctor-1 doctor
printf 'region = us-east-1\n' >.vadvise
write config-1 config
rm .vadvise
write forget-1 forget thumbs -n
write forget-2 forget thumbs --platform local --yes
write offer-1 probe run thumbs --function thumbs -m 512 --max-spend 0.1 -n
write offer-2 probe run thumbs --payload s.csv -n -- true
write receipt-1 probe run thumbs -m 512 --runs 1 -- true
write receipt-2 probe show 1
write probe-list-1 probe list
write probe-restore-1 probe restore
vadvise probe run thumbs -m 512 --runs 1 --detach -q -- sleep 60 >/dev/null
tries=0
while [ ! -s probe-stop-1 ] && [ $((tries += 1)) -lt 100 ]; do
    sleep 0.1
    write probe-stop-1 probe stop 2 --abandon
done
vadvise probe run thumbs -m 512 --runs 1 --detach -q -- sleep 60 >/dev/null
tries=0
while [ ! -s probe-pause-1 ] && [ $((tries += 1)) -lt 100 ]; do
    sleep 0.1
    write probe-pause-1 probe pause 3
done
write probe-pause-2 probe continue 3
vadvise probe stop 3 --abandon -q >/dev/null
write receipt-3 probe attach 2
# fails the second time, then is asked for again
# shellcheck disable=SC2016 # a script
printf '%s\n' 'n=$(cat n 2>/dev/null || echo 0)' 'echo $((n + 1)) >n' 'sleep 0.1; test "$n" != 1' >flaky
vadvise probe run thumbs -m 512 --runs 40 --detach -q -- sh "$PWD/flaky" >/dev/null
tries=0
while [ ! -s probe-retry-1 ] && [ $((tries += 1)) -lt 100 ]; do
    sleep 0.1
    write probe-retry-1 probe retry 4
done
vadvise probe stop 4 --abandon -q >/dev/null
for name in advice list profile fit stability compare check plan plot report import forget pricing-list tariff \
    pricing-set pricing-check doctor config offer receipt probe-list probe-pause probe-restore probe-retry probe-stop; do
    # shellcheck disable=SC2086 # words on purpose
    check "what the program writes follows the schema: $name" \
        docs schema "$srcdir" $name $name-[1-9]
done
is "cold starts are in the documents that were checked" \
    "$(jq -s 'all(.[]; .. | objects | .cold? // empty | .n == 3)' advice-5 profile-3 fit-3)" true
is "every document has a schema, and every schema a document" \
    "$(grep -l '"description": "vadvise ' "$srcdir"/schema/*.schema.json |
        sed -e 's/.*\///' -e 's/\.schema\.json//' | sort | tr '\n' ' ')" \
    "advice check compare config doctor fit forget import list offer plan plot pricing-check pricing-list pricing-set probe-list probe-pause probe-restore probe-retry probe-stop profile receipt report stability tariff "
jq 'del(.pick.memory_mb)' advice-1 >broken-1
like "a field that is missing is found" "$(docs schema "$srcdir" advice broken-1)" \
    '\.pick\.memory_mb: is missing'
jq '.ranking[0].memory_mb = "1708" | .extra = 1' advice-1 >broken-1
like "a field of another type is found" "$(docs schema "$srcdir" advice broken-1)" \
    '\.ranking\[0\]\.memory_mb: .1708. is not of type'
like "a field that nobody described is found" "$(docs schema "$srcdir" advice broken-1)" \
    '\.extra: is not in the schema'

# --- examples ---

mkdir -p examples "$HOME/.config/fish/completions" && cd examples || exit 99
printf 'memory_mb,duration_ms\n512,100\n512,104\n1024,51\n1024,53\n2048,27\n2048,26\n' >samples.csv
cp "$srcdir/pricing/vision.json" vision.json
rm -rf "$XDG_DATA_HOME/vadvise"
printf '#!/bin/sh\ni=0\nwhile [ $i -lt 5000 ]; do i=$((i + 1)); done\n' >thumbs
chmod +x thumbs
vadvise probe run thumbs -m 512 --runs 1 -q -- true >/dev/null 2>&1
docs examples "$srcdir" ../tables >../examples.list 2>&1 || ok "the examples can be read" 1
sed -n '/^ *$ cat \.vadvise$/,/^\.Ed/p' "$srcdir/man/vadvise-config.5" | sed -e 1d -e '/^\.Ed/d' >../project
check "there are enough examples" test "$(wc -l <../examples.list)" -gt 40
while IFS="$(printf '\t')" read -r expected line; do
    case $line in
    aws\ * | *\ --logs\ *)
        skip "runs: $line" "it needs an account"
        continue
        ;;
    *\ --max-spend\ *)
        skip "runs: $line" "it needs an account"
        continue
        ;;
    "vadvise demo"*)
        skip "runs: $line" "it needs a terminal; tests/use/demo_pty.t"
        continue
        ;;
    "vadvise probe stop"* | "vadvise probe pause"* | "vadvise probe continue"* | "vadvise probe retry"*)
        skip "runs: $line" "it needs a run that somebody works on, or that failed"
        continue
        ;;
    "vadvise check") cp ../project .vadvise ;;
    *) rm -f .vadvise ;;
    esac
    status=0
    bash -c "$line" >../out 2>&1 </dev/null || status=$?
    is "runs: $line" "$status" "$expected"
    [ "$status" = "$expected" ] || note "$(cat ../out)"
done <../examples.list
cd .. || exit 99

# --- the pages themselves ---

for page in vadvise.1 vadvise-config.5 vadvise-json.7; do
    if command -v groff >/dev/null; then
        is "groff has no complaint about $page" "$(groff -mandoc -ww -z "$srcdir/man/$page" 2>&1)" ""
    else
        skip "groff has no complaint about $page" "no groff here"
    fi
    if command -v mandoc >/dev/null; then
        is "nor has mandoc" \
            "$(mandoc -T lint -W warning "$srcdir/man/$page" 2>&1)" ""
    else
        skip "nor has mandoc" "no mandoc here"
    fi
done
for title in NAME SYNOPSIS DESCRIPTION OPTIONS COMMANDS FILES ENVIRONMENT 'EXIT STATUS' EXAMPLES \
    NOTES BUGS 'SEE ALSO'; do
    check "vadvise(1) has a section $title" grep -q "^\.Sh $title\$" "$srcdir/man/vadvise.1"
done
finish
