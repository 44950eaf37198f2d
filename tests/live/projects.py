"""A project under test: its folder, its name, clau run on it, and what the engine has of it."""

import json
import os
import re
import secrets
import select
import socket
import subprocess
import time
from pathlib import Path
from types import SimpleNamespace

import docker
import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = "clautest"
# The number of this run: what a run that no longer lives has left may be removed.
PREFIX = f"{OURS}-{os.getpid()}"


def read_labels():
    text = (ROOT / "include/clau/engine.h").read_text()
    return SimpleNamespace(**dict(re.findall(r'#define LABEL_(\w+) "([^"]+)"', text)))


LABEL = read_labels()


def base_image():
    """The base of all images, as make base chose it."""
    env = ROOT / ".env"
    text = env.read_text() if env.is_file() else ""
    chosen = re.search(r"^CLAU_BASE=(\S+)", text, re.MULTILINE)
    return os.environ.get("CLAU_BASE") or (chosen and chosen.group(1)) or "debian:trixie-slim"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def eventually(what, check, seconds=10):
    """What `check` says once it says something true; the test fails when it never does."""
    deadline = time.monotonic() + seconds
    while True:
        answer = check()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.1)


def read_until(process, words, seconds=10):
    """Reads what a started clau says on stdout until `words` have come; the test fails when they
    do not, or clau ends before."""
    deadline, text = time.monotonic() + seconds, b""
    while words not in text:
        ready, _, _ = select.select([process.stdout], [], [], max(0, deadline - time.monotonic()))
        piece = os.read(process.stdout.fileno(), 65536) if ready else b""
        if not piece:
            process.kill()
            _, error = process.communicate()
            pytest.fail(f"{words!r} did not come, but {text!r} and {error!r}")
        text += piece
    return text


class Project:
    def __init__(self, clau, engine, folder, kind, **variables):
        self.clau, self.engine, self.variables = clau, engine, variables
        self.name = f"{PREFIX}-{kind}-{secrets.token_hex(3)}"
        self.folder = folder
        self.home = folder / "home"
        self.home.mkdir()

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    # ---- clau

    def environment(self):
        more = {"HOME": str(self.home), "XDG_RUNTIME_DIR": str(self.home),
                "TMPDIR": str(self.home), **self.variables}
        if os.environ.get("DOCKER_HOST"):
            more["DOCKER_HOST"] = os.environ["DOCKER_HOST"]
        return self.clau.environment(self.folder, **more)

    def start(self, *arguments, stdin=subprocess.DEVNULL):
        return subprocess.Popen(
            [str(self.clau.binary), "-p", self.name, *arguments], cwd=self.folder, stdin=stdin,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment(),
        )

    def run(self, *arguments, limit=90, stdin=subprocess.DEVNULL):
        return self.clau.finish(self.start(*arguments, stdin=stdin), limit)

    def succeed(self, *arguments, limit=90):
        ran = self.run(*arguments, limit=limit)
        assert ran.code == 0, f"clau {' '.join(arguments)}: code {ran.code}\n{ran.err}"
        return ran

    def json(self, *arguments, code=0):
        ran = self.run(*arguments, "--json")
        assert ran.code == code, f"code {ran.code}\n{ran.out}{ran.err}"
        document = json.loads(ran.out)
        assert document["schema"] == 1 and document["project"] == self.name
        return document

    def verdicts(self, code):
        """service -> what health says of it, and the whole of it."""
        document = self.json("health", code=code)
        assert document["well"] == (code == 0)
        return {service["service"]: service for service in document["services"]}

    # ---- what the engine has

    def containers(self, service=None):
        labels = [f"{LABEL.PROJECT}={self.name}"]
        if service:
            labels.append(f"{LABEL.SERVICE}={service}")
        found = self.engine.containers.list(all=True, filters={"label": labels},
                                           ignore_removed=True)
        return sorted(found, key=lambda container: container.name)

    def container(self, service):
        found, = self.containers(service)
        return found

    def ids(self):
        return {container.name: container.id for container in self.containers()}

    def states(self):
        return {container.name.removeprefix(f"{self.name}-"): container.status
                for container in self.containers()}

    def networks(self):
        return self.engine.networks.list(filters={"label": f"{LABEL.PROJECT}={self.name}"})

    def volumes(self):
        return self.engine.volumes.list(filters={"label": f"{LABEL.PROJECT}={self.name}"})

    def everything(self):
        """Names of all the engine has of the project; images apart."""
        things = [*self.containers(), *self.networks(), *self.volumes()]
        return sorted(thing.name for thing in things)

    def temporary_files(self):
        """What clau left in the folders it may write to; its locks may stay."""
        return [path for path in self.home.rglob("*")
                if path.is_file() and path.suffix != ".lock"]


def sweep(engine, name):
    """Removes all the engine has of a project."""
    mine = {"label": f"{LABEL.PROJECT}={name}"}
    for container in engine.containers.list(all=True, filters=mine, ignore_removed=True):
        ignore_gone(container.remove, force=True, v=True)
    for network in engine.networks.list(filters=mine):
        ignore_gone(network.remove)
    for volume in engine.volumes.list(filters=mine):
        ignore_gone(volume.remove, force=True)
    for image in engine.images.list(filters=mine):
        for tag in image.tags:
            if tag.startswith(OURS):
                ignore_gone(engine.images.remove, tag, force=True)


def ignore_gone(remove, *arguments, **more):
    try:
        remove(*arguments, **more)
    except docker.errors.NotFound:
        pass


def is_left_behind(name):
    """Whether it is of a run of these tests that no longer lives."""
    match = re.match(rf"{OURS}-(\d+)-", name)
    return match and not Path(f"/proc/{match.group(1)}").exists()


def remove_left_behind(engine):
    for container in engine.containers.list(all=True, ignore_removed=True):
        if is_left_behind(container.name):
            ignore_gone(container.remove, force=True, v=True)
    for network in filter(lambda one: is_left_behind(one.name), engine.networks.list()):
        ignore_gone(network.remove)
    for volume in filter(lambda one: is_left_behind(one.name), engine.volumes.list()):
        ignore_gone(volume.remove, force=True)
    for tag in (tag for image in engine.images.list() for tag in image.tags):
        if is_left_behind(tag):
            ignore_gone(engine.images.remove, tag, force=True)
