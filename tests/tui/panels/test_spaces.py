"""The pictures of a hidden layer's space, of histograms and of heat maps, painted and driven by keys."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import numpy as np
import pytest
from textual.pilot import Pilot

from glassnet.core.actions import Edit
from glassnet.core.numerals import brief
from glassnet.scenarios import load
from glassnet.scenarios.lessons.questions import Hidden
from glassnet.scenarios.lessons.seen import Number
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.app import Glassnet
from glassnet.tui.board import make_panel
from glassnet.tui.lessons.line import Line
from glassnet.tui.messages import Entry, Sample
from glassnet.tui.panel import PaintOptions, Panel
from glassnet.tui.panels.heatmap import HeatMapPanel
from glassnet.tui.panels.hidden import HiddenPanel
from glassnet.tui.panels.histogram import HistogramPanel
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState
from tests.panel_moments import LOOKS, at, moved, paint, text_of
from tests.screen import drive, part, told

KEYS = ("neuron", "xor", "sensor", "digits", "deep-sigmoid", "iris", "two-two-two")
ROOMS = ((26, 5), (56, 9), (76, 13), (84, 32), (140, 52))
PANELS = ("hidden", "histogram", "heatmap")


@pytest.mark.parametrize("key", KEYS)
def test_they_paint_at_every_size_and_moment(key: str) -> None:
    looks = itertools.cycle(LOOKS)
    for moves in ("", "run:3 s s"):
        snapshot = moved(key, moves, cursor=Entry("W1", (1, 0)))
        for name, size in itertools.product(PANELS, ROOMS[1::2] if key == "digits" else ROOMS):
            panel = make_panel(name)
            panel.snapshot = snapshot
            paint(panel, snapshot, size[0], size[1], next(looks))


def test_a_training_that_left_all_numbers_behind_is_told_of() -> None:
    session = Session(load("xor"))
    session.run(iterations=2)
    for name, value in (("W1", float("1e308")), ("W2", float("-1e308"))):
        session.edit(Edit(name, (0, 0), value))
        session.run(iterations=2)
    snapshot = Snapshot.of(session, ViewState())
    for name in PANELS:
        text_of(make_panel(name), snapshot, 84, 32)


def test_nothing_tells_what_is_asked() -> None:
    session = at(Session(load("xor")), "run:3 b")
    one = Entry("a1", (2, 0))
    hidden = Hidden(frozenset({Number(*one[:2])}))
    snapshot = Snapshot.of(session, ViewState(cursor=one, line=Line(("lesson",), hidden=hidden)))
    assert HiddenPanel(id="hidden").tells_secrets(snapshot)
    assert HistogramPanel(id="histogram").tells_secrets(snapshot)
    text = text_of(HeatMapPanel(id="heatmap"), snapshot, 84, 32)
    assert brief(float(session.state.values["a1"][one.index]), 3) not in text
    assert brief(float(session.state.values["a1"][2, 2]), 3) in text
    free = Snapshot.of(session, ViewState())
    assert not HiddenPanel(id="hidden").tells_secrets(free)
    assert not HistogramPanel(id="histogram").tells_secrets(free)


def test_what_the_histogram_cuts_off_is_told() -> None:
    panel = HistogramPanel(id="histogram")
    panel.snapshot = snapshot = moved("sensor", "run:300", layer=1)
    panel.move_cursor(0, 2)  # dz1, of which few rows still get much
    for width, height in ((76, 13), (84, 32)):
        text = text_of(panel, snapshot, width, height)
        assert re.search(r"cut off at the ends: ◂ \d+ below, ▸ \d+ above", text)
        assert "└◂─" in text


# --- the hidden space ---


def test_the_chosen_sample_of_many_shows_that_it_is_wrong() -> None:
    session = at(Session(load("spiral")), "run:25")
    wrong = Snapshot.of(session, ViewState()).wrong(test=False).tolist()
    right = next(row for row in range(200) if row not in wrong)
    for sample, shown in ((Sample(wrong[0]), True), (Sample(right), False)):
        panel = HiddenPanel(id="hidden")
        map_ = "\n".join(
            line[:48] for line in text_of(panel, Snapshot.of(session, ViewState(sample=sample)), 84, 32).splitlines()
        )
        assert ("▸!" in map_ or "!◂" in map_) == shown


@pytest.mark.parametrize("look", LOOKS)
def test_ten_classes_leave_room_for_what_the_picture_says(look: PaintOptions) -> None:
    snapshot = moved("digits", "run:9")
    lines = paint(HiddenPanel(id="hidden"), snapshot, 80, 15, look).lines()
    beside = " ".join(line[34:-1].strip() for line in lines)
    assert f"The {'patterns' if look.shaded else 'colours'} are what layer 2 answers" in beside
    assert "right or wrong." in beside
    signs = beside.partition("! wrong")[2].partition("→")[0]
    assert [sign for sign in signs if sign.isdigit()] == list("0123456789")


def test_a_row_beside_the_batch_has_no_row_of_it_and_is_told_of() -> None:
    snapshot = moved("spiral", "run:25")
    assert snapshot.position is None
    text = text_of(HiddenPanel(id="hidden"), snapshot, 84, 32)
    assert "before update" in text
    assert "z3[·,0]" in text
    assert "z3[0,0]" not in text


def test_the_frame_says_which_directions_are_seen() -> None:
    xor = text_of(HiddenPanel(id="hidden"), moved("xor", "run:600"), 84, 32)
    assert "along W2" in xor
    assert "what the network answers, right or" in xor
    assert "as they come in" in xor
    assert "two principal directions" in text_of(HiddenPanel(id="hidden"), moved("sensor", "run:9"), 84, 32)
    exact = text_of(HiddenPanel(id="hidden"), moved("two-two-two", "run:9"), 84, 32)
    assert "a1[·,0] and a1[·,1]" in exact


def test_the_points_stand_on_the_side_of_their_answers() -> None:
    """In the cell beside each point the colour is that of the engine's answer for it."""
    snapshot, panel = moved("xor", "run:600"), HiddenPanel(id="hidden")
    canvas = paint(panel, snapshot, 84, 32)
    for row, answer in enumerate(snapshot.predictions.train[:, 0].tolist()):
        hit = next(hit for hit in canvas.hits if hit.target == Sample(row))
        colour = int(canvas.fg[hit.y - 1, hit.x])
        assert ((colour >> 16) > (colour & 255)) == (answer > 0.5)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_arrows_lead_to_other_layers_and_directions(size: tuple[int, int]) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i")
        app.do("hidden_space")
        await pilot.pause()
        await pilot.pause()
        assert "layer 3" in part(app, "hidden")
        await pilot.press("left")
        await pilot.pause()
        assert "layer 2" in part(app, "hidden")
        assert "principal directions" in part(app, "hidden")
        await pilot.press("down")
        await pilot.pause()
        assert "a2[·,0] and a2[·,1]" in part(app, "hidden")
        await pilot.press("escape")
        await pilot.pause()
        assert not app.is_shown("hidden")

    drive(steps, "deep-sigmoid", size=size)


