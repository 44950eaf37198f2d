"""The table of keys beside the Compose Specification's own JSON Schema, which comes with compose-go,
its reference implementation. Each difference stands here with its reason; any other one fails. What
is compared is what `clau schema` prints, so this also tests that."""

import json
import os
import re
import shutil
import subprocess

import pytest

WITNESS = "github.com/compose-spec/compose-go/v2@v2.16.2"

# Keys of the witness that clau refuses by name, by the beginning of their path.
REFUSED = {
    "jobs": "containers of their own verb; nothing here would run them",
    "services.*.umask": "passed over by engines before API 1.56: a mask that is not set is unsafe",
    "services.*.networks.*.use_service_name_alias": "services find each other by that name",
    "services.*.pre_start.*.": "a hook has the keys of a command; those of a whole container would "
                               "not be obeyed",
    "configs.*.external.name": "the old form of `external`: understood, and expanded away",
    "networks.*.external.name": "the same",
    "secrets.*.external.name": "the same",
    "volumes.*.external.name": "the same",
}
# Keys that are clau's own.
OWN = {
    "overlays": "overrides by name",
    "services.*.x-clau": "what Compose has no word for",
    "services.*.x-clau.url": "printed after `up`",
}
# The witness writes "number" where its own types are whole numbers.
WHOLE = {
    "services.*.build.secrets.*.mode", "services.*.configs.*.mode", "services.*.secrets.*.mode",
    "services.*.volumes.*.tmpfs.mode", "services.*.cpu_period", "services.*.cpu_quota",
    "services.*.cpu_rt_period", "services.*.cpu_rt_runtime", "services.*.cpu_shares",
    "services.*.healthcheck.retries", "services.*.pids_limit",
    "services.*.deploy.resources.reservations.generic_resources.*.discrete_resource_spec.value",
}


class Keys:
    """Every key of a JSON Schema by its path (`*`: any name, or an item): its types and choices."""

    def __init__(self, schema):
        self.schema, self.types, self.choices, self.patterns = schema, {}, {}, {}
        self.sentences = {}
        self.walk(schema, (), ("#",))

    def target(self, reference):
        node = self.schema
        for part in reference.removeprefix("#").split("/"):
            node = node[part] if part else node
        return node

    def walk(self, node, path, references):
        reference = node.get("$ref")
        if reference:
            if reference not in references:
                self.walk(self.target(reference), path, (*references, reference))
            return
        for kind in ("oneOf", "anyOf", "allOf"):
            for branch in node.get(kind, ()):
                self.walk(branch, path, references)
        if path and path[-1] != "*":
            self.note(".".join(path), node)
        for name, below in node.get("properties", {}).items():
            self.types.setdefault(".".join((*path, name)), set())
            self.walk(below, (*path, name), references)
        for name, below in node.get("patternProperties", {}).items():
            if not name.startswith("^x-"):
                self.walk(below, (*path, "*"), references)
        for kind in ("additionalProperties", "items"):
            if isinstance(node.get(kind), dict):
                self.walk(node[kind], (*path, "*"), references)

    def note(self, path, node):
        kinds = node.get("type", [])
        self.types.setdefault(path, set()).update([kinds] if isinstance(kinds, str) else kinds)
        self.choices.setdefault(path, set()).update(node.get("enum", ()))
        if "pattern" in node:
            self.patterns[path] = node["pattern"]
        self.sentences.setdefault(path, node.get("description", ""))


@pytest.fixture(scope="session")
def ours(clau, tmp_path_factory):
    ran = clau.run("schema", folder=tmp_path_factory.mktemp("schema"))
    assert (ran.code, ran.err) == (0, "")
    return Keys(json.loads(ran.out))


@pytest.fixture(scope="session")
def theirs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("witness")
    if not shutil.which("go"):
        pytest.skip("no go command, with which the witness is fetched")
    environment = {**os.environ, "GOPATH": str(folder), "GOFLAGS": "-modcacherw",
                   "GOTOOLCHAIN": "local", "GO111MODULE": "on"}
    ran = subprocess.run(["go", "mod", "download", "-json", WITNESS], cwd=folder, timeout=120,
                         env=environment, capture_output=True, check=False)
    if ran.returncode:
        pytest.skip(f"{WITNESS} cannot be fetched: {ran.stdout.decode()[:200]}")
    place = json.loads(ran.stdout)["Dir"]
    with open(f"{place}/schema/compose-spec.json", encoding="utf-8") as file:
        return Keys(json.load(file))


def is_refused(path):
    return any(path == key or path.startswith(key if key.endswith(".") else f"{key}.")
               for key in REFUSED)


def test_no_key_is_missing(ours, theirs):
    missing = set(theirs.types) - set(ours.types)
    assert sorted(path for path in missing if not is_refused(path)) == []


def test_each_refusal_is_still_one(ours, theirs):
    """A reason whose key came to be known, or went out of the specification, goes too."""
    missing = set(theirs.types) - set(ours.types)
    idle = [key for key in REFUSED
            if not any(path == key or path.startswith(key) for path in missing)]
    assert idle == []


def test_keys_of_our_own_are_told(ours, theirs):
    assert set(ours.types) - set(theirs.types) == set(OWN)


def test_what_the_specification_takes_is_taken(ours, theirs):
    """Kinds of value; a number takes whole ones."""
    refused = {}
    for path in set(ours.types) & set(theirs.types):
        taken = ours.types[path] | ({"integer"} if "number" in ours.types[path] else set())
        taken |= {"number"} if path in WHOLE else set()
        if not is_refused(path) and theirs.types[path] - taken:
            refused[path] = theirs.types[path] - taken
    assert refused == {}


def test_choices_are_taken(ours, theirs):
    refused = [f"{path}: {choice}" for path, choices in theirs.choices.items()
               for choice in choices
               if path in ours.patterns and isinstance(choice, str)
               and not re.search(ours.patterns[path], choice)]
    assert refused == []
    compared = [path for path in theirs.choices if theirs.choices[path] and path in ours.patterns]
    assert len(compared) >= 8


def test_every_key_has_its_sentence(ours):
    for path, sentence in ours.sentences.items():
        assert re.fullmatch(r"[A-Z`].*\.", sentence), f"{path}: {sentence}"


def test_the_reference_explains_every_key(ours, clau, tmp_path):
    ran = clau.run("explain", "--reference", folder=tmp_path)
    assert ran.code == 0
    pages = dict(re.findall(r"^## `(.*)`\n((?:(?!## ).*\n)*)", ran.out, re.MULTILINE))
    elsewhere = tuple(f"{path}." for path, text in pages.items() if "\n- keys: as of " in text)
    assert [path for path in ours.types if path not in pages
            and not path.startswith(elsewhere)] == []
    assert "- default: 30s\n" in pages["services.*.healthcheck.interval"]
    assert len(pages) > 300


@pytest.mark.parametrize("text, good", [
    ('{"services": {"web": {"image": "nginx", "ports": ["80"], "x-own": {"a": 1}}}}', True),
    ('{"services": {"web": {"imag": "nginx"}}}', False),
    ('{"services": {"web": {"image": ["nginx"]}}}', False),
    ('{"overlays": {"gpu": {"services": {"web": {"gpus": "all"}}}}}', True),
])
def test_editors_can_use_it(ours, text, good):
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(ours.schema)
    assert validator.is_valid(json.loads(text)) == good
