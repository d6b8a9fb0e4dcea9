"""Sessions in files: the same numbers at every moment, and never a half one."""

from __future__ import annotations

import copy
import hashlib
import itertools
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from glassnet.core.actions import Edit
from glassnet.core.errors import GlassnetError
from glassnet.core.machine import State
from glassnet.scenarios import load
from glassnet.scenarios.sessions import saving
from glassnet.scenarios.sessions.halts import Halt
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.workspace import Workspace


def assert_same(a: State, b: State) -> None:
    assert (a.iteration, a.done, a.pending) == (b.iteration, b.done, b.pending)
    assert a.values.keys() == b.values.keys()
    for name in a.values:
        assert np.array_equal(a.values[name], b.values[name]), name


def busy_session() -> Session:
    """A past with batches, an edit, a change and a halt, looked at somewhere in the middle."""
    session = Session(load("sensor"))
    session.run(iterations=30)
    now = session.scenario
    training = replace(now.training, batch_size=100, regularization="l2", regularization_rate=0.01)
    session.change(replace(now, training=training), "batch size 100, l2")
    session.run(iterations=40)
    session.edit(Edit("W1", (0, 3), 1.5))
    session.run(iterations=5)
    session.step()
    session.halts = (Halt("loss", 0.25),)
    session.goto(50, 4)
    return session


def saved_and_loaded(session: Session, path: Path) -> Session:
    saving.save(str(path), [(session, {"sample": 3})], 0)
    ((again, view),), shown = saving.load(str(path))
    assert view == {"sample": 3}
    assert shown == 0
    return again


@pytest.mark.parametrize("name", ["spiral", "digits"])
def test_plane_images_and_generator_come_back(name: str, tmp_path: Path) -> None:
    mine = Session(load(name))
    its = saved_and_loaded(mine, tmp_path / "data.glassnet").scenario
    assert (its.generator, its.origin, its.data.image) == (mine.scenario.generator, name, mine.scenario.data.image)
    assert (its.data.plane is None) == (mine.scenario.data.plane is None)
    if its.data.plane is not None and mine.scenario.data.plane is not None:
        assert its.data.plane.keys == mine.scenario.data.plane.keys
        assert np.array_equal(its.data.plane.points, mine.scenario.data.plane.points)


def test_every_moment_is_the_same_in_the_session_read_back(tmp_path: Path) -> None:
    session = busy_session()
    again = saved_and_loaded(session, tmp_path / "busy.glassnet")
    assert (again.history.tick, again.history.end) == (session.history.tick, session.history.end)
    assert_same(again.state, session.state)
    for tick in range(0, session.history.end + 1, 37):
        assert_same(again.history.state_at(tick), session.history.state_at(tick))
    curves = ((losses.train.whole, losses.epochs.whole, losses.test.whole) for losses in (again.losses, session.losses))
    for mine, its in zip(*map(itertools.chain.from_iterable, curves), strict=True):
        assert np.array_equal(mine, its)
    assert list(map(str, again.halts)) == ["loss below 0.25"]
    sizes = [again.scenario.training.batch_size]
    again.goto(10)
    assert [*sizes, again.scenario.training.batch_size] == [100, "full"]


def test_a_session_read_back_goes_on_as_it_would_have(tmp_path: Path) -> None:
    session = Session(load("xor"))
    session.run(iterations=100)
    again = saved_and_loaded(session, tmp_path / "xor.glassnet")
    for each in (session, again):
        each.run(iterations=100)
    assert_same(again.state, session.state)
    assert np.array_equal(again.losses.train.values, session.losses.train.values)


