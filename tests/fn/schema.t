#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The report and its JSON Schema agree.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"

# The system's Python comes first: Debian's python3-jsonschema belongs to it.
python=
for candidate in /usr/bin/python3 python3; do
    "$candidate" -c 'from jsonschema import Draft202012Validator' 2>/dev/null || continue
    python=$candidate
    break
done
if [ -z "$python" ]; then
    echo '1..0 # SKIP no Python with jsonschema 4 (Debian package python3-jsonschema)'
    exit 0
fi
cd "$TEST_TMP" || exit 99
follows()
{
    "$python" "$srcdir/tests/fn/follows.py" "$srcdir/schema/fn-report.schema.json" "$@"
}
"$builddir/tests/fn/test_report" full >full
"$builddir/tests/fn/test_report" empty >empty
check "a report follows the schema" follows full
check "so does one that knows nothing" follows empty
sed 's/"frames_total":2/"frames_total":"2"/' full >bad
like "a field of another type is found" "$(follows bad)" 'frames_total'
sed 's/"exit_code":9,//' full >bad
like "so is a missing one" "$(follows bad)" 'exit_code'
sed 's/"job":null/"job":null,"jobs":null/' empty >bad
like "and one that the schema does not name" "$(follows bad)" 'jobs'
finish
