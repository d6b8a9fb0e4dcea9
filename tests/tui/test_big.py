"""The screen of a lecture: few things, the keys as always, and a way back."""

from __future__ import annotations

import re

import pytest
from textual.pilot import Pilot

from glassnet.scenarios import load
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.app import Glassnet
from glassnet.tui.drawing.palette import DARK, LIGHT
from glassnet.tui.panel import loud
from tests.screen import drive, part, text


def shown(app: Glassnet) -> set[str]:
    return {panel.id or "" for panel in app._board.panels if panel.display}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_lecture_has_network_map_and_one_sentence_and_keys_as_always(size: tuple[int, int]) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.do("big")
        await pilot.press("i", "i", "b")
        assert shown(app) == {"sentence", "network", "predictions"}
        session = Session(load("xor"))
        session.run(iterations=2)
        session.to_end_of("backward")
        lines = part(app, "sentence").splitlines()
        right = session.predictions.train_right
        assert right is not None
        assert session.state.step is not None
        assert lines[1].strip("│ ") == "db1 = Σₙ dz1"
        assert lines[2].strip("│ ") == session.state.step.sentence
        assert f"iteration 3      loss {session.state['loss']:.4f}      {right.sum()} of 4 right" in lines[-2]
        assert not re.search(r"sample +x +y", text(app))  # no list of answers
        await pilot.press("enter")
        assert "explain" in shown(app)
        await pilot.press("escape", "d")  # for which there is no room
        assert {"header", "diagnosis"} <= shown(app)
        assert "sentence" not in shown(app)
        app.do("big")
        app.do("big")
        assert "sentence" not in shown(app)

    drive(steps, "xor", size)


def test_nothing_is_faint() -> None:
    for palette in (DARK, LIGHT):
        assert {loud(palette).muted, loud(palette).faint} == {palette.text}
