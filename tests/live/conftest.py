"""The real engine, and a project of its own for each test. What needs an engine is skipped where
none answers; see tests/run for what the tests need beside it."""

import sys
from pathlib import Path

import docker
import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import browser  # noqa: E402
import witness  # noqa: E402
from projects import PREFIX, ROOT, Project, base_image, remove_left_behind, sweep  # noqa: E402

# What a test needs beside clau, by the fixture that brings it or skips the test with a reason:
# `-m "not needs_chromium"` leaves those out.
NEEDS = {
    "engine": "a Docker Engine",
    "base": "the base image in the engine's store",
    "chromium": "a browser",
    "compose": "docker compose, as an image that is built where it is missing",
}
TINY = f"{PREFIX}-tiny"
TINY_PROJECT = """\
services:
  tiny:
    image: ${TINY}
    build:
      context: .
      args:
        BASE: ${CLAU_BASE}
"""
TINY_DOCKERFILE = """\
ARG BASE
FROM ${BASE}
COPY greeting /greeting
CMD ["sleep", "infinity"]
"""


def pytest_configure(config):
    for name, what in NEEDS.items():
        config.addinivalue_line("markers", f"needs_{name}: needs {what}")


def pytest_collection_modifyitems(items):
    for item in items:
        for name in NEEDS:
            if name in getattr(item, "fixturenames", ()):
                item.add_marker(f"needs_{name}")


@pytest.fixture(scope="session")
def engine():
    """The docker SDK: an independent witness of what clau did."""
    try:
        client = docker.from_env(timeout=60)
        client.ping()
    except docker.errors.DockerException as error:
        pytest.skip(f"needs an engine, and none answers: {error}")
    remove_left_behind(client)
    yield client
    client.close()


@pytest.fixture(scope="session")
def base(engine):
    name = base_image()
    try:
        engine.images.get(name)
    except docker.errors.ImageNotFound:
        pytest.fail(f"the base image {name} is not in the engine's store: run make base")
    return name


@pytest.fixture(scope="session")
def tiny(engine, base, live_clau, tmp_path_factory):
    """An image for small projects, built by clau."""
    folder = tmp_path_factory.mktemp("tiny")
    project = Project(live_clau, engine, folder, "image", TINY=TINY, CLAU_BASE=base)
    project.write("clau.yaml", TINY_PROJECT)
    project.write("Dockerfile", TINY_DOCKERFILE)
    project.write("greeting", "hello\n")
    project.succeed("build", limit=120)
    yield TINY
    sweep(engine, project.name)


@pytest.fixture
def empty(engine, live_clau, base, tmp_path):
    """A project without files; whatever it leaves in the engine is removed."""
    project = Project(live_clau, engine, tmp_path, "own", CLAU_BASE=base)
    yield project
    sweep(engine, project.name)


@pytest.fixture
def project(empty, tiny):
    """Makes the project of a test from the text of its file; `${TINY}` is an image of ours."""
    empty.variables["TINY"] = tiny

    def write(text):
        empty.write("clau.yaml", text)
        return empty

    return write


@pytest.fixture(scope="session")
def compose(engine, base):
    """Runs docker compose, in a container of its own, on a project's folder."""
    return witness.Compose(engine, base)


@pytest.fixture(scope="module")
def chromium():
    with browser.Browser(ROOT / "build" / "live") as running:
        yield running
