"""The first screen of plain `glassnet`: something moves by itself and says what to press, until anything is done."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from glassnet.tui.app import Glassnet
from glassnet.tui.preview import EACH, LAST, Preview
from tests.screen import drive, part, text, wait_until

SIZES = [(60, 20), (80, 24), (120, 40), (200, 60)]


@pytest.mark.parametrize("size", SIZES)
def test_xor_is_learned_beside_the_neuron(size: tuple[int, int]) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await wait_until(pilot, lambda: "by itself: iteration" in text(app))
        first = part(app, "preview")
        await wait_until(pilot, lambda: part(app, "preview") != first)
        assert "2, then r" in part(app, "preview")
        assert "2, then r" in part(app, "now")
        assert app.session.state.done == 0
        assert not app.workspace.touched

    drive(steps, "neuron", size, greets=True)


def test_two_keys_lead_to_the_half_planes() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("2", "r")
        await wait_until(pilot, lambda: app.session.state.iteration > 20)
        assert app.session.scenario.key == "xor"
        assert "▀▀▀▀▀▀▀" in part(app, "network")
        await pilot.press("r")

    drive(steps, "neuron", (80, 24), greets=True)


def test_the_first_step_ends_it() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("backspace", "I", "ctrl+r")  # which lead nowhere yet
        await pilot.pause()
        assert app.is_shown("preview")
        await pilot.press("space")
        await pilot.pause()
        assert "z1 = x @ W1 + b1" in part(app, "now")
        assert not app.is_shown("preview")
        assert app.is_shown("curves")
        assert app.is_shown("predictions")

    drive(steps, "neuron", greets=True)


def test_it_comes_to_its_end_with_all_answers_right() -> None:
    preview = Preview()
    pictures = 1
    while preview.advance():
        pictures += 1
    assert pictures == LAST // EACH
    assert preview.snapshot.predictions.solved
