"""The whole stack: from nothing to the game in a browser, through its troubles, to nothing again.

The tests of this file run in their order, on one project. They need the engine, the base image,
the secrets and, for the picture, chromium; the stack's images are built where they are missing.
"""

import hashlib
import json
import re
import signal
import time
import urllib.request

import pytest

from projects import LABEL, ROOT, Project, eventually, free_port, read_until, sweep

FIRST_BUILD_S = 900
SERVICES = ["nats", "vizdoom"]
PLAYER = "clau_vizdoom.player"


class Stack(Project):
    """The project of this repository, under a name and ports of its own."""

    def __init__(self, clau, engine, folder):
        self.port = free_port()
        super().__init__(clau, engine, folder, "stack", CLAU_NOVNC_PORT=str(self.port),
                         CLAU_METRICS_PORT=str(free_port()))
        self.folder = ROOT
        self.url = f"http://127.0.0.1:{self.port}/"

    def metrics(self):
        """Figures as Prometheus would read them, from the game's own address."""
        networks = self.container("vizdoom").attrs["NetworkSettings"]["Networks"]
        address = networks[f"{self.name}_edge"]["IPAddress"]
        with urllib.request.urlopen(f"http://{address}:9100/metrics", timeout=5) as answer:
            text = answer.read().decode()
        return {name: float(value) for name, value in
                re.findall(r'^(vizdoom_\w+)\{scenario="\w+"\} (\S+)', text, re.MULTILINE)}

    def player(self):
        """The number, inside the container, of the process that plays."""
        code, out = self.container("vizdoom").exec_run(
            ["sh", "-c", "grep -lzx " + PLAYER + " /proc/[0-9]*/cmdline"])
        assert code == 0, out
        return re.search(rb"/proc/(\d+)/", out).group(1).decode()

    def signal_player(self, name):
        code, out = self.container("vizdoom").exec_run(["sh", "-c", f"kill -{name} $0",
                                                        self.player()])
        assert code == 0, out


@pytest.fixture(scope="module")
def stack(engine, base, live_clau, tmp_path_factory):
    running = Stack(live_clau, engine, tmp_path_factory.mktemp("stack"))
    yield running
    sweep(engine, running.name)


@pytest.fixture(scope="module")
def up(stack):
    """What the first `up --wait` said."""
    return stack.run("up", "--wait", limit=FIRST_BUILD_S)


@pytest.fixture
def running(stack, up):
    if up.code:
        pytest.fail("the stack did not come up, see the first test")
    return stack


def test_it_comes_up_from_nothing_and_says_where_to_look(stack, up):
    assert up.code == 0, up.err
    assert up.out.split() == ["vizdoom", stack.url]
    assert stack.states() == {f"{name}-1": "running" for name in SERVICES}


def test_health_is_well(running):
    verdicts = running.verdicts(0)
    assert sorted(verdicts) == SERVICES
    assert {one["verdict"] for one in verdicts.values()} == {"healthy"}
    shown = running.succeed("health")
    assert [line.split()[2] for line in shown.out.splitlines()[1:]] == ["healthy", "healthy"]
    quiet = running.succeed("health", "-q")
    assert (quiet.out, quiet.err) == ("", "")
    asked = re.findall(r"GET \S+", running.succeed("-v", "health").err)
    assert asked == ["GET /_ping", "GET /containers/json"], "one list is enough when all is well"


def test_ps_tells_the_containers(running):
    containers = {one["service"]: one for one in running.json("ps")["containers"]}
    assert sorted(containers) == SERVICES
    game = containers["vizdoom"]
    assert game["id"] == running.container("vizdoom").id
    assert game["name"] == f"{running.name}-vizdoom-1" and game["number"] == 1
    assert game["state"] == "running" and game["verdict"] == "healthy"
    published = [port for port in game["ports"] if port["published"]]
    assert published == [
        {"ip": "127.0.0.1", "published": running.port, "target": 6080, "protocol": "tcp"}]


def test_up_again_changes_nothing(running):
    before = running.ids()
    again = running.succeed("up", "-d")
    assert running.ids() == before
    assert "nothing to do" in again.err
    assert again.seconds < 1, "an `up` that has nothing to do took too long"


