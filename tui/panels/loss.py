"""The loss over the iterations: training, epochs and test, with the plateaus that are known."""

from __future__ import annotations

import numpy as np

from tui.drawing.canvas import Canvas
from tui.drawing.numbers import brief
from tui.drawing.palette import Palette
from tui.drawing.plot import Series, draw_plot
from tui.drawing.texts import fitting
from tui.messages import Chosen, Iteration, Press
from tui.moment import Floats
from tui.panel import Look, Panel
from tui.snapshot import Snapshot

GHOST, MARK = "ghost", "⋯"
SOLID, DASHED = "─", "┄"
FAR = 100  # times: a loss that fell so far looks like an L on a linear scale
FOOT = 3  # column where the last line begins


class LossPanel(Panel):
    """A plot; `v` or a click on its corner changes between a linear and a log scale."""

    pace = 0.15

    def action_move_cursor(self, across: int, down: int) -> None:
        """To the iteration of the neighbouring column; up and down there is nothing."""
        if self.snapshot is None or not across:
            return
        here = self.snapshot.state.iteration
        places = {hit.target.number for hit in self._hits if isinstance(hit.target, Iteration)}
        beside = [place for place in places if (place - here) * across > 0]
        if beside:
            self.post_message(Chosen(Iteration(min(beside, key=lambda place: abs(place - here)))))

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: Look) -> None:
        palette, losses = look.palette, snapshot.losses
        train, log = _train(snapshot), snapshot.choices.log
        inner = canvas.view(1, 1, canvas.width - 2, canvas.height - 2)
        series: list[Series] = []
        if len(train):
            iterations = np.arange(1, len(train) + 1, dtype=np.float64)
            batches = snapshot.program.config.batch_size is not None
            series.append(
                Series(
                    "batch" if batches else "train", iterations, train, palette.faint if batches else palette.positive
                )
            )
        if len(losses.epochs[0]):
            series.append(Series("epoch", *losses.epochs, palette.positive))
        if len(losses.test[0]):
            series.append(Series("test", *losses.test, palette.negative, dashed=True))
        ghost = snapshot.choices.ghost
        if ghost is not None:
            behind = int(len(losses.epochs[0]) > 0)  # all of them but the single batches
            series.insert(behind, Series(GHOST, *ghost.curve, palette.good, dashed=True, dash=1))
        levels = [(value, "") for value, _ in snapshot.scenario.plateaus]
        if series:
            limits = (1.0, float(_last(snapshot)))
            first, columns = draw_plot(inner, series, palette, log, limits, levels, look.plain)
            _places(inner, first, columns, snapshot, palette)
        else:
            inner.centre(0, inner.height // 2, inner.width, "no iteration has a loss yet", palette.faint)
        legend = [one for one in series if one.label != GHOST]  # which the last line tells
        keys = [f"{DASHED if one.dashed else SOLID} {one.label}" for one in legend]
        kind = "log" if log else "linear, v: log" if _falls_far(train) else "linear"
        right = "  ".join([*keys, kind])
        here = snapshot.loss
        title = "loss ·" if here is None else f"loss {brief(here)}"
        tested = losses.test[1][: np.searchsorted(losses.test[0], snapshot.state.iteration, side="right")]
        tight = f"{SOLID} {title}"
        if len(tested):
            tight += f"  {DASHED} test {brief(float(tested[-1]))}"
            title += f"  test {brief(float(tested[-1]))}"
        if len(title) + len(right) + 9 > canvas.width:  # no room for the legend beside it
            title = fitting(canvas.width - 6, tight, title, title.partition("  ")[0])
        best = f"best {brief(float(np.nanmin(train)))}" if len(train) and np.isfinite(train).any() else ""
        canvas.frame(
            0, 0, canvas.width, canvas.height, palette.frame_focus if look.focused else palette.frame,
            title, right, _ghost(snapshot) or _nearest_plateau(snapshot), best,
            title_fg=palette.title, note_fg=palette.muted,
        )  # fmt: skip
        if canvas.char_at(FOOT, canvas.height - 1) == MARK:
            canvas.text(FOOT, canvas.height - 1, f"{MARK} {GHOST}", palette.good)
        x = canvas.width - 3 - len(right)
        if "".join(canvas.char_at(x + i, 0) for i in range(len(right))) == right:
            for one, key in zip(legend, keys, strict=True):
                x = canvas.text(x, 0, key, one.colour) + 2
        canvas.hit(canvas.width - len(right) - 4, 0, len(right) + 3, 1, Press("v"))


def _falls_far(losses: Floats) -> bool:
    """Whether a log scale would show more."""
    shown = losses[np.isfinite(losses) & (losses > 0)]
    return len(shown) > 1 and bool(shown.max() >= FAR * shown.min())


def _train(snapshot: Snapshot) -> Floats:
    """The losses recorded; with that of this moment, where an edit after it has dropped it from the record."""
    train, loss = snapshot.losses.train, snapshot.state.values.get("loss")
    if loss is None or len(train) != snapshot.state.iteration - 1:
        return train
    return np.append(train, float(loss))


def _places(canvas: Canvas, first: int, columns: int, snapshot: Snapshot, palette: Palette) -> None:
    """Each column leads to its iteration; the one on show is marked when later ones are recorded."""
    last = _last(snapshot)
    for column in range(columns):
        iteration = 1 + round(column / max(1, columns - 1) * (last - 1))
        canvas.hit(first + column, 0, 1, canvas.height - 1, Iteration(min(iteration, snapshot.last)))
    if snapshot.in_the_past and columns:
        x = first + round((snapshot.state.iteration - 1) / (last - 1) * (columns - 1))
        for y in range(canvas.height - 1):
            if not canvas.char_at(x, y).strip():
                canvas.text(x, y, "│", palette.now)


def _last(snapshot: Snapshot) -> int:
    """The iteration at the right end of the plot."""
    ghost = snapshot.choices.ghost
    return max(snapshot.last, 2, ghost.iterations if ghost else 0)


def _ghost(snapshot: Snapshot) -> str:
    """The ghost's loss at the iteration on show, or its last one; empty where there is no ghost."""
    ghost = snapshot.choices.ghost
    if ghost is None:
        return ""
    at = min(max(snapshot.state.iteration, 1), ghost.iterations)
    place = "" if at == snapshot.state.iteration else f" at {at:,}"
    return f"{MARK} {GHOST} {brief(float(ghost.losses.train[at - 1]))}{place}"


def _nearest_plateau(snapshot: Snapshot) -> str:
    """The known plateau nearest to the loss, by name; the plot draws them all as dotted lines."""
    plateaus, loss = snapshot.scenario.plateaus, snapshot.loss
    if not plateaus or loss is None:
        return ""
    value, name = min(plateaus, key=lambda plateau: abs(plateau[0] - loss))
    return f"┄ {brief(value)} {name}"
