"""docker compose as an independent witness: the distribution's, in a container, on a project's
folder at its own path."""

import json
import os
from io import BytesIO
from types import SimpleNamespace

import docker
import pytest

IMAGE = "clau-witness"
DOCKERFILE = b"""\
ARG BASE
FROM ${BASE}
RUN apt-get update && \\
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \\
    docker-cli docker-compose && rm -rf /var/lib/apt/lists/*
"""
SOCKET = "/var/run/docker.sock"


class Compose:
    def __init__(self, engine, base):
        host = os.environ.get("DOCKER_HOST", f"unix://{SOCKET}")
        if not host.startswith("unix://"):
            pytest.skip(f"docker compose runs beside the engine's socket, not on {host}")
        self.engine = engine
        self.socket = host.removeprefix("unix://")
        try:
            engine.images.get(IMAGE)
        except docker.errors.ImageNotFound:
            self.build(base)

    def build(self, base):
        try:
            self.engine.images.build(fileobj=BytesIO(DOCKERFILE), tag=IMAGE, rm=True,
                                     buildargs={"BASE": base})
        except (docker.errors.BuildError, docker.errors.APIError) as error:
            pytest.skip(f"the image with docker compose could not be built: {error}")

    def run(self, project, *arguments):
        """docker compose -p PROJECT ARGUMENTS: its code, out and err."""
        container = self.engine.containers.run(
            IMAGE, ["docker", "compose", "-p", project.name, *arguments], detach=True,
            name=f"{project.name}-witness", network_mode="none",
            working_dir=str(project.folder), environment=project.variables,
            volumes={self.socket: {"bind": SOCKET}, str(project.folder): {
                "bind": str(project.folder)}},
        )
        try:
            code = container.wait(timeout=120)["StatusCode"]
            return SimpleNamespace(code=code, out=container.logs(stderr=False).decode(),
                                   err=container.logs(stdout=False).decode())
        finally:
            container.remove(force=True)

    def succeed(self, project, *arguments):
        ran = self.run(project, *arguments)
        assert ran.code == 0, f"docker compose {' '.join(arguments)}: {ran.code}\n{ran.err}"
        return ran

    def lines(self, project, *arguments):
        """Of a command with --format json: an object a line."""
        ran = self.succeed(project, *arguments, "--format", "json")
        return [json.loads(line) for line in ran.out.splitlines()]
