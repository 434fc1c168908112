#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The table of actions against the manual and against the command line: section KEYS of
# vadvise(1) is made of it, and the line that an action stands for is one that vadvise
# takes. WRITE_KEYS=1 writes the section anew.
. "$srcdir/tests/tap.sh"
cd "$TEST_TMP" || exit 99
actions=$builddir/tests/tui/actions
page=$srcdir/man/vadvise.1

# items PAGE: the items of the section.
items()
{
    awk '/^\.Sh /{ in_keys = $2 == "KEYS" } in_keys && /^\.Bl /{ on = 1; next }
        /^\.El/{ on = 0 } in_keys && on' "$1"
}

# put_items PAGE ITEMS: the page with other items in the section.
put_items()
{
    awk -v items="$2" '/^\.Sh /{ in_keys = $2 == "KEYS" }
        in_keys && /^\.El/{ while ((getline line < items) > 0) print line; on = 0 }
        !on
        in_keys && /^\.Bl /{ on = 1 }' "$1"
}

"$actions" mdoc >items
[ -z "${WRITE_KEYS-}" ] || { put_items "$page" items >page && cp page "$page"; }
items "$page" >found
check "section KEYS of the manual is what the table of actions says" diff -u found items
sed -e '3d' found >damaged
check "a difference would be found" sh -c '! diff -q damaged items'

# takes NAME LINE: does the program take such a line? Words in capitals are filled in.
takes()
{
    line=$(printf '%s\n' "$2" | sed -e 's/\<W\>/facedetect/' -e 's/USD/0.002/' \
        -e 's/TIME/60s/' -e 's/PERCENT/90/' -e 's/RATIO/0.5/' -e 's/\<N\>/250000/' \
        -e 's/\<ID\>/1/' -e 's/DATE/2019-02-01/' -e 's/STEP/1ms/' -e 's/FILE/own.csv/')
    case $1 in
        objective) line="${line%WORD}cheapest" ;;
        statistic) line="${line%WORD}p95" ;;
        axes) line="${line%WORD}log-log" ;;
        sort) line="${line%WORD}saving" ;;
        symbols) line="${line%WORD}ascii" ;;
        theme) line="${line%WORD}mono" ;;
        compare-by) line="${line%WORD}region" ;;
        platform) line="${line%LIST}aws-lambda-x86" ;;
        implementation) line="${line%LIST}mtcnn" ;;
        region) line="${line%NAME}us-east-1" ;;
        probe-here) line="${line%-- COMMAND}--dry-run -- true" ;;
        cell | difference | keep)
            line=$(printf '%s\n' "$line" | sed -e "s/CHANGE/$change/") ;;
    esac
    case $line in
        --theme*) line="$line --linear" ;; # of the screen, which is no command
        --*) line="advise facedetect $line" ;;
    esac
    # shellcheck disable=SC2086 # words
    "$VADVISE" $line >out 2>err </dev/null
    [ $? -ne 2 ]
}

change='aws-lambda-x86\/GB-s=0.00001'
printf 'memory_mb,duration_ms\n512,100\n1024,60\n' >own.csv
"$actions" lines >lines
while IFS='	' read -r name line; do
    if [ "$name" = theme ] && ! "$VADVISE" --help | grep -q -e --theme; then
        skip "'theme' stands for a line that vadvise takes" "no screen is built in"
        continue
    fi
    takes "$name" "$line"
    ok "'$name' stands for a line that vadvise takes: $line" $?
    [ ! -s err ] || note "$(cat err)"
done <lines
takes budget '--bugdet USD'
ok "an option that does not exist would be found" $((!$?))
takes explore 'advize W'
ok "so would a command that does not exist" $((!$?))
finish
