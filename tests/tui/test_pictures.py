"""Pictures: what every unit says over the plane, what one says large, and the way there and back."""

from __future__ import annotations

import numpy as np
import pytest
from textual.pilot import Pilot

from glassnet.core.actions import Edit
from glassnet.scenarios import load
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.app import Glassnet
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.palette import DARK
from glassnet.tui.keys.table import TABLE
from glassnet.tui.messages import Entry, Sample, UnitMap
from glassnet.tui.panel import PaintOptions, Panel
from glassnet.tui.panels.network.panel import NetworkPanel
from glassnet.tui.panels.unit import UnitPanel, alike_words
from glassnet.tui.pictures import ON_SCREENS_OF_THEIR_OWN, PICTURES
from glassnet.tui.screens.pictures import KEYS
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState
from tests.screen import drive, part, shown_by, text, told

MAPS, LARGE = shown_by("unit_maps"), shown_by("unit_map")


def painted(key: str, iterations: int, width: int, height: int, maps: bool = False) -> tuple[Snapshot, Canvas]:
    session = Session(load(key))
    session.run(iterations=iterations)
    snapshot = Snapshot.of(session, ViewState(sample=Sample(0)))
    canvas = Canvas(width, height, DARK.text, DARK.background)
    NetworkPanel(id="network").paint(canvas, snapshot, PaintOptions(maps=maps))
    return snapshot, canvas


def units_with_maps(canvas: Canvas) -> set[tuple[int, int]]:
    return {(hit.target.layer, hit.target.unit) for hit in canvas.hits if isinstance(hit.target, UnitMap)}


@pytest.mark.parametrize(("width", "height"), [(52, 15), (46, 15)])  # at 120×40 and at 80×24
def test_xor_has_its_four_maps_wherever_the_network_is(width: int, height: int) -> None:
    _, canvas = painted("xor", 600, width, height)
    assert units_with_maps(canvas) == {(1, unit) for unit in range(4)}


def test_up_to_four_units_a_layer_have_them_by_themselves_others_by_the_list() -> None:
    assert not units_with_maps(painted("spiral", 50, 52, 15)[1])
    assert units_with_maps(painted("spiral", 50, 84, 32, maps=True)[1]) == {
        *((layer, unit) for layer in (1, 2) for unit in range(8)),
        (3, 0),
    }
    shown = units_with_maps(painted("sensor", 50, 78, 15, maps=True)[1])
    assert 0 < len([unit for layer, unit in shown if layer == 1]) < 16  # a window, and how many more is told
    assert "more" in "\n".join(painted("sensor", 50, 78, 15, maps=True)[1].lines())


