#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the screen writes while another program holds the database's lock.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
need_terminal
need python3
if ! python3 -c 'import sqlite3' 2>/dev/null; then
    echo '1..0 # SKIP this python3 has no sqlite3'
    exit 0
fi
exec python3 "$srcdir/tests/tui/writes.py"
