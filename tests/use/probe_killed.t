#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# kill -9 at random moments of a probe run: see probe_killed.py. KILLS says how
# many (make torture: 100), KILL_SEED when.
. "$srcdir/tests/tap.sh"
need python3
exec python3 "$srcdir/tests/use/probe_killed.py" "${KILLS:-12}" "${KILL_SEED:-20261128}"
