"""A scripted engine and a project for each test."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from scripted import PROJECT, Scripted  # noqa: E402


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "clau.yaml").write_text(PROJECT)
    (folder / "Dockerfile").write_text("FROM scratch\n")
    return folder


@pytest.fixture
def engine(tmp_path):
    scripted = Scripted(tmp_path)
    scripted.server.start()
    yield scripted
    scripted.server.stop()


@pytest.fixture
def run(clau, project, tmp_path):
    """Runs clau on the project against the socket of this test; the answer must be no crash."""

    def run(*arguments, **more):
        return clau.run(*arguments, folder=project, DOCKER_HOST=f"unix://{tmp_path}/engine.sock",
                        **more)

    return run
