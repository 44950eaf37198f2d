"""What `up` makes of small projects on a real engine, and what `health` says of them."""

import datetime
import re
import time

from projects import LABEL, eventually

# A service that becomes healthy when its file appears, about a second after its start.
SLOW = """\
  {name}:
    image: ${{TINY}}
    init: true
    stop_grace_period: 1s
    command: [sh, -c, "sleep 1; touch /tmp/ready; exec sleep infinity"]
    healthcheck: {{test: [CMD, test, -e, /tmp/ready], interval: 0.3s, retries: 20}}
"""


def started(container):
    container.reload()
    return container.attrs["State"]["StartedAt"]


def test_a_service_starts_when_what_it_needs_is_healthy(project):
    mine = project("services:\n" + SLOW.format(name="db") + """\
  web:
    image: ${TINY}
    init: true
    depends_on:
      db: {condition: service_healthy}
""")
    mine.succeed("up", "-d")
    db, web = mine.container("db"), mine.container("web")
    assert db.attrs["State"]["Health"]["Status"] == "healthy"
    first_good = next(probe for probe in db.attrs["State"]["Health"]["Log"]
                      if probe["ExitCode"] == 0)
    assert started(web)[:23] >= first_good["End"][:23]
    assert web.labels[LABEL.DEPENDS_ON] == "db:service_healthy:false"


def test_what_needs_nothing_does_not_wait(project):
    mine = project("services:\n" + SLOW.format(name="db") + """\
  alone:
    image: ${TINY}
    init: true
  web:
    image: ${TINY}
    init: true
    depends_on:
      db: {condition: service_healthy}
""")
    mine.succeed("up", "-d")
    alone, web = (started(mine.container(name)) for name in ("alone", "web"))
    assert alone < web and alone < mine.container("db").attrs["State"]["Health"]["Log"][-1]["End"]


JOB = """\
services:
  migrate:
    image: ${{TINY}}
    command: [sh, -c, "echo migrating; exit {code}"]
  web:
    image: ${{TINY}}
    init: true
    depends_on:
      migrate: {{condition: service_completed_successfully}}
"""


def test_a_job_is_done_before_what_waits_for_it(project):
    mine = project(JOB.format(code=0))
    mine.succeed("up", "--wait")
    assert mine.states() == {"migrate-1": "exited", "web-1": "running"}
    verdicts = mine.verdicts(0)
    assert verdicts["migrate"]["verdict"] == "done" and verdicts["migrate"]["well"]
    assert verdicts["web"]["verdict"] == "running"


def test_a_job_that_fails_is_named_and_nothing_starts_behind_it(project):
    mine = project(JOB.format(code=3))
    ran = mine.run("up", "-d")
    assert ran.code == 1
    assert "migrate-1" in ran.err and "exited with code 3" in ran.err
    assert "migrating" in ran.err, "its last log lines are shown"
    assert "running" not in mine.states().values()
    assert mine.verdicts(1)["migrate"]["exit_code"] == 3


FAILING = """\
services:
  good:
    image: ${TINY}
    init: true
    stop_grace_period: 1s
  bad:
    image: ${TINY}
    init: true
    stop_grace_period: 1s
    command: [sh, -c, "echo about to serve; exec sleep infinity"]
    healthcheck:
      test: [CMD-SHELL, "echo no answer on 8080; exit 1"]
      interval: 0.5s
      retries: 2
"""


def test_a_failing_health_check_is_explained(project):
    mine = project(FAILING)
    ran = mine.run("up", "--wait", "--timeout", "8")
    assert ran.code in (1, 6) and 2 < ran.seconds < 12
    assert f"{mine.name}-bad-1" in ran.err
    assert "no answer on 8080" in ran.err, "the probe's output"
    assert "about to serve" in ran.err, "the last lines of its log"
    assert re.search(rf"still running: .*{mine.name}-good-1", ran.err)
    assert "clau logs bad" in ran.err, "how to go on"
    assert mine.states()["good-1"] == "running"
    bad = mine.verdicts(1)["bad"]
    assert bad["verdict"] == "unhealthy" and bad["probe_output"] == "no answer on 8080"


def test_fail_fast_takes_unhealthy_as_final(project):
    mine = project(FAILING)
    ran = mine.run("up", "--wait", "--fail-fast", "--timeout", "60")
    assert ran.code == 1 and ran.seconds < 20
    assert "no answer on 8080" in ran.err


