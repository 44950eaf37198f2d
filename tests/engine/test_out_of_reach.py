"""The socket is not there, not a socket, or leads nowhere: exit code 4, at once, nothing changed."""

import os
import shutil
import socket
import time

import pytest

from scripted import only_message

COMMANDS = [["ps"], ["health"], ["health", "-q"], ["up", "--wait"], ["down"], ["logs"], ["build"],
            ["exec", "web", "true"]]


def names(words):
    return " ".join(words)


def check(ran, path, *words):
    assert ran.code == 4, ran.err
    assert ran.out == ""
    assert ran.seconds < 1.5
    only_message(ran, str(path), *words)


@pytest.mark.parametrize("command", COMMANDS, ids=names)
def test_no_socket(run, tmp_path, command):
    check(run(*command), tmp_path / "engine.sock")


@pytest.mark.parametrize("command", COMMANDS, ids=names)
def test_a_plain_file(run, tmp_path, command):
    (tmp_path / "engine.sock").write_text("not a socket")
    check(run(*command), tmp_path / "engine.sock")


@pytest.mark.parametrize("command", COMMANDS, ids=names)
def test_nobody_listens(run, tmp_path, command):
    left_behind = socket.socket(socket.AF_UNIX)
    left_behind.bind(str(tmp_path / "engine.sock"))
    left_behind.close()
    check(run(*command), tmp_path / "engine.sock")


@pytest.mark.parametrize("command", COMMANDS, ids=names)
def test_no_permission(clau, engine, project, tmp_path, command):
    if os.getuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("needs root and setpriv, to be somebody else")
    os.chmod(engine.path, 0o600)
    for folder in [tmp_path, *tmp_path.parents][:3]:  # pytest's own, closed to others
        os.chmod(folder, 0o755)
    (tmp_path / "run").mkdir()
    os.chmod(tmp_path / "run", 0o777)
    reachable = type(clau)(shutil.copy2(clau.binary, tmp_path / "clau"))
    ran = reachable.run(*command, folder=project, XDG_RUNTIME_DIR=str(tmp_path / "run"),
                        DOCKER_HOST=f"unix://{engine.path}",
                        prefix=["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"])
    check(ran, engine.path)
    assert engine.told() == []


def test_a_host_that_cannot_be_read(clau, project):
    ran = clau.run("ps", folder=project, DOCKER_HOST="ftp://somewhere")
    assert ran.code == 2
    only_message(ran, "ftp://somewhere")


def test_tcp_where_nobody_listens(clau, project):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    started = time.monotonic()
    ran = clau.run("ps", folder=project, DOCKER_HOST=f"tcp://127.0.0.1:{port}")
    assert ran.code == 4, ran.err
    assert time.monotonic() - started < 1.5
    only_message(ran, str(port))
