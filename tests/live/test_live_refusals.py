"""What a real engine would refuse is said before anything is made; a build that fails shows why."""

import json
import re
import socket
from pathlib import Path

import pytest

from projects import ROOT, Project, free_port, sweep

PUBLISHING = """\
services:
  data:
    image: ${TINY}
    init: true
    volumes: [kept:/kept]
  web:
    image: ${TINY}
    init: true
    ports:
      - 127.0.0.1:${PORT}:80
volumes:
  kept: {}
"""
LINE = 1 + PUBLISHING.splitlines().index("      - 127.0.0.1:${PORT}:80")


@pytest.fixture
def publishing(project):
    mine = project(PUBLISHING)
    mine.variables["PORT"] = str(free_port())
    return mine


def assert_taken(mine, ran, holder):
    assert ran.code == 5, ran.err
    assert f"clau.yaml:{LINE}:" in ran.err
    assert f"port {mine.variables['PORT']}" in ran.err and holder in ran.err
    assert ran.err.count("error:") == 1, ran.err
    assert mine.everything() == [], "something was made before the refusal"


def test_a_port_held_by_a_container_is_refused_with_its_holder(publishing, engine, tiny):
    holder = engine.containers.run(
        tiny, detach=True, name=f"{publishing.name}-holder", init=True,
        ports={"80/tcp": ("127.0.0.1", int(publishing.variables["PORT"]))})
    try:
        assert_taken(publishing, publishing.run("up", "-d"), holder.name)
    finally:
        holder.remove(force=True)
    publishing.succeed("up", "-d")


def test_a_port_held_by_another_project_is_refused_with_its_holder(
        publishing, engine, live_clau, tmp_path_factory):
    other = Project(live_clau, engine, tmp_path_factory.mktemp("other"), "other",
                    **publishing.variables)
    other.write("compose.yaml", PUBLISHING)
    try:
        other.succeed("up", "-d")
        assert_taken(publishing, publishing.run("up", "-d"), f"{other.name}-web-1")
    finally:
        sweep(engine, other.name)


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_a_port_held_by_a_program_is_refused(publishing, address):
    with socket.create_server((address, int(publishing.variables["PORT"]))):
        assert_taken(publishing, publishing.run("up", "-d"), "another program")
    publishing.succeed("up", "-d")


def test_its_own_port_is_no_reason_to_refuse(publishing):
    publishing.succeed("up", "-d")
    publishing.succeed("up", "-d", "--force-recreate")
    assert publishing.states()["web-1"] == "running"


def test_gpu_without_one_is_refused_before_anything_is_made(engine, base, live_clau, tmp_path):
    if Path("/dev/nvidiactl").exists() or "nvidia" in engine.info().get("Runtimes", {}):
        pytest.skip("this machine has a GPU stack")
    mine = Project(live_clau, engine, tmp_path, "gpu", CLAU_NOVNC_PORT=str(free_port()))
    mine.folder = ROOT
    images = {image.id for image in engine.images.list()}
    ran = mine.run("up", "--gpu", "-d")
    assert ran.code == 5, ran.err
    assert re.search(r"clau\.yaml:\d+:\d+: error: service vizdoom", ran.err)
    for word in ("driver", "toolkit", "runtime", "CDI"):
        assert re.search(rf"(?i){word}.*missing", ran.err), word
    assert "without --gpu" in ran.err, "what to do now"
    assert mine.everything() == []
    assert {image.id for image in engine.images.list()} == images, "an image was built"


CANARY = "canary-7f3a9c"
BUILDING = """\
services:
  app:
    image: ${IMAGE}
    build:
      context: app
      args:
        BASE: ${CLAU_BASE}
        TOKEN: ${CANARY}
"""
BROKEN = """\
ARG BASE
FROM ${BASE}
ARG TOKEN
RUN echo first step is fine
RUN for i in $(seq 30); do echo line $i; done; \\
    echo the compiler is on strike >&2; exit 9
RUN echo never reached
"""
FAILING_LINE = 1 + next(number for number, line in enumerate(BROKEN.splitlines())
                        if line.startswith("RUN for"))


@pytest.fixture
def building(empty):
    empty.write("clau.yaml", BUILDING)
    empty.write("app/Dockerfile", BROKEN)
    empty.variables.update(IMAGE=f"{empty.name}-app", CANARY=CANARY)
    return empty


@pytest.mark.parametrize("verb", [["build"], ["up", "-d"]], ids=["build", "up"])
def test_a_build_that_fails_shows_the_step_the_line_and_the_last_words(building, verb):
    ran = building.run(*verb)
    assert ran.code == 1, ran.err
    told = ran.err[ran.err.index("error:"):]
    assert "RUN for i in" in told, "the step"
    assert re.search(rf"app/Dockerfile:{FAILING_LINE}\b", told), "the line of the Dockerfile"
    assert "the compiler is on strike" in told, "its last output"
    assert "exit code: 9" in told
    assert "never reached" not in told.split("its last output")[1]
    assert building.everything() == []


def test_a_build_argument_is_not_told_to_those_who_need_not_know(building, engine):
    trace = building.folder / "trace.json"
    shown = building.run("-v", "--trace", str(trace), "build")
    assert shown.code == 1
    assert CANARY not in shown.out + shown.err
    assert CANARY not in trace.read_text()
    json.loads(trace.read_text())
    building.write("app/Dockerfile", BROKEN.replace("exit 9", "exit 0"))
    built = building.run("-v", "up", "-d")
    assert built.code == 0, built.err
    assert CANARY not in built.out + built.err
    attributes = building.container("app").attrs
    assert CANARY not in json.dumps([attributes["Config"], attributes["HostConfig"]])
    assert CANARY not in json.dumps(engine.images.get(f"{building.name}-app").labels)


def test_a_broken_dockerfile_is_told_with_its_line(building):
    building.write("app/Dockerfile", "ARG BASE\nFROM ${BASE}\nRUNN echo\n")
    ran = building.run("build")
    assert ran.code == 1, ran.err
    assert "RUNN" in ran.err and "Dockerfile:3" in ran.err


def test_a_missing_dockerfile_is_told(building):
    (building.folder / "app/Dockerfile").unlink()
    ran = building.run("build")
    assert ran.code in (1, 3), ran.err
    assert "Dockerfile" in ran.err and "clau.yaml:" in ran.err


def test_the_context_leaves_out_what_is_ignored(building):
    building.write("app/Dockerfile", "ARG BASE\nFROM ${BASE}\nCOPY . /app\nRUN ls -R /app\n"
                                     "CMD [\"sleep\", \"infinity\"]\n")
    building.write("app/.dockerignore", "*.secret\nkept/*\n!kept/this\n")
    for name in ("a.secret", "plain", "kept/this", "kept/that"):
        building.write(f"app/{name}", name)
    building.succeed("up", "-d")
    inside = building.succeed("exec", "app", "find", "/app", "-type", "f")
    assert {name.removeprefix("/app/") for name in inside.out.split()} == {
        "Dockerfile", ".dockerignore", "plain", "kept/this"}


def test_an_image_that_is_nowhere_is_refused_with_its_line(project):
    mine = project("services:\n  web:\n    image: localhost:1/no-such-image:1\n")
    ran = mine.run("up", "-d")
    assert ran.code in (4, 5), ran.err
    assert "localhost:1/no-such-image:1" in ran.err and "clau.yaml:3:" in ran.err
    assert mine.everything() == []
