"""Judge my numbers, by keys: a file is opened, the wrong step marked, yours and right shown, and left again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from textual.pilot import Pilot

from glassnet.core.explain import why
from glassnet.playing import keep
from glassnet.scenarios.judge.session import hand_in_file
from glassnet.tui.app import Glassnet
from glassnet.tui.drawing.palette import DARK
from glassnet.tui.panels.explain.beside import side_by_side
from glassnet.tui.panels.explain.page import Page
from tests.scenarios.judge.networks import Arrays, Case
from tests.scenarios.judge.test_handed import made_with, session_of
from tests.screen import drive, part, told

CASE = Case((2, 3, 1), ("sigmoid", "sigmoid"), "mse")


def saved(folder: Path, numbers: Arrays, name: str) -> Path:
    np.savez(folder / name, allow_pickle=False, **numbers)
    return folder / name


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


async def judge(pilot: Pilot[None], app: Glassnet, name: str) -> None:
    app.do("judge")
    await pilot.pause()
    await pilot.press(*("full_stop" if letter == "." else letter for letter in name), "enter")


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
def test_a_wrong_step_is_marked_and_enter_shows_yours_and_right(size: tuple[int, int], tmp_path: Path) -> None:
    saved(tmp_path, made_with(CASE, "slope-left-out"), "m.npz")

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f")
        await judge(pilot, app, "m.npz")
        assert "mistake dz2: slope-left-out" in part(app, "header")
        assert "the slope of the output's sigmoid is left out" in part(app, "now")
        await pilot.press("enter")
        said = part(app, "explain").splitlines()
        at = next(place for place, line in enumerate(said) if line[2:].startswith("yours"))
        beside = said[at].index("right")  # two columns of the same lines
        halves = [(line[2:beside].rstrip(), line[beside:-1].strip()) for line in said[at + 1 : at + 5]]
        assert halves[0] == ("dz2 = da2", "dz2 = da2 · σ′(z2)")
        assert halves[1] == ("da2[3,0]", "da2[3,0]·a2[3,0]·(1 - a2[3,0])")
        assert [half.rpartition(" = ")[2] for half in halves[2]] == ["-0.2338", "-0.04453"]
        assert halves[3] == ("dz2 = da2", "dz2 = da2 * (a2 * (1 - a2))")
        assert any("slope-left-out" in line for line in said)
        await pilot.press("o", "space")
        assert "≈ follows, but from a number before it that does not" in part(app, "now")
        if size[0] > 100:
            listed = [line.strip("│ ")[:8] for line in part(app, "steps").splitlines()]
            assert [line for line in listed if line[:1] in "✓✗▶≈"][4:9] == [
                "✓ loss =", "✓ da2 = ", "✗ dz2 = ", "▶ ≈ dW2 ", "≈ db2 = ",
            ]  # fmt: skip
        await pilot.press("i", "i")  # through his program as through any
        assert "iteration 2" in part(app, "now") or app.session.state.iteration == 2
        await pilot.press("o")
        assert app.workspace.key == "xor"
        assert app.session.state.done == 5  # as it was left

    drive(steps, size=size)


def test_yours_and_right_stand_side_by_side_where_each_fits_its_half() -> None:
    numbers = made_with(CASE, "db-mean")
    known = session_of(CASE, numbers)
    unknown = session_of(CASE, {**numbers, "db2": numbers["db2"] * 1.37})
    for session in (known, unknown):
        assert session.handed is not None
        page = Page(session.told(why(session.history, "db2", (0,))), session.scenario.data)
        right = session.handed.right("db2", (0,))
        assert right is not None
        assert side_by_side(page, right, 60, 2, False, DARK) is None
        found = side_by_side(page, right, 76, 2, False, DARK)
        assert found is not None
        spans = [span for group in found.groups for line in group for span in line]
        assert all(span.x + len(span.text) <= (37 if span.x < 39 else 76) for span in spans)
        halves = [" ".join(span.text for span in spans if (span.x < 39) == first) for first in (True, False)]
        assert page.explanation.numpy_line in halves[0] if session is known else "handed in" in halves[0]
        assert "db2 = dz2.sum(axis=0)" in halves[1]


def test_what_cannot_be_shown_is_one_line_and_nothing_is_lost(tmp_path: Path) -> None:
    Path("b.json").write_text('{"x": [[1, 2], [3]]}')
    saved(tmp_path, made_with(CASE, "db-not-summed"), "o.npz")

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f")
        for path, words in (("b.json", "is ragged"), ("o.npz", "judged, but not shown")):
            await judge(pilot, app, path)
            assert words in told(app)
            assert "\n" not in told(app)
            assert (app.workspace.key, app.session.state.done) == ("xor", 5)

    drive(steps)


def test_a_file_without_data_is_about_what_is_open(tmp_path: Path) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f")
        wrong = 2 * app.session.state.values["a2"]
        saved(tmp_path, {"a2": wrong, "z2": app.session.state.values["z2"]}, "a.npz")
        await judge(pilot, app, "a.npz")
        assert "does not follow a2" in part(app, "header")

    drive(steps)


def test_handed_in_numbers_are_not_saved_but_what_else_is_open_is(tmp_path: Path) -> None:
    path = saved(tmp_path, made_with(CASE, "slope-left-out"), "m.npz")

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:  # as `glassnet judge --open` has it
        await pilot.press("escape", "i", "ctrl+s", "enter")
        assert "stand in their file" in told(app)
        assert keep(app) == ""  # there is nothing to go back to, and nothing to keep
        await pilot.press("escape", "2", "i")
        await judge(pilot, app, "m.npz")
        sessions, shown = app.workspace.saved()
        assert ([session.begun.key for session, _ in sessions], shown) == (["xor"], 0)

    drive(steps, ([(hand_in_file(str(path)), {})], 0))


@pytest.mark.parametrize("id_", ["softmax-whole", "softmax-axis", "divided-by-sum", "not-sent-back", "weights-summed"])
def test_a_step_that_sums_over_something_else_has_its_parts_listed(id_: str) -> None:
    case = Case((2, 3, 3), ("tanh", "softmax"), "cross_entropy", 4)
    session = session_of(case, made_with(case, id_))
    step = session.state.step
    assert step is not None
    page = Page(session.told(why(session.history, step.output, (0, 0))), session.scenario.data)
    assert page.table is not None
    assert page.table.rows
