#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Two screens at once with one state file: what is set in one of them alone is there after.
. "$srcdir/tests/tap.sh"
need mkfifo
cd "$TEST_TMP" || exit 99
drive=$builddir/tests/tui/drive
options='--now 2026-03-01 --workload facedetect'

# begin FILE: two screens, one and two, that read their keys from fd 3 and 4.
begin()
{
    rm -f keys1 keys2
    mkfifo keys1 keys2 || exit 99
    # shellcheck disable=SC2086 # options
    "$drive" $options --state "$1" <keys1 >one 2>&1 &
    pid1=$!
    # shellcheck disable=SC2086 # options
    "$drive" $options --state "$1" <keys2 >two 2>&1 &
    pid2=$!
    exec 3>keys1 4>keys2
    one settle
    two settle
}

# one LINE..., two LINE...: the screen does it, and has saved what came of it.
one()
{
    printf '%s\n' "$@" "do screen no-$((said += 1))" draw >&3
    until_seen "no-$said" one
}

two()
{
    printf '%s\n' "$@" "do screen no-$((said += 1))" draw >&4
    until_seen "no-$said" two
}

# until_seen TEXT FILE: for 10 s.
until_seen()
{
    for _ in $(seq 200); do
        ! grep -q "$1" "$2" || return 0
        sleep 0.05
    done
    return 1
}

end()
{
    exec 3>&- 4>&-
    wait "$pid1" "$pid2"
}

# after FILE LINE...: what the next screen shows.
after()
{
    file=$1
    shift
    # shellcheck disable=SC2086 # options
    printf '%s\n' 'size 120 40' settle "$@" | "$drive" $options --state "$file" 2>&1
}

has()
{
    grep -c "^set	$1	" "$2"
}

begin state
one 'do budget 0.0019'
two 'do latency 70s'
one 'do axes'
two 'do theme mono'
is "both are in the file at once" \
    "$(has budget state) $(has latency state) $(has axes state) $(has theme state)" "1 1 1 1"
end
is "and stay when the screens end" \
    "$(has budget state) $(has latency state) $(has axes state) $(has theme state)" "1 1 1 1"
like "the next screen has them" "$(after state line)" \
    'facedetect.* --budget 0\.0019 .*--latency 70s|facedetect.*--latency 70s.* --budget 0\.0019'
like "the last change is the first to be taken back" "$(after state 'do undo' draw)" \
    'undone: theme'
is "and so on, across the next restart, whoever made it" \
    "$(after state 'do undo' draw 'do undo' draw 'do undo' draw | grep -o 'undone: [a-z]*' | tr '\n' ' ')" \
    "undone: axes undone: latency undone: budget "
is "nothing is left of them" "$(grep -c '^set	\(budget\|latency\|axes\|theme\)	' state)" 0

# --- taken back in one, set in the other ---

begin back
one 'do budget 0.0019'
two 'do latency 70s'
one 'do undo'
two 'do theme mono'
end
is "what one takes back is gone, what the other set is there" \
    "$(has budget back) $(has latency back) $(has theme back)" "0 1 1"

# --- one is killed ---

begin killed
one 'do budget 0.0019'
two 'do latency 70s'
kill -9 "$pid1"
two 'do theme mono'
end 2>/dev/null
is "what a screen saved before it was killed stays" \
    "$(has budget killed) $(has latency killed) $(has theme killed)" "1 1 1"

# --- a screen that is stopped holds the lock ---

begin held
one 'do budget 0.0019'
if command -v python3 >/dev/null; then
    python3 -c 'import fcntl, time
f = open("held.lock", "r+"); fcntl.lockf(f, fcntl.LOCK_EX)
print("held", flush=True); time.sleep(60)' >holder &
    holder=$!
    until_seen held holder
    began=$(date +%s%N)
    two 'do latency 70s' 'key Down'
    took=$((($(date +%s%N) - began) / 1000000))
    ok "while the lock is held keys are answered ($took ms)" "$((took > 1000))"
    is "what was set waits" "$(has latency held)" 0
    kill "$holder"
    wait "$holder" 2>/dev/null
    two
    is "and is saved once the lock is free" "$(has budget held) $(has latency held)" "1 1"
else
    skip "while the lock is held keys are answered" "no python3 here"
fi
end

# --- a full disk ---

mkdir disk
if mount -t tmpfs -o size=64k tmpfs disk 2>/dev/null; then
    trap 'umount disk' EXIT
    begin disk/state
    one 'do budget 0.0019'
    cp disk/state before
    head -c 100000 /dev/zero >disk/fill 2>/dev/null
    two 'do latency 70s' draw
    like "a full disk is told" "$(cat two)" 'what you set is not remembered: .*No space left'
    check "the old file stays" cmp before disk/state
    rm disk/fill
    two 'do theme mono'
    is "with the next change all that was set is saved" \
        "$(has budget disk/state) $(has latency disk/state) $(has theme disk/state)" "1 1 1"
    end
    is "and nothing else is left there" "$(ls disk | tr '\n' ' ')" "state state.lock "
else
    skip "a full disk is told" "a tmpfs cannot be mounted here"
fi
finish
