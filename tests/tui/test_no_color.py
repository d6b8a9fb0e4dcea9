"""What colours tell is told by signs and patterns too."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from textual.pilot import Pilot

from glassnet.scenarios import load
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.app import Glassnet
from glassnet.tui.drawing.cube import palette_for
from glassnet.tui.drawing.decision_map import SHADES, SHAPES, SMALL_SHAPES, class_marks, many_sided
from glassnet.tui.drawing.palette import DARK
from glassnet.tui.messages import Entry, Sample
from glassnet.tui.panel import PaintOptions
from glassnet.tui.panels.curves import CurvesPanel
from glassnet.tui.panels.loss import LossPanel
from glassnet.tui.panels.network.panel import NetworkPanel
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState
from tests.panel_moments import at, moved, paint, text_of
from tests.screen import drive, part

GREY = PaintOptions(colourless=True)


def test_without_colour_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("escape")
        for line in app.screen._compositor.render_strips():
            for segment in line:
                for colour in (segment.style.color, segment.style.bgcolor) if segment.style else ():
                    assert colour is None or colour.triplet is None or len(set(colour.triplet)) == 1
        assert "[-0.0147]" in part(app, "matrices")  # the cursor
        assert "‹+0.0075›" in part(app, "matrices")  # an operand
        assert "▸2" in part(app, "matrices")  # the sample
        assert "▶ dW1 = " in part(app, "steps")
        assert "· db1 = " in part(app, "steps")
        answers = part(app, "predictions")
        assert "▸  2" in answers
        assert "no !" in answers
        assert "░ a2 < 0.5" in answers
        assert "▓ a2 > 0.5" in answers
        assert "▀" not in answers  # no half of a cell has a colour of its own
        shades = Counter(answers)
        assert min(shades["░"], shades["▓"]) > 10

    drive(steps, "xor", at="120:dW1")


def test_every_class_has_a_pattern_and_a_shape() -> None:
    count = len(DARK.classes)
    assert len(set(SHADES)) == count
    assert len(set(SHAPES)) == len(SHAPES) == len(set(SMALL_SHAPES))
    for palette in (palette_for(dark, depth) for dark in (True, False) for depth in (1 << 24, 256)):
        assert len(set(palette.classes)) == len(set(palette.class_inks)) == count
    shares = np.repeat(np.eye(count)[:, None], 2, axis=0)  # a row of cells for each class
    assert "".join(many_sided(shares, DARK, plain=True).chars[:, 0].tolist()) == SHADES


def test_more_classes_than_shapes_have_letters() -> None:
    assert list(class_marks(tuple("0123456789"))) == list("0123456789")
    assert list(class_marks(("north", "east", "south", "west", "up", "down", "left"))) == list("neswudl")
    for names in (("one", "two", "three", "four", "five", "six", "seven"), ("?", *"abcdef"), ("犬", *"abcdef")):
        assert len(set(class_marks(names))) == len(names)
        assert all(mark.isascii() and mark.isalnum() for mark in class_marks(names))
    assert class_marks(("a", "b"), small=True) == SMALL_SHAPES


def test_the_curves_of_the_loss_differ_in_their_lines_and_say_so() -> None:
    lines = text_of(LossPanel(id="loss"), moved("sensor", "run:300"), 33, 15).splitlines()
    assert "─ train  ┄ test" in lines[-1] or ("─ loss" in lines[0] and "┄ test" in lines[0])
    session = at(Session(load("digits")), "run:200")
    snapshot = Snapshot.of(session, ViewState())
    for width in (33, 100):
        frame = text_of(LossPanel(id="loss"), snapshot, width, 15).splitlines()
        assert "∴ batch  ─ epoch  ┄ test" in frame[0] + frame[-1]


def test_a_negative_weight_is_dashed() -> None:
    def dots(sign: float) -> int:
        xor = load("xor")
        ones = {"W1": np.full((2, 4), sign), "b1": np.zeros(4), "W2": np.full((4, 1), sign), "b2": np.zeros(1)}
        snapshot = Snapshot.of(Session(replace(xor, parameters=ones)), ViewState())
        text = text_of(NetworkPanel(id="network"), snapshot, 60, 20)
        return sum(bin(ord(character) - 0x2800).count("1") for character in text if "⠀" <= character <= "⣿")

    assert dots(-1.0) < 0.85 * dots(1.0)


def test_the_cursor_stands_in_brackets_in_every_panel_of_a_softmax() -> None:
    cursor = Entry("a2", (1, 0))
    snapshot = moved("sensor", "run:9 f", sample=Sample(1), cursor=cursor, layer=2)
    for panel in (CurvesPanel(id="curves"), NetworkPanel(id="network")):
        canvas = paint(panel, snapshot, 60, 20, GREY)
        marked = [line for line in canvas.lines() if "[" in line and "%" in line]
        assert marked, panel
        assert all(line.index("[") < line.index("%") < line.rindex("]") for line in marked)
