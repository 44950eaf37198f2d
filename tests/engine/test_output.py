"""A standard output that takes nothing: never a crash, never a silent 0."""

import os
import subprocess

import pytest

UP = ["up", "--wait", "--timeout", "20"]
COMMANDS = [["ps"], ["ps", "--json"], ["health"], ["logs"], ["config"], ["version"]]


def run_into(clau, project, engine, out, arguments):
    done = subprocess.run(
        [str(clau.binary), *arguments], cwd=project, stdin=subprocess.DEVNULL, stdout=out,
        stderr=subprocess.PIPE, timeout=20,
        env=clau.environment(project, DOCKER_HOST=f"unix://{engine.path}"))
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda words: " ".join(words))
def test_a_full_disk(clau, run, project, engine, arguments):
    assert run(*UP).code == 0
    with open("/dev/full", "wb") as full:
        code, err = run_into(clau, project, engine, full, arguments)
    assert code == 1, err
    assert err.count("cannot write the answer: No space left on device") == 1
    assert err.count("\n") == 1


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda words: " ".join(words))
def test_a_reader_that_had_enough(clau, run, project, engine, arguments):
    """As with `| head -1`: the code tells a script, and a person is told nothing."""
    assert run(*UP).code == 0
    reader, writer = os.pipe()
    os.close(reader)
    code, err = run_into(clau, project, engine, writer, arguments)
    os.close(writer)
    assert (code, err) == (1, "")


def test_following_ends_with_its_reader(clau, run, project, engine):
    assert run(*UP).code == 0
    reader, writer = os.pipe()
    os.close(reader)
    code, err = run_into(clau, project, engine, writer, ["logs", "-f"])
    os.close(writer)
    assert (code, err) == (1, "")


def test_progress_that_goes_nowhere(clau, project, engine):
    """The work is done all the same."""
    done = subprocess.run(
        [str(clau.binary), *UP], cwd=project, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=open("/dev/full", "wb"), timeout=20,
        env=clau.environment(project, DOCKER_HOST=f"unix://{engine.path}"))
    assert done.returncode == 0
