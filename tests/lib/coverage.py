"""Reads what a gcov build left in FOLDER and prints line coverage by room. See tests/coverage.sh."""

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

# What these rooms do is a function of their input alone: nearly every line can be reached.
FLOORS = {"yaml": 95, "schema": 95, "load": 95, "model": 95, "plan": 95}


def lines_of(folder):
    """room -> file -> line -> whether it ran"""
    rooms = defaultdict(lambda: defaultdict(dict))
    notes = sorted((folder / "obj").rglob("*.gcno"))
    for note in notes:
        # Without data nothing of it ran, and gcov says so line by line.
        out = subprocess.run(["gcov", "--json-format", "--stdout", note], check=True,
                             capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout
        for text in out.splitlines():
            for file in json.loads(text)["files"]:
                parts = file["file"].split("/")
                if len(parts) < 3 or parts[0] != "src":
                    continue
                lines = rooms[parts[1]][file["file"]]
                for line in file["lines"]:
                    number = line["line_number"]
                    lines[number] = lines.get(number, False) or line["count"] > 0
    return rooms


def percent(lines):
    return 100 * sum(lines) / len(lines) if lines else 100.0


def print_missing(files):
    for name, lines in sorted(files.items()):
        text = Path(name).read_text(encoding="utf-8").splitlines()
        for number, ran in sorted(lines.items()):
            if not ran:
                print(f"{name}:{number}: {text[number - 1].strip()}")


def main():
    rooms = lines_of(Path(sys.argv[1]))
    if len(sys.argv) > 2:
        print_missing(rooms[sys.argv[2]])
    print(f"{'room':10} {'lines':>6} {'reached':>8} {'floor':>6}")
    below = False
    for room, files in sorted(rooms.items()):
        lines = [ran for file in files.values() for ran in file.values()]
        reached, floor = percent(lines), FLOORS.get(room)
        is_below = floor is not None and reached < floor
        below |= is_below
        print(f"{room:10} {len(lines):6} {reached:7.1f}% {floor or '':>6}"
              f"{'  BELOW ITS FLOOR' if is_below else ''}")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