def test_what_is_saved_is_not_changed_by_going_on(tmp_path: Path) -> None:
    session = busy_session()
    path = tmp_path / "one.glassnet"
    saved_and_loaded(session, path)
    before = path.read_bytes()
    session.step()
    saving.load(str(path))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda content: b"", "no Glassnet session"),
        (lambda content: b"PK\x03\x04" + content, "no Glassnet session"),
        (lambda content: content[:40], "no Glassnet session"),
        (lambda content: content[:-1], "cut off: "),
        (lambda content: content[:1000], "cut off: "),
        (lambda content: content[:-1] + bytes([content[-1] ^ 1]), "damaged"),
        (lambda content: content + b"!", "damaged"),
        (lambda content: content.replace(b"format 2", b"format 7", 1), "written by a newer Glassnet"),
    ],
)
def test_a_spoilt_file_is_one_clear_line(spoil: object, says: str, tmp_path: Path) -> None:
    path = tmp_path / "spoilt.glassnet"
    saved_and_loaded(Session(load("neuron")), path)
    path.write_bytes(spoil(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(GlassnetError) as caught:
        saving.load(str(path))
    assert str(caught.value).startswith(f"{path}: {says}")
    assert "\n" not in str(caught.value)


def test_a_file_whose_parts_do_not_fit_is_refused(tmp_path: Path) -> None:
    session = busy_session()
    archive = session.archive()
    history = archive.history
    for wrong in (
        replace(history, tick=history.end + 1),
        replace(history, keyframes={}),
        replace(history, rows=()),
        replace(history, rows=(replace(history.rows[0], config=load("xor").config), *history.rows[1:])),
        replace(history, whole={history.end: history.whole[history.end]}),
    ):
        run = saving.Run(replace(archive, history=wrong), {})
        path = tmp_path / "wrong.glassnet"
        path.write_bytes(saving.encode(saving.Content((run,), 0)))
        with pytest.raises(GlassnetError):
            saving.load(str(path))


def test_a_failure_to_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "kept.glassnet"
    session = Session(load("xor"))
    saved_and_loaded(session, path)
    before = path.read_bytes()

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    session.step()
    with pytest.raises(GlassnetError, match="No space left on device"):
        saving.save(str(path), [(session, {})], 0)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["kept.glassnet"]


def test_an_unfinished_file_of_a_killed_process_is_swept(tmp_path: Path) -> None:
    code = "import os, sys\nfrom scenarios.replacing import replacing\n"
    code += "with replacing(sys.argv[1], True) as file:\n    file.write(b'half')\n    os._exit(9)\n"
    path = tmp_path / "a.glassnet"
    for _ in range(3):
        subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert len(list(tmp_path.glob(".*"))) == 1  # each takes away what the one before left
    (tmp_path / ".mine.unfinished").touch()
    (tmp_path / ".glassnet-abcdefgh.unfinished").mkdir()  # none of ours is a folder
    saved_and_loaded(Session(load("neuron")), tmp_path / "another.glassnet")
    assert {each.name for each in tmp_path.iterdir()} == {
        *("another.glassnet", ".mine.unfinished", ".glassnet-abcdefgh.unfinished")
    }


def test_a_save_in_progress_of_another_process_is_left_alone(tmp_path: Path) -> None:
    code = "import sys\nfrom scenarios.replacing import replacing\n"
    code += "with replacing(sys.argv[1], True) as file:\n    file.write(b'slow')\n"
    code += "    print(flush=True)\n    sys.stdin.readline()\n"
    slow = tmp_path / "slow"
    command = [sys.executable, "-c", code, str(slow)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()  # it has begun
        for _ in range(3):
            saved_and_loaded(Session(load("neuron")), tmp_path / "mine.glassnet")
        assert len(list(tmp_path.glob(".*"))) == 1
        process.stdin.write(b"\n")
        process.stdin.flush()
    assert process.returncode == 0
    assert slow.read_bytes() == b"slow"
    assert {each.name for each in tmp_path.iterdir()} == {"mine.glassnet", "slow"}


def test_one_name_may_be_as_long_as_names_go(tmp_path: Path) -> None:
    saved_and_loaded(Session(load("neuron")), tmp_path / ("男" * 80 + ".glassnet"))


SAVING = """
import sys
from glassnet.scenarios.sessions import saving
from glassnet.scenarios import load
from glassnet.scenarios.sessions.session import Session
session = Session(load("sensor"))
while True:
    session.run(iterations=20)
    saving.save(sys.argv[1], [(session, {})], 0)
    print(flush=True)
"""


def test_killed_at_any_moment_of_saving_the_last_one_opens(tmp_path: Path) -> None:
    path = tmp_path / "killed.glassnet"
    for delay in (0.0, 0.0007, 0.0013, 0.002, 0.0031, 0.0042):
        process = subprocess.Popen([sys.executable, "-c", SAVING, str(path)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()  # one is saved
        time.sleep(delay)
        process.kill()
        process.wait()
        process.stdout.close()
        ((session, _),), _ = saving.load(str(path))
        assert session.state.iteration % 20 == 0
    saving.save(str(path), [(session, {})], 0)
    assert list(tmp_path.iterdir()) == [path]


def test_whatever_stands_in_a_file_nothing_but_one_line_comes_of_it(tmp_path: Path) -> None:
    """Each number, text and list of a file in turn becomes something else; what opens can be used."""
    session = Session(load("xor"))
    session.run(iterations=2)
    session.edit(Edit("W1", (0, 0), 0.3))
    now = session.scenario
    session.change(replace(now, training=replace(now.training, batch_size=2)), "batch size 2")
    session.run(iterations=1)
    session.goto(2, 3)
    body = saving.encode(saving.Content((saving.Run(session.archive(), {"cursor": ["W1", [0, 0]]}),), 0)).split(
        b"\n", 1
    )[1]
    outer = msgspec.msgpack.decode(body)
    places, path = list(_places(outer["content"])), tmp_path / "odd.glassnet"
    dice, said = random.Random(1), list[str]()
    for place in dice.sample(places, 250):
        odd: object = dice.choice([None, -1, 1, 2**40, float("nan"), "x", [], {}, [1], True, b"a", [[[]]]])
        path.write_bytes(_file({**outer, "content": _with(outer["content"], place, odd)}))
        try:
            sessions = saving.load(str(path))
        except GlassnetError as error:
            said.append(str(error))
            continue
        workspace = Workspace(sessions)
        workspace.snapshot()
        workspace.session.back()
        workspace.session.goto(0)
        workspace.session.run(iterations=2)
    assert len(said) > 50
    assert not any("\n" in line for line in said)


def _places(value: object, at: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    yield at
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield from _places(part, (*at, key))


def _with(value: Any, place: tuple[object, ...], new: object) -> Any:
    if not place:
        return new
    changed = copy.copy(value)
    changed[place[0]] = _with(value[place[0]], place[1:], new)
    return changed


def _file(outer: dict[str, object]) -> bytes:
    body = msgspec.msgpack.encode(outer)
    return f"glassnet session, format 2, sha256 {hashlib.sha256(body).hexdigest()}, {len(body)} bytes\n".encode() + body
