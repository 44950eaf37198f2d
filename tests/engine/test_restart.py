"""An engine that goes away in the middle and comes back, and streams that break."""

import json
import re
import threading
import time

import pytest

from scripted import is_whole, names_of, only_message, wait_for
from wire import Reply

UP = ["up", "--wait", "--timeout", "40"]


def vanish(engine, on, seconds):
    """The engine is killed at this request, and back after a while with all its containers."""
    once = threading.Event()

    def watch(request):
        if re.fullmatch(on, str(request)) and not once.is_set():
            once.set()
            threading.Thread(target=away, daemon=True).start()

    def away():
        time.sleep(0.05)
        engine.server.stop()
        time.sleep(seconds)
        engine.server.start()

    engine.watchers.append(watch)
    return once


@pytest.mark.parametrize("on", [
    "POST /networks/create", "POST /volumes/create", "POST /containers/create",
    "POST /containers/.*/start", "GET /events", "GET /containers/json"])
@pytest.mark.parametrize("manner", ["after it was done", "before it was done"])
def test_in_the_middle_of_up(run, engine, on, manner):
    engine.world.takes = 1.0
    if manner == "before it was done":
        engine.rule(on, Reply(fault="silent"), times=1)
    gone = vanish(engine, on, 1.0)
    ran = run(*UP)
    assert gone.is_set()
    assert ran.code == 0, ran.err
    assert is_whole(engine.world)
    assert len(engine.world.networks) == 2


def test_in_the_middle_of_a_build(run, engine):
    engine.world.images.discard("web:1")
    engine.rule("POST /build", Reply(fault="silent"), times=1)
    gone = vanish(engine, "POST /build", 1.0)
    ran = run(*UP)
    assert gone.is_set()
    assert ran.code == 0, ran.err
    assert is_whole(engine.world)
    assert engine.told().count("POST /build") == 2


def test_for_good(run, engine):
    engine.world.takes = 60
    gone = vanish(engine, "GET /events", 3600)
    ran = run("up", "--wait", "--timeout", "5")
    assert gone.is_set()
    assert ran.code == 6, ran.err
    assert ran.seconds < 7
    only_message(ran, "demo-db-1", "does not answer any more")


def test_in_the_middle_of_logs(clau, project, run, engine):
    assert run(*UP).code == 0
    process = clau.start("logs", "-f", folder=project, DOCKER_HOST=f"unix://{engine.path}")
    wait_for(lambda: sum(one.endswith("/logs") for one in engine.told()) >= 2)
    time.sleep(0.2)
    engine.server.stop()
    engine.server.requests.clear()
    time.sleep(0.5)
    engine.server.start()
    wait_for(lambda: sum(one.endswith("/logs") for one in engine.told()) >= 2)
    process.terminate()
    assert clau.finish(process, 10).code == 143


def short_stream():
    """Events that end before anything has happened."""
    yield from [None] * 3
    time.sleep(0.2)


def test_events_that_break_are_made_good_by_a_list(run, engine):
    engine.world.takes = 0.5
    engine.rule("GET /events", Reply(stream=short_stream()), times=1)
    ran = run(*UP)
    assert ran.code == 0, ran.err
    told = engine.told()
    first = told.index("GET /events")
    second = told.index("GET /events", first + 1)
    assert "GET /containers/json" in told[second:]
    assert is_whole(engine.world)


@pytest.mark.parametrize("reply", [
    Reply(fault="close"), Reply(500, {"message": "no events here"}), Reply(body=b"{"),
    Reply(body=json.dumps({"Type": 7, "Action": [], "Actor": "x", "time": "now"}) + "\n")],
    ids=["closed", "refused", "cut", "wrong types"])
def test_without_events_the_list_is_asked(run, engine, reply):
    engine.rule("GET /events", reply)
    ran = run(*UP)
    assert ran.code == 0, ran.err
    assert ran.seconds < 12
    assert is_whole(engine.world)
    assert names_of(engine.world) == ["demo-db-1", "demo-web-1"]
