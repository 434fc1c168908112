# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare the program's tables with --help, the completions, the manual and the schemas.

  docs.py options|commands|statuses|settings|notes TABLES ROOT HELP
  docs.py completion TABLES SHELL SCRIPT
  docs.py fields ROOT
  docs.py schema ROOT SCHEMA DOCUMENT...
  docs.py examples ROOT TABLES

Each prints what does not agree, a line each, and exits with 1 then; examples prints the
examples, "status<TAB>command" each. TABLES is what `vadvise --help=json` writes.
"""
import json
import os
import re
import sys


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def differ(what, here, there, names):
    """Lines that tell what two sets do not share."""
    return [f"{what}: {item} is in {names[0]} but not in {names[1]}"
            for item in sorted(set(here) - set(there))] + [
            f"{what}: {item} is in {names[1]} but not in {names[0]}"
            for item in sorted(set(there) - set(here))]


def section(page, title):
    """The lines of a section of a manual page."""
    found = re.search(rf'^\.Sh {title}\n(.*?)(?=^\.Sh |\Z)', page, re.M | re.S)
    return found.group(1) if found else ""


def signature(option):
    letter = f"-{option['letter']} " if option["letter"] else ""
    argument = f" {option['argument']}" if option["argument"] else ""
    return f"{letter}--{option['name']}{argument}"


def options(tables, root, help_text):
    want = [signature(o) for o in tables["options"]]
    page = section(read(f"{root}/man/vadvise.1"), "OPTIONS")
    manual = []
    for item in re.findall(r'^\.It (Fl .*)$', page, re.M):
        letter = re.search(r'Fl (\w) ,', item)
        name = re.search(r'Fl -([\w-]+)', item)
        argument = re.search(r'Ar (\S+)', item)
        manual.append((f"-{letter.group(1)} " if letter else "") + f"--{name.group(1)}" +
                      (f" {argument.group(1)}" if argument else ""))
    shown = [(f"{m[0].strip(' ,')} " if m[0] else "") + f"--{m[1]}" + (f" {m[2]}" if m[2] else "")
             for m in re.findall(r'^  (?:(-\w), |    )--([\w-]+)(?: ([A-Z]+))?(?:  |$)',
                                 help_text, re.M)]
    return (differ("option", want, manual, ("the table", "vadvise(1)")) +
            differ("option", want, shown, ("the table", "--help")))


def commands(tables, root, help_text):
    want = [f"{c['name']} {c['operands']}".strip() for c in tables["commands"]]
    page = section(read(f"{root}/man/vadvise.1"), "COMMANDS")
    manual = []
    for item in re.findall(r'^\.It Cm (.*)$', page.split("\n.Ss ")[0], re.M):
        item = re.sub(r' Op Ar (\S+)', r' [\1]', item)
        manual.append(item.replace(" Ar ", " "))
    block = re.search(r'^Commands:\n(.*?)\n\n', help_text, re.M | re.S).group(1)
    shown = [line.strip() for line in re.findall(r'^  (\S.*?)(?:  .*)?$', block, re.M)]
    return (differ("command", want, manual, ("the table", "vadvise(1)")) +
            differ("command", want, shown, ("the table", "--help")))


def statuses(tables, root, help_text):
    want = {str(s["status"]) for s in tables["exit_statuses"]} | {"128+n"}
    page = section(read(f"{root}/man/vadvise.1"), "EXIT STATUS")
    manual = set(re.findall(r'^\.It (\S+)$', page, re.M))
    block = help_text.split("Exit status:\n")[1].split("\n\n")[0]
    shown = set(re.findall(r'^  (\S+) ', block, re.M))
    return (differ("exit status", want, manual, ("the table", "vadvise(1)")) +
            differ("exit status", want, shown, ("the table", "--help")))


def settings(tables, root, _help):
    page = read(f"{root}/man/vadvise-config.5")
    want = {o["name"] + ("" if o["workload_section"] else " *")
            for o in tables["options"] if o["user_file"]}
    manual = re.findall(r'^\.It Cm (.*)$', page, re.M)
    variables = {o["variable"] for o in tables["options"] if o["variable"]}
    environment = section(read(f"{root}/man/vadvise.1"), "ENVIRONMENT")
    named = set(re.findall(r'VADVISE_\w+', environment)) - {
        "VADVISE_DATADIR", "VADVISE_LIBEXECDIR", "VADVISE_LOCAL_METHOD"}  # no options
    user_only = {o["name"] for o in tables["options"]
                 if o["user_file"] and not o["project_file"]}
    told = set(re.findall(r'^\.Cm ([\w-]+)\nis for the user', page, re.M))
    return (differ("setting", want, manual, ("the table", "vadvise-config(5)")) +
            differ("variable", variables, named, ("the table", "vadvise(1)")) +
            differ("setting for the user's file alone", user_only, told,
                   ("the table", "vadvise-config(5)")))


def notes(_tables, root, _help):
    """Codes of the notes on advice, in the code and in the manual."""
    block = re.search(r'#define ADVICE_NOTES\(X\)(.*?)clang-format on',
                      read(f"{root}/src/core/advise.h"), re.S).group(1)
    page = section(read(f"{root}/man/vadvise-json.7"), "NOTES ON ADVICE")
    return differ("note", re.findall(r'X\(\w+,\s*"([^"]+)"\)', block),
                  re.findall(r'^\.It Sy (\S+)$', page, re.M),
                  ("core/advise.h", "vadvise-json(7)"))


def completion(tables, shell, script):
    problems = []
    for option in tables["options"]:
        name = option["name"]
        found = {"bash": f" --{name}", "zsh": f"--{name}", "fish": f" -l {name} "}[shell]
        if found not in script:
            problems.append(f"option: --{name} is not in the script for {shell}")
        for word in option.get("words", []):
            if word not in script:
                problems.append(f"word: {word} of --{name} is not in the script for {shell}")
    for command in tables["commands"]:
        for word in command["name"].split():
            if not re.search(rf'\b{word}\b', script):
                problems.append(f"command: {word} is not in the script for {shell}")
    return problems


def paths(schema, node, prefix=""):
    """Paths of the fields of an object, as the manual writes them, and its references."""
    for name, value in node.get("properties", {}).items():
        yield prefix + name
        for inner in value.get("anyOf", [value]):
            if inner.get("type") == "array" or "array" in inner.get("type", []):
                yield from paths(schema, inner["items"], f"{prefix}{name}[].")
            else:
                yield from paths(schema, inner, f"{prefix}{name}.")


def fields(root):
    page = read(f"{root}/man/vadvise-json.7")
    sections = {}
    for part in re.split(r'^\.Ss ', page, flags=re.M)[1:]:
        title = part.split("\n")[0]
        sections[title] = re.findall(r'^\.It Va (\S+)$', part.split("\n.Sh ")[0], re.M)
    problems = []
    names = [name for name in sorted(os.listdir(f"{root}/schema"))
             if name.endswith(".schema.json") and '"description": "vadvise ' in
             read(f"{root}/schema/{name}")]  # the others are of files that vadvise reads
    described = set()
    for name in names:
        schema = json.loads(read(f"{root}/schema/{name}"))
        shared = {} if "$defs" not in schema else schema["$defs"]
        want = list(paths(schema, schema))
        got = sections.get(schema["title"], [])
        if schema["title"] == "vadvise.compare/1":  # its rows are configurations, and more
            got = got + ["rows[]." + field for field in sections["configuration"]]
        problems += differ(name, want, got, ("the schema", "vadvise-json(7)"))
        described.add(schema["title"])
        for key, node in shared.items():
            title = key.replace("_", " ")
            described.add(title)
            problems += differ(f"{name}, {title}", list(paths(schema, node)),
                               sections.get(title, []), ("the schema", "vadvise-json(7)"))
    return problems + differ("document", described, sections, ("the schemas", "vadvise-json(7)"))


KINDS = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float),
         "boolean": bool, "null": type(None)}


def validate(schema, node, value, path):
    """What of a value its schema does not allow. Fields that it does not name are wrong:
    a field of the program that nobody described."""
    if "$ref" in node:
        return validate(schema, schema["$defs"][node["$ref"].split("/")[-1]], value, path)
    if "anyOf" in node:
        tries = [validate(schema, inner, value, path) for inner in node["anyOf"]]
        return min(tries, key=len) if all(tries) else []
    if "const" in node:
        return [] if value == node["const"] else [f"{path}: {value!r} is not {node['const']!r}"]
    kinds = node["type"] if isinstance(node["type"], list) else [node["type"]]
    if not any(isinstance(value, KINDS[kind]) and
               (kind == "boolean" or not isinstance(value, bool)) for kind in kinds):
        return [f"{path}: {value!r} is not of type {', '.join(kinds)}"]
    problems = []
    if isinstance(value, dict):
        problems += [f"{path}.{name}: is missing"
                     for name in node.get("required", []) if name not in value]
        for name, inner in value.items():
            if name not in node["properties"]:
                problems.append(f"{path}.{name}: is not in the schema")
            else:
                problems += validate(schema, node["properties"][name], inner, f"{path}.{name}")
    if isinstance(value, list):
        for index, inner in enumerate(value):
            problems += validate(schema, node["items"], inner, f"{path}[{index}]")
    return problems


def schema_check(root, name, documents):
    schema = json.loads(read(f"{root}/schema/{name}.schema.json"))
    problems = []
    for path in documents:
        document = json.loads(read(path))
        problems += [f"{path}: {problem}" for problem in validate(schema, schema, document, "")]
    return problems


def examples(root, tables):
    """Those of the manual pages, whose text may say "exits with N", and those of --help."""
    lines = []
    for name in ("vadvise.1", "vadvise-config.5", "vadvise-json.7"):
        status = 0
        for line in section(read(f"{root}/man/{name}"), "EXAMPLES").split("\n"):
            told = re.search(r'exits with (\d)', line)
            if line == ".Pp":
                status = 0
            if told:
                status = int(told.group(1))
            if line.startswith(".Dl "):
                lines.append((status, line[4:].replace("\\*q", '"')))
    for command in tables["commands"]:
        for example in command["examples"]:
            told = re.search(r'exit status (\d)', example["meaning"])
            lines.append((int(told.group(1)) if told else 0, example["line"]))
    return [f"{status}\t{line}" for status, line in lines]


def main(args):
    what, rest = args[0], args[1:]
    if what in ("options", "commands", "statuses", "settings", "notes"):
        check = {"options": options, "commands": commands, "statuses": statuses,
                 "settings": settings, "notes": notes}[what]
        problems = check(json.loads(read(rest[0])), rest[1], read(rest[2]))
    elif what == "completion":
        problems = completion(json.loads(read(rest[0])), rest[1], read(rest[2]))
    elif what == "fields":
        problems = fields(rest[0])
    elif what == "schema":
        problems = schema_check(rest[0], rest[1], rest[2:])
    else:
        print("\n".join(examples(rest[0], json.loads(read(rest[1])))))
        return 0
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
