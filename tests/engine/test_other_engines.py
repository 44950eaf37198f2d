"""Engines of another version, of another make, at another address."""

import socket
import threading

import pytest

from scripted import is_whole, only_message
from wire import Connection, Reply

UP = ["up", "--wait", "--timeout", "20"]
PODMAN = {"Libpod-Api-Version": "4.3.1", "Server": "Libpod/4.3.1 (linux)"}
COMMANDS = [["ps"], ["health"], UP, ["down"], ["logs"], ["build"], ["exec", "web", "true"]]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_an_api_that_is_too_old(run, engine, command):
    engine.world.ping_headers = {"Api-Version": "1.40"}
    ran = run(*command)
    assert ran.code == 5, ran.err
    only_message(ran, "1.40", "1.41", "20.10")
    assert engine.changes() == []


@pytest.mark.parametrize("version", ["1.41", "1.44", "1.56"])
def test_an_api_that_is_newer(run, engine, version):
    engine.world.ping_headers = {"Api-Version": version}
    ran = run(*UP)
    assert ran.code == 0, ran.err
    assert is_whole(engine.world)


def test_podman_is_taken_with_a_warning(run, engine):
    engine.world.ping_headers = PODMAN
    ran = run(*UP)
    assert ran.code == 0, ran.err
    assert is_whole(engine.world)
    assert "podman" in ran.err and "health" in ran.err


def test_podman_does_not_build(run, engine):
    engine.world.ping_headers = PODMAN
    engine.world.images.discard("web:1")
    ran = run(*UP)
    assert ran.code == 5, ran.err
    assert "podman" in ran.err and "BuildKit" in ran.err and "web:1" in ran.err
    assert engine.changes() == []


def test_podman_gives_no_gpu(run, engine, project):
    file = project / "clau.yaml"
    file.write_text(file.read_text().replace("    build: .\n", "    build: .\n    gpus: all\n"))
    engine.world.ping_headers = PODMAN
    ran = run(*UP)
    assert ran.code == 5, ran.err
    only_message(ran, "podman", "GPU", "clau.yaml:")
    assert engine.changes() == []


@pytest.fixture
def address(engine):
    """The scripted engine on a TCP port as well."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            engine.server.connections.append(connection)
            threading.Thread(target=Connection(engine.server, connection).serve,
                             daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield f"tcp://127.0.0.1:{listener.getsockname()[1]}"
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def test_over_tcp(clau, project, engine, address):
    ran = clau.run(*UP, folder=project, DOCKER_HOST=address)
    assert ran.code == 0, ran.err
    assert is_whole(engine.world)
    ran = clau.run("--host", address, "down", folder=project, DOCKER_HOST="unix:///nowhere")
    assert ran.code == 0, ran.err
    assert not engine.world.containers


def test_tls_is_refused_rather_than_left_out(clau, project, engine, address):
    ran = clau.run("ps", folder=project, DOCKER_HOST=address, DOCKER_TLS_VERIFY="1")
    assert ran.code == 2
    only_message(ran, "TLS")
    assert engine.told() == []


def test_a_reply_over_tcp_that_is_not_http(clau, project, engine, address):
    engine.rule(".*", Reply(fault="garbage"))
    ran = clau.run("ps", folder=project, DOCKER_HOST=address)
    assert ran.code == 5, ran.err
    only_message(ran, address)
