"""make-base.sh and make-secrets.sh, run in a copy of the project's top against an engine that says
what the test says.
"""

import http.server
import os
import shutil
import socketserver
import stat
import subprocess
import threading

import pytest


class Engine:
    """An engine with a store of image names; what a registry would have arrives with a pull."""

    def __init__(self, path):
        self.path, self.store, self.registry, self.requests, self.imported = (
            path,
            set(),
            set(),
            [],
            0,
        )
        engine = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def _answer(self, status, body=b"{}"):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                engine.requests.append(("GET", self.path))
                if self.path == "/_ping":
                    return self._answer(200, b"OK")
                name = self.path.removeprefix("/images/").removesuffix("/json")
                return self._answer(200 if name in engine.store else 404)

            def do_POST(self):
                engine.requests.append(("POST", self.path))
                name = self.path.partition("fromImage=")[2].replace("&tag=", ":")
                if name not in engine.registry:
                    return self._answer(200, b'{"error":"no such host"}\n')
                engine.store.add(name)
                return self._answer(200, b'{"status":"Downloaded newer image"}\n')

            def log_message(self, *_):
                pass

            def address_string(self):
                return "client"

        class Server(socketserver.ThreadingUnixStreamServer):
            daemon_threads = True

        self.server = Server(str(path), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def pulls(self):
        return [path for method, path in self.requests if method == "POST"]


@pytest.fixture
def engine(tmp_path):
    engine = Engine(tmp_path / "engine.sock")
    yield engine
    engine.server.shutdown()
    engine.server.server_close()


@pytest.fixture
def project(tmp_path, top):
    folder = tmp_path / "a project"
    shutil.copytree(top / "docker" / "base", folder / "docker" / "base")
    return folder


@pytest.fixture
def no_debootstrap(tmp_path):
    """A PATH with all that the script needs but debootstrap."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in "sh curl dirname sed tail tr grep mv awk cat head id mktemp rm tar".split():
        (folder / name).symlink_to(shutil.which(name))
    return str(folder)


def make_base(project, engine, *arguments, path=None, **environment):
    variables = {
        "PATH": path or os.environ["PATH"],
        "DOCKER_HOST": f"unix://{engine.path}",
    } | environment
    return subprocess.run(
        ["sh", project / "docker" / "base" / "make-base.sh", *arguments],
        env=variables,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_an_image_in_the_store_is_taken(project, engine):
    engine.store = {"debian:trixie-slim"}
    done = make_base(project, engine)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "base: debian:trixie-slim (it is in the engine's store)\n"
    assert (project / ".env").read_text() == "CLAU_BASE=debian:trixie-slim\n"
    assert engine.pulls() == []


def test_the_environment_goes_first_then_env_then_the_store(project, engine):
    engine.store = {"site/base:1", "site/base:2", "debian:trixie-slim", "clau-base:trixie"}
    (project / ".env").write_text("CLAU_BASE=site/base:1\n")
    assert "site/base:2" in make_base(project, engine, CLAU_BASE="site/base:2").stdout
    (project / ".env").write_text("CLAU_BASE='site/base:1'\n")
    assert "site/base:1 (chosen by CLAU_BASE" in make_base(project, engine).stdout
    (project / ".env").unlink()
    assert "debian:trixie-slim" in make_base(project, engine).stdout


def test_a_chosen_image_that_is_not_there_is_said(project, engine):
    engine.store = {"clau-base:trixie"}
    done = make_base(project, engine, CLAU_BASE="site/base:9")
    assert (
        done.stdout
        == "base: clau-base:trixie (CLAU_BASE=site/base:9 is not in the store; made here before)\n"
    )


def test_the_registry_is_asked_through_the_engine(project, engine):
    engine.registry = {"debian:trixie-slim"}
    done = make_base(project, engine)
    assert done.returncode == 0 and "debian:trixie-slim (pulled from the registry)" in done.stdout
    assert engine.pulls() == ["/images/create?fromImage=debian&tag=trixie-slim"]


def test_the_other_lines_of_env_are_kept(project, engine):
    engine.store = {"debian:trixie-slim"}
    (project / ".env").write_text("CLAU_NOVNC_PORT=7080\nCLAU_BASE=old:1\n# a note\n")
    assert make_base(project, engine).returncode == 0
    assert (
        project / ".env"
    ).read_text() == "CLAU_NOVNC_PORT=7080\n# a note\nCLAU_BASE=debian:trixie-slim\n"
    assert sorted(path.name for path in project.iterdir()) == [".env", "docker"]


def test_a_second_run_changes_nothing(project, engine):
    engine.store = {"debian:trixie-slim"}
    make_base(project, engine)
    before = (project / ".env").stat()
    assert make_base(project, engine).returncode == 0
    after = (project / ".env").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_without_debootstrap_the_remedy_is_told(project, engine, no_debootstrap):
    done = make_base(project, engine, path=no_debootstrap)
    assert done.returncode == 1 and "apt-get install debootstrap" in done.stderr
    assert not (project / ".env").exists()


def test_no_engine_is_told(project, tmp_path):
    class Nobody:
        path = tmp_path / "nobody.sock"

    done = make_base(project, Nobody)
    assert done.returncode == 1 and f"no container engine answers on {Nobody.path}" in done.stderr


def test_an_engine_elsewhere_is_refused(project, engine):
    done = make_base(project, engine, DOCKER_HOST="tcp://127.0.0.1:2375")
    assert done.returncode == 1 and "only unix://" in done.stderr


def test_an_unknown_argument_is_refused(project, engine):
    done = make_base(project, engine, "--frobnicate")
    assert done.returncode == 1 and "usage" in done.stderr


# --- secrets


def make_secrets(project, **more):
    return subprocess.run(
        ["sh", project / "docker" / "base" / "make-secrets.sh"],
        capture_output=True,
        text=True,
        timeout=30,
        **more,
    )


as_root = pytest.mark.skipif(
    os.getuid() != 0, reason="needs root, to give the secret to the container's user"
)


@as_root
def test_the_secret_is_made_once_for_its_user_alone(project):
    done = make_secrets(project)
    secret = project / "secrets" / "vnc"
    first, status = secret.read_text(), secret.stat()
    assert done.returncode == 0 and done.stdout == "secrets: made secrets/vnc\n"
    assert len(first) == 8 and all(
        letter.isascii() and (letter.isalnum() or letter in "-_") for letter in first
    )
    assert (status.st_uid, stat.S_IMODE(status.st_mode)) == (10010, 0o400)
    assert stat.S_IMODE(secret.parent.stat().st_mode) == 0o711
    again = make_secrets(project)
    assert (again.returncode, again.stdout, again.stderr) == (
        0,
        "",
        "",
    ) and secret.read_text() == first
    assert [path.name for path in (project / "secrets").iterdir()] == ["vnc"]


@as_root
def test_secrets_differ(project):
    made = set()
    for _ in range(5):
        make_secrets(project)
        made.add((project / "secrets" / "vnc").read_text())
        (project / "secrets" / "vnc").unlink()
    assert len(made) == 5


@as_root
def test_an_empty_secret_is_made_anew(project):
    (project / "secrets").mkdir()
    (project / "secrets" / "vnc").touch()
    assert make_secrets(project).returncode == 0
    assert len((project / "secrets" / "vnc").read_text()) == 8


@as_root
@pytest.mark.parametrize(
    "spoil",
    [
        lambda project: (project / "secrets" / "vnc").symlink_to("/etc/hostname"),
        lambda project: (project / "secrets" / "vnc").mkdir(),
    ],
)
def test_what_is_not_a_plain_file_is_left_alone(project, spoil):
    (project / "secrets").mkdir()
    spoil(project)
    done = make_secrets(project)
    assert done.returncode == 1 and "is not a plain file" in done.stderr


@as_root
def test_a_linked_folder_is_refused(project, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (project / "secrets").symlink_to(tmp_path / "elsewhere")
    done = make_secrets(project)
    assert (
        done.returncode == 1
        and "is a link" in done.stderr
        and list((tmp_path / "elsewhere").iterdir()) == []
    )
