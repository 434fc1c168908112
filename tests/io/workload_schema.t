#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The workload files that come along, and the manual's example, follow the JSON Schema; it
# refuses what the program refuses.
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

# follows: exit 0 when the document on standard input follows the schema, 3 when not
follows()
{
    "$python" -c '
import json, sys
from jsonschema import Draft202012Validator
schema = json.load(open(sys.argv[1], encoding="utf-8"))
Draft202012Validator.check_schema(schema)
sys.exit(0 if Draft202012Validator(schema).is_valid(json.load(sys.stdin)) else 3)
' "$srcdir/schema/workload.schema.json"
}

manual_example()
{
    sed -n '/^\.\\" example: workload$/,/^\.fi$/ { /^\./d; s/\\//g; p; }' \
        "$srcdir/man/vadvise-data.5"
}

facts='"schema": "vadvise.workload/1", "workload": "w"'
mtcnn='"implementations": [{ "name": "mtcnn" }]'

for file in "$srcdir"/data/*.json; do
    follows <"$file"
    ok "$(basename "$file") follows the schema" $?
done
manual_example | follows
ok "the manual's example follows the schema" $?
echo "{ $facts }" | follows
ok "a name alone is a workload" $?

echo "{ $facts, \"sample_table\": { \"same\": { \"platform\": \"p\" }, \"columns\": [
    \"memory_mb\", \"duration_ms\" ], \"rows\": [[512, 1.5]] } }" | follows
ok "a table by sample follows the schema" $?
echo "{ $facts, \"sample_table\": { \"same\": { \"platform\": \"p\" },
    \"values\": { \"memory_mb\": [512] }, \"started_from\": \"2026-10-08T07:30:29.470Z\",
    \"columns\": { \"memory_mb\": [0], \"duration_ms\": [1.5], \"started_at\": [7] } } }" |
    follows
ok "so does one by column" $?

for bad in \
    '{ "schema": "vadvise.workload/2", "workload": "w" }' \
    '{ "schema": "vadvise.workload/1" }' \
    "{ $facts, \"colour\": 1 }" \
    "{ $facts, \"now_mb\": 0 }" \
    "{ $facts, \"implementations\": [{}] }" \
    "{ $facts, \"implementations\": [{ \"name\": \"a\", \"calls_per_invocation\": 2 }] }" \
    "{ $facts, \"implementations\": [{ \"name\": \"a/b\" }] }" \
    "{ $facts, $mtcnn, \"profiles\": [{ \"implementation\": \"mtcnn\", \"platform\": \"p\" }] }" \
    "{ $facts, \"samples\": [{ \"memory_mb\": 512 }] }" \
    "{ $facts, \"sample_table\": { \"columns\": [] } }" \
    "{ $facts, \"sample_table\": { \"columns\": {}, \"rows\": [] } }" \
    "{ $facts, \"sample_table\": { \"columns\": { \"cpu\": 1 } } }" \
    "{ $facts, \"sample_table\": { \"columns\": [], \"rows\": [1] } }"; do
    echo "$bad" | follows
    is "refused: $bad" $? 3
done
finish
