#!/usr/bin/env python3
"""Gathers what the fuzz targets start from into FOLDER/<target>/: the golden cases, cut to what
each target reads, and a few made here for those that read no file of a project; and the
dictionaries into FOLDER/<target>.dict."""

import base64
import re
import shlex
import shutil
import struct
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
GOLDEN = ROOT / "tests/golden"
# What a golden case holds beside its project: see tests/golden/test_golden.py.
OURS = {"cmd", "setup", "env", "out", "err", "code", "after"}
LARGEST = 32 << 10
OPTIONS = {"-f": "file", "--file": "file", "--profile": "profile", "--overlay": "overlay",
           "--env-file": "env-file", "-p": "name"}


def write(folder, target, name, content):
    if 0 < len(content) <= LARGEST:
        path = folder / target / re.sub(r"[^A-Za-z0-9.-]+", "-", name).strip("-.")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def project_files(case):
    for path in sorted(case.rglob("*")):
        if path.is_file() and path.relative_to(case).parts[0] not in OURS:
            yield path.relative_to(case).as_posix(), path.read_bytes()


def options_of(case):
    """The options of the case's command as the target `load` reads them."""
    words = shlex.split((case / "cmd").read_text())
    lines = [f"{OPTIONS[word]} {value}" for word, value in zip(words, words[1:]) if word in OPTIONS]
    lines += [f"overlay {word[2:]}" for word in words if word in ("--dev", "--gpu", "--prod")]
    lines += ["no-interpolate"] if "--no-interpolate" in words else []
    return "".join(f"{line}\n" for line in lines).encode()


def packed(files):
    return b"".join(b"=== " + name.encode() + b"\n" + content + b"\n" * (content[-1:] != b"\n")
                    for name, content in files)


def is_yaml(name):
    return name.endswith((".yaml", ".yml"))


def is_environment(name):
    return ".env" in Path(name).name or name.endswith("env")


def from_case(folder, case):
    title = "-".join(case.relative_to(GOLDEN).parts)
    files = list(project_files(case))
    for name, content in files:
        place = f"{title}-{name}"
        if is_yaml(name):
            write(folder, "yaml", place, content)
            write(folder, "merge", place, content)
            texts = [line for line in content.splitlines() if b"$" in line]
            write(folder, "interpolation", place, b"TAG=1.2\nEMPTY=\n\n" + b"\n".join(texts))
        elif is_environment(name):
            write(folder, "dotenv", place, content)
        elif name.endswith(".dockerignore"):
            write(folder, "ignore", place, b"src/main.c\n" + content)
    documents = [content for name, content in files if is_yaml(name)]
    if len(documents) > 1:
        write(folder, "merge", title, b"\n---\n".join(documents[:4]))
    if documents:
        write(folder, "load", title, packed([("options", options_of(case) or b"\n"), *files]))
    out = case / "out"
    if out.is_file() and out.read_bytes()[:1] in (b"{", b"["):
        write(folder, "json", title, out.read_bytes())


def from_repository(folder):
    for path in [ROOT / "clau.yaml", *sorted((ROOT / "compose").glob("*.yml"))]:
        content = path.read_bytes()
        for target in ("yaml", "merge"):
            write(folder, target, path.name, content)
        write(folder, "load", path.name, packed([("clau.yaml", content)]))


def frame(stream, content):
    return struct.pack(">B3xI", stream, len(content)) + content


def made(folder):
    write(folder, "frames", "one", b"\x03" + frame(1, b"hello\n"))
    write(folder, "frames", "three", b"\x00" + frame(1, b"out") + frame(2, b"") + frame(2, b"err"))
    write(folder, "frames", "broken", b"\x07" + frame(9, b"text"))
    write(folder, "dotenv", "quotes", b"A=1\nB=\"two \\\"$A\\\" ${A:-x}\" # three\nexport C='$A'\nD: 4\nHOME\n")
    write(folder, "ignore", "rules", b"a/b/c.txt\n# no\n*\n!a/**/*.txt\na/b?[c-e]\n")
    write(folder, "json", "kinds", b'{"a":[1,-2.5e3,true,null,"\\u00e4\\ud83d\\ude00\\n"],"b":{}}')
    write(folder, "json", "long", b'[9223372036854775807,12345678901234567890,0.1]')
    # BuildKit's StatusResponse: a vertex of a digest and a name, a log.
    vertex = b"\x0a\x06sha:01" + b"\x1a\x04RUN " + b"\x20\x01"
    log = b"\x0a\x06sha:01" + b"\x20\x01" + b"\x2a\x05hello"
    record = b"\x0a" + bytes([len(vertex)]) + vertex + b"\x1a" + bytes([len(log)]) + log
    write(folder, "trace", "record", record)
    write(folder, "trace", "text", b"=" + base64.b64encode(record))


def dictionaries(folder):
    """FOLDER/<target>.dict: what stands beside the target, for merge and load the project's keys too."""
    rows = "".join(path.read_text() for path in sorted((ROOT / "src/schema").glob("keys_*.c")))
    keys = sorted({part for path in re.findall(r'\.path = "([^"]+)"', rows)
                   for part in path.split(".") if part != "*"})
    for target in sorted(HERE.glob("*.dict")):
        text = target.read_text()
        if target.stem == "load":
            text += (HERE / "merge.dict").read_text()
        if target.stem in ("load", "merge"):
            text += "".join(f'"{key}: "\n' for key in keys)
        (folder / target.name).write_text(text)


def main():
    folder = Path(sys.argv[1])
    shutil.rmtree(folder, ignore_errors=True)
    for case in sorted(path.parent for path in GOLDEN.glob("*/*/cmd")):
        from_case(folder, case)
    from_repository(folder)
    made(folder)
    dictionaries(folder)


if __name__ == "__main__":
    main()
