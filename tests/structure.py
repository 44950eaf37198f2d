#!/usr/bin/env python3
"""Holds the sources against the house rules: rooms, laws, banned calls, budgets.

Prints each finding as file:line: words, and exits 1 when there are any. The table of rooms is the
Makefile's own. tests/test_structure.py runs each rule as a test of its own.
"""

import re
import statistics
import subprocess
import sys
from pathlib import Path

FUNCTION_LINES = 60
FUNCTION_MEDIAN = 15
FILE_LINES = 500
COLUMNS = 100

# Which room may include what of a foreign library, by the start of the header's name.
LIBRARIES = {
    "uv.h": "loop",
    "curl/": "loop",
    "yaml.h": "yaml",
    "cJSON.h": "json",
    "cjson/": "json",
    "archive.h": "archive",
    "archive_entry.h": "archive",
    "openssl/": "keys",
}
PURE = "plan"
PURE_HEADERS = {
    "assert.h", "inttypes.h", "stdarg.h", "stdbool.h", "stddef.h", "stdint.h", "stdlib.h",
    "string.h",
}
IMPURE = re.compile(
    r"\b(file_read|file_write|path_exists|path_is_directory|path_current|getenv|time|clock"
    r"|clock_gettime|gettimeofday|random|rand|open|fopen|read|write|getpid)\s*\("
)
OUTPUT = re.compile(
    r"\b(printf|vprintf|fprintf|vfprintf|puts|fputs|putchar|putc|fputc|fwrite|perror|dprintf"
    r"|vdprintf)\s*\(|\b(stdout|stderr|STDOUT_FILENO|STDERR_FILENO)\b|\bwrite\s*\(\s*[12]\s*,"
)
EXIT = re.compile(r"\b(exit|_exit|_Exit|quick_exit)\s*\(")
BANNED = re.compile(
    r"\b(strcpy|strcat|strncat|sprintf|vsprintf|strtok|atoi|atol|atof|gets|system|popen)\s*\("
)
BARE_MEMORY = re.compile(r"\b(malloc|calloc|realloc|free|strdup|strndup|asprintf|vasprintf)\s*\(")
# Running out of memory is told and ended where it is found: no caller could do it.
LAST_WORDS = {"src/base/memory.c"}
# What main.c, above all rooms, may open.
MAIN_OPENS = {"base", "option", "commands"}


class Source:
    """A file, as it is and with comments and texts blanked out."""

    def __init__(self, root, path):
        self.path = path
        self.name = path.relative_to(root).as_posix()
        self.text = path.read_text(encoding="utf-8")
        self.lines = self.text.split("\n")
        self.code = blank(self.text)
        self.code_lines = self.code.split("\n")
        parts = self.name.split("/")
        self.is_door = parts[0] == "include"
        self.is_main = self.name == "src/main.c"
        self.room = parts[1] if parts[0] == "src" and len(parts) > 2 else None
        if self.is_door:
            self.room = path.stem

    def at(self, number, words):
        return f"{self.name}:{number}: {words}"

    def search(self, pattern):
        for number, line in enumerate(self.code_lines, 1):
            for match in pattern.finditer(line):
                yield number, match

    def includes(self):
        for number, line in enumerate(self.lines, 1):
            match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
            if match:
                yield number, match.group(1), match.group(2)


def blank(text):
    """The text with comments, strings and character constants made blanks, line for line."""
    pattern = re.compile(
        r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL
    )
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group(0)), text)


class Tree:
    def __init__(self, root):
        self.root = Path(root)
        paths = [
            path
            for folder in ("src", "include")
            for path in sorted((self.root / folder).rglob("*.[ch]"))
        ]
        self.sources = [Source(self.root, path) for path in paths]
        self.rooms, self.opens = read_rooms(self.root)


def read_rooms(root):
    """The rooms in their order, and what each opens, as make itself reads the Makefile."""
    ask = "rooms-asked: ; @: $(foreach r,$(rooms),$(info room $(r): $(opens_$(r))))"
    answer = subprocess.run(
        ["make", "-s", "--no-print-directory", "-C", str(root), f"--eval={ask}", "rooms-asked"],
        check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL,
    ).stdout
    opens = {}
    for line in answer.splitlines():
        if line.startswith("room "):
            room, _, others = line[5:].partition(":")
            opens[room] = set(others.split())
    return list(opens), opens


def rule_rooms_open_only_rooms_before_them(tree):
    for index, room in enumerate(tree.rooms):
        for other in sorted(tree.opens[room] - set(tree.rooms[:index])):
            yield f"Makefile:1: {room} opens {other}, which does not come before it"
    for source in tree.sources:
        if source.room is not None and source.room not in tree.opens:
            yield source.at(1, f"there is no room `{source.room}` in the Makefile's table")


def allowed_doors(tree, source):
    if source.is_main:
        return MAIN_OPENS
    return tree.opens.get(source.room, set()) | {source.room}


def rule_doors_are_opened_as_the_table_says(tree):
    for source in tree.sources:
        for number, _, name in source.includes():
            match = re.fullmatch(r"clau/(\w+)\.h", name)
            if match and match.group(1) not in allowed_doors(tree, source):
                yield source.at(number, f"may not open the door of {match.group(1)}")


