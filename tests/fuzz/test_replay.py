"""Every input of the corpus and everything a fuzzer once found, once through each fuzz target."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TARGETS = sorted(path.stem for path in HERE.glob("*.c") if path.stem != "replay")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzz")
    subprocess.run([sys.executable, HERE / "corpus.py", folder], check=True)
    return folder


@pytest.mark.parametrize("build", ["build", "build/san"])
@pytest.mark.parametrize("target", TARGETS)
def test_replay(target, build, corpus):
    program = ROOT / build / "replay" / target
    assert program.is_file(), f"{program} was not built (make replay)"
    folders = [folder for folder in (corpus / target, HERE / "crashers" / target)
               if folder.is_dir()]
    ran = subprocess.run([program, *folders], stdin=subprocess.DEVNULL, capture_output=True,
                         timeout=300)
    last = ran.stdout.decode().splitlines()[-1:]
    assert ran.returncode == 0, f"{last}: {ran.stderr.decode(errors='replace')[-6000:]}"
    assert last, "there is no input for this target"
