"""docker compose, asked what each golden project means: the same as clau says, or a refusal where
clau refuses. All cases are asked in one container, in the folders that clau ran in. A case with a
file `witness` is not asked: the file says which paragraph of the specification it follows that is
younger than the distribution's docker compose, or in what clau goes beyond it."""

import json
import shlex
from types import SimpleNamespace

import pytest
import witness
from golden import test_golden as golden

CASES = [case for case in golden.CASES if case.parent.name in ("config", "generate")]
# Options that stand before the verb with docker compose, and take a word.
GLOBAL = {"-f", "--file", "-p", "--project-name", "--project-directory", "--env-file", "--profile"}
OVERLAYS = {"--dev": "dev", "--gpu": "gpu", "--prod": "prod"}
# What is printed is chosen here for both.
FORM = {"--format", "-o", "--output"}
NAMES = {"--services", "--volumes", "--images", "--profiles", "--variables", "--environment"}
SCRIPT = """\
ask() {
	answer=$1 folder=$2 stdin=$3
	shift 3
	cd "$folder" && timeout -s KILL 10 env -i PATH="$PATH" HOME="$folder" "$@" \\
		<"$stdin" >"$answer.out" 2>"$answer.err"
	echo $? >"$answer.code"
}
"""


class Words:
    """clau's command line, taken apart."""

    def __init__(self, line):
        self.shared, self.own, self.overlays, self.names = [], [], [], []
        verb, *rest = shlex.split(line)
        while rest:
            self.take(rest.pop(0), rest)
        self.verb = verb

    def take(self, word, rest):
        if word in GLOBAL:
            self.shared += [word, rest.pop(0)]
        elif word == "--overlay":
            self.overlays += rest.pop(0).split(",")
        elif word in OVERLAYS:
            self.overlays.append(OVERLAYS[word])
        elif word in FORM:
            rest.pop(0)
        elif word in NAMES:
            self.names.append(word)
        elif word not in ("-q", "--quiet", "--hash", "--check"):
            self.own.append(word)

    def of_clau(self, *form):
        overlays = [word for name in self.overlays for word in ("--overlay", name)]
        return ["config", *self.shared, *overlays, *self.own, *form]


class Asked:
    """One case in a folder of its own, and what both say of it."""

    def __init__(self, case, place, clau):
        self.case, self.place, self.clau = case, place, clau
        self.folder = place / "project"
        self.folder.mkdir(parents=True)
        golden.prepare(case, self.folder, clau)
        self.words = Words(golden.read(case / "cmd"))
        self.variables = golden.environment(case)
        self.shared = self.words.shared
        self.files = self.files_for_compose()

    def run(self, *words):
        return self.clau.run(*words, folder=self.folder, prefix=golden.stdin_of(self.case),
                             **self.variables)

    def files_for_compose(self):
        """Nothing where docker compose finds the files itself."""
        own = self.folder / "clau.yaml"
        pairs = list(zip(self.shared[::2], self.shared[1::2]))
        named = [word for pair in pairs if pair[0] == "-f" for word in pair]
        if self.has_overlays() and self.run("generate", *named).code == 0:
            self.shared = [word for pair in pairs if pair[0] != "-f" for word in pair]
            return self.made_files()
        is_own = not named and "COMPOSE_FILE" not in self.variables
        return ["-f", own.name] if is_own and own.is_file() else []

    def yaml_files(self):
        return [path for path in self.folder.rglob("*.y*ml") if path.is_file()]

    def has_overlays(self):
        texts = (path.read_text(errors="replace") for path in self.yaml_files())
        return self.words.verb == "generate" or any("\noverlays:" in text for text in texts)

    def made_files(self):
        """What docker compose is given in the place of overlays: the files of clau generate."""
        names = ["", *(f".{name}" for name in self.words.overlays)]
        variables = ["--env-file", ".env"] if (self.folder / ".env").is_file() else []
        return [*variables, *(word for name in names
                              for word in ("-f", f"compose/docker-compose{name}.yml"))]

    def line(self, name, *form):
        """A line of the script: docker compose asked in this folder."""
        stdin = self.case / "stdin"
        said = self.place / "stdin"
        said.write_bytes(stdin.read_bytes() if stdin.is_file() else b"")
        variables = [f"{key}={value}" for key, value in self.variables.items()]
        words = [*variables, "docker", "compose", *self.files, *self.shared, "config",
                 *self.words.own, *form]
        return shlex.join(["ask", str(self.place / name), str(self.folder), str(said), *words])

    def lines(self):
        asked = {"config": ["--format", "json"], "hash": ["--hash", "*"],
                 "names": self.words.names}
        if (self.case / "code").is_file():
            del asked["hash"]
        return [self.line(name, *form) for name, form in asked.items() if form]

    def answer(self, name):
        texts = (golden.read(self.place / f"{name}.{part}") for part in ("code", "out", "err"))
        code, out, err = texts
        return SimpleNamespace(code=int(code), out=out, err=err)


