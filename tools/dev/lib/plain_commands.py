"""plain_commands - a compilation database for clang-tidy: the build's own, without its precompiled headers."""
import json
import shlex
import sys


def plain(command):
    words, kept, skip = shlex.split(command), [], 0
    for position, word in enumerate(words):
        if skip:
            skip -= 1
        elif word == "-Xclang" and words[position + 1] in ("-include-pch", "-include"):
            skip = 3  # -Xclang -include -Xclang FILE
        elif word == "-Xclang":
            skip = 1
        elif word != "-Winvalid-pch":
            kept.append(word)
    # A launcher such as ccache, with its settings, stands before the compiler.
    while kept and "clang++" not in kept[0]:
        kept.pop(0)
    return shlex.join(kept)


with open(sys.argv[1], encoding="utf-8") as database:
    entries = [{**entry, "command": plain(entry["command"])} for entry in json.load(database)]
json.dump([entry for entry in entries if entry["file"].endswith(".cc")], sys.stdout, indent=1)
