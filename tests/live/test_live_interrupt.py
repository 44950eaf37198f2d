"""Ctrl-C at any moment, and two at once: nothing half-made is left, and the next run converges."""

import re
import signal
import threading
import time
from pathlib import Path

import pytest

from projects import LABEL, eventually, read_until

CHAIN = """\
services:
  first:
    image: ${TINY}
    init: true
    stop_grace_period: 1s
    command: [sh, -c, "sleep 2; touch /tmp/ready; exec sleep infinity"]
    healthcheck: {test: [CMD, test, -e, /tmp/ready], interval: 0.3s, retries: 20}
  second:
    image: ${TINY}
    init: true
    stop_grace_period: 1s
    volumes: [data:/data]
    depends_on:
      first: {condition: service_healthy}
  third:
    image: ${TINY}
    init: true
    stop_grace_period: 1s
    networks: [other]
    command: [sh, -c, "echo third says hello; exec sleep infinity"]
    depends_on: [second]
volumes: {data: {}}
networks: {other: {}}
"""
EVERYTHING = {"first-1": "running", "second-1": "running", "third-1": "running"}
BUILDING = """\
services:
  app:
    image: ${IMAGE}
    build:
      context: .
      args: {BASE: "${CLAU_BASE}", MOMENT: "${MOMENT}"}
    command: [sleep, infinity]
    init: true
"""
LONG_BUILD = """\
ARG BASE
FROM ${BASE}
ARG MOMENT
RUN echo $MOMENT; echo working; sleep 30
"""


def interrupt(mine, process, after):
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    return mine.clau.finish(process, 20)


def assert_clean(mine, ended):
    assert ended.code == 130, ended.err
    assert ended.seconds < 5
    assert "created" not in mine.states().values(), mine.states()
    assert mine.temporary_files() == []


@pytest.mark.parametrize("after", [0.05, 0.2, 0.5, 1.0, 2.0, 3.0])
def test_an_interrupted_up_leaves_nothing_half_made(project, after):
    mine = project(CHAIN.replace("sleep 2;", "sleep 4;"))
    assert_clean(mine, interrupt(mine, mine.start("up", "--wait"), after))
    mine.succeed("up", "-d")
    assert mine.states() == EVERYTHING
    mine.succeed("down", "-v")
    assert mine.everything() == []


def test_sigterm_ends_it_as_well(project):
    mine = project(CHAIN.replace("sleep 2;", "sleep 4;"))
    process = mine.start("up", "--wait")
    time.sleep(1)
    process.terminate()
    ended = mine.clau.finish(process, 20)
    assert ended.code == 143 and ended.seconds < 5
    assert "created" not in mine.states().values()


@pytest.fixture
def building(empty):
    empty.write("clau.yaml", BUILDING)
    empty.write("Dockerfile", LONG_BUILD)
    empty.variables.update(IMAGE=f"{empty.name}-app", MOMENT=str(time.time_ns()))
    return empty


def sleepers():
    """Processes of the build step, seen from the host."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if path.read_bytes() == b"sleep\x0030\0":
                found.append(path.parent.name)
        except OSError:
            pass
    return set(found)


@pytest.mark.parametrize("verb", [["build"], ["up", "-d"]], ids=["build", "up"])
def test_an_interrupted_build_ends_in_the_engine_too(building, verb):
    before = sleepers()
    process = building.start(*verb)
    eventually("the build's step", lambda: sleepers() - before, 20)
    assert_clean(building, interrupt(building, process, 0))
    eventually("the end of the build's step", lambda: not sleepers() - before, 10)
    assert building.everything() == []
    assert not building.engine.images.list(building.variables["IMAGE"])
    building.write("Dockerfile", LONG_BUILD.replace("sleep 30", "sleep 0"))
    building.succeed("up", "-d")
    assert building.states() == {"app-1": "running"}


def test_ctrl_c_of_an_attached_up_stops_the_project(project):
    mine = project(CHAIN)
    process = mine.start("up")
    told = read_until(process, b"third says hello\n", 20).decode()
    assert re.search(r"^third-1 +\| third says hello$", told, re.MULTILINE)
    assert mine.states() == EVERYTHING
    ended = interrupt(mine, process, 0)
    assert ended.code == 130 and ended.seconds < 6
    assert set(mine.states().values()) == {"exited"}


STUBBORN = """\
services:
  stubborn:
    image: ${TINY}
    command: [sh, -c, "trap '' TERM; while :; do sleep 1; done"]
    stop_grace_period: 30s
"""


def test_the_second_ctrl_c_ends_at_once(project):
    mine = project(STUBBORN)
    mine.succeed("up", "-d")
    process = mine.start("down")
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    assert process.poll() is None or process.returncode == 130
    process.send_signal(signal.SIGINT)
    ended = mine.clau.finish(process, 20)
    assert ended.code == 130 and ended.seconds < 1


def test_an_interrupted_down_can_be_done_again(project):
    mine = project(STUBBORN)
    mine.succeed("up", "-d")
    ended = interrupt(mine, mine.start("down"), 1)
    assert ended.code == 130 and ended.seconds < 5
    mine.succeed("down", "-t", "0")
    assert mine.everything() == []


def test_two_at_once_make_one_project(project):
    mine = project(CHAIN)
    both = [mine.start("up", "-d"), mine.start("up", "-d")]
    ended = []
    threads = [threading.Thread(target=lambda one=one: ended.append(mine.clau.finish(one, 60)))
               for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [ran.code for ran in ended] == [0, 0], "\n".join(ran.err for ran in ended)
    assert mine.states() == EVERYTHING
    names = sorted(network.name for network in mine.networks())
    assert names == [f"{mine.name}_default", f"{mine.name}_other"]
    assert all(one.labels[LABEL.NUMBER] == "1" for one in mine.containers())
    assert sum("waiting for another clau" in ran.err for ran in ended) == 1


def test_who_cannot_wait_is_told_who_holds_the_project(project):
    mine = project(CHAIN)
    first = mine.start("up", "--wait")
    time.sleep(0.5)
    second = mine.run("up", "-d", "--lock-timeout", "0.5")
    assert second.code == 8, second.err
    assert f"pid {first.pid}" in second.err
    assert mine.clau.finish(first, 60).code == 0
