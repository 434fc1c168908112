#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The installed price files follow the JSON Schema, and it refuses what the program does.
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

# validate FILE [KEY=VALUE]...: exit 0 when the file follows the schema, after a change at
# a path such as tables.0.step_ms; no VALUE takes the key away.
validate()
{
    "$python" - "$srcdir/schema/pricing.schema.json" "$@" <<'EOF'
import json, sys
from jsonschema import Draft202012Validator

schema = json.load(open(sys.argv[1], encoding="utf-8"))
Draft202012Validator.check_schema(schema)
document = json.load(open(sys.argv[2], encoding="utf-8"))
for change in sys.argv[3:]:
    path, _, value = change.partition("=")
    *parents, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    target = document
    for key in parents:
        target = target[key]
    if value:
        target[last] = json.loads(value)
    else:
        del target[last]
errors = list(Draft202012Validator(schema).iter_errors(document))
for error in errors:
    print("/".join(map(str, error.absolute_path)) + ": " + error.message[:200])
sys.exit(bool(errors))
EOF
}

# refuses FILE CHANGE: the change makes the file one that the schema refuses.
refuses()
{
    refused=0
    validate "$@" >/dev/null 2>&1 || refused=$?
    is "refused: $2" "$refused" 1
}

for file in "$srcdir"/pricing/*.json; do
    check "${file##*/} follows the schema" validate "$file"
done

x86=$srcdir/pricing/aws-lambda-x86.json
gen1=$srcdir/pricing/gcf-gen1.json
vision=$srcdir/pricing/vision.json
check 'an allowed change is allowed' validate "$x86" 'tables.0.step_ms=1'
refuses "$x86" 'schema="vadvise.pricing/2"'
refuses "$x86" 'kind="api"'
refuses "$x86" 'name='
refuses "$x86" 'colour="red"'
refuses "$x86" 'tables=[]'
refuses "$x86" 'tables.0.effective_from="1.11.2018"'
refuses "$x86" 'tables.0.verified="yes"'
refuses "$x86" 'tables.0.step_ms=0'
refuses "$x86" 'tables.0.step_ms=0.5'
refuses "$x86" 'tables.0.init="maybe"'
refuses "$x86" 'tables.0.colour="red"'
refuses "$x86" 'tables.0.sizes.0.mb=128'
refuses "$x86" 'tables.0.sizes.0.step_mb='
refuses "$x86" 'tables.0.regions.0.names=["here", "here"]'
refuses "$x86" 'tables.0.regions.0.names=[]'
refuses "$x86" 'tables.0.regions.0.request_usd=0.0000002'
refuses "$x86" 'tables.0.regions.0.request_usd="2e-7"'
refuses "$x86" 'tables.0.regions.0.rates.0.unit="GB-h"'
refuses "$x86" 'tables.0.regions.0.rates.0.unit="size-step"'
refuses "$x86" 'tables.0.regions.0.rates.0.tiers.0.from=1'
refuses "$x86" 'tables.0.regions.0.rates.0.tiers.0.usd="0.0000000000001"'
refuses "$x86" 'tables.0.regions.0.tiers=[]'
refuses "$gen1" 'tables.1.regions.0.rates.0.unit="GB-s"'
refuses "$gen1" 'tables.1.regions.0.rates.0.sizes.0.usd='
refuses "$vision" 'tables.0.step_ms=1'
refuses "$vision" 'tables.0.regions.0.tiers='
refuses "$vision" 'tables.0.regions.0.rates=[]'
finish