def rule_private_headers_stay_in_their_room(tree):
    for source in tree.sources:
        for number, quote, name in source.includes():
            if ".." in name.split("/"):
                yield source.at(number, f'"{name}" climbs out of the room')
            elif quote == '"' and not name.startswith("clau/"):
                if source.is_door or "/" in name or not (source.path.parent / name).is_file():
                    yield source.at(number, f'"{name}" is no header of this room')


def library_of(name):
    return next((room for start, room in LIBRARIES.items() if name.startswith(start)), None)


def rule_foreign_libraries_live_in_one_room(tree):
    for source in tree.sources:
        for number, quote, name in source.includes():
            room = library_of(name) if quote == "<" else None
            if room and (source.is_door or source.room != room):
                yield source.at(number, f"<{name}> belongs to the room {room}")


def rule_plan_is_pure(tree):
    for source in tree.sources:
        if source.room != PURE:
            continue
        for number, quote, name in source.includes():
            if quote == "<" and name not in PURE_HEADERS:
                yield source.at(number, f"<{name}> in {PURE}, which does no I/O and has no clock")
        for number, match in source.search(IMPURE):
            yield source.at(number, f"{match.group(1)}() in {PURE}, which does no I/O")


def rule_only_ui_writes_to_the_terminal(tree):
    for source in tree.sources:
        if source.room == "ui" or source.name in LAST_WORDS:
            continue
        for number, match in source.search(OUTPUT):
            yield source.at(number, f"{match.group(0).strip()} outside of ui")


def rule_only_main_exits(tree):
    for source in tree.sources:
        if source.is_main or source.name in LAST_WORDS:
            continue
        for number, match in source.search(EXIT):
            yield source.at(number, f"{match.group(1)}() outside of main.c")


def rule_banned_calls(tree):
    for source in tree.sources:
        for number, match in source.search(BANNED):
            yield source.at(number, f"{match.group(1)}() is banned")


def rule_memory_comes_from_base(tree):
    for source in tree.sources:
        if source.room == "base":
            continue
        for number, match in source.search(BARE_MEMORY):
            yield source.at(number, f"bare {match.group(1)}() outside of base")


def functions(source):
    """(first line, last line) of each function: its body's braces stand in the first column."""
    start = None
    for number, line in enumerate(source.code_lines, 1):
        if line.startswith("{"):
            start = number
        elif line.startswith("}") and start is not None:
            first = start
            while first > 1 and source.code_lines[first - 2].strip() and not re.match(
                r"[#}]|.*;\s*$", source.code_lines[first - 2]
            ):
                first -= 1
            yield first, number
            start = None


def rule_no_function_is_too_long(tree):
    for source in tree.sources:
        for first, last in functions(source):
            if last - first + 1 > FUNCTION_LINES:
                yield source.at(first, f"a function of {last - first + 1} lines")


def rule_functions_are_short_as_a_rule(tree):
    lengths = [last - first + 1 for source in tree.sources for first, last in functions(source)]
    if lengths and statistics.median(lengths) > FUNCTION_MEDIAN:
        yield f"src:1: the median function has {statistics.median(lengths)} lines"


def rule_no_file_is_too_long(tree):
    for source in tree.sources:
        count = source.text.count("\n")
        if count > FILE_LINES:
            yield source.at(FILE_LINES, f"a file of {count} lines")


def rule_lines_fit(tree):
    """Tables, which stand between `clang-format off` and `on`, may have rows as long as it takes."""
    for source in tree.sources:
        table = False
        for number, line in enumerate(source.lines, 1):
            table = not line.endswith("format on") and (table or line.endswith("format off"))
            if not table and len(line.expandtabs(8)) > COLUMNS:
                yield source.at(number, f"{len(line.expandtabs(8))} columns")


def guard_of(source):
    code = [line for line in source.code_lines if line.strip()]
    opened = re.fullmatch(r"#ifndef (\w+)", code[0].strip()) if len(code) > 2 else None
    if not opened or code[1].strip() != f"#define {opened.group(1)}":
        return None
    return opened.group(1) if code[-1].strip().startswith("#endif") else None


def rule_headers_have_guards(tree):
    seen = {}
    for source in tree.sources:
        if not source.name.endswith(".h"):
            continue
        guard = guard_of(source)
        wanted = f"CLAU_{source.path.stem.upper()}_H" if source.is_door else guard
        if guard is None or guard != wanted:
            yield source.at(1, f"has no guard{f' {wanted}' if wanted else ''}")
        elif guard in seen:
            yield source.at(1, f"has the guard of {seen[guard]}")
        else:
            seen[guard] = source.name


PROTOTYPE = re.compile(r"^(?!typedef|#|struct \w+ \{|enum)[a-z][\w \*]*?\b(\w+)\(", re.MULTILINE)


def rule_public_functions_have_their_contract(tree):
    for source in tree.sources:
        if not source.is_door:
            continue
        number = 1
        for group in re.split(r"(\n(?:[ \t]*\n)+)", source.text):
            match = PROTOTYPE.search(blank(group))
            if match and "/*" not in group:
                line = number + group[: match.start()].count("\n")
                yield source.at(line, f"{match.group(1)} has no comment in its group")
            number += group.count("\n")


RULES = {
    name[len("rule_"):]: function
    for name, function in list(globals().items())
    if name.startswith("rule_")
}


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    tree = Tree(root)
    found = [finding for rule in RULES.values() for finding in rule(tree)]
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
