"""Ctrl-C and kill, at every moment: an end in time with the right code, and nothing half-made."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from scripted import IMAGES, Scripted, is_whole, names_of, wait_for
from wire import Reply
from world import World

UP = ["up", "--wait", "--timeout", "20"]
LIMIT = 5
# How the engine takes the request during which the signal comes.
MANNERS = {"answers": None, "late": 0.2, "silent": Reply(fault="silent")}


def host(engine):
    return f"unix://{engine.path}"


def begin(clau, project, engine, *arguments, **more):
    return clau.start(*arguments, folder=project, DOCKER_HOST=host(engine), **more)


def scripted(folder):
    folder.mkdir()
    engine = Scripted(folder, World(IMAGES))
    engine.server.start()
    return engine


def count_requests(clau, project, folder):
    engine = scripted(folder)
    assert clau.run(*UP, folder=project, DOCKER_HOST=host(engine)).code == 0
    engine.server.stop()
    return len(engine.told())


def interrupt_at(clau, project, folder, manner, k):
    engine = scripted(folder)
    if manner == "silent":
        engine.rule(".*", MANNERS[manner], nth=k, times=1)
    elif manner == "late":
        engine.delay = MANNERS[manner]
    sent, process = [], []

    def watch(_):
        if len(engine.server.requests) == k and not sent:
            sent.append(time.monotonic())
            process[0].send_signal(signal.SIGINT)

    engine.watchers.append(watch)
    process.append(begin(clau, project, engine, *UP))
    ran = clau.finish(process[0], 30)
    ended = time.monotonic()
    assert sent, (k, "it ended before")
    # The last requests may be answered before the signal is seen.
    assert ran.code == 130 or (ran.code == 0 and is_whole(engine.world)), (k, ran.code, ran.err)
    assert ended - sent[0] < LIMIT, (k, ended - sent[0], ran.err)
    half_made = [one["Name"] for one in engine.world.containers.values()
                 if one["State"] == "created"]
    assert not half_made, (k, engine.told(), ran.err)
    engine.rules.clear()
    engine.delay = 0
    again = clau.run(*UP, folder=project, DOCKER_HOST=host(engine))
    engine.server.stop()
    assert again.code == 0 and is_whole(engine.world), (k, again.err)


@pytest.mark.parametrize("manner", MANNERS)
def test_at_each_request_of_up(clau, project, tmp_path, manner):
    count = count_requests(clau, project, tmp_path / "count")
    with ThreadPoolExecutor(3) as pool:
        done = [pool.submit(interrupt_at, clau, project, tmp_path / f"{k}", manner, k)
                for k in range(1, count + 1)]
    for one in done:
        one.result()


def start_waiting(clau, project, engine, *arguments):
    """Runs until the engine has been asked for events, or for a log."""
    process = begin(clau, project, engine, *arguments)
    wait_for(lambda: any(one.endswith(("/events", "/logs")) for one in engine.told()))
    time.sleep(0.2)
    return process


@pytest.mark.parametrize("number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143),
                                          (signal.SIGHUP, 129)])
def test_while_a_service_is_waited_for(clau, project, engine, number, code):
    engine.world.health["db"] = "starting"
    process = begin(clau, project, engine, "up", "--wait")
    wait_for(lambda: any(one.endswith("/start") for one in engine.told()))
    time.sleep(0.3)
    process.send_signal(number)
    ran = clau.finish(process, 10)
    assert ran.code == code, ran.err
    assert ran.seconds < LIMIT
    assert names_of(engine.world) == ["demo-db-1"]
    assert engine.world.find("demo-db-1")["State"] == "running"


def test_a_second_one_leaves_at_once(clau, project, engine):
    engine.rule("POST /containers/create", Reply(fault="silent"))
    process = begin(clau, project, engine, *UP)
    wait_for(lambda: "POST /containers/create" in engine.told())
    process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    ran = clau.finish(process, 10)
    assert ran.code == 130, ran.err
    assert ran.seconds < 0.5


@pytest.mark.parametrize("number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("arguments", [["health", "--wait"], ["logs", "-f"]],
                         ids=lambda words: " ".join(words))
def test_what_would_go_on_for_ever(clau, run, project, engine, arguments, number, code):
    assert run(*UP).code == 0
    engine.world.become(engine.world.find("demo-db-1"), "running", "starting")
    engine.server.requests.clear()
    process = start_waiting(clau, project, engine, *arguments)
    process.send_signal(number)
    ran = clau.finish(process, 10)
    assert ran.code == code, ran.err
    assert ran.seconds < 1


@pytest.mark.parametrize("arguments, request_", [
    (["build"], "POST /build"), (UP, "POST /build"), (UP, "POST /images/create")])
def test_while_images_are_brought(clau, project, engine, arguments, request_):
    engine.world.images.clear()
    engine.rule("POST /(build|images/create)", Reply(fault="silent"))
    process = begin(clau, project, engine, *arguments)
    wait_for(lambda: request_ in engine.told())
    process.send_signal(signal.SIGINT)
    ran = clau.finish(process, 10)
    assert ran.code == 130, ran.err
    assert ran.seconds < 1.5
    assert not engine.world.containers and not engine.world.networks


def test_an_attached_up_stops_what_it_started(clau, project, engine):
    process = begin(clau, project, engine, "up")
    wait_for(lambda: sum(one.endswith("/logs") for one in engine.told()) >= 2)
    process.send_signal(signal.SIGINT)
    ran = clau.finish(process, 10)
    assert ran.code == 130, ran.err
    assert ran.seconds < LIMIT
    assert "a line of its log" in ran.out
    assert {one["State"] for one in engine.world.containers.values()} == {"exited"}


def test_an_attached_up_on_an_engine_that_hangs(clau, project, engine):
    process = begin(clau, project, engine, "up")
    wait_for(lambda: sum(one.endswith("/logs") for one in engine.told()) >= 2)
    engine.rule(".*", Reply(fault="silent"))
    process.send_signal(signal.SIGINT)
    ran = clau.finish(process, 10)
    assert ran.code == 130, ran.err
    assert ran.seconds < LIMIT


def test_while_it_waits_for_the_lock(clau, project, engine):
    engine.world.health["db"] = "starting"
    first = begin(clau, project, engine, "up", "--wait")
    wait_for(lambda: any(one.endswith("/start") for one in engine.told()))
    late = clau.run("down", "--timeout", "1", folder=project, DOCKER_HOST=host(engine))
    assert late.code == 8, late.err
    assert str(first.pid) in late.err and late.seconds < 2.5
    second = begin(clau, project, engine, "down")
    time.sleep(0.5)
    second.send_signal(signal.SIGINT)
    ran = clau.finish(second, 10)
    assert ran.code == 130 and ran.seconds < 0.5, ran.err
    assert str(first.pid) in ran.err
    first.send_signal(signal.SIGINT)
    assert clau.finish(first, 10).code == 130
