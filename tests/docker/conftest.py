"""Tests of what the images carry: they run on the host, without VizDoom; what needs it is skipped
and says so.
"""

import pathlib
import sys

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "docker" / "vizdoom"))
sys.dont_write_bytecode = True


@pytest.fixture
def top() -> pathlib.Path:
    return TOP
