#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the screen writes while another program holds the database's lock.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
need_terminal
need python3
python3 -c 'import sqlite3' 2>/dev/null || skip_all "this python3 has no sqlite3"
exec python3 "$srcdir/tests/tui/writes.py"
