#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion scripts: sound in their shells, and they offer what they should.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
need bash jq
mkdir -p "$TEST_TMP/bin" && cd "$TEST_TMP" || exit 99
ln -s "$VADVISE" bin/vadvise
PATH=$TEST_TMP/bin:$PATH
export PATH

for shell in bash zsh fish; do
    vadvise completion $shell >"script.$shell"
    if command -v $shell >/dev/null; then
        check "the script for $shell is sound" $shell -n "script.$shell"
    else
        skip "the script for $shell is sound" "no $shell here"
    fi
done
if command -v shellcheck >/dev/null; then
    check "shellcheck has no complaint about bash's" shellcheck -s bash -S warning script.bash
else
    skip "shellcheck has no complaint about bash's" "no shellcheck here"
fi

# bash_offers WORD...: what bash offers for the last word, a space between.
bash_offers()
{
    bash --norc -c '
        source ./script.bash
        COMP_WORDS=("$@")
        COMP_CWORD=$(($# - 1))
        _vadvise vadvise "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf "%s\n" "${COMPREPLY[@]}" | sort -u | tr "\n" " "
    ' bash "$@"
}
printf 'workload,memory_mb,duration_ms\nmy job,512,100\nmy job,1024,52\n' >s.csv
vadvise import s.csv --platform aws-lambda-x86 >/dev/null 2>&1

is "bash: commands" "$(bash_offers vadvise co)" "compare completion config "
is "bash: all commands for an empty word" "$(bash_offers vadvise '')" \
    "$(vadvise --help=json | jq -r '.commands[].name' | cut -d' ' -f1 | sort -u | tr '\n' ' ')"
is "bash: options without a command are those of advise" "$(bash_offers vadvise --bud)" "--budget "
is "bash: options of the command alone" "$(bash_offers vadvise import --sk)" "--skip-bad "
is "bash: none that the command does not take" "$(bash_offers vadvise list --budg)" " "
is "bash: workloads as operands" "$(bash_offers vadvise show face)" "facedetect "
is "bash: names with spaces are quoted" "$(bash_offers vadvise show my)" 'my\ job '
is "bash: also when the space was typed" "$(bash_offers vadvise show 'my\ j')" 'my\ job '
is "bash: workloads of -w" "$(bash_offers vadvise -w transcode-)" "transcode-720p "
is "bash: words of an option" "$(bash_offers vadvise advise x --stat p)" "p50 p95 p99 "
is "bash: words behind =" "$(bash_offers vadvise advise x --stat = p9)" "p95 p99 "
is "bash: words right behind =" "$(bash_offers vadvise list --color =)" "always auto never "
is "bash: formats" "$(bash_offers vadvise list -f n)" "ndjson "
is "bash: platforms" "$(bash_offers vadvise advise x --platform aws-)" \
    "aws-lambda-arm aws-lambda-x86 "
is "bash: the next name of a list" "$(bash_offers vadvise advise x --platform gcf-gen1,aws-lambda-a)" \
    "gcf-gen1,aws-lambda-arm "
is "bash: nothing for a free value" "$(bash_offers vadvise advise x --budget '')" " "
is "bash: an option's value is no command" "$(bash_offers vadvise -w list adv)" "advise "
is "bash: sub-commands" "$(bash_offers vadvise pricing '')" "check list set show "
is "bash: operands of a sub-command" "$(bash_offers vadvise pricing show vis)" "vision "
vadvise probe run 'my job' -m 512 --runs 1 -q -- true >/dev/null 2>&1
is "bash: the numbers of probe runs" "$(bash_offers vadvise probe show '')" "1 "
is "bash: also behind --run" "$(bash_offers vadvise forget x --run '')" "1 "
is "bash: options of a sub-command" "$(bash_offers vadvise pricing show --as)" "--as-of --ascii "
is "bash: shells" "$(bash_offers vadvise completion '')" "bash fish zsh "
is "bash: commands to get help on" "$(bash_offers vadvise help comple)" "completion "
: >some.csv
like "bash: files" "$(bash_offers vadvise import so)" '^some\.csv $'

if command -v fish >/dev/null; then
    fish_offers()
    {
        fish --no-config -c "source script.fish; complete -C '$1'" | cut -f1 | sort -u | tr '\n' ' '
    }
    is "fish: commands" "$(fish_offers 'vadvise co')" "compare completion config "
    is "fish: workloads" "$(fish_offers 'vadvise show face')" "facedetect "
    is "fish: words" "$(fish_offers 'vadvise advise x --stat p')" "p50 p95 p99 "
    is "fish: options of the command" "$(fish_offers 'vadvise import --ski')" "--skip-bad "
    is "fish: none of others" "$(fish_offers 'vadvise list --ski')" ""
    is "fish: options without a command" "$(fish_offers 'vadvise --budg')" "--budget "
    is "fish: sub-commands" "$(fish_offers 'vadvise pricing s')" "set show "
    is "fish: their operands" "$(fish_offers 'vadvise pricing show vis')" "vision "
else
    skip "fish offers what it should" "no fish here"
fi

if command -v zsh >/dev/null && has_terminal; then
    mkdir zfunc
    cp script.zsh zfunc/_vadvise
    cat >zsh.py <<'EOF2'
"""What zsh shows when Tab is pressed twice behind a line."""
import os, pty, re, select, sys, time
pid, fd = pty.fork()
if pid == 0:
    os.environ.update(TERM="dumb", PS1="READY> ", ZDOTDIR="/nonexistent")
    os.execvp("zsh", ["zsh", "-f", "-i"])
def read(until, limit=10):
    data, end = b"", time.monotonic() + limit
    while time.monotonic() < end and until not in data:
        if select.select([fd], [], [], 0.2)[0]:
            try:
                data += os.read(fd, 65536)
            except OSError:
                break
    return data
def settle():
    data = b""
    while select.select([fd], [], [], 1.0)[0]:
        data += os.read(fd, 65536)
    return data
settle()
os.write(fd, b"fpath=($PWD/zfunc $fpath); autoload -Uz compinit; compinit -u -D; "
             b"LISTMAX=0; zstyle ':completion:*' list-prompt ''; echo DO''NE\n")
read(b"DONE")
settle()
os.write(fd, sys.argv[1].encode() + b"\t\t")
out = settle().decode(errors="replace")
os.write(fd, b"\x03")
print(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0e-\x1f]", " ", out))
EOF2
    zsh_offers()
    {
        python3 zsh.py "$1"
    }
    like "zsh: commands" "$(zsh_offers 'vadvise compa')" 'vadvise compare|compare'
    like "zsh: workloads" "$(zsh_offers 'vadvise show facede')" 'facedetect'
    like "zsh: words" "$(zsh_offers 'vadvise advise x --stat=p')" 'p95'
    like "zsh: options of the command" "$(zsh_offers 'vadvise import --skip')" 'skip-bad'
    like "zsh: sub-commands" "$(zsh_offers 'vadvise pricing sho')" 'show'
    like "zsh: their operands" "$(zsh_offers 'vadvise pricing show visio')" 'vision'
else
    skip "zsh offers what it should" "no zsh here"
fi
finish
