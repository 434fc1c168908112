#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The demo on a real terminal: its probe, its marks, its ends, what it leaves.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
need_terminal
exec python3 "$srcdir/tests/use/demo_pty.py"
