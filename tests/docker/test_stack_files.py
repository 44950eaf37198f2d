"""What must hold for every image and every service of the stack, old engines included."""

import re

import pytest

IMAGES = ("nats", "vizdoom")


def dockerfile(top, image):
    text = (top / "docker" / image / "Dockerfile").read_text()
    return text, [
        line
        for line in re.sub(r"\\\n", " ", text).splitlines()
        if line and not line.startswith("#")
    ]


@pytest.mark.parametrize("image", IMAGES)
def test_every_stage_starts_from_the_one_base(top, image):
    _, lines = dockerfile(top, image)
    assert lines[0] == "ARG BASE=debian:trixie-slim"
    stages = [line for line in lines if line.startswith("FROM")]
    assert len(stages) > 1 and all(line.split()[1] == "${BASE}" for line in stages)


@pytest.mark.parametrize("image", IMAGES)
def test_the_oldest_buildkit_can_build_it(top, image):
    text, lines = dockerfile(top, image)
    assert not re.search(r"^#\s*syntax\s*=", text, re.M | re.I)
    assert not any(
        re.search(r"<<-?['\"]?\w|--link|--mount=type=(secret|ssh)", line) for line in lines
    )


@pytest.mark.parametrize("image", IMAGES)
def test_it_does_not_run_as_root(top, image):
    _, lines = dockerfile(top, image)
    (user,) = (line for line in lines if line.startswith("USER"))
    assert re.fullmatch(r"USER 100\d0:100\d0", user)


def test_every_python_package_is_pinned_by_hash(top):
    folder = top / "docker" / "vizdoom"
    wanted = {
        line
        for line in (folder / "requirements.in").read_text().splitlines()
        if line and not line.startswith("#")
    }
    lock = re.sub(
        r"\\\n\s*",
        "",
        "\n".join(
            line
            for line in (folder / "requirements.lock").read_text().splitlines()
            if not line.startswith("#")
        ),
    )
    locked = dict(line.split(" ", 1) for line in lock.splitlines())
    assert set(locked) == wanted
    assert all(
        re.fullmatch(r"(\s*--hash=sha256:[0-9a-f]{64})+", hashes) for hashes in locked.values()
    )


@pytest.fixture(scope="module")
def stack():
    yaml = pytest.importorskip("yaml")

    class Loader(yaml.SafeLoader):
        pass

    for tag in ("!reset", "!override"):
        Loader.add_constructor(
            tag,
            lambda loader, node: (
                loader.construct_sequence(node) if isinstance(node, yaml.SequenceNode) else None
            ),
        )
    from conftest import TOP

    return yaml.load((TOP / "clau.yaml").read_text(), Loader)


@pytest.mark.parametrize("name", IMAGES)
def test_every_service_is_hardened(stack, name):
    service = stack["services"][name]
    assert re.fullmatch(r"100\d0:100\d0", service["user"])
    assert service["cap_drop"] == ["ALL"] and service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True and service["init"] is True
    assert service["mem_limit"] == service["memswap_limit"]
    assert service["pids_limit"] <= 256 and service["cpus"] <= 2
    assert service["logging"] == {
        "driver": "json-file",
        "options": {"max-size": "10m", "max-file": "3"},
    }
    assert not service.get("privileged") and "network_mode" not in service
    for mount in service.get("tmpfs", []):
        assert (
            {"noexec", "nosuid", "nodev"} <= set(mount.split(":")[1].split(","))
            and "size=" in mount
            and "mode=" in mount
        )


@pytest.mark.parametrize("name", IMAGES)
def test_every_service_has_a_quick_health_check_and_its_labels(stack, name):
    service = stack["services"][name]
    check = service["healthcheck"]
    assert (
        check["test"][0] == "CMD"
        and int(check["timeout"].removesuffix("s")) <= 3
        and "start_period" in check
    )
    assert service["labels"]["clau-doom.service"] == name
    assert {"prometheus.io/scrape", "prometheus.io/port"} <= set(service["labels"])


def test_ports_are_published_on_this_machine_alone(stack):
    everywhere = [stack["services"]] + [
        overlay["services"] for overlay in stack["overlays"].values()
    ]
    published = [
        port
        for services in everywhere
        for service in services.values()
        for port in service.get("ports") or []
    ]
    assert published and all(port.startswith("127.0.0.1:") for port in published)


def test_every_network_but_edge_is_internal(stack):
    networks = stack["networks"] | stack["overlays"]["prod"]["networks"]
    assert {name for name, network in networks.items() if not network.get("internal")} == {"edge"}


def test_the_user_of_each_image_is_the_service_s(stack, top):
    for name in IMAGES:
        assert (
            f"USER {stack['services'][name]['user']}"
            in (top / "docker" / name / "Dockerfile").read_text()
        )
    uid = stack["services"]["vizdoom"]["user"].split(":")[0]
    assert f"VNC_USER={uid} " in (top / "docker" / "base" / "make-secrets.sh").read_text()
