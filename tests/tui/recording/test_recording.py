"""A moving picture shows what the panels paint at its moments, and is the same to the byte every time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray

from glassnet.scenarios import load
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.board import make_panel
from glassnet.tui.drawing.canvas import BOLD, Canvas
from glassnet.tui.drawing.palette import DARK, LIGHT
from glassnet.tui.layout import Content, recorded
from glassnet.tui.messages import Sample
from glassnet.tui.panel import PaintOptions
from glassnet.tui.recording import pace, recording, shapes
from glassnet.tui.recording.changes import changed, spans
from glassnet.tui.recording.frames import snapshot_at
from glassnet.tui.recording.moments import Look, candidates, chosen
from glassnet.tui.recording.recording import Form, Recording

SVG = "{http://www.w3.org/2000/svg}"
SIZE = 60, 20
UNTIL = {"xor": 40, "sensor": 9, "spiral": 5, "neuron": 6, "iris": 4}


def made(scenario: Scenario, until: int, form: Form) -> Recording:
    it = Recording(Session(scenario), Sample(0), until, form)
    assert all(0 <= done <= 1 for done in it)
    return it


@lru_cache
def picture(key: str, kind: str) -> Recording:
    return made(load(key), UNTIL[key], Form(kind, SIZE, frames=6))


@pytest.mark.parametrize("kind", recording.KINDS)
def test_a_second_recording_is_the_same_to_the_byte(kind: str) -> None:
    again = made(load("xor"), UNTIL["xor"], Form(kind, SIZE, frames=6))
    assert again.content == picture("xor", kind).content
    assert len(again.frames) == 6


@pytest.mark.parametrize("key", UNTIL)
def test_every_frame_is_what_the_panels_paint_at_its_moment(key: str) -> None:
    session, it = Session(load(key)), picture(key, ".cast")
    session.run(iterations=UNTIL[key])
    config, plane = session.program.config, session.scenario.data.plane is not None
    content = Content(config.network.single_unit, 0, plane=plane, several=config.samples > 1)
    boxes = recorded(*SIZE, content)
    assert ("predictions" in boxes) == (plane and key != "neuron")
    for frame in it.frames:
        snapshot = snapshot_at(session, frame.iteration, Sample(0))
        assert (snapshot.state.iteration, snapshot.state.done) == (frame.iteration, snapshot.program.ends["backward"])
        assert f"iteration {frame.iteration:>{len(str(UNTIL[key]))}}" in frame.canvas.line(0)
        for name, box in boxes.items():
            canvas = Canvas(box.width, box.height, DARK.text, DARK.background)
            make_panel(name).paint(canvas, snapshot, PaintOptions(DARK, big=True))
            assert not frame.canvas.view(*box).changed(canvas)


# --- asciicast ---


def played(text: str, screen: Canvas) -> None:
    """Write what a terminal is sent onto its screen."""
    x = y = fg = bg = bold = 0
    for code, style, words in re.findall(r"\x1b\[([\d;?]*)(\w)([^\x1b]*)", text):
        if style == "H":
            y, x = (int(number) - 1 for number in code.split(";"))
        elif style == "m" and code != "0":
            numbers = [int(number) for number in code.split(";")]
            (r0, g0, b0), (r1, g1, b1) = numbers[-8:-5], numbers[-3:]
            fg, bg, bold = r0 << 16 | g0 << 8 | b0, r1 << 16 | g1 << 8 | b1, numbers[1] == 1
            screen.text(x, y, words, fg, bg, bold=bool(bold))
            x += len(words)


@pytest.mark.parametrize("key", UNTIL)
def test_a_terminal_that_plays_the_cast_shows_frame_after_frame(key: str) -> None:
    header, *events = map(json.loads, picture(key, ".cast").content.decode().splitlines())
    assert header == {"version": 2, "width": 60, "height": 20, "title": header["title"]}
    frames = picture(key, ".cast").frames
    assert [event[0] for event in events] == [*pace.starts(len(frames)), pace.length(len(frames))]
    assert all(kind == "o" for _, kind, _ in events)
    screen = Canvas(*SIZE, 0, 0)
    for (_, _, text), frame in zip(events, frames, strict=False):
        played(text, screen)
        screen.attrs &= BOLD
        frame_canvas = frame.canvas.view(0, 0, *SIZE)
        assert not screen.changed(frame_canvas)
    for (_, _, text), (before, after) in zip(events[1:], pairwise(frames), strict=False):
        cells = sum(len(words) for words in re.findall(r"m([^\x1b]*)", text))
        assert cells == after.canvas.differs(before.canvas).sum()  # nothing that has not changed is sent


# --- SVG ---


def painted(group: ElementTree.Element, names: dict[str, int], pixels: NDArray[np.int64]) -> None:
    """Paint the grounds of a group over the pixels, (2 · rows, columns)."""
    for path in group.iter(f"{SVG}path"):
        kind, name = path.get("class", "").split()
        x = y = 0
        for numbers in re.findall(r"m(-?\d+) (-?\d+)h(\d+)v(\d+)h-\d+z", path.get("d", "")) if kind == "p" else ():
            across, down, width, height = map(int, numbers)
            x, y = x + across, y + down
            pixels[y : y + height, x : x + width] = names[name]


@pytest.mark.parametrize("key", UNTIL)
def test_the_svg_has_the_grounds_and_words_of_every_frame(key: str) -> None:
    it = picture(key, ".svg")
    root, text = ElementTree.fromstring(it.content), it.content.decode()
    names = {name: int(colour, 16) for name, colour in re.findall(r"\.(c\d+)\{color:#(\w+)\}", text)}
    groups = [group for group in root if group.tag == f"{SVG}g"]
    assert [group.get("id") for group in groups] == [f"f{at}" for at in range(len(it.frames))]
    pixels = np.full((2 * SIZE[1], SIZE[0]), DARK.background, dtype=np.int64)
    for group, frame in zip(groups, it.frames, strict=True):
        painted(group, names, pixels)
        canvas = frame.canvas
        for half in (0, 1):
            ink = np.isin(canvas.chars, [char for char, halves in shapes.HALVES.items() if half in halves])
            assert np.array_equal(pixels[half::2], np.where(ink, canvas.fg, canvas.bg))
        for element in group.iter(f"{SVG}text"):
            words, x, y = element.text or "", float(element.get("x", "")), float(element.get("y", ""))
            column, row = int(x // 8), int(y // 16)
            assert "".join(canvas.char_at(column + at, row) for at in range(len(words))) == words
            assert names[element.get("class", "").split()[0]] == canvas.fg[row, column]
            drawn = element.get("textLength")
            assert (drawn is not None) == (len(words) > 1)
            assert drawn is None or int(drawn) == 8 * len(words)


@pytest.mark.parametrize("key", UNTIL)
def test_the_svg_is_all_there_is(key: str) -> None:
    text = picture(key, ".svg").content.decode()
    assert text.count("http") == text.count('xmlns="http://www.w3.org/2000/svg"') == 1
    assert not re.search(r"script|href|url|@import|font-face|<image|\bon\w+=", text)
    assert "@media (prefers-reduced-motion:reduce){g{animation:none!important}}" in text


def test_who_knows_no_animation_sees_the_last_frame() -> None:
    text = picture("xor", ".svg").content.decode()
    outside = re.sub(r"@keyframes \w+\{[^}]*\}[^}]*\}\}", "", text)
    assert "visibility" not in outside
    assert text.index('id="f5"') > text.index('id="f4"')


def test_the_theme_is_its_colours() -> None:
    it = made(load("neuron"), 2, Form(".svg", SIZE, LIGHT))
    assert f'fill="#{LIGHT.background:06x}"' in it.content.decode()


def test_what_a_name_has_in_it_does_no_harm() -> None:
    from dataclasses import replace

    scenario = replace(load("neuron"), key="/home/somebody/a<b>&\x1b\udce9.toml", title="\x07<&>")
    for kind in recording.KINDS:
        text = made(scenario, 1, Form(kind, SIZE)).content.decode()
        assert "somebody" not in text
        assert kind != ".svg" or ElementTree.fromstring(text) is not None


def test_no_file_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    full = len(picture("xor", ".svg").content)
    monkeypatch.setattr(recording, "MOST_BYTES", full * 2 // 3)
    it = made(load("xor"), UNTIL["xor"], Form(".svg", SIZE, frames=6))
    assert len(it.content) <= recording.MOST_BYTES
    assert it.left_out == 6 - len(it.frames) > 0
    assert it.frames[-1].iteration == UNTIL["xor"]


def test_fewer_frames_end_where_all_did() -> None:
    frames = picture("xor", ".svg").frames
    for number in range(-1, 9):
        fewer = recording.fewer(frames, number)
        assert len(fewer) == min(max(1, number), len(frames) - 1)
        assert fewer[-1] is frames[-1]
        assert len(fewer) == 1 or fewer[0] is frames[0]
        assert [frame for frame in frames if any(frame is each for each in fewer)] == fewer


def test_a_training_that_fails_is_shown_as_far_as_it_came() -> None:
    from dataclasses import replace

    from glassnet.core.config import TrainingConfig

    wild = replace(load("sensor"), training=TrainingConfig(loss="cross_entropy", learning_rate=1e200))
    it = made(wild, 50, Form(".svg", SIZE))
    assert "is not finite" in it.trouble
    assert 1 <= it.frames[-1].iteration < 50
    assert ElementTree.fromstring(it.content) is not None


# --- which moments ---


@pytest.mark.parametrize("until", [1, 2, 3, 10, 999, 10_000_000])
def test_what_is_looked_at_goes_from_the_first_to_the_last_iteration(until: int) -> None:
    found = candidates(until)
    assert found[0] == 1
    assert found[-1] == until
    assert all(a < b for a, b in pairwise(found))
    assert len(found) <= 240


def looked(until: int, bends: range) -> Iterator[Look]:
    for iteration in candidates(until):
        yield Look(iteration, 1.0 if iteration in bends else 0.0)


@pytest.mark.parametrize("frames", [2, 7, 60])
def test_most_frames_are_where_the_answers_move(frames: int) -> None:
    bends = range(500, 700)
    found = chosen(list(looked(1000, bends)), frames)
    assert found[0] == 1
    assert found[-1] == 1000
    assert len(found) <= frames
    assert sum(iteration in bends for iteration in found) >= (frames - 2) * 0.3  # a fifth of the iterations


def test_numbers_that_are_none_move_nothing() -> None:
    assert chosen([Look(1, 0.0), Look(2, np.nan), Look(3, np.inf), Look(4, 1.0)], 3)[-1] == 4
    assert chosen([Look(1, 0.0)], 60) == [1]
    assert chosen([Look(1, 0.0), Look(2, 0.0)], 60) == [1, 2]


# --- cells ---


def test_wide_characters_change_whole() -> None:
    one, other = (Canvas(6, 1, 1, 0) for _ in range(2))
    one.text(0, 0, "a字b", 1)
    other.text(0, 0, "a字b", 1)
    other.text(2, 0, "xy", 1)
    assert changed(other, one).tolist() == [[False, True, True, True, False, False]]
    assert changed(one, other).tolist() == [[False, True, True, True, False, False]]
    assert [span.cells for span in spans(one, changed(one, None))] == [["a", "字", "", "b", " ", " "]]


def test_lines_meet_at_the_edges_of_their_cells() -> None:
    assert shapes.line("─", 3, 1) == "M6 6h2"
    assert shapes.line("│", 3, 1) == "M7 4v4"
    assert shapes.line("┤", 0, 0) == "M0 2h1M1 0v4"
    assert shapes.line("╭", 0, 0) == "M1 4v-1q0 -1 1 -1"
    assert shapes.dots("⡁", 1, 1) == "M2 4h0M2 7h0"
    assert shapes.line("x", 0, 0) == shapes.dots("x", 0, 0) == shapes.dots("⠀", 0, 0) == shapes.line("", 0, 0) == ""
