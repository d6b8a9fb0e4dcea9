"""The picture of many seeds says what became of each, in signs too, at every size."""

from __future__ import annotations

import pytest

from glassnet.scenarios.sweeps.outcome import Outcome, gathered
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.palette import DARK
from glassnet.tui.drawing.seeds import SeedsShown, about_chosen, draw_seeds

SEEDS = range(5, 45)
ENDS = [0.001, 0.25, 0.2502, float("nan"), 0.125]
DONE = gathered(SEEDS, 1000, 0.01, [Outcome(at, loss, 300 if loss < 0.01 else 0, 1000) for at, loss in enumerate(ENDS)])
NAMES = ((0.25, "all at 0.5"),)


def painted(width: int, height: int, chosen: int = 0) -> list[str]:
    canvas = Canvas(width, height, DARK.text, DARK.background)
    draw_seeds(canvas, SeedsShown(SEEDS, DONE, NAMES, chosen, 0.2), DARK)
    return canvas.lines()


def test_groups_say_how_many_and_where() -> None:
    lines = [" ".join(line.replace("█", "").replace("▌", "").split()) for line in painted(76, 22)]
    assert lines[:4] == [
        "✓ below 0.01 1 after 300 iterations (median)",
        "– at 0.2501 2 all at 0.5",
        "– at 0.125 1",
        "! not finite 1",
    ]
    assert lines[7] == "▸ 5 ✓ 0.001 6 – 0.25 7 – 0.25 8 ! nan 9 – 0.125"
    assert lines[8] == "10 · 11 · 12 · 13 · 14 ·"


def test_the_chosen_one_in_words() -> None:
    told = [about_chosen(SeedsShown(SEEDS, DONE, NAMES, chosen))[0] for chosen in (0, 1, 3, 4, 5)]
    assert told == [
        "seed 5: 0.001 after 1,000 iterations; first below 0.01 after 300",
        "seed 6: 0.25 after 1,000 iterations, about as 1 other seed: all at 0.5",
        "seed 8: the loss is not finite after 1,000 iterations",
        "seed 9: 0.125 after 1,000 iterations",
        "seed 10: not trained",
    ]


@pytest.mark.parametrize(("width", "height"), [(56, 18), (76, 22), (116, 38), (196, 58), (20, 6), (1, 1), (0, 0)])
def test_the_chosen_seed_is_on_show_at_every_size(width: int, height: int) -> None:
    for chosen in (0, 20, 39):
        lines = painted(width, height, chosen)
        if width >= 20 and height >= 6:
            assert any(f"▸{SEEDS[chosen]:>2} " in line for line in lines)
