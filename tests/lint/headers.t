#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What every header and every source file has: a licence tag, a guard, a comment for each
# public function, a place in the Makefile; and each header compiles alone.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
LC_ALL=C
export LC_ALL
CC=${CC:-cc}
AWK=${AWK:-awk}

# The rules print each violation as "file: what", and nothing when all is well.

headers()
{
    (cd "$1" && find src -name '*.h' | sort)
}

# alone ROOT: headers that do not compile by themselves, twice over.
alone()
(
    cd "$1" || exit
    for header in $(headers .); do
        # shellcheck disable=SC2086 # flags
        printf '#include "%s"\n#include "%s"\n' "${header#src/}" "${header#src/}" |
            $CC -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -Isrc ${VA_CPPFLAGS-} \
                -fsyntax-only -x c - 2>&1
    done
)

# guards ROOT: src/base/json.h is guarded by VA_BASE_JSON_H.
guards()
(
    cd "$1" || exit
    for header in $(headers .); do
        guard=VA_$(echo "${header#src/}" | tr 'a-z/.-' 'A-Z___')
        grep -qx "#ifndef $guard" "$header" && grep -qx "#define $guard" "$header" ||
            echo "$header: no guard $guard"
    done
)

# explained ROOT: a paragraph that declares functions holds a comment, save for names that
# say it all (pairs that make and unmake, enum to text) and inline bodies.
explained()
(
    cd "$1" || exit
    # shellcheck disable=SC2016,SC2046 # an awk program; names without spaces
    "$AWK" -v RS= '
        !/\/\*|^static inline/ {
            n = split($0, line, "\n")
            for (i = 1; i <= n; i++) {
                if (line[i] !~ /^[a-z][A-Za-z0-9_ *]*[a-z0-9_]\(/)
                    continue
                name = line[i]
                sub(/\(.*/, "", name)
                sub(/.*[ *]/, "", name)
                if (name !~ /_(init|clear|alloc|free|open|close|name|meaning)$/)
                    print FILENAME ": " name " has no comment"
            }
        }' $(headers .)
)

# tagged ROOT: each file that people write says its licence in its first three lines.
tagged()
(
    cd "$1" || exit
    for file in configure.ac Makefile.am bootstrap .ci/run $(find src tests man data pricing schema \
        -name '*.[ch]' -o -name '*.t' -o -name '*.sh' -o -name '*.awk' -o -name '*.py' \
        -o -name 'Makefile.inc' | sort); do
        [ ! -f "$file" ] || sed 3q "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' ||
            echo "$file: no licence tag"
    done
)

# listed ROOT: sources and tests that no Makefile names are neither built nor run.
listed()
(
    cd "$1" || exit
    find Makefile.am src tests \( -name Makefile.am -o -name Makefile.inc \) -exec cat {} + |
        tr -s '[:space:]' '\n' >"$work/listed"
    for file in $(find src tests -name '*.[ch]' -o -name '*.t' | sort); do
        grep -qxF "$file" "$work/listed" || echo "$file: in no Makefile.inc"
    done
)

is "each header compiles alone, and twice" "$(alone "$srcdir")" ""
is "each header has the guard of its name" "$(guards "$srcdir")" ""
is "each public function has a comment" "$(explained "$srcdir")" ""
is "each file names its licence" "$(tagged "$srcdir")" ""
is "each source and each test is in a Makefile" "$(listed "$srcdir")" ""

# Every rule can fail.
for folder in src/base tests man data pricing schema; do
    mkdir -p "$work/$folder"
done
cd "$work" || exit 99
printf '%s\n' '/* SPDX-License-Identifier: GPL-3.0-or-later */' '#ifndef VA_BASE_GOOD_H' \
    '#define VA_BASE_GOOD_H' '' '/* Good. */' 'int good(void);' 'void good_too(void);' '' \
    'struct pair {' '    int (*f)(void);' '};' 'void good_init(void);' '' '#endif' >src/base/good.h
printf '%s\n' 'size_t lacks(void);' >src/base/lacks.h
printf '%s\n' '#ifndef VA_TWICE_H' '' 'enum { TWICE };' '#endif' >src/base/twice.h
like "a header that lacks an include is found" "$(alone .)" "base/lacks.h:1"
like "a header without a guard does not compile twice" "$(alone .)" "base/twice.h:3"
is "a guard of another name is found" "$(guards .)" \
    "src/base/lacks.h: no guard VA_BASE_LACKS_H
src/base/twice.h: no guard VA_BASE_TWICE_H"
is "a function without a comment is found" "$(explained .)" \
    "src/base/lacks.h: lacks has no comment"
is "a file without its licence is found" "$(tagged .)" \
    "src/base/lacks.h: no licence tag
src/base/twice.h: no licence tag"
echo 'libva_base_a_SOURCES = src/base/good.h src/base/lacks.h' >src/base/Makefile.inc
: >Makefile.am
is "a file in no Makefile is found" "$(listed .)" "src/base/twice.h: in no Makefile.inc"
is "the header that is right passes" \
    "$({ alone . && guards . && explained . && tagged .; } | grep -c good.h)" 0
finish
