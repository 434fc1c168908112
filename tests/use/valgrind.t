#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The commands under valgrind: no invalid access, nothing lost.
. "$srcdir/tests/tap.sh"
need valgrind
cd "$TEST_TMP" || exit 1

if [ "$VA_ASAN" = yes ]; then
    printf '1..0 # SKIP the sanitizers look for the same\n'
    exit 0
fi
printf 'memory_mb,duration_ms,cold,error\n512,100,0,\n512,101,1,\n1024,51,0,\n128,1,0,killed\n' \
    >small.csv

# clean STATUS ARGS...: the command ends with that status and without a complaint.
clean()
{
    expected=$1
    shift
    status=0
    valgrind --quiet --error-exitcode=99 --leak-check=full \
        --errors-for-leak-kinds=definite,indirect --child-silent-after-fork=yes \
        "$VADVISE" "$@" >out 2>err </dev/null || status=$?
    is "vadvise $*" "$status" "$expected"
    [ "$status" -eq "$expected" ] || note "$(tail -n 40 err)"
}

clean 0 -w facedetect -b 0.002 --json
clean 3 -w facedetect -b 0.002 -l 10s
clean 4 -w facedetct -b 0.002
clean 2 --bugdet 0.002
clean 0 import small.csv -w w --platform aws-lambda-x86
clean 0 advise w -l 1s --volume 1M/month --free-tier
clean 0 show w
clean 0 fit transcode-720p
clean 0 compare facedetect --volume 250000/month
clean 0 list --samples --format markdown
clean 0 plot transcode-720p --svg -o chart.svg
clean 0 report transcode-720p -l 8s --price-as aws-lambda-x86 -o report.html
clean 0 import report.html --dry-run
clean 0 export w --format jsonl
clean 0 pricing check
clean 0 doctor
clean 0 forget w --yes
clean 4 import "$VADVISE" -w w --platform aws-lambda-x86
finish
