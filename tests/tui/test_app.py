"""The app driven by keys, judged by what a person would read."""

from __future__ import annotations

import itertools
import re

import pytest
from textual.pilot import Pilot

from glassnet.scenarios import names
from glassnet.tui.app import Glassnet
from glassnet.tui.screens.sheets import ScenarioList
from tests.screen import at_once, drive, text, wait_until


def test_the_neuron_opens_with_the_first_key() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        assert "space: one step" in text(app)
        await pilot.press("f")
        screen = text(app)
        assert "0.2700" in screen
        assert "0.5671" in screen
        assert "loss = mean (a1 - y)²" in screen

    drive(steps, "neuron", (80, 24))


def test_one_key_one_operation() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        for name in ("z1", "a1", "z2", "a2", "loss", "da2", "dz2", "dW2", "db2", "da1", "dz1", "dW1", "db1"):
            await pilot.press("space")
            assert f"▶ {name} = " in text(app)
        assert "backward, layer 1" in text(app)
        for _ in range(4):
            await pilot.press("space")
        assert "next: iteration 2" in text(app)
        await pilot.press("space")
        assert "iteration 2" in text(app)
        assert "step 1 of 17" in text(app)

    drive(steps)


def test_phases_iterations_and_epochs() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f")
        assert "step 5 of 17" in text(app)
        await pilot.press("b")
        assert "step 13 of 17" in text(app)
        await pilot.press("u")
        assert "step 17 of 17" in text(app)
        await pilot.press("i", "i")
        assert app.session.state.iteration == 3
        await pilot.press("e")
        assert app.session.state.iteration == 4

    drive(steps)


def test_what_is_not_computed_is_a_dot() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        line = next(line for line in text(app).splitlines() if re.search(r"\bdb1\b", line) and "unit" not in line)
        assert "·" in line

    drive(steps)


def test_running_solves_xor_and_any_step_key_pauses() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press(*["]"] * 9, "r")
        await wait_until(pilot, lambda: "4 of 4 right" in text(app))
        assert "running flat out" in text(app)
        await pilot.press("space")
        await wait_until(pilot, lambda: not app.running)
        iteration = app.session.state.iteration
        assert "paused" in text(app)
        assert app.session.state.done == 17  # the key that pauses does nothing else
        for _ in range(5):
            await pilot.pause()
        assert app.session.state.iteration == iteration

    drive(steps)


def test_slowest_run_goes_step_by_step() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press(*["["] * 9, *["]"] * 4)
        at_once(app, "r")  # without the pilot's wait for a quiet machine
        await wait_until(pilot, lambda: app.session.state.done >= 3)
        assert "25 steps/s" in text(app)
        assert app.session.state.iteration == 1
        await pilot.press("r")
        await wait_until(pilot, lambda: not app.running)

    drive(steps)


def test_sensor_shows_percentages_of_three_classes() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.session.run(iterations=1000)
        await pilot.press("i")
        screen = text(app)
        for name in ("Normal", "Warning", "Critical"):
            assert name in screen
        assert re.search(r"\d\d\.\d %", screen)
        right = app.session.predictions.train_right
        assert right is not None
        assert f"train {100 * right.mean():.1f} %" in screen

    drive(steps, "sensor")


def test_samples_and_layers() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        assert "sample 2, x = (1, 0), y = 1" in text(app)
        await pilot.press("n")
        assert "sample 3, x = (1, 1), y = 0" in text(app)
        await pilot.press("N", "N")
        assert "sample 1, x = (0, 1), y = 1" in text(app)
        await pilot.press("f", "l")
        assert "layer 1 of 2" in text(app)
        await pilot.press("l")
        assert "layer 2 of 2" in text(app)
        await pilot.press("l")
        assert app.workspace.choices.layer is None

    drive(steps)


def test_scenarios_keep_where_they_were() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "i", "1", "space", "2")
        assert app.session.state.iteration == 2
        await pilot.press("backspace", "I", "I", "0")
        assert "vanishing gradients" in text(app)
        assert re.search(r"xor +exclusive or +iteration 1 of 2", text(app))
        await pilot.press("down", "enter")
        assert app.session.scenario.key == "sensor"

    drive(steps)


def test_a_long_list_of_scenarios_scrolls() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        titles = {f"name-{number}": f"title {number}" for number in range(40)}
        chosen: list[str | None] = []
        app.push_screen(ScenarioList(titles, {}, "name-0"), chosen.append)
        await pilot.pause()
        assert "title 0" in text(app)
        assert "title 39" not in text(app)
        await pilot.press("up")  # around its end
        assert "title 39" in text(app)
        assert "title 0 " not in text(app)
        assert "enter opens" in text(app)
        await pilot.press("enter")
        assert chosen == ["name-39"]

    drive(steps, size=(80, 24))


