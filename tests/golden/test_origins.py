"""`config --origins` beside `config`: every value that one prints has its place in the other, and
the place is there."""

import json
import re

import pytest

import test_golden as golden
from test_roundtrip import CASES, prepared, words_of


def leaves(value, path=()):
    """What `config --format json` holds, as text; nothing for what Compose writes without a value."""
    if isinstance(value, dict) and value:
        for key, below in value.items():
            yield from leaves(below, (*path, key))
    elif isinstance(value, list) and value:
        for index, below in enumerate(value):
            yield from leaves(below, (*path, str(index)))
    elif value not in (None, {}, []):
        yield path, text_of(value)


def text_of(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def parts_of(path):
    return tuple(part.strip('"') for part in re.findall(r'"[^"]*"|[^."]+', path))


def check_place(origin, folder):
    if origin["file"] is None:
        assert origin["layer"] == "default"
        return
    if origin["file"].startswith("<"):
        return
    lines = (folder / origin["file"]).read_text().split("\n")
    assert 1 <= origin["line"] <= len(lines)
    assert 1 <= origin["column"] <= len(lines[origin["line"] - 1]) + 1


@pytest.mark.parametrize("name", CASES)
def test_every_value_has_its_place(name, clau, tmp_path):
    case, folder = CASES[name], tmp_path / "project"
    variables = prepared(case, clau, folder)

    def ask(*more):
        ran = clau.run(*words_of(case), *more, "--json", folder=folder,
                       prefix=golden.stdin_of(case), **variables)
        assert ran.code == 0, ran.err
        return json.loads(ran.out)

    told = ask("--origins")
    assert told["schema"] == 1
    values = {}
    for origin in told["origins"]:
        check_place(origin, folder)
        assert (origin["overlay"] is not None) == (origin["layer"] == "overlay")
        for loser in origin["overrides"]:
            check_place(loser, folder)
        values[parts_of(origin["path"])] = origin["value"]
    wanted = dict(leaves(ask()))
    assert {path: text_of(values.get(path)) for path in wanted} == wanted


def test_environment(clau, tmp_path):
    """Sorted; what is set outside wins over .env, and an empty value is one."""
    (tmp_path / "compose.yaml").write_text("services: {a: {image: a}}\n")
    (tmp_path / ".env").write_text("B=file\nA=from ${B}\nE=\n")
    ran = clau.run("config", "--environment", folder=tmp_path, B="outside")
    assert ran.code == 0, ran.err
    lines = ran.out.splitlines()
    assert lines == sorted(lines, key=lambda line: line.split("=")[0])
    assert {"A=from outside", "B=outside", "E="} <= set(lines)
