"""Predictions as a person reads them: the table, the score, the map, and walking through the samples."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from textual.message import Message

from glassnet.core.machine import predict
from glassnet.scenarios import load
from glassnet.scenarios.base import CLASSES, Feature, dataset
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.answer_map import AnswerMap
from glassnet.tui.drawing.decision_map import many_sided, two_sided
from glassnet.tui.drawing.numbers import plain
from glassnet.tui.drawing.palette import DARK, LIGHT, luminance
from glassnet.tui.messages import Chosen, Sample
from glassnet.tui.moment import Floats
from glassnet.tui.panel import PaintOptions
from glassnet.tui.panels.predictions.columns import share_text
from glassnet.tui.panels.predictions.panel import PredictionsPanel
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState
from tests.panel_moments import LOOKS, SIZES, assert_intact, assert_not_empty, at, moved, paint, pictures, text_of


def panel() -> PredictionsPanel:
    return PredictionsPanel(id="predictions")


def test_the_four_points() -> None:
    lines = text_of(panel(), moved("xor", "run:119 b", sample=Sample(3)), 34, 15).split("\n")
    assert lines[0].startswith("╭─ predictions, weights as now ─")
    assert "─ 3 of 4 right ─" in lines[-1]
    assert lines[3].split() == ["│", "1", "0", "1", "1", "0.4952", "no", "!", "│"]
    assert lines[5].split() == ["│", "▸", "3", "1", "1", "0", "0.2413", "yes", "│"]
    text = "\n".join(lines[6:])
    assert text.count("●") == 3
    assert text.count("○") == 3
    assert "●!" in text
    assert "▸○" in text
    for words in ("a2 > 0.75", "a2 > 0.5", "a2 < 0.5", "y = 1", "y = 0", "wrong", "→ x[0] 0…1", "↑ x[1] 0…1"):
        assert words in text


def test_before_the_update_is_done_it_says_so() -> None:
    assert "predictions, before update" in text_of(panel(), moved("xor", "b s"), 34, 15)


def test_all_right_is_said_calmly() -> None:
    assert "4 of 4 right ✓" in text_of(panel(), moved("xor", "run:300"), 34, 15)


def test_exactly_a_half_is_undecided() -> None:
    text = text_of(panel(), moved("xor"), 34, 15)
    assert "0.5000 undecided" in text
    assert "○?" in text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "0.5000"), (0.5 - 1e-9, "<.5000"), (1.0, "1"), (1 - 1e-9, ">.9999"), (0.0, "0"), (1e-9, "1e-9")],
)
def test_answers_are_not_rounded_into_something_else(value: float, text: str) -> None:
    assert share_text(value) == text


def test_a_regression_shows_its_error_and_no_count() -> None:
    text = text_of(panel(), moved("neuron", "f"), 80, 20)
    assert "error a - y" in text
    assert "0.5671" in text
    assert "-0.4329" in text
    assert "right" not in text


def test_classes_with_test_rows() -> None:
    text = text_of(panel(), moved("sensor", "run:300", sample=Sample(100)), 56, 24)
    assert "▸  100" in text
    assert "test rows, never learned from" in text
    assert "rows 97–102 of 240" in text
    assert "train 97.1 %  test 96.7 %" in text
    assert "233 of 240 right   test 58 of 60" in text_of(panel(), moved("sensor", "run:300"), 60, 28)
    small = text_of(panel(), moved("sensor", "run:300", sample=Sample(100)), 34, 15)
    assert "train 97.1 %  test 96.7 %" in small
    assert "rows 98–101 of 240" in small
    wide = text_of(panel(), moved("sensor", "run:300", sample=Sample(100)), 140, 24)
    assert "°C" in wide
    assert "mm/s" in wide
    assert "answer" in wide


def test_rows_are_targets_test_rows_too() -> None:
    canvas = paint(panel(), moved("sensor", "run:3", sample=Sample(100)), 56, 24)
    lines = canvas.lines()
    divider = next(y for y, line in enumerate(lines) if "test rows" in line)
    chosen = next(y for y, line in enumerate(lines) if "▸  100" in line)
    assert canvas.target_at(20, chosen) == Sample(100)
    assert canvas.target_at(20, chosen + 1) == Sample(101)
    assert canvas.target_at(20, divider) is None
    assert canvas.target_at(20, divider + 1) == Sample(0, test=True)


@pytest.mark.parametrize(("sample", "down", "expected"), [(3, 1, 4), (3, -1, 2), (0, -1, None), (239, 1, None)])
def test_arrows_walk_through_all_samples(sample: int, down: int, expected: int | None) -> None:
    shown = panel()
    sent: list[Message] = []
    shown.snapshot = moved("sensor", sample=Sample(sample))
    shown.post_message = sent.append  # type: ignore[method-assign,assignment]
    shown.move_cursor(0, down)
    assert [message.target for message in sent if isinstance(message, Chosen)] == (
        [] if expected is None else [Sample(expected)]
    )
    assert shown.is_cursor(Sample(sample))
    assert not shown.is_cursor(Sample(sample + 1))


def test_with_mini_batches_arrows_walk_through_all_rows_too() -> None:
    sensor = load("sensor")
    session = at(Session(replace(sensor, training=replace(sensor.training, batch_size=7))), "s")
    for here, down, there in ((Sample(11), 1, Sample(12)), (Sample(3, test=True), -1, Sample(2, test=True))):
        shown = panel()
        sent: list[Message] = []
        shown.snapshot = Snapshot.of(session, ViewState(sample=here))
        shown.post_message = sent.append  # type: ignore[method-assign,assignment]
        shown.move_cursor(0, down)
        assert [message.target for message in sent if isinstance(message, Chosen)] == [there]


def test_seven_features_are_shown_on_the_plane_they_are_made_of() -> None:
    spiral = moved("spiral", "run:2000", sample=Sample(7))
    data = spiral.scenario.data
    assert data.plane is not None
    assert spiral.map is not None
    grid = spiral.map.answers(5, 3)
    left, right, bottom, top = spiral.map.limits
    middle = data.plane.inputs(np.array([[(left + right) / 2, (bottom + top) / 2]]))
    np.testing.assert_allclose(grid[1, 2], predict(spiral.program, spiral.settled.values, middle)[0])
    text = text_of(panel(), spiral, 80, 20)
    x1, x2 = map(plain, data.plane.points[spiral.sample.row].tolist())
    assert re.search(rf"▸ *{spiral.sample.row} +{x1} +{x2}", text)
    assert "→ x1 -" in text
    assert "↑ x2 -" in text
    assert text.count("∘") > 20


def test_the_map_is_kept_until_the_parameters_change(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []
    real = AnswerMap.answers

    def counted(self: AnswerMap, columns: int, rows: int) -> Floats:
        asked.append((columns, rows))
        return real(self, columns, rows)

    monkeypatch.setattr(AnswerMap, "answers", counted)
    shown, session = panel(), at(Session(load("xor")), "run:3")

    def look(running: bool = False) -> None:
        paint(shown, Snapshot.of(session, ViewState(running=running)), 34, 15)

    look()
    look()
    session.to_end_of("backward")
    look()  # the same parameters
    assert len(asked) == 1
    session.to_end_of("update")
    shown._map.paced.made_at = math.inf  # as on a machine that took no time since
    look(running=True)  # new ones, but too soon
    assert len(asked) == 1
    look()
    assert len(asked) == 2


def test_the_map_tells_sides_by_brightness_and_by_shade() -> None:
    outputs = np.array([[-1.0, 1.0], [-1.0, 1.0], [np.nan, 0.2], [0.0, 0.2]])
    for palette in (DARK, LIGHT):
        cells = two_sided(np.array([[-1.0, -1.0, 1.0], [-1.0, -1.0, 1.0]]), palette)
        assert cells.fg.shape == (1, 3)
        assert luminance(int(cells.bg[0, 0])) < luminance(int(cells.bg[0, 2]))
        assert int(cells.fg[0, 1]) == palette.background  # the border
    assert two_sided(outputs, DARK, plain=True).chars.tolist() == [["░", "█"], [" ", "▓"]]
    shares = np.array([[[0.9, 0.1, 0.0]], [[0.9, 0.1, 0.0]], [[0.1, 0.2, 0.7]], [[0.1, 0.2, 0.7]]])
    assert many_sided(shares, DARK, plain=True).chars.tolist() == [["░"], ["▓"]]


def test_without_braille_and_colour_the_map_is_shaded() -> None:
    canvas = paint(panel(), moved("xor", "run:300", sample=Sample(3)), 34, 15, PaintOptions(plain=True))
    text = "\n".join(canvas.lines())
    assert "▀" not in text
    assert all(shade in text for shade in "░▓█")


@pytest.mark.parametrize("key", ["digits", "iris", "spiral", "plane"])
def test_data_of_every_kind_fit_every_size(key: str) -> None:
    session, shown = at(Session(load(key)), "run:40"), panel()
    viewed = Sample(len(session.scenario.data.test_inputs) - 1, test=True)
    views = [ViewState(), ViewState(sample=viewed), *(ViewState(confusion=rows) for rows in ("training", "test"))]
    for choices in views if session.scenario.data.kinds else views[:2]:
        for width, height in SIZES:
            for look in LOOKS:
                canvas = paint(shown, Snapshot.of(session, choices), width, height, look)
                assert_intact(canvas)
                assert_not_empty(canvas)


def test_a_sample_beside_the_batch_is_marked_on_the_map() -> None:
    session = at(Session(load("spiral")), "run:600")
    data = session.scenario.data
    assert data.plane is not None
    centre = int(np.hypot(*data.plane.test_points.T).argmin())
    left = int(data.plane.points[:, 0].argmin())
    for viewed, middle in ((Sample(centre, test=True), True), (Sample(left), False)):
        shown = PredictionsPanel(id="predictions")
        canvas = paint(shown, Snapshot.of(session, ViewState(sample=viewed)), 120, 30)
        map_lines = [line[44:] for line in canvas.lines()]
        ((x, y),) = [(line.index("▸"), y) for y, line in enumerate(map_lines) if "▸" in line]
        edge = min(line.index("▀") for line in map_lines if "▀" in line)
        wide, high = max(line.count("▀") for line in map_lines), sum("▀" in line for line in map_lines)
        assert (abs(y - high / 2) < 2 and abs(x - edge - wide / 2) < 6) == middle
        assert (x - edge < 12) != middle


def test_a_test_row_looked_at_stands_in_the_table() -> None:
    session = at(Session(load("sensor")), "run:10")
    snapshot = Snapshot.of(session, ViewState(sample=Sample(41, test=True)))
    small, large = (text_of(panel(), snapshot, *size) for size in ((34, 15), (60, 28)))
    assert re.search(r"── test rows[^─]*\n(.*\n)*.*▸ +41", small)
    assert "of 60" in small  # the training rows have no room beside it
    assert re.search(r"── test rows(.*\n)+.*▸ +41", large)
    assert "of 240" in large


def test_regressions_have_colours_on_the_scale_of_their_targets() -> None:
    text = text_of(panel(), moved("plane", "run:5"), 120, 24)
    assert "a1 > 0" in text
    assert "y ≤ 0" in text
    far = load("plane")
    shifted = replace(far, data=replace(far.data, targets=100 * far.data.targets + 500))
    assert "y > 500" in text_of(panel(), Snapshot.of(Session(shifted), ViewState()), 120, 24)


def test_painting_never_fails_and_frames_stay_whole() -> None:
    shown = panel()
    for snapshot, width, height, look in pictures():
        canvas = paint(shown, snapshot, width, height, look)
        assert_intact(canvas)
        assert_not_empty(canvas)


@pytest.mark.parametrize("key", ["xor", "spiral", "circle", "moons", "plane"])
@pytest.mark.parametrize("size", [(34, 15), (44, 20), (80, 21), (120, 37), (40, 60)])
def test_lengths_are_alike_in_both_directions_of_the_map(key: str, size: tuple[int, int]) -> None:
    """A cell is twice as high as wide; the smallest map there is may be a cell off."""
    shown, snapshot = panel(), moved(key, sample=Sample(1))
    paint(shown, snapshot, *size)
    assert shown._map.paced.made is not None
    rows, columns = shown._map.paced.made.chars.shape
    assert snapshot.map is not None
    left, right, bottom, top = snapshot.map.limits
    stretch = columns / (2 * rows) * (top - bottom) / (right - left)
    assert max(stretch, 1 / stretch) < 1 + 1.5 / rows


def test_axes_with_units_of_their_own_fill_the_room() -> None:
    rows = [line for line in text_of(panel(), moved("sensor"), 120, 37).split("\n") if "▀▀" in line]
    assert len(rows) == 35


def test_classes_and_inputs_with_long_names_are_told_apart() -> None:
    words = "very long name of the kind number"
    kinds = tuple(f"{words} {k}" for k in (1, 2, 12))
    data = dataset(CLASSES, [[0.0, 1.0], [1.0, 0.0], [2.0, 1.0]], np.eye(3), classes=kinds)
    data = replace(data, features=tuple(Feature(f"{words} {name}", "", 1.0, 2.0) for name in ("one", "two")))
    session = Session(replace(load("sensor"), data=data))
    for width, height in ((34, 20), (60, 20), (120, 20)):
        for choices in (ViewState(), ViewState(confusion="training")):
            text = text_of(panel(), Snapshot.of(session, choices), width, height)
            for ending in ("1", "2", "12"):
                assert re.search(rf"…{ending}\b", text), text
    wide = text_of(panel(), Snapshot.of(session, ViewState()), 120, 20)
    assert "…one" in wide
    assert "…two" in wide


def test_counts_of_the_confusion_matrix_never_touch() -> None:
    session = at(Session(load("digits")), "run:300")
    counts = Snapshot.of(session, ViewState()).confusion(test=False)
    assert counts is not None
    for width in (34, 40, 60):
        lines = text_of(panel(), Snapshot.of(session, ViewState(confusion="training")), width, 16).split("\n")
        rows = [line.strip("│") for line in lines if re.match(r"│\d +\d", line)]
        assert len(rows) == 10
        for row, line in enumerate(rows):
            shown = re.findall(r" (\d+)(?= |$)", line)[: min(10, (width - 4) // 4)]
            assert [int(count) for count in shown] == counts[row][: len(shown)].tolist()
            assert len(shown) >= 6


def test_rows_of_very_many_are_answered_before_the_right_ones_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(load("sensor"))
    whole = text_of(panel(), Snapshot.of(session, ViewState()), 90, 20).splitlines()
    monkeypatch.setattr("glassnet.scenarios.sessions.answers.MANY", 1)
    session = Session(load("sensor"))
    awaited = text_of(panel(), Snapshot.of(session, ViewState()), 90, 20).splitlines()
    assert [line[:50] for line in awaited[:-1]] == [line[:50] for line in whole[:-1]]  # beside it is the map
    assert "the right ones are being counted" in awaited[-1]
    matrix = text_of(panel(), Snapshot.of(session, ViewState(confusion="training")), 90, 20)
    assert "being counted …" in matrix
    while session.answers.waiting:
        session.answers.work(1)
    assert text_of(panel(), Snapshot.of(session, ViewState()), 90, 20).splitlines() == whole
