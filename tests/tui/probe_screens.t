#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Frames of the screen of probes over recorded ledgers (tests/tui/probe_ledger.c), at 80x24
# and 120x40. WRITE_SCREENS=1 writes tests/tui/probe/NAME.screens anew.
. "$srcdir/tests/tap.sh"
cd "${TEST_TMP:?}" || exit 99
ledger=$builddir/tests/tui/probe_ledger
drive=$builddir/tests/tui/drive

# frames NAME OPTIONS...: the script on standard input, over NAME.db.
frames()
{
    name=$1
    shift
    cat >"$name.keys"
    "$drive" --db "$name.db" --now 2026-03-01T00:00:30Z "$@" <"$name.keys" >"$name.out" 2>errors ||
        note "$(cat errors)"
    [ -z "${WRITE_SCREENS-}" ] || cp "$name.out" "$srcdir/tests/tui/probe/$name.screens"
    check "$name shows what it should" diff -u "$srcdir/tests/tui/probe/$name.screens" "$name.out"
}

# held NAME STATE: a ledger that somebody works on while the frames are made.
held()
{
    rm -f line held
    mkfifo line
    "$ledger" "$1.db" "$2" hold <line >held &
    holder=$!
    exec 4>line
    tries=0
    while [ ! -s held ] && [ $((tries += 1)) -lt 100 ]; do sleep 0.05; done
}

release()
{
    exec 4>&-
    wait "$holder"
}

held running running
frames running <<'END'
size 80 24
key 6
draw
key Down Down
roles
key 1
settle
draw
key 6 Tab
draw
size 120 40
key Tab
draw
say
line
key Esc
draw
END
release

held paused paused
frames paused --ascii <<'END'
size 80 24
key 6
draw
size 60 16
draw
size 120 40
draw
key q
draw
END
release

"$ledger" done.db "done"
frames "done" <<'END'
size 80 24
key 6
draw
key Enter
draw
say
line
key Enter
draw
key Esc D
draw
key Esc Esc
draw
END

"$ledger" log.db "done"
frames log <<'END'
size 80 24
key 6 L
draw
key Down Enter
draw
key y
effects
key Esc Down Down Down Enter
draw
key Esc Esc
draw
size 120 40
key l End
draw
say
line
size 60 16
draw
key h
draw
key r
draw
END


# Thousands of invocations: what is around the cursor is read.
if command -v python3 >/dev/null; then
    "$ledger" long.db "done"
    python3 - long.db <<'END'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("""WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
    INSERT INTO probe_invocation (run_id, fate, memory_mb, payload, cold, worst_pusd,
        sent_ms, cost_pusd, settled_ms, duration_ns, billed_ms)
    SELECT 1, 1, 512, 0, 0, 2000000000, 1772323300000 + i * 1000, 16667,
        1772323300100 + i * 1000, 1000000 * i, i FROM n""")
db.commit()
END
    frames long <<'END'
size 80 12
key 6 L
draw
key End
draw
key PgUp Up
draw
key Home PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn
draw
END
else
    skip "long shows what it should" "there is no python3"
fi

held retry running
frames retry <<'END'
size 80 24
key 6
draw
key r
draw
say
key n
size 120 40
key r
draw
END
release

"$ledger" died.db died
frames died <<'END'
size 80 24
settle
draw
key 6 Enter
draw
key n
draw
END

"$ledger" left.db left
frames left <<'END'
size 80 24
settle
draw
key n
draw
END
cp left.db left-read-only.db
frames left-read-only --read-only <<'END'
size 80 24
settle
draw
key 6
do restore
draw
END

"$ledger" plan.db "done"
frames plan <<'END'
size 80 24
do plan thumbs
do probe-field function thumbs
draw
do probe-field sizes 512,1024
do probe-field runs x
draw
do probe-field runs 5
do probe-field cap 0.05
key End
draw
line
key u
draw
say
size 120 40
draw
END

# before it is said what to measure, the plan shows what measuring a function would cost
out=$(printf '%s\n' 'size 80 24' 'do plan thumbs' draw |
    "$drive" --db plan.db --now 2026-11-28)
like "a plan without a function asks for one" "$out" 'What shall be measured\?'
like "and has its three prices" "$out" 'expected .* cap not given +worst case without the cap'

# a command needs neither a cap nor a provider
out=$(printf '%s\n' 'size 80 24' 'do plan thumbs' 'do probe-field command true' draw |
    "$drive" --db plan.db --now 2026-11-28)
like "a command on this machine needs no cap" "$out" 'Cap +none needed: it costs nothing'
like "and nobody else is asked" "$out" 'Start +asks you, then runs it on this machine'
finish
