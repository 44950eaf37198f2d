#!/bin/sh
# Line coverage by room, of the unit tests and the golden cases: builds with gcov into FOLDER
# (default build/coverage), runs both, prints a table. Exits 1 when a room is below its floor.
# LIST=room prints that room's lines that no test reaches.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"
folder=${1:-build/coverage}
python=python3
[ ! -x build/venv/bin/python ] || python=build/venv/bin/python
say() { echo "coverage: $*" >&2; }

unset MAKEFLAGS MFLAGS MAKELEVEL BUILD SAN ROOM
# Without optimization a line is a line; the arena takes the simpler way.
export CFLAGS="-g -O0 --coverage -U_FORTIFY_SOURCE" LDFLAGS=--coverage
find "$folder" -name '*.gcda' -delete 2>/dev/null || true
runners=$(for room in tests/unit/*/; do echo "$folder/unit/$(basename "$room")/run"; done)
say "building in $folder"
# shellcheck disable=SC2086 # a list of words
make -s -k -j"$(nproc)" BUILD="$folder" all $runners >"$folder.log" 2>&1 || {
	tail -n20 "$folder.log"
	exit 1
}
say "unit tests"
for runner in $runners; do
	"$runner" >>"$folder.log" 2>&1 || say "$runner: failed"
done
say "golden cases"
CLAU_CHECKED="$folder/clau" "$python" -m pytest -q -p no:cacheprovider tests/golden >>"$folder.log" 2>&1 ||
	say "a golden case failed"
"$python" tests/lib/coverage.py "$folder" ${LIST:+"$LIST"}
