"""The supervisor's children are real programs here: a shell, and the same Python."""

import asyncio
import json
import os
import signal
import sys
import time

import pytest

from clau_vizdoom import children, log, places, supervisor
from clau_vizdoom.children import Child, Program


@pytest.fixture(autouse=True)
def runtime(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "RUNTIME", str(tmp_path))
    monkeypatch.setattr(places, "GAME_FOLDER", str(tmp_path / "game"))
    monkeypatch.setattr(places, "AUTHORITY", str(tmp_path / "authority"))
    monkeypatch.setattr(places, "X_SOCKET", str(tmp_path / ".X11-unix" / "X99"))
    monkeypatch.setattr(places, "X_LOCK", str(tmp_path / ".X99-lock"))
    monkeypatch.setattr(places, "SECRET", str(tmp_path / "secret"))
    monkeypatch.setattr(log, "_least", 0)
    (tmp_path / "secret").write_text("password\n")
    mask = os.umask(0o022)  # the supervisor sets its own, which is not for the tests after it
    yield tmp_path
    os.umask(mask)


def shell(script, name="child"):
    return Program(name, ("sh", "-c", script))


def run(script, then=None):
    """Starts it, waits for its end (or does `then`), and gives back the child."""

    async def all_of_it():
        child = await Child.start(shell(script))
        if then:
            await then(child)
        await asyncio.wait_for(child.ended, 5)
        await asyncio.wait_for(child.closed, 5)
        return child

    return asyncio.run(all_of_it())


def events(capsys, name):
    return [
        event
        for event in map(json.loads, capsys.readouterr().out.splitlines())
        if event["event"] == name
    ]


def test_output_becomes_json_lines(capsys):
    run("echo one; echo 'two \"quoted\" \\'; printf 'no end'")
    lines = [event["line"] for event in events(capsys, "child_output")]
    assert lines == ["one", 'two "quoted" \\', "no end"]


def test_a_child_s_own_events_pass_unchanged(capsys):
    own = '{"time": "2026-01-01T00:00:00.000Z", "level": "info", "event": "episode_ended"}'
    run(f"echo '{own}'")
    assert own in capsys.readouterr().out.splitlines()


def test_output_that_is_not_text_and_a_line_without_end(capsys):
    child = run(r"printf 'a\377b\n'; head -c 300000 /dev/zero | tr '\0' x; echo; echo last")
    lines = [event["line"] for event in events(capsys, "child_output")]
    assert lines[0] == "a\ufffdb" and lines[-1] == "last"
    assert max(map(len, lines)) < 300000 and sum(map(len, lines[1:-1])) == 300000
    assert child.last_lines[-1] == "last"


def test_the_end_is_told_with_the_last_lines():
    child = run("seq 1 20; exit 7")
    assert child.how_it_ended() == {"code": 7, "output": [str(number) for number in range(11, 21)]}


def test_a_signal_is_told_by_name():
    assert run("kill -SEGV $$").how_it_ended()["signal"] == "SIGSEGV"


def test_an_end_is_noticed_though_a_grandchild_holds_the_output():
    async def noticed():
        child = await Child.start(shell("sleep 30 & exit 3"))
        code = await asyncio.wait_for(child.ended, 5)
        still_open = not child.closed.done()
        child.kill()
        await asyncio.wait_for(child.closed, 5)
        return code, still_open

    assert asyncio.run(noticed()) == (3, True)


def timed_end(script, **more):
    async def ended():
        child = await Child.start(shell(script))
        await asyncio.sleep(0.2)
        begin = time.monotonic()
        await supervisor.end([child], **more)
        return child.ended.result(), time.monotonic() - begin

    return asyncio.run(ended())


def test_ending_asks_first():
    code, seconds = timed_end("trap 'exit 5' TERM; while :; do sleep 0.02; done")
    assert code == 5 and seconds < 0.3


@pytest.mark.parametrize(
    "script", ["trap '' TERM; while :; do sleep 0.1; done", "trap '' TERM; kill -STOP $$; sleep 30"]
)
def test_what_will_not_end_is_killed_in_time(script, capsys):
    code, seconds = timed_end(script)
    assert code == -signal.SIGKILL and seconds < 1
    assert events(capsys, "child_killed")


def test_a_stopped_child_still_gets_to_end_by_itself():
    code, _ = timed_end("trap 'exit 5' TERM; kill -STOP $$; while :; do sleep 0.02; done")
    assert code == 5


def test_the_pid_is_on_file(runtime):
    child = run("cat " + str(runtime / "child.pid"), then=lambda child: asyncio.sleep(0.1))
    assert int((runtime / "child.pid").read_text()) == child.transport.get_pid()


# --- the whole supervisor, with programs that do as little as they can

LASTING = "trap 'exit 0' TERM; while :; do sleep 0.02; done"


