"""What is sent are changes only; a terminal that takes them shows what it would if all were sent."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

import pytest
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.pilot import Pilot
from textual.strip import Strip

from benchmarks.emulator import Emulator, Look
from glassnet.tui.app import Glassnet
from glassnet.tui.drawing.rendition import PLAIN, Pen, Rendition, Row, turn
from glassnet.tui.front_buffer import FrontBuffer
from tests.screen import drive

WIDTH, HEIGHT = 24, 5
CUTS = [0, 7, 15, WIDTH]  # where widgets begin and end
WORDS = ["    ", "   ", "a", "loss 0.25", "⣿⡇ ─", "日本", "é", "e\u0301", "👍", "●‹›"]
STYLES = [
    None,
    *map(Style.parse, ("red", "#ff8800 on #101010", "#0088ff on #101010", "bold #ff8800", "on #203040")),
    *map(Style.parse, ("underline #ff8800", "reverse", "dim bold", "strike on #101010")),
]


def strip(chance: random.Random, width: int) -> Strip:
    segments = [Segment(chance.choice(WORDS), chance.choice(STYLES)) for _ in range(width)]
    return Strip(segments).crop(0, width)


def shown(emulator: Emulator) -> list[list[tuple[str, Look]]]:
    """The cells as somebody sees them: on a blank the colour of text does not show, nor that it is bold."""
    return [
        [
            (char, Look((), look.bg) if char == " " and not look.attributes - {1, 2, 3} else look)
            for char, look in zip(chars, looks, strict=True)
        ]
        for chars, looks in zip(emulator.chars, emulator.looks, strict=True)
    ]


def whole(rows: list[dict[int, Strip]], console: Console) -> Emulator:
    """A terminal that was sent all of a screen, as Textual does it."""
    emulator = Emulator(WIDTH, HEIGHT)
    lines = [list(row.values()) for row in rows]
    emulator.write(LayoutUpdate(lines, Region(0, 0, WIDTH, HEIGHT)).render_segments(console))  # type: ignore[arg-type]
    return emulator


def updates(seed: int) -> Iterator[tuple[ChopsUpdate | LayoutUpdate, list[dict[int, Strip]]]]:
    """Updates of a screen that changes in some places, with all that is on it then."""
    for style in filter(None, STYLES):
        style._ansi = None  # Textual keeps the first that it made, in whatever colours
    chance = random.Random(seed)
    ends = [CUTS[1:]] * HEIGHT
    screen: list[dict[int, Strip]] = [{} for _ in range(HEIGHT)]
    for number in range(12):
        spans = []
        for y, row in enumerate(screen):
            for x, end in pairwise(CUTS):
                if number == 0 or chance.random() < 0.4:
                    kept = row.get(x)
                    row[x] = kept if kept and chance.random() < 0.2 else strip(chance, end - x)
                    spans.append((y, x, end))
        if number == 0 or chance.random() < 0.1:
            yield LayoutUpdate([list(row.values()) for row in screen], Region(0, 0, WIDTH, HEIGHT)), screen
        elif spans:
            yield ChopsUpdate(screen, spans, ends), screen


@pytest.mark.parametrize("system", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT])
@pytest.mark.parametrize("seed", range(12))
def test_the_terminal_shows_what_it_would_if_all_were_sent(seed: int, system: ColorSystem) -> None:
    name = {ColorSystem.TRUECOLOR: "truecolor", ColorSystem.EIGHT_BIT: "256"}[system]
    console = Console(color_system=name, width=WIDTH)  # type: ignore[arg-type]
    emulator, buffer, chance = Emulator(WIDTH, HEIGHT), FrontBuffer(), random.Random(seed)
    for update, screen in updates(seed):
        emulator.write(buffer.sent(update, system))
        assert shown(emulator) == shown(whole(screen, console))
        assert emulator.look == Look()  # what others write next is in the terminal's own colours
        if chance.random() < 0.1:
            buffer.forget()


def cells(*words: str) -> ChopsUpdate:
    """An update of one line, all of it in a span."""
    line = Strip([Segment(word, Style(color=f"color({at})")) for at, word in enumerate(words)])
    return ChopsUpdate([{0: line}], [(0, 0, line.cell_length)], [[line.cell_length]])


def test_what_is_shown_is_not_sent_again_until_it_is_forgotten() -> None:
    buffer, system = FrontBuffer(), ColorSystem.EIGHT_BIT
    first = buffer.sent(cells("ab", "cd"), system)
    assert first == "\x1b[1;1H\x1b[30mab\x1b[31mcd\x1b[0m"
    assert buffer.sent(cells("ab", "cd"), system) == ""
    assert buffer.sent(cells("ab", "cx"), system) == "\x1b[1;4H\x1b[31mx\x1b[0m"
    buffer.forget()
    assert buffer.sent(cells("ab", "cx"), system) == first.replace("d", "x")


@pytest.mark.parametrize("begins", [0, 3])
def test_what_lies_beyond_the_screen_is_left_out(begins: int) -> None:
    """Where the terminal has just become smaller, strips may still be as wide and as many as it was."""
    wide = Strip([Segment("0123 日本日本日本日本日本日本 beyond")])
    lines = [[Strip([Segment(" " * begins)]), wide] for _ in range(HEIGHT + 2)]
    for size in ((WIDTH, HEIGHT), (WIDTH + 1, HEIGHT)):
        sent = FrontBuffer().sent(LayoutUpdate(lines, Region(0, 0, *size)), ColorSystem.TRUECOLOR)  # type: ignore[arg-type]
        emulator = Emulator(*size)
        emulator.write(sent)
        inside = wide.crop(0, size[0] - begins).text
        assert ["".join(row) for row in emulator.chars] == [" " * begins + inside] * HEIGHT
    ends = [WIDTH]
    chops = ChopsUpdate([{0: wide}], [(0, 0, 99)], [ends])
    assert "beyond" not in FrontBuffer().sent(chops, ColorSystem.TRUECOLOR)


def test_control_characters_take_no_cell_and_are_not_sent() -> None:
    """A line of text may hold what somebody typed or pasted; the terminal must not take it for an order."""
    for text, seen in (("ab\x07\x00c\x1b[2Jd\x7f\x9b", "abc[2Jd"), ("\x00é\x0b日\x00", "é日")):
        strip = Strip([Segment(text)])
        sent = FrontBuffer().sent(ChopsUpdate([{0: strip}], [(0, 0, strip.cell_length)], [[strip.cell_length]]),
                                  ColorSystem.TRUECOLOR)  # fmt: skip
        assert sent.removeprefix("\x1b[1;1H") == seen
    full = Strip([Segment("\x00" * 9 + "a" * WIDTH)])
    buffer = FrontBuffer()
    for each in (Strip.blank(WIDTH), full, Strip.blank(WIDTH)):
        buffer.sent(ChopsUpdate([{0: each}], [(0, 0, WIDTH)], [[WIDTH]]), ColorSystem.TRUECOLOR)


def test_a_short_way_is_written_and_a_long_one_jumped() -> None:
    row = Row(list("0123456789abcdef"), [PLAIN] * 16)
    for columns, text in (((1, 4), "1234"), ((1, 6), "123456"), ((1, 7), "1\x1b[5C7"), ((0, 15), "0\x1b[14Cf")):
        pen = Pen()
        pen.draw(0, 2, row, columns)
        assert pen.text() == f"\x1b[3;{columns[0] + 1}H{text}"


def test_a_turn_names_what_is_another() -> None:
    orange, bold = Rendition("", "38;5;1", "48;5;2"), Rendition("1", "38;5;1", "48;5;2")
    assert turn(PLAIN, orange) == "\x1b[38;5;1;48;5;2m"
    assert turn(orange, orange._replace(bg="48;5;3")) == "\x1b[48;5;3m"
    assert turn(orange, orange._replace(fg="")) == "\x1b[39m"
    assert turn(bold, orange) == "\x1b[0;38;5;1;48;5;2m"
    assert turn(orange, PLAIN) == "\x1b[0m"


def test_the_real_screen_comes_over_whole() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        emulator, sizes = Emulator(*app.size), []

        def take(screen: object, update: object) -> None:
            if isinstance(update, ChopsUpdate | LayoutUpdate):
                text = app.front_buffer.sent(update, ColorSystem.TRUECOLOR)
                sizes.append((type(update), len(text.encode())))
                emulator.write(text)

        app._display = take  # type: ignore[method-assign, assignment]
        app.paint_all()
        for keys in (["i"], ["i"], ["space"], ["n"], ["?"], ["escape"], ["v", "enter"], ["T"], ["2", "u"]):
            await pilot.press(*keys)
            await pilot.pause()
            other = Emulator(*app.size)
            for y, line in enumerate(app.screen._compositor.render_strips()):
                other.write(f"\x1b[{y + 1};1H{line.render(Console(color_system='truecolor'))}")
            assert shown(emulator) == shown(other)
        whole = max(size for kind, size in sizes if kind is LayoutUpdate)
        assert sizes[-1][0] is ChopsUpdate
        assert min(size for _, size in sizes) < whole / 10

    drive(steps, "xor", size=(80, 24))
