#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every layer links with only the layers below it: none calls upward.
builddir=${builddir:-.}
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
CC=${CC:-cc}

echo 'int main(void) { return 0; }' >"$work/main.c"

# links ARCHIVE WHAT-IS-BELOW...: all of the archive, with nothing but what is below.
links()
{
    whole=$1
    shift
    # shellcheck disable=SC2086 # flags
    $CC ${VA_CFLAGS-} -o "$work/all" "$work/main.c" -Wl,--whole-archive "$whole" \
        -Wl,--no-whole-archive "$@" ${VA_LDFLAGS-}
}

cd "$builddir" || exit 99
io_libs="${SQLITE_LIBS--lsqlite3} ${CJSON_LIBS--lcjson} ${MD_LIBS--lmd}"
core_libs=-lm
net_libs="${CURL_LIBS--lcurl} ${CRYPTO_LIBS--lcrypto}"
below_io="libva_core.a libva_base.a"

# shellcheck disable=SC2086 # lists of libraries
{
    check "base needs libc only" links libva_base.a
    check "core needs base and the mathematics" links libva_core.a libva_base.a $core_libs
    check "io needs core and base" links libva_io.a $below_io $io_libs $core_libs
    check "app needs io and below" \
        links libva_app.a libva_io.a $below_io $io_libs $core_libs
    check "cli needs app and below" \
        links libva_cli.a libva_app.a libva_io.a $below_io $io_libs $core_libs
    check "tui needs app and below, and curses" \
        links libva_tui.a libva_app.a libva_io.a $below_io ${CURSES_LIBS--lncursesw -ltinfo} \
        $io_libs $core_libs
    check "net needs base and its libraries" \
        links libva_net.a libva_base.a $net_libs ${CJSON_LIBS--lcjson} -lm
    check "fn needs net and base" \
        links libva_fn.a libva_net.a libva_base.a $net_libs ${CJSON_LIBS--lcjson} -lm
    check "probe needs net, app and below" \
        links libva_probe.a libva_net.a libva_app.a libva_io.a $below_io $net_libs \
        $io_libs $core_libs
}

# A layer that calls upward does not link, and the call upward is the only reason.
seeded()
(
    cd "$work" || exit
    echo 'int up(void); int low(void); int low(void) { return up(); }' >low.c
    echo 'int up(void); int up(void) { return 1; }' >high.c
    # shellcheck disable=SC2086 # flags
    $CC ${VA_CFLAGS-} -c low.c && $CC ${VA_CFLAGS-} -c high.c &&
        ar cr low.a low.o && ar cr high.a high.o
)
check "the seed compiles" seeded
status=0
out=$(links "$work/low.a" 2>&1) || status=$?
is "a call upward does not link" "$((status != 0))" 1
like "the linker names it" "$out" 'undefined.*up'
check "the same archive links with the layer above it" links "$work/low.a" "$work/high.a"
finish