def test_the_labels_are_those_of_compose(running):
    for service in SERVICES:
        labels = running.container(service).labels
        assert labels[LABEL.PROJECT] == running.name and labels[LABEL.SERVICE] == service
        assert labels[LABEL.NUMBER] == "1" and labels[LABEL.ONEOFF] == "False"
        assert re.fullmatch("[0-9a-f]{64}", labels[LABEL.CONFIG_HASH])
        assert labels[LABEL.IMAGE] == running.container(service).attrs["Image"]
        assert labels["clau-doom.service"] == service
    assert {network.name for network in running.networks()} == {
        f"{running.name}_bus", f"{running.name}_edge"}
    assert [volume.name for volume in running.volumes()] == [f"{running.name}_nats-data"]


@pytest.mark.parametrize("service", SERVICES)
def test_every_container_is_hardened(running, service):
    attributes = running.container(service).attrs
    host = attributes["HostConfig"]
    assert re.fullmatch(r"100\d0:100\d0", attributes["Config"]["User"])
    assert host["ReadonlyRootfs"] and host["Init"] and not host["Privileged"]
    assert host["CapDrop"] == ["ALL"] and not host["CapAdd"]
    assert host["SecurityOpt"] == ["no-new-privileges:true"]
    assert 0 < host["PidsLimit"] <= 256 and 0 < host["NanoCpus"] <= 2e9
    assert 0 < host["Memory"] <= 2 << 30 and host["MemorySwap"] == host["Memory"]
    assert host["LogConfig"] == {
        "Type": "json-file", "Config": {"max-size": "10m", "max-file": "3"}}
    assert host["RestartPolicy"]["Name"] == "unless-stopped"
    for options in (host.get("Tmpfs") or {}).values():
        assert {"noexec", "nosuid", "nodev"} <= set(options.split(","))


def test_the_game_writes_only_to_memory_and_knows_its_secret(running):
    host = running.container("vizdoom").attrs["HostConfig"]
    assert list(host["Tmpfs"]) == ["/tmp"]
    writable = [mount for mount in running.container("vizdoom").attrs["Mounts"] if mount["RW"]]
    assert writable == []
    secret, = running.container("vizdoom").attrs["Mounts"]
    assert secret["Destination"] == "/run/secrets/vnc"
    assert running.container("vizdoom").attrs["HostConfig"]["PortBindings"] == {
        "6080/tcp": [{"HostIp": "127.0.0.1", "HostPort": str(running.port)}]}


def test_the_bus_leads_nowhere(running):
    internal = {network.name: network.attrs["Internal"] for network in running.networks()}
    assert internal == {f"{running.name}_bus": True, f"{running.name}_edge": False}


def test_doom_is_on_the_screen(running, chromium):
    password = (ROOT / "secrets/vnc").read_text().strip()
    page = chromium.open(f"{running.url}#password={password}")

    def picture():
        frame = page.frame()
        return frame if frame and frame.colours() > 100 else None

    first = eventually("a picture in the browser", picture, 20)
    assert (first.width, first.height) == (640, 480)
    assert first.shown > 300, "the picture is too small to be seen"
    assert first.most_frequent() < 0.5, "most of the picture is one colour"
    second = eventually("another picture", lambda: (
        frame := picture()) and frame.changed(first) > 0.02 and frame)
    assert second.colours() > 100
    eventually("the viewer's greeting gone", lambda: page.evaluate(
        "!document.querySelector('#noVNC_status.noVNC_open')"))
    shot = page.screenshot("game.png")
    assert shot.stat().st_size > 50_000


def test_the_figures_advance(running):
    before = running.metrics()
    assert before["vizdoom_tics_total"] > 0
    wanted = {"vizdoom_episodes_total", "vizdoom_kills_total", "vizdoom_episode_reward"}
    assert wanted <= set(before)
    time.sleep(1)
    assert running.metrics()["vizdoom_tics_total"] >= before["vizdoom_tics_total"] + 10


