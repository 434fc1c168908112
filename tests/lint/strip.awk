# SPDX-License-Identifier: GPL-3.0-or-later
# C source to "file:line:code": comments become a space, strings and characters empty.

FNR == 1 {
    in_comment = 0
}

{
    print FILENAME ":" FNR ":" strip($0)
}

function strip(line,    out, mark)
{
    out = ""
    while (line != "") {
        if (in_comment) {
            mark = index(line, "*/")
            if (!mark)
                return out
            in_comment = 0
            out = out " "
            line = substr(line, mark + 2)
        }
        if (!match(line, /["']|\/\*|\/\//))
            return out line
        out = out substr(line, 1, RSTART - 1)
        mark = substr(line, RSTART, RLENGTH)
        line = substr(line, RSTART + RLENGTH)
        if (mark == "//")
            return out
        if (mark == "/*") {
            in_comment = 1
        } else {
            out = out mark mark
            line = after_quote(line, mark)
        }
    }
    return out
}

# What follows the closing quote; nothing when the literal does not end on this line.
function after_quote(line, quote,    char)
{
    while (match(line, /["'\\]/)) {
        char = substr(line, RSTART, 1)
        line = substr(line, RSTART + (char == "\\" ? 2 : 1))
        if (char == quote)
            return line
    }
    return ""
}
