"""The life of a project on an engine that behaves, and on one that fails in the middle of it."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from scripted import IMAGES, Scripted, is_whole, names_of
from wire import Reply
from world import World

UP = ["up", "--wait", "--timeout", "20"]


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


def test_a_refused_start_leaves_nothing_half_made(run, engine):
    engine.rule("POST /containers/.*/start", Reply(500, {"message": "no"}), nth=2)
    ran = run(*UP)
    assert ran.code == 5, ran.err
    assert names_of(engine.world) == ["demo-db-1"]
    assert engine.world.find("demo-db-1")["State"] == "running"


def test_what_cannot_be_removed_is_told(run, engine):
    engine.rule("POST /containers/.*/start", Reply(500, {"message": "no"}), nth=2)
    engine.rule("DELETE /containers/.*", Reply(500, {"message": "the disk is stuck"}))
    ran = run(*UP)
    assert ran.code == 5, ran.err
    assert "demo-web-1 is left" in ran.err and "the disk is stuck" in ran.err


def test_a_dependency_that_is_not_required(run, engine, project):
    file = project / "clau.yaml"
    file.write_text(file.read_text().replace("condition: service_healthy",
                                             "condition: service_healthy\n        required: false"))
    engine.rule("POST /containers/create", Reply(500, {"message": "no room"}), about="name=demo-db-1")
    ran = run("up", "--wait", "--timeout", "20", "web")
    assert ran.code == 0, ran.err
    assert ran.seconds < 5
    assert "not required" in ran.err and "no room" in ran.err
    assert names_of(engine.world) == ["demo-web-1"]


def test_images_are_built(run, engine):
    engine.world.images.discard("web:1")
    ran = run(*UP)
    assert ran.code == 0, ran.err
    assert is_whole(engine.world)
    assert engine.told().count("POST /build") == 1


def test_replicas_cannot_share_a_port(run, engine, project):
    file = project / "clau.yaml"
    file.write_text(file.read_text().replace("    build: .\n",
                                             "    build: .\n    ports: ['127.0.0.1:48123:80']\n"))
    ran = run(*UP, "--scale", "web=2")
    assert ran.code == 3, ran.err
    assert "clau.yaml:" in ran.err and "48123" in ran.err and "48123-48124:80" in ran.err
    assert engine.changes() == []


def test_a_volume_in_use_elsewhere_is_left(run, engine):
    assert run(*UP).code == 0
    words = "remove demo_data: volume is in use - [5f3c]"
    engine.rule("DELETE /volumes/.*", Reply(409, {"message": words}))
    ran = run("down", "-v")
    assert ran.code == 7, ran.err
    left = [line for line in ran.err.splitlines() if line.startswith("left:")]
    assert len(left) == 1 and "demo_data" in left[0] and words in left[0], ran.err
    assert not engine.world.containers and not engine.world.networks


def test_an_orphan_holds_what_it_uses(run, engine, project):
    assert run(*UP).code == 0
    file = project / "clau.yaml"
    text = file.read_text()
    first, last = text.index("  web:"), text.index("networks:\n  front")
    file.write_text(text[:first] + text[last:])
    ran = run("down")
    assert ran.code == 7, ran.err
    assert "demo-web-1" in ran.err and "--remove-orphans" in ran.err and "demo_front" in ran.err
    assert names_of(engine.world) == ["demo-web-1"]
    assert run("down", "--remove-orphans").code == 0
    assert not engine.world.containers and not engine.world.networks


def test_a_name_taken_by_another_project(run, engine):
    engine.rule(r"POST /containers/create",
                Reply(409, {"message": 'Conflict. The container name "/demo-web-1" is already in '
                                       "use by container \"abc\""}), nth=2)
    ran = run(*UP)
    assert ran.code == 5, ran.err
    assert "demo-web-1" in ran.err


def test_health_waits_no_longer_than_told(run, engine):
    assert run(*UP).code == 0
    engine.world.become(engine.world.find("demo-db-1"), "running", "starting")
    ran = run("health", "--wait", "--timeout", "1")
    assert ran.code == 6, ran.err
    assert ran.seconds < 2
    assert "demo-db-1" in ran.out and "starting" in ran.out and ran.err == ""


def test_health_ends_its_wait_with_the_last_that_is_well(run, engine):
    assert run(*UP).code == 0
    one = engine.world.find("demo-db-1")
    engine.world.become(one, "running", "starting")
    engine.world.timers.append((time.monotonic() + 0.7,
                                lambda: engine.world.become(one, "running", "healthy")))
    ran = run("health", "--wait", "--timeout", "10")
    assert ran.code == 0, ran.err
    assert 0.4 < ran.seconds < 2


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


def goes_wrong(clau, project, folder, fault, arguments, k):
    engine = scripted(folder, clau, project, arguments)
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


@pytest.mark.parametrize("fault", FAILING)
@pytest.mark.parametrize("arguments", [["up", "--wait", "--timeout", "2"],
                                       ["down", "--timeout", "2"], ["ps", "--timeout", "2"]],
                         ids=lambda words: words[0])
def test_each_request_in_turn_goes_wrong(clau, project, tmp_path, fault, arguments):
    """Whatever the kth request comes to: an exit code of the list, no crash, no leak, in time; and
    the same command once more, undisturbed, brings what it should have brought."""
    count = count_requests(tmp_path / "count", clau, project, arguments)
    with ThreadPoolExecutor(3) as pool:
        done = [pool.submit(goes_wrong, clau, project, tmp_path / f"{k}", fault, arguments, k)
                for k in range(1, count + 1)]
    for one in done:
        one.result()
