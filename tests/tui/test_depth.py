"""How many colours a terminal shows, and what is sent to it then."""

from __future__ import annotations

import io

import pytest
from rich.color import Color, ColorType
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as Background

from glassnet.tui.depth import InCube, depth_of
from glassnet.tui.drawing.cube import CUBE, END, FIRST, TRUE, rgb


def console(**environment: str) -> Console:
    return Console(file=io.StringIO(), force_terminal=True, legacy_windows=False, _environ=environment)


@pytest.mark.parametrize(
    ("environment", "depth"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, TRUE),
        ({"TERM": "tmux-256color", "COLORTERM": ""}, CUBE),
        ({"TERM": "screen"}, CUBE),
        ({}, CUBE),
    ],
)
def test_the_terminal_is_asked(environment: dict[str, str], depth: int) -> None:
    asked = console(**environment)
    assert depth_of(asked) == depth
    assert asked.color_system == ("truecolor" if depth == TRUE else "256")


def test_a_colour_of_the_cube_is_sent_by_its_number() -> None:
    for number in range(FIRST, END):
        blue, green, red = (rgb(number) >> shift & 255 for shift in (0, 8, 16))
        colour = Color.from_rgb(red, green, blue)
        (sent,) = InCube().apply([Segment("x", Style(color=colour, bgcolor=colour))], Background(0, 0, 0))
        assert sent.style is not None
        for part in (sent.style.color, sent.style.bgcolor):
            assert part is not None
            assert part.type is ColorType.EIGHT_BIT
            assert part.number is not None
            assert rgb(part.number) == rgb(number)


def test_no_colour_stays_none() -> None:
    (sent,) = InCube().apply([Segment("x", Style(bold=True))], Background(0, 0, 0))
    assert sent.style == Style(bold=True)
    assert InCube().apply([Segment("x")], Background(0, 0, 0)) == [Segment("x")]
