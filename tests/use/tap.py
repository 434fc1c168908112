# SPDX-License-Identifier: GPL-3.0-or-later
"""The Test Anything Protocol on standard output: as tests/tap.sh, for tests in Python."""
import re

_count = _failed = 0


def ok(passed, name, *shown):
    """A check; what is shown says more where it failed: texts, bytes, lists of lines."""
    global _count, _failed
    _count += 1
    _failed += not passed
    print(f"{'' if passed else 'not '}ok {_count} - {name}")
    for item in shown if not passed else ():
        lines = [item] if isinstance(item, bytes) else item
        for line in lines if isinstance(lines, list) else str(lines).split("\n"):
            print(f"# {line}")
    print(end="", flush=True)


def same(got, expected, name):
    ok(got == expected, name, f"got:      {got}", f"expected: {expected}")


def like(text, pattern, name):
    ok(re.search(pattern, text, re.M), name, f"no match for: {pattern}", text)


def skip(name, why):
    global _count
    _count += 1
    print(f"ok {_count} - {name} # SKIP {why}", flush=True)


def finish():
    """The plan; returns the exit status."""
    print(f"1..{_count}", flush=True)
    return 1 if _failed else 0