LOOPING = """\
services:
  loop:
    image: ${TINY}
    command: [sh, -c, "echo cannot find my data; exit 3"]
    restart: always
"""


def test_a_crash_loop_is_named(project):
    mine = project(LOOPING)
    ran = mine.run("up", "--wait", "--timeout", "30")
    assert ran.code == 1, ran.err
    assert "loop-1" in ran.err and "exited with code 3" in ran.err
    assert "cannot find my data" in ran.err
    loop = eventually("a crash loop", lambda: (
        one := mine.verdicts(1)["loop"])["verdict"] == "crash loop" and one, 20)
    assert loop["restarts"] >= 3 and not loop["well"]


def test_a_service_that_ends_is_no_success_of_wait(project):
    mine = project("""\
services:
  brief:
    image: ${TINY}
    command: [sh, -c, "sleep 1; echo done already; exit 0"]
""")
    ran = mine.run("up", "--wait", "--timeout", "20")
    assert ran.code == 1 and "done already" in ran.err
    assert mine.verdicts(1)["brief"]["verdict"] == "exited"


TWO = """\
services:
  one:
    image: ${TINY}
    init: true
    stop_grace_period: 1s
    environment:
      COLOUR: ${COLOUR:-red}
  two:
    image: ${TINY}
    init: true
    stop_grace_period: 1s
"""


def test_health_tells_what_is_missing(project):
    mine = project(TWO)
    mine.succeed("up", "-d")
    mine.container("two").remove(force=True)
    verdicts = mine.verdicts(1)
    assert verdicts["two"]["verdict"] == "missing" and verdicts["one"]["verdict"] == "running"
    assert "two" in mine.run("health").out


def test_health_of_a_project_that_is_not_up(project):
    verdicts = project(TWO).verdicts(1)
    assert {one["verdict"] for one in verdicts.values()} == {"missing"}


def test_health_is_not_yet_while_a_check_has_not_decided(project):
    mine = project("services:\n" + SLOW.format(name="slow").replace("sleep 1;", "sleep 4;"))
    mine.succeed("up", "-d")
    assert mine.run("health", "-q").code == 6
    assert mine.verdicts(6)["slow"]["verdict"] == "starting"
    assert mine.run("health", "--wait", "--timeout", "0.5", "-q").code == 6
    waited = mine.succeed("health", "--wait", "--timeout", "30")
    assert waited.seconds < 8


def test_another_environment_makes_just_that_service_anew(project):
    mine = project(TWO)
    mine.succeed("up", "-d")
    before = mine.ids()
    mine.variables["COLOUR"] = "blue"
    ran = mine.succeed("up", "-d")
    after = mine.ids()
    assert set(after) == set(before)
    assert {name for name in after if after[name] != before[name]} == {f"{mine.name}-one-1"}
    assert "COLOUR=blue" in mine.container("one").attrs["Config"]["Env"]
    assert f"{mine.name}-two-1" not in ran.err
    assert mine.states() == {"one-1": "running", "two-1": "running"}


def test_up_starts_what_was_stopped(project):
    mine = project(TWO)
    mine.succeed("up", "-d")
    before = mine.ids()
    mine.container("two").stop(timeout=0)
    mine.succeed("up", "-d")
    assert mine.ids() == before and mine.states()["two-1"] == "running"


def test_up_again_says_that_there_is_nothing_to_do(project):
    mine = project(TWO)
    mine.succeed("up", "-d")
    before = [started(container) for container in mine.containers()]
    ran = mine.succeed("up", "-d")
    assert "nothing to do" in ran.err
    assert [started(container) for container in mine.containers()] == before


def test_force_recreate_makes_the_named_anew(project):
    mine = project(TWO)
    mine.succeed("up", "-d")
    before = mine.ids()
    mine.succeed("up", "-d", "--force-recreate", "one")
    after = mine.ids()
    assert {name for name in after if after[name] != before[name]} == {f"{mine.name}-one-1"}


def test_scale_to_three_and_back(project):
    mine = project(TWO)
    mine.succeed("up", "-d")
    before = mine.ids()
    mine.succeed("up", "-d", "--scale", "one=3")
    assert list(mine.states()) == ["one-1", "one-2", "one-3", "two-1"]
    assert before.items() <= mine.ids().items()
    assert len(mine.json("health")["services"]) == 4
    mine.succeed("up", "-d")
    assert mine.ids() == before


