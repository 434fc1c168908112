# SPDX-License-Identifier: GPL-3.0-or-later
# Size and complexity of C functions, from the output of strip.awk.
# Prints "file:line: function: what" for each function past a limit.
#
# Complexity is 1 + if + for + while + case + ?: + && + || (McCabe, 1976, with each
# operand of a condition as a decision). A function's length runs from the line of its
# name to its closing brace. Of #if ... #else ..., the first branch is looked at.

BEGIN {
    max_lines = 60
    max_complexity = 12
    max_parameters = 5
}

{
    match($0, /^[^:]*:[0-9]+:/)
    place = substr($0, 1, RLENGTH - 1)
    code = substr($0, RLENGTH + 1)
    split(place, part, ":")
    if (part[1] != file)
        start_file(part[1])
    line = part[2] + 0
    if (in_directive || code ~ /^[ \t]*#/)
        directive(code)
    else if (!skipping())
        scan(code)
}

function start_file(name)
{
    file = name
    depth = parens = in_directive = n_if = 0
    forget()
}

# A new declaration starts.
function forget()
{
    name = ""
    previous = ""
    assigned = 0
}

function directive(code)
{
    if (!in_directive && match(code, /^[ \t]*#[ \t]*[a-z]+/)) {
        word = substr(code, 1, RLENGTH)
        sub(/^[ \t]*#[ \t]*/, "", word)
        if (word ~ /^if/)
            in_else[++n_if] = 0
        else if (word ~ /^el/)
            in_else[n_if] = 1
        else if (word == "endif")
            n_if--
    }
    in_directive = code ~ /\\$/
}

function skipping(    i)
{
    for (i = 1; i <= n_if; i++)
        if (in_else[i])
            return 1
    return 0
}

function scan(code,    token)
{
    while (match(code, /[A-Za-z_][A-Za-z_0-9]*|[0-9][A-Za-z_0-9.]*|&&|\|\||[^ \t]/)) {
        token = substr(code, RSTART, RLENGTH)
        code = substr(code, RSTART + RLENGTH)
        if (depth == 0)
            outside(token)
        else
            inside(token)
        previous = token
    }
}

function outside(token)
{
    if (token == "{") {
        in_function = name != "" && !assigned && parens == 0
        depth = 1
        complexity = 1
    } else if (token == ";" && parens == 0) {
        forget()
    } else if (token == "=" && parens == 0) {
        assigned = 1
    } else if (token == "(") {
        open_group()
    } else if (token == ")") {
        parens--
        if (parens == 0 && counting)
            parameters = (empty ? 0 : commas + 1)
    } else if (parens > 0) {
        if (token == "," && parens == 1)
            commas++
        if (token != "void" || previous != "(")
            empty = 0
    }
}

# The last "name (" before a body is the function; attributes are not.
function open_group()
{
    if (parens == 0) {
        counting = previous ~ /^[A-Za-z_]/ && previous != "__attribute__"
        if (counting) {
            name = previous
            first = line
            commas = 0
            empty = 1
        }
    } else {
        empty = 0
    }
    parens++
}

function inside(token)
{
    if (token == "{") {
        depth++
    } else if (token == "}") {
        depth--
        if (depth == 0) {
            if (in_function)
                report()
            forget()
        }
    } else if (token ~ /^(if|for|while|case|&&|\|\||\?)$/) {
        complexity++
    }
}

function report()
{
    complain(line - first + 1, max_lines, "lines")
    complain(complexity, max_complexity, "complexity")
    complain(parameters, max_parameters, "parameters")
}

function complain(value, limit, what)
{
    if (value > limit)
        printf "%s:%d: %s: %s %d, at most %d\n", file, first, name, what, value, limit
}
