# SPDX-License-Identifier: GPL-3.0-or-later
# Test Anything Protocol for sh. Source it, make checks, end with finish.
# shellcheck shell=sh

tap_checks=0
tap_failures=0

# ok NAME STATUS: the check NAME, a sentence about behaviour, passed when STATUS is 0.
ok()
{
    tap_checks=$((tap_checks + 1))
    if [ "$2" -eq 0 ]; then
        printf 'ok %d - %s\n' "$tap_checks" "$1"
    else
        tap_failures=$((tap_failures + 1))
        printf 'not ok %d - %s\n' "$tap_checks" "$1"
    fi
}

# note TEXT: shown below a check; each line becomes a comment.
note()
{
    printf '%s\n' "$1" | sed 's/^/# /'
}

# check NAME COMMAND...: the command succeeds; what it said is shown when it does not.
check()
{
    tap_name=$1
    shift
    tap_status=0
    tap_out=$("$@" 2>&1) || tap_status=$?
    ok "$tap_name" "$tap_status"
    if [ "$tap_status" -ne 0 ]; then
        note "exit $tap_status: $*"
        note "$tap_out"
    fi
}

# is NAME GOT EXPECTED: two texts are the same.
is()
{
    if [ "$2" = "$3" ]; then
        ok "$1" 0
    else
        ok "$1" 1
        note "got:      $2"
        note "expected: $3"
    fi
}

# like NAME TEXT ERE: some line of the text matches.
like()
{
    if printf '%s\n' "$2" | grep -Eq -e "$3"; then
        ok "$1" 0
    else
        ok "$1" 1
        note "no match for: $3"
        note "$2"
    fi
}

# skip NAME REASON: a check that cannot be made here.
skip()
{
    tap_checks=$((tap_checks + 1))
    printf 'ok %d - %s # SKIP %s\n' "$tap_checks" "$1" "$2"
}

# need PROGRAM...: without them the whole test is skipped.
need()
{
    for tap_program; do
        command -v "$tap_program" >/dev/null 2>&1 && continue
        printf '1..0 # SKIP %s is not installed\n' "$tap_program"
        exit 0
    done
}

# Can a terminal be made for a program to run on?
has_terminal()
{
    python3 -c 'import os; os.openpty()' 2>/dev/null
}

# need_terminal: without one the whole test is skipped.
need_terminal()
{
    need python3
    has_terminal && return
    printf '1..0 # SKIP no terminal can be made here\n'
    exit 0
}

finish()
{
    printf '1..%d\n' "$tap_checks"
    [ "$tap_failures" -eq 0 ] || exit 1
    exit 0
}
