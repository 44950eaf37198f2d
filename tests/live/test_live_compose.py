"""docker compose, another machine's tool, sees what clau made, leaves it alone and can take it
over; and the other way round. What clau generates means to it what it means to clau."""

import json
import shutil

import pytest

from projects import LABEL, ROOT, Project

# Only its overlay says depends_on: Compose's older versions count it in their hash, newer ones
# and clau do not.
SHOP = """\
services:
  web:
    image: ${TINY}
    init: true
    stop_grace_period: 1s
    command: [sleep, infinity]
    environment:
      COLOUR: red
      PRICE: "1.50"
      EMPTY: ""
    labels:
      shop.kind: front
    ports:
      - 127.0.0.1::80
    volumes:
      - data:/data
      - {type: bind, source: ./static, target: /static, read_only: true}
      - type: tmpfs
        target: /scratch
        tmpfs: {size: 1m}
    networks:
      front: {aliases: [shop]}
      back: {}
    healthcheck: {test: [CMD, "true"], interval: 500ms, timeout: 90s}
    mem_limit: 64m
    cpus: 0.5
    pids_limit: 32
    cap_drop: [ALL]
    security_opt: [no-new-privileges:true]
    read_only: true
    logging: {driver: json-file, options: {max-size: 1m}}
  db:
    image: ${TINY}
    init: true
    stop_grace_period: 1s
    user: "1000:1000"
    tmpfs: [/tmp:size=1m]
    networks: [back]
    healthcheck: {test: "true", interval: 500ms}
    ulimits: {nofile: 1024}
    deploy:
      resources:
        limits: {cpus: "0.25", memory: 32M}
    secrets: [word]
networks:
  front: {}
  back: {internal: true}
volumes:
  data: {}
secrets:
  word: {file: ./word}
overlays:
  blue:
    services:
      web:
        environment: {COLOUR: blue}
        ports: !reset []
        networks: !override [back]
        depends_on:
          db: {condition: service_healthy, restart: true}
"""


@pytest.fixture
def shop(project):
    mine = project(SHOP)
    mine.write("word", "sesame")
    mine.write("static/page", "hello")
    return mine


def generated(mine, *overlays):
    """-f options of the files that `clau generate` wrote."""
    names = ["docker-compose.yml", *(f"docker-compose.{name}.yml" for name in overlays)]
    return [word for name in names for word in ("-f", f"compose/{name}")]


def test_compose_sees_what_clau_made(shop, compose):
    shop.succeed("up", "--wait")
    seen = compose.lines(shop, "ps")
    assert {(one["Name"], one["Service"], one["State"], one["Health"], one["Project"])
            for one in seen} == {
        (f"{shop.name}-{service}-1", service, "running", "healthy", shop.name)
        for service in ("web", "db")}
    listed = json.loads(compose.succeed(shop, "ls", "--format", "json").out)
    mine, = (one for one in listed if one["Name"] == shop.name)
    assert mine["Status"] == "running(2)"
    assert mine["ConfigFiles"] == str(shop.folder / "clau.yaml")


def test_compose_leaves_what_clau_made_as_it_is(shop, compose):
    shop.succeed("up", "--wait")
    shop.succeed("generate")
    before = shop.ids()
    ran = compose.succeed(shop, *generated(shop), "up", "-d")
    assert shop.ids() == before, ran.err
    assert "warn" not in ran.err.lower(), ran.err
    hashes = dict(line.split() for line in compose.succeed(
        shop, *generated(shop), "config", "--hash", "*").out.splitlines())
    assert hashes == {name: shop.container(name).labels[LABEL.CONFIG_HASH]
                      for name in ("web", "db")}
    assert hashes == dict(line.split() for line in shop.succeed("config", "--hash")
                          .out.splitlines())


def test_compose_takes_down_what_clau_made(shop, compose):
    shop.succeed("up", "--wait")
    compose.succeed(shop, "down", "-v", "-t", "1")
    assert shop.containers() == [] and shop.networks() == []