def test_a_map_is_what_the_engine_says_at_the_middle_of_each_pixel() -> None:
    """The colour of every pixel has the sign of a1 there, with the parameters on show."""
    snapshot, canvas = painted("circle", 200, 52, 15)
    w, b = snapshot.settled["W1"], snapshot.settled["b1"]
    assert snapshot.map is not None
    left, right, bottom, top = snapshot.map.limits
    plain = (DARK.header_bg >> 16) - (DARK.header_bg & 255)
    for hit in canvas.hits:
        if not isinstance(hit.target, UnitMap) or hit.target.layer != 1:
            continue
        rows = 2 * hit.height - 1
        for row in range(rows):
            for column in range(hit.width):
                x = np.array(
                    [left + (column + 0.5) / hit.width * (right - left), top - (row + 0.5) / rows * (top - bottom)]
                )
                a = np.tanh(x @ w[:, hit.target.unit] + b[hit.target.unit])
                colours = canvas.bg if row % 2 else canvas.fg
                colour = int(colours[hit.y + row // 2, hit.x + column])
                assert np.sign((colour >> 16) - (colour & 255) - plain) == np.sign(a)


@pytest.mark.parametrize("key", ["neuron", "xor", "xor-linear", "spiral", "sensor", "deep-sigmoid", "two-two-two"])
@pytest.mark.parametrize(("width", "height"), [(46, 15), (52, 15), (58, 11), (78, 15), (84, 32), (144, 50)])
def test_nothing_is_drawn_over_a_map(key: str, width: int, height: int) -> None:
    _, canvas = painted(key, 3, width, height, maps=True)
    for hit in canvas.hits:
        if isinstance(hit.target, UnitMap):
            rows = [line[hit.x : hit.x + hit.width] for line in canvas.lines()[hit.y : hit.y + hit.height]]
            assert rows == ["▀" * hit.width] * hit.height


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
def test_the_list_shows_them_and_escape_brings_all_back(size: tuple[int, int]) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        before = {panel.id: panel.region for panel in app.query(Panel) if panel.display}
        await pilot.press("j")
        await pilot.pause()
        assert all(
            TABLE[picture.id].words in " ".join(text(app).split()) for picture in PICTURES.values() if size[0] >= 120
        )
        await pilot.press(MAPS)
        await pilot.pause()
        assert app.is_shown("network")
        assert not app.is_shown("predictions")
        assert "▀▀▀▀▀▀" in part(app, "network")
        await pilot.press("j", LARGE)
        await pilot.pause()
        assert "of layer 1, relu" in part(app, "unit")
        assert "W1[0,0]" in part(app, "unit")
        await pilot.press("escape", "escape")  # to all maps, from which it was chosen, and on
        await pilot.pause()
        assert {panel.id: panel.region for panel in app.query(Panel) if panel.display} == before

    drive(steps, size=size)


def test_each_picture_has_a_key_which_stands_beside_it() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("j")
        for key, id_ in KEYS.items():
            assert f" {key}  {TABLE[id_].words} " in text(app)
        assert {*KEYS.values()} == {*(picture.id for picture in PICTURES.values()), *ON_SCREENS_OF_THEIR_OWN}
        assert "arrows" in text(app)
        await pilot.press(shown_by("draw_digit"))
        assert "your drawing" in part(app, "digit")
        await pilot.press("j", shown_by("seeds"))
        assert "How many seeds learn it?" in text(app)

    drive(steps, "digits", size=(80, 24))


def test_steps_go_on_beside_a_picture() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("j", LARGE, "space", "space")
        await pilot.pause()
        assert "a1 = relu(z1)" in part(app, "now")
        assert app.is_shown("unit")
        await pilot.press("enter")  # where what the unit says comes from
        await pilot.pause()
        assert "explain: a1[2,0]" in part(app, "explain")
        await pilot.press("escape")
        await pilot.pause()
        assert app.is_shown("unit")

    drive(steps)


def test_arrows_lead_to_a_map_and_enter_shows_it_large() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f", "tab")
        app.give_keys("network")
        app.workspace.choose(cursor=None)
        for _ in range(8):
            await pilot.press("right")
            if app.workspace.choices.unit is not None:
                break
        unit = app.workspace.choices.unit
        assert unit is not None
        await pilot.pause()
        assert "[▀" in part(app, "network")
        await pilot.press("enter")
        await pilot.pause()
        assert f"unit {unit.unit} of layer {unit.layer}" in part(app, "unit")
        await pilot.press("down")
        await pilot.pause()
        other = app.workspace.choices.unit
        assert other is not None
        assert other != unit
        assert f"unit {other.unit} of layer {other.layer}" in part(app, "unit")

    drive(steps)


def test_a_click_on_a_map_shows_it_large() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        network = app.query_one("#network", NetworkPanel)
        hit = next(hit for hit in network._hits if hit.target == UnitMap(1, 2))
        await pilot.click(offset=(network.region.x + hit.x + 1, network.region.y + hit.y + 1))
        await pilot.pause()
        assert "unit 2 of layer 1" in part(app, "unit")

    drive(steps)


def test_where_the_samples_lie_in_no_plane_it_says_so() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("j", MAPS)
        await pilot.pause()
        assert "do not lie in a plane" in told(app)
        assert app.is_shown("predictions")

    drive(steps, "iris")


def test_another_scenario_begins_without_a_picture() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("j", LARGE, "3")
        await pilot.pause()
        assert app.is_shown("network")
        assert not app.is_shown("unit")

    drive(steps)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize(("key", "panel"), [("w", "predictions"), ("x", "predictions"), ("d", "diagnosis")])
def test_what_needs_another_panel_brings_it_on_the_screen(key: str, panel: str, size: tuple[int, int]) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        for picture in (MAPS, LARGE):
            await pilot.press("i", "j", picture, key)
            await pilot.pause()
            assert app.is_shown(panel)
            assert app.panel_with_keys == panel
            await pilot.press(*("d" if key == "d" else ""))
            await pilot.pause()

    drive(steps, size=size)


def test_a_number_beside_the_large_map_keeps_the_unit_and_a_second_click_explains_it() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "f", "j", LARGE, "down", "down")
        await pilot.pause()
        panel = app.query_one("#unit", Panel)
        weight = next(hit for hit in panel._hits if hit.target == Entry("W1", (0, 2)))
        place = panel.region.x + weight.x + 2, panel.region.y + weight.y
        await pilot.click(offset=place)
        await pilot.pause()
        assert "unit 2 of layer 1" in part(app, "unit")
        assert app.workspace.choices.cursor == Entry("W1", (0, 2))
        await pilot.pause(0.6)  # no double click
        await pilot.click(offset=place)
        await pilot.pause()
        assert "explain: W1[0,2]" in text(app)

    drive(steps)


def test_the_second_of_two_quick_clicks_hits_nothing_that_has_just_come() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i")
        network = app.query_one("#network", NetworkPanel)
        hit = next(hit for hit in network._hits if hit.target == UnitMap(1, 0))
        await pilot.click(offset=(network.region.x + hit.x + 1, network.region.y + hit.y + 1), times=2)
        await pilot.pause()
        assert "unit 0 of layer 1" in part(app, "unit")
        assert app.workspace.choices.cursor is None

    drive(steps, "circle")


def test_from_the_large_map_back_to_the_maps_it_was_chosen_among() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "j", MAPS)
        await pilot.pause()
        network = app.query_one("#network", NetworkPanel)
        hit = next(hit for hit in network._hits if hit.target == UnitMap(1, 1))
        await pilot.click(offset=(network.region.x + hit.x + 1, network.region.y + hit.y + 1))
        await pilot.press("escape")
        await pilot.pause()
        assert app.is_shown("network")
        assert not app.is_shown("predictions")
        await pilot.press("escape")
        await pilot.pause()
        assert app.is_shown("predictions")

    drive(steps)


