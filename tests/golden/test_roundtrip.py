"""What `clau config` prints is a project file that means the same: fed back, it yields itself, as
YAML and as JSON, with the same hashes. And `clau generate`, done again, finds nothing to do."""

import json
import re
import shlex
import subprocess

import pytest

import test_golden as golden

ROOT = golden.GOLDEN.parent.parent
# Words that print something else than the whole configuration, or not as it is meant.
OTHER = {"-o", "--output", "-q", "--quiet", "--services", "--networks", "--volumes", "--images",
         "--profiles", "--models", "--hash", "--variables", "--environment", "--origins",
         "--no-interpolate", "--no-path-resolution", "--no-normalize", "--no-env-resolution",
         "--no-consistency", "--json", "--format"}
KEY_WITH_DOLLAR = re.compile(r"""^[ -]*["']?[^\s:"']*\$\$[^\s:]*:""", re.MULTILINE)


def words_of(case):
    """The command line without what chooses the form; None when no project comes out of it."""
    words = shlex.split(golden.read(case / "cmd"))
    if not (case / "out").is_file() or (case / "code").is_file():
        return None
    if "config" not in words or any(word.split("=")[0] in OTHER for word in words):
        return None
    behind = words[words.index("config") + 1:]
    if behind and not any(word.startswith("-") for word in behind):
        return None  # names services: a part of the project
    return words


CASES = {f"{case.parent.name}/{case.name}": case for case in golden.CASES if words_of(case)}


def feed(clau, folder, text, *words, **environment):
    """clau with this text as the project file, on standard input."""
    ran = subprocess.run([str(clau.binary), "-f", "-", *words], input=text.encode(), cwd=folder,
                         capture_output=True, timeout=60, check=False,
                         env=clau.environment(folder, **environment))
    assert ran.returncode == 0, f"{ran.stderr.decode()}\nfor:\n{text}"
    return ran.stdout.decode()


def same_again(clau, folder, first, hashes):
    """The file has all the values already: no variable, .env or profile may change them."""
    if KEY_WITH_DOLLAR.search(first):
        pytest.skip("Compose doubles the `$` of a key when it prints, but reads keys as they are")
    profile = ("--profile", "*")
    again = {"COMPOSE_DISABLE_ENV_FILE": "1"}
    assert feed(clau, folder, first, *profile, "config", **again) == first
    as_json = feed(clau, folder, first, *profile, "config", "--format", "json", **again)
    assert feed(clau, folder, as_json, *profile, "config", **again) == first
    assert feed(clau, folder, first, *profile, "config", "--hash", **again) == hashes


def prepared(case, clau, folder):
    folder.mkdir()
    golden.prepare(case, folder, clau)
    return golden.environment(case)


@pytest.mark.parametrize("name", CASES)
def test_config_yields_itself(name, live_clau, tmp_path):
    case, folder = CASES[name], tmp_path / "project"
    variables = prepared(case, live_clau, folder)
    words = words_of(case)
    stdin = golden.read(case / "stdin").encode()

    def run(*more):
        ran = subprocess.run([str(live_clau.binary), *words, *more], input=stdin, cwd=folder,
                             capture_output=True, timeout=60, check=False,
                             env=live_clau.environment(folder, **variables))
        assert ran.returncode == 0, ran.stderr.decode()
        return ran.stdout.decode()

    same_again(live_clau, folder, run(), run("--hash"))


STACK = [[], ["--dev"], ["--gpu"], ["--prod"], ["--gpu", "--prod"]]


@pytest.mark.parametrize("overlays", STACK, ids="+".join)
def test_the_stack_yields_itself(overlays, live_clau):
    def run(*words):
        ran = live_clau.run("-f", str(ROOT / "clau.yaml"), *overlays, "config", *words, folder=ROOT)
        assert ran.code == 0, ran.err
        return ran.out

    same_again(live_clau, ROOT, run(), run("--hash"))


GENERATED = {
    f"{case.parent.name}/{case.name}": case for case in golden.CASES
    if not (case / "code").is_file()
    and {"config", "generate"} & set(shlex.split(golden.read(case / "cmd")))
    and (case / "clau.yaml").is_file()
}


@pytest.mark.parametrize("name", GENERATED)
def test_generate_again_changes_nothing(name, live_clau, tmp_path):
    case, folder = GENERATED[name], tmp_path / "project"
    variables = prepared(case, live_clau, folder)

    def run(*words):
        return live_clau.run("generate", "--json", *words, folder=folder, **variables)

    def states(ran):
        return {one["state"] for one in json.loads(ran.out)["files"]}

    first = run()
    if first.code == 3:
        pytest.skip("as written it is no project without what the command line adds")
    assert first.code == 0, first.err
    before = golden.files_of(folder)
    assert states(run()) == {"current"}
    assert golden.files_of(folder) == before
    checked = run("--check")
    assert (checked.code, states(checked)) == (0, {"current"})
    for path in (folder / "compose").glob("*.yml"):
        path.write_text(path.read_text() + "# changed by hand\n")
    checked = run("--check")
    assert (checked.code, states(checked)) == (3, {"stale"})
