"""Settings, pace, the screen's cookie, and the watcher."""

import asyncio
import os
import stat
import struct

import pytest

from clau_vizdoom import display, pace, places, settings, watch


def test_defaults():
    assert settings.read({}) == ("deathmatch", 10, False)


@pytest.mark.parametrize("scenario", settings.SCENARIOS)
def test_each_scenario_can_be_chosen(scenario):
    assert settings.read(
        {"VIZDOOM_SCENARIO": scenario, "VIZDOOM_SEED": "42", "VIZDOOM_WATCH": "1"}
    ) == (scenario, 42, True)


@pytest.mark.parametrize(
    "name, value",
    [
        ("VIZDOOM_SCENARIO", "quake"),
        ("VIZDOOM_SCENARIO", "../../etc/passwd"),
        ("VIZDOOM_SEED", "-1"),
        ("VIZDOOM_SEED", "1.5"),
        ("VIZDOOM_SEED", str(2**31)),
        ("VIZDOOM_SEED", "\u0663"),
        ("VIZDOOM_WATCH", "yes"),
    ],
)
def test_a_bad_setting_is_named(name, value):
    with pytest.raises(settings.SettingError, match=f"{name}="):
        settings.read({name: value})


class Clock:
    def __init__(self):
        self.now, self.slept = 100.0, []

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def test_the_pace_is_kept_on_average():
    clock = Clock()
    keeper = pace.Pace(35, lambda: clock.now, clock.sleep)
    for _ in range(350):
        clock.now += 0.005  # the game's own work
        keeper.wait()
    assert clock.now - 100.0 == pytest.approx(10.0, abs=0.05)


def test_a_short_delay_is_made_up_for_and_a_long_one_is_not():
    clock = Clock()
    keeper = pace.Pace(10, lambda: clock.now, clock.sleep)
    clock.now += 0.15
    keeper.wait()
    keeper.wait()
    assert clock.slept == [pytest.approx(0.05)]
    clock.now += 60.0
    keeper.wait()
    keeper.wait()
    assert clock.slept[1:] == [pytest.approx(0.1)]


def test_the_rate_is_told_once_a_second():
    clock = Clock()
    keeper = pace.Pace(35, lambda: clock.now, clock.sleep)
    rates = [rate for rate in (keeper.wait() for _ in range(105)) if rate is not None]
    assert len(rates) in (2, 3) and all(rate == pytest.approx(35, abs=1) for rate in rates)


def test_the_cookie_file_is_what_x_reads():
    entry = display.authority_entry(99, bytes(range(16)))
    (family,) = struct.unpack_from(">H", entry)
    fields, at = [], 2
    while at < len(entry):
        (length,) = struct.unpack_from(">H", entry, at)
        fields.append(entry[at + 2 : at + 2 + length])
        at += 2 + length
    assert (family, fields) == (0xFFFF, [b"", b"99", b"MIT-MAGIC-COOKIE-1", bytes(range(16))])


def test_the_screen_is_prepared_over_the_remains_of_the_last_one(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "X_SOCKET", str(tmp_path / ".X11-unix" / "X99"))
    monkeypatch.setattr(places, "X_LOCK", str(tmp_path / ".X99-lock"))
    monkeypatch.setattr(places, "AUTHORITY", str(tmp_path / "authority"))
    display.prepare()
    first = (tmp_path / "authority").read_bytes()
    (tmp_path / ".X99-lock").write_text("  17\n")
    display.prepare()
    assert not (tmp_path / ".X99-lock").exists()
    assert (tmp_path / "authority").read_bytes() != first
    assert stat.S_IMODE(os.stat(tmp_path / "authority").st_mode) == 0o600


def test_the_watcher_tells_what_changed(tmp_path):
    (tmp_path / "kept.py").write_text("1")
    (tmp_path / "edited.py").write_text("1")
    (tmp_path / "removed.py").write_text("1")

    async def watched():
        change = asyncio.create_task(watch.next_change(str(tmp_path), 0.02))
        await asyncio.sleep(0.1)
        assert not change.done()
        (tmp_path / "edited.py").write_text("22")
        (tmp_path / "removed.py").unlink()
        (tmp_path / "new.py").write_text("1")
        (tmp_path / "notes.txt").write_text("not source")
        return await asyncio.wait_for(change, 5)

    assert [os.path.basename(path) for path in asyncio.run(watched())] == [
        "edited.py",
        "new.py",
        "removed.py",
    ]
