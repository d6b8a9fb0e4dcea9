"""Snapshots of many scenarios and moments, and canvases painted from them, for the tests of panels."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from glassnet.core.config import Dense, NetworkConfig, TrainingConfig
from glassnet.scenarios import load
from glassnet.scenarios.base import BINARY, CLASSES, REGRESSION, Scenario, dataset
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.palette import DARK, LIGHT
from glassnet.tui.messages import Entry, Sample
from glassnet.tui.panel import PaintOptions, Panel
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState

LOOKS = (PaintOptions(), PaintOptions(LIGHT, plain=True, focused=True))
SIZES = (
    (10, 3),
    (11, 9),
    (13, 6),
    (20, 5),
    (24, 30),
    (34, 8),
    (34, 15),
    (52, 12),
    (60, 14),
    (75, 9),
    (80, 7),
    (140, 20),
)


def paint(panel: Panel, snapshot: Snapshot, width: int, height: int, look: PaintOptions = LOOKS[0]) -> Canvas:
    canvas = Canvas(width, height, DARK.text, DARK.background)
    panel.paint(canvas, snapshot, look)
    return canvas


def text_of(panel: Panel, snapshot: Snapshot, width: int, height: int) -> str:
    return "\n".join(paint(panel, snapshot, width, height).lines())


def moved(key: str, moves: str = "", **choices: Any) -> Snapshot:
    """A scenario after moves: s steps, f b u to the ends of phases, run:N iterations."""
    return Snapshot.of(at(Session(load(key)), moves), ViewState(**choices))


def at(session: Session, moves: str) -> Session:
    phases = {"f": "forward", "b": "backward", "u": "update"}
    for move in moves.split():
        if move.startswith("run:"):
            session.run(iterations=int(move[4:]))
        elif move == "s":
            session.step()
        else:
            session.to_end_of(phases[move])
    return session


def strange_scenarios() -> list[Scenario]:
    """Mini-batches, numbers that overflow, one and nine inputs, many classes, outputs without limits."""
    neuron, xor, sensor = load("neuron"), load("xor"), load("sensor")
    one = dataset(REGRESSION, [[1e-9], [2e5], [-3.0]], [[-5.0], [1.0], [1e4]])
    nine = dataset(BINARY, [[0.0, 1.0] * 4 + [0.5], [1.0] * 9], [[0.0], [1.0]])
    many = dataset(
        CLASSES,
        [[0.0, 0.0], [0.0, 1.0]],
        [[1.0] + [0.0] * 7, [0.0] * 7 + [1.0]],
        classes=(*tuple("abcdefg"), "h" * 30),
    )
    loss = TrainingConfig(loss="mse", learning_rate=0.1)
    return [
        replace(sensor, training=replace(sensor.training, batch_size=7)),
        replace(xor, training=replace(xor.training, learning_rate=1e200)),
        replace(sensor, training=replace(sensor.training, learning_rate=1e155)),
        replace(neuron, data=one, network=NetworkConfig(1, (Dense(1, "identity"),)), training=loss, parameters=None),
        replace(neuron, data=nine, network=NetworkConfig(9, (Dense(1, "sigmoid"),)), training=loss, parameters=None),
        replace(sensor, data=many, network=NetworkConfig(2, (Dense(2, "tanh"), Dense(8, "softmax")))),
        replace(
            load("xor-linear"),
            training=TrainingConfig(loss="binary_cross_entropy", learning_rate=0.5, batch_size=3, optimizer="momentum"),
        ),
    ]


@lru_cache(maxsize=1)
def all_moments() -> list[Snapshot]:
    """Every scenario before anything, mid-forward, mid-backward, mid-update and after some training."""
    scenarios = [load(key) for key in ("neuron", "xor", "xor-linear", "sensor", "deep-sigmoid")]
    found = []
    for scenario in scenarios + strange_scenarios():
        for moves in ("", "s", "f s", "b s", "u u s", "run:4"):
            session = at(Session(scenario), moves)
            for choices in (
                ViewState(),
                ViewState(sample=Sample(3), layer=2, cursor=Entry("z1", (0, 0)), running=True),
            ):
                found.append(Snapshot.of(session, choices))
    return found


def pictures() -> Iterator[tuple[Snapshot, int, int, PaintOptions]]:
    """Every moment at four sizes; each scenario at every size in both looks, spread over its moments."""
    turns = itertools.cycle(itertools.product(LOOKS, SIZES))
    for number, snapshot in enumerate(all_moments()):
        if number % 12 == 0:
            next(turns)  # other sizes for the same moments of the next scenario
        for look, (width, height) in itertools.islice(turns, 4):
            yield snapshot, width, height, look


def assert_intact(canvas: Canvas, boxes: int = 1) -> None:
    """The frame is whole: its corners, its sides, and nothing but text and dashes in its borders."""
    lines = canvas.lines()
    assert lines[0].count("╭") == lines[0].count("╮") == lines[-1].count("╰") == lines[-1].count("╯") == boxes
    assert lines[0][0] == "╭"
    assert lines[0][-1] == "╮"
    assert lines[-1][0] == "╰"
    assert lines[-1][-1] == "╯"
    assert lines[0][1] == "─"
    assert lines[-1][-2] == "─"
    for line in lines[1:-1]:
        assert line[0] == line[-1] == "│", line
        assert line.strip("│ ") or len(lines) > 3


def assert_not_empty(canvas: Canvas) -> None:
    assert any(line.strip("│ ") for line in canvas.lines()[1:-1])
