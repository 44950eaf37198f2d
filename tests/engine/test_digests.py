"""config --resolve-image-digests: the engine's store first, then the registry through the engine."""

import json

import pytest

from scripted import only_message
from wire import Reply

STORED = "sha256:" + "a" * 64
REMOTE = "sha256:" + "b" * 64
FILE = """\
name: demo
services:
  stored: {image: "db:1"}
  remote: {image: "registry.example:5000/team/web"}
  pinned: {image: "x@sha256:%s"}
""" % ("c" * 64)


@pytest.fixture
def images(project, engine):
    (project / "clau.yaml").write_text(FILE)
    engine.rule("GET /images/db(:|%3A)1/json", Reply(body={
        "Id": "sha256:" + "1" * 64,
        "RepoDigests": ["other@sha256:" + "d" * 64, "db@" + STORED]}))
    engine.rule("GET /distribution/.*", Reply(body={
        "Descriptor": {"mediaType": "x", "digest": REMOTE, "size": 1}}))
    return engine


def services_of(ran):
    assert ran.code == 0, ran.err
    return {name: service["image"] for name, service in json.loads(ran.out)["services"].items()}


WANTED = {
    "stored": f"docker.io/library/db:1@{STORED}",
    "remote": f"registry.example:5000/team/web:latest@{REMOTE}",
    "pinned": "x@sha256:" + "c" * 64,
}


def test_each_image_is_pinned(images, run):
    assert services_of(run("config", "--json", "--resolve-image-digests")) == WANTED
    asked = [one for one in images.told() if "/distribution/" in one]
    assert asked == ["GET /distribution/registry.example:5000/team/web:latest/json"]
    assert images.changes() == []


def test_only_the_services_named(images, run):
    assert services_of(run("config", "--json", "--resolve-image-digests", "stored")) == {
        "stored": WANTED["stored"]}
    assert not [one for one in images.told() if "/distribution/" in one]


def test_the_lock_holds_nothing_else(images, run):
    lines = [line for name, image in sorted(WANTED.items())
             for line in (f"  {name}:", f"    image: {image}")]
    ran = run("config", "--lock-image-digests")
    assert ran.out.splitlines() == ["services:", *lines]


def test_a_digest_that_nobody_knows(images, run, project):
    (project / "clau.yaml").write_text(FILE.replace("db:1", "web:1"))
    images.rules.clear()
    images.rule("GET /distribution/.*", Reply(403, {"message": "denied: no such repository"}))
    ran = run("config", "--resolve-image-digests")
    assert ran.code == 5
    assert ran.out == ""
    assert ran.err.count("error:") == 1
    for words in ("clau.yaml:4:19", "registry.example:5000/team/web", "remote",
                  "denied: no such repository"):
        assert words in ran.err


def test_an_answer_without_a_digest(images, run):
    images.rules.pop()
    images.rule("GET /distribution/.*", Reply(body={"Descriptor": 5}))
    ran = run("config", "--resolve-image-digests")
    assert ran.code == 5
    assert "holds no digest" in ran.err


def test_no_engine(images, run):
    images.server.stop()
    ran = run("config", "--resolve-image-digests")
    assert ran.code == 4
    assert ran.out == ""
    only_message(ran, "engine.sock")