@pytest.fixture
def programs(monkeypatch):
    scripts = {"player": LASTING, "vnc": LASTING, "page": LASTING}
    for name in scripts:
        monkeypatch.setattr(children, name, lambda name=name: shell(scripts[name], name))
    monkeypatch.setattr(
        children,
        "screen",
        lambda ready: shell(
            f"exec 3>/dev/fd/{ready}; printf 99 >&3; sleep 0.05; echo >&3; {LASTING}", "screen"
        ),
    )
    return scripts


def supervise(monkeypatch, after=None, **environment):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    if after:
        signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
        signal.setitimer(signal.ITIMER_REAL, after)
    begin = time.monotonic()
    return supervisor.main(), time.monotonic() - begin


def test_sigterm_ends_all_quickly_and_well(programs, monkeypatch, capsys):
    code, seconds = supervise(monkeypatch, after=0.6)
    assert code == 0 and seconds < 1.2
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [event["child"] for event in told if event["event"] == "child_started"] == [
        "screen",
        "player",
        "vnc",
        "page",
    ]
    assert told[-1]["event"] == "stopping"
    assert not any(event["event"] == "child_killed" for event in told)


@pytest.mark.parametrize("name", ["player", "vnc", "page"])
def test_a_child_that_ends_ends_the_container(programs, monkeypatch, capsys, name):
    programs[name] = "echo my last words; exit 0"
    code, seconds = supervise(monkeypatch)
    (ended,) = events(capsys, "child_ended")
    assert code == 1 and seconds < 2
    assert (ended["level"], ended["child"], ended["code"], ended["output"]) == (
        "error",
        name,
        0,
        ["my last words"],
    )


def test_no_screen_no_start(programs, monkeypatch, capsys):
    monkeypatch.setattr(children, "screen", lambda ready: shell("exit 1", "screen"))
    code, _ = supervise(monkeypatch)
    assert code == 1 and "the screen did not come up" in events(capsys, "start_failed")[0]["reason"]


def test_a_missing_program_is_named(programs, monkeypatch, capsys):
    monkeypatch.setattr(children, "vnc", lambda: Program("vnc", ("no-such-program",)))
    code, _ = supervise(monkeypatch)
    assert code == 1 and "no-such-program" in events(capsys, "start_failed")[0]["reason"]


@pytest.mark.parametrize(
    "spoil, words",
    [
        (lambda folder: (folder / "secret").unlink(), "secret: No such file"),
        (lambda folder: (folder / "secret").write_text("\n"), "the VNC password is empty"),
        (lambda folder: (folder / "game").write_text("a file"), "game: File exists"),
    ],
)
def test_what_is_missing_is_named(programs, monkeypatch, capsys, runtime, spoil, words):
    spoil(runtime)
    code, _ = supervise(monkeypatch)
    assert code == 1 and words in events(capsys, "start_failed")[0]["reason"]


def test_a_bad_setting_ends_the_start(programs, monkeypatch, capsys):
    code, _ = supervise(monkeypatch, VIZDOOM_SCENARIO="quake")
    assert code == 1 and "VIZDOOM_SCENARIO=quake" in events(capsys, "start_failed")[0]["reason"]


def test_a_source_change_restarts_the_player_and_a_broken_one_is_waited_for(
    programs, monkeypatch, capsys, runtime
):
    source = runtime / "source"
    source.mkdir()
    (source / "policy.py").write_text("1")
    monkeypatch.setattr(supervisor, "SOURCE", str(source))
    real = supervisor.watch.next_change
    monkeypatch.setattr(supervisor.watch, "next_change", lambda folder: real(folder, 0.05))
    programs["player"] = f"grep -q broken {source}/policy.py && exit 1; {LASTING}"
    edit = f"sleep 0.4; echo broken > {source}/policy.py; sleep 0.5; echo good > {source}/policy.py"
    programs["page"] = f"({edit}) & {LASTING}"
    code, _ = supervise(monkeypatch, after=2.0, VIZDOOM_WATCH="1")
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    story = [
        event["event"]
        for event in told
        if event.get("child") == "player" or event["event"] in ("source_changed", "stopping")
    ]
    assert code == 0
    assert story == [
        "child_started",
        "source_changed",
        "child_started",
        "child_ended",
        "source_changed",
        "child_started",
        "stopping",
    ]


def test_the_password_is_in_no_command_line(runtime):
    (runtime / "secret").write_text("Tr0ub4d0")
    for program in (children.screen(3), children.player(), children.vnc(), children.page()):
        assert "Tr0ub4d0" not in " ".join(program.command)
    command = children.vnc().command
    assert {"-viewonly", "-localhost"} <= set(command) and str(runtime / "secret") in command
    assert (
        children.screen(3).command[-2:] == ("-displayfd", "3")
        and "-auth" in children.screen(3).command
    )
    assert children.player().command[0] == sys.executable