def without_extensions(value, depth=0):
    """As docker compose writes JSON: `x-` keys only at the top."""
    if isinstance(value, list):
        return [without_extensions(item, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: without_extensions(item, depth + 1) for key, item in value.items()
            if not (depth and key.startswith("x-"))}


@pytest.fixture(scope="module")
def asked(compose, live_clau, tmp_path_factory):
    """Every case by its folder, docker compose already asked."""
    top = tmp_path_factory.mktemp("witness")
    cases = {case: Asked(case, top / case.parent.name / case.name, live_clau)
             for case in CASES if not (case / "witness").is_file()}
    lines = [line for case in cases.values() for line in case.lines()]
    (top / "script").write_text(SCRIPT + "\n".join(lines) + "\n")
    compose.engine.containers.run(
        witness.IMAGE, ["sh", str(top / "script")], remove=True, network_mode="none",
        volumes={str(top): {"bind": str(top)}},
    )
    return cases


def pick(asked, case):
    if case not in asked:
        pytest.skip(golden.read(case / "witness").strip())
    return asked[case]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_docker_compose_reads_the_same(case, asked):
    one = pick(asked, case)
    theirs = one.answer("config")
    ours = one.run(*one.words.of_clau("--format", "json"))
    if ours.code:
        assert theirs.code, f"docker compose takes what clau refuses:\n{ours.err}\n{theirs.out}"
        return
    assert theirs.code == 0, f"docker compose refuses what clau takes:\n{theirs.err}"
    assert without_extensions(json.loads(ours.out)) == json.loads(theirs.out)


def hashes_alike(text, services):
    hashes = dict(line.split() for line in text.splitlines())
    hashes = {name: hash for name, hash in hashes.items() if name in services}
    for name, service in services.items():
        binds = any("create_host_path" in volume.get("bind", {})
                    for volume in service.get("volumes", []))
        ranks = any("priority" in (network or {})
                    for network in service.get("networks", {}).values())
        if binds or ranks or {"depends_on", "profiles"} & set(service):
            hashes.pop(name, None)
    return hashes


HASHED = [case for case in CASES if not (case / "code").is_file()]


@pytest.mark.parametrize("case", HASHED, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_docker_compose_reckons_the_same_hashes(case, asked):
    """Of the services where 2.26 reckons as later ones do: it counts dependencies, writes
    `create_host_path` and the priority of a network elsewhere, and leaves out env files."""
    one = pick(asked, case)
    if any("env_file:" in path.read_text(errors="replace") for path in one.yaml_files()):
        pytest.skip("docker compose 2.26 reckons without what env files hold")
    services = json.loads(one.run(*one.words.of_clau("--format", "json")).out)["services"]
    ours, theirs = (hashes_alike(text, services) for text in (
        one.run(*one.words.of_clau("--hash")).out, one.answer("hash").out))
    assert ours == theirs


LISTED = [case for case in CASES if NAMES & set(shlex.split(golden.read(case / "cmd")))]


@pytest.mark.parametrize("case", LISTED, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_docker_compose_lists_the_same(case, asked):
    one = pick(asked, case)
    ours = one.run(*one.words.of_clau(*one.words.names))
    assert sorted(ours.out.split()) == sorted(one.answer("names").out.split())