def test_a_short_bind_mount_is_left_by_both_as_it_is(shop, compose):
    """Compose's versions differ in how they write one down before they hash it."""
    shop.write("clau.yaml", SHOP.replace(
        "- {type: bind, source: ./static, target: /static, read_only: true}",
        "- ./static:/static:ro"))
    shop.succeed("generate")
    shop.succeed("up", "--wait")
    before = shop.ids()
    compose.succeed(shop, *generated(shop), "up", "-d")
    assert shop.ids() == before
    compose.succeed(shop, *generated(shop), "up", "-d", "--force-recreate")
    before = shop.ids()
    shop.succeed("up", "-d")
    assert shop.ids() == before


@pytest.fixture
def theirs(shop, compose):
    """The same project, brought up by docker compose."""
    shop.succeed("generate")
    compose.succeed(shop, *generated(shop), "up", "--wait")
    return shop


def test_clau_sees_what_compose_made(theirs):
    containers = {one["service"]: one for one in theirs.json("ps")["containers"]}
    assert sorted(containers) == ["db", "web"]
    assert theirs.json("health")["well"]
    assert theirs.succeed("exec", "web", "cat", "/static/page").out == "hello"
    assert theirs.succeed("exec", "db", "cat", "/run/secrets/word").out == "sesame"


def test_clau_leaves_what_compose_made_as_it_is(theirs):
    before = theirs.ids()
    ran = theirs.succeed("up", "-d")
    assert theirs.ids() == before, ran.err
    assert "nothing to do" in ran.err


def test_clau_makes_anew_what_compose_made_when_the_file_changes(theirs):
    before = theirs.ids()
    theirs.write("clau.yaml", SHOP.replace("COLOUR: red", "COLOUR: green"))
    theirs.succeed("up", "-d")
    after = theirs.ids()
    assert {name for name in after if after[name] != before[name]} == {f"{theirs.name}-web-1"}


def test_clau_takes_down_what_compose_made(theirs):
    theirs.succeed("down", "-v")
    assert theirs.everything() == []


def test_clau_runs_a_plain_compose_file(project, compose):
    mine = project("")
    (mine.folder / "clau.yaml").unlink()
    mine.write("docker-compose.yml", SHOP[:SHOP.index("overlays:")])
    mine.write("word", "sesame")
    mine.write("static/page", "hello")
    mine.succeed("up", "--wait")
    before = mine.ids()
    compose.succeed(mine, "up", "-d")
    assert mine.ids() == before


def plain(value):
    """Without what only one of the two writes down: empty and null values."""
    if isinstance(value, dict):
        kept = {key: plain(one) for key, one in value.items()}
        return {key: one for key, one in kept.items() if one not in (None, {}, [])}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value


def without_clau(configuration):
    """Without the keys that are clau's own."""
    configuration.pop("overlays", None)
    for service in configuration["services"].values():
        service.pop("x-clau", None)
    return plain(configuration)


def assert_the_same(mine, compose, *overlays):
    chosen = [word for name in overlays for word in ("--overlay", name)]
    ours = json.loads(mine.succeed(*chosen, "config", "--format", "json").out)
    theirs = json.loads(compose.succeed(
        mine, *generated(mine, *overlays), "config", "--format", "json").out)
    assert without_clau(ours) == without_clau(theirs)


@pytest.mark.parametrize("overlays", [[], ["blue"]], ids=["base", "overlay"])
def test_a_generated_file_means_the_same_to_compose(shop, compose, overlays):
    shop.succeed("generate")
    assert_the_same(shop, compose, *overlays)


@pytest.mark.parametrize("overlays", [[], ["dev"], ["gpu"], ["prod"]],
                         ids=["base", "dev", "gpu", "prod"])
def test_the_stack_means_the_same_to_compose(engine, live_clau, compose, tmp_path, base, overlays):
    mine = Project(live_clau, engine, tmp_path, "law", CLAU_BASE=base)
    shutil.copy(ROOT / "clau.yaml", tmp_path)
    for folder in ("docker", "compose"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    mine.write("secrets/vnc", "password")
    assert mine.run("generate", "--check").code == 0, "the committed files are stale"
    assert_the_same(mine, compose, *overlays)
