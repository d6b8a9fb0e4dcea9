"""The network as a person reads it, and that no size or moment breaks it."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from glassnet.core.config import Dense, NetworkConfig
from glassnet.scenarios import load
from glassnet.scenarios.base import CLASSES, Scenario, dataset
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.drawing.canvas import Canvas, Hit
from glassnet.tui.drawing.network_layout import worth_drawing
from glassnet.tui.drawing.palette import DARK, LIGHT
from glassnet.tui.messages import Entry, Layer, Sample
from glassnet.tui.panel import PaintOptions
from glassnet.tui.panels.network.panel import NetworkPanel
from glassnet.tui.panels.network.units import badge, measured
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState

SIZES = [(46, 15), (52, 15), (26, 14), (84, 24), (100, 30), (80, 20), (34, 7), (20, 5), (10, 3)]


def at(key: str | Scenario, iterations: int = 0, steps: int = 0, **choices: Any) -> Snapshot:
    session = Session(load(key) if isinstance(key, str) else key)
    if iterations:
        session.run(iterations=iterations)
    for _ in range(steps):
        session.step()
    choices.setdefault("sample", Sample(session.scenario.first_sample))
    return Snapshot.of(session, ViewState(**choices))


class Listening(NetworkPanel):
    """The panel without an app: keeps the targets it would have sent."""

    def __init__(self) -> None:
        super().__init__(id="network")
        self.sent: list[Any] = []

    def post_message(self, message: Any) -> bool:
        self.sent.append(getattr(message, "target", None))
        return True

    def draw(self, snapshot: Snapshot, width: int = 52, height: int = 15, look: PaintOptions | None = None) -> Canvas:
        canvas = Canvas(width, height, DARK.text, DARK.background)
        self.snapshot = snapshot
        self.paint(canvas, snapshot, look or PaintOptions())
        self._hits = list(canvas.hits)
        return canvas


def draw(snapshot: Snapshot, width: int = 52, height: int = 15, look: PaintOptions | None = None) -> Canvas:
    return Listening().draw(snapshot, width, height, look)


def words(canvas: Canvas) -> str:
    """What stands there without the dots of the edges."""
    return "\n".join(re.sub("[⠀-⣿]", " ", line) for line in canvas.lines())


def hit_of(canvas: Canvas, entry: Entry) -> Hit:
    return next(hit for hit in canvas.hits if hit.target == entry)


def unit(canvas: Canvas, entry: Entry) -> str:
    """The text of a target."""
    hit = hit_of(canvas, entry)
    return canvas.lines()[hit.y][hit.x : hit.x + hit.width]


def test_the_drawing_of_the_design() -> None:
    canvas = draw(at("xor", 119, 12, sample=Sample(3)), 46)
    text = words(canvas)
    assert "network: sample 3, x = (1, 1), y = 0" in text
    assert re.search(r"input x +layer 1, relu +output, σ", text)
    assert "lit: weights of dW1" in text
    assert re.search(r"≈0.5·a\[3\].*\n(.*\n){5}.*≈ 2·a\[1\]", text)  # below their numbers
    assert "0 a +1.281" in text
    assert "1 a  0 off" in text
    assert "2 a +1.082" in text
    assert "a +0.241" in text
    assert "dz +0.022" in text
    assert unit(canvas, Entry("dz1", (3, 0))) == "-0.022"
    assert unit(canvas, Entry("dz1", (3, 3))).strip() == "0"
    assert unit(canvas, Entry("y", (3, 0))) == "0"


def test_nothing_computed_yet() -> None:
    text = words(draw(at("xor"), 46))
    assert len(re.findall(r" ·(?= )", text)) == 10  # 4 units and the output
    assert "+1.000" in text
    assert "─ positive  ┄ negative" in text
    assert "off" not in text


def test_measured_inputs_and_named_classes() -> None:
    snapshot = at("sensor", 20, 5)
    text = words(draw(snapshot, 84, 24))
    feature = snapshot.scenario.data.features[0]
    assert "network: sample 0, temperature 46.4 °C, vibration 3.85 mm/s, Warning" in text
    assert "46.4 °C" in text
    assert measured(feature, float(snapshot.x[0])) == "46.4 °C"
    assert re.search(r"Warning +y.1", text)
    assert re.search(r"Normal +y.0", text)
    assert text.count(" %") == 3


@pytest.mark.parametrize(("width", "height"), [(52, 15), (46, 13), (84, 17)])
def test_many_classes_are_named_on_their_line(width: int, height: int) -> None:
    names = [f"{first}{second}x{k}" for k, (first, second) in enumerate(itertools.product("abcde", "pqr"))]
    y = np.eye(15)
    data = dataset(CLASSES, np.random.RandomState(0).normal(size=(15, 3)), y, classes=tuple(names))
    layers = (Dense(16, "relu"), Dense(15, "softmax"))
    scenario = replace(load("sensor"), data=data, network=NetworkConfig(3, layers), first_sample=0)
    text = words(draw(at(scenario, 0, 5), width, height))
    shown = [name for name in names if re.search(rf"\b{name} +\d", text)]
    assert len(shown) >= height - 4
    assert shown == names[: len(shown)]
    single = replace(scenario, data=replace(data, classes=tuple("ABCDEFGHIJKLMNO")))
    assert re.search(r"\bB +(a +)?\d", words(draw(at(single, 0, 5), width, height)))


def test_off_for_this_sample_and_dead_for_all() -> None:
    scenario = load("xor")
    dead: dict[str, Any] = {
        "W1": [[1.0, -1, 1, 1], [1, -1, 1, 1]],
        "b1": [0.0, -1, -1.5, 0],
        "W2": [[1.0]] * 4,
        "b2": [0.0],
    }
    text = words(draw(at(replace(scenario, parameters=dead), 0, 2, sample=Sample(1))))
    assert "0 a +1.0000" in text.replace("●", " ")
    assert "0 dead" in text
    assert "0 off" in text


def test_a_tanh_at_its_end_is_saturated_and_not_off() -> None:
    """At full output its slope is 0, and the unit says as much as it can: +1 or -1."""
    given: dict[str, Any] = {"W1": [[40.0, -40], [40, -40]], "b1": [0.0, 0], "W2": [[1.0]] * 2, "b2": [0.0]}
    network = replace(load("xor").network, layers=(Dense(2, "tanh"), Dense(1, "sigmoid")))
    text = words(draw(at(replace(load("xor"), network=network, parameters=given), 0, 2, sample=Sample(1))))
    assert "+1 sat" in text
    assert "-1 sat" in text
    assert not re.search(r"\b(off|dead)\b", text)


def test_the_step_is_marked_and_lit() -> None:
    written = words(draw(at("xor", 0, 2)))
    assert "●a" in written
    assert "lit: units of a1" in written
    read = words(draw(at("xor", 0, 3)))
    assert "○a" in read
    assert "lit: W2, into z2" in read
    assert "lit: W2, back to da1" in words(draw(at("xor", 0, 10)))
    assert "lit: output" in words(draw(at("xor", 0, 5)))


def test_lit_edges_are_brighter() -> None:
    def brightest(canvas: Canvas, left: int, right: int) -> int:
        dots = (canvas.chars >= "⠁") & (canvas.chars <= "⣿")
        dots[:, :left] = dots[:, right:] = False
        return max(int(colour) >> 16 for colour in canvas.fg[dots])

    first, second = (draw(at("xor", 0, steps), 84, 24) for steps in (1, 3))
    assert brightest(first, 10, 30) > brightest(second, 10, 30)
    assert brightest(second, 46, 60) > brightest(first, 46, 60)


def test_while_iterations_run_through_nothing_is_lit() -> None:
    text = words(draw(at("xor", 3, 2, running=True, speed="flat out")))
    assert "lit:" not in text
    assert not set("●○‹›") & set(text.replace("●  ", ""))
    assert "lit:" in words(draw(at("xor", 3, 2, running=True, speed="2 steps/s")))


def test_the_cursor_stands_on_a_badge() -> None:
    canvas = draw(at("xor", 1, 2, cursor=Entry("a1", (2, 1))))
    hit = hit_of(canvas, Entry("a1", (2, 1)))
    assert canvas.char_at(hit.x - 1, hit.y) == "["
    assert canvas.char_at(hit.x + hit.width, hit.y) == "]"
    assert canvas.bg[hit.y, hit.x] == DARK.cursor_bg


def test_the_weight_under_the_cursor() -> None:
    for name in ("W1", "dW1"):
        canvas = draw(at("xor", 119, 12, sample=Sample(3), cursor=Entry(name, (0, 2))), 84, 24)
        value = {"W1": "+0.3756", "dW1": "+0.006125"}[name]
        assert f"{name}[0,2] {value}" in canvas.lines()[-1]
        assert "+0.3756" in words(canvas)
        assert (canvas.fg == DARK.now).sum() > 10


def test_every_edge_of_a_small_network_can_be_pointed_at() -> None:
    canvas = draw(at("xor"), 84, 24)
    edges = {hit.target for hit in canvas.hits if isinstance(hit.target, Entry) and "W" in hit.target.name}
    assert edges == {Entry("W1", (i, o)) for i in range(2) for o in range(4)} | {Entry("W2", (i, 0)) for i in range(4)}
    assert Layer(1) in {hit.target for hit in canvas.hits}


def test_weights_of_exactly_zero_are_not_drawn() -> None:
    scenario = load("xor")
    nothing: dict[str, Any] = {"W1": np.zeros((2, 4)), "b1": np.zeros(4), "W2": np.zeros((4, 1)), "b2": [0.0]}
    canvas = draw(at(replace(scenario, parameters=nothing)))
    assert not re.search("[⠁-⣿]", "".join(line[:30] for line in canvas.lines()))


def test_about_one_edge_a_row_and_those_of_the_unit_in_focus() -> None:
    weights = np.linspace(-1, 1, 100)
    focused = np.zeros(100, dtype=bool)
    focused[[49, 50]] = True
    chosen = worth_drawing(weights, 12, focused)
    assert len(chosen) == 15
    assert {49, 50} <= set(chosen.tolist())
    assert np.abs(weights[chosen])[-1] == 1
    assert list(worth_drawing(np.array([0.0, np.nan, -1.0, np.inf]), 9, np.zeros(4, dtype=bool))) == [2, 3]


def test_arrows_reach_every_unit_where_not_all_fit() -> None:
    panel, seen = Listening(), set()
    cursor = Entry("a1", (0, 0))
    for _ in range(20):
        canvas = panel.draw(at("sensor", 1, cursor=cursor, running=True), 46)
        assert "[" in canvas.lines()[hit_of(canvas, cursor).y]
        seen.add(cursor.index[1])
        panel.move_cursor(0, 1)
        cursor = panel.sent[-1] if panel.sent else cursor
    assert seen == set(range(16))
    assert "… 5 more" in words(canvas)


def test_the_window_moves_only_when_it_must() -> None:
    panel = Listening()
    panel.draw(at("sensor", 1, cursor=Entry("a1", (0, 15))), 46)
    for _ in range(3):
        canvas = panel.draw(at("sensor", 1, running=True), 46)
    assert hit_of(canvas, Entry("a1", (0, 15)))
    assert "… 5 more" in words(canvas)


def test_numbers_on_screen_are_the_snapshots() -> None:
    for key, size in itertools.product(("xor", "deep-sigmoid", "xor-linear"), SIZES[:6]):
        snapshot = at(key, 7, 8)
        canvas = draw(snapshot, *size)
        for hit in canvas.hits:
            if not isinstance(hit.target, Entry) or hit.width < 5:
                continue
            text, value = canvas.lines()[hit.y][hit.x : hit.x + hit.width].strip(), snapshot.number(hit.target)
            if text.startswith("z"):  # the line below the curve
                continue
            assert value is None if text == "·" else value == pytest.approx(float(text), abs=0.0051), hit


MOMENTS = [(0, 0), (0, 1), (0, 4), (0, 9), (3, 0), (3, 7)]


@pytest.mark.parametrize("key", ["neuron", "xor", "sensor", "xor-linear", "deep-sigmoid", "batches", "wide", "broken"])
def test_any_size_and_moment(key: str) -> None:
    scenario = load(key if key in ("neuron", "xor", "sensor", "xor-linear", "deep-sigmoid") else "sensor")
    if key == "batches":
        scenario = replace(scenario, training=replace(scenario.training, batch_size=7))
    elif key == "wide":
        layers = (Dense(100, "tanh"), *(Dense(1 + n, "leaky_relu") for n in range(7)), Dense(3, "softmax"))
        scenario = replace(scenario, network=replace(scenario.network, layers=layers))
    cursors = [None, Entry("W1", (1, 0)), Entry("x", (0, 1)), Entry("dz1", (0, 0)), Entry("z9", (4, 4, 4)), Entry("lr")]
    turn = itertools.cycle(cursors)
    sizes = [*SIZES, (1, 1), (2, 2), (0, 0), (11, 40), (140, 9)]
    for number, (iterations, steps) in enumerate(MOMENTS):
        base = at(scenario, iterations, steps)
        if key == "broken":
            base = _broken(base)
        for width, height in sizes[number % 3 :: 3]:
            snapshot = replace(base, choices=replace(base.choices, cursor=next(turn)))
            canvas = draw(snapshot, width, height, PaintOptions(LIGHT, plain=width % 3 == 0, focused=True))
            lines = canvas.lines()
            assert len(lines) == height
            if width >= 10 and height >= 3:
                assert lines[0][0] + lines[0][-1] + lines[-1][0] + lines[-1][-1] == "╭╮╰╯"
                assert all(line[0] == line[-1] == "│" for line in lines[1:-1])
            for hit in canvas.hits:
                assert hit.x >= 0
                assert hit.y >= 0
                assert hit.x + hit.width <= width
                assert hit.y + hit.height <= height


def _broken(snapshot: Snapshot) -> Snapshot:
    """Values as they are when a training has gone wrong."""
    values = {name: np.array(array, dtype=float) for name, array in snapshot.state.values.items()}
    for i, array in enumerate(values.values()):
        if array.ndim:
            array.flat[0] = (np.nan, np.inf, -np.inf)[i % 3]
    broken = replace(snapshot.state, values=MappingProxyType(values))
    return replace(snapshot, state=broken, read=broken)


def test_badges_do_not_overlap() -> None:
    for key, size in itertools.product(("xor", "sensor", "deep-sigmoid", "xor-linear"), SIZES):
        canvas, taken = draw(at(key, 2, 9), *size), np.zeros((size[1], size[0]), dtype=int)
        for hit in canvas.hits:
            if hit.width > 1 and isinstance(hit.target, Entry):
                taken[hit.y, hit.x : hit.x + hit.width] += 1
        assert taken.max() <= 1, (key, size)


def test_badges_tell_sizes_apart() -> None:
    assert badge(DARK, None, 1.0) == badge(DARK, 0.0, 1.0) == badge(DARK, float("nan"), 1.0) == DARK.header_bg
    assert badge(DARK, 1.0, 1.0) == DARK.heat_positive
    assert badge(DARK, float("-inf"), 1.0) == DARK.heat_negative
    assert len({badge(DARK, value, 1.0) for value in (0.05, 0.2, 0.5, 0.9)}) == 4


@pytest.mark.parametrize("key", ["deep-sigmoid", "xor", "sensor", "digits", "neuron"])
@pytest.mark.parametrize("width", [22, 24, 26, 30, 40, 60, 100])
def test_however_narrow_the_title_says_that_the_weights_are_newer(key: str, width: int) -> None:
    moment = at(key, iterations=3)
    assert moment.updated
    assert "before update" in draw(moment, width, 12).lines()[0]
    beside = at(key, iterations=3, sample=Sample(0, test=True)) if moment.scenario.data.test_inputs.size else moment
    assert "before update" in draw(beside, width, 12).lines()[0]