def test_tabs_of_a_small_terminal() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        assert "[Network]" in text(app)
        await pilot.press("tab", "tab")
        assert "[Matrices]" in text(app)
        assert "layer 1 of 2" in text(app)
        await pilot.press("tab")
        assert "[Steps]" in text(app)
        assert "1 forward pass" in text(app)
        await pilot.press("shift+tab")
        assert "[Matrices]" in text(app)

    drive(steps, size=(80, 24))


def test_a_tab_come_back_to_shows_what_is_now() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "tab", "tab")
        assert "[Matrices]" in text(app)
        await pilot.press("i", "i", "shift+tab")
        assert "[Network]" in text(app)
        assert f"{app.session.predictions.train[0, 0]:.4f}" in text(app)

    drive(steps, size=(80, 24))


def test_cursor_copy_and_maximize() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("b")
        while app.focused is None or app.focused.id != "matrices":
            await pilot.press("tab")
        await pilot.press("down")
        first = app.workspace.choices.cursor
        assert first is not None
        await pilot.press("right")
        second = app.workspace.choices.cursor
        assert second is not None
        assert (second.name, second.index[-1]) == (first.name, first.index[-1] + 1)
        await pilot.press("y")
        number = app.snapshot().number(second)
        assert app.clipboard == repr(number)
        await pilot.press("m")
        assert "1 forward pass" not in text(app)
        await pilot.press("m")
        assert "1 forward pass" in text(app)

    drive(steps)


def test_a_click_chooses_a_number_and_the_header_a_scenario() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        lines = text(app).splitlines()
        y = next(i for i, line in enumerate(lines) if " W1" in line and "in 0" in line and i > 20)
        x = re.search(r"[+-]\d\.\d+", lines[y])
        assert x is not None
        await pilot.click(offset=(x.start() + 2, y))
        cursor = app.workspace.choices.cursor
        assert cursor is not None
        assert cursor.name == "W1"
        await pilot.click(offset=(lines[0].index("1 neuron") + 2, 0))
        assert app.session.scenario.key == "neuron"

    drive(steps)


def test_resize_and_too_small() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f")
        for size, words in (
            ((80, 24), "[Network]"),
            ((200, 60), "1 forward pass"),
            ((50, 15), "60×20 needed"),
            ((120, 40), "▶ loss"),
        ):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert words in text(app)

    drive(steps)


def test_help_is_about_this_scenario() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("?")
        screen = text(app)
        assert "What to watch" in screen
        assert "No straight line" in screen
        await pilot.press("escape")
        assert "What to watch" not in text(app)

    drive(steps)


def test_starting_again_gives_the_same_numbers() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f")
        screen = numbers(app)
        assert "= 0.2627" in screen
        await pilot.press("i", "i", "i", "ctrl+r", "f")
        assert app.session.history.in_the_past  # nothing was lost
        assert numbers(app) == screen

    def numbers(app: Glassnet) -> str:
        """The panels at the left; the loss and the timeline know of the later iterations."""
        return "\n".join(line[:86] for line in text(app).splitlines()[2:-1])

    drive(steps)


SCREENS = [(120, 40), (80, 24), (200, 60), (60, 20), (90, 33)]
DIFFERENT = ("neuron", "xor", "sensor", "deep-sigmoid", "digits")  # the others look like one of these


@pytest.mark.parametrize("name", names())
def test_every_scenario_at_every_size(name: str) -> None:
    around = itertools.cycle(("f", "b", "space", "i", "tab", "down", "right", "tab", "n", "tab", "l"))
    keys = itertools.islice(around, 5 * names().index(name), None)  # each scenario goes on where the last one was

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        for width, height in SCREENS if name in DIFFERENT else SCREENS[:2]:
            await pilot.resize_terminal(width, height)
            await pilot.press(next(keys))
            lines = text(app).splitlines()
            assert len(lines) == height
            assert all(len(line) <= width for line in lines)
            opened, closed = (sum(line.count(corner) for line in lines) for corner in ("╭", "╯"))
            assert opened == closed > 0

    drive(steps, name)


def test_plain_has_no_braille() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "i", "i")
        assert not [character for character in text(app) if "\u2800" < character <= "\u28ff"]

    drive(steps, plain=True)


def test_light_and_dark() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.theme = "glassnet-light"
        await pilot.pause()
        app.theme = "glassnet-dark"
        await pilot.pause()
        assert "Glassnet" in text(app)

    drive(steps)
