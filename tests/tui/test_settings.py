"""Settings by keys: changed, applied, taken back; earlier runs, linear models, ghosts, and the command line."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from textual.pilot import Pilot

from glassnet.tui.app import Glassnet
from glassnet.tui.screens.settings.screen import SettingsScreen
from tests.screen import drive, text, told, wait_until

TO_RATE = ["end", "up", "up", "up"]  # the learning rate of xor


def test_a_learning_rate_goes_on_and_back() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.session.run(iterations=120)
        await pilot.press("s")
        assert "nothing is changed yet" in text(app)
        await pilot.press(*TO_RATE, "left")
        assert "‹ 0.3 ›  was 0.5" in text(app)
        assert "how far a step goes" in text(app)
        assert "goes on, from iteration 121: lr 0.3" in text(app)
        await pilot.press("a")
        assert "lr 0.3" in text(app)
        assert "goes on, from iteration 121: lr 0.3; ctrl+z undoes it" in told(app)
        assert app.session.state.iteration == 120
        assert not app.workspace.earlier
        await pilot.press("backspace")
        assert "lr 0.5" in text(app)

    drive(steps, size=(80, 24))


def test_escape_leaves_everything_as_it_is() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "s", "right", "escape")
        assert not isinstance(app.screen, SettingsScreen)
        assert app.session.begun.network.seed == 0
        assert app.session.state.iteration == 1
        assert not app.workspace.earlier

    drive(steps, size=(80, 24))


def test_what_follows_is_asked_about_first() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.session.run(iterations=50)
        app.session.goto(10)
        await pilot.press("s", *TO_RATE, "left", "a")
        assert "lr 0.3 changes what follows: 40 recorded iterations after this moment would go" in text(app)
        await pilot.press("n")
        assert app.session.history.moment(app.session.history.end)[0] == 50
        await pilot.press("s", *TO_RATE, "left", "a", "y")
        assert app.session.history.moment(app.session.history.end)[0] == 10

    drive(steps)


def test_another_network_starts_again_and_the_earlier_run_comes_back() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.session.run(iterations=7)
        weights = app.session.begun.initial["W1"]
        await pilot.press("s", "plus")
        assert "starts again, with the same initial W1, new W2 W3: hidden 4,4" in text(app)
        await pilot.press("a")
        assert "2–4–4–1" in text(app)
        assert app.session.state.iteration == 1
        assert np.array_equal(app.session.state.values["W1"], np.asarray(weights))
        assert "z brings the earlier run back" in told(app)
        await pilot.press("z")
        assert "2–4–1" in text(app)
        assert app.session.state.iteration == 7
        await pilot.press("z")
        assert "2–4–4–1" in text(app)

    drive(steps, size=(80, 24))


def test_settings_pause_a_run_and_say_where_it_stands() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press(*["]"] * 9, "r")
        await wait_until(pilot, lambda: app.session.state.iteration > 50)
        await pilot.press("s", *TO_RATE, "left")
        await wait_until(pilot, lambda: not app.running)
        await pilot.pause()
        assert f"goes on, from iteration {app.session.state.iteration + 1:,}: lr 0.3" in text(app)

    drive(steps, size=(80, 24))


def test_any_value_is_typed_and_checked_at_once() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("s", *TO_RATE, "enter", "0", ".", "2", "x")
        assert 'must be a number, got "0.2x"' in text(app)
        await pilot.press("enter")
        assert 'must be a number, got "0.2x"' in text(app)  # still asking
        await pilot.press("backspace", "enter")
        assert "‹ 0.2 ›  was 0.5" in text(app)
        await pilot.press("home", "down", "enter", *"3,5", "enter")
        assert "hidden 3,5" in text(app)
        assert "units of layer 2" in text(app)

    drive(steps, size=(80, 24))


def test_only_what_goes_together_can_be_chosen() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("s")
        assert "momentum                   0.9  read by momentum only" in text(app)
        await pilot.press(*["down"] * 4, "right", "right")  # the output: identity, then tanh
        assert "tanh ›  was sigmoid" in text(app)
        await pilot.press(*["down"] * 3, "right", "right")  # the loss: half_squares, then this
        assert "‹ binary_cross_entropy ›" in text(app)
        assert "‹ sigmoid ›" in text(app)
        await pilot.press("down", "right")
        assert "‹ momentum ›  was sgd" in text(app)
        assert "‹ 0.9 ›" in text(app)

    drive(steps, size=(80, 24))


def test_seeds_and_the_same_again() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "s", "n")
        assert "‹ 1 ›  was 0" in text(app)
        await pilot.press("a")
        assert "seed 1" in text(app)
        await pilot.press("i", "s", "a")
        assert "nothing is changed yet; b starts again with the same settings" in text(app)
        await pilot.press("b")
        assert app.session.begun.network.seed == 1
        assert app.session.state.done == 0
        assert len(app.workspace.earlier) == 2

    drive(steps)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)])
def test_the_mouse_works_and_the_last_row_can_be_reached(size: tuple[int, int]) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("s")
        lines = text(app).splitlines()
        y = next(y for y, line in enumerate(lines) if "  units of layer 1" in line)
        await pilot.click(offset=(lines[y].index("›"), y))
        assert "‹ 9 ›  was 8" in text(app)
        await pilot.click(offset=(lines[y].index("‹"), y))
        assert "‹ 9 ›" not in text(app)
        await pilot.press("end", "right")
        assert "features: sin-x2         ‹ off ›  was on" in text(app)
        assert "a apply" in text(app)
        assert "starts again" in text(app)

    drive(steps, "spiral", size)


def test_a_linear_model_is_one_key_away() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.session.run(iterations=9)
        await pilot.press("minus")
        assert "2–1 sigmoid" in text(app)
        assert "a linear model" in told(app)
        await pilot.press("i", "i", "minus")
        assert "2–4–1" in text(app)
        assert app.session.state.iteration == 9
        await pilot.press("minus")  # the same linear model, not a new one
        assert "2–1 sigmoid" in text(app)
        assert app.session.state.iteration == 2
        assert len(app.workspace.earlier) == 1

    drive(steps)


def test_a_stack_of_linear_layers_is_one_matrix() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("s", "w")
        assert "layer 1 bends its sums (relu)" in text(app)
        await pilot.press(*["down"] * 3, "right", "right", "right")
        assert "‹ identity ›" in text(app)
        await pilot.press("plus", "a", *"iiii", "s", "w")
        screen = text(app)
        assert "W1 @ W2 @ W3 = W, 2×1" in screen
        assert "37 numbers in the stack, 3 in the one layer" in screen
        assert "equal, but for rounding" in screen
        line = next(line for line in screen.splitlines() if "unit 0" in line)
        stack, alone = (float(word) for word in line.split("unit 0")[1].split()[:2])
        assert stack == pytest.approx(alone, rel=1e-12)
        assert len(str(stack)) > 10  # in full

    drive(steps, size=(80, 24))


def test_a_ghost_stays_while_another_setting_trains() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("k")
        assert "no iteration has a loss yet" in told(app)
        app.session.run(iterations=300)
        first = float(app.session.losses.train.values[-1])
        await pilot.press("k", "s", *TO_RATE, "right", "b")
        app.session.run(iterations=100)
        await pilot.press("i")
        there = float(app.workspace.ghost.losses.train.values[100]) if app.workspace.ghost else 0.0
        assert f"⋯ ghost {there:.4g}" in text(app)
        await pilot.press("K")
        assert re.search(r"learning rate +0\.5 +1 ", text(app))
        assert re.search(rf"loss of iteration 101 +{there:.4g} ", text(app))
        assert f"{first:.4g}" in text(app)
        assert "right, training rows" in text(app)
        await pilot.press("escape", "2", "1")
        assert "⋯ ghost" not in text(app)  # another scenario
        await pilot.press("2", "k")
        assert "⋯ ghost" not in text(app)

    drive(steps)


def test_the_command_line_is_copied_with_what_flags_cannot_say() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("s", *TO_RATE, "left", "a", "s", "y")
        assert app.clipboard == "glassnet xor --learning-rate 0.3"
        await pilot.press("escape")
        app.session.run(iterations=119)
        await pilot.press("s", *TO_RATE, "left", "a")
        await pilot.press("s", "y")
        assert app.clipboard == "glassnet xor --learning-rate 0.3  # then: lr 0.1 at iteration 120"
        await pilot.press("plus", "end", "up", "up", "left", "a")
        app.do("command_line")
        assert app.clipboard == "glassnet xor --hidden 4,4 --learning-rate 0.1 --batch-size 2"

    drive(steps, size=(80, 24))


def test_a_saved_run_is_not_written_over_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "ctrl+s", "enter")
        assert "saved into xor.glassnet" in told(app)
        await pilot.press("minus", "ctrl+s", "enter")
        assert "xor.glassnet exists. Replace it?" in text(app)

    drive(steps, size=(80, 24))


def test_the_palette_knows_the_earlier_runs() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "i", "s", "n", "a")
        commands = {command.title: command.callback for command in app.get_system_commands(app.screen)}
        assert {"Settings", "Linear model", "One matrix", "Compare", "Copy command line"} <= commands.keys()
        commands["Earlier run: seed 0, iteration 2"]()
        await pilot.pause()
        assert app.session.state.iteration == 2

    drive(steps, size=(80, 24))


def test_one_matrix_in_settings_is_of_the_network_on_the_screen() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "s", *["down"] * 3, "right", "right", "right")
        assert "‹ identity ›" in text(app)
        await pilot.press("w")
        assert "W1 @ W2 = W, 2×1" in text(app)
        assert "the weights that these settings begin with" in text(app)
        await pilot.press("escape", "left", "w")
        assert "layer 1 bends its sums" in text(app)
        assert "one matrix" not in text(app).replace("w one matrix", "")
        await pilot.press("escape")
        assert app.session.state.iteration == 1

    drive(steps, size=(80, 24))


def test_one_matrix_in_settings_is_the_trained_one_where_the_training_goes_on() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "s", "end", "up", "up", "left", "w")
        assert "weights as now" in text(app)

    drive(steps, "xor-linear", (80, 24))