def test_without_a_hidden_layer_it_says_so() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i")
        app.do("hidden_space")
        await pilot.pause()
        await pilot.pause()
        assert "no hidden layer" in told(app)

    drive(steps, "neuron")


# --- histograms ---


def test_what_the_matrices_do_not_show_yet_is_evaluated_beside() -> None:
    assert "16 numbers, all 4 rows, evaluated beside" in text_of(HistogramPanel(id="x"), moved("xor"), 84, 32)
    assert "beside" not in text_of(HistogramPanel(id="x"), moved("xor", "f", layer=1), 84, 32)
    one = text_of(HistogramPanel(id="x"), moved("neuron", "f"), 84, 32)
    assert "a1: 1 number, " in one
    assert "no a1 is saturated: the slope of σ is nowhere below 5 %" in one
    assert "no unit of layer 1 is dead: none has a1 = 0 for every row" in text_of(
        HistogramPanel(id="x"), moved("sensor", "f", layer=1), 84, 32
    )


# --- heat maps ---


def test_a_heat_map_names_its_rows_and_columns_and_has_aligned_numbers() -> None:
    snapshot = moved("sensor", "run:9", cursor=Entry("W2", (1, 0)))
    lines = text_of(HeatMapPanel(id="heatmap"), snapshot, 84, 32).splitlines()
    assert all(name in lines[2] for name in ("Normal", "Warning", "Critical"))
    rows = [line for line in lines if "unit" in line and "W2" not in line]
    assert [line.split()[2].strip("▸") for line in rows] == [str(unit) for unit in range(16)]
    columns = {tuple(at for at, char in enumerate(line) if char == ".") for line in rows}
    assert len(columns) == 1
    for unit, line in enumerate(rows):
        assert f"{snapshot.state.values['W2'][unit, 2]:+.4f}" in line
    inputs = text_of(
        HeatMapPanel(id="heatmap"), replace(snapshot, choices=ViewState(cursor=Entry("W1", (0, 0)))), 84, 32
    )
    assert "temper" in inputs
    assert "vibration" in inputs


