#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# In and out of the full screen: import beside the screen, export, copy, notes, forget, and
# what other processes change in the database meanwhile.
. "$srcdir/tests/tap.sh"
cd "$TEST_TMP" || exit 99
drive=$builddir/tests/tui/drive

# says OPTION...: the last line of each frame that the script on standard input draws, and
# what else it prints.
says()
{
    { echo "size 80 24"; cat; } | "$drive" --db v.db "$@" 2>&1 | awk '
        /^ vadvise/ { row = 1 }
        row > 0 { if (row++ == 24) { print; row = 0 }; next }
        { print }'
}

cat >thumbs.csv <<'END'
memory_mb,duration_ms,platform,region
128,2100,aws-lambda-x86,us-east-1
256,1080,aws-lambda-x86,us-east-1
512,560,aws-lambda-x86,us-east-1
1024,300,aws-lambda-x86,us-east-1
END
sed -e '1s/^/workload,/' -e '2,$s/^/resize,/' thumbs.csv >resize.csv
{ cat resize.csv; echo "resize,512,fast,aws-lambda-x86,us-east-1"; } >bad.csv

# --- import ---

said=$(says <<'END'
settle
do import bad.csv
settle
draw
do import thumbs.csv
settle
draw
do import nowhere.csv
settle
draw
do import thumbs.csv as thu/mbs
draw
key I
type thumbs.csv as thumbs
key Enter
settle
draw
do import thumbs.csv as thumbs
settle
draw
do import resize.csv
settle
draw
say
END
)
line()
{
    printf '%s\n' "$said" | sed -n "$1p"
}
like "a bad row is named with its file and line" "$(line 1)" "^ bad.csv:6: .*fast"
like "a file without names of workloads asks for one" "$(line 2)" \
    "thumbs.csv:1: no column 'workload'. Name it: thumbs.csv as NAME"
like "a file that is not there is said" "$(line 3)" "nowhere.csv: cannot open"
like "a name that is none is refused" "$(line 4)" "'thu/mbs' is no name for a workload"
like "an import says what came, and the first one where it went" "$(line 5)" \
    "^ thumbs: 4 samples, 4 sizes; saved to v.db"
like "the same bytes again are known" "$(line 6)" "Nothing stored: the same file"
like "a later one says what came" "$(line 7)" "^ resize: 4 samples, 4 sizes *$"
like "the list is read again" "$(line '8,$')" "^1. resize: pick [0-9]+ MB by default on aws-lambda-x86, p50 "
like "an import that failed left nothing" "$(line '8,$')" "^2 workloads"
like "samples are hidden by workloads of one's own" "$(line '8,$')" "^2[.] thumbs: "

awk -v workloads=2000 -f "$srcdir/tests/bench/fleet.awk" >fleet.csv
said=$(says <<'END'
settle
do import fleet.csv
draw
do import resize.csv
draw
do forget thumbs
draw
key Esc
settle
draw
do import fleet.csv
key ^C
settle
draw
say
END
)
like "one import at a time" "$(line 2)" "an import is under way; .C ends it"
like "and nothing else is written meanwhile" "$(line 3)" "an import is under way"
like "Esc ends it" "$(line 4)" "stopped: nothing was stored"
like "so does ^C" "$(line 5)" "stopped: nothing was stored"
like "nothing of it is there" "$(line 6)" "^2 workloads"
head -n 141 fleet.csv >two.csv
said=$(printf '%s\n' settle 'do import two.csv' settle draw 'do import two.csv' settle draw |
    "$drive" --db w2.db 2>&1)
like "an import of several workloads counts them" "$said" "^ 2 workloads, 140 samples; saved"
like "and none of it comes twice" "$said" "^ Nothing stored: the same file was imported before"
like "an import says how far it is in the title" "$(printf '%s\n' 'size 80 24' \
    'do import fleet.csv' draw settle | "$drive" --db w.db 2>&1)" "^ vadvise.* import"

# --- export, copy ---

