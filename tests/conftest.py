"""What the tests share: which build of clau they run, and how."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
sys.path.insert(0, str(TESTS))

# A sanitizer's report ends clau with a code that none of its own endings has.
SANITIZER_CODE = 97
ENVIRONMENT = {
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "TERM": "dumb",
    "ASAN_OPTIONS": f"exitcode={SANITIZER_CODE}",
    "LSAN_OPTIONS": f"exitcode={SANITIZER_CODE}",
    "UBSAN_OPTIONS": f"exitcode={SANITIZER_CODE}:print_stacktrace=1",
}


@dataclass
class Ran:
    code: int
    out: str
    err: str
    seconds: float


class Clau:
    """A build of clau, run in an environment that holds nothing of the caller's."""

    def __init__(self, binary):
        self.binary = binary

    def environment(self, folder, **more):
        return {**ENVIRONMENT, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder.parent), **more}

    def start(self, *arguments, folder, prefix=(), **more):
        return subprocess.Popen(
            [*prefix, str(self.binary), *arguments], cwd=folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment(folder, **more),
        )

    def finish(self, process, limit=60):
        started = time.monotonic()
        try:
            out, err = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            pytest.fail(f"clau did not end within {limit} s; it said:\n{err.decode()}")
        assert process.returncode != SANITIZER_CODE, err.decode(errors="replace")
        assert process.returncode >= 0, f"signal {-process.returncode}: {err.decode()}"
        return Ran(process.returncode, out.decode(), err.decode(), time.monotonic() - started)

    def run(self, *arguments, folder, limit=60, prefix=(), **more):
        process = self.start(*arguments, folder=folder, prefix=prefix, **more)
        return self.finish(process, limit)


def build_of(*names):
    for name in names:
        if name and (ROOT / name).is_file():
            return Clau(ROOT / name)
    pytest.fail("clau is not built: run make, or make SAN=1")


@pytest.fixture(scope="session")
def clau():
    """The build with sanitizers where there is one: for golden and engine tests."""
    return build_of(os.environ.get("CLAU_CHECKED"), "build/san/clau", "build/clau")


@pytest.fixture(scope="session")
def live_clau():
    """The build users get: for the tests with a real engine."""
    return build_of(os.environ.get("CLAU_LIVE"), "build/clau")
