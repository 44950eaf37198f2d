"""The helpers of `make up` and `make test` that decide what is stale and what is left alone."""

import os
import subprocess
from pathlib import Path

import pytest

LIB = Path(__file__).resolve().parent / "engine.sh"


def shell(script, **environment):
    text = f'set -eu\nsay() {{ echo "say: $*"; }}\n. {LIB}\n{script}\n'
    return subprocess.run(["sh", "-c", text], capture_output=True, text=True, timeout=30,
                          stdin=subprocess.DEVNULL, env={**os.environ, **environment})


def test_a_pid_file_of_a_running_process_is_left_alone(tmp_path):
    pid_file = tmp_path / "docker.pid"
    pid_file.write_text(f"{os.getpid()}\n")
    name = Path(f"/proc/{os.getpid()}/comm").read_text().strip()
    ran = shell(f"running_pid {pid_file} '{name}'")
    assert ran.returncode == 0
    assert ran.stdout.strip() == str(os.getpid())
    assert pid_file.exists()


@pytest.mark.parametrize("number, words", [
    (str(os.getpid()), "now belongs to"),
    ("4194999", "no process has its number"),
    ("", "no process has its number"),
])
def test_a_stale_pid_file_is_removed_and_said(tmp_path, number, words):
    pid_file = tmp_path / "docker.pid"
    pid_file.write_text(number)
    ran = shell(f"running_pid {pid_file} dockerd")
    assert ran.returncode == 1
    assert "stale" in ran.stderr and words in ran.stderr
    assert not pid_file.exists()


def test_no_pid_file_is_no_news(tmp_path):
    ran = shell(f"running_pid {tmp_path}/absent dockerd")
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", "")


def test_a_named_engine_is_never_started():
    ran = shell("dockerd() { echo started; }; engine_start", DOCKER_HOST="tcp://127.0.0.1:1")
    assert ran.returncode == 0
    assert "DOCKER_HOST" in ran.stdout and "started" not in ran.stdout


def test_what_is_there_is_not_installed():
    ran = shell("need_command sh dash; need_file /etc/passwd x; PATH=/nowhere; install_missing;"
                " echo done")
    assert ran.stdout == "done\n"


def test_without_apt_the_missing_are_named():
    ran = shell("need_command no-such-command one; need_file /no/such/file two; PATH=/nowhere;"
                " install_missing")
    assert ran.returncode == 1
    assert "one two" in ran.stderr


def test_silence_on_the_socket_is_no_answer(tmp_path):
    ran = shell(f"socket={tmp_path}/absent; engine_answers && echo yes || echo no")
    assert ran.stdout == "no\n"
