"""The sums of `make test`: nothing that failed, or never told its end, may go uncounted."""

import importlib.util
from pathlib import Path

import pytest

spec = importlib.util.spec_from_file_location("all_tests", Path(__file__).with_name("all.py"))
all_tests = importlib.util.module_from_spec(spec)
spec.loader.exec_module(all_tests)


@pytest.mark.parametrize("output, code, passed, failed, skipped", [
    ("1..2\nok 1 - a\nok 2 - b\n", 0, 2, 0, 0),
    ("1..2\nok 1 - a\nnot ok 2 - b\n", 1, 1, 1, 0),
    ("1..2\nnot ok 1 # SKIP a\nok 2 - b\n", 0, 1, 0, 1),
    ("1..3\nok 1 - a\n==1==ERROR: AddressSanitizer\n", 1, 1, 2, 0),
    ("1..1\nok 1 - a\n==1==ERROR: LeakSanitizer\n", 1, 1, 1, 0),
    ("1..1\nok 1 - a\n", "no end", 1, 1, 0),
    ("", 127, 0, 1, 0),
])
def test_what_a_program_says_is_counted(output, code, passed, failed, skipped):
    tally = all_tests.Tally()
    all_tests.read_tap(tally, "run", output, code)
    assert (tally.passed, tally.failed, tally.skipped) == (passed, failed, skipped)


def test_a_program_that_was_not_built_failed(tmp_path):
    tally = all_tests.Tally()
    all_tests.run_unit(tally, tmp_path / "absent")
    assert (tally.passed, tally.failed) == (0, 1)


def test_a_report_is_summed(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite><testcase classname="a" name="ok"/>'
                      '<testcase classname="a" name="bad"><failure message="x"/></testcase>'
                      '<testcase classname="a" name="broken"><error message="x"/></testcase>'
                      '<testcase classname="a" name="left"><skipped message="why"/></testcase>'
                      "</testsuite></testsuites>")
    tally = all_tests.Tally()
    all_tests.read_report(tally, report)
    assert (tally.passed, tally.failed, tally.skipped) == (1, 2, 1)
    assert tally.reasons == ["a.left: why"]
