"""Keys and clicks that change the training rows: points of the plane added by class, and taken away."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.base import Dataset
from glassnet.scenarios.data.points import with_point, without_row
from glassnet.tui.actions import drawing
from glassnet.tui.actions.time import dropping
from glassnet.tui.messages import Sample, Spot
from glassnet.tui.panels.predictions.brush import brush_words, kind_words
from glassnet.tui.playground import Playground
from glassnet.tui.view_state import TAKE

NO_POINTS = "points are drawn where there are two inputs and classes; here there are not"


def next_brush(app: Playground) -> None:
    """The next brush: a point of each kind, taking away, none. On paper: the chosen row, to be drawn on."""
    if drawing.draws(app):
        drawing.from_row(app)
        return
    if app.paused():
        return
    data, brush = app.session.scenario.data, app.workspace.choices.brush
    if data.plane is None or not data.kinds:
        app.warn(NO_POINTS)
        return
    brushes = [None, *range(len(data.kinds)), TAKE]
    following = brushes[(brushes.index(brush) + 1) % len(brushes)]
    app.workspace.choose(brush=following, confusion="")  # which would stand in the map's place
    if not app.is_shown("predictions"):
        app.tell(f"{brush_words(data, following)}; {app.keys.name('brush')} for the next brush", 4)
    app.show()


def take_away(app: Playground) -> None:
    """Take the chosen training row away; on paper the ink."""
    if drawing.draws(app):
        drawing.clear(app)
        return
    if app.paused():
        return
    sample = app.snapshot().row
    if sample.test:
        app.warn(f"{sample} is not trained on; only training rows can be taken away")
    else:
        take(app, sample.row)


def add_point(app: Playground) -> None:
    """A point by its numbers, for who has no mouse."""
    from glassnet.tui.screens.prompts import AskText

    data = app.session.scenario.data
    if app.paused_instead("choose it again to add a point", several=True):
        return
    if data.plane is None or not data.kinds:
        app.refuse(NO_POINTS, several=True)
        return
    kinds = ", ".join(f"{kind} = {name}" if name != str(kind) else name for kind, name in enumerate(data.kinds))
    words = f"Its two numbers as they are measured, and its class ({kinds}): 0.5 0.5 1"
    ask = AskText("add a point", words, "", lambda text: _wrong_point(data, text), enter="adds it")
    app.ask(ask, lambda text: None if text is None else _add(app, *read_point(data, text)))


def use_brush(app: Playground, spot: Spot) -> None:
    """A click on the map while there is a brush."""
    brush = app.workspace.choices.brush
    if brush is not None and brush != TAKE:
        _add(app, spot, brush)


def _add(app: Playground, spot: Spot, kind: int) -> None:
    try:
        data = with_point(app.session.scenario.data, np.array([spot.x, spot.y]), kind)
    except GlassnetError as error:
        app.warn(error)
        return
    assert data.plane is not None
    x, y = (axis.raw(value) for axis, value in zip(data.plane.axes, (spot.x, spot.y), strict=True))
    _train_on(app, data, f"a point of {kind_words(data, kind)} at ({x:.3g}, {y:.3g})", len(data.inputs) - 1)


def take(app: Playground, row: int) -> None:
    """Take a training row away."""
    try:
        data = without_row(app.session.scenario.data, row)
    except GlassnetError as error:
        app.warn(error)
        return
    _train_on(app, data, f"sample {row} taken away", min(row, len(data.inputs) - 1))


def _train_on(app: Playground, data: Dataset, words: str, row: int) -> None:
    def go() -> None:
        app.session.change(replace(app.session.scenario, data=data), words)
        app.workspace.choose(sample=Sample(row))
        app.tell(f"{words}; {app.keys.name('undo')} undoes it")

    dropping(app, words, go)


def read_point(data: Dataset, text: str) -> tuple[Spot, int]:
    """Two measured numbers and a class as text, as the place and the kind. Raises ValueError."""
    first, second, kind = text.replace(",", " ").split()
    if data.plane is None or not data.kinds:
        raise ValueError("no points of classes")
    number = data.kinds.index(kind) if kind in data.kinds else int(kind)
    if not 0 <= number < len(data.kinds):
        raise ValueError(f"no class {kind}")
    x, y = (axis.seen(float(value)) for axis, value in zip(data.plane.axes, (first, second), strict=True))
    if not np.isfinite([x, y]).all():
        raise ValueError("no finite numbers")
    return Spot(x, y), number


def _wrong_point(data: Dataset, text: str) -> str:
    try:
        read_point(data, text)
    except ValueError:
        return "two numbers and a class, please: 0.5 0.5 1"
    return ""
