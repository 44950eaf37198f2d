"""An engine that answers wrongly: each command ends in time, with one message and its own code."""

import pytest

from scripted import only_message
from wire import Reply

COMMANDS = [["ps"], ["health"], ["health", "--wait"], ["up", "--wait", "-d"], ["down"], ["logs"],
            ["build"], ["exec", "web", "true"]]
HTML = Reply(200, "<html><body>It works!</body></html>",
             {"Content-Type": "text/html", "Api-Version": None, "Server": "Apache"})
WRONG_TYPES = [{"Id": 5, "Names": "web", "State": [], "Labels": 7, "Created": "now"}, 3, None, "x"]

# (what, the reply, the exit code)
FAULTS = [
    ("closes", Reply(fault="close"), 4),
    ("cuts the head", Reply(fault="cut-head"), 4),
    ("garbage", Reply(fault="garbage"), 5),
    ("html", HTML, 5),
    ("error 500", Reply(500, {"message": "server is on fire"}), 5),
    ("error 500 without words", Reply(500, ""), 5),
    ("error 503 in html", Reply(503, "<html>busy</html>", {"Content-Type": "text/html"}), 5),
]
# One that has never answered is out of reach; one that has is late.
PING_FAULTS = FAULTS + [("silent", Reply(fault="silent"), 4)]
LIST_FAULTS = FAULTS + [
    ("silent", Reply(fault="silent"), 6),
    ("cuts the body", Reply(body=[{"Id": "a" * 64}] * 9, fault="cut"), 4),
    ("ends the body early without a length", Reply(body=[{"Id": "a" * 64}] * 9, fault="no-frame"),
     4),
    ("drips", Reply(fault="drip"), 6),
    ("not json", Reply(body="certainly"), 5),
    ("half of json", Reply(body="[{"), 4),
    ("two documents", Reply(body="[] []"), 5),
    ("an object for a list", Reply(body={}), 5),
    ("error 409", Reply(409, {"message": "conflict with a neighbour"}), 5),
    ("error 400", Reply(400, {"message": "client version 1.41 is too old"}), 5),
]


def limit_of(reply):
    """The --timeout: short where it is what ends the command."""
    return 1 if reply.fault in ("silent", "drip") else 3


def names(value):
    return value.replace(" ", "-") if isinstance(value, str) else " ".join(value)


def ends_well(ran, engine, reply, code):
    assert ran.code == code, ran.err
    assert ran.seconds < limit_of(reply) + 1, ran.seconds
    only_message(ran)
    assert engine.changes() == []


@pytest.mark.parametrize("command", COMMANDS, ids=names)
@pytest.mark.parametrize("what, reply, code", PING_FAULTS, ids=lambda value: names(value)
                         if isinstance(value, str) else "")
def test_at_the_first_request(run, engine, command, what, reply, code):
    engine.rule("(GET|HEAD) /_ping", reply)
    ran = run("--timeout", str(limit_of(reply)), *command)
    ends_well(ran, engine, reply, code)


@pytest.mark.parametrize("command", COMMANDS, ids=names)
@pytest.mark.parametrize("what, reply, code", LIST_FAULTS, ids=lambda value: names(value)
                         if isinstance(value, str) else "")
def test_at_the_list(run, engine, command, what, reply, code):
    engine.rule("GET /containers/json", reply)
    ran = run("--timeout", str(limit_of(reply)), *command)
    ends_well(ran, engine, reply, code)


@pytest.mark.parametrize("command", COMMANDS, ids=names)
def test_wrong_types_are_no_crash(run, engine, command):
    engine.rule("GET /containers/json", Reply(body=WRONG_TYPES))
    ran = run("--timeout", "3", *command)
    assert ran.code in range(0, 8), ran.err
    assert ran.seconds < 4


def test_an_endless_body_is_refused(run, engine):
    engine.rule("GET /containers/json", Reply(fault="endless"))
    ran = run("--timeout", "20", "ps")
    assert ran.code == 5, ran.err
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
    assert ran.code == 4
    assert ran.seconds < 5
    only_message(ran)


# What each command asks besides the list, once the project is up.
OTHER_REQUESTS = [
    (["logs"], "GET /containers/.*/json"), (["logs"], "GET /containers/.*/logs"),
    (["exec", "web", "true"], "POST /containers/.*/exec"),
    (["up", "-d"], "GET /networks"), (["up", "-d"], "GET /volumes"),
    (["up", "-d"], "GET /images/.*/json"), (["build"], "POST /build"),
]
OTHER_FAULTS = [(what, reply, code) for what, reply, code in LIST_FAULTS
                if what in ("html", "garbage", "error 500", "error 409", "silent", "closes")]


@pytest.mark.parametrize("command, request_", OTHER_REQUESTS,
                         ids=lambda value: value if isinstance(value, str) else value[0])
@pytest.mark.parametrize("what, reply, code", OTHER_FAULTS, ids=lambda value: names(value)
                         if isinstance(value, str) else "")
def test_at_another_request(run, engine, command, request_, what, reply, code):
    assert run("up", "--wait", "--timeout", "20").code == 0
    engine.rule(request_, reply)
    ran = run("--timeout", str(limit_of(reply)), *command)
    assert ran.code == code, ran.err
    assert ran.seconds < limit_of(reply) + 1
    assert "error: " in ran.err


def test_a_log_that_cannot_be_read_does_not_hide_the_others(run, engine):
    assert run("up", "--wait", "--timeout", "20").code == 0
    words = "configured logging driver does not support reading"
    engine.rule("GET /containers/.*/logs", Reply(501, {"message": words}), times=1)
    ran = run("logs")
    assert ran.code == 5, ran.err
    only_message(ran, "demo-db-1", words)
    assert "a line of its log" in ran.out
