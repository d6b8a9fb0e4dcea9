"""Every word and number on the screen can be read: in both themes, in true colours and in 256."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from rich.color import Color
from textual.pilot import Pilot

from glassnet.core.explain import why
from glassnet.scenarios import load
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.app import Glassnet
from glassnet.tui.board import make_panel
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.cube import CUBE, END, FIRST, TRUE, palette_for, rgb
from glassnet.tui.drawing.palette import READABLE, contrast
from glassnet.tui.layout import DIAGNOSIS, Content
from glassnet.tui.messages import Entry, Sample
from glassnet.tui.panel import PaintOptions
from glassnet.tui.panels import PANELS
from glassnet.tui.panels.bars import Tabs
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState
from tests.panel_moments import at
from tests.screen import drive

THEMES = {f"{name} {depth}": palette_for(name == "dark", depth) for name in ("dark", "light") for depth in (TRUE, CUBE)}
IN_CUBE = [rgb(number) for number in range(FIRST, END)]
SIZES = {"header": ((80, 2), (120, 2)), "tabs": ((80, 1),), "footer": ((80, 1), (120, 1)), "now": ((80, 5), (86, 5))}
OTHERS = ((34, 15), (52, 15), (80, 21), (120, 37))


def moments() -> Iterator[Snapshot]:
    for key, before in (
        ("neuron", "s s"),
        ("xor", "run:119 b"),
        ("sensor", "run:80 f"),
        ("spiral", "s"),
        ("digits", "run:30 b"),
    ):
        session = Session(load(key))
        yield Snapshot.of(session, ViewState(sample=Sample(1)))
        at(session, before)
        name = session.program.steps[max(0, session.state.done - 1)].output
        cursor = Entry(name, tuple(0 for _ in session.state.values[name].shape))
        yield Snapshot.of(session, ViewState(running=True, rate=12.0, speed="flat out"))
        yield Snapshot.of(session, ViewState(cursor=cursor, trail=(why(session.history, cursor.name, cursor.index),)))
        if session.scenario.data.kinds:
            yield Snapshot.of(session, ViewState(confusion="training"))
    stuck = at(Session(load("xor-stuck")), "run:300 b")
    yield Snapshot.of(stuck, ViewState())


def pairs(canvas: Canvas) -> Iterator[tuple[str, int, int]]:
    """The colours of words and numbers and what lies under them, with a line where they stand."""
    read = np.char.isalnum(canvas.chars) | np.isin(canvas.chars, ("+", "-", "%"))
    colours = canvas.fg.astype(np.int64) << 24 | canvas.bg
    found, first = np.unique(np.where(read, colours, -1), return_index=True)
    for both, place in zip(found.tolist(), first.tolist(), strict=True):
        if both >= 0:
            yield canvas.line(place // canvas.width).strip(), both >> 24, both & 0xFFFFFF


@pytest.fixture(scope="module")
def shown() -> list[Snapshot]:
    return list(moments())


@pytest.mark.parametrize("theme", THEMES)
def test_every_word_and_number_of_a_panel_can_be_read(theme: str, shown: list[Snapshot]) -> None:
    palette, worst = THEMES[theme], {}
    for name in PANELS:
        panel = make_panel(name)
        if isinstance(panel, Tabs):
            panel.names, panel.active = Content(False, 20).tabs(), DIAGNOSIS
        for turn, snapshot in enumerate(shown):
            if name == "explain" and snapshot.explanation is None:
                continue
            width, height = SIZES.get(name, OTHERS)[turn % len(SIZES.get(name, OTHERS))]
            canvas = Canvas(width, height, palette.text, palette.background)
            panel.paint(canvas, snapshot, PaintOptions(palette, focused=bool(turn % 2)))
            for line, colour, ground in pairs(canvas):
                ratio = contrast(colour, ground)
                if ratio < READABLE:
                    worst[name, colour, ground] = f"{ratio:.1f} {name}: {colour:06x} on {ground:06x} in {line}"
            if palette.ramps:
                used = np.union1d(canvas.fg, canvas.bg)
                assert np.isin(used, IN_CUBE).all(), (
                    name,
                    [f"{colour:06x}" for colour in set(used.tolist()) - set(IN_CUBE)],
                )
    assert not worst, "\n".join(sorted(worst.values()))


OPENED = ("escape", "enter", "d", "question_mark", "ctrl+p", "s", "g", "equals_sign", "c", "h", "p", "0", "y")


def printed(app: Glassnet) -> Iterator[tuple[str, Color, Color]]:
    """What is sent to the terminal for each word and number."""
    for line in app.screen._compositor.render_strips():
        for text, style, _ in line:
            if style is not None and any(character.isalnum() or character in "+-%" for character in text):
                assert not style.dim, text
                assert style.color is not None, text
                assert style.bgcolor is not None, text
                yield text, style.color, style.bgcolor


def value(colour: Color) -> int:
    if colour.triplet is not None:
        return int.from_bytes(bytes(colour.triplet), "big")
    assert colour.number is not None
    assert colour.number >= FIRST  # the others are whatever the owner of the terminal made them
    return rgb(colour.number)


@pytest.mark.parametrize(("depth", "size"), [(TRUE, (80, 24)), (CUBE, (120, 40))], ids=["true", "256"])
def test_every_word_and_number_on_the_screen_can_be_read(depth: int, size: tuple[int, int]) -> None:
    """Panels and frames together, and all that stands over them."""

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        for theme in ("glassnet-dark", "glassnet-light"):
            app.theme = theme
            for key in OPENED:
                await pilot.press(key)
                await pilot.pause()
                for text, colour, ground in printed(app):
                    if depth == CUBE:
                        assert colour.number is not None, (key, text)
                        assert ground.number is not None, (key, text)
                    ratio = contrast(value(colour), value(ground))
                    assert ratio >= READABLE, f"{theme}, {key}: {ratio:.1f} {colour.name} on {ground.name}: {text}"
                await pilot.press("escape", *(["escape"] if len(app.screen_stack) > 1 else []))

    drive(steps, "xor", size, at="120:dW1", notifications=True, depth=depth)
