"""An engine that answers wrongly: each command ends in time, with one message and its own code."""

import pytest

from scripted import only_message
from wire import Reply

COMMANDS = [["ps"], ["health"], ["up", "--wait", "-d"], ["down"], ["logs"]]
HTML = Reply(200, "<html><body>It works!</body></html>",
             {"Content-Type": "text/html", "Api-Version": None, "Server": "Apache"})
WRONG_TYPES = [{"Id": 5, "Names": "web", "State": [], "Labels": 7, "Created": "now"}, 3, None, "x"]

# (what, the reply, exit codes that are right)
FAULTS = [
    ("silent", Reply(fault="silent"), {4, 6}),
    ("closes", Reply(fault="close"), {4}),
    ("cuts the head", Reply(fault="cut-head"), {4, 5}),
    ("garbage", Reply(fault="garbage"), {4, 5}),
    ("html", HTML, {4, 5}),
    ("error 500", Reply(500, {"message": "server is on fire"}), {5}),
    ("error 500 without words", Reply(500, ""), {5}),
    ("error 503 in html", Reply(503, "<html>busy</html>", {"Content-Type": "text/html"}), {4, 5}),
]
LIST_FAULTS = FAULTS + [
    ("cuts the body", Reply(body=[{"Id": "a" * 64}] * 9, fault="cut"), {4}),
    ("ends the body early without a length", Reply(body=[{"Id": "a" * 64}] * 9, fault="no-frame"),
     {4, 5}),
    ("drips", Reply(fault="drip"), {4, 6}),
    ("not json", Reply(body="[{"), {4, 5}),
    ("two documents", Reply(body="[] []"), {4, 5}),
    ("an object for a list", Reply(body={}), {4, 5}),
    ("error 409", Reply(409, {"message": "conflict with a neighbour"}), {5}),
    ("error 400", Reply(400, {"message": "client version 1.41 is too old"}), {5}),
]
LIMIT = 3


def names(value):
    return value.replace(" ", "-") if isinstance(value, str) else " ".join(value)


def ends_well(ran, engine, codes):
    assert ran.code in codes, (ran.code, ran.err)
    assert ran.seconds < LIMIT + 1 + 1, ran.seconds  # a second more for the sanitizers' start
    only_message(ran)
    assert engine.changes() == []


@pytest.mark.parametrize("command", COMMANDS, ids=names)
@pytest.mark.parametrize("what, reply, codes", FAULTS, ids=lambda value: names(value)
                         if isinstance(value, str) else "")
def test_at_the_first_request(run, engine, command, what, reply, codes):
    engine.rule("(GET|HEAD) /_ping", reply)
    ends_well(run("--timeout", str(LIMIT), *command), engine, codes)


@pytest.mark.parametrize("command", COMMANDS, ids=names)
@pytest.mark.parametrize("what, reply, codes", LIST_FAULTS, ids=lambda value: names(value)
                         if isinstance(value, str) else "")
def test_at_the_list(run, engine, command, what, reply, codes):
    engine.rule("GET /containers/json", reply)
    ends_well(run("--timeout", str(LIMIT), *command), engine, codes)


@pytest.mark.parametrize("command", COMMANDS, ids=names)
def test_wrong_types_are_no_crash(run, engine, command):
    engine.rule("GET /containers/json", Reply(body=WRONG_TYPES))
    ran = run("--timeout", str(LIMIT), *command)
    assert ran.code in range(0, 8), ran.err
    assert ran.seconds < LIMIT + 2


def test_an_endless_body_is_refused(run, engine):
    engine.rule("GET /containers/json", Reply(fault="endless"))
    ran = run("--timeout", "20", "ps")
    assert ran.code in (4, 5), ran.err
    only_message(ran)


def test_the_engines_words_are_passed_on(run, engine):
    engine.rule("GET /containers/json", Reply(500, {"message": "the disk \x1b[31mis full"}))
    ran = run("ps")
    assert ran.code == 5
    only_message(ran, "the disk", "is full")
    assert "\x1b" not in ran.err


def test_a_list_that_was_cut_once_is_asked_for_again(run, engine):
    engine.rule("GET /containers/json", Reply(body=[{"Id": "a" * 64}] * 9, fault="cut"), times=1)
    ran = run("ps", "--json")
    assert ran.code == 0, ran.err
    assert engine.told().count("GET /containers/json") == 2


def test_without_a_timeout_silence_still_ends(run, engine):
    engine.rule("(GET|HEAD) /_ping", Reply(fault="silent"))
    ran = run("ps")
    assert ran.code in (4, 6)
    assert ran.seconds < 15
    only_message(ran)