said=$(says <<'END'
settle
do export out.csv
draw
do export out.JSON
draw
do export out.md
draw
do export out.txt
draw
do export out.pdf
draw
do export .
draw
do export none/out.csv
draw
do export out.csv
key n
draw
do export out.csv
key y
draw
key y y
effects
key y m
effects
key y
wait 400
say
key Esc
do copy html
draw
END
)
like "what is shown is written to a file" "$(line 1)" "written to out.csv: [0-9]+ bytes"
like "the name's ending says the format" "$(line 5)" "out.pdf.*[.]csv, [.]json, [.]md or [.]txt"
like "a folder is no file" "$(line 6)" "the name's ending"
like "a folder that is not there is said" "$(line 7)" "none/out.csv: No such file"
like "a file that is there is kept without a yes" "$(line 8)" " Enter open|written"
like "and replaced with one" "$(line 9)" "written to out.csv"
like "yy copies the value" "$(line 10)" "^copy: resize: [0-9]+ MB by default on aws-lambda-x86, "
like "ym copies Markdown" "$(line '11,20')" "^copy: [|] workload"
like "the menu says the letters to who waits" "$(line '12,40')" "Markdown"
like "another format is refused" "$(line '$')" "'html' is no format"
is "the CSV has a row a workload" "$(wc -l <out.csv | tr -d ' ')" 3
check "the JSON is of the list" grep -q '"schema": "vadvise.list/1"' out.JSON
like "the Markdown is a table" "$(sed -n 2p out.md)" "^[|] ?:?--"
like "the text is the list" "$(cat out.txt)" "^ +resize "

# --- notes and forgetting ---

said=$(DRIVE_EDITED="runs at night
ask Ada
" says <<'END'
settle
key V
effects
settle
draw
key V
effects
END
)
is "the editor gets the note" "$(line 1)" "edit: "
like "what it left is stored" "$(line 2)" "the note of resize is stored"
is "and is there next time" "$(line '3,4')" "edit: runs at night
ask Ada"
like "vadvise show says it" "$("$VADVISE" show resize --db v.db)" "^  ask Ada$"
long=$(awk 'BEGIN { for (i = 0; i < 120; i++) printf "long " }')
said=$(DRIVE_EDITED=$long says <<'END'
settle
key V
effects
settle
rows 3
key V
effects
settle
key q
rows 1
key q
effects
END
)
like "a note that is too long is refused" "$(line '2,$')" "the note has 599 bytes, at most 511"
like "it is not lost" "$(line '2,$')" "V has what you wrote"
is "the editor gets it again" "$(line '2,$' | grep -c '^edit: long long')" 1
like "leaving warns of it once" "$(line '6,$')" "the note of resize is not stored; again leaves without it"
is "then it leaves" "$(line '$')" "quit"

said=$(says <<'END'
settle
do forget
say
key n
draw
do forget thumbs
key y
settle
draw
do forget facedetect
draw
say
END
)
like "forgetting asks first, and says how much" "$(line '1,8')" "resize: 4 samples would be forgotten. This cannot"
like "with a yes it is done" "$(printf '%s\n' "$said")" "^ thumbs: 4 samples forgotten"
like "samples that are bundled stay" "$(printf '%s\n' "$said")" "facedetect.*bundled sample data"
like "the list is without it" "$(printf '%s\n' "$said")" "^1 workload, "

said=$(says --read-only <<'END'
settle
do import thumbs.csv as other
draw
do export read-only.csv
draw
key V
draw
do forget resize
draw
END
)
is "with --read-only nothing of it is done" "$(printf '%s\n' "$said" | grep -c 'read-only: nothing')" 4
check "and no file is made" test ! -e read-only.csv

# --- the state file ---

printf '%s\n' 'size 80 24' settle draw | "$drive" --db v.db --state "state folder/screen" >/dev/null 2>&1
check "to look writes no state" test ! -e "state folder"
printf '%s\n' 'size 80 24' settle 'do budget 0.002' 'do sort samples' 'key Space' |
    "$drive" --db v.db --state "state folder/screen" >/dev/null 2>&1
