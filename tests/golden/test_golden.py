"""Golden cases: a folder with a project, a command, and exactly what must come of it.

tests/golden/<verb>/<case>/
  cmd      clau's arguments, one line, quoted as for a shell
  setup    optional: a shell script run in the copy first, for what no editor would write; $CLAU is clau
  env      optional: NAME=value lines for the environment
  stdin    optional: what stands on standard input
  witness  optional: why docker compose is not asked about it; see tests/live/test_config_witness.py
  out err  what must stand on stdout and stderr; absent = nothing
  code     the exit code; absent = 0
  after/   files that the command must have written or changed, and how; absent = none
Everything else is the project. It runs in a copy; the copy's path is shown as $DIR, and clau's
version as $VERSION. CLAU_GOLDEN_UPDATE=1 (`make golden-update`) writes down what is said now:
read it before keeping it.
"""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

GOLDEN = Path(__file__).resolve().parent
OURS = {"cmd", "setup", "env", "stdin", "witness", "out", "err", "code", "after"}
CASES = sorted(path.parent for path in GOLDEN.glob("*/*/cmd"))
UPDATE = bool(os.environ.get("CLAU_GOLDEN_UPDATE"))


def read(path, otherwise=""):
    return path.read_text(encoding="utf-8") if path.is_file() else otherwise


def environment(case):
    lines = [line for line in read(case / "env").splitlines() if line.strip()]
    return dict(line.split("=", 1) for line in lines)


def files_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*")) if path.is_file()
    }


def prepare(case, folder, clau):
    for path in case.iterdir():
        if path.name in OURS:
            continue
        if path.is_dir():
            shutil.copytree(path, folder / path.name, symlinks=True)
        else:
            shutil.copy2(path, folder / path.name)
    if (case / "setup").is_file():
        subprocess.run(["sh", "-eu", str(case / "setup")], cwd=folder, check=True,
                       env=clau.environment(folder, CLAU=str(clau.binary)))


def stdin_of(case):
    """What makes a command read the case's standard input."""
    stdin = case / "stdin"
    return ("sh", "-c", 'exec "$@" <"$0"', str(stdin)) if stdin.is_file() else ()


def version_of(clau, folder):
    return clau.run("version", "--short", folder=folder).out.strip()


def perform(case, clau, folder):
    """What came of it: the texts of out, err and code, and the files written or changed."""
    before = files_of(folder)
    version = version_of(clau, folder)
    ran = clau.run(*shlex.split(read(case / "cmd")), folder=folder, limit=20, prefix=stdin_of(case),
                   DOCKER_HOST=f"unix://{folder}/no-engine.sock", **environment(case))

    def neutral(text):
        return text.replace(str(folder), "$DIR").replace(version, "$VERSION")

    after = {
        name: neutral(content.decode()).encode()
        for name, content in files_of(folder).items() if before.get(name) != content
    }
    gone = set(before) - set(files_of(folder))
    assert not gone, f"removed {gone}"
    code = f"{ran.code}\n" if ran.code else ""
    return {"out": neutral(ran.out), "err": neutral(ran.err), "code": code}, after


def rewrite(case, texts, after):
    for name, text in texts.items():
        (case / name).unlink(missing_ok=True)
        if text:
            (case / name).write_text(text, encoding="utf-8")
    shutil.rmtree(case / "after", ignore_errors=True)
    for name, content in after.items():
        path = case / "after" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_golden(case, clau, tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    prepare(case, folder, clau)
    texts, after = perform(case, clau, folder)
    if UPDATE:
        rewrite(case, texts, after)
        return
    for name, text in texts.items():
        assert text == read(case / name), name
    assert after == (files_of(case / "after") if (case / "after").is_dir() else {})
