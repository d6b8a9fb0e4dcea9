"""The loss over the number under the cursor, and over two: what is told beside them, and the way to the next ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from textual.pilot import Pilot

from glassnet.core.numerals import fixed
from glassnet.scenarios import load
from glassnet.scenarios.lessons.questions import Hidden
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.app import Glassnet
from glassnet.tui.messages import Entry, Sample
from glassnet.tui.panel import PaintOptions, Panel
from glassnet.tui.panels.landscape import LandscapePanel, neighbour
from glassnet.tui.panels.matrices.panel import MatricesPanel
from glassnet.tui.panels.surface import SurfacePanel
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState
from tests.panel_moments import LOOKS, all_moments, assert_intact, assert_not_empty, at, moved, paint, text_of
from tests.screen import drive, part

PANELS = [LandscapePanel, SurfacePanel]


@pytest.mark.parametrize("kind", PANELS)
def test_every_moment_is_painted_at_every_size(kind: type[Panel]) -> None:
    sizes = [(56, 9), (76, 15), (86, 17), (34, 8), (144, 30)]
    for number, snapshot in enumerate(all_moments()[::3]):
        width, height = sizes[number % len(sizes)]
        for cursor in (snapshot.choices.cursor, Entry("b1", (0,))):
            choices = replace(snapshot.choices, cursor=cursor)
            canvas = paint(kind(id="x"), replace(snapshot, choices=choices), width, height, LOOKS[number % 2])
            assert_intact(canvas)
            assert_not_empty(canvas)


@pytest.mark.parametrize("moves", ["b", "u", "b u", "b s"])
def test_the_numbers_are_those_of_the_engine_and_each_can_be_asked(moves: str) -> None:
    cursor = Entry("W1", (0, 2))
    snapshot = moved("xor", f"run:3 {moves}", cursor=cursor)
    canvas = paint(LandscapePanel(id="landscape"), snapshot, 86, 17)
    text = "\n".join(canvas.lines())
    before, after = snapshot.opening["W1"][0, 2], snapshot.landscape.end["W1"][0, 2]
    told = (before, snapshot.opening["loss"], snapshot.opening["dW1"][0, 2], after - before, after, 0.5)
    for value in told:
        assert fixed(float(value), 6, 10) in text
    targets = [hit.target for hit in canvas.hits]
    assert {cursor, Entry("loss"), Entry("dW1", (0, 2)), Entry("lr")} == set(targets)
    assert ("before its update" in text) == (snapshot.state["W1"] is not snapshot.opening["W1"])


def test_before_the_backward_pass_there_is_no_tangent_and_it_is_said_how_to_get_one() -> None:
    text = text_of(LandscapePanel(id="landscape"), moved("xor", "f", cursor=Entry("W1", (0, 0))), 86, 17)
    assert "b computes it" in text
    assert "step" not in text
    assert "◆" not in text


def test_a_rate_that_is_too_high_jumps_and_the_axis_holds_it() -> None:
    neuron = load("wave")
    session = Session(replace(neuron, training=replace(neuron.training, learning_rate=50.0, optimizer="sgd")))
    snapshot = Snapshot.of(at(session, "b"), ViewState(cursor=Entry("b2", (0,))))
    stand = snapshot.landscape.stand(Entry("b2", (0,)))
    assert stand.step is not None
    assert abs(stand.step) > 5
    text = text_of(LandscapePanel(id="landscape"), snapshot, 86, 17)
    assert "it alone: higher" in text
    assert "◀" in text or "▶" in text


def test_what_the_cursor_is_on_leads_to_a_number() -> None:
    snapshot = moved("xor", "run:2 b")

    def shown(cursor: Entry | None, around: Entry | None = None) -> Entry | None:
        choices = replace(snapshot.choices, cursor=cursor, around=around)
        return replace(snapshot, choices=choices).landscape.on_show

    assert shown(Entry("dW1", (1, 2))) == Entry("W1", (1, 2))
    assert shown(Entry("da1", (0, 3))) == Entry("a1", (0, 3))
    assert shown(Entry("x", (2, 1))) == Entry("x", (2, 1))
    assert shown(Entry("lr")) is None
    assert shown(Entry("lr"), Entry("b1", (3,))) == Entry("b1", (3,))  # which it was asked beside
    steepest = np.unravel_index(np.abs(snapshot.state.values["dW1"]).argmax(), (2, 4))
    assert shown(None) == Entry("W1", tuple(map(int, steepest)))
    started = moved("digits")  # whose corners are 0 in all images
    chosen = started.landscape.on_show
    assert chosen is not None
    assert started.landscape.end.values["dW1"][chosen.index] != 0
    assert "dW1" not in started.state.values
    focused = moved("xor", "f s s s").landscape.on_show
    assert focused is not None
    assert focused.name == "W2"  # whose gradient is the last step's
    assert "does not follow from lr" in text_of(LandscapePanel(id="x"), moved("xor", "b", cursor=Entry("lr")), 86, 17)
    beside = Entry("a1", (0, 0), Sample(9))
    assert moved("digits", "f", cursor=beside).landscape.on_show is None


def test_the_arrows_lead_through_all_parameters() -> None:
    snapshot, here = moved("xor"), Entry("W1", (0, 3))
    way = [here]
    for _ in range(9):
        here = neighbour(snapshot, here, 0, 1)
        way.append(here)
    rows = [(each.name, each.index[0]) for each in way]
    assert rows == [("W1", 0), ("W1", 1), ("b1", 3), *(("W2", i) for i in range(4)), *[("b2", 0)] * 3]
    assert neighbour(snapshot, Entry("W2", (0, 0)), 0, -1) == Entry("b1", (0,))
    assert neighbour(snapshot, Entry("W1", (0, 0)), -1, 0) == Entry("W1", (0, 0))
    assert neighbour(snapshot, Entry("z1", (3, 0)), 0, 1) == Entry("z1", (3, 0))


def test_two_numbers_are_neighbours() -> None:
    for key, number, low, high in (
        ("xor", Entry("W1", (1, 2)), Entry("W1", (0, 2)), Entry("W1", (1, 2))),
        ("xor", Entry("W2", (0, 0)), Entry("W2", (0, 0)), Entry("W2", (1, 0))),
        ("xor", Entry("b2", (0,)), Entry("W2", (0, 0)), Entry("b2", (0,))),
        ("slow-start", Entry("W1", (0, 0)), Entry("W1", (0, 0)), Entry("b1", (0,))),
    ):
        assert moved(key, cursor=number).landscape.pair == (low, high)
    assert moved("xor", cursor=Entry("x", (0, 0))).landscape.pair is None


def test_the_matrices_show_the_layer_of_the_number_in_the_picture_unless_one_is_chosen() -> None:
    for name, layer in (("x", 1), ("dW1", 1), ("W2", 2), ("loss", 2), ("lr", 1)):  # the step done is of layer 1
        entry = Entry(name, () if name in ("loss", "lr") else (0, 0))
        assert moved("xor", "b", cursor=entry, pictured=True).layer == layer
        assert moved("xor", "b", cursor=entry).layer == 1
        assert moved("xor", "b", cursor=entry, pictured=True, layer=2).layer == 2
    here = moved("xor", "b", cursor=Entry("W2", (1, 0)), pictured=True)
    assert "layer 2 of 2" in text_of(MatricesPanel(id="m"), here, 84, 17)


def test_a_surface_has_the_path_and_says_how_much_of_it() -> None:
    session = at(Session(load("neuron")), "run:60")
    panel, choices = SurfacePanel(id="surface"), ViewState(cursor=Entry("W1", (0, 0)))
    text_of(panel, Snapshot.of(session, choices), 86, 17)  # which asks for the past
    session.pasts.work(60)
    text = text_of(panel, Snapshot.of(session, choices), 86, 17)
    assert "beginning: every" in text
    assert text.count("○") == 2  # its beginning, and the word for it
    assert "no update moves it" in text_of(SurfacePanel(id="x"), moved("xor", "f", cursor=Entry("z1", (0, 0))), 86, 17)


@pytest.mark.parametrize("kind", PANELS)
def test_while_something_is_asked_it_tells_nothing(kind: type[Panel]) -> None:
    line: Any = type("Asks", (), {"hidden": Hidden(values=frozenset({"dW1"})), "marked": frozenset()})()
    assert kind(id="x").tells_secrets(moved("xor", "b", line=line))
    assert not kind(id="x").tells_secrets(moved("xor", "b"))


def test_colours_say_nothing_that_signs_do_not() -> None:
    look = PaintOptions(colourless=True)
    snapshot = moved("xor", "run:50", cursor=Entry("W1", (0, 0)))
    surface = "\n".join(paint(SurfacePanel(id="x"), snapshot, 86, 17, look).lines())
    assert "▀" not in surface
    assert "a: loss" in surface
    assert not np.any(["⠀" < char < "⣿" for char in surface])


def test_a_picture_of_a_moment_ago_says_so() -> None:
    session = Session(load("xor"))
    for kind in PANELS:
        panel, choices = kind(id="x"), ViewState(cursor=Entry("W1", (0, 0)), running=True)
        session.run(iterations=3)
        assert "drawn at" not in text_of(panel, Snapshot.of(session, choices), 86, 17)
        drawn = session.state.iteration
        session.run(iterations=3)
        older = text_of(panel, Snapshot.of(session, choices), 86, 17)
        assert f"drawn at iteration {drawn}:" in older
        assert f"all else as in iteration {drawn} " in older
        assert "drawn at" not in text_of(panel, Snapshot.of(session, replace(choices, running=False)), 86, 17)


def test_a_step_that_changes_nothing_is_said_to_change_nothing() -> None:
    """p00 is 0 in all images: its weight has no gradient, and what differs is rounding."""
    text = text_of(LandscapePanel(id="x"), moved("digits", "run:3", cursor=Entry("W1", (0, 0))), 110, 17)
    assert "it alone: the same" in text
    assert not any(word in text for word in ("lower", "higher"))


def test_a_curve_that_hardly_bends_fills_its_axis_and_says_so() -> None:
    snapshot = moved("deep-sigmoid", "run:50", cursor=Entry("W1", (0, 0)))
    text = text_of(LandscapePanel(id="x"), snapshot, 86, 17)
    assert "Almost flat: the loss goes from 0.25" in text
    ticks = [float(line.split("┤")[0].strip("│ ")) for line in text.splitlines() if "┤" in line]
    assert len(ticks) >= 2
    assert max(ticks) - min(ticks) < 0.001


def test_the_surface_says_what_its_arrow_and_its_step_are() -> None:
    xor = text_of(SurfacePanel(id="x"), moved("xor", "run:3", cursor=Entry("W2", (0, 0))), 110, 30)
    assert "the way downhill from ●" in xor
    assert "need not" not in xor
    digits = text_of(SurfacePanel(id="x"), moved("digits", "run:3"), 110, 30)
    assert "adam need not step along the arrow" in digits
    assert "…  " not in digits  # a name that had no room


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_keys_show_it_walk_come_closer_and_lead_back(size: tuple[int, int]) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("b")
        app.workspace.point_at(Entry("W1", (0, 0)))
        app.do("loss_curve")
        await pilot.press("right")
        await pilot.pause()
        before = part(app, "landscape")
        assert "a function of W1[0,1]" in before
        assert app.is_shown("matrices") == (size[0] >= 110)
        await pilot.press("+")
        await pilot.pause()
        assert part(app, "landscape") != before
        await pilot.press("_", "enter")
        await pilot.pause()
        assert "explain: W1[0,1]" in part(app, "explain")
        await pilot.press("escape")
        await pilot.pause()
        assert part(app, "landscape") == before
        app.do("loss_surface")
        await pilot.pause()
        assert "W1[0,1] and W1[1,1]" in part(app, "surface")
        await pilot.press("escape")
        await pilot.pause()
        assert app.is_shown("network")

    drive(steps, size=size)