check "what is set is written" grep -q "^set	budget	resize	0.002" "state folder/screen"
said=$(says --state "state folder/screen" <<'END'
settle
say
do undo
do undo
draw
settle
say
END
)
like "it is there after a restart" "$(line 1)" "sorted by samples"
like "marks too" "$(line 2)" "; goal .0.002.*, marked"
like "and what was done before can be undone" "$(line 3)" "undone: sort"
like "as if it had just been done" "$(line 4)" "sorted by name"
chmod 000 "state folder/screen"
head -c 300 /dev/urandom >damaged
for file in damaged /dev/null . "state folder/screen"; do
    like "a start goes on with $file for its state" \
        "$(echo say | "$drive" --db v.db --state "$file" 2>&1)" "^1 workload"
done
printf '%s\n' 'do budget 0.003' | "$drive" --db v.db --read-only --state other >/dev/null 2>&1
check "with --read-only no state is written" test ! -e other

# --- others ---

sed 's/resize/others/' resize.csv >others.csv
sed 's/resize/frozen/' resize.csv >frozen.csv
# Wait until the screen has answered so often, 10 s at most.
answered()
{
    tries=0
    while [ "$(grep -c '^[0-9]* workload' others.out)" -lt "$1" ] && [ "$tries" -lt 200 ]; do
        sleep 0.05
        tries=$((tries + 1))
    done
}
others()
{
    printf '%s\n' settle say
    answered 1
    "$VADVISE" import -q --db "$1" others.csv >/dev/null 2>&1
    printf '%s\n' settle 'wait 100' settle say 'key z'
    answered 2
    "$VADVISE" import -q --db "$1" frozen.csv >/dev/null 2>&1
    printf '%s\n' 'wait 100' settle 'wait 100' settle say 'key z' settle say
}
for db in v.db new/folder/v.db; do
    : >others.out
    others "$db" | "$drive" --db "$db" >others.out 2>&1
    said=$(sed -n 's/^\([0-9]*\) workloads*, .*/\1/p' others.out | tr '\n' ' ')
    case $db in
        v.db) expected="1 2 2 3 " ;;
        *) expected="3 1 1 2 " ;;
    esac
    is "an import elsewhere shows at once, but not while the screen is frozen: $db" \
        "$said" "$expected"
done

# two columns are enough: name and platform are said with the file
printf 'memory_mb,duration_ms\n512,900\n1024,450\n2048,230\n' >plain.csv
said=$(says --db plain.db <<'END'
do import plain.csv as plain
settle
draw
do import plain.csv as plain on aws/lambda
draw
do import plain.csv as plain on aws-lambda-arm
settle
draw
END
)
like "a file without a platform asks for one, and says how" "$said" '^ aws-lambda-x86$'
flat()
{
    { echo "size 80 24"; cat; } | "$drive" --db plain.db 2>&1 | tr -s ' \n' ' '
}
printf 'duration_ms\n3\n' >short.csv
like "what a file does not say is asked for at once, and how to give it" \
    "$(printf '%s\n' 'do import plain.csv' settle draw | flat)" \
    "plain.csv:1: no columns 'workload', 'platform'. Name it: plain.csv as NAME on aws-lambda-x86 "
like "what was given is kept in that" \
    "$(printf '%s\n' 'do import plain.csv as plain' settle draw | flat)" \
    "plain.csv:1: no column 'platform'. Name it: plain.csv as plain on aws-lambda-x86 "
like "a size is the command line's to give, and its line is said" \
    "$(printf '%s\n' 'do import short.csv as x on local' settle draw | flat)" \
    "no column 'memory_mb'. Only the command line gives a size: vadvise import short.csv --workload x --platform local --memory 512 "
like "a platform that is no name is refused" "$said" "'aws/lambda' is no name of a platform"
like "with it the file is imported" "$said" '^ plain: 3 samples, 3 sizes'
like "a name may have the same words in it: the last ones count" \
    "$(printf '%s\n' 'do import plain.csv as run on call on local' settle draw | flat)" \
    ' run on call: 3 samples, 3 sizes'
finish
