"""Points drawn on the map."""

from __future__ import annotations

import numpy as np
from textual.pilot import Pilot

from glassnet.tui.app import Glassnet
from glassnet.tui.messages import Removal, Spot
from glassnet.tui.panels.predictions.panel import PredictionsPanel
from tests.screen import drive, text, told


async def click(pilot: Pilot[None], app: Glassnet, kind: type, near: tuple[float, float] | int) -> None:
    """Click on the target of the map that is this row, or nearest to this place."""
    panel = app.query_one(PredictionsPanel)
    await pilot.pause()

    def away(hit) -> float:  # type: ignore[no-untyped-def]
        if isinstance(near, int):
            return 0.0 if hit.target.row == near else 1.0
        return float(np.hypot(hit.target.x - near[0], hit.target.y - near[1]))

    hit = min((hit for hit in panel._hits if isinstance(hit.target, kind)), key=away)
    await pilot.click(PredictionsPanel, offset=(hit.x, hit.y))
    await pilot.pause()


def test_a_point_is_added_where_the_map_is_clicked_and_backspace_undoes_it() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "i", "t", "t")
        assert "a click adds y = 1" in text(app)
        await click(pilot, app, Spot, (0.5, 0.5))
        data = app.session.scenario.data
        assert len(data.inputs) == 5
        assert np.abs(data.inputs[4] - 0.5).max() < 0.1
        assert data.targets[4].tolist() == [1.0]
        assert "n = 5 samples" in text(app)
        assert "sample 4" in text(app)
        await pilot.press("i")
        assert app.session.state.values["a2"].shape == (5, 1)
        await pilot.press("I", "backspace")
        assert "n = 4 samples" in text(app)
        assert app.session.state.iteration == 2

    drive(steps)


def test_a_click_takes_a_point_away() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("t", "t", "t")
        assert "a click takes a point away" in text(app)
        await click(pilot, app, Removal, 3)
        assert len(app.session.scenario.data.inputs) == 3
        await pilot.press("t")
        await pilot.press("delete")
        assert len(app.session.scenario.data.inputs) == 2
        await pilot.press("delete", "delete")
        assert "only training row" in told(app)

    drive(steps)


def test_points_where_there_can_be_none() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("t")
        assert "two inputs and classes; here there are not" in told(app)

    drive(steps, "iris")


def test_a_point_by_its_numbers() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.do("add_point")
        await pilot.pause()
        await pilot.press(*"60 4", "enter")
        assert "two numbers and a class, please" in text(app)
        await pilot.press(*" Critical", "enter")
        plane = app.session.scenario.data.plane
        assert plane is not None
        assert [axis.raw(value) for axis, value in zip(plane.axes, plane.points[-1], strict=True)] == [60.0, 4.0]
        assert app.session.scenario.data.targets[-1].tolist() == [0.0, 0.0, 1.0]

    drive(steps, "sensor")