def test_a_frozen_game_is_unhealthy_until_it_goes_on(running):
    running.signal_player("STOP")
    try:
        eventually("unhealthy", lambda: running.run("health", "-q").code == 1, 20)
        frozen = running.verdicts(1)
        assert frozen["vizdoom"]["verdict"] == "unhealthy"
        assert "frozen" in frozen["vizdoom"]["probe_output"]
        assert "frozen" in frozen["vizdoom"]["reason"]
        assert frozen["vizdoom"]["failing_streak"] >= 2
        assert 0 < frozen["vizdoom"]["since_ms"] <= time.time() * 1000
        assert frozen["nats"]["verdict"] == "healthy"
        shown = running.run("health")
        assert shown.code == 1 and "unhealthy" in shown.out and "frozen" in shown.out
    finally:
        running.signal_player("CONT")
    assert running.succeed("--timeout", "20", "health", "--wait").code == 0
    assert running.verdicts(0)["vizdoom"]["verdict"] == "healthy"


def test_logs_show_the_last_lines_of_each(running):
    ran = running.succeed("logs", "-n", "5")
    lines = [line.split("|", 1) for line in ran.out.splitlines()]
    by_name = {name.strip(): [text for other, text in lines if other == name]
               for name, _ in lines}
    assert sorted(by_name) == ["nats-1", "vizdoom-1"]
    assert all(0 < len(texts) <= 5 for texts in by_name.values())
    for text in by_name["vizdoom-1"]:
        assert isinstance(json.loads(text), dict), "the game logs JSON"


def test_following_logs_ends_with_ctrl_c(running):
    process = running.start("logs", "-f", "-n", "1", "nats")
    read_until(process, b"nats-1")
    process.send_signal(signal.SIGINT)
    ended = running.clau.finish(process, 5)
    assert ended.code == 130 and ended.seconds < 2


def test_exec_passes_the_exit_code_on(running):
    ran = running.run("exec", "vizdoom", "sh", "-c", "echo out; echo err >&2; exit 7")
    assert (ran.code, ran.out, ran.err) == (7, "out\n", "err\n")


def test_exec_hands_input_over_to_its_end(running, tmp_path):
    given = tmp_path / "given"
    given.write_bytes(b"".join(b"%d line\n" % number for number in range(40_000)))
    with given.open("rb") as stdin:
        ran = running.run("exec", "-T", "nats", "sha256sum", stdin=stdin)
    assert ran.code == 0 and ran.out.split()[0] == hashlib.sha256(given.read_bytes()).hexdigest()


def test_exec_of_what_is_not_there(running):
    ran = running.run("exec", "vizdoom", "no-such-program")
    assert ran.code in (126, 127), ran.err
    assert "no-such-program" in ran.err + ran.out


def test_dev_takes_the_source_from_the_folder_and_shows_the_figures(running):
    nats = running.container("nats").id
    running.succeed("--dev", "up", "--wait", "--timeout", "60")
    assert running.container("nats").id == nats
    mounts = {mount["Destination"]: mount["Source"]
              for mount in running.container("vizdoom").attrs["Mounts"]}
    assert mounts["/opt/clau/clau_vizdoom"] == str(ROOT / "docker/vizdoom/clau_vizdoom")
    address = f"http://127.0.0.1:{running.variables['CLAU_METRICS_PORT']}/metrics"
    with urllib.request.urlopen(address, timeout=5) as answer:
        assert b"vizdoom_tics_total" in answer.read()
    assert running.verdicts(0)["vizdoom"]["verdict"] == "healthy"


def test_prod_publishes_nothing_and_is_tighter(running):
    ran = running.succeed("--prod", "up", "--wait", "--timeout", "60")
    assert ran.out == "", "there is no page to look at"
    for service in SERVICES:
        attributes = running.container(service).attrs
        assert not attributes["HostConfig"]["PortBindings"]
        assert attributes["HostConfig"]["RestartPolicy"]["Name"] == "always"
        assert attributes["HostConfig"]["Memory"] <= 512 << 20
    assert list(running.container("vizdoom").attrs["NetworkSettings"]["Networks"]) == [
        f"{running.name}_view"]
    assert running.verdicts(0)["vizdoom"]["verdict"] == "healthy"


def test_down_takes_all_of_it_away(running):
    gone = running.succeed("down", "-v")
    assert running.everything() == []
    assert gone.seconds < 10
    again = running.succeed("down")
    assert "nothing to do" in again.err