def test_an_edited_target_moves_the_scale_of_the_maps() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        def colours() -> set[int]:
            canvas = app.query_one("#predictions", Panel)._canvas
            assert canvas is not None
            return set(canvas.fg[canvas.chars == "▀"].tolist())

        await pilot.press("i")
        before = colours()
        app.session.edit(Edit("Y", (0, 0), 1000.0))
        app.moved()
        await pilot.pause()
        assert colours() != before

    drive(steps, "wave")


def test_a_large_map_says_how_far_it_reaches_and_which_units_are_alike() -> None:
    session = Session(load("deep-sigmoid"))
    session.run(iterations=50)
    snapshot = Snapshot.of(session, ViewState(unit=UnitMap(3, 0)))
    canvas = Canvas(110, 32, DARK.text, DARK.background)
    UnitPanel(id="unit").paint(canvas, snapshot, PaintOptions())
    text = "\n".join(canvas.lines())
    assert "on the map 0.71 … 0.73" in text
    assert "units 1, 2 and 3" in text
    assert "x[0] -0.1" in text  # the axis begins where the map does, left of the samples
    said = alike_words(1, ((2, 1.94),))
    assert said[1] == "like unit 2: ≈ 1.9·a1[2]"


def test_a_digit_for_each_of_ten_and_none_closes_what_it_shows() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        for _ in range(2):  # again: it stays
            await pilot.press("j", "0")
            await pilot.pause()
            assert app.view.picture == list(PICTURES)[9]

    drive(steps, size=(80, 24))
