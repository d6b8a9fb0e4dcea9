"""The matrices as a person reads them, and that no size or moment breaks them."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from glassnet.scenarios import load
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.drawing.canvas import Canvas, Hit
from glassnet.tui.drawing.palette import DARK
from glassnet.tui.messages import Entry, Sample
from glassnet.tui.panel import PaintOptions
from glassnet.tui.panels.matrices.areas import lines_wanted
from glassnet.tui.panels.matrices.panel import MatricesPanel
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState


def at(key: str | Scenario, iterations: int, steps: int, **choices: Any) -> Snapshot:
    session = Session(load(key) if isinstance(key, str) else key)
    if iterations:
        session.run(iterations=iterations)
    for _ in range(steps):
        session.step()
    return Snapshot.of(session, ViewState(**choices))


def trained(key: str, **training: Any) -> Scenario:
    scenario = load(key)
    return replace(scenario, training=replace(scenario.training, **training))


class Listening(MatricesPanel):
    """The panel without an app: keeps the targets it would have sent."""

    def __init__(self) -> None:
        super().__init__(id="matrices")
        self.sent: list[Any] = []

    def post_message(self, message: Any) -> bool:
        self.sent.append(getattr(message, "target", None))
        return True

    def draw(self, snapshot: Snapshot, width: int = 80, height: int = 15) -> Canvas:
        canvas = Canvas(width, height, DARK.text, DARK.background)
        self.snapshot = snapshot
        self.paint(canvas, snapshot, PaintOptions())
        self._hits = list(canvas.hits)
        return canvas


def read(snapshot: Snapshot, width: int = 80, height: int = 15) -> list[str]:
    return Listening().draw(snapshot, width, height).lines()


MID_BACKWARD = at("xor", 119, 12, cursor=Entry("dW1", (0, 2)), sample=Sample(3))


def test_a_small_screen_shows_every_number_of_a_small_layer_beside_its_gradient() -> None:
    lines = read(MID_BACKWARD)
    assert lines[0].startswith("╭─ layer 1 of 2: values and their gradients ─")
    assert lines[1].count("unit 3") == 2
    assert "W1 in 0   +1.318 +0.676 +0.376 +1.309│●dW1   -0.0147 -0.0061[+0.0061]-0.0122" in lines[2]
    assert lines[4].split("│")[1].split() == ["b1", "bias", "-0.697", "-0.009", "+0.005", "-0.006"]
    assert lines[4].split("│")[2].split() == ["db1", "·", "·", "·", "·"]
    assert "#○x    z1 = x @ W1 + b1 " in lines[5]
    assert "▸3‹1› 1 +1.281" in lines[9]
    assert "‹+0.0093›" in lines[9]
    assert lines[13].split("│")[2].split() == ["▸3", "-0.0221", "+0.0180", "+0.0093", "+0.0360"]
    assert "● written  ○ read by this step  [ ] cursor  ‹ › its operands" in lines[14]


def test_all_numbers_of_the_layer_are_targets_and_so_are_the_samples() -> None:
    panel = Listening()
    panel.draw(MID_BACKWARD, 86, 17)
    targets = {hit.target for hit in panel._hits}
    for name, shape in (("W1", (2, 4)), ("dW1", (2, 4)), ("b1", (4,)), ("db1", (4,)), ("x", (4, 2))):
        assert {Entry(name, index) for index in np.ndindex(shape)} <= targets
    for name in ("z1", "a1", "dz1", "da1"):
        assert {Entry(name, index) for index in np.ndindex(4, 4)} <= targets
    assert {Sample(row) for row in range(4)} <= targets
    for hit in panel._hits:
        if isinstance(hit.target, Entry):
            assert shown(panel.draw(MID_BACKWARD, 86, 17), hit).strip()


def shown(canvas: Canvas, hit: Hit) -> str:
    return canvas.lines()[hit.y][hit.x : hit.x + hit.width]


def test_at_the_start_weights_and_inputs_are_shown_and_the_rest_is_missing() -> None:
    lines = read(at("xor-linear", 0, 0, sample=Sample(2)))
    assert "+0.8820" in lines[2]
    assert re.search(r"▸2 1  0   ·", lines[8])
    assert not any("●" in line or "○" in line for line in lines[:-1])


def test_classes_name_the_columns_and_targets_take_the_place_of_a_gradient_that_is_never_computed() -> None:
    lines = read(at("sensor", 50, 8), 140, 28)
    assert lines[1].count("Critical") == 2
    assert not any("da2" in line.replace("no da2", "") for line in lines)
    assert any(re.search(r"│ y +0   0 ", line) or re.search(r"│ y +▸0 ", line) for line in lines)
    assert any("targets; no da2: the loss gives dz2 at once" in line for line in lines)


def test_windows_say_what_they_show() -> None:
    snapshot = at("sensor", 2, 3, layer=1, sample=Sample(120), cursor=Entry("z1", (120, 9)))
    lines = read(snapshot, 86, 17)
    assert "(pinned)" in lines[0]
    assert re.search(r"units \d+ … \d+ of 16", lines[0])
    assert any(re.search(r"samples 1[12]\d … 12\d of 240", line) for line in lines)
    assert {"unit 9", "‹", "›"} <= set(re.findall(r"unit \d+|‹|›", lines[1]))
    assert sum("▸120" in line for line in lines) == 2
    assert any("[" in line and "]" in line for line in lines[2:-1])


def test_a_window_stays_while_the_cursor_moves_inside_it_and_follows_the_sample_afterwards() -> None:
    panel = Listening()
    base = at("sensor", 2, 3, layer=1, sample=Sample(120))

    def heads(**choices: Any) -> tuple[str, str]:
        lines = panel.draw(replace(base, choices=replace(base.choices, **choices)), 86, 17).lines()
        return lines[1], next(line for line in lines if "samples" in line)

    start = heads(cursor=Entry("z1", (120, 9)))
    first = int(re.findall(r"unit (\d+)", start[0])[0])
    assert heads(cursor=Entry("z1", (120, first))) == start
    assert heads(cursor=Entry("z1", (7, first)))[1] != start[1]
    followed = heads(cursor=Entry("z1", (7, first)), sample=Sample(200))[1]
    assert "200" in followed or "199 …" in followed or "198 …" in followed


@pytest.mark.parametrize(
    ("name", "index", "key", "expected"),
    [
        ("W1", (0, 3), (1, 0), Entry("W1", (0, 4))),  # beyond the window
        ("W1", (0, 15), (1, 0), None),  # into the gradients
        ("W1", (1, 9), (0, 1), Entry("b1", (9,))),
        ("z1", (3, 2), (0, 1), Entry("z1", (4, 2))),
        ("b1", (4,), (-1, 0), Entry("b1", (3,))),
        ("dz1", (0, 0), (0, -1), Entry("db1", (0,))),
    ],
)
def test_arrows_move_by_index_and_at_an_edge_to_the_neighbouring_block(
    name: str, index: tuple[int, ...], key: tuple[int, int], expected: Entry | None
) -> None:
    panel = Listening()
    panel.draw(at("sensor", 1, 9, layer=1, cursor=Entry(name, index)), 86, 17)
    panel.move_cursor(*key)
    [target] = panel.sent
    assert target == expected or (expected is None and target.name == "dW1")


def test_the_cursor_reaches_every_number_with_the_arrows() -> None:
    panel, snapshot = Listening(), at("sensor", 1, 9, layer=2, cursor=Entry("W2", (0, 0)))
    seen = []
    for _ in range(400):
        assert any("[" in line for line in panel.draw(snapshot).lines()[1:-1])
        seen.append(snapshot.choices.cursor)
        panel.sent.clear()
        panel.move_cursor(0, 1)
        if not panel.sent:
            break
        snapshot = replace(snapshot, choices=replace(snapshot.choices, cursor=panel.sent[0]))
    assert {Entry("W2", (row, 0)) for row in range(16)} | {Entry("b2", (0,))} <= set(seen)
    assert {Entry("z2", (row, 0)) for row in range(3, 240)} <= set(seen)


def test_optimizer_state_is_shown_where_there_is_room() -> None:
    adam = at(trained("xor", optimizer="adam"), 3, 0, layer=1)
    lines = read(adam, 140, 36)
    assert sum(any(f" {name} " in line for line in lines) for name in ("m_W1", "m_b1", "v_W1", "v_b1")) == 4
    assert not any("m_W1" in line for line in read(adam))


SIZES = [(80, 15), (86, 17), (86, 11), (140, 28), (80, 40), (60, 20), (60, 11), (50, 30), (34, 9), (20, 5), (10, 3)]
TINY = [(1, 1), (2, 2), (3, 1), (4, 4), (0, 0), (11, 2), (9, 14), (200, 3)]
SCENARIOS: list[str | Scenario] = [
    *("neuron", "xor", "sensor", "xor-linear", "deep-sigmoid"),
    trained("sensor", batch_size=7, optimizer="momentum"),
    trained("xor", batch_size=3, optimizer="adam"),
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_it_stays_inside_its_frame_at_any_size_and_moment(scenario: str | Scenario) -> None:
    cursors = [None, Entry("dW1", (1, 0)), Entry("z2", (3, 0)), Entry("loss"), Entry("x", (999, 9))]
    session = Session(load(scenario) if isinstance(scenario, str) else scenario)
    moments = [Snapshot.of(session, ViewState())]
    for steps in (1, 2, 6, 20):
        for _ in range(steps):
            session.step()
        moments.append(Snapshot.of(session, ViewState()))
    for i, (moment, (width, height)) in enumerate(itertools.product(moments, SIZES + TINY)):
        if i % 2:  # an odd number of sizes: each of them with every second moment
            continue
        choices = ViewState(sample=Sample(i), layer=(None, 1, 2)[i % 3], cursor=cursors[i % 5], running=i % 4 == 0)
        lines = read(replace(moment, choices=choices), width, height)
        assert [len(line) for line in lines] == [width] * height
        if width < 2 or height < 2:
            continue
        assert lines[0][0] + lines[0][-1] + lines[-1][0] + lines[-1][-1] == "╭╮╰╯"
        assert all(line[0] + line[-1] == "││" for line in lines[1:-1])
        assert "#####" not in "".join(lines)


def test_numbers_that_are_not_finite_are_shown() -> None:
    values = dict(MID_BACKWARD.state.values)
    values["z1"] = np.array([[np.nan, np.inf, -np.inf, 1e300]] * 4)
    values["x"] = np.full((4, 2), np.nan)
    snapshot = replace(MID_BACKWARD, state=replace(MID_BACKWARD.state, values=MappingProxyType(values)))
    text = "\n".join(read(snapshot, 86, 17))
    assert "nan" in text
    assert "+inf" in text


@pytest.mark.parametrize(("key", "layer"), [("xor", 1), ("xor", 2), ("neuron", 1), ("wave", 2), ("sensor", 1)])
def test_a_wide_panel_has_z_and_a_beside_w_where_all_units_fit(key: str, layer: int) -> None:
    moment = at(key, 2, 0, layer=layer)
    width, lines = 144, read(moment, 144, lines_wanted(moment, 142) + 2)
    last = lines[1].count("unit 0")
    beside = f" W{layer} " in lines[3] and f" z{layer} " in lines[3]
    assert beside == (key != "sensor")
    assert last == (2 if key == "sensor" else 4 if layer == moment.program.layers else 3)
    if beside:  # every number of the layer stands there, in so few lines
        hits = {hit.target for hit in Listening().draw(moment, width, len(lines)).hits}
        for name in (f"{block}{layer}" for block in ("W", "b", "z", "a", "dW", "db", "dz", "da")):
            values = moment.array(name)
            assert values is not None
            assert {Entry(name, index) for index in np.ndindex(values.shape)} <= hits, name