def test_orphans_are_told_of_and_removed_only_when_asked(project):
    mine = project(TWO)
    mine.succeed("up", "-d")
    mine.write("clau.yaml", TWO[:TWO.index("  two:")])
    told = mine.succeed("up", "-d")
    assert f"{mine.name}-two-1" in told.err and "--remove-orphans" in told.err
    assert mine.states()["two-1"] == "running"
    mine.succeed("up", "-d", "--remove-orphans")
    assert mine.states() == {"one-1": "running"}


def test_named_services_bring_only_what_they_need(project):
    mine = project("services:\n" + SLOW.format(name="db") + """\
  web:
    image: ${TINY}
    init: true
    depends_on: [db]
  other:
    image: ${TINY}
    init: true
""")
    mine.succeed("up", "-d", "web")
    assert list(mine.states()) == ["db-1", "web-1"]
    mine.succeed("down", "web")
    assert list(mine.states()) == ["db-1"]


def test_services_find_each_other_by_name_and_keep_their_data(project):
    mine = project("""\
services:
  writer:
    image: ${TINY}
    init: true
    stop_grace_period: 1s
    volumes: [data:/data]
    networks: [inner]
  reader:
    image: ${TINY}
    init: true
    stop_grace_period: 1s
    networks: {inner: {aliases: [cousin]}}
networks: {inner: {internal: true}}
volumes: {data: {}}
""")
    mine.succeed("up", "-d")
    for name in ("reader", "cousin", f"{mine.name}-reader-1"):
        found = mine.run("exec", "writer", "getent", "hosts", name)
        assert found.code == 0, f"{name}: {found.err}"
    mine.succeed("exec", "writer", "sh", "-c", "echo kept > /data/note")
    mine.succeed("down")
    assert [volume.name for volume in mine.volumes()] == [f"{mine.name}_data"]
    assert mine.containers() == [] and mine.networks() == []
    mine.succeed("up", "-d")
    assert mine.succeed("exec", "writer", "cat", "/data/note").out == "kept\n"
    mine.succeed("down", "-v")
    assert mine.everything() == []


def test_down_by_labels_alone(project):
    mine = project(TWO)
    mine.succeed("up", "-d")
    (mine.folder / "clau.yaml").unlink()
    assert mine.json("health")["well"]
    mine.succeed("down")
    assert mine.everything() == []


def test_logs_since_a_moment(project):
    mine = project("""\
services:
  talker:
    image: ${TINY}
    init: true
    stop_grace_period: 1s
    command: [sh, -c, "echo before; sleep 2.5; echo after; exec sleep infinity"]
""")
    mine.succeed("up", "-d")
    eventually("its second word", lambda: "after" in mine.run("logs").out)
    lines = mine.succeed("logs", "-t", "--no-log-prefix").out.splitlines()
    assert [line.split()[1] for line in lines] == ["before", "after"]
    began = datetime.datetime.fromisoformat(lines[0].split()[0][:26] + "+00:00")
    between = began + datetime.timedelta(seconds=1)
    for moment in (between.strftime("%Y-%m-%dT%H:%M:%SZ"), str(int(between.timestamp()))):
        told = mine.succeed("logs", "--no-log-prefix", "--since", moment)
        assert told.out == "after\n", f"--since {moment}"
        told = mine.succeed("logs", "--no-log-prefix", "--until", moment)
        assert told.out == "before\n", f"--until {moment}"
    wrong = mine.run("logs", "--since", "banana")
    assert wrong.code == 2 and "banana" in wrong.err


def test_the_dependents_go_down_first(project):
    mine = project("services:\n" + SLOW.format(name="db") + """\
  web:
    image: ${TINY}
    init: true
    depends_on: [db]
""")
    mine.succeed("up", "-d")
    since = int(time.time())
    mine.succeed("down")
    events = mine.engine.events(
        since=since, until=int(time.time()) + 1, decode=True,
        filters={"label": f"{LABEL.PROJECT}={mine.name}", "event": "die"})
    assert [event["Actor"]["Attributes"][LABEL.SERVICE] for event in events] == ["web", "db"]
