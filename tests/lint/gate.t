#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The sources stay within the limits of size and complexity, and the gate sees what does not.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

# repeat N TEXT: the line TEXT, N repeat.
repeat()
{
    i=0
    while [ "$i" -lt "$1" ]; do
        printf '%s\n' "$2"
        i=$((i + 1))
    done
}

# columns N: a line of N columns.
columns()
{
    printf "%$1s\n" x
}

# gate: the gate's opinion of standard input.
gate()
{
    cat >"$work/seed.c"
    sh "$srcdir/tests/lint/gate" "$work/seed.c" | sed 's/.*seed[.]c:/seed.c:/'
}

# function N-STATEMENTS: a function of N + 3 lines.
function_of()
{
    printf 'void\nlong_one(void)\n{\n'
    repeat "$1" "    step();"
    printf '}\n'
}

# shellcheck disable=SC2046 # names without spaces
sources()
(
    cd "$srcdir" && sh tests/lint/gate $(find src -name '*.[ch]' | LC_ALL=C sort)
)
check "the sources are within every limit" sources

is "a function of 60 lines passes" "$(function_of 57 | gate)" ""
is "a function of 61 lines is found" "$(function_of 58 | gate)" \
    "seed.c:2: long_one: lines 61, at most 60"

tangled()
{
    printf 'static int\ntangled(int a)\n{\n    for (;;)\n        while (a && a || a)\n'
    printf '            switch (a ? 1 : 0) {\n            case 1:\n'
    repeat "$1" "                if (a) { step(); }"
    printf '            }\n}\n'
}
is "complexity 12 passes" "$(tangled 5 | gate)" ""
is "complexity 13 is found" "$(tangled 6 | gate)" \
    "seed.c:2: tangled: complexity 13, at most 12"
is "words in comments, strings and characters are no decisions" "$(
    {
        printf 'static int\nquiet(int a)\n{\n'
        repeat 9 "    f(\"if \\\" && {\", '{', '\"', '\\''); /* if } && */ // while } ||"
        printf '    /* if (a\n     * && while { */\n}\n'
        function_of 58
    } | gate)" "seed.c:17: long_one: lines 61, at most 60"
is "both branches of an #if count as one" "$(
    {
        printf '#ifdef A\nint f(int a) {\n#else\nint f(void) {\n#endif\n}\n'
        function_of 58
    } | gate)" "seed.c:8: long_one: lines 61, at most 60"

is "five parameters pass" "$(echo 'void f(int a, int b, int c, int d, int e) { }' | gate)" ""
is "six parameters are found" \
    "$(echo 'void f(int a, int b, int c, int (*d)(int, int), int e, int f) { }' | gate)" \
    "seed.c:1: f: parameters 6, at most 5"
is "attributes and tables are no functions" "$(
    {
        echo '__attribute__((format(printf, 1, 2, 3, 4, 5, 6))) static int'
        echo 'f(int a, int b, int c, int d, int e, ...) { }'
        echo 'static const struct row rows[N(1, 2, 3, 4, 5, 6)] = {'
        repeat 70 '    { 1 },'
        echo '};'
    } | gate)" "seed.c:2: f: parameters 6, at most 5"

is "a file of 500 lines passes" "$(repeat 500 'int a;' | gate)" ""
is "a file of 501 lines is found" "$(repeat 501 'int a;' | gate)" \
    "seed.c:501: file longer than 500 lines"
is "a line of 90 columns passes" "$(columns 90 | gate)" ""
is "a line of 91 columns is found" "$(columns 91 | gate)" \
    "seed.c:1: 91 columns, at most 90"
is "a character of several bytes is one column" \
    "$(printf '%s€é\n' "$(columns 88)" | gate)" ""
finish
