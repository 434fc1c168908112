#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Which folder may use what: includes, libraries, calls and data. Each rule is shown to
# find a seeded violation.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
builddir=${builddir:-.}
. "$srcdir/tests/tap.sh"
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
LC_ALL=C
export LC_ALL

CC=${CC:-cc}
NM=${NM:-nm}
AWK=${AWK:-awk}

# The rules below print each violation as "file:line: what", and nothing when all is well.
# They look at src/ under the folder given.

sources()
{
    (cd "$1" && find src -name '*.[ch]' | sort)
}

# includes ROOT: a folder includes itself and the layers below, by folder/name.h.
includes()
(
    cd "$1" || exit
    # shellcheck disable=SC2016,SC2046 # an awk program; names without spaces
    "$AWK" '
        BEGIN {
            below["base"] = "base"
            below["core"] = "core base"
            below["io"] = "io core base"
            below["app"] = "app io core base"
            below["cli"] = "cli app io core base"
            below["tui"] = "tui app io core base"
            below["main"] = "main cli tui app io core base"
            below["net"] = "net base"
            below["probe"] = "probe app net io core base"
            below["fn"] = "fn net base"
        }
        /^[ \t]*#[ \t]*include[ \t]*"/ {
            split(FILENAME, path, "/")
            split($0, quoted, "\"")
            n = split(quoted[2], name, "/")
            if (!(path[2] in below))
                print FILENAME ":" FNR ": " path[2] " is no known layer"
            else if (n != 2)
                print FILENAME ":" FNR ": " quoted[2] " does not say folder/name.h"
            else if (index(" " below[path[2]] " ", " " name[1] " ") == 0)
                print FILENAME ":" FNR ": " path[2] " may not include " quoted[2]
        }' $(sources .)
)

# libraries ROOT: each library has one home.
libraries()
(
    cd "$1" || exit
    # shellcheck disable=SC2016,SC2046 # an awk program; names without spaces
    "$AWK" '
        function only(header, home) {
            if ($0 ~ "^[ \t]*#[ \t]*include[ \t]*[<\"](" header ")" && FILENAME !~ home)
                print FILENAME ":" FNR ": " $0
        }
        {
            only("([a-z]+/)?n?curses[a-z]*[.]h|term[.]h", "^src/tui/term[.]c$")
            only("sqlite3[a-z]*[.]h", "^src/io/store[a-z_]*[.]c$")
            only("curl/", "^src/net/http[a-z_]*[.]c$")
            only("openssl/", "^src/net/")
            only("gsl/", "^$") # a peer of tests
            only("([a-z]+/)?cJSON[A-Za-z_]*[.]h", "^src/(io|net|probe|fn)/")
            only("minizip/|zip[.]h|zlib[.]h", "^src/fn/zip_out[.]c$")
        }' $(sources .)
)

# stripped ROOT: the code as "file:line:code", without comments and texts.
stripped()
(
    cd "$1" || exit
    # shellcheck disable=SC2046 # names without spaces
    "$AWK" -f "$srcdir/tests/lint/strip.awk" $(sources .)
)

# calls ROOT FILE-ERE NAME-ERE: where files call one of the functions.
calls()
{
    stripped "$1" | grep -E "^$2:[0-9]+:(.*[^A-Za-z0-9_])?($3)[[:space:]]*\("
}

unsafe='strcpy|strcat|strncpy|strncat|v?sprintf|gets|strtok|atoi|atol|atoll|atof|system|alloca'
unsafe="$unsafe|v?[fs]?w?scanf|tmpnam|tempnam|mktemp"

# banned ROOT: functions that no file may call, and exit outside main.
banned()
{
    calls "$1" 'src/.*' "$unsafe"
    calls "$1" 'src/.*' 'exit|quick_exit|abort' | grep -Ev '^src/[a-z]+/main[.]c:'
}

# silence ROOT: only the front ends and the programs write to a standard stream.
silence()
{
    quiet='src/(base|core|io|app)/[^:]*'
    calls "$1" "$quiet" 'v?printf|puts|putchar|perror|v?d?warnx?|v?errx?'
    stripped "$1" | grep -E "^$quiet:[0-9]+:(.*[^A-Za-z0-9_])?(stdout|stderr|stdin)([^A-Za-z0-9_]|\$)"
}

# state ARCHIVE...: data that can be written to. Tables of pointers are read-only once
# the program is loaded (.data.rel.ro); what coverage and sanitizers add is not ours.
state()
{
    # shellcheck disable=SC2016 # an awk program
    "$NM" -A -f sysv "$@" 2>&1 | "$AWK" -F'|' '
        { gsub(/[ \t]/, "", $1); gsub(/[ \t]/, "", $7); n = split($1, at, ":") }
        $7 ~ /^([.]t?data|[.]t?bss|[*]COM[*]|[.]data[.]rel)/ && $7 !~ /^[.]data[.]rel[.]ro/ &&
            at[n] !~ /^(__gcov|__llvm|__prof|__san|__asan|__odr_asan|[.])/ {
            print at[1] ":" at[n - 1] ": " at[n] " in " $7
        }'
}

impure='v?f?printf|__v?f?printf_chk|f?puts|f?putc|putchar|perror|stdout|stderr|stdin'
impure="$impure|v?dprintf|fopen|fopen64|fdopen|freopen|popen|fread|fgets|fgetc|getc|getline"
impure="$impure|getdelim|open|open64|openat|creat|read|pread|write|pwrite|close|unlink|rename"
impure="$impure|stat|fstat|lstat|opendir|mkdir|mmap|socket|connect|fork|exec[lv][ep]*"
impure="$impure|posix_spawnp?|kill|signal|sigaction|pthread_create"
impure="$impure|time|clock|clock_gettime|gettimeofday|localtime|localtime_r|nanosleep|usleep"
impure="$impure|sleep|getenv|secure_getenv|setenv|putenv|environ|setlocale|localeconv"
impure="$impure|rand|random|srand|srandom|drand48|arc4random.*|getrandom|getentropy"
impure="$impure|exit|_exit|quick_exit|sqlite3_.*|cJSON_.*|curl_.*|SHA.*"

