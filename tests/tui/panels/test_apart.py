"""In every panel, at every size: two numbers never touch, and no number is shown in part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pytest

from glassnet.core.config import TrainingConfig
from glassnet.core.explain import why
from glassnet.scenarios import load
from glassnet.scenarios.base import CLASSES, Feature, Scenario, dataset
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.board import make_panel
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.cells import cells
from glassnet.tui.layout import Content
from glassnet.tui.messages import Entry, Sample
from glassnet.tui.panel import Panel
from glassnet.tui.panels import PANELS
from glassnet.tui.panels.bars import Tabs
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState
from tests.panel_moments import LOOKS, at, strange_scenarios

SIZES = {
    "header": ((60, 2), (80, 2), (100, 2), (120, 2), (200, 2)),
    "tabs": ((60, 1), (80, 1)),
    "footer": ((60, 1), (120, 1)),
    "matrices": ((60, 11), (80, 15), (86, 17), (140, 30)),
    "now": ((60, 5), (80, 5), (86, 5), (140, 5)),
}
OTHERS = ((26, 11), (34, 12), (34, 15), (46, 15), (52, 15), (60, 17), (80, 21), (86, 17), (120, 37), (200, 57))
NUMBER = re.compile(r"(?<![\w.,])[+\-−]?\d[\d.,]*(?:e[+\-]?\d+)?")


class Written(NamedTuple):
    """A text as it was written: where on the whole canvas, and which columns of it can be seen at all."""

    x: int
    y: int
    text: str
    seen: range


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Written]:
    """Every text that is written on any canvas."""
    texts: list[Written] = []
    write = Canvas.text

    def record(self: Canvas, x: int, y: int, s: str, *args: Any, **options: Any) -> int:
        left, top = self._left + self._hidden_x, self._top + self._hidden_y
        rows, columns = self.chars.shape
        if top <= self._top + y < top + rows:
            texts.append(Written(self._left + x, self._top + y, cells(s), range(left, left + columns)))
        return write(self, x, y, s, *args, **options)

    monkeypatch.setattr(Canvas, "text", record)
    return texts


def faults(canvas: Canvas, texts: list[Written]) -> Iterator[str]:
    """Numbers that touch another one, or that are shown in part."""
    owners: dict[tuple[int, int], int] = {}
    for number, one in enumerate(texts):
        owners |= {(one.y, x): number for x in range(one.x, one.x + len(one.text)) if x in one.seen}
    points = {(hit.y, hit.x) for hit in canvas.hits if isinstance(hit.target, Sample) and hit.width == 1}
    for number, one in enumerate(texts):
        for found in NUMBER.finditer(one.text):
            if len(one.text) == 1 and (one.y, one.x) in points:  # the mark of a class on a map
                continue
            places = range(one.x + found.start(), one.x + found.end())
            held = [
                owners.get((one.y, x)) == number and canvas.chars[one.y, x] == char
                for x, char in zip(places, found[0], strict=True)
            ]
            if not any(held):
                continue
            if not all(held):
                yield f"{found[0]} is shown in part: {canvas.line(one.y)}"
            for x in (places.start - 1, places.stop):
                beside = canvas.char_at(x, one.y)
                other = owners.get((one.y, x))
                if other not in (None, number) and (beside.isdigit() or (beside in "+-.,−" and x == places.stop)):
                    yield f"{found[0]} touches its neighbour: {canvas.line(one.y)}"


def named() -> Scenario:
    """Long names that begin alike, wide ones, and large numbers."""
    inputs = np.array([[1e-9, 12345.678, -3e7], [2.0, -99999.5, 4e7], [7.0, 0.0, 5e7], [0.0, 1.0, 2.0]])
    features = ("mean household expenditure on food", "mean household expenditure on 住居", "高さ")
    classes = ("very long class name number 0", "very long class name number 10", "男性")
    data = dataset(CLASSES, inputs, np.eye(3)[[0, 1, 2, 0]], classes=classes)
    data = replace(data, features=tuple(Feature(name, "", 1000.0, 1e4) for name in features))
    sensor = load("sensor")
    network = replace(sensor.network, inputs=3)
    return replace(sensor, key="a_file_with_a_long_name_2024.csv", data=data, network=network)


def moments() -> Iterator[Snapshot]:
    adam = TrainingConfig(loss="mse", optimizer="adam", learning_rate=0.05)
    trained = [replace(load("xor"), training=adam), *map(load, ("sensor", "digits", "iris", "spiral", "plane"))]
    for scenario in (*trained, named(), *strange_scenarios()):
        session = Session(scenario)
        for moves in ("s", "run:9 b", "run:3 u u s"):
            at(session, moves)
            name = session.program.steps[max(0, session.state.done - 1)].output
            yield Snapshot.of(session, ViewState())
            cursor = Entry(name, tuple(0 for _ in session.state.values[name].shape))
            origin = (why(session.history, cursor.name, cursor.index),) if "run" in moves else ()
            fast = ViewState(
                sample=Sample(2), cursor=cursor, running=True, rate=7_127_091.4, speed="flat out", trail=origin
            )
            yield Snapshot.of(session, fast)
        if scenario.data.kinds:
            yield Snapshot.of(session, ViewState(confusion="training"))
    session = at(Session(load("xor")), "run:3 b")
    for iteration, last in ((43_000, 43_000), (123_456, 7_654_321), (98_765_432, 123_456_789)):
        for running, note in ((True, ""), (False, "predict 1,234 of 5,678 right"), (False, "")):
            choices = ViewState(running=running, rate=1_234_567.0, speed="1,000 steps/s", note=note)
            snapshot = Snapshot.of(session, choices)
            yield replace(snapshot, state=replace(snapshot.state, iteration=iteration), last=last)


def test_numbers_stand_apart_and_whole(written: list[Written]) -> None:
    shown: dict[str, Panel] = {name: make_panel(name) for name in PANELS}
    top = shown["tabs"]
    assert isinstance(top, Tabs)
    top.names, top.active = Content(False, 20).tabs(), "Loss"
    found: set[str] = set()
    for turn, snapshot in enumerate(moments()):
        for name, panel in shown.items():
            sizes = SIZES.get(name, OTHERS)
            for k, (width, height) in enumerate(sizes):
                turns = 2 if name in SIZES else 5  # a moment at some of the sizes, and every size at many moments
                if (name == "explain" and snapshot.explanation is None) or (k + turn) % turns:
                    continue
                written.clear()
                look = LOOKS[turn % 2]
                canvas = Canvas(width, height, look.palette.text, look.palette.background)
                panel.paint(canvas, snapshot, look)
                found |= {f"{name} {width}×{height}: {fault}" for fault in faults(canvas, written)}
    assert not found, "\n".join(sorted(found))
