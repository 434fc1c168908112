# SPDX-License-Identifier: GPL-3.0-or-later
"""follows.py SCHEMA [DOCUMENT]...: says of each document, of standard input without one,
what in it does not follow the schema, or has a field that the schema does not name."""
import json
import sys

from jsonschema import Draft202012Validator

schema = json.load(open(sys.argv[1], encoding="utf-8"))
Draft202012Validator.check_schema(schema)
strict = dict(schema, additionalProperties=False)
wrong = 0
for name in sys.argv[2:] or ["/dev/stdin"]:
    for line in open(name, encoding="utf-8"):
        for error in Draft202012Validator(strict).iter_errors(json.loads(line)):
            print(f"{name}: {error.json_path}: {error.message}")
            wrong = 1
sys.exit(wrong)