# effects ARCHIVE...: functions of the outside world that it calls.
effects()
{
    "$NM" -A -u "$@" 2>&1 | grep -E "[[:space:]]($impure)(@.*)?\$"
}

# --- the tree ---

# obeys NAME VIOLATIONS
obeys()
{
    is "$1" "$2" ""
}

obeys "a folder includes only itself and the layers below it" "$(includes "$srcdir")"
obeys "each library has one home" "$(libraries "$srcdir")"
obeys "unsafe functions are not called" "$(banned "$srcdir")"
obeys "base, core, io and app write to no standard stream" "$(silence "$srcdir")"
archives=
for layer in base core io app cli tui fn; do
    archives="$archives $builddir/libva_$layer.a"
done
# shellcheck disable=SC2086 # names without spaces
obeys "no layer keeps state in static data" "$(state $archives)"
obeys "base and core have no effects" \
    "$(effects "$builddir/libva_base.a" "$builddir/libva_core.a")"

# --- seeded violations: every rule can fail ---

seed=$work/seed
mkdir -p "$seed/src/base" "$seed/src/core" "$seed/src/io" "$seed/src/app" "$seed/src/main"

# plant FILE LINE...
plant()
{
    file=$seed/src/$1
    shift
    printf '%s\n' "$@" >"$file"
}

plant base/a.c '#include "core/b.h"' '#include <curl/curl.h>' '# include <ncursesw/curses.h>'
plant base/a.h 'enum { A };'
plant core/b.c '#include "core/b.h"' '#include "base/a.h"' '#include "b.h"' '#include <sqlite3.h>'
plant core/b.h '#include <gsl/gsl_fit.h>'
plant io/c.c '#include "base/a.h"' '#include "app/d.h"' '#include <gsl/gsl_fit.h>'
plant io/store_sql.c '#include <sqlite3.h>'
plant app/d.c '#include <cjson/cJSON.h>' '#include "cli/e.h"'
is "an include of a higher layer, or without its folder, is found" "$(includes "$seed")" \
    'src/app/d.c:2: app may not include cli/e.h
src/base/a.c:1: base may not include core/b.h
src/core/b.c:3: b.h does not say folder/name.h
src/io/c.c:2: io may not include app/d.h'
is "a library outside its home is found" "$(libraries "$seed")" \
    'src/app/d.c:1: #include <cjson/cJSON.h>
src/base/a.c:2: #include <curl/curl.h>
src/base/a.c:3: # include <ncursesw/curses.h>
src/core/b.c:4: #include <sqlite3.h>
src/core/b.h:1: #include <gsl/gsl_fit.h>
src/io/c.c:3: #include <gsl/gsl_fit.h>'

rm -f "$seed"/src/*/*
for name in strcpy strcat strncpy sprintf gets strtok atoi atol atof scanf fscanf sscanf \
    system alloca exit; do
    printf '    (void)%s (a);\n' "$name"
done >"$seed/src/io/a.c"
is "each unsafe call is found" "$(banned "$seed" | grep -c '^src/io/a[.]c:')" 15
plant io/a.c '/* exit(1) */ f("system(\"x\")"); my_exit(1); snprintf(b, n, "%d", 1);' \
    'int file_system(int a);' 'strtok_r(a, b, c);'
plant main/main.c '    exit(1);'
is "comments, texts, other names, and exit in main are no unsafe calls" "$(banned "$seed")" ""
plant app/a.c '    printf("");' '    fprintf(stderr, "");' '    fprintf(out, "stdout");'
is "a layer that prints is found" "$(silence "$seed" | cut -d: -f1,2 | tr '\n' ' ')" \
    "src/app/a.c:1 src/app/a.c:2 "

cat >"$work/seed.c" <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
int common_word;
static int counter;
static int started = 1;
static const char *mutable_names[] = { "a", "b" };
static const char *const names[] = { "a", "b" };
const int limit = 3;
const char *seed(int i);
const char *
seed(int i)
{
    static char text[8];
    counter += i + started++ + (int)time(NULL) + limit;
    mutable_names[i & 1] = getenv(names[i & 1]);
    snprintf(text, sizeof text, "%d", counter);
    printf("%s", mutable_names[0]);
    return text;
}
END
seeded()
{
    # shellcheck disable=SC2086 # flags
    $CC ${VA_CFLAGS-} -fPIE -c -o "$work/seed.o" "$work/seed.c" &&
        ar cr "$work/seed.a" "$work/seed.o"
}
check "the seed compiles" seeded
is "static data that can change is found, tables are not" \
    "$(state "$work/seed.a" | sed 's/ in .*//; s/.*: //; s/[.][0-9]*$//' | sort | tr '\n' ' ')" \
    "common_word counter mutable_names started text "
effects_of_seed=$(effects "$work/seed.a" | sed 's/.* //' | tr '\n' ' ')
like "a clock is found" "$effects_of_seed" '(^| )time '
like "the environment is found" "$effects_of_seed" '(^| )getenv '
like "printing is found" "$effects_of_seed" '(^| )(printf|__printf_chk|puts|stdout) '
is "formatting into a buffer is allowed" "$(printf '%s' "$effects_of_seed" | grep -c snprintf)" 0
finish
