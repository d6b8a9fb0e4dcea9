"""What became of many seeds, as a picture: how many learned, where the others end, and every seed with its loss.

Pure: a sweep in, cells out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from glassnet.core.counts import counted
from glassnet.core.deferred import dataclass
from glassnet.core.numerals import MISSING, brief
from glassnet.scenarios.sweeps.outcome import APART, Sweep
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.palette import Palette
from glassnet.tui.drawing.texts import fitting, shorten
from glassnet.tui.messages import SeedPlace

MOST_PLATEAUS = 4
LEARNED, ELSEWHERE, NOT_FINITE = "✓", "–", "!"  # signs of a seed; MISSING of one that is not trained yet
CHOSEN = "▸"
LOSS = 8  # cells of a final loss
LONGEST_BAR = 80
APART_AT_MOST = 4  # blanks between two seeds


@dataclass(frozen=True, eq=False)
class SeedsShown:
    """What there is to be drawn.

    seeds: all of them. done: what became of those that are done. names: of losses that a training may stay at.
    chosen: the place of the chosen seed. under_way: how much of all is done while it is trained, else None.
    """

    seeds: Sequence[int]
    done: Sweep
    names: tuple[tuple[float, str], ...] = ()
    chosen: int = 0
    under_way: float | None = None


class Grid:
    """Where the seeds stand: `columns` beside one another, `rows` of them on show from row `top` on."""

    def __init__(self, shown: SeedsShown, width: int, height: int) -> None:
        self.digits = max(len(str(max(shown.seeds))), 2)
        least = self.digits + LOSS + 5
        fit = max(1, width // least)
        self.columns = next((columns for columns in (10, 5) if columns <= fit), fit)
        self.wide = min(width // self.columns, least + APART_AT_MOST)
        self.all_rows = -(-len(shown.seeds) // self.columns)
        self.rows = max(0, min(height, self.all_rows))
        middle = shown.chosen // self.columns - self.rows // 2
        self.top = max(0, min(middle, self.all_rows - self.rows))


def group_lines(shown: SeedsShown) -> list[tuple[str, int, str]]:
    """The groups of seeds: what is said of each, how many they are, and more words about them."""
    done = shown.done
    median = done.median_iterations
    more = "" if median is None else f"after {counted(round(median), 'iteration')} (median)"
    lines = [(f"{LEARNED} below {brief(done.below)}", int(done.converged.sum()), more)]
    plateaus, rest = done.main_plateaus(MOST_PLATEAUS)
    for plateau in plateaus:
        lines.append((f"{ELSEWHERE} at {brief(plateau.loss)}", plateau.seeds, _name(plateau.loss, shown.names)))
    if rest:
        lines.append((f"{ELSEWHERE} elsewhere", rest, ""))
    if done.not_finite:
        lines.append((f"{NOT_FINITE} not finite", done.not_finite, ""))
    return lines


def _name(loss: float, names: tuple[tuple[float, str], ...]) -> str:
    """What a scenario says of a loss that its trainings may stay at."""
    return next((words for value, words in names if abs(value - loss) <= APART * value), "")


def about_chosen(shown: SeedsShown) -> tuple[str, ...]:
    """What became of the chosen seed, in words: long ones, then shorter ones."""
    seed, done = shown.seeds[shown.chosen], shown.done
    if seed not in done.seeds:
        return (f"seed {seed}: not trained yet" if shown.under_way is not None else f"seed {seed}: not trained",)
    at = done.seeds.index(seed)
    final, reached = float(done.final[at]), int(done.reached[at])
    updates = counted(int(done.updates[at]), "iteration")
    if not np.isfinite(final):
        return (f"seed {seed}: the loss is not finite after {updates}", f"seed {seed}: not finite")
    short = f"seed {seed}: {brief(final)}"
    ends = f"{short} after {updates}"
    if done.converged[at]:
        return (f"{ends}; first below {brief(done.below)} after {reached:,}", ends, short)
    plateau, name = done.plateau_of(final), _name(final, shown.names)
    others = f", about as {counted(plateau.seeds - 1, 'other seed')}" if plateau and plateau.seeds > 1 else ""
    return (f"{ends}{others}{f': {name}' if name else ''}", f"{ends}{others}", ends, short)


def draw_seeds(canvas: Canvas, shown: SeedsShown, palette: Palette) -> Grid:
    """Groups at the top, then what became of the chosen seed, then all seeds; each is a target, by its place."""
    lines = group_lines(shown)[: max(1, canvas.height - 3)]
    labels = max(len(label) for label, _, _ in lines)
    counts = max(len(f"{count:,}") for _, count, _ in lines)
    room = max(0, min(LONGEST_BAR, canvas.width // 2 - labels - counts - 2))
    total = max(1, len(shown.seeds))
    for y, (label, count, more) in enumerate(lines):
        ink = _ink(label[0], palette)
        canvas.text(0, y, label, ink)
        canvas.right(labels + 2 + counts, y, f"{count:,}", palette.text, bold=True)
        whole, half = divmod(max(round(2 * room * count / total), int(count > 0)), 2)
        x = labels + counts + 3
        canvas.text(x, y, "█" * whole + "▌" * half, palette.muted if ink == palette.text else ink)
        canvas.text(x + room + 1, y, shorten(more, canvas.width - x - room - 1), palette.muted)
    at = len(lines) + (canvas.height > len(lines) + 4)
    canvas.text(0, at, fitting(canvas.width, *about_chosen(shown)), palette.text)
    below = at + 1 + (canvas.height > at + 6)
    grid = Grid(shown, canvas.width, canvas.height - below)
    _draw_grid(canvas.view(0, below, canvas.width, grid.rows), shown, grid, palette)
    return grid


def _draw_grid(canvas: Canvas, shown: SeedsShown, grid: Grid, palette: Palette) -> None:
    places: Mapping[int, int] = {seed: at for at, seed in enumerate(shown.done.seeds)}
    first = grid.top * grid.columns
    for place in range(first, min(len(shown.seeds), first + grid.rows * grid.columns)):
        row, column = divmod(place - first, grid.columns)
        seed = shown.seeds[place]
        sign, loss = _sign_of(shown.done, places.get(seed))
        mark = CHOSEN if place == shown.chosen else " "
        text = f"{mark}{seed:>{grid.digits}} {sign} {loss:<{LOSS}}"
        if place == shown.chosen:
            canvas.text(column * grid.wide, row, text, palette.cursor_fg, palette.cursor_bg, target=SeedPlace(place))
        else:
            canvas.text(column * grid.wide, row, text, _ink(sign, palette), target=SeedPlace(place))


def _sign_of(done: Sweep, at: int | None) -> tuple[str, str]:
    """The sign of a seed, and its final loss."""
    if at is None:
        return MISSING, ""
    final = float(done.final[at])
    if not np.isfinite(final):
        return NOT_FINITE, str(final)
    return LEARNED if done.converged[at] else ELSEWHERE, brief(final, 3)


def _ink(sign: str, palette: Palette) -> int:
    return {LEARNED: palette.good, NOT_FINITE: palette.bad, MISSING: palette.muted}.get(sign, palette.text)
