"""Runs the unit tests of both builds and all of pytest; prints one summary. See tests/run."""

import os
import re
import subprocess
import sys
import time
import xml.etree.ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILDS = (Path("build"), Path("build/san"))
UNIT_SECONDS = 300
PYTEST_SECONDS = 1200


class Tally:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.reasons = []
        self.failures = []

    def fail(self, what):
        self.failed += 1
        self.failures.append(what)

    def skip(self, what):
        self.skipped += 1
        self.reasons.append(what)


def run_unit(tally, runner):
    """One program of cmocka tests, read as TAP; what it announced and did not tell of failed."""
    if not runner.is_file():
        tally.fail(f"{runner}: was not built")
        return
    environment = dict(os.environ, CMOCKA_MESSAGE_OUTPUT="TAP", LC_ALL="C.UTF-8")
    try:
        done = subprocess.run([runner], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=UNIT_SECONDS)
        output, code = done.stdout.decode(errors="replace"), done.returncode
    except subprocess.TimeoutExpired as late:
        output, code = (late.stdout or b"").decode(errors="replace"), "no end"
    read_tap(tally, runner, output, code)


def read_tap(tally, runner, output, code):
    failed_before = tally.failed
    told = 0
    # cmocka says `not ok 10 # SKIP name` of a test that was skipped.
    for match in re.finditer(r"^(ok|not ok) \d+ (?:-|# (SKIP)) (\S+)", output, re.MULTILINE):
        told += 1
        if match.group(2):
            tally.skip(f"{runner} {match.group(3)}")
        elif match.group(1) == "ok":
            tally.passed += 1
        else:
            tally.fail(f"{runner} {match.group(3)}")
    plan = re.search(r"^1\.\.(\d+)", output, re.MULTILINE)
    silent = int(plan.group(1)) - told if plan else 1
    for _ in range(max(silent, 0)):
        tally.fail(f"{runner}: a test that never told its end (exit code {code})")
    if code != 0 and tally.failed == failed_before:
        tally.fail(f"{runner}: exit code {code}")
    if tally.failed != failed_before:
        print(output[-8000:], flush=True)


def run_units(tally):
    rooms = sorted({path.parent.name for path in (ROOT / "tests/unit").glob("*/*.c")})
    for build in BUILDS:
        before, started = (tally.passed, tally.failed), time.monotonic()
        for room in rooms:
            run_unit(tally, build / "unit" / room / "run")
        print(f"unit tests of {build}: {tally.passed - before[0]} passed, "
              f"{tally.failed - before[1]} failed ({time.monotonic() - started:.1f} s)", flush=True)


def run_pytest(tally, arguments):
    report = ROOT / "build/pytest.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "tests", "-q", "-p", "no:cacheprovider",
               "--color=no", f"--junitxml={report}", *arguments]
    try:
        code = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL,
                              timeout=PYTEST_SECONDS).returncode
    except subprocess.TimeoutExpired:
        tally.fail(f"pytest: no end after {PYTEST_SECONDS} s")
        return
    failed_before = tally.failed
    if report.is_file():
        read_report(tally, report)
    if code not in (0, 1) or (code == 1 and tally.failed == failed_before):
        tally.fail(f"pytest: exit code {code}")


def read_report(tally, report):
    for case in xml.etree.ElementTree.parse(report).iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            tally.fail(name)
        elif skipped is not None:
            tally.skip(f"{name}: {skipped.get('message')}")
        else:
            tally.passed += 1


def main():
    tally = Tally()
    if os.environ.get("CLAU_BUILT") == "no":
        tally.fail("make: something was not built, see above")
    run_units(tally)
    run_pytest(tally, sys.argv[1:])
    for reason in tally.reasons:
        print(f"skipped: {reason}")
    for failure in tally.failures:
        print(f"failed: {failure}")
    print(f"{tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped", flush=True)
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