def test_it_counts_says_what_is_dead_and_asks_where_the_ends_come_from() -> None:
    snapshot = moved("xor-stuck", "run:9 b", layer=1)
    canvas = paint(HistogramPanel(id="histogram"), snapshot, 84, 32)
    text = "\n".join(canvas.lines())
    a = snapshot.state.values["a1"]
    assert "a1: 16 numbers, all 4 rows" in text
    assert f"{np.count_nonzero(a == 0)} exactly 0" in text
    dead = np.flatnonzero((a == 0).all(axis=0)).tolist()
    assert f"dead in layer 1: {len(dead)} of 4 units: {dead[0]}" in text
    entries = [hit.target for hit in canvas.hits if isinstance(hit.target, Entry)]
    assert snapshot.number(entries[-1]) == a.max()


# --- heat maps ---


def test_every_cell_of_a_heat_map_is_the_entry_that_it_shows() -> None:
    snapshot, panel = moved("sensor", "run:9 b", cursor=Entry("W2", (0, 0))), HeatMapPanel(id="heatmap")
    panel.snapshot = snapshot
    canvas = paint(panel, snapshot, 84, 32)
    found = {panel.target_at(x, y) for y in range(3, 30) for x in range(2, 80)}
    entries = {target for target in found if isinstance(target, Entry) and target.name == "W2"}
    assert {entry.index for entry in entries} == set(np.ndindex(16, 3))
    assert all(panel.has(entry) for entry in entries)
    assert f"W2[0,0] = {snapshot.state.values['W2'][0, 0]:.3f}"[:14] in "\n".join(canvas.lines())


def test_a_heat_map_has_its_numbers_in_bands_where_one_has_no_room_for_them() -> None:
    snapshot, panel = moved("sensor", "run:9 b", cursor=Entry("W1", (1, 12))), HeatMapPanel(id="heatmap")
    panel.snapshot = snapshot
    canvas = paint(panel, snapshot, 84, 32)
    for index, value in np.ndenumerate(snapshot.state.values["W1"]):
        y, line = next((y, line) for y, line in enumerate(canvas.lines()) if f"{value:+.3f}" in line)
        assert panel.target_at(line.index(f"{value:+.3f}"), y) == Entry("W1", index)
    assert all(f"unit {unit}" in "\n".join(canvas.lines()) for unit in range(16))
    assert f"[{snapshot.state.values['W1'][1, 12]:+.3f}]" in "\n".join(canvas.lines())


