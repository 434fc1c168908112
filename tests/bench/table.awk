# SPDX-License-Identifier: GPL-3.0-or-later
# The benchmarks' table: on standard input rows of section,name,ours,unit,peer,peer
# figure; the file that the variable targets names has what they should be.
BEGIN {
    FS = ","
    while ((getline line <targets) > 0) {
        if (line ~ /^#/)
            continue
        split(line, field)
        name[++n_targets] = field[1]
        peer[n_targets] = field[2]
        figure[n_targets] = field[3]
        at_least[n_targets] = field[4]
        at_most[n_targets] = field[5]
    }
}

# Three digits; "-" for what is not known.
function number(x, large, digits) {
    if (x == "" || x == "nan")
        return "-"
    large = x < 0 ? -x : x + 0
    digits = large < 1 ? 3 : large < 10 ? 2 : large < 100 ? 1 : 0
    return sprintf("%." digits "f", x)
}

function limits(least, most, unit) {
    if (least != "" && most != "")
        return least " to " most unit
    return (least != "" ? ">= " least : "<= " most) unit
}

# Target i of the row: into `wanted`, and whether all are met into `met`.
function judge(i, ratio, value) {
    value = figure[i] == "ratio" ? ratio : $3
    wanted = wanted (wanted == "" ? "" : ", ") \
        limits(at_least[i], at_most[i], figure[i] == "ratio" ? "x" : "")
    if (value == "" || value == "nan" ||
        (at_least[i] != "" && value + 0 < at_least[i] + 0) ||
        (at_most[i] != "" && value + 0 > at_most[i] + 0))
        met = "not met"
    else if (met == "")
        met = "met"
}

function print_row(what, ours, unit, whom, theirs, ratio, target, word, line) {
    line = sprintf("%-46s %9s %-6s %-18s %9s %7s  %-18s %s", what, ours, unit, whom,
        theirs, ratio, target, word)
    sub(/ +$/, "", line)
    print line
}

$1 != section {
    section = $1
    print ""
    print_row(section, "ours", "", "peer", "figure", "ratio", "target", "")
}

{
    ratio = $6 + 0 > 0 && $3 != "" && $3 != "nan" ? $3 / $6 : ""
    wanted = met = ""
    for (i = 1; i <= n_targets; i++)
        if (name[i] == $2 && peer[i] == $5)
            judge(i, ratio)
    print_row("  " $2, number($3), $4, $5 == "" ? "-" : $5, number($6), number(ratio),
        wanted == "" ? "-" : wanted, met)
}
