"""Keys and clicks that change the training rows: points of the plane added by class, and taken away."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.base import Dataset
from glassnet.scenarios.data.points import with_point, without_row
from glassnet.tui.choices import TAKE
from glassnet.tui.messages import Sample, Spot
from glassnet.tui.panels.predictions.brush import brush_words, kind_words
from glassnet.tui.stage import Stage

NO_POINTS = "points are drawn where there are two inputs and classes; here there are not"


class PointKeys(Stage):
    """The brush for the map, and what it does."""

    def action_brush(self) -> None:
        """The next brush: a point of each kind, taking away, none."""
        if self._paused():
            return
        data, brush = self.session.scenario.data, self.desk.choices.brush
        if data.plane is None or not data.kinds:
            self._warn(NO_POINTS)
            return
        brushes = [None, *range(len(data.kinds)), TAKE]
        following = brushes[(brushes.index(brush) + 1) % len(brushes)]
        self.desk.choose(brush=following, confusion="")  # which would stand in the map's place
        if not self._is_shown("predictions"):
            self.notify(f"{brush_words(data, following)}; t for the next brush", timeout=4, markup=False)
        self.show()

    def action_take_away(self) -> None:
        """Take the chosen training row away."""
        if self._paused():
            return
        sample = self.snapshot().sample
        if sample.test:
            self._warn(f"{sample} is not trained on; only training rows can be taken away")
        else:
            self._take(sample.row)

    def action_add_point(self) -> None:
        """A point by its numbers, for who has no mouse."""
        from glassnet.tui.screens.prompts import AskText

        data = self.session.scenario.data
        if self._paused_instead("choose it again to add a point", several=True):
            return
        if data.plane is None or not data.kinds:
            self._refuse(NO_POINTS, several=True)
            return
        kinds = ", ".join(f"{kind} = {name}" if name != str(kind) else name for kind, name in enumerate(data.kinds))
        words = f"Its two numbers as they are measured, and its class ({kinds}): 0.5 0.5 1"
        ask = AskText("add a point", words, "", lambda text: _wrong_point(data, text), enter="adds it")
        self.push_screen(ask, lambda text: None if text is None else self._add(*read_point(data, text)))

    def use_brush(self, spot: Spot) -> None:
        """A click on the map while there is a brush."""
        brush = self.desk.choices.brush
        if brush is not None and brush != TAKE:
            self._add(spot, brush)

    def _add(self, spot: Spot, kind: int) -> None:
        try:
            data = with_point(self.session.scenario.data, np.array([spot.x, spot.y]), kind)
        except GlassnetError as error:
            self._warn(error)
            return
        assert data.plane is not None
        x, y = (axis.raw(value) for axis, value in zip(data.plane.axes, (spot.x, spot.y), strict=True))
        self._train_on(data, f"a point of {kind_words(data, kind)} at ({x:.3g}, {y:.3g})", len(data.inputs) - 1)

    def _take(self, row: int) -> None:
        try:
            data = without_row(self.session.scenario.data, row)
        except GlassnetError as error:
            self._warn(error)
            return
        self._train_on(data, f"sample {row} taken away", min(row, len(data.inputs) - 1))

    def _train_on(self, data: Dataset, words: str, row: int) -> None:
        def go() -> None:
            self.session.change(replace(self.session.scenario, data=data), words)
            self.desk.choose(sample=Sample(row))
            self.notify(f"{words}; ctrl+z undoes it", timeout=3, markup=False)

        self._dropping(words, go)


def read_point(data: Dataset, text: str) -> tuple[Spot, int]:
    """Two measured numbers and a class as text, as the place and the kind. Raises ValueError."""
    first, second, kind = text.replace(",", " ").split()
    if data.plane is None or not data.kinds:
        raise ValueError("no points of classes")
    number = data.kinds.index(kind) if kind in data.kinds else int(kind)
    if not 0 <= number < len(data.kinds):
        raise ValueError(f"no class {kind}")
    x, y = (
        (float(value) - axis.mean) / axis.deviation
        for axis, value in zip(data.plane.axes, (first, second), strict=True)
    )
    if not np.isfinite([x, y]).all():
        raise ValueError("no finite numbers")
    return Spot(x, y), number


def _wrong_point(data: Dataset, text: str) -> str:
    try:
        read_point(data, text)
    except ValueError:
        return "two numbers and a class, please: 0.5 0.5 1"
    return ""
