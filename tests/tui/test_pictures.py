"""Pictures: what every unit says over the plane, what one says large, and the way there and back."""

from __future__ import annotations

import numpy as np
import pytest
from textual.pilot import Pilot

from glassnet.scenarios import load
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.app import Glassnet
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.palette import DARK
from glassnet.tui.keys.table import TABLE
from glassnet.tui.messages import Sample, UnitMap
from glassnet.tui.panel import PaintOptions
from glassnet.tui.panels.network.panel import NetworkPanel
from glassnet.tui.screens.pictures import PICTURES
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState
from tests.screen import drive, part, text, told

MAPS, LARGE = "1", "2"  # their digits in the list


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
        before = text(app)
        await pilot.press("j")
        await pilot.pause()
        assert all(TABLE[id_].words in " ".join(text(app).split()) for id_ in PICTURES if size[0] >= 120)
        await pilot.press(MAPS)
        await pilot.pause()
        assert app.query_one("#network").display
        assert not app.query_one("#predictions").display
        assert "▀▀▀▀▀▀▀" in part(app, "network")
        await pilot.press("j", LARGE)
        await pilot.pause()
        assert "of layer 1, relu" in part(app, "unit")
        assert "W1[0,0]" in part(app, "unit")
        await pilot.press("escape")
        await pilot.pause()
        assert text(app) == before

    drive(steps, size=size)


def test_steps_go_on_beside_a_picture() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("j", LARGE, "space", "space")
        await pilot.pause()
        assert "a1 = relu(z1)" in part(app, "now")
        assert app.is_shown("unit")
        await pilot.press("enter")  # on the map: back to the network
        await pilot.pause()
        assert not app.is_shown("unit")

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
