"""The life of a project on an engine that behaves, and on one that fails in the middle of it."""

import signal
import threading
import time

import pytest

from scripted import IMAGES, Scripted
from wire import Reply
from world import World

UP = ["up", "--wait", "--timeout", "20"]


def names_of(world):
    return sorted(one["Name"] for one in world.containers.values())


def is_whole(world):
    states = {one["Name"]: (one["State"], one["Health"]) for one in world.containers.values()}
    return states == {"demo-db-1": ("running", "healthy"), "demo-web-1": ("running", "healthy")}


def test_up_makes_everything_in_order(run, engine):
    ran = run(*UP)
    assert ran.code == 0, ran.err
    assert is_whole(engine.world)
    assert sorted(one["Name"] for one in engine.world.networks.values()) == [
        "demo_default", "demo_front"]
    assert list(engine.world.volumes) == ["demo_data"]
    db, web = (engine.world.find(name)["Id"] for name in ("demo-db-1", "demo-web-1"))
    starts = [one for one in engine.told() if one.endswith("/start")]
    assert starts == [f"POST /containers/{db}/start", f"POST /containers/{web}/start"]


def test_up_again_changes_nothing(run, engine):
    assert run(*UP).code == 0
    before = len(engine.changes())
    ran = run(*UP)
    assert ran.code == 0, ran.err
    assert len(engine.changes()) == before
    assert "nothing to do" in ran.err


def test_down_leaves_nothing_but_volumes(run, engine):
    assert run(*UP).code == 0
    ran = run("down")
    assert ran.code == 0, ran.err
    assert not engine.world.containers and not engine.world.networks
    assert list(engine.world.volumes) == ["demo_data"]
    assert run("down", "-v").code == 0
    assert not engine.world.volumes


def test_a_service_that_is_never_healthy(run, engine):
    engine.world.health["db"] = "unhealthy"
    ran = run(*UP, "--fail-fast")
    assert ran.code == 1, ran.err
    assert "demo-db-1" in ran.err and "no answer" in ran.err
    assert "demo-web-1" not in names_of(engine.world) or \
        engine.world.find("demo-web-1")["State"] == "created"


def test_a_service_that_ends_at_once(run, engine):
    engine.world.health["web"] = "exits"
    ran = run(*UP)
    assert ran.code == 1, ran.err
    assert "demo-web-1" in ran.err and "3" in ran.err and "a line of its log" in ran.err


def test_a_service_that_takes_for_ever(run, engine):
    engine.world.health["db"] = "starting"
    ran = run("up", "--wait", "--timeout", "2")
    assert ran.code == 6, ran.err
    assert ran.seconds < 5
    assert "demo-db-1" in ran.err


def test_an_image_that_is_nowhere(run, engine):
    engine.world.images.discard("db:1")
    engine.rule("POST /images/create", Reply(404, {"message": "pull access denied for db"}))
    ran = run(*UP)
    assert ran.code == 5, ran.err
    assert "db:1" in ran.err and "pull access denied" in ran.err
    assert names_of(engine.world) == []


def test_a_refused_start_points_at_the_file(run, engine):
    words = "driver failed: Bind for 0.0.0.0:80 failed: port is already allocated"
    engine.rule("POST /containers/.*/start", Reply(500, {"message": words}))
    ran = run(*UP)
    assert ran.code == 5, ran.err
    assert "port is already allocated" in ran.err and "clau.yaml:" in ran.err


def test_a_name_taken_by_another_project(run, engine):
    engine.rule(r"POST /containers/create",
                Reply(409, {"message": 'Conflict. The container name "/demo-web-1" is already in '
                                       "use by container \"abc\""}), nth=2)
    ran = run(*UP)
    assert ran.code == 5, ran.err
    assert "demo-web-1" in ran.err


