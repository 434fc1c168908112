#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The full screen on real terminals: ways out, sizes, types, keys, silence.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
need_terminal
need bash stty
exec python3 "$srcdir/tests/use/screen_pty.py"
