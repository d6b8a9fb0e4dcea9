"""The frames of a moving picture: the network and what it answers, just before an update.

There the numbers on the units, their gradients, the loss and the answers all come from the same parameters. Knows no
kind of file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from glassnet.core.counts import count
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.board import make_panel
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.cells import cell_len, cells, printed
from glassnet.tui.drawing.palette import Palette
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.layout import Content, recorded
from glassnet.tui.messages import Sample
from glassnet.tui.panel import PaintOptions
from glassnet.tui.panels.bars import score_now
from glassnet.tui.panels.loss_words import loss_texts
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState

LOSS_WIDTH = 16  # cells that `loss 0.0001234` takes, so that what stands beside it does not jump


class Frame(NamedTuple):
    """The cells of one moment, and its iteration."""

    iteration: int
    canvas: Canvas


def frames(
    session: Session, iterations: Sequence[int], sample: Sample, size: tuple[int, int], look: PaintOptions
) -> Iterator[Frame]:
    """A frame for each of these iterations, which are recorded; size: columns and rows. look: see `painted`.

    Between two of them somebody else may have the time. The session then stands at the last one.
    """
    for iteration in iterations:
        yield Frame(iteration, painted(snapshot_at(session, iteration, sample), iterations[-1], size, look))


def snapshot_at(session: Session, iteration: int, sample: Sample) -> Snapshot:
    """The moment at the end of an iteration's backward pass, seen as while training runs: no step of it is lit."""
    tick = session.history.tick_of(iteration, session.program.ends["backward"])
    program = session.program if tick is None else session.history.program_at(tick)
    session.goto(iteration, program.ends["backward"])
    snapshot = Snapshot.of(session, ViewState(sample=sample))
    return replace(snapshot, choices=replace(snapshot.choices, running=True))  # but with nothing from a moment ago


def painted(snapshot: Snapshot, last: int, size: tuple[int, int], look: PaintOptions) -> Canvas:
    """The caption, and below it each panel as the screen's panels paint it for a lecture.

    last: the last iteration there will be. look: its colours, and whether braille goes.
    """
    palette, look = look.palette, replace(look, big=True)
    canvas = Canvas(*size, palette.text, palette.background)
    _caption(canvas.view(0, 0, canvas.width, 1), snapshot, last, palette)
    program, data = snapshot.program, snapshot.scenario.data
    single, several = program.config.network.single_unit, program.config.samples > 1
    content = Content(single, 0, plane=data.plane is not None, several=several)
    for name, box in recorded(*size, content).items():
        make_panel(name).paint(canvas.view(*box), snapshot, look)  # a new one, which keeps no picture a while longer
    return canvas


def _caption(canvas: Canvas, snapshot: Snapshot, last: int, palette: Palette) -> None:
    """Whose training it is; then iteration, loss and how many are right, each at a place of its own."""
    canvas.fill(0, 0, canvas.width, 1, bg=palette.header_bg)
    right, score, loss = canvas.width - 1, score_now(snapshot), loss_texts(snapshot)[-1]
    if score:
        right = canvas.right(right, 0, score, palette.text, bold=True) - 3
    right -= max(LOSS_WIDTH, cell_len(loss))
    canvas.text(right, 0, loss, palette.text)
    right -= 3 + len(count(last))
    canvas.right(right + len(count(last)), 0, count(snapshot.state.iteration), palette.text, bold=True)
    right = canvas.right(right, 0, "iteration ", palette.muted)
    x = canvas.text(1, 0, fitting(max(0, right - 2), name_of(snapshot.scenario)), palette.title, bold=True)
    canvas.text(x + 2, 0, fitting(max(0, right - x - 4), snapshot.scenario.title, ""), palette.muted)


def name_of(scenario: Scenario) -> str:
    """A scenario's name, or that of its file, as it is printed: where it lies is nothing to be passed on."""
    return printed(cells(os.path.basename(scenario.key)))
