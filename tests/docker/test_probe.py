"""The health check against real sockets that behave well or badly."""

import contextlib
import socket
import threading
import time

import pytest

from clau_vizdoom import places, probe

BANNER = b"RFB 003.008\n"
PAGE = b"HTTP/1.0 200 OK\r\n\r\n<title>noVNC</title>"


class Server:
    """Answers each connection with what `answer()` returns; None: takes the connection and says
    nothing.
    """

    def __init__(self, answer, family=socket.AF_INET, address=("127.0.0.1", 0), asked=True):
        self.answer, self.asked, self.silent = answer, asked, []
        self.socket = socket.socket(family)
        self.socket.bind(address)
        self.socket.listen(16)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                answer = self.answer()
                if answer is None:
                    self.silent.append(connection)
                    continue
                with connection, contextlib.suppress(OSError):
                    if self.asked:
                        connection.recv(65536)
                    connection.sendall(answer)

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


class Stack:
    def __init__(self, folder, monkeypatch):
        self.tics, self.step = 100, 5
        self.answers = {"screen": b"\0", "vnc": BANNER, "page": PAGE, "metrics": self._metrics}
        self.servers = {
            "screen": Server(lambda: self._answer("screen"), socket.AF_UNIX, str(folder / "X99")),
            "vnc": Server(lambda: self._answer("vnc"), asked=False),
            "page": Server(lambda: self._answer("page")),
            "metrics": Server(lambda: self._answer("metrics")),
        }
        monkeypatch.setattr(places, "X_SOCKET", str(folder / "X99"))
        for name in ("vnc", "page", "metrics"):
            monkeypatch.setattr(
                places, f"{name.upper()}_PORT", self.servers[name].socket.getsockname()[1]
            )
        monkeypatch.setattr(places, "PROBE_STATE", str(folder / "last-probe"))
        self.monkeypatch = monkeypatch

    def _answer(self, name):
        answer = self.answers[name]
        return answer() if callable(answer) else answer

    def _metrics(self):
        self.tics += self.step
        return (
            b"HTTP/1.0 200 OK\r\n\r\n# TYPE vizdoom_tics_total counter\n"
            b'vizdoom_tics_total{scenario="basic"} %d.0\n' % self.tics
        )

    def probe(self, capsys):
        """Its exit status, its one line, and the seconds it took."""
        begin = time.monotonic()
        self.monkeypatch.setattr(probe, "DEADLINE", begin + 2.4)
        status = probe.main()
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) == 1
        return status, lines[0], time.monotonic() - begin


@pytest.fixture
def stack(tmp_path, monkeypatch):
    stack = Stack(tmp_path, monkeypatch)
    yield stack
    for server in stack.servers.values():
        with contextlib.suppress(OSError):
            server.close()


def later(monkeypatch):
    """Long enough after the last probe for a standing counter to mean something."""
    monkeypatch.setattr(probe, "SAMPLE_GAP_S", 0.0)


def test_the_first_probe_samples_twice(stack, capsys):
    status, line, _ = stack.probe(capsys)
    assert status == 0 and line.startswith("playing: 110 tics, 5 more")


def test_a_game_that_advances_is_healthy(stack, capsys):
    stack.probe(capsys)
    time.sleep(probe.SAMPLE_GAP_S + 0.01)
    assert stack.probe(capsys)[:2] == (0, stack_line(115, 5))


def stack_line(tics, more):
    class Line(str):
        def __eq__(self, other):
            return other.startswith(f"playing: {tics} tics, {more} more")

    return Line()


def test_a_game_that_stands_still_is_frozen(stack, capsys, monkeypatch):
    stack.probe(capsys)
    later(monkeypatch)
    stack.step = 0
    for _ in range(2):
        status, line, _ = stack.probe(capsys)
        assert status == 1 and line.startswith("the game is frozen: still at 110 tics")
    stack.step = 1
    assert stack.probe(capsys)[0] == 0


def test_a_game_that_never_moved_is_frozen(stack, capsys):
    stack.step = 0
    status, line, _ = stack.probe(capsys)
    assert status == 1 and "frozen" in line


def test_two_probes_at_once_do_not_call_it_frozen(stack, capsys):
    stack.probe(capsys)
    stack.tics -= 5  # the second reads the same number as the first did
    assert stack.probe(capsys)[0] == 0


def test_a_restarted_player_counts_anew(stack, capsys, monkeypatch):
    stack.probe(capsys)
    later(monkeypatch)
    stack.tics = 3
    status, line, _ = stack.probe(capsys)
    assert status == 0 and "13 tics, 5 more" in line


@pytest.mark.parametrize("state", ["", "7", "x 1", "1 2 3", "\x00" * 500])
def test_a_damaged_memory_is_as_none(stack, capsys, tmp_path, state):
    (tmp_path / "last-probe").write_text(state)
    assert stack.probe(capsys)[0] == 0


def test_a_stopped_player_is_frozen_in_time(stack, capsys):
    stack.probe(capsys)
    stack.answers["metrics"] = None
    status, line, seconds = stack.probe(capsys)
    assert status == 1 and line.startswith("the game is frozen: metrics on") and "(110 tics" in line
    assert seconds < 3


@pytest.mark.parametrize(
    "name, answer, words",
    [
        ("screen", None, "the screen :99 did not answer"),
        ("screen", b"", "the screen :99 closed the connection"),
        ("vnc", None, "VNC on"),
        ("vnc", b"SSH-2.0-x\r\n", "greets with b'SSH-2.0-x"),
        ("vnc", b"", "greets with b''"),
        ("page", None, "the noVNC page"),
        ("page", b"HTTP/1.0 404 Not Found\r\n\r\n", "not 200"),
        ("page", b"HTTP/1.0 200 OK\r\n\r\nhello", "is not noVNC's"),
        ("page", b"", "not 200"),
        ("page", b"garbage", "not 200"),
        ("metrics", b"HTTP/1.0 200 OK\r\n\r\n# nothing\n", "have no vizdoom_tics_total"),
        ("metrics", b"HTTP/1.0 500 Oh\r\n\r\n", "not 200"),
    ],
)
def test_what_is_wrong_is_named_in_time(stack, capsys, name, answer, words):
    stack.answers[name] = answer
    status, line, seconds = stack.probe(capsys)
    assert status == 1 and words in line
    assert seconds < 3


@pytest.mark.parametrize(
    "name, words",
    [
        ("screen", "the screen :99 takes no connections"),
        ("vnc", "VNC on"),
        ("page", "the noVNC page"),
        ("metrics", "the game does not run: metrics on"),
    ],
)
def test_what_does_not_listen_is_named(stack, capsys, name, words):
    stack.servers[name].close()
    status, line, _ = stack.probe(capsys)
    assert status == 1 and words in line and "takes no connections" in line


def test_everything_slow_is_still_in_time(stack, capsys):
    def slowly(name):
        answer = stack.answers[name]

        def answered():
            time.sleep(0.7)
            return answer() if callable(answer) else answer

        return answered

    stack.answers = {name: slowly(name) for name in stack.answers}
    assert stack.probe(capsys)[2] < 3


def test_an_endless_answer_is_cut(stack, capsys, monkeypatch):
    stack.answers["page"] = b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * (2 << 20)
    status, line, seconds = stack.probe(capsys)
    assert status == 1 and "is not noVNC's" in line and seconds < 3
