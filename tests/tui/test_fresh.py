"""What stands on the terminal is what painting everything anew would put there, wherever keys have led."""

from __future__ import annotations

import random
import re

import pytest
from textual._compositor import CompositorUpdate
from textual.pilot import Pilot

from glassnet.tui.app import Glassnet
from glassnet.tui.messages import Entry
from glassnet.tui.panel import Panel
from tests.screen import drive

KEYS = (*"fbuiFBUIelLnNmvxdwk123", "space", "backspace", "tab", "tab", "left", "right", "up", "down", "enter", "escape")
SIZES = ((60, 20), (80, 24), (120, 40), (140, 45), (59, 19))
CODES = re.compile(r"\x1b\[(?P<y>\d+);(?P<x>\d+)H|\x1b\[(?P<style>[\d;:]*)m|\x1b\[[^@-~]*[@-~]|\x1b\][^\x1b]*\x1b\\")


class Terminal:
    """A screen of cells that remembers what was sent to it: character and style."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], tuple[str, str]] = {}

    def take(self, sent: str) -> None:
        x = y = at = 0
        style = ""
        for code in [*CODES.finditer(sent), None]:
            for char in sent[at : code.start() if code else None]:
                if char == "\n":
                    x, y = 0, y + 1
                else:
                    self.cells[y, x] = (char, style)
                    x += 1
            if code is None:
                break
            if code["y"]:
                y, x = int(code["y"]) - 1, int(code["x"]) - 1
            elif code["style"] is not None:
                style = "" if code["style"] in ("", "0") else code["style"]
            at = code.end()

    def lines(self, width: int, height: int) -> list[str]:
        return ["".join(self.cells.get((y, x), (" ", ""))[0] for x in range(width)) for y in range(height)]


def watched(app: Glassnet) -> Terminal:
    """A terminal that gets all that the app sends."""
    terminal, display = Terminal(), app._display

    def record(screen: object, update: object) -> None:
        if isinstance(update, CompositorUpdate) and screen is app.screen:
            terminal.take(update.render_segments(app.console))
        display(screen, update)  # type: ignore[arg-type]

    app._display = record  # type: ignore[method-assign, assignment]
    return terminal


def whole(app: Glassnet) -> Terminal:
    """A terminal that gets the screen in one go."""
    terminal = Terminal()
    update = app.screen._compositor.render_update(full=True)
    assert isinstance(update, CompositorUpdate)
    terminal.take(update.render_segments(app.console))
    return terminal


async def settle(pilot: Pilot[None]) -> None:
    """Layout, what is painted because of it, and what that makes others say."""
    for _ in range(3):
        await pilot.pause()


async def assert_fresh(pilot: Pilot[None], app: Glassnet, terminal: Terminal) -> None:
    """Nothing on the terminal differs from the screen as a whole, nor from all panels painted anew."""
    width, height = app.size
    held = {place: cell for place, cell in terminal.cells.items() if place[0] < height and place[1] < width}
    assert held == whole(app).cells
    shown = whole(app).lines(width, height)
    for panel in app.query(Panel):
        panel._canvas = None
    app.show()
    await settle(pilot)
    assert whole(app).lines(width, height) == shown


@pytest.mark.parametrize("seed", range(1))
def test_nothing_old_stays_on_the_screen(seed: int) -> None:
    chance = random.Random(seed)

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        terminal = watched(app)
        app.screen.refresh(layout=True)
        await settle(pilot)
        for _ in range(20):
            if chance.random() < 0.2:
                await pilot.resize_terminal(*chance.choice(SIZES))
            else:
                await pilot.press(*chance.choices(KEYS, k=chance.randint(1, 3)))
            await settle(pilot)
            await assert_fresh(pilot, app, terminal)

    drive(steps, chance.choice(("xor", "neuron", "sensor")))


@pytest.mark.parametrize("entry", [Entry("W1", (0, 2)), Entry("b2", (0,))], ids=lambda one: one.name)
def test_the_current_step_tells_of_no_number_that_no_panel_shows(entry: Entry) -> None:
    """Which panels show it is known when they have their size, after a tab or a terminal's size has changed."""

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("b", "b")
        app.workspace.choose(cursor=entry)
        app.show()
        terminal = watched(app)
        for size in ((80, 24), (60, 20)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            for _ in range(5):
                seen = [panel for panel in app.query(Panel) if panel.display and panel.has(entry)]
                now = app.query_one("#now", Panel)
                assert (f" {entry.label}: " in terminal.lines(*size)[now.region.bottom - 1]) == bool(seen)
                await pilot.press("tab")
                await settle(pilot)

    drive(steps, "xor")