def test_weights_of_pixels_are_images() -> None:
    snapshot, panel = moved("digits", "run:2", cursor=Entry("W1", (10, 3))), HeatMapPanel(id="heatmap")
    panel.snapshot = snapshot
    canvas = paint(panel, snapshot, 84, 32)
    assert "unit 31" in "\n".join(canvas.lines())
    weights, scale = snapshot.state.values["W1"], 0
    for y in range(3, 28):
        for x in range(2, 82):
            target = panel.target_at(x, y)
            if (
                isinstance(target, Entry)
                and target.name == "W1"
                and canvas.char_at(x, y) == "▀"
                and target.index != (10, 3)
            ):
                colour, scale = int(canvas.fg[y, x]), scale + 1
                plain = (LOOKS[0].palette.header_bg >> 16) - (LOOKS[0].palette.header_bg & 255)
                assert np.sign((colour >> 16) - (colour & 255) - plain) == np.sign(weights[target.index])
    assert scale >= 32 * 32 - 1  # the upper of two pixels in every cell of 32 images


def test_what_is_larger_than_the_panel_is_shown_in_means_and_closer() -> None:
    panel = HeatMapPanel(id="heatmap")
    means = text_of(panel, moved("sensor", "run:2", cursor=Entry("a1", (100, 2))), 84, 20)
    assert "each cell is the mean of" in means
    closer = text_of(panel, moved("sensor", "run:2", cursor=Entry("a1", (100, 2)), full=True), 84, 20)
    assert "of 240" in closer
    assert "▸" in closer


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
def test_the_cursor_keeps_its_place_between_heat_map_explanation_and_matrices(size: tuple[int, int]) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i")
        app.do("heat_map")
        await pilot.pause()
        await pilot.press("right", "down", "down")
        await pilot.pause()
        cursor = app.workspace.choices.cursor
        assert cursor == Entry("W2", (2, 0))
        assert "W2[2,0] =" in part(app, "heatmap")
        await pilot.press("right")  # past the edge to the values beside it
        await pilot.pause()
        assert app.workspace.choices.cursor == Entry("dW2", (0, 0))
        await pilot.press("enter")
        await pilot.pause()
        assert "explain: dW2[0,0]" in part(app, "explain")
        await pilot.press("escape")
        await pilot.pause()
        assert "[dW2]" in part(app, "heatmap")
        await pilot.press("escape")
        await pilot.pause()
        assert app.workspace.choices.cursor == Entry("dW2", (0, 0))

    drive(steps, size=size)


def test_a_asks_for_a_part_of_it() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i")
        app.do("heat_map")
        await pilot.press("a")
        await pilot.pause()
        assert "unit 0 of 32" in part(app, "heatmap")
        await pilot.press("a")
        await pilot.pause()
        assert "unit 8" in part(app, "heatmap")
        await pilot.press("right", "right", "l")
        await pilot.pause()
        assert app.query_one("#heatmap", Panel).has(Entry("W1", (1, 0)))

    drive(steps, "digits")


def test_patterns_tell_signs_without_colours() -> None:
    look = PaintOptions(colourless=True)
    snapshot = moved("xor", "run:9 b", cursor=Entry("W1", (0, 0)))
    text = "\n".join(paint(HeatMapPanel(id="heatmap"), snapshot, 84, 32, look).lines())
    assert any(sign in text for sign in "░▒▓█")
    assert any(sign in text for sign in "-=≡≣")


def test_of_very_many_rows_some_are_drawn_each_as_its_own_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glassnet.scenarios.hidden_space.MOST_ROWS", 70)
    session = at(Session(load("spiral")), "run:25")
    for row in (0, 1, 199):
        canvas = paint(HiddenPanel(id="hidden"), Snapshot.of(session, ViewState(sample=Sample(row))), 100, 32)
        found = (canvas.target_at(x, y) for x in range(48) for y in range(32))  # beside it they are as they come in
        targets = {target.row for target in found if isinstance(target, Sample)}
        assert targets
        assert all(number % 3 == 0 for number in targets)
    lines = text_of(HiddenPanel(id="hidden"), Snapshot.of(session, ViewState()), 140, 40).splitlines()
    assert any("Of 200 training rows 1 in 3 is drawn." in line for line in lines)