def vanish(engine, on, seconds):
    """The engine is killed at this request, and back after a while with all its containers."""
    once = threading.Event()

    def watch(request):
        if str(request) == on and not once.is_set():
            once.set()
            threading.Thread(target=away, daemon=True).start()

    def away():
        time.sleep(0.05)
        engine.server.stop()
        time.sleep(seconds)
        engine.server.start()

    engine.watchers.append(watch)
    return once


@pytest.mark.parametrize("on", ["POST /containers/create", "GET /events", "POST /volumes/create"])
def test_an_engine_that_is_restarted_in_the_middle(run, engine, on):
    engine.world.takes = 1.0
    gone = vanish(engine, on, 1.5)
    ran = run("up", "--wait", "--timeout", "40")
    assert gone.is_set()
    assert ran.code == 0, ran.err
    assert is_whole(engine.world)
    assert len(names_of(engine.world)) == 2


def test_an_engine_that_goes_for_good(run, engine):
    engine.world.takes = 60
    gone = vanish(engine, "GET /events", 3600)
    ran = run("up", "--wait", "--timeout", "5")
    assert gone.is_set()
    assert ran.code in (4, 6), ran.err
    assert ran.seconds < 7


def test_interrupted_while_waiting(clau, project, engine):
    engine.world.health["db"] = "starting"
    process = clau.start("up", "--wait", folder=project, DOCKER_HOST=f"unix://{engine.path}")
    deadline = time.monotonic() + 10
    while not any(one.endswith("/start") for one in engine.told()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    ran = clau.finish(process, 10)
    assert ran.code == 130, ran.err
    assert ran.seconds < 5
    assert all(one["State"] == "running" for one in engine.world.containers.values())


FAILING = {
    "500": Reply(500, {"message": "made to fail"}),
    "cut": Reply(body={"message": "made to be cut"}, fault="cut"),
    "closed": Reply(fault="close"),
    "silent": Reply(fault="silent"),
}


def scripted(folder, clau, project, arguments):
    """An engine for one run; `down` and `ps` find the project up."""
    folder.mkdir()
    engine = Scripted(folder, World(IMAGES))
    engine.server.start()
    if arguments[0] != "up":
        assert run_on(engine, clau, project, *UP).code == 0
    engine.server.requests.clear()
    return engine


def run_on(engine, clau, project, *arguments):
    return clau.run(*arguments, folder=project, limit=40, DOCKER_HOST=f"unix://{engine.path}")


def count_requests(folder, clau, project, arguments):
    engine = scripted(folder, clau, project, arguments)
    run_on(engine, clau, project, *arguments)
    engine.server.stop()
    return len(engine.told())


def is_done(arguments, world):
    return {"up": is_whole(world), "down": not world.containers and not world.networks,
            "ps": is_whole(world)}[arguments[0]]


@pytest.mark.parametrize("fault", FAILING)
@pytest.mark.parametrize("arguments", [["up", "--wait", "--timeout", "2"],
                                       ["down", "--timeout", "2"], ["ps", "--timeout", "2"]],
                         ids=lambda words: words[0])
def test_each_request_in_turn_goes_wrong(clau, project, tmp_path, fault, arguments):
    """Whatever the kth request comes to: an exit code of the list, no crash, no leak, in time; and
    the same command once more, undisturbed, brings what it should have brought."""
    for k in range(1, count_requests(tmp_path / "count", clau, project, arguments) + 1):
        engine = scripted(tmp_path / f"{k}", clau, project, arguments)
        engine.rule(".*", FAILING[fault], nth=k, times=1)
        ran = run_on(engine, clau, project, *arguments)
        assert ran.code in (0, 1, 4, 5, 6, 7), (k, ran.code, ran.err)
        assert ran.seconds < 4, (k, ran.seconds, ran.err)
        assert ran.code != 0 or is_done(arguments, engine.world), (k, engine.told(), ran.err)
        engine.rules.clear()
        again = run_on(engine, clau, project, *arguments[:-1], "20")
        engine.server.stop()
        assert again.code == 0, (k, again.err)
        assert is_done(arguments, engine.world), (k, engine.told(), again.err)
